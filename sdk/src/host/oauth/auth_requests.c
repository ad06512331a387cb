#include "host/oauth/auth_requests.h"

#include "base/hash.h"
#include "base/random.h"
#include "host/oauth/auth_scope.h"

#include <stdio.h>

_Static_assert((int)CHO_AUTH_SALT_BYTES == (int)CHO_DATA_SALT, "a row holds a salt");

enum { POLLS_PER_S = 3, POLLS_BURST = 6, SLACK_MS = 500 /* a punctual poll may overtake another on its way */ };

/* ---- by handle ---- */

static const cho_auth_request *request_at(const void *context, uint32_t handle)
{
    const cho_auth_requests *requests = context;
    return cho_host_table_get(&requests->table, handle);
}

static uint32_t hash_digest(const cho_auth_requests *requests, const cho_auth_digest *digest)
{
    return cho_hash(requests->seed, digest->bytes, sizeof digest->bytes);
}

static uint32_t hash_of(const void *context, uint32_t handle)
{
    return hash_digest(context, &request_at(context, handle)->handle);
}

static bool has_handle(const void *context, uint32_t handle, const void *digest)
{
    return cho_auth_is_same(&request_at(context, handle)->handle, digest);
}

void cho_auth_requests_init(cho_auth_requests *requests, const chorus_allocator *heap, uint64_t seed,
                            const chorus_host_limits *limits)
{
    requests->limits = limits;
    cho_host_table_init(&requests->table, heap, seed, sizeof(cho_auth_request));
    cho_index_init(&requests->handles, heap, hash_of, requests);
    requests->seed           = seed;
}

void cho_auth_requests_deinit(cho_auth_requests *requests)
{
    cho_index_deinit(&requests->handles);
    cho_host_table_deinit(&requests->table);
}

static bool is_unnamed(const cho_auth_request *request)
{
    return request->node.id.len == CHO_AUTH_DIGEST_BYTES;
}

void cho_auth_requests_remove(cho_auth_requests *requests, cho_auth_request *request)
{
    requests->unnamed -= is_unnamed(request);
    cho_index_remove(&requests->handles, hash_digest(requests, &request->handle), request->node.handle);
    cho_host_table_remove(&requests->table, request);
}

/* ---- making ---- */

static bool is_over(const cho_auth_request *request, int64_t now_ms)
{
    return now_ms >= request->ends_ms;
}

static bool is_live(const cho_auth_request *request)
{
    return request->state == CHO_AUTH_WAITING || request->state == CHO_AUTH_CLAIMED;
}

static void remove_old(cho_auth_requests *requests, int64_t now_ms)
{
    cho_auth_request *next;
    for (cho_auth_request *at = cho_host_table_next(&requests->table, NULL); at != NULL; at = next) {
        next = cho_host_table_next(&requests->table, at);
        if (is_over(at, now_ms))
            cho_auth_requests_remove(requests, at);
    }
}

void cho_auth_requests_forget(cho_auth_requests *requests, uint32_t account)
{
    cho_auth_request *next;
    for (cho_auth_request *at = cho_host_table_next(&requests->table, NULL); at != NULL; at = next) {
        next = cho_host_table_next(&requests->table, at);
        if (at->account == account)
            cho_auth_requests_remove(requests, at);
    }
}

static bool has_room(const cho_auth_requests *requests, const cho_auth_wish *wish)
{
    uint32_t                of_client = 0, of_place = 0;
    const cho_auth_request *at = NULL;
    while ((at = cho_host_table_next(&requests->table, at)) != NULL) {
        of_client += is_live(at) && strcmp(at->client, wish->client) == 0;
        of_place += is_live(at) && at->place == wish->place;
    }
    return of_client < requests->limits->codes_per_client && of_place < requests->limits->codes_per_address
           && cho_host_table_count(&requests->table) < requests->limits->max_codes;
}

/* One that is nobody's. */
static bool draw_code(const cho_auth_requests *requests, cho_auth_code_kind kind, char code[CHO_AUTH_CODE_SIZE])
{
    do {
        if (!cho_auth_code_make(kind, code))
            return false;
    } while (cho_host_table_find(&requests->table, cho_span_of(code)) != NULL);
    return true;
}

/* Nobody can work ahead for long. */
static bool renew_salt(cho_auth_requests *requests)
{
    return cho_host_table_count(&requests->table) > 0 || cho_random_bytes(requests->salt, sizeof requests->salt);
}

