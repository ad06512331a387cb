#include "net/server_state.h"

#include "base/clock.h"

#include <sys/socket.h>

enum {
    STRINGS_CHUNK   = 1024,
    ANSWER_CHECK_MS = 250,
    LINGER_MS       = 2000
};

void cho_exchange_init(cho_exchange *e, const chorus_allocator *heap)
{
    *e = (cho_exchange){ .method = "" };
    cho_arena_init(&e->strings, heap, STRINGS_CHUNK);
    cho_buf_init(&e->body, heap);
    cho_buf_init(&e->answer, heap);
}

static void end_sink(cho_exchange *e)
{
    cho_body_sink sink = e->sink;
    e->sink            = (cho_body_sink){ .take = NULL };
    if (sink.end != NULL)
        sink.end(sink.user);
}

void cho_exchange_deinit(cho_exchange *e)
{
    cho_exchange_forget_deferred(e);
    end_sink(e);
    cho_reply_end_source(e);
    cho_arena_deinit(&e->strings);
    cho_buf_deinit(&e->body);
    cho_buf_deinit(&e->answer);
}

/* An idle connection keeps no memory for requests to come. */
static void start_over(cho_socket *socket)
{
    cho_timer_cancel(&socket->timer);
    cho_exchange_deinit(&socket->exchange);
    cho_exchange_init(&socket->exchange, &socket->server->loop->heap);
}

static void on_overdue(void *user)
{
    cho_socket *socket = user;
    cho_lws_kill(socket->wsi);
}

static void start_timer(cho_socket *socket, uint32_t ms)
{
    cho_timer_start(socket->server->loop, &socket->timer, ms, on_overdue, socket);
}

/* ---- the end of an exchange ---- */

static int finish(cho_socket *socket)
{
    bool keep_alive = socket->exchange.keep_alive;
    socket->is_used = true;
    start_over(socket);
    lws_set_timeout(socket->wsi, NO_PENDING_TIMEOUT, 0);
    if (!keep_alive || lws_http_transaction_completed(socket->wsi) != 0)
        return -1;
    cho_gate_await_next(socket);
    return 0;
}

/* Does libwebsockets hold bytes of anybody that it has read and not yet parsed? */
static bool is_anything_buffered(cho_socket *socket)
{
    return lws_service_adjust_timeout(socket->server->loop->context, 1, 0) == 0;
}

/* Its list leaves out those whose input is paused: so it is ours if pausing ours makes it empty. */
bool cho_exchange_is_ours_buffered(cho_socket *socket)
{
    if (!is_anything_buffered(socket))
        return false;
    lws_rx_flow_control(socket->wsi, 0);
    bool has_others = is_anything_buffered(socket);
    lws_rx_flow_control(socket->wsi, 1);
    return !has_others;
}

/*
 * A request that was sent before the answer to the last one waits in a buffer of libwebsockets. A buffer
 * of somebody else at this very moment looks the same. The first request of a connection never waits.
 */
static bool may_have_waited(cho_socket *socket)
{
    return socket->is_used && is_anything_buffered(socket);
}

static bool sends_more(cho_socket *socket)
{
    char byte;
    int  fd = (int)lws_get_socket_fd(socket->wsi);
    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0 || cho_exchange_is_ours_buffered(socket);
}

/*
 * While an answer is stuck libwebsockets parses nothing but wakes up for every byte that waits to
 * be parsed. A peer that sends more and takes nothing would keep us busy: it is dropped.
 */
static void check_answer(void *user)
{
    cho_socket *socket = user;
    if (sends_more(socket) || cho_clock_mono_ns() >= socket->exchange.answer_due_ns)
        cho_lws_kill(socket->wsi);
    else
        cho_timer_start(socket->server->loop, &socket->timer, ANSWER_CHECK_MS, check_answer,
                        socket);
}

