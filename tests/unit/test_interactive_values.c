#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static const char control_json[] =
    "{\"controlID\":\"fire\",\"kind\":\"button\",\"text\":\"Fi\\u0072e \\ud83d\\ude00\",\"cost\":9007199254740993,"
    "\"progress\":0.25,\"disabled\":true,\"cooldown\":1700000005000,\"whole\":12.0,\"half\":12.5,\"word\":\"true\","
    "\"style\":{\"color\":\"red\"},\"position\":[{\"size\":\"large\",\"width\":10},{\"size\":\"small\",\"width\":4}]}";

static chorus_resource make_control(ia_game *g)
{
    assert_ok(ia_scene(g, "default", "{}"));
    assert_ok(ia_control(g, "default", "fire", control_json));
    return ia_find_control(g, NULL, "fire");
}

/* ---- by path ---- */

static void test_properties_are_read_by_path_and_type(void **state)
{
    ia_game    g;
    chorus_str text;
    double     number;
    int64_t    integer;
    bool       flag;
    begin(&g, state);
    chorus_resource c = make_control(&g);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, c, "text", &text));
    assert_str("Fire \xf0\x9f\x98\x80", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, c, "style.color", &text));
    assert_str("red", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, c, "position.1.size", &text));
    assert_str("small", text);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, c, "cost", &integer));
    assert_true(integer == INT64_C(9007199254740993));
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, c, "whole", &integer));
    assert_int_equal(integer, 12);
    assert_ok(chorus_interactive_get_number(g.rt, g.session, c, "half", &number));
    assert_true(number > 12.4 && number < 12.6);
    assert_ok(chorus_interactive_get_number(g.rt, g.session, c, "position.0.width", &number));
    assert_true(number > 9.9 && number < 10.1);
    assert_ok(chorus_interactive_get_bool(g.rt, g.session, c, "disabled", &flag));
    assert_true(flag);
    assert_ok(chorus_interactive_get_json(g.rt, g.session, c, "position.1", &text));
    assert_str("{\"size\":\"small\",\"width\":4}", text);
    assert_ok(chorus_interactive_get_json(g.rt, g.session, c, "word", &text));
    assert_str("\"true\"", text);
    ia_expect_json(&g, c, control_json);
    ia_game_deinit(&g);
}

static void test_another_type_is_said(void **state)
{
    ia_game    g;
    chorus_str text    = { "untouched", 9 };
    double     number  = 7;
    int64_t    integer = 7;
    bool       flag    = true;
    begin(&g, state);
    chorus_resource c = make_control(&g);
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_string(g.rt, g.session, c, "cost", &text));
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_number(g.rt, g.session, c, "text", &number));
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_integer(g.rt, g.session, c, "half", &integer));
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_bool(g.rt, g.session, c, "word", &flag));
    assert_result(CHORUS_E_TYPE, chorus_interactive_get_bool(g.rt, g.session, c, "cost", &flag));
    assert_str("untouched", text);
    assert_true(number > 6 && number < 8);
    assert_int_equal(integer, 7);
    assert_true(flag);
    ia_game_deinit(&g);
}

static void test_bad_paths_and_handles_are_refused(void **state)
{
    static const char *const missing[] = { "absent", "style.absent", "style.color.deeper", "position.7",
                                           "text.0", ".",            "a..b" };
    ia_game         g;
    chorus_str      text = { "untouched", 9 };
    int64_t         integer;
    chorus_resource none = { 0 }, stale = { UINT32_MAX };
    begin(&g, state);
    chorus_resource c = make_control(&g);
    for (size_t i = 0; i < ARRAY_LEN(missing); i++)
        assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(g.rt, g.session, c, missing[i], &text));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_json(g.rt, g.session, c, "", &text));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_string(g.rt, g.session, c, NULL, &text));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_string(g.rt, g.session, c, "text", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_json(g.rt, g.session, c, "text", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_json(g.rt, g.session, c, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_json(NULL, g.session, c, NULL, &text));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_number(NULL, g.session, c, "cost", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_bool(g.rt, g.session, c, "disabled", NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_integer(g.rt, g.session, none, "cost", &integer));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_integer(g.rt, g.session, stale, "cost", &integer));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(g.rt, g.session, stale, NULL, &text));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(g.rt, (chorus_session){ 9 }, c, NULL, &text));
    assert_str("untouched", text);
    ia_game_deinit(&g);
}

