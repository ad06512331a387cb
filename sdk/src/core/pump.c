#include "base/alloc.h"
#include "base/clock.h"
#include "core/runtime_state.h"

/* Reading the clock costs more than taking in most records. */
enum { RECORDS_PER_CLOCK_READ = 8 };

typedef struct pump_bounds {
    uint32_t max_events;
    uint64_t until_ns; /* 0: no limit */
} pump_bounds;

/* ---- what comes in ---- */

static chorus_result apply_state(cho_session *session, const cho_record *record, const void *payload)
{
    const cho_record_state *r    = payload;
    const char             *at   = (const char *)(r + 1);
    chorus_session_state    next = (chorus_session_state)r->state;
    chorus_event_type type = next == CHORUS_STATE_READY ? CHORUS_EVENT_SESSION_READY : CHORUS_EVENT_SESSION_STATE;

    chorus_event *event = cho_session_event(session, type, record);
    event->as.state     = (chorus_event_state){ .state      = next,
                                                .previous   = session->state,
                                                .cause      = (chorus_result)r->result,
                                                .close_code = r->close_code,
                                                .retry_ms   = r->retry_ms,
                                                .attempt    = r->attempt,
                                                .text       = cho_record_text(&at, r->text_len) };
    session->state      = next;
    if (session->ops->on_state != NULL)
        session->ops->on_state(session, next);
    return CHORUS_OK;
}

/* A call that was made when the session had ended already has met nobody who could answer it. */
static void end_awaited(cho_session *session, const cho_record *record)
{
    static const char       text[]  = "the session has ended";
    static const chorus_str nothing = { "", 0 };
    for (const cho_awaited *call = session->awaited; call != NULL; call = call->next) {
        chorus_event *event = cho_session_event(session, CHORUS_EVENT_REPLY, record);
        event->as.reply     = (chorus_event_reply){ .request = { call->request },
                                                    .result  = CHORUS_E_NETWORK,
                                                    .method  = { call->method, call->method_len },
                                                    .message = { text, sizeof text - 1 },
                                                    .path    = nothing,
                                                    .json    = nothing };
    }
}

static uint32_t count_awaited(const cho_session *session)
{
    uint32_t count = 0;
    for (const cho_awaited *call = session->awaited; call != NULL; call = call->next)
        count++;
    return count;
}

static chorus_result apply_closed(cho_session *session, const cho_record *record, const void *payload)
{
    if (!cho_session_reserve_events(session, count_awaited(session) + 1))
        return CHORUS_E_MEMORY;
    end_awaited(session, record);
    const cho_record_closed *r     = payload;
    const char              *at    = (const char *)(r + 1);
    chorus_event            *event = cho_session_event(session, CHORUS_EVENT_SESSION_CLOSED, record);
    event->as.closed.cause         = (chorus_result)r->result;
    event->as.closed.close_code    = r->close_code;
    event->as.closed.text          = cho_record_text(&at, r->text_len);
    session->state                 = CHORUS_STATE_CLOSED;
    return CHORUS_OK;
}

static chorus_result apply_reply(cho_session *session, const cho_record *record, const void *payload)
{
    const cho_record_reply *r     = payload;
    const char             *at    = (const char *)(r + 1);
    chorus_event_reply     *reply = &cho_session_event(session, CHORUS_EVENT_REPLY, record)->as.reply;
    reply->request.id             = r->request;
    reply->result                 = (chorus_result)r->result;
    reply->code                   = r->code;
    reply->method                 = cho_record_text(&at, r->method_len);
    reply->message                = cho_record_text(&at, r->message_len);
    reply->path                   = cho_record_text(&at, r->path_len);
    reply->json                   = cho_record_text(&at, r->json_len);
    cho_session_forget(session, r->request);
    return CHORUS_OK;
}

static chorus_result apply_log(const chorus_runtime *rt, const void *payload)
{
    const cho_record_log *r = payload;
    cho_log_now(&rt->log, (chorus_log_level)r->level, (const char *)(r + 1));
    return CHORUS_OK;
}

static chorus_result apply_lost(chorus_runtime *rt, const cho_record *record, const void *payload)
{
    const cho_record_lost *r     = payload;
    chorus_event          *event = cho_events_push(&rt->events);
    event->type                  = CHORUS_EVENT_INPUTS_LOST;
    event->time_ns               = record->time_ns;
    event->as.lost               = (chorus_event_lost){ r->count, r->coalesced };
    return CHORUS_OK;
}

