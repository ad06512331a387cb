/*
 * host_oauth_http.h - what all requests about signing in have in common.
 * Layer    host. Includes host_oauth.h and below.
 * Thread   network thread.
 * Memory   what is read lies in the service's scratch, until the request is answered.
 * Trust    every byte is hostile. A refusal is an error code and a sentence, and names no secret.
 */
#ifndef CHO_HOST_OAUTH_HTTP_H
#define CHO_HOST_OAUTH_HTTP_H

#include "host/oauth/auth_form.h"
#include "host/service/oauth/host_oauth.h"

/* {"error":"...","error_description":"..."}; `extra` is one header more, or NULL. */
void cho_host_oauth_refuse(cho_host_request *r, int status, const char *error, const char *sentence,
                           const cho_header *extra);

/* Writes the same without answering. */
void cho_host_oauth_write_refusal(cho_host_request *r, const char *error, const char *sentence);

/* 429 with the seconds to wait. */
void cho_host_oauth_put_off(cho_host_request *r, const char *error, const char *sentence, int64_t wait_ms);

/* 503 for what memory or randomness is missing, 429 for what there are too many of. */
void cho_host_oauth_refuse_result(cho_host_request *r, chorus_result result);

/* The fields of the body. False: it was no good, and it was said so. */
bool cho_host_oauth_read(cho_host_request *r, cho_auth_field *fields, size_t count);

/* The client that is named, once it has shown its secret where it has one: in the body or as HTTP Basic. NULL: it
   was refused; an unknown one with that status. */
cho_auth_client *cho_host_oauth_find_client(cho_host_request *r, const cho_auth_field *id,
                                            const cho_auth_field *secret, int unknown_status);

/* Where the request comes from. */
cho_host_network cho_host_oauth_place(const cho_host_request *r);

/* ---- what has changed ---- */

typedef enum cho_host_oauth_kind {
    CHO_OAUTH_PUT_ACCOUNT, CHO_OAUTH_PUT_LOGIN, CHO_OAUTH_DROP_LOGIN, CHO_OAUTH_PUT_LINK, CHO_OAUTH_DROP_LINK,
    CHO_OAUTH_PUT_ACCESS, CHO_OAUTH_DROP_ACCESS, CHO_OAUTH_PUT_CODE, CHO_OAUTH_NEW_PASSWORD,
    /* what is under way, from here on; see host_oauth_under_way.c */
    CHO_OAUTH_ADD_REQUEST, CHO_OAUTH_CHANGE_REQUEST, CHO_OAUTH_DROP_REQUEST, CHO_OAUTH_ADD_GRANT, CHO_OAUTH_USE_GRANT
} cho_host_oauth_kind;

/* A join code and the account it leads to. */
typedef struct cho_host_leading {
    uint32_t account;
    char     code[CHO_HOST_CODE_SIZE];
} cho_host_leading;

/* Another password for an account, and the one browser that stays signed in. */
typedef struct cho_host_renewal {
    uint32_t        account;
    cho_auth_digest browser;
    char            kept[CHO_AUTH_KEPT_SIZE], before[CHO_AUTH_KEPT_SIZE];
} cho_host_renewal;

/* A row as it is now; of a drop its key counts. */
typedef struct cho_host_oauth_change {
    cho_host_oauth_kind kind;
    union {
        cho_data_account account;
        cho_data_login   login;
        cho_data_link    link;
        cho_data_access  access;
        cho_host_leading code;
        cho_host_renewal renewal;
        cho_data_request request;
        cho_data_grant   grant;
    } row;
} cho_host_oauth_change;

enum { CHO_OAUTH_CHANGES_MAX = 5 };

typedef struct cho_host_oauth_changes {
    cho_host_oauth_change all[CHO_OAUTH_CHANGES_MAX];
    uint32_t              count;
    bool                  has_before;
    cho_data_link         before; /* what the link that is put was, in case that it cannot be written */
} cho_host_oauth_changes;

