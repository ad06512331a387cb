/*
 * host_users.h - who has an account here, and how many sparks are in it.
 * Layer    host. Includes base/, codec/ and public headers.
 * Thread   one at a time; the rooms that share it are on the same thread.
 * Memory   owns its users and copies of all they were made from. A user never moves and lives as long
 *          as the list, so a wallet outlives every session.
 * Trust    users come from the host's owner. A token that is presented is hostile: it is found by a keyed
 *          hash and compared in constant time.
 */
#ifndef CHO_HOST_USERS_H
#define CHO_HOST_USERS_H

#include "host/room/host_network.h"
#include "host/room/host_table.h"

#include <chorus/host.h>

enum {
    CHO_HOST_NAME_MAX  = 64, /* bytes of a participant's name */
    CHO_HOST_NAME_SIZE = CHO_HOST_NAME_MAX + 1
};

struct cho_host_participant; /* host_state.h */
struct cho_host_transaction; /* host_transactions.h */

typedef struct cho_host_user {
    cho_host_node                node; /* its id is the number in decimal */
    uint32_t                     number, level;
    uint64_t                     sparks;
    uint64_t                     unwritten; /* of what was taken: see host_payment.h */
    char                        *token; /* NULL: nobody signs in as this user with a token */
    char                        *roles; /* the text of an array of strings */
    char                         name[CHO_HOST_NAME_SIZE];
    struct cho_host_participant *newest;                /* of its sessions, in all rooms */
    struct cho_host_transaction *oldest_open, *last_open; /* in all rooms */
    uint32_t                     open_count;
    bool                         is_account;  /* its wallet outlives the host */
    bool                         has_channel; /* its token is a game's too: of the channel with its number */
} cho_host_user;

/* Who somebody is, once that has been found out. */
typedef struct cho_host_identity {
    cho_host_user   *user; /* NULL: a guest */
    char             name[CHO_HOST_NAME_SIZE];
    uint64_t         device;  /* of the browser a guest comes with, by what it keeps; 0: not known */
    cho_host_network network; /* where they come from */
    uint32_t         link;    /* handle of the permission by which an account comes; 0: by none */
} cho_host_identity;

typedef struct cho_host_users cho_host_users;

/* At most `most` of them. NULL: no memory. */
cho_host_users *cho_host_users_create(const chorus_allocator *heap, uint64_t seed, uint32_t most);
void            cho_host_users_set_most(cho_host_users *users, uint32_t most);
void            cho_host_users_destroy(cho_host_users *users); /* NULL is fine */

/* What it is given has been checked, but for doubles. A token of NULL is none. OK; E_INVALID: the number or the
   token is taken; E_AGAIN: there are too many; E_MEMORY. */
chorus_result cho_host_users_add(cho_host_users *users, const chorus_host_user *given);

/* NULL: there is none, also for `users` NULL. */
cho_host_user *cho_host_users_by_token(const cho_host_users *users, cho_span token);
cho_host_user *cho_host_users_by_number(const cho_host_users *users, cho_span decimal);

/* Guests may not take such a name. */
bool cho_host_users_has_name(const cho_host_users *users, const char *name);

#endif
