#include "net/server_state.h"

#include "net/ws_client.h"

void cho_conn_init(cho_socket *socket)
{
    const cho_server *server = socket->server;
    cho_conn         *conn   = &socket->conn;
    *conn                    = (cho_conn){ .overflow_code = CHO_WS_POLICY };
    cho_node_init(&conn->moving);
    conn->near[0] = (cho_near){ conn, sizeof *conn };
    cho_ws_stream_init(&conn->stream, server->loop, false, server->options.max_message,
                       server->options.max_queue);
    conn->stream.stuck_ms = server->options.stuck_ms;
}

/* The request has done its work: its memory goes. */
int cho_conn_opened(cho_socket *socket)
{
    cho_server *server = socket->server;
    cho_conn   *conn   = &socket->conn;
    cho_exchange_deinit(&socket->exchange);
    cho_exchange_init(&socket->exchange, &server->loop->heap);
    cho_ws_stream_open(&conn->stream, socket->wsi, server->options.ping_after_ms,
                       server->options.hang_up_after_ms);
    if (server->handlers.on_open != NULL)
        server->handlers.on_open(server->user, conn);
    cho_conn_begin_move(socket);
    return 0;
}

enum { FRAMES_AT_ONCE_S = 2, BYTES_AT_ONCE_S = 4 };

/* What is wrong with this piece of a frame besides its contents; NULL: nothing. */
static const char *weigh(cho_socket *socket, const cho_ws_part *part)
{
    cho_conn              *conn   = &socket->conn;
    const cho_conn_budget *budget = &conn->budget;
    uint64_t               now_ns = cho_loop_now_ns(socket->server->loop);
    bool                   ends   = part->remaining == 0;
    conn->fragments += ends;
    if (budget->fragments > 0 && conn->fragments > budget->fragments)
        return "too many fragments";
    if (part->is_last)
        conn->fragments = 0;
    if (budget->bytes_per_s > 0
        && !cho_pace_take(&conn->bytes, budget->bytes_per_s, BYTES_AT_ONCE_S, (uint32_t)part->len, now_ns))
        return "too many bytes a second";
    if (budget->frames_per_s > 0 && ends
        && !cho_pace_take(&conn->frames, budget->frames_per_s, FRAMES_AT_ONCE_S, 1, now_ns))
        return "too many messages a second";
    return NULL;
}

void cho_conn_receive(cho_socket *socket, const cho_ws_part *part)
{
    cho_server *server  = socket->server;
    cho_conn   *conn    = &socket->conn;
    cho_span    message = { NULL, 0 };
    uint64_t    known   = 0;
    const char *fault   = weigh(socket, part);
    if (fault != NULL) {
        cho_ws_stream_give_up(&conn->stream, CHO_WS_POLICY, fault);
        return;
    }
    switch (cho_ws_stream_receive(&conn->stream, part, &message, &known)) {
    case CHO_WS_PIECE_MESSAGE:
        if (server->handlers.on_message != NULL)
            server->handlers.on_message(server->user, conn, message.ptr, message.len, part->is_text);
        break;
    case CHO_WS_PIECE_TOO_BIG:
        if (server->handlers.on_too_big != NULL)
            server->handlers.on_too_big(server->user, conn, known);
        break;
    case CHO_WS_PIECE_MORE:
    case CHO_WS_PIECE_ABSURD:
    case CHO_WS_PIECE_NO_MEMORY: break;
    }
}

void cho_conn_ended(cho_socket *socket)
{
    cho_server *server = socket->server;
    cho_conn   *conn   = &socket->conn;
    if (!conn->is_accepted)
        return;
    conn->is_accepted = false;
    uint16_t code     = cho_ws_stream_code(&conn->stream, conn->stream.wsi);
    cho_timer_cancel(&conn->stream.timer);
    cho_conn_end_carrier(conn);
    if (server->handlers.on_close != NULL)
        server->handlers.on_close(server->user, conn, code,
                                  cho_ws_stream_peer_reason(&conn->stream));
    cho_ws_stream_deinit(&conn->stream);
}

void cho_conn_set_user(cho_conn *conn, void *user)
{
    conn->user = user;
}

void *cho_conn_user(const cho_conn *conn)
{
    return conn->user;
}

void cho_conn_set_near(cho_conn *conn, cho_near first, cho_near second)
{
    conn->near[1] = first;
    conn->near[2] = second;
}

void cho_conn_set_limits(cho_conn *conn, size_t max_message, size_t max_queue,
                         uint16_t overflow_code)
{
    if (max_message != 0)
        conn->stream.in.limit = max_message;
    if (max_queue != 0)
        conn->stream.max_queue = max_queue;
    if (overflow_code != 0)
        conn->overflow_code = overflow_code;
}

void cho_conn_set_budget(cho_conn *conn, const cho_conn_budget *budget)
{
    conn->budget = *budget;
}

chorus_result cho_conn_send(cho_conn *conn, cho_message *message)
{
    chorus_result r = cho_ws_stream_send(&conn->stream, message);
    if (r == CHORUS_E_AGAIN)
        cho_ws_stream_give_up(&conn->stream, conn->overflow_code, "reads too slowly");
    return r;
}

void cho_conn_close(cho_conn *conn, uint16_t code, const char *reason)
{
    cho_ws_stream_close(&conn->stream, code, reason);
}

void cho_conn_probe(cho_conn *conn)
{
    cho_ws_stream_probe(&conn->stream);
}

bool cho_conn_owes_answer(const cho_conn *conn, uint32_t *since_ms)
{
    return cho_ws_stream_owes_answer(&conn->stream, since_ms);
}

bool cho_conn_has_arrived(const cho_conn *conn)
{
    return cho_ws_stream_has_arrived(&conn->stream);
}

void cho_conn_hold(cho_conn *conn, bool is_held)
{
    conn->is_held = is_held;
    if (conn->stream.wire != NULL)
        cho_ws_wire_hold(conn->stream.wire, is_held);
    else if (cho_list_is_empty(&conn->moving)) /* else libwebsockets reads nothing anyway */
        lws_rx_flow_control(conn->stream.wsi, is_held ? 0 : 1);
}