/* Whoever takes some of a long answer has as long again for the next piece. */
static int wait_for_peer(cho_socket *socket)
{
    socket->exchange.stage         = CHO_EXCHANGE_ANSWER;
    socket->exchange.answer_due_ns = cho_clock_mono_ns() + (uint64_t)socket->server->options.answer_ms * 1000000;
    cho_timer_start(socket->server->loop, &socket->timer, ANSWER_CHECK_MS, check_answer, socket);
    lws_callback_on_writable(socket->wsi);
    return 0;
}

static int send_rest(cho_socket *socket)
{
    const cho_exchange *e = &socket->exchange;
    if (!cho_reply_send_more(socket))
        return -1;
    bool is_sent = e->source_sent == e->source_len && !lws_partial_buffered(socket->wsi);
    return is_sent ? finish(socket) : wait_for_peer(socket);
}

static int send_answer(cho_socket *socket)
{
    return cho_reply_send(socket) ? send_rest(socket) : -1;
}

int cho_exchange_flushed(cho_socket *socket)
{
    switch (socket->exchange.stage) {
    case CHO_EXCHANGE_DEFERRED: cho_exchange_wait_deferred(socket); return 0;
    case CHO_EXCHANGE_READY: return send_answer(socket);
    case CHO_EXCHANGE_ANSWER: return lws_partial_buffered(socket->wsi) ? 0 : send_rest(socket);
    default: return 0;
    }
}

/* ---- refusing ---- */

/*
 * Closing a socket that holds unread bytes would take the answer with it (RFC 9112 section 9.6). So
 * where libwebsockets reads a body on, we say that we are done and throw away what comes, for a
 * moment.
 */
static int linger(cho_socket *socket)
{
    socket->exchange.stage = CHO_EXCHANGE_LINGER;
    start_timer(socket, LINGER_MS);
    if (!lws_partial_buffered(socket->wsi))
        (void)shutdown((int)lws_get_socket_fd(socket->wsi), SHUT_WR);
    return 0;
}

static bool is_body_read(const cho_exchange *e, size_t len)
{
    bool waits_without_length = strcmp(e->method, "POST") == 0 || strcmp(e->method, "PUT") == 0 ||
                                strcmp(e->method, "PATCH") == 0;
    return len > 0 || waits_without_length;
}

/* len: of the body that is to come, as far as that is known. */
static int refuse(cho_socket *socket, int status, size_t len)
{
    cho_exchange *e = &socket->exchange;
    e->keep_alive   = false;
    end_sink(e);
    if (!cho_reply_refuse(socket, status, NULL) || !cho_reply_send(socket))
        return -1;
    return is_body_read(e, len) && !may_have_waited(socket) ? linger(socket) : -1;
}

/* ---- one request ---- */

static int answer(cho_socket *socket)
{
    cho_exchange *e      = &socket->exchange;
    cho_server   *server = socket->server;
    cho_timer_cancel(&socket->timer);
    e->stage = CHO_EXCHANGE_IDLE;
    if (!server->is_closing)
        server->handlers.on_request(server->user, e);
    end_sink(e);
    if (e->stage != CHO_EXCHANGE_IDLE)
        return 0; /* deferred */
    if (!e->is_answered && !cho_reply_write_status(e, HTTP_STATUS_INTERNAL_SERVER_ERROR))
        return -1;
    return send_answer(socket);
}

/* A POST of length 0 is reported as complete by libwebsockets in the same turn, a PUT is not. */
static bool is_body_announced(const cho_exchange *e, size_t len)
{
    return len > 0 || strcmp(e->method, "POST") == 0;
}

/* 0, or the status to refuse a request with for its body. */
static int judge_body(cho_socket *socket, size_t *len)
{
    const cho_server *server = socket->server;
    int               status = cho_request_body_len(socket, len);
    if (server->handlers.on_body == NULL || server->is_closing ||
        (status == 0 && !is_body_announced(&socket->exchange, *len)))
        return status;
    return server->handlers.on_body(server->user, &socket->exchange, *len, status);
}

/*
 * When a request that has waited has a body, libwebsockets takes the request's own first bytes for it,
 * and then turns in a circle for ever or frees the connection twice. So such a connection is closed,
 * which costs a peer its connection once in a while.
 */
