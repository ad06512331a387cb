/* Clients, accounts and tokens, as they are written down. */
#include "support/failing_allocator.h"
#include "support/support.h"

#include "data/data_accounts.h"
#include "data/data_tokens.h"

#include <stdio.h>
#include <string.h>

static cho_db *open_db(failing_allocator *f)
{
    cho_db *db;
    char    error[200];
    assert_ok(cho_db_open(&f->hooks, NULL, &db, error, sizeof error));
    return db;
}

static cho_data_account ann_of(uint32_t id, const char *name)
{
    cho_data_account row = { .id = id, .level = 3, .made_s = 7, .password = "scrypt$kept" };
    snprintf(row.name, sizeof row.name, "%s", name);
    return row;
}

static void test_a_client_is_read_as_it_was_written(void **state)
{
    cho_db         *db  = open_db(*state);
    cho_data_client row = { .id = "game", .name = "Game", .publisher = "Me", .redirects = "a b", .scopes = "x y" }, got;
    memset(row.secret, 7, sizeof row.secret);
    assert_ok(cho_data_client_put(db, &row));
    assert_ok(cho_data_client_get(db, "game", &got));
    assert_memory_equal(got.secret, row.secret, sizeof row.secret);
    assert_string_equal(got.redirects, "a b");
    memset(row.secret, 0, sizeof row.secret);
    snprintf(row.name, sizeof row.name, "New");
    assert_ok(cho_data_client_put(db, &row));
    assert_ok(cho_data_client_get(db, "game", &got));
    assert_string_equal(got.name, "New");
    assert_memory_equal(got.secret, row.secret, sizeof row.secret);
    assert_ok(cho_data_client_drop(db, "game"));
    assert_result(CHORUS_E_NOT_FOUND, cho_data_client_get(db, "game", &got));
    cho_db_close(db);
}

static void test_names_of_accounts_differ(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann"), other = ann_of(1001, "aNN"), got;
    uint32_t         next;
    assert_ok(cho_data_account_next(db, &next));
    assert_int_equal(next, 1000);
    assert_ok(cho_data_account_put(db, &ann));
    assert_result(CHORUS_E_REJECTED, cho_data_account_put(db, &other));
    assert_ok(cho_data_account_by_name(db, "ANN", &got));
    assert_int_equal(got.id, 1000);
    assert_string_equal(got.password, "scrypt$kept");
    assert_ok(cho_data_account_next(db, &next));
    assert_int_equal(next, 1001);
    cho_db_close(db);
}

static chorus_result keep_browser(void *user, const cho_data_login *row)
{
    char *seen = user;
    seen[strlen(seen)] = (char)row->browser[0];
    return CHORUS_OK;
}

static void put_login(cho_db *db, uint32_t account, char browser)
{
    cho_data_login row = { .account = account, .ends_s = browser };
    memset(row.browser, browser, sizeof row.browser);
    assert_ok(cho_data_login_put(db, &row));
}

static void test_a_new_password_leaves_one_browser(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann"), bob = ann_of(1001, "Bob"), got;
    unsigned char    own[CHO_DATA_DIGEST];
    char             seen[8] = "";
    memset(own, 'b', sizeof own);
    assert_ok(cho_data_account_put(db, &ann));
    assert_ok(cho_data_account_put(db, &bob));
    for (char browser = 'a'; browser <= 'd'; browser++)
        put_login(db, browser == 'd' ? 1001 : 1000, browser);
    assert_ok(cho_data_account_renew(db, 1000, "scrypt$new"));
    assert_ok(cho_data_logins_drop_others(db, 1000, own));
    assert_ok(cho_data_account_get(db, 1000, &got));
    assert_string_equal(got.password, "scrypt$new");
    assert_int_equal(got.level, 3);
    assert_ok(cho_data_account_get(db, 1001, &got));
    assert_string_equal(got.password, "scrypt$kept");
    assert_ok(cho_data_logins_read(db, keep_browser, seen));
    assert_string_equal(seen, "bd");
    assert_result(CHORUS_E_NOT_FOUND, cho_data_account_renew(db, 1002, "scrypt$new"));
    cho_db_close(db);
}

static chorus_result count(void *user, const cho_data_access *row)
{
    (void)row;
    ++*(int *)user;
    return CHORUS_OK;
}

static chorus_result keep_link(void *user, const cho_data_link *row)
{
    *(cho_data_link *)user = *row;
    return CHORUS_OK;
}

static int count_accesses(cho_db *db)
{
    int n = 0;
    assert_ok(cho_data_accesses_read(db, count, &n));
    return n;
}

static void put_link(cho_db *db, cho_data_link *link)
{
    cho_data_access access = { .ends_s = 50 };
    *link = (cho_data_link){ .account = 1000, .client = "game", .scopes = "x", .made_s = 1, .used_ms = 2, .ends_s = 99 };
    memset(link->selector, 1, sizeof link->selector);
    memset(link->refresh, 2, sizeof link->refresh);
    memset(access.token, 3, sizeof access.token);
    memcpy(access.selector, link->selector, sizeof access.selector);
    assert_ok(cho_data_link_put(db, link));
    assert_ok(cho_data_access_put(db, &access));
}

