#include "host/service/host_metrics.h"

#include <chorus/base.h>

#include <inttypes.h>
#include <stdio.h>

/* ---- adding ---- */

/* The codes that a handshake is refused with; the last place is for all others. */
static const uint16_t refusals[CHO_HOST_REFUSALS - 1] = { 400, 403, 404, 421, 429, 500, 503, 1008, 1011,
                                                          1012, 1013, 4019, 4020, 4021, 4022 };

void cho_host_metrics_refuse(cho_host_metrics *m, uint16_t code)
{
    size_t i = 0;
    while (i < CHO_HOST_REFUSALS - 1 && refusals[i] != code)
        i++;
    m->refused[i]++;
}

/* Upper ends of the buckets, in microseconds. */
static const uint32_t ends_us[CHO_HOST_LATENCIES - 1] = { 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000,
                                                          25000, 50000, 100000, 1000000 };

void cho_host_metrics_latency(cho_host_metrics *m, uint64_t ns)
{
    size_t i = 0;
    while (i < CHO_HOST_LATENCIES - 1 && ns > (uint64_t)ends_us[i] * 1000)
        i++;
    m->latencies[i]++;
    m->latency_ns += ns;
}

/* ---- the text ---- */

static void begin(cho_buf *out, const char *name, const char *type, const char *what)
{
    cho_buf_printf(out, "# HELP chorus_%s %s\n# TYPE chorus_%s %s\n", name, what, name, type);
}

static void write_one(cho_buf *out, const char *name, const char *type, const char *what, uint64_t value)
{
    begin(out, name, type, what);
    cho_buf_printf(out, "chorus_%s %" PRIu64 "\n", name, value);
}

static void write_labelled(cho_buf *out, const char *name, const char *label, const char *is, uint64_t value)
{
    cho_buf_printf(out, "chorus_%s{%s=\"%s\"} %" PRIu64 "\n", name, label, is, value);
}

static const char *const roles[] = {
#define X(name, label) label,
    CHO_HOST_ROLES(X)
#undef X
};

static const char *const rejects[] = {
#define X(name, label) label,
    CHO_HOST_REJECTS(X)
#undef X
};

static const char *const outcomes[] = {
#define X(name, label) label,
    CHO_HOST_OAUTH_OUTCOMES(X)
#undef X
};

static void write_list(cho_buf *out, const char *name, const char *what, const char *label, const char *const *names,
                       const uint64_t *values, size_t count)
{
    begin(out, name, "counter", what);
    for (size_t i = 0; i < count; i++)
        write_labelled(out, name, label, names[i], values[i]);
}

static void write_build(const cho_host_gauges *g, cho_buf *out)
{
    begin(out, "build_info", "gauge", "The version that runs.");
    cho_buf_printf(out, "chorus_build_info{version=\"%s\"} 1\n", chorus_version());
    begin(out, "uptime_seconds", "gauge", "Since the host was opened.");
    cho_buf_printf(out, "chorus_uptime_seconds %" PRIu64 ".%03u\n", g->uptime_ms / 1000, (unsigned)(g->uptime_ms % 1000));
    write_one(out, "draining", "gauge", "1 while the host closes.", g->is_draining);
    write_one(out, "data_writable", "gauge", "0 while nothing can be written to the data folder.", g->can_remember);
    write_one(out, "data_jobs_total", "counter", "Questions and changes that the data has answered.", g->data_jobs);
    write_one(out, "data_failures_total", "counter", "Those of them that failed.", g->data_failures);
    write_one(out, "data_commits_total", "counter", "Waits for the disk; what comes together shares one.", g->data_commits);
}

static void write_connections(const cho_host_metrics *m, const cho_host_gauges *g, cho_buf *out)
{
    begin(out, "connections", "gauge", "Connections that are open, by who is at the other end.");
    for (size_t i = 0; i < CHO_HOST_ROLE_COUNT; i++)
        write_labelled(out, "connections", "role", roles[i], m->traffic[i].sockets);
    write_labelled(out, "connections", "role", "http", g->http_connections);
    write_one(out, "connections_accepted_total", "counter", "Connections ever accepted.", g->connections_total);
    write_one(out, "connections_turned_away_total", "counter", "Connections closed at once for want of room.",
              g->turned_away_total);
    write_one(out, "descriptor_shortages_total", "counter", "Times the process had no file descriptor left.",
              g->shortages_total);
    write_one(out, "channels", "gauge", "Channels there are.", g->channels);
    write_one(out, "channels_live", "gauge", "Channels whose game is connected or may come back.", g->channels_live);
}

