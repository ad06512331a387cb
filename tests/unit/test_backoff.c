#include "support/support.h"

#include "net/backoff.h"

static uint32_t fixed(void *user)
{
    return *(const uint32_t *)user;
}

static void test_the_longest_wait_doubles_up_to_the_cap(void **state)
{
    static const uint32_t longest[] = { 500, 1000, 2000, 4000, 8000, 16000, 20000, 20000, 20000 };
    uint32_t              most      = UINT32_MAX;
    cho_backoff           b;
    (void)state;
    cho_backoff_init(&b, 500, 20000, fixed, &most);
    for (size_t i = 0; i < ARRAY_LEN(longest); i++)
        assert_int_equal(cho_backoff_next_ms(&b), longest[i]);
    cho_backoff_reset(&b);
    assert_int_equal(cho_backoff_next_ms(&b), 500);
}

static void test_the_shortest_wait_is_none(void **state)
{
    uint32_t    least = 0;
    cho_backoff b;
    (void)state;
    cho_backoff_init(&b, 500, 20000, fixed, &least);
    for (int i = 0; i < 20; i++)
        assert_int_equal(cho_backoff_next_ms(&b), 0);
}

static void test_half_the_random_range_is_half_the_wait(void **state)
{
    uint32_t    half = UINT32_MAX / 2;
    cho_backoff b;
    (void)state;
    cho_backoff_init(&b, 1000, 1000, fixed, &half);
    assert_int_equal(cho_backoff_next_ms(&b), 500);
}

static void test_very_many_tries_stay_at_the_cap(void **state)
{
    uint32_t    most = UINT32_MAX;
    cho_backoff b;
    (void)state;
    cho_backoff_init(&b, 500, UINT32_MAX, fixed, &most);
    for (int i = 0; i < 200; i++)
        (void)cho_backoff_next_ms(&b);
    assert_int_equal(cho_backoff_next_ms(&b), UINT32_MAX);
    b.tries = UINT32_MAX;
    assert_int_equal(cho_backoff_next_ms(&b), UINT32_MAX);
}

static void test_the_systems_randomness_stays_in_range(void **state)
{
    cho_backoff b;
    (void)state;
    cho_backoff_init(&b, 3, 3, NULL, NULL);
    for (int i = 0; i < 1000; i++)
        assert_true(cho_backoff_next_ms(&b) <= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_longest_wait_doubles_up_to_the_cap),
        cmocka_unit_test(test_the_shortest_wait_is_none),
        cmocka_unit_test(test_half_the_random_range_is_half_the_wait),
        cmocka_unit_test(test_very_many_tries_stay_at_the_cap),
        cmocka_unit_test(test_the_systems_randomness_stays_in_range),
    };
    return cmocka_run_group_tests_name("net/backoff", tests, NULL, NULL);
}
