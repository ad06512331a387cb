/*
 * http_client.h - HTTP requests to services: discovery, OAuth, REST.
 * Layer    net. May include base/ only.
 * Thread   network thread: all calls, the callback.
 * Memory   a cho_http lives until its callback has returned or it is
 *          cancelled. What the answer points at is valid during the callback.
 * Trust    the server is hostile: the body is cut at a limit, redirects are
 *          never followed, only http and https are spoken, TLS is verified.
 */
#ifndef CHO_NET_HTTP_CLIENT_H
#define CHO_NET_HTTP_CLIENT_H

#include "base/span.h"
#include "net/header.h"
#include "net/loop.h"

typedef struct cho_http cho_http;

/* Zero means the default named beside the field. Everything is copied by cho_http_start(). */
typedef struct cho_http_options {
    const char       *method; /* "GET" (default), "POST", "PUT", "DELETE" */
    const char       *url;    /* http:// or https:// */
    const cho_header *headers;
    size_t            header_count;
    const void       *body; /* POST and PUT */
    size_t            body_len;
    const char       *content_type;       /* of the body; "application/json" */
    size_t (*read)(void *user, char *out, size_t size); /* gives the body in parts, in place of
                                                           `body`; 0: it cannot go on */
    uint32_t          timeout_ms;         /* for all of it; 15 000 */
    uint32_t          connect_timeout_ms; /* 5 000 */
    size_t            max_body;           /* of the answer; 1 MiB */
    const char       *tls_pins;           /* as in ws_client.h */
    const char       *proxy;              /* NULL: as the environment says; "": none */
} cho_http_options;

/* What stood in the way of an answer. */
typedef enum cho_http_fault {
    CHO_HTTP_FINE,
    CHO_HTTP_NO_NAME,       /* of the host */
    CHO_HTTP_REFUSED,       /* nobody accepts connections there, or no way leads there */
    CHO_HTTP_BROKEN_OFF,    /* the connection ended too early, or what came is no HTTP */
    CHO_HTTP_SILENT,        /* nothing came in time */
    CHO_HTTP_NO_TLS,        /* both sides found no common TLS */
    CHO_HTTP_NOT_TRUSTED,   /* the certificate, or it is for another name */
    CHO_HTTP_WRONG_TIME,    /* the certificate is not valid now */
    CHO_HTTP_OTHER_KEY,     /* tls_pins do not match */
    CHO_HTTP_NO_PROXY,      /* its name was not found, or it does not accept */
    CHO_HTTP_PROXY_REFUSES,
    CHO_HTTP_TOO_LONG,      /* the answer */
    CHO_HTTP_OTHER          /* memory, or the loop was destroyed */
} cho_http_fault;

typedef struct cho_http_answer {
    chorus_result
        result; /* OK: an answer came, whatever its status; E_NETWORK, E_TIMEOUT, E_SIZE, E_MEMORY,
                             E_PROTOCOL, E_STATE (the loop was destroyed) */
    cho_http_fault fault;
    int            status;        /* 0: no answer */
    uint32_t       retry_after_s; /* 0: not said  */
    cho_span    content_type;
    cho_span    body;  /* NUL-terminated behind its end */
    const char *error; /* a sentence for a log when not OK, else "" */
} cho_http_answer;

typedef void (*cho_http_fn)(void *user, const cho_http_answer *answer);

/*
 * Start; fn is called once, never from inside this call. OK, E_INVALID, E_MEMORY, E_STATE. out may
 * be NULL.
 */
chorus_result cho_http_start(cho_loop *loop, const cho_http_options *options, cho_http_fn fn,
                             void *user, cho_http **out);
/* Drop it; fn will not be called. Not from inside its own fn. NULL is fine. */
void cho_http_cancel(cho_http *http);
#endif
