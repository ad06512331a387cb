/* What a change does to the state of a host, and who is told of it in which order, on real sockets. */
#include "support/stage.h"

#include <stdio.h>

#define DEFAULT_GROUP "{\"groupID\":\"default\",\"sceneID\":\"default\"}"

/* Puts Ann in a group of her own; all is said that was to be said. */
static void regroup_ann(stage *s, const char *group)
{
    char params[256];
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"%s\"}]}", s->ann_id, group);
    host_lab_do(s->game, "updateParticipants", params);
}

/* ---- who is told ---- */

static void test_s20_s21_the_caller_is_told_of_its_own_change_before_the_reply(void **state)
{
    static const struct {
        const char *method, *params, *event;
    } changes[] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"s\"},{\"sceneID\":\"t\"}]}", "onSceneCreate" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"s\",\"map\":\"ice\"},{\"sceneID\":\"t\"}]}", "onSceneUpdate" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}", "onGroupCreate" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"t\"}]}", "onGroupUpdate" },
        { "createControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}",
          "onControlCreate" },
        { "updateControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"text\":\"B\"}]}",
          "onControlUpdate" },
        { "deleteControls", "{\"sceneID\":\"s\",\"controlIDs\":[\"b\"]}", "onControlDelete" },
        { "updateWorld", "{\"world\":{\"round\":1}}", "onWorldUpdate" },
        { "ready", "{\"isReady\":true}", "onReady" },
        { "deleteGroup", "{\"groupID\":\"g\"}", "onGroupDelete" },
        { "deleteScene", "{\"sceneID\":\"s\"}", "onSceneDelete" },
    };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        host_lab_call(s->game, "1", changes[i].method, changes[i].params);
        host_lab_expect_call(s->game, changes[i].event);
        assert_non_null(strstr(host_lab_hear(s->game), "{\"id\":1,\"type\":\"reply\",\"result\":"));
        host_lab_expect_nothing(s->game);
        host_lab_expect_call(s->ann, changes[i].event);
        host_lab_expect_nothing(s->ann);
    }
}

static void test_s20_a_participant_update_is_told_to_the_game_and_to_whom_it_concerns(void **state)
{
    stage      *s   = *state;
    raw_socket *ben = host_lab_viewer(&s->lab, "Ben");
    char        params[256];
    host_lab_expect_call(s->game, "onParticipantJoin");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", s->ann_id);
    host_lab_call(s->game, "1", "updateParticipants", params);
    assert_non_null(strstr(host_lab_expect_call(s->game, "onParticipantUpdate"), "\"score\":5"));
    assert_non_null(strstr(host_lab_hear(s->game), "{\"id\":1,\"type\":\"reply\",\"result\":{\"participants\":["));
    assert_non_null(strstr(host_lab_expect_call(s->ann, "onParticipantUpdate"), "\"score\":5"));
    host_lab_expect_nothing(ben);
    host_lab_hang_up(ben);
}

static void test_s20_the_same_again_is_a_success_without_an_event(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "ready", "{\"isReady\":true}");
    host_lab_call(s->game, "1", "ready", "{\"isReady\":true}");
    host_lab_expect_reply(s->game, "1", "null");
    host_lab_call(s->game, "2", "deleteGroup", "{\"groupID\":\"unknown\"}");
    host_lab_expect_reply(s->game, "2", "null");
    host_lab_call(s->game, "3", "deleteScene", "{\"sceneID\":\"unknown\"}");
    host_lab_expect_reply(s->game, "3", "null");
    host_lab_expect_call(s->ann, "onReady");
    host_lab_expect_nothing(s->ann);
}

