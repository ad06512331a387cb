#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdlib.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_control_desc control(const char *scene, const char *id)
{
    chorus_control_desc desc;
    CHORUS_INIT(&desc);
    desc.scene = scene;
    desc.id    = id;
    desc.kind  = "label";
    return desc;
}

static chorus_scene_desc scene(const char *id)
{
    chorus_scene_desc desc;
    CHORUS_INIT(&desc);
    desc.id = id;
    return desc;
}

static chorus_group_desc group(const char *id, const char *shown)
{
    chorus_group_desc desc;
    CHORUS_INIT(&desc);
    desc.id    = id;
    desc.scene = shown;
    return desc;
}

/* ---- creating ---- */

static void test_scenes_are_created_in_one_packet(void **state)
{
    ia_game             g;
    ia_call             sent;
    chorus_request      request    = { 0 };
    chorus_control_desc controls[] = { control(NULL, "a"), control("arena", "b") };
    chorus_scene_desc   scenes[]   = { scene("arena"), scene("lob\"by") };
    begin(&g, state);
    scenes[0].controls      = controls;
    scenes[0].control_count = 2;
    scenes[1].properties    = " {\"map\":{\"ice\":true}} ";
    controls[0].text        = "A";
    controls[1].properties  = "{\"bold\":true}";
    assert_ok(chorus_interactive_create_scenes(g.rt, g.session, scenes, 2, &request));
    assert_true(ia_next_call(&g, &sent));
    assert_string_equal(sent.method, "createScenes");
    assert_string_equal(sent.params,
                        "{\"scenes\":[{\"sceneID\":\"arena\",\"controls\":["
                        "{\"controlID\":\"a\",\"kind\":\"label\",\"text\":\"A\"},"
                        "{\"controlID\":\"b\",\"kind\":\"label\",\"bold\":true}]},"
                        "{\"sceneID\":\"lob\\\"by\",\"map\":{\"ice\":true},\"controls\":[]}]}");
    assert_int_equal(sent.request, request.id);
    assert_false(ia_next_call(&g, &sent));
    ia_game_deinit(&g);
}

static void test_groups_are_created_in_one_packet(void **state)
{
    ia_game           g;
    chorus_group_desc groups[] = { group("red", "arena"), group("blue", NULL) };
    begin(&g, state);
    groups[1].properties = "{\"score\":9007199254740993}";
    assert_ok(chorus_interactive_create_groups(g.rt, g.session, groups, 2, NULL));
    ia_expect_call(&g, "createGroups",
                   "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"},"
                   "{\"groupID\":\"blue\",\"sceneID\":\"default\",\"score\":9007199254740993}]}");
    assert_ok(chorus_interactive_create_group(g.rt, g.session, &groups[0], NULL));
    ia_expect_call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"}]}");
    ia_game_deinit(&g);
}

static void test_controls_are_one_packet_for_each_scene(void **state)
{
    ia_game             g;
    ia_call             sent;
    chorus_request      request = { 0 };
    chorus_control_desc descs[] = { control("a", "1"), control(NULL, "2"), control("a", "3"),
                                    control("default", "4") };
    begin(&g, state);
    assert_ok(chorus_interactive_create_controls(g.rt, g.session, descs, 4, &request));
    for (int i = 0; i < 2; i++) {
        assert_true(ia_next_call(&g, &sent));
        assert_int_equal(sent.request, request.id);
        assert_string_equal(sent.params,
                            i == 0 ? "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"1\",\"kind\":\"label\"},"
                                     "{\"controlID\":\"3\",\"kind\":\"label\"}]}"
                                   : "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"2\",\"kind\":\"label\"},"
                                     "{\"controlID\":\"4\",\"kind\":\"label\"}]}");
    }
    assert_false(ia_next_call(&g, &sent));
    ia_game_deinit(&g);
}

static char *long_text(size_t len)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\0';
    return text;
}

