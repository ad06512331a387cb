/*
 * bench_socket - inputs over a real socket, one round, as one line of JSON.
 *
 * The same frames are received by libwebsockets alone and by a session that hands them to a game: what
 * the library costs beside its transport. CPU times are those of all threads but the sender's. The delay is
 * measured with a game that does nothing but pump, from the time stamp of the network thread to the event.
 */
#include "base/clock.h"
#include "support/bench_session.h"
#include "support/scripted_peer.h"

#include <libwebsockets.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    MESSAGES     = 200000,
    PARTICIPANTS = 64,
    ROUND        = 3 * PARTICIPANTS, /* different inputs */
    SPACED       = 3000,             /* messages for the delay, each on its own */
    HEADER       = 4                 /* of a frame of 126 to 65535 bytes */
};

static char   block[ROUND * (BENCH_INPUT_SIZE + HEADER)];
static size_t block_len, frame_at[ROUND + 1];

static void write_block(void)
{
    for (unsigned i = 0; i < ROUND; i++) {
        char *frame = block + block_len;
        frame_at[i] = block_len;
        size_t len  = bench_write_input(frame + HEADER, BENCH_INPUT_SIZE, i, PARTICIPANTS);
        bench_must(len >= 126, "writing a frame");
        frame[0] = (char)0x81;
        frame[1] = 126;
        frame[2] = (char)(len >> 8);
        frame[3] = (char)len;
        block_len += HEADER + len;
    }
    frame_at[ROUND] = block_len;
}

/* ---- the sender ---- */

typedef struct sender {
    scripted_peer peer;
    pthread_t     thread;
    bool          is_session; /* the client expects to be told of scenes first */
    unsigned      spaced;     /* messages to be sent one by one, instead of all at once */
    uint64_t      cpu_ns;
} sender;

static uint64_t thread_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void send_spaced(sender *s)
{
    const struct timespec pause = { 0, 200000 };
    for (unsigned i = 0; i < s->spaced; i++) {
        unsigned n = i % ROUND;
        peer_send_raw(&s->peer, block + frame_at[n], frame_at[n + 1] - frame_at[n]);
        nanosleep(&pause, NULL);
    }
}

static void *send_all(void *user)
{
    sender  *s = user;
    uint16_t code;
    peer_accept(&s->peer);
    if (s->is_session)
        peer_open_session(&s->peer, NULL);
    uint64_t began = thread_cpu_ns();
    if (s->spaced > 0)
        send_spaced(s);
    else
        for (unsigned sent = 0; sent < MESSAGES; sent += ROUND)
            peer_send_raw(&s->peer, block, block_len);
    s->cpu_ns = thread_cpu_ns() - began;
    while (peer_read(&s->peer, &code))
        continue;
    return NULL;
}

static void start_sender(sender *s, bool is_session, unsigned spaced)
{
    memset(s, 0, sizeof *s);
    s->is_session = is_session;
    s->spaced     = spaced;
    peer_listen(&s->peer);
    bench_must(pthread_create(&s->thread, NULL, send_all, s) == 0, "a thread");
}

static void end_sender(sender *s)
{
    pthread_join(s->thread, NULL);
    peer_close_all(&s->peer);
}

enum { WHOLE = (MESSAGES + ROUND - 1) / ROUND * ROUND };

/* ---- libwebsockets alone ---- */

typedef struct bare {
    unsigned messages;
    uint64_t bytes, began_ns, cpu_ns;
} bare;

static int on_bare(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
    bare *b = lws_context_user(lws_get_context(wsi));
    (void)user, (void)in;
    if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR)
        bench_must(false, "the bare connection");
    if (reason != LWS_CALLBACK_CLIENT_RECEIVE)
        return 0;
    if (b->messages == 0 && b->bytes == 0)
        b->began_ns = thread_cpu_ns();
    b->bytes += len;
    if (lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0 && ++b->messages == WHOLE)
        b->cpu_ns = thread_cpu_ns() - b->began_ns;
    return 0;
}

