/*
 * host_config.h - what a host was opened with: checked, completed, copied.
 * Layer    host. May include host_users.h and below.
 * Thread   made on the game thread, then read on the network thread.
 * Memory   owns its strings.
 * Trust    a mistaken caller, not a hostile one.
 */
#ifndef CHO_HOST_CONFIG_H
#define CHO_HOST_CONFIG_H

#include "data/data_clients.h"
#include "host/room/host_users.h"
#include "host/service/host_codes.h"
#include "host/service/host_limits.h"
#include "net/addresses.h"

enum { CHO_HOST_ACCOUNTS_FROM = 1000 /* numbers of accounts, and of their channels */ };

typedef struct cho_host_channel_config {
    uint32_t number, version_id;
    uint32_t max_participants; /* 0: as many as the host */
    char    *token, *title;
    char    *share_code; /* NULL: none is needed */
    char     code[CHO_HOST_CODE_SIZE]; /* to join */
} cho_host_channel_config;

typedef struct cho_host_config {
    const chorus_allocator  *heap;
    char                    *address; /* NULL: every address of the machine */
    char                    *public_url, *allowed_hosts, *allowed_origins, *trusted_proxies; /* NULL: not given */
    char                     machine[CHO_MACHINE_NAME];
    char                    *certificate_file, *private_key_file; /* both NULL: no TLS */
    char                    *metrics_token; /* NULL: metrics are told to this machine only */
    char                    *data_folder; /* NULL: nothing outlives the host */
    uint16_t                 port;
    chorus_host_limits       limits; /* complete */
    char                    *title;  /* of channels that have none of their own */
    cho_host_channel_config *channels; /* one at least; their numbers, tokens and codes differ */
    uint32_t                 channel_count;
    cho_host_users          *users; /* their wallets change on the network thread */
    bool                     refuses_guests, is_development, refuses_bundles;
    cho_data_client         *clients; /* besides those that are written down */
    uint32_t                 client_count;
    bool                     refuses_new_accounts;
    char                   **projects; /* texts, or names of files */
    uint32_t                 project_count;
} cho_host_config;

/* E_INVALID, E_VERSION: a channel of the list or the limits do not begin as CHORUS_INIT leaves them, or are newer
   than we. */
chorus_result cho_host_check_channels(const chorus_host_options *options);

/* NULL: the options are sound. Else what is wrong, for the log. The channels have been checked. */
const char *cho_host_options_fault(const chorus_host_options *options);

/* OK; E_MEMORY; E_STATE: the system has no randomness for a token; E_INVALID: two users share a number or a
   token, or a user has a game's, or the number of a channel. On failure there is nothing to deinit. */
chorus_result cho_host_config_init(cho_host_config *config, const chorus_allocator *heap,
                                   const chorus_host_options *options);
void          cho_host_config_deinit(cho_host_config *config);

/* How many participants the channel has room for. */
uint32_t cho_host_config_room_for(const cho_host_config *config, const cho_host_channel_config *channel);

#endif
