/* A game asks for a code to show, and then whether somebody has typed it. */
#include "host/service/oauth/host_oauth_derive.h"

#include "base/alloc.h"
#include "codec/json_writer.h"
#include "host/oauth/auth_scope.h"

#include <openssl/crypto.h>

enum { PLACE_WAIT_MS = 1000 };

static uint32_t life_s(const cho_host_request *r, cho_auth_code_kind kind)
{
    const chorus_host_limits *limits = &r->service->config->limits;
    return kind == CHO_AUTH_SHORT ? limits->short_code_s : limits->device_code_s;
}

/* ---- asking ---- */

static bool may_ask(cho_host_request *r, cho_host_network place, int64_t now_ms)
{
    cho_host_oauth *oauth   = r->service->oauth;
    int64_t         wait_ms = cho_auth_tally_wait_ms(&oauth->new_codes, cho_host_network_key(&place), now_ms);
    int64_t         siege_ms = cho_auth_guess_siege_ms(&oauth->guess, now_ms);
    if (wait_ms == 0 && siege_ms == 0)
        return true;
    cho_host_oauth_put_off(r, "temporarily_unavailable", "too many codes are asked for; wait a moment",
                           wait_ms > siege_ms ? wait_ms : siege_ms);
    return false;
}

/* False: what it asks for is not for this client, and it was said so. */
static bool read_scopes(cho_host_request *r, const cho_auth_client *client, cho_span text, uint32_t *scopes)
{
    if (text.ptr == NULL || !cho_auth_scopes_read(text, scopes))
        cho_host_oauth_refuse(r, 400, "invalid_scope", "scope must name rights of this host, with spaces between", NULL);
    else if ((*scopes & ~client->scopes) != 0)
        cho_host_oauth_refuse(r, 400, "invalid_scope", "this client may not ask for all of these rights", NULL);
    else
        return true;
    return false;
}

/* NULL: refused. */
static cho_auth_request *make_request(cho_host_request *r, cho_auth_code_kind kind, char handle[CHO_AUTH_TEXT_SIZE])
{
    enum { ID, SECRET, SCOPE, COUNT };
    cho_auth_field    f[COUNT] = { { .name = "client_id" }, { .name = "client_secret" }, { .name = "scope" } };
    cho_host_oauth   *oauth    = r->service->oauth;
    cho_auth_wish     wish     = { .kind = kind, .place = cho_host_oauth_place(r),
                                   .life_ms = INT64_C(1000) * life_s(r, kind) };
    int64_t           now_ms   = cho_host_service_now_ms(r->service);
    cho_auth_request *request;
    if (!cho_host_oauth_read(r, f, COUNT))
        return NULL;
    const cho_auth_client *client = cho_host_oauth_find_client(r, &f[ID], &f[SECRET], kind == CHO_AUTH_SHORT ? 404 : 401);
    if (client == NULL || !read_scopes(r, client, f[SCOPE].value, &wish.scopes) || !may_ask(r, wish.place, now_ms))
        return NULL;
    wish.client            = client->row.id;
    chorus_result result   = cho_auth_requests_make(&oauth->requests, &wish, now_ms, handle, &request);
    if (result == CHORUS_OK) {
        cho_auth_tally_add(&oauth->new_codes, cho_host_network_key(&wish.place), now_ms);
        cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_CODE_ISSUED);
        return request;
    }
    cho_host_oauth_refuse_result(r, result);
    return NULL;
}

/* ---- telling the code, once it can be found again after whatever happens ---- */

typedef struct telling {
    cho_host_derivation derivation;
    cho_auth_digest     handle;
    cho_buf             body; /* of the answer */
} telling;

static void release(cho_host_service *service, telling *t)
{
    if (t->body.data != NULL)
        OPENSSL_cleanse(t->body.data, t->body.len);
    cho_buf_deinit(&t->body);
    OPENSSL_cleanse(t, sizeof *t);
    cho_release(service->heap, t);
}

static void tell(telling *t, cho_host_request *r, cho_auth_request *request)
{
    cho_host_oauth_changes changes = { .count = 0 };
    cho_host_oauth_add_request(r->service->oauth, &changes, request, &t->derivation.kept);
    cho_buf_clear(&r->service->body);
    cho_buf_append(&r->service->body, t->body.data, t->body.len);
    cho_host_oauth_commit(r, &changes, 200, NULL);
}

/* Whom nobody will tell of it need not wait. */
static void finish_telling(cho_host_derivation *d, cho_host_request *r)
{
    telling           *t        = (telling *)d;
    cho_auth_requests *requests = &d->oauth->requests;
    cho_auth_request  *request  = cho_auth_requests_of(requests, &t->handle);
    if (request != NULL && d->is_derived && r->asker->deferred != NULL) {
        tell(t, r, request);
    } else {
        if (request != NULL)
            cho_auth_requests_remove(requests, request);
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
    }
    release(r->service, t);
}

