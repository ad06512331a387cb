/* Somebody at the page says yes or no: to a code they typed, or to a program that sent them here. */
#include "codec/json_writer.h"
#include "host/oauth/auth_scope.h"
#include "host/service/host_handshake.h"
#include "host/service/oauth/host_oauth_http.h"
#include "net/url.h"

#include <stdio.h>

/* ---- what is asked ---- */

static void write_scopes(cho_json_writer *w, uint32_t scopes)
{
    cho_json_begin_array(w);
    for (uint32_t i = 0; cho_auth_scope_name(i) != NULL; i++) {
        if ((scopes & 1u << i) != 0)
            cho_json_write_text(w, cho_auth_scope_name(i));
    }
    cho_json_end_array(w);
}

static bool is_linked(const cho_host_oauth *oauth, uint32_t account, const char *client)
{
    cho_auth_link *link = NULL;
    while ((link = cho_auth_links_next_of(&oauth->links, account, link)) != NULL) {
        if (strcmp(link->row.client, client) == 0)
            return true;
    }
    return false;
}

static void write_client(cho_json_writer *w, const cho_auth_client *client)
{
    cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_text(w, client->row.id);
    cho_json_key(w, "name"), cho_json_write_text(w, client->row.name);
    cho_json_key(w, "publisher");
    if (client->row.publisher[0] != '\0')
        cho_json_write_text(w, client->row.publisher);
    else
        cho_json_write_null(w);
    cho_json_end_object(w);
}

static cho_json_writer begin_question(cho_host_request *r, const cho_auth_client *client, uint32_t scopes,
                                      uint32_t account)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "state"), cho_json_write_text(&w, "asking");
    cho_json_key(&w, "client"), write_client(&w, client);
    cho_json_key(&w, "scopes"), write_scopes(&w, scopes);
    cho_json_key(&w, "isNew"), cho_json_write_bool(&w, !is_linked(r->service->oauth, account, client->row.id));
    return w;
}

static void write_state(cho_host_request *r, const char *state)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "state"), cho_json_write_text(&w, state);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- a code that was typed ---- */

enum { FORM, CODE, ALLOW, CODE_FIELDS };

#define CODE_FORM { { .name = "form" }, { .name = "code" }, { .name = "allow" } }

static const char cancelled_text[] = "this code was typed in two browsers and is no good any more; ask the game for a new one";

/* What cannot be a code costs no try: nobody learns anything from it. */
static bool read_code(cho_host_request *r, cho_span typed, char code[CHO_AUTH_CODE_SIZE])
{
    char strange, text[96];
    switch (cho_auth_code_read(typed, code, &strange)) {
    case CHO_AUTH_TYPED_CODE:
        return true;
    case CHO_AUTH_TYPED_STRANGE:
        if (strange == '\0')
            snprintf(text, sizeof text, "codes hold only plain letters and digits");
        else
            snprintf(text, sizeof text, "there is no %s %c in codes",
                     strange >= 'A' && strange <= 'Z' ? "letter" : strange >= '0' && strange <= '9' ? "digit" : "sign",
                     strange);
        cho_host_oauth_refuse(r, 400, "not_in_codes", text, NULL);
        return false;
    default:
        cho_host_oauth_refuse(r, 400, "code_length", "a code has 6 or 8 characters", NULL);
        return false;
    }
}

/* Wrong, too old and used look alike. */
static cho_auth_request *try_code(cho_host_request *r, const char *code, uint32_t account)
{
    cho_host_oauth *oauth   = r->service->oauth;
    cho_host_network place   = cho_host_oauth_place(r);
    int64_t         now_ms  = cho_host_service_now_ms(r->service);
    int64_t         wait_ms = cho_auth_guess_wait_ms(&oauth->guess, account, place, now_ms);
    if (wait_ms > 0) {
        cho_host_oauth_put_off(r, "too_many_tries", "too many wrong codes; wait a while", wait_ms);
        return NULL;
    }
    cho_auth_request *request = cho_auth_requests_by_code(&oauth->requests, code, now_ms);
    if (request != NULL)
        return request;
    cho_auth_guess_count(&oauth->guess, account, place, now_ms);
    if (cho_auth_guess_siege_ms(&oauth->guess, now_ms) > 0)
        cho_host_service_log(r->service, CHORUS_LOG_WARNING, "many wrong codes are typed: nobody can sign a game in for a moment");
    cho_host_oauth_refuse(r, 404, "wrong_code", "this code is wrong, or not good any more", NULL);
    return NULL;
}

