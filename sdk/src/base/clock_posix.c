#define _POSIX_C_SOURCE 200809L

#include "base/clock.h"

#include <errno.h>
#include <time.h>

static struct timespec read_clock(clockid_t clock)
{
    struct timespec now = { 0, 0 };
    clock_gettime(clock, &now);
    return now;
}

uint64_t cho_clock_mono_ns(void)
{
    struct timespec now = read_clock(CLOCK_MONOTONIC);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void cho_clock_sleep_until(uint64_t mono_ns)
{
    const struct timespec until = { (time_t)(mono_ns / 1000000000u), (long)(mono_ns % 1000000000u) };
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        continue;
}

int64_t cho_clock_wall_ms(void)
{
    struct timespec now = read_clock(CLOCK_REALTIME);
    return (int64_t)now.tv_sec * 1000 + (int64_t)now.tv_nsec / CHO_NS_PER_MS;
}
