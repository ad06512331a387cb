#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdio.h>
#include <stdlib.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
}

#define CONTROLS(patch) "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\"," patch "}]}"

/* ---- coming together ---- */

static void test_the_last_setting_of_a_path_wins(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_set_string(g.rt, g.session, c, "text", "one"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "cost", 1));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, c, "text", "two"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "cost", "null"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CONTROLS("\"text\":\"two\",\"cost\":null"));
    ia_game_deinit(&g);
}

static void test_paths_below_one_object_come_together(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_set_string(g.rt, g.session, c, "style.color", "red"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "style.font.size", 3));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "style", "{\"font\":{\"bold\":true,\"size\":null}}"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "style.old", "null"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   CONTROLS("\"style\":{\"color\":\"red\",\"font\":{\"size\":null,\"bold\":true},\"old\":null}"));
    ia_game_deinit(&g);
}

/* Members that are new are put in without reading the rest: names that look alike, white space, objects without members. */
static void test_new_members_come_behind_the_others(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_patch(g.rt, g.session, c, "{ \"a\" : {} , \"s\" : {\"b\":\"c\"} }"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "c", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "s.b2", 2));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "s.n", "{}"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "s.n.x", 3));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "a.y", 4));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "c", 5));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, c, "e\"f", "\"g"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "g", 6));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   CONTROLS("\"a\":{\"y\":4},\"s\":{\"b\":\"c\",\"b2\":2,\"n\":{\"x\":3}},\"c\":5,"
                            "\"e\\\"f\":\"\\\"g\",\"g\":6"));
    ia_game_deinit(&g);
}

static void test_a_key_is_found_however_it_is_spelled(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_patch(g.rt, g.session, c, "{\"\\u0061\":1,\"b\\/c\":2,\"d\":\"\\\\\"}"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "a", 3));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "b/c", 4));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CONTROLS("\"\\u0061\":3,\"b\\/c\":4,\"d\":\"\\\\\""));
    ia_game_deinit(&g);
}

static void test_null_is_kept_also_in_the_middle(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "a", "{\"x\":null,\"s\":\"null \\\" null\"}"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "a.y", "null"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "b", 1));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "c", "[null,{\"n\":null}]"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "d", "null"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   CONTROLS("\"a\":{\"x\":null,\"s\":\"null \\\" null\",\"y\":null},\"b\":1,"
                            "\"c\":[null,{\"n\":null}],\"d\":null"));
    ia_game_deinit(&g);
}

static void test_what_one_patch_cannot_say_becomes_two(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "style", "null"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "style.size", 2));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "cost", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "deep.er", 1));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "deep", "{\"er\":{\"st\":2}}"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\",\"style\":null},"
                   "{\"controlID\":\"fire\",\"style\":{\"size\":2},\"cost\":1,\"deep\":{\"er\":1}},"
                   "{\"controlID\":\"fire\",\"deep\":{\"er\":{\"st\":2}}}]}");
    ia_game_deinit(&g);
}

