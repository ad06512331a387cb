#include "net/request_head.h"

#include <strings.h>

enum { TLS_HANDSHAKE = 0x16 };

/* What has been seen of a head so far. */
typedef struct head {
    bool     is_http_1_0;
    uint32_t headers, hosts, lengths, codings;
} head;

typedef struct fault {
    int         status; /* 0: none */
    const char *why;
} fault;

static const fault fine = { 0, NULL };

/* ---- characters ---- */

/* RFC 9110 section 5.6.2 */
static bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
           || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(cho_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_token_char(text.ptr[i]))
            return false;
    }
    return text.len > 0;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- the first line ---- */

static bool is_known_method(cho_span method)
{
    static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (cho_span_is(method, known[i]))
            return true;
    }
    return false;
}

/* Two digits that mean no NUL, and in a path no control character. */
static bool is_escape(cho_span target, size_t at, bool is_in_query)
{
    if (target.len - at < 3)
        return false;
    int high = hex_value(target.ptr[at + 1]), low = hex_value(target.ptr[at + 2]);
    int byte = high * 16 + low;
    return high >= 0 && low >= 0 && byte > 0 && (is_in_query || (byte >= 0x20 && byte != 0x7f));
}

static fault check_target(cho_span target)
{
    if (target.len == 0 || target.ptr[0] != '/')
        return (fault){ 400, "a path that begins with '/' is needed in the first line" };
    bool is_in_query = false;
    for (size_t i = 0; i < target.len; i++) {
        char c      = target.ptr[i];
        is_in_query = is_in_query || c == '?';
        if (is_control(c) || c == '#')
            return (fault){ 400, "the path holds a character that no path can have" };
        if (c == '%' && !is_escape(target, i, is_in_query))
            return (fault){ 400, "the path holds a % that stands for no character it can have" };
    }
    return fine;
}

static fault check_version(cho_span version, head *h)
{
    h->is_http_1_0 = cho_span_is(version, "HTTP/1.0");
    if (h->is_http_1_0 || cho_span_is(version, "HTTP/1.1"))
        return fine;
    bool is_http = version.len == 8 && memcmp(version.ptr, "HTTP/", 5) == 0 && version.ptr[6] == '.';
    if (is_http)
        return (fault){ 505, "HTTP/1.1 is spoken here" };
    return (fault){ 400, "the first line does not end in HTTP/1.1" };
}

/* Up to the next space, which is passed over too. */
static cho_span take_word(cho_span *line)
{
    const char *space = memchr(line->ptr, ' ', line->len);
    cho_span    word  = { line->ptr, space == NULL ? line->len : (size_t)(space - line->ptr) };
    size_t      taken = word.len + (space != NULL);
    line->ptr += taken;
    line->len -= taken;
    return word;
}

static fault check_first_line(cho_span line, head *h)
{
    cho_span method = take_word(&line);
    if (!is_token(method))
        return (fault){ 400, "that is not a request of HTTP/1.1" };
    cho_span target = take_word(&line);
    fault    found  = check_version(line, h);
    if (found.status != 0)
        return found;
    return is_known_method(method) ? check_target(target) : (fault){ 501, "that method is not known here" };
}

/* ---- headers ---- */

static bool is_named(cho_span name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.ptr, wanted, name.len) == 0;
}

static cho_span trim(cho_span s)
{
    while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
        s.ptr++, s.len--;
    while (s.len > 0 && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static bool is_number(cho_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    }
    return text.len > 0;
}

static fault check_value(cho_span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (is_control(value.ptr[i]) && value.ptr[i] != '\t')
            return (fault){ 400, "a header holds a control character" };
    }
    return fine;
}

static fault note_header(cho_span name, cho_span value, head *h)
{
    h->hosts += is_named(name, "host");
    h->lengths += is_named(name, "content-length");
    h->codings += is_named(name, "transfer-encoding");
    if (is_named(name, "expect") && !is_named(trim(value), "100-continue"))
        return (fault){ 417, "only 100-continue can be expected here" };
    if (is_named(name, "upgrade") && !is_named(trim(value), "websocket"))
        return (fault){ 400, "only websockets are spoken here besides HTTP/1.1" };
    if (is_named(name, "content-length") && !is_number(trim(value)))
        return (fault){ 400, "the content-length is not a number" };
    return fine;
}

