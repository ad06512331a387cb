/* Handlers inside the pump, and on a thread of the runtime's own. */
#include "support/deadline.h"
#include "support/echo_module.h"
#include "support/failing_allocator.h"
#include "support/game.h"

#include "base/alloc.h"
#include "base/thread.h"
#include "core/dispatch.h"
#include "core/runtime_state.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MANY = 20000 };

/* What the handlers of a test have seen. */
typedef struct diary {
    char        order[256]; /* a letter for each event */
    size_t      len;
    atomic_uint count;
    atomic_uint closed;
    int         pump, dispatch, async; /* what a handler was answered */
    uint32_t    expected;              /* the number that the next text should hold */
    uint32_t    out_of_order;
    bool        stops;
    chorus_session session;
} diary;

static void note(void *user, char letter)
{
    diary *d = user;
    if (d->len < sizeof d->order - 1)
        d->order[d->len++] = letter;
    atomic_fetch_add(&d->count, 1);
}

#define HANDLER(name, letter)                                                                                      \
    static void name(chorus_runtime *rt, const chorus_event *event, void *user)                                    \
    {                                                                                                              \
        (void)rt;                                                                                                  \
        (void)event;                                                                                               \
        note(user, letter);                                                                                        \
    }
HANDLER(on_state, 's')
HANDLER(on_ready, 'r')
HANDLER(on_reply, 'y')
HANDLER(on_input, 'i')
HANDLER(on_join, 'j')
HANDLER(on_update, 'u')
HANDLER(on_leave, 'l')
HANDLER(on_scene, 'S')
HANDLER(on_group, 'G')
HANDLER(on_control, 'C')
HANDLER(on_world, 'W')
HANDLER(on_method, 'm')
HANDLER(on_memory, 'M')
HANDLER(on_packet, 'P')
HANDLER(on_upload, 'U')
HANDLER(on_token, 'T')
HANDLER(on_other, 'o')

static void on_closed(chorus_runtime *rt, const chorus_event *event, void *user)
{
    diary *d = user;
    (void)rt;
    (void)event;
    note(user, 'c');
    atomic_fetch_add(&d->closed, 1);
}

static chorus_handlers all_handlers(void)
{
    chorus_handlers h;
    CHORUS_INIT(&h);
    h.state = on_state, h.ready = on_ready, h.closed = on_closed, h.reply = on_reply, h.input = on_input;
    h.join = on_join, h.update = on_update, h.leave = on_leave;
    h.scene = on_scene, h.group = on_group, h.control = on_control, h.world = on_world;
    h.method = on_method, h.memory = on_memory, h.packet = on_packet;
    h.upload = on_upload, h.token = on_token, h.other = on_other;
    return h;
}

static chorus_runtime *make(void)
{
    chorus_runtime *rt = NULL;
    assert_ok(chorus_runtime_create(NULL, &rt));
    return rt;
}

/* A runtime, handlers, and what they have seen. */
typedef struct talk {
    chorus_runtime *rt;
    chorus_handlers h; /* none at first */
    diary           d;
} talk;

static int set_up(void **state)
{
    talk *t = calloc(1, sizeof *t);
    assert_non_null(t);
    CHORUS_INIT(&t->h);
    t->rt  = make();
    *state = t;
    return 0;
}

/* With a session that echoes. */
static int set_up_echo(void **state)
{
    set_up(state);
    talk *t = *state;
    assert_ok(echo_open(t->rt, &t->d.session));
    return 0;
}

static int tear_down(void **state)
{
    talk *t = *state;
    chorus_runtime_destroy(t->rt);
    free(t);
    return 0;
}

static void wait_for(atomic_uint *count, uint32_t wanted)
{
    uint64_t until_ns = deadline_ns();
    while (atomic_load(count) < wanted)
        deadline_yield(until_ns);
}

/* ---- inside the pump ---- */

static void dispatch_until(game *g, diary *d, const chorus_handlers *h, char last)
{
    uint64_t until_ns = deadline_ns();
    while (strchr(d->order, last) == NULL) {
        assert_true(chorus_dispatch(g->rt, h, d) >= 0);
        deadline_yield(until_ns);
    }
}