static void test_what_belongs_to_an_account_ends_with_it(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann");
    cho_data_link    link, got = { .account = 0 };
    assert_ok(cho_data_account_put(db, &ann));
    put_link(db, &link);
    assert_ok(cho_data_links_read(db, keep_link, &got));
    assert_memory_equal(&got, &link, sizeof link.selector);
    assert_int_equal(got.ends_s, 99);
    ann.level = 4;
    assert_ok(cho_data_account_put(db, &ann));
    assert_ok(cho_data_link_put(db, &link));
    assert_int_equal(count_accesses(db), 1);
    assert_ok(cho_data_account_drop(db, 1000));
    assert_int_equal(count_accesses(db), 0);
    cho_db_close(db);
}

static const cho_data_lives lives = { .access_s = 100, .link_s = 1000, .login_s = 1000 };

static void write_at(cho_db *db, cho_data_link *link, int64_t now_s)
{
    link->used_ms = now_s * 1000;
    assert_ok(cho_data_link_put(db, link));
}

static chorus_result keep_access(void *user, const cho_data_access *row)
{
    *(cho_data_access *)user = *row;
    return CHORUS_OK;
}

/* One start with a clock in 2099. */
static void test_a_clock_that_is_years_ahead_deletes_nothing(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann");
    cho_data_link    link, got = { .account = 0 };
    assert_ok(cho_data_account_put(db, &ann));
    put_link(db, &link);
    write_at(db, &link, 10);
    assert_ok(cho_data_tokens_sweep(db, INT64_C(4070908800), &lives));
    assert_int_equal(count_accesses(db), 1);
    assert_ok(cho_data_links_read(db, keep_link, &got));
    assert_int_equal(got.account, 1000);
    cho_db_close(db);
}

/* After such a start, with the clock set right. */
static void test_what_was_given_by_a_clock_that_was_ahead_does_not_last_for_ever(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann");
    cho_data_link    link, got;
    cho_data_access  access;
    assert_ok(cho_data_account_put(db, &ann));
    put_link(db, &link);
    link.ends_s   = INT64_C(4070908800);
    access.ends_s = INT64_C(4070908800);
    memset(access.token, 7, sizeof access.token);
    memcpy(access.selector, link.selector, sizeof access.selector);
    assert_ok(cho_data_link_put(db, &link));
    assert_ok(cho_data_access_put(db, &access));
    assert_ok(cho_data_tokens_sweep(db, 20, &lives));
    assert_ok(cho_data_links_read(db, keep_link, &got));
    assert_int_equal(got.ends_s, 1020);
    assert_ok(cho_data_accesses_read(db, keep_access, &access));
    assert_int_equal(access.ends_s, 120);
    cho_db_close(db);
}

static void test_a_number_is_never_given_to_another(void **state)
{
    cho_db          *db   = open_db(*state);
    cho_data_account ann  = ann_of(1005, "Ann"), bob = ann_of(1005, "Bob");
    uint32_t         next = 0;
    assert_ok(cho_data_account_next(db, &next));
    assert_int_equal(next, 1000);
    assert_ok(cho_data_account_add(db, &ann));
    assert_int_equal(cho_data_account_add(db, &bob), CHORUS_E_REJECTED);
    assert_ok(cho_data_account_drop(db, 1005));
    assert_ok(cho_data_account_next(db, &next));
    assert_int_equal(next, 1006);
    cho_db_close(db);
}

static void test_what_is_over_is_swept_away(void **state)
{
    cho_db          *db  = open_db(*state);
    cho_data_account ann = ann_of(1000, "Ann");
    cho_data_link    link, got = { .account = 0 };
    assert_ok(cho_data_account_put(db, &ann));
    put_link(db, &link);
    write_at(db, &link, 49);
    assert_ok(cho_data_tokens_sweep(db, 50, &lives));
    assert_int_equal(count_accesses(db), 1);
    write_at(db, &link, 50);
    assert_ok(cho_data_tokens_sweep(db, 49, &lives));
    assert_int_equal(count_accesses(db), 1);
    assert_ok(cho_data_tokens_sweep(db, 50, &lives));
    assert_int_equal(count_accesses(db), 0);
    assert_ok(cho_data_links_read(db, keep_link, &got));
    assert_int_equal(got.account, 1000);
    write_at(db, &link, 99);
    assert_ok(cho_data_tokens_sweep(db, 99, &lives));
    got.account = 0;
    assert_ok(cho_data_links_read(db, keep_link, &got));
    assert_int_equal(got.account, 0);
    cho_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_client_is_read_as_it_was_written),
        HEAP_TEST(test_names_of_accounts_differ),
        HEAP_TEST(test_a_new_password_leaves_one_browser),
        HEAP_TEST(test_what_belongs_to_an_account_ends_with_it),
        HEAP_TEST(test_what_is_over_is_swept_away),
        HEAP_TEST(test_a_clock_that_is_years_ahead_deletes_nothing),
        HEAP_TEST(test_what_was_given_by_a_clock_that_was_ahead_does_not_last_for_ever),
        HEAP_TEST(test_a_number_is_never_given_to_another),
    };
    return cmocka_run_group_tests_name("data/people", tests, NULL, NULL);
}
