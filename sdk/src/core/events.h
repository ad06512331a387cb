/*
 * events.h - the queue of events between the pump and the game.
 * Layer    core. May include base/ only.
 * Thread   game thread only.
 * Memory   one array that grows when needed and is kept.
 * Trust    no input.
 */
#ifndef CHO_CORE_EVENTS_H
#define CHO_CORE_EVENTS_H

#include <chorus/event.h>

typedef struct cho_events {
    const chorus_allocator *heap;
    chorus_event           *items;
    uint32_t                head, count, cap; /* items[head] to items[count - 1] are unread */
} cho_events;

void cho_events_init(cho_events *events, const chorus_allocator *heap);
void cho_events_deinit(cho_events *events);

/* Room for `extra` more; false without memory. */
bool cho_events_reserve(cho_events *events, uint32_t extra);
/* Zeroed; room must have been reserved. */
chorus_event *cho_events_push(cho_events *events);

static inline uint32_t cho_events_unread(const cho_events *events)
{
    return events->count - events->head;
}

static inline void cho_events_clear(cho_events *events)
{
    events->head = events->count = 0;
}

#endif
