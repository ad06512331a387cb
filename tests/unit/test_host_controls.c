#include "support/host_rig.h"

#include <stdio.h>
#include <stdlib.h>

#define JUMP "{\"controlID\":\"jump\",\"kind\":\"button\",\"disabled\":false}"

static void create_jump(host_rig *rig)
{
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\"}]}");
}

/* What getScenes tells of the controls of the default scene. */
static void expect_controls(host_rig *rig, const char *controls)
{
    rig_forget(&rig->game);
    rig_call(rig, "getScenes", "{}");
    rig_expect_reply(&rig->game, "9",
                     "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[%s],"
                     "\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}]}",
                     controls);
}

static void test_s20_s21_a_create_is_told_to_all_before_the_reply(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"kind\":\"button\",\"controlID\":\"jump\"}]}");
    rig_expect(&rig->game, "onControlCreate", "{\"sceneID\":\"default\",\"controls\":[" JUMP "]}");
    rig_expect_reply(&rig->game, "9", "{\"sceneID\":\"default\",\"controls\":[" JUMP "]}");
    rig_expect(viewer, "onControlCreate", "{\"sceneID\":\"default\",\"controls\":[" JUMP "]}");
    rig_expect_nothing(&rig->game);
    rig_expect_nothing(viewer);
}

static void test_a_control_keeps_what_it_is_given(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "createControls",
         "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\\u0062\",\"kind\":\"helloWorld\",\"disabled\":true,"
         "\"position\":[{\"size\":\"large\",\"x\":-0.5}],\"my\":{\"deep\":[1,2]},\"text\":null}]}");
    rig_expect_call(&rig->game, "onControlCreate");
    rig_expect_reply(&rig->game, "9",
                     "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"ab\",\"kind\":\"helloWorld\","
                     "\"disabled\":true,\"position\":[{\"size\":\"large\",\"x\":-0.5}],\"my\":{\"deep\":[1,2]}}]}");
}

static void test_s58_etag_is_not_kept(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createControls",
           "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"etag\":\"1\",\"kind\":\"button\"}]}");
    expect_controls(rig, JUMP);
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"etag\":\"2\"}]}");
    expect_controls(rig, JUMP);
}

static void test_whole_numbers_are_stored_as_such(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createControls",
           "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"button\",\"cost\":5.0,"
           "\"cooldown\":\"1700000000000\"}]}");
    expect_controls(rig, "{\"controlID\":\"c\",\"kind\":\"button\",\"disabled\":false,\"cost\":5,"
                         "\"cooldown\":1700000000000}");
    rig_do(rig, "updateControls",
           "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"cost\":null,\"cooldown\":1.7e12}]}");
    expect_controls(rig, "{\"controlID\":\"c\",\"kind\":\"button\",\"disabled\":false,\"cooldown\":1700000000000}");
}

