#include "net/loop_state.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/span.h"
#include "net/library.h"
#include "net/ws_wire.h"

/*
 * tx_packet_size bounds one call of send(); at its default the library would copy all but the first
 * few kilobytes of a large message. rx_buffer_size is allocated per websocket: large for the few
 * that talk to a service, small for the thousands that a server holds.
 */
enum { CLIENT_READ = 65536, SERVER_READ = 4096, SEND_MAX = 4 << 20 };

enum {
    HEADER_MAX        = 16384, /* bytes of one request or response header */
    HEADER_SECS       = 5,     /* until it is complete */
    KEEP_ALIVE_SECS   = 20,    /* an idle HTTP connection is kept this long */
    LONGEST_STEP_SECS = 600    /* libwebsockets' own time-outs: ours come first */
};

const lws_retry_bo_t cho_lws_never_ping = { 0 };

static const struct lws_protocols client_protocols[] = {
    { "chorus", cho_ws_on_lws, 0, CLIENT_READ, 0, NULL, SEND_MAX },
    { NULL, NULL, 0, 0, 0, NULL, 0 },
};

static bool create_context(cho_loop *loop)
{
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.options               = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.port                  = CONTEXT_PORT_NO_LISTEN;
    info.uid                   = -1;
    info.gid                   = -1;
    info.alpn                  = "http/1.1";
    info.pt_serv_buf_size      = CLIENT_READ;
    info.max_http_header_data2 = HEADER_MAX;
    info.timeout_secs          = LONGEST_STEP_SECS;
    loop->context              = lws_create_context(&info);
    return loop->context != NULL;
}

/*
 * An empty proxy keeps libwebsockets from taking one from the environment, which it does even for
 * loopback.
 */
static bool create_client_vhost(cho_loop *loop)
{
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.vhost_name            = "clients";
    info.port                  = CONTEXT_PORT_NO_LISTEN;
    info.protocols             = client_protocols;
    info.alpn                  = "http/1.1";
    info.http_proxy_address    = "";
    info.connect_timeout_secs  = LONGEST_STEP_SECS;
    info.retry_and_idle_policy = &cho_lws_never_ping;
    loop->clients              = lws_create_vhost(loop->context, &info);
    return loop->clients != NULL;
}

/*
 * libwebsockets copies the table but keeps the names: the second one is ours to change. A name that
 * begins with a space is never asked for by a peer.
 */
struct lws_vhost *cho_loop_add_server_vhost(cho_loop *loop, uint64_t options, void *user)
{
    const struct lws_protocols protocols[] = {
        { "http", cho_server_on_lws, 0, SERVER_READ, 0, NULL, SEND_MAX },
        { loop->subprotocol, cho_server_on_lws, 0, SERVER_READ, 0, NULL, SEND_MAX },
        { "listener", cho_listener_on_lws, 0, 0, 0, NULL, 0 },
        { "gate", cho_gate_on_lws, 0, 0, 0, NULL, 0 },
        { "wires", cho_wires_on_lws, 0, 0, 0, NULL, 0 },
        { NULL, NULL, 0, 0, 0, NULL, 0 },
    };
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.vhost_name            = " servers";
    info.port                  = CONTEXT_PORT_NO_LISTEN_SERVER;
    info.options               = options;
    info.user                  = user;
    info.protocols             = protocols;
    info.alpn                  = "http/1.1";
    info.http_proxy_address    = "";
    info.timeout_secs_ah_idle  = HEADER_SECS;
    info.keepalive_timeout     = KEEP_ALIVE_SECS;
    info.retry_and_idle_policy = &cho_lws_never_ping;
    return lws_create_vhost(loop->context, &info);
}

static bool create_server_vhost(cho_loop *loop)
{
    loop->servers = cho_loop_add_server_vhost(loop, 0, NULL);
    return loop->servers != NULL;
}

static chorus_result copy_ca_file(cho_loop *loop)
{
    const char *path = loop->options.ca_file;
    if (path == NULL)
        return CHORUS_OK;
    loop->options.ca_file = loop->ca_file = cho_span_dup(&loop->heap, cho_span_of(path));
    if (loop->ca_file == NULL)
        return CHORUS_E_MEMORY;
    return cho_loop_prepare_tls(loop) ? CHORUS_OK : CHORUS_E_INVALID;
}

static chorus_result create_lws(cho_loop *loop)
{
    if (!cho_library_start())
        return CHORUS_E_STATE;
    cho_library_lock();
    bool created = create_context(loop) && create_client_vhost(loop) && create_server_vhost(loop);
    cho_library_unlock();
    return created ? CHORUS_OK : CHORUS_E_STATE;
}

