/*
 * host_moderator.h - orders to a room, and all that follows from them outside of it.
 * Layer    host. A file of the service.
 * Thread   network thread.
 * Memory   the channel's.
 * Trust    whoever gives the order has shown a right to the channel.
 */
#ifndef CHO_HOST_MODERATOR_H
#define CHO_HOST_MODERATOR_H

#include "host/room/host_moderation.h"
#include "host/service/host_ban_book.h"
#include "host/service/host_channel.h"

/* As cho_host_room_moderate(); the studios of the channel are told what was done, and bans are written down. *is_later:
   the waiter is answered when they are; NULL: nobody waits. */
chorus_result cho_host_channel_moderate(cho_host_channel *channel, const cho_host_order *order,
                                        const cho_host_waiter *waiter, cho_host_outcome *outcome, bool *is_later);

#endif
