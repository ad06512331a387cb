#include "support/failing_allocator.h"
#include "support/game.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_CLOSE_MS = 2000, LONGEST_CALLS_MS = 2000, LARGE_BYTES = 1 << 20 };

/* A session can be brought into each of these places. */
typedef enum place {
    OPENED,        /* the call has returned, nothing was pumped since     */
    DISCOVERING,   /* the discovery is not answered                       */
    SHAKING_HANDS, /* connected, but the handshake is not answered        */
    GREETING,      /* the handshake is done, but nobody says hello        */
    FETCHING,      /* hello was said, but nothing is answered             */
    STAGING,
    READY,
    RECONNECTING, /* lost, and nobody listens any more                   */
    PLACE_COUNT
} place;

static void open_in(game *g, bool discovers, bool stays_in_staging)
{
    chorus_interactive_options options;
    char                       url[64];
    CHORUS_INIT(&options);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", g->peer.port);
    options.discovery_url    = discovers ? url : NULL;
    options.start_in_staging = stays_in_staging;
    game_open(g, &options);
}

static void lose_peer(game *g)
{
    chorus_event event;
    peer_open_session(&g->peer, NULL);
    game_wait(g, CHORUS_EVENT_SESSION_READY, &event);
    peer_close_all(&g->peer);
    game_wait_state(g, CHORUS_STATE_RECONNECTING, &event);
}

static void bring_to(game *g, place where)
{
    chorus_event event;
    open_in(g, where == DISCOVERING, where == STAGING);
    if (where == OPENED)
        return;
    if (where == DISCOVERING || where == SHAKING_HANDS) {
        peer_accept_silently(&g->peer);
        return;
    }
    peer_accept(&g->peer);
    if (where == GREETING)
        return;
    if (where == READY)
        peer_open_session(&g->peer, NULL);
    else if (where == RECONNECTING)
        lose_peer(g);
    else
        peer_tell(&g->peer, "hello", "{}");
    if (where == FETCHING)
        peer_expect(&g->peer, "getAllParticipants");
    if (where == STAGING)
        peer_answer_state(&g->peer, &(peer_state){ "[]", "[]", "[]" });
    if (where == STAGING || where == READY)
        game_wait_state(g, where == READY ? CHORUS_STATE_READY : CHORUS_STATE_STAGING, &event);
}

static uint64_t ms_since(uint64_t began_ns)
{
    return (cho_clock_mono_ns() - began_ns) / 1000000;
}

/* The peer does not read, so it does not answer the goodbye either. */
static void test_g43_close_ends_within_two_seconds_wherever_the_session_is(void **state)
{
    (void)state;
    for (place where = OPENED; where < PLACE_COUNT; where++) {
        game         g;
        chorus_event event;
        game_init(&g);
        bring_to(&g, where);
        uint64_t began_ns = cho_clock_mono_ns();
        assert_ok(chorus_session_close(g.rt, g.session));
        assert_ok(chorus_session_close(g.rt, g.session));
        game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
        if (ms_since(began_ns) >= LONGEST_CLOSE_MS)
            fail_msg("closing took %d ms in place %d", (int)ms_since(began_ns), (int)where);
        assert_result(CHORUS_OK, event.as.closed.cause);
        assert_false(game_has(&g, CHORUS_EVENT_SESSION_CLOSED, &event));
        assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_NONE);
        game_deinit(&g);
    }
}

/* What a game does in a frame, and more than any socket takes at once; what it says depends on the place. */
static void use_everything(game *g, const char *large)
{
    chorus_control_desc desc;
    chorus_session      second;
    chorus_event        event;
    CHORUS_INIT(&desc);
    desc.id   = "b";
    desc.kind = "button";
    (void)chorus_interactive_set_ready(g->rt, g->session, true);
    (void)chorus_interactive_create_control(g->rt, g->session, &desc, NULL);
    for (int i = 0; i < 4; i++)
        (void)chorus_interactive_call(g->rt, g->session, "large", large, NULL);
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.address = "ws://localhost:1/";
    if (chorus_interactive_open(g->rt, &options, &second) == CHORUS_OK)
        (void)chorus_session_close(g->rt, second);
    for (int i = 0; i < 3; i++) {
        chorus_pump(g->rt);
        while (chorus_next_event(g->rt, &event))
            (void)chorus_session_get_state(g->rt, event.session);
    }
}

