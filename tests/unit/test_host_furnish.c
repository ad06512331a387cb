/* What a session begins with. */
#include "support/failing_allocator.h"
#include "support/host_rig.h"
#include "support/usual_limits.h"

#include "base/buf.h"

#define X "{\"controlID\":\"x\",\"kind\":\"button\",\"disabled\":false}"
#define DEFAULT_GROUP "{\"groupID\":\"default\",\"sceneID\":\"default\"}"
#define SHOW                                                                                                       \
    "{\"scenes\":[{\"sceneID\":\"default\",\"theme\":\"ice\",\"controls\":[" X "]},{\"sceneID\":\"b\"}]}"

static chorus_result furnish(host_rig *rig, uint32_t version_id, const char *scenes, cho_host_fault *fault)
{
    return cho_host_room_furnish(rig->room, version_id, cho_span_of(scenes), rig->now_ms, fault);
}

static void enter(host_rig *rig, uint32_t version_id)
{
    rig_forget(&rig->game);
    rig->game.watch = (packet_watch){ 0 };
    assert_ok(cho_host_room_enter_game(rig->room, &rig->game, version_id, rig->now_ms));
    rig_expect_call(&rig->game, "hello");
}

/* The game of that version, whose scenes are those of SHOW. */
static void enter_show(host_rig *rig)
{
    cho_host_fault fault;
    assert_ok(furnish(rig, 7, SHOW, &fault));
    enter(rig, 7);
}

static void expect_scenes(host_rig *rig, const char *scenes)
{
    rig_forget(&rig->game);
    rig_call(rig, "getScenes", "{}");
    rig_expect_reply(&rig->game, "9", "{\"scenes\":[%s]}", scenes);
}

#define FURNISHED                                                                                                  \
    "{\"sceneID\":\"default\",\"theme\":\"ice\",\"controls\":[" X "],\"groups\":[" DEFAULT_GROUP "]},"           \
    "{\"sceneID\":\"b\",\"controls\":[],\"groups\":[]}"

static void test_a_session_begins_with_the_scenes_of_its_version(void **state)
{
    host_rig rig;
    (void)state;
    rig_init(&rig, NULL);
    enter_show(&rig);
    expect_scenes(&rig, FURNISHED);
    rig_peer *viewer = rig_try_join(&rig, "Ann");
    rig_expect_call(viewer, "hello");
    assert_non_null(strstr(rig_expect_call(viewer, "onSceneCreate"), "\"theme\":\"ice\""));
    rig_deinit(&rig);
}

static void test_the_next_session_begins_anew(void **state)
{
    host_rig rig;
    (void)state;
    rig_init(&rig, NULL);
    enter_show(&rig);
    rig_do(&rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"x\"]}");
    cho_host_room_leave_game(rig.room, &rig.game, rig.now_ms);
    enter_show(&rig);
    expect_scenes(&rig, FURNISHED);
    rig_deinit(&rig);
}

static void test_a_session_that_goes_on_keeps_what_it_has(void **state)
{
    host_rig       rig;
    cho_host_fault fault;
    (void)state;
    rig_init_with_grace(&rig, NULL, 1000);
    enter_show(&rig);
    rig_do(&rig, "deleteScene", "{\"sceneID\":\"b\"}");
    cho_host_room_leave_game(rig.room, &rig.game, rig.now_ms);
    enter_show(&rig);
    rig_call(&rig, "getScenes", "{}");
    assert_null(strstr(rig_take(&rig.game), "\"b\""));
    cho_host_room_leave_game(rig.room, &rig.game, rig.now_ms);
    assert_ok(furnish(&rig, 8, "{\"scenes\":[{\"sceneID\":\"c\"}]}", &fault)); /* another version */
    enter(&rig, 8);
    rig_call(&rig, "getScenes", "{}");
    assert_non_null(strstr(rig_take(&rig.game), "\"c\""));
    rig_deinit(&rig);
}

/* ---- what is no version ---- */

#define IN_SCENE(controls) "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[" controls "]}]}"