static void write_refusals(const cho_host_metrics *m, cho_buf *out)
{
    char code[8];
    begin(out, "handshakes_refused_total", "counter", "Websockets refused, by HTTP status or close code.");
    for (size_t i = 0; i < CHO_HOST_REFUSALS - 1; i++) {
        (void)snprintf(code, sizeof code, "%u", (unsigned)refusals[i]);
        write_labelled(out, "handshakes_refused_total", "code", code, m->refused[i]);
    }
    write_labelled(out, "handshakes_refused_total", "code", "other", m->refused[CHO_HOST_REFUSALS - 1]);
}

static void write_way(cho_buf *out, const char *name, size_t role, uint64_t in, uint64_t gone)
{
    cho_buf_printf(out, "chorus_%s{role=\"%s\",direction=\"in\"} %" PRIu64 "\n", name, roles[role], in);
    cho_buf_printf(out, "chorus_%s{role=\"%s\",direction=\"out\"} %" PRIu64 "\n", name, roles[role], gone);
}

static void write_traffic(const cho_host_metrics *m, cho_buf *out)
{
    const cho_host_traffic *t = m->traffic;
    begin(out, "packets_total", "counter", "Packets over websockets, by who is at the other end.");
    for (size_t i = 0; i < CHO_HOST_ROLE_COUNT; i++)
        write_way(out, "packets_total", i, t[i].packets_in, t[i].packets_out);
    begin(out, "bytes_total", "counter", "Their payload bytes, compressed where they are.");
    for (size_t i = 0; i < CHO_HOST_ROLE_COUNT; i++)
        write_way(out, "bytes_total", i, t[i].bytes_in, t[i].bytes_out);
}

static void write_inputs(const cho_host_metrics *m, cho_buf *out)
{
    write_one(out, "inputs_received_total", "counter", "Inputs that came from participants.", m->rooms.inputs_received);
    write_one(out, "inputs_accepted_total", "counter", "Inputs passed on to a game; of moves only those that were sent.",
              m->rooms.inputs_accepted);
    write_list(out, "inputs_rejected_total", "Inputs that no game hears of, by reason.", "reason", rejects,
               m->rooms.inputs_rejected, CHO_HOST_REJECT_COUNT);
    write_one(out, "throttled_packets_total", "counter", "Packets to games that had to wait or were given up.",
              m->rooms.throttled);
}

static void write_latency(const cho_host_metrics *m, cho_buf *out)
{
    uint64_t count = 0;
    begin(out, "input_latency_seconds", "histogram",
          "From the arrival of an input to its hand-over to the game's socket; moves that waited their turn are not in it.");
    for (size_t i = 0; i < CHO_HOST_LATENCIES - 1; i++) {
        count += m->latencies[i];
        cho_buf_printf(out, "chorus_input_latency_seconds_bucket{le=\"%u.%06u\"} %" PRIu64 "\n",
                       (unsigned)(ends_us[i] / 1000000), (unsigned)(ends_us[i] % 1000000), count);
    }
    count += m->latencies[CHO_HOST_LATENCIES - 1];
    cho_buf_printf(out, "chorus_input_latency_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", count);
    cho_buf_printf(out, "chorus_input_latency_seconds_sum %" PRIu64 ".%09" PRIu64 "\n", m->latency_ns / 1000000000,
                   m->latency_ns % 1000000000);
    cho_buf_printf(out, "chorus_input_latency_seconds_count %" PRIu64 "\n", count);
}

static void write_http(const cho_host_gauges *g, cho_buf *out)
{
    static const char *const classes[] = { "1xx", "2xx", "3xx", "4xx", "5xx" };
    write_list(out, "http_answers_total", "Answers to HTTP requests, by the class of their status.", "class", classes,
               g->answers + 1, sizeof classes / sizeof *classes);
}

static void write_memory(const cho_host_gauges *g, cho_buf *out)
{
    write_one(out, "room_memory_bytes", "gauge", "What games and their participants have stored, files included.",
              g->room_bytes);
    if (g->resident_bytes > 0)
        write_one(out, "resident_memory_bytes", "gauge", "Memory of the whole process.", g->resident_bytes);
}

void cho_host_metrics_write(const cho_host_metrics *m, const cho_host_gauges *gauges, cho_buf *out)
{
    write_build(gauges, out);
    write_connections(m, gauges, out);
    write_refusals(m, out);
    write_traffic(m, out);
    write_inputs(m, out);
    write_latency(m, out);
    write_http(gauges, out);
    write_list(out, "oauth_total", "How sign-ins and questions for tokens ended.", "outcome", outcomes, m->oauth,
               CHO_HOST_OAUTH_COUNT);
    write_memory(gauges, out);
}