static void test_results_hold_what_clients_read_of_them(void **state)
{
    stage *s = *state;
    host_lab_call(s->game, "1", "createControls",
                  "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_expect_call(s->game, "onControlCreate");
    host_lab_expect_reply(s->game, "1", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\","
                                        "\"kind\":\"button\",\"disabled\":false}]}");
    host_lab_call(s->game, "2", "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    host_lab_expect_call(s->game, "onGroupCreate");
    host_lab_expect_reply(s->game, "2", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}");
    host_lab_call(s->game, "3", "updateWorld", "{\"world\":{\"a\":{\"b\":[1]},\"scenes\":7}}");
    host_lab_expect(s->game, "onWorldUpdate", "{\"scenes\":[],\"a\":{\"b\":[1]}}");
    host_lab_expect_reply(s->game, "3", "{\"scenes\":[],\"a\":{\"b\":[1]}}");
}

/* ---- default, and what goes with a delete ---- */

static void test_s29_there_is_a_default_that_cannot_be_deleted(void **state)
{
    stage *s = *state;
    host_lab_call(s->game, "1", "getScenes", "{}");
    host_lab_expect_reply(s->game, "1", "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[],\"groups\":["
                                        DEFAULT_GROUP "]}]}");
    host_lab_call(s->game, "2", "getGroups", "{}");
    host_lab_expect_reply(s->game, "2", "{\"groups\":[" DEFAULT_GROUP "]}");
    host_lab_do(s->game, "createScenes", "{\"scenes\":[{\"sceneID\":\"s\"}]}");
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    host_lab_call(s->game, "3", "deleteScene", "{\"sceneID\":\"default\",\"reassignSceneID\":\"s\"}");
    host_lab_expect_refusal(s->game, "3", 4018, "sceneID");
    host_lab_call(s->game, "4", "deleteGroup", "{\"groupID\":\"default\",\"reassignGroupID\":\"g\"}");
    host_lab_expect_refusal(s->game, "4", 4018, "groupID");
}

static void test_s29_the_default_group_may_show_another_scene(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createScenes", "{\"scenes\":[{\"sceneID\":\"s\"}]}");
    host_lab_call(s->game, "1", "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"s\"}]}");
    host_lab_expect(s->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"s\"}]}");
    host_lab_expect_reply(s->game, "1", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"s\"}]}");
}

static void test_s30_groups_move_before_their_scene_goes(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createScenes", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":["
                                         "{\"controlID\":\"b\",\"kind\":\"button\"}]},{\"sceneID\":\"t\"}]}");
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    host_lab_expect_call(s->ann, "onSceneCreate");
    host_lab_expect_call(s->ann, "onGroupCreate");
    host_lab_call(s->game, "1", "deleteScene", "{\"sceneID\":\"s\",\"reassignSceneID\":\"t\"}");
    raw_socket *const both[] = { s->game, s->ann };
    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        host_lab_expect(both[i], "onGroupUpdate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"t\"}]}");
        host_lab_expect(both[i], "onSceneDelete", "{\"sceneID\":\"s\",\"reassignSceneID\":\"t\"}");
    }
    host_lab_expect_reply(s->game, "1", "null");
    host_lab_expect_nothing(s->ann);
}

static void test_s30_members_move_before_their_group_goes(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\"},{\"groupID\":\"h\"}]}");
    regroup_ann(s, "g");
    host_lab_expect_call(s->ann, "onGroupCreate");
    assert_non_null(strstr(host_lab_expect_call(s->ann, "onParticipantUpdate"), "\"groupID\":\"g\""));
    host_lab_call(s->game, "1", "deleteGroup", "{\"groupID\":\"g\",\"reassignGroupID\":\"h\"}");
    raw_socket *const both[] = { s->game, s->ann };
    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        assert_non_null(strstr(host_lab_expect_call(both[i], "onParticipantUpdate"), "\"groupID\":\"h\""));
        host_lab_expect(both[i], "onGroupDelete", "{\"groupID\":\"g\",\"reassignGroupID\":\"h\"}");
    }
    host_lab_expect_reply(s->game, "1", "null");
}

/* ---- participants ---- */

