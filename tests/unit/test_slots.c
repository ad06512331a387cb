#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/slots.h"

typedef struct item {
    uint64_t number;
    void    *pointer;
    char     text[20];
} item;

static void init_items(cho_slots *s, void **state)
{
    failing_allocator *f = *state;
    cho_slots_init(s, &f->hooks, sizeof(item), 0);
}

static item *add_item(cho_slots *s, uint64_t number, uint32_t *handle)
{
    item *added = cho_slots_add(s, handle);
    assert_non_null(added);
    added->number = number;
    return added;
}

static void test_an_empty_table_has_nothing(void **state)
{
    failing_allocator *f      = *state;
    uint32_t           handle = 0;
    cho_slots          s;
    init_items(&s, state);
    assert_null(cho_slots_get(&s, 0));
    assert_null(cho_slots_get(&s, 1));
    assert_null(cho_slots_get(&s, UINT32_MAX));
    assert_false(cho_slots_remove(&s, 1));
    assert_null(cho_slots_next(&s, &handle));
    cho_slots_deinit(&s);
    assert_int_equal(f->call_count, 0);
}

static void test_a_new_item_is_zero_and_found_by_its_handle(void **state)
{
    static const item zero;
    cho_slots         s;
    uint32_t          handle = 0;
    init_items(&s, state);
    item *added = cho_slots_add(&s, &handle);
    assert_memory_equal(added, &zero, sizeof zero);
    assert_int_not_equal(handle, 0);
    assert_ptr_equal(cho_slots_get(&s, handle), added);
    assert_int_equal(s.count, 1);
    cho_slots_deinit(&s);
}

static void test_a_used_slot_comes_back_zero(void **state)
{
    static const item zero;
    cho_slots         s;
    uint32_t          handle;
    init_items(&s, state);
    for (int i = 0; i < 100; i++) {
        item *added = cho_slots_add(&s, &handle);
        assert_memory_equal(added, &zero, sizeof zero);
        memset(added, 0xff, sizeof *added);
        assert_true(cho_slots_remove(&s, handle));
    }
    cho_slots_deinit(&s);
}

static void test_pointers_stay_put_while_the_table_grows(void **state)
{
    enum { COUNT = 1000 };
    item     *items[COUNT];
    uint32_t  handles[COUNT];
    cho_slots s;
    init_items(&s, state);
    for (uint32_t i = 0; i < COUNT; i++)
        items[i] = add_item(&s, i, &handles[i]);
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_ptr_equal(cho_slots_get(&s, handles[i]), items[i]);
        assert_int_equal(items[i]->number, i);
        assert_int_equal((uintptr_t)items[i] % sizeof(uint64_t), 0);
    }
    cho_slots_deinit(&s);
}

static void test_a_stale_handle_finds_nothing(void **state)
{
    cho_slots s;
    uint32_t  handle;
    init_items(&s, state);
    add_item(&s, 1, &handle);
    assert_true(cho_slots_remove(&s, handle));
    assert_null(cho_slots_get(&s, handle));
    assert_false(cho_slots_remove(&s, handle));
    assert_int_equal(s.count, 0);
    cho_slots_deinit(&s);
}

static void test_a_stale_handle_stays_stale_when_its_slot_is_used_again(void **state)
{
    cho_slots s;
    uint32_t  stale, handle;
    init_items(&s, state);
    add_item(&s, 1, &stale);
    cho_slots_remove(&s, stale);
    for (uint32_t i = 0; i < 511 * 32; i++) {
        add_item(&s, 2, &handle);
        assert_int_not_equal(handle, stale);
        assert_null(cho_slots_get(&s, stale));
        assert_true(cho_slots_remove(&s, handle));
    }
    assert_int_equal(s.chunk_count, 1);
    cho_slots_deinit(&s);
}

static void test_handles_never_given_find_nothing(void **state)
{
    cho_slots s;
    uint32_t  handles[3];
    init_items(&s, state);
    for (uint32_t i = 0; i < 3; i++)
        add_item(&s, i, &handles[i]);
    cho_slots_remove(&s, handles[1]);
    for (uint32_t guess = 0; guess < UINT32_C(1) << 22; guess++) {
        if (cho_slots_get(&s, guess) != NULL)
            assert_true(guess == handles[0] || guess == handles[2]);
    }
    assert_null(cho_slots_get(&s, UINT32_MAX));
    cho_slots_deinit(&s);
}

static void test_tables_of_different_tags_refuse_each_others_handles(void **state)
{
    failing_allocator *f = *state;
    cho_slots          tables[CHO_SLOTS_TAG_MAX + 1];
    uint32_t           handles[CHO_SLOTS_TAG_MAX + 1];
    for (uint32_t tag = 0; tag <= CHO_SLOTS_TAG_MAX; tag++)
        cho_slots_init(&tables[tag], &f->hooks, sizeof(item), tag);
    for (int use = 0; use < 600 * 32; use++) {
        for (uint32_t tag = 0; tag <= CHO_SLOTS_TAG_MAX; tag++) {
            add_item(&tables[tag], tag, &handles[tag]);
            assert_int_equal(handles[tag] >> CHO_SLOTS_TAG_SHIFT, tag);
            assert_null(cho_slots_get(&tables[(tag + 1) % ARRAY_LEN(tables)], handles[tag]));
            assert_true(cho_slots_remove(&tables[tag], handles[tag]));
        }
    }
    for (uint32_t tag = 0; tag <= CHO_SLOTS_TAG_MAX; tag++)
        cho_slots_deinit(&tables[tag]);
}

