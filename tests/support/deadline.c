#include "support/deadline.h"

#include "base/clock.h"
#include "support/support.h"

enum { PATIENCE_S = 15, FRAME_US = 500 };

uint64_t deadline_ns(void)
{
    return cho_clock_mono_ns() + PATIENCE_S * (uint64_t)1000000000;
}

bool deadline_is_over(uint64_t until_ns)
{
    return cho_clock_mono_ns() >= until_ns;
}

void deadline_frame(void)
{
    cho_clock_sleep_until(cho_clock_mono_ns() + (uint64_t)FRAME_US * 1000);
}

void deadline_yield(uint64_t until_ns)
{
    if (deadline_is_over(until_ns))
        fail_msg("what was waited for did not happen within %d s", (int)PATIENCE_S);
    deadline_frame();
}
