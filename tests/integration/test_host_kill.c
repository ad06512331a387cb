/*
 * A host that is killed at any moment: what it has acknowledged is there, and nothing is there by half. The child
 * process acknowledges through a pipe; CHORUS_LONG=1 kills a thousand times.
 */
#include "base/alloc.h"
#include "data/data_wallets.h"
#include "host/service/host_vault.h"
#include "support/folder.h"
#include "support/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ACCOUNTS     = 8,
    FIRST        = 1000,
    SPARKS       = 10000000,
    AT_ONCE      = 16,
    ROUNDS       = 40,
    LONG_ROUNDS  = 1000,
    ACKS_MAX     = 200,
    ID_SIZE      = 32,
    PATIENCE_S   = 30
};

static chorus_allocator heap;

static int rounds(void)
{
    const char *is_long = getenv("CHORUS_LONG");
    return is_long != NULL && strcmp(is_long, "1") == 0 ? LONG_ROUNDS : ROUNDS;
}

/* ---- the child ---- */

typedef struct payer payer;

typedef struct payment {
    cho_vault_job    job;
    payer           *payer;
    cho_data_payment row;
    char             id[ID_SIZE];
} payment;

struct payer {
    cho_loop       *loop;
    cho_host_vault *vault;
    int             round, count, pipe;
    payment         payments[AT_ONCE];
};

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    return cho_wallet_pay(db, &((payment *)job)->row);
}

static void pay(payment *p)
{
    int n = p->payer->count++;
    (void)snprintf(p->id, sizeof p->id, "%d-%d", p->payer->round, n);
    p->row = (cho_data_payment){ p->id, (uint32_t)(FIRST + n % ACCOUNTS), 7, (uint64_t)(1 + n % 5), n };
    if (cho_host_vault_submit(p->payer->vault, &p->job) != CHORUS_OK)
        _exit(3);
}

static void done(cho_vault_job *job, chorus_result result)
{
    payment *p = (payment *)job;
    char     line[ID_SIZE + 1];
    int      len = snprintf(line, sizeof line, "%s\n", p->id);
    if (result != CHORUS_OK || write(p->payer->pipe, line, (size_t)len) != len)
        _exit(4);
    pay(p);
}

static void on_open(void *user, chorus_result result, const char *error)
{
    payer *all = user;
    if (result != CHORUS_OK) {
        (void)fprintf(stderr, "%s\n", error);
        _exit(2);
    }
    for (int i = 0; i < AT_ONCE; i++) {
        all->payments[i] = (payment){ .job = { .work = work, .done = done }, .payer = all };
        pay(&all->payments[i]);
    }
}

static void run_child(const char *folder, int round, int pipe)
{
    static payer            all;
    const cho_loop_options  loop  = { .ca_file = NULL };
    const cho_vault_options vault = { .folder = folder, .max_jobs = AT_ONCE };
    all = (payer){ .round = round, .pipe = pipe };
    (void)alarm(PATIENCE_S);
    if (cho_loop_create(&heap, &loop, &all.loop) != CHORUS_OK
        || cho_host_vault_create(&heap, all.loop, &vault, &all.vault) != CHORUS_OK
        || cho_host_vault_open(all.vault, on_open, &all) != CHORUS_OK)
        _exit(1);
    cho_loop_run(all.loop);
    _exit(5);
}

/* ---- the test ---- */

typedef struct victim {
    pid_t pid;
    int   pipe;
    char  acks[ACKS_MAX * 64 * ID_SIZE];
    size_t len;
} victim;

static void start(victim *v, const char *folder, int round)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    v->len = 0;
    v->pid = fork();
    assert_true(v->pid >= 0);
    if (v->pid == 0) {
        (void)close(ends[0]);
        run_child(folder, round, ends[1]);
    }
    (void)close(ends[1]);
    v->pipe = ends[0];
}

/* False: the child has gone. */
static bool read_some(victim *v)
{
    ssize_t n = read(v->pipe, v->acks + v->len, sizeof v->acks - 1 - v->len);
    if (n > 0)
        v->len += (size_t)n;
    v->acks[v->len] = '\0';
    return n > 0;
}

