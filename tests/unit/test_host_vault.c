/* What is done is on the disk, what fails is not and hurts nobody else, and other processes are heard. */
#include "data/data_changes.h"
#include "host/service/host_vault.h"
#include "support/deadline.h"
#include "support/failing_allocator.h"
#include "support/folder.h"
#include "support/net_lab.h"
#include "support/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { JOBS = 40 };

typedef struct deposit {
    cho_vault_job job;
    struct bank  *bank;
    int64_t       account, sparks;
    bool          breaks_all, waits, follows;
    int           worked;
    atomic_bool   is_begun;
    chorus_result result;
} deposit;

typedef struct bank {
    lab_log           log;
    lab_loop          loop;
    failing_allocator heap;
    char              folder[FOLDER_SIZE];
    cho_vault_options options;
    cho_host_vault   *vault;
    cho_vault_watch   watch;
    deposit           deposits[JOBS];
    int               first, count;
    chorus_result     result;
    atomic_bool       is_held;
} bank;

static chorus_result put(cho_db *db, int64_t account, int64_t sparks)
{
    cho_query *q = cho_db_query(db, "INSERT INTO wallet VALUES (?, ?)");
    cho_query_int(q, account);
    cho_query_int(q, sparks);
    return cho_query_run(q);
}

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    deposit *d = (deposit *)job;
    d->worked++;
    atomic_store(&d->is_begun, true);
    while (d->waits && atomic_load(&d->bank->is_held))
        usleep(100);
    chorus_result r = put(db, d->account, d->sparks);
    if (d->breaks_all)
        cho_db_rollback(db);
    return r;
}

static void done(cho_vault_job *job, chorus_result result)
{
    deposit *d = (deposit *)job;
    d->result  = result;
    if (d->follows)
        assert_ok(cho_host_vault_submit(d->bank->vault, &d[1].job));
    lab_say(&d->bank->log, "done %d %s", (int)d->account, chorus_result_name(result));
}

static void on_open(void *user, chorus_result result, const char *error)
{
    lab_say(&((bank *)user)->log, "open %s %s", chorus_result_name(result), error);
}

static void on_closed(void *user)
{
    bank *b = user;
    lab_say(&b->log, "closed");
    cho_host_vault_free(b->vault);
    b->vault = NULL;
}

static void on_change(void *user, cho_span key)
{
    lab_say(&((bank *)user)->log, "change %.*s", (int)key.len, key.ptr);
}

static void on_trouble(void *user, const char *what)
{
    lab_say(&((bank *)user)->log, "trouble %s", what == NULL ? "is over" : what);
}

static void create(void *arg)
{
    bank *b   = arg;
    b->vault  = NULL;
    b->result = cho_host_vault_create(&b->heap.hooks, b->loop.loop, &b->options, &b->vault);
    if (b->result != CHORUS_OK)
        return;
    b->watch = (cho_vault_watch){ .entity = "wallet", .on_change = on_change, .user = b };
    cho_host_vault_watch(b->vault, &b->watch);
    if (b->options.folder != NULL)
        b->result = cho_host_vault_open(b->vault, on_open, b);
}

static void submit(void *arg)
{
    bank *b   = arg;
    b->result = CHORUS_OK;
    for (int i = b->first; i < b->first + b->count && b->result == CHORUS_OK; i++)
        b->result = cho_host_vault_submit(b->vault, &b->deposits[i].job);
}

static void close_vault(void *arg)
{
    bank *b = arg;
    cho_host_vault_close(b->vault, on_closed, b);
}

static void free_vault(void *arg)
{
    bank *b = arg;
    cho_host_vault_free(b->vault);
    b->vault = NULL;
}

static int set_up(void **state)
{
    bank *b = calloc(1, sizeof *b);
    assert_non_null(b);
    failing_allocator_init(&b->heap);
    folder_make(b->folder);
    for (int i = 0; i < JOBS; i++)
        b->deposits[i] = (deposit){ .job = { .work = work, .done = done }, .bank = b, .account = i, .sparks = i };
    b->options = (cho_vault_options){ .folder = b->folder, .max_jobs = 32, .on_trouble = on_trouble, .user = b };
    lab_log_init(&b->log);
    lab_start(&b->loop, NULL);
    *state = b;
    return 0;
}

