#include "host/service/host_http.h"

#include "host/service/host_handshake.h"
#include "host/service/host_origin.h"
#include "net/url.h"

#include <stdio.h>

#define CSP                                                                                                        \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; "                      \
    "img-src 'self' data:; frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#define PERMISSIONS "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

enum { HEADERS_MAX = 12 };

/* Old clients name no host; they get the address they are most likely to have used. */
static cho_span fallback_authority(cho_host_request *r)
{
    const char *address = r->service->config->address;
    size_t      size    = sizeof r->fallback;
    int         len     = snprintf(r->fallback, size, "%s:%u", address != NULL ? address : "127.0.0.1",
                                   (unsigned)cho_host_service_port(r->service));
    return (cho_span){ r->fallback, len > 0 && (size_t)len < size ? (size_t)len : 0 };
}

void cho_host_http_begin(cho_host_request *r, cho_host_service *service, cho_exchange *exchange)
{
    *r            = (cho_host_request){ .service = service, .exchange = exchange };
    cho_span host = cho_exchange_header(exchange, "host");
    r->authority  = host.ptr != NULL ? host : fallback_authority(r);
}

typedef struct header_list {
    cho_header       list[HEADERS_MAX];
    size_t           count;
    cho_host_readers readers; /* some point to it */
} header_list;

static void add(header_list *headers, const char *name, const char *value)
{
    headers->list[headers->count++] = (cho_header){ name, value };
}

/* Whoever comes by TLS to an operator who says that this is the way is to come by TLS only. */
static bool is_always_secure(const cho_host_request *r)
{
    const char *url = r->service->config->public_url;
    return url != NULL && strncmp(url, "https:", 6) == 0 && cho_host_secure_suffix(r->exchange)[0] != '\0';
}

/* Of any origin what is nobody's secret, else those that may play here. */
static void find_readers(cho_host_request *r, cho_host_readers *out)
{
    cho_span origin       = cho_exchange_header(r->exchange, "origin");
    out->is_public        = r->is_public;
    out->is_page          = origin.ptr != NULL;
    out->is_always_secure = is_always_secure(r);
    out->page[0]          = '\0';
    if (out->is_page && cho_host_welcomes_origin(r->service->config, origin, r->authority))
        snprintf(out->page, sizeof out->page, "%.*s", (int)(origin.len < sizeof out->page ? origin.len : 0), origin.ptr);
}

static void add_readers(header_list *headers)
{
    const cho_host_readers *readers = &headers->readers;
    if (readers->is_always_secure)
        add(headers, "strict-transport-security", "max-age=31536000");
    add(headers, "cross-origin-resource-policy", readers->is_public ? "cross-origin" : "same-origin");
    if (readers->is_public) {
        add(headers, "access-control-allow-origin", "*");
    } else if (readers->is_page) {
        add(headers, "vary", "origin");
        if (readers->page[0] != '\0')
            add(headers, "access-control-allow-origin", readers->page);
    }
}

static void add_common(header_list *headers, cho_host_request *r)
{
    add(headers, "x-content-type-options", "nosniff");
    add(headers, "referrer-policy", "no-referrer");
    add(headers, "permissions-policy", PERMISSIONS);
    add(headers, "cross-origin-opener-policy", "same-origin");
    if (r->asker != NULL)
        headers->readers = r->asker->readers;
    else
        find_readers(r, &headers->readers);
    add_readers(headers);
}

static void on_gone(void *user)
{
    ((cho_host_asker *)user)->deferred = NULL;
}

void cho_host_asker_begin(cho_host_asker *asker, cho_host_request *r)
{
    asker->heap = r->service->heap;
    find_readers(r, &asker->readers);
    asker->deferred = cho_exchange_defer(r->exchange, on_gone, asker);
}

