/* Whoever is connected and has nothing to say keeps nobody awake. */
#include "support/lab.h"
#include "support/support.h"
#include "support/tls_files.h"

#include <string.h>

/* What has been said, whether it is answered, and how often. */
typedef struct situation {
    const char *said;
    int         answers;
} situation;

static const situation situations[] = {
    { "", 0 },
    { "GET /a HTT", 0 },
    { "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe", 0 },
    { "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 1 },
    { "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 1 },
    { "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 1 },
    { "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", 1 },
    { "OPTIONS /a HTTP/1.1\r\nHost: x\r\n\r\n", 1 },
    { "GET /silent HTTP/1.1\r\nHost: x\r\n\r\n", 1 },
    { "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n", 2 },
    { "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HT", 1 },
    { "GET / HTTP/0.9\r\n\r\n", 1 },
};

static void expect_quiet_after(lab *l, const situation *now)
{
    static char body[400000];
    raw_text(&l->raw, now->said);
    for (int n = 0; n < now->answers; n++)
        assert_int_not_equal(raw_answer(&l->raw, true, body, sizeof body), 0);
    print_message("after: %.40s\n", now->said);
    lab_expect_quiet(&l->loop, &l->log);
    raw_close(&l->raw);
}

static void test_a_connection_without_a_request(void **state)
{
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(situations); i++) {
        raw_open(&l->raw, l->server.port);
        expect_quiet_after(l, &situations[i]);
    }
}

static void test_a_connection_that_is_used_again_and_again(void **state)
{
    lab *l = *state;
    char body[256];
    raw_open(&l->raw, l->server.port);
    for (int n = 0; n < 20; n++) {
        raw_text(&l->raw, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_int_equal(raw_answer(&l->raw, true, body, sizeof body), 200);
    }
    lab_expect_quiet(&l->loop, &l->log);
    raw_close(&l->raw);
}

static void test_a_websocket(void **state)
{
    static const char *const paths[] = { "/echo", "/hush" };
    lab                     *l       = *state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        raw_open(&l->raw, l->server.port);
        assert_int_equal(raw_handshake(&l->raw, paths[i], ""), 101);
        lab_expect_quiet(&l->loop, &l->log);
        raw_close(&l->raw);
    }
}

static void test_a_client_of_ours(void **state)
{
    lab *l = *state;
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/echo", (unsigned)l->server.port);
    lab_expect(&l->log, "client open");
    lab_send_text(&l->client, "hello");
    lab_expect(&l->log, "client text hello");
    lab_expect_quiet(&l->loop, &l->log);
    lab_close(&l->client, 1000, "");
    lab_expect(&l->log, "client close 0 1000 ");
}

/* ---- with TLS ---- */

static void with_tls(lab *l, void (*do_it)(lab *l))
{
    tls_files files;
    tls_files_make(&files, "localhost");
    lab_start(&l->loop, NULL);
    l->server.options = (cho_server_options){ .address          = "127.0.0.1",
                                              .header_ms        = 5000,
                                              .certificate_file = files.certificate,
                                              .private_key_file = files.key };
    lab_serve(&l->server, &l->loop, &l->log);
    raw_open(&l->raw, l->server.port);
    assert_true(raw_start_tls(&l->raw, files.authority, "localhost"));
    do_it(l);
    tls_files_remove(&files);
}

static void ask(lab *l)
{
    expect_quiet_after(l, &(situation){ "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 1 });
}

static void join(lab *l)
{
    assert_int_equal(raw_handshake(&l->raw, "/echo", ""), 101);
    lab_expect_quiet(&l->loop, &l->log);
    raw_close(&l->raw);
}

static void test_a_connection_with_tls(void **state)
{
    with_tls(*state, ask);
}

static void test_a_websocket_with_tls(void **state)
{
    with_tls(*state, join);
}

#define S(test) cmocka_unit_test_setup_teardown(test, lab_set_up_serving, lab_tear_down)
#define T(test) cmocka_unit_test_setup_teardown(test, lab_set_up, lab_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        S(test_a_connection_without_a_request), S(test_a_connection_that_is_used_again_and_again),
        S(test_a_websocket),                    S(test_a_client_of_ours),
        T(test_a_connection_with_tls),          T(test_a_websocket_with_tls),
    };
    return cmocka_run_group_tests_name("net/idle", tests, NULL, NULL);
}
