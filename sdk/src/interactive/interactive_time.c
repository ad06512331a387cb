#include "base/clock.h"
#include "interactive/interactive_session.h"

#define SLEW_MAX_NS (INT64_C(5) * 1000 * CHO_NS_PER_MS)

/* What was told is caught up with at half speed: time goes on, only slower. */
static int64_t ahead_at(const cho_interactive *s, uint64_t mono_ns)
{
    int64_t passed_ns = mono_ns > s->clock_since_ns ? (int64_t)(mono_ns - s->clock_since_ns) : 0;
    int64_t ahead_ns  = s->clock_ahead_ns - passed_ns / 2;
    return ahead_ns > 0 ? ahead_ns : 0;
}

/* A service whose clock was set back by seconds is followed at once: its cooldowns count by it. */
void cho_interactive_set_clock(cho_interactive *s, int64_t offset_ns, uint64_t mono_ns)
{
    int64_t ahead_ns   = s->clock_offset_ns + ahead_at(s, mono_ns) - offset_ns;
    bool    is_slewed  = s->knows_clock && ahead_ns > 0 && ahead_ns <= SLEW_MAX_NS;
    s->clock_ahead_ns  = is_slewed ? ahead_ns : 0;
    s->clock_since_ns  = mono_ns;
    s->clock_offset_ns = offset_ns;
    s->knows_clock     = true;
}

int64_t cho_interactive_server_ms(const cho_interactive *s, uint64_t mono_ns)
{
    return ((int64_t)mono_ns + s->clock_offset_ns + ahead_at(s, mono_ns)) / CHO_NS_PER_MS;
}

chorus_result chorus_interactive_server_time(chorus_runtime *rt, chorus_session session, int64_t *out_ms)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (out_ms == NULL)
        return CHORUS_E_INVALID;
    if (!s->knows_clock)
        return CHORUS_E_AGAIN;
    *out_ms = cho_interactive_server_ms(s, cho_clock_mono_ns());
    return CHORUS_OK;
}
