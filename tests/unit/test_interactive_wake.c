#include "base/clock.h"
#include "interactive/interactive_wire.h"
#include "support/support.h"

/* Looks after so much time on each of the clocks. */
static bool look_after(cho_ia_pulse *pulse, int64_t mono_ms, int64_t wall_ms)
{
    uint64_t mono_ns = pulse->mono_ns + (uint64_t)(mono_ms * CHO_NS_PER_MS);
    return cho_ia_pulse_has_slept(pulse, mono_ns, pulse->wall_ms + wall_ms);
}

static void test_a_second_like_any_other_is_no_sleep(void **state)
{
    (void)state;
    cho_ia_pulse pulse = { 0 };
    assert_false(cho_ia_pulse_has_slept(&pulse, 5, 1700000000000));
    assert_false(look_after(&pulse, 1000, 1000));
    assert_false(look_after(&pulse, 3500, 3500)); /* a busy machine       */
    assert_false(look_after(&pulse, 1000, 1500)); /* a clock that is slewed */
    assert_false(look_after(&pulse, 1000, 300));
}

static void test_a_sleep_shows_on_either_clock(void **state)
{
    (void)state;
    cho_ia_pulse pulse = { 0 };
    assert_false(cho_ia_pulse_has_slept(&pulse, 5, 1700000000000));
    assert_true(look_after(&pulse, 1000, 8 * 3600 * 1000)); /* the monotonic clock stood still  */
    assert_false(look_after(&pulse, 1000, 1000));
    assert_true(look_after(&pulse, 60 * 1000, 60 * 1000)); /* it went on, and we did not       */
    assert_false(look_after(&pulse, 1000, 1000));
    assert_true(look_after(&pulse, 1000, -3600 * 1000)); /* somebody has set the clock back */
    assert_false(look_after(&pulse, 1000, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_second_like_any_other_is_no_sleep),
        cmocka_unit_test(test_a_sleep_shows_on_either_clock),
    };
    return cmocka_run_group_tests_name("interactive/wake", tests, NULL, NULL);
}
