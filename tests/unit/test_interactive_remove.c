#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <stdio.h>

#define UUID(n) "0b6c0000-1111-4222-8333-0000000000" n

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_str group_of(ia_game *g, const char *participant)
{
    chorus_participant_info info;
    CHORUS_INIT(&info);
    chorus_resource who = ia_find(g, CHORUS_RESOURCE_PARTICIPANT, participant);
    assert_ok(chorus_interactive_get_participant(g->rt, g->session, who, &info));
    return info.group;
}

/* ---- one thing ---- */

static void test_a_deleted_control_stays_readable_for_its_frame(void **state)
{
    ia_game             g;
    chorus_control_info info;
    chorus_resource     found = { 77 };
    begin(&g, state);
    CHORUS_INIT(&info);
    assert_ok(ia_control(&g, "default", "a", "{\"kind\":\"button\",\"text\":\"Go\"}"));
    chorus_resource control = ia_find_control(&g, NULL, "a");
    ia_next_frame(&g);
    assert_ok(ia_control_gone(&g, "default", "a"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    assert_str("{\"kind\":\"button\",\"text\":\"Go\"}", g.event.as.resource.json);
    assert_int_equal(g.event.as.resource.resource.id, control.id);
    assert_ok(chorus_interactive_get_control(g.rt, g.session, control, &info));
    assert_true(info.is_gone);
    assert_str("Go", info.text);
    assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, control), CHORUS_RESOURCE_CONTROL);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_control(g.rt, g.session, NULL, "a", &found));
    assert_int_equal(found.id, 77);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_CONTROL), 0);

    ia_next_frame(&g);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_control(g.rt, g.session, control, &info));
    assert_int_equal(chorus_interactive_get_kind(g.rt, g.session, control), CHORUS_RESOURCE_NONE);
    ia_game_deinit(&g);
}

static void test_an_id_can_be_used_again_at_once(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "a", "{\"n\":1}"));
    chorus_resource old = ia_find_control(&g, NULL, "a");
    assert_ok(ia_control_gone(&g, "default", "a"));
    assert_ok(ia_control(&g, "default", "a", "{\"n\":2}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_CREATE, "a");
    chorus_resource made = ia_find_control(&g, NULL, "a");
    assert_int_not_equal(made.id, old.id);
    ia_expect_json(&g, old, "{\"n\":1}");
    ia_expect_json(&g, made, "{\"n\":2}");
    ia_next_frame(&g);
    ia_expect_json(&g, ia_find_control(&g, NULL, "a"), "{\"n\":2}");
    ia_game_deinit(&g);
}

static void test_deleting_what_is_not_there_is_no_event(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control_gone(&g, "default", "a"));
    assert_ok(ia_scene_gone(&g, "a", NULL));
    assert_ok(ia_group_gone(&g, "a", NULL));
    assert_ok(ia_leave(&g, "a"));
    assert_ok(ia_scene(&g, "default", "{}"));
    ia_next_frame(&g);
    assert_ok(ia_control_gone(&g, "default", "a"));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_a_record_for_a_deleted_thing_creates_it_anew(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "s", "{\"a\":1}"));
    assert_ok(ia_scene_gone(&g, "s", NULL));
    assert_ok(ia_scene(&g, "s", "{\"b\":2}"));
    ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, "s");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "s");
    ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, "s");
    assert_str("{\"b\":2}", g.event.as.resource.json);
    ia_game_deinit(&g);
}

/* ---- scenes ---- */

static void set_scene(ia_game *g)
{
    assert_ok(ia_scene(g, "default", "{\"sceneID\":\"default\"}"));
    assert_ok(ia_scene(g, "arena", "{\"sceneID\":\"arena\"}"));
    assert_ok(ia_scene(g, "lobby", "{\"sceneID\":\"lobby\"}"));
    assert_ok(ia_control(g, "arena", "a", "{\"controlID\":\"a\",\"kind\":\"button\"}"));
    assert_ok(ia_control(g, "arena", "b", "{\"controlID\":\"b\",\"kind\":\"label\"}"));
    assert_ok(ia_control(g, "lobby", "a", "{\"controlID\":\"a\",\"kind\":\"screen\"}"));
    assert_ok(ia_group(g, "default", "{\"groupID\":\"default\",\"sceneID\":\"default\"}"));
    assert_ok(ia_group(g, "red", "{\"groupID\":\"red\",\"sceneID\":\"arena\",\"team\":1}"));
    assert_ok(ia_group(g, "blue", "{\"groupID\":\"blue\",\"sceneID\":\"lobby\"}"));
    ia_next_frame(g);
}

