#include "oauth/oauth_link.h"

#include "base/secret.h"
#include "codec/token_request.h"
#include "net/url.h"

#define API "/api/v1/"
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

enum { BODY_RESERVE = 3 * CHO_LOGIN_TOKEN_SIZE, URL_RESERVE = 4 * CHO_LOGIN_HANDLE_SIZE, HEADER_RESERVE = 64 };

/* A request that is being written. Its parts do not grow, for they hold secrets. */
typedef struct draft {
    cho_buf     url, body, authorization;
    const char *method;
} draft;

static const cho_login_code *asked_code(const cho_login *m)
{
    return m->asked == CHO_LOGIN_ASK_POLL_OLD ? &m->old.is : &m->shown.is;
}

cho_login_question cho_login_asked_question(const cho_login_link *l)
{
    return (cho_login_question){ l->login.asked, l->flow, l->page, l->client_secret != NULL };
}

/* ---- what to ask ---- */

static void write_post(const cho_login_link *l, draft *d, const char *path, const cho_token_request *about)
{
    cho_token_request request = *about;
    request.client_id         = l->client_id;
    request.client_secret     = l->client_secret;
    d->method                 = "POST";
    cho_url_join(&d->url, cho_span_of(l->url), cho_span_of(path));
    cho_token_request_write(&d->body, &request);
}

static void write_token_request(const cho_login_link *l, draft *d, const char *name, const char *value,
                                const char *grant_type)
{
    write_post(l, d, API "oauth/token", &(cho_token_request){ .name = name, .value = value, .grant_type = grant_type });
}

static void write_code_request(const cho_login_link *l, draft *d)
{
    const char *path = l->flow == CHORUS_OAUTH_DEVICE ? API "oauth/device" : API "oauth/shortcode";
    write_post(l, d, path, &(cho_token_request){ .name = "scope", .value = l->scopes });
}

static void write_poll(const cho_login_link *l, draft *d)
{
    const char *handle = asked_code(&l->login)->handle;
    if (l->flow == CHORUS_OAUTH_DEVICE) {
        write_token_request(l, d, "device_code", handle, DEVICE_GRANT);
        return;
    }
    cho_url_join(&d->url, cho_span_of(l->url), cho_span_of(API "oauth/shortcode/check/"));
    cho_url_encode(&d->url, cho_span_of(handle));
}

static void write_user_request(const cho_login_link *l, draft *d)
{
    cho_url_join(&d->url, cho_span_of(l->url), cho_span_of(API "users/current"));
    cho_buf_printf(&d->authorization, "Bearer %s", l->login.token.access);
}

static void write_draft(const cho_login_link *l, draft *d, cho_login_ask ask)
{
    const cho_login *m = &l->login;
    switch (ask) {
    case CHO_LOGIN_ASK_CODE:     write_code_request(l, d); break;
    case CHO_LOGIN_ASK_POLL:
    case CHO_LOGIN_ASK_POLL_OLD: write_poll(l, d); break;
    case CHO_LOGIN_ASK_EXCHANGE: write_token_request(l, d, "code", m->grant, "authorization_code"); break;
    case CHO_LOGIN_ASK_REFRESH:  write_token_request(l, d, "refresh_token", m->token.refresh, "refresh_token"); break;
    case CHO_LOGIN_ASK_USER:     write_user_request(l, d); break;
    case CHO_LOGIN_ASK_REVOKE:
        write_post(l, d, API "oauth/revoke", &(cho_token_request){ .name = "token", .value = m->revoked });
        break;
    case CHO_LOGIN_ASK_NOTHING: break;
    }
}

/* ---- and how ---- */

static void begin_draft(draft *d, const chorus_allocator *heap)
{
    d->method = "GET";
    cho_buf_init(&d->url, heap);
    cho_buf_init(&d->body, heap);
    cho_buf_init(&d->authorization, heap);
    (void)cho_buf_reserve(&d->url, URL_RESERVE);
    (void)cho_buf_reserve(&d->body, BODY_RESERVE);
    (void)cho_buf_reserve(&d->authorization, CHO_LOGIN_TOKEN_SIZE + HEADER_RESERVE);
}

static void end_draft(draft *d)
{
    cho_secret_buf_deinit(&d->url);
    cho_secret_buf_deinit(&d->body);
    cho_secret_buf_deinit(&d->authorization);
}

static chorus_result send(cho_login_link *l, const draft *d, cho_http_fn on_answer)
{
    const cho_header authorization = { "Authorization", d->authorization.data };
    cho_http_options options       = { .method     = d->method,
                                       .url        = d->url.data,
                                       .timeout_ms = l->call_timeout_ms,
                                       .max_body   = CHO_LOGIN_ANSWER_MAX,
                                       .tls_pins   = l->tls_pins,
                                       .proxy      = l->host != 0 ? "" : NULL }; /* none lies between here and here */
    if (d->url.failed || d->body.failed || d->authorization.failed)
        return CHORUS_E_MEMORY;
    if (d->body.len > 0) {
        options.body     = d->body.data;
        options.body_len = d->body.len;
    }
    if (d->authorization.len > 0) {
        options.headers      = &authorization;
        options.header_count = 1;
    }
    return cho_http_start(cho_link_loop(&l->base), &options, on_answer, l, &l->http);
}

chorus_result cho_login_ask_service(cho_login_link *l, cho_login_ask ask, cho_http_fn on_answer)
{
    draft d;
    begin_draft(&d, l->heap);
    write_draft(l, &d, ask);
    chorus_result r = send(l, &d, on_answer);
    end_draft(&d);
    return r;
}
