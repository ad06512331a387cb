#include "net/ws_queue.h"

#include "base/alloc.h"

enum { FIRST_CAP = 8 };

void cho_ws_queue_init(cho_ws_queue *q, const chorus_allocator *heap)
{
    *q = (cho_ws_queue){ .heap = heap };
}

cho_message *cho_ws_queue_at(const cho_ws_queue *q, size_t i)
{
    return q->ring[(q->first + i) % q->cap];
}

void cho_ws_queue_cut(cho_ws_queue *q, size_t count)
{
    while (q->count > count) {
        cho_message *newest = cho_ws_queue_at(q, --q->count);
        q->bytes -= cho_message_len(newest);
        cho_message_release(newest);
    }
}

void cho_ws_queue_clear(cho_ws_queue *q)
{
    cho_ws_queue_cut(q, 0);
}

void cho_ws_queue_deinit(cho_ws_queue *q)
{
    cho_ws_queue_clear(q);
    cho_release(q->heap, q->ring);
    q->ring = NULL;
    q->cap  = 0;
}

static bool grow(cho_ws_queue *q)
{
    size_t        cap  = q->cap == 0 ? FIRST_CAP : q->cap * 2;
    cho_message **ring = cho_alloc(q->heap, cap * sizeof *ring);
    if (ring == NULL)
        return false;
    for (size_t i = 0; i < q->count; i++)
        ring[i] = q->ring[(q->first + i) % q->cap];
    cho_release(q->heap, q->ring);
    q->ring  = ring;
    q->cap   = cap;
    q->first = 0;
    return true;
}

bool cho_ws_queue_push(cho_ws_queue *q, cho_message *message)
{
    if (q->count == q->cap && !grow(q))
        return false;
    q->ring[(q->first + q->count) % q->cap] = cho_message_retain(message);
    q->count++;
    q->bytes += cho_message_len(message);
    return true;
}

cho_message *cho_ws_queue_pop(cho_ws_queue *q)
{
    if (q->count == 0)
        return NULL;
    cho_message *message = q->ring[q->first];
    q->first             = (q->first + 1) % q->cap;
    q->count--;
    q->bytes -= cho_message_len(message);
    return message;
}
