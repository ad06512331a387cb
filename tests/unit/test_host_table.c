#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/room/host_table.h"

#include <stdio.h>

typedef struct item {
    cho_host_node node;
    int           value;
} item;

static item *add(cho_host_table *t, const char *id, int value)
{
    item *added = cho_host_table_add(t, cho_span_of(id));
    if (added != NULL)
        added->value = value;
    return added;
}

static item *find(const cho_host_table *t, const char *id)
{
    return cho_host_table_find(t, cho_span_of(id));
}

static void test_items_are_found_by_id_and_by_handle(void **state)
{
    failing_allocator *f = *state;
    cho_host_table     t;
    cho_host_table_init(&t, &f->hooks, 7, sizeof(item));
    item *a = add(&t, "a", 1), *b = add(&t, "b", 2);
    assert_ptr_equal(find(&t, "a"), a);
    assert_ptr_equal(find(&t, "b"), b);
    assert_null(find(&t, "c"));
    assert_ptr_equal(cho_host_table_get(&t, b->node.handle), b);
    assert_null(cho_host_table_get(&t, 0));
    cho_host_table_deinit(&t);
}

static void test_ids_are_any_bytes(void **state)
{
    failing_allocator *f   = *state;
    cho_span           ids[] = { { "a\0b", 3 }, { "a", 1 }, { "a\0", 2 }, { "\xff", 1 } };
    cho_host_table     t;
    cho_host_table_init(&t, &f->hooks, 7, sizeof(item));
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_null(cho_host_table_find(&t, ids[i]));
        assert_non_null(cho_host_table_add(&t, ids[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        assert_non_null(cho_host_table_find(&t, ids[i]));
    cho_host_table_deinit(&t);
}

static void test_items_come_in_the_order_of_their_creation(void **state)
{
    static const int expected[] = { 0, 2, 4, 5 };
    failing_allocator *f = *state;
    cho_host_table     t;
    char               id[16];
    cho_host_table_init(&t, &f->hooks, 7, sizeof(item));
    for (int i = 0; i < 5; i++) {
        snprintf(id, sizeof id, "%d", i);
        add(&t, id, i);
    }
    cho_host_table_remove(&t, find(&t, "1"));
    cho_host_table_remove(&t, find(&t, "3"));
    add(&t, "5", 5);
    const item *it = NULL;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        it = cho_host_table_next(&t, it);
        assert_int_equal(it->value, expected[i]);
    }
    assert_null(cho_host_table_next(&t, it));
    assert_int_equal(cho_host_table_count(&t), 4);
    cho_host_table_deinit(&t);
}

static void test_a_removed_item_is_gone_for_good(void **state)
{
    failing_allocator *f = *state;
    cho_host_table     t;
    cho_host_table_init(&t, &f->hooks, 7, sizeof(item));
    uint32_t handle = add(&t, "a", 1)->node.handle;
    cho_host_table_remove(&t, find(&t, "a"));
    assert_null(find(&t, "a"));
    assert_null(cho_host_table_get(&t, handle));
    assert_null(cho_host_table_next(&t, NULL));
    add(&t, "a", 2);
    assert_null(cho_host_table_get(&t, handle));
    cho_host_table_deinit(&t);
}

static void fill(failing_allocator *f)
{
    cho_host_table t;
    char           id[16];
    uint32_t       count = 0;
    cho_host_table_init(&t, &f->hooks, 7, sizeof(item));
    for (int i = 0; i < 100; i++) {
        snprintf(id, sizeof id, "%d", i);
        count += add(&t, id, i) != NULL;
    }
    assert_int_equal(cho_host_table_count(&t), count);
    uint32_t walked = 0;
    for (const item *it = cho_host_table_next(&t, NULL); it != NULL; it = cho_host_table_next(&t, it), walked++)
        assert_ptr_equal(cho_host_table_find(&t, it->node.id), it);
    assert_int_equal(walked, count);
    cho_host_table_deinit(&t);
}

static void test_without_memory_a_table_stays_sound(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        fill(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_items_are_found_by_id_and_by_handle),
        HEAP_TEST(test_ids_are_any_bytes),
        HEAP_TEST(test_items_come_in_the_order_of_their_creation),
        HEAP_TEST(test_a_removed_item_is_gone_for_good),
        HEAP_TEST(test_without_memory_a_table_stays_sound),
    };
    return cmocka_run_group_tests_name("host/table", tests, NULL, NULL);
}
