#include "crowd_queue.h"

#include <stdlib.h>

bool crowd_queue_init(crowd_queue *q, size_t most)
{
    q->count = 0;
    q->heap  = malloc(most * sizeof *q->heap);
    return q->heap != NULL;
}

void crowd_queue_deinit(crowd_queue *q)
{
    free(q->heap);
}

static bool is_earlier(const crowd_due *a, const crowd_due *b)
{
    return a->at_ns < b->at_ns || (a->at_ns == b->at_ns && a->number < b->number);
}

void crowd_queue_put(crowd_queue *q, uint32_t number, uint64_t at_ns)
{
    crowd_due due = { at_ns, number };
    size_t    at  = q->count++;
    for (; at > 0 && is_earlier(&due, &q->heap[(at - 1) / 2]); at = (at - 1) / 2)
        q->heap[at] = q->heap[(at - 1) / 2];
    q->heap[at] = due;
}

bool crowd_queue_first(const crowd_queue *q, crowd_due *out)
{
    if (q->count == 0)
        return false;
    *out = q->heap[0];
    return true;
}

void crowd_queue_drop_first(crowd_queue *q)
{
    crowd_due last = q->heap[--q->count];
    size_t    at   = 0;
    for (size_t child; (child = 2 * at + 1) < q->count; at = child) {
        if (child + 1 < q->count && is_earlier(&q->heap[child + 1], &q->heap[child]))
            child++;
        if (!is_earlier(&q->heap[child], &last))
            break;
        q->heap[at] = q->heap[child];
    }
    q->heap[at] = last;
}