static fault check_header(cho_span line, head *h)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return (fault){ 400, "a header goes on in the next line, which is not allowed any more" };
    cho_span name = { line.ptr, colon == NULL ? 0 : (size_t)(colon - line.ptr) };
    if (!is_token(name))
        return (fault){ 400, "a header has no name, or one that no header can have" };
    cho_span value = { colon + 1, line.len - name.len - 1 };
    fault    found = check_value(value);
    if (found.status != 0)
        return found;
    if (++h->headers > CHO_HEAD_HEADERS_MAX)
        return (fault){ 431, "at most 100 headers are taken" };
    return note_header(name, value, h);
}

static fault check_whole(const head *h)
{
    if (h->hosts > 1 || (h->hosts == 0 && !h->is_http_1_0))
        return (fault){ 400, "one Host header is needed" };
    if (h->lengths > 1 || (h->lengths > 0 && h->codings > 0) || (h->codings > 0 && h->is_http_1_0))
        return (fault){ 400, "it cannot be told where the body ends" };
    return fine;
}

/* ---- lines ---- */

/* True: *line is what stands before the next CRLF. A lone CR or LF is a fault. */
static bool take_line(cho_span *rest, cho_span *line, fault *found)
{
    const char *lf = memchr(rest->ptr, '\n', rest->len);
    const char *cr = memchr(rest->ptr, '\r', lf == NULL ? rest->len : (size_t)(lf - rest->ptr));
    *found         = fine;
    if ((lf != NULL && (cr == NULL || cr + 1 != lf)) || (lf == NULL && cr != NULL && cr + 1 < rest->ptr + rest->len))
        *found = (fault){ 400, "a line does not end in CR LF" };
    if (lf == NULL || found->status != 0)
        return false;
    *line = (cho_span){ rest->ptr, (size_t)(cr - rest->ptr) };
    rest->len -= (size_t)(lf + 1 - rest->ptr);
    rest->ptr = lf + 1;
    return true;
}

static fault check_size(cho_span bytes, bool has_first_line)
{
    if (!has_first_line && bytes.len > CHO_HEAD_LINE_MAX)
        return (fault){ 414, "the first line is longer than 8192 bytes" };
    if (bytes.len >= CHO_HEAD_MAX)
        return (fault){ 431, "the headers are longer than 16384 bytes" };
    return fine;
}

/* What is no method is no HTTP, and its line may never end. */
static fault check_beginning(cho_span bytes)
{
    size_t len = 0;
    while (len < bytes.len && is_token_char(bytes.ptr[len]))
        len++;
    if (len == 0 || (len < bytes.len && bytes.ptr[len] != ' ') || len > 64)
        return (fault){ 400, "that is not a request of HTTP/1.1" };
    return fine;
}

static cho_head tell(fault found, cho_head otherwise, int *status, const char **why)
{
    *status = found.status;
    *why    = found.why;
    return found.status != 0 ? CHO_HEAD_BAD : otherwise;
}

cho_head cho_head_check(cho_span bytes, int *status, const char **why)
{
    head     h    = { .headers = 0 };
    cho_span rest = bytes, line;
    fault    found;
    if (bytes.len == 0 || bytes.ptr[0] == TLS_HANDSHAKE)
        return bytes.len == 0 ? CHO_HEAD_MORE : CHO_HEAD_TLS;
    found = check_beginning(bytes);
    if (found.status != 0)
        return tell(found, CHO_HEAD_BAD, status, why);
    bool is_first = true;
    while (take_line(&rest, &line, &found)) {
        if (is_first && line.len > CHO_HEAD_LINE_MAX)
            found = check_size(line, false);
        else if (is_first)
            found = check_first_line(line, &h);
        else if (line.len == 0)
            return tell(check_whole(&h), CHO_HEAD_GOOD, status, why);
        else
            found = check_header(line, &h);
        if (found.status != 0)
            return tell(found, CHO_HEAD_BAD, status, why);
        is_first = false;
    }
    return tell(found.status != 0 ? found : check_size(bytes, !is_first), CHO_HEAD_MORE, status, why);
}