static void test_s31_who_is_not_connected_is_skipped_without_a_word(void **state)
{
    static const char nobody[] = "{\"sessionID\":\"00000000-0000-4000-8000-000000000000\",\"groupID\":\"default\",\"a\":1}";
    stage            *s        = *state;
    char              params[512];
    snprintf(params, sizeof params, "{\"participants\":[%s]}", nobody);
    host_lab_call(s->game, "1", "updateParticipants", params);
    host_lab_expect_reply(s->game, "1", "{\"participants\":[]}");
    snprintf(params, sizeof params, "{\"participants\":[%s,{\"sessionID\":\"%s\",\"a\":2}]}", nobody, s->ann_id);
    host_lab_call(s->game, "2", "updateParticipants", params);
    const char *told = host_lab_expect_call(s->game, "onParticipantUpdate");
    assert_non_null(strstr(told, "\"a\":2"));
    assert_null(strstr(told, "\"a\":1"));
    assert_non_null(strstr(host_lab_hear(s->game), "\"a\":2}]},\"error\":null"));
}

/* ---- broadcasts ---- */

static void test_s40_overlapping_scopes_deliver_once(void **state)
{
    stage      *s   = *state;
    raw_socket *ben = host_lab_viewer(&s->lab, "Ben");
    char        params[256];
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"a:b\"}]}");
    regroup_ann(s, "a:b");
    snprintf(params, sizeof params,
             "{\"scope\":[\"participant:%s\",\"group:a:b\",\"scene:default\",\"everyone\",\"everyone\"],"
             "\"data\":{\"n\":[1,{\"x\":null}]}}", s->ann_id);
    host_lab_do(s->game, "broadcastEvent", params);
    host_lab_do(s->game, "broadcastEvent", "{\"scope\":[\"group:a:b\"],\"data\":7}");
    host_lab_do(s->game, "broadcastEvent", "{\"scope\":[],\"data\":8}");
    host_lab_do(s->game, "broadcastEvent", "{\"scope\":[\"group:none\",\"participant:none\"],\"data\":9}");
    host_lab_expect_call(s->ann, "onGroupCreate");
    host_lab_expect_call(s->ann, "onParticipantUpdate");
    host_lab_expect(s->ann, "event", "{\"n\":[1,{\"x\":null}]}");
    host_lab_expect(s->ann, "event", "7");
    host_lab_expect_nothing(s->ann);
    host_lab_expect_call(ben, "onGroupCreate");
    host_lab_expect(ben, "event", "{\"n\":[1,{\"x\":null}]}");
    host_lab_expect_nothing(ben);
    host_lab_hang_up(ben);
}

static void test_s40_a_bad_scope_is_4024_and_nobody_hears_anything(void **state)
{
    static const char *const scopes[] = { "nobody", "everyone:", "Everyone", "group", "team:red", "" };
    stage                   *s        = *state;
    char                     params[128];
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        snprintf(params, sizeof params, "{\"scope\":[\"everyone\",\"%s\"],\"data\":{}}", scopes[i]);
        host_lab_call(s->game, "1", "broadcastEvent", params);
        host_lab_expect_refusal(s->game, "1", 4024, "scope.1");
    }
    host_lab_expect_nothing(s->ann);
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_s20_s21_the_caller_is_told_of_its_own_change_before_the_reply),
        STAGE_TEST(test_s20_a_participant_update_is_told_to_the_game_and_to_whom_it_concerns),
        STAGE_TEST(test_s20_the_same_again_is_a_success_without_an_event),
        STAGE_TEST(test_results_hold_what_clients_read_of_them),
        STAGE_TEST(test_s29_there_is_a_default_that_cannot_be_deleted),
        STAGE_TEST(test_s29_the_default_group_may_show_another_scene),
        STAGE_TEST(test_s30_groups_move_before_their_scene_goes),
        STAGE_TEST(test_s30_members_move_before_their_group_goes),
        STAGE_TEST(test_s31_who_is_not_connected_is_skipped_without_a_word),
        STAGE_TEST(test_s40_overlapping_scopes_deliver_once),
        STAGE_TEST(test_s40_a_bad_scope_is_4024_and_nobody_hears_anything),
    };
    return cmocka_run_group_tests_name("host/conformance_state", tests, NULL, NULL);
}
