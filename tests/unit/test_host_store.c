#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/room/host_store.h"

#include <stdio.h>
#include <stdlib.h>

enum { QUOTA = 1000 };

static const chorus_host_limits *with_quota(uint32_t bytes)
{
    static chorus_host_limits limits;
    cho_host_limits_usual(&limits);
    limits.file_quota_bytes = bytes;
    return &limits;
}

static cho_span text(const char *given)
{
    return cho_span_of(given);
}

static void test_s55_paths_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const good[] = { "a", "a.png", "img/a.png", "..a/b..", "...", "a b/\xc3\xa9", ".hidden", "a:b" };
    static const char *const bad[]  = { "",     "/",    "/a",     "a/",      "a//b",   ".",      "..",       "../a",
                                        "a/..", "a/.",  "./a",    "a/../b",  "a\\b",   "\\",     "..\\a",    "a\nb",
                                        "a\x7f", "\x01", "a/./b",  "a/ /../b" };
    char                     long_path[CHO_HOST_FILE_PATH_MAX + 2];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(cho_host_is_file_path(text(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_host_is_file_path(text(bad[i])));
    memset(long_path, 'a', sizeof long_path);
    assert_true(cho_host_is_file_path((cho_span){ long_path, CHO_HOST_FILE_PATH_MAX }));
    assert_false(cho_host_is_file_path((cho_span){ long_path, CHO_HOST_FILE_PATH_MAX + 1 }));
    assert_false(cho_host_is_file_path((cho_span){ "a\0b", 3 }));
}

static void test_a_permit_is_for_one_path_and_ten_minutes(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    char               permit[CHO_HOST_PERMIT_SIZE];
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_ok(cho_host_store_permit(&store, text("a/b"), 1000, permit));
    assert_true(cho_host_store_is_permitted(&store, text("a/b"), text(permit), 1000));
    assert_true(cho_host_store_is_permitted(&store, text("a/b"), text(permit), 601000));
    assert_false(cho_host_store_is_permitted(&store, text("a/b"), text(permit), 601001));
    assert_false(cho_host_store_is_permitted(&store, text("a/c"), text(permit), 1000));
    assert_false(cho_host_store_is_permitted(&store, text("a"), text(permit), 1000));
    assert_false(cho_host_store_is_permitted(&store, text("a/b"), text("x"), 1000));
    assert_false(cho_host_store_is_permitted(&store, text("a/b"), (cho_span){ NULL, 0 }, 1000));
    cho_host_store_deinit(&store);
}

static void test_the_oldest_permit_makes_room(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    char               first[CHO_HOST_PERMIT_SIZE], second[CHO_HOST_PERMIT_SIZE], other[CHO_HOST_PERMIT_SIZE];
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_ok(cho_host_store_permit(&store, text("a"), 0, first));
    assert_ok(cho_host_store_permit(&store, text("a"), 0, second));
    for (int i = 1; i < (int)usual_limits()->upload_permits; i++)
        assert_ok(cho_host_store_permit(&store, text("b"), 0, other));
    assert_false(cho_host_store_is_permitted(&store, text("a"), text(first), 0));
    assert_true(cho_host_store_is_permitted(&store, text("a"), text(second), 0));
    cho_host_store_deinit(&store);
}

/* ---- uploads ---- */

static chorus_result put(cho_host_store *store, const char *path, const char *bytes)
{
    cho_host_upload upload;
    chorus_result   r = cho_host_upload_begin(&upload, store, text(path), strlen(bytes));
    if (r == CHORUS_OK)
        r = cho_host_upload_add(&upload, bytes, strlen(bytes));
    if (r == CHORUS_OK)
        r = cho_host_upload_finish(&upload);
    cho_host_upload_drop(&upload);
    return r;
}

static void expect_file(const cho_host_store *store, const char *path, const char *bytes)
{
    const cho_host_file *file = cho_host_store_find(store, text(path));
    assert_non_null(file);
    assert_true(cho_span_is(cho_host_blob_read(file->blob, 0), bytes));
}

static void test_a_file_is_what_was_uploaded_last(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_null(cho_host_store_find(&store, text("a")));
    assert_ok(put(&store, "a", "one"));
    assert_ok(put(&store, "b/c", "two"));
    expect_file(&store, "a", "one");
    uint64_t serial = cho_host_store_find(&store, text("a"))->serial;
    assert_ok(put(&store, "a", "three"));
    expect_file(&store, "a", "three");
    assert_true(cho_host_store_find(&store, text("a"))->serial != serial);
    assert_int_equal(store.used, 8);
    cho_host_store_remove(&store, text("a"));
    cho_host_store_remove(&store, text("a"));
    assert_null(cho_host_store_find(&store, text("a")));
    assert_int_equal(store.used, 3);
    assert_ok(put(&store, "empty", ""));
    assert_non_null(cho_host_store_find(&store, text("empty")));
    cho_host_store_deinit(&store);
}

static void test_a_file_larger_than_a_chunk_is_read_piece_by_piece(void **state)
{
    enum { SIZE = 200000 };
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    upload;
    char              *bytes = malloc(SIZE);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    cho_host_store_init(&store, &f->hooks, 1, with_quota(SIZE));
    assert_ok(cho_host_upload_begin(&upload, &store, text("a"), SIZE));
    for (size_t at = 0; at < SIZE; at += 999)
        assert_ok(cho_host_upload_add(&upload, bytes + at, SIZE - at < 999 ? SIZE - at : 999));
    assert_ok(cho_host_upload_finish(&upload));
    const cho_host_blob *blob = cho_host_store_find(&store, text("a"))->blob;
    size_t               at   = 0;
    while (at < SIZE) {
        cho_span piece = cho_host_blob_read(blob, at);
        assert_true(piece.len > 0 && at + piece.len <= SIZE);
        assert_memory_equal(piece.ptr, bytes + at, piece.len);
        at += piece.len;
    }
    cho_host_store_deinit(&store);
    free(bytes);
}

static void test_s55_the_quota_counts_what_is_there_and_what_is_coming(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    one, two, three;
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_ok(cho_host_upload_begin(&one, &store, text("a"), 600));
    assert_result(CHORUS_E_SIZE, cho_host_upload_begin(&two, &store, text("b"), 401));
    cho_host_upload_drop(&two);
    assert_ok(cho_host_upload_begin(&two, &store, text("b"), 400));
    assert_int_equal(store.used, QUOTA);
    cho_host_upload_drop(&one);
    assert_int_equal(store.used, 400);
    assert_result(CHORUS_E_SIZE, cho_host_upload_begin(&three, &store, text("c"), QUOTA + 1));
    cho_host_upload_drop(&three);
    cho_host_upload_drop(&two);
    assert_int_equal(store.used, 0);
    assert_int_equal(cho_host_table_count(&store.files), 0);
    cho_host_store_deinit(&store);
}

static void test_overwriting_counts_the_larger_of_both_until_it_is_done(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    upload;
    cho_host_store_init(&store, &f->hooks, 1, with_quota(10));
    assert_ok(put(&store, "a", "12345678"));
    assert_ok(cho_host_upload_begin(&upload, &store, text("a"), 3));
    assert_int_equal(store.used, 8);
    cho_host_store_remove(&store, text("a"));
    assert_int_equal(store.used, 3);
    assert_ok(cho_host_upload_add(&upload, "xyz", 3));
    assert_ok(cho_host_upload_finish(&upload));
    expect_file(&store, "a", "xyz");
    assert_ok(cho_host_upload_begin(&upload, &store, text("a"), 10));
    cho_host_upload_drop(&upload);
    expect_file(&store, "a", "xyz");
    assert_int_equal(store.used, 3);
    cho_host_store_deinit(&store);
}

static void test_more_or_less_than_announced_is_no_file(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    upload;
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_ok(cho_host_upload_begin(&upload, &store, text("a"), 3));
    assert_ok(cho_host_upload_add(&upload, "ab", 2));
    assert_result(CHORUS_E_SIZE, cho_host_upload_add(&upload, "cd", 2));
    assert_result(CHORUS_E_SIZE, cho_host_upload_finish(&upload));
    cho_host_upload_drop(&upload);
    assert_null(cho_host_store_find(&store, text("a")));
    cho_host_store_deinit(&store);
}

static void test_a_newer_upload_takes_over_its_path(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    old;
    cho_host_store_init(&store, &f->hooks, 1, with_quota(10));
    assert_ok(cho_host_upload_begin(&old, &store, text("a"), 10));
    assert_ok(cho_host_upload_add(&old, "12345", 5));
    assert_ok(put(&store, "a", "0123456789"));
    assert_result(CHORUS_E_STATE, cho_host_upload_add(&old, "6", 1));
    assert_result(CHORUS_E_STATE, cho_host_upload_finish(&old));
    cho_host_upload_drop(&old);
    expect_file(&store, "a", "0123456789");
    cho_host_store_deinit(&store);
}

static void test_s56_with_the_session_everything_goes(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    upload;
    char               permit[CHO_HOST_PERMIT_SIZE];
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    assert_ok(put(&store, "a", "one"));
    assert_ok(cho_host_store_permit(&store, text("b"), 0, permit));
    assert_ok(cho_host_upload_begin(&upload, &store, text("b"), 2));
    cho_host_blob *held = cho_host_blob_retain(cho_host_store_find(&store, text("a"))->blob);
    cho_host_store_clear(&store);
    assert_int_equal(store.used, 0);
    assert_null(cho_host_store_find(&store, text("a")));
    assert_false(cho_host_store_is_permitted(&store, text("b"), text(permit), 0));
    assert_result(CHORUS_E_STATE, cho_host_upload_add(&upload, "xy", 2));
    assert_int_equal(cho_host_blob_read(held, 0).len, 0);
    cho_host_blob_release(held);
    cho_host_upload_drop(&upload);
    cho_host_store_deinit(&store);
}

static void test_there_are_only_so_many_files(void **state)
{
    failing_allocator *f = *state;
    cho_host_store     store;
    cho_host_upload    upload;
    char               path[16];
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    for (int i = 0; i < (int)usual_limits()->files_per_game; i++) {
        (void)snprintf(path, sizeof path, "%d", i);
        assert_ok(put(&store, path, ""));
    }
    assert_result(CHORUS_E_SIZE, cho_host_upload_begin(&upload, &store, text("more"), 0));
    cho_host_upload_drop(&upload);
    assert_ok(put(&store, "7", "x"));
    cho_host_store_deinit(&store);
}

static void use(failing_allocator *f)
{
    cho_host_store store;
    char           permit[CHO_HOST_PERMIT_SIZE];
    cho_host_store_init(&store, &f->hooks, 1, with_quota(QUOTA));
    (void)cho_host_store_permit(&store, text("a"), 0, permit);
    chorus_result first = put(&store, "a", "one"), second = put(&store, "a", "three");
    const cho_host_file *file = cho_host_store_find(&store, text("a"));
    if (second == CHORUS_OK)
        expect_file(&store, "a", "three");
    else if (first == CHORUS_OK)
        expect_file(&store, "a", "one");
    else
        assert_null(file);
    assert_int_equal(store.used, second == CHORUS_OK ? 5 : first == CHORUS_OK ? 3 : 0);
    cho_host_store_deinit(&store);
}

static void test_without_memory_files_stay_as_they_were(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        use(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s55_paths_that_lead_elsewhere_are_refused),
        HEAP_TEST(test_a_permit_is_for_one_path_and_ten_minutes),
        HEAP_TEST(test_the_oldest_permit_makes_room),
        HEAP_TEST(test_a_file_is_what_was_uploaded_last),
        HEAP_TEST(test_a_file_larger_than_a_chunk_is_read_piece_by_piece),
        HEAP_TEST(test_s55_the_quota_counts_what_is_there_and_what_is_coming),
        HEAP_TEST(test_overwriting_counts_the_larger_of_both_until_it_is_done),
        HEAP_TEST(test_more_or_less_than_announced_is_no_file),
        HEAP_TEST(test_a_newer_upload_takes_over_its_path),
        HEAP_TEST(test_s56_with_the_session_everything_goes),
        HEAP_TEST(test_there_are_only_so_many_files),
        HEAP_TEST(test_without_memory_files_stay_as_they_were),
    };
    return cmocka_run_group_tests_name("host/store", tests, NULL, NULL);
}
