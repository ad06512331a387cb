#include "host/service/oauth/host_oauth_http.h"

#include "codec/json_writer.h"
#include "host/service/host_crowd.h"
#include "host/service/host_handshake.h"
#include "host/service/host_origin.h"
#include "net/url.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <strings.h>

#define COOKIE_NAME "chorus_browser"

/* ---- refusals ---- */

void cho_host_oauth_write_refusal(cho_host_request *r, const char *error, const char *sentence)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "error"), cho_json_write_text(&w, error);
    cho_json_key(&w, "error_description"), cho_json_write_text(&w, sentence);
    cho_json_end_object(&w);
}

void cho_host_oauth_refuse(cho_host_request *r, int status, const char *error, const char *sentence,
                           const cho_header *extra)
{
    cho_host_oauth_write_refusal(r, error, sentence);
    cho_host_http_answer_json(r, status, extra);
}

void cho_host_oauth_put_off(cho_host_request *r, const char *error, const char *sentence, int64_t wait_ms)
{
    char             seconds[24];
    const cho_header after = { "retry-after", seconds };
    snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ms + 999) / 1000);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_TOO_MANY);
    cho_host_oauth_refuse(r, 429, error, sentence, &after);
}

void cho_host_oauth_refuse_result(cho_host_request *r, chorus_result result)
{
    static const cho_header after = { "retry-after", "5" };
    if (result == CHORUS_E_AGAIN)
        cho_host_oauth_refuse(r, 429, "temporarily_unavailable", "too many of these are waiting already", &after);
    else
        cho_host_oauth_refuse(r, 503, "temporarily_unavailable", "this host cannot do that right now", &after);
}

bool cho_host_oauth_read(cho_host_request *r, cho_auth_field *fields, size_t count)
{
    cho_span    type  = cho_exchange_header(r->exchange, "content-type");
    const char *fault = cho_auth_form_read(cho_exchange_body(r->exchange), type, &r->service->scratch, fields, count);
    if (fault != NULL)
        cho_host_oauth_refuse(r, 400, "invalid_request", fault, NULL);
    return fault == NULL;
}

/* ---- clients ---- */

typedef struct credentials {
    cho_span id, secret;
    bool     is_basic;
} credentials;

/* "id:secret" in base64, each encoded as forms are: RFC 6749 section 2.3.1. False: it is something else. */
static bool read_basic(cho_span header, cho_arena *arena, credentials *out)
{
    static const char scheme[] = "Basic ";
    size_t            skip     = sizeof scheme - 1;
    if (header.len <= skip || header.len > CHO_AUTH_VALUE_MAX || strncasecmp(header.ptr, scheme, skip) != 0)
        return false;
    char *text = cho_arena_alloc(arena, header.len + 4);
    if (text == NULL || (header.len - skip) % 4 != 0)
        return false;
    int len = EVP_DecodeBlock((unsigned char *)text, (const unsigned char *)header.ptr + skip, (int)(header.len - skip));
    if (len < 0)
        return false;
    for (const char *end = header.ptr + header.len; end[-1] == '=' && len > 0; end--)
        len--;
    text[len]   = '\0';
    char *colon = strchr(text, ':');
    if (colon == NULL)
        return false;
    cho_auth_field fields[2] = { { .name = "i" }, { .name = "s" } };
    cho_buf        query;
    cho_buf_init(&query, arena->heap);
    cho_buf_printf(&query, "i=%.*s&s=%s", (int)(colon - text), text, colon + 1);
    bool is_good = !query.failed && cho_auth_query_read((cho_span){ query.data, query.len }, arena, fields, 2) == NULL;
    cho_buf_deinit(&query);
    *out = (credentials){ fields[0].value, fields[1].value, true };
    return is_good;
}

static void refuse_client(cho_host_request *r, int status, const char *sentence, bool is_basic)
{
    static const cho_header scheme = { "www-authenticate", "Basic realm=\"client\"" };
    cho_host_oauth_refuse(r, status, "invalid_client", sentence, is_basic && status == 401 ? &scheme : NULL);
}

cho_auth_client *cho_host_oauth_find_client(cho_host_request *r, const cho_auth_field *id,
                                            const cho_auth_field *secret, int unknown_status)
{
    credentials given  = { id->value, secret->value, false };
    cho_span    header = cho_exchange_header(r->exchange, "authorization");
    if (header.ptr != NULL && strncasecmp(header.ptr, "Basic ", 6) == 0
        && !read_basic(header, &r->service->scratch, &given)) {
        refuse_client(r, 401, "the Authorization header names no client", true);
        return NULL;
    }
    if (given.id.ptr == NULL) {
        cho_host_oauth_refuse(r, 400, "invalid_request", "client_id is missing", NULL);
        return NULL;
    }
    cho_auth_client *client = cho_auth_clients_find(&r->service->oauth->clients, given.id);
    if (client == NULL)
        refuse_client(r, unknown_status, "no client of this host has that client_id", given.is_basic);
    else if (cho_auth_client_is_secret(client, given.secret))
        return client;
    else
        refuse_client(r, unknown_status == 404 ? 400 : 401, "this client has another client_secret", given.is_basic);
    return NULL;
}

