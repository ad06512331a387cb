#include "support/failing_allocator.h"
#include "support/interactive_records.h"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
}

static void expect_next(ia_game *g, chorus_resource resource, size_t *it, const char *name, const char *json,
                        chorus_property_type type)
{
    chorus_property property;
    assert_true(chorus_interactive_next_property(g->rt, g->session, resource, it, &property));
    assert_str(name, property.name);
    assert_str(json, property.json);
    assert_int_equal(property.type, type);
}

static void expect_end(ia_game *g, chorus_resource resource, size_t *it)
{
    chorus_property property;
    assert_false(chorus_interactive_next_property(g->rt, g->session, resource, it, &property));
    assert_int_equal(*it, 0);
}

/* ---- walking ---- */

static void test_properties_are_walked_with_name_type_and_value(void **state)
{
    ia_game g;
    size_t  it = 0;
    begin(&g, state);
    assert_ok(ia_world(&g, "{\"a.b\":[1,2],\"c\\\"\":{\"d\":null},\"e\":true,\"f\":-1.5,\"g\":\"h\\n\"}"));
    chorus_resource world = ia_find(&g, CHORUS_RESOURCE_WORLD, NULL);
    expect_next(&g, world, &it, "a.b", "[1,2]", CHORUS_PROPERTY_ARRAY);
    expect_next(&g, world, &it, "c\"", "{}", CHORUS_PROPERTY_OBJECT);
    expect_next(&g, world, &it, "e", "true", CHORUS_PROPERTY_BOOL);
    expect_next(&g, world, &it, "f", "-1.5", CHORUS_PROPERTY_NUMBER);
    expect_next(&g, world, &it, "g", "\"h\\n\"", CHORUS_PROPERTY_STRING);
    expect_end(&g, world, &it);
    ia_game_deinit(&g);
}

static void test_a_participant_has_standard_and_custom_properties(void **state)
{
    ia_game g;
    size_t  it = 0, count = 0;
    begin(&g, state);
    assert_ok(ia_participant(&g, &(ia_who){ .id = IA_ANN, .custom = "{\"score\":5,\"sparks\":70}" }));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN);
    chorus_property property;
    while (count < 9 && chorus_interactive_next_property(g.rt, g.session, ann, &it, &property))
        count++;
    assert_str("anonymous", property.name);
    expect_next(&g, ann, &it, "score", "5", CHORUS_PROPERTY_NUMBER);
    expect_next(&g, ann, &it, "sparks", "70", CHORUS_PROPERTY_NUMBER);
    expect_end(&g, ann, &it);
    chorus_participant_info info;
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_participant(g.rt, g.session, ann, &info));
    assert_true(info.has_sparks);
    assert_int_equal(info.sparks, 70);
    assert_str("[]", info.channel_groups);
    ia_game_deinit(&g);
}

static void test_a_walk_with_bad_arguments_is_over(void **state)
{
    ia_game         g;
    chorus_property property;
    size_t          it = 0;
    begin(&g, state);
    assert_false(chorus_interactive_next_property(g.rt, g.session, (chorus_resource){ 0 }, &it, &property));
    assert_false(chorus_interactive_next_property(g.rt, g.session, ia_fire(&g), NULL, &property));
    assert_false(chorus_interactive_next_property(g.rt, g.session, ia_fire(&g), &it, NULL));
    assert_false(chorus_interactive_next_property(NULL, g.session, ia_fire(&g), &it, &property));
    it = 100000;
    assert_false(chorus_interactive_next_property(g.rt, g.session, ia_fire(&g), &it, &property));
    ia_game_deinit(&g);
}

static void test_metadata_of_earlier_years_is_read(void **state)
{
    ia_game    g;
    chorus_str json;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "fire", "{\"meta\":{\"a.b\":{\"value\":{\"c\":1},\"etag\":\"x\"},\"d\":7}}"));
    assert_ok(chorus_interactive_get_meta(g.rt, g.session, ia_fire(&g), "a.b", &json));
    assert_str("{\"c\":1}", json);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_meta(g.rt, g.session, ia_fire(&g), "d", &json));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_meta(g.rt, g.session, ia_fire(&g), "z", &json));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_meta(g.rt, g.session, ia_fire(&g), NULL, &json));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_meta(g.rt, g.session, ia_fire(&g), "d", NULL));
    ia_game_deinit(&g);
}

/* ---- patches, null, priority ---- */

#define FIRE(priority, what) \
    "{\"sceneID\":\"default\",\"priority\":" #priority ",\"controls\":[{\"controlID\":\"fire\"," what "}]}"

