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

#endif
