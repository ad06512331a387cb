/* Databases: what is committed stays, what is not ours is left alone, and the words say why. */
#include "base/alloc.h"
#include "data/data_db.h"
#include "data/data_folder.h"
#include "support/failing_allocator.h"
#include "support/folder.h"
#include "support/support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

typedef struct place {
    failing_allocator heap;
    char              folder[FOLDER_SIZE], data[FOLDER_SIZE + 16], file[FOLDER_SIZE + 32];
    cho_db           *db;
    char              error[512];
} place;

static int set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    assert_non_null(p);
    failing_allocator_init(&p->heap);
    folder_make(p->folder);
    (void)snprintf(p->data, sizeof p->data, "%s/data", p->folder);
    (void)snprintf(p->file, sizeof p->file, "%s/chorus.db", p->data);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    place *p = *state;
    cho_db_close(p->db);
    size_t live = atomic_load(&p->heap.live_blocks);
    folder_remove(p->folder);
    free(p);
    return live == 0 ? 0 : -1;
}

static chorus_result open_db(place *p)
{
    cho_db_close(p->db);
    p->db = NULL;
    return cho_db_open(&p->heap.hooks, p->data, &p->db, p->error, sizeof p->error);
}

static chorus_result put(cho_db *db, int64_t account, int64_t sparks)
{
    cho_query *q = cho_db_query(db, "INSERT INTO wallet VALUES (?, ?)");
    cho_query_int(q, account);
    cho_query_int(q, sparks);
    return cho_query_run(q);
}

/* -1: there is none. */
static int64_t get(cho_db *db, int64_t account)
{
    int64_t    sparks = -1;
    cho_query *q      = cho_db_query(db, "SELECT sparks FROM wallet WHERE account = ?");
    cho_query_int(q, account);
    if (cho_query_row(q))
        sparks = cho_row_int(q, 0);
    assert_ok(cho_query_end(q));
    return sparks;
}

