/*
 * host_ban_book.h - the bans of all channels, alive or not: in memory for new rooms, in the vault for good.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   one entry a ban; jobs of its own.
 * Trust    orders have been carried out by a room, which has checked them.
 *
 * A ban holds at once. Whoever asked for it hears that it was made when it is on the disk.
 */
#ifndef CHO_HOST_BAN_BOOK_H
#define CHO_HOST_BAN_BOOK_H

#include "host/room/host_moderation.h"
#include "host/service/host_vault.h"

struct cho_host_service;
struct cho_host_channel;

/* A studio that waits for the answer to a call. */
typedef struct cho_host_waiter {
    uint64_t studio; /* its serial */
    size_t   id_len;
    char     id[32]; /* of the call, as it is to be repeated */
} cho_host_waiter;

typedef struct cho_host_ban_book {
    cho_host_table  table; /* by the channel's number, a space, and the ban's id */
    cho_vault_watch watch; /* for bans that another process makes or lifts */
} cho_host_ban_book;

void cho_host_ban_book_init(struct cho_host_service *service);
void cho_host_ban_book_deinit(struct cho_host_service *service);

/* Reads them all and tells the rooms that are there. See host_loading.h. */
void cho_host_ban_book_load(struct cho_host_service *service);

/* A new room: it learns of its bans. False: no memory. */
bool cho_host_ban_book_apply(struct cho_host_channel *channel);

/* A ban was made or lifted. True: the waiter is answered later, by cho_host_studio_ban_written(). NULL: nobody waits. */
bool cho_host_ban_book_note(struct cho_host_channel *channel, const cho_host_order *order,
                            const cho_host_outcome *outcome, const cho_host_waiter *waiter);

#endif
