/* Jobs on a thread of their own: all are worked, all are done, in order. */
#include "base/thread.h"
#include "core/worker.h"
#include "support/deadline.h"
#include "support/failing_allocator.h"
#include "support/net_lab.h"
#include "support/support.h"
#include "support/thread_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct errand {
    cho_job        job;
    struct office *office;
    int            number;
    atomic_bool    is_begun;
    bool           has_worked, leads_to_another;
} errand;

typedef struct office {
    lab_log            log;
    lab_loop           loop;
    failing_allocator  heap;
    cho_worker_options options;
    cho_worker        *worker;
    chorus_result      result;
    errand             errands[64];
    int                first, count; /* of those to submit */
    atomic_bool        is_held;      /* jobs wait */
} office;

static void work(cho_job *job)
{
    errand *e = (errand *)job;
    atomic_store(&e->is_begun, true);
    while (atomic_load(&e->office->is_held))
        cho_thread_yield();
    e->has_worked = true;
}

static void done(cho_job *job)
{
    errand *e = (errand *)job;
    assert_true(e->has_worked);
    if (e->leads_to_another)
        assert_ok(cho_worker_submit(e->office->worker, &e[1].job));
    lab_say(&e->office->log, "done %d", e->number);
}

static void create(void *arg)
{
    office *o = arg;
    o->result = cho_worker_create(&o->heap.hooks, o->loop.loop, &o->options, &o->worker);
}

static void submit(void *arg)
{
    office *o = arg;
    o->result = CHORUS_OK;
    for (int i = o->first; i < o->first + o->count && o->result == CHORUS_OK; i++)
        o->result = cho_worker_submit(o->worker, &o->errands[i].job);
}

static void destroy(void *arg)
{
    office *o = arg;
    atomic_store(&o->is_held, false);
    cho_worker_destroy(o->worker);
    o->worker = NULL;
}

static chorus_result submit_some(office *o, int first, int count)
{
    o->first = first;
    o->count = count;
    lab_run(&o->loop, submit, o);
    return o->result;
}

static int set_up(void **state)
{
    office *o = calloc(1, sizeof *o);
    assert_non_null(o);
    failing_allocator_init(&o->heap);
    for (int i = 0; i < (int)ARRAY_LEN(o->errands); i++)
        o->errands[i] = (errand){ .job = { NULL, work, done }, .office = o, .number = i };
    o->options = (cho_worker_options){ .name = "worker", .max_jobs = 32, .user = o };
    lab_log_init(&o->log);
    lab_start(&o->loop, NULL);
    *state = o;
    return 0;
}

static int tear_down(void **state)
{
    office *o = *state;
    atomic_store(&o->is_held, false);
    lab_stop(&o->loop);
    cho_worker_destroy(o->worker);
    lab_log_deinit(&o->log);
    size_t live = atomic_load(&o->heap.live_blocks);
    free(o);
    return live == 0 ? 0 : -1;
}

static void open_office(office *o)
{
    lab_run(&o->loop, create, o);
    assert_ok(o->result);
}

static void expect_done(office *o, int first, int count)
{
    for (int i = first; i < first + count; i++)
        lab_expect(&o->log, "done %d", i);
}

/* What is logged is "done 0", "done 1", ... in this order and nothing else. */
static void expect_order(office *o, int count)
{
    char wanted[1024] = "\n";
    for (int i = 0; i < count; i++)
        (void)snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "done %d\n", i);
    assert_string_equal(o->log.text.data, wanted);
}

static void test_jobs_are_done_in_order(void **state)
{
    office *o = *state;
    open_office(o);
    assert_ok(submit_some(o, 0, 10));
    assert_ok(submit_some(o, 10, 10));
    lab_run(&o->loop, destroy, o);
    expect_order(o, 20);
}

static void test_done_may_submit_the_next_job(void **state)
{
    office *o = *state;
    open_office(o);
    o->errands[0].leads_to_another = o->errands[1].leads_to_another = true;
    assert_ok(submit_some(o, 0, 1));
    expect_done(o, 0, 3);
}

static void test_more_jobs_than_fit_are_refused(void **state)
{
    office *o = *state;
    open_office(o);
    atomic_store(&o->is_held, true);
    assert_result(CHORUS_E_AGAIN, submit_some(o, 0, 33));
    atomic_store(&o->is_held, false);
    expect_done(o, 0, 32);
    assert_false(o->errands[32].has_worked);
    assert_ok(submit_some(o, 33, 31));
    expect_done(o, 33, 31);
}

static void test_the_end_waits_for_what_was_submitted(void **state)
{
    office *o = *state;
    open_office(o);
    atomic_store(&o->is_held, true);
    assert_ok(submit_some(o, 0, 32));
    lab_run(&o->loop, destroy, o);
    expect_order(o, 32);
}

static void test_the_end_of_the_loop_does_what_was_submitted(void **state)
{
    office *o = *state;
    open_office(o);
    assert_ok(submit_some(o, 0, 32));
    lab_stop(&o->loop);
    expect_order(o, 32);
    assert_result(CHORUS_E_STATE, cho_worker_submit(o->worker, &o->errands[32].job));
    assert_int_equal(cho_worker_job_count(o->worker), 0);
    lab_start(&o->loop, NULL);
}

static void count_and_work(void *user, cho_job *jobs)
{
    office *o     = user;
    int     count = 0;
    for (cho_job *job = jobs; job != NULL; job = job->next, count++)
        job->work(job);
    lab_say(&o->log, "together %d", count);
}

static void test_jobs_that_wait_are_worked_together(void **state)
{
    office *o           = *state;
    o->options.work_all = count_and_work;
    open_office(o);
    atomic_store(&o->is_held, true);
    assert_ok(submit_some(o, 0, 1));
    for (uint64_t until = deadline_ns(); !atomic_load(&o->errands[0].is_begun);)
        deadline_yield(until);
    assert_ok(submit_some(o, 1, 9));
    atomic_store(&o->is_held, false);
    lab_expect(&o->log, "together 1");
    lab_expect(&o->log, "together 9");
    expect_done(o, 0, 10);
}

static void test_a_thread_that_cannot_be_had_fails_the_job_and_not_the_worker(void **state)
{
    office *o = *state;
    open_office(o);
    thread_room_set(false);
    chorus_result refused = submit_some(o, 0, 1);
    thread_room_set(true);
    assert_result(CHORUS_E_STATE, refused);
    assert_int_equal(cho_worker_job_count(o->worker), 0);
    assert_ok(submit_some(o, 0, 1));
    expect_done(o, 0, 1);
}

static void test_every_allocation_may_fail(void **state)
{
    office *o = *state;
    EVERY_ALLOCATION_FAILS(&o->heap)
    {
        lab_run(&o->loop, create, o);
        if (o->result == CHORUS_OK && submit_some(o, 0, 1) == CHORUS_OK)
            expect_done(o, 0, 1);
        assert_result(failing_allocator_has_failed(&o->heap) ? CHORUS_E_MEMORY : CHORUS_OK, o->result);
        lab_run(&o->loop, destroy, o);
    }
}

static void test_a_worker_without_a_job_has_no_thread(void **state)
{
    office *o = *state;
    open_office(o);
    lab_run(&o->loop, destroy, o);
    cho_worker_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_jobs_are_done_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_done_may_submit_the_next_job, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_more_jobs_than_fit_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_end_waits_for_what_was_submitted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_end_of_the_loop_does_what_was_submitted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_jobs_that_wait_are_worked_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_thread_that_cannot_be_had_fails_the_job_and_not_the_worker, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_every_allocation_may_fail, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_worker_without_a_job_has_no_thread, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
