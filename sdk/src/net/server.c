#include "net/server_state.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "net/listen.h"

#include <stdio.h>
#include <unistd.h>

enum {
    DRAIN_MS      = 1000,
    MAX_BODY      = 65536,
    MAX_MESSAGE   = 65536,
    MAX_QUEUE     = 4 << 20,
    MAX_SOCKETS   = 12000,
    HEADER_MS     = 5000,
    BODY_MS       = 10000,
    ANSWER_MS     = 10000,
    STUCK_MS      = 10000,
    DEFER_MS      = 30000,
    PING_AFTER_MS = 30000
};

static size_t size_or(size_t value, size_t fallback)
{
    return value == 0 ? fallback : value;
}

static uint32_t number_or(uint32_t value, uint32_t fallback)
{
    return value == 0 ? fallback : value;
}

static void fill_in(cho_server_options *o)
{
    o->max_body         = size_or(o->max_body, MAX_BODY);
    o->max_message      = size_or(o->max_message, MAX_MESSAGE);
    o->max_queue        = size_or(o->max_queue, MAX_QUEUE);
    o->max_sockets      = number_or(o->max_sockets, MAX_SOCKETS);
    o->header_ms        = number_or(o->header_ms, HEADER_MS);
    o->body_ms          = number_or(o->body_ms, BODY_MS);
    o->answer_ms        = number_or(o->answer_ms, ANSWER_MS);
    o->defer_ms         = number_or(o->defer_ms, DEFER_MS);
    o->ping_after_ms    = number_or(o->ping_after_ms, PING_AFTER_MS);
    o->stuck_ms         = number_or(o->stuck_ms, STUCK_MS);
    o->max_fresh        = number_or(o->max_fresh, o->max_sockets);
    o->hang_up_after_ms = number_or(o->hang_up_after_ms, 3 * o->ping_after_ms);
}

void cho_server_set_limits(cho_server *server, const cho_server_options *options)
{
    const cho_server_options before   = server->options;
    server->options                   = *options;
    server->options.address           = before.address;
    server->options.port              = before.port;
    server->options.hash_seed         = before.hash_seed;
    server->options.certificate_file  = before.certificate_file;
    server->options.private_key_file  = before.private_key_file;
    fill_in(&server->options);
}

static cho_server *create_server(cho_loop *loop, const cho_server_options *options,
                                 const cho_server_handlers *handlers, void *user)
{
    cho_server *server = cho_alloc_zero(&loop->heap, sizeof *server);
    if (server == NULL)
        return NULL;
    server->loop     = loop;
    server->options  = *options;
    server->handlers = *handlers;
    server->user     = user;
    fill_in(&server->options);
    cho_node_init(&server->sockets);
    cho_guard_init(server);
    cho_list_append(&loop->server_list, &server->node);
    return server;
}

static void free_server(cho_server *server)
{
    cho_timer_cancel(&server->pause);
    cho_timer_cancel(&server->done);
    cho_gate_close(server);
    cho_timer_cancel(&server->drain);
    cho_server_drop_tls(server);
    cho_guard_deinit(server);
    cho_list_remove(&server->node);
    cho_release(&server->loop->heap, server);
}

static chorus_result start_listening(cho_server *server, char *error, size_t error_len)
{
    int           fd        = -1;
    chorus_result r         = cho_listen(server->options.address, server->options.port, &fd,
                                         &server->options.port, error, error_len);
    server->options.address = NULL; /* the caller's text, used up */
    if (r == CHORUS_OK && !cho_gate_open(server)) {
        (void)close(fd);
        (void)snprintf(error, error_len, "no descriptor is left to listen on port %u", (unsigned)server->options.port);
        return CHORUS_E_MEMORY;
    }
    if (r == CHORUS_OK && !cho_server_watch(server, fd)) {
        (void)snprintf(error, error_len, "no memory to listen on port %u",
                       (unsigned)server->options.port);
        r = CHORUS_E_MEMORY;
    }
    return r;
}

