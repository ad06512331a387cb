#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"
#include "host/assets.h"
#include "host/host_handshake.h"
#include "host/host_identity.h"
#include "host/host_names.h"
#include "host/host_service_state.h"
#include "net/url.h"

#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"
#define CSP                                                                                                        \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; "                      \
    "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

enum {
    JSON_DEPTH   = 8,
    PAGE_CHANNEL = 1 /* what the page takes when its address names none */
};

/* One request on its way to its answer. */
typedef struct request {
    cho_host_service *service;
    cho_exchange     *exchange;
    cho_span          authority; /* what the visitor calls this host: "192.168.1.20:8280" */
    uint32_t          number;    /* of a channel, in the path */
    cho_host_channel *channel;   /* of that number; NULL: there is none */
} request;

/* ---- answering ---- */

/* `extra` is one header more, or NULL. */
static void answer(request *r, int status, const char *mime, cho_span body, bool is_static, const char *cache,
                   const cho_header *extra)
{
    cho_header headers[5] = {
        { "x-content-type-options", "nosniff" },
        { "referrer-policy", "no-referrer" },
        { "content-security-policy", CSP },
        { "cache-control", cache },
    };
    if (extra != NULL)
        headers[4] = *extra;
    const cho_reply reply = {
        .status         = status,
        .content_type   = mime,
        .headers        = headers,
        .header_count   = extra != NULL ? 5 : 4,
        .body           = body.ptr,
        .body_len       = body.len,
        .body_is_static = is_static,
    };
    cho_exchange_reply(r->exchange, &reply);
}

/* Sends service->body. */
static void answer_json(request *r, int status, const cho_header *extra)
{
    cho_buf *body = &r->service->body;
    if (body->failed) {
        status = 500;
        cho_buf_clear(body);
    }
    answer(r, status, "application/json; charset=utf-8", (cho_span){ body->data, body->len }, false, "no-store",
           extra);
}

static cho_json_writer begin_json(request *r)
{
    cho_buf_clear(&r->service->body);
    return cho_json_writer_on(&r->service->body);
}

static void answer_error(request *r, int status, const char *message, const cho_header *extra)
{
    cho_json_writer w = begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "statusCode"), cho_json_write_int64(&w, status);
    cho_json_key(&w, "message"), cho_json_write_text(&w, message);
    cho_json_end_object(&w);
    answer_json(r, status, extra);
}

/* "ws://192.168.1.20:8280/participant?channel=1", or with "wss" for a visitor who came by TLS. */
static void write_address(request *r, cho_json_writer *w, const char *scheme, const char *path, const char *rest)
{
    char        text[400];
    const char *safe = cho_host_secure_suffix(r->exchange);
    snprintf(text, sizeof text, "%s%s://%.*s%s%s", scheme, safe, (int)r->authority.len, r->authority.ptr, path, rest);
    cho_json_write_text(w, text);
}

/* ---- the service ---- */

static void answer_health(request *r)
{
    cho_json_writer w = begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "status"), cho_json_write_text(&w, "ok");
    cho_json_end_object(&w);
    answer_json(r, 200, NULL);
}

static void answer_hosts(request *r)
{
    cho_json_writer w = begin_json(r);
    cho_json_begin_array(&w), cho_json_begin_object(&w);
    cho_json_key(&w, "address"), write_address(r, &w, "ws", "/gameClient", "");
    cho_json_end_object(&w), cho_json_end_array(&w);
    answer_json(r, 200, NULL);
}

static void answer_about(request *r)
{
    if (r->channel == NULL) {
        answer_error(r, 404, "there is no such channel", NULL);
        return;
    }
    cho_json_writer w = begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "title"), cho_json_write_text(&w, r->channel->config->title);
    cho_json_end_object(&w);
    answer_json(r, 200, NULL);
}

/* ---- joining ---- */

static void write_files_address(request *r, cho_json_writer *w)
{
    char channel[16];
    snprintf(channel, sizeof channel, "%u/", (unsigned)r->number);
    write_address(r, w, "http", CHO_HOST_FILES_PATH, channel);
}