cho_host_network cho_host_oauth_place(const cho_host_request *r)
{
    char address[CHO_IP_TEXT];
    cho_host_address_of(r->service, r->exchange, address);
    return cho_host_network_of(address);
}

/* ---- browsers ---- */

cho_span cho_host_oauth_cookie(cho_host_request *r)
{
    static const char name[] = COOKIE_NAME "=";
    cho_span          all    = cho_exchange_header(r->exchange, "cookie"), none = { "", 0 };
    const char       *at     = all.ptr, *end = all.ptr + (all.ptr == NULL ? 0 : all.len);
    while (at != NULL && at < end) {
        at += strspn(at, " ;");
        size_t len = strcspn(at, "; ");
        if (len == sizeof name - 1 + CHO_AUTH_TEXT_LEN && strncmp(at, name, sizeof name - 1) == 0)
            return (cho_span){ at + sizeof name - 1, CHO_AUTH_TEXT_LEN };
        at += len;
        if (len == 0)
            break;
    }
    return none;
}

void cho_host_oauth_write_cookie(const cho_host_service *service, const char *cookie, bool is_secure,
                                 char out[CHO_OAUTH_COOKIE_SIZE])
{
    snprintf(out, CHO_OAUTH_COOKIE_SIZE, COOKIE_NAME "=%s; Path=/; Max-Age=%u; HttpOnly; SameSite=Strict%s", cookie,
             cookie[0] != '\0' ? (unsigned)service->config->limits.login_s : 0u, is_secure ? "; Secure" : "");
}

/* Not every proxy says how it was spoken to; the name by which the world knows this host may. */
static bool is_public_by_tls(const cho_host_request *r)
{
    cho_url  ours;
    cho_span url = cho_span_of(r->service->config->public_url != NULL ? r->service->config->public_url : "");
    if (!cho_url_parse(url, &ours) || !ours.is_secure)
        return false;
    url.len = ours.path.len > 0 ? (size_t)(ours.path.ptr - url.ptr) : url.len;
    return cho_host_is_same_origin(url, r->authority);
}

bool cho_host_oauth_is_secure(cho_host_request *r)
{
    return cho_host_secure_suffix(r->exchange)[0] != '\0' || is_public_by_tls(r);
}

bool cho_host_oauth_is_own_page(cho_host_request *r)
{
    cho_span origin = cho_exchange_header(r->exchange, "origin");
    cho_span site   = cho_exchange_header(r->exchange, "sec-fetch-site");
    if (origin.ptr != NULL && cho_host_is_same_origin(origin, r->authority)
        && (site.ptr == NULL || cho_span_is(site, "same-origin")))
        return true;
    cho_host_oauth_refuse(r, 403, "access_denied", "this can only be asked for by a page of this host", NULL);
    return false;
}

bool cho_host_oauth_is_own_form(cho_host_request *r, const cho_auth_field *form, cho_auth_digest *browser)
{
    char     token[CHO_AUTH_FORM_SIZE];
    cho_span cookie = cho_host_oauth_cookie(r);
    if (!cho_host_oauth_is_own_page(r))
        return false;
    cho_auth_form_token(cookie, token);
    cho_auth_digest wanted = cho_auth_digest_of(cho_span_of(token)), given = cho_auth_digest_of(form->value);
    *browser               = cho_auth_digest_of(cookie);
    if (cookie.len > 0 && cho_auth_is_same(&wanted, &given))
        return true;
    cho_host_oauth_refuse(r, 403, "access_denied", "this form is out of date; load the page again", NULL);
    return false;
}

cho_auth_account *cho_host_oauth_person(cho_host_request *r, const cho_auth_field *form, cho_auth_digest *browser)
{
    cho_host_oauth *oauth = r->service->oauth;
    if (!cho_host_oauth_is_own_form(r, form, browser))
        return NULL;
    const cho_auth_login *login = cho_auth_logins_find(&oauth->logins, browser, cho_host_service_now_ms(r->service));
    cho_auth_account *person = login == NULL ? NULL : cho_auth_accounts_by_number(&oauth->accounts, login->row.account);
    if (person == NULL)
        cho_host_oauth_refuse(r, 401, "login_required", "sign in first", NULL);
    return person;
}
