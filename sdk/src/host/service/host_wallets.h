/*
 * host_wallets.h - what accounts own: kept in memory for those who ask, in the vault for good.
 * Layer    host. Includes host_service_state.h and below.
 * Thread   network thread.
 * Memory   one entry an account that owns something; jobs of its own.
 * Trust    a payment is written before anybody hears that it was made, and each transaction once.
 */
#ifndef CHO_HOST_WALLETS_H
#define CHO_HOST_WALLETS_H

#include "host/room/host_room.h"
#include "host/service/host_vault.h"

struct cho_host_service;
struct cho_host_channel;

typedef struct cho_host_wallets {
    cho_host_table  table; /* by the account's number in decimal: what it owned when it was last read */
    cho_vault_watch watch; /* for wallets that another process changes */
} cho_host_wallets;

void cho_host_wallets_init(struct cho_host_service *service);
void cho_host_wallets_deinit(struct cho_host_service *service);

/* Reads them all. See host_loading.h. */
void cho_host_wallets_load(struct cho_host_service *service);

/* What an account owns that has not taken part yet. A user of its own knows better. */
uint64_t cho_host_wallets_find(const struct cho_host_service *service, uint32_t account);

/* Where the payments of this channel are written down. */
cho_host_ledger cho_host_wallets_ledger(struct cho_host_channel *channel);

#endif
