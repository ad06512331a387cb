#include "host/service/host_origin.h"

#include "net/url.h"

#include <strings.h>

enum { LIST_MAX = 4096, URL_TEXT_MAX = 300, AUTHORITY_MAX = 280 /* a scheme, the longest host name, brackets and a port */ };

/* ---- authorities ---- */

static bool has_any(cho_span text, const char *bytes)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\0' || strchr(bytes, text.ptr[i]) != NULL)
            return true;
    }
    return false;
}

/* Reads "host:port" as the authority of that scheme. */
static bool read_authority(cho_span host, const char *scheme, char text[AUTHORITY_MAX], cho_url *out)
{
    size_t len = strlen(scheme);
    if (host.len == 0 || host.len > AUTHORITY_MAX - len || has_any(host, "/?#@\\%\"'<>"))
        return false;
    memcpy(text, scheme, len);
    memcpy(text + len, host.ptr, host.len);
    return cho_url_parse((cho_span){ text, len + host.len }, out);
}

bool cho_host_is_authority(cho_span host)
{
    char    text[AUTHORITY_MAX];
    cho_url url;
    return read_authority(host, "http://", text, &url);
}

/* ---- lists in the options ---- */

/* Words separated by spaces. False: there is no more. */
static bool next_word(const char **at, cho_span *word)
{
    const char *begin = *at + strspn(*at, " ");
    size_t      len   = strcspn(begin, " ");
    *at               = begin + len;
    *word             = (cho_span){ begin, len };
    return len > 0;
}

static bool is_same(cho_span a, cho_span b)
{
    return a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

static bool ends_with(cho_span text, const char *end)
{
    size_t len = strlen(end);
    return text.len > len && strncasecmp(text.ptr + text.len - len, end, len) == 0;
}

static bool is_word_a_host(cho_span word)
{
    if (word.ptr[0] == '.')
        word.ptr++, word.len--;
    return cho_span_is(word, "*") || (cho_host_is_authority(word) && memchr(word.ptr, ':', word.len) == NULL);
}

/* A scheme, a host and maybe a port, and nothing behind. */
static bool read_origin(cho_span text, cho_url *out)
{
    return text.len > 0 && text.len <= URL_TEXT_MAX && memchr(text.ptr, '#', text.len) == NULL
           && cho_url_parse(text, out) && !out->is_websocket && out->path.len == 0 && out->query.ptr == NULL;
}

static bool is_word_an_origin(cho_span word)
{
    cho_url url;
    return cho_span_is(word, "*") || cho_span_is(word, "null") || read_origin(word, &url);
}

static bool is_list_of(const char *list, bool (*fits)(cho_span word))
{
    cho_span word;
    if (list == NULL)
        return true;
    if (strlen(list) > LIST_MAX)
        return false;
    while (next_word(&list, &word)) {
        if (!fits(word))
            return false;
    }
    return true;
}

static bool is_public_url(const char *text)
{
    cho_url url;
    return text == NULL || text[0] == '\0'
           || (strlen(text) <= URL_TEXT_MAX && strchr(text, '#') == NULL && cho_url_parse(cho_span_of(text), &url)
               && !url.is_websocket && url.query.ptr == NULL);
}

const char *cho_host_origin_fault(const chorus_host_options *options)
{
    if (!is_public_url(options->public_url))
        return "public_url: an address such as \"https://play.example.org\" is needed";
    if (!is_list_of(options->allowed_hosts, is_word_a_host))
        return "allowed_hosts: names without ports are needed, such as \"play.example.org .example.net\", or \"*\"";
    if (!is_list_of(options->allowed_origins, is_word_an_origin))
        return "allowed_origins: origins are needed, such as \"https://fans.example:8443\", or \"*\"";
    return NULL;
}

/* ---- names ---- */

static bool is_ipv4(cho_span host)
{
    unsigned dots = 0, value = 0, digits = 0;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        if (c == '.' && digits > 0)
            dots++, value = digits = 0;
        else if (c >= '0' && c <= '9' && digits < 3)
            value = value * 10 + (unsigned)(c - '0'), digits++;
        else
            return false;
        if (value > 255)
            return false;
    }
    return dots == 3 && digits > 0;
}