static int count_acks(const victim *v)
{
    int count = 0;
    for (const char *at = strchr(v->acks, '\n'); at != NULL; at = strchr(at + 1, '\n'))
        count++;
    return count;
}

static void end(victim *v)
{
    int status = 0;
    assert_int_equal(kill(v->pid, SIGKILL), 0);
    while (read_some(v))
        ;
    assert_int_equal(waitpid(v->pid, &status, 0), v->pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    (void)close(v->pipe);
}

static cho_db *open_db(const char *folder)
{
    char    error[512];
    cho_db *db = NULL;
    if (cho_db_open(&heap, folder, &db, error, sizeof error) != CHORUS_OK)
        fail_msg("%s", error);
    return db;
}

static int64_t ask(cho_db *db, const char *sql)
{
    cho_query *q = cho_db_query(db, sql);
    assert_true(cho_query_row(q));
    int64_t answer = cho_row_int(q, 0);
    assert_ok(cho_query_end(q));
    return answer;
}

static bool is_in_ledger(cho_db *db, cho_span id)
{
    cho_query *q = cho_db_query(db, "SELECT 1 FROM ledger WHERE transaction_id = ?");
    cho_query_text(q, id);
    bool is_there = cho_query_row(q);
    assert_ok(cho_query_end(q));
    return is_there;
}

static void expect_acks(cho_db *db, const victim *v)
{
    for (const char *at = v->acks; *at != '\0';) {
        size_t len = strcspn(at, "\n");
        if (at[len] == '\n' && !is_in_ledger(db, (cho_span){ at, len }))
            fail_msg("%.*s was acknowledged and is not there", (int)len, at);
        at += len + (at[len] == '\n');
    }
}

static void expect_no_spark_lost(cho_db *db)
{
    int64_t owned = ask(db, "SELECT sum(sparks) FROM wallet"), paid = ask(db, "SELECT ifnull(sum(cost), 0) FROM ledger");
    assert_true(owned + paid == (int64_t)ACCOUNTS * SPARKS);
    assert_int_equal(ask(db, "SELECT count(*) FROM (SELECT w.account FROM wallet w LEFT JOIN ledger l"
                             " ON l.account = w.account GROUP BY w.account"
                             " HAVING w.sparks + ifnull(sum(l.cost), 0) <> 10000000)"), 0);
}

static void test_what_was_acknowledged_survives_a_kill_at_any_moment(void **state)
{
    static victim v;
    char          folder[FOLDER_SIZE];
    (void)state;
    folder_make(folder);
    cho_db *db = open_db(folder);
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        assert_ok(cho_wallet_set(db, FIRST + i, SPARKS));
    cho_db_close(db);
    srand(7);
    for (int round = 0; round < rounds(); round++) {
        start(&v, folder, round);
        for (int wanted = 1 + rand() % ACKS_MAX; count_acks(&v) < wanted;)
            assert_true(read_some(&v));
        (void)usleep((useconds_t)(rand() % 3000));
        end(&v);
        db = open_db(folder);
        expect_acks(db, &v);
        expect_no_spark_lost(db);
        cho_db_close(db);
    }
    folder_remove(folder);
}

static void test_a_kill_while_the_file_is_being_made_leaves_one_that_opens(void **state)
{
    static victim v;
    (void)state;
    for (int round = 0; round < rounds() / 2; round++) {
        char folder[FOLDER_SIZE];
        folder_make(folder);
        start(&v, folder, round);
        (void)usleep((useconds_t)(rand() % 30000));
        (void)kill(v.pid, SIGKILL);
        (void)close(v.pipe);
        (void)waitpid(v.pid, NULL, 0);
        cho_db *db = open_db(folder);
        assert_ok(cho_wallet_set(db, FIRST, 1));
        cho_db_close(db);
        folder_remove(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_acknowledged_survives_a_kill_at_any_moment),
        cmocka_unit_test(test_a_kill_while_the_file_is_being_made_leaves_one_that_opens),
    };
    cho_heap_init(&heap, NULL);
    return cmocka_run_group_tests_name("host/kill", tests, NULL, NULL);
}
