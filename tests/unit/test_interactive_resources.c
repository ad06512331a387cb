#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdio.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

/* ---- create, update, nothing ---- */

static void test_the_first_record_of_a_thing_creates_it(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "arena", "{\"sceneID\":\"arena\",\"map\":\"ice\"}"));
    ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, "arena");
    assert_str("{\"sceneID\":\"arena\",\"map\":\"ice\"}", g.event.as.resource.json);
    assert_str("", g.event.as.resource.scene);
    assert_str("", g.event.as.resource.kind);
    assert_int_equal(g.event.time_ns, g.now_ns);
    assert_int_equal(g.event.as.resource.resource.id, ia_find(&g, CHORUS_RESOURCE_SCENE, "arena").id);

    assert_ok(ia_group(&g, "red", "{\"groupID\":\"red\",\"sceneID\":\"arena\"}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, "red");
    assert_str("arena", g.event.as.resource.scene);

    assert_ok(ia_control(&g, "arena", "fire", "{\"controlID\":\"fire\",\"kind\":\"button\"}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "fire");
    assert_str("arena", g.event.as.resource.scene);
    assert_str("button", g.event.as.resource.kind);
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_a_create_of_a_known_thing_is_an_update(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{\"controlID\":\"a\",\"kind\":\"label\",\"text\":\"one\"}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    assert_ok(ia_control(&g, "default", "a", "{\"controlID\":\"a\",\"kind\":\"label\",\"text\":\"two\"}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_UPDATE, "a");
    assert_str("{\"controlID\":\"a\",\"kind\":\"label\",\"text\":\"two\"}", g.event.as.resource.json);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_CONTROL), 1);
    ia_game_deinit(&g);
}

static void test_equal_json_makes_no_event(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "s", "{\"sceneID\":\"s\",\"a\":{\"b\":1,\"c\":[1,2]}}"));
    assert_ok(ia_group(&g, "g", "{\"groupID\":\"g\",\"sceneID\":\"s\"}"));
    assert_ok(ia_world(&g, "{\"round\":1}"));
    ia_next_frame(&g);
    assert_ok(ia_scene(&g, "s", "{\"sceneID\":\"s\",\"a\":{\"b\":1,\"c\":[1,2]}}"));
    assert_ok(ia_scene(&g, "s", "{\"a\":{\"c\":[1,2]}}"));
    assert_ok(ia_scene(&g, "s", "{\"absent\":null}"));
    assert_ok(ia_group(&g, "g", "{}"));
    assert_ok(ia_world(&g, "{\"round\":1}"));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_a_partial_update_keeps_what_it_does_not_mention(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a",
                         "{\"controlID\":\"a\",\"kind\":\"button\",\"style\":{\"color\":\"red\",\"size\":2}}"));
    assert_ok(ia_control(&g, "default", "a", "{\"style\":{\"color\":\"blue\"},\"cost\":5}"));
    ia_expect_json(&g, ia_find_control(&g, NULL, "a"),
                   "{\"controlID\":\"a\",\"kind\":\"button\",\"style\":{\"color\":\"blue\",\"size\":2},\"cost\":5}");
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_UPDATE, "a");
    assert_str("button", g.event.as.resource.kind);
    ia_game_deinit(&g);
}

static void test_null_removes_a_property(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "s", "{\"sceneID\":\"s\",\"a\":1,\"b\":null,\"c\":{\"d\":null,\"e\":2}}"));
    ia_expect_json(&g, ia_find(&g, CHORUS_RESOURCE_SCENE, "s"), "{\"sceneID\":\"s\",\"a\":1,\"c\":{\"e\":2}}");
    assert_ok(ia_scene(&g, "s", "{\"a\":null}"));
    ia_expect_json(&g, ia_find(&g, CHORUS_RESOURCE_SCENE, "s"), "{\"sceneID\":\"s\",\"c\":{\"e\":2}}");
    ia_game_deinit(&g);
}

static void test_the_text_null_is_not_null(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "s", "{\"sceneID\":\"s\",\"text\":\"null\",\"list\":[null]}"));
    ia_expect_json(&g, ia_find(&g, CHORUS_RESOURCE_SCENE, "s"),
                   "{\"sceneID\":\"s\",\"text\":\"null\",\"list\":[null]}");
    ia_game_deinit(&g);
}

static void test_views_of_an_event_survive_later_records(void **state)
{
    ia_game      g;
    chorus_event first;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{\"controlID\":\"a\",\"kind\":\"button\",\"n\":1}"));
    assert_true(chorus_next_event(g.rt, &first));
    assert_ok(ia_control(&g, "default", "a", "{\"n\":2}"));
    assert_ok(ia_control(&g, "default", "a", "{\"n\":3}"));
    assert_ok(ia_control_gone(&g, "default", "a"));
    assert_str("{\"controlID\":\"a\",\"kind\":\"button\",\"n\":1}", first.as.resource.json);
    assert_str("a", first.as.resource.id);
    ia_game_deinit(&g);
}

