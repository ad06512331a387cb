#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { MINUTE_MS = 60000 };

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
    assert_ok(ia_clock(g, INT64_C(1700000000000000000) - (int64_t)cho_clock_mono_ns()));
}

static chorus_result cool(ia_game *g, chorus_resource resource, uint32_t minutes, bool extends_only)
{
    return chorus_interactive_set_cooldowns(g->rt, g->session, &resource, 1, minutes * MINUTE_MS, extends_only);
}

/* The first cooldown that goes out with this frame, in whole minutes; -1: nothing goes out. */
static int sent_minutes(ia_game *g)
{
    ia_call call;
    assert_ok(ia_flush(g));
    if (!ia_next_call(g, &call))
        return -1;
    const char *at = strstr(call.params, "\"cooldown\":");
    assert_non_null(at);
    long long until_ms = strtoll(at + strlen("\"cooldown\":"), NULL, 10);
    return until_ms == 0 ? 0 : (int)((until_ms - 1700000000000) / MINUTE_MS);
}

static void tell_cooldown(ia_game *g, int minutes)
{
    char json[80];
    snprintf(json, sizeof json, "{\"cooldown\":%lld}", 1700000000000 + (long long)minutes * MINUTE_MS);
    assert_ok(ia_control(g, "default", "fire", json));
    ia_next_frame(g);
}

static void test_a_shorter_one_does_not_shorten_a_longer_one(void **state)
{
    ia_game g;
    begin(&g, state);
    tell_cooldown(&g, 10);
    assert_ok(cool(&g, ia_fire(&g), 5, true));
    assert_int_equal(sent_minutes(&g), -1);
    assert_ok(cool(&g, ia_fire(&g), 20, true));
    assert_int_equal(sent_minutes(&g), 20);
    assert_ok(cool(&g, ia_fire(&g), 5, false));
    assert_int_equal(sent_minutes(&g), 5);
    ia_game_deinit(&g);
}

static void test_what_is_on_its_way_counts_too(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(cool(&g, ia_fire(&g), 10, true));
    assert_ok(cool(&g, ia_fire(&g), 5, true));
    assert_int_equal(sent_minutes(&g), 10);
    ia_next_frame(&g);
    assert_ok(cool(&g, ia_fire(&g), 5, true));
    assert_int_equal(sent_minutes(&g), -1);
    assert_ok(cool(&g, ia_fire(&g), 0, false));
    assert_ok(cool(&g, ia_fire(&g), 5, true));
    assert_int_equal(sent_minutes(&g), 5);
    ia_game_deinit(&g);
}

static void test_a_cooldown_set_as_a_property_counts(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(cool(&g, ia_fire(&g), 10, true));
    assert_int_equal(sent_minutes(&g), 10);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "cooldown", 0));
    assert_ok(cool(&g, ia_fire(&g), 5, true));
    assert_int_equal(sent_minutes(&g), 5);
    ia_game_deinit(&g);
}

static void test_a_whole_scene_is_locked_in_one_packet(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "b", "{}"));
    assert_ok(ia_control(&g, "arena", "other", "{}"));
    assert_ok(cool(&g, ia_find(&g, CHORUS_RESOURCE_SCENE, "default"), 5, true));
    assert_ok(ia_flush(&g));
    assert_true(ia_next_call(&g, &call));
    assert_non_null(strstr(call.params, "\"fire\""));
    assert_non_null(strstr(call.params, "\"b\""));
    assert_null(strstr(call.params, "other"));
    assert_false(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

static void test_several_are_locked_until_the_same_moment(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_ok(ia_control(&g, "default", "b", "{}"));
    chorus_resource both[] = { ia_fire(&g), ia_find_control(&g, NULL, "b") };
    assert_ok(chorus_interactive_set_cooldowns(g.rt, g.session, both, 2, MINUTE_MS, false));
    assert_ok(ia_flush(&g));
    assert_true(ia_next_call(&g, &call));
    const char *first = strstr(call.params, "\"cooldown\":"), *second = strstr(first + 1, "\"cooldown\":");
    assert_memory_equal(first, second, strlen("\"cooldown\":1700000060000"));
    ia_game_deinit(&g);
}

static void test_other_resources_are_not_locked(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_result(CHORUS_E_NOT_FOUND, cool(&g, ia_find(&g, CHORUS_RESOURCE_GROUP, "default"), 1, false));
    assert_result(CHORUS_E_NOT_FOUND, cool(&g, (chorus_resource){ 0 }, 1, false));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_cooldowns(g.rt, g.session, NULL, 1, 1, false));
    assert_int_equal(sent_minutes(&g), -1);
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_shorter_one_does_not_shorten_a_longer_one),
        HEAP_TEST(test_what_is_on_its_way_counts_too),
        HEAP_TEST(test_a_cooldown_set_as_a_property_counts),
        HEAP_TEST(test_a_whole_scene_is_locked_in_one_packet),
        HEAP_TEST(test_several_are_locked_until_the_same_moment),
        HEAP_TEST(test_other_resources_are_not_locked),
    };
    return cmocka_run_group_tests_name("interactive/cooldown", tests, NULL, NULL);
}
