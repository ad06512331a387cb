#include "support/support.h"

#include "host/room/host_rate.h"

static void test_a_bucket_starts_full_and_empties(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 10, 3, 0);
    for (int i = 0; i < 3; i++)
        assert_true(cho_host_bucket_take(&b, 0));
    assert_false(cho_host_bucket_take(&b, 0));
}

static void test_it_fills_at_its_rate_and_no_further(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 10, 2, 0);
    cho_host_bucket_take(&b, 0);
    cho_host_bucket_take(&b, 0);
    assert_false(cho_host_bucket_take(&b, 99));
    assert_true(cho_host_bucket_take(&b, 100));
    assert_true(cho_host_bucket_take(&b, 100000));
    assert_true(cho_host_bucket_take(&b, 100000));
    assert_false(cho_host_bucket_take(&b, 100000));
}

static void test_no_fraction_is_lost(void **state)
{
    cho_host_bucket b;
    int             count = 0;
    (void)state;
    cho_host_bucket_init(&b, 30, 1, 0);
    for (int64_t now_ms = 0; now_ms < 10000; now_ms++)
        count += cho_host_bucket_take(&b, now_ms);
    assert_in_range(count, 290, 301);
}

static void test_due_says_when_the_next_one_is_there(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 30, 1, 0);
    assert_int_equal(cho_host_bucket_due_ms(&b, 0), 0);
    cho_host_bucket_take(&b, 0);
    int64_t due_ms = cho_host_bucket_due_ms(&b, 0);
    assert_false(cho_host_bucket_take(&b, due_ms - 1));
    assert_true(cho_host_bucket_take(&b, due_ms));
}

static void test_what_is_forced_is_paid_for_up_to_a_bound(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 10, 2, 0);
    for (int i = 0; i < 100; i++)
        cho_host_bucket_force(&b, 0);
    assert_false(cho_host_bucket_take(&b, 299));
    assert_true(cho_host_bucket_take(&b, 300));
}

static void test_a_long_pause_does_not_overflow(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 1000, 2, 0);
    cho_host_bucket_take(&b, 0);
    assert_true(cho_host_bucket_take(&b, INT64_MAX));
    assert_true(cho_host_bucket_take(&b, INT64_MAX));
    assert_false(cho_host_bucket_take(&b, INT64_MAX));
}

static void test_a_clock_that_stands_still_gives_nothing(void **state)
{
    cho_host_bucket b;
    (void)state;
    cho_host_bucket_init(&b, 1000, 1, 5000);
    cho_host_bucket_take(&b, 5000);
    assert_false(cho_host_bucket_take(&b, 5000));
    assert_false(cho_host_bucket_take(&b, 4000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_bucket_starts_full_and_empties),
        cmocka_unit_test(test_it_fills_at_its_rate_and_no_further),
        cmocka_unit_test(test_no_fraction_is_lost),
        cmocka_unit_test(test_due_says_when_the_next_one_is_there),
        cmocka_unit_test(test_what_is_forced_is_paid_for_up_to_a_bound),
        cmocka_unit_test(test_a_long_pause_does_not_overflow),
        cmocka_unit_test(test_a_clock_that_stands_still_gives_nothing),
    };
    return cmocka_run_group_tests_name("host/rate", tests, NULL, NULL);
}
