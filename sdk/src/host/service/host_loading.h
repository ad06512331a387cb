/*
 * host_loading.h - what a host must have in memory before it listens, read from its vault.
 * Layer    host. A file of the service.
 * Thread   network thread, but for what is said below.
 * Memory   the loading and its rows are gone when it was taken.
 * Trust    rows are ours; the host's owner may have changed them.
 */
#ifndef CHO_HOST_LOADING_H
#define CHO_HOST_LOADING_H

#include "data/data_tokens.h"
#include "host/service/host_service_state.h"

enum { CHO_HOST_LOADING_TABLES = 8 };

typedef struct cho_host_loading {
    cho_vault_job     job; /* the loading's own */
    cho_host_service *service;
    /* On the vault's thread: fills the rows, which are empty. Nobody else looks at the service's tables meanwhile. */
    chorus_result (*read)(struct cho_host_loading *loading, cho_db *db);
    /* Takes what was read. NULL: read has put everything where it belongs. */
    chorus_result (*take)(struct cho_host_loading *loading);
    int64_t        now_ms;
    cho_data_lives lives; /* of tokens and sign-ins, by the limits */
    cho_buf rows[CHO_HOST_LOADING_TABLES]; /* one behind the other, as read and take agree */
} cho_host_loading;

/* Everything; then the service listens, or says why not. */
void cho_host_load_all(cho_host_service *service);

/* One part of everything. */
void cho_host_load(cho_host_service *service, chorus_result (*read)(cho_host_loading *loading, cho_db *db),
                   chorus_result (*take)(cho_host_loading *loading));

#endif
