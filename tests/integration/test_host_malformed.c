/* What scanners send: each gets its status and a sentence, and nobody else notices. */
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define H     "Host: localhost\r\n"
#define GUEST "POST /api/v1/interactive/1/guest HTTP/1.1\r\n" H
#define WS    "GET /participant HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define KEY   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define V13   "Sec-WebSocket-Version: 13\r\n"

static const struct {
    const char *text;
    int         status;
} cases[] = {
    /* two ways to tell where a body ends */
    { GUEST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
    { GUEST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400 },
    { GUEST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 2, 2\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 2 2\r\n\r\n{}", 400 },
    { GUEST "Content-Length : 2\r\n\r\n{}", 400 },
    { GUEST "Content-Length: -2\r\n\r\n", 400 },
    { GUEST "Content-Length: +2\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 0x2\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 2.0\r\n\r\n{}", 400 },
    { GUEST "Content-Length: 2e0\r\n\r\n{}", 400 },
    { GUEST "Content-Length: two\r\n\r\n{}", 400 },
    { GUEST "Content-Length:\r\n\r\n", 400 },
    { GUEST "Content-Length: 18446744073709551616\r\n\r\n", 400 },
    { GUEST "Content-Length: 99999999999999999999999\r\n\r\n", 400 },
    { GUEST "Content-Length: 4294967297\r\n\r\n", 413 },
    { GUEST "Content-Length: 16385\r\n\r\n", 413 },
    { GUEST "\r\n", 411 },
    { GUEST "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411 },
    { GUEST "Transfer-Encoding: identity\r\n\r\n", 411 },
    { GUEST "Transfer-Encoding: xchunked\r\n\r\n", 411 },
    { GUEST "Transfer-Encoding: chunked, chunked\r\n\r\n", 411 },
    { GUEST "Transfer-Encoding : chunked\r\n\r\n", 400 },
    { GUEST "Transfer-Encoding\r\n : chunked\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 411 },
    /* lines */
    { "GET / HTTP/1.1\nHost: localhost\n\n", 400 },
    { "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\rb\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n", 400 },
    { "\r\nGET / HTTP/1.1\r\n" H "\r\n", 400 },
    { " GET / HTTP/1.1\r\n" H "\r\n", 400 },
    /* headers */
    { "GET / HTTP/1.1\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H H "\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Host: evil.example\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: localhost/a\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
    { "GET / HTTP/1.1\r\n" H "X Y: z\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H ": x\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "X: \x01\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Expect: 200-ok\r\n\r\n", 417 },
    /* the first line */
    { "GET /\r\n", 400 },
    { "GET /\r\n\r\n", 400 },
    { "GET / HTTP/1.0\r\n\r\n", 200 },
    { "GET / HTTP/1.2\r\n" H "\r\n", 505 },
    { "GET / HTTP/2.0\r\n" H "\r\n", 505 },
    { "GET / HTTP/3\r\n" H "\r\n", 400 },
    { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
    { "GET / HTTP/1.1\r\n" H "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", 400 },
    { "GET / HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: foo\r\n\r\n", 400 },
    { "TRACE / HTTP/1.1\r\n" H "\r\n", 501 },
    { "CONNECT localhost:80 HTTP/1.1\r\n" H "\r\n", 501 },
    { "get / HTTP/1.1\r\n" H "\r\n", 501 },
    { "BREW / HTTP/1.1\r\n" H "\r\n", 501 },
    { "GET http://localhost/ HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET http://evil.example/ HTTP/1.1\r\n" H "\r\n", 400 },
    { "OPTIONS * HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET index.html HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET  / HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET / HTTP/1.1 \r\n" H "\r\n", 400 },
    { "GET /#a HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%zz HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%00 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%0 HTTP/1.1\r\n" H "\r\n", 400 },
    { "GET /%0d%0aX:%20y HTTP/1.1\r\n" H "\r\n", 400 },
    /* paths that lead out */
    { "GET /../../etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /..%5c..%5cetc%5cpasswd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /..\\..\\etc\\passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET //etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /....//....//etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /ugc/1/../../etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /ugc/1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /ugc/99999999999/a HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /ugc/-1/a HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /.git/config HTTP/1.1\r\n" H "\r\n", 404 },
    { "GET /wp-login.php HTTP/1.1\r\n" H "\r\n", 404 },
    /* handshakes */
    { WS KEY "\r\n", 426 },
    { WS KEY "Sec-WebSocket-Version: 8\r\n\r\n", 426 },
    { WS V13 "\r\n", 400 },
    { WS V13 "Sec-WebSocket-Key: short\r\n\r\n", 400 },
    { WS V13 KEY "\r\n", 400 }, /* without the protocol's version */
    { WS V13 KEY "Origin: http://evil.example\r\n\r\n", 400 },
    { "POST /participant HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n" V13 KEY "\r\n", 400 },
    { "GET /participant?x-protocol-version=2.0&channel=1 HTTP/1.1\r\n" H "Connection: Upgrade\r\nUpgrade: websocket\r\n" V13 KEY
      "Origin: null\r\n\r\n", 403 },
    /* other protocols */
    { "\x16\x03\x01\x02", 400 },
    { "SSH-2.0-OpenSSH_9.0\r\n", 400 },
    { "EHLO x\r\n", 400 },
    { "*1\r\n$4\r\nPING\r\n", 400 },
    { "OPTIONS sip:nm SIP/2.0\r\n\r\n", 400 },
    { "\x03\x01\x02", 400 },
    { "{\"method\":\"login\"}\r\n", 400 },
};

/* The page itself is on its way even when the rest of the bytes is not read. */
static void expect_status(host_lab *lab, const char *text, int status)
{
    raw_socket *s = host_lab_connect(lab);
    char        body[1024];
    raw_text(s, text);
    int got = raw_answer(s, true, body, sizeof body);
    if (got != status)
        fail_msg("%s: %d, not %d", text, got, status);
    if (status >= 400 && (strstr(body, "\"message\":\"") == NULL || strstr(body, "\"message\":\"\"") != NULL))
        fail_msg("%s: no sentence in %s", text, body);
    host_lab_hang_up(s);
}

static void test_each_has_its_status_and_a_sentence(void **state)
{
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_status(lab, cases[i].text, cases[i].status);
    expect_status(lab, "GET /healthz HTTP/1.1\r\n" H "\r\n", 200);
}

/* What comes later on a connection is looked at as closely as what comes first. */
static void test_each_has_its_status_behind_a_good_one(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        raw_socket *s = host_lab_connect(*state);
        char        body[1024];
        raw_text(s, "GET /healthz HTTP/1.1\r\n" H "\r\n");
        assert_int_equal(raw_answer(s, true, NULL, 0), 200);
        raw_text(s, cases[i].text);
        int got = raw_answer(s, true, body, sizeof body);
        if (got != cases[i].status)
            fail_msg("%s: %d, not %d", cases[i].text, got, cases[i].status);
        host_lab_hang_up(s);
    }
}

/* Sent before the answer: the library below reads it alone. */
static void test_what_is_sent_ahead_has_its_status(void **state)
{
    static const struct {
        const char *text;
        int         status;
    } ahead[] = {
        { "GET / HTTP/2.0\r\n" H "\r\n", 505 }, { "GET /\r\n\r\n", 505 },
        { "GET / HTTP/1.1\r\n\r\n", 400 },       { "GET /healthz HTTP/1.1\r\n" H "\r\n", 200 },
    };
    for (size_t i = 0; i < ARRAY_LEN(ahead); i++) {
        raw_socket *s = host_lab_connect(*state);
        char        both[256];
        snprintf(both, sizeof both, "GET /healthz HTTP/1.1\r\n" H "\r\n%s", ahead[i].text);
        raw_text(s, both);
        assert_int_equal(raw_answer(s, true, NULL, 0), 200);
        assert_int_equal(raw_answer(s, true, NULL, 0), ahead[i].status);
        host_lab_hang_up(s);
    }
}

static void test_a_later_request_may_come_byte_by_byte(void **state)
{
    static const char text[] = "GET /healthz HTTP/1.1\r\n" H "X-One: two\r\n\r\n";
    raw_socket       *s      = host_lab_connect(*state);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof text - 1; i++)
            raw_send(s, text + i, 1);
        assert_int_equal(raw_answer(s, true, NULL, 0), 200);
    }
    host_lab_hang_up(s);
}

static void test_a_request_may_come_byte_by_byte(void **state)
{
    static const char text[] = "GET /healthz HTTP/1.1\r\n" H "X-One: two\r\n\r\n";
    raw_socket       *s      = host_lab_connect(*state);
    for (size_t i = 0; i < sizeof text - 1; i++)
        raw_send(s, text + i, 1);
    assert_int_equal(raw_answer(s, true, NULL, 0), 200);
    host_lab_hang_up(s);
}

static void test_long_lines_have_their_status(void **state)
{
    static char text[40000];
    host_lab   *lab = *state;
    strcpy(text, "GET /");
    memset(text + 5, 'a', 20000);
    text[20005] = '\0';
    expect_status(lab, text, 414);
    strcpy(text, "GET / HTTP/1.1\r\n" H "X: ");
    memset(text + strlen(text), 'a', 20000);
    expect_status(lab, text, 431);
    memset(text, 0, sizeof text);
    strcpy(text, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; i < 200; i++)
        strcat(text, "X: y\r\n");
    strcat(text, "\r\n");
    expect_status(lab, text, 431);
}

static void test_a_long_path_is_still_read(void **state)
{
    static char text[9000] = "GET /";
    memset(text + 5, 'a', 7000);
    strcpy(text + 7005, " HTTP/1.1\r\n" H "\r\n");
    expect_status(*state, text, 404);
}

/* Slow in the header, in the body, and silent. */
static void test_who_takes_his_time_is_cut(void **state)
{
    chorus_host_limits  limits;
    chorus_host_options options;
    host_lab            lab;
    (void)state;
    CHORUS_INIT(&limits);
    CHORUS_INIT(&options);
    limits.header_ms = limits.body_ms = 1000;
    options.limits                    = &limits;
    host_lab_open(&lab, &options);
    raw_socket *header = host_lab_connect(&lab), *body = host_lab_connect(&lab), *silent = host_lab_connect(&lab);
    raw_socket *later = host_lab_connect(&lab);
    raw_text(later, "GET /healthz HTTP/1.1\r\n" H "\r\n");
    assert_int_equal(raw_answer(later, true, NULL, 0), 200);
    raw_text(later, "GET / HTTP/1.1\r\nHost: lo");
    raw_text(header, "GET / HTTP/1.1\r\nHost: lo");
    raw_text(body, GUEST "Content-Length: 20\r\n\r\n{");
    assert_int_equal(raw_answer(header, true, NULL, 0), 408);
    assert_int_equal(raw_answer(later, true, NULL, 0), 408);
    raw_wait_end(header);
    raw_wait_end(later);
    raw_wait_end(body);
    raw_wait_end(silent);
    assert_int_equal(silent->len, 0);
    host_lab_hang_up(header);
    host_lab_hang_up(later);
    host_lab_hang_up(body);
    host_lab_hang_up(silent);
    host_lab_close(&lab);
}

static void test_who_hangs_up_at_the_gate_is_forgotten(void **state)
{
    host_lab *lab = *state;
    for (int i = 0; i < 50; i++) {
        raw_socket *s = host_lab_connect(lab);
        if (i % 2 == 0)
            raw_text(s, i % 4 == 0 ? "GET / HT" : "nonsense\r\n");
        host_lab_hang_up(s);
    }
    expect_status(lab, "GET /healthz HTTP/1.1\r\n" H "\r\n", 200);
}

static void test_a_host_closes_with_peers_at_its_gate(void **state)
{
    host_lab lab;
    (void)state;
    host_lab_open(&lab, NULL);
    raw_socket *silent = host_lab_connect(&lab), *half = host_lab_connect(&lab), *bad = host_lab_connect(&lab);
    raw_text(half, "GET / HTTP/1.1\r\n");
    raw_text(bad, "nonsense\r\n");
    assert_int_equal(raw_answer(bad, true, NULL, 0), 400);
    host_lab_close(&lab);
    host_lab_hang_up(silent);
    host_lab_hang_up(half);
    host_lab_hang_up(bad);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_each_has_its_status_and_a_sentence),
        LAB_TEST(test_each_has_its_status_behind_a_good_one),
        LAB_TEST(test_what_is_sent_ahead_has_its_status),
        LAB_TEST(test_a_later_request_may_come_byte_by_byte),
        LAB_TEST(test_a_request_may_come_byte_by_byte),
        LAB_TEST(test_long_lines_have_their_status),
        LAB_TEST(test_a_long_path_is_still_read),
        cmocka_unit_test(test_who_takes_his_time_is_cut),
        LAB_TEST(test_who_hangs_up_at_the_gate_is_forgotten),
        cmocka_unit_test(test_a_host_closes_with_peers_at_its_gate),
    };
    return cmocka_run_group_tests_name("host/malformed", tests, NULL, NULL);
}
