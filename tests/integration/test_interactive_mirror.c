#include "support/game.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"
#define BOB "0b6c0000-1111-4222-8333-000000000002"

/* Two scenes, two groups, two participants: ann sees default, bob sees arena. */
static const peer_state stage = {
    .scenes = "[{\"sceneID\":\"default\",\"groups\":[{\"groupID\":\"default\"}],\"controls\":["
              "{\"controlID\":\"fire\",\"kind\":\"button\",\"text\":\"Fire\",\"cost\":5,\"style\":{"
              "\"color\":\"red\","
              "\"size\":2}}]},"
              "{\"sceneID\":\"arena\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"fire\","
              "\"kind\":\"joystick\"},"
              "{\"controlID\":\"hit\",\"kind\":\"button\"}]}]",
    .groups = "[{\"groupID\":\"default\",\"sceneID\":\"default\"},{\"groupID\":\"red\",\"sceneID\":"
              "\"arena\"}]",
    .participants =
        "[{\"sessionID\":\"" ANN
        "\",\"userID\":9,\"username\":\"ann\",\"level\":3,\"connectedAt\":5,"
        "\"groupID\":\"default\",\"score\":1},"
        "{\"sessionID\":\"" BOB "\",\"userID\":9,\"username\":\"ann\",\"groupID\":\"red\"}]",
};

static void open_stage(game *g)
{
    game_init(g);
    game_open_ready(g, &stage);
}

static chorus_event_resource expect_resource(game *g, chorus_event_type type, const char *id)
{
    chorus_event event;
    game_expect(g, type, &event);
    assert_str(id, event.as.resource.id);
    return event.as.resource;
}

static chorus_event_participant expect_participant(game *g, chorus_event_type type, const char *id)
{
    chorus_event event;
    game_expect(g, type, &event);
    assert_str(id, event.as.participant.id);
    return event.as.participant;
}

static chorus_resource find_control(game *g, const char *scene, const char *id)
{
    chorus_resource found;
    assert_ok(chorus_interactive_find_control(g->rt, g->session, scene, id, &found));
    return found;
}

static bool has(game *g, chorus_resource_kind kind, const char *id)
{
    chorus_resource found;
    return chorus_interactive_find(g->rt, g->session, kind, id, &found) == CHORUS_OK;
}

static bool has_control(game *g, const char *scene, const char *id)
{
    chorus_resource found;
    return chorus_interactive_find_control(g->rt, g->session, scene, id, &found) == CHORUS_OK;
}

static uint32_t count_of(game *g, chorus_resource_kind kind)
{
    return chorus_interactive_count(g->rt, g->session, kind);
}

static void assert_text_property(game *g, chorus_resource resource, const char *path,
                                 const char *expected)
{
    chorus_str text;
    assert_ok(chorus_interactive_get_string(g->rt, g->session, resource, path, &text));
    assert_str(expected, text);
}

static void assert_no_property(game *g, chorus_resource resource, const char *path)
{
    chorus_str json;
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_json(g->rt, g->session, resource, path, &json));
}

/* ---- controls ---- */

static void test_g26_controls_are_created_and_removed(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"label\"},"
              "{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    chorus_event_resource a = expect_resource(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    assert_str("default", a.scene);
    assert_str("label", a.kind);
    assert_str("{\"controlID\":\"a\",\"kind\":\"label\"}", a.json);
    expect_resource(&g, CHORUS_EVENT_CONTROL_CREATE, "b");
    assert_int_equal(find_control(&g, NULL, "a").id, a.resource.id);

    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\"}]}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"default\",\"controlIDs\":[\"b\",\"unknown\"]}");
    assert_str("default", expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "b").scene);
    assert_false(has_control(&g, NULL, "a") || has_control(&g, NULL, "b"));
    game_expect_silence(&g);
    game_deinit(&g);
}

static void test_equal_control_ids_live_in_two_scenes(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    chorus_resource here  = find_control(&g, "default", "fire"),
                    there = find_control(&g, "arena", "fire");
    assert_int_not_equal(here.id, there.id);
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"fire\",\"text\":\"new\"}]}");
    assert_int_equal(expect_resource(&g, CHORUS_EVENT_CONTROL_UPDATE, "fire").resource.id,
                     there.id);
    assert_text_property(&g, here, "text", "Fire");
    assert_text_property(&g, there, "text", "new");
    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"fire\"}]}");
    assert_str("arena", expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "fire").scene);
    assert_true(has_control(&g, "default", "fire"));
    game_deinit(&g);
}

