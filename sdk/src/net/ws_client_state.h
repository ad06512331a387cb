/*
 * ws_client_state.h - what a cho_ws is made of, for the three files that share it.
 * Layer    net, private to it.
 * Thread   network thread.
 * Memory   one block, its strings in an arena of its own.
 * Trust    see ws_client.h.
 */
#ifndef CHO_NET_WS_CLIENT_STATE_H
#define CHO_NET_WS_CLIENT_STATE_H

#include "base/arena.h"
#include "net/resolve.h"
#include "net/url.h"
#include "net/ws_client.h"
#include "net/ws_stream.h"

struct cho_ws {
    cho_node        node;
    cho_loop       *loop;
    cho_ws_handlers handlers;
    void           *user;
    cho_arena       strings;

    /* What to connect to. */
    cho_url           url;
    const char       *authority, *target;
    const cho_header *headers;
    size_t            header_count;
    uint32_t          ping_after_ms, hang_up_after_ms;
    const char       *tls_pins; /* NULL: any key */

    /* Connecting: look up, then one address after the other. */
    cho_resolve *resolve;
    cho_resolved found;
    size_t       next_address; /* the one after the one being tried */
    uint64_t     deadline_ns;
    cho_timer    timer;         /* of this attempt, or the moment before the next */
    struct lws  *attempt;       /* the socket being tried; NULL: none */
    bool         is_calling;    /* inside the call that starts an attempt */
    bool         has_tls;       /* and TLS, if it is to be */
    bool         has_connected; /* TCP; what fails later does not get better at another address */

    cho_ws_stream stream;
    bool          is_open;

    /* How it ended, as far as it is known. */
    chorus_result result;
    int           http_status;
    char          text[192];
};

void cho_ws_dial(cho_ws *ws);
/* Note why it ends; a second reason is not taken. */
void cho_ws_blame(cho_ws *ws, chorus_result result, const char *format, ...) CHO_PRINTF_LIKE(3, 4);
/* Connecting failed, or the handshake: try the next address if that can help, else end. */
void cho_ws_attempt_failed(cho_ws *ws);
/* While connecting: has the system given up? Notes why. */
bool cho_ws_connect_has_failed(cho_ws *ws, struct lws *wsi);
/* Forget the socket, tell the owner, free the ws. */
void cho_ws_finish(cho_ws *ws);
/* "127.0.0.1:9": whom we are trying or talking to. Valid until the next call on this ws. */
const char *cho_ws_peer(cho_ws *ws);
#endif
