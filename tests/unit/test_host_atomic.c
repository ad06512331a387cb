/* A call that names several objects changes all of them or none, whatever is wrong with the last one. */
#include "support/host_rig.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- a room with something in it ---- */

static rig_peer *furnish(host_rig *rig)
{
    rig_do(rig, "createScenes",
           "{\"scenes\":[{\"sceneID\":\"s\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"text\":\"A\"},"
           "{\"controlID\":\"b\",\"kind\":\"label\"}]},{\"sceneID\":\"t\"}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"},{\"groupID\":\"h\"}]}");
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":1}}");
    return rig_join(rig, "Ann");
}

static char *copy_reply(host_rig *rig, const char *method)
{
    const char *text;
    rig_forget(&rig->game);
    rig_call(rig, method, "{}");
    text = rig_take(&rig->game);
    assert_non_null(text);
    char *copy = strdup(text), *seq;
    assert_non_null(copy);
    seq = strstr(copy, ",\"error\":null,\"seq\":");
    assert_non_null(seq);
    *seq = '\0';
    return copy;
}

/* Everything there is, and how many bytes it takes, tags included. */
typedef struct snapshot {
    char *parts[4];
} snapshot;

static const char *const questions[] = { "getScenes", "getGroups", "getAllParticipants", "getMemoryStats" };

static snapshot take_snapshot(host_rig *rig)
{
    snapshot s;
    for (size_t i = 0; i < ARRAY_LEN(questions); i++)
        s.parts[i] = copy_reply(rig, questions[i]);
    return s;
}

static void expect_unchanged(host_rig *rig, snapshot *before)
{
    snapshot now = take_snapshot(rig);
    for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
        assert_string_equal(now.parts[i], before->parts[i]);
        free(now.parts[i]);
        free(before->parts[i]);
    }
}

/* Refused, and neither told nor done. */
static void check_refused(host_rig *rig, rig_peer *viewer, const char *method, const char *params, int code,
                          const char *path)
{
    snapshot before = take_snapshot(rig);
    rig_call(rig, method, params);
    rig_expect_refusal(&rig->game, "9", code, path);
    rig_expect_nothing(&rig->game);
    rig_expect_nothing(viewer);
    expect_unchanged(rig, &before);
}

/* ---- tests ---- */

static void test_s19_create_scenes(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "createScenes", "{\"scenes\":[{\"sceneID\":\"new\"},{\"sceneID\":\"s\"}]}", 4011,
                  "scenes.1.sceneID");
    check_refused(rig, viewer, "createScenes", "{\"scenes\":[{\"sceneID\":\"new\"},{\"sceneID\":\"new\"}]}", 4011,
                  "scenes.1.sceneID");
    check_refused(rig, viewer, "createScenes",
                  "{\"scenes\":[{\"sceneID\":\"new\"},{\"sceneID\":\"more\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"k\"},"
                  "{\"controlID\":\"y\"}]}]}",
                  4014, "scenes.1.controls.1.kind");
}

static void test_s19_update_scenes(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "updateScenes", "{\"scenes\":[{\"sceneID\":\"s\",\"map\":\"sand\"},{\"sceneID\":\"x\"}]}",
                  4010, "scenes.1.sceneID");
    check_refused(rig, viewer, "updateScenes",
                  "{\"scenes\":[{\"sceneID\":\"s\",\"map\":null,\"controls\":[{\"controlID\":\"a\",\"text\":\"B\"},"
                  "{\"controlID\":\"x\"}]}]}",
                  4012, "scenes.0.controls.1.controlID");
    check_refused(rig, viewer, "updateScenes", "{\"priority\":[],\"scenes\":[{\"sceneID\":\"s\",\"map\":\"sand\"}]}", 4004,
                  "priority");
}

static void test_s19_create_groups(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "createGroups", "{\"groups\":[{\"groupID\":\"new\"},{\"groupID\":\"g\"}]}", 4009,
                  "groups.1.groupID");
    check_refused(rig, viewer, "createGroups", "{\"groups\":[{\"groupID\":\"new\"},{\"groupID\":\"x\",\"sceneID\":\"y\"}]}",
                  4010, "groups.1.sceneID");
}

