/* Sign-ins that are under way, as they are written down. */
#include "support/failing_allocator.h"
#include "support/support.h"

#include "data/data_accounts.h"
#include "data/data_signins.h"

#include <stdio.h>
#include <string.h>

enum { NOW_MS = 1000000, LIFE_MS = 120000, MOST = 3 };

static cho_db *open_db(failing_allocator *f)
{
    const cho_data_account ann = { .id = 1000, .name = "Ann" };
    cho_db                *db;
    char                   error[200];
    assert_ok(cho_db_open(&f->hooks, NULL, &db, error, sizeof error));
    assert_ok(cho_data_account_add(db, &ann));
    return db;
}

static cho_data_request request_of(unsigned char name, int64_t made_ms)
{
    cho_data_request row = { .place = UINT64_MAX - 1, .kind = 1, .state = 1, .account = 1000, .interval_ms = 5000,
                             .too_fast = 2, .made_ms = made_ms, .ends_ms = made_ms + LIFE_MS,
                             .client = "game", .scopes = "a b" };
    memset(row.handle, name, sizeof row.handle);
    memset(row.code, name + 1, sizeof row.code);
    memset(row.salt, 7, sizeof row.salt);
    return row;
}

static cho_data_grant grant_of(unsigned char name, int64_t made_ms)
{
    cho_data_grant row = { .account = 1000, .made_ms = made_ms, .ends_ms = made_ms + LIFE_MS, .client = "tool",
                           .scopes = "a", .redirect = "http://127.0.0.1/done" };
    memset(row.code, name, sizeof row.code);
    memset(row.challenge, 9, sizeof row.challenge);
    return row;
}

typedef struct rows {
    cho_data_request requests[8];
    cho_data_grant   grants[8];
    size_t           request_count, grant_count;
} rows;

static chorus_result keep_request(void *user, const cho_data_request *row)
{
    rows *all = user;
    all->requests[all->request_count++] = *row;
    return CHORUS_OK;
}

static chorus_result keep_grant(void *user, const cho_data_grant *row)
{
    rows *all = user;
    all->grants[all->grant_count++] = *row;
    return CHORUS_OK;
}

static rows read_all(cho_db *db)
{
    rows all;
    memset(&all, 0, sizeof all);
    assert_ok(cho_data_requests_read(db, keep_request, &all));
    assert_ok(cho_data_grants_read(db, keep_grant, &all));
    return all;
}

static void assert_same_request(const cho_data_request *a, const cho_data_request *b)
{
    assert_memory_equal(a->handle, b->handle, sizeof a->handle);
    assert_memory_equal(a->code, b->code, sizeof a->code);
    assert_memory_equal(a->salt, b->salt, sizeof a->salt);
    assert_memory_equal(a->browser, b->browser, sizeof a->browser);
    assert_string_equal(a->client, b->client);
    assert_string_equal(a->scopes, b->scopes);
    assert_true(a->place == b->place && a->kind == b->kind && a->state == b->state && a->account == b->account);
    assert_true(a->interval_ms == b->interval_ms && a->too_fast == b->too_fast);
    assert_true(a->made_ms == b->made_ms && a->ends_ms == b->ends_ms);
}

static void test_a_request_is_read_as_it_was_written(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_request row = request_of(1, NOW_MS);
    assert_ok(cho_data_request_add(db, &row));
    rows all = read_all(db);
    assert_int_equal(all.request_count, 1);
    assert_same_request(&all.requests[0], &row);
    memset(row.browser, 5, sizeof row.browser);
    row.state = 2, row.account = 0, row.interval_ms = 10000, row.too_fast = 3;
    assert_ok(cho_data_request_change(db, &row));
    all = read_all(db);
    assert_same_request(&all.requests[0], &row);
    assert_ok(cho_data_request_drop(db, row.handle));
    assert_int_equal(read_all(db).request_count, 0);
    assert_ok(cho_data_request_change(db, &row));
    assert_ok(cho_data_request_drop(db, row.handle));
    cho_db_close(db);
}

static void test_a_grant_is_read_as_it_was_written(void **state)
{
    cho_db        *db  = open_db(*state);
    cho_data_grant row = grant_of(1, NOW_MS);
    assert_ok(cho_data_grant_add(db, &row, MOST));
    memset(row.came, 3, sizeof row.came);
    assert_ok(cho_data_grant_use(db, &row));
    rows all = read_all(db);
    assert_int_equal(all.grant_count, 1);
    assert_memory_equal(all.grants[0].code, row.code, sizeof row.code);
    assert_memory_equal(all.grants[0].challenge, row.challenge, sizeof row.challenge);
    assert_memory_equal(all.grants[0].came, row.came, sizeof row.came);
    assert_string_equal(all.grants[0].redirect, row.redirect);
    assert_string_equal(all.grants[0].client, "tool");
    assert_int_equal(all.grants[0].account, 1000);
    assert_int_equal(all.grants[0].ends_ms, NOW_MS + LIFE_MS);
    cho_db_close(db);
}