static void test_each_kind_of_event_has_its_handler(void **state)
{
    game            g;
    diary           d = { .len = 0 };
    chorus_handlers h = all_handlers();
    (void)state;
    game_init(&g);
    game_open(&g, NULL);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    dispatch_until(&g, &d, &h, 'r');
    memset(&d, 0, sizeof d);
    peer_tell(&g.peer, "onParticipantJoin", "{\"participants\":[{\"sessionID\":\"p\",\"username\":\"ann\",\"groupID\":\"default\"}]}");
    peer_tell(&g.peer, "onParticipantUpdate", "{\"participants\":[{\"sessionID\":\"p\",\"username\":\"ben\",\"groupID\":\"default\"}]}");
    peer_tell(&g.peer, "onSceneCreate", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[]}]}");
    peer_tell(&g.peer, "onGroupCreate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    peer_tell(&g.peer, "onControlCreate", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"button\"}]}");
    peer_tell(&g.peer, "giveInput", "{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\",\"event\":\"mousedown\"}}");
    peer_tell(&g.peer, "onWorldUpdate", "{\"x\":1}");
    peer_tell(&g.peer, "onParticipantLeave", "{\"participants\":[{\"sessionID\":\"p\"}]}");
    peer_tell(&g.peer, "somethingElse", "{}");
    dispatch_until(&g, &d, &h, 'm');
    assert_string_equal(d.order, "juSGCiWlm");
    game_deinit(&g);
}

static void test_rare_events_have_their_handlers_too(void **state)
{
    static const uint32_t types[] = { CHORUS_EVENT_MEMORY_WARNING, CHORUS_EVENT_PACKET, CHORUS_EVENT_UPLOAD,
                                      CHORUS_EVENT_TOKEN, CHORUS_EVENT_SESSION_CLOSED, 0x7fffu };
    talk                 *t       = *state;
    t->h                          = all_handlers();
    assert_true(cho_events_reserve(&t->rt->events, ARRAY_LEN(types)));
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        cho_events_push(&t->rt->events)->type = types[i];
    cho_dispatch_waiting(t->rt, &t->h, &t->d, UINT32_MAX, NULL);
    assert_string_equal(t->d.order, "MPUTco");
}

static void test_what_has_no_handler_goes_to_other_or_nowhere(void **state)
{
    talk    *t        = *state;
    uint64_t until_ns = deadline_ns();
    while (chorus_dispatch(t->rt, &t->h, &t->d) == 0)
        deadline_yield(until_ns);
    assert_int_equal(t->d.len, 0);
    t->h.other = on_other;
    assert_ok(chorus_session_close(t->rt, t->d.session));
    while (chorus_dispatch(t->rt, &t->h, &t->d) == 0)
        deadline_yield(until_ns);
    assert_string_equal(t->d.order, "o");
}

/* A text of the echo module is a number; they must come one after the other. */
static void on_number(chorus_runtime *rt, const chorus_event *event, void *user)
{
    diary *d = user;
    (void)rt;
    d->out_of_order += (uint32_t)strtoul(event->as.method.method.ptr, NULL, 10) != d->expected;
    d->expected++;
    atomic_fetch_add(&d->count, 1);
}

static void send_numbers(chorus_runtime *rt, chorus_session session, uint32_t from, uint32_t to)
{
    char         text[16];
    echo_request request = { .text = text, .count = 1, .worth = CHO_WORTH_KEEP };
    for (uint32_t i = from; i < to; i++) {
        snprintf(text, sizeof text, "%u", i);
        assert_ok(echo_send(rt, session, &request));
    }
}

static void test_g21_events_come_in_the_order_of_their_arrival(void **state)
{
    talk *t           = *state;
    t->h.method       = on_number;
    uint64_t until_ns = deadline_ns();
    for (uint32_t sent = 0; sent < MANY || t->d.count < MANY;) {
        if (sent < MANY && sent - t->d.count < 2000) {
            send_numbers(t->rt, t->d.session, sent, sent + 100);
            sent += 100;
        }
        assert_true(chorus_dispatch(t->rt, &t->h, &t->d) >= 0);
        deadline_yield(until_ns);
    }
    assert_int_equal(t->d.out_of_order, 0);
}