/* The peer reads nothing and answers nothing: whatever waited for it would wait for ever. */
static void test_g44_no_call_waits_for_the_network(void **state)
{
    char *large = malloc(LARGE_BYTES);
    (void)state;
    assert_non_null(large);
    int at = snprintf(large, LARGE_BYTES, "{\"v\":\"");
    memset(large + at, 'v', LARGE_BYTES - 16);
    memcpy(large + LARGE_BYTES - 16, "\"}", 3);
    for (place where = OPENED; where < PLACE_COUNT; where++) {
        game g;
        game_init(&g);
        bring_to(&g, where);
        uint64_t began_ns = cho_clock_mono_ns();
        use_everything(&g, large);
        if (ms_since(began_ns) >= LONGEST_CALLS_MS)
            fail_msg("the calls took %d ms in place %d", (int)ms_since(began_ns), (int)where);
        game_deinit(&g);
    }
    free(large);
}

static void test_a_goodbye_is_said_and_answered(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    uint16_t       code;
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_ok(chorus_interactive_call(g.rt, g.session, "lastWords", NULL, &request));
    assert_ok(chorus_session_close(g.rt, g.session));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "lastWords");
    while (peer_read(&g.peer, &code))
        continue;
    assert_int_equal(code, 1000);
    game_expect(&g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_CLOSING);
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(CHORUS_E_NETWORK, event.as.reply.result);
    game_expect(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_result(CHORUS_OK, event.as.closed.cause);
    assert_int_equal(event.as.closed.close_code, 1000);
    game_deinit(&g);
}

/* While it says goodbye a session does not become ready any more. */
static void test_a_closing_session_goes_nowhere_but_to_its_end(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    bring_to(&g, FETCHING);
    assert_ok(chorus_session_close(g.rt, g.session));
    chorus_pump(g.rt);
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    for (uint32_t id = 1; id <= 4; id++)
        peer_reply(&g.peer, id, "{\"scenes\":[],\"groups\":[],\"participants\":[]}");
    game_wait_state(&g, CHORUS_STATE_CLOSING, &event);
    do {
        game_wait(&g, CHORUS_EVENT_NONE, &event);
        assert_int_not_equal(event.type, CHORUS_EVENT_SESSION_READY);
        assert_int_not_equal(event.type, CHORUS_EVENT_SESSION_STATE);
    } while (event.type != CHORUS_EVENT_SESSION_CLOSED);
    game_deinit(&g);
}

static void test_a_runtime_is_destroyed_wherever_its_session_is(void **state)
{
    (void)state;
    for (place where = OPENED; where < PLACE_COUNT; where++) {
        game                   g;
        failing_allocator      heap;
        chorus_runtime_options options;
        failing_allocator_init(&heap);
        CHORUS_INIT(&options);
        options.allocator   = heap.hooks;
        options.shutdown_ms = 300;
        game_init_with(&g, &options);
        bring_to(&g, where);
        uint64_t began_ns = cho_clock_mono_ns();
        chorus_runtime_destroy(g.rt);
        if (ms_since(began_ns) >= LONGEST_CLOSE_MS)
            fail_msg("destroying took %d ms in place %d", (int)ms_since(began_ns), (int)where);
        if (heap.live_blocks != 0)
            fail_msg("%d blocks are left of place %d", (int)heap.live_blocks, (int)where);
        peer_close_all(&g.peer);
    }
}

/* ---- more than one ---- */