static void test_a_deleted_scene_takes_its_controls_and_moves_its_groups(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_scene_gone(&g, "arena", "lobby"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    assert_str("arena", g.event.as.resource.scene);
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "b");
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "red");
    assert_str("lobby", g.event.as.resource.scene);
    assert_str("{\"groupID\":\"red\",\"sceneID\":\"lobby\",\"team\":1}", g.event.as.resource.json);
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_expect_nothing(&g);
    assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_CONTROL), 1);
    ia_find_control(&g, "lobby", "a");
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.scenes.slots.count, 2);
    ia_game_deinit(&g);
}

static void test_groups_that_were_moved_before_do_not_move_again(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_group(&g, "red", "{\"sceneID\":\"lobby\"}"));
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "red");
    assert_ok(ia_scene_gone(&g, "arena", "default"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "b");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_without_reassign_groups_move_to_default(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_scene_gone(&g, "arena", NULL));
    chorus_str      scene;
    chorus_resource red = ia_find(&g, CHORUS_RESOURCE_GROUP, "red");
    assert_ok(chorus_interactive_get_string(g.rt, g.session, red, "sceneID", &scene));
    assert_str("default", scene);
    ia_game_deinit(&g);
}

static void test_groups_may_move_to_a_scene_nobody_knows(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_scene_gone(&g, "arena", "unheard"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "b");
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "red");
    assert_str("unheard", g.event.as.resource.scene);
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_game_deinit(&g);
}

static void test_a_scene_reassigned_to_itself_leaves_only_its_name(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_scene_gone(&g, "arena", "arena"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "b");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_expect_nothing(&g);
    ia_next_frame(&g);
    assert_ok(ia_scene(&g, "arena", "{}"));
    ia_expect(&g, CHORUS_EVENT_SCENE_CREATE, "arena");
    assert_ok(ia_scene_gone(&g, "default", NULL));
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "default");
    ia_game_deinit(&g);
}

static void test_a_scene_that_was_only_named_ends_without_an_event(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_control(&g, "named", "a", "{}"));
    assert_ok(ia_group(&g, "g", "{\"sceneID\":\"named\"}"));
    ia_next_frame(&g);
    assert_ok(ia_scene_gone(&g, "named", NULL));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "g");
    ia_expect_nothing(&g);
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.scenes.slots.count, 1);
    ia_game_deinit(&g);
}

/* ---- groups ---- */

static void test_members_of_a_deleted_group_move(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_join(&g, UUID("01"), "ann", "red"));
    assert_ok(ia_join(&g, "not a uuid", "bob", "red"));
    assert_ok(ia_join(&g, UUID("03"), "cid", "blue"));
    ia_next_frame(&g);
    assert_ok(ia_group_gone(&g, "red", "blue"));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, UUID("01"));
    assert_str("blue", g.event.as.participant.group);
    assert_str("ann", g.event.as.participant.name);
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, "not a uuid");
    ia_expect(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    assert_str("arena", g.event.as.resource.scene);
    ia_expect_nothing(&g);
    assert_str("blue", group_of(&g, UUID("01")));
    assert_str("blue", group_of(&g, "not a uuid"));
    ia_game_deinit(&g);
}

static void test_members_move_to_default_or_to_a_name(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_join(&g, UUID("01"), "ann", "red"));
    assert_ok(ia_group_gone(&g, "red", NULL));
    assert_str("default", group_of(&g, UUID("01")));
    assert_ok(ia_group_gone(&g, "default", "default"));
    assert_str("default", group_of(&g, UUID("01")));
    ia_expect_missing(&g, CHORUS_RESOURCE_GROUP, "default");
    assert_ok(ia_group_gone(&g, "default", "unheard"));
    assert_str("unheard", group_of(&g, UUID("01")));
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.groups.slots.count, 2); /* blue and unheard */
    ia_game_deinit(&g);
}

/* ---- fetches ---- */

static void tell_all(ia_game *g)
{
    assert_ok(ia_scene(g, "default", "{\"sceneID\":\"default\"}"));
    assert_ok(ia_control(g, "default", "a", "{\"controlID\":\"a\",\"kind\":\"button\",\"text\":\"A\"}"));
    assert_ok(ia_group(g, "default", "{\"groupID\":\"default\",\"sceneID\":\"default\"}"));
    assert_ok(ia_join(g, UUID("01"), "ann", "default"));
}

