/* Loops, timers, wake-ups, look-ups and ends: nothing is told twice, lost or waited for. */
#include "base/alloc.h"
#include "net/resolve.h"
#include "support/lab.h"
#include "support/support.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- timers ---- */

typedef struct alarm {
    cho_timer   timer;
    lab        *l;
    const char *name;
    int         again;
} alarm;

static void ring(void *user)
{
    alarm *a = user;
    lab_say(&a->l->log, "rang %s", a->name);
    if (a->again-- > 0)
        cho_timer_start(a->l->loop.loop, &a->timer, 0, ring, a);
}

typedef struct alarms {
    lab  *l;
    alarm all[200];
} alarms;

static void start_alarms(void *arg)
{
    alarms *a = arg;
    for (uint32_t i = 0; i < ARRAY_LEN(a->all); i++) {
        a->all[i] = (alarm){ .l = a->l, .name = "late" };
        cho_timer_start(a->l->loop.loop, &a->all[i].timer, 60000 + (i * 7919) % 1000, ring,
                        &a->all[i]);
    }
    a->all[77].name  = "early";
    a->all[78].again = 3;
    a->all[78].name  = "again";
    cho_timer_start(a->l->loop.loop, &a->all[77].timer, 1, ring, &a->all[77]);
    cho_timer_start(a->l->loop.loop, &a->all[78].timer, 2, ring, &a->all[78]);
    cho_timer_start(a->l->loop.loop, &a->all[79].timer, 1, ring, &a->all[79]);
    for (size_t i = 79; i < 150; i++)
        cho_timer_cancel(&a->all[i].timer);
    cho_timer_cancel(&a->all[100].timer); /* twice is fine */
}

static void test_timers_fire_in_time_and_not_after_they_are_cancelled(void **state)
{
    lab    *l = *state;
    alarms *a = calloc(1, sizeof *a);
    assert_non_null(a);
    a->l = l;
    lab_run(&l->loop, start_alarms, a);
    lab_expect(&l->log, "rang early");
    for (int i = 0; i < 4; i++)
        lab_expect(&l->log, "rang again");
    assert_false(lab_has(&l->log, "rang late"));
    assert_true(cho_timer_is_running(&a->all[0].timer));
    assert_false(cho_timer_is_running(&a->all[77].timer));
    assert_false(cho_timer_is_running(&a->all[90].timer));
    lab_stop(&l->loop);
    free(a);
}

enum { SHUFFLED = 64 };

typedef struct order {
    lab      *l;
    cho_timer timers[SHUFFLED];
    int       fired;
    uint64_t  last_ns;
    bool      is_sorted;
} order;

typedef struct one_of {
    order     *all;
    cho_timer *timer;
} one_of;

static one_of shuffled[SHUFFLED];

static void note_order(void *user)
{
    one_of *one    = user;
    order  *all    = one->all;
    all->is_sorted = all->is_sorted && one->timer->due_ns >= all->last_ns;
    all->last_ns   = one->timer->due_ns;
    if (++all->fired == SHUFFLED)
        lab_say(&all->l->log, all->is_sorted ? "sorted" : "not sorted");
}

static void start_shuffled(void *arg)
{
    order *all = arg;
    for (uint32_t i = 0; i < SHUFFLED; i++) {
        shuffled[i] = (one_of){ all, &all->timers[i] };
        cho_timer_start(all->l->loop.loop, &all->timers[i], (i * 37) % SHUFFLED, note_order,
                        &shuffled[i]);
    }
}

static void test_timers_fire_in_the_order_they_are_due(void **state)
{
    lab   *l   = *state;
    order *all = calloc(1, sizeof *all);
    assert_non_null(all);
    all->l         = l;
    all->is_sorted = true;
    lab_run(&l->loop, start_shuffled, all);
    lab_expect(&l->log, "sorted");
    lab_stop(&l->loop);
    free(all);
}

/* ---- wake ---- */

static void count(void *arg)
{
    (*(int *)arg)++;
}

