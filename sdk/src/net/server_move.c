/* Open websockets go from libwebsockets to wires: ws_wire.h says why. */
#include "net/server_state.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void on_part(cho_ws_stream *stream, const cho_ws_part *part)
{
    cho_conn_receive(cho_socket_of_conn(CHO_OWNER_OF(stream, cho_conn, stream)), part);
}

static void on_end(cho_ws_stream *stream)
{
    cho_socket_end(cho_socket_of_conn(CHO_OWNER_OF(stream, cho_conn, stream)));
}

static const cho_ws_wire_handlers handlers = { on_part, on_end };

/* TLS stays where it is: its state is libwebsockets'. */
void cho_conn_begin_move(cho_socket *socket)
{
    cho_loop *loop = socket->server->loop;
    if (loop->wires == NULL || lws_is_ssl(socket->wsi))
        return;
    cho_list_append(&loop->moving, &socket->conn.moving);
    lws_rx_flow_control(socket->wsi, 0);
}

void cho_conn_end_carrier(cho_conn *conn)
{
    cho_list_remove(&conn->moving);
    if (conn->stream.wire != NULL)
        cho_ws_wire_end(conn->stream.wire);
    conn->stream.wire = NULL;
    conn->stream.wsi  = NULL;
}

static void stay(cho_socket *socket)
{
    cho_list_remove(&socket->conn.moving);
    lws_rx_flow_control(socket->wsi, socket->conn.is_held ? 0 : 1);
}

/* libwebsockets closes its descriptor before it looks at any other; the connection lives on in ours. */
static void leave_lws(cho_socket *socket)
{
    lws_set_opaque_user_data(socket->wsi, NULL);
    cho_lws_kill(socket->wsi);
    socket->wsi = NULL;
}

static void move(cho_socket *socket)
{
    cho_conn *conn = &socket->conn;
    int       fd   = fcntl((int)lws_get_socket_fd(socket->wsi), F_DUPFD_CLOEXEC, 0);
    if (fd < 0 || !cho_ws_wire_begin(&conn->wire, socket->server->loop->wires, fd, &conn->stream, &handlers)) {
        if (fd >= 0)
            (void)close(fd);
        stay(socket);
        return;
    }
    memcpy(conn->wire.near, conn->near, sizeof conn->near);
    cho_list_remove(&conn->moving);
    leave_lws(socket);
    cho_ws_stream_move(&conn->stream, &conn->wire);
    if (conn->is_held)
        cho_ws_wire_hold(&conn->wire, true);
}

/* Who has said something before it had the answer to its handshake, or is leaving already, stays. */
static bool may_move(cho_socket *socket)
{
    const cho_ws_stream *s = &socket->conn.stream;
    if (s->is_closing || s->has_theirs || lws_partial_buffered(socket->wsi))
        return false;
    lws_rx_flow_control(socket->wsi, 1);
    bool is_buffered = cho_exchange_is_ours_buffered(socket);
    lws_rx_flow_control(socket->wsi, 0);
    return !is_buffered;
}

void cho_server_move_all(cho_loop *loop)
{
    while (!cho_list_is_empty(&loop->moving)) {
        cho_socket *socket = cho_socket_of_conn(CHO_OWNER_OF(loop->moving.next, cho_conn, moving));
        if (may_move(socket))
            move(socket);
        else
            stay(socket);
    }
}
