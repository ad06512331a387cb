#include "support/failing_allocator.h"
#include "support/support.h"

#include "net/message.h"

static void test_a_message_holds_a_copy(void **state)
{
    failing_allocator *f       = *state;
    char               text[]  = "hello";
    cho_message       *message = cho_message_create(&f->hooks, text, 5, true);
    assert_non_null(message);
    text[0] = 'x';
    assert_int_equal(cho_message_len(message), 5);
    assert_true(cho_message_is_text(message));
    assert_memory_equal(cho_message_payload(message), "hello", 5);
    cho_message_release(message);
    assert_int_equal(f->call_count, 1);
}

static void test_the_last_release_frees(void **state)
{
    failing_allocator *f       = *state;
    cho_message       *message = cho_message_create(&f->hooks, "x", 1, false);
    assert_false(cho_message_is_shared(message));
    assert_ptr_equal(cho_message_retain(message), message);
    assert_true(cho_message_is_shared(message));
    cho_message_release(message);
    assert_int_equal(f->live_blocks, 1);
    cho_message_release(message);
    assert_int_equal(f->live_blocks, 0);
    cho_message_release(NULL);
}

static void test_a_payload_may_be_filled_later(void **state)
{
    failing_allocator *f       = *state;
    cho_message       *message = cho_message_create(&f->hooks, NULL, 1000, false);
    memset(cho_message_payload(message), 'a', 1000);
    assert_false(cho_message_is_text(message));
    cho_message_release(message);
    message = cho_message_create(&f->hooks, NULL, 0, true);
    assert_int_equal(cho_message_len(message), 0);
    cho_message_release(message);
}

static void test_no_memory_and_absurd_lengths_give_null(void **state)
{
    failing_allocator *f = *state;
    assert_null(cho_message_create(&f->hooks, NULL, SIZE_MAX, true));
    assert_null(cho_message_create(&f->hooks, NULL, SIZE_MAX - 16, true));
    failing_allocator_fail_at(f, 1, false);
    assert_null(cho_message_create(&f->hooks, "x", 1, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_message_holds_a_copy),
        HEAP_TEST(test_the_last_release_frees),
        HEAP_TEST(test_a_payload_may_be_filled_later),
        HEAP_TEST(test_no_memory_and_absurd_lengths_give_null),
    };
    return cmocka_run_group_tests_name("net/message", tests, NULL, NULL);
}
