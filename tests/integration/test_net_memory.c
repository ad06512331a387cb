/*
 * Every allocation of a whole conversation fails once: it ends, says so, and leaves nothing behind.
 */
#include "net/http_client.h"
#include "net/server.h"
#include "net/ws_client.h"
#include "support/failing_allocator.h"
#include "support/support.h"

#include <stdio.h>

enum { DEADLINE_MS = 20000 };

typedef struct world {
    const chorus_allocator *heap;
    cho_loop               *loop;
    cho_server             *server;
    cho_timer               deadline;
    int  open_ends; /* of client and transfer that are still to be told their end */
    int  accepted, closed;
    bool echoed, answered, is_late;
} world;

static void one_end_less(world *w)
{
    if (--w->open_ends == 0)
        cho_loop_stop(w->loop);
}

static void on_late(void *user)
{
    world *w   = user;
    w->is_late = true;
    cho_loop_stop(w->loop);
}

static void on_request(void *user, cho_exchange *exchange)
{
    const cho_header headers[] = { { "x-test", "1" } };
    const cho_reply  reply     = {
             .status = 200, .headers = headers, .header_count = 1, .body = "answer", .body_len = 6
    };
    (void)user;
    (void)cho_exchange_header(exchange, "x-test");
    (void)cho_exchange_reply(exchange, &reply);
}

static int on_upgrade(void *user, cho_exchange *exchange, cho_conn *conn)
{
    world *w = user;
    (void)exchange;
    (void)conn;
    w->accepted++;
    return 0;
}

static void on_server_message(void *user, cho_conn *conn, const char *data, size_t len,
                              bool is_text)
{
    world       *w    = user;
    cho_message *echo = cho_message_create(w->heap, data, len, is_text);
    if (echo == NULL || cho_conn_send(conn, echo) != CHORUS_OK)
        cho_conn_close(conn, 1011, "no memory");
    cho_message_release(echo);
}

static void on_server_close(void *user, cho_conn *conn, uint16_t code, cho_span reason)
{
    (void)conn;
    (void)code;
    (void)reason;
    ((world *)user)->closed++;
}

static void on_client_open(void *user, cho_ws *ws)
{
    world       *w     = user;
    cho_message *hello = cho_message_create(w->heap, NULL, 100000, true);
    if (hello != NULL)
        memset(cho_message_payload(hello), 'h', 100000);
    if (hello == NULL || cho_ws_send(ws, hello) != CHORUS_OK)
        cho_ws_close(ws, 1011, NULL);
    cho_message_release(hello);
}

static void on_client_message(void *user, cho_ws *ws, const char *data, size_t len, bool is_text)
{
    (void)data;
    (void)is_text;
    ((world *)user)->echoed = len == 100000;
    cho_ws_close(ws, 1000, NULL);
}

static void on_client_close(void *user, cho_ws *ws, const cho_ws_closed *how)
{
    (void)ws;
    assert_true(how->text[0] != '\0');
    one_end_less(user);
}

static void on_answer(void *user, const cho_http_answer *answer)
{
    world *w    = user;
    w->answered = answer->status == 200 && answer->body.len == 6;
    one_end_less(w);
}

static void start_client(world *w, unsigned port)
{
    char                  url[64];
    const cho_header      header   = { "X-Test", "1" };
    const cho_ws_handlers handlers = { .on_open    = on_client_open,
                                       .on_message = on_client_message,
                                       .on_close   = on_client_close };
    const cho_ws_options  options  = { .url = url, .headers = &header, .header_count = 1 };
    cho_ws               *ws;
    (void)snprintf(url, sizeof url, "ws://localhost:%u/a?b=c", port);
    if (cho_ws_connect(w->loop, &options, &handlers, w, &ws) == CHORUS_OK)
        w->open_ends++;
}

static void start_transfer(world *w, unsigned port)
{
    char                   url[64];
    const cho_header       header  = { "X-Test", "1" };
    const cho_http_options options = { .method       = "POST",
                                       .url          = url,
                                       .headers      = &header,
                                       .header_count = 1,
                                       .body         = "question",
                                       .body_len     = 8,
                                       .proxy        = "" };
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/a?b=c", port);
    if (cho_http_start(w->loop, &options, on_answer, w, NULL) == CHORUS_OK)
        w->open_ends++;
}

static void converse(world *w)
{
    char                      error[128];
    const cho_server_options  options  = { .address = "127.0.0.1", .max_message = 200000 };
    const cho_server_handlers handlers = { .on_request = on_request,
                                           .on_upgrade = on_upgrade,
                                           .on_message = on_server_message,
                                           .on_close   = on_server_close };
    if (cho_server_open(w->loop, &options, &handlers, w, &w->server, error, sizeof error) !=
        CHORUS_OK)
        return;
    start_client(w, cho_server_port(w->server));
    start_transfer(w, cho_server_port(w->server));
    cho_timer_start(w->loop, &w->deadline, DEADLINE_MS, on_late, w);
    if (w->open_ends > 0)
        cho_loop_run(w->loop);
}

static void test_a_conversation_survives_missing_memory_anywhere(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
    {
        const cho_loop_options options = { 0 };
        world                  w       = { .heap = &f->hooks };
        chorus_result          r       = cho_loop_create(&f->hooks, &options, &w.loop);
        if (r == CHORUS_OK)
            converse(&w);
        else
            assert_result(CHORUS_E_MEMORY, r);
        cho_loop_destroy(w.loop);
        assert_false(w.is_late);
        assert_int_equal(w.open_ends, 0);
        assert_int_equal(w.accepted, w.closed);
        if (!failing_allocator_has_failed(f))
            assert_true(w.echoed && w.answered);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_conversation_survives_missing_memory_anywhere),
    };
    return cmocka_run_group_tests_name("net/memory", tests, NULL, NULL);
}