static void write_file(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void run_sql(place *p, const char *sql)
{
    assert_ok(cho_query_run(cho_db_query(p->db, sql)));
}

/* ---- opening ---- */

static void test_what_is_committed_is_there_the_next_time(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    assert_ok(cho_db_begin(p->db));
    assert_ok(put(p->db, 1, 100));
    assert_ok(cho_db_commit(p->db));
    assert_ok(put(p->db, 2, 200));
    assert_ok(open_db(p));
    assert_int_equal(get(p->db, 1), 100);
    assert_int_equal(get(p->db, 2), 200);
    assert_int_equal(get(p->db, 3), -1);
}

static void test_only_the_owner_can_read_it(void **state)
{
    place      *p = *state;
    struct stat found;
    char        wal[FOLDER_SIZE + 40];
    mode_t      mask = umask(0);
    assert_ok(open_db(p));
    assert_ok(put(p->db, 1, 100));
    umask(mask);
    (void)snprintf(wal, sizeof wal, "%s-wal", p->file);
    assert_int_equal(stat(p->data, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0700);
    assert_int_equal(stat(p->file, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(stat(wal, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
}

static void test_without_a_folder_it_is_in_memory(void **state)
{
    place *p = *state;
    assert_ok(cho_db_open(&p->heap.hooks, NULL, &p->db, p->error, sizeof p->error));
    assert_ok(put(p->db, 1, 100));
    assert_int_equal(get(p->db, 1), 100);
    assert_int_equal(access(p->data, F_OK), -1);
}

static void test_a_folder_that_cannot_be_made_is_named(void **state)
{
    place *p = *state;
    (void)snprintf(p->data, sizeof p->data, "%s/a/b", p->folder);
    assert_result(CHORUS_E_INVALID, open_db(p));
    assert_non_null(strstr(p->error, "cannot make the data folder"));
    assert_non_null(strstr(p->error, p->data));
}

static void test_a_file_is_no_folder(void **state)
{
    place *p = *state;
    write_file(p->data, "x", 1);
    assert_result(CHORUS_E_INVALID, open_db(p));
    assert_non_null(strstr(p->error, "cannot use the data folder"));
    assert_non_null(strstr(p->error, "Not a directory"));
}

/* Root may write where nobody may. */
static void test_a_folder_that_cannot_be_written_to_is_named(void **state)
{
    place *p       = *state;
    bool   is_root = geteuid() == 0;
    assert_int_equal(chmod(p->folder, 0755), 0);
    assert_int_equal(mkdir(p->data, 0555), 0);
    if (is_root)
        assert_int_equal(seteuid(NOBODY), 0);
    chorus_result r = open_db(p);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    assert_result(CHORUS_E_INVALID, r);
    assert_non_null(strstr(p->error, p->data));
    assert_non_null(strstr(p->error, "Permission denied"));
}

static void test_a_name_that_is_too_long_is_refused(void **state)
{
    place *p    = *state;
    char  *name = malloc(CHO_FOLDER_PATH_SIZE + 1);
    char   path[CHO_FOLDER_PATH_SIZE];
    assert_non_null(name);
    memset(name, 'x', CHO_FOLDER_PATH_SIZE);
    name[CHO_FOLDER_PATH_SIZE] = '\0';
    assert_result(CHORUS_E_SIZE, cho_folder_path(name, "f", path, p->error, sizeof p->error));
    assert_result(CHORUS_E_INVALID, cho_db_open(&p->heap.hooks, name, &p->db, p->error, sizeof p->error));
    free(name);
}

/* ---- what is there already ---- */

static void test_a_damaged_file_is_refused_and_stays(void **state)
{
    place *p = *state;
    char   bytes[4096], after[4096];
    memset(bytes, 'x', sizeof bytes);
    assert_int_equal(mkdir(p->data, 0700), 0);
    write_file(p->file, bytes, sizeof bytes);
    assert_result(CHORUS_E_INVALID, open_db(p));
    assert_non_null(strstr(p->error, "is damaged"));
    assert_non_null(strstr(p->error, p->file));
    FILE *file = fopen(p->file, "rb");
    assert_non_null(file);
    assert_int_equal(fread(after, 1, sizeof after, file), sizeof after);
    assert_int_equal(fgetc(file), EOF);
    (void)fclose(file);
    assert_memory_equal(bytes, after, sizeof bytes);
}

static void test_damage_inside_is_found(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    for (int i = 0; i < 2000; i++)
        assert_ok(put(p->db, i, i));
    cho_db_close(p->db);
    p->db   = NULL;
    int fd  = open(p->file, O_RDWR);
    assert_true(fd >= 0);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t at = 4096; at < end; at += 4096)
        assert_int_equal(pwrite(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, at), 8);
    (void)close(fd);
    assert_result(CHORUS_E_INVALID, open_db(p));
    assert_non_null(strstr(p->error, "is damaged"));
}

static void test_a_file_of_another_program_is_refused(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    run_sql(p, "PRAGMA application_id = 0");
    assert_result(CHORUS_E_INVALID, open_db(p));
    assert_non_null(strstr(p->error, "is not a data file of Chorus"));
}

static void test_a_file_of_a_newer_version_is_refused(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    run_sql(p, "PRAGMA user_version = 77");
    assert_result(CHORUS_E_VERSION, open_db(p));
    assert_non_null(strstr(p->error, "newer Chorus"));
    assert_non_null(strstr(p->error, "77"));
}

/* Takes away what came after that version. */
static void make_older(place *p, int version)
{
    static const struct {
        int         version;
        const char *sql;
    } later[] = { { 3, "DROP TABLE grant" }, { 3, "DROP TABLE request" }, { 2, "DROP TABLE bundle_file" } };
    for (size_t i = 0; i < ARRAY_LEN(later); i++) {
        if (later[i].version > version)
            run_sql(p, later[i].sql);
    }
    run_sql(p, version == 1 ? "PRAGMA user_version = 1" : "PRAGMA user_version = 2");
}

static void test_a_file_of_an_older_version_keeps_its_rows_and_gets_what_is_new(void **state)
{
    place *p = *state;
    for (int version = 1; version <= 2; version++) {
        assert_ok(open_db(p));
        assert_ok(put(p->db, version, 100));
        make_older(p, version);
        assert_ok(open_db(p));
        cho_query *q = cho_db_query(p->db, "SELECT (SELECT count(*) FROM wallet), (SELECT count(*) FROM bundle_file)"
                                           " + (SELECT count(*) FROM request) + (SELECT count(*) FROM grant)");
        assert_true(cho_query_row(q));
        assert_int_equal(cho_row_int(q, 0), version);
        assert_int_equal(cho_row_int(q, 1), 0);
        assert_ok(cho_query_end(q));
    }
}

static void test_a_file_that_was_only_just_made_is_taken(void **state)
{
    place *p = *state;
    assert_int_equal(mkdir(p->data, 0755), 0);
    write_file(p->file, "", 0);
    assert_ok(open_db(p));
    assert_ok(put(p->db, 1, 100));
}

/* ---- asking and changing ---- */

static void test_values_come_back_as_they_were(void **state)
{
    place *p           = *state;
    char   text[8]     = "old";
    unsigned char b[4] = { 9, 9, 9, 9 };
    assert_ok(open_db(p));
    cho_query *q = cho_db_query(p->db, "SELECT ?, ?, ?, ?, ?");
    cho_query_int(q, INT64_MIN);
    cho_query_text(q, (cho_span){ "a\0b", 3 });
    cho_query_bytes(q, "\xff\x00", 2);
    cho_query_null(q);
    cho_query_text(q, (cho_span){ NULL, 0 });
    assert_true(cho_query_row(q));
    assert_true(cho_row_int(q, 0) == INT64_MIN);
    assert_true(cho_span_equal(cho_row_text(q, 1), (cho_span){ "a\0b", 3 }));
    cho_row_copy_bytes(q, 2, b, sizeof b);
    assert_memory_equal(b, "\xff\x00\x00\x00", 4);
    assert_int_equal(cho_row_text(q, 3).len, 0);
    cho_row_copy_text(q, 1, text, 2);
    assert_string_equal(text, "a");
    assert_false(cho_query_row(q));
    assert_ok(cho_query_end(q));
}

static void test_an_error_is_told_at_the_end(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    assert_null(cho_db_trouble(p->db));
    cho_query *q = cho_db_query(p->db, "SELECT x FROM nothing");
    cho_query_int(q, 1);
    assert_false(cho_query_row(q));
    assert_result(CHORUS_E_STATE, cho_query_end(q));
    assert_string_equal(cho_db_trouble(p->db), "SQL logic error");
    assert_result(CHORUS_E_REJECTED, put(p->db, 1, -1));
    assert_ok(cho_db_begin(p->db));
    assert_ok(put(p->db, 1, 1));
    assert_ok(cho_db_commit(p->db));
    assert_null(cho_db_trouble(p->db));
    assert_int_equal(cho_db_changed_rows(p->db), 1);
    assert_result(CHORUS_E_REJECTED, put(p->db, 1, 1));
}

static void test_a_part_can_be_undone_alone(void **state)
{
    place *p = *state;
    assert_ok(open_db(p));
    assert_ok(cho_db_begin(p->db));
    assert_ok(put(p->db, 1, 1));
    assert_ok(cho_db_begin_part(p->db));
    assert_ok(put(p->db, 2, 2));
    assert_ok(cho_db_end_part(p->db, false));
    assert_ok(cho_db_begin_part(p->db));
    assert_ok(put(p->db, 3, 3));
    assert_ok(cho_db_end_part(p->db, true));
    assert_true(cho_db_is_begun(p->db));
    assert_ok(cho_db_commit(p->db));
    assert_false(cho_db_is_begun(p->db));
    assert_int_equal(get(p->db, 1), 1);
    assert_int_equal(get(p->db, 2), -1);
    assert_int_equal(get(p->db, 3), 3);
    assert_ok(cho_db_begin(p->db));
    assert_ok(put(p->db, 4, 4));
    cho_db_rollback(p->db);
    assert_int_equal(get(p->db, 4), -1);
}

static void test_changes_of_others_are_noticed(void **state)
{
    place  *p     = *state;
    cho_db *other = NULL;
    int64_t before = 0, after = 0;
    assert_ok(open_db(p));
    assert_ok(cho_db_open(&p->heap.hooks, p->data, &other, p->error, sizeof p->error));
    assert_ok(cho_db_data_version(p->db, &before));
    assert_ok(put(p->db, 1, 1));
    assert_ok(cho_db_data_version(p->db, &after));
    assert_true(before == after);
    assert_ok(put(other, 2, 2));
    assert_ok(cho_db_data_version(p->db, &after));
    assert_true(before != after);
    cho_db_close(other);
}

static void test_one_host_has_the_lock(void **state)
{
    place *p = *state;
    int    mine = -1, theirs = -1;
    assert_ok(cho_folder_make(p->data, p->error, sizeof p->error));
    assert_ok(cho_folder_lock(p->data, &mine, p->error, sizeof p->error));
    assert_result(CHORUS_E_STATE, cho_folder_lock(p->data, &theirs, p->error, sizeof p->error));
    assert_non_null(strstr(p->error, "another host"));
    cho_folder_unlock(mine);
    assert_ok(cho_folder_lock(p->data, &theirs, p->error, sizeof p->error));
    cho_folder_unlock(theirs);
}

static void test_every_allocation_may_fail(void **state)
{
    place *p = *state;
    EVERY_ALLOCATION_FAILS(&p->heap)
    {
        cho_db       *db = NULL;
        chorus_result r  = cho_db_open(&p->heap.hooks, NULL, &db, p->error, sizeof p->error);
        if (r == CHORUS_OK)
            r = put(db, 1, 1);
        assert_result(failing_allocator_has_failed(&p->heap) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        cho_db_close(db);
    }
}

#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_FOLDER(test_what_is_committed_is_there_the_next_time),
        IN_A_FOLDER(test_only_the_owner_can_read_it),
        IN_A_FOLDER(test_without_a_folder_it_is_in_memory),
        IN_A_FOLDER(test_a_folder_that_cannot_be_made_is_named),
        IN_A_FOLDER(test_a_file_is_no_folder),
        IN_A_FOLDER(test_a_folder_that_cannot_be_written_to_is_named),
        IN_A_FOLDER(test_a_name_that_is_too_long_is_refused),
        IN_A_FOLDER(test_a_damaged_file_is_refused_and_stays),
        IN_A_FOLDER(test_damage_inside_is_found),
        IN_A_FOLDER(test_a_file_of_another_program_is_refused),
        IN_A_FOLDER(test_a_file_of_a_newer_version_is_refused),
        IN_A_FOLDER(test_a_file_of_an_older_version_keeps_its_rows_and_gets_what_is_new),
        IN_A_FOLDER(test_a_file_that_was_only_just_made_is_taken),
        IN_A_FOLDER(test_values_come_back_as_they_were),
        IN_A_FOLDER(test_an_error_is_told_at_the_end),
        IN_A_FOLDER(test_a_part_can_be_undone_alone),
        IN_A_FOLDER(test_changes_of_others_are_noticed),
        IN_A_FOLDER(test_one_host_has_the_lock),
        IN_A_FOLDER(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
