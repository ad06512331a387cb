#include "support/failing_allocator.h"
#include "support/support.h"

#include "core/events.h"

static void test_pushed_events_are_zero_and_in_order(void **state)
{
    failing_allocator *f = *state;
    cho_events         events;
    chorus_event       zero;
    memset(&zero, 0, sizeof zero);
    cho_events_init(&events, &f->hooks);
    for (uint32_t i = 0; i < 300; i++) {
        assert_true(cho_events_reserve(&events, 1));
        chorus_event *event = cho_events_push(&events);
        assert_memory_equal(event, &zero, sizeof zero);
        event->type = i;
    }
    assert_int_equal(cho_events_unread(&events), 300);
    for (uint32_t i = 0; i < 300; i++)
        assert_int_equal(events.items[events.head++].type, i);
    assert_int_equal(cho_events_unread(&events), 0);
    cho_events_deinit(&events);
}

static void test_memory_is_kept_and_used_again(void **state)
{
    failing_allocator *f = *state;
    cho_events         events;
    cho_events_init(&events, &f->hooks);
    assert_true(cho_events_reserve(&events, 1000));
    size_t calls = f->call_count;
    for (int round = 0; round < 10; round++) {
        assert_true(cho_events_reserve(&events, 1000));
        for (int i = 0; i < 1000; i++)
            cho_events_push(&events)->type = 7;
        cho_events_clear(&events);
    }
    assert_int_equal(f->call_count, calls);
    cho_events_deinit(&events);
}

static void test_missing_memory_loses_nothing(void **state)
{
    failing_allocator *f = *state;
    cho_events         events;
    cho_events_init(&events, &f->hooks);
    assert_true(cho_events_reserve(&events, 1));
    cho_events_push(&events)->type = 42;
    failing_allocator_fail_at(f, 1, true);
    assert_false(cho_events_reserve(&events, 100000));
    assert_false(cho_events_reserve(&events, UINT32_MAX));
    failing_allocator_succeed(f);
    assert_int_equal(cho_events_unread(&events), 1);
    assert_int_equal(events.items[0].type, 42);
    cho_events_deinit(&events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_pushed_events_are_zero_and_in_order),
        HEAP_TEST(test_memory_is_kept_and_used_again),
        HEAP_TEST(test_missing_memory_loses_nothing),
    };
    return cmocka_run_group_tests_name("core/events", tests, NULL, NULL);
}
