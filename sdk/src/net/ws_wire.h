/*
 * ws_wire.h - a server's websocket on a descriptor of its own, taken over from libwebsockets.
 * Layer    net, private to it.
 * Thread   network thread.
 * Memory   a wire lives inside a cho_conn; the set of them belongs to the loop, with one buffer to read into.
 * Trust    see ws_reader.h. At most one read of a peer a turn, so that nobody who sends a lot holds up others.
 *
 * libwebsockets waits with poll(), which looks at every socket for each that has something: with thousands of them
 * that is all it does. So it serves requests and handshakes, and once a websocket is open and nothing of it lies in a
 * buffer of libwebsockets, its descriptor moves here, where epoll tells of those who have something only. What is
 * said in one turn of the loop leaves at its end, all frames for one peer in one call.
 */
#ifndef CHO_NET_WS_WIRE_H
#define CHO_NET_WS_WIRE_H

#include "base/buf.h"
#include "base/near.h"
#include "net/list.h"
#include "net/loop.h"
#include "net/ws_reader.h"

typedef struct cho_ws_stream cho_ws_stream;
typedef struct cho_ws_wires  cho_ws_wires;

typedef struct cho_ws_wire_handlers {
    void (*on_part)(cho_ws_stream *stream, const cho_ws_part *part);
    /* The connection is over; the wire may be freed. From the end of a turn only. */
    void (*on_end)(cho_ws_stream *stream);
} cho_ws_wire_handlers;

enum { CHO_WS_NEAR = 3 };

typedef struct cho_ws_wire {
    cho_near                    near[CHO_WS_NEAR]; /* what its handlers need whenever it has something */
    cho_ws_stream              *stream;
    cho_ws_wires               *wires;
    cho_node                    node; /* among those that have something to do at the end of the turn */
    const cho_ws_wire_handlers *handlers;
    int                         fd;
    uint32_t                    events;     /* that are watched */
    size_t                      sent;       /* bytes of the first queued frame that the system has taken */
    uint8_t                     out_len, out_sent; /* of the control frame in `out`; 0: there is none */
    bool                        has_closed; /* our close frame is in `out`, or sent */
    bool                        is_held;
    bool                        is_stuck; /* the system takes no more for now */
    bool                        is_deaf;  /* what still comes is thrown away */
    bool                        is_over;
    unsigned char               out[2 + CHO_WS_CONTROL_MAX];
    cho_buf                     rest; /* what a held one has read and not taken */
    cho_ws_reader               reader;
} cho_ws_wire;

/* NULL: the system has none, and libwebsockets goes on carrying everything. */
cho_ws_wires *cho_ws_wires_open(cho_loop *loop);
void          cho_ws_wires_close(cho_ws_wires *wires);
/* The turn ends: what was said leaves, who is over ends. */
void cho_ws_wires_end_turn(cho_ws_wires *wires);

/* Takes the descriptor over. False: no memory, and the descriptor still is the caller's. */
bool cho_ws_wire_begin(cho_ws_wire *w, cho_ws_wires *wires, int fd, cho_ws_stream *stream,
                       const cho_ws_wire_handlers *handlers);
/* Closes the descriptor; on_end does not follow. */
void cho_ws_wire_end(cho_ws_wire *w);

/* Something is to be written: at the end of this turn. */
void cho_ws_wire_ask(cho_ws_wire *w);
/* on_end follows, at the end of this turn. */
void cho_ws_wire_kill(cho_ws_wire *w);
void cho_ws_wire_hold(cho_ws_wire *w, bool is_held);
/* All that was written so far has been taken by the system. */
bool cho_ws_wire_is_clear(const cho_ws_wire *w);
#endif
