/*
 * auth_logins.h - the browsers that somebody is signed in with, and what makes their forms genuine.
 * Layer    host. May include auth_secret.h, host_table.h, data/ and below.
 * Thread   one at a time. Time is handed in, in milliseconds since 1970.
 * Memory   at most max_logins; the oldest makes room.
 * Trust    what browsers send is any bytes. A browser is known by a random cookie, kept as its digest. Its forms
 *          carry another digest of the cookie, which no other site can know: that makes them its own.
 */
#ifndef CHO_AUTH_LOGINS_H
#define CHO_AUTH_LOGINS_H

#include "data/data_accounts.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum { CHO_AUTH_FORM_SIZE = 44 /* 43 characters and a NUL */ };

typedef struct cho_auth_login {
    cho_host_node  node; /* its id is the digest of the cookie */
    cho_data_login row;
} cho_auth_login;

typedef struct cho_auth_logins {
    cho_host_table            table;
    const chorus_host_limits *limits;
} cho_auth_logins;

/* The limits are complete and outlive them. */
void cho_auth_logins_init(cho_auth_logins *logins, const chorus_allocator *heap, uint64_t seed,
                          const chorus_host_limits *limits);
void cho_auth_logins_deinit(cho_auth_logins *logins);

/* Somebody has signed in with a browser whose cookie has this digest. NULL: no memory. */
cho_auth_login *cho_auth_logins_make(cho_auth_logins *logins, const cho_auth_digest *browser, uint32_t account,
                                     int64_t now_ms);

/* What was written down before. OK, E_MEMORY. */
chorus_result cho_auth_logins_put(cho_auth_logins *logins, const cho_data_login *row);

/* NULL: nobody is signed in with it. */
cho_auth_login *cho_auth_logins_find(cho_auth_logins *logins, const cho_auth_digest *browser, int64_t now_ms);
void            cho_auth_logins_remove(cho_auth_logins *logins, cho_auth_login *login);

/* The next login of an account; begin with NULL. NULL at the end. */
cho_auth_login *cho_auth_logins_next_of(const cho_auth_logins *logins, uint32_t account, const cho_auth_login *after);

/* What the forms of a browser with that cookie carry. */
void cho_auth_form_token(cho_span cookie, char out[CHO_AUTH_FORM_SIZE]);

#endif
