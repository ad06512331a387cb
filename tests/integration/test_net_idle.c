/* A connection that was answered waits for its next request, and keeps nobody awake meanwhile. */
#include "support/lab.h"
#include "support/support.h"

#include <poll.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ASK "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

/* A loop that cannot sleep turns a hundred thousand times meanwhile; one that can does so for the last millisecond. */
enum { HEADER_MS = 1000, TURNS_MOST = 5000 };

static atomic_uint turns;
static pthread_t   peer;

/* What the loop waits with. */
int poll(struct pollfd *fds, nfds_t count, int timeout_ms)
{
    if (!pthread_equal(pthread_self(), peer))
        atomic_fetch_add(&turns, 1);
    return (int)syscall(SYS_poll, fds, count, timeout_ms);
}

static void serve(lab *l)
{
    l->server.options.header_ms = HEADER_MS;
    lab_serve(&l->server, &l->loop, &l->log);
}

/* As long as the server waits for the rest of a request that does not come. */
static void let_time_pass(lab *l)
{
    raw_socket late;
    raw_open(&late, l->server.port);
    raw_text(&late, "GET ");
    assert_int_equal(raw_answer(&late, true, NULL, 0), 408);
    raw_close(&late);
}

static void test_who_waits_for_the_next_request_sleeps(void **state)
{
    lab *l = *state;
    serve(l);
    raw_open(&l->raw, l->server.port);
    for (int i = 0; i < 2; i++) {
        raw_text(&l->raw, ASK);
        assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
        unsigned before = atomic_load(&turns);
        assert_true(before > 0);
        let_time_pass(l);
        assert_in_range(atomic_load(&turns) - before, 1, TURNS_MOST);
    }
    raw_close(&l->raw);
}

/* Two that follow each other closely are read together. */
static void test_who_has_sent_two_requests_at_once_sleeps(void **state)
{
    lab *l = *state;
    serve(l);
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, ASK ASK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
    unsigned before = atomic_load(&turns);
    let_time_pass(l);
    assert_in_range(atomic_load(&turns) - before, 1, TURNS_MOST);
    raw_close(&l->raw);
}

int main(void)
{
    peer                            = pthread_self();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_waits_for_the_next_request_sleeps, lab_set_up_running, lab_tear_down),
        cmocka_unit_test_setup_teardown(test_who_has_sent_two_requests_at_once_sleeps, lab_set_up_running, lab_tear_down),
    };
    return cmocka_run_group_tests_name("net/idle", tests, NULL, NULL);
}
