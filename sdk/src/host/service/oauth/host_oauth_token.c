/* A client fetches its tokens, and gives them back. */
#include "host/service/host_permits.h"
#include "host/service/oauth/host_oauth_http.h"

#include "codec/json_writer.h"
#include "host/oauth/auth_scope.h"

#include <stdio.h>

enum { TYPE, ID, SECRET, CODE, REDIRECT, VERIFIER, REFRESH, DEVICE, FIELD_COUNT };

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

/* A device that is still waiting for its person is not refused anything. */
static bool is_waiting(const char *error)
{
    return strcmp(error, "authorization_pending") == 0 || strcmp(error, "slow_down") == 0;
}

static void refuse_grant(cho_host_request *r, const char *error, const char *sentence)
{
    if (!is_waiting(error))
        cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_TOKEN_REFUSED);
    cho_host_oauth_refuse(r, 400, error, sentence, NULL);
}

static void end_link(cho_host_request *r, cho_auth_link *link, cho_host_oauth_changes *changes)
{
    cho_host_oauth_add_link(changes, CHO_OAUTH_DROP_LINK, &link->row);
    cho_host_permits_end(r->service, link);
}

/* ---- handing out ---- */

static void write_tokens(cho_host_request *r, const cho_auth_tokens *tokens, uint32_t scopes)
{
    char            text[CHO_AUTH_SCOPES_SIZE];
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_auth_scopes_write(scopes, text);
    cho_json_begin_object(&w);
    cho_json_key(&w, "access_token"), cho_json_write_text(&w, tokens->access);
    cho_json_key(&w, "expires_in"), cho_json_write_uint64(&w, r->service->config->limits.access_token_s);
    cho_json_key(&w, "refresh_token"), cho_json_write_text(&w, tokens->refresh);
    cho_json_key(&w, "scope"), cho_json_write_text(&w, text);
    cho_json_key(&w, "token_type"), cho_json_write_text(&w, "Bearer");
    cho_json_end_object(&w);
}

static void keep_tokens(const cho_host_oauth *oauth, const cho_auth_link *link, cho_host_oauth_changes *changes)
{
    cho_host_oauth_add_link(changes, CHO_OAUTH_PUT_LINK, &link->row);
    cho_host_oauth_change_of(changes, CHO_OAUTH_PUT_ACCESS)->row.access = *cho_auth_links_newest(&oauth->links, link);
}

static void hand_out(cho_host_request *r, const cho_auth_link *link, const cho_auth_tokens *tokens,
                     const cho_host_oauth_changes *changes)
{
    write_tokens(r, tokens, link->scopes);
    cho_host_oauth_commit(r, changes, 200, NULL);
}

/* Whoever can be a game or watch over one is told a join code soon, which is on the disk before that. Without a code
   there is still a token: the channel gets its code when it comes alive. */
static void add_code(cho_host_service *service, uint32_t account, uint32_t scopes, cho_host_oauth_changes *changes)
{
    bool has_game = (scopes & (CHO_AUTH_BE_GAME | CHO_AUTH_MODERATE)) != 0;
    if (!has_game || cho_host_codes_of(&service->codes, account) != NULL
        || cho_host_codes_make(&service->codes, account) != CHORUS_OK)
        return;
    cho_host_leading *row = &cho_host_oauth_change_of(changes, CHO_OAUTH_PUT_CODE)->row.code;
    row->account          = account;
    snprintf(row->code, sizeof row->code, "%s", cho_host_codes_of(&service->codes, account));
}

/* Links that nobody has used for a year. */
static void remove_old(cho_auth_links *links, int64_t now_ms)
{
    cho_auth_link *link = cho_auth_links_over(links, now_ms);
    if (link != NULL)
        cho_auth_links_remove(links, link);
}

/* What tokens are given for: an authorization code, or a device that somebody has said yes to. */
typedef struct voucher {
    cho_auth_grant   *grant; /* one of both */
    cho_auth_request *request;
    uint32_t          account, scopes;
} voucher;

