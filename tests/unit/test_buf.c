#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/buf.h"

#include <wchar.h>

static void test_new_buffer_has_no_memory(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    assert_null(b.data);
    assert_int_equal(b.len, 0);
    cho_buf_deinit(&b);
    assert_int_equal(f->call_count, 0);
}

static void test_appends_follow_each_other(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "one ");
    cho_buf_append(&b, "two!", 3);
    cho_buf_printf(&b, " %d %s", 3, "four");
    assert_string_equal(b.data, "one two 3 four");
    assert_int_equal(b.len, strlen(b.data));
    assert_false(b.failed);
    cho_buf_deinit(&b);
}

static void test_data_ends_in_nul_after_every_append(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "");
    assert_string_equal(b.data, "");
    for (size_t len = 1; len <= 1000; len++) {
        cho_buf_append(&b, "x", 1);
        assert_int_equal(b.len, len);
        assert_true(b.len <= b.cap);
        assert_int_equal(b.data[len], '\0');
    }
    cho_buf_deinit(&b);
}

static void test_any_bytes_can_be_appended(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_append(&b, "a\0b", 3);
    cho_buf_append(&b, NULL, 0);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "a\0b", 4);
    cho_buf_deinit(&b);
}

static void test_growing_takes_few_allocations(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    for (int i = 0; i < 100000; i++)
        cho_buf_append(&b, "0123456789", 10);
    assert_int_equal(b.len, 1000000);
    assert_in_range(f->call_count, 1, 20);
    cho_buf_deinit(&b);
}

static void test_reserved_room_can_be_filled_without_allocating(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "head");
    assert_true(cho_buf_reserve(&b, 5000));
    size_t calls = f->call_count;
    memset(b.data + b.len, 'x', 5000);
    b.len += 5000;
    assert_true(b.len <= b.cap);
    assert_true(cho_buf_reserve(&b, 0));
    assert_int_equal(f->call_count, calls);
    assert_memory_equal(b.data, "headxxx", 7);
    cho_buf_deinit(&b);
}

static void test_clear_keeps_the_memory(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "something");
    char *data = b.data;
    cho_buf_clear(&b);
    assert_string_equal(b.data, "");
    assert_int_equal(b.len, 0);
    cho_buf_text(&b, "else");
    assert_ptr_equal(b.data, data);
    assert_int_equal(f->call_count, 1);
    cho_buf_deinit(&b);
}

static void test_clear_of_a_new_buffer_is_fine(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_clear(&b);
    assert_null(b.data);
    cho_buf_deinit(&b);
}

static void test_cut_keeps_the_beginning(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "one two");
    cho_buf_cut(&b, 3);
    assert_string_equal(b.data, "one");
    assert_int_equal(b.len, 3);
    cho_buf_deinit(&b);
}

static void test_failed_append_keeps_what_was_there(void **state)
{
    failing_allocator *f = *state;
    char               large[4096];
    cho_buf            b;
    memset(large, 'x', sizeof large);
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "kept");
    failing_allocator_fail_at(f, 1, false);
    cho_buf_append(&b, large, sizeof large);
    assert_true(b.failed);
    assert_string_equal(b.data, "kept");
    cho_buf_deinit(&b);
}

static void test_nothing_is_appended_after_a_failure_until_clear(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    failing_allocator_fail_at(f, 1, false);
    cho_buf_text(&b, "lost");
    cho_buf_text(&b, "lost too");
    cho_buf_printf(&b, "%d", 1);
    assert_false(cho_buf_reserve(&b, 0));
    assert_true(b.failed);
    assert_null(b.data);
    assert_int_equal(f->call_count, 1);

    cho_buf_clear(&b);
    cho_buf_text(&b, "again");
    assert_false(b.failed);
    assert_string_equal(b.data, "again");
    cho_buf_deinit(&b);
}

static void test_length_that_overflows_fails(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "kept");
    size_t calls = f->call_count;
    for (size_t less = 0; less < 5; less++) {
        cho_buf_clear(&b);
        cho_buf_text(&b, "kept");
        assert_false(cho_buf_reserve(&b, SIZE_MAX - less));
        assert_true(b.failed);
    }
    assert_int_equal(f->call_count, calls);
    assert_string_equal(b.data, "kept");
    cho_buf_deinit(&b);
}

static void test_text_that_cannot_be_formatted_fails(void **state)
{
    failing_allocator   *f              = *state;
    static const wchar_t not_in_ascii[] = { 0x20ac, 0 };
    cho_buf              b;
    cho_buf_init(&b, &f->hooks);
    cho_buf_text(&b, "kept");
    cho_buf_printf(&b, "%ls", not_in_ascii);
    assert_true(b.failed);
    assert_string_equal(b.data, "kept");
    cho_buf_deinit(&b);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        cho_buf b;
        cho_buf_init(&b, &f->hooks);
        for (int i = 0; i < 300; i++)
            cho_buf_printf(&b, "%d,", i);
        assert_int_equal(b.failed, failing_allocator_has_failed(f));
        if (!b.failed)
            assert_string_equal(b.data + b.len - 8, "298,299,");
        cho_buf_deinit(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_new_buffer_has_no_memory),
        HEAP_TEST(test_appends_follow_each_other),
        HEAP_TEST(test_data_ends_in_nul_after_every_append),
        HEAP_TEST(test_any_bytes_can_be_appended),
        HEAP_TEST(test_growing_takes_few_allocations),
        HEAP_TEST(test_reserved_room_can_be_filled_without_allocating),
        HEAP_TEST(test_clear_keeps_the_memory),
        HEAP_TEST(test_clear_of_a_new_buffer_is_fine),
        HEAP_TEST(test_cut_keeps_the_beginning),
        HEAP_TEST(test_failed_append_keeps_what_was_there),
        HEAP_TEST(test_nothing_is_appended_after_a_failure_until_clear),
        HEAP_TEST(test_length_that_overflows_fails),
        HEAP_TEST(test_text_that_cannot_be_formatted_fails),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