static void test_the_world_is_one_fixed_resource(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource world = ia_find(&g, CHORUS_RESOURCE_WORLD, NULL);
    ia_expect_json(&g, world, "{}");
    assert_ok(ia_world(&g, "{\"round\":3}"));
    ia_expect(&g, CHORUS_EVENT_WORLD_UPDATE, "world");
    assert_int_equal(g.event.as.resource.resource.id, world.id);
    assert_ok(ia_world(&g, "{\"round\":null,\"big\":9007199254740993}"));
    ia_expect(&g, CHORUS_EVENT_WORLD_UPDATE, "world");
    assert_str("{\"big\":9007199254740993}", g.event.as.resource.json);
    ia_game_deinit(&g);
}

/* ---- ids ---- */

static void test_equal_control_ids_live_in_different_scenes(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "one", "{}"));
    assert_ok(ia_scene(&g, "two", "{}"));
    assert_ok(ia_control(&g, "one", "a", "{\"n\":1}"));
    assert_ok(ia_control(&g, "two", "a", "{\"n\":2}"));
    assert_ok(ia_control(&g, "two", "a", "{\"n\":3}"));
    ia_expect_json(&g, ia_find_control(&g, "one", "a"), "{\"n\":1}");
    ia_expect_json(&g, ia_find_control(&g, "two", "a"), "{\"n\":3}");
    assert_ok(ia_control_gone(&g, "one", "a"));
    ia_expect_json(&g, ia_find_control(&g, "two", "a"), "{\"n\":3}");
    ia_game_deinit(&g);
}

static void test_ids_may_be_any_text(void **state)
{
    static char        long_id[1001], huge_id[64 * 1024 + 1];
    const char *const  ids[] = { "a/b", "a~b", "a.b", "\"quoted\"", "back\\slash", "\xf0\x9f\x98\x80", " ",
                                 "\xc3\xa9", "e\xcc\x81", "A", "a", "new\nline", long_id, huge_id };
    ia_game g;
    begin(&g, state);
    memset(long_id, 'x', sizeof long_id - 1);
    memset(huge_id, 'y', sizeof huge_id - 1);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_ok(ia_scene(&g, ids[i], "{}"));
        ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, ids[i]);
        assert_ok(ia_group(&g, ids[i], "{}"));
        ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, ids[i]);
        assert_ok(ia_control(&g, ids[i], ids[i], "{\"kind\":\"label\"}"));
        ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, ids[i]);
        assert_str(ids[i], g.event.as.resource.scene);
    }
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_int_not_equal(ia_find(&g, CHORUS_RESOURCE_SCENE, ids[i]).id, 0);
        assert_ok(ia_control_gone(&g, ids[i], ids[i]));
        ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, ids[i]);
    }
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_SCENE), ARRAY_LEN(ids));
    ia_game_deinit(&g);
}