/* Behind the link in what is written down, for it is good again when that cannot be. */
static void use_up(cho_host_oauth *oauth, const voucher *v, const cho_auth_link *link, cho_host_oauth_changes *changes)
{
    if (v->grant == NULL) {
        cho_host_oauth_change_request(oauth, changes, CHO_OAUTH_DROP_REQUEST, v->request, v->request);
        return;
    }
    v->grant->is_used = true;
    memcpy(v->grant->came.bytes, link->row.selector, sizeof v->grant->came.bytes);
    cho_host_oauth_change_grant(oauth, changes, CHO_OAUTH_USE_GRANT, v->grant);
}

/* The first tokens of a new link. */
static void make_link(cho_host_request *r, const cho_auth_client *client, const voucher *v)
{
    cho_host_oauth        *oauth   = r->service->oauth;
    cho_auth_links        *links   = &oauth->links;
    cho_host_oauth_changes changes = { .count = 0 };
    cho_auth_tokens        tokens;
    cho_auth_link         *link;
    cho_auth_link         *surplus = cho_auth_links_surplus(links, v->account, client->row.id);
    if (surplus != NULL)
        end_link(r, surplus, &changes);
    int64_t now_ms = cho_host_service_now_ms(r->service);
    remove_old(links, now_ms);
    chorus_result result = cho_auth_links_make(links, v->account, client->row.id, v->scopes, now_ms, &tokens, &link);
    if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(r, result);
        return;
    }
    add_code(r->service, v->account, v->scopes, &changes);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_TOKEN_ISSUED);
    keep_tokens(oauth, link, &changes);
    use_up(oauth, v, link, &changes);
    hand_out(r, link, &tokens, &changes);
}

/* ---- for a code ---- */

/* A code that comes twice has been stolen by somebody. */
static void end_what_came(cho_host_request *r, const cho_auth_grant *grant)
{
    cho_host_oauth_changes changes = { .count = 0 };
    cho_auth_link *link = cho_host_table_find(&r->service->oauth->links.links, cho_auth_key(&grant->came));
    if (link != NULL)
        end_link(r, link, &changes);
    cho_host_oauth_write_refusal(r, "invalid_grant", "this code was used before");
    cho_host_oauth_commit(r, &changes, 400, NULL);
}

static bool is_proven(const cho_auth_grant *grant, cho_span verifier)
{
    return grant->has_challenge ? cho_auth_challenge_is_met(&grant->challenge, verifier) : verifier.len == 0;
}

static void give_for_code(cho_host_request *r, const cho_auth_client *client, const cho_auth_field *f)
{
    cho_host_oauth *oauth = r->service->oauth;
    cho_auth_grant *grant = cho_auth_grants_find(&oauth->grants, f[CODE].value, cho_host_service_now_ms(r->service));
    if (f[CODE].value.ptr == NULL)
        refuse_grant(r, "invalid_request", "code is missing");
    else if (grant == NULL || strcmp(grant->client, client->row.id) != 0)
        refuse_grant(r, "invalid_grant", "this code was never given to this client, or is too old");
    else if (grant->is_used)
        end_what_came(r, grant);
    else if (grant->redirect[0] != '\0' && !cho_span_is(f[REDIRECT].value, grant->redirect))
        refuse_grant(r, "invalid_grant", "redirect_uri is not the one the code was sent to");
    else if (!is_proven(grant, f[VERIFIER].value))
        refuse_grant(r, "invalid_grant", "code_verifier does not belong to the code_challenge");
    else
        make_link(r, client, &(voucher){ .grant = grant, .account = grant->account, .scopes = grant->scopes });
}

/* ---- for a device code: RFC 8628 section 3.5 ---- */

