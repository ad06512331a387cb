#include "net/server_state.h"

enum { ANY_THREAD_ID = 1 }; /* there is one thread */

static int on_websocket(cho_socket *socket, enum lws_callback_reasons reason, void *in, size_t len)
{
    cho_ws_stream *stream = &socket->conn.stream;
    switch ((int)reason) {
    case LWS_CALLBACK_ESTABLISHED: return cho_conn_opened(socket);
    case LWS_CALLBACK_RECEIVE: {
        const cho_ws_part part = cho_ws_stream_part(stream, in, len);
        cho_conn_receive(socket, &part);
        return 0;
    }
    case LWS_CALLBACK_RECEIVE_PONG: cho_ws_stream_heard(stream); return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE: return cho_ws_stream_writeable(stream);
    default: cho_ws_stream_peer_closes(stream, in, len); return 0;
    }
}

/* A CONNECT request makes libwebsockets take a socket for one of raw bytes: -1 ends it. */
int cho_server_on_lws(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                      size_t len)
{
    if (reason == LWS_CALLBACK_GET_THREAD_ID)
        return ANY_THREAD_ID;
    if (reason == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS)
        return cho_server_fill_tls(in, session); /* this is what it hands over there */
    cho_socket *socket = lws_get_opaque_user_data(wsi);
    if (socket == NULL)
        return 0;
    socket->wsi = wsi;
    switch ((int)reason) {
    case LWS_CALLBACK_HTTP: return cho_exchange_begin(socket);
    case LWS_CALLBACK_HTTP_BODY: return cho_exchange_take_body(socket, in, len);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return cho_exchange_body_done(socket);
    case LWS_CALLBACK_HTTP_WRITEABLE: return cho_exchange_flushed(socket);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return cho_upgrade_confirm(socket);
    case LWS_CALLBACK_ESTABLISHED:
    case LWS_CALLBACK_RECEIVE:
    case LWS_CALLBACK_RECEIVE_PONG:
    case LWS_CALLBACK_SERVER_WRITEABLE:
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: return on_websocket(socket, reason, in, len);
    case LWS_CALLBACK_RAW_ADOPT:
    case LWS_CALLBACK_RAW_RX: return -1;
    case LWS_CALLBACK_WSI_DESTROY: cho_socket_end(socket); return 0;
    default: return 0;
    }
}
