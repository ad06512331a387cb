#include "support/host_rig.h"

static void test_the_time_is_the_hosts(void **state)
{
    host_rig *rig = *state;
    rig->now_ms   = 1700000000123;
    rig_call(rig, "getTime", "null");
    rig_expect_reply(&rig->game, "9", "{\"time\":1700000000123}");
}

static void test_ready_is_told_to_all_when_it_changes(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "ready", "{}");
    rig_expect(&rig->game, "onReady", "{\"isReady\":true}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect(viewer, "onReady", "{\"isReady\":true}");
    rig_call(rig, "ready", "{\"isReady\":true}");
    rig_expect_reply(&rig->game, "9", "null");
    rig_expect_nothing(viewer);
    rig_call(rig, "ready", "{\"isReady\":false}");
    rig_expect(&rig->game, "onReady", "{\"isReady\":false}");
    rig_expect(viewer, "onReady", "{\"isReady\":false}");
}

static void test_ready_is_true_or_false(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "ready", "{\"isReady\":\"yes\"}");
    rig_expect_refusal(&rig->game, "9", 4004, "isReady");
}

static void test_the_world_is_flattened_and_holds_no_scenes(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "updateWorld", "{\"priority\":0,\"world\":{\"round\":3,\"scenes\":[{\"sceneID\":\"x\"}],\"a\":{\"b\":1}}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":3,\"a\":{\"b\":1}}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[],\"round\":3,\"a\":{\"b\":1}}");
    rig_expect(viewer, "onWorldUpdate", "{\"scenes\":[],\"round\":3,\"a\":{\"b\":1}}");
}

static void test_s22_a_deleted_world_property_is_told_as_null_once(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":3,\"a\":{\"b\":1}}}");
    rig_call(rig, "updateWorld", "{\"world\":{\"round\":null,\"a\":{\"c\":2}}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":null,\"a\":{\"b\":1,\"c\":2}}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[],\"a\":{\"b\":1,\"c\":2}}");
    rig_call(rig, "updateWorld", "{\"world\":{\"a\":null}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"a\":null}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[]}");
}

static void test_a_world_is_an_object(void **state)
{
    static const char *const params[] = { "{}", "{\"world\":null}", "{\"world\":[]}", "{\"world\":7}" };
    host_rig                *rig      = *state;
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        rig_call(rig, "updateWorld", params[i]);
        rig_expect_refusal(&rig->game, "9", 4004, "world");
    }
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_the_time_is_the_hosts),
        GAME_TEST(test_ready_is_told_to_all_when_it_changes),
        GAME_TEST(test_ready_is_true_or_false),
        GAME_TEST(test_the_world_is_flattened_and_holds_no_scenes),
        GAME_TEST(test_s22_a_deleted_world_property_is_told_as_null_once),
        GAME_TEST(test_a_world_is_an_object),
    };
    return cmocka_run_group_tests_name("host/core_methods", tests, NULL, NULL);
}
