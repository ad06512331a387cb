/*
 * bench_core - the in-memory figures, one round, as one line of JSON.
 *
 * Bytes go in where the socket would hand them over, events come out where the game takes them. Both
 * ends run on one thread, so that a figure is the CPU time of all the work and nothing else. Times are
 * CPU times; allocations are counted by standing in for malloc.
 */
#include "base/ring.h"
#include "core/runtime_state.h"
#include "interactive/interactive_wire.h"

#include <chorus/interactive.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    BATCH        = 64,     /* messages between two pumps */
    PARTICIPANTS = 64,
    WARM_UP      = 20000,
    MESSAGES     = 400000,
    PUMPS        = 20000000,
    RING_OPS     = 5000000,
    CROWD        = 10000,
    PAGE         = 100
};

/* ---- malloc, counted ---- */

extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_calloc(size_t count, size_t size);

static unsigned long allocations;

void *malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *realloc(void *block, size_t size)
{
    allocations++;
    return __libc_realloc(block, size);
}

void *calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

/* ---- a heap that knows how many bytes it gave out ---- */

typedef union heap_head {
    size_t      size;
    max_align_t align;
} heap_head;

static size_t live_bytes;

static void *count_alloc(size_t size, void *user)
{
    heap_head *head = malloc(sizeof *head + size);
    (void)user;
    if (head == NULL)
        return NULL;
    head->size = size;
    live_bytes += size;
    return head + 1;
}

static void count_release(void *block, void *user)
{
    heap_head *head = (heap_head *)block - 1;
    (void)user;
    if (block == NULL)
        return;
    live_bytes -= head->size;
    free(head);
}

static void *count_resize(void *block, size_t size, void *user)
{
    heap_head *head = block == NULL ? NULL : (heap_head *)block - 1;
    size_t     old  = head == NULL ? 0 : head->size;
    (void)user;
    head = realloc(head, sizeof *head + size);
    if (head == NULL)
        return NULL;
    head->size = size;
    live_bytes += size - old;
    return head + 1;
}

/* ---- a session without a socket ---- */

typedef struct bench {
    chorus_runtime *rt;
    chorus_session  session;
    cho_ia_link    *ia;
    uint64_t        events;
} bench;

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_core: %s failed\n", what);
        exit(1);
    }
}

static uint64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void open_bench(bench *b)
{
    chorus_runtime_options     runtime;
    chorus_interactive_options interactive;
    CHORUS_INIT(&runtime);
    CHORUS_INIT(&interactive);
    runtime.allocator   = (chorus_allocator){ count_alloc, count_resize, count_release, NULL };
    interactive.address = "ws://127.0.0.1:9/";
    *b                  = (bench){ 0 };
    must(cho_runtime_create_unthreaded(&runtime, &b->rt) == CHORUS_OK, "the runtime");
    must(chorus_interactive_open(b->rt, &interactive, &b->session) == CHORUS_OK, "the session");
    chorus_pump(b->rt);
    cho_network_attend(&b->rt->network);
    b->ia = (cho_ia_link *)cho_network_find(&b->rt->network, b->session.id);
    must(b->ia != NULL, "the link");
}

static void receive(bench *b, const char *text, size_t len)
{
    cho_ia_receive(b->ia, text, len);
    cho_link_publish_records(&b->ia->base);
}

static void pump(bench *b)
{
    chorus_event event;
    chorus_pump(b->rt);
    while (chorus_next_event(b->rt, &event))
        b->events += event.type == CHORUS_EVENT_INPUT || event.type == CHORUS_EVENT_PARTICIPANT_JOIN;
}

static void write_session_id(char *out, size_t size, unsigned n)
{
    snprintf(out, size, "0b6c%04x-1111-4222-8333-%012x", n & 0xffff, n);
}

/* A page of participants, as a service sends it. */
static size_t write_joins(char *out, size_t size, unsigned first, unsigned count)
{
    size_t at = (size_t)snprintf(
        out, size, "{\"id\":1,\"type\":\"method\",\"method\":\"onParticipantJoin\",\"params\":{\"participants\":[");
    for (unsigned i = 0; i < count; i++) {
        char id[40];
        write_session_id(id, sizeof id, first + i);
        at += (size_t)snprintf(out + at, size - at,
                               "%s{\"sessionID\":\"%s\",\"userID\":%u,\"username\":\"viewer_%u\",\"level\":3,"
                               "\"lastInputAt\":0,\"connectedAt\":17000000%05u,\"disabled\":false,"
                               "\"groupID\":\"default\",\"anonymous\":false,\"channelGroups\":[\"User\"]}",
                               i == 0 ? "" : ",", id, first + i + 1, first + i, first + i);
    }
    at += (size_t)snprintf(out + at, size - at, "]},\"seq\":1,\"discard\":true}");
    return at;
}

static void join(bench *b, unsigned first, unsigned count)
{
    static char page[PAGE * 300];
    receive(b, page, write_joins(page, sizeof page, first, count));
}

static void create_scene(bench *b)
{
    static const char scene[] =
        "{\"id\":1,\"type\":\"method\",\"method\":\"onSceneCreate\",\"params\":{\"scenes\":[{\"sceneID\":\"default\","
        "\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\",\"text\":\"Fire\",\"disabled\":false},"
        "{\"controlID\":\"stick\",\"kind\":\"joystick\",\"disabled\":false}],\"groups\":[]}]},\"seq\":1,"
        "\"discard\":true}";
    static const char group[] = "{\"id\":2,\"type\":\"method\",\"method\":\"onGroupCreate\",\"params\":{\"groups\":[{"
                                "\"groupID\":\"default\",\"sceneID\":\"default\"}]},\"seq\":2,\"discard\":true}";
    receive(b, scene, sizeof scene - 1);
    receive(b, group, sizeof group - 1);
}

