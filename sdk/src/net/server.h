/*
 * server.h - an HTTP and websocket server on one port.
 * Layer    net. May include base/ only.
 * Thread   network thread: all calls, all handlers. cho_server_open() may also
 *          be called by the loop's owner before its thread runs.
 * Memory   a cho_exchange lives during its handler; a cho_conn until its
 *          on_close has returned; a server until its on_closed has returned.
 * Trust    every byte is hostile. TLS 1.2 or newer, where it is used. HTTP/1.1 only: never h2, h2c or compression;
 *          headers at most 16 KiB and complete within 5 s; bodies bounded,
 *          with a length in front and complete within 10 s, or what a sink
 *          says. A peer must take an answer within 10 s, or 64 KiB of one that
 *          comes from a source. The options know these times. A request with a
 *          body may not be sent before the last one is answered. Frames that
 *          break RFC 6455 close the connection. Text is NOT checked for UTF-8.
 *          Unmasked frames break it too, but for peers who come by TLS or speak
 *          before they have the answer to their handshake: the library below,
 *          which serves those, does not tell them apart.
 */
#ifndef CHO_NET_SERVER_H
#define CHO_NET_SERVER_H

#include "base/near.h"
#include "base/span.h"
#include "net/header.h"
#include "net/ip.h"
#include "net/loop.h"
#include "net/message.h"

typedef struct cho_server   cho_server;
typedef struct cho_conn     cho_conn;     /* one websocket connection */
typedef struct cho_exchange cho_exchange; /* one HTTP request and its answer */
typedef struct cho_deferred cho_deferred; /* one whose answer comes later */

/* Zero means the default named beside the field. Copied by cho_server_open(). */
typedef struct cho_server_options {
    const char *address;  /* numeric address to bind; NULL: all interfaces, IPv6 too where it can */
    uint16_t    port;     /* 0: a free one, see cho_server_port() */
    size_t      max_body; /* bytes of a request body; 64 KiB; more is answered 413 */
    size_t      max_message; /* bytes of a websocket message until cho_conn_set_limits(); 64 KiB */
    size_t      max_queue;   /* unsent bytes of a connection until cho_conn_set_limits(); 4 MiB */
    uint32_t    max_sockets; /* at once, HTTP and websocket; 12 000; more are dropped on arrival */
    /* For the first request header, rounded up to whole seconds; 5 000, as for later ones. */
    uint32_t header_ms;
    uint32_t defer_ms; /* until a deferred request is answered 503; 30 000 */
    /*
     * PEM files, chain included. With them the server speaks TLS, and on the same port plain HTTP to
     * whoever does not begin with a TLS handshake: see cho_exchange_line(). Handshake and first
     * request header must be complete within 2 * header_ms.
     */
    const char *certificate_file, *private_key_file;
    uint32_t body_ms;          /* from the header of a request to the end of its body; 10 000 */
    uint32_t answer_ms;        /* until the peer has taken all of an answer, or the next piece of a long one; 10 000 */
    uint32_t ping_after_ms;    /* of silence on a websocket; 30 000 */
    uint32_t hang_up_after_ms; /* of silence; 3 * ping_after_ms: two pings unanswered */
    uint32_t stuck_ms;         /* in which a websocket with a queue takes nothing; what is sent then cuts it; 10 000 */
    /* Sockets that have sent no request yet, and no more than half of those that are free; the oldest gives way; as
       many as sockets. */
    uint32_t max_fresh;
    /* Of one IPv4 address, or of one /64, but this machine; 0: as many as there are. */
    uint32_t address_sockets; /* at once */
    uint32_t connects_per_s;  /* four times as many at once */
    uint64_t hash_seed;       /* secret */
} cho_server_options;

/* What a peer may send; zero: as it likes. Beyond it is closed with 1008. */
typedef struct cho_conn_budget {
    uint32_t frames_per_s; /* twice as many at once */
    uint32_t bytes_per_s;  /* four times as many at once */
    uint32_t fragments;    /* of one message */
} cho_conn_budget;

/* Takes in a body as it comes, instead of having it gathered. */
typedef struct cho_body_sink {
    /* The next bytes. 0, or the status to refuse the request with at once. */
    int (*take)(void *user, const void *bytes, size_t len);
    /* Exactly once: after on_request, or when the request was refused or cut. */
    void (*end)(void *user);
    void    *user;
    uint32_t within_ms; /* the whole body must have come */
} cho_body_sink;

