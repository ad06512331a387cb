/*
 * server_state.h - what servers, exchanges and connections are made of, for the files that share
 * it.
 * Layer    net, private to it.
 * Thread   network thread.
 * Memory   a server owns its sockets; each socket owns its exchange and, once
 *          upgraded, its connection.
 * Trust    see server.h.
 */
#ifndef CHO_NET_SERVER_STATE_H
#define CHO_NET_SERVER_STATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "net/neighbours.h"
#include "net/resolve.h"
#include "net/server.h"
#include "net/ws_stream.h"

struct cho_server {
    cho_node            node;
    cho_loop           *loop;
    cho_server_options  options;
    cho_server_handlers handlers;
    void               *user;
    struct lws_vhost   *tls;      /* of its own; NULL: it speaks no TLS */
    SSL_CTX            *identity; /* while `tls` is being made */
    struct lws         *gate;     /* watches `watch` */
    int                 watch;    /* of the connections that wait at the gate */
    SSL_CTX            *renewed;  /* what is shown instead; NULL: still the first one */
    struct lws         *listener; /* NULL once it has stopped listening */
    cho_timer           pause;    /* of accepting, when the process has no descriptors left */
    cho_node            sockets;
    size_t              socket_count;
    cho_server_counts   counts;
    uint64_t            short_ns; /* when descriptors were short last; 0: never */
    cho_neighbours      neighbours;
    cho_node            fresh; /* sockets that have not said what they want, the oldest first */
    uint32_t            fresh_count;

    bool      is_closing;
    cho_timer done;  /* the last socket is gone */
    cho_timer drain; /* answers under way have their time */
    void (*on_closed)(void *user);
    void *on_closed_user;
};

/* How far one request has come. */
typedef enum cho_exchange_stage {
    CHO_EXCHANGE_IDLE,
    CHO_EXCHANGE_BODY,   /* of the request, coming in */
    CHO_EXCHANGE_DEFERRED, /* the answer comes later */
    CHO_EXCHANGE_READY,  /* it has come; libwebsockets tells when to send it */
    CHO_EXCHANGE_ANSWER, /* libwebsockets still has some of the answer */
    CHO_EXCHANGE_LINGER  /* answered early; what the peer still sends is thrown away */
} cho_exchange_stage;

struct cho_deferred {
    void (*on_gone)(void *user); /* NULL: nothing is deferred */
    void *user;
};

struct cho_exchange {
    cho_exchange_stage stage;
    const char        *method; /* static */
    cho_arena          strings;
    chorus_str         path, query;
    cho_buf            body, answer;
    const void        *static_body;
    size_t             static_len;
    cho_body_sink      sink;   /* without functions: none */
    cho_body_source    source; /* the same */
    size_t             source_len, source_sent;
    uint64_t           answer_due_ns;
    cho_deferred       deferred;
    int                status; /* of the answer that was written last */
    bool               is_head, keep_alive, is_http_1_0, is_answered;
};

struct cho_conn {
    cho_ws_stream stream;
    cho_ws_wire   wire;   /* while it carries the stream */
    cho_node      moving; /* among those that go from libwebsockets to a wire */
    void         *user;
    cho_near      near[CHO_WS_NEAR]; /* this one, and what its user named */
    cho_conn_budget budget;
    cho_pace      frames, bytes;
    uint32_t      fragments; /* of the message under way */
    uint16_t      overflow_code;
    bool          is_accepted; /* on_close is owed */
    bool          is_held;
};

/* One TCP connection to a server. */
typedef struct cho_socket {
    cho_node     node;
    cho_server  *server;
    struct lws  *wsi; /* NULL before the first request */
    int          fd;  /* at the gate */
    bool         is_watched;
    uint64_t     let_in;      /* bytes of all requests that came through the gate */
    bool        *is_gone; /* told to whoever is adopting it */
    cho_timer    timer;   /* of the exchange's stage */
    cho_exchange exchange;
    cho_conn     conn;
    bool         is_used;  /* a request was answered and the connection goes on */
    bool         is_local; /* the peer is on this machine */
    bool         is_cut;   /* it has to go */
    cho_node     fresh;
    cho_node     answered; /* among those that go back to the gate */
    cho_neighbour *neighbour; /* NULL: it is not counted */
    char         peer[CHO_ADDRESS_TEXT];
} cho_socket;

static inline cho_socket *cho_socket_of_exchange(const cho_exchange *exchange)
{
    return CHO_OWNER_OF(exchange, cho_socket, exchange);
}

static inline cho_socket *cho_socket_of_conn(const cho_conn *conn)
{
    return CHO_OWNER_OF(conn, cho_socket, conn);
}

/* ---- server_tls.c ---- */

/* Gives the server a TLS vhost with the identity in its options. On failure error says why. */
chorus_result cho_server_prepare_tls(cho_server *server, char *error, size_t error_len);
void          cho_server_drop_tls(cho_server *server);
/* libwebsockets has made a TLS context for that vhost. The int is for it, not 0 refuses. */
int cho_server_fill_tls(struct lws_vhost *vhost, SSL_CTX *tls);