/* Too fast: from now on it has to wait longer, also after whatever happens. */
static void slow_down(cho_host_request *r, cho_auth_request *request, const cho_auth_request *next)
{
    cho_host_oauth_changes changes = { .count = 0 };
    if (next->too_fast != request->too_fast)
        cho_host_oauth_change_request(r->service->oauth, &changes, CHO_OAUTH_CHANGE_REQUEST, request, next);
    cho_host_oauth_write_refusal(r, "slow_down", "wait five seconds longer between two polls");
    cho_host_oauth_commit(r, &changes, 400, NULL);
}

static void answer_device(cho_host_request *r, const cho_auth_client *client, cho_auth_request *request, int64_t now_ms)
{
    cho_auth_request next        = *request;
    bool             keeps_pace  = cho_auth_request_keeps_pace(&next, now_ms);
    request->polled_ms           = now_ms;
    if (!keeps_pace)
        slow_down(r, request, &next);
    else if (request->state == CHO_AUTH_APPROVED)
        make_link(r, client, &(voucher){ .request = request, .account = request->account, .scopes = request->scopes });
    else if (request->state == CHO_AUTH_DENIED)
        refuse_grant(r, "access_denied", "the player said no");
    else
        refuse_grant(r, "authorization_pending", "nobody has typed the code and said yes yet");
}

static void give_for_device(cho_host_request *r, const cho_auth_client *client, const cho_auth_field *f)
{
    cho_host_oauth   *oauth   = r->service->oauth;
    int64_t           now_ms  = cho_host_service_now_ms(r->service);
    cho_auth_request *request = cho_auth_requests_by_handle(&oauth->requests, CHO_AUTH_LONG, f[DEVICE].value, now_ms);
    if (f[DEVICE].value.ptr == NULL)
        refuse_grant(r, "invalid_request", "device_code is missing");
    else if (request == NULL)
        refuse_grant(r, "expired_token", "this device_code was never given, or is too old");
    else if (strcmp(request->client, client->row.id) != 0)
        refuse_grant(r, "invalid_grant", "this device_code was given to another client");
    else if (request->is_busy)
        refuse_grant(r, "authorization_pending", "something happens to the code at this moment");
    else if (request->state == CHO_AUTH_CANCELLED)
        refuse_grant(r, "access_denied", "the code was cancelled");
    else
        answer_device(r, client, request, now_ms);
}

/* ---- for a refresh token ---- */

static void refuse_stolen(cho_host_request *r, cho_auth_link *link)
{
    cho_host_oauth_changes changes = { .count = 0 };
    end_link(r, link, &changes);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_TOKEN_REFUSED);
    cho_host_service_log(r->service, CHORUS_LOG_WARNING,
                         "a refresh token was used twice: all tokens of that permission have ended");
    cho_host_oauth_write_refusal(r, "invalid_grant",
                                 "this refresh_token was used before; all tokens that belong to it have ended");
    cho_host_oauth_commit(r, &changes, 400, NULL);
}

static void rotate(cho_host_request *r, cho_auth_link *link, cho_span refresh)
{
    cho_host_oauth_changes changes = { .has_before = true, .before = link->row };
    cho_auth_tokens        tokens;
    const cho_data_access *oldest = cho_auth_links_oldest(&r->service->oauth->links, link);
    if (oldest != NULL)
        cho_host_oauth_change_of(&changes, CHO_OAUTH_DROP_ACCESS)->row.access = *oldest;
    chorus_result result = cho_auth_links_rotate(&r->service->oauth->links, link, refresh,
                                                 cho_host_service_now_ms(r->service), &tokens);
    if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(r, result);
        return;
    }
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_TOKEN_REFRESHED);
    keep_tokens(r->service->oauth, link, &changes);
    hand_out(r, link, &tokens, &changes);
}

