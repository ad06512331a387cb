/* Our HTTP client against our server and against peers that do not behave. */
#include "net/http_client.h"
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a test asks for, and how it went. */
static struct {
    cho_http_options options;
    cho_http        *http;
    chorus_result    started;
    char             url[256];
} transfer;

static int set_up(void **state)
{
    memset(&transfer, 0, sizeof transfer);
    transfer.options.proxy = ""; /* whatever the environment of the tests says */
    return lab_set_up_serving(state);
}

static void on_answer(void *user, const cho_http_answer *answer)
{
    lab *l = user;
    lab_say(&l->log, "answer %d %d %.40s", (int)answer->result, answer->status, answer->body.ptr);
    lab_say(&l->log, "error %s", answer->error);
    lab_say(&l->log, "type %s", answer->content_type.ptr);
}

static void start(void *arg)
{
    lab *l     = arg;
    transfer.started = cho_http_start(l->loop.loop, &transfer.options, on_answer, l, &transfer.http);
}

static void fetch(lab *l, const char *path)
{
    (void)snprintf(transfer.url, sizeof transfer.url, "http://127.0.0.1:%u%s", (unsigned)l->server.port, path);
    transfer.options.url = transfer.url;
    lab_run(&l->loop, start, l);
    assert_ok(transfer.started);
}

static void test_get_brings_status_type_and_body(void **state)
{
    lab *l = *state;
    fetch(l, "/a?b=c");
    lab_expect(&l->log, "answer 0 200 GET /a b=c 0");
    lab_expect(&l->log, "type text/plain");
    lab_expect(&l->log, "error ");
}

static void test_bodies_are_sent_with_every_method_that_has_one(void **state)
{
    static const char *const methods[] = { "POST", "PUT", "DELETE" };
    lab                     *l         = *state;
    transfer.options.body              = "{\"a\":1}";
    transfer.options.body_len          = 7;
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        transfer.options.method = methods[i];
        fetch(l, "/a");
        lab_expect(&l->log, "answer 0 200 %s /a  7", methods[i]);
    }
    transfer.options.method = "POST";
    fetch(l, "/header/content-type");
    lab_expect(&l->log, "answer 0 200 application/json");
    transfer.options.content_type = "application/x-www-form-urlencoded";
    fetch(l, "/header/content-type");
    lab_expect(&l->log, "answer 0 200 application/x-www-form-urlencoded");
}

static void test_methods_without_a_body_say_so(void **state)
{
    lab *l            = *state;
    transfer.options.method = "POST";
    fetch(l, "/a");
    lab_expect(&l->log, "answer 0 200 POST /a  0");
    transfer.options.method = "DELETE";
    fetch(l, "/a");
    lab_expect(&l->log, "answer 0 200 DELETE /a  0");
}

static void test_headers_arrive(void **state)
{
    lab             *l         = *state;
    const cho_header headers[] = { { "Authorization", "Bearer t" }, { "X-Test", "" } };
    transfer.options.headers      = headers;
    transfer.options.header_count = 2;
    fetch(l, "/header/authorization");
    lab_expect(&l->log, "answer 0 200 Bearer t");
    fetch(l, "/header/x-test");
    lab_expect(&l->log, "answer 0 200 ");
}

static void test_any_status_is_an_answer(void **state)
{
    lab *l = *state;
    fetch(l, "/header/x-none");
    lab_expect(&l->log, "answer 0 404 ");
}

static void test_an_answer_over_the_limit_is_cut(void **state)
{
    lab *l              = *state;
    transfer.options.max_body = 1000;
    fetch(l, "/big");
    lab_expect(&l->log, "error the answer is larger than allowed");
}

static void test_a_peer_that_says_nothing_is_left_in_time(void **state)
{
    lab     *l = *state;
    uint16_t port;
    int      silent = raw_listen(&port);
    (void)snprintf(transfer.url, sizeof transfer.url, "http://127.0.0.1:%u/", (unsigned)port);
    transfer.options.url        = transfer.url;
    transfer.options.timeout_ms = 100;
    lab_run(&l->loop, start, l);
    assert_ok(transfer.started);
    lab_expect(&l->log, "answer %d 0 ", (int)CHORUS_E_TIMEOUT);
    (void)close(silent);
}

