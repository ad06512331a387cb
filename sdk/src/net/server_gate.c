/*
 * Where a connection waits until its next request header is whole and sound: libwebsockets takes in much that is
 * no HTTP, and holds memory for whoever says nothing. The bytes are looked at and left where they are, so what is
 * behind the gate reads them as if it had been there all the time. What comes by TLS, or before the last request was
 * answered, is seen by libwebsockets alone.
 */
#include "net/request_head.h"
#include "net/server_state.h"
#include "net/watch.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEWS_A_TURN = 64, READS_A_TURN = 4, LINGER_MS = 2000 };

/* ---- leaving ---- */

static void leave(cho_socket *socket)
{
    cho_timer_cancel(&socket->timer);
    if (socket->is_watched)
        cho_watch_remove(socket->server->watch, socket->fd);
    socket->is_watched = false;
}

void cho_socket_drop(cho_socket *socket)
{
    leave(socket);
    if (socket->wsi != NULL) {
        cho_lws_kill(socket->wsi);
        return;
    }
    (void)close(socket->fd);
    cho_socket_end(socket);
}

/* libwebsockets has a time of its own for headers. */
static void let_in(cho_socket *socket)
{
    leave(socket);
    if (socket->wsi == NULL)
        cho_socket_adopt(socket, socket->fd);
    else
        lws_rx_flow_control(socket->wsi, 1);
}

static void on_lingered(void *user)
{
    cho_socket_drop(user);
}

static bool watch(cho_socket *socket)
{
    if (!socket->is_watched)
        socket->is_watched = cho_watch_add(socket->server->watch, socket->fd, socket);
    return socket->is_watched;
}

/* Closing at once would take the answer with it when the peer has said more than was read. */
static void refuse(cho_socket *socket, int status, const char *why)
{
    cho_exchange *e = &socket->exchange;
    e->path         = (chorus_str){ "/", 1 };
    e->query        = (chorus_str){ "", 0 };
    e->stage        = CHO_EXCHANGE_LINGER;
    cho_guard_heard(socket);
    bool is_said = cho_reply_refuse(socket, status, why)
                   && send(socket->fd, e->answer.data, e->answer.len, MSG_DONTWAIT | MSG_NOSIGNAL) > 0;
    (void)shutdown(socket->fd, SHUT_WR);
    if (is_said && watch(socket))
        cho_timer_start(socket->server->loop, &socket->timer, LINGER_MS, on_lingered, socket);
    else
        cho_socket_drop(socket);
}

/* ---- looking ---- */

static void on_late(void *user);

/* The rest of what has begun has its time. */
static void limit_rest(cho_socket *socket)
{
    if (cho_timer_is_running(&socket->timer))
        return;
    if (socket->wsi != NULL)
        lws_set_timeout(socket->wsi, NO_PENDING_TIMEOUT, 0);
    cho_timer_start(socket->server->loop, &socket->timer, socket->server->options.header_ms, on_late, socket);
}

/* Of one that is whole. */
static size_t len_of_head(cho_span bytes)
{
    size_t at = 0;
    while (memcmp(bytes.ptr + at, "\r\n\r\n", 4) != 0)
        at++;
    return at + 4;
}

/* False: it has to go on waiting. */
static bool judge(cho_socket *socket, cho_span bytes)
{
    int         status;
    const char *why;
    switch (cho_head_check(bytes, &status, &why)) {
    case CHO_HEAD_GOOD:
        socket->let_in += len_of_head(bytes);
        cho_guard_heard(socket);
        let_in(socket);
        return true;
    case CHO_HEAD_BAD: refuse(socket, status, why); return true;
    case CHO_HEAD_TLS:
        if (socket->server->tls != NULL)
            let_in(socket);
        else
            refuse(socket, 400, "this port speaks http without TLS");
        return true;
    default: limit_rest(socket); return false;
    }
}

