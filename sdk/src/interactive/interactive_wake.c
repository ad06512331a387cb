#include "base/clock.h"
#include "interactive/interactive_wire.h"

enum {
    PULSE_MS     = 1000,
    PROBE_MS     = 2000, /* after a sleep a live service answers within this */
    SLEEP_MIN_MS = 3000  /* what the clocks may differ by, or a turn be late, without a sleep */
};

/* Nobody knows what has become of the connection and how much time has passed. */
static void wake_up(cho_ia_link *ia)
{
    if (ia->base.is_closing || ia->is_suspended)
        return;
    if (ia->ws != NULL) {
        cho_ws_probe(ia->ws, PROBE_MS);
        if (ia->bootstrap.has_hello)
            cho_ia_start_clock(ia);
    } else if (cho_timer_is_running(&ia->retry)) {
        cho_ia_connect_now(ia);
    }
}

/* ---- suspend and resume ---- */

void cho_ia_suspend(cho_ia_link *ia)
{
    if (ia->is_suspended || ia->base.is_closing)
        return;
    ia->is_suspended = true;
    if (ia->ws != NULL)
        cho_ws_close(ia->ws, CHO_WS_NORMAL, NULL); /* its on_close is the end of it */
    else
        cho_ia_rest(ia);
}

void cho_ia_rest(cho_ia_link *ia)
{
    cho_ia_disconnect(ia);
    cho_ia_fail_calls(ia, "suspended by the game");
    cho_ia_restore_after_loss(ia);
    cho_ia_enter(ia, CHORUS_STATE_SUSPENDED, NULL);
}

void cho_ia_resume(cho_ia_link *ia)
{
    bool is_resting  = ia->state == CHORUS_STATE_SUSPENDED;
    ia->is_suspended = false;
    if (is_resting)
        cho_ia_connect_now(ia);
    else
        wake_up(ia);
}

/* ---- the machine has slept ---- */

/* The monotonic clock may stand still in a sleep while the other one goes on; or it goes on too, and a
 * second has lasted for hours. */
bool cho_ia_pulse_has_slept(cho_ia_pulse *pulse, uint64_t mono_ns, int64_t wall_ms)
{
    int64_t passed_ms = (int64_t)((mono_ns - pulse->mono_ns) / CHO_NS_PER_MS);
    int64_t jumped_ms = wall_ms - pulse->wall_ms - passed_ms;
    bool    is_first  = pulse->mono_ns == 0;
    pulse->mono_ns    = mono_ns;
    pulse->wall_ms    = wall_ms;
    return !is_first && (passed_ms > PULSE_MS + SLEEP_MIN_MS || jumped_ms > SLEEP_MIN_MS || jumped_ms < -SLEEP_MIN_MS);
}

static void on_pulse(void *user)
{
    cho_ia_link *ia = user;
    if (cho_ia_pulse_has_slept(&ia->pulse, cho_clock_mono_ns(), cho_clock_wall_ms())) {
        cho_link_log(&ia->base, CHORUS_LOG_INFO, "the machine has slept or its clock was set");
        wake_up(ia);
        cho_link_publish_records(&ia->base);
    }
    cho_ia_start_pulse(ia);
}

void cho_ia_start_pulse(cho_ia_link *ia)
{
    cho_timer_start(cho_link_loop(&ia->base), &ia->pulse.timer, PULSE_MS, on_pulse, ia);
}