static void test_every_wake_is_followed_by_work(void **state)
{
    lab *l    = *state;
    int  runs = 0;
    for (int i = 0; i < 2000; i++)
        lab_run(&l->loop, count, &runs);
    assert_int_equal(runs, 2000);
    lab_stop(&l->loop);
}

/* ---- ends ---- */

static void test_a_loop_that_never_ran_is_destroyed(void **state)
{
    lab             *l       = *state;
    chorus_allocator heap    = { 0 };
    cho_loop_options options = { 0 };
    cho_loop        *loop    = NULL;
    cho_heap_init(&heap, NULL);
    assert_ok(cho_loop_create(&heap, &options, &loop));
    cho_loop_destroy(loop);
    cho_loop_destroy(NULL);
    lab_stop(&l->loop);
}

static void test_timers_may_be_cancelled_after_their_loop(void **state)
{
    lab             *l       = *state;
    chorus_allocator heap    = { 0 };
    cho_loop_options options = { 0 };
    cho_loop        *loop    = NULL;
    cho_timer        timers[3] = { { 0 } };
    cho_heap_init(&heap, NULL);
    assert_ok(cho_loop_create(&heap, &options, &loop));
    for (size_t i = 0; i < ARRAY_LEN(timers); i++)
        cho_timer_start(loop, &timers[i], (uint32_t)(60000 + i), NULL, NULL);
    cho_loop_destroy(loop);
    for (size_t i = 0; i < ARRAY_LEN(timers); i++) {
        assert_false(cho_timer_is_running(&timers[i]));
        cho_timer_cancel(&timers[i]);
    }
    lab_stop(&l->loop);
}

static void test_a_ca_file_that_is_none_is_refused(void **state)
{
    lab             *l       = *state;
    chorus_allocator heap    = { 0 };
    cho_loop_options options = { .ca_file = "/nonexistent/ca.pem" };
    cho_loop        *loop    = NULL;
    cho_heap_init(&heap, NULL);
    assert_result(CHORUS_E_INVALID, cho_loop_create(&heap, &options, &loop));
    assert_null(loop);
    lab_stop(&l->loop);
}

static void test_destroying_ends_every_open_connection_once(void **state)
{
    lab *l = *state;
    lab_serve(&l->server, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/echo",
                (unsigned)l->server.port);
    lab_connect(&l->other, &l->loop, &l->log, "other", "ws://127.0.0.1:%u/hush",
                (unsigned)l->server.port);
    lab_expect(&l->log, "server open /echo");
    lab_expect(&l->log, "server open /hush");
    lab_expect(&l->log, "client open");
    lab_expect(&l->log, "other open");
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, "GET /half HTTP/1.1\r\n");
    lab_stop(&l->loop);
    raw_wait_end(&l->raw);
    raw_close(&l->raw);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_STATE);
    lab_expect(&l->log, "other close %d 1006 ", (int)CHORUS_E_STATE);
    lab_expect(&l->log, "server close 1006 ");
    lab_expect(&l->log, "server close 1006 ");
    assert_false(lab_has(&l->log, "server close 1006 "));
}

static void test_destroying_while_messages_wait_is_clean(void **state)
{
    lab   *l   = *state;
    size_t len = 2000000;
    char  *big = calloc(1, len);
    assert_non_null(big);
    lab_serve(&l->server, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/echo",
                (unsigned)l->server.port);
    lab_expect(&l->log, "client open");
    for (int i = 0; i < 3; i++)
        assert_ok(lab_send(&l->client, big, len, false));
    lab_stop(&l->loop);
    free(big);
}

