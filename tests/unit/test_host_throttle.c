#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/alloc.h"
#include "host/room/host_throttle.h"

/* ---- a throttle with one rule and none for all ---- */

static chorus_allocator heap;

static void set_rule(cho_host_throttle *t, const char *name, uint64_t capacity, uint64_t drain_rate, int64_t now_ms)
{
    cho_host_rule *rule = cho_host_rule_create(t->heap, cho_span_of(name));
    assert_non_null(rule);
    rule->capacity_bytes    = capacity;
    rule->drain_bytes_per_s = drain_rate;
    cho_host_throttle_set(t, rule, now_ms);
}

static void remove_rule(cho_host_throttle *t, const char *name)
{
    cho_host_rule *rule = cho_host_rule_create(t->heap, cho_span_of(name));
    assert_non_null(rule);
    rule->is_removal = true;
    cho_host_throttle_set(t, rule, 0);
}

static void begin(cho_host_throttle *t, uint64_t capacity, uint64_t drain_rate)
{
    cho_heap_init(&heap, NULL);
    cho_host_throttle_init(t, &heap, 1310720, 0);
    remove_rule(t, "*");
    set_rule(t, "m", capacity, drain_rate, 0);
}

static cho_host_verdict weigh(cho_host_throttle *t, size_t bytes, int64_t now_ms)
{
    int64_t due_ms;
    return cho_host_throttle_weigh(t, "m", bytes, false, now_ms, &due_ms);
}

static int64_t due_of(cho_host_throttle *t, size_t bytes, int64_t now_ms)
{
    int64_t due_ms = 0;
    assert_int_not_equal(cho_host_throttle_weigh(t, "m", bytes, true, now_ms, &due_ms), CHO_HOST_PASSES);
    return due_ms;
}

/* ---- tests ---- */

static void test_s46_a_bucket_takes_what_fits_and_drains_all_the_time(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 100, 10);
    assert_int_equal(weigh(&t, 60, 0), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 41, 0), CHO_HOST_WAITS);
    assert_int_equal(weigh(&t, 40, 0), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 1, 99), CHO_HOST_WAITS);
    assert_int_equal(weigh(&t, 1, 100), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 1, 100), CHO_HOST_WAITS);
    assert_int_equal(weigh(&t, 100, 10100), CHO_HOST_PASSES);
    assert_int_equal(t.rules->inserted, 4);
    assert_int_equal(t.rules->rejected, 3);
    cho_host_throttle_deinit(&t);
}

static void test_s46_capacity_0_squelches(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 0, 1000);
    assert_int_equal(weigh(&t, 1, 0), CHO_HOST_NEVER);
    assert_int_equal(weigh(&t, 1, 1000000), CHO_HOST_NEVER);
    assert_int_equal(t.rules->rejected, 2);
    cho_host_throttle_deinit(&t);
}

static void test_what_waits_is_told_until_when(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 100, 10);
    weigh(&t, 100, 0);
    assert_int_equal(due_of(&t, 1, 0), 100);
    assert_int_equal(due_of(&t, 100, 0), 10000);
    assert_int_equal(due_of(&t, 101, 0), INT64_MAX);
    assert_int_equal(t.rules->rejected, 0);
    cho_host_throttle_deinit(&t);
}

static void test_without_a_drain_the_first_ones_are_the_last(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 100, 0);
    assert_int_equal(weigh(&t, 100, 0), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 1, INT32_MAX), CHO_HOST_NEVER);
    cho_host_throttle_deinit(&t);
}

static void test_the_largest_numbers_do_not_overflow(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, UINT64_MAX, UINT64_MAX);
    for (int64_t now_ms = 0; now_ms < 5; now_ms++)
        assert_int_equal(weigh(&t, 2000000, now_ms), CHO_HOST_PASSES);
    set_rule(&t, "m", UINT64_MAX, 1, 5);
    assert_int_equal(weigh(&t, 2000000, 5), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 2000000, INT64_MAX), CHO_HOST_PASSES);
    set_rule(&t, "m", 10, UINT64_MAX, 0);
    assert_int_equal(weigh(&t, 10, 0), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 10, 0), CHO_HOST_WAITS);
    assert_int_equal(weigh(&t, 10, 1), CHO_HOST_PASSES);
    cho_host_throttle_deinit(&t);
}

