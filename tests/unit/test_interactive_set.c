#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    ia_set_stage(g);
}

#define CONTROLS(patch) "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"fire\"," patch "}]}"

/* ---- values ---- */

static void test_every_type_of_value_is_sent(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    assert_ok(chorus_interactive_set_string(g.rt, g.session, c, "text", "a\"b\n\xc3\xa9"));
    assert_ok(chorus_interactive_set_number(g.rt, g.session, c, "progress", 0.25));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, c, "cost", INT64_MAX));
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, c, "disabled", true));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "position", "[{\"size\":\"large\"},null]"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, c, "gone", "null"));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   CONTROLS("\"text\":\"a\\\"b\\n\xc3\xa9\",\"progress\":0.25,\"cost\":9223372036854775807,"
                            "\"disabled\":true,\"position\":[{\"size\":\"large\"},null],\"gone\":null"));
    ia_call call;
    assert_false(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

static void test_the_mirror_waits_for_the_service(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), "text", "new"));
    ia_expect_json(&g, ia_fire(&g), "{\"controlID\":\"fire\",\"kind\":\"button\"}");
    ia_next_frame(&g);
    ia_expect_json(&g, ia_fire(&g), "{\"controlID\":\"fire\",\"kind\":\"button\"}");
    ia_expect_nothing(&g);
    ia_expect_call(&g, "updateControls", CONTROLS("\"text\":\"new\""));
    ia_game_deinit(&g);
}

static void test_a_call_that_wants_no_answer_is_sent(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, ia_fire(&g), "disabled", true));
    assert_ok(ia_flush(&g));
    assert_true(ia_next_call(&g, &call));
    assert_int_equal(call.request, 0);
    ia_game_deinit(&g);
}

/* ---- refusals ---- */

static void test_bad_arguments_are_refused_and_explained(void **state)
{
    static const struct {
        const char *path, *text, *json, *line;
    } cases[] = {
        { NULL, "x", NULL, "there is no path" },
        { "", "x", NULL, "the path has an empty name at byte 0" },
        { "a.", "x", NULL, "the path has an empty name at byte 2" },
        { "a..b", "x", NULL, "the path has an empty name at byte 2" },
        { ".a", "x", NULL, "the path has an empty name at byte 0" },
        { "a\xff", "x", NULL, "the path is not UTF-8" },
        { "text", "\xc3\x28", NULL, "the text is not UTF-8" },
        { "text", NULL, NULL, "there is no text" },
        { "a", NULL, "{\"b\":}", "unexpected character at byte 5" },
        { "a", NULL, "", "text ends early at byte 0" },
        { "a", NULL, "1 2", "trailing text at byte 2" },
        { "a", NULL, "\"\xff\"", "not UTF-8 at byte 1" },
        { "controlID", "x", NULL, "an id or kind cannot be changed" },
        { "kind", "x", NULL, "an id or kind cannot be changed" },
        { "kind.of", "x", NULL, "an id or kind cannot be changed" },
    };
    ia_game g;
    ia_call call;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        chorus_result r;
        if (cases[i].json != NULL)
            r = chorus_interactive_set_json(g.rt, g.session, ia_fire(&g), cases[i].path, cases[i].json);
        else
            r = chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), cases[i].path, cases[i].text);
        assert_result(CHORUS_E_INVALID, r);
        ia_next_frame(&g);
        if (strstr(g.last_line, cases[i].line) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    assert_int_equal(g.log_count, ARRAY_LEN(cases));
    assert_ok(ia_flush(&g));
    assert_false(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

static void test_numbers_that_json_cannot_say_are_refused(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_number(g.rt, g.session, ia_fire(&g), "n", NAN));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_number(g.rt, g.session, ia_fire(&g), "n", INFINITY));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_number(g.rt, g.session, ia_fire(&g), "n", -INFINITY));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "NaN"));
    ia_game_deinit(&g);
}

static void test_ids_of_every_kind_are_fixed(void **state)
{
    ia_game g;
    begin(&g, state);
    chorus_resource scene = ia_find(&g, CHORUS_RESOURCE_SCENE, "default");
    chorus_resource group = ia_find(&g, CHORUS_RESOURCE_GROUP, "default");
    chorus_resource ann   = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN);
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_string(g.rt, g.session, scene, "sceneID", "x"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_string(g.rt, g.session, group, "groupID", "x"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_string(g.rt, g.session, ann, "sessionID", "x"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_integer(g.rt, g.session, ann, "userID", 1));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, group, "sceneID", "default"));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, ann, "groupID", "default"));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, scene, "kind", "custom"));
    ia_game_deinit(&g);
}

static void test_nesting_is_bounded_with_its_packet(void **state)
{
    ia_game g;
    ia_call call;
    char    path[2 * 61] = "", json[2 * 61 + 1] = "";
    begin(&g, state);
    for (int i = 0; i < 61; i++) {
        path[2 * i]     = 'a';
        path[2 * i + 1] = i == 60 ? '\0' : '.';
        json[i]         = '[';
        json[61 + i]    = ']';
    }
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, ia_fire(&g), path, true));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_json(g.rt, g.session, ia_fire(&g), path, "[]"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_json(g.rt, g.session, ia_fire(&g), "b", json));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "nested too deeply"));
    assert_true(ia_next_call(&g, &call));
    ia_game_deinit(&g);
}

/* While it reconnects, what is set is kept for the next connection. */
static bool takes_settings(chorus_session_state state)
{
    bool connected = state == CHORUS_STATE_STAGING || state == CHORUS_STATE_READY;
    return connected || state == CHORUS_STATE_RECONNECTING || state == CHORUS_STATE_CONNECTING;
}

