/*
 * bench_core - the in-memory figures, one round, as one line of JSON.
 *
 * Times are CPU times; allocations are counted by standing in for malloc.
 */
#include "base/ring.h"
#include "support/bench_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH        = 64,     /* messages between two pumps */
    PARTICIPANTS = 64,
    WARM_UP      = 20000,
    MESSAGES     = 400000,
    PUMPS        = 20000000,
    RING_OPS     = 5000000,
    CROWD        = 10000
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

static const chorus_allocator counted = { count_alloc, count_resize, count_release, NULL };

/* ---- giveInput: receive, decode, ring, pump, event ---- */

typedef struct input_packet {
    char   text[BENCH_INPUT_SIZE];
    size_t len;
} input_packet;

static void run_inputs(bench *b, const input_packet *packets, unsigned count)
{
    for (unsigned done = 0; done < count; done += BATCH) {
        bench_begin_turn(b);
        for (unsigned i = 0; i < BATCH; i++) {
            const input_packet *packet = &packets[(done + i) % (3 * BATCH)];
            bench_receive(b, packet->text, packet->len);
        }
        bench_pump(b);
    }
}

static void measure_inputs(double *ns, double *allocations_each)
{
    static input_packet packets[3 * BATCH];
    bench               b;
    bench_open(&b, &counted);
    bench_create_scene(&b);
    bench_join(&b, 0, PARTICIPANTS);
    bench_pump(&b);
    for (unsigned i = 0; i < 3 * BATCH; i++)
        packets[i].len = bench_write_input(packets[i].text, BENCH_INPUT_SIZE, i, PARTICIPANTS);
    run_inputs(&b, packets, WARM_UP);

    b.events                  = 0;
    unsigned long allocations_before = allocations;
    uint64_t      began       = bench_cpu_ns();
    run_inputs(&b, packets, MESSAGES);
    *ns               = (double)(bench_cpu_ns() - began) / MESSAGES;
    *allocations_each = (double)(allocations - allocations_before) / MESSAGES;
    bench_must(b.events == MESSAGES, "one event for each input");
    bench_close(&b);
}

/* ---- the rest ---- */

static double measure_idle_pump(void)
{
    bench b;
    bench_open(&b, &counted);
    bench_pump(&b);
    bench_pump(&b);
    uint64_t began = bench_cpu_ns();
    for (unsigned i = 0; i < PUMPS; i++)
        chorus_pump(b.rt);
    double ns = (double)(bench_cpu_ns() - began) / PUMPS;
    bench_close(&b);
    return ns;
}

static double measure_ring(void)
{
    cho_ring *ring;
    uint32_t  len;
    bench_must(cho_ring_create(&counted, 256 * 1024, &ring) == CHORUS_OK, "the ring");
    uint64_t began = bench_cpu_ns();
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
    double ns = (double)(bench_cpu_ns() - began) / RING_OPS;
    cho_ring_destroy(ring);
    return ns;
}

/* Bytes the library asked for, and the time from bytes to JOIN events. */
static void measure_crowd(double *bytes_each, double *ms)
{
    bench b;
    bench_open(&b, &counted);
    bench_create_scene(&b);
    bench_join(&b, CROWD, 1);
    bench_pump(&b);
    size_t   before_bytes = live_bytes;
    uint64_t took_ns      = 0;
    b.events              = 0;
    for (unsigned first = 0; first < CROWD; first += BENCH_PAGE) {
        static char page[BENCH_PAGE * BENCH_JOIN_SIZE];
        size_t      len   = bench_write_joins(page, sizeof page, first, BENCH_PAGE);
        uint64_t    began = bench_cpu_ns();
        bench_receive(&b, page, len);
        bench_pump(&b);
        took_ns += bench_cpu_ns() - began;
    }
    bench_must(b.events == CROWD, "one event for each join");
    *bytes_each = (double)(live_bytes - before_bytes) / CROWD;
    *ms         = (double)took_ns / 1e6;
    bench_close(&b);
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
