#include "host/service/oauth/host_oauth_store.h"

#include "base/alloc.h"
#include "host/service/host_service_state.h"

enum {
    QUARTER_MS      = 15 * 60 * 1000,
    HOUR_MS         = 60 * 60 * 1000,
    CODES_WITHIN_MS = 5000
};

/* ---- open and close ---- */

/* How often is often comes with the limits. */
static void init_tables(cho_host_oauth *oauth, const chorus_allocator *heap, uint64_t seed, int64_t now_ms)
{
    const chorus_host_limits *limits = &oauth->service->config->limits;
    cho_auth_clients_init(&oauth->clients, heap, seed, limits);
    cho_auth_accounts_init(&oauth->accounts, heap, seed, limits);
    cho_auth_requests_init(&oauth->requests, heap, seed, limits);
    cho_auth_grants_init(&oauth->grants, heap, seed, limits);
    cho_auth_links_init(&oauth->links, heap, seed, limits);
    cho_auth_logins_init(&oauth->logins, heap, seed, limits);
    cho_auth_guess_init(&oauth->guess, heap, seed, limits, now_ms);
    cho_auth_tally_init(&oauth->new_codes, heap, seed, limits, CODES_WITHIN_MS);
    cho_auth_tally_init(&oauth->wrong_of_both, heap, seed, limits, QUARTER_MS);
    cho_auth_tally_init(&oauth->wrong_of_place, heap, seed, limits, QUARTER_MS);
    cho_auth_tally_init(&oauth->wrong_of_account, heap, seed, limits, QUARTER_MS);
    cho_auth_tally_init(&oauth->new_accounts, heap, seed, limits, HOUR_MS);
}

void cho_host_oauth_take_limits(cho_host_service *service)
{
    cho_host_oauth           *oauth  = service->oauth;
    const chorus_host_limits *limits = &service->config->limits;
    oauth->new_codes.most            = limits->codes_asked_per_address;
    oauth->wrong_of_both.most        = limits->wrong_passwords_per_both;
    oauth->wrong_of_account.most     = limits->wrong_passwords_per_account;
    oauth->wrong_of_place.most       = limits->wrong_passwords_per_address;
    oauth->new_accounts.most         = limits->accounts_per_address_h;
    cho_auth_guess_take_limits(&oauth->guess, limits, cho_host_service_now_ms(service));
}

static chorus_result add_clients(cho_host_oauth *oauth, const cho_host_config *config)
{
    static const cho_data_client own[] = {
        { .id = "page", .name = "Audience page", .scopes = "interactive:play:self user:details:self" },
        { .id     = "studio",
          .name   = "Studio",
          .scopes = "interactive:manage:self channel:moderate:self user:details:self" },
    };
    chorus_result r = CHORUS_OK;
    for (size_t i = 0; i < sizeof own / sizeof own[0] && r == CHORUS_OK; i++)
        r = cho_auth_clients_put(&oauth->clients, &own[i]);
    for (uint32_t i = 0; i < config->client_count && r == CHORUS_OK; i++)
        r = cho_auth_clients_put(&oauth->clients, &config->clients[i]);
    return r;
}

static chorus_result create_workers(cho_host_oauth *oauth, cho_host_service *service)
{
    const cho_worker_options passwords = {
        .name = "chorus-password", .max_jobs = service->config->limits.passwords_at_once
    };
    const cho_worker_options codes = { .name = "chorus-code", .max_jobs = service->config->limits.max_codes };
    chorus_result            r = cho_worker_create(service->heap, service->loop, &passwords, &oauth->worker);
    return r == CHORUS_OK ? cho_worker_create(service->heap, service->loop, &codes, &oauth->code_worker) : r;
}

chorus_result cho_host_oauth_open(cho_host_service *service)
{
    cho_host_oauth *oauth = cho_alloc_zero(service->heap, sizeof *oauth);
    if (oauth == NULL)
        return CHORUS_E_MEMORY;
    service->oauth = oauth;
    oauth->service = service;
    init_tables(oauth, service->heap, service->hash_seed, cho_host_service_now_ms(service));
    cho_host_oauth_take_limits(service);
    chorus_result r = add_clients(oauth, service->config);
    if (r == CHORUS_OK)
        r = create_workers(oauth, service);
    if (r == CHORUS_OK)
        cho_host_oauth_follow(service);
    return r;
}

