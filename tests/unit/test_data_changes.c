/* Notes of other processes: each is taken once, in order, and none is lost for want of memory. */
#include "base/alloc.h"
#include "data/data_changes.h"
#include "support/failing_allocator.h"
#include "support/folder.h"
#include "support/support.h"

#include <stdlib.h>

typedef struct desk {
    chorus_allocator  heap;
    failing_allocator tight;
    char              folder[FOLDER_SIZE];
    cho_db           *host, *other;
    cho_changes       changes;
} desk;

static int set_up(void **state)
{
    char  error[256];
    desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    cho_heap_init(&d->heap, NULL);
    failing_allocator_init(&d->tight);
    folder_make(d->folder);
    assert_ok(cho_db_open(&d->heap, d->folder, &d->host, error, sizeof error));
    assert_ok(cho_db_open(&d->heap, d->folder, &d->other, error, sizeof error));
    cho_changes_init(&d->changes, &d->tight.hooks);
    assert_ok(cho_changes_begin(&d->changes, d->host));
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;
    cho_changes_deinit(&d->changes);
    cho_db_close(d->host);
    cho_db_close(d->other);
    folder_remove(d->folder);
    free(d);
    return 0;
}

static void expect_next(desk *d, const char *entity, const char *key)
{
    cho_span e, k;
    assert_true(cho_changes_next(&d->changes, &e, &k));
    assert_true(cho_span_is(e, entity));
    assert_true(cho_span_is(k, key));
}

static void expect_end(desk *d)
{
    cho_span e, k;
    assert_false(cho_changes_next(&d->changes, &e, &k));
}

static void test_notes_are_taken_once_and_in_order(void **state)
{
    desk *d = *state;
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_end(d);
    assert_ok(cho_change_note_number(d->other, "account", 1000));
    assert_ok(cho_change_note(d->other, "client", cho_span_of("")));
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_next(d, "account", "1000");
    expect_next(d, "client", "");
    expect_end(d);
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_end(d);
    assert_ok(cho_change_note_number(d->other, "account", 1001));
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_next(d, "account", "1001");
    expect_end(d);
}

static void test_a_note_that_was_undone_is_none(void **state)
{
    desk *d = *state;
    assert_ok(cho_db_begin(d->other));
    assert_ok(cho_change_note_number(d->other, "account", 1000));
    cho_db_rollback(d->other);
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_end(d);
}

static void test_what_there_was_no_memory_for_is_taken_the_next_time(void **state)
{
    desk *d = *state;
    assert_ok(cho_change_note_number(d->other, "account", 1000));
    failing_allocator_fail_at(&d->tight, 1, true);
    assert_result(CHORUS_E_MEMORY, cho_changes_take(&d->changes, d->host));
    expect_end(d);
    failing_allocator_succeed(&d->tight);
    assert_ok(cho_changes_take(&d->changes, d->host));
    expect_next(d, "account", "1000");
    expect_end(d);
}

int main(void)
{
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_notes_are_taken_once_and_in_order),
        DESK_TEST(test_a_note_that_was_undone_is_none),
        DESK_TEST(test_what_there_was_no_memory_for_is_taken_the_next_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
