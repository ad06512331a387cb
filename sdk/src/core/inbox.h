/*
 * inbox.h - the network thread's end of the queue towards the game.
 * Layer    core. May include base/ only.
 * Thread   network thread only, but for the two counters that the game reads.
 * Memory   records go straight into the ring. When it is full they wait in the backlog, in order.
 * Trust    lengths are ours; how many records there are is up to the peers, see backlog.h.
 */
#ifndef CHO_CORE_INBOX_H
#define CHO_CORE_INBOX_H

#include "base/bell.h"
#include "base/ring.h"
#include "core/backlog.h"

#include <stdatomic.h>

typedef struct cho_inbox {
    const chorus_allocator *heap;
    cho_ring               *ring; /* borrowed */
    cho_backlog             backlog;
    cho_backlog_node       *node; /* of the open record, when it does not lie in the ring */
    cho_record             *open; /* the open record, when it does */
    uint32_t                committed; /* records given to the ring so far */
    atomic_uint             published; /* ... and made visible; read by the game                    */
    atomic_uint             waiting;   /* records in the backlog; the game wakes us when it has room */
    _Atomic(cho_bell *)     bell;      /* rung for who sleeps until something is published; may be NULL */
} cho_inbox;

/* What a record is about, beside its payload. */
typedef struct cho_inbox_head {
    uint32_t  session;
    uint16_t  type;
    cho_worth worth;
    uint64_t  key;     /* MOVE only */
    uint64_t  time_ns;
} cho_inbox_head;

void cho_inbox_init(cho_inbox *inbox, const chorus_allocator *heap, cho_ring *ring, uint32_t backlog_bytes);
void cho_inbox_deinit(cho_inbox *inbox);
/* Any thread. The bell stays for good. */
void cho_inbox_set_bell(cho_inbox *inbox, cho_bell *bell);

/* Room for a payload of `len` bytes, 8-aligned; NULL without memory, or for a LOG record when the ring
 * is full. The record is open until commit or abandon. */
void *cho_inbox_reserve(cho_inbox *inbox, const cho_inbox_head *head, uint32_t len);
/* False: a STATE record was given up together with all others of its session. */
bool cho_inbox_commit(cho_inbox *inbox, uint32_t len);
void cho_inbox_abandon(cho_inbox *inbox);

/* Move what waits into the ring as far as there is room, and make everything committed visible to the game. */
void cho_inbox_publish(cho_inbox *inbox);

#endif
