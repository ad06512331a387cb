#include "net/server_state.h"

#include "net/url.h"

#include <stdio.h>
#include <strings.h>

typedef struct method {
    enum lws_token_indexes token;
    const char            *name;
    bool                   has_body; /* libwebsockets waits for one even without a length */
} method;

static const method methods[] = {
    { WSI_TOKEN_GET_URI, "GET", false },       { WSI_TOKEN_HEAD_URI, "HEAD", false },
    { WSI_TOKEN_POST_URI, "POST", true },      { WSI_TOKEN_PUT_URI, "PUT", true },
    { WSI_TOKEN_DELETE_URI, "DELETE", false }, { WSI_TOKEN_OPTIONS_URI, "OPTIONS", false },
    { WSI_TOKEN_PATCH_URI, "PATCH", true },
};

enum { MAX_LENGTH_DIGITS = 10 };

static const method *find_method(struct lws *wsi)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (lws_hdr_total_length(wsi, methods[i].token) > 0)
            return &methods[i];
    return NULL;
}

/* A copy in the arena; ptr NULL when the header is not there or there is no memory. */
static cho_span copy_token(cho_socket *socket, enum lws_token_indexes token)
{
    cho_span none = { NULL, 0 };
    int      len  = lws_hdr_total_length(socket->wsi, token);
    if (len <= 0)
        return none;
    char *copy = cho_arena_alloc(&socket->exchange.strings, (size_t)len + 1);
    if (copy == NULL || lws_hdr_copy(socket->wsi, copy, len + 1, token) < 0)
        return none;
    return (cho_span){ copy, (size_t)len };
}

static cho_span trim(cho_span s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t')) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

/* libwebsockets names the headers it knows with a colon: "host:". */
static int find_known_header(const char *name_with_colon)
{
    for (int i = 0; i < WSI_TOKEN_COUNT; i++) {
        const unsigned char *known = lws_token_to_string((enum lws_token_indexes)i);
        if (known != NULL && strcmp((const char *)known, name_with_colon) == 0)
            return i;
    }
    return -1;
}

static cho_span copy_unknown_header(cho_socket *socket, const char *name_with_colon)
{
    cho_span none     = { NULL, 0 };
    int      name_len = (int)strlen(name_with_colon);
    int      len      = lws_hdr_custom_length(socket->wsi, name_with_colon, name_len);
    if (len < 0)
        return none;
    char *copy = cho_arena_alloc(&socket->exchange.strings, (size_t)len + 1);
    if (copy == NULL ||
        lws_hdr_custom_copy(socket->wsi, copy, len + 1, name_with_colon, name_len) < 0)
        return none;
    return (cho_span){ copy, (size_t)len };
}

cho_span cho_request_header(cho_socket *socket, const char *lower_name)
{
    char     name[64];
    cho_span none = { NULL, 0 };
    if (socket->wsi == NULL)
        return none;
    int      n    = snprintf(name, sizeof name, "%s:", lower_name);
    if (n < 0 || (size_t)n >= sizeof name)
        return none;
    int      token = find_known_header(name);
    cho_span found = token >= 0 ? copy_token(socket, (enum lws_token_indexes)token)
                                : copy_unknown_header(socket, name);
    if (found.ptr == NULL)
        return none;
    cho_span   value = trim(found);
    chorus_str copy  = cho_arena_str(&socket->exchange.strings, value.ptr, value.len);
    return copy.len == value.len ? (cho_span){ copy.ptr, copy.len } : none;
}

static bool is_plain_path(cho_span path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c < 0x20 || c == 0x7f)
            return false;
    }
    return path.len > 0 && path.ptr[0] == '/';
}

static int read_path(cho_socket *socket, enum lws_token_indexes token)
{
    cho_span path = copy_token(socket, token);
    if (path.ptr == NULL)
        return HTTP_STATUS_INTERNAL_SERVER_ERROR;
    if (!is_plain_path(path))
        return HTTP_STATUS_BAD_REQUEST;
    socket->exchange.path = (chorus_str){ path.ptr, path.len };
    return 0;
}

/* libwebsockets holds one fragment a parameter, escapes decoded; its '=' is the first one. */
static void write_parameter(cho_buf *out, cho_span parameter)
{
    const char *equals = memchr(parameter.ptr, '=', parameter.len);
    cho_span    key    = { parameter.ptr,
                     equals == NULL ? parameter.len : (size_t)(equals - parameter.ptr) };
    cho_url_encode(out, key);
    if (equals == NULL)
        return;
    cho_span value = { equals + 1, parameter.len - key.len - 1 };
    cho_buf_text(out, "=");
    cho_url_encode(out, value);
}

