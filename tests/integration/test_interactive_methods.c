#include "support/game.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"
#define BOB "0b6c0000-1111-4222-8333-000000000002"

static chorus_control_desc button(const char *scene, const char *id)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.scene = scene;
    desc.id    = id;
    desc.kind  = "button";
    return desc;
}

/* Two packets with one request; their ids on the wire. */
static chorus_request create_in_two_scenes(game *g, uint32_t ids[2])
{
    chorus_request      request;
    chorus_control_desc controls[] = { button("a", "one"), button("b", "two") };
    assert_ok(chorus_interactive_create_controls(g->rt, g->session, controls, 2, &request));
    assert_true(chorus_pump(g->rt) >= 0);
    ids[0] = peer_expect(&g->peer, "createControls");
    assert_non_null(strstr(g->peer.message, "\"sceneID\":\"a\""));
    ids[1] = peer_expect(&g->peer, "createControls");
    assert_non_null(strstr(g->peer.message, "\"sceneID\":\"b\""));
    return request;
}

static void expect_reply(game *g, chorus_request request, chorus_result result)
{
    chorus_event event;
    game_expect(g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(result, event.as.reply.result);
}

static void test_a_request_of_several_packets_ends_with_the_last_answer(void **state)
{
    (void)state;
    game     g;
    uint32_t ids[2];
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t first = 0; first < 2; first++) {
        chorus_request request = create_in_two_scenes(&g, ids);
        peer_reply(&g.peer, ids[first], "null");
        game_expect_silence(&g);
        peer_reply(&g.peer, ids[1 - first], "null");
        expect_reply(&g, request, CHORUS_OK);
    }
    game_deinit(&g);
}

static void test_a_request_of_several_packets_ends_with_the_first_refusal(void **state)
{
    (void)state;
    game         g;
    uint32_t     ids[2];
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, NULL);
    chorus_request request = create_in_two_scenes(&g, ids);
    peer_refuse(&g.peer, ids[0], "{\"code\":4010,\"message\":\"unknown scene\",\"path\":\"sceneID\"}");
    expect_reply(&g, request, CHORUS_E_REJECTED);
    peer_reply(&g.peer, ids[1], "null");
    game_expect_silence(&g);

    request = create_in_two_scenes(&g, ids);
    peer_refuse(&g.peer, ids[1], "{\"code\":4013,\"message\":\"control exists\"}");
    expect_reply(&g, request, CHORUS_E_REJECTED);
    peer_refuse(&g.peer, ids[0], "{\"code\":4010,\"message\":\"unknown scene\"}");
    expect_reply(&g, (chorus_request){ 0 }, CHORUS_E_REJECTED);

    request = create_in_two_scenes(&g, ids);
    peer_drop(&g.peer);
    game_wait(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(CHORUS_E_NETWORK, event.as.reply.result);
    assert_false(game_has(&g, CHORUS_EVENT_REPLY, &event));
    game_deinit(&g);
}

/* ---- what is fetched ---- */

static void test_g30_whom_a_fetch_names_is_in_the_mirror_once(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    game_init(&g);
    game_open_ready(&g, &(peer_state){ .participants = "[{\"sessionID\":\"" ANN "\",\"username\":\"ann\"}]" });
    chorus_discard_events(g.rt);
    assert_ok(chorus_interactive_fetch_participants(g.rt, g.session, 0, &request));
    assert_true(chorus_pump(g.rt) >= 0);
    peer_reply(&g.peer, peer_expect(&g.peer, "getAllParticipants"),
               "{\"participants\":[{\"sessionID\":\"" ANN "\",\"username\":\"ann\"},"
               "{\"sessionID\":\"" BOB "\",\"username\":\"bob\"}],\"total\":2,\"hasMore\":false}");
    game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_str(BOB, event.as.participant.id);
    expect_reply(&g, request, CHORUS_OK);
    peer_tell(&g.peer, "onParticipantJoin", "{\"participants\":[{\"sessionID\":\"" BOB "\",\"username\":\"bob\"}]}");
    game_expect_silence(&g);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), 2);
    game_deinit(&g);
}