/* Each call is refused with this code and path, and nothing has happened. */
static const struct {
    const char *method, *params, *path;
    int         code;
} refusals[] = {
    { "createControls", "{\"sceneID\":\"x\",\"controls\":[]}", "sceneID", 4010 },
    { "createControls", "{\"controls\":[]}", "sceneID", 4004 },
    { "createControls", "{\"sceneID\":5,\"controls\":[]}", "sceneID", 4004 },
    { "createControls", "{\"sceneID\":\"default\"}", "controls", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":null}", "controls", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":{}}", "controls", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"},7]}",
      "controls.1", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"},"
                        "{\"controlID\":\"jump\",\"kind\":\"button\"}]}",
      "controls.1.controlID", 4013 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"},"
                        "{\"controlID\":\"a\",\"kind\":\"button\"}]}",
      "controls.1.controlID", 4013 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\"}]}", "controls.0.kind", 4014 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":3}]}", "controls.0.kind",
      4014 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"kind\":\"button\"}]}", "controls.0.controlID", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"\",\"kind\":\"button\"}]}",
      "controls.0.controlID", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\\u0000\",\"kind\":\"button\"}]}",
      "controls.0.controlID", 4004 },
    { "createControls",
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"disabled\":1}]}",
      "controls.0.disabled", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"cost\":-1}]}",
      "controls.0.cost", 4004 },
    { "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"cost\":1.5}]}",
      "controls.0.cost", 4004 },
    { "createControls",
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"cooldown\":\"soon\"}]}",
      "controls.0.cooldown", 4004 },
    { "createControls",
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"position\":{}}]}",
      "controls.0.position", 4004 },
    { "updateControls", "{\"sceneID\":\"x\",\"controls\":[]}", "sceneID", 4010 },
    { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"text\":\"T\"},"
                        "{\"controlID\":\"y\",\"text\":\"T\"}]}",
      "controls.1.controlID", 4012 },
    { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"label\"}]}",
      "controls.0.kind", 4004 },
    { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"cost\":\"x\"}]}",
      "controls.0.cost", 4004 },
    { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"text\":\"x\"}]}", "controls.0.controlID", 4004 },
    { "deleteControls", "{\"sceneID\":\"x\",\"controlIDs\":[]}", "sceneID", 4010 },
    { "deleteControls", "{\"sceneID\":\"default\"}", "controlIDs", 4004 },
    { "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"jump\",7]}", "controlIDs.1", 4004 },
};

static void test_s18_s19_bad_calls_are_refused_and_change_nothing(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_jump(rig);
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        rig_call(rig, refusals[i].method, refusals[i].params);
        rig_expect_refusal(&rig->game, "9", refusals[i].code, refusals[i].path);
        rig_expect_nothing(&rig->game);
        rig_expect_nothing(viewer);
        expect_controls(rig, JUMP);
    }
}

static void test_s22_updates_tell_whole_objects(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    rig_call(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"text\":\"Jump\"}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
               "\"disabled\":false,\"text\":\"Jump\"}]}");
    rig_expect_reply(&rig->game, "9",
                     "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
                     "\"disabled\":false,\"text\":\"Jump\"}]}");
}

static void test_s22_a_deleted_property_is_told_as_null_once(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    rig_do(rig, "updateControls",
           "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"style\":{\"a\":1,\"b\":2},\"text\":\"J\"}]}");
    rig_call(rig, "updateControls",
         "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"style\":{\"a\":null},\"text\":null,"
         "\"never\":null}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
               "\"disabled\":false,\"style\":{\"a\":null,\"b\":2},\"text\":null}]}");
    rig_expect_reply(&rig->game, "9",
                     "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
                     "\"disabled\":false,\"style\":{\"b\":2}}]}");
    rig_call(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"text\":\"K\"}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
               "\"disabled\":false,\"style\":{\"b\":2},\"text\":\"K\"}]}");
}

static void test_a_control_named_twice_is_told_once_with_both_patches(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    rig_call(rig, "updateControls",
         "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"a\":1,\"b\":1},"
         "{\"controlID\":\"jump\",\"b\":null,\"c\":2}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
               "\"disabled\":false,\"a\":1,\"b\":null,\"c\":2}]}");
    rig_expect_reply(&rig->game, "9",
                     "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\","
                     "\"disabled\":false,\"a\":1,\"c\":2}]}");
}

static void test_disabled_is_always_there(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"disabled\":true}]}");
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"disabled\":null}]}");
    expect_controls(rig, JUMP);
}

static void test_the_same_id_may_live_in_two_scenes(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[" JUMP "]}]}");
    rig_do(rig, "deleteControls", "{\"sceneID\":\"a\",\"controlIDs\":[\"jump\"]}");
    rig_do(rig, "deleteScene", "{\"sceneID\":\"a\"}");
    expect_controls(rig, JUMP);
}