static void test_what_is_over_goes_when_another_comes(void **state)
{
    cho_db          *db    = open_db(*state);
    cho_data_request old   = request_of(1, NOW_MS), young = request_of(2, NOW_MS + 1), next = request_of(3, NOW_MS + LIFE_MS);
    cho_data_grant   first = grant_of(1, NOW_MS), second = grant_of(2, NOW_MS + LIFE_MS);
    assert_ok(cho_data_request_add(db, &old));
    assert_ok(cho_data_request_add(db, &young));
    assert_ok(cho_data_request_add(db, &next));
    assert_ok(cho_data_grant_add(db, &first, MOST));
    assert_ok(cho_data_grant_add(db, &second, MOST));
    rows all = read_all(db);
    assert_int_equal(all.request_count, 2);
    assert_int_equal(all.requests[0].handle[0], 2);
    assert_int_equal(all.grant_count, 1);
    assert_int_equal(all.grants[0].code[0], 2);
    cho_db_close(db);
}

static void test_the_oldest_grants_make_room(void **state)
{
    cho_db *db = open_db(*state);
    for (unsigned char i = 1; i <= MOST + 2; i++) {
        cho_data_grant row = grant_of(i, NOW_MS);
        assert_ok(cho_data_grant_add(db, &row, MOST));
    }
    rows all = read_all(db);
    assert_int_equal(all.grant_count, MOST);
    assert_int_equal(all.grants[0].code[0], 3);
    cho_db_close(db);
}

static void test_they_end_with_their_account(void **state)
{
    cho_db          *db      = open_db(*state);
    cho_data_request decided = request_of(1, NOW_MS), waiting = request_of(2, NOW_MS);
    cho_data_grant   grant   = grant_of(1, NOW_MS);
    waiting.account          = 0;
    assert_ok(cho_data_request_add(db, &decided));
    assert_ok(cho_data_request_add(db, &waiting));
    assert_ok(cho_data_grant_add(db, &grant, MOST));
    assert_ok(cho_data_account_drop(db, 1000));
    rows all = read_all(db);
    assert_int_equal(all.request_count, 1);
    assert_int_equal(all.requests[0].handle[0], 2);
    assert_int_equal(all.grant_count, 0);
    cho_db_close(db);
}

/* The clock went on while the host was down, or was put back by a year: no life is negative or without end. */
static void test_a_clock_that_jumps_makes_no_life_endless(void **state)
{
    enum { LATER_MS = NOW_MS + LIFE_MS };
    const int64_t    year_ms = INT64_C(31536000000);
    cho_db          *db      = open_db(*state);
    cho_data_request old     = request_of(1, NOW_MS), young = request_of(2, NOW_MS + 1), ahead = request_of(3, NOW_MS + year_ms);
    cho_data_grant   granted = grant_of(1, NOW_MS + year_ms);
    assert_ok(cho_data_request_add(db, &old));
    assert_ok(cho_data_request_add(db, &young));
    assert_ok(cho_data_signins_sweep(db, NOW_MS + 1));
    assert_int_equal(read_all(db).request_count, 2);
    assert_ok(cho_data_signins_sweep(db, LATER_MS));
    assert_int_equal(read_all(db).request_count, 1);
    assert_ok(cho_data_request_add(db, &ahead));
    assert_ok(cho_data_grant_add(db, &granted, MOST));
    assert_ok(cho_data_signins_sweep(db, LATER_MS));
    rows all = read_all(db);
    assert_int_equal(all.request_count, 1);
    assert_int_equal(all.requests[0].made_ms, LATER_MS);
    assert_int_equal(all.requests[0].ends_ms, LATER_MS + LIFE_MS);
    assert_int_equal(all.grants[0].ends_ms, LATER_MS + LIFE_MS);
    assert_ok(cho_data_signins_sweep(db, LATER_MS + LIFE_MS));
    all = read_all(db);
    assert_int_equal(all.request_count + all.grant_count, 0);
    cho_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_request_is_read_as_it_was_written),
        HEAP_TEST(test_a_grant_is_read_as_it_was_written),
        HEAP_TEST(test_what_is_over_goes_when_another_comes),
        HEAP_TEST(test_the_oldest_grants_make_room),
        HEAP_TEST(test_they_end_with_their_account),
        HEAP_TEST(test_a_clock_that_jumps_makes_no_life_endless),
    };
    return cmocka_run_group_tests_name("data/sign-ins", tests, NULL, NULL);
}
