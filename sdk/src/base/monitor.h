/*
 * monitor.h - a lock, and waiting for what another thread changes under it.
 * Layer    base.
 * Thread   any. Never used between pump and network thread while a game pumps by itself.
 * Memory   one block.
 * Trust    no input.
 */
#ifndef CHO_BASE_MONITOR_H
#define CHO_BASE_MONITOR_H

#include <chorus/base.h>

typedef struct cho_monitor cho_monitor;

/* OK, E_MEMORY or E_STATE (the system refuses); on failure *out is untouched. */
chorus_result cho_monitor_create(const chorus_allocator *heap, cho_monitor **out);
void          cho_monitor_destroy(cho_monitor *m); /* NULL is fine */

void cho_monitor_lock(cho_monitor *m);
void cho_monitor_unlock(cho_monitor *m);

/* The caller holds the lock and holds it again afterwards. Returns when another thread has said wake,
   when the time has passed, or for no reason: look at what was waited for, and wait again. */
void cho_monitor_wait(cho_monitor *m, uint32_t timeout_ms);

/* Whoever waits goes on. The caller holds the lock. */
void cho_monitor_wake(cho_monitor *m);

#endif
