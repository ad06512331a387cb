/*
 * ws_stream.h - one open websocket, the same for both ends: queue out, messages in, pings, the
 * close.
 * Layer    net, private to it.
 * Thread   network thread.
 * Memory   lives inside a cho_ws or a cho_conn; queued messages are referenced.
 * Trust    see ws_assembly.h. Framing is libwebsockets'.
 */
#ifndef CHO_NET_WS_STREAM_H
#define CHO_NET_WS_STREAM_H

#include "net/loop_state.h"
#include "net/ws_assembly.h"
#include "net/ws_queue.h"
#include "net/ws_wire.h"

enum { CHO_WS_REASON_MAX = 123 }; /* RFC 6455 section 5.5 leaves that much behind the code */

typedef struct cho_ws_reason {
    uint16_t code; /* 0: none */
    uint8_t  len;
    char     text[CHO_WS_REASON_MAX];
} cho_ws_reason;

struct cho_ws_stream {
    cho_loop       *loop;
    struct lws     *wsi;  /* NULL before it is open, after it is gone, and on a wire */
    cho_ws_wire    *wire; /* what carries it in place of libwebsockets; NULL: nothing does */
    cho_ws_queue    queue;
    cho_ws_assembly in;
    size_t          max_queue;
    size_t          in_flight; /* bytes given to libwebsockets which the system has not taken yet */
    uint32_t        ping_after_ms, hang_up_after_ms;
    uint32_t        stuck_ms; /* 0: it may take as long as it likes */
    uint64_t        stuck_ns; /* when it was first thought to take nothing; 0: it was not */
    uint64_t        moved_ns; /* when the peer took something, or had taken all there was */
    uint64_t        heard_ns;
    uint64_t        asked_ns; /* when the oldest ping without an answer was; 0: there is none */
    cho_timer       timer; /* pings; once closing, the longest wait for the peer's answer */
    cho_ws_reason   ours, theirs;
    bool            has_theirs; /* the peer's close frame came; theirs.code is 0 when it had none */
    bool            is_client;
    bool            is_closing;
    bool            must_ping;
    bool            is_overdue; /* looked silent for too long; what has arrived meanwhile is read first */
    bool            is_cut; /* we gave up on the peer */
};

void cho_ws_stream_init(cho_ws_stream *s, cho_loop *loop, bool is_client, size_t max_message,
                        size_t max_queue);
void cho_ws_stream_deinit(cho_ws_stream *s);

/* The handshake is done. */
void cho_ws_stream_open(cho_ws_stream *s, struct lws *wsi, uint32_t ping_after_ms,
                        uint32_t hang_up_after_ms);

/* OK; E_STATE: not open, or closing; E_AGAIN: over max_queue, or the peer has taken nothing for stuck_ms; E_MEMORY. */
chorus_result cho_ws_stream_send(cho_ws_stream *s, cho_message *message);

/* Flush, then close; forced after 1 s. Before the stream is open it only notes the code. */
void cho_ws_stream_close(cho_ws_stream *s, uint16_t code, const char *reason);
/* The same without flushing: for peers who do not read or do not behave. */
void cho_ws_stream_give_up(cho_ws_stream *s, uint16_t code, const char *reason);

/* Pings at once, unless a ping is without an answer already. */
void cho_ws_stream_probe(cho_ws_stream *s);
/* False: no ping is without an answer. Else *since_ms says for how long. */
bool cho_ws_stream_owes_answer(const cho_ws_stream *s, uint32_t *since_ms);
/* All that was said so far, pings too, has reached the machine of the peer; false also where the system does not tell. */
bool cho_ws_stream_has_arrived(const cho_ws_stream *s);
/* The same as a probe, and the peer is given up unless it is heard within the time. */
void cho_ws_stream_probe_within(cho_ws_stream *s, uint32_t within_ms);

/* It goes on without libwebsockets, on a wire that has begun. */
void cho_ws_stream_move(cho_ws_stream *s, cho_ws_wire *wire);

/* What libwebsockets' callbacks hand on. The int is theirs to return: not 0 closes. */
int cho_ws_stream_writeable(cho_ws_stream *s);
cho_ws_part cho_ws_stream_part(const cho_ws_stream *s, const void *in, size_t len);

/* What either of them hands on. */
/*
 * MORE when there is nothing to tell; MESSAGE and TOO_BIG as in ws_assembly.h; the others have
 * given up.
 */
cho_ws_piece cho_ws_stream_receive(cho_ws_stream *s, const cho_ws_part *part, cho_span *message,
                                   uint64_t *known);
void         cho_ws_stream_heard(cho_ws_stream *s);
void         cho_ws_stream_peer_closes(cho_ws_stream *s, const void *in, size_t len);

/* The code to tell: the peer's, else ours or libwebsockets', else 1006. wsi may be NULL. */
uint16_t cho_ws_stream_code(const cho_ws_stream *s, struct lws *wsi);
cho_span cho_ws_stream_peer_reason(const cho_ws_stream *s);

/* Close the socket soon without any ceremony; its last callbacks come from the loop. */
void cho_lws_kill(struct lws *wsi);
#endif