static void test_a_server_closes_its_connections_and_then_says_so(void **state)
{
    lab *l = *state;
    lab_serve(&l->server, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/echo",
                (unsigned)l->server.port);
    lab_expect(&l->log, "client open");
    raw_open(&l->raw, l->server.port);
    assert_int_equal(raw_handshake(&l->raw, "/hush", ""), 101);
    lab_expect(&l->log, "server open /hush");
    lab_close_server(&l->server, 4027);
    lab_expect(&l->log, "client close 0 4027 over");
    lab_expect(&l->log, "server gone"); /* also though the raw socket never answers the close */
    lab_expect(&l->log, "server close 4027 ");
    raw_close(&l->raw);
    lab_connect(&l->other, &l->loop, &l->log, "other", "ws://127.0.0.1:%u/echo",
                (unsigned)l->server.port);
    lab_expect(&l->log, "other why connection refused by 127.0.0.1:%u", (unsigned)l->server.port);
    lab_stop(&l->loop);
}

static void test_a_port_in_use_is_told_by_its_number(void **state)
{
    lab *l = *state;
    char wanted[64];
    lab_serve(&l->server, &l->loop, &l->log);
    l->second_server.options.port = l->server.port;
    lab_try_serve(&l->second_server, &l->loop, &l->log);
    assert_result(CHORUS_E_NETWORK, l->second_server.result);
    (void)snprintf(wanted, sizeof wanted, "port %u is in use", (unsigned)l->server.port);
    assert_string_equal(l->second_server.error, wanted);
    l->second_server.options = (cho_server_options){ .address = "not an address", .port = 8280 };
    lab_try_serve(&l->second_server, &l->loop, &l->log);
    assert_result(CHORUS_E_INVALID, l->second_server.result);
    assert_non_null(strstr(l->second_server.error, "8280"));
    l->second_server.options = (cho_server_options){ .address = "192.0.2.1", .port = 8280 };
    lab_try_serve(&l->second_server, &l->loop, &l->log);
    assert_result(CHORUS_E_NETWORK, l->second_server.result);
    assert_non_null(strstr(l->second_server.error, "8280"));
    lab_stop(&l->loop);
}

/* Requests go to the server whose port they came to, whatever their Host header says. */
static void test_two_servers_of_a_loop_are_kept_apart(void **state)
{
    lab *l = *state;
    lab_serve(&l->server, &l->loop, &l->log);
    l->second_server.options.max_body = 1;
    lab_serve(&l->second_server, &l->loop, &l->log);
    for (int i = 0; i < 2; i++) {
        raw_open(&l->raw, i == 0 ? l->server.port : l->second_server.port);
        raw_text(&l->raw, "POST / HTTP/1.1\r\nHost: servers\r\nContent-Length: 2\r\n\r\nhi");
        assert_int_equal(raw_answer(&l->raw, true, NULL, 0), i == 0 ? 200 : 413);
        raw_close(&l->raw);
    }
    lab_stop(&l->loop);
}

static void test_two_loops_live_and_end_apart(void **state)
{
    lab *l = *state;
    lab_start(&l->second_loop, NULL);
    lab_serve(&l->server, &l->loop, &l->log);
    lab_serve(&l->second_server, &l->second_loop, &l->log);
    lab_connect(&l->client, &l->second_loop, &l->log, "client", "ws://127.0.0.1:%u/echo", (unsigned)l->server.port);
    lab_connect(&l->other, &l->loop, &l->log, "other", "ws://127.0.0.1:%u/echo",
                (unsigned)l->second_server.port);
    lab_expect(&l->log, "client open");
    lab_expect(&l->log, "other open");
    lab_stop(&l->second_loop);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_STATE);
    lab_expect(&l->log, "other close %d 1006 ", (int)CHORUS_E_NETWORK);
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
    raw_close(&l->raw);
    lab_stop(&l->loop);
}

