/*
 * dispatch.h - hand events to handlers, on whichever thread is the game's.
 * Layer    core. May include base/ only.
 * Thread   game thread.
 * Memory   none.
 * Trust    handlers are the game's.
 */
#ifndef CHO_CORE_DISPATCH_H
#define CHO_CORE_DISPATCH_H

#include <chorus/dispatch.h>

#include <stdatomic.h>

/* Call the handlers of at most so many waiting events, or until *stop, which may be NULL. Returns how many. */
uint32_t cho_dispatch_waiting(chorus_runtime *rt, const chorus_handlers *handlers, void *user, uint32_t max_events,
                              const atomic_bool *stop);

#endif