static chorus_result apply_to_session(chorus_runtime *rt, const cho_record *record, const void *payload,
                                      uint32_t len)
{
    cho_session **found = cho_slots_get(&rt->sessions, record->session);
    if (found == NULL)
        return CHORUS_OK; /* the rest of a session that was opened and never seen: nobody waits for it */
    cho_session *session = *found;
    switch (record->type) {
    case CHO_RECORD_STATE:  return apply_state(session, record, payload);
    case CHO_RECORD_CLOSED: return apply_closed(session, record, payload);
    case CHO_RECORD_REPLY:  return apply_reply(session, record, payload);
    default:                return session->ops->apply(session, record, payload, len);
    }
}

static chorus_result apply(chorus_runtime *rt, const cho_record *record, const void *payload, uint32_t len)
{
    if (!cho_events_reserve(&rt->events, 1))
        return CHORUS_E_MEMORY;
    switch (record->type) {
    case CHO_RECORD_LOG:  return apply_log(rt, payload);
    case CHO_RECORD_LOST: return apply_lost(rt, record, payload);
    default:              return apply_to_session(rt, record, payload, len);
    }
}

static void keep_block(chorus_runtime *rt, void *block)
{
    memcpy(block, &rt->blocks, sizeof rt->blocks);
    rt->blocks = block;
}

static chorus_result take_in_one(chorus_runtime *rt, const cho_record *record, uint32_t len)
{
    chorus_result r;
    if (record->is_external) {
        cho_record_external external;
        memcpy(&external, record + 1, sizeof external);
        r = apply(rt, record, external.payload, external.len);
        if (r != CHORUS_E_MEMORY)
            keep_block(rt, external.block);
    } else {
        r = apply(rt, record, record + 1, len - (uint32_t)sizeof *record);
    }
    return r;
}

static bool reached(const chorus_runtime *rt, const pump_bounds *bounds, uint32_t taken)
{
    if (cho_events_unread(&rt->events) >= bounds->max_events)
        return true;
    return bounds->until_ns != 0 && taken % RECORDS_PER_CLOCK_READ == 0 && cho_clock_mono_ns() >= bounds->until_ns;
}

/* Everything that was published when it began and, while it lasts, what is published meanwhile. */
static chorus_result take_in(chorus_runtime *rt, const pump_bounds *bounds)
{
    const cho_record *record;
    uint32_t          len;
    uint32_t          taken = 0;
    while ((record = cho_ring_peek(rt->inbox, &len)) != NULL) {
        if (take_in_one(rt, record, len) == CHORUS_E_MEMORY)
            return CHORUS_E_MEMORY;
        cho_ring_advance(rt->inbox);
        rt->taken++;
        cho_work_begin(rt, CHO_WORK_RELEASE);
        if (reached(rt, bounds, ++taken))
            break;
    }
    return CHORUS_OK;
}

/* ---- what is given back ---- */

void cho_runtime_free_blocks(chorus_runtime *rt)
{
    while (rt->blocks != NULL) {
        void *block = rt->blocks;
        memcpy(&rt->blocks, block, sizeof rt->blocks);
        cho_release(&rt->heap, block);
    }
}

static void sweep_sessions(chorus_runtime *rt)
{
    cho_session **slot;
    for (uint32_t it = 0; (slot = cho_slots_next(&rt->sessions, &it)) != NULL;) {
        cho_session *session = *slot;
        if (session->wants_sweep) {
            session->wants_sweep = false;
            session->ops->sweep(session);
        }
        if (session->state == CHORUS_STATE_CLOSED) {
            cho_slots_remove(&rt->sessions, it);
            cho_session_free(session);
        }
    }
}

/* End views, deleted objects and closed sessions of the last pump. */
static void release(chorus_runtime *rt)
{
    cho_work_end(rt, CHO_WORK_RELEASE);
    cho_events_clear(&rt->events);
    cho_arena_reset(&rt->arena);
    sweep_sessions(rt);
    cho_runtime_free_blocks(rt);
    cho_ring_release(rt->inbox);
}

/* What waits behind the ring can move up now. */
static void wake_for_backlog(chorus_runtime *rt)
{
    if (atomic_load_explicit(&rt->network.inbox.waiting, memory_order_relaxed) != 0 || rt->network.wants_resync)
        cho_network_wake(&rt->network);
}

/* ---- what goes out ---- */

static chorus_result send_close(cho_session *session)
{
    cho_command *close = cho_session_command(session, CHO_COMMAND_CLOSE, sizeof *close);
    if (close == NULL)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_session_send(session, close);
    if (r != CHORUS_OK)
        cho_session_drop_command(session, close);
    return r;
}

static chorus_result flush_session(cho_session *session)
{
    chorus_result r = CHORUS_OK;
    if (session->ops->flush != NULL)
        r = session->ops->flush(session);
    if (r == CHORUS_OK && session->is_closing && session->state != CHORUS_STATE_CLOSED)
        r = send_close(session);
    session->wants_flush = r != CHORUS_OK;
    return r;
}

