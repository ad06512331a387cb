#include "base/clock.h"
#include "interactive/interactive_session.h"
#include "interactive/interactive_wire.h"
#include "support/support.h"

enum { START_MS = 1000 };

static uint64_t ns(int64_t ms)
{
    return (uint64_t)(ms * CHO_NS_PER_MS);
}

static void set_offset(cho_interactive *s, int64_t offset_ms, int64_t now_ms)
{
    cho_interactive_set_clock(s, offset_ms * CHO_NS_PER_MS, ns(now_ms));
}

/* ---- what the game reads ---- */

static void test_g37_server_time_never_goes_back(void **state)
{
    (void)state;
    static const int64_t offsets_ms[] = { 500, 350, 900, 880, 100, 4000, 0 };
    cho_interactive      s            = { .knows_clock = false };
    int64_t              now_ms       = START_MS, last_ms = 0;
    for (size_t i = 0; i < ARRAY_LEN(offsets_ms); i++) {
        set_offset(&s, offsets_ms[i], now_ms);
        for (int step = 0; step < 300; step++, now_ms++) {
            int64_t server_ms = cho_interactive_server_ms(&s, ns(now_ms));
            assert_true(server_ms >= last_ms);
            last_ms = server_ms;
        }
    }
    now_ms += 10 * 1000;
    assert_int_equal(cho_interactive_server_ms(&s, ns(now_ms)), now_ms);
}

static void test_a_step_forward_is_taken_at_once_and_a_long_one_back_too(void **state)
{
    (void)state;
    cho_interactive s = { .knows_clock = false };
    set_offset(&s, 100, START_MS);
    set_offset(&s, 700, START_MS);
    assert_int_equal(cho_interactive_server_ms(&s, ns(START_MS)), START_MS + 700);
    set_offset(&s, -3600 * 1000, START_MS);
    assert_int_equal(cho_interactive_server_ms(&s, ns(START_MS)), START_MS - 3600 * 1000);
}

/* ---- which samples count ---- */

static bool take(cho_ia_clock_sync *clock, int64_t offset_ms, int64_t error_ms, int64_t now_ms)
{
    return cho_ia_clock_take(clock, offset_ms * CHO_NS_PER_MS, ns(error_ms), ns(now_ms));
}

static void test_the_quickest_answer_counts(void **state)
{
    (void)state;
    cho_ia_clock_sync clock = { .is_known = false };
    assert_true(take(&clock, 1000, 50, 0));
    assert_false(take(&clock, 1030, 60, 200));
    assert_true(take(&clock, 990, 5, 400));
    assert_false(take(&clock, 1020, 40, 600));
    assert_int_equal(clock.offset_ns, INT64_C(990) * CHO_NS_PER_MS);
}

static void test_what_is_known_gets_old(void **state)
{
    (void)state;
    cho_ia_clock_sync clock = { .is_known = false };
    assert_true(take(&clock, 1000, 5, 0));
    assert_false(take(&clock, 1003, 10, 30 * 1000));
    assert_true(take(&clock, 1003, 10, 60 * 1000));
}

static void test_a_clock_that_was_set_is_believed_even_from_afar(void **state)
{
    (void)state;
    cho_ia_clock_sync clock = { .is_known = false };
    assert_true(take(&clock, 1000, 5, 0));
    assert_true(take(&clock, 1000 + 3600 * 1000, 400, 10));
    assert_true(take(&clock, -5000, 300, 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g37_server_time_never_goes_back),
        cmocka_unit_test(test_a_step_forward_is_taken_at_once_and_a_long_one_back_too),
        cmocka_unit_test(test_the_quickest_answer_counts),
        cmocka_unit_test(test_what_is_known_gets_old),
        cmocka_unit_test(test_a_clock_that_was_set_is_believed_even_from_afar),
    };
    return cmocka_run_group_tests_name("interactive/time", tests, NULL, NULL);
}