static void test_what_is_too_long_for_a_packet_is_split(void **state)
{
    enum { COUNT = 5, LEN = 700 * 1000 };
    ia_game             g;
    ia_call             sent;
    size_t              packets = 0, found = 0;
    chorus_control_desc descs[COUNT];
    char               *text = long_text(LEN);
    begin(&g, state);
    for (size_t i = 0; i < COUNT; i++) {
        descs[i]      = control("a", "c");
        descs[i].text = text;
    }
    assert_ok(chorus_interactive_create_controls(g.rt, g.session, descs, COUNT, NULL));
    for (; ia_next_call(&g, &sent); packets++) {
        assert_true(strlen(sent.params) < 2000000);
        for (const char *at = sent.params; (at = strstr(at, "controlID")) != NULL; at++)
            found++;
    }
    assert_int_equal(packets, 3);
    assert_int_equal(found, COUNT);
    free(text);
    text          = long_text(2000000);
    descs[3].text = text;
    for (size_t i = 0; i < COUNT; i++)
        descs[i].text = i == 3 ? text : NULL;
    assert_result(CHORUS_E_SIZE, chorus_interactive_create_controls(g.rt, g.session, descs, COUNT, NULL));
    assert_null(ia_take_command(&g));
    free(text);
    ia_game_deinit(&g);
}