static void test_g22_exactly_as_many_events_as_asked_for_when_so_many_wait(void **state)
{
    enum { WAITING = 100 };
    talk        *t = *state;
    chorus_event event;
    uint32_t     left = 0;
    t->h.method       = on_number;
    echo_wait(t->rt, CHORUS_EVENT_SESSION_READY, &event);
    send_numbers(t->rt, t->d.session, 0, WAITING);
    assert_ok(chorus_flush(t->rt));
    uint64_t until_ns = deadline_ns();
    int waiting;
    do {
        waiting = chorus_pump_bounded(t->rt, 1, 0, &left);
        assert_true(waiting >= 0);
        deadline_yield(until_ns);
    } while ((uint32_t)waiting + left < WAITING);
    assert_int_equal(chorus_dispatch_bounded(t->rt, &t->h, &t->d, 7), 7);
    assert_int_equal(chorus_dispatch_bounded(t->rt, &t->h, &t->d, 1), 1);
    assert_int_equal(chorus_dispatch_bounded(t->rt, &t->h, &t->d, WAITING), WAITING - 8);
    assert_int_equal(chorus_dispatch_bounded(t->rt, &t->h, &t->d, 5), 0);
    assert_int_equal(t->d.out_of_order, 0);
}

static void try_everything(chorus_runtime *rt, const chorus_event *event, void *user)
{
    diary          *d = user;
    chorus_handlers h = all_handlers();
    d->pump           = chorus_pump(rt);
    d->dispatch       = chorus_dispatch(rt, &h, d);
    d->async          = chorus_pump_async(rt, &h, d);
    chorus_runtime_destroy(rt);
    assert_ok(chorus_pump_async_stop(rt));
    assert_ok(chorus_session_close(rt, event->session));
    note(user, 'r');
}

static void test_a_handler_may_call_everything_but_the_pump(void **state)
{
    talk *t           = *state;
    t->h.ready        = try_everything;
    t->h.closed       = on_closed;
    uint64_t until_ns = deadline_ns();
    while (atomic_load(&t->d.closed) == 0) {
        assert_true(chorus_dispatch(t->rt, &t->h, &t->d) >= 0);
        deadline_yield(until_ns);
    }
    assert_int_equal(t->d.pump, CHORUS_E_STATE);
    assert_int_equal(t->d.dispatch, CHORUS_E_STATE);
    assert_int_equal(t->d.async, CHORUS_E_STATE);
    assert_string_equal(t->d.order, "rc");
}

