/*
 * auth_requests.h - games that wait for somebody to type the code on their screen.
 * Layer    host. May include auth_code.h and host_network.h, host_table.h and below.
 * Thread   one at a time. Time is handed in, in milliseconds, and never runs backwards.
 * Memory   at most max_codes; one that is over is removed when another is made or asked for.
 * Trust    codes, handles and browsers that come are any bytes. Handles are kept as their digests.
 *
 * A request waits; a signed-in browser types its code, which claims it; then it is approved or denied. A second
 * browser that types the code cancels it, and both are told.
 */
#ifndef CHO_AUTH_REQUESTS_H
#define CHO_AUTH_REQUESTS_H

#include "data/data_clients.h"
#include "host/oauth/auth_code.h"
#include "host/room/host_network.h"
#include "host/oauth/auth_secret.h"
#include "host/room/host_rate.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum { CHO_AUTH_TOO_FAST_MOST = 10 }; /* how often a device may poll too fast; each time the interval grows */

typedef enum cho_auth_request_state {
    CHO_AUTH_WAITING,
    CHO_AUTH_CLAIMED,
    CHO_AUTH_APPROVED,
    CHO_AUTH_DENIED,
    CHO_AUTH_CANCELLED
} cho_auth_request_state;

typedef struct cho_auth_request {
    cho_host_node          node; /* its id is the code */
    cho_auth_code_kind     kind;
    cho_auth_request_state state;
    cho_auth_digest        handle;  /* of what the game polls with */
    cho_auth_digest        browser; /* that claimed it */
    cho_host_network       place;   /* where the game asked from */
    char                   client[CHO_DATA_CLIENT_ID_MAX + 1];
    uint32_t               scopes, account; /* account: who has approved */
    int64_t                made_ms, ends_ms;
    cho_host_bucket        polls;      /* of a short code */
    int64_t                polled_ms;  /* of a long one; 0: never */
    uint32_t               step_ms, interval_ms, too_fast; /* RFC 8628 section 3.5 */
} cho_auth_request;

typedef struct cho_auth_requests {
    cho_host_table            table;
    cho_index                 handles; /* of the table */
    uint64_t                  seed;
    const chorus_host_limits *limits;
} cho_auth_requests;

/* What is asked for. */
typedef struct cho_auth_wish {
    cho_auth_code_kind kind;
    const char        *client;
    uint32_t           scopes;
    cho_host_network   place;
    int64_t            life_ms;
} cho_auth_wish;

/* The limits are complete and outlive them. */
void cho_auth_requests_init(cho_auth_requests *requests, const chorus_allocator *heap, uint64_t seed,
                            const chorus_host_limits *limits);
void cho_auth_requests_deinit(cho_auth_requests *requests);

/* The code stands in (*out)->node.id. OK; E_MEMORY; E_STATE: the system has no randomness; E_AGAIN: too many wait
   already, here, for this client or from this place. */
chorus_result cho_auth_requests_make(cho_auth_requests *requests, const cho_auth_wish *wish, int64_t now_ms,
                                     char handle[CHO_AUTH_TEXT_SIZE], cho_auth_request **out);

/* Who polls with that handle, a live one of that kind; NULL: nobody, or its time is over. */
cho_auth_request *cho_auth_requests_by_handle(cho_auth_requests *requests, cho_auth_code_kind kind, cho_span handle,
                                              int64_t now_ms);

/* What has this code and can still be decided or has just been cancelled; NULL: nothing. */
cho_auth_request *cho_auth_requests_by_code(cho_auth_requests *requests, const char *code, int64_t now_ms);

void cho_auth_requests_remove(cho_auth_requests *requests, cho_auth_request *request);

/* A browser has typed the code. False: another one had it before, and the request is cancelled. */
bool cho_auth_request_claim(cho_auth_request *request, const cho_auth_digest *browser);

/* The browser that has claimed it decides. False: it has not, or it is decided already. */
bool cho_auth_request_decide(cho_auth_request *request, const cho_auth_digest *browser, uint32_t account,
                             bool is_approved);

/* A poll of a short code; false: too many. Three a second are fine. */
bool cho_auth_request_may_poll(cho_auth_request *request, int64_t now_ms);

/* A poll of a long one; false: it came too fast and has to slow down. The last time cancels the request. */
bool cho_auth_request_keeps_pace(cho_auth_request *request, int64_t now_ms);

#endif
