/* Our client and our server talk to each other over a real socket. */
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int set_up(void **state)
{
    lab_set_up_running(state);
    lab *l                        = *state;
    l->server.options.max_message = 3000000;
    lab_serve(&l->server, &l->loop, &l->log);
    return 0;
}

static void connect_to(lab *l, lab_client *c, const char *path)
{
    lab_connect(c, &l->loop, &l->log, "client", "ws://127.0.0.1:%u%s", (unsigned)l->server.port,
                path);
}

static void open_echo(lab *l, lab_client *c)
{
    connect_to(l, c, "/echo");
    lab_expect(&l->log, "client open");
    lab_expect(&l->log, "server open /echo");
}

static void test_text_comes_back_as_text(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    open_echo(l, c);
    assert_ok(lab_send_text(c, "h\xc3\xa9llo"));
    lab_expect(&l->log, "server text 6");
    lab_expect(&l->log, "client text h\xc3\xa9llo");
}

static void test_binary_comes_back_as_binary(void **state)
{
    lab          *l = *state;
    lab_client   *c = &l->client;
    unsigned char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    open_echo(l, c);
    assert_ok(lab_send(c, bytes, sizeof bytes, false));
    lab_expect(&l->log, "client binary #300");
}

static void test_an_empty_message_is_a_message(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    open_echo(l, c);
    assert_ok(lab_send(c, "", 0, true));
    lab_expect(&l->log, "server text 0");
    lab_expect(&l->log, "client text ");
}

static void test_two_megabytes_go_there_and_back(void **state)
{
    lab        *l          = *state;
    lab_client *c          = &l->client;
    c->options.max_message = 3000000;
    size_t len             = 2097152;
    char  *big             = malloc(len);
    assert_non_null(big);
    memset(big, 'a', len);
    open_echo(l, c);
    assert_ok(lab_send(c, big, len, true));
    lab_expect(&l->log, "server text 2097152");
    lab_expect(&l->log, "client text #2097152");
    free(big);
}

static void test_messages_keep_their_order(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    char        text[32];
    open_echo(l, c);
    for (int i = 0; i < 300; i++) {
        (void)snprintf(text, sizeof text, "%0*d", 10, i);
        assert_ok(lab_send_text(c, text));
    }
    lab_expect(&l->log, "client text 0000000299");
    for (int i = 0; i < 299; i++)
        lab_expect(&l->log, "client text %010d", i);
}

static void test_a_message_over_the_limit_is_skipped_by_the_client_and_the_next_is_heard(
    void **state)
{
    lab        *l          = *state;
    lab_client *c          = &l->client;
    c->options.max_message = 1000;
    char big[200000];
    memset(big, 'b', sizeof big);
    open_echo(l, c);
    assert_ok(lab_send(c, big, sizeof big, true));
    assert_ok(lab_send_text(c, "still here"));
    lab_expect(&l->log, "client too big");
    lab_expect(&l->log, "client text still here");
    assert_false(lab_has(&l->log, "client too big"));
}

static void test_a_message_over_the_limit_is_skipped_by_the_server_and_the_next_is_heard(
    void **state)
{
    lab        *l   = *state;
    lab_client *c   = &l->client;
    size_t      len = 3500000;
    char       *big = calloc(1, len);
    assert_non_null(big);
    open_echo(l, c);
    assert_ok(lab_send(c, big, len, false));
    assert_ok(lab_send_text(c, "still here"));
    lab_expect(&l->log, "server too big");
    lab_expect(&l->log, "client text still here");
    free(big);
}

static void test_the_client_hears_the_servers_close_code_and_reason(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    open_echo(l, c);
    assert_ok(lab_send_text(c, "close 4007"));
    lab_expect(&l->log, "client close 0 4007 as asked");
    lab_expect(&l->log, "client why closed by 127.0.0.1:%u with code 4007",
               (unsigned)l->server.port);
    lab_expect(&l->log, "server close 4007 ");
    assert_true(c->how.was_open);
    assert_false(c->how.by_us);
}

