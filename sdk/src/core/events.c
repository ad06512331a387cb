#include "core/events.h"

#include "base/alloc.h"

#include <assert.h>

_Static_assert(sizeof(chorus_event) == 128, "an event is 128 bytes on every target");

enum { FIRST_CAP = 64 };

void cho_events_init(cho_events *events, const chorus_allocator *heap)
{
    *events = (cho_events){ .heap = heap };
}

void cho_events_deinit(cho_events *events)
{
    cho_release(events->heap, events->items);
    *events = (cho_events){ .heap = events->heap };
}

bool cho_events_reserve(cho_events *events, uint32_t extra)
{
    if (extra <= events->cap - events->count)
        return true;
    uint64_t wanted = (uint64_t)events->count + extra;
    uint64_t cap    = events->cap == 0 ? FIRST_CAP : events->cap;
    while (cap < wanted)
        cap *= 2;
    if (cap > UINT32_MAX)
        return false;
    chorus_event *items = cho_resize(events->heap, events->items, (size_t)cap * sizeof *items);
    if (items == NULL)
        return false;
    events->items = items;
    events->cap   = (uint32_t)cap;
    return true;
}

chorus_event *cho_events_push(cho_events *events)
{
    static const chorus_event zero; /* copying it is quicker than what compilers make of a memset */
    assert(events->count < events->cap);
    chorus_event *event = &events->items[events->count++];
    *event              = zero;
    return event;
}
