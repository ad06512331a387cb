#include "support/host_rig.h"

#include <stdio.h>

/* A scene `a` with a button `x`, shown by the group `red`. */
static void create_a(host_rig *rig)
{
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\"}]}");
}

#define X "{\"controlID\":\"x\",\"kind\":\"button\",\"disabled\":false}"
#define DEFAULT_SCENE                                                                                              \
    "{\"sceneID\":\"default\",\"controls\":[],\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}"
#define SCENE_A "{\"sceneID\":\"a\",\"controls\":[" X "],\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\"}]}"

static void expect_scenes(host_rig *rig, const char *scenes)
{
    rig_forget(&rig->game);
    rig_call(rig, "getScenes", "{}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[%s]}", scenes);
}

static void test_scenes_are_created_with_their_controls(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "createScenes",
         "{\"scenes\":[{\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}],\"map\":\"ice\",\"sceneID\":\"a\","
         "\"groups\":[{\"groupID\":\"no\"}],\"etag\":\"e\"},{\"sceneID\":\"b\",\"controls\":null}]}");
    const char *scenes = "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"controls\":[" X "]},"
                         "{\"sceneID\":\"b\",\"controls\":[]}]}";
    rig_expect(&rig->game, "onSceneCreate", "%s", scenes);
    rig_expect_reply(&rig->game, "9", "%s", scenes);
    rig_expect(viewer, "onSceneCreate", "%s", scenes);
    rig_expect_nothing(&rig->game);
    rig_expect_nothing(viewer);
}

static void test_scenes_list_the_groups_that_show_them(void **state)
{
    host_rig *rig = *state;
    create_a(rig);
    expect_scenes(rig, DEFAULT_SCENE "," SCENE_A);
}

static const struct {
    const char *method, *params, *path;
    int         code;
} refusals[] = {
    { "createScenes", "{}", "scenes", 4004 },
    { "createScenes", "{\"scenes\":[\"b\"]}", "scenes.0", 4004 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"b\"},{\"sceneID\":\"a\"}]}", "scenes.1.sceneID", 4011 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"b\"},{\"sceneID\":\"b\"}]}", "scenes.1.sceneID", 4011 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"default\"}]}", "scenes.0.sceneID", 4011 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"b\"},{\"sceneID\":null}]}", "scenes.1.sceneID", 4004 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"b\",\"controls\":7}]}", "scenes.0.controls", 4004 },
    { "createScenes",
      "{\"scenes\":[{\"sceneID\":\"b\"},{\"sceneID\":\"c\",\"controls\":[" X ",{\"controlID\":\"y\"}]}]}",
      "scenes.1.controls.1.kind", 4014 },
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"c\",\"controls\":[" X "," X "]}]}",
      "scenes.0.controls.1.controlID", 4013 },
    { "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\"},{\"sceneID\":\"z\"}]}", "scenes.1.sceneID", 4010 },
    { "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"z\"}]}]}",
      "scenes.0.controls.0.controlID", 4012 },
    { "updateScenes",
      "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"text\":\"T\"}]},"
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\"}]}]}",
      "scenes.1.controls.0.controlID", 4012 },
    { "updateScenes", "{\"scenes\":5}", "scenes", 4004 },
    { "deleteScene", "{}", "sceneID", 4004 },
    { "deleteScene", "{\"sceneID\":\"default\"}", "sceneID", 4018 },
    { "deleteScene", "{\"sceneID\":\"a\",\"reassignSceneID\":\"z\"}", "reassignSceneID", 4010 },
    { "deleteScene", "{\"sceneID\":\"a\",\"reassignSceneID\":\"a\"}", "reassignSceneID", 4004 },
    { "deleteScene", "{\"sceneID\":\"a\",\"reassignSceneID\":3}", "reassignSceneID", 4004 },
};

static void test_s18_s19_bad_calls_are_refused_and_change_nothing(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_a(rig);
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        rig_call(rig, refusals[i].method, refusals[i].params);
        rig_expect_refusal(&rig->game, "9", refusals[i].code, refusals[i].path);
        rig_expect_nothing(&rig->game);
        rig_expect_nothing(viewer);
        expect_scenes(rig, DEFAULT_SCENE "," SCENE_A);
    }
}

static void test_updates_tell_whole_scenes(void **state)
{
    host_rig *rig = *state;
    create_a(rig);
    rig_do(rig, "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"wind\":2}]}");
    rig_call(rig, "updateScenes", "{\"priority\":0,\"scenes\":[{\"sceneID\":\"a\",\"map\":null}]}");
    rig_expect(&rig->game, "onSceneUpdate",
               "{\"scenes\":[{\"sceneID\":\"a\",\"map\":null,\"wind\":2,\"controls\":[" X "]}]}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[{\"sceneID\":\"a\",\"wind\":2,\"controls\":[" X "]}]}");
}