/* Known by its handle too. E_MEMORY: it is gone. */
static chorus_result put_handle(cho_auth_requests *requests, cho_auth_request *request, const cho_auth_digest *handle)
{
    request->handle = *handle;
    if (cho_index_put(&requests->handles, hash_digest(requests, handle), request->node.handle))
        return CHORUS_OK;
    cho_host_table_remove(&requests->table, request);
    return CHORUS_E_MEMORY;
}

static void fill_in(cho_auth_request *request, const cho_auth_wish *wish, uint32_t step_ms, int64_t now_ms)
{
    request->kind        = wish->kind;
    request->place       = wish->place;
    request->scopes      = wish->scopes;
    request->made_ms     = now_ms;
    request->ends_ms     = now_ms + wish->life_ms;
    request->step_ms     = step_ms;
    request->interval_ms = step_ms;
    snprintf(request->client, sizeof request->client, "%s", wish->client);
    cho_host_bucket_init(&request->polls, POLLS_PER_S, POLLS_BURST, now_ms);
}

chorus_result cho_auth_requests_make(cho_auth_requests *requests, const cho_auth_wish *wish, int64_t now_ms,
                                     char handle[CHO_AUTH_TEXT_SIZE], cho_auth_request **out)
{
    char code[CHO_AUTH_CODE_SIZE];
    remove_old(requests, now_ms);
    if (!has_room(requests, wish))
        return CHORUS_E_AGAIN;
    if (!renew_salt(requests) || !draw_code(requests, wish->kind, code) || !cho_auth_make_text(handle))
        return CHORUS_E_STATE;
    cho_auth_request *request = cho_host_table_add(&requests->table, cho_span_of(code));
    if (request == NULL)
        return CHORUS_E_MEMORY;
    cho_auth_digest digest = cho_auth_digest_of(cho_span_of(handle));
    fill_in(request, wish, requests->limits->device_poll_s * 1000, now_ms);
    *out = request;
    return put_handle(requests, request, &digest);
}

/* ---- rows ---- */

void cho_auth_request_write(const cho_auth_requests *requests, const cho_auth_request *request, cho_data_request *out)
{
    *out = (cho_data_request){ .place       = request->place,
                               .kind        = request->kind,
                               .state       = request->state,
                               .account     = request->account,
                               .interval_ms = request->interval_ms,
                               .too_fast    = request->too_fast,
                               .made_ms     = request->made_ms,
                               .ends_ms     = request->ends_ms };
    memcpy(out->handle, request->handle.bytes, sizeof out->handle);
    memcpy(out->browser, request->browser.bytes, sizeof out->browser);
    memcpy(out->salt, requests->salt, sizeof out->salt);
    memcpy(out->client, request->client, sizeof out->client);
    cho_auth_scopes_write(request->scopes, out->scopes);
}

void cho_auth_request_take(cho_auth_request *request, const cho_data_request *row)
{
    request->state       = (cho_auth_request_state)row->state;
    request->account     = row->account;
    request->interval_ms = row->interval_ms;
    request->too_fast    = row->too_fast;
    memcpy(request->browser.bytes, row->browser, sizeof request->browser.bytes);
}

static bool read_row(const cho_data_request *row, cho_auth_wish *out)
{
    *out = (cho_auth_wish){ .kind    = (cho_auth_code_kind)row->kind,
                            .client  = row->client,
                            .place   = row->place,
                            .life_ms = row->ends_ms - row->made_ms };
    return row->kind <= CHO_AUTH_LONG && row->state <= CHO_AUTH_CANCELLED
           && cho_auth_scopes_read(cho_span_of(row->scopes), &out->scopes);
}

chorus_result cho_auth_requests_put(cho_auth_requests *requests, const cho_data_request *row)
{
    cho_auth_wish   wish;
    cho_auth_digest handle;
    if (!read_row(row, &wish))
        return CHORUS_E_INVALID;
    if (cho_host_table_count(&requests->table) >= requests->limits->max_codes)
        return CHORUS_E_AGAIN;
    cho_auth_request *request = cho_host_table_add(&requests->table, (cho_span){ (const char *)row->code, sizeof row->code });
    if (request == NULL)
        return CHORUS_E_MEMORY;
    fill_in(request, &wish, requests->limits->device_poll_s * 1000, row->made_ms);
    cho_auth_request_take(request, row);
    memcpy(handle.bytes, row->handle, sizeof handle.bytes);
    memcpy(requests->salt, row->salt, sizeof requests->salt);
    chorus_result r = put_handle(requests, request, &handle);
    requests->unnamed += r == CHORUS_OK;
    return r;
}