static void test_nothing_is_set_before_and_after_the_session(void **state)
{
    ia_game g;
    begin(&g, state);
    for (chorus_session_state s = CHORUS_STATE_NONE; s <= CHORUS_STATE_CLOSED; s++) {
        chorus_result expected = takes_settings(s) ? CHORUS_OK : CHORUS_E_STATE;
        ia_set_state(&g, s);
        assert_result(expected, chorus_interactive_set_string(g.rt, g.session, ia_fire(&g), "a", "x"));
        assert_result(expected, chorus_interactive_set_number(g.rt, g.session, ia_fire(&g), "a", 1));
        assert_result(expected, chorus_interactive_set_integer(g.rt, g.session, ia_fire(&g), "a", 1));
        assert_result(expected, chorus_interactive_set_bool(g.rt, g.session, ia_fire(&g), "a", true));
        assert_result(expected, chorus_interactive_set_json(g.rt, g.session, ia_fire(&g), "a", "[]"));
    }
    ia_set_state(&g, CHORUS_STATE_READY);
    assert_ok(chorus_session_close(g.rt, g.session));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_bool(g.rt, g.session, ia_fire(&g), "a", true));
    ia_game_deinit(&g);
}

static void test_wrong_sessions_and_handles_are_said(void **state)
{
    ia_game         g;
    chorus_resource none = { 0 }, made_up = { UINT32_MAX };
    begin(&g, state);
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bool(NULL, g.session, ia_fire(&g), "a", true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_bool(g.rt, (chorus_session){ 0 }, ia_fire(&g), "a", true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_bool(g.rt, g.session, none, "a", true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_bool(g.rt, g.session, made_up, "a", true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_cooldown(g.rt, g.session, none, 100));
    ia_game_deinit(&g);
}

/* ---- cooldown ---- */

static void test_a_cooldown_counts_by_the_service_s_clock(void **state)
{
    ia_game g;
    ia_call call;
    begin(&g, state);
    assert_result(CHORUS_E_AGAIN, chorus_interactive_set_cooldown(g.rt, g.session, ia_fire(&g), 5000));
    int64_t hour_ns = INT64_C(3600000000000);
    assert_ok(ia_clock(&g, 1700000000000000000 + hour_ns - (int64_t)cho_clock_mono_ns()));
    assert_ok(chorus_interactive_set_cooldown(g.rt, g.session, ia_fire(&g), 5000));
    assert_ok(ia_flush(&g));
    assert_true(ia_next_call(&g, &call));
    const char *at = strstr(call.params, "\"cooldown\":");
    assert_non_null(at);
    long long until_ms = strtoll(at + strlen("\"cooldown\":"), NULL, 10);
    assert_true(until_ms >= 1700000000000 + 3600000 + 5000 && until_ms < 1700000000000 + 3600000 + 65000);
    assert_ok(chorus_interactive_set_cooldown(g.rt, g.session, ia_fire(&g), 0));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CONTROLS("\"cooldown\":0"));
    chorus_resource ann = ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_cooldown(g.rt, g.session, ann, 1));
    ia_game_deinit(&g);
}

/* ---- memory ---- */

static void test_without_memory_settings_are_as_they_were(void **state)
{
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    chorus_resource c = ia_fire(&g);
    for (int i = 0; i < 4; i++) {
        const char   *json = i == 0 ? "1" : i == 1 ? "{\"a\":2,\"n\":null}" : i == 2 ? "{\"n\":3}" : "null";
        chorus_result r    = CHORUS_E_MEMORY;
        for (size_t nth = 1; r != CHORUS_OK; nth++) {
            failing_allocator_fail_at(f, nth, nth % 2 == 0);
            r = chorus_interactive_set_json(g.rt, g.session, c, i == 0 ? "x" : "y", json);
            assert_true(r == CHORUS_OK || (r == CHORUS_E_MEMORY && failing_allocator_has_failed(f)));
            failing_allocator_succeed(f);
        }
    }
    chorus_result r = CHORUS_E_MEMORY;
    for (size_t nth = 1; r != CHORUS_OK; nth++) {
        failing_allocator_fail_at(f, nth, nth % 2 == 0);
        r = ia_flush(&g);
        assert_true(r == CHORUS_OK || (r == CHORUS_E_MEMORY && failing_allocator_has_failed(f)));
        failing_allocator_succeed(f);
    }
    ia_expect_call(&g, "updateControls", CONTROLS("\"x\":1,\"y\":null"));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_every_type_of_value_is_sent),
        HEAP_TEST(test_the_mirror_waits_for_the_service),
        HEAP_TEST(test_a_call_that_wants_no_answer_is_sent),
        HEAP_TEST(test_bad_arguments_are_refused_and_explained),
        HEAP_TEST(test_numbers_that_json_cannot_say_are_refused),
        HEAP_TEST(test_ids_of_every_kind_are_fixed),
        HEAP_TEST(test_nesting_is_bounded_with_its_packet),
        HEAP_TEST(test_nothing_is_set_before_and_after_the_session),
        HEAP_TEST(test_wrong_sessions_and_handles_are_said),
        HEAP_TEST(test_a_cooldown_counts_by_the_service_s_clock),
        HEAP_TEST(test_without_memory_settings_are_as_they_were),
    };
    return cmocka_run_group_tests_name("interactive/set", tests, NULL, NULL);
}
