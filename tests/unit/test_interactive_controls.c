#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <math.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_control_desc button(void)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.id   = "fire";
    desc.kind = "button";
    return desc;
}

static chorus_result create(ia_game *g, const chorus_control_desc *desc)
{
    return chorus_interactive_create_control(g->rt, g->session, desc, NULL);
}

/* ---- creating ---- */

static void test_the_least_control_has_an_id_and_a_kind(void **state)
{
    ia_game             g;
    chorus_control_desc desc = button();
    begin(&g, state);
    assert_ok(create(&g, &desc));
    ia_expect_call(&g, "createControls",
                   "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\"}]}");
    ia_game_deinit(&g);
}

static void test_every_field_is_written(void **state)
{
    static const chorus_position positions[] = { { "large", 1.5f, -2, 10, 8 }, { "small", 0, 0, 4, 4 } };
    ia_game             g;
    ia_call             sent;
    chorus_request      request = { 0 };
    chorus_control_desc desc    = button();
    begin(&g, state);
    desc.scene          = "ar\"ena";
    desc.text           = "Fire \xf0\x9f\x98\x80";
    desc.positions      = positions;
    desc.position_count = 2;
    desc.cost           = INT64_C(9007199254740993);
    desc.key_code       = 32;
    desc.is_disabled    = true;
    desc.properties     = " { \"own\": {\"a\":[1,2]}, \"text\":\"Bang\", \"not\":null } ";
    assert_ok(chorus_interactive_create_control(g.rt, g.session, &desc, &request));
    assert_true(ia_next_call(&g, &sent));
    assert_int_equal(sent.request, request.id);
    assert_int_not_equal(request.id, 0);
    assert_string_equal(sent.params,
                        "{\"sceneID\":\"ar\\\"ena\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\","
                        "\"text\":\"Bang\",\"disabled\":true,\"cost\":9007199254740993,\"keyCode\":32,\"position\":["
                        "{\"size\":\"large\",\"width\":10,\"height\":8,\"x\":1.5,\"y\":-2},"
                        "{\"size\":\"small\",\"width\":4,\"height\":4,\"x\":0,\"y\":0}],\"own\":{\"a\":[1,2]}}]}");
    ia_game_deinit(&g);
}

static void test_bad_descriptions_are_refused_and_explained(void **state)
{
    static const chorus_position bad_size[]   = { { "large", 0, 0, 1, 1 }, { "huge", 0, 0, 1, 1 } };
    static const chorus_position no_size[]    = { { NULL, 0, 0, 1, 1 } };
    const chorus_position        bad_number[] = { { "large", NAN, 0, 1, 1 } };
    chorus_control_desc          bad[14];
    static const char *const     lines[14]    = {
        "id is missing",     "id is missing",    "id is missing", "kind is missing", "kind is missing",
        "scene is empty",    "text is not UTF-8", "cost is negative", "key_code", "there are no positions",
        "positions[1]",      "positions[0]",     "positions[0]",  "must not hold",
    };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        bad[i] = button();
    bad[0].id              = NULL;
    bad[1].id              = "";
    bad[2].id              = "\xff";
    bad[3].kind            = NULL;
    bad[4].kind            = "";
    bad[5].scene           = "";
    bad[6].text            = "\xc0\x80";
    bad[7].cost            = -1;
    bad[8].key_code        = -1;
    bad[9].position_count  = 1;
    bad[10].positions      = bad_size;
    bad[10].position_count = 2;
    bad[11].positions      = no_size;
    bad[11].position_count = 1;
    bad[12].positions      = bad_number;
    bad[12].position_count = 1;
    bad[13].properties     = "{\"a\":1,\"kind\":\"label\"}";
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_result(CHORUS_E_INVALID, create(&g, &bad[i]));
        ia_next_frame(&g);
        if (strstr(g.last_line, lines[i]) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_bad_properties_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *json, *line;
    } cases[] = {
        { "", "not an object at byte 0" },
        { "[]", "not an object at byte 0" },
        { "{\"a\":tru}", "at byte 8" },
        { "{\"controlID\":\"x\"}", "must not hold" },
        { "{\"a\":\"\xff\"}", "not UTF-8 at byte 6" },
    };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        chorus_control_desc desc = button();
        desc.properties          = cases[i].json;
        assert_result(CHORUS_E_INVALID, create(&g, &desc));
        ia_next_frame(&g);
        if (strstr(g.last_line, cases[i].line) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    ia_game_deinit(&g);
}

static void test_descriptions_of_another_age(void **state)
{
    ia_game g;
    struct {
        chorus_control_desc known;
        uint64_t            later;
    } newer = { .later = 0 };
    begin(&g, state);
    newer.known             = button();
    newer.known.struct_size = sizeof newer;
    assert_ok(create(&g, &newer.known));
    newer.later = 1;
    assert_result(CHORUS_E_VERSION, create(&g, &newer.known));
    newer.known.struct_size = 0;
    assert_result(CHORUS_E_INVALID, create(&g, &newer.known));
    assert_result(CHORUS_E_INVALID, create(&g, NULL));
    ia_game_deinit(&g);
}

/* ---- deleting ---- */

static void test_a_control_is_deleted_by_scene_and_id(void **state)
{
    ia_game        g;
    ia_call        sent;
    chorus_request request = { 0 };
    begin(&g, state);
    assert_ok(ia_control(&g, "ar/ena", "a\"b", "{\"kind\":\"label\"}"));
    chorus_resource control = ia_find_control(&g, "ar/ena", "a\"b");
    assert_ok(chorus_interactive_delete_control(g.rt, g.session, control, &request));
    assert_true(ia_next_call(&g, &sent));
    assert_string_equal(sent.method, "deleteControls");
    assert_string_equal(sent.params, "{\"sceneID\":\"ar/ena\",\"controlIDs\":[\"a\\\"b\"]}");
    assert_int_equal(sent.request, request.id);
    ia_find_control(&g, "ar/ena", "a\"b");
    ia_game_deinit(&g);
}

static void test_what_was_set_on_a_deleted_control_is_not_sent(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{}"));
    assert_ok(ia_control(&g, "default", "b", "{}"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find_control(&g, NULL, "a"), "n", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find_control(&g, NULL, "b"), "n", 2));
    assert_ok(chorus_interactive_delete_control(g.rt, g.session, ia_find_control(&g, NULL, "a"), NULL));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"a\"]}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"b\",\"n\":2}]}");
    ia_game_deinit(&g);
}

