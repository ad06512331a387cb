#include "support/failing_allocator.h"
#include "support/support.h"

#include "net/ws_queue.h"

static void push_number(failing_allocator *f, cho_ws_queue *q, size_t number)
{
    cho_message *message = cho_message_create(&f->hooks, NULL, number, false);
    assert_non_null(message);
    assert_true(cho_ws_queue_push(q, message));
    cho_message_release(message);
}

static void expect_number(cho_ws_queue *q, size_t number)
{
    cho_message *message = cho_ws_queue_pop(q);
    assert_non_null(message);
    assert_int_equal(cho_message_len(message), number);
    cho_message_release(message);
}

/* The number of a message is its length. */
static void test_messages_leave_in_the_order_they_came(void **state)
{
    failing_allocator *f = *state;
    cho_ws_queue       q;
    size_t             in = 0, out = 0;
    cho_ws_queue_init(&q, &f->hooks);
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 13; i++)
            push_number(f, &q, in++);
        for (int i = 0; i < 9; i++)
            expect_number(&q, out++);
    }
    while (out < in)
        expect_number(&q, out++);
    assert_null(cho_ws_queue_pop(&q));
    cho_ws_queue_deinit(&q);
}

static void test_bytes_are_counted(void **state)
{
    failing_allocator *f = *state;
    cho_ws_queue       q;
    cho_ws_queue_init(&q, &f->hooks);
    push_number(f, &q, 10);
    push_number(f, &q, 5);
    assert_int_equal(q.bytes, 15);
    expect_number(&q, 10);
    assert_int_equal(q.bytes, 5);
    cho_ws_queue_clear(&q);
    assert_int_equal(q.bytes, 0);
    push_number(f, &q, 7); /* cleared is not closed */
    cho_ws_queue_deinit(&q);
}

static void test_one_message_may_wait_in_many_queues(void **state)
{
    failing_allocator *f       = *state;
    cho_message       *message = cho_message_create(&f->hooks, "all", 3, true);
    cho_ws_queue       queues[50];
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        cho_ws_queue_init(&queues[i], &f->hooks);
        assert_true(cho_ws_queue_push(&queues[i], message));
    }
    cho_message_release(message);
    for (size_t i = 0; i < ARRAY_LEN(queues); i++)
        cho_ws_queue_deinit(&queues[i]);
}

static void test_no_memory_leaves_the_queue_as_it_was(void **state)
{
    failing_allocator *f       = *state;
    cho_message       *message = cho_message_create(&f->hooks, "x", 1, true);
    cho_ws_queue       q;
    cho_ws_queue_init(&q, &f->hooks);
    failing_allocator_fail_at(f, 1, false);
    assert_false(cho_ws_queue_push(&q, message));
    assert_false(cho_message_is_shared(message));
    assert_true(cho_ws_queue_push(&q, message));
    assert_int_equal(q.count, 1);
    cho_message_release(message);
    cho_ws_queue_deinit(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_messages_leave_in_the_order_they_came),
        HEAP_TEST(test_bytes_are_counted),
        HEAP_TEST(test_one_message_may_wait_in_many_queues),
        HEAP_TEST(test_no_memory_leaves_the_queue_as_it_was),
    };
    return cmocka_run_group_tests_name("net/ws_queue", tests, NULL, NULL);
}