static void test_a_close_in_the_upgrade_is_heard_after_the_open(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    connect_to(l, c, "/close/4019");
    lab_expect(&l->log, "client open");
    lab_expect(&l->log, "client close 0 4019 as asked");
    lab_expect(&l->log, "server close 4019 ");
}

/* 1012 is rewritten by libwebsockets; this notices when a newer version stops doing so. */
static void test_a_restart_code_arrives_as_1002_with_its_reason(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    connect_to(l, c, "/close/1012");
    lab_expect(&l->log, "client close 0 1002 as asked");
}

static void test_the_server_hears_the_clients_close_code_and_reason(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    open_echo(l, c);
    lab_close(c, 4011, "bye for now");
    lab_expect(&l->log, "server close 4011 bye for now");
    lab_expect(&l->log, "client close 0 4011 ");
    assert_true(c->how.by_us);
}

static void test_what_is_queued_leaves_before_the_close(void **state)
{
    lab        *l   = *state;
    lab_client *c   = &l->client;
    size_t      len = 1000000;
    char       *big = calloc(1, len);
    assert_non_null(big);
    open_echo(l, c);
    assert_ok(lab_send(c, big, len, false));
    assert_ok(lab_send_text(c, "last words"));
    lab_close(c, 1000, NULL);
    lab_expect(&l->log, "server binary 1000000");
    lab_expect(&l->log, "server text 10");
    lab_expect(&l->log, "client close 0 1000 ");
    assert_result(CHORUS_E_STATE, lab_send_text(c, "too late"));
    free(big);
}

static void test_a_refused_handshake_tells_its_status(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    connect_to(l, c, "/401");
    lab_expect(&l->log, "client why 127.0.0.1:%u answered 401 to the handshake", (unsigned)l->server.port);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_REJECTED);
    assert_int_equal(c->how.http_status, 401);
    assert_false(c->how.was_open);
}

static void test_a_refused_connection_is_told_in_words(void **state)
{
    lab        *l    = *state;
    lab_client *c    = &l->client;
    uint16_t    port = l->server.port;
    lab_close_server(&l->server, 1001);
    lab_expect(&l->log, "server gone");
    lab_connect(c, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/", (unsigned)port);
    lab_expect(&l->log, "client why connection refused by 127.0.0.1:%u", (unsigned)port);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_NETWORK);
}

static void test_localhost_is_tried_at_its_second_address_too(void **state)
{
    lab        *l        = *state;
    lab_server *six      = &l->second_server;
    six->options.address = "::1";
    lab_try_serve(six, &l->loop, &l->log);
    if (six->result != CHORUS_OK)
        skip(); /* no IPv6 here */
    lab_connect(&l->client, &l->loop, &l->log, "client", "ws://localhost:%u/echo",
                (unsigned)six->port);
    lab_expect(&l->log, "client open");
}

static void test_giving_up_while_connecting_ends_at_once(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    uint16_t    port;
    int         silent            = raw_listen(&port);
    c->options.connect_timeout_ms = 600000;
    lab_connect(c, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/", (unsigned)port);
    lab_close(c, 1000, NULL);
    lab_expect(&l->log, "client close %d 1000 ", (int)CHORUS_OK);
    assert_false(c->how.was_open);
    (void)close(silent);
}

static void test_a_server_that_never_answers_the_handshake_is_left(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client;
    uint16_t    port;
    int         silent            = raw_listen(&port);
    c->options.connect_timeout_ms = 200;
    lab_connect(c, &l->loop, &l->log, "client", "ws://127.0.0.1:%u/", (unsigned)port);
    lab_expect(&l->log, "client why 127.0.0.1:%u did not answer in time", (unsigned)port);
    lab_expect(&l->log, "client close %d 1006 ", (int)CHORUS_E_TIMEOUT);
    (void)close(silent);
}

static void test_a_full_queue_says_so_and_keeps_the_connection(void **state)
{
    lab        *l        = *state;
    lab_client *c        = &l->client;
    c->options.max_queue = 1000;
    char text[1001];
    memset(text, 'q', sizeof text);
    open_echo(l, c);
    assert_result(CHORUS_E_AGAIN, lab_send(c, text, 1001, true));
    assert_ok(lab_send(c, text, 1000, true));
    lab_expect(&l->log, "client text #1000");
}

static void test_bad_urls_and_headers_are_refused_at_the_call(void **state)
{
    static const char *const urls[] = {
        "",       "http://127.0.0.1/", "ws://user:pw@127.0.0.1/", "ws://127.0.0.1:0/",
        "ws:///", "wss://[::1]/"
    };
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        lab_try_connect(&l->client, &l->loop, &l->log, "client", urls[i]);
        assert_result(CHORUS_E_INVALID, l->client.result);
    }
    const cho_header smuggled      = { "X-A", "1\r\nX-B: 2" };
    l->client.options.headers      = &smuggled;
    l->client.options.header_count = 1;
    lab_try_connect(&l->client, &l->loop, &l->log, "client", "ws://127.0.0.1:9/");
    assert_result(CHORUS_E_INVALID, l->client.result);
}