/* ---- server_guard.c ---- */

void cho_guard_init(cho_server *server);
void cho_guard_deinit(cho_server *server);
/* False: its address has taken too much. */
bool cho_guard_admit(cho_socket *socket);
/* Says so to whoever speaks plain HTTP. */
void cho_guard_turn_away(int fd);
/* From now on its first request is awaited; it has come; the socket is gone. */
void cho_guard_await(cho_socket *socket);
void cho_guard_heard(cho_socket *socket);
void cho_guard_leave(cho_socket *socket);

/* ---- server_gate.c ---- */

bool cho_gate_open(cho_server *server);
void cho_gate_close(cho_server *server);
/* A new connection: it comes in once its first request is there and sound. May end the socket. */
void cho_gate_take(cho_socket *socket, int fd);
/* Looks whether its first request has come meanwhile. True: it does not wait at the gate any more, and may be gone. */
bool cho_gate_look(cho_socket *socket);
/* A connection that has been answered: it goes on once its next request is there and sound. */
void cho_gate_await_next(cho_socket *socket);
/* Cuts it, wherever it is: at once at the gate, soon behind it. */
void cho_socket_drop(cho_socket *socket);

/* ---- server_accept.c ---- */

/* Has libwebsockets watch a listening socket, which it owns from then on. False: no memory. */
bool cho_server_watch(cho_server *server, int fd);
void cho_server_stop_listening(cho_server *server);
/* The wsi is gone, or is cut off here: give the connection its on_close and free the socket. */
void cho_socket_end(cho_socket *socket);
/* Hands it to libwebsockets. May end the socket. */
void cho_socket_adopt(cho_socket *socket, int fd);

/* ---- server.c ---- */

/* Call when a socket is gone: a closing server ends with its last. */
void cho_server_check_done(cho_server *server);

/* ---- server_http.c: the int is for libwebsockets, not 0 closes ---- */

static inline bool cho_exchange_is_answering(const cho_exchange *e)
{
    return e->stage == CHO_EXCHANGE_DEFERRED || e->stage == CHO_EXCHANGE_READY || e->stage == CHO_EXCHANGE_ANSWER;
}

void cho_exchange_init(cho_exchange *e, const chorus_allocator *heap);
void cho_exchange_deinit(cho_exchange *e);
int  cho_exchange_begin(cho_socket *socket);
int  cho_exchange_take_body(cho_socket *socket, const void *in, size_t len);
int  cho_exchange_body_done(cho_socket *socket);
int  cho_exchange_flushed(cho_socket *socket);
/* Does libwebsockets hold bytes of this socket, which is not paused, that it has read and not yet parsed? */
bool cho_exchange_is_ours_buffered(cho_socket *socket);

/* ---- server_defer.c ---- */

/* The answer to a deferred request will not be wanted: tells who meant to give it. */
void cho_exchange_forget_deferred(cho_exchange *e);
/* libwebsockets has nothing left to do for a deferred request: the connection rests. */
void cho_exchange_wait_deferred(cho_socket *socket);

/* ---- server_request.c ---- */

/*
 * Read method, path, query and connection header of the request libwebsockets holds. Else a status.
 */
int cho_request_read(cho_socket *socket);
/* Sets *len; 0 when a body may follow or none; else the status to refuse the request with. */
int cho_request_body_len(cho_socket *socket, size_t *len);
/* By lower-case name; an arena copy, ptr NULL when it is not there. */
cho_span cho_request_header(cho_socket *socket, const char *lower_name);

/* ---- server_reply.c ---- */

/* Fills exchange.answer, replacing what was there. */
chorus_result cho_reply_write(cho_exchange *e, const cho_reply *reply);
bool          cho_reply_write_status(cho_exchange *e, int status);
/* The owner's words for a refusal, or the words of the status. why: NULL or a sentence. False: no memory. */
bool cho_reply_refuse(cho_socket *socket, int status, const char *why);
/* Gives the answer to libwebsockets, but for what comes from a source. False: the connection is lost. */
bool cho_reply_send(cho_socket *socket);
/* The next pieces of the source, as long as the peer takes them. False: the connection is lost. */
bool cho_reply_send_more(cho_socket *socket);
void cho_reply_end_source(cho_exchange *e);
/* A peer who waits for leave to send its body gets it. False: the connection is lost. */
bool cho_reply_go_on(cho_socket *socket);

/* ---- server_upgrade.c and server_conn.c ---- */

int  cho_upgrade_confirm(cho_socket *socket);
void cho_conn_init(cho_socket *socket);
int  cho_conn_opened(cho_socket *socket);
void cho_conn_receive(cho_socket *socket, const cho_ws_part *part);
void cho_conn_ended(cho_socket *socket);

/* ---- server_move.c ---- */

/* An open websocket is to leave libwebsockets, which reads nothing of it from now on. */
void cho_conn_begin_move(cho_socket *socket);
/* Nothing carries it any more. */
void cho_conn_end_carrier(cho_conn *conn);
#endif
