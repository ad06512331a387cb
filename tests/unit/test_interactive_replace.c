#include "support/failing_allocator.h"
#include "support/interactive_records.h"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
}

static chorus_control_desc control(const char *id, const char *kind)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.id   = id;
    desc.kind = kind;
    return desc;
}

static chorus_result replace(ia_game *g, const chorus_control_desc *controls, uint32_t count, chorus_request *request)
{
    return chorus_interactive_replace_scene(g->rt, g->session, "default", controls, count, request);
}

static void test_a_scene_holds_exactly_what_is_wanted(void **state)
{
    ia_game             g;
    ia_call             call;
    chorus_request      request  = { 0 };
    chorus_control_desc wanted[] = { control("new", "label"), control("kept", "button"), control("turned", "label") };
    begin(&g, state);
    wanted[1].text       = "New";
    wanted[1].properties = "{\"style\":{\"color\":\"red\"}}";
    assert_ok(ia_control(&g, "default", "kept",
                         "{\"controlID\":\"kept\",\"kind\":\"button\",\"text\":\"Old\",\"disabled\":true,\"cost\":5,"
                         "\"style\":{\"color\":\"blue\",\"size\":2}}"));
    assert_ok(ia_control(&g, "default", "turned", "{\"kind\":\"button\"}"));
    assert_ok(ia_control(&g, "arena", "other", "{\"kind\":\"button\"}"));
    assert_ok(replace(&g, wanted, 3, &request));
    assert_true(ia_next_call(&g, &call));
    assert_int_equal(call.request, request.id);
    assert_string_equal(call.method, "deleteControls");
    assert_string_equal(call.params, "{\"sceneID\":\"default\",\"controlIDs\":[\"fire\",\"turned\"]}");
    ia_expect_call(&g, "createControls",
                   "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"new\",\"kind\":\"label\"},"
                   "{\"controlID\":\"turned\",\"kind\":\"label\"}]}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"kept\",\"disabled\":false,"
                   "\"cost\":null,\"text\":\"New\",\"style\":{\"size\":null,\"color\":\"red\"}}]}");
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_what_is_as_it_shall_be_is_not_touched(void **state)
{
    ia_game             g;
    chorus_control_desc fire = control("fire", "button");
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "fire", "{\"disabled\":false}"));
    assert_ok(replace(&g, &fire, 1, NULL));
    ia_expect_call(&g, "updateControls", "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[]}");
    ia_game_deinit(&g);
}

static void test_a_scene_may_be_emptied(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 1));
    assert_ok(replace(&g, NULL, 0, NULL));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"fire\"]}");
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_bad_arguments_are_refused(void **state)
{
    ia_game             g;
    chorus_control_desc bad = control("", "button"), good = control("a", "b");
    begin(&g, state);
    assert_result(CHORUS_E_INVALID, replace(&g, &bad, 1, NULL));
    assert_result(CHORUS_E_INVALID, replace(&g, NULL, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_replace_scene(g.rt, g.session, NULL, &good, 1, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_replace_scene(g.rt, g.session, "nowhere", &good, 1, NULL));
    ia_set_state(&g, CHORUS_STATE_CONNECTING);
    assert_result(CHORUS_E_STATE, replace(&g, &good, 1, NULL));
    assert_null(ia_take_command(&g));
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator  *f = *state;
    ia_game             g;
    chorus_control_desc wanted[] = { control("new", "label"), control("fire", "button") };
    begin(&g, state);
    wanted[1].properties = "{\"a\":1}";
    chorus_result r      = CHORUS_E_MEMORY;
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        chorus_request request = { 77 };
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = replace(&g, wanted, 2, &request);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        failing_allocator_succeed(f);
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_scene_holds_exactly_what_is_wanted),
        HEAP_TEST(test_what_is_as_it_shall_be_is_not_touched),
        HEAP_TEST(test_a_scene_may_be_emptied),
        HEAP_TEST(test_bad_arguments_are_refused),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/replace", tests, NULL, NULL);
}
