#include "core/async.h"

#include "base/alloc.h"
#include "base/options.h"
#include "core/dispatch.h"
#include "core/runtime_state.h"

enum {
    UNTIL_RUNG_MS = 60 * 1000, /* nothing is missed by looking again */
    TRY_AGAIN_MS  = 10         /* what could not be done for want of memory or room */
};

/* The runtime whose dispatch thread this is. */
static _Thread_local const chorus_runtime *dispatching;

/* ---- the thread ---- */

static cho_post *take_post(cho_async *async)
{
    cho_monitor_lock(async->bell.monitor);
    cho_post *post = async->posts;
    if (post != NULL) {
        async->posts = post->next;
        if (async->posts == NULL)
            async->posts_end = &async->posts;
    }
    cho_monitor_unlock(async->bell.monitor);
    return post;
}

static void run_posts(chorus_runtime *rt)
{
    cho_post *post;
    while ((post = take_post(&rt->async)) != NULL) {
        cho_work_begin(rt, CHO_WORK_DISPATCHING);
        post->run(rt, post->user);
        cho_work_end(rt, CHO_WORK_DISPATCHING);
        cho_release(&rt->heap, post);
    }
}

/* False: something is left that cannot be done now. */
static bool take_turn(chorus_runtime *rt)
{
    cho_async *async = &rt->async;
    run_posts(rt);
    int waiting = cho_runtime_pump(rt);
    cho_dispatch_waiting(rt, &async->handlers, async->user, UINT32_MAX, &async->must_stop);
    return chorus_flush(rt) == CHORUS_OK && waiting >= 0;
}

static void run(void *arg)
{
    chorus_runtime *rt    = arg;
    cho_async      *async = &rt->async;
    dispatching           = rt;
    while (!atomic_load_explicit(&async->must_stop, memory_order_acquire)) {
        bool is_done = take_turn(rt);
        if (!is_done || cho_runtime_is_idle(rt))
            cho_bell_wait(&async->bell, is_done ? UNTIL_RUNG_MS : TRY_AGAIN_MS);
    }
    run_posts(rt);
    chorus_flush(rt);
}

/* ---- on and off ---- */

static chorus_result prepare(chorus_runtime *rt)
{
    cho_async *async = &rt->async;
    if (async->bell.monitor != NULL)
        return CHORUS_OK;
    chorus_result r = cho_bell_init(&async->bell, &rt->heap);
    if (r != CHORUS_OK)
        return r == CHORUS_E_STATE ? CHORUS_E_NETWORK : r;
    async->posts_end = &async->posts;
    cho_inbox_set_bell(&rt->network.inbox, &async->bell);
    return CHORUS_OK;
}

static chorus_result start(chorus_runtime *rt)
{
    cho_async *async = &rt->async;
    atomic_store_explicit(&async->must_stop, false, memory_order_relaxed);
    cho_work_begin(rt, CHO_WORK_ASYNC);
    async->is_on = true;
    async->round++;
    chorus_result r = cho_thread_start(&rt->heap, "chorus-dispatch", run, rt, &async->thread);
    if (r == CHORUS_OK)
        return r;
    async->is_on = false;
    cho_work_end(rt, CHO_WORK_ASYNC);
    return r == CHORUS_E_STATE ? CHORUS_E_NETWORK : r;
}

chorus_result chorus_pump_async(chorus_runtime *rt, const chorus_handlers *handlers, void *user)
{
    chorus_handlers known;
    chorus_result   r = rt == NULL ? CHORUS_E_INVALID : cho_options_copy(&known, sizeof known, handlers);
    if (r != CHORUS_OK)
        return r;
    if ((cho_work(rt) & CHO_WORK_BUSY) != 0)
        return CHORUS_E_STATE;
    r = prepare(rt);
    if (r != CHORUS_OK)
        return r;
    rt->async.handlers = known;
    rt->async.user     = user;
    cho_monitor_lock(rt->async.bell.monitor);
    r = start(rt);
    cho_monitor_unlock(rt->async.bell.monitor);
    return r;
}

/* The caller holds the lock. One thread joins, others that stop too wait for it; when they wake, the game
 * may have begun the next round already. */
static void join(chorus_runtime *rt, uint64_t round)
{
    cho_async *async = &rt->async;
    while (async->is_joining && async->round == round)
        cho_monitor_wait(async->bell.monitor, UNTIL_RUNG_MS);
    if (!async->is_on || async->round != round)
        return;
    async->is_joining = true;
    cho_monitor_unlock(async->bell.monitor);
    cho_thread_join(async->thread);
    cho_monitor_lock(async->bell.monitor);
    async->is_joining = async->is_on = false;
    async->thread                    = NULL;
    cho_work_end(rt, CHO_WORK_ASYNC);
    cho_monitor_wake(async->bell.monitor);
}

static void stop(chorus_runtime *rt)
{
    cho_async *async = &rt->async;
    cho_monitor_lock(async->bell.monitor);
    uint64_t round = async->round;
    atomic_store_explicit(&async->must_stop, true, memory_order_release);
    cho_monitor_unlock(async->bell.monitor);
    cho_bell_ring(&async->bell);
    if (dispatching == rt)
        return;
    cho_monitor_lock(async->bell.monitor);
    join(rt, round);
    cho_monitor_unlock(async->bell.monitor);
}

chorus_result chorus_pump_async_stop(chorus_runtime *rt)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    if ((cho_work(rt) & CHO_WORK_ASYNC) != 0)
        stop(rt);
    return CHORUS_OK;
}

bool cho_async_end(chorus_runtime *rt)
{
    if (dispatching == rt)
        return false;
    chorus_pump_async_stop(rt);
    return true;
}

void cho_async_deinit(cho_async *async)
{
    cho_bell_deinit(&async->bell);
}

/* ---- posting ---- */

static bool is_taking_posts(const cho_async *async)
{
    return async->is_on && !atomic_load_explicit(&async->must_stop, memory_order_acquire);
}

chorus_result chorus_pump_async_post(chorus_runtime *rt, void (*run_it)(chorus_runtime *rt, void *user), void *user)
{
    if (rt == NULL || run_it == NULL)
        return CHORUS_E_INVALID;
    if ((cho_work(rt) & CHO_WORK_ASYNC) == 0)
        return CHORUS_E_STATE;
    cho_async *async = &rt->async;
    cho_post  *post  = cho_alloc_zero(&rt->heap, sizeof *post);
    if (post == NULL)
        return CHORUS_E_MEMORY;
    post->run  = run_it;
    post->user = user;
    cho_monitor_lock(async->bell.monitor);
    bool is_taken = is_taking_posts(async);
    if (is_taken) {
        *async->posts_end = post;
        async->posts_end  = &post->next;
    }
    cho_monitor_unlock(async->bell.monitor);
    if (is_taken)
        cho_bell_ring(&async->bell);
    else
        cho_release(&rt->heap, post);
    return is_taken ? CHORUS_OK : CHORUS_E_STATE;
}