static void test_bad_arguments_are_refused(void **state)
{
    talk *t = *state;
    t->h    = all_handlers();
    assert_int_equal(chorus_dispatch(NULL, &t->h, NULL), CHORUS_E_INVALID);
    assert_int_equal(chorus_dispatch(t->rt, NULL, NULL), CHORUS_E_INVALID);
    assert_result(CHORUS_E_INVALID, chorus_pump_async(NULL, &t->h, NULL));
    assert_result(CHORUS_E_INVALID, chorus_pump_async(t->rt, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_pump_async_stop(NULL));
    assert_result(CHORUS_E_INVALID, chorus_pump_async_post(t->rt, NULL, NULL));
    t->h.struct_size = 0;
    assert_int_equal(chorus_dispatch(t->rt, &t->h, NULL), CHORUS_E_INVALID);
    assert_result(CHORUS_E_INVALID, chorus_pump_async(t->rt, &t->h, NULL));
    struct {
        chorus_handlers known;
        chorus_handler  newer;
    } future = { .known = all_handlers(), .newer = on_other };
    future.known.struct_size = sizeof future;
    assert_int_equal(chorus_dispatch(t->rt, &future.known, NULL), CHORUS_E_VERSION);
}

/* ---- on a thread of its own ---- */

static void answer(chorus_runtime *rt, const chorus_event *event, void *user)
{
    diary       *d       = user;
    echo_request request = { .text = "again", .count = 1, .worth = CHO_WORTH_KEEP };
    if (atomic_fetch_add(&d->count, 1) < 100)
        echo_send(rt, event->session, &request);
}

static void test_events_come_by_themselves_and_calls_go_out(void **state)
{
    talk *t    = *state;
    t->h.ready = t->h.method = answer;
    t->h.closed              = on_closed;
    assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
    wait_for(&t->d.count, 101);
    assert_ok(chorus_pump_async_stop(t->rt));
    assert_int_equal(chorus_session_get_state(t->rt, t->d.session), CHORUS_STATE_READY);
}

static void test_pumping_and_the_asynchronous_mode_exclude_each_other(void **state)
{
    talk *t = *state;
    t->h    = all_handlers();
    assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
    assert_int_equal(chorus_pump(t->rt), CHORUS_E_STATE);
    assert_int_equal(chorus_dispatch(t->rt, &t->h, &t->d), CHORUS_E_STATE);
    assert_result(CHORUS_E_STATE, chorus_pump_async(t->rt, &t->h, &t->d));
    assert_ok(chorus_pump_async_stop(t->rt));
    assert_ok(chorus_pump_async_stop(t->rt));
    assert_int_equal(chorus_pump(t->rt), 0);
}

static void stop_inside(chorus_runtime *rt, const chorus_event *event, void *user)
{
    (void)event;
    note(user, 's');
    assert_ok(chorus_pump_async_stop(rt));
}

static void test_a_handler_can_stop_it_and_is_the_last_one(void **state)
{
    talk *t    = *state;
    t->h.other = stop_inside;
    send_numbers(t->rt, t->d.session, 0, 50);
    assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
    wait_for(&t->d.count, 1);
    assert_ok(chorus_pump_async_stop(t->rt));
    assert_int_equal(t->d.len, 1);
    assert_true(chorus_pump(t->rt) >= 0);
}

static void test_it_can_be_switched_on_and_off_and_nothing_is_lost(void **state)
{
    talk *t     = *state;
    t->h.method = on_number;
    for (uint32_t sent = 0; sent < 2000; sent += 100) {
        send_numbers(t->rt, t->d.session, sent, sent + 100);
        assert_true(chorus_dispatch(t->rt, &t->h, &t->d) >= 0);
        assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
        if (sent % 200 == 0)
            wait_for(&t->d.count, sent + 100);
        assert_ok(chorus_pump_async_stop(t->rt));
    }
    wait_for(&t->d.count, 1900);
    uint64_t until_ns = deadline_ns();
    while (atomic_load(&t->d.count) < 2000) {
        chorus_dispatch(t->rt, &t->h, &t->d);
        deadline_yield(until_ns);
    }
    assert_int_equal(t->d.out_of_order, 0);
}

static void test_destroy_stops_it(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        chorus_runtime *rt = make();
        chorus_session  session;
        diary           d = { .len = 0 };
        chorus_handlers h = all_handlers();
        assert_ok(echo_open(rt, &session));
        send_numbers(rt, session, 0, 100);
        assert_ok(chorus_pump_async(rt, &h, &d));
        chorus_runtime_destroy(rt);
    }
}

/* ---- other threads ---- */

typedef struct poster {
    chorus_runtime *rt;
    diary          *d;
    uint32_t        refused;
} poster;

static void send_one(chorus_runtime *rt, void *user)
{
    diary       *d       = user;
    echo_request request = { .text = "posted", .count = 1, .worth = CHO_WORTH_KEEP };
    assert_ok(echo_send(rt, d->session, &request));
}

static void post_many(void *arg)
{
    poster *p = arg;
    for (int i = 0; i < 500; i++)
        p->refused += chorus_pump_async_post(p->rt, send_one, p->d) != CHORUS_OK;
}

