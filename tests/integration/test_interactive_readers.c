#include "support/game.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"

static const peer_state stage = {
    .scenes = "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\","
              "\"text\":\"F\\u0069re!\",\"cost\":5,\"cooldown\":1700000005000,\"progress\":0.25,"
              "\"disabled\":true,"
              "\"style\":{\"color\":\"red\",\"deep\":{\"n\":-7}},\"position\":[{\"size\":\"large\","
              "\"x\":2.5}],"
              "\"meta\":{\"tag\":{\"value\":\"old\",\"etag\":\"1\"}}},"
              "{\"controlID\":\"say\",\"kind\":\"textbox\"}]},{\"sceneID\":\"arena\"}]",
    .groups = "[{\"groupID\":\"default\",\"sceneID\":\"default\"},{\"groupID\":\"red\",\"sceneID\":"
              "\"arena\"}]",
    .participants =
        "[{\"sessionID\":\"" ANN
        "\",\"userID\":4294967295,\"username\":\"ann \\\"a\\\"\",\"level\":3,"
        "\"lastInputAt\":1700000000007,\"connectedAt\":1700000000001,\"disabled\":true,\"groupID\":"
        "\"red\","
        "\"anonymous\":false,\"channelGroups\":[\"User\",\"Mod\"],\"score\":9007199254740993}]",
};

static void open_stage(game *g)
{
    game_init(g);
    game_open_ready(g, &stage);
}

static chorus_resource find_control(game *g, const char *id)
{
    chorus_resource found;
    assert_ok(chorus_interactive_find_control(g->rt, g->session, "default", id, &found));
    return found;
}

static void test_a_control_is_read_at_once(void **state)
{
    (void)state;
    game                g;
    chorus_control_info info;
    open_stage(&g);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_control(g.rt, g.session, find_control(&g, "fire"), &info));
    assert_str("fire", info.id);
    assert_str("button", info.kind);
    assert_str("default", info.scene_id);
    assert_int_equal(info.scene.id, game_find(&g, CHORUS_RESOURCE_SCENE, "default").id);
    assert_str("Fire!", info.text);
    assert_int_equal(info.cost, 5);
    assert_int_equal(info.cooldown_ms, 1700000005000);
    assert_true(info.progress == 0.25 && info.is_disabled && !info.is_gone);
    assert_ok(chorus_interactive_get_control(g.rt, g.session, find_control(&g, "say"), &info));
    assert_str("", info.text);
    assert_true(info.cost == 0 && info.cooldown_ms == 0 && info.progress == 0 && !info.is_disabled);
    game_deinit(&g);
}

static void test_a_participant_is_read_at_once(void **state)
{
    (void)state;
    game                    g;
    chorus_participant_info info;
    open_stage(&g);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(
        g.rt, g.session, game_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN), &info));
    assert_str(ANN, info.id);
    assert_str("ann \"a\"", info.name);
    assert_str("red", info.group);
    assert_int_equal(info.user_id, UINT32_MAX);
    assert_int_equal(info.level, 3);
    assert_int_equal(info.connected_at_ms, 1700000000001);
    assert_int_equal(info.last_input_at_ms, 1700000000007);
    assert_true(info.is_disabled && !info.is_anonymous && !info.is_gone);
    game_deinit(&g);
}

static void test_scenes_and_groups_are_read_at_once(void **state)
{
    (void)state;
    game              g;
    chorus_scene_info scene;
    chorus_group_info group;
    open_stage(&g);
    CHORUS_INIT(&scene);
    CHORUS_INIT(&group);
    assert_ok(chorus_interactive_get_scene(g.rt, g.session,
                                           game_find(&g, CHORUS_RESOURCE_SCENE, "default"), &scene));
    assert_str("default", scene.id);
    assert_int_equal(scene.control_count, 2);
    assert_ok(chorus_interactive_get_scene(g.rt, g.session,
                                           game_find(&g, CHORUS_RESOURCE_SCENE, "arena"), &scene));
    assert_int_equal(scene.control_count, 0);
    assert_ok(chorus_interactive_get_group(g.rt, g.session, game_find(&g, CHORUS_RESOURCE_GROUP, "red"),
                                           &group));
    assert_str("red", group.id);
    assert_str("arena", group.scene_id);
    game_deinit(&g);
}