void cho_host_oauth_close(cho_host_service *service)
{
    cho_host_oauth *oauth = service->oauth;
    if (oauth == NULL)
        return;
    cho_worker_destroy(oauth->worker);
    cho_worker_destroy(oauth->code_worker);
    cho_auth_clients_deinit(&oauth->clients);
    cho_auth_accounts_deinit(&oauth->accounts);
    cho_auth_requests_deinit(&oauth->requests);
    cho_auth_grants_deinit(&oauth->grants);
    cho_auth_links_deinit(&oauth->links);
    cho_auth_logins_deinit(&oauth->logins);
    cho_auth_guess_deinit(&oauth->guess);
    cho_auth_tally_deinit(&oauth->new_codes);
    cho_auth_tally_deinit(&oauth->wrong_of_both);
    cho_auth_tally_deinit(&oauth->wrong_of_place);
    cho_auth_tally_deinit(&oauth->wrong_of_account);
    cho_auth_tally_deinit(&oauth->new_accounts);
    cho_release(service->heap, oauth);
    service->oauth = NULL;
}

const cho_auth_client *cho_host_oauth_client_of(const cho_host_oauth *oauth, const char *id)
{
    return cho_auth_clients_find(&oauth->clients, cho_span_of(id));
}

bool cho_host_oauth_has_name(const cho_host_service *service, const char *name)
{
    const cho_host_oauth *oauth = service->oauth;
    return oauth != NULL && cho_auth_accounts_by_name(&oauth->accounts, cho_span_of(name)) != NULL;
}

/* ---- routing ---- */

typedef struct route {
    const char *path, *method;
    void (*answer)(cho_host_request *r);
} route;

#define CHECK_PATH "/api/v1/oauth/shortcode/check/"

static const route routes[] = {
    { "/api/v1/oauth/shortcode", "POST", cho_host_oauth_shortcode },
    { "/api/v1/oauth/device", "POST", cho_host_oauth_device },
    { "/api/v1/oauth/token", "POST", cho_host_oauth_token },
    { "/api/v1/oauth/revoke", "POST", cho_host_oauth_revoke },
    { "/.well-known/oauth-authorization-server", "GET", cho_host_oauth_about },
    { "/oauth/authorize", "GET", cho_host_oauth_authorize_page },
    { "/go/hello", "POST", cho_host_oauth_hello },
    { "/go/sign-in", "POST", cho_host_oauth_sign_in },
    { "/go/create", "POST", cho_host_oauth_create },
    { "/go/sign-out", "POST", cho_host_oauth_sign_out },
    { "/go/code", "POST", cho_host_oauth_code },
    { "/go/watch", "POST", cho_host_oauth_watch },
    { "/go/decide", "POST", cho_host_oauth_decide },
    { "/go/authorize", "POST", cho_host_oauth_authorize },
    { "/account/list", "POST", cho_host_oauth_list_links },
    { "/account/revoke", "POST", cho_host_oauth_end_link },
    { "/account/password", "POST", cho_host_oauth_renew },
};

static void answer_route(cho_host_request *r, const route *found)
{
    const cho_header allow = { "allow", found->method };
    if (strcmp(cho_exchange_method(r->exchange), found->method) == 0)
        found->answer(r);
    else
        cho_host_http_answer_error(r, 405, "another method is needed here", &allow);
}

/* What is polled has its handle in the path. */
static void answer_check(cho_host_request *r)
{
    cho_host_oauth_check(r, cho_exchange_path(r->exchange) + strlen(CHECK_PATH));
}

static const route *find_route(const char *path)
{
    static const route check = { CHECK_PATH, "GET", answer_check };
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(path, routes[i].path) == 0)
            return &routes[i];
    }
    return strncmp(path, CHECK_PATH, strlen(CHECK_PATH)) == 0 ? &check : NULL;
}

bool cho_host_oauth_answer(cho_host_request *r, const char *path)
{
    const route *found = find_route(path);
    if (found != NULL)
        answer_route(r, found);
    return found != NULL;
}