static void test_g27_create_of_known_is_update_and_update_of_unknown_is_create(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"text\":\"2\"}]}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_UPDATE, "fire");
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"label\"}]}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_CREATE, "x");
    peer_tell(&g.peer, "onSceneCreate", "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":\"mud\"}]}");
    expect_resource(&g, CHORUS_EVENT_SCENE_UPDATE, "arena");
    peer_tell(&g.peer, "onSceneUpdate",
              "{\"scenes\":[{\"sceneID\":\"new\",\"controls\":[{\"controlID\":\"c\"}]}]}");
    expect_resource(&g, CHORUS_EVENT_SCENE_CREATE, "new");
    assert_str("new", expect_resource(&g, CHORUS_EVENT_CONTROL_CREATE, "c").scene);
    peer_tell(&g.peer, "onGroupCreate", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"new\"}]}");
    assert_str("new", expect_resource(&g, CHORUS_EVENT_GROUP_UPDATE, "red").scene);
    peer_tell(&g.peer, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"blue\"}]}");
    assert_str("default", expect_resource(&g, CHORUS_EVENT_GROUP_CREATE, "blue").scene);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"" ANN "\",\"level\":4}]}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
    peer_tell(&g.peer, "onParticipantUpdate", "{\"participants\":[{\"sessionID\":\"zoe\"}]}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_JOIN, "zoe");
    game_deinit(&g);
}

static void test_g29_partial_updates_keep_and_null_removes(void **state)
{
    (void)state;
    game            g;
    int64_t         cost;
    chorus_resource fire;
    open_stage(&g);
    fire = find_control(&g, NULL, "fire");
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"text\":null,"
              "\"style\":{\"color\":\"blue\"},\"more\":[1,null]}]}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_UPDATE, "fire");
    assert_no_property(&g, fire, "text");
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, fire, "cost", &cost));
    assert_int_equal(cost, 5);
    assert_text_property(&g, fire, "kind", "button");
    assert_text_property(&g, fire, "style.color", "blue");
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, fire, "style.size", &cost));
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"style\":null}]}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_UPDATE, "fire");
    assert_no_property(&g, fire, "style");
    assert_no_property(&g, fire, "style.color");
    peer_tell(&g.peer, "onSceneUpdate", "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":null}]}");
    expect_resource(&g, CHORUS_EVENT_SCENE_UPDATE, "arena");
    assert_no_property(&g, game_find(&g, CHORUS_RESOURCE_SCENE, "arena"), "map");
    peer_tell(&g.peer, "onParticipantUpdate",
              "{\"participants\":[{\"sessionID\":\"" ANN "\",\"score\":null,\"team\":7}]}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, ANN);
    assert_no_property(&g, game_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN), "score");
    game_deinit(&g);
}

static void test_an_update_that_changes_nothing_is_silent(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"cost\":5}]}");
    peer_tell(&g.peer, "onSceneUpdate", "{\"scenes\":[{\"sceneID\":\"arena\"}]}");
    peer_tell(&g.peer, "onGroupUpdate",
              "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"}]}");
    peer_tell(&g.peer, "onParticipantUpdate",
              "{\"participants\":[{\"sessionID\":\"" ANN "\",\"lastInputAt\":99}]}");
    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"nobody\"}]}");
    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"nowhere\",\"controls\":[{\"controlID\":\"fire\"}]}");
    peer_tell(&g.peer, "onSceneDelete",
              "{\"sceneID\":\"nowhere\",\"reassignSceneID\":\"default\"}");
    peer_tell(&g.peer, "onGroupDelete",
              "{\"groupID\":\"nowhere\",\"reassignGroupID\":\"default\"}");
    peer_tell(&g.peer, "onParticipantLeave", "{\"participants\":[{\"sessionID\":\"nobody\"}]}");
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

/* ---- scenes and groups ---- */