chorus_result cho_server_open(cho_loop *loop, const cho_server_options *options,
                              const cho_server_handlers *handlers, void *user, cho_server **out,
                              char *error, size_t error_len)
{
    cho_server *server = loop->is_ending ? NULL : create_server(loop, options, handlers, user);
    if (server == NULL) {
        (void)snprintf(error, error_len, "cannot use port %u: %s", (unsigned)options->port,
                       loop->is_ending ? "shutting down" : "out of memory");
        return loop->is_ending ? CHORUS_E_STATE : CHORUS_E_MEMORY;
    }
    if (loop->wires == NULL)
        loop->wires = cho_ws_wires_open(loop);
    chorus_result r = cho_server_prepare_tls(server, error, error_len);
    if (r == CHORUS_OK)
        r = start_listening(server, error, error_len);
    if (r == CHORUS_OK)
        *out = server;
    else
        free_server(server);
    return r;
}

uint16_t cho_server_port(const cho_server *server)
{
    return server->options.port;
}

const cho_server_counts *cho_server_get_counts(const cho_server *server)
{
    return &server->counts;
}

bool cho_server_was_short(const cho_server *server, uint32_t *since_ms)
{
    *since_ms = (uint32_t)((cho_loop_now_ns(server->loop) - server->short_ns) / CHO_NS_PER_MS);
    return server->short_ns != 0;
}

static void end_server(void *user)
{
    cho_server *server        = user;
    void (*on_closed)(void *) = server->on_closed;
    void *on_closed_user      = server->on_closed_user;
    free_server(server);
    if (on_closed != NULL)
        on_closed(on_closed_user);
}

/* From the loop: whoever calls this is still using the server. */
void cho_server_check_done(cho_server *server)
{
    if (server->is_closing && server->socket_count == 0)
        cho_timer_start(server->loop, &server->done, 0, end_server, server);
}

static void close_socket(cho_socket *socket, uint16_t code, const char *reason)
{
    if (socket->conn.is_accepted)
        cho_ws_stream_close(&socket->conn.stream, code, reason);
    else if (cho_exchange_is_answering(&socket->exchange))
        socket->exchange.keep_alive = false;
    else
        cho_socket_drop(socket);
}

static void cut_answers(void *user)
{
    cho_server *server = user;
    for (cho_node *n = server->sockets.next, *next; n != &server->sockets; n = next) {
        cho_socket *socket = CHO_OWNER_OF(n, cho_socket, node);
        next               = n->next;
        if (!socket->conn.is_accepted)
            cho_socket_drop(socket);
    }
}

void cho_server_close(cho_server *server, uint16_t code, const char *reason,
                      void (*on_closed)(void *user), void *on_closed_user)
{
    if (server->is_closing)
        return;
    server->is_closing     = true;
    server->on_closed      = on_closed;
    server->on_closed_user = on_closed_user;
    cho_server_stop_listening(server);
    for (cho_node *n = server->sockets.next, *next; n != &server->sockets; n = next) {
        next = n->next;
        close_socket(CHO_OWNER_OF(n, cho_socket, node), code, reason);
    }
    cho_timer_start(server->loop, &server->drain, DRAIN_MS, cut_answers, server);
    cho_server_check_done(server);
}

static void end_sockets(cho_server *server)
{
    while (!cho_list_is_empty(&server->sockets)) {
        cho_socket *socket = CHO_OWNER_OF(server->sockets.next, cho_socket, node);
        if (socket->wsi == NULL && socket->conn.stream.wire == NULL) {
            cho_socket_drop(socket);
            continue;
        }
        if (socket->wsi != NULL)
            lws_set_opaque_user_data(socket->wsi, NULL);
        cho_socket_end(socket);
    }
}

void cho_server_end_all(cho_loop *loop)
{
    while (!cho_list_is_empty(&loop->server_list)) {
        cho_server *server = CHO_OWNER_OF(loop->server_list.next, cho_server, node);
        cho_server_stop_listening(server);
        end_sockets(server);
        end_server(server);
    }
}