static void test_a_frame_is_one_packet_for_each_kind(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_ok(ia_scene(&g, "two", "{}"));
    assert_ok(ia_control(&g, "two", "fire", "{\"kind\":\"label\"}"));
    assert_ok(ia_control(&g, "default", "other", "{\"kind\":\"label\"}"));
    assert_ok(ia_group(&g, "red", "{}"));
    assert_ok(ia_join(&g, "b", "bob", "red"));
    ia_next_frame(&g);
    const chorus_resource all[] = {
        ia_find(&g, CHORUS_RESOURCE_WORLD, NULL),       ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, "b"),
        ia_find_control(&g, "two", "fire"),             ia_find_control(&g, NULL, "other"),
        ia_find(&g, CHORUS_RESOURCE_GROUP, "red"),      ia_find(&g, CHORUS_RESOURCE_SCENE, "two"),
        ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN),  ia_fire(&g),
        ia_find(&g, CHORUS_RESOURCE_GROUP, "default"),  ia_find(&g, CHORUS_RESOURCE_SCENE, "default"),
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_ok(chorus_interactive_set_integer(g.rt, g.session, all[i], "n", (int64_t)i));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateScenes",
                   "{\"priority\":0,\"scenes\":[{\"sceneID\":\"two\",\"n\":5},{\"sceneID\":\"default\",\"n\":9}]}");
    ia_expect_call(&g, "updateGroups",
                   "{\"priority\":0,\"groups\":[{\"groupID\":\"red\",\"n\":4},{\"groupID\":\"default\",\"n\":8}]}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"other\",\"n\":3},"
                   "{\"controlID\":\"fire\",\"n\":7}]}");
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"two\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\",\"n\":2}]}");
    ia_expect_call(&g, "updateParticipants",
                   "{\"priority\":0,\"participants\":[{\"sessionID\":\"b\",\"n\":1},"
                   "{\"sessionID\":\"" IA_ANN "\",\"n\":6}]}");
    ia_expect_call(&g, "updateWorld", "{\"priority\":0,\"world\":{\"n\":0}}");
    assert_false(ia_next_call(&g, &call));
    assert_ok(ia_flush(&g));
    assert_false(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

static void test_ids_are_written_as_they_are(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "a/b~\"c\\", "{}"));
    assert_ok(ia_control(&g, "a/b~\"c\\", "\xf0\x9f\x98\x80.", "{}"));
    chorus_resource c = ia_find_control(&g, "a/b~\"c\\", "\xf0\x9f\x98\x80.");
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, c, "x~/ \"y", false));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   "{\"sceneID\":\"a/b~\\\"c\\\\\",\"priority\":0,\"controls\":[{\"controlID\":\"\xf0\x9f\x98\x80.\","
                   "\"x~/ \\\"y\":false}]}");
    ia_game_deinit(&g);
}

/* ---- much at once ---- */

static void test_ten_thousand_participants_move_in_three_packets(void **state)
{
    enum { COUNT = 10000 };
    ia_game         g;
    ia_call         call;
    char            id[40];
    chorus_resource it = { 0 };
    begin(&g, state);
    assert_ok(ia_leave(&g, IA_ANN));
    for (int i = 0; i < COUNT; i++) {
        snprintf(id, sizeof id, "0b6c0000-1111-4222-8333-%012d", i);
        assert_ok(ia_join(&g, id, "somebody", "default"));
        if (i % 1000 == 0)
            ia_next_frame(&g);
    }
    while (chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT, &it))
        assert_ok(chorus_interactive_set_string(g.rt, g.session, it, "groupID", "a group with a longer name"));
    assert_ok(ia_flush(&g));
    static const char patch[] = "\"groupID\":\"a group with a longer name\"";
    size_t            packets = 0, moved = 0;
    for (; ia_next_call(&g, &call); packets++) {
        assert_string_equal(call.method, "updateParticipants");
        assert_true(strlen(call.params) < 2000000);
        for (const char *at = call.params; (at = strstr(at, patch)) != NULL; at++)
            moved++;
    }
    assert_int_equal(moved, COUNT);
    assert_true(packets <= 3);
    ia_game_deinit(&g);
}

static char *text_of(size_t len)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, 'x', len);
    text[len] = '\0';
    return text;
}