static void test_g28_a_deleted_scene_takes_its_controls_and_its_groups_move(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onSceneDelete", "{\"sceneID\":\"arena\",\"reassignSceneID\":\"default\"}");
    assert_str("arena", expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "fire").scene);
    expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "hit");
    assert_str("default", expect_resource(&g, CHORUS_EVENT_GROUP_UPDATE, "red").scene);
    expect_resource(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    game_expect_silence(&g);
    assert_false(has(&g, CHORUS_RESOURCE_SCENE, "arena") || has_control(&g, "arena", "hit"));
    assert_text_property(&g, game_find(&g, CHORUS_RESOURCE_GROUP, "red"), "sceneID", "default");
    game_deinit(&g);
}

static void test_g28_a_deleted_group_hands_over_its_members(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onGroupDelete", "{\"groupID\":\"red\",\"reassignGroupID\":\"default\"}");
    assert_str("default", expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, BOB).group);
    expect_resource(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    game_expect_silence(&g);
    assert_false(has(&g, CHORUS_RESOURCE_GROUP, "red"));
    game_deinit(&g);
}

static void test_companion_events_of_a_delete_are_not_told_twice(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onParticipantUpdate",
              "{\"participants\":[{\"sessionID\":\"" BOB "\",\"groupID\":\"default\"}]}");
    peer_tell(&g.peer, "onGroupDelete", "{\"groupID\":\"red\",\"reassignGroupID\":\"default\"}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, BOB);
    expect_resource(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    peer_tell(&g.peer, "onGroupUpdate",
              "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"arena\"}]}");
    peer_tell(&g.peer, "onSceneDelete", "{\"sceneID\":\"default\",\"reassignSceneID\":\"arena\"}");
    expect_resource(&g, CHORUS_EVENT_GROUP_UPDATE, "default");
    expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "fire");
    expect_resource(&g, CHORUS_EVENT_SCENE_DELETE, "default");
    game_expect_silence(&g);
    game_deinit(&g);
}

static void test_a_delete_without_a_useful_heir_falls_back_to_default(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    peer_tell(&g.peer, "onGroupDelete", "{\"groupID\":\"red\"}");
    assert_str("default", expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, BOB).group);
    expect_resource(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    peer_tell(&g.peer, "onGroupUpdate",
              "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"arena\"}]}");
    expect_resource(&g, CHORUS_EVENT_GROUP_UPDATE, "default");
    peer_tell(&g.peer, "onSceneDelete", "{\"sceneID\":\"arena\",\"reassignSceneID\":null}");
    expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "fire");
    expect_resource(&g, CHORUS_EVENT_CONTROL_DELETE, "hit");
    assert_str("default", expect_resource(&g, CHORUS_EVENT_GROUP_UPDATE, "default").scene);
    expect_resource(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    game_deinit(&g);
}

static void test_things_may_be_mentioned_before_they_are_told(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    uint32_t scenes = count_of(&g, CHORUS_RESOURCE_SCENE),
             groups = count_of(&g, CHORUS_RESOURCE_GROUP);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"zoe\",\"groupID\":\"later\"}]}");
    assert_str("later", expect_participant(&g, CHORUS_EVENT_PARTICIPANT_JOIN, "zoe").group);
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"soon\",\"controls\":[{\"controlID\":\"c\"}]}");
    assert_str("soon", expect_resource(&g, CHORUS_EVENT_CONTROL_CREATE, "c").scene);
    assert_false(has(&g, CHORUS_RESOURCE_GROUP, "later") || has(&g, CHORUS_RESOURCE_SCENE, "soon"));
    assert_int_equal(count_of(&g, CHORUS_RESOURCE_SCENE), scenes);
    assert_int_equal(count_of(&g, CHORUS_RESOURCE_GROUP), groups);
    peer_tell(&g.peer, "onGroupCreate",
              "{\"groups\":[{\"groupID\":\"later\",\"sceneID\":\"soon\"}]}");
    expect_resource(&g, CHORUS_EVENT_GROUP_CREATE, "later");
    peer_tell(&g.peer, "onSceneCreate", "{\"scenes\":[{\"sceneID\":\"soon\"}]}");
    expect_resource(&g, CHORUS_EVENT_SCENE_CREATE, "soon");
    assert_true(has_control(&g, "soon", "c"));
    game_deinit(&g);
}

/* ---- participants ---- */