static void test_properties_are_read_by_path_and_type(void **state)
{
    (void)state;
    game            g;
    chorus_str      text;
    double          number;
    int64_t         integer;
    bool            flag;
    chorus_resource fire, ann;
    open_stage(&g);
    fire = find_control(&g, "fire");
    ann  = game_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, fire, "style.color", &text));
    assert_str("red", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, fire, "meta.tag.value", &text));
    assert_str("old", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, fire, "text", &text));
    assert_str("Fire!", text);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, fire, "style.deep.n", &integer));
    assert_int_equal(integer, -7);
    assert_ok(chorus_interactive_get_number(g.rt, g.session, fire, "position.0.x", &number));
    assert_true(number == 2.5);
    assert_ok(chorus_interactive_get_number(g.rt, g.session, fire, "cost", &number));
    assert_true(number == 5);
    assert_ok(chorus_interactive_get_bool(g.rt, g.session, fire, "disabled", &flag));
    assert_true(flag);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, ann, "score", &integer));
    assert_int_equal(integer, 9007199254740993);
    assert_ok(chorus_interactive_get_json(g.rt, g.session, ann, "channelGroups", &text));
    assert_str("[\"User\",\"Mod\"]", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, ann, "username", &text));
    assert_str("ann \"a\"", text);
    assert_result(CHORUS_E_TYPE,
                  chorus_interactive_get_string(g.rt, g.session, fire, "cost", &text));
    assert_result(CHORUS_E_TYPE,
                  chorus_interactive_get_integer(g.rt, g.session, fire, "progress", &integer));
    assert_result(CHORUS_E_TYPE,
                  chorus_interactive_get_number(g.rt, g.session, fire, "style", &number));
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_bool(g.rt, g.session, fire, "text", &flag));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_bool(g.rt, g.session, fire, "style.no", &flag));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_number(g.rt, g.session, fire, "position.1.x", &number));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(
                                          g.rt, g.session, (chorus_resource){ 0 }, NULL, &text));
    game_deinit(&g);
}

/* Deletes, and leaves the game inside the pump that told it. */
static void delete_with(game *g, const char *method, const char *params, chorus_event_type type)
{
    chorus_event event;
    peer_tell(&g->peer, method, params);
    game_wait(g, type, &event);
}

static void test_what_is_deleted_stays_readable_until_the_next_pump(void **state)
{
    (void)state;
    game                    g;
    chorus_control_info     control;
    chorus_scene_info       scene;
    chorus_participant_info person;
    chorus_str              text;
    chorus_resource         fire, arena, ann;
    open_stage(&g);
    CHORUS_INIT(&control);
    CHORUS_INIT(&scene);
    CHORUS_INIT(&person);
    fire  = find_control(&g, "fire");
    arena = game_find(&g, CHORUS_RESOURCE_SCENE, "arena");
    ann   = game_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);

    delete_with(&g, "onControlDelete",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\"}]}",
                CHORUS_EVENT_CONTROL_DELETE);
    assert_ok(chorus_interactive_get_control(g.rt, g.session, fire, &control));
    assert_true(control.is_gone);
    assert_str("fire", control.id);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, fire, "style.color", &text));
    assert_str("red", text);
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_find_control(g.rt, g.session, NULL, "fire", &fire));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_set_bool(g.rt, g.session, fire, "disabled", false));

    delete_with(&g, "onSceneDelete", "{\"sceneID\":\"arena\"}", CHORUS_EVENT_SCENE_DELETE);
    assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, fire), CHORUS_RESOURCE_NONE);
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_control(g.rt, g.session, fire, &control));
    assert_ok(chorus_interactive_get_scene(g.rt, g.session, arena, &scene));
    assert_true(scene.is_gone);

    delete_with(&g, "onParticipantLeave", "{\"participants\":[{\"sessionID\":\"" ANN "\"}]}",
                CHORUS_EVENT_PARTICIPANT_LEAVE);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_scene(g.rt, g.session, arena, &scene));
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, ann, &person));
    assert_true(person.is_gone);
    assert_str("ann \"a\"", person.name);
    assert_str("red", person.group);
    chorus_pump(g.rt);
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_participant(g.rt, g.session, ann, &person));
    game_deinit(&g);
}

/* How many things a walk over a kind meets. */
static uint32_t walk(game *g, chorus_resource_kind kind)
{
    chorus_resource it    = { 0 };
    uint32_t        steps = 0;
    while (chorus_interactive_next(g->rt, g->session, kind, &it)) {
        assert_int_equal(chorus_interactive_get_kind(g->rt, g->session, it), kind);
        steps++;
    }
    assert_int_equal(it.id, 0);
    return steps;
}