static void test_a_refused_connection_has_words(void **state)
{
    lab *l = *state;
    lab_close_server(&l->server, 1001);
    lab_expect(&l->log, "server gone");
    fetch(l, "/");
    lab_expect(&l->log, "answer %d 0 ", (int)CHORUS_E_NETWORK);
    assert_false(lab_has(&l->log, "error "));
}

static void test_what_cannot_be_sent_is_refused_at_the_call(void **state)
{
    static const char *const urls[]   = { NULL,       "",
                                          "ftp://x/", "file:///etc/hostname",
                                          "ws://x/",  "http://u:p@x/" };
    lab                     *l        = *state;
    const cho_header         smuggled = { "X-A", "1\nX-B: 2" };
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        transfer.options.url = urls[i];
        lab_run(&l->loop, start, l);
        assert_result(CHORUS_E_INVALID, transfer.started);
    }
    transfer.options.url    = "http://127.0.0.1/";
    transfer.options.method = "HEAD";
    lab_run(&l->loop, start, l);
    assert_result(CHORUS_E_INVALID, transfer.started);
    transfer.options.method       = NULL;
    transfer.options.headers      = &smuggled;
    transfer.options.header_count = 1;
    lab_run(&l->loop, start, l);
    assert_result(CHORUS_E_INVALID, transfer.started);
}

static void start_and_cancel(void *arg)
{
    lab *l = arg;
    start(l);
    cho_http_cancel(transfer.http);
    cho_http_cancel(NULL);
}

static void test_a_cancelled_transfer_says_nothing(void **state)
{
    lab *l = *state;
    (void)snprintf(transfer.url, sizeof transfer.url, "http://127.0.0.1:%u/cancelled", (unsigned)l->server.port);
    transfer.options.url = transfer.url;
    lab_run(&l->loop, start_and_cancel, l);
    assert_ok(transfer.started);
    fetch(l, "/b");
    lab_expect(&l->log, "answer 0 200 GET /b  0");
    assert_false(lab_has(&l->log, "answer 0 200 GET /cancelled  0"));
}

static void test_many_at_once_are_all_answered(void **state)
{
    lab *l = *state;
    for (int i = 0; i < 30; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "/n%d", i);
        fetch(l, path);
    }
    for (int i = 0; i < 30; i++)
        lab_expect(&l->log, "answer 0 200 GET /n%d  0", i);
}

static void test_destroying_the_loop_ends_a_transfer_with_a_word(void **state)
{
    lab     *l = *state;
    uint16_t port;
    int      silent = raw_listen(&port);
    (void)snprintf(transfer.url, sizeof transfer.url, "http://127.0.0.1:%u/", (unsigned)port);
    transfer.options.url = transfer.url;
    lab_run(&l->loop, start, l);
    lab_stop(&l->loop);
    lab_expect(&l->log, "answer %d 0 ", (int)CHORUS_E_STATE);
    (void)close(silent);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, lab_tear_down)
    const struct CMUnitTest tests[] = {
        T(test_get_brings_status_type_and_body),
        T(test_bodies_are_sent_with_every_method_that_has_one),
        T(test_methods_without_a_body_say_so),
        T(test_headers_arrive),
        T(test_any_status_is_an_answer),
        T(test_an_answer_over_the_limit_is_cut),
        T(test_a_peer_that_says_nothing_is_left_in_time),
        T(test_a_refused_connection_has_words),
        T(test_what_cannot_be_sent_is_refused_at_the_call),
        T(test_a_cancelled_transfer_says_nothing),
        T(test_many_at_once_are_all_answered),
        T(test_destroying_the_loop_ends_a_transfer_with_a_word),
    };
    return cmocka_run_group_tests_name("net/http client", tests, NULL, NULL);
}