/* ---- look-ups; the system's is replaced by one that this program lets go on ---- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  gate      = PTHREAD_COND_INITIALIZER;
static bool            is_gate_open;
static int             look_ups, look_ups_done;

static void set_gate(bool is_open)
{
    pthread_mutex_lock(&gate_lock);
    is_gate_open = is_open;
    pthread_cond_broadcast(&gate);
    pthread_mutex_unlock(&gate_lock);
}

static int pass_gate(void)
{
    pthread_mutex_lock(&gate_lock);
    look_ups++;
    pthread_cond_broadcast(&gate);
    while (!is_gate_open)
        pthread_cond_wait(&gate, &gate_lock);
    look_ups_done++;
    pthread_cond_broadcast(&gate);
    pthread_mutex_unlock(&gate_lock);
    return EAI_NONAME;
}

static void wait_for_look_ups(const int *count, int wanted)
{
    pthread_mutex_lock(&gate_lock);
    while (*count < wanted)
        pthread_cond_wait(&gate, &gate_lock);
    pthread_mutex_unlock(&gate_lock);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    static const struct sockaddr_in loopback = { .sin_family = AF_INET,
                                                 .sin_addr   = { 0x0100007f } };
    (void)service;
    (void)hints;
    *result = NULL;
    if (strcmp(name, "slow.example") == 0)
        return pass_gate();
    if (strcmp(name, "here.example") != 0 && strcmp(name, "127.0.0.1") != 0)
        return EAI_NONAME;
    struct {
        struct addrinfo    info;
        struct sockaddr_in address;
    } *one       = calloc(1, sizeof *one);
    one->address = loopback;
    one->info    = (struct addrinfo){ .ai_family   = AF_INET,
                                      .ai_socktype = SOCK_STREAM,
                                      .ai_addrlen  = sizeof one->address,
                                      .ai_addr     = (struct sockaddr *)&one->address };
    *result      = &one->info;
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    free(list);
}

static void test_a_name_is_looked_up_on_another_thread(void **state)
{
    lab *l = *state;
    lab_serve(&l->server, &l->loop, &l->log);
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://here.example:%u/echo",
                (unsigned)l->server.port);
    lab_expect(&l->log, "client open");
    lab_stop(&l->loop);
}

static void test_a_name_nobody_knows_is_told(void **state)
{
    lab *l = *state;
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://nowhere.example/");
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
    lab_stop(&l->loop);
}

static void test_the_loop_goes_on_while_a_name_is_looked_up(void **state)
{
    lab *l    = *state;
    int  runs = 0, before = look_ups;
    set_gate(false);
    l->client.options.connect_timeout_ms = 50;
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://slow.example/");
    wait_for_look_ups(&look_ups, before + 1);
    lab_run(&l->loop, count, &runs);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_TIMEOUT);
    set_gate(true);
    wait_for_look_ups(&look_ups_done, before + 1);
    lab_stop(&l->loop);
}

static void test_a_look_up_that_outlives_its_loop_is_thrown_away(void **state)
{
    lab *l      = *state;
    int  before = look_ups;
    set_gate(false);
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://slow.example/");
    lab_connect(&l->other, &l->loop, &l->log, "other", "ws://slow.example/");
    wait_for_look_ups(&look_ups, before + 2);
    lab_stop(&l->loop);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_STATE);
    lab_expect(&l->log, "other close %d 1006 ", (int)CHORUS_E_STATE);
    set_gate(true);
    wait_for_look_ups(&look_ups_done, before + 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, lab_set_up_running, lab_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_timers_fire_in_time_and_not_after_they_are_cancelled),
        T(test_timers_fire_in_the_order_they_are_due),
        T(test_every_wake_is_followed_by_work),
        T(test_a_loop_that_never_ran_is_destroyed),
        T(test_timers_may_be_cancelled_after_their_loop),
        T(test_a_ca_file_that_is_none_is_refused),
        T(test_destroying_ends_every_open_connection_once),
        T(test_destroying_while_messages_wait_is_clean),
        T(test_a_server_closes_its_connections_and_then_says_so),
        T(test_a_port_in_use_is_told_by_its_number),
        T(test_two_servers_of_a_loop_are_kept_apart),
        T(test_two_loops_live_and_end_apart),
        T(test_a_name_is_looked_up_on_another_thread),
        T(test_a_name_nobody_knows_is_told),
        T(test_the_loop_goes_on_while_a_name_is_looked_up),
        T(test_a_look_up_that_outlives_its_loop_is_thrown_away),
    };
    return cmocka_run_group_tests_name("net/loop", tests, NULL, NULL);
}