/* False: it was refused. */
static bool derive(cho_host_request *r, cho_auth_request *request)
{
    telling *t = cho_alloc_zero(r->service->heap, sizeof *t);
    if (t == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return false;
    }
    t->handle = request->handle;
    cho_buf_init(&t->body, r->service->heap);
    cho_buf_append(&t->body, r->service->body.data, r->service->body.len);
    request->is_busy = true;
    if (t->body.failed || r->service->body.failed)
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
    else if (cho_host_derivation_begin(&t->derivation, r, request->node.id.ptr, finish_telling))
        return true;
    release(r->service, t);
    return false;
}

/* With what stands in the body. */
static void answer_with_code(cho_host_request *r, cho_auth_request *request)
{
    cho_host_oauth *oauth = r->service->oauth;
    if (!cho_host_oauth_is_lasting(oauth))
        cho_host_http_answer_json(r, 200, NULL);
    else if (!derive(r, request))
        cho_auth_requests_remove(&oauth->requests, request);
}

void cho_host_oauth_shortcode(cho_host_request *r)
{
    char              handle[CHO_AUTH_TEXT_SIZE];
    cho_auth_request *request = make_request(r, CHO_AUTH_SHORT, handle);
    if (request == NULL)
        return;
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "code"), cho_json_write_text(&w, request->node.id.ptr);
    cho_json_key(&w, "expires_in"), cho_json_write_uint64(&w, life_s(r, CHO_AUTH_SHORT));
    cho_json_key(&w, "handle"), cho_json_write_text(&w, handle);
    cho_json_end_object(&w);
    answer_with_code(r, request);
}

/* RFC 8628 section 3.2. */
void cho_host_oauth_device(cho_host_request *r)
{
    char              handle[CHO_AUTH_TEXT_SIZE], code[CHO_AUTH_SHOWN_SIZE];
    cho_auth_request *request = make_request(r, CHO_AUTH_LONG, handle);
    if (request == NULL)
        return;
    cho_auth_code_show(request->node.id.ptr, code);
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "device_code"), cho_json_write_text(&w, handle);
    cho_json_key(&w, "user_code"), cho_json_write_text(&w, code);
    cho_json_key(&w, "verification_uri"), cho_host_http_write_address(r, &w, "http", "/go", "");
    cho_json_key(&w, "verification_uri_complete"), cho_host_http_write_address(r, &w, "http", "/go?code=", code);
    cho_json_key(&w, "expires_in"), cho_json_write_uint64(&w, life_s(r, CHO_AUTH_LONG));
    cho_json_key(&w, "interval"), cho_json_write_uint64(&w, request->interval_ms / 1000);
    cho_json_end_object(&w);
    answer_with_code(r, request);
}

/* ---- polling a short code ---- */

static void hand_over(cho_host_request *r, cho_auth_request *request, int64_t now_ms)
{
    cho_host_oauth_changes changes = { .count = 0 };
    cho_host_oauth        *oauth   = r->service->oauth;
    cho_auth_grant         what    = { .account = request->account, .scopes = request->scopes }, *made;
    char                   code[CHO_AUTH_TEXT_SIZE];
    memcpy(what.client, request->client, sizeof what.client);
    chorus_result result = cho_auth_grants_make(&oauth->grants, &what, now_ms, code, &made);
    if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(r, result);
        return;
    }
    cho_host_oauth_change_grant(oauth, &changes, CHO_OAUTH_ADD_GRANT, made);
    cho_host_oauth_change_request(oauth, &changes, CHO_OAUTH_DROP_REQUEST, request, request);
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "code"), cho_json_write_text(&w, code);
    cho_json_end_object(&w);
    cho_host_oauth_commit(r, &changes, 200, NULL);
}

static void answer_not_yet(cho_host_request *r)
{
    cho_host_http_answer(r, 204, NULL, (cho_span){ NULL, 0 }, true, "no-store", NULL);
}

void cho_host_oauth_check(cho_host_request *r, const char *handle)
{
    int64_t           now_ms  = cho_host_service_now_ms(r->service);
    cho_auth_request *request = cho_auth_requests_by_handle(&r->service->oauth->requests, CHO_AUTH_SHORT,
                                                            cho_span_of(handle), now_ms);
    if (request == NULL)
        cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_CODE_EXPIRED);
    if (request == NULL)
        cho_host_oauth_refuse(r, 404, "expired_token", "nothing is known by this handle, or not any more", NULL);
    else if (!cho_auth_request_may_poll(request, now_ms))
        cho_host_oauth_put_off(r, "slow_down", "ask at most three times a second", PLACE_WAIT_MS);
    else if (request->is_busy)
        answer_not_yet(r);
    else if (request->state == CHO_AUTH_APPROVED)
        hand_over(r, request, now_ms);
    else if (request->state == CHO_AUTH_DENIED)
        cho_host_oauth_refuse(r, 403, "access_denied", "the player said no", NULL);
    else if (request->state == CHO_AUTH_CANCELLED)
        cho_host_oauth_refuse(r, 403, "access_denied", "the code was typed twice, in different browsers", NULL);
    else
        answer_not_yet(r);
}
