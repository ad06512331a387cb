/*
 * deadline.h - how long a test waits for what is about to happen on another thread.
 */
#ifndef TESTS_SUPPORT_DEADLINE_H
#define TESTS_SUPPORT_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/* The moment, on the monotonic clock, at which whoever begins to wait now gives up. */
uint64_t deadline_ns(void);
bool     deadline_is_over(uint64_t until_ns);

/* What a game does between two pumps: whoever asks without a pause takes the processor from those it waits for. */
void deadline_frame(void);

/* A frame. Fails the test when its deadline is over. */
void deadline_yield(uint64_t until_ns);

#endif