int cho_exchange_begin(cho_socket *socket)
{
    cho_exchange *e   = &socket->exchange;
    size_t        len = 0;
    start_over(socket);
    cho_guard_heard(socket);
    int status = cho_request_read(socket);
    if (status == 0)
        status = judge_body(socket, &len);
    if (status != 0)
        return refuse(socket, status, len);
    socket->let_in += len;
    if (!is_body_announced(e, len))
        return answer(socket);
    if (len > 0 && may_have_waited(socket))
        return -1;
    e->stage = CHO_EXCHANGE_BODY;
    start_timer(socket, e->sink.take != NULL ? e->sink.within_ms : socket->server->options.body_ms);
    return cho_reply_go_on(socket) ? 0 : -1;
}

static int feed_sink(cho_socket *socket, const void *in, size_t len)
{
    cho_exchange *e      = &socket->exchange;
    int           status = e->sink.take(e->sink.user, in, len);
    if (status == 0)
        return 0;
    cho_timer_cancel(&socket->timer);
    return refuse(socket, status, len);
}

int cho_exchange_take_body(cho_socket *socket, const void *in, size_t len)
{
    cho_exchange *e = &socket->exchange;
    if (e->stage != CHO_EXCHANGE_BODY || len == 0)
        return 0;
    if (e->sink.take != NULL)
        return feed_sink(socket, in, len);
    if (len > socket->server->options.max_body - e->body.len)
        return -1;
    cho_buf_append(&e->body, in, len);
    return e->body.failed ? -1 : 0;
}

/*
 * Comes again when bytes of a next request are there before this one is answered. A peer we linger
 * for has sent all it announced.
 */
int cho_exchange_body_done(cho_socket *socket)
{
    if (socket->exchange.stage == CHO_EXCHANGE_LINGER)
        return -1;
    return socket->exchange.stage == CHO_EXCHANGE_BODY ? answer(socket) : 0;
}

/* ---- what a handler sees ---- */

const char *cho_exchange_method(const cho_exchange *exchange)
{
    return exchange->method;
}

const char *cho_exchange_path(const cho_exchange *exchange)
{
    return exchange->path.ptr;
}

cho_span cho_exchange_query(const cho_exchange *exchange)
{
    return (cho_span){ exchange->query.ptr, exchange->query.len };
}

cho_span cho_exchange_body(const cho_exchange *exchange)
{
    return (cho_span){ exchange->body.len == 0 ? "" : exchange->body.data, exchange->body.len };
}

void cho_exchange_set_sink(cho_exchange *exchange, const cho_body_sink *sink)
{
    exchange->sink = *sink;
}

void *cho_exchange_sink_user(const cho_exchange *exchange)
{
    return exchange->sink.take != NULL ? exchange->sink.user : NULL;
}

cho_span cho_exchange_header(cho_exchange *exchange, const char *lower_name)
{
    return cho_request_header(cho_socket_of_exchange(exchange), lower_name);
}

const char *cho_exchange_peer(const cho_exchange *exchange)
{
    return cho_socket_of_exchange(exchange)->peer;
}

bool cho_exchange_is_local(const cho_exchange *exchange)
{
    return cho_socket_of_exchange(exchange)->is_local;
}

cho_line cho_exchange_line(const cho_exchange *exchange)
{
    const cho_socket *socket = cho_socket_of_exchange(exchange);
    if (socket->wsi != NULL && lws_is_ssl(socket->wsi))
        return CHO_LINE_TLS;
    return socket->is_local ? CHO_LINE_LOCAL : CHO_LINE_OPEN;
}

chorus_result cho_exchange_reply(cho_exchange *exchange, const cho_reply *reply)
{
    if (exchange->is_answered || exchange->deferred.on_gone != NULL) {
        if (reply->source != NULL)
            reply->source->end(reply->source->user);
        return CHORUS_E_STATE;
    }
    chorus_result r       = cho_reply_write(exchange, reply);
    exchange->is_answered = r == CHORUS_OK;
    if (r != CHORUS_OK)
        cho_reply_end_source(exchange);
    return r;
}
