/*
 * host_lab.h - a host on a real port, and games and viewers that speak to it over raw sockets.
 *
 * Everything that waits has a deadline and fails the test when it passes. Every packet that is heard is held
 * against the output rules of the protocol.
 */
#ifndef TESTS_SUPPORT_HOST_LAB_H
#define TESTS_SUPPORT_HOST_LAB_H

#include "support/packer.h"
#include "support/raw_socket.h"
#include "support/support.h"
#include "support/tls_files.h"

#include <chorus/host.h>

enum { HOST_LAB_LOG = 16384 };

typedef struct host_lab {
    chorus_runtime *rt;
    chorus_session  session;
    uint16_t        port;
    const char     *ca_file; /* not NULL: connections are made by TLS and trust this */
    char            log[HOST_LAB_LOG]; /* lines of level WARNING and above */
} host_lab;

/* Opens a host at 127.0.0.1 with the token "sec+ret" and waits until it listens. options NULL: none more. */
void host_lab_open(host_lab *lab, const chorus_host_options *options);
/* The same with a heap of the test's. */
void host_lab_open_on(host_lab *lab, const chorus_allocator *heap);
/* The same with TLS: the runtime and all connections trust the files' authority. */
void host_lab_open_tls(host_lab *lab, const chorus_host_options *options, const tls_files *files);
void host_lab_close(host_lab *lab);

/* Tries to open a second host, with these channels; one that opens is not looked after. */
chorus_result host_lab_try_channels(host_lab *lab, const chorus_host_channel *channels, uint32_t count);

/* For cmocka: *state is a host_lab that is open. */
int host_lab_set_up(void **state);
int host_lab_set_up_with(void **state, const chorus_host_options *options);
int host_lab_tear_down(void **state);

/* Pumps until an event of that type comes; others are passed over. */
void host_lab_wait(host_lab *lab, chorus_event_type type, chorus_event *out);

/* Pumps once and passes over what comes: what a program's `attend` may be, with the lab for its user. */
void host_lab_pump(void *lab);

/* Pumps until the host tells of so many participants and games. */
void host_lab_wait_counts(host_lab *lab, uint32_t participants, uint32_t games);

/* One request on a connection of its own. lines: further header lines ("X: y\r\n"). Returns the status; body
   may be NULL. */
int host_lab_request(host_lab *lab, const char *method, const char *path, const char *lines, const char *content,
                     char *body, size_t size);

/* A connection on which nothing was said yet. */
raw_socket *host_lab_connect(host_lab *lab);

/* A new connection that asks for an upgrade with those header lines; returns the status. */
int host_lab_knock(host_lab *lab, raw_socket **out, const char *path, const char *lines);

/* A game that is in, its hello taken. */
raw_socket *host_lab_game(host_lab *lab);

/* The game puts the button "b" into its default scene and is ready. */
void host_lab_play(raw_socket *game);

/* A game with that token. */
raw_socket *host_lab_game_of(host_lab *lab, const char *token);

/* A viewer who has joined and been welcomed. */
raw_socket *host_lab_viewer(host_lab *lab, const char *name);
raw_socket *host_lab_viewer_of(host_lab *lab, uint32_t channel, const char *name);

/* A viewer of the first channel who has asked to join with those header lines, and has been welcomed. */
raw_socket *host_lab_viewer_by(host_lab *lab, const char *lines);

/* A key for that channel. */
void host_lab_key(host_lab *lab, uint32_t channel, const char *name, char out[33]);
/* The key in the body of an answer, which has one. */
void host_lab_copy_key(const char *answer, char out[33]);

void host_lab_say(raw_socket *s, const char *text);

/* The next message; valid until the next call. Fails the test when the peer closes. */
const char *host_lab_hear(raw_socket *s);

/* The same over a compressed connection: what is said and what comes next must be in binary frames. */
void        host_lab_say_packed(raw_socket *s, packer *p, const char *text);
const char *host_lab_hear_packed(raw_socket *s, packer *p);

/* A binary frame of any bytes. */
void host_lab_say_binary(raw_socket *s, const void *bytes, size_t len);

/* Reads messages until one holds `part`, and returns it. */
const char *host_lab_hear_of(raw_socket *s, const char *part);

/* Waits for a ping, whatever is said before, and answers it. */
void host_lab_answer_ping(raw_socket *s);

/* The close code that comes, whatever is said before. */
int host_lab_closed(raw_socket *s);

void host_lab_hang_up(raw_socket *s);

/* ---- conversations ---- */

/* Calls a method with that id, which is JSON. */
void host_lab_call(raw_socket *s, const char *id, const char *method, const char *params);

/* The game's call with id 9 succeeds; what is said before the reply is passed over. Returns the reply. */
const char *host_lab_do(raw_socket *game, const char *method, const char *params);

/* The next message is exactly this call; params are a format. */
void host_lab_expect(raw_socket *s, const char *method, const char *params, ...) __attribute__((format(printf, 3, 4)));
/* The next message calls that method; returns it. */
const char *host_lab_expect_call(raw_socket *s, const char *method);
/* The next message is exactly this reply. */
void host_lab_expect_reply(raw_socket *s, const char *id, const char *result, ...)
    __attribute__((format(printf, 3, 4)));
/* The next message refuses; path NULL: it names none. */
void host_lab_expect_refusal(raw_socket *s, const char *id, int code, const char *path);
/* What was done so far has not led to a further message: a question that is asked now is answered next. */
void host_lab_expect_nothing(raw_socket *s);

#define HOST_LAB_VERSION_LINES "X-Protocol-Version: 2.0\r\nX-Interactive-Version: 7\r\n"
#define HOST_LAB_GAME_LINES "Authorization: Bearer sec+ret\r\n" HOST_LAB_VERSION_LINES

#endif
