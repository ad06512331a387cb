#include "support/support.h"

#include "base/pace.h"

enum { MS = 1000000 };

static void test_what_may_come_at_once_comes_at_once(void **state)
{
    cho_pace pace  = { 0 };
    int      taken = 0;
    (void)state;
    while (cho_pace_take(&pace, 5, 4, 1, 1000 * (uint64_t)MS))
        taken++;
    assert_int_equal(taken, 20);
}

static void test_then_it_is_so_many_a_second(void **state)
{
    cho_pace pace   = { 0 };
    uint64_t now_ns = 1000 * (uint64_t)MS;
    int      taken  = 0;
    (void)state;
    while (cho_pace_take(&pace, 5, 4, 1, now_ns))
        ;
    for (int ms = 0; ms < 10000; ms += 10)
        taken += cho_pace_take(&pace, 5, 4, 1, now_ns + (uint64_t)ms * MS);
    assert_in_range(taken, 49, 50);
}

static void test_a_rest_does_not_save_up_more(void **state)
{
    cho_pace pace  = { 0 };
    int      taken = 0;
    (void)state;
    assert_true(cho_pace_take(&pace, 10, 2, 1, 1));
    while (cho_pace_take(&pace, 10, 2, 1, UINT64_MAX / 4))
        taken++;
    assert_int_equal(taken, 20);
}

static void test_amounts_and_rates_of_any_size_are_fine(void **state)
{
    cho_pace pace = { 0 };
    (void)state;
    assert_true(cho_pace_take(&pace, 1, 1, UINT32_MAX, 5));
    assert_false(cho_pace_take(&pace, 1, 1, 1, 5));
    assert_false(cho_pace_take(&pace, 1, 1, UINT32_MAX, 6));
    pace = (cho_pace){ 0 };
    assert_true(cho_pace_take(&pace, UINT32_MAX, UINT32_MAX, UINT32_MAX, 5));
    pace = (cho_pace){ 0 };
    assert_true(cho_pace_take(&pace, 0, 0, 1, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_come_at_once_comes_at_once),
        cmocka_unit_test(test_then_it_is_so_many_a_second),
        cmocka_unit_test(test_a_rest_does_not_save_up_more),
        cmocka_unit_test(test_amounts_and_rates_of_any_size_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