static int tear_down(void **state)
{
    bank *b = *state;
    atomic_store(&b->is_held, false);
    lab_stop(&b->loop);
    cho_host_vault_free(b->vault);
    lab_log_deinit(&b->log);
    folder_remove(b->folder);
    size_t live = atomic_load(&b->heap.live_blocks);
    free(b);
    return live == 0 ? 0 : -1;
}

static void open_bank(bank *b)
{
    lab_run(&b->loop, create, b);
    assert_ok(b->result);
    if (b->options.folder != NULL)
        lab_expect(&b->log, "open CHORUS_OK ");
}

static chorus_result submit_some(bank *b, int first, int count)
{
    b->first = first;
    b->count = count;
    lab_run(&b->loop, submit, b);
    return b->result;
}

static void expect_done(bank *b, int first, int count, const char *result)
{
    for (int i = first; i < first + count; i++)
        lab_expect(&b->log, "done %d %s", i, result);
}

/* -1: there is none. From a connection of our own, as another process would see it. */
static int64_t sparks_of(bank *b, int64_t account)
{
    char    error[256];
    cho_db *db     = NULL;
    int64_t sparks = -1;
    assert_ok(cho_db_open(&b->heap.hooks, b->folder, &db, error, sizeof error));
    cho_query *q = cho_db_query(db, "SELECT sparks FROM wallet WHERE account = ?");
    cho_query_int(q, account);
    if (cho_query_row(q))
        sparks = cho_row_int(q, 0);
    assert_ok(cho_query_end(q));
    cho_db_close(db);
    return sparks;
}

/* The first keeps the vault busy while the others gather behind it. */
static void hold(bank *b)
{
    atomic_store(&b->is_held, true);
    b->deposits[0].waits = true;
    assert_ok(submit_some(b, 0, 1));
    for (uint64_t until = deadline_ns(); !atomic_load(&b->deposits[0].is_begun);)
        deadline_yield(until);
}

static void let_go(bank *b)
{
    atomic_store(&b->is_held, false);
}

/* ---- jobs ---- */

static void test_what_is_done_is_on_the_disk(void **state)
{
    bank *b = *state;
    open_bank(b);
    assert_ok(submit_some(b, 1, 1));
    lab_expect(&b->log, "done 1 CHORUS_OK");
    assert_int_equal(sparks_of(b, 1), 1);
    assert_null(cho_host_vault_trouble(b->vault));
}

static void test_done_may_submit_more(void **state)
{
    bank *b = *state;
    open_bank(b);
    b->deposits[1].follows = b->deposits[2].follows = true;
    assert_ok(submit_some(b, 1, 1));
    expect_done(b, 1, 3, "CHORUS_OK");
}

static void test_a_job_that_fails_is_undone_alone(void **state)
{
    bank *b = *state;
    open_bank(b);
    hold(b);
    b->deposits[5].sparks = -1;
    assert_ok(submit_some(b, 1, 9));
    let_go(b);
    expect_done(b, 0, 5, "CHORUS_OK");
    lab_expect(&b->log, "done 5 CHORUS_E_REJECTED");
    expect_done(b, 6, 4, "CHORUS_OK");
    assert_int_equal(b->deposits[4].worked, 1);
    assert_int_equal(sparks_of(b, 4), 4);
    assert_int_equal(sparks_of(b, 5), -1);
    assert_int_equal(sparks_of(b, 6), 6);
}

/* SQLite undoes everything after some errors. */
static void test_a_job_that_undoes_everything_takes_no_other_with_it(void **state)
{
    bank *b = *state;
    open_bank(b);
    hold(b);
    b->deposits[5].breaks_all = true;
    assert_ok(submit_some(b, 1, 9));
    let_go(b);
    expect_done(b, 0, 5, "CHORUS_OK");
    lab_expect(&b->log, "done 5 CHORUS_E_STATE");
    expect_done(b, 6, 4, "CHORUS_OK");
    assert_int_equal(b->deposits[4].worked, 2);
    assert_int_equal(sparks_of(b, 4), 4);
    assert_int_equal(sparks_of(b, 5), -1);
    assert_int_equal(sparks_of(b, 6), 6);
}

static void test_more_jobs_than_fit_are_refused(void **state)
{
    bank *b = *state;
    open_bank(b);
    hold(b);
    assert_result(CHORUS_E_AGAIN, submit_some(b, 1, 32));
    let_go(b);
    expect_done(b, 0, 32, "CHORUS_OK");
    assert_int_equal(b->deposits[32].worked, 0);
}

