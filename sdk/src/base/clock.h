/*
 * clock.h - the two clocks of the machine.
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    the wall clock may jump, forward and back; the monotonic one never does.
 */
#ifndef CHO_BASE_CLOCK_H
#define CHO_BASE_CLOCK_H

#include <stdint.h>

enum { CHO_NS_PER_MS = 1000 * 1000 };

/* Nanoseconds since some moment in the past; for deadlines and durations. */
uint64_t cho_clock_mono_ns(void);

/* Waits until then. */
void cho_clock_sleep_until(uint64_t mono_ns);

/* Milliseconds since 1970-01-01 UTC; for what is told to people and peers. */
int64_t cho_clock_wall_ms(void);

#endif