chorus_result cho_loop_create(const chorus_allocator *heap, const cho_loop_options *options,
                              cho_loop **out)
{
    cho_loop *loop = cho_alloc_zero(heap, sizeof *loop);
    if (loop == NULL)
        return CHORUS_E_MEMORY;
    loop->heap    = *heap;
    loop->options = *options;
    cho_node_init(&loop->moving);
    cho_node_init(&loop->answered);
    cho_node_init(&loop->ws_clients);
    cho_node_init(&loop->server_list);
    cho_node_init(&loop->resolves);
    cho_node_init(&loop->doorbells);

    chorus_result r = create_lws(loop);
    if (r == CHORUS_OK)
        r = copy_ca_file(loop);
    if (r == CHORUS_OK)
        *out = loop;
    else
        cho_loop_destroy(loop);
    return r;
}

bool cho_loop_prepare_tls(cho_loop *loop)
{
    if (loop->tls != NULL)
        return true;
    loop->tls = cho_tls_create(loop->options.ca_file);
    if (loop->tls == NULL)
        return false;
    cho_tls_watch(loop->tls, &loop->trouble);
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.options                 = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info.provided_client_ssl_ctx = loop->tls;
    return lws_init_vhost_client_ssl(&info, loop->clients) == 0;
}

static void take_wake(cho_loop *loop)
{
    if (atomic_exchange(&loop->is_woken, false) && loop->options.on_wake != NULL)
        loop->options.on_wake(loop->options.user);
}

uint64_t cho_loop_now_ns(cho_loop *loop)
{
    if (loop->now_ns == 0)
        loop->now_ns = cho_clock_mono_ns();
    return loop->now_ns;
}

void cho_loop_begin_turn(cho_loop *loop)
{
    loop->now_ns = 0;
    loop->turns++;
}

uint64_t cho_loop_turns(const cho_loop *loop)
{
    return loop->turns;
}

void cho_loop_end_turn(cho_loop *loop)
{
    if (loop->wires == NULL)
        return;
    cho_gate_take_back_all(loop);
    cho_server_move_all(loop);
    cho_ws_wires_end_turn(loop->wires);
}

void cho_loop_run(cho_loop *loop)
{
    while (!atomic_load(&loop->must_stop)) {
        cho_loop_begin_turn(loop);
        if (lws_service(loop->context, 0) < 0)
            break;
        cho_timer_run_due(loop);
        cho_resolve_deliver(loop);
        cho_loop_answer_doorbells(loop);
        take_wake(loop);
        cho_loop_end_turn(loop);
    }
}

void cho_loop_interrupt(cho_loop *loop)
{
    lws_cancel_service(loop->context);
}

void cho_loop_wake(cho_loop *loop)
{
    if (!atomic_exchange(&loop->is_woken, true))
        cho_loop_interrupt(loop);
}

void cho_loop_stop(cho_loop *loop)
{
    atomic_store(&loop->must_stop, true);
    cho_loop_interrupt(loop);
}

/* ---- doorbells ---- */

void cho_doorbell_hang(cho_loop *loop, cho_doorbell *bell)
{
    bell->loop = loop;
    atomic_init(&bell->is_rung, false);
    cho_list_append(&loop->doorbells, &bell->node);
}

void cho_doorbell_take_down(cho_doorbell *bell)
{
    cho_list_remove(&bell->node);
}

void cho_doorbell_ring(cho_doorbell *bell)
{
    if (!atomic_exchange(&bell->is_rung, true))
        cho_loop_interrupt(bell->loop);
}

static cho_doorbell *next_rung(cho_loop *loop)
{
    for (cho_node *n = loop->doorbells.next; n != &loop->doorbells; n = n->next) {
        cho_doorbell *bell = CHO_OWNER_OF(n, cho_doorbell, node);
        if (atomic_exchange(&bell->is_rung, false))
            return bell;
    }
    return NULL;
}

/* Who is called may take down any of them: the search begins again. */
void cho_loop_answer_doorbells(cho_loop *loop)
{
    for (cho_doorbell *bell = next_rung(loop); bell != NULL; bell = next_rung(loop))
        bell->on_ring(bell->user);
}

static void end_doorbells(cho_loop *loop)
{
    while (!cho_list_is_empty(&loop->doorbells)) {
        cho_doorbell *bell = CHO_OWNER_OF(loop->doorbells.next, cho_doorbell, node);
        cho_list_remove(&bell->node);
        bell->on_end(bell->user);
    }
}

static void destroy_lws(cho_loop *loop)
{
    lws_sul_cancel(&loop->alarm);
    cho_library_lock();
    lws_context_destroy(loop->context);
    cho_library_unlock();
}

void cho_loop_destroy(cho_loop *loop)
{
    if (loop == NULL)
        return;
    loop->is_ending = true;
    end_doorbells(loop);
    cho_http_end_all(loop);
    cho_resolve_end_all(loop);
    cho_ws_end_all(loop);
    cho_server_end_all(loop);
    if (loop->context != NULL)
        destroy_lws(loop);
    cho_timer_forget_all(loop);
    cho_ws_wires_close(loop->wires);
    SSL_CTX_free(loop->tls);
    chorus_allocator heap = loop->heap;
    cho_release(&heap, loop->ca_file);
    cho_release(&heap, loop);
}
