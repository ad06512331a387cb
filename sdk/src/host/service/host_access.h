/*
 * host_access.h - from an Authorization header to who that is, and what they may do here.
 * Layer    host. Includes host_service_state.h and below.
 * Thread   network thread.
 * Memory   plain data; an account that takes part becomes a user of the host, who lives as long as it.
 * Trust    the header is any bytes.
 */
#ifndef CHO_HOST_ACCESS_H
#define CHO_HOST_ACCESS_H

#include "host/oauth/auth_accounts.h"
#include "host/oauth/auth_scope.h"
#include "host/service/host_service_state.h"

typedef struct cho_host_access {
    uint32_t                scopes;  /* what it is good for: CHO_AUTH_... */
    uint32_t                channel; /* whose game it may be, and which it may run; 0: none */
    cho_host_user          *user;    /* of the options; NULL: it is another's */
    uint32_t                link;    /* handle of the permission the access token belongs to; 0: it is no such token */
    const cho_auth_account *account; /* who has given an access token; NULL: it is no such token */
} cho_host_access;

/* False: nobody's. A token of a game is good for its channel; that of a user of the options for what users may do. */
bool cho_host_access_read(cho_host_service *service, cho_span authorization, cho_host_access *out);

/* The channel of the game that bears this, and the handle of the permission it has it by, 0: none; `link` may be NULL.
   False: it may be no game here. */
bool cho_host_access_is_game(cho_host_service *service, cho_span authorization, uint32_t *channel, uint32_t *link);

/* The channel that whoever bears this may run, and the same of the permission. False: none. */
bool cho_host_access_is_moderator(cho_host_service *service, cho_span authorization, uint32_t *channel, uint32_t *link);

/* Who takes part with this. False: nobody may. */
bool cho_host_access_is_participant(cho_host_service *service, cho_span authorization, cho_host_identity *who);

#endif