static void test_s19_update_groups(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "updateGroups",
                  "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"t\",\"v\":1},{\"groupID\":\"h\",\"sceneID\":\"y\"}]}", 4010,
                  "groups.1.sceneID");
    check_refused(rig, viewer, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"t\"},{\"groupID\":\"x\"}]}",
                  4008, "groups.1.groupID");
    rig_call(rig, "deleteScene", "{\"sceneID\":\"t\"}");
    rig_expect_call(&rig->game, "onSceneDelete");
}

static void test_s19_create_controls(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "createControls",
                  "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"new\",\"kind\":\"k\"},{\"controlID\":\"a\",\"kind\":\"k\"}]}",
                  4013, "controls.1.controlID");
    check_refused(rig, viewer, "createControls",
                  "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"new\",\"kind\":\"k\"},7]}", 4004, "controls.1");
}

static void test_s19_update_controls(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "updateControls",
                  "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"text\":null},{\"controlID\":\"x\"}]}", 4012,
                  "controls.1.controlID");
    check_refused(rig, viewer, "updateControls",
                  "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"text\":1},{\"controlID\":\"b\",\"kind\":\"button\"}]}",
                  4004, "controls.1.kind");
    check_refused(rig, viewer, "updateControls",
                  "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"text\":1},{\"controlID\":\"a\",\"disabled\":2}]}",
                  4004, "controls.1.disabled");
}

static void test_s19_delete_controls(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    check_refused(rig, viewer, "deleteControls", "{\"sceneID\":\"s\",\"controlIDs\":[\"a\",7]}", 4004, "controlIDs.1");
    check_refused(rig, viewer, "deleteControls", "{\"sceneID\":\"s\",\"controlIDs\":[\"b\",\"\"]}", 4004, "controlIDs.1");
}

static void test_s19_update_participants(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig), *bob = rig_join(rig, "Bob");
    char      params[300];
    rig_forget(viewer);
    snprintf(params, sizeof params,
             "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g\",\"disabled\":true,\"score\":5},"
             "{\"sessionID\":\"%s\",\"groupID\":\"x\"}]}",
             viewer->id, bob->id);
    check_refused(rig, viewer, "updateParticipants", params, 4008, "participants.1.groupID");
    snprintf(params, sizeof params,
             "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5},{\"sessionID\":\"%s\",\"disabled\":3}]}", viewer->id,
             bob->id);
    check_refused(rig, viewer, "updateParticipants", params, 4004, "participants.1.disabled");
    rig_expect_nothing(bob);
}

static void test_s58_etag_is_kept_nowhere(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = furnish(rig);
    char      params[200];
    rig_do(rig, "updateScenes",
           "{\"scenes\":[{\"sceneID\":\"s\",\"etag\":\"1\",\"controls\":[{\"controlID\":\"a\",\"etag\":\"2\"}]}]}");
    rig_do(rig, "createScenes",
           "{\"scenes\":[{\"sceneID\":\"u\",\"etag\":\"3\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\",\"etag\":4}]}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"i\",\"etag\":\"5\"}]}");
    rig_do(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"etag\":\"6\"}]}");
    rig_do(rig, "updateControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"etag\":\"7\"}]}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"etag\":\"8\"}]}", viewer->id);
    rig_do(rig, "updateParticipants", params);
    rig_do(rig, "updateWorld", "{\"world\":{\"etag\":\"9\"}}");
    for (size_t i = 0; i < 3; i++) {
        char *text = copy_reply(rig, questions[i]);
        assert_null(strstr(text, "etag"));
        free(text);
    }
    rig_call(rig, "updateWorld", "{\"world\":{}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":1}");
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s19_create_scenes),   GAME_TEST(test_s19_update_scenes),
        GAME_TEST(test_s19_create_groups),   GAME_TEST(test_s19_update_groups),
        GAME_TEST(test_s19_create_controls), GAME_TEST(test_s19_update_controls),
        GAME_TEST(test_s19_delete_controls), GAME_TEST(test_s19_update_participants),
        GAME_TEST(test_s58_etag_is_kept_nowhere),
    };
    return cmocka_run_group_tests_name("host/atomic", tests, NULL, NULL);
}
