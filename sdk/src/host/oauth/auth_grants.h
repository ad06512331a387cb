/*
 * auth_grants.h - authorization codes: somebody has said yes, and a client may fetch its tokens once.
 * Layer    host. May include auth_secret.h, host_table.h, data/ and below.
 * Thread   one at a time. Time is handed in, in milliseconds, and never runs backwards.
 * Memory   at most authorization_codes; the oldest makes room.
 * Trust    what is presented is any bytes; a code is kept as its digest. One that comes twice ends what came of
 *          it the first time: RFC 6749 section 4.1.2.
 *
 * Nothing here is lasting: who calls writes the rows down.
 */
#ifndef CHO_AUTH_GRANTS_H
#define CHO_AUTH_GRANTS_H

#include "data/data_signins.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

typedef struct cho_auth_grant {
    cho_host_node   node; /* its id is the digest of the code */
    uint32_t        account, scopes;
    int64_t         made_ms;
    bool            is_used; /* and what came of it may still be on its way to the disk */
    bool            has_challenge;
    cho_auth_digest challenge; /* of a proof key: RFC 7636 */
    cho_auth_digest came;      /* the selector of the link that came of it */
    char            client[CHO_DATA_CLIENT_ID_MAX + 1];
    char            redirect[CHO_DATA_REDIRECT_MAX + 1]; /* "": none was part of it */
} cho_auth_grant;

typedef struct cho_auth_grants {
    cho_host_table            table;
    const chorus_host_limits *limits;
} cho_auth_grants;

/* The limits are complete and outlive them. */
void cho_auth_grants_init(cho_auth_grants *grants, const chorus_allocator *heap, uint64_t seed,
                          const chorus_host_limits *limits);
void cho_auth_grants_deinit(cho_auth_grants *grants);

/* What is granted is copied but for its node, time and use. OK, E_MEMORY, E_STATE: no randomness. */
chorus_result cho_auth_grants_make(cho_auth_grants *grants, const cho_auth_grant *what, int64_t now_ms,
                                   char code[CHO_AUTH_TEXT_SIZE], cho_auth_grant **out);

/* What was written down before. OK; E_MEMORY; E_INVALID: it makes no sense here. */
chorus_result cho_auth_grants_put(cho_auth_grants *grants, const cho_data_grant *row, int64_t now_ms);
/* As it is to be written down. */
void cho_auth_grant_write(const cho_auth_grants *grants, const cho_auth_grant *grant, cho_data_grant *out);

/* Which code has this digest; NULL: it has gone. */
cho_auth_grant *cho_auth_grants_of(const cho_auth_grants *grants, const unsigned char code[CHO_DATA_DIGEST]);
void            cho_auth_grants_remove(cho_auth_grants *grants, cho_auth_grant *grant);
/* Those of this account. */
void cho_auth_grants_forget(cho_auth_grants *grants, uint32_t account);

/* NULL: never given, or too old. */
cho_auth_grant *cho_auth_grants_find(cho_auth_grants *grants, cho_span code, int64_t now_ms);

/* Challenges are texts of a SHA-256 in base64url. False: it is none. */
bool cho_auth_challenge_read(cho_span text, cho_auth_digest *out);

/* The verifier is the one that was challenged: 43 to 128 characters. */
bool cho_auth_challenge_is_met(const cho_auth_digest *challenge, cho_span verifier);

#endif
