#include "support/failing_allocator.h"
#include "support/support.h"

#include "base/alloc.h"
#include "base/ring.h"
#include "base/thread.h"

#include <stdlib.h>

enum { SMALL = CHO_RING_MIN_BYTES };

static cho_ring *make_ring(void **state, uint32_t capacity)
{
    failing_allocator *f = *state;
    cho_ring          *r = NULL;
    assert_ok(cho_ring_create(&f->hooks, capacity, &r));
    return r;
}

static bool push(cho_ring *r, const void *bytes, uint32_t len)
{
    void *place = cho_ring_reserve(r, len);
    if (place == NULL)
        return false;
    memcpy(place, bytes, len);
    cho_ring_commit(r, len);
    cho_ring_publish(r);
    return true;
}

static void assert_next_is(cho_ring *r, const void *bytes, uint32_t len)
{
    uint32_t    got_len = UINT32_MAX;
    const void *got     = cho_ring_peek(r, &got_len);
    assert_non_null(got);
    assert_int_equal(got_len, len);
    assert_memory_equal(got, bytes, len);
    cho_ring_advance(r);
}

static void assert_drained(cho_ring *r)
{
    uint32_t len = 7;
    assert_null(cho_ring_peek(r, &len));
    assert_int_equal(len, 7);
}

/* Leaves the ring empty with the next record starting `bytes` further on. */
static void move_on(cho_ring *r, uint32_t bytes)
{
    for (uint32_t moved = 0; moved < bytes; moved += 8) {
        assert_true(push(r, "", 0));
        assert_next_is(r, "", 0);
        cho_ring_release(r);
    }
}

static void fill_pattern(unsigned char *bytes, uint32_t len, uint32_t seed)
{
    for (uint32_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)(seed + i);
}

static uint32_t push_until_full(cho_ring *r, uint32_t len)
{
    unsigned char bytes[SMALL];
    uint32_t      count = 0;
    for (fill_pattern(bytes, len, count); push(r, bytes, len); fill_pattern(bytes, len, count))
        count++;
    return count;
}

static void test_capacity_is_rounded_up_to_a_power_of_two(void **state)
{
    const uint32_t asked[] = { 0, 1, 4096, 4097, 65536, 100000 };
    const uint32_t given[] = { 4096, 4096, 4096, 8192, 65536, 131072 };
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        cho_ring *r = make_ring(state, asked[i]);
        assert_int_equal(cho_ring_max_record(r), given[i] / 4);
        cho_ring_destroy(r);
    }
}

static void test_too_large_a_capacity_is_refused(void **state)
{
    failing_allocator *f = *state;
    cho_ring          *r = NULL;
    assert_result(CHORUS_E_INVALID, cho_ring_create(&f->hooks, CHO_RING_MAX_BYTES + 1u, &r));
    assert_result(CHORUS_E_INVALID, cho_ring_create(&f->hooks, UINT32_MAX, &r));
    assert_null(r);
}

static void test_create_without_memory_fails(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f) {
        cho_ring     *r       = NULL;
        chorus_result created = cho_ring_create(&f->hooks, SMALL, &r);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, created);
        assert_int_equal(r == NULL, failing_allocator_has_failed(f));
        cho_ring_destroy(r);
    }
}

/* A block that is 16-aligned and never 64-aligned, whatever malloc gives. */
static void *alloc_off_line(size_t size, void *user)
{
    char *block    = malloc(size + 256);
    *(void **)user = block;
    return block + 64 - (uintptr_t)block % 64 + 16;
}

static void release_off_line(void *block, void *user)
{
    (void)block;
    free(*(void **)user);
}

static void test_each_side_has_its_own_cache_lines_under_any_allocator(void **state)
{
    (void)state;
    void                  *block = NULL;
    const chorus_allocator heap  = { alloc_off_line, NULL, release_off_line, &block };
    cho_ring              *r     = NULL;
    assert_ok(cho_ring_create(&heap, SMALL, &r));
    assert_int_equal((uintptr_t)&r->heap % 64, 0);
    assert_int_equal((uintptr_t)&r->head % 64, 0);
    assert_int_equal((uintptr_t)&r->tail % 64, 0);
    assert_int_equal((uintptr_t)r->bytes % 64, 0);
    assert_true(push_until_full(r, 100) > 0);
    cho_ring_destroy(r);
}