static void write_seat(request *r, const cho_host_identity *who, const char *key)
{
    cho_span        user = who->user != NULL ? who->user->node.id : cho_span_of("0");
    char            channel[16];
    cho_json_writer w = begin_json(r);
    snprintf(channel, sizeof channel, "%u", (unsigned)r->number);
    cho_json_begin_object(&w);
    cho_json_key(&w, "address"), write_address(r, &w, "ws", "/participant?channel=", channel);
    cho_json_key(&w, "socketAddress"), write_address(r, &w, "ws", "/participant?channel=", channel);
    cho_json_key(&w, "contentAddress"), write_address(r, &w, "http", "/", "");
    cho_json_key(&w, "ugcAddress"), write_files_address(r, &w);
    cho_json_key(&w, "key"), cho_json_write_text(&w, key);
    cho_json_key(&w, "user"), cho_json_write_string(&w, user);
    cho_json_key(&w, "name"), cho_json_write_text(&w, who->name);
    cho_json_key(&w, "title"), cho_json_write_text(&w, r->channel->config->title);
    cho_json_key(&w, "version"), cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, cho_host_room_version_id(r->channel->room));
    cho_json_key(&w, "gameId"), cho_json_write_uint64(&w, r->number);
    cho_json_end_object(&w), cho_json_end_object(&w);
}

static bool is_full(request *r)
{
    return !cho_host_service_has_room(r->service)
           || cho_host_room_participant_count(r->channel->room) >= r->channel->config->max_participants;
}

static void demand_token(request *r, const char *message)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    answer_error(r, 401, message, &scheme);
}

/* Who asks: the user whose token is there, else a guest. False: neither, and it was said so. */
static bool identify(request *r, const char *name, cho_host_identity *who)
{
    const cho_host_config *config = r->service->config;
    cho_span               header = cho_exchange_header(r->exchange, "authorization");
    if (header.ptr != NULL && !cho_host_identify_user(config->users, header, who))
        demand_token(r, "that is nobody's token");
    else if (header.ptr == NULL && config->refuses_guests)
        demand_token(r, "sign in to take part");
    else if (header.ptr == NULL && !cho_host_identify_guest(name, who))
        answer_error(r, 503, "no randomness for another guest", NULL);
    else
        return true;
    return false;
}

static void give_seat(request *r, const char *name)
{
    static const cho_header retry = { "retry-after", "5" };
    cho_host_service       *s     = r->service;
    char                    key[CHO_HOST_KEY_SIZE];
    cho_host_identity       who;
    if (r->channel == NULL || !cho_host_room_is_live(r->channel->room)) {
        answer_error(r, 404, "no game is connected on this channel", NULL);
        return;
    }
    if (is_full(r)) {
        answer_error(r, 503, "the room is full", &retry);
        return;
    }
    if (!identify(r, name, &who))
        return;
    if (cho_host_keys_issue(&s->keys, r->number, &who, cho_host_service_now_ms(s), key) != CHORUS_OK) {
        answer_error(r, 503, "no memory for another guest", &retry);
        return;
    }
    write_seat(r, &who, key);
    answer_json(r, 200, NULL);
}

static void answer_join(request *r)
{
    give_seat(r, "");
}

/* The body is empty or an object that may hold a name. */
static bool read_name(request *r, cho_span body, char name[CHO_HOST_NAME_SIZE])
{
    cho_json_value value;
    name[0] = '\0';
    if (body.len == 0)
        return true;
    if (!cho_json_check(body, JSON_DEPTH, NULL))
        return false;
    if (!cho_json_find_key(body, cho_span_of("name"), &value) || value.type == CHO_JSON_NULL)
        return true;
    if (value.type != CHO_JSON_STRING)
        return false;
    cho_buf *text = &r->service->body;
    cho_buf_clear(text);
    cho_json_append_unescaped(&value, text);
    cho_host_clean_name((cho_span){ text->data, text->len }, name);
    return true;
}