static void test_only_controls_are_deleted(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "default", "{}"));
    assert_ok(ia_control(&g, "default", "a", "{}"));
    chorus_resource control = ia_find_control(&g, NULL, "a"), scene = ia_find(&g, CHORUS_RESOURCE_SCENE, "default");
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, g.session, scene, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, g.session, (chorus_resource){ 0 }, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_control(NULL, g.session, control, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, (chorus_session){ 0 }, control, NULL));
    assert_ok(ia_control_gone(&g, "default", "a"));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, g.session, control, NULL));
    ia_next_frame(&g);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, g.session, control, NULL));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

/* ---- both ---- */

static void test_both_need_a_connection_and_for_an_answer_now(void **state)
{
    ia_game             g;
    chorus_control_desc desc = button();
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{}"));
    chorus_resource control = ia_find_control(&g, NULL, "a");
    for (chorus_session_state s = CHORUS_STATE_NONE; s <= CHORUS_STATE_CLOSED; s++) {
        bool          connected = s == CHORUS_STATE_STAGING || s == CHORUS_STATE_READY;
        bool          returning = s == CHORUS_STATE_RECONNECTING || s == CHORUS_STATE_CONNECTING;
        chorus_result expected  = connected ? CHORUS_OK : CHORUS_E_STATE;
        chorus_result unasked   = connected || returning ? CHORUS_OK : CHORUS_E_STATE;
        chorus_request request;
        ia_set_state(&g, s);
        assert_result(unasked, chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
        assert_result(unasked, chorus_interactive_delete_control(g.rt, g.session, control, NULL));
        assert_result(expected, chorus_interactive_create_control(g.rt, g.session, &desc, &request));
        assert_result(expected, chorus_interactive_delete_control(g.rt, g.session, control, &request));
    }
    assert_result(CHORUS_E_INVALID, chorus_interactive_create_control(NULL, g.session, &desc, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_create_control(g.rt, (chorus_session){ 0 }, &desc, NULL));
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator  *f = *state;
    ia_game             g;
    chorus_control_desc desc = button();
    begin(&g, state);
    desc.properties = "{\"a\":{\"b\":1}}";
    assert_ok(ia_control(&g, "default", "a", "{}"));
    chorus_resource control = ia_find_control(&g, NULL, "a");
    for (int deletes = 0; deletes < 2; deletes++) {
        chorus_result r = CHORUS_E_MEMORY;
        for (size_t nth = 1; r != CHORUS_OK; nth++) {
            chorus_request request = { 77 };
            failing_allocator_fail_at(f, nth, nth % 2 == 0);
            r = deletes ? chorus_interactive_delete_control(g.rt, g.session, control, &request)
                        : chorus_interactive_create_control(g.rt, g.session, &desc, &request);
            assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
            assert_int_equal(request.id == 77, r != CHORUS_OK);
            failing_allocator_succeed(f);
        }
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_the_least_control_has_an_id_and_a_kind),
        HEAP_TEST(test_every_field_is_written),
        HEAP_TEST(test_bad_descriptions_are_refused_and_explained),
        HEAP_TEST(test_bad_properties_are_refused_with_their_place),
        HEAP_TEST(test_descriptions_of_another_age),
        HEAP_TEST(test_a_control_is_deleted_by_scene_and_id),
        HEAP_TEST(test_what_was_set_on_a_deleted_control_is_not_sent),
        HEAP_TEST(test_only_controls_are_deleted),
        HEAP_TEST(test_both_need_a_connection_and_for_an_answer_now),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/controls", tests, NULL, NULL);
}
