#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/alloc.h"
#include "base/span.h"

static void test_span_of_text_leaves_the_nul_out(void **state)
{
    (void)state;
    cho_span s = cho_span_of("abc");
    assert_int_equal(s.len, 3);
    assert_memory_equal(s.ptr, "abc", 3);
}

static void test_equal_looks_at_length_and_bytes(void **state)
{
    (void)state;
    assert_true(cho_span_equal(cho_span_of("abc"), (cho_span){ "abcd", 3 }));
    assert_false(cho_span_equal(cho_span_of("abc"), cho_span_of("abcd")));
    assert_false(cho_span_equal(cho_span_of("abc"), cho_span_of("abd")));
}

static void test_equal_goes_past_nul(void **state)
{
    (void)state;
    assert_false(cho_span_equal((cho_span){ "a\0b", 3 }, (cho_span){ "a\0c", 3 }));
}

static void test_empty_spans_are_equal_without_a_pointer(void **state)
{
    (void)state;
    assert_true(cho_span_equal((cho_span){ NULL, 0 }, cho_span_of("")));
    assert_true(cho_span_is((cho_span){ NULL, 0 }, ""));
}

static void test_is_compares_with_text(void **state)
{
    (void)state;
    cho_span s = { "hello world", 5 };
    assert_true(cho_span_is(s, "hello"));
    assert_false(cho_span_is(s, "hell"));
    assert_false(cho_span_is(s, "hello world"));
}

static void test_put_is_terminated_and_says_what_is_behind(void **state)
{
    (void)state;
    char text[8];
    memset(text, 'x', sizeof text);
    assert_ptr_equal(cho_span_put(text, (cho_span){ "abc", 2 }), text + 3);
    assert_string_equal(text, "ab");
    assert_ptr_equal(cho_span_put(text + 3, (cho_span){ NULL, 0 }), text + 4);
    assert_memory_equal(text, "ab\0\0xxxx", sizeof text);
}

static void test_dup_is_terminated(void **state)
{
    failing_allocator *f    = *state;
    char              *copy = cho_span_dup(&f->hooks, (cho_span){ "hello world", 5 });
    assert_string_equal(copy, "hello");
    cho_release(&f->hooks, copy);
    copy = cho_span_dup(&f->hooks, (cho_span){ NULL, 0 });
    assert_string_equal(copy, "");
    cho_release(&f->hooks, copy);
}

static void test_dup_without_memory_is_null(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        char *copy = cho_span_dup(&f->hooks, cho_span_of("abc"));
        assert_int_equal(copy == NULL, failing_allocator_has_failed(f));
        cho_release(&f->hooks, copy);
    }
    assert_null(cho_span_dup(&f->hooks, (cho_span){ "abc", SIZE_MAX }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_span_of_text_leaves_the_nul_out),
        cmocka_unit_test(test_equal_looks_at_length_and_bytes),
        cmocka_unit_test(test_equal_goes_past_nul),
        cmocka_unit_test(test_empty_spans_are_equal_without_a_pointer),
        cmocka_unit_test(test_is_compares_with_text),
        cmocka_unit_test(test_put_is_terminated_and_says_what_is_behind),
        HEAP_TEST(test_dup_is_terminated),
        HEAP_TEST(test_dup_without_memory_is_null),
    };
    return cmocka_run_group_tests_name("base/span", tests, NULL, NULL);
}
