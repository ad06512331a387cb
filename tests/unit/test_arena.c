#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/arena.h"

#include <stdalign.h>

static void test_a_new_arena_has_no_memory(void **state)
{
    failing_allocator *f = *state;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    cho_arena_reset(&a);
    cho_arena_deinit(&a);
    assert_int_equal(f->call_count, 0);
}

static void test_blocks_are_aligned_and_apart(void **state)
{
    failing_allocator *f = *state;
    unsigned char     *blocks[200];
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
        blocks[i] = cho_arena_alloc(&a, i);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        memset(blocks[i], (int)i, i);
    }
    for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
        for (size_t at = 0; at < i; at++)
            assert_int_equal(blocks[i][at], i);
    }
    cho_arena_deinit(&a);
}

static void test_empty_blocks_are_apart_too(void **state)
{
    failing_allocator *f = *state;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    void *first = cho_arena_alloc(&a, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, cho_arena_alloc(&a, 0));
    cho_arena_deinit(&a);
}

static void test_a_block_larger_than_a_chunk_is_given(void **state)
{
    failing_allocator *f = *state;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 64);
    memset(cho_arena_alloc(&a, 100000), 'x', 100000);
    memset(cho_arena_alloc(&a, 10), 'y', 10);
    cho_arena_deinit(&a);
}

static void test_the_same_use_after_a_reset_allocates_nothing(void **state)
{
    failing_allocator *f       = *state;
    const size_t       sizes[] = { 10, 700, 3000, 20, 900, 1, 5000, 400, 400, 400 };
    size_t             calls   = 0;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    for (int use = 0; use < 10; use++) {
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
            assert_non_null(cho_arena_alloc(&a, sizes[i]));
        if (use == 0)
            calls = f->call_count;
        cho_arena_reset(&a);
    }
    assert_int_equal(f->call_count, calls);
    cho_arena_deinit(&a);
}

static void test_memory_stays_bounded_when_uses_differ(void **state)
{
    failing_allocator *f      = *state;
    uint32_t           random = 1;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    for (int use = 0; use < 1000; use++) {
        for (size_t total = 0; total < 20000;) {
            random      = random * UINT32_C(1664525) + UINT32_C(1013904223);
            size_t size = (random >> 8) % 3000;
            assert_non_null(cho_arena_alloc(&a, size));
            total += size + 1;
        }
        cho_arena_reset(&a);
    }
    assert_in_range(f->live_blocks, 1, 60);
    cho_arena_deinit(&a);
}

static void test_str_is_a_terminated_copy(void **state)
{
    failing_allocator *f        = *state;
    char               source[] = "hello world";
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    chorus_str s = cho_arena_str(&a, source, 5);
    source[0]    = 'j';
    assert_int_equal(s.len, 5);
    assert_string_equal(s.ptr, "hello");
    s = cho_arena_str(&a, NULL, 0);
    assert_int_equal(s.len, 0);
    assert_string_equal(s.ptr, "");
    cho_arena_deinit(&a);
}

static void test_sizes_that_overflow_fail(void **state)
{
    failing_allocator *f = *state;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 1024);
    for (size_t less = 0; less < 32; less++)
        assert_null(cho_arena_alloc(&a, SIZE_MAX - less));
    chorus_str s = cho_arena_str(&a, "x", SIZE_MAX);
    assert_string_equal(s.ptr, "");
    assert_int_equal(f->call_count, 0);
    cho_arena_deinit(&a);
}

static void test_no_memory_is_null_and_the_empty_string(void **state)
{
    failing_allocator *f = *state;
    cho_arena          a;
    cho_arena_init(&a, &f->hooks, 64);
    char *kept = cho_arena_alloc(&a, 64);
    memset(kept, 'k', 64);
    failing_allocator_fail_at(f, 1, true);
    assert_null(cho_arena_alloc(&a, 1));
    chorus_str s = cho_arena_str(&a, "lost", 4);
    assert_int_equal(s.len, 0);
    assert_string_equal(s.ptr, "");
    assert_int_equal(kept[63], 'k');
    failing_allocator_succeed(f);
    assert_non_null(cho_arena_alloc(&a, 1));
    cho_arena_deinit(&a);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        bool      failed = false;
        cho_arena a;
        cho_arena_init(&a, &f->hooks, 64);
        for (size_t i = 0; i < 20; i++)
            failed |= cho_arena_alloc(&a, 50) == NULL;
        assert_int_equal(failed, failing_allocator_has_failed(f));
        cho_arena_reset(&a);
        cho_arena_deinit(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_new_arena_has_no_memory),
        HEAP_TEST(test_blocks_are_aligned_and_apart),
        HEAP_TEST(test_empty_blocks_are_apart_too),
        HEAP_TEST(test_a_block_larger_than_a_chunk_is_given),
        HEAP_TEST(test_the_same_use_after_a_reset_allocates_nothing),
        HEAP_TEST(test_memory_stays_bounded_when_uses_differ),
        HEAP_TEST(test_str_is_a_terminated_copy),
        HEAP_TEST(test_sizes_that_overflow_fail),
        HEAP_TEST(test_no_memory_is_null_and_the_empty_string),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
