/*
 * data_accounts.h - the people who have an account, and the browsers they are signed in with.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's.
 * Trust    a name has been cleaned, a password is kept as its derived key only, a browser as the digest of its
 *          cookie.
 */
#ifndef CHO_DATA_ACCOUNTS_H
#define CHO_DATA_ACCOUNTS_H

#include "data/data_clients.h"

enum {
    CHO_DATA_ACCOUNT_FIRST = 1000, /* the first number of an account */
    CHO_DATA_NAME_MAX      = 64,   /* bytes of UTF-8 */
    CHO_DATA_PASSWORD_MAX  = 95
};

typedef struct cho_data_account {
    uint32_t id;
    uint32_t level;
    int64_t  made_s; /* seconds since 1970; here and below */
    char     name[CHO_DATA_NAME_MAX + 1];
    char     password[CHO_DATA_PASSWORD_MAX + 1];
} cho_data_account;

typedef struct cho_data_login {
    unsigned char browser[CHO_DATA_DIGEST];
    uint32_t      account;
    int64_t       ends_s;
} cho_data_login;

/* Adds it, or takes the place of the one with that number. E_REJECTED: the name is taken; else as data_db.h says, here
   and below. */
chorus_result cho_data_account_put(cho_db *db, const cho_data_account *row);
/* A new one. E_REJECTED: its name or number is another's. */
chorus_result cho_data_account_add(cho_db *db, const cho_data_account *row);
/* Another password, as it is kept. E_NOT_FOUND: there is no such account. */
chorus_result cho_data_account_renew(cho_db *db, uint32_t id, const char *password);
/* With all that belongs to it: logins, links and tokens, wallet and payments, projects, its channel's code and bans, and
   bans of it. OK also when there is none. */
chorus_result cho_data_account_drop(cho_db *db, uint32_t id);
/* E_NOT_FOUND: there is none. */
chorus_result cho_data_account_get(cho_db *db, uint32_t id, cho_data_account *out);
/* By the name as it is compared: without the case of ASCII letters. E_NOT_FOUND: there is none. */
chorus_result cho_data_account_by_name(cho_db *db, const char *name, cho_data_account *out);
/* The number for a new one, which nobody has ever had. */
chorus_result cho_data_account_next(cho_db *db, uint32_t *out);
/* Calls take for each, until it says something else than OK. */
chorus_result cho_data_accounts_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_account *row),
                                     void *user);

chorus_result cho_data_login_put(cho_db *db, const cho_data_login *row);
chorus_result cho_data_login_drop(cho_db *db, const unsigned char browser[CHO_DATA_DIGEST]);
/* All of an account but that one. */
chorus_result cho_data_logins_drop_others(cho_db *db, uint32_t account, const unsigned char browser[CHO_DATA_DIGEST]);
chorus_result cho_data_logins_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_login *row), void *user);

#endif
