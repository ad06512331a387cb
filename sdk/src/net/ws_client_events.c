#include "net/ws_client_state.h"

#include "net/tls_pin.h"

#include <stdio.h>

enum { ANY_THREAD_ID = 1 };

/*
 * Between a failed connect() and the moment libwebsockets reads its error and throws it away there
 * is one callback, which asks for the number of the thread. So that is where we read the error; -1
 * makes libwebsockets drop the socket. Otherwise the number is always the same: there is one
 * thread.
 */
static int on_thread_id(cho_ws *ws, struct lws *wsi)
{
    bool is_connecting = ws != NULL && ws->attempt == wsi && !ws->has_connected && !ws->is_calling;
    return is_connecting && cho_ws_connect_has_failed(ws, wsi) ? -1 : ANY_THREAD_ID;
}

static int write_headers(const cho_ws *ws, char **at, size_t space)
{
    for (size_t i = 0; i < ws->header_count; i++) {
        const cho_header *h = &ws->headers[i];
        int               n = snprintf(*at, space, "%s: %s\r\n", h->name, h->value);
        if (n < 0 || (size_t)n >= space)
            return -1;
        *at += n;
        space -= (size_t)n;
    }
    return 0;
}

/* The first moment with a key to look at, and the last one before the token is sent. */
static bool is_whom_we_want(cho_ws *ws, struct lws *wsi)
{
    ws->has_tls = ws->url.is_secure;
    if (!ws->has_tls || ws->tls_pins == NULL || cho_tls_is_pinned(lws_get_ssl(wsi), ws->tls_pins))
        return true;
    cho_ws_blame(ws, CHORUS_E_NETWORK, "the key of %s is none of the pinned ones", ws->authority);
    return false;
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void blame_handshake(cho_ws *ws, struct lws *wsi, const char *words)
{
    const char *peer    = cho_ws_peer(ws);
    const char *refusal = cho_tls_refusal(lws_get_ssl(wsi));
    ws->http_status     = (int)lws_http_client_http_response(wsi);
    if (refusal != NULL)
        cho_ws_blame(ws, CHORUS_E_NETWORK, "the certificate of %s is not trusted: %s",
                     ws->authority, refusal);
    else if (ws->http_status != 0 && ws->http_status != 101)
        cho_ws_blame(ws, CHORUS_E_REJECTED, "%s answered %d to the handshake", ws->authority,
                     ws->http_status);
    else if (begins_with(words, "HS: "))
        cho_ws_blame(ws, CHORUS_E_PROTOCOL, "the answer of %s is not a websocket handshake: %s",
                     peer, words + 4);
    else if (ws->url.is_secure && ws->has_connected && !ws->has_tls)
        cho_ws_blame(ws, CHORUS_E_NETWORK, "no TLS connection: %s %s", peer,
                     cho_tls_explain(&ws->loop->trouble, lws_get_ssl(wsi)));
    else if (ws->has_connected)
        cho_ws_blame(ws, CHORUS_E_NETWORK, "%s closed the connection during the handshake", peer);
    else
        cho_ws_blame(ws, CHORUS_E_NETWORK, "cannot reach %s", peer);
}

static void on_attempt_failed(cho_ws *ws, struct lws *wsi, const char *words, size_t len)
{
    char text[96];
    (void)snprintf(text, sizeof text, "%.*s", words == NULL ? 0 : (int)len,
                   words == NULL ? "" : words);
    blame_handshake(ws, wsi, text);
    lws_set_opaque_user_data(wsi, NULL);
    ws->attempt = NULL;
    cho_ws_attempt_failed(ws);
}

static int on_open(cho_ws *ws, struct lws *wsi)
{
    cho_timer_cancel(&ws->timer);
    ws->attempt = NULL;
    ws->is_open = true;
    cho_ws_stream_open(&ws->stream, wsi, ws->ping_after_ms, ws->hang_up_after_ms);
    if (ws->handlers.on_open != NULL)
        ws->handlers.on_open(ws->user, ws);
    return 0;
}

static int on_receive(cho_ws *ws, struct lws *wsi, const void *in, size_t len)
{
    cho_span message = { NULL, 0 };
    uint64_t known   = 0;
    ws->stream.wsi   = wsi;
    const cho_ws_part part = cho_ws_stream_part(&ws->stream, in, len);
    switch (cho_ws_stream_receive(&ws->stream, &part, &message, &known)) {
    case CHO_WS_PIECE_MESSAGE:
        if (ws->handlers.on_message != NULL)
            ws->handlers.on_message(ws->user, ws, message.ptr, message.len, part.is_text);
        break;
    case CHO_WS_PIECE_TOO_BIG:
        if (ws->handlers.on_too_big != NULL)
            ws->handlers.on_too_big(ws->user, ws, known);
        break;
    case CHO_WS_PIECE_ABSURD:
        cho_ws_blame(ws, CHORUS_E_SIZE, "%s announced a message of absurd size", cho_ws_peer(ws));
        break;
    case CHO_WS_PIECE_NO_MEMORY:
        cho_ws_blame(ws, CHORUS_E_MEMORY, "no memory for a message");
        break;
    case CHO_WS_PIECE_MORE: break;
    }
    return 0;
}

static void on_closed(cho_ws *ws)
{
    const cho_ws_stream *s    = &ws->stream;
    const char          *peer = cho_ws_peer(ws);
    uint16_t             code = cho_ws_stream_code(s, s->wsi);
    if (s->has_theirs)
        cho_ws_blame(ws, CHORUS_OK, "closed by %s with code %u", peer, (unsigned)code);
    else if (s->is_closing && !s->is_cut)
        cho_ws_blame(ws, CHORUS_OK, "closed with code %u", (unsigned)code);
    else if (s->is_cut)
        cho_ws_blame(ws, CHORUS_E_NETWORK, "%s did not answer pings", peer);
    else if (code != CHO_WS_LOST)
        cho_ws_blame(ws, CHORUS_E_PROTOCOL, "%s broke the websocket protocol", peer);
    else
        cho_ws_blame(ws, CHORUS_E_NETWORK, "connection to %s lost", peer);
    cho_ws_finish(ws);
}

static void on_destroyed(cho_ws *ws, struct lws *wsi)
{
    if (ws->is_calling)
        return;
    if (ws->is_open)
        on_closed(ws);
    else
        on_attempt_failed(ws, wsi, NULL, 0);
}

int cho_ws_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                  size_t len)
{
    cho_ws *ws = lws_get_opaque_user_data(wsi);
    (void)session;
    if (reason == LWS_CALLBACK_GET_THREAD_ID)
        return on_thread_id(ws, wsi);
    if (ws == NULL)
        return 0;
    switch ((int)reason) {
    case LWS_CALLBACK_WSI_CREATE: ws->has_connected = true; return 0;
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        return is_whom_we_want(ws, wsi) ? write_headers(ws, in, len) : -1;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: on_attempt_failed(ws, wsi, in, len); return 0;
    case LWS_CALLBACK_CLIENT_ESTABLISHED: return on_open(ws, wsi);
    case LWS_CALLBACK_CLIENT_RECEIVE: return on_receive(ws, wsi, in, len);
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG: cho_ws_stream_heard(&ws->stream); return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE: return cho_ws_stream_writeable(&ws->stream);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        cho_ws_stream_peer_closes(&ws->stream, in, len);
        return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
    case LWS_CALLBACK_WSI_DESTROY: on_destroyed(ws, wsi); return 0;
    default: return 0;
    }
}
