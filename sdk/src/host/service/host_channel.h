/*
 * host_channel.h - the channels of a host: one game and its audience each, in a room of their own.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   a channel of the options lives as long as its service. That of an account comes alive when its game
 *          connects, and is freed when nobody is there, nothing holds it and its session is over: in
 *          cho_host_channel_attend() and cho_host_channel_let_go(), so both come last.
 * Trust    numbers are hostile until one of a channel was found.
 */
#ifndef CHO_HOST_CHANNEL_H
#define CHO_HOST_CHANNEL_H

#include "host/service/host_service.h"

typedef struct cho_host_channel {
    cho_host_node                  node; /* its id is the number in decimal */
    cho_host_service              *service;
    const cho_host_channel_config *config;
    cho_host_channel_config        own; /* what config points to when it is that of an account */
    cho_host_room                 *room;
    struct cho_host_desk          *desk; /* NULL: no studio watches */
    cho_timer                      tick;
    int64_t                        tick_at_ms; /* while it runs */
    uint32_t                       hold_count; /* sockets, uploads and whatever else leads here */
    bool                           is_told;    /* the owner knows of it ... */
    cho_host_counts                told;       /* ... and of this */
} cho_host_channel;

/* All channels of a service. */
typedef struct cho_host_channels {
    cho_host_table  table; /* those of the options first */
    uint32_t        account_count;
    cho_host_counts past; /* inputs of channels that are gone */
    cho_buf         gone; /* numbers of those the owner knows of */
    bool            is_all_news; /* the owner is to be told everything */
} cho_host_channels;

/* Those of the options. On failure close them all the same. */
chorus_result cho_host_channels_open(cho_host_service *service);
void          cho_host_channels_close(cho_host_service *service);
/* Those of the config are others now. */
void          cho_host_channels_take_limits(cho_host_service *service);
/* Nothing happens in any of them by itself any more. */
void          cho_host_channels_rest(cho_host_service *service);

/* The channel of that number. NULL: there is none, or it is that of an account without a game. */
cho_host_channel *cho_host_service_channel(const cho_host_service *service, uint32_t number);
/* Whether an address of its audience is one, also before its game comes and after it has gone. */
bool              cho_host_service_knows_channel(const cho_host_service *service, uint32_t number);
cho_host_channel *cho_host_service_first_channel(const cho_host_service *service);

/* The channel of a game that has shown its right to it. That of an account comes alive now, and is gone again when
   nothing holds it at its next cho_host_channel_attend(). OK; E_AGAIN: too many are alive; E_MEMORY; E_STATE: the
   system has no randomness for its code. */
chorus_result cho_host_channel_of_game(cho_host_service *service, uint32_t number, cho_host_channel **out);

/* The account whose channel it is; 0: it is one of the options. */
uint32_t cho_host_channel_owner(const cho_host_channel *channel);

/* Whether its game may begin with a project version: 0, or the code to close it with. A version that nobody has
   stored is nobody's secret. */
uint16_t cho_host_channel_judge(const cho_host_channel *channel, uint32_t version_id, cho_span share_code);

/* Keeps it from being freed. */
void cho_host_channel_hold(cho_host_channel *channel);
/* Afterwards it may be gone. NULL is fine. */
void cho_host_channel_let_go(cho_host_channel *channel);

/* Has the room looked after when its time comes, and tells the owner that something has changed. Afterwards the
   channel may be gone. */
void cho_host_channel_attend(cho_host_channel *channel);

#endif