static void send(cho_host_request *r, const cho_reply *reply)
{
    if (r->asker == NULL) {
        cho_exchange_reply(r->exchange, reply);
    } else if (r->asker->deferred != NULL) {
        cho_deferred *deferred = r->asker->deferred;
        r->asker->deferred     = NULL;
        (void)cho_deferred_reply(deferred, reply);
    }
}

void cho_host_http_answer(cho_host_request *r, int status, const char *mime, cho_span body, bool is_static,
                          const char *cache, const cho_header *extra)
{
    header_list headers = { .count = 0 };
    add_common(&headers, r);
    add(&headers, "content-security-policy", CSP);
    add(&headers, "cache-control", cache);
    if (extra != NULL)
        add(&headers, extra->name, extra->value);
    const cho_reply reply = {
        .status         = status,
        .content_type   = mime,
        .headers        = headers.list,
        .header_count   = headers.count,
        .body           = body.ptr,
        .body_len       = body.len,
        .body_is_static = is_static,
    };
    send(r, &reply);
}

static cho_span read_blob(void *user, size_t at)
{
    return cho_host_blob_read(user, at);
}

static void end_blob(void *user)
{
    cho_host_blob_release(user);
}

cho_body_source cho_host_http_source(cho_host_blob *blob)
{
    return (cho_body_source){ read_blob, end_blob, cho_host_blob_retain(blob) };
}

void cho_host_http_answer_preflight(cho_host_request *r)
{
    header_list headers = { .count = 0 };
    add_common(&headers, r);
    add(&headers, "access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE");
    add(&headers, "access-control-allow-headers", "authorization, content-type, content-encoding, x-total-length");
    add(&headers, "access-control-max-age", "600");
    const cho_reply reply = { .status = 204, .headers = headers.list, .header_count = headers.count };
    cho_exchange_reply(r->exchange, &reply);
}

void cho_host_http_answer_json(cho_host_request *r, int status, const cho_header *extra)
{
    cho_buf *body = &r->service->body;
    if (body->failed) {
        status = 500;
        cho_buf_clear(body);
    }
    cho_host_http_answer(r, status, "application/json; charset=utf-8", (cho_span){ body->data, body->len }, false,
                         "no-store", extra);
}

cho_json_writer cho_host_http_begin_json(cho_host_request *r)
{
    cho_buf_clear(&r->service->body);
    return cho_json_writer_on(&r->service->body);
}

void cho_host_http_answer_error(cho_host_request *r, int status, const char *message, const cho_header *extra)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "statusCode"), cho_json_write_int64(&w, status);
    cho_json_key(&w, "message"), cho_json_write_text(&w, message);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, status, extra);
}

void cho_host_http_answer_too_many(cho_host_request *r, const char *message)
{
    static const cho_header retry = { "retry-after", "2" };
    cho_host_http_answer_error(r, 429, message, &retry);
}

void cho_host_http_write_base(const cho_host_config *config, cho_exchange *exchange, cho_span authority,
                              const char *scheme, char *out, size_t size)
{
    cho_url     ours;
    const char *url  = config->public_url;
    const char *safe = cho_host_secure_suffix(exchange);
    if (url != NULL && cho_url_parse(cho_span_of(url), &ours)) {
        authority = cho_span_of(strstr(url, "://") + 3); /* a path too */
        authority.len -= authority.ptr[authority.len - 1] == '/';
        safe = ours.is_secure ? "s" : "";
    }
    snprintf(out, size, "%s%s://%.*s", scheme, safe, (int)authority.len, authority.ptr);
}

void cho_host_http_write_address(cho_host_request *r, cho_json_writer *w, const char *scheme, const char *path,
                                 const char *rest)
{
    char base[CHO_HOST_BASE_SIZE], text[CHO_HOST_BASE_SIZE + 128];
    cho_host_http_write_base(r->service->config, r->exchange, r->authority, scheme, base, sizeof base);
    snprintf(text, sizeof text, "%s%s%s", base, path, rest);
    cho_json_write_text(w, text);
}
