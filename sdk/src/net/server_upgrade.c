#include "net/server_state.h"

#include <ctype.h>
#include <strings.h>

/* libwebsockets reads the list into 128 bytes and each name into 64. */
enum { PROTOCOL_LIST_MAX = 126, KEY_LEN = 24 /* RFC 6455 section 4.1: 16 bytes in base64 */ };

/* Empty when it is not there, does not fit or is not text. */
static const char *copy_header(cho_socket *socket, enum lws_token_indexes token, char *out,
                               int size)
{
    if (lws_hdr_copy(socket->wsi, out, size, token) <= 0)
        out[0] = '\0';
    return out;
}

static bool has_word(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = list; *p != '\0'; p += strcspn(p, ",")) {
        p += strspn(p, ", \t");
        if (strncasecmp(p, word, len) == 0 && strchr(", \t", p[len]) != NULL)
            return true;
    }
    return false;
}

/*
 * libwebsockets takes any method, version and key, and drops without a word what it does not take.
 */
static int check_handshake(cho_socket *socket)
{
    char text[128];
    if (strcmp(socket->exchange.method, "GET") != 0 ||
        lws_hdr_total_length(socket->wsi, WSI_TOKEN_HOST) <= 0)
        return HTTP_STATUS_BAD_REQUEST;
    if (!has_word(copy_header(socket, WSI_TOKEN_CONNECTION, text, sizeof text - 1), "upgrade"))
        return HTTP_STATUS_BAD_REQUEST;
    if (strlen(copy_header(socket, WSI_TOKEN_KEY, text, sizeof text)) != KEY_LEN)
        return HTTP_STATUS_BAD_REQUEST;
    if (strcmp(copy_header(socket, WSI_TOKEN_VERSION, text, sizeof text), "13") != 0)
        return 426;
    return 0;
}

/* libwebsockets' tokenizer calls what looks like a number no name. */
static bool is_name(const char *text, size_t len)
{
    bool has_letter = false;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= 0x20 || c >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", c) != NULL)
            return false;
        has_letter = has_letter || isalpha(c);
    }
    return has_letter && len < CHO_SUBPROTOCOL_MAX;
}

/*
 * The first subprotocol offered is accepted, whatever it is. libwebsockets compares it with the
 * names in its table of protocols right after this callback and answers with the name that fits; so
 * the name of our second entry becomes the one offered. Nothing keeps that name longer.
 */
static int choose_subprotocol(cho_socket *socket)
{
    char list[PROTOCOL_LIST_MAX + 1];
    if (lws_hdr_total_length(socket->wsi, WSI_TOKEN_PROTOCOL) <= 0)
        return 0;
    const char *name = copy_header(socket, WSI_TOKEN_PROTOCOL, list, sizeof list);
    name += strspn(name, " \t");
    size_t len = strcspn(name, ", \t");
    if (!is_name(name, len))
        return HTTP_STATUS_BAD_REQUEST;
    char *out = socket->server->loop->subprotocol;
    memcpy(out, name, len);
    out[len] = '\0';
    return 0;
}

static int ask_owner(cho_socket *socket)
{
    cho_server *server = socket->server;
    if (server->handlers.on_upgrade == NULL)
        return HTTP_STATUS_NOT_FOUND;
    if (server->is_closing)
        return HTTP_STATUS_SERVICE_UNAVAILABLE;
    cho_conn_init(socket);
    socket->exchange.keep_alive = false; /* for a refusal in the owner's words */
    int status = server->handlers.on_upgrade(server->user, &socket->exchange, &socket->conn);
    if (status == 0)
        socket->conn.is_accepted = true;
    else
        cho_ws_stream_deinit(&socket->conn.stream);
    return status == 0 || (status >= 400 && status <= 599) ? status
                                                           : HTTP_STATUS_INTERNAL_SERVER_ERROR;
}

static int refuse(cho_socket *socket, int status)
{
    socket->exchange.keep_alive = false;
    if (cho_reply_refuse(socket, status, NULL))
        (void)cho_reply_send(socket);
    return -1;
}

/*
 * The pointer libwebsockets hands to the callback is not used: when it has answered 403 to an
 * upgrade it does not know it may have freed the request, and calls all the same (CVE-2025-11677).
 * The header table knows whether the request is still there. h2c must never get past here: 0 would
 * let it.
 */
int cho_upgrade_confirm(cho_socket *socket)
{
    char wanted[16];
    copy_header(socket, WSI_TOKEN_UPGRADE, wanted, sizeof wanted);
    bool is_websocket = strcasecmp(wanted, "websocket") == 0;
    if (!is_websocket && strcasecmp(wanted, "h2c") != 0)
        return -1;
    cho_timer_cancel(&socket->timer);
    cho_guard_heard(socket);
    cho_exchange_deinit(&socket->exchange);
    cho_exchange_init(&socket->exchange, &socket->server->loop->heap);
    int status = is_websocket ? cho_request_read(socket) : HTTP_STATUS_BAD_REQUEST;
    if (status == 0)
        status = check_handshake(socket);
    if (status == 0)
        status = choose_subprotocol(socket);
    if (status == 0)
        status = ask_owner(socket);
    return status == 0 ? 0 : refuse(socket, status);
}