static void test_users_that_are_asked_for_are_in_the_mirror(void **state)
{
    (void)state;
    const uint32_t users[] = { 9, 10 };
    game           g;
    chorus_event   event;
    game_init(&g);
    game_open_ready(&g, NULL);
    chorus_request request;
    chorus_discard_events(g.rt);
    assert_ok(chorus_interactive_fetch_users(g.rt, g.session, users, 2, &request));
    assert_true(chorus_pump(g.rt) >= 0);
    peer_reply(&g.peer, peer_expect(&g.peer, "getParticipantsByMixerID"),
               "{\"users\":{\"9\":{\"sessionID\":\"" BOB "\",\"userID\":9,\"username\":\"ann\",\"sparks\":70,"
               "\"channelGroups\":[\"Mod\"]},\"10\":null}}");
    game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    chorus_participant_info info;
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, event.as.participant.participant, &info));
    assert_true(info.has_sparks);
    assert_int_equal(info.sparks, 70);
    assert_str("[\"Mod\"]", info.channel_groups);
    expect_reply(&g, request, CHORUS_OK);
    game_deinit(&g);
}

static void test_scenes_that_are_fetched_are_in_the_mirror(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_ok(chorus_interactive_fetch_scenes(g.rt, g.session, &request));
    assert_true(chorus_pump(g.rt) >= 0);
    peer_reply(&g.peer, peer_expect(&g.peer, "getScenes"),
               "{\"scenes\":[{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"hit\",\"kind\":\"button\"}]}]}");
    game_expect(&g, CHORUS_EVENT_SCENE_CREATE, &event);
    game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    expect_reply(&g, request, CHORUS_OK);
    game_deinit(&g);
}

/* ---- what the service warns of ---- */

static void test_a_memory_warning_has_an_event(void **state)
{
    (void)state;
    game               g;
    chorus_event       event;
    chorus_memory_info info;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_tell(&g.peer, "issueMemoryWarning", "{\"usedBytes\":1600,\"totalBytes\":2048,\"resources\":[{\"id\":\"a\"}]}");
    game_expect(&g, CHORUS_EVENT_MEMORY_WARNING, &event);
    assert_int_equal(event.as.memory.used_bytes, 1600);
    assert_int_equal(event.as.memory.total_bytes, 2048);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_read_memory(g.rt, &event, &info));
    assert_str("[{\"id\":\"a\"}]", info.resources);
    peer_tell(&g.peer, "issueMemoryWarning", "{}");
    game_expect(&g, CHORUS_EVENT_MEMORY_WARNING, &event);
    assert_int_equal(event.as.memory.used_bytes, 0);
    game_deinit(&g);
}

static void test_an_unknown_method_surfaces_as_it_came(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_tell(&g.peer, "onSomethingNew", "{\"a\":[1]}");
    game_expect(&g, CHORUS_EVENT_METHOD, &event);
    assert_str("onSomethingNew", event.as.method.method);
    assert_str("{\"a\":[1]}", event.as.method.params);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_request_of_several_packets_ends_with_the_last_answer),
        cmocka_unit_test(test_a_request_of_several_packets_ends_with_the_first_refusal),
        cmocka_unit_test(test_g30_whom_a_fetch_names_is_in_the_mirror_once),
        cmocka_unit_test(test_users_that_are_asked_for_are_in_the_mirror),
        cmocka_unit_test(test_scenes_that_are_fetched_are_in_the_mirror),
        cmocka_unit_test(test_a_memory_warning_has_an_event),
        cmocka_unit_test(test_an_unknown_method_surfaces_as_it_came),
    };
    return cmocka_run_group_tests_name("interactive methods", tests, NULL, NULL);
}