static void assert_counts(game *g, const uint32_t counts[5])
{
    static const chorus_resource_kind kinds[] = { CHORUS_RESOURCE_WORLD, CHORUS_RESOURCE_SCENE,
                                                  CHORUS_RESOURCE_GROUP, CHORUS_RESOURCE_CONTROL,
                                                  CHORUS_RESOURCE_PARTICIPANT };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        assert_int_equal(chorus_interactive_count(g->rt, g->session, kinds[i]), counts[i]);
        assert_int_equal(walk(g, kinds[i]), counts[i]);
    }
}

static void test_walks_meet_what_counts_say(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_stage(&g);
    assert_counts(&g, (const uint32_t[]){ 1, 2, 2, 2, 1 });
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"1\"},{\"controlID\":\"2\"}]}");
    peer_tell(&g.peer, "onParticipantJoin", "{\"participants\":[{\"sessionID\":\"z\"}]}");
    game_wait(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_counts(&g, (const uint32_t[]){ 1, 2, 2, 4, 2 });
    delete_with(&g, "onSceneDelete", "{\"sceneID\":\"arena\"}", CHORUS_EVENT_SCENE_DELETE);
    assert_counts(&g, (const uint32_t[]){ 1, 1, 2, 2, 2 });
    delete_with(&g, "onParticipantLeave", "{\"participants\":[{\"sessionID\":\"z\"}]}",
                CHORUS_EVENT_PARTICIPANT_LEAVE);
    assert_counts(&g, (const uint32_t[]){ 1, 1, 2, 2, 1 });
    game_deinit(&g);
}

static void test_bad_arguments_are_answered_not_obeyed(void **state)
{
    (void)state;
    game                g;
    chorus_resource     found = { 7 }, it = { UINT32_MAX };
    chorus_control_info info;
    chorus_session      stale = { 0xffffff };
    chorus_str          text;
    open_stage(&g);
    chorus_resource fire = find_control(&g, "fire");
    CHORUS_INIT(&info);
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(NULL, g.session, CHORUS_RESOURCE_SCENE,
                                                            "default", &found));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_find(g.rt, stale, CHORUS_RESOURCE_SCENE, "default", &found));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_SCENE, NULL, &found));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_GROUP, "arena", &found));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_find_control(g.rt, g.session, "nowhere", "fire", &found));
    assert_int_equal(found.id, 7);
    assert_false(chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_SCENE, &it));
    assert_false(chorus_interactive_next(g.rt, stale, CHORUS_RESOURCE_SCENE, &it));
    assert_int_equal(chorus_interactive_count(g.rt, stale, CHORUS_RESOURCE_SCENE), 0);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, (chorus_resource_kind)99), 0);
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_control(g.rt, g.session, fire, NULL));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_control(g.rt, g.session, (chorus_resource){ 0 }, &info));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_control(
                      g.rt, g.session, game_find(&g, CHORUS_RESOURCE_SCENE, "default"), &info));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_get_string(g.rt, g.session, fire, NULL, &text));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_get_string(g.rt, g.session, fire, "text", NULL));
    game_deinit(&g);
}

static void test_ready_is_toggled_by_the_service(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_stage(&g);
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    peer_tell(&g.peer, "onReady", "{\"isReady\":false}");
    game_expect(&g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_STAGING);
    assert_int_equal(event.as.state.previous, CHORUS_STATE_READY);
    assert_int_equal(event.as.state.cause, CHORUS_OK);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_STAGING);
    peer_tell(&g.peer, "onReady", "{\"isReady\":false}");
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    game_expect(&g, CHORUS_EVENT_SESSION_READY, &event);
    game_expect_silence(&g);
    assert_ok(chorus_interactive_set_ready(g.rt, g.session, false));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "ready");
    assert_non_null(strstr(g.peer.message, "\"params\":{\"isReady\":false}"));
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_control_is_read_at_once),
        cmocka_unit_test(test_a_participant_is_read_at_once),
        cmocka_unit_test(test_scenes_and_groups_are_read_at_once),
        cmocka_unit_test(test_properties_are_read_by_path_and_type),
        cmocka_unit_test(test_what_is_deleted_stays_readable_until_the_next_pump),
        cmocka_unit_test(test_walks_meet_what_counts_say),
        cmocka_unit_test(test_bad_arguments_are_answered_not_obeyed),
        cmocka_unit_test(test_ready_is_toggled_by_the_service),
    };
    return cmocka_run_group_tests_name("interactive/readers", tests, NULL, NULL);
}