static double measure_bare(void)
{
    static const struct lws_protocols protocols[] = { { "", on_bare, 0, 4096, 0, NULL, 0 }, { 0 } };
    struct lws_context_creation_info  info        = { .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols };
    bare                              b           = { 0 };
    sender                            s;
    info.user = &b;
    lws_set_log_level(0, NULL);
    start_sender(&s, false, 0);
    struct lws_context           *context = lws_create_context(&info);
    struct lws_client_connect_info to     = { .context = context, .address = "127.0.0.1", .port = s.peer.port,
                                              .path = "/gameClient", .host = "127.0.0.1", .origin = "127.0.0.1",
                                              .local_protocol_name = "" };
    bench_must(context != NULL && lws_client_connect_via_info(&to) != NULL, "libwebsockets");
    while (b.messages < WHOLE)
        lws_service(context, 0);
    lws_context_destroy(context);
    end_sender(&s);
    return (double)b.cpu_ns / WHOLE;
}

/* ---- a session ---- */

typedef struct game {
    chorus_runtime *rt;
    chorus_session  session;
} game;

static void open_game(game *g, const sender *s)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.address = s->peer.url;
    bench_must(chorus_runtime_create(NULL, &g->rt) == CHORUS_OK, "the runtime");
    bench_must(chorus_interactive_open(g->rt, &options, &g->session) == CHORUS_OK, "the session");
}

/* A frame that comes late makes moves be replaced by newer ones: those have arrived too. */
static uint64_t count_merged(const game *g)
{
    chorus_stats stats;
    CHORUS_INIT(&stats);
    chorus_runtime_get_stats(g->rt, &stats);
    return stats.coalesced_inputs + stats.given_up_inputs;
}

static double measure_session(void)
{
    const struct timespec frame = { 0, 1000000 };
    uint64_t              began = 0, inputs = 0;
    chorus_event          event;
    sender                s;
    game                  g;
    start_sender(&s, true, 0);
    open_game(&g, &s);
    while (inputs + count_merged(&g) < WHOLE) {
        chorus_pump(g.rt);
        while (chorus_next_event(g.rt, &event)) {
            inputs += event.type == CHORUS_EVENT_INPUT;
            if (event.type == CHORUS_EVENT_SESSION_READY)
                began = bench_cpu_ns();
        }
        nanosleep(&frame, NULL);
    }
    uint64_t took = bench_cpu_ns() - began;
    chorus_runtime_destroy(g.rt);
    end_sender(&s);
    return (double)(took - s.cpu_ns) / WHOLE;
}

/* ---- the delay ---- */

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void measure_delay(double *p50_us, double *p99_us)
{
    static uint64_t delays[SPACED];
    unsigned        count = 0;
    chorus_event    event;
    sender          s;
    game            g;
    start_sender(&s, true, SPACED);
    open_game(&g, &s);
    while (count < SPACED) {
        chorus_pump(g.rt);
        while (chorus_next_event(g.rt, &event))
            if (event.type == CHORUS_EVENT_INPUT && count < SPACED)
                delays[count++] = cho_clock_mono_ns() - event.time_ns;
    }
    chorus_runtime_destroy(g.rt);
    end_sender(&s);
    qsort(delays, SPACED, sizeof *delays, compare);
    *p50_us = (double)delays[SPACED / 2] / 1e3;
    *p99_us = (double)delays[SPACED / 100 * 99] / 1e3;
}

int main(void)
{
    double p50_us, p99_us;
    write_block();
    double bare_ns    = measure_bare();
    double session_ns = measure_session();
    measure_delay(&p50_us, &p99_us);
    printf("{\"socket_bare_ns\":%.1f,\"socket_session_ns\":%.1f,\"added_delay_p50_us\":%.2f,\"added_delay_p99_us\":%.2f}\n",
           bare_ns, session_ns, p50_us, p99_us);
    return 0;
}