static void ask(cho_host_request *r, const cho_auth_request *request, uint32_t account)
{
    const cho_auth_client *client = cho_host_oauth_client_of(r->service->oauth, request->client);
    cho_host_network       place  = cho_host_oauth_place(r);
    char                   shown[CHO_AUTH_SHOWN_SIZE];
    if (client == NULL) {
        cho_host_oauth_refuse(r, 404, "wrong_code", "this code is wrong, or not good any more", NULL);
        return;
    }
    cho_auth_code_show(request->node.id.ptr, shown);
    cho_json_writer w = begin_question(r, client, request->scopes, account);
    cho_json_key(&w, "code"), cho_json_write_text(&w, shown);
    cho_json_key(&w, "isNear"), cho_json_write_bool(&w, place == request->place);
    cho_json_key(&w, "askedAt"), cho_json_write_int64(&w, request->made_ms);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* Signed in, and with something that could be a code. NULL: refused. */
static cho_auth_account *read_typed(cho_host_request *r, cho_auth_field *f, cho_auth_digest *browser,
                                    char code[CHO_AUTH_CODE_SIZE])
{
    if (!cho_host_oauth_read(r, f, CODE_FIELDS))
        return NULL;
    cho_auth_account *person = cho_host_oauth_person(r, &f[FORM], browser);
    return person != NULL && read_code(r, f[CODE].value, code) ? person : NULL;
}

void cho_host_oauth_code(cho_host_request *r)
{
    cho_auth_field          f[CODE_FIELDS] = CODE_FORM;
    cho_auth_digest         browser;
    char                    code[CHO_AUTH_CODE_SIZE];
    const cho_auth_account *person  = read_typed(r, f, &browser, code);
    cho_auth_request       *request = person == NULL ? NULL : try_code(r, code, person->row.id);
    if (request == NULL)
        return;
    if (cho_auth_request_claim(request, &browser))
        ask(r, request, person->row.id);
    else
        cho_host_oauth_refuse(r, 409, "code_cancelled", cancelled_text, NULL);
}

/* What has this browser claimed? Others learn nothing here. */
static cho_auth_request *find_claimed(cho_host_request *r, const char *code, const cho_auth_digest *browser)
{
    cho_auth_request *request = cho_auth_requests_by_code(&r->service->oauth->requests, code,
                                                          cho_host_service_now_ms(r->service));
    return request != NULL && cho_auth_is_same(&request->browser, browser) ? request : NULL;
}

/* A page that shows the question hears when it has become pointless. */
void cho_host_oauth_watch(cho_host_request *r)
{
    cho_auth_field  f[CODE_FIELDS] = CODE_FORM;
    cho_auth_digest browser;
    char            code[CHO_AUTH_CODE_SIZE];
    if (read_typed(r, f, &browser, code) == NULL)
        return;
    const cho_auth_request *request = find_claimed(r, code, &browser);
    if (request == NULL)
        write_state(r, "over");
    else
        write_state(r, request->state == CHO_AUTH_CANCELLED ? "cancelled" : "asking");
}

static void tell_decision(cho_host_request *r, bool is_allowed)
{
    cho_host_metrics_oauth(&r->service->metrics, is_allowed ? CHO_HOST_OAUTH_CODE_GRANTED : CHO_HOST_OAUTH_CODE_DENIED);
    write_state(r, is_allowed ? "allowed" : "denied");
}

static void decide_code(cho_host_request *r, const cho_auth_field *f, cho_auth_digest *browser, uint32_t account)
{
    char code[CHO_AUTH_CODE_SIZE];
    if (!read_code(r, f[CODE].value, code))
        return;
    cho_auth_request *request = find_claimed(r, code, browser);
    if (request != NULL && request->state == CHO_AUTH_CANCELLED)
        cho_host_oauth_refuse(r, 409, "code_cancelled", cancelled_text, NULL);
    else if (request == NULL || !cho_auth_request_decide(request, browser, account, f[ALLOW].is_true))
        cho_host_oauth_refuse(r, 404, "wrong_code", "this code is wrong, or not good any more", NULL);
    else
        tell_decision(r, f[ALLOW].is_true);
}

void cho_host_oauth_decide(cho_host_request *r)
{
    cho_auth_field  f[CODE_FIELDS] = CODE_FORM;
    cho_auth_digest browser;
    if (!cho_host_oauth_read(r, f, CODE_FIELDS))
        return;
    const cho_auth_account *person = cho_host_oauth_person(r, &f[FORM], &browser);
    if (person != NULL)
        decide_code(r, f, &browser, person->row.id);
}

/* ---- a program that sends people here: RFC 6749 section 4.1, RFC 7636 ---- */

enum { A_FORM, A_ALLOW, A_CLIENT, A_REDIRECT, A_TYPE, A_SCOPE, A_STATE, A_CHALLENGE, A_METHOD, AUTHORIZE_FIELDS };

#define AUTHORIZE_FORM                                                                                             \
    {                                                                                                              \
        { .name = "form" }, { .name = "allow" }, { .name = "client_id" }, { .name = "redirect_uri" },              \
        { .name = "response_type" }, { .name = "scope" }, { .name = "state" }, { .name = "code_challenge" },       \
        { .name = "code_challenge_method" }                                                                        \
    }

typedef struct authorize {
    const cho_auth_client *client;
    uint32_t               scopes;
    cho_auth_digest        challenge;
    const char            *error, *sentence; /* to be told to the client; NULL: none */
} authorize;

/* The programs of the host itself may go back to any page of it. */
static bool may_redirect(cho_host_request *r, const cho_auth_client *client, cho_span address)
{
    cho_url url;
    if (cho_auth_client_may_redirect(client, address))
        return true;
    if (strcmp(client->row.id, "page") != 0 && strcmp(client->row.id, "studio") != 0)
        return false;
    if (!cho_url_parse(address, &url) || url.path.len == 0 || memchr(address.ptr, '#', address.len) != NULL)
        return false;
    cho_span origin = { address.ptr, (size_t)(url.path.ptr - address.ptr) };
    return cho_host_is_same_origin(origin, r->authority);
}

/* False: nobody may be sent back there; it was refused. */
static bool find_asker(cho_host_request *r, const cho_auth_field *f, authorize *out)
{
    out->client = f[A_CLIENT].value.ptr == NULL ? NULL
                                                : cho_auth_clients_find(&r->service->oauth->clients, f[A_CLIENT].value);
    if (out->client == NULL)
        cho_host_oauth_refuse(r, 400, "invalid_client", "no client of this host has that client_id", NULL);
    else if (f[A_REDIRECT].value.len > CHO_AUTH_REDIRECT_MAX || !may_redirect(r, out->client, f[A_REDIRECT].value))
        cho_host_oauth_refuse(r, 400, "invalid_request", "redirect_uri is none of those registered for this client", NULL);
    else
        return true;
    return false;
}

static void find_fault(const cho_auth_field *f, authorize *a)
{
    if (!cho_span_is(f[A_TYPE].value, "code"))
        a->error = "unsupported_response_type", a->sentence = "response_type is code";
    else if (f[A_SCOPE].value.ptr == NULL || !cho_auth_scopes_read(f[A_SCOPE].value, &a->scopes)
             || (a->scopes & ~a->client->scopes) != 0)
        a->error = "invalid_scope", a->sentence = "scope names rights this client may not ask for";
    else if (!cho_span_is(f[A_METHOD].value, "S256") || !cho_auth_challenge_read(f[A_CHALLENGE].value, &a->challenge))
        a->error = "invalid_request", a->sentence = "a code_challenge with the method S256 is needed";
}

static void add_parameter(cho_buf *url, char separator, const char *name, cho_span value)
{
    cho_buf_printf(url, "%c%s=", separator, name);
    cho_url_encode(url, value);
}

static void write_issuer(cho_host_request *r, cho_buf *url)
{
    char text[CHO_HOST_BASE_SIZE];
    cho_host_http_write_base(r->service->config, r->exchange, r->authority, "http", text, sizeof text);
    add_parameter(url, '&', "iss", cho_span_of(text));
}

/* The address to go back to, with an answer. */
static void write_return(cho_host_request *r, const cho_auth_field *f, const char *name, const char *value, cho_buf *url)
{
    cho_span back = f[A_REDIRECT].value;
    cho_buf_append(url, back.ptr, back.len);
    add_parameter(url, memchr(back.ptr, '?', back.len) != NULL ? '&' : '?', name, cho_span_of(value));
    if (f[A_STATE].value.ptr != NULL)
        add_parameter(url, '&', "state", f[A_STATE].value);
    write_issuer(r, url);
}

/* The browser is sent on at once: with what is wrong to the client, else to the page. */
void cho_host_oauth_authorize_page(cho_host_request *r)
{
    cho_auth_field f[AUTHORIZE_FIELDS] = AUTHORIZE_FORM;
    authorize      a                   = { .client = NULL };
    cho_span       query               = cho_exchange_query(r->exchange);
    const char    *fault               = cho_auth_query_read(query, &r->service->scratch, f, AUTHORIZE_FIELDS);
    if (fault != NULL) {
        cho_host_oauth_refuse(r, 400, "invalid_request", fault, NULL);
        return;
    }
    if (!find_asker(r, f, &a))
        return;
    find_fault(f, &a);
    cho_buf *url = &r->service->text;
    cho_buf_clear(url);
    if (a.error != NULL)
        write_return(r, f, "error", a.error, url), add_parameter(url, '&', "error_description", cho_span_of(a.sentence));
    else
        cho_buf_printf(url, "../go?%.*s", (int)query.len, query.ptr);
    const cho_header location = { "location", url->failed ? "/" : url->data };
    cho_host_http_answer(r, url->failed ? 503 : 302, NULL, (cho_span){ NULL, 0 }, true, "no-store", &location);
}

static void send_back(cho_host_request *r, const cho_auth_field *f, const char *name, const char *value)
{
    cho_buf *url = &r->service->text;
    cho_buf_clear(url);
    write_return(r, f, name, value, url);
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "state"), cho_json_write_text(&w, strcmp(name, "code") == 0 ? "allowed" : "denied");
    cho_json_key(&w, "redirect"), cho_json_write_string(&w, (cho_span){ url->data, url->len });
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, url->failed ? 503 : 200, NULL);
}

