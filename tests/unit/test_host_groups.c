#include "support/host_rig.h"

#include <stdio.h>

#define DEFAULT_GROUP "{\"groupID\":\"default\",\"sceneID\":\"default\"}"
#define RED "{\"groupID\":\"red\",\"sceneID\":\"default\"}"

static void create_red(host_rig *rig)
{
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}");
}

static void expect_groups(host_rig *rig, const char *groups)
{
    rig_forget(&rig->game);
    rig_call(rig, "getGroups", "{}");
    rig_expect_reply(&rig->game, "9", "{\"groups\":[%s]}", groups);
}

static void test_groups_are_created_and_told(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    rig_call(rig, "createGroups",
         "{\"groups\":[{\"team\":1,\"groupID\":\"red\",\"sceneID\":\"a\",\"etag\":\"e\"},"
         "{\"groupID\":\"blue\",\"sceneID\":null,\"x\":null}]}");
    const char *groups = "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\",\"team\":1},"
                         "{\"groupID\":\"blue\",\"sceneID\":\"default\"}]}";
    rig_expect(&rig->game, "onGroupCreate", "%s", groups);
    rig_expect_reply(&rig->game, "9", "%s", groups);
    rig_expect(viewer, "onGroupCreate", "%s", groups);
}

static const struct {
    const char *method, *params, *path;
    int         code;
} refusals[] = {
    { "createGroups", "{}", "groups", 4004 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"b\"},null]}", "groups.1", 4004 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"b\"},{\"groupID\":\"red\"}]}", "groups.1.groupID", 4009 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"b\"},{\"groupID\":\"b\"}]}", "groups.1.groupID", 4009 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"default\"}]}", "groups.0.groupID", 4009 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"b\"},{\"groupID\":\"c\",\"sceneID\":\"z\"}]}", "groups.1.sceneID",
      4010 },
    { "createGroups", "{\"groups\":[{\"groupID\":\"b\",\"sceneID\":4}]}", "groups.0.sceneID", 4004 },
    { "createGroups", "{\"groups\":[{\"sceneID\":\"a\"}]}", "groups.0.groupID", 4004 },
    { "updateGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\"},{\"groupID\":\"z\"}]}", "groups.1.groupID",
      4008 },
    { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"a\"},{\"groupID\":\"red\",\"sceneID\":\"z\"}]}",
      "groups.1.sceneID", 4010 },
    { "updateGroups", "{\"groups\":\"red\"}", "groups", 4004 },
    { "deleteGroup", "{}", "groupID", 4004 },
    { "deleteGroup", "{\"groupID\":\"default\"}", "groupID", 4018 },
    { "deleteGroup", "{\"groupID\":\"red\",\"reassignGroupID\":\"z\"}", "reassignGroupID", 4008 },
    { "deleteGroup", "{\"groupID\":\"red\",\"reassignGroupID\":\"red\"}", "reassignGroupID", 4004 },
};

static void test_s18_s19_bad_calls_are_refused_and_change_nothing(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_red(rig);
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
        rig_call(rig, refusals[i].method, refusals[i].params);
        rig_expect_refusal(&rig->game, "9", refusals[i].code, refusals[i].path);
        rig_expect_nothing(&rig->game);
        rig_expect_nothing(viewer);
        expect_groups(rig, DEFAULT_GROUP "," RED);
    }
}

static void test_updates_tell_whole_groups(void **state)
{
    host_rig *rig = *state;
    create_red(rig);
    rig_do(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\",\"team\":{\"n\":1}}]}");
    rig_call(rig, "updateGroups", "{\"priority\":1,\"groups\":[{\"groupID\":\"red\",\"team\":null,\"score\":2}]}");
    rig_expect(&rig->game, "onGroupUpdate",
               "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\",\"team\":null,\"score\":2}]}");
    rig_expect_reply(&rig->game, "9", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\",\"score\":2}]}");
}

static void test_a_null_scene_means_the_default_one(void **state)
{
    host_rig *rig = *state;
    create_red(rig);
    rig_do(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"a\"}]}");
    rig_call(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":null}]}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[" RED "]}");
}

static void test_the_default_group_may_show_another_scene(void **state)
{
    host_rig *rig = *state;
    create_red(rig);
    rig_do(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"a\"}]}");
    expect_groups(rig, "{\"groupID\":\"default\",\"sceneID\":\"a\"}," RED);
}

static void test_s30_members_move_before_their_group_is_deleted(void **state)
{
    host_rig *rig    = *state;
    rig_peer *member = rig_join(rig, "Ann"), *other = rig_join(rig, "Ben");
    char      params[160];
    create_red(rig);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"red\"}]}", member->id);
    rig_do(rig, "updateParticipants", params);
    rig_call(rig, "deleteGroup", "{\"groupID\":\"red\"}");

    const char *update = rig_expect_call(&rig->game, "onParticipantUpdate");
    assert_non_null(strstr(update, member->id));
    assert_non_null(strstr(update, "\"groupID\":\"default\""));
    assert_null(strstr(update, other->id));
    rig_expect(&rig->game, "onGroupDelete", "{\"groupID\":\"red\",\"reassignGroupID\":\"default\"}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_call(member, "onParticipantUpdate");
    rig_expect_call(member, "onGroupDelete");
    rig_expect_call(other, "onGroupDelete");
    rig_expect_nothing(other);
    expect_groups(rig, DEFAULT_GROUP);
}

static void test_deleting_an_unknown_group_is_fine_and_told_to_nobody(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "deleteGroup", "{\"groupID\":\"z\"}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_nothing(&rig->game);
}

static void test_there_are_at_most_4096_groups(void **state)
{
    host_rig *rig = *state;
    char      params[64];
    for (int i = 1; i < 4096; i++) {
        snprintf(params, sizeof params, "{\"groups\":[{\"groupID\":\"g%d\"}]}", i);
        rig_do(rig, "createGroups", params);
    }
    rig_call(rig, "createGroups", "{\"groups\":[{\"groupID\":\"more\"}]}");
    rig_expect_refusal(&rig->game, "9", 4004, "groups.0.groupID");
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_groups_are_created_and_told),
        GAME_TEST(test_s18_s19_bad_calls_are_refused_and_change_nothing),
        GAME_TEST(test_updates_tell_whole_groups),
        GAME_TEST(test_a_null_scene_means_the_default_one),
        GAME_TEST(test_the_default_group_may_show_another_scene),
        GAME_TEST(test_s30_members_move_before_their_group_is_deleted),
        GAME_TEST(test_deleting_an_unknown_group_is_fine_and_told_to_nobody),
        GAME_TEST(test_there_are_at_most_4096_groups),
    };
    return cmocka_run_group_tests_name("host/groups", tests, NULL, NULL);
}