static chorus_result flush_sessions(chorus_runtime *rt)
{
    chorus_result worst = CHORUS_OK;
    cho_session **slot;
    for (uint32_t it = 0; (slot = cho_slots_next(&rt->sessions, &it)) != NULL;) {
        chorus_result r = (*slot)->wants_flush ? flush_session(*slot) : CHORUS_OK;
        if (r != CHORUS_OK)
            worst = r;
    }
    return worst;
}

/* Hand what sessions have collected, and all commands, to the network thread. */
static chorus_result flush(chorus_runtime *rt)
{
    chorus_result r = CHORUS_OK;
    if ((cho_work(rt) & CHO_WORK_FLUSH) != 0) {
        cho_work_end(rt, CHO_WORK_FLUSH);
        r = flush_sessions(rt);
        if (r != CHORUS_OK)
            cho_work_begin(rt, CHO_WORK_FLUSH);
    }
    if ((cho_work(rt) & CHO_WORK_COMMANDS) != 0) {
        cho_work_end(rt, CHO_WORK_COMMANDS);
        cho_ring_publish(rt->outbox);
        cho_network_wake(&rt->network);
    }
    return r;
}

/* ---- the pump ---- */

static void count_pump(chorus_runtime *rt, uint64_t began_ns)
{
    chorus_stats *stats = &rt->stats;
    uint64_t      took  = cho_clock_mono_ns() - began_ns;
    stats->pumps++;
    stats->pump_ns_last = took;
    stats->pump_ns_total += took;
    if (took > stats->pump_ns_max)
        stats->pump_ns_max = took;
}

static int pump_busy(chorus_runtime *rt, uint32_t max_events, uint32_t max_us)
{
    uint64_t began_ns = cho_clock_mono_ns();
    cho_work_begin(rt, CHO_WORK_PUMPING);
    if ((cho_work(rt) & CHO_WORK_LOG) != 0) {
        cho_work_end(rt, CHO_WORK_LOG);
        cho_log_deliver(&rt->log);
    }
    uint32_t unread = cho_events_unread(&rt->events);
    if ((cho_work(rt) & CHO_WORK_RELEASE) != 0 && unread == 0) {
        release(rt);
        wake_for_backlog(rt);
    }
    flush(rt);

    pump_bounds bounds = {
        .max_events = max_events == 0 || max_events > UINT32_MAX - unread ? UINT32_MAX : unread + max_events,
        .until_ns   = max_us == 0 ? 0 : began_ns + (uint64_t)max_us * 1000,
    };
    chorus_result r = take_in(rt, &bounds);
    cho_work_end(rt, CHO_WORK_PUMPING);
    count_pump(rt, began_ns);
    return r == CHORUS_OK ? (int)cho_events_unread(&rt->events) : (int)r;
}

/* The usual answer, and all that an idle frame pays for. */
static inline bool nothing_to_do(const chorus_runtime *rt)
{
    return cho_work(rt) == 0 && cho_ring_is_quiet(rt->inbox);
}

static inline int pump(chorus_runtime *rt, uint32_t max_events, uint32_t max_us)
{
    if (nothing_to_do(rt))
        return (int)cho_events_unread(&rt->events);
    if ((cho_work(rt) & CHO_WORK_BUSY) != 0)
        return CHORUS_E_STATE;
    return pump_busy(rt, max_events, max_us);
}

int cho_runtime_pump(chorus_runtime *rt)
{
    return pump_busy(rt, 0, 0);
}

bool cho_runtime_is_idle(const chorus_runtime *rt)
{
    return (cho_work(rt) & ~(uint32_t)CHO_WORK_ASYNC) == 0 && cho_ring_is_quiet(rt->inbox);
}

int chorus_pump(chorus_runtime *rt)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    return pump(rt, 0, 0);
}

int chorus_pump_bounded(chorus_runtime *rt, uint32_t max_events, uint32_t max_us, uint32_t *left)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    int waiting = pump(rt, max_events, max_us);
    if (left != NULL) {
        const cho_inbox *inbox = &rt->network.inbox;
        *left = atomic_load_explicit(&inbox->published, memory_order_relaxed) - rt->taken +
                atomic_load_explicit(&inbox->waiting, memory_order_relaxed);
    }
    return waiting;
}

bool chorus_next_event(chorus_runtime *rt, chorus_event *out)
{
    if (rt == NULL || out == NULL || cho_events_unread(&rt->events) == 0)
        return false;
    *out = rt->events.items[rt->events.head++];
    rt->stats.events++;
    return true;
}

void chorus_discard_events(chorus_runtime *rt)
{
    if (rt != NULL)
        rt->events.head = rt->events.count;
}

chorus_result chorus_flush(chorus_runtime *rt)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    return flush(rt);
}
