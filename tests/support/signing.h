/*
 * signing.h - a login before a service that answers exactly what a test wants, and every line that is logged.
 *
 * Everything that waits has a deadline and fails the test when it passes.
 */
#ifndef TESTS_SUPPORT_SIGNING_H
#define TESTS_SUPPORT_SIGNING_H

#include "support/scripted_peer.h"
#include "support/support.h"

#include <chorus/chorus.h>

enum { SIGNING_LOG = 65536 };

typedef struct signing {
    chorus_runtime      *rt;
    chorus_session       login;
    chorus_oauth_options options; /* client_id "game", nothing stored; url: the peer's */
    scripted_peer        peer;
    char                 url[64];
    char                 log[SIGNING_LOG]; /* every line of every level */
} signing;

/* A runtime and a peer that listens; no login yet. ca_file NULL: the system's. */
void signing_init(signing *s, const char *ca_file);
void signing_deinit(signing *s);

/* For cmocka: *state is a signing. */
int signing_set_up(void **state);
int signing_tear_down(void **state);

void signing_open(signing *s);
/* Until the session is closed. */
void signing_close(signing *s);

/* The next request must begin with `start`, such as "POST /api/v1/oauth/token". It is in peer.request. */
void signing_expect(signing *s, const char *start);
/* Answers it, with further header lines ("X: y\r\n"). */
void signing_answer_with(signing *s, int status, const char *lines, const char *body);
void signing_answer(signing *s, int status, const char *body);
/* Both. */
void signing_serve(signing *s, const char *start, int status, const char *body);

/* A code "BCDFGH" that lives for an hour; a yes; a token; a name. From open to each of the others. */
void signing_give_code(signing *s);
void signing_go_to_user(signing *s, const char *token);
void signing_go_to_confirm(signing *s, const char *token);
void signing_go_to_hold(signing *s, const char *token);

/* Pumps until the login is in that state; others are passed over. */
chorus_event_login signing_wait(signing *s, chorus_login_state wanted);
/* Pumps until an event of that type comes. */
void signing_wait_event(signing *s, chorus_event_type type, chorus_event *out);

#define SIGNING_CODE "{\"code\":\"BCDFGH\",\"expires_in\":3600,\"handle\":\"h4nd1e\"}"
#define SIGNING_TOKEN "{\"access_token\":\"acc3ss\",\"refresh_token\":\"r3fresh\",\"expires_in\":21599,\"token_type\":\"Bearer\"}"
#define SIGNING_USER "{\"id\":1,\"username\":\"Ann\"}"

#endif
