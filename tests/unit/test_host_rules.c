/* The conflict rule: the protocol's worked examples, one by one, and what lies between them. */
#include "support/host_rig.h"

#include "host/room/host_state.h"

#include <stdio.h>

/* ---- a game that chooses its seq ---- */

/* Questions are asked until the host has sent that many packets. */
static void reach_seq(host_rig *rig, int32_t seq)
{
    while (rig->game.watch.seq < seq)
        rig_do(rig, "getTime", "{}");
}

/* A call that has seen packet `seq`, answered well; what everybody was told is kept. */
static void call_at(host_rig *rig, int seq, const char *method, const char *params)
{
    rig_game_says(rig, "{\"id\":5,\"type\":\"method\",\"method\":\"%s\",\"seq\":%d,\"params\":%s}", method, seq, params);
}

static void do_at(host_rig *rig, int seq, const char *method, const char *params)
{
    call_at(rig, seq, method, params);
    rig_forget(&rig->game);
}

/* A control c with these properties, written at p0 s10; then the host has sent 20 packets. */
static void make_control(host_rig *rig, const char *properties)
{
    char params[512];
    reach_seq(rig, 10);
    snprintf(params, sizeof params,
             "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\",%s}]}", properties);
    do_at(rig, 10, "createControls", params);
    reach_seq(rig, 20);
}

static void patch(host_rig *rig, const char *properties, int priority, int seq)
{
    char params[512];
    snprintf(params, sizeof params,
             "{\"sceneID\":\"default\",\"priority\":%d,\"controls\":[{\"controlID\":\"c\",%s}]}", priority, properties);
    do_at(rig, seq, "updateControls", params);
}

/* The control has these properties and no others. */
static void expect_control(host_rig *rig, const char *properties)
{
    rig_forget(&rig->game);
    rig_call(rig, "getScenes", "{}");
    rig_expect_reply(&rig->game, "9",
                     "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\","
                     "\"disabled\":false%s%s}],\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}]}",
                     properties[0] != '\0' ? "," : "", properties);
}

/* ---- the ten examples; each goes on where the one before has ended ---- */

static void up_to_example_1(host_rig *rig)
{
    make_control(rig, "\"progress\":0.2");
    patch(rig, "\"progress\":0.5", 0, 12);
}

static void up_to_example_2(host_rig *rig)
{
    up_to_example_1(rig);
    patch(rig, "\"progress\":0.6", 0, 12);
}

static void up_to_example_3(host_rig *rig)
{
    up_to_example_2(rig);
    patch(rig, "\"progress\":0.1", 0, 9);
}

static void up_to_example_4(host_rig *rig)
{
    up_to_example_3(rig);
    patch(rig, "\"progress\":0.9", 1, 9);
}

static void up_to_example_5(host_rig *rig)
{
    up_to_example_4(rig);
    patch(rig, "\"progress\":0.3", 0, 9);
}

static void test_s34_example_01_a_newer_patch_wins(void **state)
{
    up_to_example_1(*state);
    expect_control(*state, "\"progress\":0.5");
}

static void test_s34_example_02_an_equal_patch_wins(void **state)
{
    up_to_example_2(*state);
    expect_control(*state, "\"progress\":0.6");
}

static void test_s34_example_03_a_late_patch_is_skipped(void **state)
{
    up_to_example_3(*state);
    expect_control(*state, "\"progress\":0.6");
}

static void test_s34_example_04_a_late_patch_of_higher_priority_wins(void **state)
{
    up_to_example_4(*state);
    expect_control(*state, "\"progress\":0.9");
}

static void test_s34_example_05_of_two_equally_old_the_higher_priority_stays(void **state)
{
    up_to_example_5(*state);
    expect_control(*state, "\"progress\":0.9");
}

static void test_s34_example_06_newer_beats_priority(void **state)
{
    up_to_example_5(*state);
    patch(*state, "\"progress\":0.3", 0, 13);
    expect_control(*state, "\"progress\":0.3");
}