/* Nobody can have such a name on the internet. */
static bool is_local_name(cho_span host)
{
    static const char *const ends[] = { ".localhost", ".local", ".internal", ".home.arpa", ".lan" };
    if (memchr(host.ptr, '.', host.len) == NULL)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (ends_with(host, ends[i]))
            return true;
    }
    return false;
}

static bool is_named_by(cho_span word, cho_span host)
{
    if (cho_span_is(word, "*") || is_same(word, host))
        return true;
    return word.ptr[0] == '.' && host.len > word.len
           && is_same(word, (cho_span){ host.ptr + host.len - word.len, word.len });
}

static bool is_listed_host(const char *list, cho_span host)
{
    cho_span word;
    while (list != NULL && next_word(&list, &word)) {
        if (is_named_by(word, host))
            return true;
    }
    return false;
}

static bool is_public_host(const cho_host_config *config, cho_span host)
{
    cho_url url;
    return config->public_url != NULL && cho_url_parse(cho_span_of(config->public_url), &url)
           && is_same(url.host, host);
}

/* "name:8280", "[::1]:8280": without the port, the brackets and a dot at the end. */
static cho_span host_of(cho_span authority)
{
    cho_span    host  = authority;
    const char *colon = memchr(authority.ptr, ':', authority.len);
    if (colon != NULL)
        host.len = (size_t)(colon - authority.ptr);
    if (host.len > 1 && host.ptr[host.len - 1] == '.')
        host.len--;
    return host;
}

bool cho_host_answers_to(const cho_host_config *config, cho_span authority)
{
    if (authority.len == 0)
        return false;
    if (authority.ptr[0] == '[')
        return true; /* an IPv6 address */
    cho_span host = host_of(authority);
    return is_ipv4(host) || is_local_name(host) || is_same(host, cho_span_of(config->machine))
           || is_public_host(config, host) || is_listed_host(config->allowed_hosts, host);
}

/* ---- origins ---- */

bool cho_host_is_same_origin(cho_span origin, cho_span host)
{
    char    text[AUTHORITY_MAX];
    cho_url from, to;
    if (has_any(origin, "#") || !cho_url_parse(origin, &from))
        return false;
    if (from.is_websocket || from.path.len > 0 || from.query.ptr != NULL)
        return false;
    return read_authority(host, from.is_secure ? "https://" : "http://", text, &to)
           && is_same(from.host, to.host) && from.port == to.port;
}

static bool is_one_origin(const cho_url *a, const cho_url *b)
{
    return a->is_secure == b->is_secure && a->port == b->port && is_same(a->host, b->host);
}

static bool is_listed_origin(const char *list, cho_span origin)
{
    cho_span word;
    cho_url  from, listed;
    bool     is_readable = read_origin(origin, &from);
    while (list != NULL && next_word(&list, &word)) {
        if (cho_span_is(word, "*") && (is_readable || cho_span_is(origin, "null")))
            return true;
        if (cho_span_is(word, "null") && cho_span_is(origin, "null"))
            return true;
        if (is_readable && read_origin(word, &listed) && is_one_origin(&from, &listed))
            return true;
    }
    return false;
}

static bool is_public_origin(const cho_host_config *config, cho_span origin)
{
    cho_url from, ours;
    return config->public_url != NULL && read_origin(origin, &from)
           && cho_url_parse(cho_span_of(config->public_url), &ours) && is_one_origin(&from, &ours);
}

bool cho_host_welcomes_origin(const cho_host_config *config, cho_span origin, cho_span authority)
{
    return origin.ptr == NULL || cho_host_is_same_origin(origin, authority) || is_public_origin(config, origin)
           || is_listed_origin(config->allowed_origins, origin);
}
