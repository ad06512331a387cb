/*
 * bell.h - wake a thread that sleeps until there is something to do.
 * Layer    base.
 * Thread   ring: any; wait: one thread.
 * Memory   a monitor on the heap.
 * Trust    no input.
 *
 * A bell that was rung while nobody waited still rings for who waits next. Ringing one that rings
 * already is one atomic exchange.
 */
#ifndef CHO_BASE_BELL_H
#define CHO_BASE_BELL_H

#include "base/monitor.h"

#include <stdatomic.h>

typedef struct cho_bell {
    cho_monitor *monitor; /* whoever has a bell may guard other things with it too */
    atomic_bool  is_ringing;
} cho_bell;

/* As cho_monitor_create(); a bell of zeros may be given to deinit. */
chorus_result cho_bell_init(cho_bell *bell, const chorus_allocator *heap);
void          cho_bell_deinit(cho_bell *bell);

void cho_bell_ring(cho_bell *bell);
/* Until it rings, or the time has passed, or a little earlier for no reason. It is silent afterwards. */
void cho_bell_wait(cho_bell *bell, uint32_t timeout_ms);

#endif
