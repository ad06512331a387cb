#include "support/support.h"

#include "base/clock.h"

#include <time.h>

static void test_the_monotonic_clock_never_goes_back(void **state)
{
    (void)state;
    uint64_t before = cho_clock_mono_ns();
    for (int i = 0; i < 100000; i++) {
        uint64_t now = cho_clock_mono_ns();
        assert_true(now >= before);
        before = now;
    }
}

/* Compared with the processor time of this busy loop, which can only be less. */
static void test_the_monotonic_clock_counts_nanoseconds(void **state)
{
    (void)state;
    uint64_t start   = cho_clock_mono_ns();
    clock_t  started = clock();
    while (clock() - started < CLOCKS_PER_SEC / 20)
        continue;
    uint64_t passed = cho_clock_mono_ns() - start;
    assert_in_range(passed, UINT64_C(40000000), UINT64_C(30000000000));
}

static void test_the_wall_clock_agrees_with_the_c_library(void **state)
{
    (void)state;
    int64_t before = (int64_t)time(NULL);
    int64_t now    = cho_clock_wall_ms() / 1000;
    int64_t after  = (int64_t)time(NULL);
    assert_true(before - 1 <= now && now <= after + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_monotonic_clock_never_goes_back),
        cmocka_unit_test(test_the_monotonic_clock_counts_nanoseconds),
        cmocka_unit_test(test_the_wall_clock_agrees_with_the_c_library),
    };
    return cmocka_run_group_tests_name("base/clock", tests, NULL, NULL);
}