static void test_iteration_visits_every_item_once(void **state)
{
    enum { COUNT = 100 };
    bool      is_visited[COUNT] = { false };
    uint32_t  handles[COUNT];
    cho_slots s;
    init_items(&s, state);
    for (uint32_t i = 0; i < COUNT; i++)
        add_item(&s, i, &handles[i]);
    for (uint32_t i = 0; i < COUNT; i += 3)
        cho_slots_remove(&s, handles[i]);

    uint32_t handle = 0;
    for (item *at; (at = cho_slots_next(&s, &handle)) != NULL;) {
        assert_int_equal(handle, handles[at->number]);
        assert_false(is_visited[at->number]);
        is_visited[at->number] = true;
    }
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(is_visited[i], i % 3 != 0);
    cho_slots_deinit(&s);
}

static void test_the_item_visited_may_be_removed(void **state)
{
    cho_slots s;
    uint32_t  handle;
    uint32_t  visited = 0;
    init_items(&s, state);
    for (uint32_t i = 0; i < 100; i++)
        add_item(&s, i, &handle);
    handle = 0;
    for (; cho_slots_next(&s, &handle) != NULL; visited++)
        assert_true(cho_slots_remove(&s, handle));
    assert_int_equal(visited, 100);
    assert_int_equal(s.count, 0);
    cho_slots_deinit(&s);
}

static void test_freed_slots_are_used_again(void **state)
{
    cho_slots s;
    uint32_t  handles[32];
    init_items(&s, state);
    for (int round = 0; round < 100; round++) {
        for (uint32_t i = 0; i < ARRAY_LEN(handles); i++)
            add_item(&s, i, &handles[i]);
        for (uint32_t i = 0; i < ARRAY_LEN(handles); i++)
            assert_true(cho_slots_remove(&s, handles[i]));
    }
    assert_int_equal(s.chunk_count, 1);
    cho_slots_deinit(&s);
}

static void test_a_full_table_refuses(void **state)
{
    failing_allocator *f = *state;
    cho_slots          s;
    uint32_t           handle = 0;
    cho_slots_init(&s, &f->hooks, 1, CHO_SLOTS_TAG_MAX);
    for (uint32_t i = 0; i < CHO_SLOTS_MAX; i++)
        assert_true(cho_slots_add(&s, &handle) != NULL);
    uint32_t last = handle;
    assert_null(cho_slots_add(&s, &handle));
    assert_int_equal(handle, last);
    assert_non_null(cho_slots_get(&s, last));
    assert_true(cho_slots_remove(&s, last));
    assert_non_null(cho_slots_add(&s, &handle));
    assert_int_not_equal(handle, last);
    cho_slots_deinit(&s);
}

static void test_without_memory_the_table_is_as_it_was(void **state)
{
    failing_allocator *f = *state;
    cho_slots          s;
    uint32_t           handles[32];
    uint32_t           handle = 99;
    init_items(&s, state);
    for (uint32_t i = 0; i < ARRAY_LEN(handles); i++)
        add_item(&s, i, &handles[i]);
    failing_allocator_fail_at(f, 1, true);
    assert_null(cho_slots_add(&s, &handle));
    assert_int_equal(handle, 99);
    assert_int_equal(s.count, ARRAY_LEN(handles));
    failing_allocator_succeed(f);
    assert_non_null(cho_slots_add(&s, &handle));
    assert_non_null(cho_slots_get(&s, handles[0]));
    cho_slots_deinit(&s);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        cho_slots s;
        uint32_t  handle;
        uint32_t  added = 0;
        init_items(&s, state);
        for (uint32_t i = 0; i < 300; i++)
            added += cho_slots_add(&s, &handle) != NULL;
        assert_int_equal(s.count, added);
        assert_int_equal(added < 300, failing_allocator_has_failed(f));
        cho_slots_deinit(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_empty_table_has_nothing),
        HEAP_TEST(test_a_new_item_is_zero_and_found_by_its_handle),
        HEAP_TEST(test_a_used_slot_comes_back_zero),
        HEAP_TEST(test_pointers_stay_put_while_the_table_grows),
        HEAP_TEST(test_a_stale_handle_finds_nothing),
        HEAP_TEST(test_a_stale_handle_stays_stale_when_its_slot_is_used_again),
        HEAP_TEST(test_handles_never_given_find_nothing),
        HEAP_TEST(test_tables_of_different_tags_refuse_each_others_handles),
        HEAP_TEST(test_iteration_visits_every_item_once),
        HEAP_TEST(test_the_item_visited_may_be_removed),
        HEAP_TEST(test_freed_slots_are_used_again),
        HEAP_TEST(test_a_full_table_refuses),
        HEAP_TEST(test_without_memory_the_table_is_as_it_was),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("base/slots", tests, NULL, NULL);
}