static void test_participants_read_like_json(void **state)
{
    ia_game      g;
    chorus_str   text;
    int64_t      integer;
    bool         flag;
    const ia_who who = { .id = ANN, .name = "an\"n", .group = "red", .custom = "{\"score\":5,\"deep\":{\"er\":[1,2]}}",
                         .has = 0xff, .user_id = 4294967295u, .connected_at_ms = 1700000000001, .is_disabled = true };
    begin(&g, state);
    assert_ok(ia_participant(&g, &who));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, ann, "sessionID", &text));
    assert_str(ANN, text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, ann, "username", &text));
    assert_str("an\"n", text);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, ann, "groupID", &text));
    assert_str("red", text);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, ann, "userID", &integer));
    assert_true(integer == INT64_C(4294967295));
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, ann, "connectedAt", &integer));
    assert_true(integer == INT64_C(1700000000001));
    assert_ok(chorus_interactive_get_bool(g.rt, g.session, ann, "disabled", &flag));
    assert_true(flag);
    assert_ok(chorus_interactive_get_integer(g.rt, g.session, ann, "deep.er.1", &integer));
    assert_int_equal(integer, 2);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(g.rt, g.session, ann, "sparks", &text));
    ia_expect_json(&g, ann,
                   "{\"sessionID\":\"" ANN "\",\"userID\":4294967295,\"username\":\"an\\\"n\",\"level\":0,"
                   "\"lastInputAt\":0,\"connectedAt\":1700000000001,\"disabled\":true,\"groupID\":\"red\","
                   "\"anonymous\":false,\"score\":5,\"deep\":{\"er\":[1,2]}}");
    ia_game_deinit(&g);
}

/* ---- at once ---- */

static void test_a_control_is_read_at_once(void **state)
{
    ia_game             g;
    chorus_control_info info;
    begin(&g, state);
    chorus_resource c = make_control(&g);
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_control(g.rt, g.session, c, &info));
    assert_str("fire", info.id);
    assert_str("button", info.kind);
    assert_str("default", info.scene_id);
    assert_int_equal(info.scene.id, ia_find(&g, CHORUS_RESOURCE_SCENE, "default").id);
    assert_str("Fire \xf0\x9f\x98\x80", info.text);
    assert_true(info.cost == INT64_C(9007199254740993));
    assert_true(info.cooldown_ms == INT64_C(1700000005000));
    assert_true(info.progress > 0.24 && info.progress < 0.26);
    assert_true(info.is_disabled);
    assert_false(info.is_gone);
    assert_int_equal(info.struct_size, sizeof info);

    assert_ok(ia_control(&g, "unheard", "bare", "{\"text\":[],\"cost\":\"much\"}"));
    assert_ok(chorus_interactive_get_control(g.rt, g.session, ia_find_control(&g, "unheard", "bare"), &info));
    assert_str("", info.text);
    assert_str("", info.kind);
    assert_str("unheard", info.scene_id);
    assert_int_equal(info.scene.id, 0);
    assert_int_equal(info.cost, 0);
    assert_false(info.is_disabled);
    ia_game_deinit(&g);
}

static void test_scenes_and_groups_are_read_at_once(void **state)
{
    ia_game           g;
    chorus_scene_info scene;
    chorus_group_info group;
    begin(&g, state);
    make_control(&g);
    assert_ok(ia_group(&g, "red", "{}"));
    CHORUS_INIT(&scene);
    CHORUS_INIT(&group);
    assert_ok(chorus_interactive_get_scene(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_SCENE, "default"), &scene));
    assert_str("default", scene.id);
    assert_int_equal(scene.control_count, 1);
    assert_ok(chorus_interactive_get_group(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_GROUP, "red"), &group));
    assert_str("red", group.id);
    assert_str("default", group.scene_id);
    assert_false(group.is_gone || scene.is_gone);
    ia_game_deinit(&g);
}