static void test_s34_example_07_each_leaf_stands_for_itself(void **state)
{
    make_control(*state, "\"style\":{\"color\":\"blue\",\"size\":2}");
    patch(*state, "\"style\":{\"color\":\"red\"}", 0, 12);
    expect_control(*state, "\"style\":{\"color\":\"red\",\"size\":2}");
    patch(*state, "\"style\":{\"color\":\"green\",\"size\":3}", 0, 11);
    expect_control(*state, "\"style\":{\"color\":\"red\",\"size\":3}");
}

static void up_to_example_8(host_rig *rig)
{
    make_control(rig, "\"style\":{\"color\":\"blue\",\"size\":2}");
    patch(rig, "\"style\":{\"color\":\"red\"}", 0, 12);
    patch(rig, "\"style\":\"plain\"", 0, 14);
}

static void test_s34_example_08_a_value_takes_the_place_of_an_object(void **state)
{
    up_to_example_8(*state);
    expect_control(*state, "\"style\":\"plain\"");
    patch(*state, "\"style\":{\"size\":3}", 0, 13);
    expect_control(*state, "\"style\":\"plain\"");
}

static void test_s34_example_09_a_deletion_is_told_once_and_remembered(void **state)
{
    host_rig *rig = *state;
    up_to_example_8(rig);
    call_at(rig, 15, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"style\":null}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\",\"disabled\":false,"
               "\"style\":null}]}");
    expect_control(rig, "");
    patch(rig, "\"style\":\"late\"", 0, 14);
    expect_control(rig, "");
    patch(rig, "\"style\":\"new\"", 0, 15);
    expect_control(rig, "\"style\":\"new\"");
}

static void test_s34_example_10_without_a_seq_it_always_wins(void **state)
{
    host_rig *rig = *state;
    make_control(rig, "\"progress\":0.2");
    patch(rig, "\"progress\":0.7", 0, 20);
    rig_do(rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"progress\":0.8}]}");
    expect_control(rig, "\"progress\":0.8");
}

/* ---- seq and priority as they come ---- */

static void test_s34_what_claims_to_come_from_the_future_is_up_to_date(void **state)
{
    static const char *const claims[] = { "-1", "2147483647", "2147483648", "1e300", "\"x\"", "null", "1.5" };
    host_rig                *rig      = *state;
    make_control(rig, "\"progress\":0");
    for (size_t i = 0; i < ARRAY_LEN(claims); i++) {
        char properties[32];
        snprintf(properties, sizeof properties, "\"progress\":%d", (int)i + 1);
        patch(rig, "\"progress\":0", 0, rig->game.watch.seq);
        rig_game_says(rig,
                      "{\"id\":5,\"method\":\"updateControls\",\"seq\":%s,\"params\":{\"sceneID\":\"default\","
                      "\"controls\":[{\"controlID\":\"c\",%s}]}}",
                      claims[i], properties);
        expect_control(rig, properties);
    }
}

static void test_s34_a_priority_is_a_number_or_a_string_of_one(void **state)
{
    host_rig *rig = *state;
    make_control(rig, "\"progress\":0.2");
    do_at(rig, 9, "updateControls",
          "{\"sceneID\":\"default\",\"priority\":\"2\",\"controls\":[{\"controlID\":\"c\",\"progress\":0.4}]}");
    expect_control(rig, "\"progress\":0.4");
    do_at(rig, 9, "updateControls",
          "{\"sceneID\":\"default\",\"priority\":null,\"controls\":[{\"controlID\":\"c\",\"progress\":0.5}]}");
    expect_control(rig, "\"progress\":0.4");
}

static void test_s34_what_is_no_priority_is_refused(void **state)
{
    static const char *const bad[] = { "\"high\"", "1.5", "true", "[]", "2147483648", "1e99" };
    host_rig                *rig   = *state;
    char                     params[256];
    make_control(rig, "\"progress\":0.2");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        snprintf(params, sizeof params,
                 "{\"sceneID\":\"default\",\"priority\":%s,\"controls\":[{\"controlID\":\"c\",\"progress\":1}]}", bad[i]);
        rig_call(rig, "updateControls", params);
        rig_expect_refusal(&rig->game, "9", 4004, "priority");
    }
    expect_control(rig, "\"progress\":0.2");
}

