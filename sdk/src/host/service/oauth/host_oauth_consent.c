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

static void answer_state(cho_host_request *r, const char *state, const cho_host_oauth_changes *changes)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "state"), cho_json_write_text(&w, state);
    cho_json_end_object(&w);
    cho_host_oauth_commit(r, changes, 200, NULL);
}

/* ---- a code that was typed ---- */

enum { FORM, CODE, ALLOW, CODE_FIELDS, BUSY_MS = 1000 };

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

static void refuse_code(cho_host_request *r)
{
    cho_host_oauth_refuse(r, 404, "wrong_code", "this code is wrong, or not good any more", NULL);
}

/* What has become of it is on its way to the disk. */
static void refuse_busy(cho_host_request *r)
{
    cho_host_oauth_put_off(r, "temporarily_unavailable", "something else happens to this code; try again", BUSY_MS);
}

/* Signed in, and with something that could be a code. False: refused. */
static bool read_typed(cho_host_request *r, bool is_try, cho_host_typed *out)
{
    cho_auth_field f[CODE_FIELDS] = CODE_FORM;
    if (!cho_host_oauth_read(r, f, CODE_FIELDS))
        return false;
    *out = (cho_host_typed){ .place = cho_host_oauth_place(r), .is_try = is_try, .is_allowed = f[ALLOW].is_true };
    const cho_auth_account *person = cho_host_oauth_person(r, &f[FORM], &out->browser);
    if (person != NULL)
        out->account = person->row.id;
    return person != NULL && read_code(r, f[CODE].value, out->code);
}

/* False: it was refused. */
static bool may_try(cho_host_request *r, const cho_host_typed *typed)
{
    int64_t wait_ms = cho_auth_guess_wait_ms(&r->service->oauth->guess, typed->account, typed->place,
                                             cho_host_service_now_ms(r->service));
    if (wait_ms > 0)
        cho_host_oauth_put_off(r, "too_many_tries", "too many wrong codes; wait a while", wait_ms);
    return wait_ms <= 0;
}

/* Wrong, too old and used look alike. */
static cho_auth_request *try_code(cho_host_request *r, const cho_host_typed *typed)
{
    cho_host_oauth   *oauth   = r->service->oauth;
    int64_t           now_ms  = cho_host_service_now_ms(r->service);
    cho_auth_request *request = cho_auth_requests_by_code(&oauth->requests, typed->code, now_ms);
    if (request != NULL && cho_host_oauth_client_of(oauth, request->client) != NULL)
        return request;
    cho_auth_guess_count(&oauth->guess, typed->account, typed->place, now_ms);
    if (cho_auth_guess_siege_ms(&oauth->guess, now_ms) > 0)
        cho_host_service_log(r->service, CHORUS_LOG_WARNING, "many wrong codes are typed: nobody can sign a game in for a moment");
    refuse_code(r);
    return NULL;
}

static void write_question(cho_host_request *r, const cho_auth_request *request, const cho_host_typed *typed)
{
    const cho_auth_client *client = cho_host_oauth_client_of(r->service->oauth, request->client);
    char                   shown[CHO_AUTH_SHOWN_SIZE];
    cho_auth_code_show(request->node.id.ptr, shown);
    cho_json_writer w = begin_question(r, client, request->scopes, typed->account);
    cho_json_key(&w, "code"), cho_json_write_text(&w, shown);
    cho_json_key(&w, "isNear"), cho_json_write_bool(&w, typed->place == request->place);
    cho_json_key(&w, "askedAt"), cho_json_write_int64(&w, request->made_ms);
    cho_json_end_object(&w);
}

static void claim(cho_host_request *r, cho_auth_request *request, const cho_host_typed *typed)
{
    cho_host_oauth_changes changes = { .count = 0 };
    cho_auth_request       next    = *request;
    bool                   is_ours = cho_auth_request_claim(&next, &typed->browser);
    if (is_ours)
        write_question(r, request, typed);
    else
        cho_host_oauth_write_refusal(r, "code_cancelled", cancelled_text);
    if (next.state != request->state)
        cho_host_oauth_change_request(r->service->oauth, &changes, CHO_OAUTH_CHANGE_REQUEST, request, &next);
    cho_host_oauth_commit(r, &changes, is_ours ? 200 : 409, NULL);
}

static void take_try(cho_host_request *r, const cho_host_typed *typed)
{
    cho_auth_request *request = may_try(r, typed) ? try_code(r, typed) : NULL;
    if (request != NULL && request->is_busy)
        refuse_busy(r);
    else if (request != NULL)
        claim(r, request, typed);
}

void cho_host_oauth_code(cho_host_request *r)
{
    cho_host_typed typed;
    if (read_typed(r, true, &typed) && may_try(r, &typed))
        cho_host_oauth_know_code(r, &typed, take_try);
}

