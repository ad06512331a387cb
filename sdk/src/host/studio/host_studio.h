/*
 * host_studio.h - the desk of whoever runs the show: sockets that watch a channel and moderate it.
 * Layer    host. May include core/ and below.
 * Thread   network thread.
 * Memory   a desk belongs to its channel and lives while a studio sits there; a studio from its handshake to its close.
 *          What is written waits in the connection: a studio that does not read is cut, and nobody waits for it.
 * Trust    who holds a key has shown the channel's token; what they say is any bytes.
 *
 * On the wire: proto/studio.md.
 */
#ifndef CHO_HOST_STUDIO_H
#define CHO_HOST_STUDIO_H

#include "host/room/host_moderation.h"
#include "net/server.h"

typedef struct cho_host_desk    cho_host_desk;   /* what the studios of one channel share */
typedef struct cho_host_studio  cho_host_studio; /* one of them */
struct cho_host_channel;

/* A studio whose connection is open; it is told all there is. NULL: no memory, or too many of them (*is_full). */
cho_host_studio *cho_host_studio_open(struct cho_host_channel *channel, cho_conn *conn, bool *is_full);
void             cho_host_studio_message(cho_host_studio *studio, cho_span bytes, bool is_text);
void             cho_host_studio_too_big(cho_host_studio *studio);

/* Its connection is gone. */
void cho_host_studio_close(cho_host_studio *studio);

/* Somebody has moderated: every studio of the channel is told. `name` is whom it was about, NULL: nobody. */
void cho_host_desk_note(struct cho_host_channel *channel, const cho_host_order *order, const char *name);

struct cho_host_waiter;

/* A ban is on the disk, or will not be: whoever asked is answered, if it is still there. ids NULL: it was lifted. */
void cho_host_studio_ban_written(struct cho_host_channel *channel, const struct cho_host_waiter *waiter,
                                 const cho_span *ids, size_t count, chorus_result result);

/* How many sit there; NULL is fine. */
uint32_t cho_host_desk_count(const cho_host_desk *desk);

#endif
