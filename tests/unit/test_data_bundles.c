/* Custom controls of project versions, as they are written down. */
#include "support/failing_allocator.h"
#include "support/support.h"

#include "data/data_bundles.h"
#include "data/data_projects.h"

#include <stdio.h>
#include <string.h>

/* Projects 1 and 2 of account 1000, 3 of account 1001, each with the version ten times as high. */
static cho_db *open_db(failing_allocator *f)
{
    cho_db *db;
    char    error[200];
    assert_ok(cho_db_open(&f->hooks, NULL, &db, error, sizeof error));
    for (uint32_t id = 1; id <= 3; id++) {
        const cho_data_project project = { id, id == 3 ? 1001 : 1000, cho_span_of("p") };
        const cho_data_version version = { 10 * id, id, cho_span_of("1"), cho_span_of("{}"), cho_span_of(""), true };
        assert_ok(cho_data_project_put(db, &project));
        assert_ok(cho_data_version_put(db, &version));
    }
    return db;
}

static chorus_result put(cho_db *db, uint32_t version, const char *name, const char *bytes)
{
    return cho_data_bundle_put(db, version, cho_span_of(name), cho_span_of(bytes));
}

static chorus_result note(void *user, cho_span name, cho_span bytes)
{
    char *all = user, *at = all + strlen(all);
    sprintf(at, "%.*s=%.*s;", (int)name.len, name.ptr, (int)bytes.len, bytes.ptr);
    return CHORUS_OK;
}

static void assert_files(cho_db *db, uint32_t version, const char *expected)
{
    char all[200] = "";
    assert_ok(cho_data_bundle_read(db, version, note, all));
    assert_string_equal(all, expected);
}

static void test_files_are_read_as_they_were_written(void **state)
{
    cho_db *db = open_db(*state);
    assert_ok(put(db, 10, "b", "two"));
    assert_ok(put(db, 10, "a", "one"));
    assert_ok(put(db, 20, "a", ""));
    assert_ok(put(db, 10, "b", "2"));
    assert_files(db, 10, "a=one;b=2;");
    assert_files(db, 20, "a=;");
    assert_ok(cho_data_bundle_drop(db, 10, cho_span_of("a")));
    assert_ok(cho_data_bundle_drop(db, 10, cho_span_of("none")));
    assert_files(db, 10, "b=2;");
    assert_ok(cho_data_bundle_clear(db, 10));
    assert_files(db, 10, "");
    assert_files(db, 20, "a=;");
    assert_result(CHORUS_E_REJECTED, put(db, 99, "a", "x"));
    cho_db_close(db);
}

static void test_files_go_with_their_version(void **state)
{
    const cho_data_version again = { 10, 1, cho_span_of("2"), cho_span_of("{}"), cho_span_of(""), true };
    cho_db                *db    = open_db(*state);
    assert_ok(put(db, 10, "a", "one"));
    assert_ok(cho_data_version_put(db, &again));
    assert_files(db, 10, "a=one;");
    assert_ok(cho_data_version_drop(db, 10));
    assert_files(db, 10, "");
    cho_db_close(db);
}

static void assert_sizes(cho_db *db, uint32_t version, const char *name, const cho_data_bundle_sizes *expected)
{
    cho_data_bundle_sizes got;
    assert_ok(cho_data_bundle_measure(db, version, cho_span_of(name), &got));
    assert_int_equal(got.files, expected->files);
    assert_int_equal(got.bytes, expected->bytes);
    assert_int_equal(got.account_bytes, expected->account_bytes);
    assert_int_equal(got.all_bytes, expected->all_bytes);
}

static void test_what_there_is_besides_a_file_is_measured(void **state)
{
    cho_db *db = open_db(*state);
    assert_sizes(db, 10, "a", &(cho_data_bundle_sizes){ 0, 0, 0, 0 });
    assert_ok(put(db, 10, "a", "1"));
    assert_ok(put(db, 10, "b", "12"));
    assert_ok(put(db, 20, "a", "1234"));
    assert_ok(put(db, 30, "a", "12345678"));
    assert_sizes(db, 10, "a", &(cho_data_bundle_sizes){ 1, 2, 6, 14 });
    assert_sizes(db, 10, "c", &(cho_data_bundle_sizes){ 2, 3, 7, 15 });
    assert_sizes(db, 30, "a", &(cho_data_bundle_sizes){ 0, 0, 0, 7 });
    cho_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_files_are_read_as_they_were_written),
        HEAP_TEST(test_files_go_with_their_version),
        HEAP_TEST(test_what_there_is_besides_a_file_is_measured),
    };
    return cmocka_run_group_tests_name("data/bundles", tests, NULL, NULL);
}
