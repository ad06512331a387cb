#include "support/game.h"

#include <float.h>
#include <stdio.h>

#define ANN "0b6c0000-1111-4222-8333-000000000001"

static const peer_state stage = {
    .scenes =
        "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\"},"
        "{\"controlID\":\"stick\",\"kind\":\"joystick\"}]}]",
    .participants =
        "[{\"sessionID\":\"" ANN "\",\"userID\":9,\"username\":\"ann\",\"groupID\":\"default\"}]",
};

static void open_stage(game *g)
{
    game_init(g);
    game_open_ready(g, &stage);
}

/* The service passes on what `who` did; `input` is the object the control sent. */
static void give_input(game *g, const char *who, const char *input)
{
    char params[9216];
    snprintf(params, sizeof params, "{\"participantID\":\"%s\",\"input\":%s}", who, input);
    peer_tell(&g->peer, "giveInput", params);
}

/* Exactly what the packet says comes out as the next event. */
static chorus_event_input expect_input(game *g, const char *packet)
{
    chorus_event event;
    peer_send(&g->peer, packet);
    game_expect(g, CHORUS_EVENT_INPUT, &event);
    return event.as.input;
}

/* ---- what each kind of control sends ---- */

typedef struct input_case {
    const char       *json, *action;
    chorus_input_kind kind;
    float             x, y;
    const char       *text;
} input_case;

static void check_cases(const input_case *cases, size_t count)
{
    game         g;
    chorus_event event;
    open_stage(&g);
    for (size_t i = 0; i < count; i++) {
        give_input(&g, ANN, cases[i].json);
        game_expect(&g, CHORUS_EVENT_INPUT, &event);
        const chorus_event_input *input = &event.as.input;
        assert_int_equal(event.session.id, g.session.id);
        assert_true(event.time_ns > 0);
        assert_str(ANN, input->participant);
        assert_str("fire", input->control);
        assert_str(cases[i].action, input->action);
        assert_int_equal(input->kind, cases[i].kind);
        assert_true(input->x == cases[i].x && input->y == cases[i].y);
        assert_str(cases[i].text, input->text);
        assert_str("", input->transaction);
        assert_str(cases[i].json, input->json);
    }
    game_deinit(&g);
}

static void test_buttons_tell_presses_and_releases(void **state)
{
    (void)state;
    static const input_case cases[] = {
        { "{\"controlID\":\"fire\",\"event\":\"mousedown\",\"button\":0}", "mousedown",
          CHORUS_INPUT_DOWN, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"mouseup\"}", "mouseup", CHORUS_INPUT_UP, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"keydown\"}", "keydown", CHORUS_INPUT_DOWN, 0, 0,
          "" },
        { "{\"controlID\":\"fire\",\"event\":\"keyup\"}", "keyup", CHORUS_INPUT_UP, 0, 0, "" },
    };
    check_cases(cases, ARRAY_LEN(cases));
}

static void test_joysticks_and_screens_tell_where(void **state)
{
    (void)state;
    static const input_case cases[] = {
        { "{\"controlID\":\"fire\",\"event\":\"move\",\"x\":-1,\"y\":0.5}", "move",
          CHORUS_INPUT_MOVE, -1, 0.5f, "" },
        { "{\"controlID\":\"fire\",\"event\":\"move\",\"x\":-2.5e-1,\"y\":0}", "move",
          CHORUS_INPUT_MOVE, -0.25f, 0, "" },
        { "{\"event\":\"move\",\"y\":0.75,\"x\":0.125,\"controlID\":\"fire\"}", "move",
          CHORUS_INPUT_MOVE, 0.125f, 0.75f, "" },
        { "{\"controlID\":\"fire\",\"event\":\"mousedown\",\"x\":0.25,\"y\":1}", "mousedown",
          CHORUS_INPUT_DOWN, 0.25f, 1, "" },
        { "{\"controlID\":\"fire\",\"event\":\"mouseup\",\"x\":1,\"y\":0}", "mouseup",
          CHORUS_INPUT_UP, 1, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"move\",\"x\":312,\"y\":1}", "move",
          CHORUS_INPUT_MOVE, 312, 1, "" },
        { "{\"controlID\":\"fire\",\"event\":\"move\"}", "move", CHORUS_INPUT_MOVE, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"move\",\"x\":\"1\",\"y\":null}", "move",
          CHORUS_INPUT_MOVE, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"move\",\"x\":1e999,\"y\":-1e999}", "move",
          CHORUS_INPUT_MOVE, FLT_MAX, -FLT_MAX, "" },
    };
    check_cases(cases, ARRAY_LEN(cases));
}