static void test_a_fetch_that_finds_nothing_new_is_silent(void **state)
{
    ia_game g;
    begin(&g, state);
    tell_all(&g);
    ia_next_frame(&g);
    assert_ok(ia_sync_begin(&g));
    tell_all(&g);
    assert_ok(ia_sync_end(&g));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_what_a_fetch_does_not_mention_is_removed(void **state)
{
    ia_game g;
    begin(&g, state);
    tell_all(&g);
    set_scene(&g);
    assert_ok(ia_join(&g, UUID("02"), "bob", "red"));
    assert_ok(ia_world(&g, "{\"round\":1}"));
    ia_next_frame(&g);
    assert_ok(ia_sync_begin(&g));
    tell_all(&g);
    assert_ok(ia_sync_end(&g));
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, UUID("02"));
    assert_str("red", g.event.as.participant.group);
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "b");
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, "a");
    ia_expect(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    ia_expect(&g, CHORUS_EVENT_GROUP_DELETE, "blue");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "lobby");
    ia_expect_nothing(&g);
    ia_expect_json(&g, ia_find(&g, CHORUS_RESOURCE_WORLD, NULL), "{\"round\":1}");
    ia_game_deinit(&g);
}

static void test_a_fetch_of_nothing_empties_the_mirror(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_join(&g, UUID("01"), "ann", "red"));
    assert_ok(ia_sync_begin(&g));
    assert_ok(ia_sync_end(&g));
    ia_next_frame(&g);
    assert_int_equal(g.s->mirror.people.slots.count, 0);
    assert_int_equal(g.s->mirror.controls.slots.count, 0);
    assert_int_equal(g.s->mirror.groups.slots.count, 0);
    assert_int_equal(g.s->mirror.scenes.slots.count, 0);
    ia_game_deinit(&g);
}

static void test_those_who_stay_move_when_a_fetch_ends_their_group(void **state)
{
    ia_game g;
    begin(&g, state);
    set_scene(&g);
    assert_ok(ia_join(&g, UUID("01"), "ann", "red"));
    ia_next_frame(&g);
    assert_ok(ia_sync_begin(&g));
    assert_ok(ia_scene(&g, "default", "{\"sceneID\":\"default\"}"));
    assert_ok(ia_group(&g, "default", "{\"groupID\":\"default\",\"sceneID\":\"default\"}"));
    assert_ok(ia_group(&g, "blue", "{\"groupID\":\"blue\",\"sceneID\":\"lobby\"}"));
    assert_ok(ia_join(&g, UUID("01"), NULL, NULL));
    assert_ok(ia_sync_end(&g));
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, NULL);
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, NULL);
    ia_expect(&g, CHORUS_EVENT_CONTROL_DELETE, NULL);
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, UUID("01"));
    assert_str("default", g.event.as.participant.group);
    ia_expect(&g, CHORUS_EVENT_GROUP_DELETE, "red");
    ia_expect(&g, CHORUS_EVENT_GROUP_UPDATE, "blue");
    assert_str("default", g.event.as.resource.scene);
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "arena");
    ia_expect(&g, CHORUS_EVENT_SCENE_DELETE, "lobby");
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_a_fetch_tells_all_properties_there_are(void **state)
{
    ia_game g;
    begin(&g, state);
    tell_all(&g);
    assert_ok(ia_control(&g, "default", "a", "{\"progress\":0.5}"));
    ia_who who = { .id = UUID("01"), .custom = "{\"score\":5}" };
    assert_ok(ia_participant(&g, &who));
    ia_next_frame(&g);
    assert_ok(ia_sync_begin(&g));
    tell_all(&g);
    ia_expect(&g, CHORUS_EVENT_CONTROL_UPDATE, "a");
    assert_str("{\"controlID\":\"a\",\"kind\":\"button\",\"text\":\"A\"}", g.event.as.resource.json);
    ia_expect(&g, CHORUS_EVENT_PARTICIPANT_UPDATE, UUID("01"));
    assert_ok(ia_control(&g, "default", "a", "{\"cost\":1}"));
    ia_expect(&g, CHORUS_EVENT_CONTROL_UPDATE, "a");
    assert_str("{\"controlID\":\"a\",\"kind\":\"button\",\"text\":\"A\",\"cost\":1}", g.event.as.resource.json);
    assert_ok(ia_sync_end(&g));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_the_order_of_members_is_no_difference(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(ia_scene(&g, "s", "{\"a\":1,\"b\":{\"c\":2,\"d\":3}}"));
    ia_next_frame(&g);
    assert_ok(ia_sync_begin(&g));
    assert_ok(ia_scene(&g, "s", "{\"b\":{\"d\":3,\"c\":2},\"a\":1}"));
    assert_ok(ia_sync_end(&g));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

static void test_an_interrupted_fetch_removes_nothing(void **state)
{
    ia_game g;
    begin(&g, state);
    tell_all(&g);
    ia_next_frame(&g);
    for (int i = 0; i < 600; i++)
        assert_ok(ia_sync_begin(&g));
    assert_ok(ia_scene(&g, "default", "{\"sceneID\":\"default\"}"));
    ia_expect_nothing(&g);
    assert_ok(ia_sync_begin(&g));
    tell_all(&g);
    assert_ok(ia_sync_end(&g));
    assert_ok(ia_sync_end(&g));
    ia_expect_nothing(&g);
    ia_game_deinit(&g);
}

/* ---- without memory ---- */

static void fill(ia_game *g)
{
    char id[64];
    set_scene(g);
    for (int i = 10; i < 60; i++) {
        snprintf(id, sizeof id, UUID("%d"), i);
        assert_ok(ia_join(g, id, "x", i % 2 == 0 ? "red" : "blue"));
        assert_ok(ia_control(g, "arena", id, "{\"kind\":\"label\"}"));
    }
    ia_next_frame(g);
}

typedef chorus_result end_fn(ia_game *g);

static chorus_result end_scene(ia_game *g) { return ia_scene_gone(g, "arena", "new"); }
static chorus_result end_group(ia_game *g) { return ia_group_gone(g, "red", "new"); }
static chorus_result end_fetch(ia_game *g) { return ia_sync_end(g); }

static void check_all_or_nothing(void **state, end_fn *end, uint32_t event_count)
{
    failing_allocator *f = *state;
    ia_game            g;
    chorus_result      r = CHORUS_E_MEMORY;
    begin(&g, state);
    fill(&g);
    assert_ok(ia_sync_begin(&g));
    assert_ok(ia_group(&g, "red", "{\"groupID\":\"red\",\"sceneID\":\"arena\"}"));
    assert_ok(ia_join(&g, UUID("10"), NULL, NULL));
    ia_next_frame(&g);
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = end(&g);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        failing_allocator_succeed(f);
        if (r == CHORUS_OK)
            break;
        ia_expect_nothing(&g);
        assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT), 50);
        assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_CONTROL), 53);
        assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_GROUP), 3);
        assert_int_equal(chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_SCENE), 3);
        ia_find(&g, CHORUS_RESOURCE_GROUP, "red");
        ia_find(&g, CHORUS_RESOURCE_SCENE, "arena");
    }
    uint32_t     told = 0;
    chorus_event event;
    while (chorus_next_event(g.rt, &event))
        told++;
    assert_int_equal(told, event_count);
    ia_game_deinit(&g);
}

