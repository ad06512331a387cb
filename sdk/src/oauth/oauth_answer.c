#include "oauth/oauth_answer.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_reader.h"
#include "net/url.h"

#include <ctype.h>
#include <stdio.h>

enum { LIFE_MOST_S = 24 * 60 * 60, SHORT_INTERVAL_S = 1, DEVICE_INTERVAL_S = 5, INTERVAL_MOST_S = 600, MS_PER_S = 1000 };

/* ---- parts of a body ---- */

static bool is_object(cho_span body)
{
    size_t at = 0;
    while (at < body.len && isspace((unsigned char)body.ptr[at]))
        at++;
    return at < body.len && body.ptr[at] == '{' && cho_json_check(body, CHO_JSON_DEPTH_DEFAULT, NULL);
}

/* False: it is not there, is no text, is empty, holds a NUL or does not fit. */
static bool take_text(cho_span object, const char *name, char *out, size_t size)
{
    cho_json_value value;
    if (!cho_json_find_key(object, cho_span_of(name), &value) || value.type != CHO_JSON_STRING ||
        value.raw.len == 0 || value.raw.len >= size)
        return false;
    size_t len = cho_json_unescape(&value, out);
    out[len]   = '\0';
    return strlen(out) == len;
}

/* `otherwise` when it is not there or makes no sense. */
static uint32_t take_seconds(cho_span object, const char *name, uint32_t most, uint32_t otherwise)
{
    cho_json_value value;
    int64_t        seconds = 0;
    if (!cho_json_find_key(object, cho_span_of(name), &value) || !cho_json_to_int64(&value, &seconds) || seconds <= 0)
        return otherwise;
    return seconds < most ? (uint32_t)seconds : most;
}

static bool is_visible(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~')
            return false;
    }
    return true;
}

/* What a phone can open. */
static bool is_page(const char *url)
{
    cho_url parsed;
    return is_visible(url) && cho_url_parse(cho_span_of(url), &parsed) && !parsed.is_websocket;
}

/* ---- a code ---- */

static bool make_urls(const cho_login_question *q, cho_login_code *code)
{
    int url  = snprintf(code->url, sizeof code->url, "%s", q->page);
    int full = snprintf(code->url_with_code, sizeof code->url_with_code, "%s?code=%s", q->page, code->code);
    return (size_t)url < sizeof code->url && (size_t)full < sizeof code->url_with_code;
}

static bool take_urls(cho_span body, cho_login_code *code)
{
    if (!take_text(body, "verification_uri", code->url, sizeof code->url) || !is_page(code->url))
        return false;
    if (!take_text(body, "verification_uri_complete", code->url_with_code, sizeof code->url_with_code) ||
        !is_page(code->url_with_code))
        memcpy(code->url_with_code, code->url, sizeof code->url_with_code);
    return true;
}

static bool take_code(const cho_login_question *q, cho_span body, cho_login_code *code)
{
    bool is_device   = q->flow == CHORUS_OAUTH_DEVICE;
    code->life_s     = take_seconds(body, "expires_in", LIFE_MOST_S, 0);
    code->interval_s = take_seconds(body, "interval", INTERVAL_MOST_S, is_device ? DEVICE_INTERVAL_S : SHORT_INTERVAL_S);
    return is_object(body) && code->life_s > 0 &&
           take_text(body, is_device ? "user_code" : "code", code->code, sizeof code->code) && is_visible(code->code) &&
           take_text(body, is_device ? "device_code" : "handle", code->handle, sizeof code->handle) &&
           is_visible(code->handle) && (is_device ? take_urls(body, code) : make_urls(q, code));
}

/* ---- a token ---- */

bool cho_login_read_token(const char *json, cho_login_token *out)
{
    char               text[CHO_LOGIN_ANSWER_MAX + 1];
    chorus_oauth_token token;
    CHORUS_INIT(&token);
    bool fits = chorus_oauth_parse(json, text, sizeof text, &token) == CHORUS_OK &&
                token.access.len < sizeof out->access && token.refresh.len < sizeof out->refresh;
    if (fits) {
        memcpy(out->access, token.access.ptr, token.access.len + 1);
        memcpy(out->refresh, token.refresh.ptr, token.refresh.len + 1);
        out->granted_at_s = token.granted_at_s;
        out->lifetime_s   = token.lifetime_s;
    }
    cho_wipe(text, sizeof text);
    return fits;
}

/* ---- a name ---- */

/* How many bytes at `text` are one that turns lines about or moves the cursor; 0: none. */
static size_t measure_unfit(const unsigned char *text)
{
    if (text[0] < 0x20 || text[0] == 0x7f)
        return 1;
    if (text[0] == 0xc2 && text[1] < 0xa0)
        return 2;
    if (text[0] != 0xe2 || (text[1] != 0x80 && text[1] != 0x81))
        return 0;
    bool is_mark = text[1] == 0x80 ? text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae)
                                   : text[2] >= 0xa6 && text[2] <= 0xa9;
    return is_mark ? 3 : 0;
}