/* ---- giveInput: receive, decode, ring, pump, event ---- */

enum { INPUT_SIZE = 320 };

typedef struct input_packet {
    char   text[INPUT_SIZE];
    size_t len;
} input_packet;

/* The same rule as in peer_node.mjs: a press, a move, a release, in turn. */
static void write_input(input_packet *packet, unsigned n)
{
    static const char *const inputs[] = {
        "{\"controlID\":\"fire\",\"event\":\"mousedown\",\"button\":0}",
        "{\"controlID\":\"stick\",\"event\":\"move\",\"x\":0.317284,\"y\":-0.729153}",
        "{\"controlID\":\"fire\",\"event\":\"mouseup\",\"button\":0}",
    };
    char id[40];
    write_session_id(id, sizeof id, n % PARTICIPANTS);
    packet->len = (size_t)snprintf(packet->text, sizeof packet->text,
                                   "{\"id\":%u,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{"
                                   "\"participantID\":\"%s\",\"input\":%s},\"seq\":%u,\"discard\":true}",
                                   1000 + n, id, inputs[n % 3], 1000 + n);
}

static void run_inputs(bench *b, const input_packet *packets, unsigned count)
{
    for (unsigned done = 0; done < count; done += BATCH) {
        cho_loop_begin_turn(b->rt->network.loop);
        for (unsigned i = 0; i < BATCH; i++) {
            const input_packet *packet = &packets[(done + i) % (3 * BATCH)];
            receive(b, packet->text, packet->len);
        }
        pump(b);
    }
}

static void measure_inputs(double *ns, double *allocations_each)
{
    static input_packet packets[3 * BATCH];
    bench               b;
    open_bench(&b);
    create_scene(&b);
    join(&b, 0, PARTICIPANTS);
    pump(&b);
    for (unsigned i = 0; i < 3 * BATCH; i++)
        write_input(&packets[i], i);
    run_inputs(&b, packets, WARM_UP);

    b.events                  = 0;
    unsigned long allocations_before = allocations;
    uint64_t      began       = cpu_ns();
    run_inputs(&b, packets, MESSAGES);
    *ns               = (double)(cpu_ns() - began) / MESSAGES;
    *allocations_each = (double)(allocations - allocations_before) / MESSAGES;
    must(b.events == MESSAGES, "one event for each input");
    chorus_runtime_destroy(b.rt);
}

/* ---- the rest ---- */

static double measure_idle_pump(void)
{
    bench b;
    open_bench(&b);
    pump(&b);
    pump(&b);
    uint64_t began = cpu_ns();
    for (unsigned i = 0; i < PUMPS; i++)
        chorus_pump(b.rt);
    double ns = (double)(cpu_ns() - began) / PUMPS;
    chorus_runtime_destroy(b.rt);
    return ns;
}

static double measure_ring(void)
{
    chorus_allocator heap = { count_alloc, count_resize, count_release, NULL };
    cho_ring        *ring;
    uint32_t         len;
    must(cho_ring_create(&heap, 256 * 1024, &ring) == CHORUS_OK, "the ring");
    uint64_t began = cpu_ns();
    for (unsigned i = 0; i < RING_OPS / BATCH; i++) {
        for (unsigned k = 0; k < BATCH; k++) {
            memset(cho_ring_reserve(ring, 64), (int)k, 64);
            cho_ring_commit(ring, 64);
        }
        cho_ring_publish(ring);
        while (cho_ring_peek(ring, &len) != NULL)
            cho_ring_advance(ring);
        cho_ring_release(ring);
    }
    double ns = (double)(cpu_ns() - began) / RING_OPS;
    cho_ring_destroy(ring);
    return ns;
}

/* Bytes the library asked for, and the time from bytes to JOIN events. */
static void measure_crowd(double *bytes_each, double *ms)
{
    bench b;
    open_bench(&b);
    create_scene(&b);
    join(&b, CROWD, 1);
    pump(&b);
    size_t   before_bytes = live_bytes;
    uint64_t took_ns      = 0;
    b.events              = 0;
    for (unsigned first = 0; first < CROWD; first += PAGE) {
        static char page[PAGE * 300];
        size_t      len   = write_joins(page, sizeof page, first, PAGE);
        uint64_t    began = cpu_ns();
        receive(&b, page, len);
        pump(&b);
        took_ns += cpu_ns() - began;
    }
    must(b.events == CROWD, "one event for each join");
    *bytes_each = (double)(live_bytes - before_bytes) / CROWD;
    *ms         = (double)took_ns / 1e6;
    chorus_runtime_destroy(b.rt);
}

int main(void)
{
    double input_ns, input_allocations, participant_bytes, joins_ms;
    measure_inputs(&input_ns, &input_allocations);
    measure_crowd(&participant_bytes, &joins_ms);
    printf("{\"input_ns\":%.1f,\"input_allocations\":%.6f,\"idle_pump_ns\":%.2f,\"ring_ns\":%.2f,"
           "\"participant_bytes\":%.1f,\"joins_10000_ms\":%.3f}\n",
           input_ns, input_allocations, measure_idle_pump(), measure_ring(), participant_bytes, joins_ms);
    return 0;
}