static void test_a_clock_that_stands_still_drains_nothing(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 10, 1000);
    assert_int_equal(weigh(&t, 10, 5), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 1, 5), CHO_HOST_WAITS);
    assert_int_equal(weigh(&t, 1, 5), CHO_HOST_WAITS);
    cho_host_throttle_deinit(&t);
}

static void test_s46_the_rule_for_all_is_asked_besides(void **state)
{
    cho_host_throttle t;
    int64_t           due_ms;
    (void)state;
    begin(&t, 100, 10);
    set_rule(&t, "*", 50, 10, 0);
    assert_int_equal(weigh(&t, 60, 0), CHO_HOST_NEVER);
    assert_int_equal(weigh(&t, 40, 0), CHO_HOST_PASSES);
    assert_int_equal(cho_host_throttle_weigh(&t, "other", 20, false, 0, &due_ms), CHO_HOST_WAITS_LONG);
    assert_int_equal(cho_host_throttle_weigh(&t, "other", 10, false, 0, &due_ms), CHO_HOST_PASSES);
    assert_int_equal(t.rules->inserted, 1);
    assert_int_equal(t.rules->rejected, 0);
    assert_int_equal(t.all.inserted, 2);
    assert_int_equal(t.all.rejected, 2);
    cho_host_throttle_deinit(&t);
}

static void test_s46_a_rule_that_is_set_again_begins_anew(void **state)
{
    cho_host_throttle t;
    (void)state;
    begin(&t, 10, 1);
    weigh(&t, 10, 0);
    weigh(&t, 10, 0);
    set_rule(&t, "m", 10, 1, 0);
    assert_int_equal(t.rules->inserted + t.rules->rejected, 0);
    assert_int_equal(weigh(&t, 10, 0), CHO_HOST_PASSES);
    assert_int_equal(t.rule_count, 1);
    remove_rule(&t, "m");
    remove_rule(&t, "m");
    assert_int_equal(t.rule_count, 0);
    assert_int_equal(weigh(&t, 2000000, 0), CHO_HOST_PASSES);
    cho_host_throttle_deinit(&t);
}

static void test_the_standard_rule_takes_three_seconds_worth_at_once(void **state)
{
    cho_host_throttle t;
    (void)state;
    cho_heap_init(&heap, NULL);
    cho_host_throttle_init(&t, &heap, 1310720, 0);
    assert_int_equal(weigh(&t, 3932160, 0), CHO_HOST_PASSES);
    assert_int_equal(weigh(&t, 1310720, 999), CHO_HOST_WAITS_LONG);
    assert_int_equal(weigh(&t, 1310720, 1000), CHO_HOST_PASSES);
    cho_host_throttle_deinit(&t);
}

static void test_without_memory_there_is_no_rule(void **state)
{
    failing_allocator *f = *state;
    failing_allocator_fail_at(f, 1, false);
    assert_null(cho_host_rule_create(&f->hooks, cho_span_of("m")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s46_a_bucket_takes_what_fits_and_drains_all_the_time),
        cmocka_unit_test(test_s46_capacity_0_squelches),
        cmocka_unit_test(test_what_waits_is_told_until_when),
        cmocka_unit_test(test_without_a_drain_the_first_ones_are_the_last),
        cmocka_unit_test(test_the_largest_numbers_do_not_overflow),
        cmocka_unit_test(test_a_clock_that_stands_still_drains_nothing),
        cmocka_unit_test(test_s46_the_rule_for_all_is_asked_besides),
        cmocka_unit_test(test_s46_a_rule_that_is_set_again_begins_anew),
        cmocka_unit_test(test_the_standard_rule_takes_three_seconds_worth_at_once),
        HEAP_TEST(test_without_memory_there_is_no_rule),
    };
    return cmocka_run_group_tests_name("host/throttle", tests, NULL, NULL);
}
