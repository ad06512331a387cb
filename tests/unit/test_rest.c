#include "support/support.h"

#include "net/rest.h"

enum { TURN_NS = CHO_REST_TURN_US * 1000, SOON_NS = 100 * 1000, MANY = 10000 };

/* How many turns, so far apart, go by before the loop rests; MANY: it never does. */
static int turns_before_rest(cho_rest *rest, uint64_t *now_ns, uint64_t apart_ns, uint32_t count)
{
    for (int i = 0; i < MANY; i++) {
        *now_ns += apart_ns;
        if (cho_rest_after(rest, *now_ns, count) != 0)
            return i;
    }
    return MANY;
}

static void test_a_loop_that_has_time_never_rests(void **state)
{
    cho_rest rest   = { 0 };
    uint64_t now_ns = 1;
    (void)state;
    assert_int_equal(turns_before_rest(&rest, &now_ns, TURN_NS, 5), MANY);
}

static void test_turns_that_follow_each_other_for_long_bring_a_rest(void **state)
{
    cho_rest rest   = { 0 };
    uint64_t now_ns = 1;
    (void)state;
    assert_in_range(turns_before_rest(&rest, &now_ns, SOON_NS, 2), 50, 200);
    for (int i = 0; i < MANY; i++) {
        now_ns += TURN_NS;
        assert_int_equal(cho_rest_after(&rest, now_ns, 2), now_ns + TURN_NS);
    }
}

static void test_some_that_come_together_after_a_pause_bring_none(void **state)
{
    cho_rest rest   = { 0 };
    uint64_t now_ns = 1;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        now_ns += i % 20 == 0 ? 50 * TURN_NS : SOON_NS;
        assert_int_equal(cho_rest_after(&rest, now_ns, 3), 0);
    }
}

static void test_who_plays_alone_is_never_waited_for(void **state)
{
    cho_rest rest   = { 0 };
    uint64_t now_ns = 1;
    (void)state;
    assert_int_equal(turns_before_rest(&rest, &now_ns, SOON_NS, 1), MANY);
}

static void test_a_rest_that_brings_one_only_is_the_last(void **state)
{
    cho_rest rest   = { 0 };
    uint64_t now_ns = 1;
    (void)state;
    assert_int_not_equal(turns_before_rest(&rest, &now_ns, SOON_NS, 2), MANY);
    assert_int_equal(cho_rest_after(&rest, now_ns + TURN_NS, 1), 0);
    assert_int_equal(cho_rest_after(&rest, now_ns + TURN_NS + SOON_NS, 9), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_loop_that_has_time_never_rests),
        cmocka_unit_test(test_turns_that_follow_each_other_for_long_bring_a_rest),
        cmocka_unit_test(test_some_that_come_together_after_a_pause_bring_none),
        cmocka_unit_test(test_who_plays_alone_is_never_waited_for),
        cmocka_unit_test(test_a_rest_that_brings_one_only_is_the_last),
    };
    return cmocka_run_group_tests_name("net/rest", tests, NULL, NULL);
}
