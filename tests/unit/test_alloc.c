#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/alloc.h"

static void test_null_means_the_heap_of_c(void **state)
{
    (void)state;
    chorus_allocator heap;
    cho_heap_init(&heap, NULL);
    char *block = cho_alloc(&heap, 3);
    assert_non_null(block);
    memcpy(block, "ab", 3);
    block = cho_resize(&heap, block, 1000);
    assert_non_null(block);
    assert_string_equal(block, "ab");
    cho_release(&heap, block);
}

static void test_no_hooks_mean_the_heap_of_c(void **state)
{
    (void)state;
    const chorus_allocator none = { 0 };
    chorus_allocator       heap;
    assert_true(cho_heap_is_sane(&none));
    cho_heap_init(&heap, &none);
    void *block = cho_alloc(&heap, 8);
    assert_non_null(block);
    cho_release(&heap, block);
}

static void test_half_a_set_of_hooks_is_not_sane(void **state)
{
    failing_allocator *f = *state;
    assert_true(cho_heap_is_sane(NULL));
    assert_true(cho_heap_is_sane(&f->hooks));

    chorus_allocator half = f->hooks;
    half.resize           = NULL;
    assert_false(cho_heap_is_sane(&half));
    half         = (chorus_allocator){ 0 };
    half.release = f->hooks.release;
    assert_false(cho_heap_is_sane(&half));
}

static void test_hooks_are_used(void **state)
{
    failing_allocator *f = *state;
    chorus_allocator   heap;
    cho_heap_init(&heap, &f->hooks);

    void *block = cho_alloc(&heap, 8);
    assert_int_equal(f->live_blocks, 1);
    block = cho_resize(&heap, block, 80);
    assert_int_equal(f->call_count, 2);
    cho_release(&heap, block);
}

static void test_zeroed_memory_is_zero(void **state)
{
    failing_allocator *f     = *state;
    unsigned char     *block = cho_alloc_zero(&f->hooks, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(block[i], 0);
    cho_release(&f->hooks, block);
}

static void test_size_zero_is_a_block(void **state)
{
    failing_allocator *f     = *state;
    void              *block = cho_alloc(&f->hooks, 0);
    assert_non_null(block);
    block = cho_resize(&f->hooks, block, 0);
    assert_non_null(block);
    assert_int_equal(f->live_blocks, 1);
    cho_release(&f->hooks, block);
}

static void test_resize_of_null_is_a_new_block(void **state)
{
    failing_allocator *f     = *state;
    void              *block = cho_resize(&f->hooks, NULL, 10);
    assert_non_null(block);
    cho_release(&f->hooks, block);
}

static void test_release_of_null_calls_nobody(void **state)
{
    (void)state;
    const chorus_allocator none = { 0 };
    cho_release(&none, NULL);
}

static void test_failure_is_null(void **state)
{
    failing_allocator *f     = *state;
    char              *block = cho_alloc(&f->hooks, 4);
    memcpy(block, "old", 4);

    failing_allocator_fail_at(f, 1, true);
    assert_null(cho_alloc(&f->hooks, 8));
    assert_null(cho_alloc_zero(&f->hooks, 8));
    assert_null(cho_resize(&f->hooks, block, 8));
    assert_string_equal(block, "old");
    cho_release(&f->hooks, block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_null_means_the_heap_of_c),
        cmocka_unit_test(test_no_hooks_mean_the_heap_of_c),
        HEAP_TEST(test_half_a_set_of_hooks_is_not_sane),
        HEAP_TEST(test_hooks_are_used),
        HEAP_TEST(test_zeroed_memory_is_zero),
        HEAP_TEST(test_size_zero_is_a_block),
        HEAP_TEST(test_resize_of_null_is_a_new_block),
        cmocka_unit_test(test_release_of_null_calls_nobody),
        HEAP_TEST(test_failure_is_null),
    };
    return cmocka_run_group_tests_name("base/alloc", tests, NULL, NULL);
}
