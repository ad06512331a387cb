/*
 * loop_state.h - what a loop is made of.
 * Layer    net, private to it: nothing outside this folder sees libwebsockets.
 * Thread   network thread, except the two flags.
 * Memory   see loop.h.
 * Trust    see loop.h.
 */
#ifndef CHO_NET_LOOP_STATE_H
#define CHO_NET_LOOP_STATE_H

#include "net/list.h"
#include "net/loop.h"
#include "net/tls.h"

#include <libwebsockets.h>
#include <stdatomic.h>

enum { CHO_SUBPROTOCOL_MAX = 64 };

struct cho_loop {
    uint64_t               now_ns; /* of this turn; 0: not read yet */
    chorus_allocator       heap;
    cho_loop_options       options; /* ca_file is our copy */
    char                  *ca_file;
    struct lws_context    *context;
    struct lws_vhost      *clients;
    struct lws_vhost      *servers; /* one for all servers without TLS: see server_accept.c */
    SSL_CTX               *tls;     /* NULL until a wss connection wants it */
    cho_tls_trouble        trouble; /* of its handshakes */
    atomic_bool            must_stop;
    atomic_bool            is_woken;
    bool                   is_ending; /* inside cho_loop_destroy() */
    cho_timer             *timers;    /* a pairing heap, the earliest on top */
    lws_sorted_usec_list_t alarm;     /* libwebsockets' timer for the earliest of ours */

    struct cho_ws_wires *wires;  /* NULL until there is a server */
    cho_node             moving; /* of cho_conn */
    cho_node             answered; /* of cho_socket; they go back to the gate */
    uint64_t             turns;

    cho_node ws_clients; /* of cho_ws */
    cho_node server_list;
    cho_node resolves;
    cho_node doorbells;

    struct cho_mailbox *mailbox; /* finished look-ups; NULL until there was one */
    struct cho_curl    *curl;    /* NULL until there was a transfer */

    /* The name libwebsockets takes for the one subprotocol of our servers; see server_upgrade.c. */
    char subprotocol[CHO_SUBPROTOCOL_MAX];
};

/* Make cho_loop_run() take another turn. Any thread. */
void cho_loop_interrupt(cho_loop *loop);

/* What was said on wires leaves. Before libwebsockets waits for sockets again. */
void cho_loop_end_turn(cho_loop *loop);

/* Ready for wss, or false: no memory, or the authorities cannot be read. */
bool cho_loop_prepare_tls(cho_loop *loop);

/*
 * A vhost for accepted sockets, with those options of libwebsockets and that user. All of them serve
 * alike: once it knows the Host header, libwebsockets moves every connection to the oldest of them.
 * NULL: no memory, or the user said no.
 */
struct lws_vhost *cho_loop_add_server_vhost(cho_loop *loop, uint64_t options, void *user);

/* Timers whose time has come are called. */
void cho_timer_run_due(cho_loop *loop);

/* Whoever cancels one of them later does not touch the loop any more. */
void cho_timer_forget_all(cho_loop *loop);

/* Each closes all of its kind and gives them their last callback; called by cho_loop_destroy(). */
void cho_ws_end_all(cho_loop *loop);
void cho_server_end_all(cho_loop *loop);
void cho_resolve_end_all(cho_loop *loop);
void cho_http_end_all(cho_loop *loop);

/* Connections that have been answered in this turn wait at the gate again. */
void cho_gate_take_back_all(cho_loop *loop);

/* Websockets of servers that can leave libwebsockets do so. */
void cho_server_move_all(cho_loop *loop);

/* Hand out what the look-up threads have finished. */
void cho_resolve_deliver(cho_loop *loop);

/* libwebsockets pings without regard to traffic; ws_stream.c does it instead. */
extern const lws_retry_bo_t cho_lws_never_ping;

/* libwebsockets' view of our connections: ws_client_events.c and server_events.c. */
int cho_ws_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                  size_t len);
int cho_server_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                      size_t len);
int cho_wires_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                     size_t len);
int cho_listener_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                        size_t len);
int cho_gate_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in, size_t len);
#endif
