/* What a room refuses is what its limits say, also when they change. */
#include "support/host_rig.h"
#include "support/usual_limits.h"

#include <stdio.h>

static int set_up(void **state)
{
    host_rig *rig;
    rig_set_up(state);
    rig                            = *state;
    rig->limits.scenes_per_game    = 2;
    rig->limits.groups_per_game    = 2;
    rig->limits.controls_per_scene = 2;
    rig->limits.object_bytes       = 1024;
    rig->limits.throttle_rules     = 1;
    rig->limits.input_bytes        = 64;
    rig->limits.controls_held      = 1;
    rig->limits.unusable_packets   = 3;
    rig_take_limits(rig);
    return 0;
}

/* ---- what a game makes ---- */

static const struct {
    const char *method, *first, *one_more, *path;
} objects[] = {
    { "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}", "{\"scenes\":[{\"sceneID\":\"b\"}]}", "scenes.0.sceneID" },
    { "createGroups", "{\"groups\":[{\"groupID\":\"a\"}]}", "{\"groups\":[{\"groupID\":\"b\"}]}", "groups.0.groupID" },
    { "createControls",
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"x\"},{\"controlID\":\"b\",\"kind\":\"x\"}]}",
      "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"x\"}]}", "controls.0.controlID" },
    { "setBandwidthThrottle", "{\"giveInput\":{\"capacity\":1,\"drainRate\":1}}",
      "{\"onGroupCreate\":{\"capacity\":1,\"drainRate\":1}}", "onGroupCreate" },
};

static void test_one_object_more_is_refused_until_the_limit_is_raised(void **state)
{
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
        rig_do(rig, objects[i].method, objects[i].first);
        rig_call(rig, objects[i].method, objects[i].one_more);
        rig_expect_refusal(&rig->game, "9", 4004, objects[i].path);
    }
    rig->limits = *usual_limits();
    rig_take_limits(rig);
    for (size_t i = 0; i < ARRAY_LEN(objects); i++)
        rig_do(rig, objects[i].method, objects[i].one_more);
}

static void test_an_object_has_as_many_bytes_as_the_limit_says(void **state)
{
    host_rig *rig = *state;
    char      params[1200];
    snprintf(params, sizeof params, "{\"world\":{\"a\":\"%0*d\"}}", 1024 - 8, 0);
    rig_do(rig, "updateWorld", params);
    rig_call(rig, "updateWorld", "{\"world\":{\"b\":1}}");
    rig_expect_refusal(&rig->game, "9", 4004, NULL);
}

/* ---- what a participant does ---- */

static rig_peer *join_at_controls(host_rig *rig)
{
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\",\"cost\":1},"
                                  "{\"controlID\":\"b\",\"kind\":\"button\",\"cost\":1}]}");
    rig_ready(rig);
    return rig_join_as(rig, rig_user(rig, 5, "Eve", 100));
}

static void press(host_rig *rig, rig_peer *who, const char *control, const char *more)
{
    rig_forget(who);
    rig_says(rig, who, "{\"id\":4,\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",\"event\":\"mousedown\"%s}}",
             control, more);
}

static void test_an_input_has_as_many_bytes_as_the_limit_says(void **state)
{
    host_rig *rig = *state;
    rig_peer *eve = join_at_controls(rig);
    press(rig, eve, "a", ",\"more\":\"12345678901234567890123456789\"");
    rig_expect_refusal(eve, "4", 4099, NULL);
}

static void test_one_holds_as_many_controls_as_the_limit_says(void **state)
{
    host_rig *rig = *state;
    rig_peer *eve = join_at_controls(rig);
    press(rig, eve, "a", "");
    assert_non_null(strstr(rig_take(eve), "\"error\":null"));
    press(rig, eve, "b", "");
    rig_expect_refusal(eve, "4", 4099, NULL);
}

static void test_one_may_send_as_much_garbage_as_the_limit_says(void **state)
{
    host_rig *rig = *state;
    rig_peer *eve = rig_join(rig, "Eve");
    rig_says(rig, eve, "nonsense");
    rig_says(rig, eve, "nonsense");
    assert_int_equal(eve->closed, 0);
    rig_says(rig, eve, "nonsense");
    assert_int_equal(eve->closed, 1008);
}

int main(void)
{
#define LIMIT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        LIMIT_TEST(test_one_object_more_is_refused_until_the_limit_is_raised),
        LIMIT_TEST(test_an_object_has_as_many_bytes_as_the_limit_says),
        LIMIT_TEST(test_an_input_has_as_many_bytes_as_the_limit_says),
        LIMIT_TEST(test_one_holds_as_many_controls_as_the_limit_says),
        LIMIT_TEST(test_one_may_send_as_much_garbage_as_the_limit_says),
    };
    return cmocka_run_group_tests_name("host/room limits", tests, NULL, NULL);
}
