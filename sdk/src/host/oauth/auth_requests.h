/*
 * auth_requests.h - games that wait for somebody to type the code on their screen.
 * Layer    host. May include auth_code.h and host_network.h, host_table.h and below.
 * Thread   one at a time. Time is handed in, in milliseconds, and never runs backwards.
 * Memory   at most max_codes; one that is over is removed when another is made or asked for.
 * Trust    codes, handles and browsers that come are any bytes. Handles are kept as their digests.
 *
 * A request waits; a signed-in browser types its code, which claims it; then it is approved or denied. A second
 * browser that types the code cancels it, and both are told.
 *
 * Nothing here is lasting: who calls writes the rows down. One that was written down before has no code here, only
 * what was kept of it, until somebody types it.
 */
#ifndef CHO_AUTH_REQUESTS_H
#define CHO_AUTH_REQUESTS_H

#include "data/data_signins.h"
#include "host/oauth/auth_code.h"
#include "host/room/host_network.h"
#include "host/oauth/auth_password.h"
#include "host/room/host_rate.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum { CHO_AUTH_TOO_FAST_MOST = 10 }; /* how often a device may poll too fast; each time the interval grows */

/* These numbers are written down; see also cho_auth_code_kind. */
typedef enum cho_auth_request_state {
    CHO_AUTH_WAITING,
    CHO_AUTH_CLAIMED,
    CHO_AUTH_APPROVED,
    CHO_AUTH_DENIED,
    CHO_AUTH_CANCELLED
} cho_auth_request_state;

typedef struct cho_auth_request {
    cho_host_node          node; /* its id is the code, or what was kept of it */
    cho_auth_code_kind     kind;
    cho_auth_request_state state;
    bool                   is_busy; /* what becomes of it is being written down: nobody is told before */
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
    unsigned char             salt[CHO_AUTH_SALT_BYTES]; /* of all that wait; another when none does */
    uint32_t                  unnamed; /* of them have no code */
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

/* What was written down before. OK; E_MEMORY; E_AGAIN: there are too many; E_INVALID: it makes no sense here. */
chorus_result cho_auth_requests_put(cho_auth_requests *requests, const cho_data_request *row);
/* As it is to be written down, but for what is kept of its code. */
void cho_auth_request_write(const cho_auth_requests *requests, const cho_auth_request *request, cho_data_request *out);
/* What has been written down of a change is so from now on. */
void cho_auth_request_take(cho_auth_request *request, const cho_data_request *row);

/* The code stands in (*out)->node.id. OK; E_MEMORY; E_STATE: the system has no randomness; E_AGAIN: too many wait
   already, here, for this client or from this place. */
chorus_result cho_auth_requests_make(cho_auth_requests *requests, const cho_auth_wish *wish, int64_t now_ms,
                                     char handle[CHO_AUTH_TEXT_SIZE], cho_auth_request **out);

/* Who polls with that handle, a live one of that kind; NULL: nobody, or its time is over. */
cho_auth_request *cho_auth_requests_by_handle(cho_auth_requests *requests, cho_auth_code_kind kind, cho_span handle,
                                              int64_t now_ms);

/* What has this code and can still be decided or has just been cancelled; NULL: nothing. */
cho_auth_request *cho_auth_requests_by_code(cho_auth_requests *requests, const char *code, int64_t now_ms);

/* Whose handle has this digest; NULL: it has gone. */
cho_auth_request *cho_auth_requests_of(const cho_auth_requests *requests, const cho_auth_digest *handle);

/* Somebody has typed this, and it may be the code of one that was written down before. `browser` NULL: anybody, else
   only one that this browser has claimed counts. */
bool cho_auth_requests_may_know(cho_auth_requests *requests, const cho_auth_digest *browser, int64_t now_ms);
/* `kept` was derived of this code: the one whose it is has it from now on. False: nobody's. */
bool cho_auth_requests_name(cho_auth_requests *requests, const cho_auth_digest *kept, const char *code);

void cho_auth_requests_remove(cho_auth_requests *requests, cho_auth_request *request);
/* Those that this account has decided. */
void cho_auth_requests_forget(cho_auth_requests *requests, uint32_t account);

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