static void test_g30_only_the_session_id_tells_participants_apart(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    assert_int_equal(count_of(&g, CHORUS_RESOURCE_PARTICIPANT), 2);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"g1\",\"userID\":0,\"username\":\"guest\"},"
              "{\"sessionID\":\"g2\",\"userID\":0,\"username\":\"guest\"},"
              "{\"sessionID\":\"g1\",\"userID\":0,\"username\":\"guest\"}]}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_JOIN, "g1");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_JOIN, "g2");
    game_expect_silence(&g);
    assert_int_equal(count_of(&g, CHORUS_RESOURCE_PARTICIPANT), 4);
    peer_tell(&g.peer, "onParticipantLeave",
              "{\"participants\":[{\"sessionID\":\"g1\",\"userID\":0},{\"sessionID\":\"g1\"}]}");
    expect_participant(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, "g1");
    game_expect_silence(&g);
    assert_true(has(&g, CHORUS_RESOURCE_PARTICIPANT, "g2"));
    game_deinit(&g);
}

static void test_g32_flags_and_numbers_may_be_strings(void **state)
{
    (void)state;
    game                    g;
    chorus_participant_info info;
    open_stage(&g);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"s\",\"anonymous\":\"true\",\"disabled\":"
              "\"true\",\"userID\":\"77\","
              "\"connectedAt\":\"1700000000001\",\"level\":12.0}]}");
    chorus_event_participant joined = expect_participant(&g, CHORUS_EVENT_PARTICIPANT_JOIN, "s");
    assert_true(joined.is_anonymous && joined.is_disabled && joined.user_id == 77);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, joined.participant, &info));
    assert_int_equal(info.connected_at_ms, 1700000000001);
    assert_int_equal(info.level, 12);
    peer_tell(
        &g.peer, "onParticipantUpdate",
        "{\"participants\":[{\"sessionID\":\"s\",\"anonymous\":\"false\",\"disabled\":false}]}");
    joined = expect_participant(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, "s");
    assert_false(joined.is_anonymous || joined.is_disabled);
    game_deinit(&g);
}

/* ---- the world ---- */

static void test_the_world_is_told_with_or_without_scenes(void **state)
{
    (void)state;
    game    g;
    int64_t round;
    open_stage(&g);
    peer_tell(&g.peer, "onWorldUpdate",
              "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":\"mud\"}],\"round\":3}");
    chorus_event_resource world = expect_resource(&g, CHORUS_EVENT_WORLD_UPDATE, "world");
    assert_str("{\"round\":3}", world.json);
    expect_resource(&g, CHORUS_EVENT_SCENE_UPDATE, "arena");
    assert_int_equal(game_find(&g, CHORUS_RESOURCE_WORLD, NULL).id, world.resource.id);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, world.resource, "round", &round));
    assert_int_equal(round, 3);
    peer_tell(&g.peer, "onWorldCreate", "{\"name\":\"w\"}");
    assert_str("{\"round\":3,\"name\":\"w\"}",
               expect_resource(&g, CHORUS_EVENT_WORLD_UPDATE, "world").json);
    peer_tell(&g.peer, "onWorldUpdate", "{\"scenes\":[],\"round\":null}");
    assert_str("{\"name\":\"w\"}", expect_resource(&g, CHORUS_EVENT_WORLD_UPDATE, "world").json);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g26_controls_are_created_and_removed),
        cmocka_unit_test(test_equal_control_ids_live_in_two_scenes),
        cmocka_unit_test(test_g27_create_of_known_is_update_and_update_of_unknown_is_create),
        cmocka_unit_test(test_g29_partial_updates_keep_and_null_removes),
        cmocka_unit_test(test_an_update_that_changes_nothing_is_silent),
        cmocka_unit_test(test_g28_a_deleted_scene_takes_its_controls_and_its_groups_move),
        cmocka_unit_test(test_g28_a_deleted_group_hands_over_its_members),
        cmocka_unit_test(test_companion_events_of_a_delete_are_not_told_twice),
        cmocka_unit_test(test_a_delete_without_a_useful_heir_falls_back_to_default),
        cmocka_unit_test(test_things_may_be_mentioned_before_they_are_told),
        cmocka_unit_test(test_g30_only_the_session_id_tells_participants_apart),
        cmocka_unit_test(test_g32_flags_and_numbers_may_be_strings),
        cmocka_unit_test(test_the_world_is_told_with_or_without_scenes),
    };
    return cmocka_run_group_tests_name("interactive/mirror", tests, NULL, NULL);
}