static void test_a_reader_too_slow_is_cut_and_others_are_not(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client, *slow = &l->other;
    open_echo(l, c);
    lab_connect(slow, &l->loop, &l->log, "slow", "ws://127.0.0.1:%u/flood",
                (unsigned)l->server.port);
    lab_expect(&l->log, "server flood ended %d", (int)CHORUS_E_AGAIN);
    lab_expect(&l->log, "server close 1008 ");
    assert_ok(lab_send_text(c, "unharmed"));
    lab_expect(&l->log, "client text unharmed");
}

/* The connection that times out is the clock: it takes longer than silence would be borne. */
static void test_a_silent_peer_is_pinged_and_kept_while_it_answers(void **state)
{
    lab        *l = *state;
    lab_client *c = &l->client, *clock = &l->other;
    uint16_t    port;
    int         silent                = raw_listen(&port);
    c->options.ping_after_ms          = 20;
    c->options.hang_up_after_ms       = 400;
    clock->options.connect_timeout_ms = 900;
    open_echo(l, c);
    lab_connect(clock, &l->loop, &l->log, "clock", "ws://127.0.0.1:%u/", (unsigned)port);
    lab_expect(&l->log, "clock close %d 1006 ", (int)CHORUS_E_TIMEOUT);
    assert_ok(lab_send_text(c, "still here"));
    lab_expect(&l->log, "client text still here");
    (void)close(silent);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, lab_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_text_comes_back_as_text),
        T(test_binary_comes_back_as_binary),
        T(test_an_empty_message_is_a_message),
        T(test_two_megabytes_go_there_and_back),
        T(test_messages_keep_their_order),
        T(test_a_message_over_the_limit_is_skipped_by_the_client_and_the_next_is_heard),
        T(test_a_message_over_the_limit_is_skipped_by_the_server_and_the_next_is_heard),
        T(test_the_client_hears_the_servers_close_code_and_reason),
        T(test_a_close_in_the_upgrade_is_heard_after_the_open),
        T(test_a_restart_code_arrives_as_1002_with_its_reason),
        T(test_the_server_hears_the_clients_close_code_and_reason),
        T(test_what_is_queued_leaves_before_the_close),
        T(test_a_refused_handshake_tells_its_status),
        T(test_a_refused_connection_is_told_in_words),
        T(test_localhost_is_tried_at_its_second_address_too),
        T(test_giving_up_while_connecting_ends_at_once),
        T(test_a_server_that_never_answers_the_handshake_is_left),
        T(test_a_full_queue_says_so_and_keeps_the_connection),
        T(test_bad_urls_and_headers_are_refused_at_the_call),
        T(test_a_reader_too_slow_is_cut_and_others_are_not),
        T(test_a_silent_peer_is_pinged_and_kept_while_it_answers),
    };
    /* A proxy that is not there: websockets must not ask it, though the library below would. */
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    return cmocka_run_group_tests_name("net/websocket", tests, NULL, NULL);
}
