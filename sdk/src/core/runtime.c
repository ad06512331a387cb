#include "base/alloc.h"
#include "base/options.h"
#include "base/random.h"
#include "core/runtime_state.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    DEFAULT_INBOX_BYTES   = 1024 * 1024,
    DEFAULT_OUTBOX_CALLS  = 4096,
    MAX_OUTBOX_CALLS      = 1024 * 1024,
    DEFAULT_BACKLOG_BYTES = 8 * 1024 * 1024,
    DEFAULT_SHUTDOWN_MS   = 500,
    ARENA_CHUNK_BYTES     = 16 * 1024,
    COMMAND_BYTES         = 16 /* a pointer and the ring's own header */
};

static uint32_t or_default(uint32_t given, uint32_t usual)
{
    return given == 0 ? usual : given;
}

static chorus_result read_options(const chorus_runtime_options *given, chorus_runtime_options *known)
{
    memset(known, 0, sizeof *known);
    if (given != NULL) {
        chorus_result r = cho_options_copy(known, sizeof *known, given);
        if (r != CHORUS_OK)
            return r;
    }
    bool sound = cho_heap_is_sane(&known->allocator) && known->inbox_bytes <= CHO_RING_MAX_BYTES &&
                 known->outbox_calls <= MAX_OUTBOX_CALLS;
    return sound ? CHORUS_OK : CHORUS_E_INVALID;
}

static chorus_result create_rings(chorus_runtime *rt, const chorus_runtime_options *options)
{
    uint32_t      inbox = or_default(options->inbox_bytes, DEFAULT_INBOX_BYTES);
    chorus_result r     = cho_ring_create(&rt->heap, inbox, &rt->inbox);
    if (r != CHORUS_OK)
        return r;
    uint32_t calls = or_default(options->outbox_calls, DEFAULT_OUTBOX_CALLS);
    return cho_ring_create(&rt->heap, calls * COMMAND_BYTES, &rt->outbox);
}

static chorus_result init_network(chorus_runtime *rt, const chorus_runtime_options *options)
{
    cho_network_options network = {
        .heap          = &rt->heap,
        .inbox         = rt->inbox,
        .outbox        = rt->outbox,
        .ca_file       = options->ca_file,
        .log_level     = options->log_level,
        .backlog_bytes = or_default(options->backlog_bytes, DEFAULT_BACKLOG_BYTES),
        .shutdown_ms   = or_default(options->shutdown_ms, DEFAULT_SHUTDOWN_MS),
        .hash_seed     = rt->hash_seed,
    };
    return cho_network_init(&rt->network, &network);
}

static chorus_result init_runtime(chorus_runtime *rt, const chorus_runtime_options *options)
{
    cho_events_init(&rt->events, &rt->heap);
    cho_slots_init(&rt->sessions, &rt->heap, sizeof(cho_session *), 0);
    cho_arena_init(&rt->arena, &rt->heap, ARENA_CHUNK_BYTES);
    cho_log_init(&rt->log, &rt->heap, options->log, options->log_user, options->log_level);
    if (!cho_random_bytes(&rt->hash_seed, sizeof rt->hash_seed))
        return CHORUS_E_NETWORK;
    chorus_result r = create_rings(rt, options);
    return r == CHORUS_OK ? init_network(rt, options) : r;
}

chorus_result cho_runtime_create_unthreaded(const chorus_runtime_options *options, chorus_runtime **out)
{
    chorus_runtime_options known;
    chorus_result          r = read_options(options, &known);
    if (r != CHORUS_OK)
        return r;

    chorus_allocator heap;
    cho_heap_init(&heap, &known.allocator);
    chorus_runtime *rt = cho_alloc_zero(&heap, sizeof *rt);
    if (rt == NULL)
        return CHORUS_E_MEMORY;
    rt->heap = heap;
    r        = init_runtime(rt, &known);
    if (r != CHORUS_OK) {
        chorus_runtime_destroy(rt);
        return r;
    }
    *out = rt;
    return CHORUS_OK;
}

