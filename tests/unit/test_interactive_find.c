#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#define ANN "0b6c0000-1111-4222-8333-000000000001"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static void set_scene(ia_game *g)
{
    assert_ok(ia_scene(g, "default", "{}"));
    assert_ok(ia_scene(g, "arena", "{}"));
    assert_ok(ia_control(g, "default", "fire", "{\"kind\":\"button\",\"n\":1}"));
    assert_ok(ia_control(g, "arena", "fire", "{\"kind\":\"button\",\"n\":2}"));
    assert_ok(ia_group(g, "default", "{}"));
    assert_ok(ia_group(g, "red", "{\"sceneID\":\"arena\"}"));
    assert_ok(ia_join(g, ANN, "ann", "red"));
    ia_next_frame(g);
}

/* ---- by id ---- */

static void test_everything_is_found_by_its_id(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    static const struct {
        chorus_resource_kind kind;
        const char          *id;
    } things[] = { { CHORUS_RESOURCE_WORLD, NULL },
                   { CHORUS_RESOURCE_SCENE, "arena" },
                   { CHORUS_RESOURCE_GROUP, "red" },
                   { CHORUS_RESOURCE_PARTICIPANT, ANN } };
    for (size_t i = 0; i < ARRAY_LEN(things); i++) {
        chorus_resource found = ia_find(&g, things[i].kind, things[i].id);
        assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, found), things[i].kind);
    }
    chorus_resource control = ia_find_control(&g, "arena", "fire");
    assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, control), CHORUS_RESOURCE_CONTROL);
    ia_expect_json(&g, ia_find_control(&g, NULL, "fire"), "{\"kind\":\"button\",\"n\":1}");
    ia_game_deinit(&g);
}

static void test_what_is_not_there_is_not_found(void **state)
{
    ia_game         g;
    chorus_resource out = { 42 };
    begin(&g, state);
    set_scene(&g);
    ia_expect_missing(&g, CHORUS_RESOURCE_SCENE, "red");
    ia_expect_missing(&g, CHORUS_RESOURCE_GROUP, "");
    ia_expect_missing(&g, CHORUS_RESOURCE_PARTICIPANT, "ANN");
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_control(g.rt, g.session, "lobby", "fire", &out));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_control(g.rt, g.session, "arena", "Fire", &out));
    assert_int_equal(out.id, 42);
    ia_game_deinit(&g);
}

static void test_bad_arguments_are_refused(void **state)
{
    ia_game         g;
    chorus_resource out     = { 42 };
    chorus_session  another = { 0xabcdef };
    begin(&g, state);
    set_scene(&g);
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(NULL, g.session, CHORUS_RESOURCE_SCENE, "arena", &out));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find(g.rt, another, CHORUS_RESOURCE_SCENE, "arena", &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_SCENE, NULL, &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_SCENE, "arena", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_WORLD, "world", &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_CONTROL, "fire", &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_NONE, "x", &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find(g.rt, g.session, (chorus_resource_kind)12, "x", &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_control(g.rt, g.session, NULL, NULL, &out));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_control(g.rt, g.session, NULL, "fire", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_control(NULL, g.session, NULL, "fire", &out));
    assert_int_equal(out.id, 42);
    ia_game_deinit(&g);
}

static void test_made_up_handles_are_nothing(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    uint32_t known = 0;
    for (uint32_t tag = 0; tag < 8; tag++) {
        for (uint32_t number = 0; number < 100; number++) {
            chorus_resource guess = { tag << 29 | number };
            known += chorus_interactive_get_kind(g.rt, g.session, guess) != CHORUS_RESOURCE_NONE;
        }
    }
    assert_int_equal(known, 1 + 2 + 2 + 2 + 1); /* world, scenes, groups, controls, ann */
    chorus_resource last = { UINT32_MAX };
    assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, last), CHORUS_RESOURCE_NONE);
    assert_int_equal(chorus_interactive_get_kind(NULL, g.session, last), CHORUS_RESOURCE_NONE);
    ia_game_deinit(&g);
}

/* ---- the control of an input ---- */

