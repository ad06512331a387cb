/* Answers that come later than their handler returns. */
#include "support/lab.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8 };

/* A request of "/later/N" waits in slot N. */
typedef struct slot {
    lab          *l;
    int           number;
    cho_deferred *deferred; /* NULL: none waits, or it is gone */
} slot;

/* A server whose answers wait. */
static struct {
    cho_server_options options;
    cho_server        *server;
    slot               slots[SLOTS];
    int                number; /* of the slot that the network thread shall see to */
    char               answered[256];
} service;

static void reply_now(cho_exchange *exchange, const char *text)
{
    const cho_reply reply = { .status = 200, .body = text, .body_len = strlen(text) };
    assert_ok(cho_exchange_reply(exchange, &reply));
    assert_null(cho_exchange_defer(exchange, NULL, NULL));
}

static chorus_result reply_later(slot *s, int status)
{
    char          text[128];
    cho_deferred *deferred = s->deferred;
    cho_span      body     = cho_exchange_body(cho_deferred_exchange(deferred));
    const char   *path     = cho_exchange_path(cho_deferred_exchange(deferred));
    (void)snprintf(text, sizeof text, "%s %.*s", path, (int)body.len, body.ptr);
    const cho_reply reply = { .status = status, .body = text, .body_len = strlen(text) };
    s->deferred           = NULL;
    return cho_deferred_reply(deferred, &reply);
}

static void on_gone(void *user)
{
    slot *s     = user;
    s->deferred = NULL;
    lab_say(&s->l->log, "gone %d", s->number);
}

static void on_request(void *user, cho_exchange *exchange)
{
    lab        *l    = user;
    const char *path = cho_exchange_path(exchange);
    if (strcmp(path, "/now") == 0) {
        reply_now(exchange, "now");
        return;
    }
    slot           *s     = &service.slots[path[strlen("/later/")] - '0'];
    const cho_reply reply = { .status = 200 };
    s->deferred           = cho_exchange_defer(exchange, on_gone, s);
    assert_non_null(s->deferred);
    assert_null(cho_exchange_defer(exchange, on_gone, s));
    assert_result(CHORUS_E_STATE, cho_exchange_reply(exchange, &reply));
    if (strstr(path, "at-once") != NULL)
        assert_ok(reply_later(s, 200));
    lab_say(&l->log, "deferred %d", s->number);
}

static void open_server(void *arg)
{
    lab                      *l        = arg;
    char                      error[128];
    const cho_server_handlers handlers = { .on_request = on_request };
    service.options.address            = "127.0.0.1";
    assert_ok(cho_server_open(l->loop.loop, &service.options, &handlers, l, &service.server, error, sizeof error));
}

static void serve(lab *l, uint32_t defer_ms)
{
    service.options.defer_ms = defer_ms;
    lab_run(&l->loop, open_server, l);
    raw_open(&l->raw, cho_server_port(service.server));
}

static int set_up(void **state)
{
    lab_set_up_running(state);
    memset(&service, 0, sizeof service);
    for (int i = 0; i < SLOTS; i++)
        service.slots[i] = (slot){ .l = *state, .number = i };
    return 0;
}

static int tear_down(void **state)
{
    raw_close(&((lab *)*state)->raw);
    return lab_tear_down(state);
}

static void answer_slot(void *arg)
{
    (void)arg;
    assert_ok(reply_later(&service.slots[service.number], 200));
}

static void answer(lab *l, int number)
{
    service.number = number;
    lab_run(&l->loop, answer_slot, l);
}

static void expect(lab *l, int status, const char *body)
{
    assert_int_equal(raw_answer(&l->raw, true, service.answered, sizeof service.answered), status);
    assert_string_equal(service.answered, body);
}