/* Something of another length or without sense is no name. */
static void take_user(cho_span body, char out[CHO_LOGIN_USER_SIZE])
{
    if (!is_object(body) || !take_text(body, "username", out, CHO_LOGIN_USER_SIZE) || !cho_utf8_valid(out, strlen(out)))
        out[0] = '\0';
    for (char *at = out; *at != '\0';) {
        size_t unfit = measure_unfit((const unsigned char *)at);
        memset(at, '?', unfit);
        at += unfit > 0 ? unfit : 1;
    }
}

/* ---- refusals ---- */

static cho_login_answer *set_fault(cho_login_answer *out, cho_login_fault fault)
{
    out->outcome = CHO_LOGIN_FAULT;
    out->fault   = fault;
    return out;
}

static cho_login_fault fault_of_client(const cho_login_question *q, int status)
{
    if (status == 404)
        return CHO_LOGIN_WRONG_ID;
    return q->has_secret ? CHO_LOGIN_WRONG_SECRET : CHO_LOGIN_WRONG_ID_OR_SECRET;
}

static const struct {
    const char       *error; /* RFC 6749 section 5.2, RFC 8628 section 3.5 */
    cho_login_outcome outcome;
    cho_login_fault   fault;
} errors[] = {
    { "authorization_pending", CHO_LOGIN_PENDING, CHO_LOGIN_FINE },
    { "slow_down", CHO_LOGIN_SLOW_DOWN, CHO_LOGIN_FINE },
    { "access_denied", CHO_LOGIN_NO, CHO_LOGIN_FINE },
    { "expired_token", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { "invalid_grant", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { "invalid_scope", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_SCOPES },
    { "unauthorized_client", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { "unsupported_grant_type", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { "unsupported_response_type", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { "invalid_request", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { "server_error", CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
    { "temporarily_unavailable", CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
};

/* False: the body names no error that we know. */
static bool read_error(const cho_login_question *q, const cho_http_answer *http, cho_login_answer *out)
{
    char error[64];
    if (!is_object(http->body) || !take_text(http->body, "error", error, sizeof error))
        return false;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (strcmp(error, errors[i].error) == 0) {
            out->outcome = errors[i].outcome;
            out->fault   = errors[i].fault;
            return true;
        }
    }
    if (strcmp(error, "invalid_client") != 0)
        return false;
    set_fault(out, fault_of_client(q, http->status));
    return true;
}

/* A page for people, such as that of a network one has to sign in to first. */
static bool is_foreign(const cho_http_answer *http)
{
    return http->body.len > 0 && !is_object(http->body);
}

/* A refusal without an error code, by its status alone. */
static cho_login_fault fault_of_status(const cho_login_question *q, const cho_http_answer *http)
{
    bool is_short = q->ask != CHO_LOGIN_ASK_CODE || q->flow == CHORUS_OAUTH_SHORTCODE;
    switch (http->status) {
    case 404: return is_foreign(http) ? CHO_LOGIN_NOT_THERE : is_short ? CHO_LOGIN_WRONG_ID : CHO_LOGIN_WRONG_FLOW;
    case 405: return CHO_LOGIN_WRONG_FLOW;
    default: break;
    }
    if (is_foreign(http))
        return CHO_LOGIN_NOT_JSON;
    switch (http->status) {
    case 400: return q->has_secret ? CHO_LOGIN_WRONG_SECRET : CHO_LOGIN_WRONG_SCOPES;
    case 401:
    case 403: return fault_of_client(q, http->status);
    default:  return CHO_LOGIN_NOT_JSON;
    }
}

static void refuse(const cho_login_question *q, const cho_http_answer *http, cho_login_answer *out)
{
    if (!read_error(q, http, out))
        set_fault(out, fault_of_status(q, http));
}

/* ---- one for each question ---- */

static void read_code(const cho_login_question *q, const cho_http_answer *http, cho_login_answer *out)
{
    if (http->status != 200)
        refuse(q, http, out);
    else if (!take_code(q, http->body, &out->as.code))
        set_fault(out, CHO_LOGIN_NOT_JSON);
    if (http->status != 200 && out->outcome != CHO_LOGIN_FAULT) /* nobody has been asked yet who could say no */
        set_fault(out, CHO_LOGIN_WRONG_FLOW);
}

static void read_check(const cho_http_answer *http, cho_login_answer *out)
{
    bool is_code = is_object(http->body) && take_text(http->body, "code", out->as.grant, sizeof out->as.grant) &&
                   is_visible(out->as.grant);
    if (http->status == 204 || http->status == 202)
        out->outcome = CHO_LOGIN_PENDING;
    else if (is_foreign(http) || (http->status == 200 && !is_code))
        set_fault(out, CHO_LOGIN_NOT_JSON);
    else if (http->status == 403)
        out->outcome = CHO_LOGIN_NO;
    else if (http->status == 404 || http->status == 410)
        out->outcome = CHO_LOGIN_GONE;
    else if (http->status != 200)
        set_fault(out, CHO_LOGIN_FAILING);
}

static void read_token(const cho_login_question *q, const cho_http_answer *http, cho_login_answer *out)
{
    if (http->status == 200 && !cho_login_read_token(http->body.ptr, &out->token))
        set_fault(out, CHO_LOGIN_NOT_JSON);
    else if (http->status == 400 && !is_foreign(http) && !read_error(q, http, out))
        out->outcome = CHO_LOGIN_GONE;
    else if (http->status != 200)
        refuse(q, http, out);
}

/* A service that tells nobody's name is one all the same. */
static void read_user(const cho_http_answer *http, cho_login_answer *out)
{
    bool is_silent = http->status == 403 || http->status == 404 || http->status == 405;
    if (http->status == 401)
        out->outcome = CHO_LOGIN_GONE;
    else if (http->status == 200 && is_object(http->body))
        take_user(http->body, out->as.user);
    else if (!is_silent)
        set_fault(out, CHO_LOGIN_NOT_JSON);
}

/* ---- what no question changes ---- */

static cho_login_fault fault_of_http(cho_http_fault fault)
{
    switch (fault) {
    case CHO_HTTP_FINE:          return CHO_LOGIN_FINE;
    case CHO_HTTP_NO_NAME:       return CHO_LOGIN_NO_NAME;
    case CHO_HTTP_REFUSED:       return CHO_LOGIN_REFUSED;
    case CHO_HTTP_BROKEN_OFF:    return CHO_LOGIN_BROKEN_OFF;
    case CHO_HTTP_SILENT:        return CHO_LOGIN_SILENT;
    case CHO_HTTP_NO_TLS:        return CHO_LOGIN_NO_TLS;
    case CHO_HTTP_NOT_TRUSTED:   return CHO_LOGIN_NOT_TRUSTED;
    case CHO_HTTP_WRONG_TIME:    return CHO_LOGIN_WRONG_TIME;
    case CHO_HTTP_OTHER_KEY:     return CHO_LOGIN_OTHER_KEY;
    case CHO_HTTP_NO_PROXY:      return CHO_LOGIN_NO_PROXY;
    case CHO_HTTP_PROXY_REFUSES: return CHO_LOGIN_PROXY_REFUSES;
    case CHO_HTTP_TOO_LONG:      return CHO_LOGIN_TOO_LONG;
    case CHO_HTTP_OTHER:         break;
    }
    return CHO_LOGIN_NO_MEMORY;
}

/* False: it depends on what was asked. */
static bool read_any(const cho_http_answer *http, cho_login_answer *out)
{
    bool is_failing = http->status >= 500 || http->status == 408;
    if (http->fault != CHO_HTTP_FINE)
        set_fault(out, fault_of_http(http->fault));
    else if (http->status == 429)
        out->outcome = CHO_LOGIN_LATER;
    else if (http->status == 407)
        set_fault(out, CHO_LOGIN_PROXY_REFUSES);
    else if (is_failing)
        set_fault(out, http->retry_after_s > 0 ? CHO_LOGIN_BUSY : CHO_LOGIN_FAILING);
    else if (http->status >= 300 && http->status < 400)
        set_fault(out, CHO_LOGIN_SENT_AWAY);
    else
        return false;
    return true;
}

void cho_login_read_answer(const cho_login_question *q, const cho_http_answer *http, cho_login_answer *out)
{
    uint64_t wait_ms = (uint64_t)http->retry_after_s * MS_PER_S;
    memset(out, 0, sizeof *out);
    out->retry_after_ms = wait_ms < UINT32_MAX ? (uint32_t)wait_ms : UINT32_MAX;
    if (read_any(http, out))
        return;
    switch (q->ask) {
    case CHO_LOGIN_ASK_CODE:     read_code(q, http, out); break;
    case CHO_LOGIN_ASK_POLL:
    case CHO_LOGIN_ASK_POLL_OLD:
        if (q->flow == CHORUS_OAUTH_SHORTCODE)
            read_check(http, out);
        else
            read_token(q, http, out);
        break;
    case CHO_LOGIN_ASK_EXCHANGE:
    case CHO_LOGIN_ASK_REFRESH:  read_token(q, http, out); break;
    case CHO_LOGIN_ASK_USER:     read_user(http, out); break;
    case CHO_LOGIN_ASK_REVOKE:
    case CHO_LOGIN_ASK_NOTHING:  break; /* whatever it says, there is no more to do */
    }
}
