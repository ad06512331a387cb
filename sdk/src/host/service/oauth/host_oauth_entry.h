/*
 * host_oauth_entry.h - a password on its way through the worker: one that is to be right, one that is to be kept, or both.
 * Layer    host. Includes host_oauth_http.h and below.
 * Thread   network thread; passwords are derived by the worker.
 * Memory   an entry lives from the form that brings it to its answer; its passwords are overwritten then.
 * Trust    every byte is hostile. Wrong passwords are counted for account and place, also when nobody waits for the
 *          answer any more, and nobody learns more than the budget allows by asking often at once.
 */
#ifndef CHO_HOST_OAUTH_ENTRY_H
#define CHO_HOST_OAUTH_ENTRY_H

#include "host/oauth/auth_password.h"
#include "host/service/oauth/host_oauth_http.h"

typedef struct cho_host_password {
    char   text[CHO_AUTH_PASSWORD_MOST];
    size_t len;
    bool   is_given;
} cho_host_password;

typedef struct cho_host_entry {
    cho_job           job;
    cho_host_oauth   *oauth;
    cho_host_asker   *asker;
    cho_host_network  place;
    cho_data_account  person; /* as it was when it was asked; id 0: nobody has that name */
    cho_host_password given;  /* should be the person's */
    cho_host_password wanted; /* should be kept */
    char              kept[CHO_AUTH_KEPT_SIZE];
    cho_auth_digest   browser; /* it has had this cookie so far */
    bool              is_secure, is_right, is_kept;
    /* Answers `r`, and is not called when nobody waits any more. */
    void (*finish)(struct cho_host_entry *e, cho_host_request *r, int64_t now_ms);
} cho_host_entry;

/* Of the browser that asks. NULL: no memory, and it was said so. */
cho_host_entry *cho_host_entry_create(cho_host_request *r, const cho_auth_digest *browser);
void            cho_host_entry_free(cho_host_entry *e);

/* False: there is none, or it has more than 128 bytes. */
bool cho_host_password_read(cho_host_password *password, cho_span text);

/* False: too many passwords for this account or from this place were wrong, and it was said so. */
bool cho_host_entry_may_try(const cho_host_entry *e, cho_host_request *r);

/* The one that should be kept is long enough. False: it is not, and it was said so. */
bool cho_host_entry_wants_good(const cho_host_entry *e, cho_host_request *r);

/* To the worker, and back to finish. It frees itself; when that is not possible it was said so. */
void cho_host_entry_send(cho_host_entry *e, cho_host_request *r);

/* The given password is right, and the account still has that one. */
bool cho_host_entry_is_theirs(const cho_host_entry *e);

/* It was wrong: counts it, and refuses with that code and sentence. */
void cho_host_entry_refuse_wrong(const cho_host_entry *e, cho_host_request *r, const char *error, const char *sentence,
                                 int64_t now_ms);

#endif