static void test_an_answer_may_come_later(void **state)
{
    lab *l = *state;
    serve(l, 0);
    for (int i = 0; i < 3; i++) {
        raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
        lab_expect(&l->log, "deferred 1");
        answer(l, 1);
        expect(l, 200, "/later/1 ");
        raw_text(&l->raw, "POST /later/2 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        lab_expect(&l->log, "deferred 2");
        answer(l, 2);
        expect(l, 200, "/later/2 hello");
    }
}

static void test_an_answer_may_come_inside_the_handler_after_all(void **state)
{
    lab *l = *state;
    serve(l, 0);
    for (int i = 0; i < 3; i++) {
        raw_text(&l->raw, "GET /later/1/at-once HTTP/1.1\r\nHost: x\r\n\r\n");
        expect(l, 200, "/later/1/at-once ");
    }
}

static void test_others_are_served_meanwhile(void **state)
{
    lab       *l     = *state;
    raw_socket other = { 0 };
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    raw_open(&other, cho_server_port(service.server));
    raw_text(&other, "GET /now HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(raw_answer(&other, true, service.answered, sizeof service.answered), 200);
    raw_close(&other);
    answer(l, 1);
    expect(l, 200, "/later/1 ");
}

static void test_requests_behind_a_deferred_one_wait(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /now HTTP/1.1\r\nHost: x\r\n\r\n");
    raw_text(&l->raw, "GET /later/2 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    raw_text(&l->raw, "GET /now HTTP/1.1\r\nHost: x\r\n\r\n");
    answer(l, 1);
    expect(l, 200, "/later/1 ");
    expect(l, 200, "now");
    lab_expect(&l->log, "deferred 2");
    answer(l, 2);
    expect(l, 200, "/later/2 ");
    expect(l, 200, "now");
}

/* Libwebsockets would wake up for them all the time. */
static void test_requests_behind_a_deferred_one_do_not_wait_for_long(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\nGET /now HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "gone 1");
    raw_wait_end(&l->raw);
}

static void test_a_peer_that_asks_to_close_is_answered_first(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    answer(l, 1);
    expect(l, 200, "/later/1 ");
    raw_wait_end(&l->raw);
}

static void test_who_meant_to_answer_hears_that_nobody_waits_any_more(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    raw_reset(&l->raw);
    lab_expect(&l->log, "gone 1");
}

static void test_what_takes_too_long_is_answered_503(void **state)
{
    lab *l = *state;
    serve(l, 50);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "gone 1");
    expect(l, 503, "Service Unavailable");
    raw_wait_end(&l->raw);
}

static void answer_wrongly(void *arg)
{
    (void)arg;
    assert_result(CHORUS_E_INVALID, reply_later(&service.slots[1], 99));
}

static void test_an_answer_that_cannot_be_sent_is_a_500(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    lab_run(&l->loop, answer_wrongly, l);
    expect(l, 500, "Internal Server Error");
}

static void on_closed(void *user)
{
    lab_say(&((lab *)user)->log, "closed");
}

static void close_server(void *arg)
{
    lab *l = arg;
    cho_server_close(service.server, 1012, "over", on_closed, l);
}

static void test_a_closing_server_finishes_what_is_answered_in_time(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    lab_run(&l->loop, close_server, l);
    answer(l, 1);
    expect(l, 200, "/later/1 ");
    raw_wait_end(&l->raw);
    lab_expect(&l->log, "closed");
}

static void test_a_closing_server_cuts_what_waits_too_long(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    lab_run(&l->loop, close_server, l);
    lab_expect(&l->log, "gone 1");
    lab_expect(&l->log, "closed");
    raw_wait_end(&l->raw);
}

static void test_the_end_of_the_loop_cuts_what_waits(void **state)
{
    lab *l = *state;
    serve(l, 0);
    raw_text(&l->raw, "GET /later/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    lab_expect(&l->log, "deferred 1");
    lab_stop(&l->loop);
    lab_expect(&l->log, "gone 1");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(test_an_answer_may_come_later),
        T(test_an_answer_may_come_inside_the_handler_after_all),
        T(test_others_are_served_meanwhile),
        T(test_requests_behind_a_deferred_one_wait),
        T(test_requests_behind_a_deferred_one_do_not_wait_for_long),
        T(test_a_peer_that_asks_to_close_is_answered_first),
        T(test_who_meant_to_answer_hears_that_nobody_waits_any_more),
        T(test_what_takes_too_long_is_answered_503),
        T(test_an_answer_that_cannot_be_sent_is_a_500),
        T(test_a_closing_server_finishes_what_is_answered_in_time),
        T(test_a_closing_server_cuts_what_waits_too_long),
        T(test_the_end_of_the_loop_cuts_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