static void test_bad_descriptions_are_refused_and_explained(void **state)
{
    chorus_control_desc stranger = control("other", "c"), nameless = control(NULL, NULL);
    chorus_scene_desc   scenes[6];
    static const char  *const lines[] = { "scenes[0]: id is missing", "scenes[1]: properties: not an object",
                                          "must not hold controls",  "controls[0]: scene is another",
                                          "controls[0]: id",          "but there are no controls" };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(scenes); i++)
        scenes[i] = scene("s");
    scenes[0].id            = "";
    scenes[1].properties    = "[]";
    scenes[2].properties    = "{\"controls\":[]}";
    scenes[3].controls      = &stranger;
    scenes[3].control_count = 1;
    scenes[4].controls      = &nameless;
    scenes[4].control_count = 1;
    scenes[5].control_count = 1;
    for (size_t i = 0; i < ARRAY_LEN(scenes); i++) {
        chorus_scene_desc two[] = { scene("ok"), scenes[i] };
        bool              alone = i != 1;
        assert_result(CHORUS_E_INVALID, chorus_interactive_create_scenes(g.rt, g.session, alone ? &scenes[i] : two,
                                                                         alone ? 1 : 2, NULL));
        ia_next_frame(&g);
        if (strstr(g.last_line, lines[i]) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    chorus_group_desc bad = group("g", "");
    assert_result(CHORUS_E_INVALID, chorus_interactive_create_group(g.rt, g.session, &bad, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_create_group(g.rt, g.session, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_create_groups(g.rt, g.session, &bad, 0, NULL));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_arrays_of_another_age_are_read_by_their_own_size(void **state)
{
    struct {
        chorus_group_desc known;
        uint64_t          later;
    } newer[2] = { { group("a", NULL), 0 }, { group("b", NULL), 0 } };
    ia_game g;
    begin(&g, state);
    newer[0].known.struct_size = newer[1].known.struct_size = sizeof newer[0];
    assert_ok(chorus_interactive_create_groups(g.rt, g.session, &newer[0].known, 2, NULL));
    ia_expect_call(&g, "createGroups",
                   "{\"groups\":[{\"groupID\":\"a\",\"sceneID\":\"default\"},"
                   "{\"groupID\":\"b\",\"sceneID\":\"default\"}]}");
    newer[1].later = 1;
    assert_result(CHORUS_E_VERSION, chorus_interactive_create_groups(g.rt, g.session, &newer[0].known, 2, NULL));
    ia_game_deinit(&g);
}

/* ---- deleting ---- */

static void test_scenes_and_groups_are_deleted_with_an_heir(void **state)
{
    ia_game        g;
    chorus_request request = { 0 };
    begin(&g, state);
    assert_ok(chorus_interactive_delete_scene(g.rt, g.session, "are\"na", NULL, &request));
    ia_expect_call(&g, "deleteScene", "{\"sceneID\":\"are\\\"na\",\"reassignSceneID\":\"default\"}");
    assert_int_not_equal(request.id, 0);
    assert_ok(chorus_interactive_delete_group(g.rt, g.session, "red", "blue", NULL));
    ia_expect_call(&g, "deleteGroup", "{\"groupID\":\"red\",\"reassignGroupID\":\"blue\"}");
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_scene(g.rt, g.session, NULL, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_scene(g.rt, g.session, "a", "", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_group(g.rt, g.session, "\xff", NULL, NULL));
    ia_game_deinit(&g);
}

static void test_what_was_set_on_a_deleted_scene_is_not_sent(void **state)
{
    ia_game g;
    begin(&g, state);
    ia_set_stage(&g);
    assert_ok(ia_scene(&g, "arena", "{}"));
    assert_ok(ia_control(&g, "arena", "hit", "{}"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_SCENE, "arena"), "n", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find_control(&g, "arena", "hit"), "n", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 1));
    assert_ok(chorus_interactive_delete_scene(g.rt, g.session, "arena", NULL, NULL));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "deleteScene", "{\"sceneID\":\"arena\",\"reassignSceneID\":\"default\"}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\",\"n\":1}]}");
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_controls_are_deleted_one_packet_for_each_scene(void **state)
{
    ia_game g;
    begin(&g, state);
    ia_set_stage(&g);
    assert_ok(ia_control(&g, "arena", "a", "{}"));
    assert_ok(ia_control(&g, "default", "b", "{}"));
    chorus_resource all[] = { ia_fire(&g), ia_find_control(&g, "arena", "a"), ia_find_control(&g, NULL, "b") };
    assert_ok(chorus_interactive_delete_controls(g.rt, g.session, all, 3, NULL));
    ia_expect_call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"fire\",\"b\"]}");
    ia_expect_call(&g, "deleteControls", "{\"sceneID\":\"arena\",\"controlIDs\":[\"a\"]}");
    all[1].id = 0;
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_controls(g.rt, g.session, all, 3, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_controls(g.rt, g.session, all, 0, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_controls(g.rt, g.session, NULL, 1, NULL));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

/* ---- all ---- */

static void test_who_wants_an_answer_needs_a_connection(void **state)
{
    ia_game           g;
    chorus_request    request;
    chorus_scene_desc s    = scene("s");
    chorus_group_desc team = group("g", NULL);
    begin(&g, state);
    ia_set_state(&g, CHORUS_STATE_RECONNECTING);
    assert_result(CHORUS_E_STATE, chorus_interactive_create_scene(g.rt, g.session, &s, &request));
    assert_result(CHORUS_E_STATE, chorus_interactive_create_group(g.rt, g.session, &team, &request));
    assert_result(CHORUS_E_STATE, chorus_interactive_delete_scene(g.rt, g.session, "s", NULL, &request));
    assert_result(CHORUS_E_STATE, chorus_interactive_delete_group(g.rt, g.session, "g", NULL, &request));
    assert_ok(chorus_interactive_create_group(g.rt, g.session, &team, NULL));
    ia_expect_call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}");
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator  *f = *state;
    ia_game             g;
    chorus_control_desc c = control(NULL, "c");
    chorus_scene_desc   s = scene("s");
    begin(&g, state);
    c.properties    = "{\"a\":{\"b\":1}}";
    s.properties    = "{\"a\":1}";
    s.controls      = &c;
    s.control_count = 1;
    chorus_result r = CHORUS_E_MEMORY;
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        chorus_request request = { 77 };
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = chorus_interactive_create_scene(g.rt, g.session, &s, &request);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        assert_int_equal(request.id == 77, r != CHORUS_OK);
        failing_allocator_succeed(f);
    }
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_scenes_are_created_in_one_packet),
        HEAP_TEST(test_groups_are_created_in_one_packet),
        HEAP_TEST(test_controls_are_one_packet_for_each_scene),
        HEAP_TEST(test_what_is_too_long_for_a_packet_is_split),
        HEAP_TEST(test_bad_descriptions_are_refused_and_explained),
        HEAP_TEST(test_arrays_of_another_age_are_read_by_their_own_size),
        HEAP_TEST(test_scenes_and_groups_are_deleted_with_an_heir),
        HEAP_TEST(test_what_was_set_on_a_deleted_scene_is_not_sent),
        HEAP_TEST(test_controls_are_deleted_one_packet_for_each_scene),
        HEAP_TEST(test_who_wants_an_answer_needs_a_connection),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/scenes", tests, NULL, NULL);
}
