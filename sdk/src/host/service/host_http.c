#include "host/service/host_http.h"

#include "host/service/host_handshake.h"

#include <stdio.h>

#define CSP                                                                                                        \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; "                      \
    "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

void cho_host_http_answer(cho_host_request *r, int status, const char *mime, cho_span body, bool is_static,
                          const char *cache, const cho_header *extra)
{
    cho_header headers[5] = {
        { "x-content-type-options", "nosniff" },
        { "referrer-policy", "no-referrer" },
        { "content-security-policy", CSP },
        { "cache-control", cache },
    };
    if (extra != NULL)
        headers[4] = *extra;
    const cho_reply reply = {
        .status         = status,
        .content_type   = mime,
        .headers        = headers,
        .header_count   = extra != NULL ? 5 : 4,
        .body           = body.ptr,
        .body_len       = body.len,
        .body_is_static = is_static,
    };
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

void cho_host_http_write_address(cho_host_request *r, cho_json_writer *w, const char *scheme, const char *path,
                                 const char *rest)
{
    char        text[400];
    const char *safe = cho_host_secure_suffix(r->exchange);
    snprintf(text, sizeof text, "%s%s://%.*s%s%s", scheme, safe, (int)r->authority.len, r->authority.ptr, path, rest);
    cho_json_write_text(w, text);
}
