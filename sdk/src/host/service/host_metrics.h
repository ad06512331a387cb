/*
 * host_metrics.h - what a host counts, and how it is told to Prometheus.
 * Layer    host. Includes host_tally.h and base/.
 * Thread   network thread: plain adds, no allocation but for the text.
 * Memory   one struct in the service; the text goes into a buffer of the caller's.
 * Trust    numbers and names of our own; nothing of a peer's is told.
 */
#ifndef CHO_HOST_METRICS_H
#define CHO_HOST_METRICS_H

#include "base/buf.h"
#include "host/room/host_tally.h"

/* Who is at the other end of a socket: X(name, label). */
#define CHO_HOST_ROLES(X) X(GAME, "game") X(PARTICIPANT, "participant") X(STUDIO, "studio")

typedef enum cho_host_role {
#define X(name, label) CHO_HOST_ROLE_##name,
    CHO_HOST_ROLES(X)
#undef X
    CHO_HOST_ROLE_COUNT
} cho_host_role;

/* How a sign-in or a question for a token ended: X(name, label). */
#define CHO_HOST_OAUTH_OUTCOMES(X)      \
    X(CODE_ISSUED, "code_issued")       \
    X(CODE_GRANTED, "code_granted")     \
    X(CODE_DENIED, "code_denied")       \
    X(CODE_EXPIRED, "code_expired")     \
    X(TOKEN_ISSUED, "token_issued")     \
    X(TOKEN_REFRESHED, "token_refreshed") \
    X(TOKEN_REFUSED, "token_refused")   \
    X(TOKEN_REVOKED, "token_revoked")   \
    X(SIGNED_IN, "signed_in")           \
    X(SIGN_IN_REFUSED, "sign_in_refused") \
    X(TOO_MANY, "too_many_tries")

typedef enum cho_host_oauth_outcome {
#define X(name, label) CHO_HOST_OAUTH_##name,
    CHO_HOST_OAUTH_OUTCOMES(X)
#undef X
    CHO_HOST_OAUTH_COUNT
} cho_host_oauth_outcome;

typedef struct cho_host_traffic {
    uint64_t packets_in, packets_out, bytes_in, bytes_out;
    uint64_t sockets; /* open now */
} cho_host_traffic;

enum { CHO_HOST_REFUSALS = 16, CHO_HOST_LATENCIES = 14 };

typedef struct cho_host_metrics {
    cho_host_tally   rooms; /* all of them, also those that are gone */
    cho_host_traffic traffic[CHO_HOST_ROLE_COUNT];
    uint64_t         refused[CHO_HOST_REFUSALS]; /* handshakes, by cho_host_metrics_refuse() */
    uint64_t         oauth[CHO_HOST_OAUTH_COUNT];
    uint64_t         latencies[CHO_HOST_LATENCIES]; /* inputs in each bucket; the last one has no end */
    uint64_t         latency_ns;                    /* the sum */
} cho_host_metrics;

static inline void cho_host_metrics_sent(cho_host_metrics *m, cho_host_role role, size_t len)
{
    m->traffic[role].packets_out++;
    m->traffic[role].bytes_out += len;
}

static inline void cho_host_metrics_received(cho_host_metrics *m, cho_host_role role, size_t len)
{
    m->traffic[role].packets_in++;
    m->traffic[role].bytes_in += len;
}

static inline void cho_host_metrics_oauth(cho_host_metrics *m, cho_host_oauth_outcome outcome)
{
    m->oauth[outcome]++;
}

/* A handshake was refused with that status or close code. */
void cho_host_metrics_refuse(cho_host_metrics *m, uint16_t code);

/* An input was given to its game's socket that long after it had come. */
void cho_host_metrics_latency(cho_host_metrics *m, uint64_t ns);

/* ---- the text ---- */

/* What is looked up when somebody asks. */
typedef struct cho_host_gauges {
    uint64_t channels, channels_live, room_bytes, resident_bytes, uptime_ms;
    uint64_t http_connections;  /* that are no websocket */
    uint64_t connections_total; /* ever accepted */
    uint64_t turned_away_total; /* at once: there are too many */
    uint64_t shortages_total;   /* of descriptors */
    uint64_t answers[6];        /* to requests, by the first digit of their status */
    uint64_t data_jobs, data_failures, data_commits; /* of what is remembered */
    bool     is_draining, can_remember;
} cho_host_gauges;

/* In the text format of Prometheus, version 0.0.4. */
void cho_host_metrics_write(const cho_host_metrics *m, const cho_host_gauges *gauges, cho_buf *out);

#endif