static void test_textboxes_tell_what_was_typed(void **state)
{
    (void)state;
    static const input_case cases[] = {
        { "{\"controlID\":\"fire\",\"event\":\"change\",\"value\":\"hell\"}", "change",
          CHORUS_INPUT_CHANGE, 0, 0, "hell" },
        { "{\"controlID\":\"fire\",\"event\":\"submit\",\"value\":"
          "\"a\\\"b\\n\\u00e9\\ud83d\\ude00\"}",
          "submit", CHORUS_INPUT_SUBMIT, 0, 0, "a\"b\n\xc3\xa9\xf0\x9f\x98\x80" },
        { "{\"controlID\":\"fire\",\"event\":\"change\",\"value\":\"\"}", "change",
          CHORUS_INPUT_CHANGE, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"submit\",\"value\":17}", "submit",
          CHORUS_INPUT_SUBMIT, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"submit\"}", "submit", CHORUS_INPUT_SUBMIT, 0, 0,
          "" },
    };
    check_cases(cases, ARRAY_LEN(cases));
}

static void test_g24_custom_inputs_come_raw_and_whole(void **state)
{
    (void)state;
    static const input_case cases[] = {
        { "{\"controlID\":\"fire\",\"event\":\"spin\",\"speed\":{\"rpm\":[33,45.0,78]}}", "spin",
          CHORUS_INPUT_OTHER, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"MouseDown\"}", "MouseDown", CHORUS_INPUT_OTHER, 0, 0,
          "" },
        { "{ \"controlID\" : \"fire\" ,\n\"event\":\"spin\", \"\":null, \"transactionID\":\"mine\" "
          "}",
          "spin", CHORUS_INPUT_OTHER, 0, 0, "" },
        { "{\"controlID\":\"fire\",\"event\":\"\"}", "", CHORUS_INPUT_OTHER, 0, 0, "" },
    };
    check_cases(cases, ARRAY_LEN(cases));
}

/* ---- who and what ---- */

static void test_known_participant_and_control_are_found(void **state)
{
    (void)state;
    game            g;
    chorus_event    event;
    chorus_resource ann, fire, found = { 0 };
    open_stage(&g);
    assert_ok(chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT, ANN, &ann));
    assert_ok(chorus_interactive_find_control(g.rt, g.session, "default", "fire", &fire));
    give_input(&g, ANN, "{\"controlID\":\"fire\",\"event\":\"mousedown\"}");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.as.input.who.id, ann.id);
    assert_ok(chorus_interactive_find_input_control(g.rt, &event, &found));
    assert_int_equal(found.id, fire.id);
    game_deinit(&g);
}

static void test_g23_input_for_unknown_control_is_delivered_raw(void **state)
{
    (void)state;
    game            g;
    chorus_event    event;
    chorus_resource found;
    open_stage(&g);
    give_input(&g, ANN, "{\"controlID\":\"nowhere\",\"event\":\"mousedown\"}");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_str("nowhere", event.as.input.control);
    assert_str("{\"controlID\":\"nowhere\",\"event\":\"mousedown\"}", event.as.input.json);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_find_input_control(g.rt, &event, &found));
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_input_of_unknown_participant_has_no_who(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_stage(&g);
    give_input(&g, "ffff0000-1111-4222-8333-000000000001",
               "{\"controlID\":\"fire\",\"event\":\"mousedown\"}");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.as.input.who.id, 0);
    assert_str("ffff0000-1111-4222-8333-000000000001", event.as.input.participant);
    game_deinit(&g);
}