static void test_s34_a_patch_that_lost_is_told_with_what_is_true(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    make_control(rig, "\"progress\":0.2");
    rig_forget(viewer);
    call_at(rig, 3, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"progress\":0.9}]}");
    static const char truth[] = "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\","
                                "\"disabled\":false,\"progress\":0.2}]}";
    rig_expect(&rig->game, "onControlUpdate", "%s", truth);
    rig_expect_reply(&rig->game, "5", "%s", truth);
    rig_expect(viewer, "onControlUpdate", "%s", truth);
}

static void test_s34_a_deletion_that_lost_is_not_told(void **state)
{
    host_rig *rig = *state;
    make_control(rig, "\"progress\":0.2");
    call_at(rig, 3, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"progress\":null}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\",\"disabled\":false,"
               "\"progress\":0.2}]}");
}

/* The host has sent so many packets that its numbers begin again. */
static void test_s34_what_was_sent_before_the_wrap_is_older(void **state)
{
    host_rig *rig = *state;
    make_control(rig, "\"progress\":0.2");
    rig->room->game.seq = (uint64_t)INT32_MAX + 6; /* 5 on the wire */
    rig->game.watch.seq = 5;
    patch(rig, "\"progress\":0.3", 0, 4);
    patch(rig, "\"progress\":0.4", 0, INT32_MAX);
    expect_control(rig, "\"progress\":0.3");
    patch(rig, "\"progress\":0.5", 0, 5);
    expect_control(rig, "\"progress\":0.5");
    patch(rig, "\"progress\":0.6", 0, 1000);
    patch(rig, "\"progress\":0.7", 0, INT32_MAX);
    expect_control(rig, "\"progress\":0.6");
}

/* ---- all or nothing ---- */

static void test_s19_a_refused_call_leaves_no_tags(void **state)
{
    host_rig *rig = *state;
    make_control(rig, "\"progress\":0.2");
    call_at(rig, 20, "updateControls",
            "{\"sceneID\":\"default\",\"priority\":9,\"controls\":[{\"controlID\":\"c\",\"progress\":0.9},"
            "{\"controlID\":\"unknown\"}]}");
    rig_expect_refusal(&rig->game, "5", 4012, "controls.1.controlID");
    patch(rig, "\"progress\":0.4", 0, 11);
    expect_control(rig, "\"progress\":0.4");
}

static void test_s19_one_that_loses_does_not_stop_the_others(void **state)
{
    host_rig *rig = *state;
    reach_seq(rig, 10);
    do_at(rig, 10, "createControls",
          "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"k\",\"v\":1},"
          "{\"controlID\":\"b\",\"kind\":\"k\",\"v\":1}]}");
    reach_seq(rig, 20);
    do_at(rig, 15, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"v\":2}]}");
    call_at(rig, 12, "updateControls",
            "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"v\":3},{\"controlID\":\"b\",\"v\":3}]}");
    rig_expect(&rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"k\",\"disabled\":false,\"v\":2},"
               "{\"controlID\":\"b\",\"kind\":\"k\",\"disabled\":false,\"v\":3}]}");
}

/* ---- changes of type ---- */

static void test_s34_an_object_gives_way_as_a_whole_or_not_at_all(void **state)
{
    make_control(*state, "\"style\":{\"color\":\"blue\",\"size\":2}");
    patch(*state, "\"style\":{\"color\":\"red\"}", 0, 15);
    patch(*state, "\"style\":\"plain\"", 0, 14);
    expect_control(*state, "\"style\":{\"color\":\"red\",\"size\":2}");
    patch(*state, "\"style\":null", 0, 14);
    expect_control(*state, "\"style\":{\"color\":\"red\",\"size\":2}");
    patch(*state, "\"style\":{\"size\":null}", 0, 16);
    patch(*state, "\"style\":{\"color\":null}", 0, 16);
    patch(*state, "\"style\":\"plain\"", 0, 15);
    expect_control(*state, "\"style\":{}");
    patch(*state, "\"style\":\"plain\"", 0, 16);
    expect_control(*state, "\"style\":\"plain\"");
}