static void test_the_control_of_an_input_is_in_the_scene_of_its_sender(void **state)
{
    ia_game         g;
    chorus_resource control;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_input(&g, ANN, "fire", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "fire");
    assert_ok(chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_int_equal(control.id, ia_find_control(&g, "arena", "fire").id);
    assert_ok(ia_join(&g, ANN, NULL, "default"));
    assert_ok(chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_int_equal(control.id, ia_find_control(&g, "default", "fire").id);
    ia_game_deinit(&g);
}

static void test_the_control_is_found_after_its_sender_left(void **state)
{
    ia_game         g;
    chorus_resource control;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_input(&g, ANN, "fire", "mousedown"));
    assert_ok(ia_leave(&g, ANN));
    ia_expect(&g, CHORUS_EVENT_INPUT, "fire");
    assert_ok(chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_int_equal(control.id, ia_find_control(&g, "arena", "fire").id);
    ia_game_deinit(&g);
}

static void test_a_control_nobody_knows_is_not_found(void **state)
{
    ia_game         g;
    chorus_resource control = { 42 };
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_input(&g, ANN, "unheard", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "unheard");
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_ok(ia_input(&g, "stranger", "fire", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_INPUT, "fire");
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_ok(ia_join(&g, "in nowhere", "x", "named only"));
    assert_ok(ia_input(&g, "in nowhere", "fire", "mousedown"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, NULL);
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_input_control(g.rt, &g.event, &control));
    ia_expect(&g, CHORUS_EVENT_INPUT, "fire");
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_input_control(NULL, &g.event, &control));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_input_control(g.rt, NULL, &control));
    assert_result(CHORUS_E_INVALID, chorus_interactive_find_input_control(g.rt, &g.event, NULL));
    g.event.session.id = 99;
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_input_control(g.rt, &g.event, &control));
    assert_int_equal(control.id, 42);
    ia_game_deinit(&g);
}

/* ---- all of a kind ---- */

static uint32_t walk(ia_game *g, chorus_resource_kind kind)
{
    uint32_t        seen = 0;
    chorus_resource it   = { 0 };
    while (chorus_interactive_next(g->rt, g->session, kind, &it)) {
        assert_int_equal(chorus_interactive_get_kind(g->rt, g->session, it), kind);
        seen++;
    }
    assert_int_equal(it.id, 0);
    assert_int_equal(seen, chorus_interactive_count(g->rt, g->session, kind));
    return seen;
}

static void test_a_walk_meets_everything_once(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_join(&g, "b", "bob", "red"));
    assert_ok(ia_join(&g, "c", "cid", "named only"));
    assert_ok(ia_leave(&g, "b"));
    assert_ok(ia_control_gone(&g, "arena", "fire"));
    assert_int_equal(walk(&g, CHORUS_RESOURCE_WORLD), 1);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_SCENE), 2);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_GROUP), 2);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_CONTROL), 1);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_PARTICIPANT), 2);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_NONE), 0);
    assert_int_equal(walk(&g, (chorus_resource_kind)12), 0);
    assert_int_equal(walk(&g, CHORUS_RESOURCE_FORCE_INT), 0);
    ia_game_deinit(&g);
}

static void test_a_walk_with_bad_arguments_is_over(void **state)
{
    ia_game         g;
    chorus_resource it = { 0 };
    begin(&g, state);
    set_scene(&g);
    assert_false(chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_SCENE, NULL));
    assert_false(chorus_interactive_next(NULL, g.session, CHORUS_RESOURCE_SCENE, &it));
    it = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN);
    assert_false(chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_SCENE, &it));
    assert_int_equal(it.id, 0);
    it.id = (uint32_t)CHORUS_RESOURCE_SCENE << 29 | 0x000fffff;
    assert_false(chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_SCENE, &it));
    assert_int_equal(it.id, 0);
    assert_int_equal(chorus_interactive_count(NULL, g.session, CHORUS_RESOURCE_SCENE), 0);
    assert_int_equal(chorus_interactive_count(g.rt, (chorus_session){ 0 }, CHORUS_RESOURCE_SCENE), 0);
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_everything_is_found_by_its_id),
        HEAP_TEST(test_what_is_not_there_is_not_found),
        HEAP_TEST(test_bad_arguments_are_refused),
        HEAP_TEST(test_made_up_handles_are_nothing),
        HEAP_TEST(test_the_control_of_an_input_is_in_the_scene_of_its_sender),
        HEAP_TEST(test_the_control_is_found_after_its_sender_left),
        HEAP_TEST(test_a_control_nobody_knows_is_not_found),
        HEAP_TEST(test_a_walk_meets_everything_once),
        HEAP_TEST(test_a_walk_with_bad_arguments_is_over),
    };
    return cmocka_run_group_tests_name("interactive/find", tests, NULL, NULL);
}