static void test_long_changes_are_split_and_too_long_ones_refused(void **state)
{
    ia_game g;
    ia_call call;
    char    id[16];
    begin(&g, state);
    char *text = text_of(400 * 1000), *huge = text_of(1999000);
    for (int i = 0; i < 4; i++) {
        snprintf(id, sizeof id, "c%d", i);
        assert_ok(ia_control(&g, "default", id, "{}"));
        assert_ok(chorus_interactive_set_string(g.rt, g.session, ia_find_control(&g, NULL, id), "text", text));
    }
    assert_result(CHORUS_E_SIZE, chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), "text", huge));
    for (int i = 0; i < 4; i++) {
        id[0] = (char)('a' + i);
        id[1] = '\0';
        assert_ok(chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), id, text));
    }
    assert_result(CHORUS_E_SIZE, chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), "e", text));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), "d", "short"));
    assert_ok(ia_flush(&g));
    size_t packets = 0;
    for (; ia_next_call(&g, &call); packets++)
        assert_true(strlen(call.params) < 1999000);
    assert_int_equal(packets, 5);
    free(text);
    free(huge);
    ia_game_deinit(&g);
}

static void test_a_full_queue_keeps_the_rest(void **state)
{
    ia_game g;
    ia_call call;
    int     filled = 0;
    begin(&g, state);
    while (chorus_interactive_call(g.rt, g.session, "fill", NULL, NULL) == CHORUS_OK)
        filled++;
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_WORLD, NULL), "n", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 1));
    assert_result(CHORUS_E_AGAIN, ia_flush(&g));
    assert_true(ia_next_call(&g, &call)); /* room for one more */
    assert_result(CHORUS_E_AGAIN, ia_flush(&g));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_WORLD, NULL), "m", 2));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 2));
    while (filled-- > 1)
        assert_true(ia_next_call(&g, &call));
    ia_next_frame(&g);
    ia_expect_call(&g, "updateControls", CONTROLS("\"n\":1"));
    ia_expect_call(&g, "updateControls", CONTROLS("\"n\":2"));
    ia_expect_call(&g, "updateWorld", "{\"priority\":0,\"world\":{\"n\":1,\"m\":2}}");
    ia_game_deinit(&g);
}

/* ---- what is gone ---- */

static void test_changes_of_what_is_gone_are_forgotten(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    chorus_resource c = ia_fire(&g), ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "n", 1));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ann, "n", 1));
    assert_ok(ia_control_gone(&g, "default", "fire"));
    assert_ok(ia_leave(&g, IA_ANN));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_integer(g.rt, g.session, c, "n", 1));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_integer(g.rt, g.session, ann, "n", 1));
    assert_ok(ia_flush(&g));
    assert_false(ia_next_call(&g, &call));
    ia_next_frame(&g);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_integer(g.rt, g.session, c, "n", 1));
    ia_game_deinit(&g);
}

static void test_changes_wait_for_the_next_connection_but_not_for_the_next_session(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 1));
    ia_set_state(&g, CHORUS_STATE_RECONNECTING);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "m", 1));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CONTROLS("\"n\":1,\"m\":1"));
    ia_set_state(&g, CHORUS_STATE_READY);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "n", 1));
    ia_set_state(&g, CHORUS_STATE_CLOSING);
    assert_ok(ia_flush(&g));
    assert_false(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_the_last_setting_of_a_path_wins),
        HEAP_TEST(test_paths_below_one_object_come_together),
        HEAP_TEST(test_new_members_come_behind_the_others),
        HEAP_TEST(test_a_key_is_found_however_it_is_spelled),
        HEAP_TEST(test_null_is_kept_also_in_the_middle),
        HEAP_TEST(test_what_one_patch_cannot_say_becomes_two),
        HEAP_TEST(test_a_frame_is_one_packet_for_each_kind),
        HEAP_TEST(test_ids_are_written_as_they_are),
        HEAP_TEST(test_ten_thousand_participants_move_in_three_packets),
        HEAP_TEST(test_long_changes_are_split_and_too_long_ones_refused),
        HEAP_TEST(test_a_full_queue_keeps_the_rest),
        HEAP_TEST(test_changes_of_what_is_gone_are_forgotten),
        HEAP_TEST(test_changes_wait_for_the_next_connection_but_not_for_the_next_session),
    };
    return cmocka_run_group_tests_name("interactive/flush", tests, NULL, NULL);
}