static void test_a_delete_tells_what_was_there(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_jump(rig);
    rig_call(rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"x\",\"jump\",\"jump\"]}");
    rig_expect(&rig->game, "onControlDelete", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\"}]}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_call(viewer, "onControlDelete");
    expect_controls(rig, "");
}

static void test_deleting_nothing_is_told_to_nobody(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"x\"]}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_nothing(&rig->game);
}

static void test_ids_are_any_text(void **state)
{
    host_rig *rig = *state;
    char      id[1100], params[1400];
    memset(id, 'x', 1024);
    id[1024] = '\0';
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\"}]}", id);
    rig_do(rig, "createControls", params);
    id[1024] = 'x';
    id[1025] = '\0';
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\"}]}", id);
    rig_call(rig, "createControls", params);
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0.controlID");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a/~.\\\"\\ud83d\\ude00\","
                                  "\"kind\":\"k\"}]}");
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a/~.\\\"\xf0\x9f\x98\x80\","
                                  "\"text\":\"T\"}]}");
}

static void test_a_scene_holds_512_controls(void **state)
{
    host_rig *rig = *state;
    char      params[128];
    for (int i = 0; i < 512; i++) {
        snprintf(params, sizeof params,
                 "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c%d\",\"kind\":\"k\"}]}", i);
        rig_do(rig, "createControls", params);
    }
    rig_call(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"more\",\"kind\":\"k\"}]}");
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0.controlID");
}

/* A control whose text has about that many bytes. */
static char *big_control(const char *id, size_t bytes)
{
    char *text = malloc(bytes + 200);
    assert_non_null(text);
    int at = sprintf(text, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\",\"v\":\"", id);
    memset(text + at, 'v', bytes);
    strcpy(text + at + bytes, "\"}]}");
    return text;
}

static void test_an_object_is_bounded(void **state)
{
    host_rig *rig   = *state;
    char     *large = big_control("large", 65000), *larger = big_control("larger", 65536);
    rig_do(rig, "createControls", large);
    rig_call(rig, "createControls", larger);
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0");
    free(large);
    free(larger);
}

static void test_all_objects_together_are_bounded(void **state)
{
    host_rig *rig = *state;
    char      id[16];
    for (int i = 0; i < 23; i++) {
        snprintf(id, sizeof id, "c%d", i);
        char *params = big_control(id, 64000);
        rig_do(rig, "createControls", params);
        free(params);
    }
    char *params = big_control("c", 64000);
    rig_call(rig, "createControls", params);
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0");
    rig_do(rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"c0\"]}");
    rig_do(rig, "createControls", params);
    free(params);
}

static void test_an_object_may_not_be_nested_too_deeply(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "createControls",
         "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"d\",\"kind\":\"k\","
         "\"v\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}]}");
    rig_expect_refusal(&rig->game, "9", 4004, "controls.0");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"d\",\"kind\":\"k\","
                                  "\"v\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}]}");
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s20_s21_a_create_is_told_to_all_before_the_reply),
        GAME_TEST(test_a_control_keeps_what_it_is_given),
        GAME_TEST(test_s58_etag_is_not_kept),
        GAME_TEST(test_whole_numbers_are_stored_as_such),
        GAME_TEST(test_s18_s19_bad_calls_are_refused_and_change_nothing),
        GAME_TEST(test_s22_updates_tell_whole_objects),
        GAME_TEST(test_s22_a_deleted_property_is_told_as_null_once),
        GAME_TEST(test_a_control_named_twice_is_told_once_with_both_patches),
        GAME_TEST(test_disabled_is_always_there),
        GAME_TEST(test_the_same_id_may_live_in_two_scenes),
        GAME_TEST(test_a_delete_tells_what_was_there),
        GAME_TEST(test_deleting_nothing_is_told_to_nobody),
        GAME_TEST(test_ids_are_any_text),
        GAME_TEST(test_a_scene_holds_512_controls),
        GAME_TEST(test_an_object_is_bounded),
        GAME_TEST(test_all_objects_together_are_bounded),
        GAME_TEST(test_an_object_may_not_be_nested_too_deeply),
    };
    return cmocka_run_group_tests_name("host/controls", tests, NULL, NULL);
}
