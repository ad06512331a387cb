#include "host/service/assets.h"
#include "host/service/host_access.h"
#include "host/service/host_crowd.h"
#include "host/service/host_handshake.h"
#include "host/service/host_health.h"
#include "host/service/host_http.h"
#include "host/service/host_origin.h"
#include "host/service/oauth/host_oauth.h"
#include "net/url.h"

#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"

enum { PAGE_CHANNEL = 1 /* what the page takes when its address names none */ };

/* ---- the service ---- */

static void answer_hosts(cho_host_request *r)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_array(&w), cho_json_begin_object(&w);
    cho_json_key(&w, "address"), cho_host_http_write_address(r, &w, "ws", "/gameClient", "");
    cho_json_end_object(&w), cho_json_end_array(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

static void answer_about(cho_host_request *r)
{
    if (r->channel == NULL) {
        cho_host_http_answer_error(r, 404, "there is no such channel", NULL);
        return;
    }
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "title"), cho_json_write_text(&w, r->channel->config->title);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- sockets asked for without an upgrade ---- */

/* Clients in the field try their token this way: 401 is a bad one, 400 a good one. */
static void answer_probe(cho_host_request *r)
{
    cho_host_credentials given;
    uint32_t             number;
    cho_host_read_credentials(r->exchange, &r->service->scratch, &given);
    if (cho_host_access_is_game(r->service, given.authorization, &number, NULL))
        cho_host_http_answer_error(r, 400, "upgrade required", NULL);
    else
        cho_host_http_answer_error(r, 401, "not authorised", NULL);
}

static void answer_upgrade_required(cho_host_request *r)
{
    cho_host_http_answer_error(r, 400, "upgrade required", NULL);
}

/* ---- the page ---- */

static int compare_asset(const void *name, const void *asset)
{
    return strcmp(name, ((const cho_asset *)asset)->name);
}

static void answer_asset(cho_host_request *r, const char *name)
{
    const cho_asset *asset = bsearch(name, cho_assets, cho_assets_count, sizeof *cho_assets, compare_asset);
    if (asset == NULL) {
        cho_host_http_answer_error(r, 404, "nothing is here", NULL);
        return;
    }
    const cho_header etag  = { "etag", asset->etag };
    cho_span         known = cho_exchange_header(r->exchange, "if-none-match");
    cho_span         body  = { (const char *)asset->data, asset->len };
    if (known.ptr != NULL && strstr(known.ptr, asset->etag) != NULL)
        cho_host_http_answer(r, 304, NULL, (cho_span){ NULL, 0 }, true, "no-cache", &etag);
    else
        cho_host_http_answer(r, 200, asset->mime, body, true, "no-cache", &etag);
}

void cho_host_http_lead_to_channel(cho_host_request *r, const char *root, uint32_t number)
{
    char text[48];
    snprintf(text, sizeof text, "%s?channel=%u", root, (unsigned)number);
    const cho_header location = { "location", text };
    cho_host_http_answer(r, 302, NULL, (cho_span){ NULL, 0 }, true, "no-store", &location);
}

/* The page plays on the channel in its address, and on PAGE_CHANNEL when there is none. */
static void answer_page(cho_host_request *r)
{
    uint32_t first = r->service->config->channels[0].number;
    cho_span given;
    if (first != PAGE_CHANNEL && !cho_query_find(cho_exchange_query(r->exchange), "channel", &given))
        cho_host_http_lead_to_channel(r, "./", first);
    else
        answer_asset(r, "index.html");
}

/* A game may ask here too; what it presents no browser does. */
static void answer_root(cho_host_request *r)
{
    if (cho_exchange_header(r->exchange, "x-protocol-version").ptr != NULL)
        answer_probe(r);
    else
        answer_page(r);
}

/* Where games are signed in, and where that is taken back. */
static void answer_sign_in_page(cho_host_request *r)
{
    answer_asset(r, "go/index.html");
}

static void answer_studio_page(cho_host_request *r)
{
    answer_asset(r, "studio.html");
}

static void answer_short_link(cho_host_request *r)
{
    if (cho_host_service_knows_channel(r->service, r->number))
        cho_host_http_lead_to_channel(r, "../", r->number);
    else
        cho_host_http_answer_error(r, 404, "there is no such channel", NULL);
}

/* ---- a host with TLS, asked without ---- */

/* Browsers try http first when somebody types an address. */
static void lead_to_tls(cho_host_request *r)
{
    cho_buf *text = &r->service->body;
    cho_buf_clear(text);
    cho_host_write_secure_url(r->exchange, r->authority, text);
    const cho_header location = { "location", text->failed ? "/" : text->data };
    cho_host_http_answer(r, text->failed ? 500 : 308, NULL, (cho_span){ NULL, 0 }, true, "no-store", &location);
}

static void ask_for_tls(cho_host_request *r)
{
    const char *method = cho_exchange_method(r->exchange);
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
        lead_to_tls(r);
    else
        cho_host_http_answer_error(r, 403, "this host is to be spoken to by https", NULL);
}

/* ---- routing ---- */

typedef struct route {
    const char *path;   /* below the channel for the second table */
    const char *method; /* GET goes for HEAD too */
    void (*answer)(cho_host_request *r);
} route;

static const route routes[] = {
    { "/", "GET", answer_root },
    { "/gameClient", "GET", answer_probe },
    { "/participant", "GET", answer_upgrade_required },
    { "/studio/socket", "GET", answer_upgrade_required },
    { "/studio", "GET", answer_studio_page },
    { "/go", "GET", answer_sign_in_page },
    { "/account", "GET", answer_sign_in_page },
    { "/healthz", "GET", cho_host_answer_health },
    { "/readyz", "GET", cho_host_answer_ready },
    { "/metrics", "GET", cho_host_answer_metrics },
    { API "hosts", "GET", answer_hosts },
    { "/api/v1/users/current", "GET", cho_host_http_answer_user },
};

static const route channel_routes[] = {
    { "", "GET", cho_host_http_answer_join },
    { "/guest", "POST", cho_host_http_answer_guest },
    { "/studio", "POST", cho_host_http_answer_studio },
    { "/qr.svg", "GET", cho_host_http_answer_qr },
    { "/about", "GET", answer_about },
};

/* Known by their beginning. */
static const route open_routes[] = {
    { "/j/", "GET", cho_host_http_follow_code },
    { API "join/", "GET", cho_host_http_answer_code },
    { CHO_HOST_BUNDLE_PATH, "GET", cho_host_http_answer_bundle },
};

static const route short_link = { "", "GET", answer_short_link };

static bool is_method(cho_host_request *r, const char *wanted)
{
    const char *method = cho_exchange_method(r->exchange);
    return strcmp(method, wanted) == 0 || (strcmp(wanted, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

/* False: the method was wrong, and it was said so. */
static bool check_method(cho_host_request *r, const char *wanted)
{
    const cho_header allow = { "allow", strcmp(wanted, "GET") == 0 ? "GET, HEAD" : wanted };
    if (is_method(r, wanted))
        return true;
    cho_host_http_answer_error(r, 405, "another method is needed here", &allow);
    return false;
}

static const route *find_route(const route *table, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(path, table[i].path) == 0)
            return &table[i];
    }
    return NULL;
}

/* Reads the channel behind the prefix. NULL: the path is another; else what follows the number. */
static const char *read_channel(cho_host_request *r, const char *path, const char *prefix)
{
    size_t len = strlen(prefix);
    if (strncmp(path, prefix, len) != 0)
        return NULL;
    const char *number = path + len;
    const char *rest   = number + strspn(number, "0123456789");
    if (!cho_host_read_number((cho_span){ number, (size_t)(rest - number) }, &r->number))
        return NULL;
    r->channel = cho_host_service_channel(r->service, r->number);
    return rest;
}

/* "/api/v1/interactive/1/guest": the channel and what to do with it; "/c/1": a short link to its page. */
static const route *find_channel_route(cho_host_request *r, const char *path)
{
    const char *rest = read_channel(r, path, API);
    if (rest != NULL)
        return find_route(channel_routes, sizeof channel_routes / sizeof channel_routes[0], rest);
    rest = read_channel(r, path, "/c/");
    return rest != NULL && rest[0] == '\0' ? &short_link : NULL;
}

static const route *find_open_route(cho_host_request *r, const char *path)
{
    for (size_t i = 0; i < sizeof open_routes / sizeof open_routes[0]; i++) {
        size_t len = strlen(open_routes[i].path);
        if (strncmp(path, open_routes[i].path, len) != 0)
            continue;
        r->rest = cho_span_of(path + len);
        return &open_routes[i];
    }
    return NULL;
}

/* False: the path is of something else. */
static bool answer_file(cho_host_request *r)
{
    int status = cho_host_answer_file(r->service, r->exchange);
    if (status > 0)
        cho_host_http_answer_error(r, status, "there is no such file, or not for you to change", NULL);
    return status >= 0;
}

static void answer_path(cho_host_request *r, const char *path)
{
    const route *found = find_route(routes, sizeof routes / sizeof routes[0], path);
    if (found == NULL && (cho_host_oauth_answer(r, path) || cho_host_http_answer_profile(r, path)
                          || cho_host_http_answer_projects(r, path)))
        return;
    if (found == NULL)
        found = find_channel_route(r, path);
    if (found == NULL)
        found = find_open_route(r, path);
    if (found == NULL && answer_file(r))
        return;
    if (found == NULL) {
        if (check_method(r, "GET"))
            answer_asset(r, path + 1);
    } else if (check_method(r, found->method)) {
        found->answer(r);
    }
}

/* ---- who may ask ---- */

/* What games and their tools ask, who present all that counts with the request; they may know the host by any name. */
static bool is_for_games(const char *path)
{
    static const char *const prefixes[] = { API "hosts", "/api/v1/oauth/", "/.well-known/oauth-authorization-server",
                                            CHO_HOST_FILES_PATH };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (strncmp(path, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    }
    return strcmp(path, "/gameClient") == 0;
}

static bool is_welcome(cho_host_request *r)
{
    return r->is_public
           || cho_host_welcomes_origin(r->service->config, cho_exchange_header(r->exchange, "origin"), r->authority);
}

/* A browser asks whether a page of another origin may send a request. */
static void answer_preflight(cho_host_request *r)
{
    static const cho_header none = { "allow", "GET, HEAD, POST, PUT" };
    if (cho_exchange_header(r->exchange, "origin").ptr == NULL)
        cho_host_http_answer_error(r, 405, "another method is needed here", &none);
    else if (!is_welcome(r))
        cho_host_http_answer_error(r, 403, "pages of that origin may not speak to this host; allowed_origins can name it", NULL);
    else
        cho_host_http_answer_preflight(r);
}

static void answer_request(cho_host_request *r)
{
    const char *path   = cho_exchange_path(r->exchange);
    const char *method = cho_exchange_method(r->exchange);
    r->is_public       = is_for_games(path);
    if (!cho_host_allows_request(r->service, r->exchange))
        cho_host_http_answer_too_many(r, "too many requests come from this address; try again shortly");
    else if (!cho_host_is_authority(r->authority))
        cho_host_http_answer_error(r, 400, "the Host header is malformed", NULL);
    else if (!r->is_public && !cho_host_answers_to(r->service->config, r->authority))
        cho_host_http_answer_error(r, 421, "this host is not known by that name; allowed_hosts can give it one", NULL);
    else if (cho_host_service_wants_tls(r->service, r->exchange))
        ask_for_tls(r);
    else if (strcmp(method, "OPTIONS") == 0)
        answer_preflight(r);
    else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 && !is_welcome(r))
        cho_host_http_answer_error(r, 403, "pages of that origin may not speak to this host; allowed_origins can name it", NULL);
    else
        answer_path(r, path);
}

void cho_host_on_request(void *user, cho_exchange *exchange)
{
    cho_host_request r;
    cho_host_http_begin(&r, user, exchange);
    answer_request(&r);
    cho_arena_reset(&r.service->scratch);
}

void cho_host_on_refuse(void *user, cho_exchange *exchange, int status, const char *why)
{
    static const struct {
        int         status;
        const char *why;
    } reasons[] = {
        { 400, "that is not a request of HTTP/1.1" },
        { 403, "that is not for you to change" },
        { 411, "a body needs a content-length here" },
        { 413, "the body is too long, or there is no room for the file" },
        { 503, "there is no memory for that" },
        { 505, "HTTP/1.1 is spoken here" },
        { 426, "websockets of version 13 are spoken here" },
    };
    cho_host_request r;
    for (size_t i = 0; why == NULL && i < sizeof reasons / sizeof reasons[0]; i++)
        why = reasons[i].status == status ? reasons[i].why : NULL;
    if (why == NULL)
        why = "that is not possible here";
    cho_host_http_begin(&r, user, exchange);
    static const cho_header version = { "sec-websocket-version", "13" };
    cho_host_http_answer_error(&r, status, why, status == 426 ? &version : NULL);
}
