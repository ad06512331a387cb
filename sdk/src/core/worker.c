#include "core/worker.h"

#include "base/alloc.h"
#include "base/monitor.h"
#include "base/thread.h"

enum { NAP_MS = 60000 }; /* as good as for ever: whoever has news wakes the thread */

typedef struct job_list {
    cho_job *first, **end;
} job_list;

struct cho_worker {
    const chorus_allocator *heap;
    cho_worker_options      options;
    cho_doorbell            doorbell;
    cho_thread             *thread; /* NULL: there was no job yet */
    uint32_t                job_count;
    bool                    is_ending;

    cho_monitor *monitor; /* guards what follows */
    job_list     waiting, worked;
    bool         must_end;
};

static void empty(job_list *list)
{
    list->first = NULL;
    list->end   = &list->first;
}

static cho_job *take_all(job_list *list)
{
    cho_job *first = list->first;
    empty(list);
    return first;
}

static cho_job *take_first(job_list *list)
{
    cho_job *first = list->first;
    if (first == NULL)
        return NULL;
    list->first = first->next;
    if (list->first == NULL)
        empty(list);
    first->next = NULL;
    return first;
}

/* One job, or several linked by `next`. */
static void append(job_list *list, cho_job *jobs)
{
    *list->end = jobs;
    while (*list->end != NULL)
        list->end = &(*list->end)->next;
}

/* ---- the worker's thread ---- */

/* NULL: the end has come, and nothing waits. */
static cho_job *wait_for_jobs(cho_worker *worker)
{
    cho_monitor_lock(worker->monitor);
    while (worker->waiting.first == NULL && !worker->must_end)
        cho_monitor_wait(worker->monitor, NAP_MS);
    cho_job *jobs = worker->options.work_all != NULL ? take_all(&worker->waiting) : take_first(&worker->waiting);
    cho_monitor_unlock(worker->monitor);
    return jobs;
}

static void hand_back(cho_worker *worker, cho_job *jobs)
{
    cho_monitor_lock(worker->monitor);
    append(&worker->worked, jobs);
    cho_monitor_unlock(worker->monitor);
    cho_doorbell_ring(&worker->doorbell);
}

static void run(void *arg)
{
    cho_worker *worker = arg;
    for (cho_job *jobs = wait_for_jobs(worker); jobs != NULL; jobs = wait_for_jobs(worker)) {
        if (worker->options.work_all != NULL)
            worker->options.work_all(worker->options.user, jobs);
        else
            jobs->work(jobs);
        hand_back(worker, jobs);
    }
}

/* ---- the network thread ---- */

static void finish_worked(void *user)
{
    cho_worker *worker = user;
    cho_monitor_lock(worker->monitor);
    cho_job *jobs = take_all(&worker->worked);
    cho_monitor_unlock(worker->monitor);
    while (jobs != NULL) {
        cho_job *job = jobs;
        jobs         = job->next;
        worker->job_count--;
        job->done(job);
    }
}

static void end_thread(cho_worker *worker)
{
    cho_monitor_lock(worker->monitor);
    worker->must_end = true;
    cho_monitor_wake(worker->monitor);
    cho_monitor_unlock(worker->monitor);
    cho_thread_join(worker->thread);
    worker->thread = NULL;
}

static void end(void *user)
{
    cho_worker *worker = user;
    worker->is_ending  = true;
    end_thread(worker);
    finish_worked(worker);
}

chorus_result cho_worker_create(const chorus_allocator *heap, cho_loop *loop, const cho_worker_options *options,
                                cho_worker **out)
{
    cho_worker *worker = cho_alloc_zero(heap, sizeof *worker);
    if (worker == NULL)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_monitor_create(heap, &worker->monitor);
    if (r != CHORUS_OK) {
        cho_release(heap, worker);
        return r;
    }
    worker->heap    = heap;
    worker->options = *options;
    empty(&worker->waiting);
    empty(&worker->worked);
    worker->doorbell = (cho_doorbell){ .on_ring = finish_worked, .on_end = end, .user = worker };
    cho_doorbell_hang(loop, &worker->doorbell);
    *out = worker;
    return CHORUS_OK;
}

static chorus_result start_thread(cho_worker *worker)
{
    if (worker->thread != NULL)
        return CHORUS_OK;
    return cho_thread_start(worker->heap, worker->options.name, run, worker, &worker->thread);
}

chorus_result cho_worker_submit(cho_worker *worker, cho_job *job)
{
    if (worker->is_ending)
        return CHORUS_E_STATE;
    if (worker->job_count >= worker->options.max_jobs)
        return CHORUS_E_AGAIN;
    chorus_result r = start_thread(worker);
    if (r != CHORUS_OK)
        return r;
    worker->job_count++;
    job->next = NULL;
    cho_monitor_lock(worker->monitor);
    append(&worker->waiting, job);
    cho_monitor_wake(worker->monitor);
    cho_monitor_unlock(worker->monitor);
    return CHORUS_OK;
}

uint32_t cho_worker_job_count(const cho_worker *worker)
{
    return worker->job_count;
}

void cho_worker_destroy(cho_worker *worker)
{
    if (worker == NULL)
        return;
    end(worker);
    cho_doorbell_take_down(&worker->doorbell);
    cho_monitor_destroy(worker->monitor);
    cho_release(worker->heap, worker);
}
