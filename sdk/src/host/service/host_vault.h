/*
 * host_vault.h - what a host remembers: jobs for its database, each of which is on the disk when it is done.
 * Layer    host. May include data/, core/ and below.
 * Thread   network thread; the work of a job runs on the vault's own thread. The network thread never waits
 *          for the disk.
 * Memory   jobs belong to the caller, who keeps each from submit until its done.
 * Trust    what jobs bring has been checked by whoever made them.
 *
 * Memory decides, the vault remembers: what is asked often lies in memory on the network thread, every change
 * goes through here, and nobody is told that something is done before its job is.
 *
 * Jobs that wait at the same moment share one transaction and one wait for the disk. When that fails, each of them
 * is worked again in a transaction of its own, so that none fails for another.
 */
#ifndef CHO_HOST_VAULT_H
#define CHO_HOST_VAULT_H

#include "core/worker.h"
#include "data/data_db.h"

typedef struct cho_host_vault cho_host_vault;

/* Lives inside a struct that holds what the job needs and what comes of it. */
typedef struct cho_vault_job {
    cho_job job; /* the vault's */
    /*
     * On the vault's thread. What it did is undone unless it says OK, and may be undone nevertheless: then it is
     * called once more and must begin anew.
     */
    chorus_result (*work)(struct cho_vault_job *job, cho_db *db);
    /*
     * On the network thread, exactly once; may free the job. OK: it is on the disk. Else nothing of it happened,
     * and result is what work said, or E_STATE: the disk does not take it, E_AGAIN: another process kept the
     * database to itself for 5 s, E_MEMORY.
     */
    void (*done)(struct cho_vault_job *job, chorus_result result);
    chorus_result   result; /* the vault's, as what follows */
    cho_host_vault *vault;
} cho_vault_job;

typedef struct cho_vault_options {
    const char *folder;   /* NULL: in memory, gone with the vault */
    uint32_t    max_jobs; /* under way; at least 1 */
    /* The disk began to refuse, in words that live for ever, or takes what comes again: NULL. */
    void (*on_trouble)(void *user, const char *what);
    void *user;
} cho_vault_options;

/* Opens nothing yet. Options are copied, the folder's name too. OK, E_MEMORY, E_STATE. */
chorus_result cho_host_vault_create(const chorus_allocator *heap, cho_loop *loop, const cho_vault_options *options,
                                    cho_host_vault **out);

/*
 * Opens the folder and takes its lock, then calls on_open(user), never from inside. On failure `error` is a
 * sentence that names the folder or file, and every job fails with E_STATE. To be called once, first. Without a
 * folder it need not be called: the database is made for the first job. OK, or why there will be no on_open.
 */
chorus_result cho_host_vault_open(cho_host_vault *vault,
                                  void (*on_open)(void *user, chorus_result result, const char *error), void *user);

/*
 * OK: done will be called. Else it will not: E_AGAIN (max_jobs are under way), E_STATE (it is closing, or the system
 * gives no thread), E_MEMORY.
 */
chorus_result cho_host_vault_submit(cho_host_vault *vault, cho_vault_job *job);

/* NULL: all is well. Else why nothing can be remembered at present, in words that live for ever. */
const char *cho_host_vault_trouble(const cho_host_vault *vault);

typedef struct cho_vault_counts {
    uint64_t jobs, failures; /* that are done; of these, without success */
    uint64_t commits;        /* each of one job or of several, and one wait for the disk */
} cho_vault_counts;

cho_vault_counts cho_host_vault_counts(const cho_host_vault *vault);

/* ---- what other processes change ---- */

/* Lives inside the struct it serves. */
typedef struct cho_vault_watch {
    const char *entity; /* "account", "ban", ...; as given to cho_change_note() */
    void (*on_change)(void *user, cho_span key);
    void                   *user;
    struct cho_vault_watch *next; /* the vault's */
} cho_vault_watch;

/* From now on, within about a second after another process has committed. Before the vault is opened, for good. */
void cho_host_vault_watch(cho_host_vault *vault, cho_vault_watch *watch);

/* ---- the end ---- */

/* What was submitted is done, then the database is closed and on_closed(user) called, never from inside. */
void cho_host_vault_close(cho_host_vault *vault, void (*on_closed)(void *user), void *user);

/* Waits for the same where it has not happened. Never from inside a done. Fine when the loop is gone. NULL is fine. */
void cho_host_vault_free(cho_host_vault *vault);

#endif
