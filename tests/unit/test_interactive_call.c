#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/alloc.h"

#include <stdlib.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_result call(ia_game *g, const char *method, const char *params)
{
    return chorus_interactive_call(g->rt, g->session, method, params, NULL);
}

static char *text_of(size_t len, char c)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, c, len);
    text[len] = '\0';
    return text;
}

/* ---- calls ---- */

static void test_a_call_is_queued_with_its_request(void **state)
{
    ia_game        g;
    ia_call        sent;
    chorus_request first = { 0 }, second = { 0 };
    begin(&g, state);
    assert_ok(chorus_interactive_call(g.rt, g.session, "createScenes", " {\"scenes\": []} ", &first));
    assert_ok(chorus_interactive_call(g.rt, g.session, "getScenes", NULL, &second));
    assert_ok(call(&g, "broadcastEvent", "{\"scope\":[]}"));
    assert_true(ia_next_call(&g, &sent));
    assert_string_equal(sent.method, "createScenes");
    assert_string_equal(sent.params, " {\"scenes\": []} ");
    assert_int_equal(sent.request, first.id);
    assert_true(ia_next_call(&g, &sent));
    assert_string_equal(sent.params, "{}");
    assert_int_equal(sent.request, second.id);
    assert_true(ia_next_call(&g, &sent));
    assert_int_equal(sent.request, 0);
    assert_true(first.id != 0 && second.id != 0 && first.id != second.id);
    ia_game_deinit(&g);
}

static void test_bad_calls_are_refused_and_explained(void **state)
{
    static const struct {
        const char *method, *params, *line;
    } cases[] = {
        { NULL, "{}", "there is no method" },
        { "", "{}", "there is no method" },
        { "\xff", "{}", "not UTF-8" },
        { "getTime", "", "params of getTime: not an object at byte 0" },
        { "getTime", "[]", "not an object at byte 0" },
        { "getTime", "null", "not an object" },
        { "getTime", "{\"a\":1,}", "at byte 7" },
        { "getTime", "{} {}", "trailing text at byte 3" },
        { "getTime", "{\"a\":\"\xc3\x28\"}", "not UTF-8 at byte 6" },
    };
    ia_game g;
    begin(&g, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        chorus_request request = { 77 };
        assert_result(CHORUS_E_INVALID,
                      chorus_interactive_call(g.rt, g.session, cases[i].method, cases[i].params, &request));
        assert_int_equal(request.id, 77);
        ia_next_frame(&g);
        if (strstr(g.last_line, cases[i].line) == NULL)
            fail_msg("case %zu: the log says: %s", i, g.last_line);
    }
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_names_and_params_are_bounded(void **state)
{
    ia_game g;
    begin(&g, state);
    char *name = text_of(257, 'm'), *params = text_of(2000001, ' ');
    assert_result(CHORUS_E_INVALID, call(&g, name, NULL));
    assert_ok(call(&g, name + 1, NULL));
    params[0] = '{';
    params[1] = '}';
    assert_result(CHORUS_E_SIZE, call(&g, "big", params));
    params[1990000] = '\0';
    assert_ok(call(&g, "big", params));
    free(name);
    free(params);
    ia_game_deinit(&g);
}

/* An object that holds so many arrays within each other. */
static void write_nested(char *out, size_t arrays)
{
    memcpy(out, "{\"a\":", 5);
    memset(out + 5, '[', arrays);
    memset(out + 5 + arrays, ']', arrays);
    memcpy(out + 5 + 2 * arrays, "}", 2);
}

static void test_params_are_as_deep_as_a_packet_may_be(void **state)
{
    ia_game g;
    char    deep[256];
    begin(&g, state);
    write_nested(deep, 62); /* 63 with the object, 64 with the packet */
    assert_ok(call(&g, "deep", deep));
    write_nested(deep, 63);
    assert_result(CHORUS_E_INVALID, call(&g, "deep", deep));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "nested too deeply"));
    ia_game_deinit(&g);
}

static void test_calls_need_a_connection(void **state)
{
    ia_game g;
    begin(&g, state);
    for (chorus_session_state s = CHORUS_STATE_NONE; s <= CHORUS_STATE_CLOSED; s++) {
        bool connected = s == CHORUS_STATE_STAGING || s == CHORUS_STATE_READY;
        ia_set_state(&g, s);
        assert_result(connected ? CHORUS_OK : CHORUS_E_STATE, call(&g, "getTime", NULL));
    }
    assert_result(CHORUS_E_INVALID, chorus_interactive_call(NULL, g.session, "getTime", NULL, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_call(g.rt, (chorus_session){ 0 }, "getTime", NULL, NULL));
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

static void test_a_full_queue_and_no_memory_are_said(void **state)
{
    failing_allocator *f = *state;
    ia_game            g;
    begin(&g, state);
    chorus_request request = { 77 };
    failing_allocator_fail_at(f, 1, false);
    assert_result(CHORUS_E_MEMORY, chorus_interactive_call(g.rt, g.session, "getTime", NULL, &request));
    failing_allocator_fail_at(f, 1, false);
    assert_result(CHORUS_E_MEMORY, chorus_interactive_set_ready(g.rt, g.session, true));
    failing_allocator_succeed(f);
    while (call(&g, "getTime", NULL) == CHORUS_OK)
        continue;
    assert_result(CHORUS_E_AGAIN, chorus_interactive_call(g.rt, g.session, "getTime", NULL, &request));
    assert_result(CHORUS_E_AGAIN, chorus_interactive_set_ready(g.rt, g.session, true));
    assert_int_equal(request.id, 77);
    ia_game_deinit(&g);
}

/* ---- ready ---- */

static void test_ready_is_handed_over_in_every_state_but_the_last(void **state)
{
    ia_game g;
    begin(&g, state);
    for (chorus_session_state s = CHORUS_STATE_OPENING; s < CHORUS_STATE_CLOSING; s++) {
        ia_set_state(&g, s);
        assert_ok(chorus_interactive_set_ready(g.rt, g.session, s % 2 == 0));
        cho_command *command = ia_take_command(&g);
        assert_int_equal(command->type, CHO_IA_READY);
        assert_int_equal(command->session, g.session.id);
        assert_int_equal(((cho_ia_ready *)command)->is_ready, s % 2 == 0);
        cho_release(&g.rt->heap, command);
    }
    ia_set_state(&g, CHORUS_STATE_CLOSING);
    assert_result(CHORUS_E_STATE, chorus_interactive_set_ready(g.rt, g.session, true));
    ia_set_state(&g, CHORUS_STATE_READY);
    assert_ok(chorus_session_close(g.rt, g.session));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_ready(g.rt, g.session, true));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_ready(NULL, g.session, true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_ready(g.rt, (chorus_session){ 5 }, true));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_call_is_queued_with_its_request),
        HEAP_TEST(test_bad_calls_are_refused_and_explained),
        HEAP_TEST(test_names_and_params_are_bounded),
        HEAP_TEST(test_params_are_as_deep_as_a_packet_may_be),
        HEAP_TEST(test_calls_need_a_connection),
        HEAP_TEST(test_a_full_queue_and_no_memory_are_said),
        HEAP_TEST(test_ready_is_handed_over_in_every_state_but_the_last),
    };
    return cmocka_run_group_tests_name("interactive/call", tests, NULL, NULL);
}