/* user is the one given to cho_server_open(). Only on_request must be set. */
typedef struct cho_server_handlers {
    /*
     * A request is complete, body included. Call cho_exchange_reply() or cho_exchange_defer() once;
     * else it is answered 500.
     */
    void (*on_request)(void *user, cho_exchange *exchange);
    /*
     * The header of a request is there whose body of len bytes is to come. status is 0, or what it is
     * about to be refused with: 400 or 411 (no length that can be used), 413 (over max_body). Returns
     * the status to refuse it with; 0 takes it in, which needs cho_exchange_set_sink() for one that
     * was about to be refused with 413. NULL: nothing changes.
     */
    int (*on_body)(void *user, cho_exchange *exchange, size_t len, int status);
    /*
     * A request is refused with that status before it is complete. It may be answered here; else the words of the
     * status are sent. Of a request that was not even read there is neither path nor header. why: NULL, or a sentence.
     * NULL: the same.
     */
    void (*on_refuse)(void *user, cho_exchange *exchange, int status, const char *why);
    /*
     * A websocket handshake. Return 0 to accept, else the HTTP status to refuse it with (400..599).
     * conn may be given its user pointer and limits here, nothing can be sent yet. Path, query and
     * headers are read from exchange, which may be replied to when the handshake is refused. NULL: every
     * handshake is refused.
     */
    int (*on_upgrade)(void *user, cho_exchange *exchange, cho_conn *conn);
    void (*on_open)(void *user, cho_conn *conn);
    /* Many come by this address, one after the other: it is not counted. NULL: there is none. */
    bool (*is_proxy)(void *user, const cho_ip *ip);
    void (*on_message)(void *user, cho_conn *conn, const char *data, size_t len, bool is_text);
    /*
     * A message over the limit: told once, when len bytes of it are known of; the rest is skipped
     * and the connection lives on. More than 64 MiB are not waited for: then it is closed with
     * 1009.
     */
    void (*on_too_big)(void *user, cho_conn *conn, uint64_t len);
    /*
     * Exactly once for every accepted handshake, also if on_open never came. code: the peer's, else
     * the one we sent, else 1006; 1005 when the peer's close frame had none; 1002 may stand for
     * 1012, 1013, 1014 or 1016..2999, which the library below rewrites. reason: the peer's words,
     * any bytes, valid during the call.
     */
    void (*on_close)(void *user, cho_conn *conn, uint16_t code, cho_span reason);
} cho_server_handlers;

/*
 * Bind and listen. On failure error (never NULL) says why in one sentence that names the port or the
 * file, such as "port 8280 is in use". OK, E_INVALID (address, file), E_NETWORK (bind), E_MEMORY,
 * E_STATE.
 */
chorus_result cho_server_open(cho_loop *loop, const cho_server_options *options,
                              const cho_server_handlers *handlers, void *user, cho_server **out,
                              char *error, size_t error_len);
uint16_t      cho_server_port(const cho_server *server);

/* Since it was opened, but for `open`. */
typedef struct cho_server_counts {
    uint64_t open;        /* connections now, those on their way included */
    uint64_t accepted;
    uint64_t turned_away; /* closed at once: max_sockets are there, or no memory */
    uint64_t shortages;   /* times the process had no descriptor for the next one */
    uint64_t answers[6];  /* to requests, by the first digit of their status */
} cho_server_counts;
const cho_server_counts *cho_server_get_counts(const cho_server *server);
/* False: descriptors were never short. Else *since_ms says how long ago they were. */
bool cho_server_was_short(const cho_server *server, uint32_t *since_ms);

/*
 * Other sizes, numbers and times from now on, zero meaning the default; address, port and files do not count. What
 * is open keeps the sizes it was given.
 */
void cho_server_set_limits(cho_server *server, const cho_server_options *options);

/*
 * From now on those who shake hands are shown another certificate; connections that are there stay. As
 * cho_server_open(); on failure the old one stays. E_STATE: the server speaks no TLS.
 */
chorus_result cho_server_reload_identity(cho_server *server, const char *certificate_file,
                                         const char *private_key_file, char *error, size_t error_len);

/*
 * Stop listening at once, end all websocket connections with that code, then free the server and
 * call on_closed(on_closed_user) once, within about 1 s. on_closed may be NULL. Answers under way are
 * finished within that time, requests that are still coming in are cut. A second call does nothing.
 */
void cho_server_close(cho_server *server, uint16_t code, const char *reason,
                      void (*on_closed)(void *user), void *on_closed_user);

/* ---- one HTTP request; spans and strings are valid until its handler returns ---- */

const char *cho_exchange_method(const cho_exchange *exchange); /* "GET" */
/*
 * Path with its escapes decoded; begins with '/', has no control bytes. The library below has
 * already merged repeated slashes and resolved "." and ".." segments; the bytes as they came are
 * not known.
 */
const char *cho_exchange_path(const cho_exchange *exchange);
/*
 * Query without '?', for cho_query_find() and cho_url_decode(); may be empty. The library below has
 * decoded it, which turns a bare '+' into a space; it is encoded again here, so a space reads "%20"
 * whether it came as "+" or "%20". ';' separates parameters like '&'.
 */
cho_span    cho_exchange_query(const cho_exchange *exchange);
cho_span    cho_exchange_body(const cho_exchange *exchange);
/* In on_body only: the sink is copied, and cho_exchange_body() stays empty. */
void  cho_exchange_set_sink(cho_exchange *exchange, const cho_body_sink *sink);
void *cho_exchange_sink_user(const cho_exchange *exchange); /* NULL: there is no sink */
/*
 * A header by lower-case name, "authorization" or "x-interactive-version". ptr is NULL when it is
 * not there; the bytes are NUL-terminated otherwise. Also NULL when there is no memory to show it.
 */