static void grant(cho_host_request *r, const cho_auth_field *f, const authorize *a, uint32_t account)
{
    cho_auth_grant what = { .account = account, .scopes = a->scopes, .has_challenge = true, .challenge = a->challenge };
    char           code[CHO_AUTH_TEXT_SIZE];
    memcpy(what.client, a->client->row.id, sizeof what.client);
    memcpy(what.redirect, f[A_REDIRECT].value.ptr, f[A_REDIRECT].value.len);
    chorus_result result = cho_auth_grants_make(&r->service->oauth->grants, &what, cho_host_service_now_ms(r->service), code);
    if (result == CHORUS_OK)
        send_back(r, f, "code", code);
    else
        cho_host_oauth_refuse_result(r, result);
}

/* Without `allow` the page only asks what to ask. */
void cho_host_oauth_authorize(cho_host_request *r)
{
    cho_auth_field  f[AUTHORIZE_FIELDS] = AUTHORIZE_FORM;
    authorize       a                   = { .client = NULL };
    cho_auth_digest browser;
    if (!cho_host_oauth_read(r, f, AUTHORIZE_FIELDS))
        return;
    const cho_auth_account *person = cho_host_oauth_person(r, &f[A_FORM], &browser);
    if (person == NULL || !find_asker(r, f, &a))
        return;
    find_fault(f, &a);
    if (a.error != NULL) {
        cho_host_oauth_refuse(r, 400, a.error, a.sentence, NULL);
    } else if (!f[A_ALLOW].is_given) {
        cho_json_writer w = begin_question(r, a.client, a.scopes, person->row.id);
        cho_json_end_object(&w);
        cho_host_http_answer_json(r, 200, NULL);
    } else if (f[A_ALLOW].is_true) {
        grant(r, f, &a, person->row.id);
    } else {
        send_back(r, f, "error", "access_denied");
    }
}