static void test_escapes_in_kind_and_scene_are_resolved(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{\"kind\":\"b\\u0075tton\"}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    assert_str("button", g.event.as.resource.kind);
    assert_ok(ia_group(&g, "g", "{\"sceneID\":\"\\\"x\\\"\"}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, "g");
    assert_str("\"x\"", g.event.as.resource.scene);
    ia_game_deinit(&g);
}

static void test_members_of_a_strange_type_do_no_harm(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{\"kind\":7}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    assert_str("", g.event.as.resource.kind);
    assert_ok(ia_group(&g, "g", "{\"sceneID\":[]}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, "g");
    assert_str("default", g.event.as.resource.scene);
    ia_game_deinit(&g);
}

/* ---- what points where ---- */

static void test_a_group_without_scene_shows_the_default_one(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_group(&g, "g", "{\"groupID\":\"g\"}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_CREATE, "g");
    assert_str("default", g.event.as.resource.scene);
    assert_ok(ia_group(&g, "g", "{\"sceneID\":\"other\"}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "g");
    assert_str("other", g.event.as.resource.scene);
    assert_ok(ia_group(&g, "g", "{\"sceneID\":null}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "g");
    assert_str("default", g.event.as.resource.scene);
    ia_game_deinit(&g);
}

static void test_a_scene_that_was_only_named_is_not_known(void **state)
{
    ia_game         g;
    chorus_resource found = { 0 };
    begin(&g, state);
    assert_ok(ia_control(&g, "later", "a", "{\"kind\":\"label\"}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    ia_expect_missing(&g, CHORUS_RESOURCE_SCENE, "later");
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_SCENE), 0);
    assert_false(chorus_interactive_next(g.rt, g.session, CHORUS_RESOURCE_SCENE, &found));
    ia_find_control(&g, "later", "a");

    assert_ok(ia_scene(&g, "later", "{}"));
    ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, "later");
    ia_find_control(&g, "later", "a");
    chorus_scene_info info;
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_scene(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_SCENE, "later"), &info));
    assert_int_equal(info.control_count, 1);
    ia_game_deinit(&g);
}

static void test_names_without_a_thing_do_not_pile_up(void **state)
{
    ia_game g;
    char    json[64];
    begin(&g, state);
    assert_ok(ia_group(&g, "g", "{}"));
    for (int i = 0; i < 1000; i++) {
        snprintf(json, sizeof json, "{\"sceneID\":\"s%d\"}", i);
        assert_ok(ia_group(&g, "g", json));
        assert_ok(ia_control(&g, "nowhere", "c", "{}"));
        assert_ok(ia_control_gone(&g, "nowhere", "c"));
        ia_next_frame(&g);
    }
    assert_int_equal(g.s->mirror.scenes.slots.count, 1);
    assert_int_equal(g.s->mirror.scenes.index.count, 1);
    ia_game_deinit(&g);
}

/* ---- without memory ---- */

typedef chorus_result tell_fn(ia_game *g);

/* Tells it with every allocation failing; each time nothing may have changed. */
static void tell_in_spite_of_failures(ia_game *g, failing_allocator *f, tell_fn *tell)
{
    chorus_event event;
    for (size_t nth = 1;; nth++) {
        uint32_t counts[3] = { g->s->mirror.scenes.known_count, g->s->mirror.groups.known_count,
                               g->s->mirror.controls.known_count };
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        chorus_result r = tell(g);
        if (!failing_allocator_has_failed(f)) {
            assert_ok(r);
            return;
        }
        failing_allocator_succeed(f);
        if (r == CHORUS_OK)
            return; /* what failed was not needed */
        assert_result(CHORUS_E_MEMORY, r);
        assert_false(chorus_next_event(g->rt, &event));
        assert_int_equal(counts[0], g->s->mirror.scenes.known_count);
        assert_int_equal(counts[1], g->s->mirror.groups.known_count);
        assert_int_equal(counts[2], g->s->mirror.controls.known_count);
        ia_next_frame(g);
    }
}

static chorus_result tell_scene(ia_game *g)   { return ia_scene(g, "s", "{\"a\":1,\"b\":null}"); }
static chorus_result tell_group(ia_game *g)   { return ia_group(g, "g", "{\"sceneID\":\"\\u0073\\u0032\"}"); }
static chorus_result tell_control(ia_game *g) { return ia_control(g, "s3", "c", "{\"kind\":\"\\u006bind\"}"); }
static chorus_result tell_world(ia_game *g)   { return ia_world(g, "{\"a\":1}"); }
static chorus_result more_scene(ia_game *g)   { return ia_scene(g, "s", "{\"a\":2}"); }
static chorus_result more_group(ia_game *g)   { return ia_group(g, "g", "{\"sceneID\":\"s4\"}"); }
static chorus_result more_control(ia_game *g) { return ia_control(g, "s3", "c", "{\"a\":2}"); }

static void test_every_allocation_may_fail(void **state)
{
    static const struct {
        tell_fn          *tell;
        chorus_event_type event;
    } steps[] = {
        { tell_scene, CHORUS_EVENT_SCENE_CREATE },     { tell_group, CHORUS_EVENT_GROUP_CREATE },
        { tell_control, CHORUS_EVENT_CONTROL_CREATE }, { tell_world, CHORUS_EVENT_WORLD_UPDATE },
        { more_scene, CHORUS_EVENT_SCENE_UPDATE },     { more_group, CHORUS_EVENT_GROUP_UPDATE },
        { more_control, CHORUS_EVENT_CONTROL_UPDATE },
    };
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        tell_in_spite_of_failures(&g, f, steps[i].tell);
        ia_expect(&g, steps[i].event, NULL);
        ia_expect_nothing(&g);
        ia_next_frame(&g);
    }
    assert_int_equal(g.s->mirror.scenes.slots.count, 3); /* s, s3 and s4; s2 has gone */
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_the_first_record_of_a_thing_creates_it),
        HEAP_TEST(test_a_create_of_a_known_thing_is_an_update),
        HEAP_TEST(test_equal_json_makes_no_event),
        HEAP_TEST(test_a_partial_update_keeps_what_it_does_not_mention),
        HEAP_TEST(test_null_removes_a_property),
        HEAP_TEST(test_the_text_null_is_not_null),
        HEAP_TEST(test_views_of_an_event_survive_later_records),
        HEAP_TEST(test_the_world_is_one_fixed_resource),
        HEAP_TEST(test_equal_control_ids_live_in_different_scenes),
        HEAP_TEST(test_ids_may_be_any_text),
        HEAP_TEST(test_escapes_in_kind_and_scene_are_resolved),
        HEAP_TEST(test_members_of_a_strange_type_do_no_harm),
        HEAP_TEST(test_a_group_without_scene_shows_the_default_one),
        HEAP_TEST(test_a_scene_that_was_only_named_is_not_known),
        HEAP_TEST(test_names_without_a_thing_do_not_pile_up),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("interactive/resources", tests, NULL, NULL);
}
