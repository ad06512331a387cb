#include "net/url.h"

typedef struct scheme {
    const char *name;
    bool        is_websocket, is_secure;
    uint16_t    port;
} scheme;

static const scheme schemes[] = {
    { "ws", true, false, 80 },
    { "wss", true, true, 443 },
    { "http", false, false, 80 },
    { "https", false, true, 443 },
};

enum { HOST_MAX = 253 }; /* RFC 1035 section 2.3.4, written out */

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

static bool same_without_case(cho_span a, const char *lower)
{
    if (a.len != strlen(lower))
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (to_lower(a.ptr[i]) != lower[i])
            return false;
    return true;
}

/* The part of text before the first of these characters; text moves behind the part. */
static cho_span take_until(cho_span *text, const char *stops)
{
    size_t n = 0;
    while (n < text->len && strchr(stops, text->ptr[n]) == NULL)
        n++;
    cho_span part = { text->ptr, n };
    text->ptr += n;
    text->len -= n;
    return part;
}

static void skip(cho_span *text, size_t n)
{
    text->ptr += n;
    text->len -= n;
}

static bool has_only_visible_ascii(cho_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= 0x20 || text.ptr[i] >= 0x7f)
            return false;
    return text.len > 0;
}

static bool take_scheme(cho_span *text, cho_url *out)
{
    cho_span name = take_until(text, ":/?#");
    if (text->len < 3 || memcmp(text->ptr, "://", 3) != 0)
        return false;
    skip(text, 3);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (!same_without_case(name, schemes[i].name))
            continue;
        out->is_websocket = schemes[i].is_websocket;
        out->is_secure    = schemes[i].is_secure;
        out->port         = schemes[i].port;
        return true;
    }
    return false;
}

static bool is_host_name(cho_span host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '.' && c != '_')
            return false;
    }
    return host.len >= 1 && host.len <= HOST_MAX;
}

static bool is_ipv6_literal(cho_span host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = to_lower(host.ptr[i]);
        if (!is_digit(c) && !(c >= 'a' && c <= 'f') && c != ':' && c != '.')
            return false;
    }
    return host.len >= 2 && host.len <= 45;
}

static bool take_host(cho_span *authority, cho_url *out)
{
    if (authority->len > 0 && authority->ptr[0] == '[') {
        skip(authority, 1);
        out->is_ipv6 = true;
        out->host    = take_until(authority, "]");
        if (authority->len == 0)
            return false;
        skip(authority, 1);
        return is_ipv6_literal(out->host);
    }
    out->host = take_until(authority, ":");
    return is_host_name(out->host);
}

/* What is left of the authority: nothing, ":" or ":1234". */
static bool read_port(cho_span rest, cho_url *out)
{
    if (rest.len == 0)
        return true;
    if (rest.ptr[0] != ':' || rest.len > 6)
        return false;
    uint32_t port = 0;
    for (size_t i = 1; i < rest.len; i++) {
        if (!is_digit(rest.ptr[i]))
            return false;
        port = port * 10 + (uint32_t)(rest.ptr[i] - '0');
    }
    if (rest.len == 1)
        return true;
    out->has_port = true;
    out->port     = (uint16_t)port;
    return port >= 1 && port <= UINT16_MAX;
}

bool cho_url_parse(cho_span text, cho_url *out)
{
    *out = (cho_url){ 0 };
    if (!has_only_visible_ascii(text) || !take_scheme(&text, out))
        return false;
    cho_span authority = take_until(&text, "/?#");
    if (!take_host(&authority, out) || !read_port(authority, out))
        return false;
    out->path = take_until(&text, "?#");
    if (text.len > 0 && text.ptr[0] == '?') {
        skip(&text, 1);
        out->query = take_until(&text, "#");
    }
    return true;
}

static uint16_t default_port(const cho_url *url)
{
    return url->is_secure ? 443 : 80;
}

void cho_url_write_authority(const cho_url *url, cho_buf *out)
{
    cho_buf_text(out, url->is_ipv6 ? "[" : "");
    cho_buf_append(out, url->host.ptr, url->host.len);
    cho_buf_text(out, url->is_ipv6 ? "]" : "");
    if (url->port != default_port(url))
        cho_buf_printf(out, ":%u", (unsigned)url->port);
}

void cho_url_write_target(const cho_url *url, cho_buf *out)
{
    if (url->path.len == 0)
        cho_buf_text(out, "/");
    cho_buf_append(out, url->path.ptr, url->path.len);
    if (url->query.ptr != NULL) {
        cho_buf_text(out, "?");
        cho_buf_append(out, url->query.ptr, url->query.len);
    }
}

void cho_url_join(cho_buf *out, cho_span base, cho_span path)
{
    base = take_until(&base, "?#");
    while (base.len > 0 && base.ptr[base.len - 1] == '/')
        base.len--;
    while (path.len > 0 && path.ptr[0] == '/')
        skip(&path, 1);
    cho_buf_append(out, base.ptr, base.len);
    cho_buf_text(out, "/");
    cho_buf_append(out, path.ptr, path.len);
}

void cho_url_encode(cho_buf *out, cho_span raw)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.ptr[i];
        if (is_letter((char)c) || is_digit((char)c) || (c != '\0' && strchr("-._~", c) != NULL)) {
            cho_buf_append(out, &raw.ptr[i], 1);
            continue;
        }
        char escape[3] = { '%', hex[c >> 4], hex[c & 15] };
        cho_buf_append(out, escape, sizeof escape);
    }
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character, escaped or not; text moves behind it. -1: a bad escape. */
static int take_char(cho_span *text)
{
    int c = (unsigned char)text->ptr[0];
    if (c != '%') {
        skip(text, 1);
        return c;
    }
    if (text->len < 3 || hex_value(text->ptr[1]) < 0 || hex_value(text->ptr[2]) < 0)
        return -1;
    c = hex_value(text->ptr[1]) * 16 + hex_value(text->ptr[2]);
    skip(text, 3);
    return c;
}

bool cho_url_decode(cho_buf *out, cho_span text)
{
    while (text.len > 0) {
        int c = take_char(&text);
        if (c <= 0)
            return false;
        char byte = (char)c;
        cho_buf_append(out, &byte, 1);
    }
    return true;
}

static bool key_is(cho_span key, const char *name)
{
    while (key.len > 0 && *name != '\0') {
        int c = take_char(&key);
        if (c <= 0 || to_lower((char)c) != to_lower(*name))
            return false;
        name++;
    }
    return key.len == 0 && *name == '\0';
}

bool cho_query_find(cho_span query, const char *name, cho_span *out)
{
    while (query.len > 0) {
        cho_span pair = take_until(&query, "&");
        cho_span key  = take_until(&pair, "=");
        if (pair.len > 0)
            skip(&pair, 1);
        if (key_is(key, name)) {
            *out = pair;
            return true;
        }
        if (query.len > 0)
            skip(&query, 1);
    }
    return false;
}