static void test_structs_of_another_age_are_filled_as_far_as_they_go(void **state)
{
    ia_game             g;
    chorus_control_info old, none;
    struct {
        chorus_control_info known;
        uint64_t            later;
    } newer;
    begin(&g, state);
    chorus_resource c = make_control(&g);
    CHORUS_INIT(&old);
    old.struct_size = offsetof(chorus_control_info, scene_id);
    old.progress    = -7;
    assert_ok(chorus_interactive_get_control(g.rt, g.session, c, &old));
    assert_str("button", old.kind);
    assert_true(old.progress < -6);
    memset(&newer, 0xff, sizeof newer);
    newer.known.struct_size = sizeof newer;
    assert_ok(chorus_interactive_get_control(g.rt, g.session, c, &newer.known));
    assert_str("button", newer.known.kind);
    assert_int_equal(newer.later, 0);
    memset(&none, 0, sizeof none);
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_control(g.rt, g.session, c, &none));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_control(g.rt, g.session, c, NULL));
    ia_game_deinit(&g);
}

static void test_a_handle_of_another_kind_is_not_found(void **state)
{
    ia_game                 g;
    chorus_participant_info participant;
    chorus_control_info     control;
    chorus_scene_info       scene;
    chorus_group_info       group;
    begin(&g, state);
    chorus_resource c     = make_control(&g);
    chorus_resource world = ia_find(&g, CHORUS_RESOURCE_WORLD, NULL);
    CHORUS_INIT(&participant);
    CHORUS_INIT(&control);
    CHORUS_INIT(&scene);
    CHORUS_INIT(&group);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_participant(g.rt, g.session, c, &participant));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_control(g.rt, g.session, world, &control));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_scene(g.rt, g.session, c, &scene));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_group(g.rt, g.session, (chorus_resource){ 0 }, &group));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_group(NULL, g.session, c, &group));
    ia_game_deinit(&g);
}

static void test_without_memory_nothing_is_read(void **state)
{
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    chorus_resource c = make_control(&g);
    assert_ok(ia_join(&g, ANN, "ann", "red"));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_ok(ia_world(&g, "{\"text\":\"a\\nb\"}"));
    chorus_resource world = ia_find(&g, CHORUS_RESOURCE_WORLD, NULL);
    for (int round = 0; round < 6; round++) {
        chorus_str              text = { "untouched", 9 };
        chorus_control_info     control;
        chorus_participant_info participant;
        CHORUS_INIT(&control);
        CHORUS_INIT(&participant);
        cho_arena_deinit(&g.rt->arena);
        failing_allocator_fail_at(f, 1, true);
        chorus_result r = CHORUS_E_MEMORY;
        switch (round) {
        case 0: r = chorus_interactive_get_string(g.rt, g.session, c, "kind", &text); break;
        case 1: r = chorus_interactive_get_string(g.rt, g.session, world, "text", &text); break;
        case 2: r = chorus_interactive_get_json(g.rt, g.session, ann, NULL, &text); break;
        case 3: r = chorus_interactive_get_json(g.rt, g.session, c, "position", &text); break;
        case 4: r = chorus_interactive_get_control(g.rt, g.session, c, &control); break;
        case 5: r = chorus_interactive_get_participant(g.rt, g.session, ann, &participant); break;
        }
        assert_result(CHORUS_E_MEMORY, r);
        assert_str("untouched", text);
        assert_null(control.id.ptr);
        assert_null(participant.id.ptr);
        failing_allocator_succeed(f);
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_properties_are_read_by_path_and_type),
        HEAP_TEST(test_another_type_is_said),
        HEAP_TEST(test_bad_paths_and_handles_are_refused),
        HEAP_TEST(test_participants_read_like_json),
        HEAP_TEST(test_a_control_is_read_at_once),
        HEAP_TEST(test_scenes_and_groups_are_read_at_once),
        HEAP_TEST(test_structs_of_another_age_are_filled_as_far_as_they_go),
        HEAP_TEST(test_a_handle_of_another_kind_is_not_found),
        HEAP_TEST(test_without_memory_nothing_is_read),
    };
    return cmocka_run_group_tests_name("interactive/values", tests, NULL, NULL);
}
