/* Answers that come later than their handler returns. */
#include "net/server_state.h"

#include "base/clock.h"

enum { PATIENCE_MS = 2000 }; /* with a peer that keeps libwebsockets awake */

static cho_exchange *exchange_of(const cho_deferred *deferred)
{
    return CHO_OWNER_OF(deferred, cho_exchange, deferred);
}

void cho_exchange_forget_deferred(cho_exchange *e)
{
    cho_deferred forgotten = e->deferred;
    e->deferred            = (cho_deferred){ .on_gone = NULL };
    if (forgotten.on_gone != NULL)
        forgotten.on_gone(forgotten.user);
}

/*
 * Outside of libwebsockets' own calls nothing can be sent or closed: it is asked for one, which does not
 * come to a connection that is paused.
 */
static void send_soon(cho_exchange *e)
{
    cho_socket *socket = cho_socket_of_exchange(e);
    cho_timer_cancel(&socket->timer);
    e->stage = CHO_EXCHANGE_READY;
    lws_rx_flow_control(socket->wsi, 1);
    lws_callback_on_writable(socket->wsi);
}

static void give_up(cho_socket *socket)
{
    cho_exchange *e = &socket->exchange;
    cho_exchange_forget_deferred(e);
    e->keep_alive = false;
    if (cho_reply_write_status(e, HTTP_STATUS_SERVICE_UNAVAILABLE))
        send_soon(e);
    else
        cho_lws_kill(socket->wsi);
}

static void check_deferred(void *user);

static void start_timer(cho_socket *socket, uint32_t ms)
{
    cho_timer_start(socket->server->loop, &socket->timer, ms, check_deferred, socket);
}

static bool has_request_waiting(cho_socket *socket)
{
    lws_rx_flow_control(socket->wsi, 1);
    bool has_one = cho_exchange_is_ours_buffered(socket);
    lws_rx_flow_control(socket->wsi, 0);
    return has_one;
}

/* Requests that libwebsockets has read already keep it awake even in a connection that is paused. */
static void check_deferred(void *user)
{
    cho_socket *socket = user;
    uint64_t    now    = cho_clock_mono_ns(), due = socket->exchange.answer_due_ns;
    if (now >= due)
        give_up(socket);
    else if (has_request_waiting(socket))
        cho_lws_kill(socket->wsi);
    else
        start_timer(socket, (uint32_t)((due - now) / 1000000 + 1));
}

/*
 * Paused, libwebsockets neither reads the next request nor wakes up for its bytes. It must not be waiting
 * for the socket to be writable then, as it does behind the answer to a request that others followed: it
 * would wake up for that all the time.
 */
void cho_exchange_wait_deferred(cho_socket *socket)
{
    lws_rx_flow_control(socket->wsi, 0);
}

cho_deferred *cho_exchange_defer(cho_exchange *exchange, void (*on_gone)(void *user), void *user)
{
    cho_socket *socket   = cho_socket_of_exchange(exchange);
    uint32_t    defer_ms = socket->server->options.defer_ms;
    if (exchange->is_answered || exchange->stage != CHO_EXCHANGE_IDLE)
        return NULL;
    exchange->deferred      = (cho_deferred){ on_gone, user };
    exchange->stage         = CHO_EXCHANGE_DEFERRED;
    exchange->answer_due_ns = cho_clock_mono_ns() + (uint64_t)defer_ms * 1000000;
    lws_callback_on_writable(socket->wsi);
    start_timer(socket, defer_ms < PATIENCE_MS ? defer_ms : PATIENCE_MS);
    return &exchange->deferred;
}

const cho_exchange *cho_deferred_exchange(const cho_deferred *deferred)
{
    return exchange_of(deferred);
}

chorus_result cho_deferred_reply(cho_deferred *deferred, const cho_reply *reply)
{
    cho_exchange *e = exchange_of(deferred);
    *deferred       = (cho_deferred){ .on_gone = NULL };
    chorus_result r = cho_exchange_reply(e, reply);
    if (r == CHORUS_OK || cho_reply_write_status(e, HTTP_STATUS_INTERNAL_SERVER_ERROR))
        send_soon(e);
    else
        cho_lws_kill(cho_socket_of_exchange(e)->wsi);
    return r;
}
