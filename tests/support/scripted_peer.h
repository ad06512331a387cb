/*
 * scripted_peer.h - an Interactive 2 service that says exactly what a test wants it to say.
 *
 * It runs on the test's own thread with blocking calls and deadlines: the library's network thread is
 * the other end. Every call fails the test when it cannot do what it says within ten seconds.
 */
#ifndef TESTS_SUPPORT_SCRIPTED_PEER_H
#define TESTS_SUPPORT_SCRIPTED_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opcodes of websocket frames. */
enum {
    PEER_CONTINUATION = 0,
    PEER_TEXT         = 1,
    PEER_BINARY       = 2,
    PEER_CLOSE        = 8,
    PEER_PING         = 9,
    PEER_PONG         = 10
};

typedef struct scripted_peer {
    int      listener, connection; /* -1: none */
    uint16_t port;
    char     url[64];        /* ws://127.0.0.1:port/gameClient */
    char     request[4096];  /* the last handshake or other request, with its body */
    char     message[65536]; /* the last message of the client */
} scripted_peer;

void peer_listen(scripted_peer *peer);
void peer_close_all(scripted_peer *peer);

/* Wait for a connection and shake hands. */
void peer_accept(scripted_peer *peer);
/* The same with a client that may have called and hung up meanwhile. False: it has. */
bool peer_accept_whoever_stays(scripted_peer *peer);
/* As peer_accept(), and say hello. */
void peer_greet(scripted_peer *peer);
/* Wait for a connection, read its request, and leave it without an answer. */
void peer_accept_silently(scripted_peer *peer);
/* Take the connection that waits and hang up, whatever it wanted. */
void peer_turn_away(scripted_peer *peer);
/* Wait for a connection and answer with this HTTP text instead. */
void peer_answer_http(scripted_peer *peer, const char *answer);

/* Read bytes that are no frames, such as what is left of a request's body. */
void peer_read_bytes(scripted_peer *peer, void *out, size_t len);

/* Somebody waits to be accepted; something waits to be read. These two do not wait. */
bool peer_is_called(const scripted_peer *peer);
bool peer_is_told(const scripted_peer *peer);

void peer_send(scripted_peer *peer, const char *text);
/* A frame of any opcode with any bytes. */
void peer_send_frame(scripted_peer *peer, int opcode, const void *bytes, size_t len);
/* The same, but `fin` false: more frames of this message follow. */
void peer_send_part(scripted_peer *peer, int opcode, bool fin, const void *bytes, size_t len);
/* Bytes that need not be frames. */
void peer_send_raw(scripted_peer *peer, const void *bytes, size_t len);
/* One text frame, given to the system in two pieces. */
void peer_send_cut(scripted_peer *peer, const char *text, size_t cut);
void peer_send_close(scripted_peer *peer, uint16_t code, const char *reason);
/* Call a method of the game, such as giveInput; params is JSON text. */
void peer_tell(scripted_peer *peer, const char *method, const char *params);
/* Hang up without a word. */
void peer_drop(scripted_peer *peer);

/* Read messages until one calls `method`; its text is in peer->message. Returns its id. */
uint32_t peer_expect(scripted_peer *peer, const char *method);
/* Read the next message into peer->message. False: the client has closed; *code is its close code. */
bool peer_read(scripted_peer *peer, uint16_t *code);
/* Read the next frame of any kind into peer->message. Returns its opcode; -1: the connection has ended. */
int peer_read_frame(scripted_peer *peer, size_t *len);
/* Wait until the client has taken in everything sent so far: it answers a ping in its turn. */
void peer_wait_until_read(scripted_peer *peer);
void peer_reply(scripted_peer *peer, uint32_t id, const char *result);
void peer_refuse(scripted_peer *peer, uint32_t id, const char *error);

/* What a service answers while a session opens. NULL: a default. */
typedef struct peer_state {
    const char *scenes;       /* the array of getScenes             */
    const char *groups;       /* the array of getGroups             */
    const char *participants; /* the array of getAllParticipants    */
} peer_state;
/* What the game asks about it: scenes, groups and participants. */
void peer_answer_state(scripted_peer *peer, const peer_state *state);
/* From hello to ready. */
void peer_open_session(scripted_peer *peer, const peer_state *state);

#endif
