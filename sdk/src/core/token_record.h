/*
 * token_record.h - a new token on its way from a link to the game.
 * Layer    core. May include base/ and codec/.
 * Thread   the first function: network thread; the others: game thread.
 * Memory   a record, and what its payload holds: valid as long as the record.
 * Trust    the token has been read and can be written.
 */
#ifndef CHO_CORE_TOKEN_RECORD_H
#define CHO_CORE_TOKEN_RECORD_H

#include "core/link.h"
#include "core/session.h"

#include <chorus/oauth.h>

/* Strings behind the struct: access, refresh, blob. */
typedef struct cho_record_token {
    int64_t  granted_at_s, lifetime_s;
    uint32_t access_len, refresh_len, blob_len;
    uint32_t is_known; /* the game has been told of this one before */
} cho_record_token;

/* A record of the module's `type`. False: no memory. */
bool cho_link_tell_token(cho_link *link, uint16_t type, const chorus_oauth_token *token, bool is_known);

/* What the payload says, as the event has it. */
void cho_token_record_read(const void *payload, chorus_event_token *out);
/* And that event. */
void cho_session_tell_token(cho_session *session, const cho_record *record, const void *payload);

#endif
