/* Everybody starts, stops, posts, opens and closes as a seeded dice says; what was promised must hold. */
#include "support/echo_module.h"
#include "support/support.h"

#include <chorus/dispatch.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/thread.h"

#include <stdatomic.h>

enum { SEED = 20161, OTHERS = 3, STARTS = 30, RUN_MS = 1000 };

typedef struct chaos {
    chorus_runtime *rt;
    atomic_uint     taken, run;       /* posts */
    atomic_uint     inside, overlaps; /* handlers that run now; how often two ran at once */
    atomic_bool     is_over;
    uint32_t        dice; /* of whichever thread is the game's */
} chaos;

typedef struct other {
    chaos      *c;
    uint32_t    dice;
    cho_thread *thread;
} other;

static uint32_t roll(uint32_t *dice, uint32_t sides)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 8) % sides;
}

/* ---- on the game thread, whichever it is ---- */

static void send_some(chaos *c, chorus_session session)
{
    echo_request request = { .text = "x", .count = roll(&c->dice, 3), .worth = CHO_WORTH_KEEP };
    echo_send(c->rt, session, &request);
}

static void act(chaos *c, chorus_session session)
{
    chorus_session another;
    switch (roll(&c->dice, 16)) {
    case 0:  echo_open(c->rt, &another); break;
    case 1:  chorus_session_close(c->rt, session); break;
    case 2:  chorus_pump_async_stop(c->rt); break;
    case 3:  chorus_runtime_destroy(c->rt); break; /* does nothing here */
    case 4:  echo_lose(c->rt, session); break;
    default: send_some(c, session); break;
    }
}

static void enter(chaos *c)
{
    if (atomic_fetch_add(&c->inside, 1) != 0)
        atomic_fetch_add(&c->overlaps, 1);
}

static void leave(chaos *c)
{
    atomic_fetch_sub(&c->inside, 1);
}

static void run_post(chorus_runtime *rt, void *user)
{
    chaos         *c = user;
    chorus_session session;
    enter(c);
    atomic_fetch_add(&c->run, 1);
    if (roll(&c->dice, 64) == 0)
        echo_open(rt, &session);
    leave(c);
}

static void post(chaos *c)
{
    if (chorus_pump_async_post(c->rt, run_post, c) == CHORUS_OK)
        atomic_fetch_add(&c->taken, 1);
}

static void on_event(chorus_runtime *rt, const chorus_event *event, void *user)
{
    chaos *c = user;
    (void)rt;
    enter(c);
    act(c, event->session);
    if (roll(&c->dice, 4) == 0)
        post(c);
    leave(c);
}

/* ---- on other threads ---- */

static void meddle(void *arg)
{
    other *o = arg;
    while (!atomic_load(&o->c->is_over)) {
        if (roll(&o->dice, 20) == 0)
            chorus_pump_async_stop(o->c->rt);
        else
            post(o->c);
        cho_thread_yield();
    }
}

/* ---- a round ---- */

static void give_way(int times)
{
    while (times-- > 0)
        cho_thread_yield();
}

static void start_and_stop(chaos *c, const chorus_handlers *h)
{
    chorus_session session;
    for (int i = 0; i < STARTS; i++) {
        echo_open(c->rt, &session);
        assert_ok(chorus_pump_async(c->rt, h, c));
        give_way(OTHERS * 20);
        assert_ok(chorus_pump_async_stop(c->rt));
        assert_int_equal(atomic_load(&c->inside), 0);
        assert_true(chorus_dispatch_bounded(c->rt, h, c, 20) >= 0);
    }
}

static void meddle_meanwhile(chaos *c, const chorus_handlers *h)
{
    other            others[OTHERS];
    chorus_allocator heap;
    cho_heap_init(&heap, NULL);
    for (uint32_t i = 0; i < OTHERS; i++) {
        others[i] = (other){ .c = c, .dice = c->dice + i };
        assert_ok(cho_thread_start(&heap, "other", meddle, &others[i], &others[i].thread));
    }
    start_and_stop(c, h);
    atomic_store(&c->is_over, true);
    for (uint32_t i = 0; i < OTHERS; i++)
        cho_thread_join(others[i].thread);
}

static void play_round(uint32_t seed)
{
    chaos           c = { .dice = seed };
    chorus_handlers h;
    CHORUS_INIT(&h);
    h.other = on_event;
    assert_ok(chorus_runtime_create(NULL, &c.rt));
    meddle_meanwhile(&c, &h);
    assert_ok(chorus_pump_async(c.rt, &h, &c));
    chorus_runtime_destroy(c.rt);
    assert_int_equal(atomic_load(&c.run), atomic_load(&c.taken));
    assert_int_equal(atomic_load(&c.overlaps), 0);
}

static void test_handlers_never_overlap_and_no_post_is_lost(void **state)
{
    uint64_t until_ns = cho_clock_mono_ns() + RUN_MS * (uint64_t)CHO_NS_PER_MS;
    uint32_t seed     = SEED;
    (void)state;
    do
        play_round(seed++);
    while (cho_clock_mono_ns() < until_ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_handlers_never_overlap_and_no_post_is_lost) };
    return cmocka_run_group_tests_name("dispatch/chaos", tests, NULL, NULL);
}