static void test_s34_two_that_fill_a_new_object_both_count(void **state)
{
    make_control(*state, "\"progress\":0.2");
    patch(*state, "\"style\":{\"color\":\"red\"}", 0, 14);
    patch(*state, "\"style\":{\"size\":3}", 0, 12);
    expect_control(*state, "\"progress\":0.2,\"style\":{\"color\":\"red\",\"size\":3}");
}

static void test_s34_an_array_is_one_leaf(void **state)
{
    make_control(*state, "\"position\":[{\"size\":\"large\",\"x\":1}]");
    patch(*state, "\"position\":[{\"size\":\"small\",\"x\":2}]", 0, 14);
    patch(*state, "\"position\":[{\"size\":\"large\",\"x\":3}]", 0, 13);
    expect_control(*state, "\"position\":[{\"size\":\"small\",\"x\":2}]");
}

/* ---- what has rules of its own ---- */

static void test_s34_disabled_is_a_leaf_like_any_other(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_ready(rig);
    make_control(rig, "\"progress\":0.2");
    patch(rig, "\"disabled\":true", 0, 12);
    patch(rig, "\"disabled\":false", 0, 11);
    rig_forget(viewer);
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"c\",\"event\":\"tap\"}}");
    rig_expect_refusal(viewer, "1", 4099, NULL);
}

static void test_s34_a_group_shows_the_scene_that_won(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"},{\"sceneID\":\"b\"}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    reach_seq(rig, 20);
    do_at(rig, 15, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    call_at(rig, 14, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"b\"}]}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    rig_forget(&rig->game);
    call_at(rig, 20, "deleteScene", "{\"sceneID\":\"b\"}");
    rig_expect_call(&rig->game, "onSceneDelete");
}

static void test_s34_a_deleted_scene_moves_its_groups_whoever_wrote_them(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    reach_seq(rig, 20);
    do_at(rig, 20, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    do_at(rig, 20, "updateGroups", "{\"priority\":9,\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    call_at(rig, 3, "deleteScene", "{\"sceneID\":\"a\"}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}");
}

static void test_s34_a_participant_stays_where_the_newer_call_has_put_it(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[256];
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"a\"},{\"groupID\":\"b\"}]}");
    reach_seq(rig, 20);
    snprintf(params, sizeof params,
             "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"a\",\"disabled\":true,\"score\":5}]}", viewer->id);
    do_at(rig, 15, "updateParticipants", params);
    snprintf(params, sizeof params,
             "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"b\",\"disabled\":false,\"score\":4,\"lives\":3}]}",
             viewer->id);
    call_at(rig, 14, "updateParticipants", params);
    const char *told = rig_expect_call(&rig->game, "onParticipantUpdate");
    assert_non_null(strstr(told, "\"disabled\":true,\"groupID\":\"a\""));
    assert_non_null(strstr(told, "\"score\":5,\"lives\":3}"));
}

static void test_s34_a_deleted_group_moves_its_members_whoever_wrote_them(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[160];
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"a\"},{\"groupID\":\"b\"}]}");
    reach_seq(rig, 20);
    snprintf(params, sizeof params, "{\"priority\":9,\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"a\"}]}",
             viewer->id);
    do_at(rig, 20, "updateParticipants", params);
    call_at(rig, 3, "deleteGroup", "{\"groupID\":\"a\"}");
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantUpdate"), "\"groupID\":\"default\""));
    rig_forget(&rig->game);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"b\"}]}", viewer->id);
    call_at(rig, 3, "updateParticipants", params);
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantUpdate"), "\"groupID\":\"b\""));
}

static void test_s34_the_world_and_scenes_follow_the_rule_too(void **state)
{
    host_rig *rig = *state;
    reach_seq(rig, 20);
    do_at(rig, 15, "updateWorld", "{\"world\":{\"round\":2}}");
    call_at(rig, 14, "updateWorld", "{\"world\":{\"round\":1,\"map\":\"ice\"}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":2,\"map\":\"ice\"}");
    rig_forget(&rig->game);
    do_at(rig, 15, "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"map\":\"ice\"}]}");
    call_at(rig, 14, "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"map\":\"sand\"}]}");
    rig_expect(&rig->game, "onSceneUpdate", "{\"scenes\":[{\"sceneID\":\"default\",\"map\":\"ice\",\"controls\":[]}]}");
}

