/*
 * runtime_state.h - what a runtime is made of, for the files of core/ that share it.
 * Layer    core, not to be included by modules.
 * Thread   game thread, but for `network`, see network.h.
 * Memory   one heap block that owns all it points to, but for the log hook's user.
 * Trust    no input.
 */
#ifndef CHO_CORE_RUNTIME_STATE_H
#define CHO_CORE_RUNTIME_STATE_H

#include "base/slots.h"
#include "core/async.h"
#include "core/events.h"
#include "core/log.h"
#include "core/network.h"
#include "core/session.h"

/* Reasons for a pump to do more than look at the inbox. */
enum {
    CHO_WORK_FLUSH    = 1,  /* a session has collected something                 */
    CHO_WORK_COMMANDS = 2,  /* commands are queued and not published             */
    CHO_WORK_RELEASE  = 4,  /* memory of the last pump's views can be given back */
    CHO_WORK_LOG      = 8,  /* lines wait for the log hook                       */
    CHO_WORK_PUMPING  = 16, /* inside a pump                                     */
    CHO_WORK_DISPATCHING = 32, /* inside a handler                               */
    CHO_WORK_ASYNC    = 64, /* a thread of ours pumps                            */
    CHO_WORK_BUSY     = CHO_WORK_PUMPING | CHO_WORK_DISPATCHING | CHO_WORK_ASYNC
};

struct chorus_runtime {
    chorus_allocator heap;
    cho_ring        *inbox, *outbox;
    atomic_uint      work; /* written by the game thread, or for it by who joins it; others may look */
    cho_events       events;
    cho_slots        sessions; /* of cho_session * */
    cho_arena        arena;    /* for views        */
    void            *blocks;   /* external payloads that were read; chained by their first word */
    uint32_t         taken;    /* records read so far */
    uint32_t         next_request;
    uint64_t         hash_seed;
    cho_log          log;
    chorus_stats     stats;    /* the game thread's part */
    cho_network      network;
    cho_async        async;
};

/* Which of the game's threads has the turn is told by nothing else: who sees that another has ended sees what it
 * did. One thread at a time writes. */
static inline uint32_t cho_work(const chorus_runtime *rt)
{
    return atomic_load_explicit(&rt->work, memory_order_acquire);
}

static inline void cho_work_begin(chorus_runtime *rt, uint32_t bits)
{
    atomic_store_explicit(&rt->work, cho_work(rt) | bits, memory_order_release);
}

static inline void cho_work_end(chorus_runtime *rt, uint32_t bits)
{
    atomic_store_explicit(&rt->work, cho_work(rt) & ~bits, memory_order_release);
}

/* A runtime without a network thread: whoever creates it plays that part, for replaying what was
 * recorded and for measuring. */
chorus_result cho_runtime_create_unthreaded(const chorus_runtime_options *options, chorus_runtime **out);
/* The pump itself, for the thread whose turn it is. */
int cho_runtime_pump(chorus_runtime *rt);
/* A pump would do nothing. */
bool cho_runtime_is_idle(const chorus_runtime *rt);
/* Free a session and what core keeps for it. */
void cho_session_free(cho_session *session);
/* Free the payloads in `blocks`. */
void cho_runtime_free_blocks(chorus_runtime *rt);

#endif
