/*
 * worker.h - a thread that does what the network thread must not wait for: the disk, slow arithmetic.
 * Layer    core. May include base/ and net/.
 * Thread   everything is called by the network thread; a job's work runs on the worker's own thread.
 * Memory   jobs belong to the caller, who keeps each from submit until its done. A worker is one block
 *          and a monitor; its thread is started with the first job.
 * Trust    no peer's bytes.
 *
 * Jobs are worked and done in the order they were submitted. The end of the loop ends its workers as
 * cho_worker_destroy() does, but frees none.
 */
#ifndef CHO_CORE_WORKER_H
#define CHO_CORE_WORKER_H

#include "net/loop.h"

typedef struct cho_worker cho_worker;

/* Lives inside a struct that holds what the job needs and what comes of it. */
typedef struct cho_job {
    struct cho_job *next;                /* the worker's, from submit until done */
    void (*work)(struct cho_job *job);   /* on the worker's thread */
    void (*done)(struct cho_job *job);   /* then on the network thread, exactly once; may free the job */
} cho_job;

typedef struct cho_worker_options {
    const char *name;     /* of the thread, at most 15 bytes; static */
    uint32_t    max_jobs; /* submitted and not done, at least 1 */
    /*
     * NULL: each job's own work is called, and its done follows while the next is at work. Else this is
     * called instead with all that wait at one moment, linked by `next`; they are done together.
     */
    void (*work_all)(void *user, cho_job *jobs);
    void *user;
} cho_worker_options;

/* OK, E_MEMORY, E_STATE (the system refuses a lock). */
chorus_result cho_worker_create(const chorus_allocator *heap, cho_loop *loop, const cho_worker_options *options,
                                cho_worker **out);

/*
 * OK: the job will be worked and done. Else nothing of it is called: E_AGAIN (max_jobs are under way),
 * E_MEMORY, E_STATE (the system refuses a thread, or the worker is being destroyed).
 */
chorus_result cho_worker_submit(cho_worker *worker, cho_job *job);

/* Submitted and not done. The job whose done is running does not count. */
uint32_t cho_worker_job_count(const cho_worker *worker);

/*
 * Waits until all that was submitted is worked, has it done, ends the thread and frees the worker. Never
 * from inside a done. Fine after the loop is gone. NULL is fine.
 */
void cho_worker_destroy(cho_worker *worker);

#endif
