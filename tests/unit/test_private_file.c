#include "support/failing_allocator.h"
#include "support/folder.h"
#include "support/support.h"

#include "base/alloc.h"
#include "base/private_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct place {
    char folder[FOLDER_SIZE], path[FOLDER_SIZE + 32], other[FOLDER_SIZE + 32];
    char error[CHO_PRIVATE_ERROR_SIZE];
} place;

static place at;

static int set_up(void **state)
{
    (void)state;
    memset(&at, 0, sizeof at);
    folder_make(at.folder);
    snprintf(at.path, sizeof at.path, "%s/a/b/it", at.folder);
    snprintf(at.other, sizeof at.other, "%s/other", at.folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(at.folder);
    return 0;
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    assert_int_equal(lstat(path, &about), 0);
    return about.st_mode & 0777;
}

static void put(const char *path, const char *text, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
}

static chorus_result read_into(char *out, size_t most)
{
    chorus_allocator heap;
    cho_buf          buf;
    cho_heap_init(&heap, NULL);
    cho_buf_init(&buf, &heap);
    chorus_result r = cho_private_read(at.path, most, &buf, at.error);
    snprintf(out, 64, "%s", buf.len > 0 ? buf.data : "");
    cho_buf_deinit(&buf);
    return r;
}

static void test_what_is_written_is_read_by_nobody_else(void **state)
{
    char text[64], folder[sizeof at.path];
    (void)state;
    assert_result(CHORUS_E_NOT_FOUND, read_into(text, 10));
    assert_ok(cho_private_write(at.path, "first", at.error));
    assert_ok(cho_private_write(at.path, "second", at.error));
    assert_ok(read_into(text, 6));
    assert_string_equal(text, "second");
    assert_result(CHORUS_E_SIZE, read_into(text, 5));
    assert_int_equal(mode_of(at.path), 0600);
    snprintf(folder, sizeof folder, "%s/a/b", at.folder);
    assert_int_equal(mode_of(folder), 0700);
    assert_ok(cho_private_erase(at.path, at.error));
    assert_ok(cho_private_erase(at.path, at.error));
    assert_int_equal(rmdir(folder), 0); /* nothing was left beside it */
}

static void test_a_file_that_others_may_read_is_closed_to_them(void **state)
{
    char text[64];
    (void)state;
    assert_ok(cho_private_write(at.path, "x", at.error));
    assert_int_equal(chmod(at.path, 0644), 0);
    assert_ok(read_into(text, 10));
    assert_int_equal(mode_of(at.path), 0600);
}

static void test_links_are_not_followed(void **state)
{
    char text[64];
    (void)state;
    assert_ok(cho_private_write(at.path, "x", at.error));
    assert_ok(cho_private_erase(at.path, at.error));
    put(at.other, "theirs", 0600);
    assert_int_equal(symlink(at.other, at.path), 0);
    assert_result(CHORUS_E_STATE, read_into(text, 10));
    assert_non_null(strstr(at.error, at.path));
    assert_result(CHORUS_E_STATE, cho_private_write(at.path, "s3cret", at.error));
    assert_null(strstr(at.error, "s3cret"));
    assert_int_equal(unlink(at.path), 0);
    assert_int_equal(rename(at.other, at.path), 0);
    assert_ok(read_into(text, 10));
    assert_string_equal(text, "theirs");
}

static void test_what_is_no_file_is_refused(void **state)
{
    char text[64], inside[sizeof at.path + 8];
    (void)state;
    snprintf(inside, sizeof inside, "%s/x", at.path);
    assert_ok(cho_private_write(inside, "x", at.error));
    assert_result(CHORUS_E_STATE, read_into(text, 10));
    assert_result(CHORUS_E_STATE, cho_private_write(at.path, "x", at.error));
    assert_result(CHORUS_E_STATE, cho_private_erase(at.path, at.error));
    put(at.other, "", 0600);
    snprintf(inside, sizeof inside, "%s/x", at.other);
    assert_result(CHORUS_E_STATE, cho_private_write(inside, "x", at.error)); /* a file is no folder */
}

static void test_a_path_that_is_too_long_is_said(void **state)
{
    char path[5000];
    (void)state;
    memset(path, 'a', sizeof path - 1);
    path[0] = '/', path[sizeof path - 1] = '\0';
    assert_result(CHORUS_E_STATE, cho_private_write(path, "x", at.error));
    assert_true(strlen(at.error) > 0);
}

static void test_without_memory_nothing_is_read(void **state)
{
    failing_allocator *heap = *state;
    char               folder[FOLDER_SIZE], path[FOLDER_SIZE + 8], error[CHO_PRIVATE_ERROR_SIZE];
    folder_make(folder);
    snprintf(path, sizeof path, "%s/x", folder);
    assert_ok(cho_private_write(path, "text", error));
    EVERY_ALLOCATION_FAILS(heap) {
        cho_buf buf;
        cho_buf_init(&buf, &heap->hooks);
        chorus_result r = cho_private_read(path, 10, &buf, error);
        assert_result(failing_allocator_has_failed(heap) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        cho_buf_deinit(&buf);
    }
    folder_remove(folder);
}

static void test_where_programs_keep_things(void **state)
{
    char folder[256], kept[512];
    (void)state;
    const char *home = getenv("HOME");
    snprintf(kept, sizeof kept, "%s", home == NULL ? "" : home);
    setenv("XDG_STATE_HOME", "/state", 1);
    assert_true(cho_private_folder(folder, sizeof folder));
    assert_string_equal(folder, "/state");
    assert_false(cho_private_folder(folder, 6));
    setenv("XDG_STATE_HOME", "relative", 1);
    setenv("HOME", "/home/ann", 1);
    assert_true(cho_private_folder(folder, sizeof folder));
    assert_string_equal(folder, "/home/ann/.local/state");
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_false(cho_private_folder(folder, sizeof folder));
    setenv("HOME", kept, 1);
}

int main(void)
{
#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        PLACE_TEST(test_what_is_written_is_read_by_nobody_else),
        PLACE_TEST(test_a_file_that_others_may_read_is_closed_to_them),
        PLACE_TEST(test_links_are_not_followed),
        PLACE_TEST(test_what_is_no_file_is_refused),
        PLACE_TEST(test_a_path_that_is_too_long_is_said),
        HEAP_TEST(test_without_memory_nothing_is_read),
        cmocka_unit_test(test_where_programs_keep_things),
    };
    return cmocka_run_group_tests_name("base/private_file", tests, NULL, NULL);
}