static void open_second(game *g, scripted_peer *peer, chorus_session *session)
{
    chorus_interactive_options options;
    chorus_event               event;
    CHORUS_INIT(&options);
    options.address = peer->url;
    assert_ok(chorus_interactive_open(g->rt, &options, session));
    chorus_pump(g->rt);
    peer_accept(peer);
    peer_open_session(peer, NULL);
    game_wait(g, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(event.session.id, session->id);
}

static void press(scripted_peer *peer, const char *control)
{
    char params[128];
    snprintf(params, sizeof params,
             "{\"participantID\":\"p\",\"input\":{\"controlID\":\"%s\",\"event\":\"mousedown\"}}",
             control);
    peer_tell(peer, "giveInput", params);
    peer_wait_until_read(peer);
}

static void test_two_sessions_in_one_runtime_are_kept_apart(void **state)
{
    (void)state;
    game            g;
    scripted_peer   other;
    chorus_session  second;
    chorus_resource found;
    chorus_event    event;
    game_init(&g);
    peer_listen(&other);
    game_open_ready(&g, NULL);
    open_second(&g, &other, &second);
    assert_int_not_equal(second.id, g.session.id);
    peer_tell(&other, "onSceneCreate", "{\"scenes\":[{\"sceneID\":\"mine\"}]}");
    press(&other, "b");
    press(&g.peer, "a");
    game_expect(&g, CHORUS_EVENT_SCENE_CREATE, &event);
    assert_int_equal(event.session.id, second.id);
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.session.id, second.id);
    assert_str("b", event.as.input.control);
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.session.id, g.session.id);
    assert_str("a", event.as.input.control);
    assert_ok(chorus_interactive_find(g.rt, second, CHORUS_RESOURCE_SCENE, "mine", &found));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_SCENE, "mine", &found));
    peer_send_close(&other, 4027, "");
    game_expect(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.session.id, second.id);
    game_expect_silence(&g);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    peer_close_all(&other);
    game_deinit(&g);
}

static void test_several_runtimes_do_not_notice_each_other(void **state)
{
    (void)state;
    enum { COUNT = 4 };
    game        *games = calloc(COUNT, sizeof *games);
    chorus_event event;
    assert_non_null(games);
    for (int i = 0; i < COUNT; i++) {
        game_init(&games[i]);
        game_open_ready(&games[i], NULL);
    }
    for (int i = COUNT; i-- > 0;)
        press(&games[i].peer, "c");
    for (int i = 0; i < COUNT; i++) {
        game_expect(&games[i], CHORUS_EVENT_INPUT, &event);
        game_expect_silence(&games[i]);
        game_deinit(&games[i]);
    }
    free(games);
}

/* ---- while the game does something else ---- */

static void test_g38_pings_are_answered_while_the_game_does_not_pump(void **state)
{
    (void)state;
    game   g;
    size_t len;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (int i = 0; i < 50; i++) {
        press(&g.peer, "c");
        peer_send_frame(&g.peer, PEER_PING, "still\0there?", 12);
        int opcode = PEER_TEXT;
        while (opcode == PEER_TEXT)
            opcode = peer_read_frame(&g.peer, &len);
        assert_int_equal(opcode, PEER_PONG);
        assert_int_equal(len, 12);
        assert_memory_equal(g.peer.message, "still\0there?", 12);
    }
    game_deinit(&g);
}

static void test_a_game_that_never_pumps_is_still_taken_to_the_service(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open(&g, NULL);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    peer_wait_until_read(&g.peer);
    peer_drop(&g.peer);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    peer_wait_until_read(&g.peer);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    game_deinit(&g);
}

static void test_a_silent_service_leaves_the_session_connecting(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    bring_to(&g, GREETING);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_wait_until_read(&g.peer);
    assert_int_equal(chorus_pump(g.rt), 0);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_CONNECTING);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g43_close_ends_within_two_seconds_wherever_the_session_is),
        cmocka_unit_test(test_g44_no_call_waits_for_the_network),
        cmocka_unit_test(test_a_goodbye_is_said_and_answered),
        cmocka_unit_test(test_a_closing_session_goes_nowhere_but_to_its_end),
        cmocka_unit_test(test_a_runtime_is_destroyed_wherever_its_session_is),
        cmocka_unit_test(test_two_sessions_in_one_runtime_are_kept_apart),
        cmocka_unit_test(test_several_runtimes_do_not_notice_each_other),
        cmocka_unit_test(test_g38_pings_are_answered_while_the_game_does_not_pump),
        cmocka_unit_test(test_a_game_that_never_pumps_is_still_taken_to_the_service),
        cmocka_unit_test(test_a_silent_service_leaves_the_session_connecting),
    };
    return cmocka_run_group_tests_name("interactive/lifetime", tests, NULL, NULL);
}
