/*
 * We listen ourselves and hand each accepted socket to libwebsockets, so that a port in use can be
 * told in words, the number of sockets is bounded before any work is done for them, and listening
 * can stop while connections live on. All servers of a loop without TLS share one vhost of
 * libwebsockets: it picks a vhost by the port and the Host header of the request, which with our
 * sockets would be the first of them.
 */
#include "net/server_state.h"

#include "base/alloc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPTS_A_TURN = 64, NO_DESCRIPTORS_PAUSE_MS = 100 };

typedef union any_address {
    struct sockaddr     generic;
    struct sockaddr_in  v4;
    struct sockaddr_in6 v6;
} any_address;

bool cho_server_watch(cho_server *server, int fd)
{
    lws_adopt_desc_t how = { .vh           = server->loop->servers,
                             .type         = LWS_ADOPT_RAW_FILE_DESC,
                             .vh_prot_name = "listener",
                             .opaque       = server };
    how.fd.filefd        = fd;
    server->listener     = lws_adopt_descriptor_vhost_via_info(&how);
    if (server->listener == NULL)
        (void)close(fd);
    return server->listener != NULL;
}

void cho_server_stop_listening(cho_server *server)
{
    if (server->listener == NULL)
        return;
    lws_set_timeout(server->listener, PENDING_TIMEOUT_CLOSE_ACK, LWS_TO_KILL_SYNC);
}

static void listen_again(void *user)
{
    cho_server *server = user;
    lws_rx_flow_control(server->listener, 1);
}

static void name_address(const any_address *address, char out[CHO_ADDRESS_TEXT])
{
    if (address->generic.sa_family == AF_INET)
        (void)inet_ntop(AF_INET, &address->v4.sin_addr, out, CHO_ADDRESS_TEXT);
    else if (IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr))
        (void)inet_ntop(AF_INET, &address->v6.sin6_addr.s6_addr[12], out, CHO_ADDRESS_TEXT);
    else
        (void)inet_ntop(AF_INET6, &address->v6.sin6_addr, out, CHO_ADDRESS_TEXT);
}

/* Both ends have one address: nothing of it leaves the machine. */
static bool is_local(const cho_socket *socket, int fd)
{
    any_address here;
    char        text[CHO_ADDRESS_TEXT] = "";
    socklen_t   len                    = sizeof here;
    if (getsockname(fd, &here.generic, &len) != 0)
        return false;
    name_address(&here, text);
    return strcmp(text, socket->peer) == 0;
}

static cho_socket *create_socket(cho_server *server, const any_address *from)
{
    cho_socket *socket = cho_alloc_zero(&server->loop->heap, sizeof *socket);
    if (socket == NULL)
        return NULL;
    socket->server = server;
    cho_node_init(&socket->fresh);
    cho_node_init(&socket->answered);
    name_address(from, socket->peer);
    cho_exchange_init(&socket->exchange, &server->loop->heap);
    cho_list_append(&server->sockets, &socket->node);
    server->counts.open = ++server->socket_count;
    server->counts.accepted++;
    return socket;
}

static void free_socket(cho_socket *socket)
{
    cho_server *server = socket->server;
    cho_timer_cancel(&socket->timer);
    cho_guard_leave(socket);
    cho_list_remove(&socket->answered);
    cho_list_remove(&socket->node);
    server->counts.open = --server->socket_count;
    cho_exchange_deinit(&socket->exchange);
    cho_release(&server->loop->heap, socket);
}

void cho_socket_end(cho_socket *socket)
{
    cho_server *server = socket->server;
    if (socket->is_gone != NULL)
        *socket->is_gone = true;
    cho_conn_ended(socket);
    free_socket(socket);
    cho_server_check_done(server);
}

static void on_slow_start(void *user)
{
    cho_socket *socket = user;
    cho_lws_kill(socket->wsi);
}

/*
 * libwebsockets has one limit for each step of a TLS handshake and none for a peer who is silent
 * behind it; ours holds for all until the first request.
 */
static void limit_start(cho_socket *socket)
{
    const cho_server *server = socket->server;
    if (server->tls != NULL)
        cho_timer_start(server->loop, &socket->timer, 2 * server->options.header_ms, on_slow_start, socket);
    else
        lws_set_timeout(socket->wsi, PENDING_TIMEOUT_HOLDING_AH,
                        (int)((server->options.header_ms + 999) / 1000));
}

/*
 * libwebsockets may fail before it knows the socket or after, and closes the descriptor in either
 * case.
 */
void cho_socket_adopt(cho_socket *socket, int fd)
{
    bool             is_gone = false;
    cho_server      *server  = socket->server;
    lws_adopt_desc_t how     = { .vh     = server->loop->servers,
                                 .type   = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP,
                                 .opaque = socket };
    how.fd.sockfd            = fd;
    if (server->tls != NULL) {
        how.vh   = server->tls;
        how.type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_ALLOW_SSL;
    }
    socket->is_gone          = &is_gone;
    struct lws *wsi          = lws_adopt_descriptor_vhost_via_info(&how);
    if (is_gone)
        return;
    socket->is_gone = NULL;
    socket->wsi     = wsi;
    if (wsi == NULL)
        free_socket(socket);
    else
        limit_start(socket);
}

static void take_in(cho_server *server, int fd, const any_address *from)
{
    int         on       = 1;
    bool        has_room = server->socket_count < server->options.max_sockets;
    cho_socket *socket   = has_room ? create_socket(server, from) : NULL;
    if (socket == NULL) {
        server->counts.turned_away++;
        (void)close(fd);
        return;
    }
    socket->is_local = is_local(socket, fd);
    if (!cho_guard_admit(socket)) {
        server->counts.turned_away++;
        cho_guard_turn_away(fd);
        (void)close(fd);
        free_socket(socket);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    cho_gate_take(socket, fd);
}

static bool has_run_out(int e)
{
    return e == EMFILE || e == ENFILE || e == ENOBUFS || e == ENOMEM;
}

/*
 * Without descriptors the next connection stays in line and would wake us for ever: rest a little.
 */
static int accept_some(cho_server *server)
{
    int listener = (int)lws_get_socket_fd(server->listener);
    for (int n = 0; n < ACCEPTS_A_TURN; n++) {
        any_address from;
        socklen_t   len = sizeof from;
        int         fd  = accept4(listener, &from.generic, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            take_in(server, fd, &from);
            continue;
        }
        if (has_run_out(errno)) {
            server->counts.shortages++;
            server->short_ns = cho_loop_now_ns(server->loop);
            lws_rx_flow_control(server->listener, 0);
            cho_timer_start(server->loop, &server->pause, NO_DESCRIPTORS_PAUSE_MS, listen_again,
                            server);
        }
        break;
    }
    return 0;
}

/* The vhost's own callback is told of the end too, and must not take a server for a socket. */
static int forget_listener(cho_server *server, struct lws *wsi)
{
    lws_set_opaque_user_data(wsi, NULL);
    cho_timer_cancel(&server->pause);
    server->listener = NULL;
    return 0;
}

int cho_listener_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                        size_t len)
{
    (void)session;
    (void)in;
    (void)len;
    cho_server *server = lws_get_opaque_user_data(wsi);
    if (server != NULL && reason == LWS_CALLBACK_RAW_RX_FILE)
        return accept_some(server);
    if (server != NULL && reason == LWS_CALLBACK_RAW_CLOSE_FILE)
        return forget_listener(server, wsi);
    return 0;
}