/* One more to write down; the caller fills in its row. */
cho_host_oauth_change *cho_host_oauth_change_of(cho_host_oauth_changes *changes, cho_host_oauth_kind kind);
void                   cho_host_oauth_add_link(cho_host_oauth_changes *changes, cho_host_oauth_kind kind,
                                               const cho_data_link *row);

/* ---- host_oauth_under_way.c: without a data folder these happen at once, and there is nothing to write down ---- */

bool cho_host_oauth_is_lasting(const cho_host_oauth *oauth);

/* `next` is what the request becomes once it is written down; until then it is busy. Of a drop it is the
   request itself. */
void cho_host_oauth_change_request(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_host_oauth_kind kind,
                                   cho_auth_request *request, const cho_auth_request *next);
/* It is new, and this was derived of its code. */
void cho_host_oauth_add_request(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_auth_request *request,
                                const cho_auth_digest *kept);
/* A new one, or one that was used just now. */
void cho_host_oauth_change_grant(cho_host_oauth *oauth, cho_host_oauth_changes *changes, cho_host_oauth_kind kind,
                                 const cho_auth_grant *grant);

/* For host_oauth_commit.c: on the vault's thread; and on the network's, once it is written down or cannot be. */
chorus_result cho_host_oauth_apply_under_way(cho_db *db, const cho_host_oauth_change *change, uint32_t most_grants);
void          cho_host_oauth_end_under_way(cho_host_oauth *oauth, const cho_host_oauth_change *change, bool is_written);

/* ---- the answer ---- */

/* Waits for an answer that cho_host_http_answer() gives when it is a request's asker. NULL: no memory. */
cho_host_asker *cho_host_asker_create(cho_host_request *r);
/* Once it was answered, or has gone. NULL is fine. */
void cho_host_asker_free(cho_host_asker *asker);

/* Answers with the JSON in the service's body, once all this is written down; 503 when it cannot be, and then none of
   it has happened. A request's asker is taken over and becomes NULL, unless it was answered at once. */
void cho_host_oauth_commit(cho_host_request *r, const cho_host_oauth_changes *changes, int status,
                           const cho_header *extra);

/* ---- browsers ---- */

enum { CHO_OAUTH_COOKIE_SIZE = 192 };

/* The cookie of the browser that asks; empty: it has none of ours. */
cho_span cho_host_oauth_cookie(cho_host_request *r);

/* The Set-Cookie that gives a browser this cookie; "" takes it away. */
void cho_host_oauth_write_cookie(const cho_host_service *service, const char *cookie, bool is_secure,
                                 char out[CHO_OAUTH_COOKIE_SIZE]);
bool cho_host_oauth_is_secure(cho_host_request *r);

/* The request comes from a page of this host. False: it does not, and it was refused. */
bool cho_host_oauth_is_own_page(cho_host_request *r);

/* The same, and it is one of this very browser. */
bool cho_host_oauth_is_own_form(cho_host_request *r, const cho_auth_field *form, cho_auth_digest *browser);

/* ---- host_oauth_derive.c ---- */

/* Somebody with a browser that is signed in has sent this code. */
typedef struct cho_host_typed {
    cho_auth_digest  browser;
    cho_host_network place;
    uint32_t         account;
    bool             is_try; /* of whoever may only guess */
    bool             is_allowed;
    char             code[CHO_AUTH_CODE_SIZE];
} cho_host_typed;

/*
 * Calls `then`, with a request of the same asker. At once, unless the code may be one that was given before the host was
 * started: that takes a worker some milliseconds to find out. Whoever has gone meanwhile is told nothing, and a wrong
 * try counts nevertheless.
 */
void cho_host_oauth_know_code(cho_host_request *r, const cho_host_typed *typed,
                              void (*then)(cho_host_request *r, const cho_host_typed *typed));

/* Who is signed in with the browser that asks; NULL: nobody, and it was refused. */
cho_auth_account *cho_host_oauth_person(cho_host_request *r, const cho_auth_field *form, cho_auth_digest *browser);

#endif
