/* Answers that come later than their handler returns. */
#include "net/server_state.h"

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

static void on_overdue(void *user)
{
    cho_socket   *socket = user;
    cho_exchange *e      = &socket->exchange;
    cho_exchange_forget_deferred(e);
    e->keep_alive = false;
    if (cho_reply_write_status(e, HTTP_STATUS_SERVICE_UNAVAILABLE))
        send_soon(e);
    else
        cho_lws_kill(socket->wsi);
}

/* Paused, libwebsockets neither reads the next request nor wakes up for its bytes. */
cho_deferred *cho_exchange_defer(cho_exchange *exchange, void (*on_gone)(void *user), void *user)
{
    cho_socket *socket = cho_socket_of_exchange(exchange);
    if (exchange->is_answered || exchange->stage != CHO_EXCHANGE_IDLE)
        return NULL;
    exchange->deferred = (cho_deferred){ on_gone, user };
    exchange->stage    = CHO_EXCHANGE_DEFERRED;
    lws_rx_flow_control(socket->wsi, 0);
    cho_timer_start(socket->server->loop, &socket->timer, socket->server->options.defer_ms, on_overdue,
                    socket);
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