static void test_a_patch_changes_several_properties(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_patch(g.rt, g.session, ia_fire(&g), " \n{\"a.b\":1,\"c\":null} "));
    assert_ok(chorus_interactive_set_null(g.rt, g.session, ia_fire(&g), "d"));
    assert_ok(chorus_interactive_patch(g.rt, g.session, ia_fire(&g), " { } "));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", FIRE(0, "\"a.b\":1,\"c\":null,\"d\":null"));
    assert_ok(chorus_interactive_patch(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_WORLD, NULL), "{\"round\":3}"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateWorld", "{\"priority\":0,\"world\":{\"round\":3}}");
    ia_game_deinit(&g);
}

static void test_bad_patches_are_refused_and_explained(void **state)
{
    static const struct {
        const char *json, *line;
    } cases[] = { { "", "not an object" },
                  { "[1]", "not an object" },
                  { "{\"a\":}", "at byte 5" },
                  { "{\"a\":1} x", "at byte 8" },
                  { "{\"a\":NaN}", "at byte" },
                  { "{\"a\":1,\"kin\\u0064\":\"label\"}", "cannot be changed" },
                  { "{\"controlID\":\"x\"}", "cannot be changed" } };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_result(CHORUS_E_INVALID, chorus_interactive_patch(g.rt, g.session, ia_fire(&g), cases[i].json));
        ia_next_frame(&g);
        if (strstr(g.last_line, cases[i].line) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    assert_result(CHORUS_E_INVALID, chorus_interactive_patch(g.rt, g.session, ia_fire(&g), NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_patch(g.rt, g.session, (chorus_resource){ 0 }, "{}"));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_g41_a_frame_is_one_packet_for_each_scene_and_priority(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "a", 1));
    assert_ok(chorus_interactive_set_priority(g.rt, g.session, 7));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "b", 2));
    assert_ok(chorus_interactive_set_priority(g.rt, g.session, 0));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "c", 3));
    assert_ok(chorus_interactive_move_all(g.rt, g.session, (chorus_resource){ 0 }, "a", NULL));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateParticipants", "{\"priority\":0,\"participants\":[{\"sessionID\":\"" IA_ANN
                                             "\",\"groupID\":\"a\"}]}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\",\"a\":1},"
                   "{\"controlID\":\"fire\",\"c\":3}]}");
    ia_expect_call(&g, "updateControls", FIRE(7, "\"b\":2"));
    assert_null(ia_take_command(&g));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_priority(g.rt, (chorus_session){ 0 }, 1));
    ia_game_deinit(&g);
}

/* ---- ids ---- */

static void test_g40_ids_are_never_part_of_a_path(void **state)
{
    ia_game    g;
    char       id[1001];
    chorus_str text;
    begin(&g, state);
    memset(id, '/', sizeof id - 1);
    memcpy(id, "a.b~c\"\\\xf0\x9f\x98\x80", 11);
    id[1000] = '\0';
    assert_ok(ia_scene(&g, id, "{}"));
    assert_ok(ia_control(&g, id, id, "{\"kind\":\"button\",\"text\":\"t\"}"));
    chorus_resource control = ia_find_control(&g, id, id);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, control, "text", &text));
    assert_str("t", text);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, control, "n", 1));
    assert_ok(chorus_interactive_patch(g.rt, g.session, control, "{\"m\":2}"));
    assert_ok(ia_flush(&g));
    ia_call call;
    assert_true(ia_next_call(&g, &call));
    const char *tail = strstr(call.params, "\"n\":1,\"m\":2}]}");
    assert_non_null(tail);
    assert_non_null(strstr(call.params, "{\"sceneID\":\"a.b~c\\\"\\\\\xf0\x9f\x98\x80///"));
    assert_ok(chorus_interactive_delete_control(g.rt, g.session, control, NULL));
    assert_true(ia_next_call(&g, &call));
    assert_non_null(strstr(call.params, "\"controlIDs\":[\"a.b~c\\\"\\\\\xf0\x9f\x98\x80///"));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_properties_are_walked_with_name_type_and_value),
        HEAP_TEST(test_a_participant_has_standard_and_custom_properties),
        HEAP_TEST(test_a_walk_with_bad_arguments_is_over),
        HEAP_TEST(test_metadata_of_earlier_years_is_read),
        HEAP_TEST(test_a_patch_changes_several_properties),
        HEAP_TEST(test_bad_patches_are_refused_and_explained),
        HEAP_TEST(test_g41_a_frame_is_one_packet_for_each_scene_and_priority),
        HEAP_TEST(test_g40_ids_are_never_part_of_a_path),
    };
    return cmocka_run_group_tests_name("interactive/properties", tests, NULL, NULL);
}