static void test_without_memory_a_scene_stays(void **state)
{
    check_all_or_nothing(state, end_scene, 52 + 1 + 1);
}

static void test_without_memory_a_group_stays(void **state)
{
    check_all_or_nothing(state, end_group, 25 + 1);
}

static void test_without_memory_a_fetch_is_not_over(void **state)
{
    check_all_or_nothing(state, end_fetch, 49 + 53 + 2 + 1 + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_deleted_control_stays_readable_for_its_frame),
        HEAP_TEST(test_an_id_can_be_used_again_at_once),
        HEAP_TEST(test_deleting_what_is_not_there_is_no_event),
        HEAP_TEST(test_a_record_for_a_deleted_thing_creates_it_anew),
        HEAP_TEST(test_a_deleted_scene_takes_its_controls_and_moves_its_groups),
        HEAP_TEST(test_groups_that_were_moved_before_do_not_move_again),
        HEAP_TEST(test_without_reassign_groups_move_to_default),
        HEAP_TEST(test_groups_may_move_to_a_scene_nobody_knows),
        HEAP_TEST(test_a_scene_reassigned_to_itself_leaves_only_its_name),
        HEAP_TEST(test_a_scene_that_was_only_named_ends_without_an_event),
        HEAP_TEST(test_members_of_a_deleted_group_move),
        HEAP_TEST(test_members_move_to_default_or_to_a_name),
        HEAP_TEST(test_a_fetch_that_finds_nothing_new_is_silent),
        HEAP_TEST(test_what_a_fetch_does_not_mention_is_removed),
        HEAP_TEST(test_a_fetch_of_nothing_empties_the_mirror),
        HEAP_TEST(test_those_who_stay_move_when_a_fetch_ends_their_group),
        HEAP_TEST(test_a_fetch_tells_all_properties_there_are),
        HEAP_TEST(test_the_order_of_members_is_no_difference),
        HEAP_TEST(test_an_interrupted_fetch_removes_nothing),
        HEAP_TEST(test_without_memory_a_scene_stays),
        HEAP_TEST(test_without_memory_a_group_stays),
        HEAP_TEST(test_without_memory_a_fetch_is_not_over),
    };
    return cmocka_run_group_tests_name("interactive/remove", tests, NULL, NULL);
}