static void answer_guest(request *r)
{
    char name[CHO_HOST_NAME_SIZE];
    if (read_name(r, cho_exchange_body(r->exchange), name))
        give_seat(r, name);
    else
        answer_error(r, 400, "a JSON object such as {\"name\":\"Ann\"} is needed here", NULL);
}

/* ---- accounts ---- */

static void answer_user(request *r)
{
    const cho_host_channel *first = &r->service->channels[0];
    cho_host_identity       who;
    if (!cho_host_identify_user(r->service->config->users, cho_exchange_header(r->exchange, "authorization"), &who)) {
        demand_token(r, "a user's token is needed here");
        return;
    }
    cho_json_writer w = begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, who.user->number);
    cho_json_key(&w, "username"), cho_json_write_text(&w, who.user->name);
    cho_json_key(&w, "level"), cho_json_write_uint64(&w, who.user->level);
    cho_json_key(&w, "experience"), cho_json_write_uint64(&w, 0);
    cho_json_key(&w, "sparks"), cho_json_write_uint64(&w, who.user->sparks);
    cho_json_key(&w, "avatarUrl"), cho_json_write_null(&w);
    cho_json_key(&w, "channel"), cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, first->config->number);
    cho_json_key(&w, "online"), cho_json_write_bool(&w, cho_host_room_is_live(first->room));
    cho_json_end_object(&w), cho_json_end_object(&w);
    answer_json(r, 200, NULL);
}

/* ---- sockets asked for without an upgrade ---- */

/* Clients in the field try their token this way: 401 is a bad one, 400 a good one. */
static void answer_probe(request *r)
{
    cho_host_credentials given;
    cho_host_read_credentials(r->exchange, &r->service->scratch, &given);
    if (cho_host_find_game_channel(&given, r->service->config) != NULL)
        answer_error(r, 400, "upgrade required", NULL);
    else
        answer_error(r, 401, "not authorised", NULL);
}

static void answer_upgrade_required(request *r)
{
    answer_error(r, 400, "upgrade required", NULL);
}

/* ---- the page ---- */

static int compare_asset(const void *name, const void *asset)
{
    return strcmp(name, ((const cho_asset *)asset)->name);
}

static void answer_asset(request *r, const char *name)
{
    const cho_asset *asset = bsearch(name, cho_assets, cho_assets_count, sizeof *cho_assets, compare_asset);
    if (asset == NULL) {
        answer_error(r, 404, "nothing is here", NULL);
        return;
    }
    const cho_header etag  = { "etag", asset->etag };
    cho_span         known = cho_exchange_header(r->exchange, "if-none-match");
    cho_span         body  = { (const char *)asset->data, asset->len };
    if (known.ptr != NULL && strstr(known.ptr, asset->etag) != NULL)
        answer(r, 304, NULL, (cho_span){ NULL, 0 }, true, "no-cache", &etag);
    else
        answer(r, 200, asset->mime, body, true, "no-cache", &etag);
}

/* To the page of a channel; relative, so that it is right behind a proxy too. */
static void lead_to_channel(request *r, const char *root, uint32_t number)
{
    char text[48];
    snprintf(text, sizeof text, "%s?channel=%u", root, (unsigned)number);
    const cho_header location = { "location", text };
    answer(r, 302, NULL, (cho_span){ NULL, 0 }, true, "no-store", &location);
}

/* The page plays on the channel in its address, and on PAGE_CHANNEL when there is none. */
static void answer_page(request *r)
{
    uint32_t first = r->service->config->channels[0].number;
    cho_span given;
    if (first != PAGE_CHANNEL && !cho_query_find(cho_exchange_query(r->exchange), "channel", &given))
        lead_to_channel(r, "./", first);
    else
        answer_asset(r, "index.html");
}

/* A game may ask here too; what it presents no browser does. */
static void answer_root(request *r)
{
    if (cho_exchange_header(r->exchange, "x-protocol-version").ptr != NULL)
        answer_probe(r);
    else
        answer_page(r);
}

static void answer_short_link(request *r)
{
    if (r->channel == NULL)
        answer_error(r, 404, "there is no such channel", NULL);
    else
        lead_to_channel(r, "../", r->number);
}

/* ---- a host with TLS, asked without ---- */

