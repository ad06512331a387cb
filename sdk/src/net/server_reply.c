#include "net/server_state.h"

#include <strings.h>

enum { HEAD_MAX = 4096, PIECE_MAX = 64 * 1024, PIECES_A_TURN = 4 };

typedef struct phrase {
    int         status;
    const char *words;
} phrase;

static const phrase phrases[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 202, "Accepted" },
    { 204, "No Content" },
    { 301, "Moved Permanently" },
    { 302, "Found" },
    { 303, "See Other" },
    { 304, "Not Modified" },
    { 307, "Temporary Redirect" },
    { 308, "Permanent Redirect" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 409, "Conflict" },
    { 411, "Length Required" },
    { 413, "Content Too Large" },
    { 408, "Request Timeout" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 421, "Misdirected Request" },
    { 417, "Expectation Failed" },
    { 426, "Upgrade Required" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 505, "HTTP Version Not Supported" },
};

static const char *words_of(int status)
{
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (phrases[i].status == status)
            return phrases[i].words;
    return "";
}

/* RFC 9110 sections 8.6 and 15.4.5 */
static bool may_have_body(int status)
{
    return status != 204 && status != 304;
}

static const char *connection_header(const cho_exchange *e)
{
    if (!e->keep_alive)
        return "connection: close\r\n";
    return e->is_http_1_0 ? "connection: keep-alive\r\n" : "";
}

static bool write_fields(cho_buf *out, const cho_reply *reply)
{
    const cho_header type = { "content-type", reply->content_type };
    if (reply->content_type != NULL) {
        if (!cho_header_is_valid(&type))
            return false;
        cho_buf_printf(out, "content-type: %s\r\n", reply->content_type);
    }
    for (size_t i = 0; i < reply->header_count; i++) {
        if (!cho_header_is_valid(&reply->headers[i]))
            return false;
        cho_buf_printf(out, "%s: %s\r\n", reply->headers[i].name, reply->headers[i].value);
    }
    return true;
}

static bool write_head(cho_exchange *e, const cho_reply *reply)
{
    cho_buf *out = &e->answer;
    cho_buf_printf(out, "HTTP/1.1 %d %s\r\n", reply->status, words_of(reply->status));
    if (!write_fields(out, reply))
        return false;
    if (may_have_body(reply->status))
        cho_buf_printf(out, "content-length: %zu\r\n", reply->body_len);
    cho_buf_printf(out, "%s\r\n", connection_header(e));
    return true;
}

static void take_body(cho_exchange *e, const cho_reply *reply)
{
    if (e->is_head || !may_have_body(reply->status) || reply->body_len == 0)
        return;
    if (reply->source != NULL) {
        e->source_len = reply->body_len;
        return;
    }
    if (!reply->body_is_static) {
        cho_buf_append(&e->answer, reply->body, reply->body_len);
        return;
    }
    e->static_body = reply->body;
    e->static_len  = reply->body_len;
}

chorus_result cho_reply_write(cho_exchange *e, const cho_reply *reply)
{
    cho_buf_clear(&e->answer);
    cho_reply_end_source(e);
    e->static_body = NULL;
    e->status      = reply->status;
    if (reply->source != NULL)
        e->source = *reply->source;
    if (reply->status < 200 || reply->status > 599 || !write_head(e, reply))
        return CHORUS_E_INVALID;
    if (e->answer.len > HEAD_MAX)
        return CHORUS_E_SIZE;
    take_body(e, reply);
    return e->answer.failed ? CHORUS_E_MEMORY : CHORUS_OK;
}

/* A refusal of our own: the words of its status, for whoever reads along. */
bool cho_reply_write_status(cho_exchange *e, int status)
{
    const cho_header version = { "sec-websocket-version", "13" };
    const char      *words   = words_of(status);
    const cho_reply  reply   = { .status       = status,
                                 .content_type = "text/plain",
                                 .headers      = &version,
                                 .header_count = status == 426 ? 1 : 0,
                                 .body         = words,
                                 .body_len     = strlen(words) };
    return cho_reply_write(e, &reply) == CHORUS_OK;
}

bool cho_reply_refuse(cho_socket *socket, int status, const char *why)
{
    cho_exchange     *e      = &socket->exchange;
    const cho_server *server = socket->server;
    if (!e->is_answered && server->handlers.on_refuse != NULL)
        server->handlers.on_refuse(server->user, e, status, why);
    return e->is_answered || cho_reply_write_status(e, status);
}

/* lws_write() of HTTP only reads the bytes, and copies what the system does not take at once. */
static bool send_bytes(struct lws *wsi, const void *bytes, size_t len, enum lws_write_protocol type)
{
    return len == 0 || lws_write(wsi, (unsigned char *)(uintptr_t)bytes, len, type) == (int)len;
}

/* RFC 9110 section 10.1.1: some wait a second for it. */
bool cho_reply_go_on(cho_socket *socket)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    cho_span          wanted  = cho_request_header(socket, "expect");
    if (wanted.ptr == NULL || strcasecmp(wanted.ptr, "100-continue") != 0)
        return true;
    return send_bytes(socket->wsi, go_on, sizeof go_on - 1, LWS_WRITE_HTTP_HEADERS);
}

void cho_reply_end_source(cho_exchange *e)
{
    cho_body_source source = e->source;
    e->source              = (cho_body_source){ .read = NULL };
    e->source_len          = 0;
    e->source_sent         = 0;
    if (source.end != NULL)
        source.end(source.user);
}

bool cho_reply_send_more(cho_socket *socket)
{
    cho_exchange *e = &socket->exchange;
    for (int n = 0; n < PIECES_A_TURN && e->source_sent < e->source_len; n++) {
        if (lws_partial_buffered(socket->wsi))
            break;
        cho_span piece = e->source.read(e->source.user, e->source_sent);
        size_t   left  = e->source_len - e->source_sent;
        size_t   len   = piece.len < left ? piece.len : left;
        len            = len < PIECE_MAX ? len : PIECE_MAX;
        if (len == 0 || !send_bytes(socket->wsi, piece.ptr, len, LWS_WRITE_HTTP))
            return false;
        e->source_sent += len;
    }
    return true;
}

bool cho_reply_send(cho_socket *socket)
{
    cho_exchange *e = &socket->exchange;
    socket->server->counts.answers[e->status / 100]++;
    bool ok = send_bytes(socket->wsi, e->answer.data, e->answer.len, LWS_WRITE_HTTP_HEADERS);
    if (ok && e->static_body != NULL)
        ok = send_bytes(socket->wsi, e->static_body, e->static_len, LWS_WRITE_HTTP);
    return ok;
}
