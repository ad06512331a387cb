/*
 * ws_client.h - one outgoing websocket connection.
 * Layer    net. May include base/ only.
 * Thread   network thread: all calls, all handlers.
 * Memory   a cho_ws lives until its on_close has returned. Bytes handed to
 *          on_message are valid during that call only.
 * Trust    the server is hostile: lengths are bounded before anything is kept,
 *          frames that break RFC 6455 close the connection. Text is NOT
 *          checked for UTF-8: the reader of the packets does that, so that one
 *          bad packet does not cost the connection.
 *
 * Redirects are never followed. Compression is never negotiated. Pings are answered by the library.
 */
#ifndef CHO_NET_WS_CLIENT_H
#define CHO_NET_WS_CLIENT_H

#include "base/span.h"
#include "net/header.h"
#include "net/loop.h"
#include "net/message.h"

enum {
    CHO_WS_NORMAL     = 1000,
    CHO_WS_GOING_AWAY = 1001,
    CHO_WS_PROTOCOL   = 1002,
    CHO_WS_NO_CODE    = 1005, /* a close frame without a code came */
    CHO_WS_LOST       = 1006, /* no close frame came */
    CHO_WS_BAD_TEXT   = 1007,
    CHO_WS_POLICY     = 1008,
    CHO_WS_TOO_BIG    = 1009,
    CHO_WS_INTERNAL   = 1011
};

typedef struct cho_ws cho_ws;

/* Zero means the default named beside the field. Everything is copied by cho_ws_connect(). */
typedef struct cho_ws_options {
    /* ws:// or wss://; a host name of at most 118 bytes, path and query of at most 2 000. */
    const char       *url;
    const cho_header *headers; /* sent with the handshake */
    size_t            header_count;
    uint32_t          connect_timeout_ms; /* from the call to on_open; 10 000 */
    uint32_t          ping_after_ms;      /* of silence; 30 000 */
    uint32_t          hang_up_after_ms;   /* of silence; 3 * ping_after_ms: two pings unanswered */
    const char       *tls_pins;           /* keys a wss server may show, see tls_pin.h; NULL: any */
    size_t            max_message;        /* bytes; 2 000 000 */
    size_t            max_queue;          /* unsent bytes; 8 MiB */
} cho_ws_options;

/* How it ended. Pointers are valid during on_close only. */
typedef struct cho_ws_closed {
    /*
     * OK: closed with a close frame, or given up by cho_ws_close(). E_NETWORK: refused, lost or
     * unreachable. E_TIMEOUT. E_REJECTED: the handshake was answered with another status than 101.
     * E_PROTOCOL. E_SIZE: a message of absurd size. E_STATE: the loop was destroyed. E_MEMORY.
     */
    chorus_result result;
    /*
     * The peer's close code, else the one we sent, else CHO_WS_LOST. 1002 may stand for 1012, 1013,
     * 1014 or 1016..2999: the library below rewrites those before anybody sees them. The reason is
     * never touched.
     */
    uint16_t    code;
    cho_span    reason;      /* the peer's words, any bytes, at most 123 */
    int         http_status; /* of the answer to the handshake; 0: none came */
    bool        was_open;    /* on_open was called */
    bool        by_us;       /* cho_ws_close() came first */
    const char *text;        /* one sentence for a log: "connection refused by 127.0.0.1:9" */
} cho_ws_closed;

/* All but on_close may be NULL. */
typedef struct cho_ws_handlers {
    void (*on_open)(void *user, cho_ws *ws);
    void (*on_message)(void *user, cho_ws *ws, const char *data, size_t len, bool is_text);
    /*
     * A message over max_message: told once, when len bytes of it are known of; the rest is skipped
     * and the connection lives on. More than 64 MiB are not waited for: then it is closed with
     * 1009.
     */
    void (*on_too_big)(void *user, cho_ws *ws, uint64_t len);
    /* Exactly once for every cho_ws_connect() that returned OK; afterwards the handle is dead. */
    void (*on_close)(void *user, cho_ws *ws, const cho_ws_closed *how);
} cho_ws_handlers;

/*
 * Start connecting. No handler is called from inside this call. OK, E_INVALID (URL, header),
 * E_MEMORY, E_STATE (the loop is being destroyed).
 */
chorus_result cho_ws_connect(cho_loop *loop, const cho_ws_options *options,
                             const cho_ws_handlers *handlers, void *user, cho_ws **out);

/*
 * Queue a message; messages leave in order. The message is retained, not copied; if it is shared
 * with another socket when it leaves it is copied first, because a client masks its bytes in place.
 * OK, E_AGAIN (the queue is full), E_STATE (not open, or closing), E_MEMORY.
 */
chorus_result cho_ws_send(cho_ws *ws, cho_message *message);

/*
 * Ask at once whether the peer is still there; unless it is heard within that time the connection is
 * lost. For a machine that has slept. Does nothing before on_open.
 */
void cho_ws_probe(cho_ws *ws, uint32_t within_ms);

/*
 * Send what is queued, then a close frame; on_close follows when the peer answers, or after 1 s.
 * While still connecting it gives up at once. reason: at most 123 bytes of UTF-8, NULL for none.
 * A second call does nothing.
 */
void cho_ws_close(cho_ws *ws, uint16_t code, const char *reason);
#endif
