/*
 * auth_accounts.h - the people who have an account, by number and by name.
 * Layer    host. May include host_table.h, data/ and below.
 * Thread   one at a time.
 * Memory   owns copies.
 * Trust    what is looked up is hostile. Names differ in more than the case of ASCII letters.
 */
#ifndef CHO_AUTH_ACCOUNTS_H
#define CHO_AUTH_ACCOUNTS_H

#include "data/data_accounts.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum { CHO_AUTH_NAME_LEAST = 2, CHO_AUTH_NAME_MOST = 32 /* bytes */ };

typedef struct cho_auth_account {
    cho_host_node    node; /* its id is the name as it is compared */
    cho_data_account row;
} cho_auth_account;

typedef struct cho_auth_accounts {
    cho_host_table            table;
    cho_index                 numbers; /* handles */
    uint64_t                  seed;
    uint32_t                  next; /* number for a new one */
    const chorus_host_limits *limits;
} cho_auth_accounts;

/* The limits are complete and outlive them. */
void cho_auth_accounts_init(cho_auth_accounts *accounts, const chorus_allocator *heap, uint64_t seed,
                            const chorus_host_limits *limits);
void cho_auth_accounts_deinit(cho_auth_accounts *accounts);

/* Adds one, or changes the one with that number, whose name stays. OK; E_MEMORY; E_AGAIN: there are too many;
   E_INVALID: the name is taken. */
chorus_result cho_auth_accounts_put(cho_auth_accounts *accounts, const cho_data_account *row);
void          cho_auth_accounts_drop(cho_auth_accounts *accounts, uint32_t number);

/* NULL: there is none. */
cho_auth_account *cho_auth_accounts_by_number(const cho_auth_accounts *accounts, uint32_t number);
cho_auth_account *cho_auth_accounts_by_name(const cho_auth_accounts *accounts, cho_span name);

/* NULL: a good name for an account. Else a sentence that says what is wrong with it. */
const char *cho_auth_name_fault(cho_span name);

#endif