/* Browsers try http first when somebody types an address. */
static void lead_to_tls(request *r)
{
    cho_buf *text = &r->service->body;
    cho_buf_clear(text);
    cho_host_write_secure_url(r->exchange, r->authority, text);
    const cho_header location = { "location", text->failed ? "/" : text->data };
    answer(r, text->failed ? 500 : 308, NULL, (cho_span){ NULL, 0 }, true, "no-store", &location);
}

static void ask_for_tls(request *r)
{
    const char *method = cho_exchange_method(r->exchange);
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
        lead_to_tls(r);
    else
        answer_error(r, 403, "this host is to be spoken to by https", NULL);
}

/* ---- routing ---- */

typedef struct route {
    const char *path;   /* below the channel for the second table */
    const char *method; /* GET goes for HEAD too */
    void (*answer)(request *r);
} route;

static const route routes[] = {
    { "/", "GET", answer_root },
    { "/gameClient", "GET", answer_probe },
    { "/participant", "GET", answer_upgrade_required },
    { "/healthz", "GET", answer_health },
    { API "hosts", "GET", answer_hosts },
    { "/api/v1/users/current", "GET", answer_user },
};

static const route channel_routes[] = {
    { "", "GET", answer_join },
    { "/guest", "POST", answer_guest },
    { "/about", "GET", answer_about },
};

static const route short_link = { "", "GET", answer_short_link };

static bool is_method(request *r, const char *wanted)
{
    const char *method = cho_exchange_method(r->exchange);
    return strcmp(method, wanted) == 0 || (strcmp(wanted, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

/* False: the method was wrong, and it was said so. */
static bool check_method(request *r, const char *wanted)
{
    const cho_header allow = { "allow", strcmp(wanted, "GET") == 0 ? "GET, HEAD" : wanted };
    if (is_method(r, wanted))
        return true;
    answer_error(r, 405, "another method is needed here", &allow);
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
static const char *read_channel(request *r, const char *path, const char *prefix)
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
static const route *find_channel_route(request *r, const char *path)
{
    const char *rest = read_channel(r, path, API);
    if (rest != NULL)
        return find_route(channel_routes, sizeof channel_routes / sizeof channel_routes[0], rest);
    rest = read_channel(r, path, "/c/");
    return rest != NULL && rest[0] == '\0' ? &short_link : NULL;
}

/* False: the path is of something else. */
static bool answer_file(request *r)
{
    int status = cho_host_answer_file(r->service, r->exchange);
    if (status > 0)
        answer_error(r, status, "there is no such file, or not for you to change", NULL);
    return status >= 0;
}

static void answer_path(request *r, const char *path)
{
    const route *found = find_route(routes, sizeof routes / sizeof routes[0], path);
    if (found == NULL)
        found = find_channel_route(r, path);
    if (found == NULL && answer_file(r))
        return;
    if (found == NULL) {
        if (check_method(r, "GET"))
            answer_asset(r, path + 1);
    } else if (check_method(r, found->method)) {
        found->answer(r);
    }
}

/* Old clients name no host; they get the address they are most likely to have used. */
static cho_span fallback_authority(request *r, char text[32])
{
    const char *address = r->service->config->address;
    int len = snprintf(text, 32, "%s:%u", address != NULL ? address : "127.0.0.1",
                       (unsigned)cho_host_service_port(r->service));
    return (cho_span){ text, len > 0 && len < 32 ? (size_t)len : 0 };
}

void cho_host_on_request(void *user, cho_exchange *exchange)
{
    request  r = { .service = user, .exchange = exchange };
    char     text[32];
    cho_span host = cho_exchange_header(exchange, "host");
    r.authority   = host.ptr != NULL ? host : fallback_authority(&r, text);
    if (host.ptr != NULL && !cho_host_is_authority(host))
        answer_error(&r, 400, "the Host header is malformed", NULL);
    else if (cho_host_service_wants_tls(r.service, exchange))
        ask_for_tls(&r);
    else
        answer_path(&r, cho_exchange_path(exchange));
    cho_arena_reset(&r.service->scratch);
}
