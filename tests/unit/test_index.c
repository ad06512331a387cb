#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/index.h"

enum { THING_COUNT = 2000 };

/* A value is a position in `key`; `hash_mask` makes hashes collide as much as a test wants. */
typedef struct things {
    uint32_t key[THING_COUNT];
    bool     is_in[THING_COUNT];
    uint32_t hash_mask;
} things;

static uint32_t hash_key(const things *t, uint32_t key)
{
    return (key * UINT32_C(2654435761) >> 7) & t->hash_mask;
}

static uint32_t hash_of_thing(const void *context, uint32_t value)
{
    const things *t = context;
    assert_true(t->is_in[value]);
    return hash_key(t, t->key[value]);
}

static bool thing_has_key(const void *context, uint32_t value, const void *key)
{
    const things *t = context;
    return t->key[value] == *(const uint32_t *)key;
}

static void init_things(things *t, uint32_t hash_mask)
{
    memset(t, 0, sizeof *t);
    t->hash_mask = hash_mask;
    for (uint32_t i = 0; i < THING_COUNT; i++)
        t->key[i] = i * 3 + 1;
}

static uint32_t find(const cho_index *ix, const things *t, uint32_t key)
{
    return cho_index_find(ix, hash_key(t, key), thing_has_key, t, &key);
}

static bool put(cho_index *ix, things *t, uint32_t value)
{
    t->is_in[value] = true;
    bool done       = cho_index_put(ix, hash_key(t, t->key[value]), value);
    t->is_in[value] = done;
    return done;
}

static bool take_out(cho_index *ix, things *t, uint32_t value)
{
    t->is_in[value] = false;
    return cho_index_remove(ix, hash_key(t, t->key[value]), value);
}

static void assert_finds_what_is_in(const cho_index *ix, const things *t)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < THING_COUNT; i++) {
        assert_int_equal(find(ix, t, t->key[i]), t->is_in[i] ? i : CHO_INDEX_NONE);
        count += t->is_in[i];
    }
    assert_int_equal(ix->count, count);
}

static void test_an_empty_index_finds_nothing(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    assert_finds_what_is_in(&ix, &t);
    assert_false(take_out(&ix, &t, 0));
    cho_index_clear(&ix);
    assert_int_equal(f->call_count, 0);
    cho_index_deinit(&ix);
}

static void test_every_value_is_found_by_its_key(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (uint32_t i = 0; i < THING_COUNT; i += 2)
        assert_true(put(&ix, &t, i));
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

static void test_a_quarter_of_the_slots_stays_empty(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (uint32_t i = 0; i < THING_COUNT; i++) {
        put(&ix, &t, i);
        assert_true(ix.count <= ix.slot_count / 4 * 3);
        assert_true(ix.slot_count == 8 || ix.count > ix.slot_count / 8 * 3);
    }
    cho_index_deinit(&ix);
}

static void test_remove_says_whether_the_value_was_there(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, 0);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    put(&ix, &t, 1);
    put(&ix, &t, 2);
    assert_true(take_out(&ix, &t, 1));
    assert_false(take_out(&ix, &t, 1));
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

/* Puts and removes at random and compares with a plain array. */
static void follow_an_array(void **state, uint32_t hash_mask, uint32_t used, int steps)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    uint32_t           random = 1;
    init_things(&t, hash_mask);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (int step = 0; step < steps; step++) {
        random         = random * UINT32_C(1664525) + UINT32_C(1013904223);
        uint32_t value = (random >> 8) % used;
        assert_true(t.is_in[value] ? take_out(&ix, &t, value) : put(&ix, &t, value));
        if (step % 100 == 0)
            assert_finds_what_is_in(&ix, &t);
    }
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

static void test_any_order_of_puts_and_removes(void **state)
{
    follow_an_array(state, UINT32_MAX, THING_COUNT, 20000);
}

static void test_any_order_when_every_hash_collides(void **state)
{
    follow_an_array(state, 0, 40, 5000);
}

static void test_any_order_when_runs_wrap_around_the_end(void **state)
{
    follow_an_array(state, 7, 6, 5000);
    follow_an_array(state, 15, 12, 5000);
}

static void test_removing_leaves_no_trace(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (uint32_t i = 0; i < 50000; i++) {
        assert_true(put(&ix, &t, i % THING_COUNT));
        assert_true(take_out(&ix, &t, i % THING_COUNT));
    }
    assert_int_equal(ix.slot_count, 8);
    for (uint32_t i = 0; i < ix.slot_count; i++)
        assert_int_equal(ix.slots[i], CHO_INDEX_NONE);
    cho_index_deinit(&ix);
}

static void test_reserved_room_is_filled_without_allocating(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    assert_true(cho_index_reserve(&ix, THING_COUNT));
    for (uint32_t i = 0; i < THING_COUNT; i++)
        put(&ix, &t, i);
    assert_int_equal(f->call_count, 1);
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

static void test_an_impossible_reserve_fails(void **state)
{
    failing_allocator *f = *state;
    cho_index          ix;
    cho_index_init(&ix, &f->hooks, hash_of_thing, NULL);
    assert_false(cho_index_reserve(&ix, UINT32_MAX));
    assert_int_equal(f->call_count, 0);
    cho_index_deinit(&ix);
}

static void test_clear_keeps_the_memory(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (uint32_t i = 0; i < 100; i++)
        put(&ix, &t, i);
    size_t calls = f->call_count;
    cho_index_clear(&ix);
    memset(t.is_in, 0, sizeof t.is_in);
    assert_finds_what_is_in(&ix, &t);
    for (uint32_t i = 0; i < 100; i++)
        put(&ix, &t, i);
    assert_int_equal(f->call_count, calls);
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

static void test_failing_to_grow_keeps_the_old_table(void **state)
{
    failing_allocator *f = *state;
    things             t;
    cho_index          ix;
    init_things(&t, UINT32_MAX);
    cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
    for (uint32_t i = 0; i < 6; i++)
        assert_true(put(&ix, &t, i));
    failing_allocator_fail_at(f, 1, false);
    assert_false(put(&ix, &t, 6));
    assert_finds_what_is_in(&ix, &t);
    assert_true(put(&ix, &t, 6));
    assert_finds_what_is_in(&ix, &t);
    cho_index_deinit(&ix);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    things             t;
    EVERY_ALLOCATION_FAILS(f) {
        cho_index ix;
        init_things(&t, UINT32_MAX);
        cho_index_init(&ix, &f->hooks, hash_of_thing, &t);
        for (uint32_t i = 0; i < 100; i++)
            put(&ix, &t, i);
        assert_finds_what_is_in(&ix, &t);
        cho_index_deinit(&ix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_empty_index_finds_nothing),
        HEAP_TEST(test_every_value_is_found_by_its_key),
        HEAP_TEST(test_a_quarter_of_the_slots_stays_empty),
        HEAP_TEST(test_remove_says_whether_the_value_was_there),
        HEAP_TEST(test_any_order_of_puts_and_removes),
        HEAP_TEST(test_any_order_when_every_hash_collides),
        HEAP_TEST(test_any_order_when_runs_wrap_around_the_end),
        HEAP_TEST(test_removing_leaves_no_trace),
        HEAP_TEST(test_reserved_room_is_filled_without_allocating),
        HEAP_TEST(test_an_impossible_reserve_fails),
        HEAP_TEST(test_clear_keeps_the_memory),
        HEAP_TEST(test_failing_to_grow_keeps_the_old_table),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("base/index", tests, NULL, NULL);
}