/* The layers below say E_STATE when the system refuses. */
static chorus_result as_told(chorus_result r)
{
    return r == CHORUS_E_STATE ? CHORUS_E_NETWORK : r;
}

chorus_result chorus_runtime_create(const chorus_runtime_options *options, chorus_runtime **out)
{
    chorus_runtime *rt;
    if (out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_runtime_create_unthreaded(options, &rt);
    if (r != CHORUS_OK)
        return as_told(r);
    r = cho_network_start(&rt->network);
    if (r != CHORUS_OK) {
        chorus_runtime_destroy(rt);
        return as_told(r);
    }
    *out = rt;
    return CHORUS_OK;
}

static void free_sessions(chorus_runtime *rt)
{
    cho_session **session;
    for (uint32_t it = 0; (session = cho_slots_next(&rt->sessions, &it)) != NULL;)
        cho_session_free(*session);
    cho_slots_deinit(&rt->sessions);
}

static void free_unread_blocks(chorus_runtime *rt)
{
    const cho_record *record;
    uint32_t          len;
    while (rt->inbox != NULL && (record = cho_ring_peek(rt->inbox, &len)) != NULL) {
        if (record->is_external)
            cho_release(&rt->heap, ((const cho_record_external *)(record + 1))->block);
        cho_ring_advance(rt->inbox);
    }
}

void chorus_runtime_destroy(chorus_runtime *rt)
{
    if (rt == NULL || !cho_async_end(rt) || (cho_work(rt) & CHO_WORK_BUSY) != 0)
        return;
    cho_work_begin(rt, CHO_WORK_PUMPING); /* the hook must not begin anything now */
    cho_log_deliver(&rt->log);
    cho_network_stop(&rt->network);
    cho_async_deinit(&rt->async);
    cho_runtime_free_blocks(rt);
    free_unread_blocks(rt);
    free_sessions(rt);
    cho_ring_destroy(rt->inbox);
    cho_ring_destroy(rt->outbox);
    cho_log_deinit(&rt->log);
    cho_arena_deinit(&rt->arena);
    cho_events_deinit(&rt->events);
    chorus_allocator heap = rt->heap;
    cho_release(&heap, rt);
}

static uint64_t read_counter(const atomic_ullong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void read_network_counters(chorus_runtime *rt, chorus_stats *stats)
{
    const cho_counters *c     = &rt->network.counters;
    stats->received_bytes     = read_counter(&c->received_bytes);
    stats->sent_bytes         = read_counter(&c->sent_bytes);
    stats->coalesced_inputs   = read_counter(&c->coalesced);
    stats->given_up_inputs    = read_counter(&c->given_up);
    stats->backlog_bytes      = (uint32_t)read_counter(&c->backlog_bytes);
    stats->backlog_high_bytes = (uint32_t)read_counter(&c->backlog_high_bytes);
    stats->bad_packets        = atomic_load_explicit(&c->bad_packets, memory_order_relaxed);
}

chorus_result chorus_runtime_get_stats(chorus_runtime *rt, chorus_stats *out)
{
    if (rt == NULL || out == NULL)
        return CHORUS_E_INVALID;
    chorus_stats stats         = rt->stats;
    stats.records              = rt->taken;
    stats.inbox_capacity_bytes = cho_ring_max_record(rt->inbox) * 4;
    stats.inbox_high_bytes     = cho_ring_high_water(rt->inbox);
    stats.sessions             = rt->sessions.count;
    read_network_counters(rt, &stats);
    return cho_options_answer(out, &stats, sizeof stats);
}

void cho_runtime_log(chorus_runtime *rt, chorus_log_level level, const char *format, ...)
{
    if (rt == NULL)
        return;
    char    line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (cho_log_keep(&rt->log, level, line))
        cho_work_begin(rt, CHO_WORK_LOG);
}

const chorus_allocator *cho_runtime_heap(const chorus_runtime *rt)
{
    return &rt->heap;
}