cho_span cho_exchange_header(cho_exchange *exchange, const char *lower_name);

const char *cho_exchange_peer(const cho_exchange *exchange); /* numeric address */
/* The peer has the address it was reached under: it is on this machine. */
bool cho_exchange_is_local(const cho_exchange *exchange);

/* How far others can read along. */
typedef enum cho_line {
    CHO_LINE_OPEN,  /* plain, through some network */
    CHO_LINE_LOCAL, /* plain, and both ends are on this machine */
    CHO_LINE_TLS
} cho_line;
cho_line cho_exchange_line(const cho_exchange *exchange);

/* Gives a body piece by piece, as fast as the peer takes it. */
typedef struct cho_body_source {
    /* Some bytes of the body, beginning with number `at`; valid until the next call. None: there is no
     * more after all, and the connection is cut. */
    cho_span (*read)(void *user, size_t at);
    /* Exactly once: all is sent, or nothing more is wanted. */
    void (*end)(void *user);
    void *user;
} cho_body_source;

typedef struct cho_reply {
    int               status;
    const char       *content_type; /* NULL: none is sent */
    const cho_header *headers;      /* besides content-type and content-length */
    size_t            header_count;
    const void       *body;
    size_t            body_len;
    bool              body_is_static; /* body outlives the server: it is not copied */
    const cho_body_source *source;    /* not NULL: body_len bytes come from there, body is not used */
} cho_reply;

/*
 * Answer; everything is copied but a static body. A source is ended also when the reply fails. HEAD gets the same header without the body. OK,
 * E_STATE (answered before); after E_INVALID (status, header), E_MEMORY and E_SIZE (headers over
 * 4 KiB) another reply may be tried, else it is answered 500.
 */
chorus_result cho_exchange_reply(cho_exchange *exchange, const cho_reply *reply);

/*
 * In on_request: the answer comes later. The handler returns, and cho_deferred_reply() follows from any
 * callback of the network thread. What the peer sends meanwhile waits; a connection is cut when a request
 * that came together with this one has waited for 2 s. on_gone(user) comes instead when
 * nobody wants the answer any more, because the peer or the server has gone or defer_ms have passed,
 * which is answered 503: after either of the two nothing is left to reply to. Method, path, query and
 * body stay valid until then, headers do not. NULL: it was answered or deferred before. on_gone must
 * not be NULL.
 */
cho_deferred *cho_exchange_defer(cho_exchange *exchange, void (*on_gone)(void *user), void *user);
/* The exchange, for what stays valid of it. */
const cho_exchange *cho_deferred_exchange(const cho_deferred *deferred);
/*
 * As cho_exchange_reply(), but the last word in any case: what cannot be sent is answered 500, and
 * the result says so.
 */
chorus_result cho_deferred_reply(cho_deferred *deferred, const cho_reply *reply);

/* ---- one websocket connection ---- */

void  cho_conn_set_user(cho_conn *conn, void *user);
void *cho_conn_user(const cho_conn *conn);
/* Memory that on_message needs, fetched ahead of it; from on_open only. It may be freed at any time. */
void  cho_conn_set_near(cho_conn *conn, cho_near first, cho_near second);
/*
 * Zero leaves a limit as it is. overflow_code closes a connection whose queue is full; default
 * 1008.
 */
void        cho_conn_set_limits(cho_conn *conn, size_t max_message, size_t max_queue,
                                uint16_t overflow_code);
void        cho_conn_set_budget(cho_conn *conn, const cho_conn_budget *budget);

/*
 * Ask whether the peer is still there: a ping goes out at once, unless one is without an answer
 * already. Whatever the peer sends is an answer.
 */
void cho_conn_probe(cho_conn *conn);
/* False: no ping is without an answer. Else *since_ms says for how long. */
bool cho_conn_owes_answer(const cho_conn *conn, uint32_t *since_ms);

/* All that was said so far, pings too, has reached the machine of the peer; false also where the system does not tell. */
bool cho_conn_has_arrived(const cho_conn *conn);

/* Leave what the peer sends where it is, or read on. From on_open on. */
void cho_conn_hold(cho_conn *conn, bool is_held);

/*
 * Queue a message; messages leave in order. The message is retained, never copied or changed. OK;
 * E_STATE (not open, or closing); E_MEMORY; E_AGAIN: the peer reads too slowly, its queue is full,
 * and the connection has been cut with the overflow code. Never calls a handler from inside.
 */
chorus_result cho_conn_send(cho_conn *conn, cho_message *message);

/*
 * Send what is queued, then a close frame with any code a peer may see; on_close follows when the
 * peer answers, or after 1 s, never from inside this call. Called in on_upgrade or on_open it works
 * too. reason: at most 123 bytes of UTF-8, NULL for none. A second call does nothing.
 */
void cho_conn_close(cho_conn *conn, uint16_t code, const char *reason);
#endif
