/*
 * ws_queue.h - messages that wait for a socket.
 * Layer    net. May include base/ only.
 * Thread   network thread.
 * Memory   a ring of pointers, doubled when full; holds one reference on each.
 * Trust    what may wait is bounded by whoever puts it here.
 */
#ifndef CHO_NET_WS_QUEUE_H
#define CHO_NET_WS_QUEUE_H

#include "net/message.h"

typedef struct cho_ws_queue {
    const chorus_allocator *heap;
    cho_message           **ring;
    size_t                  cap, first, count;
    size_t                  bytes; /* of all payloads waiting */
} cho_ws_queue;

void cho_ws_queue_init(cho_ws_queue *q, const chorus_allocator *heap);
void cho_ws_queue_deinit(cho_ws_queue *q);
void cho_ws_queue_clear(cho_ws_queue *q);
/* Forgets all but that many of the oldest. */
void cho_ws_queue_cut(cho_ws_queue *q, size_t count);

/* Retains the message. False: no memory. */
bool cho_ws_queue_push(cho_ws_queue *q, cho_message *message);
/* Number i from the oldest, still the queue's; i < count. */
cho_message *cho_ws_queue_at(const cho_ws_queue *q, size_t i);
/* The oldest with the queue's reference, or NULL. */
cho_message *cho_ws_queue_pop(cho_ws_queue *q);
#endif
