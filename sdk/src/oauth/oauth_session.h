/*
 * oauth_session.h - the game side of a login.
 * Layer    oauth. May include core/ and below.
 * Thread   game thread.
 * Memory   one heap block and copies of the last records, freed by its ops; what is secret is wiped before.
 * Trust    records have been checked on the network side; what the game passes is checked here.
 *
 *     oauth_open     options in, session and link out
 *     oauth_apply    records in, events out
 *     oauth_calls    what a game may ask and want
 */
#ifndef CHO_OAUTH_SESSION_H
#define CHO_OAUTH_SESSION_H

#include "core/session.h"
#include "oauth/oauth_records.h"

#include <chorus/oauth.h>

typedef struct cho_login_session {
    cho_session        base;
    cho_login_told    *told;  /* the last state; NULL: none yet */
    uint32_t           told_len;
    void              *token; /* the payload of its record; NULL: nobody is signed in */
    uint32_t           token_len;
    chorus_oauth_store store; /* all NULL: the game has no hooks */
} cho_login_session;

extern const cho_session_ops cho_login_session_ops;

void cho_login_session_free(cho_login_session *s, const chorus_allocator *heap);

/* The event that a record means, with the seconds that are left now. */
void cho_login_read_told(const cho_login_told *told, chorus_event_login *out);

#endif
