/*
 * oauth_link.h - the network side of a login.
 * Layer    oauth. May include core/ and below.
 * Thread   created on the game thread by chorus_oauth_open(), then network thread only.
 * Memory   owns copies of every option. Freed by its ops, or by cho_login_link_free() when
 *          cho_session_open() did not take it. What is secret is wiped before.
 * Trust    everything the service sends is hostile until oauth_answer has read it.
 *
 *     oauth_link    its life, what the game wants, and one step after the other
 *     oauth_place   where the service is
 *     oauth_login   where it stands and what is next; oauth_words: and what people are told of it
 *     oauth_ask     requests; oauth_answer: what comes back
 *     oauth_tell    records
 *     oauth_store   the file
 */
#ifndef CHO_OAUTH_LINK_H
#define CHO_OAUTH_LINK_H

#include "core/link.h"
#include "net/http_client.h"
#include "oauth/oauth_answer.h"
#include "oauth/oauth_login.h"
#include "oauth/oauth_store.h"

typedef struct cho_login_link {
    cho_link                base;
    const chorus_allocator *heap;

    char             *url, *page, *site; /* of the service; page: where short codes are typed; site: for people */
    char             *client_id, *client_secret, *scopes, *expected_user, *tls_pins;
    char             *blob;              /* a token to begin with; NULL: none */
    uint32_t          host, call_timeout_ms;
    chorus_oauth_flow flow;
    bool              has_hooks;         /* the game keeps the token */
    char             *store_file;        /* NULL: no file does      */
    cho_login_store  *store;

    cho_login        login;
    cho_login_answer answer; /* the last one; too large for a stack */
    cho_http        *http;   /* under way */
    cho_timer        next, goodbye;
    bool             was_ready, gives_up;
} cho_login_link;

/* Options have been checked; `blob` is what the game's hook has given, or NULL. NULL: no memory. */
cho_link *cho_login_link_create(const chorus_allocator *heap, const chorus_oauth_options *options, const char *blob);
void      cho_login_link_free(cho_link *link);

/* Whatever is due is done; then a timer is set for what comes next. */
void cho_login_step(cho_login_link *l);
void cho_login_drop_request(cho_login_link *l);

/* ---- oauth_place ---- */

/* The service is at `url`, which is taken over; phones reach it at `public`. False: no memory. */
bool cho_login_settle(cho_login_link *l, char *url, const char *public);
/* The same for the host, if it listens already; if it is gone the session ends. Then a step is taken. */
void cho_login_find_host(cho_login_link *l);
void cho_login_forget_place(cho_login_link *l);

/* ---- oauth_ask ---- */

/* OK: on_answer will be called. */
chorus_result cho_login_ask_service(cho_login_link *l, cho_login_ask ask, cho_http_fn on_answer);
/* The question that is under way. */
cho_login_question cho_login_asked_question(const cho_login_link *l);

/* ---- oauth_tell ---- */

/* Does what login.news says. What there is no memory for stays in it. */
void cho_login_tell(cho_login_link *l);

#endif