static void test_g25_transaction_may_be_string_integer_or_missing(void **state)
{
    (void)state;
    static const struct {
        const char *member, *expected;
    } cases[] = {
        { "\"transactionID\":\"7f1e-2\",", "7f1e-2" },
        { "\"transactionID\":\"a\\u002fb\",", "a/b" },
        { "\"transactionID\":12345678901234567890,", "12345678901234567890" },
        { "\"transactionID\":-5,", "-5" },
        { "\"transactionID\":null,", "" },
        { "\"transactionID\":\"\",", "" },
        { "\"transactionID\":true,", "" },
        { "\"transactionID\":[\"x\"],", "" },
        { "\"transactionID\":1.5,", "" },
        { "", "" },
    };
    game         g;
    chorus_event event;
    char         params[256];
    open_stage(&g);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(params, sizeof params,
                 "{\"participantID\":\"p\",%s\"input\":{\"controlID\":\"fire\",\"event\":"
                 "\"mousedown\"}}",
                 cases[i].member);
        peer_tell(&g.peer, "giveInput", params);
        game_expect(&g, CHORUS_EVENT_INPUT, &event);
        assert_str(cases[i].expected, event.as.input.transaction);
    }
    game_deinit(&g);
}

/* A participant and a control whose id is written `written` in JSON and means `meant`. */
static void id_is_understood(const char *written, const char *meant)
{
    game            g;
    chorus_event    event;
    chorus_resource who, control, found;
    char            text[8192];
    game_init(&g);
    game_open_ready(&g, NULL);
    snprintf(text, sizeof text,
             "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"button\"}]}",
             written);
    peer_tell(&g.peer, "onControlCreate", text);
    snprintf(text, sizeof text,
             "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"default\"}]}", written);
    peer_tell(&g.peer, "onParticipantJoin", text);
    snprintf(text, sizeof text, "{\"controlID\":\"%s\",\"event\":\"%s\",\"value\":\"%s\"}", written,
             written, written);
    give_input(&g, written, text);
    game_wait(&g, CHORUS_EVENT_INPUT, &event);
    assert_str(meant, event.as.input.participant);
    assert_str(meant, event.as.input.control);
    assert_str(meant, event.as.input.action);
    assert_str(meant, event.as.input.text);
    assert_str(text, event.as.input.json);
    assert_ok(chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT, meant, &who));
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, meant, &control));
    assert_ok(chorus_interactive_find_input_control(g.rt, &event, &found));
    assert_int_equal(event.as.input.who.id, who.id);
    assert_int_equal(found.id, control.id);
    game_deinit(&g);
}

