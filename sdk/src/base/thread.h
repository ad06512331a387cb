/*
 * thread.h - threads.
 * Layer    base.
 * Thread   any; a thread is joined once, by whoever started it.
 * Memory   a thread is one block, given back by join.
 * Trust    no input.
 */
#ifndef CHO_BASE_THREAD_H
#define CHO_BASE_THREAD_H

#include <chorus/base.h>

typedef struct cho_thread cho_thread;

/* Runs `run(arg)` on a new thread. The name is for debuggers and cut to 15 bytes. The program's
   signals are not delivered there. OK, E_MEMORY or E_STATE (the system refuses another thread);
   on failure *out is untouched. */
chorus_result cho_thread_start(const chorus_allocator *heap, const char *name,
                               void (*run)(void *arg), void *arg, cho_thread **out);

/* Waits for the end of the thread and forgets it. NULL is fine. */
void cho_thread_join(cho_thread *t);

/* Lets another thread run. */
void cho_thread_yield(void);

#endif