static bool look(cho_socket *socket)
{
    char    bytes[CHO_HEAD_MAX];
    ssize_t len = recv(socket->fd, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
    if (len > 0)
        return judge(socket, (cho_span){ bytes, (size_t)len });
    if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return false;
    cho_socket_drop(socket);
    return true;
}

/* Who was refused may finish what he says; nobody listens. */
static void pour_out(cho_socket *socket)
{
    char    bytes[4096];
    ssize_t len = 1;
    for (int n = 0; n < READS_A_TURN && len > 0; n++)
        len = recv(socket->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (len == 0 || (len < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        cho_socket_drop(socket);
}

/* Who has said nothing, as a browser that may want something later, is not answered either. */
static void on_late(void *user)
{
    cho_socket *socket = user;
    char        byte;
    if (recv(socket->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        refuse(socket, 408, "no whole request has come in time");
    else
        cho_socket_drop(socket);
}

bool cho_gate_look(cho_socket *socket)
{
    return socket->wsi == NULL && socket->exchange.stage != CHO_EXCHANGE_LINGER && look(socket);
}

static void await_head(cho_socket *socket)
{
    if (!look(socket) && !watch(socket))
        cho_socket_drop(socket);
}

void cho_gate_take(cho_socket *socket, int fd)
{
    socket->fd = fd;
    cho_guard_await(socket);
    limit_rest(socket);
    await_head(socket);
}

/* ---- coming again ---- */

void cho_gate_await_next(cho_socket *socket)
{
    if (!lws_is_ssl(socket->wsi) && cho_list_is_empty(&socket->answered))
        cho_list_append(&socket->server->loop->answered, &socket->answered);
}

/*
 * What libwebsockets has read beyond the requests let in stays with it, and so does that connection. How long a peer
 * may be silent, libwebsockets knows.
 */
static void take_back(cho_socket *socket)
{
    uint64_t taken;
    bool     is_idle = socket->exchange.stage == CHO_EXCHANGE_IDLE && !socket->conn.is_accepted;
    if (!is_idle || !cho_watch_count_taken(socket->fd, &taken) || taken != socket->let_in)
        return;
    lws_rx_flow_control(socket->wsi, 0);
    if (!watch(socket))
        cho_socket_drop(socket);
}

/*
 * After each answer libwebsockets asks the system when more can be written, and does not listen to what it says while
 * input is paused: it would ask again and again. So it is told first. False: the socket is gone.
 */
static bool tell_writable(cho_socket *socket)
{
    struct lws_pollfd writable = { .fd = socket->fd, .events = LWS_POLLOUT, .revents = LWS_POLLOUT };
    bool              is_gone  = false;
    socket->is_gone            = &is_gone;
    lws_service_fd(socket->server->loop->context, &writable);
    if (!is_gone)
        socket->is_gone = NULL;
    return !is_gone;
}

void cho_gate_take_back_all(cho_loop *loop)
{
    while (!cho_list_is_empty(&loop->answered)) {
        cho_socket *socket = CHO_OWNER_OF(loop->answered.next, cho_socket, answered);
        cho_list_remove(&socket->answered);
        if (tell_writable(socket))
            take_back(socket);
    }
}

/* ---- the gate itself ---- */

bool cho_gate_open(cho_server *server)
{
    lws_adopt_desc_t how = { .vh           = server->loop->servers,
                             .type         = LWS_ADOPT_RAW_FILE_DESC,
                             .vh_prot_name = "gate",
                             .opaque       = server };
    server->watch        = cho_watch_open();
    if (server->watch < 0)
        return false;
    how.fd.filefd = server->watch;
    server->gate  = lws_adopt_descriptor_vhost_via_info(&how);
    if (server->gate == NULL)
        (void)close(server->watch);
    return server->gate != NULL;
}

void cho_gate_close(cho_server *server)
{
    if (server->gate != NULL)
        lws_set_timeout(server->gate, PENDING_TIMEOUT_CLOSE_ACK, LWS_TO_KILL_SYNC);
}

static int take_news(cho_server *server)
{
    for (int n = 0; n < NEWS_A_TURN; n++) {
        cho_socket *socket = cho_watch_take(server->watch);
        if (socket == NULL)
            break;
        if (socket->exchange.stage == CHO_EXCHANGE_LINGER)
            pour_out(socket);
        else
            (void)look(socket);
    }
    return 0;
}

int cho_gate_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in, size_t len)
{
    (void)session;
    (void)in;
    (void)len;
    cho_server *server = lws_get_opaque_user_data(wsi);
    if (server != NULL && reason == LWS_CALLBACK_RAW_RX_FILE)
        return take_news(server);
    if (server != NULL && reason == LWS_CALLBACK_RAW_CLOSE_FILE) {
        lws_set_opaque_user_data(wsi, NULL);
        server->gate = NULL;
    }
    return 0;
}