static int read_query(cho_socket *socket)
{
    cho_exchange *e    = &socket->exchange;
    int           room = lws_hdr_total_length(socket->wsi, WSI_TOKEN_HTTP_URI_ARGS) + 1;
    e->query           = (chorus_str){ "", 0 };
    if (room <= 1)
        return 0;
    char *one = cho_arena_alloc(&e->strings, (size_t)room);
    if (one == NULL)
        return HTTP_STATUS_INTERNAL_SERVER_ERROR;
    cho_buf_clear(&e->answer); /* not needed yet, so its memory serves here */
    for (int i = 0;; i++) {
        int len = lws_hdr_copy_fragment(socket->wsi, one, room, WSI_TOKEN_HTTP_URI_ARGS, i);
        if (len < 0)
            break;
        cho_buf_text(&e->answer, i == 0 ? "" : "&");
        write_parameter(&e->answer, (cho_span){ one, (size_t)len });
    }
    e->query = cho_arena_str(&e->strings, e->answer.data, e->answer.len);
    return e->answer.failed ? HTTP_STATUS_INTERNAL_SERVER_ERROR : 0;
}

/*
 * libwebsockets takes the line after a header whose name is the beginning of one it knows
 * ("X-Auth:") for a part of that name. A sender may hide a length that way, and what we take for
 * the next request would be the body of this one. On its own connection that harms nobody else;
 * behind a proxy, which sends the requests of many on one connection, it would. So those
 * connections serve one request each.
 */
static bool came_through_proxy(cho_socket *socket)
{
    static const char *const signs[] = { "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host",
                                         "x-real-ip",       "forwarded",         "via" };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (cho_request_header(socket, signs[i]).ptr != NULL)
            return true;
    return false;
}

/* The rule by which libwebsockets keeps the connection or closes it; ours may only close more. */
static void read_connection(cho_socket *socket)
{
    cho_exchange *e           = &socket->exchange;
    char          version[12] = "", choice[25] = "";
    (void)lws_hdr_copy(socket->wsi, version, sizeof version - 1, WSI_TOKEN_HTTP);
    (void)lws_hdr_copy(socket->wsi, choice, sizeof choice - 1, WSI_TOKEN_CONNECTION);
    e->is_http_1_0 = strlen(version) < 8 || version[5] != '1' || version[7] != '1';
    e->keep_alive  = strcasecmp(choice, "keep-alive") == 0 ||
                    (!e->is_http_1_0 && strcasecmp(choice, "close") != 0);
    if (came_through_proxy(socket))
        e->keep_alive = false;
}

/* What did not come through the gate was not looked at: see server_gate.c. */
static int check_version(cho_socket *socket)
{
    char version[12] = "";
    (void)lws_hdr_copy(socket->wsi, version, sizeof version - 1, WSI_TOKEN_HTTP);
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
        return HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED;
    bool has_host = lws_hdr_total_length(socket->wsi, WSI_TOKEN_HOST) > 0;
    return has_host || socket->exchange.is_http_1_0 ? 0 : HTTP_STATUS_BAD_REQUEST;
}

int cho_request_read(cho_socket *socket)
{
    cho_exchange *e = &socket->exchange;
    const method *m = find_method(socket->wsi);
    if (m == NULL)
        return HTTP_STATUS_BAD_REQUEST;
    e->method  = m->name;
    e->is_head = m->token == WSI_TOKEN_HEAD_URI;
    read_connection(socket);
    int status = check_version(socket);
    if (status == 0)
        status = read_path(socket, m->token);
    return status != 0 ? status : read_query(socket);
}

static int read_length(cho_span text, size_t *len)
{
    text = trim(text);
    if (text.len == 0 || text.len > MAX_LENGTH_DIGITS)
        return HTTP_STATUS_BAD_REQUEST;
    *len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return HTTP_STATUS_BAD_REQUEST;
        *len = *len * 10 + (size_t)(text.ptr[i] - '0');
    }
    return 0;
}

/*
 * libwebsockets never sees the end of a chunked body; with a length beside it somebody is
 * smuggling.
 */
int cho_request_body_len(cho_socket *socket, size_t *len)
{
    bool is_chunked = lws_hdr_total_length(socket->wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
    bool has_length = lws_hdr_total_length(socket->wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0;
    *len            = 0;
    if (is_chunked)
        return has_length ? HTTP_STATUS_BAD_REQUEST : HTTP_STATUS_LENGTH_REQUIRED;
    if (!has_length)
        return find_method(socket->wsi)->has_body ? HTTP_STATUS_LENGTH_REQUIRED : 0;
    int status = read_length(copy_token(socket, WSI_TOKEN_HTTP_CONTENT_LENGTH), len);
    if (status == 0 && *len > socket->server->options.max_body)
        status = HTTP_STATUS_REQ_ENTITY_TOO_LARGE;
    return status;
}
