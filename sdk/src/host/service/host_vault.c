#include "host/service/host_vault.h"

#include "base/alloc.h"
#include "data/data_changes.h"
#include "data/data_folder.h"

#include <stdio.h>

enum { POLL_MS = 1000, ERROR_SIZE = 512, NO_LOCK = -1 };

/* The vault's own jobs, which are no transaction. */
typedef struct errand {
    cho_job         job; /* with a work of its own; that of others has none */
    cho_host_vault *vault;
    bool            is_out; /* submitted and not done */
} errand;

struct cho_host_vault {
    const chorus_allocator *heap;
    cho_loop               *loop;
    cho_worker             *worker;
    cho_vault_options       options;
    char                   *folder;
    cho_vault_watch        *watches;
    const char             *told_trouble; /* what on_trouble was told */
    cho_timer               timer;        /* the next poll; at the end, on_closed */
    bool                    is_closing;
    void (*on_open)(void *user, chorus_result result, const char *error);
    void *on_open_user;
    void (*on_closed)(void *user);
    void  *on_closed_user;
    errand opening, polling, closing;

    uint64_t    jobs, failures; /* done */

    _Atomic(const char *) trouble; /* written by the vault's thread */
    _Atomic uint64_t      commits; /* the same */

    /* the vault's thread's, or the network thread's while the errand they belong to is not out */
    cho_db       *db;
    int           lock;
    _Atomic chorus_result open_result;
    char          error[ERROR_SIZE];
    cho_changes   changes;
};

/* ---- the vault's thread ---- */

static void note_trouble(cho_host_vault *vault)
{
    atomic_store(&vault->trouble, cho_db_trouble(vault->db));
}

static chorus_result work_part(cho_vault_job *job, cho_db *db)
{
    chorus_result r = cho_db_begin_part(db);
    if (r != CHORUS_OK)
        return r;
    r                 = job->work(job, db);
    chorus_result end = cho_db_is_begun(db) ? cho_db_end_part(db, r == CHORUS_OK) : CHORUS_E_STATE;
    return r == CHORUS_OK ? end : r;
}

static chorus_result commit(cho_host_vault *vault)
{
    chorus_result r = cho_db_commit(vault->db);
    if (r == CHORUS_OK)
        atomic_fetch_add(&vault->commits, 1);
    return r;
}

static chorus_result work_alone(cho_vault_job *job, cho_db *db)
{
    chorus_result r = cho_db_begin(db);
    if (r != CHORUS_OK)
        return r;
    r = job->work(job, db);
    if (r == CHORUS_OK)
        return commit(job->vault);
    cho_db_rollback(db);
    return r;
}

static cho_vault_job *vault_job(cho_job *job)
{
    return CHO_OWNER_OF(job, cho_vault_job, job);
}

/* False: nothing of it happened, whatever the results say. */
static bool work_together(cho_host_vault *vault, cho_job *first, const cho_job *end)
{
    chorus_result r = cho_db_begin(vault->db);
    for (cho_job *job = first; r == CHORUS_OK && job != end; job = job->next) {
        vault_job(job)->result = work_part(vault_job(job), vault->db);
        if (!cho_db_is_begun(vault->db))
            r = CHORUS_E_STATE;
    }
    if (r == CHORUS_OK)
        r = commit(vault);
    cho_db_rollback(vault->db);
    return r == CHORUS_OK;
}

static void work_each_alone(cho_host_vault *vault, cho_job *first, const cho_job *end)
{
    for (cho_job *job = first; job != end; job = job->next)
        vault_job(job)->result = work_alone(vault_job(job), vault->db);
}

static void fail_each(cho_job *first, const cho_job *end, chorus_result result)
{
    for (cho_job *job = first; job != end; job = job->next)
        vault_job(job)->result = result;
}

/* What is only in memory is made when it is first needed. */
static chorus_result open_memory(cho_host_vault *vault)
{
    if (vault->db != NULL || vault->folder != NULL)
        return vault->open_result;
    vault->open_result = cho_db_open(vault->heap, NULL, &vault->db, vault->error, sizeof vault->error);
    return vault->open_result;
}

static void work_group(cho_host_vault *vault, cho_job *first, const cho_job *end)
{
    chorus_result r = open_memory(vault);
    if (r != CHORUS_OK) {
        fail_each(first, end, r == CHORUS_E_MEMORY ? r : CHORUS_E_STATE);
        return;
    }
    if (first->next == end || !work_together(vault, first, end))
        work_each_alone(vault, first, end);
    note_trouble(vault);
}

