/* What a ban was given for outlives a clock that is wrong. */
#include "base/alloc.h"
#include "data/data_bans.h"
#include "support/support.h"

#include <string.h>

#define CENTURY_MS INT64_C(3155760000000)

enum { START_MS = 1000000, MINUTE_MS = 60000 };

typedef struct found {
    int          count;
    cho_data_ban last;
} found;

static chorus_allocator heap;

static cho_db *open_db(void)
{
    char    error[256];
    cho_db *db = NULL;
    assert_ok(cho_db_open(&heap, NULL, &db, error, sizeof error));
    return db;
}

static void put(cho_db *db, const char *id, int64_t since_ms, int64_t until_ms)
{
    const cho_data_ban ban = { 1, cho_span_of(id), cho_span_of("Troll"), cho_span_of(""), since_ms, until_ms };
    assert_ok(cho_ban_put(db, &ban));
}

static bool take(void *user, const cho_data_ban *ban)
{
    found *f = user;
    f->count++;
    f->last = *ban;
    return true;
}

static found list(cho_db *db, int64_t now_ms)
{
    found f = { .count = 0 };
    assert_ok(cho_ban_list(db, now_ms, take, &f));
    return f;
}

static void test_a_ban_is_over_in_its_time(void **state)
{
    cho_db *db = open_db();
    (void)state;
    put(db, "user:1", START_MS, START_MS + MINUTE_MS);
    put(db, "user:2", START_MS, 0);
    assert_int_equal(list(db, START_MS + MINUTE_MS - 1).count, 2);
    assert_int_equal(list(db, START_MS + MINUTE_MS).count, 1);
    cho_db_close(db);
}

static void test_a_start_with_a_clock_that_is_ahead_ends_none_for_good(void **state)
{
    cho_db *db = open_db();
    (void)state;
    put(db, "user:1", START_MS, START_MS + MINUTE_MS);
    assert_int_equal(list(db, START_MS + CENTURY_MS).count, 0);
    assert_int_equal(list(db, START_MS + 1).count, 1);
    cho_db_close(db);
}

static void test_a_ban_of_a_clock_that_was_ahead_lasts_as_long_as_was_meant(void **state)
{
    cho_db *db = open_db();
    (void)state;
    put(db, "user:1", START_MS + CENTURY_MS, START_MS + CENTURY_MS + MINUTE_MS);
    found f = list(db, START_MS);
    assert_int_equal(f.count, 1);
    assert_int_equal(f.last.since_ms, START_MS);
    assert_int_equal(f.last.until_ms, START_MS + MINUTE_MS);
    put(db, "user:1", START_MS + CENTURY_MS, 0);
    assert_int_equal(list(db, START_MS).last.until_ms, 0);
    cho_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_ban_is_over_in_its_time),
        cmocka_unit_test(test_a_start_with_a_clock_that_is_ahead_ends_none_for_good),
        cmocka_unit_test(test_a_ban_of_a_clock_that_was_ahead_lasts_as_long_as_was_meant),
    };
    cho_heap_init(&heap, NULL);
    return cmocka_run_group_tests_name("data/bans", tests, NULL, NULL);
}