static void test_records_come_out_in_order(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    assert_true(push(r, "one", 3));
    assert_true(push(r, "two and more", 12));
    assert_next_is(r, "one", 3);
    assert_true(push(r, "three", 5));
    assert_next_is(r, "two and more", 12);
    assert_next_is(r, "three", 5);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_an_empty_record_is_a_record(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    assert_true(push(r, "", 0));
    assert_true(push(r, "", 0));
    assert_next_is(r, "", 0);
    assert_next_is(r, "", 0);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_records_are_8_aligned(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    for (uint32_t len = 0; len < 20; len++) {
        void *place = cho_ring_reserve(r, len);
        assert_int_equal((uintptr_t)place % 8, 0);
        cho_ring_commit(r, len);
    }
    cho_ring_destroy(r);
}

static void test_a_batch_is_invisible_until_published(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    for (int i = 0; i < 3; i++) {
        memcpy(cho_ring_reserve(r, 5), "batch", 5);
        assert_drained(r);
        cho_ring_commit(r, 5);
        assert_drained(r);
        assert_int_equal(cho_ring_used(r), 0);
    }
    cho_ring_publish(r);
    for (int i = 0; i < 3; i++)
        assert_next_is(r, "batch", 5);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_a_second_reserve_abandons_the_first(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    memcpy(cho_ring_reserve(r, 9), "abandoned", 9);
    cho_ring_publish(r);
    assert_drained(r);
    assert_true(push(r, "kept", 4));
    assert_next_is(r, "kept", 4);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_a_reserve_abandoned_at_the_end_of_the_bytes_does_no_harm(void **state)
{
    unsigned char large[SMALL / 4];
    fill_pattern(large, sizeof large, 3);
    cho_ring *r = make_ring(state, SMALL);
    move_on(r, SMALL - 64);
    assert_non_null(cho_ring_reserve(r, sizeof large));
    cho_ring_publish(r);
    assert_drained(r);
    cho_ring_advance(r);
    cho_ring_release(r);
    assert_int_equal(cho_ring_used(r), 0);

    assert_true(push(r, "small", 5));
    assert_true(push(r, large, sizeof large));
    assert_next_is(r, "small", 5);
    assert_next_is(r, large, sizeof large);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_commit_may_keep_less_than_was_reserved(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    memcpy(cho_ring_reserve(r, 1000), "short", 5);
    cho_ring_commit(r, 5);
    cho_ring_publish(r);
    assert_in_range(cho_ring_used(r), 5, 16);
    assert_next_is(r, "short", 5);
    cho_ring_destroy(r);
}

static void test_peek_gives_the_same_record_until_advance(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    uint32_t  len;
    push(r, "one", 3);
    push(r, "two", 3);
    const void *first = cho_ring_peek(r, &len);
    assert_ptr_equal(cho_ring_peek(r, &len), first);
    cho_ring_advance(r);
    assert_ptr_not_equal(cho_ring_peek(r, &len), first);
    cho_ring_destroy(r);
}

static void test_advance_without_a_peek_does_nothing(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    cho_ring_advance(r);
    push(r, "one", 3);
    push(r, "two", 3);
    cho_ring_advance(r);
    assert_next_is(r, "one", 3);
    cho_ring_advance(r);
    assert_next_is(r, "two", 3);
    cho_ring_advance(r);
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_a_full_ring_refuses_and_keeps_what_it_has(void **state)
{
    unsigned char expected[100];
    cho_ring     *r     = make_ring(state, SMALL);
    uint32_t      count = push_until_full(r, sizeof expected);
    assert_in_range(count, SMALL / 120, SMALL / 100);
    for (uint32_t i = 0; i < count; i++) {
        fill_pattern(expected, sizeof expected, i);
        assert_next_is(r, expected, sizeof expected);
    }
    assert_drained(r);
    cho_ring_destroy(r);
}

static void test_a_ring_can_be_full_to_the_last_byte(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    assert_int_equal(push_until_full(r, 8), SMALL / 16);
    assert_int_equal(cho_ring_used(r), SMALL);
    assert_false(push(r, "", 0));
    cho_ring_destroy(r);
}

static void test_advanced_records_stay_intact_until_release(void **state)
{
    cho_ring   *r = make_ring(state, SMALL);
    uint32_t    len;
    const void *views[3];
    for (int i = 0; i < 3; i++)
        push(r, "view", 5);
    for (int i = 0; i < 3; i++) {
        views[i] = cho_ring_peek(r, &len);
        cho_ring_advance(r);
    }
    push_until_full(r, 24);
    for (int i = 0; i < 3; i++)
        assert_string_equal(views[i], "view");
    assert_null(cho_ring_reserve(r, 24));

    cho_ring_release(r);
    assert_non_null(cho_ring_reserve(r, 24));
    cho_ring_destroy(r);
}

static void test_release_keeps_a_record_that_is_only_peeked(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    uint32_t  len;
    push(r, "gone", 5);
    push(r, "kept", 5);
    assert_next_is(r, "gone", 5);
    const char *view = cho_ring_peek(r, &len);
    cho_ring_release(r);
    push_until_full(r, 24);
    assert_string_equal(view, "kept");
    assert_next_is(r, "kept", 5);
    cho_ring_destroy(r);
}

static void test_any_record_fits_an_empty_ring_at_every_position(void **state)
{
    const uint32_t lens[] = { 0, 1, 7, 8, 9, 63, 64, 65, 500, SMALL / 4 - 1, SMALL / 4 };
    unsigned char  expected[SMALL / 4];
    for (uint32_t start = 0; start < SMALL; start += 8) {
        for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
            cho_ring *r = make_ring(state, SMALL);
            move_on(r, start);
            fill_pattern(expected, lens[i], start);
            assert_true(push(r, expected, lens[i]));
            assert_true(push(r, "next", 4));
            assert_next_is(r, expected, lens[i]);
            assert_next_is(r, "next", 4);
            assert_drained(r);
            cho_ring_release(r);
            assert_int_equal(cho_ring_used(r), 0);
            cho_ring_destroy(r);
        }
    }
}

static void test_a_longer_record_is_refused(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    assert_null(cho_ring_reserve(r, SMALL / 4 + 1));
    assert_null(cho_ring_reserve(r, UINT32_MAX - 7));
    assert_null(cho_ring_reserve(r, UINT32_MAX));
    assert_true(push(r, "fine", 4));
    assert_next_is(r, "fine", 4);
    cho_ring_destroy(r);
}

/* As after four gigabytes, less `bytes`. */
static void place_before_the_end_of_positions(cho_ring *r, uint32_t bytes)
{
    r->head = r->write = r->known_tail = 0 - bytes;
    r->tail = r->read = r->peeked = r->known_head = 0 - bytes;
}

static void test_positions_survive_the_end_of_their_32_bits(void **state)
{
    unsigned char expected[SMALL / 4];
    cho_ring     *r = make_ring(state, SMALL);
    for (uint32_t bytes = 0; bytes <= 2 * SMALL; bytes += 8) {
        place_before_the_end_of_positions(r, bytes);
        for (uint32_t i = 0; i < 12; i++) {
            fill_pattern(expected, sizeof expected, bytes + i);
            assert_true(push(r, expected, sizeof expected));
            assert_next_is(r, expected, sizeof expected);
            cho_ring_release(r);
        }
        assert_true(push_until_full(r, 1000) >= 3);
    }
    cho_ring_destroy(r);
}

static void test_high_water_is_the_most_that_was_used(void **state)
{
    cho_ring *r = make_ring(state, SMALL);
    assert_int_equal(cho_ring_high_water(r), 0);
    for (int i = 0; i < 10; i++)
        push(r, "12345678", 8);
    assert_int_equal(cho_ring_high_water(r), 160);
    for (int i = 0; i < 10; i++)
        assert_next_is(r, "12345678", 8);
    cho_ring_release(r);
    assert_int_equal(cho_ring_used(r), 0);
    push(r, "12345678", 8);
    assert_next_is(r, "12345678", 8);
    cho_ring_release(r);
    assert_int_equal(cho_ring_high_water(r), 160);
    cho_ring_destroy(r);
}

static void test_destroy_of_null_is_fine(void **state)
{
    (void)state;
    cho_ring_destroy(NULL);
}

enum {
    RECORDS     = 1000000,
    LONGEST     = 700, /* bytes in a record */
    PATTERN_LEN = 1024
};

typedef struct crossing {
    cho_ring     *ring;
    unsigned char pattern[PATTERN_LEN];
} crossing;

/* Both sides draw the same numbers: the length of each record and where the batches end. */
static uint32_t draw(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Mostly short, now and then long. */
static uint32_t draw_len(uint32_t *seed)
{
    uint32_t drawn = draw(seed);
    return drawn % 16 == 0 ? drawn / 16 % LONGEST : drawn / 16 % 100;
}

static void *reserve_politely(cho_ring *r, uint32_t len)
{
    void *place;
    while ((place = cho_ring_reserve(r, len)) == NULL) {
        cho_ring_publish(r);
        cho_thread_yield();
    }
    return place;
}

static void produce(void *arg)
{
    crossing *c    = arg;
    uint32_t  seed = 1;
    for (uint32_t i = 0; i < RECORDS; i++) {
        uint32_t len = draw_len(&seed);
        memcpy(reserve_politely(c->ring, len), c->pattern + i % 256, len);
        cho_ring_commit(c->ring, len);
        if (seed % 8 == 0)
            cho_ring_publish(c->ring);
    }
    cho_ring_publish(c->ring);
}

static const void *peek_politely(cho_ring *r, uint32_t *len)
{
    const void *view;
    while ((view = cho_ring_peek(r, len)) == NULL) {
        cho_ring_release(r);
        cho_thread_yield();
    }
    return view;
}

/* The number of the first record that is not what was sent, or RECORDS. */
static uint32_t consume(crossing *c)
{
    uint32_t seed = 1;
    for (uint32_t i = 0; i < RECORDS; i++) {
        uint32_t    expected_len = draw_len(&seed);
        uint32_t    len          = 0;
        const void *view         = peek_politely(c->ring, &len);
        if (len != expected_len || memcmp(view, c->pattern + i % 256, len) != 0)
            return i;
        cho_ring_advance(c->ring);
        if (seed % 16 == 0)
            cho_ring_release(c->ring);
    }
    return RECORDS;
}

static void cross_two_threads(void **state, uint32_t capacity)
{
    failing_allocator *f = *state;
    crossing           c = { .ring = make_ring(state, capacity) };
    cho_thread        *t = NULL;
    fill_pattern(c.pattern, sizeof c.pattern, 0);
    assert_ok(cho_thread_start(&f->hooks, "producer", produce, &c, &t));
    assert_int_equal(consume(&c), RECORDS);
    cho_thread_join(t);
    assert_drained(c.ring);
    assert_in_range(cho_ring_high_water(c.ring), 1, capacity);
    cho_ring_destroy(c.ring);
}

static void test_a_million_records_cross_two_threads(void **state)
{
    cross_two_threads(state, 64 * 1024);
}

static void test_a_million_records_cross_a_ring_that_is_often_full(void **state)
{
    cross_two_threads(state, SMALL);
}

static void test_quiet_until_something_is_published_and_again_when_it_is_read(void **state)
{
    chorus_allocator heap;
    cho_ring        *r;
    uint32_t         len;
    (void)state;
    cho_heap_init(&heap, NULL);
    assert_ok(cho_ring_create(&heap, 0, &r));
    assert_true(cho_ring_is_quiet(r));
    assert_non_null(cho_ring_reserve(r, 24));
    cho_ring_commit(r, 24);
    assert_true(cho_ring_is_quiet(r));
    cho_ring_publish(r);
    assert_false(cho_ring_is_quiet(r));
    assert_non_null(cho_ring_peek(r, &len));
    assert_false(cho_ring_is_quiet(r));
    cho_ring_advance(r);
    assert_true(cho_ring_is_quiet(r));
    cho_ring_destroy(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_capacity_is_rounded_up_to_a_power_of_two),
        HEAP_TEST(test_too_large_a_capacity_is_refused),
        HEAP_TEST(test_create_without_memory_fails),
        cmocka_unit_test(test_each_side_has_its_own_cache_lines_under_any_allocator),
        HEAP_TEST(test_records_come_out_in_order),
        HEAP_TEST(test_an_empty_record_is_a_record),
        HEAP_TEST(test_records_are_8_aligned),
        HEAP_TEST(test_a_batch_is_invisible_until_published),
        HEAP_TEST(test_a_second_reserve_abandons_the_first),
        HEAP_TEST(test_a_reserve_abandoned_at_the_end_of_the_bytes_does_no_harm),
        HEAP_TEST(test_commit_may_keep_less_than_was_reserved),
        HEAP_TEST(test_peek_gives_the_same_record_until_advance),
        HEAP_TEST(test_advance_without_a_peek_does_nothing),
        HEAP_TEST(test_a_full_ring_refuses_and_keeps_what_it_has),
        HEAP_TEST(test_a_ring_can_be_full_to_the_last_byte),
        HEAP_TEST(test_advanced_records_stay_intact_until_release),
        HEAP_TEST(test_release_keeps_a_record_that_is_only_peeked),
        HEAP_TEST(test_any_record_fits_an_empty_ring_at_every_position),
        HEAP_TEST(test_a_longer_record_is_refused),
        HEAP_TEST(test_positions_survive_the_end_of_their_32_bits),
        HEAP_TEST(test_high_water_is_the_most_that_was_used),
        cmocka_unit_test(test_destroy_of_null_is_fine),
        HEAP_TEST(test_a_million_records_cross_two_threads),
        HEAP_TEST(test_a_million_records_cross_a_ring_that_is_often_full),
        cmocka_unit_test(test_quiet_until_something_is_published_and_again_when_it_is_read),
    };
    return cmocka_run_group_tests_name("base/ring", tests, NULL, NULL);
}
