/* What a server does with HTTP requests, good, odd and hostile. */
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static char answered[4096];

static int set_up(void **state)
{
    lab_set_up_serving(state);
    lab *l = *state;
    raw_open(&l->raw, l->server.port);
    return 0;
}

static int tear_down(void **state)
{
    raw_close(&((lab *)*state)->raw);
    return lab_tear_down(state);
}

/* Sends a request and expects this status and, unless NULL, this body. */
static void expect(lab *l, const char *request, int status, const char *body)
{
    bool is_head = strncmp(request, "HEAD ", 5) == 0;
    raw_text(&l->raw, request);
    int got = raw_answer(&l->raw, !is_head, answered, sizeof answered);
    if (got != status)
        fail_msg("%s\nwas answered %d, not %d", request, got, status);
    if (body != NULL)
        assert_string_equal(answered, body);
}

static void test_all_methods_share_one_connection(void **state)
{
    lab *l = *state;
    for (int i = 0; i < 3; i++) {
        expect(l, "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", 200, "GET /a b=c 0");
        expect(l, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 200,
               "POST /a  5");
        expect(l, "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
        expect(l, "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", 200, "PUT /a  2");
        expect(l, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 200, "POST /a  0");
        expect(l, "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 200, "PUT /a  0");
        expect(l, "PATCH /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 200, "PATCH /a  1");
        expect(l, "DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, "DELETE /a  0");
        expect(l, "DELETE /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 200,
               "DELETE /a  3");
        expect(l, "OPTIONS /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, "OPTIONS /a  0");
        expect(l, "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 200, "GET /a  3");
    }
}

static void test_head_has_the_length_of_the_body_it_leaves_out(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_non_null(raw_wait_for(&l->raw, "\r\n\r\n"));
    assert_non_null(strstr(l->raw.seen, "content-length: 10\r\n"));
}

static void test_a_body_may_come_in_pieces(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "POST /a HTTP/1.1\r\nHost: x\r\nContent-");
    raw_text(&l->raw, "Length: 6\r\n\r\nabc");
    raw_text(&l->raw, "d");
    raw_text(&l->raw, "ef");
    assert_int_equal(raw_answer(&l->raw, true, answered, sizeof answered), 200);
    assert_string_equal(answered, "POST /a  6");
}

static void test_pipelined_requests_are_answered_in_order(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                      "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 1; i <= 3; i++) {
        char wanted[32];
        (void)snprintf(wanted, sizeof wanted, "GET /%d  0", i);
        assert_int_equal(raw_answer(&l->raw, true, answered, sizeof answered), 200);
        assert_string_equal(answered, wanted);
    }
}

/* libwebsockets would spin or free twice: see cho_exchange_begin(). */
static void test_pipelined_bodies_close_the_connection(void **state)
{
    static const char *const seconds[] = {
        "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nbody 2GET /3 HTTP/1.1\r\n\r\n",
        "POST /2 HTTP/1.1\r\nConnection: close\r\nContent-Length: 6\r\n\r\nbody 2",
        "GET /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
        "PUT /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\nx",
        "POST /2 HTTP/1.1\r\nHost: x\r\n\r\nxxxxxxxx",
    };
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
        char both[512];
        (void)snprintf(both, sizeof both,
                       "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody%s",
                       seconds[i]);
        raw_text(&l->raw, both);
        assert_int_equal(raw_answer(&l->raw, true, answered, sizeof answered), 200);
        assert_string_equal(answered, "POST /1  4");
        raw_wait_end(&l->raw);
        assert_null(strstr(l->raw.seen, " 200 "));
        raw_close(&l->raw);
        raw_open(&l->raw, l->server.port);
    }
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
}

static void test_a_connection_closes_when_asked(void **state)
{
    lab *l = *state;
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, "GET /a  0");
    raw_wait_end(&l->raw);
}

static void test_http_1_0_closes_unless_asked_to_stay(void **state)
{
    lab *l = *state;
    expect(l, "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "GET /a  0");
    expect(l, "GET /b HTTP/1.0\r\n\r\n", 200, "GET /b  0");
    raw_wait_end(&l->raw);
}

/* Smuggling by way of a proxy: see came_through_proxy(). */
static void test_a_connection_from_a_proxy_serves_one_request(void **state)
{
    lab *l = *state;
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n", 200, "GET /a  0");
    raw_wait_end(&l->raw);
}

static void test_paths_and_queries_are_decoded_and_encoded_again(void **state)
{
    lab *l = *state;
    expect(l, "GET /a%20b/c?k=1%262&K%20k=x+y&e=&f HTTP/1.1\r\nHost: x\r\n\r\n", 200,
           "GET /a b/c k=1%262&K%20k=x%20y&e=&f 0");
    expect(l, "GET //a/./b/../c?Authorization=Bearer%20t%2Fk HTTP/1.1\r\nHost: x\r\n\r\n", 200,
           "GET /a/c Authorization=Bearer%20t%2Fk 0");
}

static void test_a_path_with_control_bytes_is_refused(void **state)
{
    static const char *const paths[] = { "/a%00b", "/a%07", "/a%7f" };
    lab                     *l       = *state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        char request[128];
        (void)snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", paths[i]);
        raw_text(&l->raw, request);
        raw_wait_end(&l->raw);
        assert_null(strstr(l->raw.seen, " 200 "));
        raw_close(&l->raw);
        raw_open(&l->raw, l->server.port);
    }
}

static void test_headers_are_found_whether_known_or_not(void **state)
{
    lab *l = *state;
    expect(l, "GET /header/authorization HTTP/1.1\r\nHost: x\r\nAuthorization:  Bearer t \r\n\r\n",
           200, "Bearer t");
    expect(l,
           "GET /header/x-interactive-version HTTP/1.1\r\nHost: x\r\nX-INTERACTIVE-Version: "
           "478210\r\n\r\n",
           200, "478210");
    expect(l, "GET /header/host HTTP/1.1\r\nHost: a.example\r\n\r\n", 200, "a.example");
    expect(l, "GET /header/origin HTTP/1.1\r\nHost: x\r\nOrigin: http://y\r\n\r\n", 200,
           "http://y");
    expect(l, "POST /header/x-test HTTP/1.1\r\nHost: x\r\nX-Test: 1\r\nContent-Length: 2\r\n\r\nhi",
           200, "1");
    expect(l, "GET /header/x-none HTTP/1.1\r\nHost: x\r\n\r\n", 404, NULL);
}

static void test_a_long_header_is_taken_and_a_longer_one_is_not(void **state)
{
    lab   *l    = *state;
    size_t size = 20000;
    char  *text = malloc(size + 200);
    assert_non_null(text);
    int n = sprintf(text, "GET /header/x-test HTTP/1.1\r\nHost: x\r\nX-Test: ");
    memset(text + n, 'a', 9000);
    strcpy(text + n + 9000, "\r\n\r\n");
    expect(l, text, 200, NULL);
    memset(text + n, 'a', size);
    strcpy(text + n + size, "\r\n\r\n");
    raw_text(&l->raw, text);
    free(text);
    raw_wait_end(&l->raw);
    assert_null(strstr(l->raw.seen, " 200 "));
}

static void test_a_handler_that_says_nothing_means_500(void **state)
{
    lab *l = *state;
    expect(l, "GET /silent HTTP/1.1\r\nHost: x\r\n\r\n", 500, NULL);
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
}

static void test_a_large_answer_comes_whole(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    const char *end = raw_wait_for(&l->raw, "\r\n\r\n");
    assert_non_null(end);
    raw_take(&l->raw, (size_t)(end - l->raw.seen) + 4);
    for (size_t left = 300000; left > 0;) {
        size_t part = left < 50000 ? left : 50000;
        assert_true(raw_wait_len(&l->raw, part));
        assert_int_equal(l->raw.seen[0], 'z');
        raw_take(&l->raw, part);
        left -= part;
    }
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, "GET /a  0");
}

/* ---- refused ---- */

typedef struct refusal {
    const char *name, *request;
    int         status;
} refusal;

static const refusal refusals[] = {
    { "chunked",
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      411 },
    { "chunked GET",
      "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      411 },
    { "chunked with a length",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
      400 },
    { "POST without a length", "POST /a HTTP/1.1\r\nHost: x\r\n\r\n", 411 },
    { "too large", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\nabc", 413 },
    { "far too large", "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\nabc", 413 },
    { "negative length", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400 },
    { "two lengths",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400 },
    { "no number", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello", 400 },
    { "absurd length",
      "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\nhello", 400 },
    { "unknown method", "BREW /a HTTP/1.1\r\nHost: x\r\n\r\n", 501 },
    { "no slash", "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
    { "bad escape", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
};

static void test_requests_that_cannot_be_served_are_refused_and_closed(void **state)
{
    lab *l = *state;
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
        raw_text(&l->raw, refusals[i].request);
        int status = raw_answer(&l->raw, true, NULL, 0);
        if (status != refusals[i].status)
            fail_msg("%s: %d, not %d", refusals[i].name, status, refusals[i].status);
        raw_wait_end(&l->raw);
        raw_close(&l->raw);
        raw_open(&l->raw, l->server.port);
    }
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
}

static void test_a_refusal_says_in_words_what_is_wrong(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "POST /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(raw_answer(&l->raw, true, answered, sizeof answered), 411);
    assert_string_equal(answered, "Length Required");
}

static void test_a_refused_upgrade_says_in_words_what_is_wrong(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "GET /a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    assert_non_null(raw_wait_for(&l->raw, "sec-websocket-version: 13\r\n"));
    assert_int_equal(raw_answer(&l->raw, true, answered, sizeof answered), 426);
    assert_string_equal(answered, "Upgrade Required");
}

/* The peer is in the middle of sending a megabyte; the answer must not be lost for that. */
static void test_a_refusal_reaches_a_peer_that_is_still_sending(void **state)
{
    lab  *l   = *state;
    char *big = calloc(1, 1000000);
    assert_non_null(big);
    raw_text(&l->raw, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    raw_send(&l->raw, big, 1000000);
    assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 413);
    raw_wait_end(&l->raw);
    free(big);
}

static void test_garbage_is_dropped_and_the_server_lives_on(void **state)
{
    lab          *l = *state;
    unsigned char noise[512];
    unsigned      seed = 7;
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (unsigned char)((seed = seed * 1103515245u + 12345u) >> 16);
        raw_send(&l->raw, noise, sizeof noise);
        (void)shutdown(l->raw.fd, SHUT_WR);
        raw_wait_end(&l->raw);
        raw_close(&l->raw);
        raw_open(&l->raw, l->server.port);
    }
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
}

static void test_a_header_that_never_ends_is_cut(void **state)
{
    lab *l = *state;
    raw_close(&l->raw);
    lab_close_server(&l->server, 1001);
    lab_expect(&l->log, "server gone");
    l->server.options.header_ms = 1000;
    lab_serve(&l->server, &l->loop, &l->log);
    raw_open(&l->raw, l->server.port);
    raw_text(&l->raw, "GET /a HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 408);
    raw_wait_end(&l->raw);
}

static void test_more_sockets_than_allowed_are_dropped_on_arrival(void **state)
{
    lab *l = *state;
    raw_close(&l->raw);
    lab_close_server(&l->server, 1001);
    lab_expect(&l->log, "server gone");
    l->server.options.max_sockets = 1;
    lab_serve(&l->server, &l->loop, &l->log);
    raw_open(&l->raw, l->server.port);
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
    raw_socket *second = malloc(sizeof *second);
    assert_non_null(second);
    raw_open(second, l->server.port);
    raw_wait_end(second);
    raw_close(second);
    free(second);
    expect(l, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 200, NULL);
}

static void test_who_waits_for_leave_to_send_a_body_gets_it(void **state)
{
    lab *l = *state;
    raw_text(&l->raw, "POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    assert_non_null(raw_wait_for(&l->raw, "HTTP/1.1 100 Continue\r\n\r\n"));
    raw_take(&l->raw, strlen("HTTP/1.1 100 Continue\r\n\r\n"));
    raw_text(&l->raw, "abc");
    assert_int_equal(raw_answer(&l->raw, true, NULL, 0), 200);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_all_methods_share_one_connection),
        T(test_head_has_the_length_of_the_body_it_leaves_out),
        T(test_a_body_may_come_in_pieces),
        T(test_who_waits_for_leave_to_send_a_body_gets_it),
        T(test_pipelined_requests_are_answered_in_order),
        T(test_pipelined_bodies_close_the_connection),
        T(test_a_connection_closes_when_asked),
        T(test_http_1_0_closes_unless_asked_to_stay),
        T(test_a_connection_from_a_proxy_serves_one_request),
        T(test_paths_and_queries_are_decoded_and_encoded_again),
        T(test_a_path_with_control_bytes_is_refused),
        T(test_headers_are_found_whether_known_or_not),
        T(test_a_long_header_is_taken_and_a_longer_one_is_not),
        T(test_a_handler_that_says_nothing_means_500),
        T(test_a_large_answer_comes_whole),
        T(test_requests_that_cannot_be_served_are_refused_and_closed),
        T(test_a_refusal_says_in_words_what_is_wrong),
        T(test_a_refused_upgrade_says_in_words_what_is_wrong),
        T(test_a_refusal_reaches_a_peer_that_is_still_sending),
        T(test_garbage_is_dropped_and_the_server_lives_on),
        T(test_a_header_that_never_ends_is_cut),
        T(test_more_sockets_than_allowed_are_dropped_on_arrival),
    };
    return cmocka_run_group_tests_name("net/http", tests, NULL, NULL);
}