/* ---- finding ---- */

/* NULL: its time is over. */
static cho_auth_request *get_live(cho_auth_requests *requests, cho_auth_request *request, int64_t now_ms)
{
    if (request == NULL || !is_over(request, now_ms))
        return request;
    cho_auth_requests_remove(requests, request);
    return NULL;
}

cho_auth_request *cho_auth_requests_of(const cho_auth_requests *requests, const cho_auth_digest *handle)
{
    uint32_t found = cho_index_find(&requests->handles, hash_digest(requests, handle), has_handle, requests, handle);
    return found == CHO_INDEX_NONE ? NULL : cho_host_table_get(&requests->table, found);
}

cho_auth_request *cho_auth_requests_by_handle(cho_auth_requests *requests, cho_auth_code_kind kind, cho_span handle,
                                              int64_t now_ms)
{
    cho_auth_digest   digest  = cho_auth_digest_of(handle);
    cho_auth_request *request = get_live(requests, cho_auth_requests_of(requests, &digest), now_ms);
    return request != NULL && request->kind == kind ? request : NULL;
}

cho_auth_request *cho_auth_requests_by_code(cho_auth_requests *requests, const char *code, int64_t now_ms)
{
    cho_auth_request *request = cho_host_table_find(&requests->table, cho_span_of(code));
    request                   = get_live(requests, request, now_ms);
    return request != NULL && (is_live(request) || request->state == CHO_AUTH_CANCELLED) ? request : NULL;
}

/* ---- codes that were given before ---- */

bool cho_auth_requests_may_know(cho_auth_requests *requests, const cho_auth_digest *browser, int64_t now_ms)
{
    const cho_auth_request *at = NULL;
    if (requests->unnamed == 0)
        return false;
    remove_old(requests, now_ms);
    while ((at = cho_host_table_next(&requests->table, at)) != NULL) {
        if (is_unnamed(at) && (browser == NULL || cho_auth_is_same(&at->browser, browser)))
            return true;
    }
    return false;
}

/* It moves: the table knows it by its name. The index has room, for it has just given some. */
bool cho_auth_requests_name(cho_auth_requests *requests, const cho_auth_digest *kept, const char *code)
{
    cho_auth_request *unnamed = cho_host_table_find(&requests->table, cho_auth_key(kept));
    cho_auth_request *named   = unnamed == NULL ? NULL : cho_host_table_add(&requests->table, cho_span_of(code));
    if (named == NULL)
        return false;
    cho_host_node node = named->node;
    *named             = *unnamed;
    named->node        = node;
    cho_auth_requests_remove(requests, unnamed);
    return cho_index_put(&requests->handles, hash_digest(requests, &named->handle), node.handle);
}

/* ---- deciding ---- */

bool cho_auth_request_claim(cho_auth_request *request, const cho_auth_digest *browser)
{
    if (request->state == CHO_AUTH_WAITING) {
        request->state   = CHO_AUTH_CLAIMED;
        request->browser = *browser;
    } else if (!cho_auth_is_same(&request->browser, browser)) {
        request->state = CHO_AUTH_CANCELLED;
    }
    return request->state == CHO_AUTH_CLAIMED;
}

bool cho_auth_request_decide(cho_auth_request *request, const cho_auth_digest *browser, uint32_t account,
                             bool is_approved)
{
    if (request->state != CHO_AUTH_CLAIMED || !cho_auth_is_same(&request->browser, browser))
        return false;
    request->state   = is_approved ? CHO_AUTH_APPROVED : CHO_AUTH_DENIED;
    request->account = account;
    return true;
}

/* ---- polling ---- */

bool cho_auth_request_may_poll(cho_auth_request *request, int64_t now_ms)
{
    return cho_host_bucket_take(&request->polls, now_ms);
}

bool cho_auth_request_keeps_pace(cho_auth_request *request, int64_t now_ms)
{
    bool is_punctual   = request->polled_ms == 0 || now_ms - request->polled_ms >= request->interval_ms - SLACK_MS;
    request->polled_ms = now_ms;
    if (is_punctual)
        return true;
    if (request->too_fast < CHO_AUTH_TOO_FAST_MOST) {
        request->interval_ms += request->step_ms;
        request->too_fast++;
    }
    if (request->too_fast == CHO_AUTH_TOO_FAST_MOST && is_live(request))
        request->state = CHO_AUTH_CANCELLED;
    return false;
}