static void give_for_refresh(cho_host_request *r, const cho_auth_client *client, const cho_auth_field *f)
{
    cho_auth_link   *link;
    cho_auth_refresh judged = cho_auth_links_judge(&r->service->oauth->links, f[REFRESH].value,
                                                   cho_host_service_now_ms(r->service), &link);
    if (f[REFRESH].value.ptr == NULL)
        refuse_grant(r, "invalid_request", "refresh_token is missing");
    else if (judged == CHO_AUTH_REFRESH_UNKNOWN || strcmp(link->row.client, client->row.id) != 0)
        refuse_grant(r, "invalid_grant", "this refresh_token was never given to this client, or has ended");
    else if (judged == CHO_AUTH_REFRESH_STOLEN)
        refuse_stolen(r, link);
    else
        rotate(r, link, f[REFRESH].value);
}

/* ---- the two endpoints ---- */

typedef struct grant_type {
    const char *name;
    void (*give)(cho_host_request *r, const cho_auth_client *client, const cho_auth_field *f);
} grant_type;

static const grant_type grant_types[] = {
    { "authorization_code", give_for_code },
    { "refresh_token", give_for_refresh },
    { DEVICE_GRANT, give_for_device },
};

static const grant_type *find_grant_type(cho_span name)
{
    for (size_t i = 0; i < sizeof grant_types / sizeof grant_types[0]; i++) {
        if (cho_span_is(name, grant_types[i].name))
            return &grant_types[i];
    }
    return NULL;
}

void cho_host_oauth_token(cho_host_request *r)
{
    cho_auth_field f[FIELD_COUNT] = {
        [TYPE] = { .name = "grant_type" },         [ID] = { .name = "client_id" },
        [SECRET] = { .name = "client_secret" },    [CODE] = { .name = "code" },
        [REDIRECT] = { .name = "redirect_uri" },   [VERIFIER] = { .name = "code_verifier" },
        [REFRESH] = { .name = "refresh_token" },   [DEVICE] = { .name = "device_code" },
    };
    if (!cho_host_oauth_read(r, f, FIELD_COUNT))
        return;
    const grant_type *type = find_grant_type(f[TYPE].value);
    if (f[TYPE].value.ptr == NULL)
        refuse_grant(r, "invalid_request", "grant_type is missing");
    else if (type == NULL)
        refuse_grant(r, "unsupported_grant_type",
                     "grant_type is authorization_code, refresh_token or " DEVICE_GRANT);
    else {
        const cho_auth_client *client = cho_host_oauth_find_client(r, &f[ID], &f[SECRET], 401);
        if (client != NULL)
            type->give(r, client, f);
    }
}

/* RFC 7009: a token that nobody knows is gone already, and that is what was wanted. */
void cho_host_oauth_revoke(cho_host_request *r)
{
    enum { TOKEN, OWNER, OWNER_SECRET, COUNT };
    cho_auth_field f[COUNT] = { { .name = "token" }, { .name = "client_id" }, { .name = "client_secret" } };
    cho_host_oauth_changes changes = { .count = 0 };
    cho_auth_links        *links   = &r->service->oauth->links;
    int64_t                now_ms  = cho_host_service_now_ms(r->service);
    cho_auth_link         *link;
    if (!cho_host_oauth_read(r, f, COUNT))
        return;
    const cho_auth_client *client = cho_host_oauth_find_client(r, &f[OWNER], &f[OWNER_SECRET], 401);
    if (client == NULL)
        return;
    if (f[TOKEN].value.ptr == NULL) {
        refuse_grant(r, "invalid_request", "token is missing");
        return;
    }
    bool is_refresh = cho_auth_links_judge(links, f[TOKEN].value, now_ms, &link) != CHO_AUTH_REFRESH_UNKNOWN;
    if (!is_refresh)
        link = cho_auth_links_of_access(links, f[TOKEN].value, now_ms);
    if (link != NULL && strcmp(link->row.client, client->row.id) == 0)
        end_link(r, link, &changes);
    cho_buf_clear(&r->service->body);
    cho_buf_text(&r->service->body, "{}");
    cho_host_oauth_commit(r, &changes, 200, NULL);
}
