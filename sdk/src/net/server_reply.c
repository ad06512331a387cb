#include "net/server_state.h"

enum { HEAD_MAX = 4096 };

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
    { 415, "Unsupported Media Type" },
    { 426, "Upgrade Required" },
    { 429, "Too Many Requests" },
    { 500, "Internal Server Error" },
    { 503, "Service Unavailable" },
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
    e->static_body = NULL;
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

/* lws_write() of HTTP only reads the bytes, and copies what the system does not take at once. */
static bool send_bytes(struct lws *wsi, const void *bytes, size_t len, enum lws_write_protocol type)
{
    return len == 0 || lws_write(wsi, (unsigned char *)(uintptr_t)bytes, len, type) == (int)len;
}

bool cho_reply_send(cho_socket *socket)
{
    cho_exchange *e = &socket->exchange;
    bool ok = send_bytes(socket->wsi, e->answer.data, e->answer.len, LWS_WRITE_HTTP_HEADERS);
    if (ok && e->static_body != NULL)
        ok = send_bytes(socket->wsi, e->static_body, e->static_len, LWS_WRITE_HTTP);
    return ok;
}