static void test_other_threads_post_what_they_want_done(void **state)
{
    talk            *t = *state;
    poster           posters[3];
    cho_thread      *threads[3];
    chorus_allocator heap;
    t->h.method = on_method;
    cho_heap_init(&heap, NULL);
    assert_result(CHORUS_E_STATE, chorus_pump_async_post(t->rt, send_one, &t->d));
    assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        posters[i] = (poster){ t->rt, &t->d, 0 };
        assert_ok(cho_thread_start(&heap, "poster", post_many, &posters[i], &threads[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        cho_thread_join(threads[i]);
        assert_int_equal(posters[i].refused, 0);
    }
    wait_for(&t->d.count, 1500);
    assert_ok(chorus_pump_async_stop(t->rt));
    assert_result(CHORUS_E_STATE, chorus_pump_async_post(t->rt, send_one, &t->d));
}

static void count_it(chorus_runtime *rt, void *user)
{
    (void)rt;
    atomic_fetch_add((atomic_uint *)user, 1);
}

static void test_what_was_posted_before_the_stop_is_done(void **state)
{
    talk       *t     = *state;
    atomic_uint count = 0;
    t->h              = all_handlers();
    for (uint32_t i = 1; i <= 100; i++) {
        assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
        assert_ok(chorus_pump_async_post(t->rt, count_it, &count));
        assert_ok(chorus_pump_async_stop(t->rt));
        assert_int_equal(atomic_load(&count), i);
    }
}

static void stop_it(void *arg)
{
    chorus_pump_async_stop(arg);
}

static void test_several_threads_may_stop_it_at_once(void **state)
{
    talk            *t = *state;
    cho_thread      *threads[4];
    chorus_allocator heap;
    t->h = all_handlers();
    cho_heap_init(&heap, NULL);
    for (int round = 0; round < 20; round++) {
        assert_ok(chorus_pump_async(t->rt, &t->h, &t->d));
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
            assert_ok(cho_thread_start(&heap, "stopper", stop_it, t->rt, &threads[i]));
        assert_ok(chorus_pump_async_stop(t->rt));
        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
            cho_thread_join(threads[i]);
    }
}

static void test_every_failed_allocation_is_survived(void **state)
{
    failing_allocator *f = *state;
    chorus_handlers    h = all_handlers();
    EVERY_ALLOCATION_FAILS(f) {
        chorus_runtime_options options;
        chorus_runtime        *rt = NULL;
        diary                  d  = { .len = 0 };
        CHORUS_INIT(&options);
        options.allocator = f->hooks;
        if (chorus_runtime_create(&options, &rt) != CHORUS_OK)
            continue;
        chorus_result r = chorus_pump_async(rt, &h, &d);
        assert_true(r == CHORUS_OK || r == CHORUS_E_MEMORY);
        if (r == CHORUS_OK)
            chorus_pump_async_post(rt, count_it, &d.count);
        chorus_runtime_destroy(rt);
    }
}

int main(void)
{
#define RUNTIME_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define ECHO_TEST(name)    cmocka_unit_test_setup_teardown(name, set_up_echo, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_event_has_its_handler),
        RUNTIME_TEST(test_rare_events_have_their_handlers_too),
        ECHO_TEST(test_what_has_no_handler_goes_to_other_or_nowhere),
        ECHO_TEST(test_g21_events_come_in_the_order_of_their_arrival),
        ECHO_TEST(test_g22_exactly_as_many_events_as_asked_for_when_so_many_wait),
        ECHO_TEST(test_a_handler_may_call_everything_but_the_pump),
        RUNTIME_TEST(test_bad_arguments_are_refused),
        ECHO_TEST(test_events_come_by_themselves_and_calls_go_out),
        RUNTIME_TEST(test_pumping_and_the_asynchronous_mode_exclude_each_other),
        ECHO_TEST(test_a_handler_can_stop_it_and_is_the_last_one),
        ECHO_TEST(test_it_can_be_switched_on_and_off_and_nothing_is_lost),
        cmocka_unit_test(test_destroy_stops_it),
        ECHO_TEST(test_other_threads_post_what_they_want_done),
        RUNTIME_TEST(test_what_was_posted_before_the_stop_is_done),
        RUNTIME_TEST(test_several_threads_may_stop_it_at_once),
        HEAP_TEST(test_every_failed_allocation_is_survived),
    };
    return cmocka_run_group_tests_name("dispatch", tests, NULL, NULL);
}