static void work_all(void *user, cho_job *jobs)
{
    for (cho_job *job = jobs; job != NULL;) {
        cho_job *end = job->next;
        if (job->work != NULL) {
            job->work(job);
        } else {
            while (end != NULL && end->work == NULL)
                end = end->next;
            work_group(user, job, end);
        }
        job = end;
    }
}

static void give_back(cho_host_vault *vault)
{
    cho_db_close(vault->db);
    vault->db          = NULL;
    vault->open_result = CHORUS_E_STATE;
    if (vault->lock != NO_LOCK)
        cho_folder_unlock(vault->lock);
    vault->lock = NO_LOCK;
}

/* All that has changed before is loaded after this. */
static chorus_result open_folder(cho_host_vault *vault)
{
    chorus_result r = cho_folder_make(vault->folder, vault->error, sizeof vault->error);
    if (r == CHORUS_OK)
        r = cho_folder_lock(vault->folder, &vault->lock, vault->error, sizeof vault->error);
    if (r == CHORUS_OK)
        r = cho_db_open(vault->heap, vault->folder, &vault->db, vault->error, sizeof vault->error);
    if (r == CHORUS_OK && cho_changes_begin(&vault->changes, vault->db) != CHORUS_OK) {
        const char *trouble = cho_db_trouble(vault->db);
        (void)snprintf(vault->error, sizeof vault->error, "cannot write into the data folder %s: %s", vault->folder,
                       trouble != NULL ? trouble : "out of memory");
        r = CHORUS_E_INVALID;
    }
    return r;
}

static void work_open(cho_job *job)
{
    cho_host_vault *vault = ((errand *)job)->vault;
    vault->open_result    = vault->folder == NULL ? open_memory(vault) : open_folder(vault);
    if (vault->open_result != CHORUS_OK) {
        chorus_result r = vault->open_result;
        give_back(vault);
        vault->open_result = r;
    }
}

static void work_poll(cho_job *job)
{
    cho_host_vault *vault = ((errand *)job)->vault;
    if (vault->db == NULL)
        return;
    (void)cho_db_look(vault->db); /* nobody else may come while a host says that it is not ready */
    (void)cho_changes_take(&vault->changes, vault->db); /* what fails is taken the next time */
    note_trouble(vault);
}

static void work_close(cho_job *job)
{
    give_back(((errand *)job)->vault);
}

/* ---- the network thread ---- */

static void tell_trouble(cho_host_vault *vault)
{
    const char *now = atomic_load(&vault->trouble);
    bool        is_news = (now == NULL) != (vault->told_trouble == NULL);
    vault->told_trouble = now;
    if (is_news && vault->options.on_trouble != NULL)
        vault->options.on_trouble(vault->options.user, now);
}

static void finish_job(cho_job *done)
{
    cho_vault_job  *job   = vault_job(done);
    cho_host_vault *vault = job->vault;
    vault->jobs++;
    vault->failures += job->result != CHORUS_OK;
    job->done(job, job->result);
    tell_trouble(vault);
}

static chorus_result send(errand *e)
{
    chorus_result r = cho_worker_submit(e->vault->worker, &e->job);
    e->is_out       = r == CHORUS_OK;
    return r;
}

static void poll(void *user)
{
    cho_host_vault *vault = user;
    if (send(&vault->polling) != CHORUS_OK)
        cho_timer_start(vault->loop, &vault->timer, POLL_MS, poll, vault);
}

static void finish_open(cho_job *job)
{
    cho_host_vault *vault = ((errand *)job)->vault;
    chorus_result   r     = vault->open_result;
    vault->opening.is_out = false;
    if (r == CHORUS_OK && vault->folder != NULL && !vault->is_closing)
        cho_timer_start(vault->loop, &vault->timer, POLL_MS, poll, vault);
    if (vault->on_open != NULL)
        vault->on_open(vault->on_open_user, r, r == CHORUS_OK ? "" : vault->error);
}

static void tell_change(cho_host_vault *vault, cho_span entity, cho_span key)
{
    for (cho_vault_watch *watch = vault->watches; watch != NULL; watch = watch->next) {
        if (cho_span_is(entity, watch->entity))
            watch->on_change(watch->user, key);
    }
}

