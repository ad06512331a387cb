/* What whoever runs a host may ask it. */
#include "host/service/host_health.h"
#include "base/process.h"
#include "host/room/host_identity.h"
#include "host/room/host_secret.h"
#include "net/url.h"

#include <stdio.h>

enum { SHORTAGE_TOLD_MS = 5000 };

void cho_host_answer_health(cho_host_request *r)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "status"), cho_json_write_text(&w, "ok");
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- ready ---- */

typedef struct check {
    bool (*is_fine)(const cho_host_service *service);
    const char *fault;
} check;

static bool is_staying(const cho_host_service *service)
{
    return !service->is_closing;
}

/* A moment later there may be descriptors again; whoever asks every few seconds is to hear of it all the same. */
static bool has_descriptors(const cho_host_service *service)
{
    uint32_t since_ms;
    return !cho_server_was_short(service->server, &since_ms) || since_ms > SHORTAGE_TOLD_MS;
}

static bool can_remember(const cho_host_service *service)
{
    return cho_host_vault_trouble(service->vault) == NULL;
}

static const check checks[] = {
    { is_staying, "draining: the host is closing" },
    { has_descriptors, "descriptors: the process has none left for further connections" },
    { can_remember, "data: the disk takes nothing at present" },
};

/* Why the disk refuses is what its owner has to know. */
static void write_fault(cho_host_request *r, cho_json_writer *w, const check *c)
{
    const char *trouble = c->is_fine == can_remember ? cho_host_vault_trouble(r->service->vault) : NULL;
    char        text[192];
    snprintf(text, sizeof text, "%s%s%s", c->fault, trouble != NULL ? ": " : "", trouble != NULL ? trouble : "");
    cho_json_write_text(w, text);
}

void cho_host_answer_ready(cho_host_request *r)
{
    size_t          faults = 0;
    cho_json_writer w      = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "reasons"), cho_json_begin_array(&w);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        if (checks[i].is_fine(r->service))
            continue;
        write_fault(r, &w, &checks[i]);
        faults++;
    }
    cho_json_end_array(&w);
    cho_json_key(&w, "status"), cho_json_write_text(&w, faults == 0 ? "ready" : "not ready");
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, faults == 0 ? 200 : 503, NULL);
}

/* ---- metrics ---- */

static cho_host_gauges look(const cho_host_service *service)
{
    cho_host_gauges          g        = { .channels = 0 };
    const cho_server_counts *counts   = cho_server_get_counts(service->server);
    const cho_host_channel  *channel  = NULL;
    cho_vault_counts         data     = cho_host_vault_counts(service->vault);
    uint64_t                 upgraded = 0;
    while ((channel = cho_host_table_next(&service->channels.table, channel)) != NULL) {
        g.channels++;
        g.channels_live += cho_host_room_is_live(channel->room);
        g.room_bytes += cho_host_room_memory_bytes(channel->room);
    }
    for (size_t i = 0; i < CHO_HOST_ROLE_COUNT; i++)
        upgraded += service->metrics.traffic[i].sockets;
    g.http_connections  = counts->open > upgraded ? counts->open - upgraded : 0;
    g.connections_total = counts->accepted;
    g.turned_away_total = counts->turned_away;
    g.shortages_total   = counts->shortages;
    g.resident_bytes    = cho_process_resident_bytes();
    g.uptime_ms         = (uint64_t)(cho_host_service_now_ms(service) - service->base_wall_ms);
    g.is_draining       = service->is_closing;
    g.can_remember      = can_remember(service);
    g.data_jobs         = data.jobs;
    g.data_failures     = data.failures;
    g.data_commits      = data.commits;
    memcpy(g.answers, counts->answers, sizeof g.answers);
    return g;
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

/* "127.0.0.1:8280": what the visitor calls this host. */
static bool is_loopback_name(cho_span authority)
{
    char    text[64];
    cho_url url;
    int     len = snprintf(text, sizeof text, "http://%.*s", (int)authority.len, authority.ptr);
    if (len < 0 || len >= (int)sizeof text || !cho_url_parse((cho_span){ text, (size_t)len }, &url))
        return false;
    return cho_span_is(url.host, "localhost") || cho_span_is(url.host, "::1")
           || (url.host.len > 4 && memcmp(url.host.ptr, "127.", 4) == 0);
}

/* A proxy on this machine comes from here too, but for somebody else; so does a page whose name was bent to here. */
static bool is_from_here(cho_host_request *r)
{
    return is_loopback(cho_exchange_peer(r->exchange)) && is_loopback_name(r->authority)
           && cho_exchange_header(r->exchange, "x-forwarded-for").ptr == NULL
           && cho_exchange_header(r->exchange, "forwarded").ptr == NULL;
}

static bool has_token(cho_host_request *r)
{
    cho_span token;
    cho_span header = cho_exchange_header(r->exchange, "authorization");
    return cho_host_read_bearer(header, &token) && cho_host_is_secret(token, r->service->config->metrics_token);
}

/* False: it was said so. */
static bool may_watch(cho_host_request *r)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    bool                    asks_for_token = r->service->config->metrics_token != NULL;
    if (asks_for_token ? has_token(r) : is_from_here(r))
        return true;
    if (asks_for_token)
        cho_host_http_answer_error(r, 401, "the metrics token is needed here", &scheme);
    else
        cho_host_http_answer_error(r, 403, "metrics are for this machine only, unless the host has a metrics token", NULL);
    return false;
}

void cho_host_answer_metrics(cho_host_request *r)
{
    cho_buf *body = &r->service->body;
    if (!may_watch(r))
        return;
    cho_host_gauges gauges = look(r->service);
    cho_buf_clear(body);
    cho_host_metrics_write(&r->service->metrics, &gauges, body);
    if (body->failed)
        cho_host_http_answer_error(r, 500, "no memory for the metrics", NULL);
    else
        cho_host_http_answer(r, 200, "text/plain; version=0.0.4; charset=utf-8", (cho_span){ body->data, body->len },
                             false, "no-store", NULL);
}
