/*
 * bench_vault - how fast a host writes down what it acknowledges, one round, as one line of JSON.
 *
 * Times are wall times: the disk is what is waited for. The folder lies in /tmp.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "data/data_wallets.h"
#include "host/service/host_vault.h"
#include "support/bench_session.h"
#include "support/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALONE = 300, CROWD = 20000, AT_ONCE = 256, ID_SIZE = 16 };

typedef struct counter counter;

typedef struct payment {
    cho_vault_job    job;
    counter         *b;
    cho_data_payment row;
    char             id[ID_SIZE];
    uint64_t         began_ns;
} payment;

struct counter {
    chorus_allocator heap;
    cho_loop        *loop;
    cho_host_vault  *vault;
    payment          payments[AT_ONCE];
    uint64_t         waits_ns[CROWD];
    uint64_t         began_ns;
    int              begun, ended, wanted, at_once, serial;
};

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    return cho_wallet_pay(db, &((payment *)job)->row);
}

static void pay(payment *p)
{
    if (p->b->begun == p->b->wanted)
        return;
    p->b->begun++;
    (void)snprintf(p->id, sizeof p->id, "%d", p->b->serial++);
    p->row      = (cho_data_payment){ p->id, 1000, 7, 1, 0 };
    p->began_ns = cho_clock_mono_ns();
    bench_must(cho_host_vault_submit(p->b->vault, &p->job) == CHORUS_OK, "the vault takes it");
}

static void done(cho_vault_job *job, chorus_result result)
{
    payment *p = (payment *)job;
    counter *b = p->b;
    bench_must(result == CHORUS_OK, "it is written");
    b->waits_ns[b->ended++] = cho_clock_mono_ns() - p->began_ns;
    pay(p);
    if (b->ended == b->wanted)
        cho_loop_stop(b->loop);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void fill_wallet(counter *b, const char *folder)
{
    char    error[256];
    cho_db *db = NULL;
    bench_must(cho_db_open(&b->heap, folder, &db, error, sizeof error) == CHORUS_OK, "the folder opens");
    bench_must(cho_wallet_set(db, 1000, ALONE + CROWD) == CHORUS_OK, "there are sparks");
    cho_db_close(db);
}

static void on_open(void *user, chorus_result result, const char *error)
{
    counter *b = user;
    (void)error;
    bench_must(result == CHORUS_OK, "the vault opens");
    b->began_ns = cho_clock_mono_ns();
    for (int i = 0; i < b->at_once; i++) {
        b->payments[i] = (payment){ .job = { .work = work, .done = done }, .b = b };
        pay(&b->payments[i]);
    }
}

/* So many payments, never more than at_once under way. Returns how long all took. */
static uint64_t run(counter *b, const char *folder, int count, int at_once)
{
    const cho_loop_options  loop  = { .ca_file = NULL };
    const cho_vault_options vault = { .folder = folder, .max_jobs = AT_ONCE };
    b->begun = b->ended = 0;
    b->wanted           = count;
    b->at_once          = at_once;
    bench_must(cho_loop_create(&b->heap, &loop, &b->loop) == CHORUS_OK, "a loop");
    bench_must(cho_host_vault_create(&b->heap, b->loop, &vault, &b->vault) == CHORUS_OK, "a vault");
    bench_must(cho_host_vault_open(b->vault, on_open, b) == CHORUS_OK, "it is being opened");
    cho_loop_run(b->loop);
    uint64_t took_ns = cho_clock_mono_ns() - b->began_ns;
    cho_host_vault_free(b->vault);
    cho_loop_destroy(b->loop);
    qsort(b->waits_ns, (size_t)count, sizeof b->waits_ns[0], compare);
    return took_ns;
}

int main(void)
{
    static counter b;
    char         folder[FOLDER_SIZE];
    cho_heap_init(&b.heap, NULL);
    folder_make(folder);
    fill_wallet(&b, folder);
    run(&b, folder, ALONE, 1);
    double alone_us = (double)b.waits_ns[ALONE / 2] / 1000;
    double took_s   = (double)run(&b, folder, CROWD, AT_ONCE) / 1e9;
    printf("{\"vault_alone_us\":%.1f,\"vault_jobs_per_s\":%.0f,\"vault_crowd_p99_us\":%.1f}\n", alone_us,
           CROWD / took_s, (double)b.waits_ns[CROWD * 99 / 100] / 1000);
    folder_remove(folder);
    return 0;
}
