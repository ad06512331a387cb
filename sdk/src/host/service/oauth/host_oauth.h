/*
 * host_oauth.h - signing in: what a host knows of clients, accounts and tokens, and the requests about them.
 * Layer    host. May include host/oauth/ and below.
 * Thread   network thread; passwords and codes are derived by workers.
 * Memory   belongs to the service, which must outlive it.
 * Trust    every request is hostile. What is changed is written down before it is acknowledged to anybody.
 */
#ifndef CHO_HOST_OAUTH_H
#define CHO_HOST_OAUTH_H

#include "core/worker.h"
#include "host/oauth/auth_accounts.h"
#include "host/oauth/auth_clients.h"
#include "host/oauth/auth_grants.h"
#include "host/oauth/auth_guess.h"
#include "host/oauth/auth_links.h"
#include "host/oauth/auth_logins.h"
#include "host/oauth/auth_requests.h"
#include "host/service/host_http.h"

typedef struct cho_host_oauth {
    cho_host_service *service;
    cho_auth_clients  clients;
    cho_auth_accounts accounts;
    cho_auth_requests requests;
    cho_auth_grants   grants;
    cho_auth_links    links;
    cho_auth_logins   logins;
    cho_auth_guess    guess;
    cho_auth_tally    new_codes;                                     /* asked for from one place */
    cho_auth_tally    wrong_of_both, wrong_of_account, wrong_of_place; /* passwords; both: of an account, from a place */
    cho_auth_tally    new_accounts;                                  /* made from one place */
    cho_worker       *worker;      /* for passwords */
    cho_worker       *code_worker; /* so that neither waits for many of the other */
    cho_vault_watch   client_watch, account_watch, link_watch, unlink_watch;
} cho_host_oauth;

/* With the clients of the config. OK, E_MEMORY, E_STATE. */
chorus_result cho_host_oauth_open(cho_host_service *service);
/* The limits of the config, from now on. */
void cho_host_oauth_take_limits(cho_host_service *service);

/* Fine when there is none. */
void cho_host_oauth_close(cho_host_service *service);

/* An account has that name, whatever the case of its letters. */
bool cho_host_oauth_has_name(const cho_host_service *service, const char *name);

/* False: the path is about something else. */
bool cho_host_oauth_answer(cho_host_request *r, const char *path);

/* The client of a link may have been forgotten since: then NULL. */
const cho_auth_client *cho_host_oauth_client_of(const cho_host_oauth *oauth, const char *id);

/* ---- host_oauth_codes.c: a game asks for a code, and whether somebody has typed it ---- */

void cho_host_oauth_shortcode(cho_host_request *r);
void cho_host_oauth_check(cho_host_request *r, const char *handle);
void cho_host_oauth_device(cho_host_request *r);

/* ---- host_oauth_token.c ---- */

void cho_host_oauth_token(cho_host_request *r);
void cho_host_oauth_revoke(cho_host_request *r);

/* ---- host_oauth_people.c: the page's sign-in ---- */

void cho_host_oauth_hello(cho_host_request *r);
void cho_host_oauth_sign_in(cho_host_request *r);
void cho_host_oauth_create(cho_host_request *r);
void cho_host_oauth_sign_out(cho_host_request *r);

/* ---- host_oauth_renew.c: another password ---- */

void cho_host_oauth_renew(cho_host_request *r);

/* ---- host_oauth_consent.c: the page's yes or no ---- */

void cho_host_oauth_code(cho_host_request *r);
void cho_host_oauth_watch(cho_host_request *r);
void cho_host_oauth_decide(cho_host_request *r);
void cho_host_oauth_authorize_page(cho_host_request *r);
void cho_host_oauth_authorize(cho_host_request *r);

/* ---- host_oauth_links.c: what somebody has allowed ---- */

void cho_host_oauth_list_links(cho_host_request *r);
void cho_host_oauth_end_link(cho_host_request *r);

/* ---- host_oauth_about.c ---- */

void cho_host_oauth_about(cho_host_request *r);

#endif
