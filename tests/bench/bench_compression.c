/*
 * bench_compression - what compressing and unpacking costs, one round, as one line of JSON.
 *
 * The same inputs as in bench_core, as a service with a stream of its own would send them. Times are CPU
 * times. zlib's own level 6 is there to compare with.
 */
#include "codec/stream.h"
#include "support/bench_session.h"

#include <stdio.h>
#include <stdlib.h>

#include <zlib.h>

enum {
    BATCH        = 64, /* messages between two pumps */
    PARTICIPANTS = 64,
    MESSAGES     = 64 * 1500,
    ROUNDS       = 3
};

/* ---- a heap that counts ---- */

static unsigned long allocations;

static void *count_alloc(size_t size, void *user)
{
    (void)user;
    allocations++;
    return malloc(size);
}

static void *count_resize(void *block, size_t size, void *user)
{
    (void)user;
    allocations++;
    return realloc(block, size);
}

static void count_release(void *block, void *user)
{
    (void)user;
    free(block);
}

static const chorus_allocator counted = { count_alloc, count_resize, count_release, NULL };

/* ---- the messages of one stream ---- */

typedef struct batch {
    char   text[BATCH][BENCH_INPUT_SIZE];
    size_t len[BATCH];
} batch;

static void fill(batch *texts, unsigned first)
{
    for (unsigned i = 0; i < BATCH; i++)
        texts->len[i] = bench_write_input(texts->text[i], sizeof texts->text[i], first + i, PARTICIPANTS);
}

typedef struct traffic {
    cho_buf  bytes;
    uint32_t ends[MESSAGES];
    double   write_ns, mean_bytes;
} traffic;

/* The clock is read once for a batch: reading it takes as long as compressing a message with lz4. */
static void write_batch(traffic *t, cho_stream *stream, cho_buf *frame, const batch *texts, unsigned first)
{
    for (unsigned i = 0; i < BATCH; i++) {
        bench_must(cho_stream_write(stream, (cho_span){ texts->text[i], texts->len[i] }, frame), "writing");
        cho_buf_append(&t->bytes, frame->data, frame->len);
        t->ends[first + i] = (uint32_t)t->bytes.len;
    }
}

static void write_traffic(traffic *t, cho_scheme scheme)
{
    static batch texts;
    cho_stream   stream;
    cho_buf      frame;
    uint64_t     took_ns = 0;
    cho_buf_clear(&t->bytes);
    cho_buf_init(&frame, &counted);
    cho_stream_init(&stream, &counted);
    bench_must(cho_stream_choose(&stream, scheme), "the stream");
    for (unsigned n = 0; n < MESSAGES; n += BATCH) {
        fill(&texts, n);
        uint64_t began = bench_cpu_ns();
        write_batch(t, &stream, &frame, &texts, n);
        took_ns += bench_cpu_ns() - began;
    }
    t->write_ns   = (double)took_ns / MESSAGES;
    t->mean_bytes = (double)t->bytes.len / MESSAGES;
    cho_stream_deinit(&stream);
    cho_buf_deinit(&frame);
}

static void deflate_batch(z_stream *z, batch *texts)
{
    char out[1024];
    for (unsigned i = 0; i < BATCH; i++) {
        z->next_in   = (Bytef *)texts->text[i];
        z->avail_in  = (uInt)texts->len[i];
        z->next_out  = (Bytef *)out;
        z->avail_out = sizeof out;
        bench_must(deflate(z, Z_SYNC_FLUSH) == Z_OK, "deflate");
    }
}

static void measure_level_6(double *ns, double *bytes)
{
    static batch texts;
    z_stream     z       = { 0 };
    uint64_t     took_ns = 0;
    bench_must(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
    for (unsigned n = 0; n < MESSAGES; n += BATCH) {
        fill(&texts, n);
        uint64_t began = bench_cpu_ns();
        deflate_batch(&z, &texts);
        took_ns += bench_cpu_ns() - began;
    }
    *ns    = (double)took_ns / MESSAGES;
    *bytes = (double)z.total_out / MESSAGES + 2; /* and the length in front */
    deflateEnd(&z);
}

/* ---- received, unpacked, decoded, told ---- */

static void run(bench *b, const traffic *t)
{
    uint32_t at = 0;
    for (unsigned done = 0; done < MESSAGES; done += BATCH) {
        bench_begin_turn(b);
        for (unsigned i = done; i < done + BATCH; i++) {
            bench_receive_packed(b, t->bytes.data + at, t->ends[i] - at);
            at = t->ends[i];
        }
        bench_pump(b);
    }
}

static void measure_receive(const traffic *t, cho_scheme scheme, double *ns, double *allocations_each)
{
    bench b;
    bench_open(&b, &counted);
    bench_create_scene(&b);
    bench_join(&b, 0, PARTICIPANTS);
    bench_pump(&b);
    bench_choose(&b, scheme);
    run(&b, t);
    b.events             = 0;
    uint64_t      took_ns = 0;
    unsigned long before  = allocations;
    for (int round = 0; round < ROUNDS; round++) {
        bench_choose(&b, scheme);
        uint64_t began = bench_cpu_ns();
        run(&b, t);
        took_ns += bench_cpu_ns() - began;
    }
    *ns               = (double)took_ns / MESSAGES / ROUNDS;
    *allocations_each = (double)(allocations - before) / MESSAGES / ROUNDS;
    bench_must(b.events == (uint64_t)MESSAGES * ROUNDS, "one event for each input");
    bench_close(&b);
}

static void print_scheme(traffic *t, cho_scheme scheme)
{
    const char *name = cho_scheme_name(scheme);
    double      ns, allocations_each;
    write_traffic(t, scheme);
    measure_receive(t, scheme, &ns, &allocations_each);
    printf("\"%s_input_ns\":%.1f,\"%s_input_allocations\":%.6f,\"%s_write_ns\":%.1f,\"%s_bytes\":%.1f,", name, ns, name,
           allocations_each, name, t->write_ns, name, t->mean_bytes);
}

int main(void)
{
    static traffic t;
    double         ns, bytes;
    cho_buf_init(&t.bytes, &counted);
    printf("{");
    print_scheme(&t, CHO_SCHEME_GZIP);
    if (cho_scheme_is_built(CHO_SCHEME_LZ4))
        print_scheme(&t, CHO_SCHEME_LZ4);
    measure_level_6(&ns, &bytes);
    printf("\"gzip_level_6_write_ns\":%.1f,\"gzip_level_6_bytes\":%.1f}\n", ns, bytes);
    cho_buf_deinit(&t.bytes);
    return 0;
}