static const struct {
    const char *scenes, *path;
    int         code;
} bad[] = {
    { "", "", 4000 },
    { "{", "", 4000 },
    { "{\"scenes\":[}", "", 4000 },
    { "{\"scenes\":[]}x", "", 4000 },
    { "\xff", "", 4000 },
    { "[]", "scenes", 4004 },
    { "7", "scenes", 4004 },
    { "null", "scenes", 4004 },
    { "{}", "scenes", 4004 },
    { "{\"scenes\":null}", "scenes", 4004 },
    { "{\"scenes\":{}}", "scenes", 4004 },
    { "{\"scenes\":\"a\"}", "scenes", 4004 },
    { "{\"scenes\":[7]}", "scenes.0", 4004 },
    { "{\"scenes\":[[]]}", "scenes.0", 4004 },
    { "{\"scenes\":[null]}", "scenes.0", 4004 },
    { "{\"scenes\":[{}]}", "scenes.0.sceneID", 4004 },
    { "{\"scenes\":[{\"sceneID\":\"\"}]}", "scenes.0.sceneID", 4004 },
    { "{\"scenes\":[{\"sceneID\":7}]}", "scenes.0.sceneID", 4004 },
    { "{\"scenes\":[{\"sceneID\":null}]}", "scenes.0.sceneID", 4004 },
    { "{\"scenes\":[{\"sceneID\":\"a\\u0000b\"}]}", "scenes.0.sceneID", 4004 },
    { "{\"scenes\":[{\"sceneID\":\"a\"},{\"sceneID\":\"a\"}]}", "scenes.1.sceneID", 4011 },
    { "{\"scenes\":[{\"sceneID\":\"default\"},{\"sceneID\":\"default\"}]}", "scenes.1.sceneID", 4011 },
    { "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":{}}]}", "scenes.0.controls", 4004 },
    { "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":7}]}", "scenes.0.controls", 4004 },
    { "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":7}]}", "scenes.0.controls", 4004 },
    { IN_SCENE("7"), "scenes.0.controls.0", 4004 },
    { IN_SCENE("{}"), "scenes.0.controls.0.controlID", 4004 },
    { IN_SCENE("{\"controlID\":\"\",\"kind\":\"button\"}"), "scenes.0.controls.0.controlID", 4004 },
    { IN_SCENE("{\"controlID\":\"x\"}"), "scenes.0.controls.0.kind", 4014 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":7}"), "scenes.0.controls.0.kind", 4014 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"\"}"), "scenes.0.controls.0.kind", 4014 },
    { IN_SCENE(X "," X), "scenes.0.controls.1.controlID", 4013 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"button\",\"disabled\":\"no\"}"), "scenes.0.controls.0.disabled", 4004 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"button\",\"cost\":-1}"), "scenes.0.controls.0.cost", 4004 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"button\",\"cost\":1.5}"), "scenes.0.controls.0.cost", 4004 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"button\",\"cooldown\":\"soon\"}"), "scenes.0.controls.0.cooldown", 4004 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"button\",\"position\":7}"), "scenes.0.controls.0.position", 4004 },
    { IN_SCENE("{\"controlID\":\"x\",\"kind\":\"y\",\"d\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"), "scenes.0", 4004 },
};

static void test_each_fault_of_a_version_is_named_with_its_path(void **state)
{
    failing_allocator *f = *state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cho_host_fault fault = { .code = 0 };
        assert_result(CHORUS_E_INVALID, cho_host_check_scenes(&f->hooks, usual_limits(), cho_span_of(bad[i].scenes), &fault));
        if (fault.code != bad[i].code || strcmp(fault.path, bad[i].path) != 0 || fault.message[0] == '\0')
            fail_msg("%s: %d %s at '%s'", bad[i].scenes, (int)fault.code, fault.message, fault.path);
    }
}

static void test_a_version_larger_than_the_memory_limit_is_refused(void **state)
{
    static char        text[60000];
    failing_allocator *f = *state;
    cho_host_fault     fault;
    cho_buf            scenes;
    memset(text, 'x', sizeof text - 1);
    cho_buf_init(&scenes, &f->hooks);
    cho_buf_text(&scenes, "{\"scenes\":[{\"sceneID\":\"s\"}");
    for (int i = 0; i < 30; i++)
        cho_buf_printf(&scenes, ",{\"sceneID\":\"s%d\",\"big\":\"%s\"}", i, text);
    cho_buf_text(&scenes, "]}");
    assert_result(CHORUS_E_SIZE, cho_host_check_scenes(&f->hooks, usual_limits(), (cho_span){ scenes.data, scenes.len }, &fault));
    assert_string_equal(fault.path, "scenes.25");
    assert_string_equal(fault.message, "memory limit");
    cho_buf_deinit(&scenes);
}

static void check_one(failing_allocator *f)
{
    cho_host_fault fault;
    chorus_result  r = cho_host_check_scenes(&f->hooks, usual_limits(), cho_span_of(SHOW), &fault);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
}

static void test_without_memory_nothing_is_begun(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        check_one(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_session_begins_with_the_scenes_of_its_version),
        cmocka_unit_test(test_the_next_session_begins_anew),
        cmocka_unit_test(test_a_session_that_goes_on_keeps_what_it_has),
        HEAP_TEST(test_each_fault_of_a_version_is_named_with_its_path),
        HEAP_TEST(test_a_version_larger_than_the_memory_limit_is_refused),
        HEAP_TEST(test_without_memory_nothing_is_begun),
    };
    return cmocka_run_group_tests_name("host/what a session begins with", tests, NULL, NULL);
}