static void test_without_a_folder_it_remembers_for_its_life(void **state)
{
    bank *b           = *state;
    b->options.folder = NULL;
    open_bank(b);
    assert_ok(submit_some(b, 1, 1));
    lab_expect(&b->log, "done 1 CHORUS_OK");
    assert_ok(submit_some(b, 1, 1));
    lab_expect(&b->log, "done 1 CHORUS_E_REJECTED");
}

/* ---- opening ---- */

static void test_a_folder_that_cannot_be_used_is_told(void **state)
{
    bank *b           = *state;
    b->options.folder = "/dev/null/x";
    lab_run(&b->loop, create, b);
    assert_ok(b->result);
    lab_expect(&b->log, "open CHORUS_E_INVALID cannot make the data folder /dev/null/x: Not a directory");
    assert_ok(submit_some(b, 1, 1));
    lab_expect(&b->log, "done 1 CHORUS_E_STATE");
}

static void test_one_host_uses_a_folder(void **state)
{
    bank *b = *state;
    open_bank(b);
    cho_host_vault *first = b->vault;
    lab_run(&b->loop, create, b);
    assert_ok(b->result);
    lab_expect(&b->log, "open CHORUS_E_STATE another host uses the data folder %s", b->folder);
    lab_run(&b->loop, free_vault, b);
    b->vault = first;
    lab_run(&b->loop, free_vault, b);
    open_bank(b);
}

/* ---- other processes ---- */

static void test_changes_of_another_process_are_told_once(void **state)
{
    bank   *b  = *state;
    cho_db *db = NULL;
    char    error[256];
    open_bank(b);
    assert_ok(cho_db_open(&b->heap.hooks, b->folder, &db, error, sizeof error));
    assert_ok(cho_db_begin(db));
    assert_ok(cho_change_note_number(db, "wallet", 77));
    assert_ok(cho_change_note(db, "other", cho_span_of("x")));
    assert_ok(cho_change_note(db, "wallet", cho_span_of("abc")));
    assert_ok(cho_db_commit(db));
    lab_expect(&b->log, "change 77");
    lab_expect(&b->log, "change abc");
    assert_ok(cho_change_note_number(db, "wallet", 78));
    lab_expect(&b->log, "change 78");
    assert_false(lab_has(&b->log, "change 77"));
    assert_false(lab_has(&b->log, "change x"));
    cho_db_close(db);
}

static void test_what_changed_before_it_was_opened_is_not_told(void **state)
{
    bank   *b  = *state;
    cho_db *db = NULL;
    char    error[256];
    assert_ok(cho_db_open(&b->heap.hooks, b->folder, &db, error, sizeof error));
    assert_ok(cho_change_note_number(db, "wallet", 1));
    open_bank(b);
    assert_ok(cho_change_note_number(db, "wallet", 2));
    lab_expect(&b->log, "change 2");
    assert_false(lab_has(&b->log, "change 1"));
    cho_db_close(db);
}

/* ---- the disk refuses ---- */

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_a_full_disk_fails_the_job_and_the_vault_goes_on(void **state)
{
    bank *b = *state;
    open_bank(b);
    assert_ok(submit_some(b, 0, 1));
    lab_expect(&b->log, "done 0 CHORUS_OK");
    limit_files(1);
    assert_ok(submit_some(b, 1, 5));
    expect_done(b, 1, 5, "CHORUS_E_STATE");
    lab_expect(&b->log, "trouble disk I/O error");
    assert_non_null(cho_host_vault_trouble(b->vault));
    limit_files(RLIM_INFINITY);
    assert_ok(submit_some(b, 1, 5));
    expect_done(b, 1, 5, "CHORUS_OK");
    lab_expect(&b->log, "trouble is over");
    assert_null(cho_host_vault_trouble(b->vault));
    assert_int_equal(sparks_of(b, 5), 5);
}

/* Nobody comes to a host that says it is not ready, so it must find out by itself. */
static void test_when_there_is_room_again_it_finds_out_by_itself(void **state)
{
    bank *b = *state;
    open_bank(b);
    limit_files(1);
    assert_ok(submit_some(b, 1, 1));
    lab_expect(&b->log, "done 1 CHORUS_E_STATE");
    lab_expect(&b->log, "trouble disk I/O error");
    limit_files(RLIM_INFINITY);
    lab_expect(&b->log, "trouble is over");
    assert_null(cho_host_vault_trouble(b->vault));
}