static void test_g40_ids_of_any_kind_are_understood(void **state)
{
    (void)state;
    char thousand[1001];
    memset(thousand, 'k', 1000);
    thousand[1000] = '\0';
    id_is_understood("a/b~c.d", "a/b~c.d");
    id_is_understood("a\\/b", "a/b");
    id_is_understood("say \\\"hi\\\" \\\\", "say \"hi\" \\");
    id_is_understood("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
    id_is_understood("\\ud83d\\ude00", "\xf0\x9f\x98\x80");
    id_is_understood("caf\\u00e9", "caf\xc3\xa9");
    id_is_understood("\\t\\u0001", "\t\x01");
    id_is_understood(" ", " ");
    id_is_understood(thousand, thousand);
}

/* ---- the shape of packets ---- */

static void test_g06_packets_of_an_array_come_in_order(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_stage(&g);
    peer_send(&g.peer, "[]");
    peer_send(&g.peer, "[{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{"
                       "\"participantID\":\"p\",\"input\":"
                       "{\"controlID\":\"a\",\"event\":\"mousedown\"}}},"
                       "{\"type\":\"method\",\"method\":\"onControlCreate\",\"params\":{"
                       "\"sceneID\":\"default\",\"controls\":"
                       "[{\"controlID\":\"new\",\"kind\":\"button\"}]}},\n"
                       "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{"
                       "\"participantID\":\"p\",\"input\":"
                       "{\"controlID\":\"b\",\"event\":\"mouseup\"}}}]");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_str("a", event.as.input.control);
    game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_str("b", event.as.input.control);
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_g07_an_array_may_be_the_very_first_frame(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open(&g, NULL);
    peer_accept(&g.peer);
    peer_send(
        &g.peer,
        "[{\"type\":\"method\",\"method\":\"onReady\",\"params\":{\"isReady\":true},\"seq\":1},"
        "{\"type\":\"method\",\"method\":\"hello\",\"params\":null,\"seq\":2}]");
    peer_reply(&g.peer, peer_expect(&g.peer, "getScenes"), "{\"scenes\":[]}");
    peer_reply(&g.peer, peer_expect(&g.peer, "getGroups"), "{\"groups\":[]}");
    peer_reply(&g.peer, peer_expect(&g.peer, "getAllParticipants"),
               "{\"participants\":[],\"hasMore\":false}");
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    game_deinit(&g);
}

static void test_members_may_stand_in_any_order(void **state)
{
    (void)state;
    static const char *const packets[] = {
        "{\"params\":{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\",\"event\":\"e\"}},"
        "\"method\":\"giveInput\"}",
        "{\"discard\":true,\"seq\":9,\"params\":{\"input\":{\"event\":\"e\",\"controlID\":\"c\"},"
        "\"participantID\":\"p\"},"
        "\"method\":\"giveInput\",\"type\":\"method\",\"id\":4}",
        "{\"method\":\"giveInput\",\"id\":\"12\",\"params\":{\"x\":1,\"participantID\":\"p\",\"y\":"
        "{},"
        "\"input\":{\"controlID\":\"c\",\"event\":\"e\"},\"z\":[1]}}",
        "\t{ \"type\" : \"method\" , \"method\" : \"giveInput\" , \"params\" : { \"participantID\" "
        ": \"p\" , "
        "\"input\" : { \"controlID\" : \"c\" , \"event\" : \"e\" } } , \"unknown\" : [ ] }\r\n",
        "{\"m\\u0065thod\":\"give\\u0049nput\",\"params\":{\"participant\\u0049D\":\"p\","
        "\"\\u0069nput\":"
        "{\"controlID\":\"c\",\"event\":\"e\"}}}",
    };
    game g;
    open_stage(&g);
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        chorus_event_input input = expect_input(&g, packets[i]);
        assert_str("p", input.participant);
        assert_str("c", input.control);
        assert_str("e", input.action);
    }
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_of_equal_members_the_last_counts(void **state)
{
    (void)state;
    static const char *const packets[] = {
        "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"x\",\"participantID\":\"p\","
        "\"input\":"
        "{\"controlID\":\"x\",\"controlID\":\"c\",\"event\":\"x\",\"event\":\"e\"}}}",
        "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\",\"input\":{\"controlID\":"
        "\"x\",\"event\":\"x\"},"
        "\"input\":{\"controlID\":\"c\",\"event\":\"e\"}}}",
        "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"x\",\"input\":{\"controlID\":"
        "\"x\",\"event\":\"x\"}},"
        "\"params\":{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\",\"event\":\"e\"}}}",
        "{\"method\":\"hello\",\"params\":{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\","
        "\"event\":\"e\"}},"
        "\"method\":\"giveInput\"}",
    };
    game         g;
    chorus_event event;
    open_stage(&g);
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        chorus_event_input input = expect_input(&g, packets[i]);
        assert_str("p", input.participant);
        assert_str("c", input.control);
        assert_str("e", input.action);
    }
    peer_send(&g.peer, "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\",\"input\":"
                       "{\"controlID\":\"c\",\"event\":\"e\"}},\"method\":\"other\"}");
    game_expect(&g, CHORUS_EVENT_METHOD, &event);
    assert_str("other", event.as.method.method);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buttons_tell_presses_and_releases),
        cmocka_unit_test(test_joysticks_and_screens_tell_where),
        cmocka_unit_test(test_textboxes_tell_what_was_typed),
        cmocka_unit_test(test_g24_custom_inputs_come_raw_and_whole),
        cmocka_unit_test(test_known_participant_and_control_are_found),
        cmocka_unit_test(test_g23_input_for_unknown_control_is_delivered_raw),
        cmocka_unit_test(test_input_of_unknown_participant_has_no_who),
        cmocka_unit_test(test_g25_transaction_may_be_string_integer_or_missing),
        cmocka_unit_test(test_g40_ids_of_any_kind_are_understood),
        cmocka_unit_test(test_g06_packets_of_an_array_come_in_order),
        cmocka_unit_test(test_g07_an_array_may_be_the_very_first_frame),
        cmocka_unit_test(test_members_may_stand_in_any_order),
        cmocka_unit_test(test_of_equal_members_the_last_counts),
    };
    return cmocka_run_group_tests_name("interactive/input", tests, NULL, NULL);
}
