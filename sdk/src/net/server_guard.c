/*
 * Who may connect: so many at once and so many a second from each address, and so many who have not said what they
 * want. It is decided before anything is done for them, TLS least of all. Who is on this machine is not counted.
 */
#include "net/server_state.h"

#include <sys/socket.h>

enum { CONNECTS_AT_ONCE_S = 4 };

void cho_guard_init(cho_server *server)
{
    cho_node_init(&server->fresh);
    cho_neighbours_init(&server->neighbours, &server->loop->heap, server->options.hash_seed);
}

void cho_guard_deinit(cho_server *server)
{
    cho_neighbours_deinit(&server->neighbours);
}

/* ---- one address ---- */

static bool is_idle_of(const cho_socket *socket, const cho_neighbour *who)
{
    return socket->neighbour == who && socket->is_used && !socket->is_cut && !socket->conn.is_accepted
           && socket->exchange.stage == CHO_EXCHANGE_IDLE;
}

/* A browser keeps connections that it does not need any more: the oldest of them gives way. */
static bool make_room(cho_server *server, const cho_neighbour *who)
{
    for (cho_node *n = server->sockets.next; n != &server->sockets; n = n->next) {
        cho_socket *socket = CHO_OWNER_OF(n, cho_socket, node);
        if (!is_idle_of(socket, who))
            continue;
        socket->is_cut = true;
        cho_socket_drop(socket);
        return true;
    }
    return false;
}

static bool is_allowed(cho_server *server, cho_neighbour *who)
{
    const cho_server_options *o = &server->options;
    if (o->connects_per_s > 0
        && !cho_pace_take(&who->paces[CHO_FAVOUR_CONNECT], o->connects_per_s, CONNECTS_AT_ONCE_S, 1,
                          cho_loop_now_ns(server->loop)))
        return false;
    return o->address_sockets == 0 || who->connections < o->address_sockets || make_room(server, who);
}

bool cho_guard_admit(cho_socket *socket)
{
    cho_server    *server = socket->server;
    cho_ip         ip;
    cho_neighbour *who;
    if (socket->is_local || !cho_ip_parse(cho_span_of(socket->peer), &ip))
        return true;
    if (server->handlers.is_proxy != NULL && server->handlers.is_proxy(server->user, &ip))
        return true;
    who = cho_neighbours_find(&server->neighbours, &ip);
    if (who == NULL || !is_allowed(server, who))
        return false;
    socket->neighbour = who;
    cho_neighbours_connect(&server->neighbours, who);
    return true;
}

/* Best effort: who speaks TLS does not understand it. */
void cho_guard_turn_away(int fd)
{
    static const char words[] = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\nconnection: close\r\n"
                                "content-type: text/plain\r\nx-content-type-options: nosniff\r\ncontent-length: 63\r\n\r\n"
                                "too many connections come from this address; try again shortly\n";
    (void)send(fd, words, sizeof words - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* ---- those who have not said what they want ---- */

/* Half of what those who have spoken leave free, so that silent ones never take all of it. */
static size_t most_fresh(const cho_server *server)
{
    const cho_server_options *o    = &server->options;
    size_t                    free = o->max_sockets - (server->socket_count - server->fresh_count);
    return o->max_fresh < free / 2 || o->max_fresh == o->max_sockets ? o->max_fresh : free / 2;
}

void cho_guard_await(cho_socket *socket)
{
    cho_server *server = socket->server;
    cho_list_append(&server->fresh, &socket->fresh);
    if (++server->fresh_count <= most_fresh(server))
        return;
    cho_socket *oldest = CHO_OWNER_OF(server->fresh.next, cho_socket, fresh);
    if (cho_gate_look(oldest)) /* when thousands come at once, it may have said all and not been listened to yet */
        return;
    cho_guard_heard(oldest);
    oldest->is_cut = true;
    cho_socket_drop(oldest);
}

void cho_guard_heard(cho_socket *socket)
{
    if (cho_list_is_empty(&socket->fresh))
        return;
    cho_list_remove(&socket->fresh);
    socket->server->fresh_count--;
}

void cho_guard_leave(cho_socket *socket)
{
    cho_guard_heard(socket);
    if (socket->neighbour != NULL)
        cho_neighbours_disconnect(&socket->server->neighbours, socket->neighbour);
}