/* What has this browser claimed? Others learn nothing here. */
static cho_auth_request *find_claimed(cho_host_request *r, const cho_host_typed *typed)
{
    cho_auth_request *request = cho_auth_requests_by_code(&r->service->oauth->requests, typed->code,
                                                          cho_host_service_now_ms(r->service));
    return request != NULL && cho_auth_is_same(&request->browser, &typed->browser) ? request : NULL;
}

static void tell_state(cho_host_request *r, const cho_host_typed *typed)
{
    const cho_host_oauth_changes none    = { .count = 0 };
    const cho_auth_request      *request = find_claimed(r, typed);
    if (request == NULL)
        answer_state(r, "over", &none);
    else
        answer_state(r, request->state == CHO_AUTH_CANCELLED ? "cancelled" : "asking", &none);
}

/* A page that shows the question hears when it has become pointless. */
void cho_host_oauth_watch(cho_host_request *r)
{
    cho_host_typed typed;
    if (read_typed(r, false, &typed))
        cho_host_oauth_know_code(r, &typed, tell_state);
}

static void decide(cho_host_request *r, cho_auth_request *request, const cho_host_typed *typed)
{
    cho_host_oauth_changes changes    = { .count = 0 };
    cho_auth_request       next       = *request;
    bool                   is_allowed = typed->is_allowed;
    if (!cho_auth_request_decide(&next, &typed->browser, typed->account, is_allowed)) {
        refuse_code(r);
        return;
    }
    cho_host_metrics_oauth(&r->service->metrics, is_allowed ? CHO_HOST_OAUTH_CODE_GRANTED : CHO_HOST_OAUTH_CODE_DENIED);
    cho_host_oauth_change_request(r->service->oauth, &changes, CHO_OAUTH_CHANGE_REQUEST, request, &next);
    answer_state(r, is_allowed ? "allowed" : "denied", &changes);
}

static void take_decision(cho_host_request *r, const cho_host_typed *typed)
{
    cho_auth_request *request = find_claimed(r, typed);
    if (request == NULL)
        refuse_code(r);
    else if (request->is_busy)
        refuse_busy(r);
    else if (request->state == CHO_AUTH_CANCELLED)
        cho_host_oauth_refuse(r, 409, "code_cancelled", cancelled_text, NULL);
    else
        decide(r, request, typed);
}

void cho_host_oauth_decide(cho_host_request *r)
{
    cho_host_typed typed;
    if (read_typed(r, false, &typed))
        cho_host_oauth_know_code(r, &typed, take_decision);
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
    else if (f[A_REDIRECT].value.len > CHO_DATA_REDIRECT_MAX || !may_redirect(r, out->client, f[A_REDIRECT].value))
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

static void send_back(cho_host_request *r, const cho_auth_field *f, const char *name, const char *value,
                      const cho_host_oauth_changes *changes)
{
    cho_buf *url = &r->service->text;
    cho_buf_clear(url);
    write_return(r, f, name, value, url);
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "state"), cho_json_write_text(&w, strcmp(name, "code") == 0 ? "allowed" : "denied");
    cho_json_key(&w, "redirect"), cho_json_write_string(&w, (cho_span){ url->data, url->len });
    cho_json_end_object(&w);
    if (url->failed)
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
    else
        cho_host_oauth_commit(r, changes, 200, NULL);
}

static void grant(cho_host_request *r, const cho_auth_field *f, const authorize *a, uint32_t account)
{
    cho_auth_grant what = { .account = account, .scopes = a->scopes, .has_challenge = true, .challenge = a->challenge };
    cho_host_oauth_changes changes = { .count = 0 };
    cho_host_oauth        *oauth   = r->service->oauth;
    cho_auth_grant        *made;
    char                   code[CHO_AUTH_TEXT_SIZE];
    memcpy(what.client, a->client->row.id, sizeof what.client);
    memcpy(what.redirect, f[A_REDIRECT].value.ptr, f[A_REDIRECT].value.len);
    chorus_result result = cho_auth_grants_make(&oauth->grants, &what, cho_host_service_now_ms(r->service), code, &made);
    if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(r, result);
        return;
    }
    cho_host_oauth_change_grant(oauth, &changes, CHO_OAUTH_ADD_GRANT, made);
    send_back(r, f, "code", code, &changes);
}

/* Without `allow` the page only asks what to ask. */
void cho_host_oauth_authorize(cho_host_request *r)
{
    cho_auth_field  f[AUTHORIZE_FIELDS] = AUTHORIZE_FORM;
    authorize       a                   = { .client = NULL };
    const cho_host_oauth_changes none   = { .count = 0 };
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
        send_back(r, f, "error", "access_denied", &none);
    }
}