static void test_s34_a_new_session_knows_no_tags(void **state)
{
    host_rig *rig = *state;
    reach_seq(rig, 20);
    do_at(rig, 20, "updateWorld", "{\"priority\":7,\"world\":{\"round\":2}}");
    rig_leave_game(rig);
    rig_enter_game(rig);
    rig_forget(&rig->game);
    call_at(rig, 0, "updateWorld", "{\"world\":{\"round\":1}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":1}");
}

/* ---- bounds ---- */

/* An object of more leaves than tags are kept for: what comes late loses, what is new does not. */
static void test_s34_too_many_tags_are_forgotten_and_nothing_old_comes_back(void **state)
{
    host_rig *rig = *state;
    char      params[128];
    reach_seq(rig, 5);
    do_at(rig, 5, "updateWorld", "{\"priority\":9,\"world\":{\"first\":1}}");
    for (int i = 0; i < 600; i++) {
        snprintf(params, sizeof params, "{\"world\":{\"leaf%d\":%d}}", i, i);
        rig_do(rig, "updateWorld", params);
    }
    do_at(rig, 6, "updateWorld", "{\"world\":{\"first\":2,\"leaf7\":0,\"leaf599\":0}}");
    rig_call(rig, "updateWorld", "{\"world\":{\"leaf8\":null}}");
    const char *told = rig_expect_call(&rig->game, "onWorldUpdate");
    assert_non_null(strstr(told, "\"first\":1,"));
    assert_non_null(strstr(told, "\"leaf7\":7,\"leaf8\":null,"));
    assert_non_null(strstr(told, "\"leaf599\":599}"));
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s34_example_01_a_newer_patch_wins),
        GAME_TEST(test_s34_example_02_an_equal_patch_wins),
        GAME_TEST(test_s34_example_03_a_late_patch_is_skipped),
        GAME_TEST(test_s34_example_04_a_late_patch_of_higher_priority_wins),
        GAME_TEST(test_s34_example_05_of_two_equally_old_the_higher_priority_stays),
        GAME_TEST(test_s34_example_06_newer_beats_priority),
        GAME_TEST(test_s34_example_07_each_leaf_stands_for_itself),
        GAME_TEST(test_s34_example_08_a_value_takes_the_place_of_an_object),
        GAME_TEST(test_s34_example_09_a_deletion_is_told_once_and_remembered),
        GAME_TEST(test_s34_example_10_without_a_seq_it_always_wins),
        GAME_TEST(test_s34_what_claims_to_come_from_the_future_is_up_to_date),
        GAME_TEST(test_s34_a_priority_is_a_number_or_a_string_of_one),
        GAME_TEST(test_s34_what_is_no_priority_is_refused),
        GAME_TEST(test_s34_a_patch_that_lost_is_told_with_what_is_true),
        GAME_TEST(test_s34_a_deletion_that_lost_is_not_told),
        GAME_TEST(test_s34_what_was_sent_before_the_wrap_is_older),
        GAME_TEST(test_s19_a_refused_call_leaves_no_tags),
        GAME_TEST(test_s19_one_that_loses_does_not_stop_the_others),
        GAME_TEST(test_s34_an_object_gives_way_as_a_whole_or_not_at_all),
        GAME_TEST(test_s34_two_that_fill_a_new_object_both_count),
        GAME_TEST(test_s34_an_array_is_one_leaf),
        GAME_TEST(test_s34_disabled_is_a_leaf_like_any_other),
        GAME_TEST(test_s34_a_group_shows_the_scene_that_won),
        GAME_TEST(test_s34_a_deleted_scene_moves_its_groups_whoever_wrote_them),
        GAME_TEST(test_s34_a_participant_stays_where_the_newer_call_has_put_it),
        GAME_TEST(test_s34_a_deleted_group_moves_its_members_whoever_wrote_them),
        GAME_TEST(test_s34_the_world_and_scenes_follow_the_rule_too),
        GAME_TEST(test_s34_a_new_session_knows_no_tags),
        GAME_TEST(test_s34_too_many_tags_are_forgotten_and_nothing_old_comes_back),
    };
    return cmocka_run_group_tests_name("host/rules", tests, NULL, NULL);
}