static void finish_poll(cho_job *job)
{
    cho_host_vault *vault = ((errand *)job)->vault;
    vault->polling.is_out = false;
    tell_trouble(vault);
    cho_span entity, key;
    while (cho_changes_next(&vault->changes, &entity, &key))
        tell_change(vault, entity, key);
    if (!vault->is_closing)
        cho_timer_start(vault->loop, &vault->timer, POLL_MS, poll, vault);
}

static void tell_closed(void *user)
{
    cho_host_vault *vault = user;
    vault->on_closed(vault->on_closed_user);
}

/* From the loop: whoever is told frees the vault, and this is called by its worker. */
static void finish_close(cho_job *job)
{
    cho_host_vault *vault = ((errand *)job)->vault;
    vault->closing.is_out = false;
    cho_timer_start(vault->loop, &vault->timer, 0, tell_closed, vault);
}

static errand errand_of(cho_host_vault *vault, void (*work)(cho_job *), void (*done)(cho_job *))
{
    return (errand){ .job = { .work = work, .done = done }, .vault = vault };
}

chorus_result cho_host_vault_create(const chorus_allocator *heap, cho_loop *loop, const cho_vault_options *options,
                                    cho_host_vault **out)
{
    enum { OWN_JOBS = 3 };
    cho_host_vault          *vault  = cho_alloc_zero(heap, sizeof *vault);
    const cho_worker_options worker = {
        .name = "chorus vault", .max_jobs = options->max_jobs + OWN_JOBS, .work_all = work_all, .user = vault,
    };
    if (vault == NULL)
        return CHORUS_E_MEMORY;
    *vault = (cho_host_vault){ .heap = heap, .loop = loop, .options = *options, .lock = NO_LOCK };
    vault->opening = errand_of(vault, work_open, finish_open);
    vault->polling = errand_of(vault, work_poll, finish_poll);
    vault->closing = errand_of(vault, work_close, finish_close);
    cho_changes_init(&vault->changes, heap);
    chorus_result r = cho_worker_create(heap, loop, &worker, &vault->worker);
    if (r == CHORUS_OK && options->folder != NULL) {
        vault->open_result = CHORUS_E_STATE;
        vault->folder      = cho_span_dup(heap, cho_span_of(options->folder));
        r                  = vault->folder == NULL ? CHORUS_E_MEMORY : CHORUS_OK;
    }
    if (r == CHORUS_OK)
        *out = vault;
    else
        cho_host_vault_free(vault);
    return r;
}

chorus_result cho_host_vault_open(cho_host_vault *vault,
                                  void (*on_open)(void *user, chorus_result result, const char *error), void *user)
{
    vault->on_open      = on_open;
    vault->on_open_user = user;
    return send(&vault->opening);
}

static uint32_t own_jobs(const cho_host_vault *vault)
{
    return (uint32_t)vault->opening.is_out + vault->polling.is_out + vault->closing.is_out;
}

chorus_result cho_host_vault_submit(cho_host_vault *vault, cho_vault_job *job)
{
    if (vault->is_closing)
        return CHORUS_E_STATE;
    if (cho_worker_job_count(vault->worker) - own_jobs(vault) >= vault->options.max_jobs)
        return CHORUS_E_AGAIN;
    job->job   = (cho_job){ .done = finish_job };
    job->vault = vault;
    return cho_worker_submit(vault->worker, &job->job);
}

const char *cho_host_vault_trouble(const cho_host_vault *vault)
{
    return atomic_load(&vault->trouble);
}

cho_vault_counts cho_host_vault_counts(const cho_host_vault *vault)
{
    return (cho_vault_counts){ vault->jobs, vault->failures, atomic_load(&vault->commits) };
}

void cho_host_vault_watch(cho_host_vault *vault, cho_vault_watch *watch)
{
    watch->next    = vault->watches;
    vault->watches = watch;
}

void cho_host_vault_close(cho_host_vault *vault, void (*on_closed)(void *user), void *user)
{
    vault->is_closing     = true;
    vault->on_closed      = on_closed;
    vault->on_closed_user = user;
    cho_timer_cancel(&vault->timer);
    if (send(&vault->closing) != CHORUS_OK)
        cho_timer_start(vault->loop, &vault->timer, 0, tell_closed, vault);
}

void cho_host_vault_free(cho_host_vault *vault)
{
    if (vault == NULL)
        return;
    vault->is_closing = true;
    cho_worker_destroy(vault->worker);
    cho_timer_cancel(&vault->timer);
    give_back(vault);
    cho_changes_deinit(&vault->changes);
    cho_release(vault->heap, vault->folder);
    cho_release(vault->heap, vault);
}