static void rename_file(const bank *b, const char *from, const char *to)
{
    char before[FOLDER_SIZE + 32], after[FOLDER_SIZE + 32];
    (void)snprintf(before, sizeof before, "%s/%s", b->folder, from);
    (void)snprintf(after, sizeof after, "%s/%s", b->folder, to);
    assert_int_equal(rename(before, after), 0);
}

/* SQLite would write on into a file that nobody finds. */
static void test_a_file_that_was_moved_away_takes_nothing_until_it_is_back(void **state)
{
    static const char *const names[] = { "chorus.db", "chorus.db-wal" };
    bank *b = *state;
    open_bank(b);
    for (int i = 0; i < 2; i++) {
        rename_file(b, names[i], "elsewhere");
        lab_expect(&b->log, "trouble the data file was moved away or removed while the host runs: start it again");
        assert_ok(submit_some(b, i, 1));
        expect_done(b, i, 1, "CHORUS_E_STATE");
        rename_file(b, "elsewhere", names[i]);
        lab_expect(&b->log, "trouble is over");
        assert_ok(submit_some(b, i, 1));
        expect_done(b, i, 1, "CHORUS_OK");
    }
}

/* ---- the end ---- */

static void test_closing_does_first_what_was_submitted(void **state)
{
    bank *b = *state;
    open_bank(b);
    hold(b);
    assert_ok(submit_some(b, 1, 20));
    lab_run(&b->loop, close_vault, b);
    assert_result(CHORUS_E_STATE, submit_some(b, 21, 1));
    let_go(b);
    expect_done(b, 0, 21, "CHORUS_OK");
    lab_expect(&b->log, "closed");
    assert_int_equal(sparks_of(b, 20), 20);
    open_bank(b);
}

static void test_the_end_of_the_loop_does_what_was_submitted(void **state)
{
    bank *b = *state;
    open_bank(b);
    assert_ok(submit_some(b, 0, 30));
    lab_stop(&b->loop);
    free_vault(b);
    expect_done(b, 0, 30, "CHORUS_OK");
    assert_int_equal(sparks_of(b, 29), 29);
    lab_start(&b->loop, NULL);
}

static void test_a_vault_that_had_nothing_to_do_closes_too(void **state)
{
    bank *b           = *state;
    b->options.folder = NULL;
    open_bank(b);
    lab_run(&b->loop, close_vault, b);
    lab_expect(&b->log, "closed");
    cho_host_vault_free(NULL);
}

static void test_every_allocation_may_fail(void **state)
{
    bank *b           = *state;
    b->options.folder = NULL;
    EVERY_ALLOCATION_FAILS(&b->heap)
    {
        lab_run(&b->loop, create, b);
        chorus_result r = b->result;
        if (r == CHORUS_OK)
            r = submit_some(b, 1, 1);
        if (r == CHORUS_OK) {
            lab_run(&b->loop, free_vault, b);
            r = b->deposits[1].result;
        }
        assert_result(failing_allocator_has_failed(&b->heap) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        lab_run(&b->loop, free_vault, b);
    }
}

#define IN_A_BANK(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_BANK(test_what_is_done_is_on_the_disk),
        IN_A_BANK(test_done_may_submit_more),
        IN_A_BANK(test_a_job_that_fails_is_undone_alone),
        IN_A_BANK(test_a_job_that_undoes_everything_takes_no_other_with_it),
        IN_A_BANK(test_more_jobs_than_fit_are_refused),
        IN_A_BANK(test_without_a_folder_it_remembers_for_its_life),
        IN_A_BANK(test_a_folder_that_cannot_be_used_is_told),
        IN_A_BANK(test_one_host_uses_a_folder),
        IN_A_BANK(test_changes_of_another_process_are_told_once),
        IN_A_BANK(test_what_changed_before_it_was_opened_is_not_told),
        IN_A_BANK(test_a_full_disk_fails_the_job_and_the_vault_goes_on),
        IN_A_BANK(test_when_there_is_room_again_it_finds_out_by_itself),
        IN_A_BANK(test_a_file_that_was_moved_away_takes_nothing_until_it_is_back),
        IN_A_BANK(test_closing_does_first_what_was_submitted),
        IN_A_BANK(test_the_end_of_the_loop_does_what_was_submitted),
        IN_A_BANK(test_a_vault_that_had_nothing_to_do_closes_too),
        IN_A_BANK(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