static void test_s35_controls_that_are_not_listed_stay(void **state)
{
    host_rig *rig = *state;
    create_a(rig);
    rig_do(rig, "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[]}]}");
    rig_do(rig, "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":null,\"groups\":[]}]}");
    expect_scenes(rig, DEFAULT_SCENE "," SCENE_A);
}

static void test_controls_of_a_scene_update_are_patched(void **state)
{
    host_rig *rig = *state;
    create_a(rig);
    rig_call(rig, "updateScenes",
         "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"x\",\"text\":\"T\"}]}]}");
    rig_expect(&rig->game, "onSceneUpdate",
               "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"x\","
               "\"kind\":\"button\",\"disabled\":false,\"text\":\"T\"}]}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\",\"disabled\":false,"
               "\"text\":\"T\"}]}");
    rig_expect_reply(&rig->game, "9",
                     "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"x\","
                     "\"kind\":\"button\",\"disabled\":false,\"text\":\"T\"}]}]}");
}

static void test_a_scene_update_with_controls_only_tells_of_controls_only(void **state)
{
    host_rig *rig = *state;
    create_a(rig);
    rig_call(rig, "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"text\":\"T\"}]}]}");
    rig_expect_call(&rig->game, "onControlUpdate");
    assert_non_null(strstr(rig_take(&rig->game), "\"type\":\"reply\""));
}

static void test_s30_groups_move_before_their_scene_is_deleted(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_a(rig);
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"b\"}]}");
    rig_call(rig, "deleteScene", "{\"sceneID\":\"a\",\"reassignSceneID\":\"b\"}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"b\"}]}");
    rig_expect(&rig->game, "onSceneDelete", "{\"sceneID\":\"a\",\"reassignSceneID\":\"b\"}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_call(viewer, "onGroupUpdate");
    rig_expect_call(viewer, "onSceneDelete");
    rig_expect_nothing(viewer);
    expect_scenes(rig, DEFAULT_SCENE ",{\"sceneID\":\"b\",\"controls\":[],"
                                     "\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"b\"}]}");
}

static void test_a_scene_nobody_shows_is_deleted_without_more_ado(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    rig_call(rig, "deleteScene", "{\"sceneID\":\"a\"}");
    rig_expect(&rig->game, "onSceneDelete", "{\"sceneID\":\"a\",\"reassignSceneID\":\"default\"}");
    rig_expect_reply(&rig->game, "9", "null");
}

static void test_deleting_an_unknown_scene_is_fine_and_told_to_nobody(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "deleteScene", "{\"sceneID\":\"z\"}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_nothing(&rig->game);
}

static void test_creating_nothing_is_told_to_nobody(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "createScenes", "{\"scenes\":[]}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[]}");
    rig_expect_nothing(&rig->game);
}

static void test_there_are_at_most_256_scenes(void **state)
{
    host_rig *rig = *state;
    char      params[64];
    for (int i = 1; i < 256; i++) {
        snprintf(params, sizeof params, "{\"scenes\":[{\"sceneID\":\"s%d\"}]}", i);
        rig_do(rig, "createScenes", params);
    }
    rig_call(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"more\"}]}");
    rig_expect_refusal(&rig->game, "9", 4004, "scenes.0.sceneID");
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_scenes_are_created_with_their_controls),
        GAME_TEST(test_scenes_list_the_groups_that_show_them),
        GAME_TEST(test_s18_s19_bad_calls_are_refused_and_change_nothing),
        GAME_TEST(test_updates_tell_whole_scenes),
        GAME_TEST(test_s35_controls_that_are_not_listed_stay),
        GAME_TEST(test_controls_of_a_scene_update_are_patched),
        GAME_TEST(test_a_scene_update_with_controls_only_tells_of_controls_only),
        GAME_TEST(test_s30_groups_move_before_their_scene_is_deleted),
        GAME_TEST(test_a_scene_nobody_shows_is_deleted_without_more_ado),
        GAME_TEST(test_deleting_an_unknown_scene_is_fine_and_told_to_nobody),
        GAME_TEST(test_creating_nothing_is_told_to_nobody),
        GAME_TEST(test_there_are_at_most_256_scenes),
    };
    return cmocka_run_group_tests_name("host/scenes", tests, NULL, NULL);
}
