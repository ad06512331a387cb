/* Below methods and events: packets as they are, answers to the service, how the line is. */
#include "support/game.h"

#include <stdlib.h>

static void open_watching(game *g)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.packet_events = true;
    game_init(g);
    game_open(g, &options);
    game_make_ready(g, NULL);
}

static void wait_packet(game *g, bool is_sent, const char *part)
{
    chorus_event event;
    do
        game_wait(g, CHORUS_EVENT_PACKET, &event);
    while (event.as.packet.is_sent != is_sent || strstr(event.as.packet.text.ptr, part) == NULL);
    assert_int_equal(event.as.packet.text.ptr[event.as.packet.text.len], '\0');
}

static void test_every_packet_is_told_before_what_it_causes(void **state)
{
    game         g;
    chorus_event event;
    (void)state;
    open_watching(&g);
    peer_tell(&g.peer, "giveInput", "{\"participantID\":\"p\",\"input\":{\"controlID\":\"c\",\"event\":\"mousedown\"}}");
    wait_packet(&g, false, "\"giveInput\"");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    peer_send(&g.peer, "{]");
    wait_packet(&g, false, "{]");
    assert_ok(chorus_interactive_call(g.rt, g.session, "getTime", NULL, NULL));
    wait_packet(&g, true, "\"method\":\"getTime\"");
    game_deinit(&g);
}

static void test_nothing_is_told_unless_asked_for(void **state)
{
    game g;
    (void)state;
    game_init(&g);
    game_open_ready(&g, NULL);
    game_expect_silence(&g);
    game_deinit(&g);
}

static void test_a_packet_goes_out_as_it_is(void **state)
{
    static const char *const packets[] = {
        "{\"id\":3000000000,\"method\":\"odd\",  \"params\":null}",
        "[{\"id\":3000000001,\"method\":\"a\"},{\"id\":3000000002,\"method\":\"b\"}]",
        "{}",
        " [ ] ",
    };
    game     g;
    uint16_t code;
    (void)state;
    open_watching(&g);
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        assert_ok(chorus_interactive_send_packet(g.rt, g.session, packets[i]));
        chorus_pump(g.rt);
        do
            assert_true(peer_read(&g.peer, &code));
        while (strstr(g.peer.message, "\"getTime\"") != NULL);
        assert_string_equal(g.peer.message, packets[i]);
        wait_packet(&g, true, packets[i]);
    }
    peer_reply(&g.peer, 3000000000u, "{\"answer\":1}");
    wait_packet(&g, false, "\"answer\":1");
    game_deinit(&g);
}

static void test_what_is_no_packet_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *packet, *words;
    } cases[] = {
        { "", "byte 0" },        { "12", "no object and no array" },           { "\"x\"", "no object and no array" },
        { "{\"a\":}", "byte 5" }, { "[1]", "an element that is no object" },    { "{} x", "byte 3" },
        { "[[]]", "an element that is no object" },
    };
    game         g;
    chorus_event event;
    (void)state;
    open_watching(&g);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int warnings = g.warnings;
        assert_result(CHORUS_E_INVALID, chorus_interactive_send_packet(g.rt, g.session, cases[i].packet));
        game_wait_warnings(&g, warnings + 1);
        if (strstr(g.last_line, cases[i].words) == NULL)
            fail_msg("%s: %s", cases[i].packet, g.last_line);
    }
    assert_result(CHORUS_E_INVALID, chorus_interactive_send_packet(g.rt, g.session, NULL));
    char *long_one = malloc(2000002);
    assert_non_null(long_one);
    memset(long_one, ' ', 2000001);
    long_one[2000001] = '\0';
    assert_result(CHORUS_E_SIZE, chorus_interactive_send_packet(g.rt, g.session, long_one));
    free(long_one);
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_result(CHORUS_E_STATE, chorus_interactive_send_packet(g.rt, g.session, "{}"));
    game_deinit(&g);
}

/* ---- answering the service ---- */

static void expect_reply(game *g, const char *text)
{
    uint16_t code;
    chorus_pump(g->rt);
    do
        assert_true(peer_read(&g->peer, &code));
    while (strstr(g->peer.message, "\"type\":\"reply\"") == NULL);
    if (strstr(g->peer.message, text) == NULL)
        fail_msg("%s\nis not in %s", text, g->peer.message);
}

static void test_a_call_of_the_service_can_be_answered(void **state)
{
    game         g;
    chorus_event event;
    (void)state;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_send(&g.peer, "{\"type\":\"method\",\"id\":7,\"method\":\"howAreYou\",\"params\":{},\"seq\":4}");
    game_wait(&g, CHORUS_EVENT_METHOD, &event);
    assert_str("7", event.as.method.id);
    assert_ok(chorus_interactive_reply(g.rt, event.session, event.as.method.id.ptr, "{\"fine\":true}"));
    expect_reply(&g, "{\"id\":7,\"type\":\"reply\",\"result\":{\"fine\":true},\"error\":null,\"seq\":");
    peer_send(&g.peer, "{\"type\":\"method\",\"id\":\"8\",\"method\":\"howAreYou\",\"params\":{},\"discard\":false}");
    game_wait(&g, CHORUS_EVENT_METHOD, &event);
    assert_str("\"8\"", event.as.method.id);
    assert_ok(chorus_interactive_refuse(g.rt, event.session, event.as.method.id.ptr, 4003, "no \"such\" thing", "a.b"));
    expect_reply(&g, "{\"id\":\"8\",\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4003,\"message\":\"no \\\"such\\\" "
                     "thing\",\"path\":\"a.b\"},\"seq\":");
    assert_ok(chorus_interactive_refuse(g.rt, g.session, "9", 4003, NULL, NULL));
    expect_reply(&g, "\"error\":{\"code\":4003,\"message\":\"\"}");
    assert_ok(chorus_interactive_reply(g.rt, g.session, "10", NULL));
    expect_reply(&g, "{\"id\":10,\"type\":\"reply\",\"result\":null,");
    game_deinit(&g);
}

static void test_what_wants_no_answer_has_no_id(void **state)
{
    static const char *const packets[] = {
        "{\"type\":\"method\",\"id\":7,\"method\":\"m\",\"params\":{},\"discard\":true}",
        "{\"type\":\"method\",\"method\":\"m\",\"params\":{}}",
        "{\"type\":\"method\",\"id\":null,\"method\":\"m\"}",
    };
    game         g;
    chorus_event event;
    (void)state;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        peer_send(&g.peer, packets[i]);
        game_wait(&g, CHORUS_EVENT_METHOD, &event);
        assert_str("", event.as.method.id);
    }
    game_deinit(&g);
}

/* As the other clients do: only the game answers. */
static void test_nobody_answers_for_the_game(void **state)
{
    game         g;
    chorus_event event;
    (void)state;
    open_watching(&g);
    peer_send(&g.peer, "{\"type\":\"method\",\"id\":7,\"method\":\"unknown\",\"params\":{}}");
    game_wait(&g, CHORUS_EVENT_METHOD, &event);
    peer_wait_until_read(&g.peer);
    while (game_has(&g, CHORUS_EVENT_PACKET, &event))
        assert_false(event.as.packet.is_sent && strstr(event.as.packet.text.ptr, "reply") != NULL);
    game_deinit(&g);
}

static void test_bad_answers_are_refused(void **state)
{
    static const char *const ids[] = { NULL, "", "x", "{}", "[1]", "null", "true", "1 2", "\"", "1,\"x\":2" };
    game                     g;
    (void)state;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        assert_result(CHORUS_E_INVALID, chorus_interactive_reply(g.rt, g.session, ids[i], NULL));
        assert_result(CHORUS_E_INVALID, chorus_interactive_refuse(g.rt, g.session, ids[i], 4003, NULL, NULL));
    }
    assert_result(CHORUS_E_INVALID, chorus_interactive_reply(g.rt, g.session, "1", "{"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_reply(g.rt, g.session, "1", "1}"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_refuse(g.rt, g.session, "1", 0, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_refuse(g.rt, g.session, "1", 1, "\xff", NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_refuse(g.rt, g.session, "1", 1, NULL, "\xff"));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_reply(g.rt, (chorus_session){ 0 }, "1", NULL));
    game_deinit(&g);
}

/* ---- the line ---- */

static void test_seq_and_latency_can_be_read(void **state)
{
    game                    g;
    chorus_event            event;
    chorus_interactive_line line;
    (void)state;
    game_init(&g);
    CHORUS_INIT(&line);
    game_open(&g, NULL);
    assert_ok(chorus_interactive_get_line(g.rt, g.session, &line));
    assert_int_equal(line.seq, 0);
    assert_int_equal(line.latency_us, 0);
    game_make_ready(&g, NULL);
    peer_send(&g.peer, "{\"type\":\"method\",\"method\":\"m\",\"params\":{},\"seq\":4711}");
    game_wait(&g, CHORUS_EVENT_METHOD, &event);
    peer_wait_until_read(&g.peer);
    assert_ok(chorus_interactive_get_line(g.rt, g.session, &line));
    assert_int_equal(line.seq, 4711);
    assert_true(line.latency_us > 0);
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_line(g.rt, g.session, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_line(g.rt, (chorus_session){ 77 }, &line));
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_packet_is_told_before_what_it_causes),
        cmocka_unit_test(test_nothing_is_told_unless_asked_for),
        cmocka_unit_test(test_a_packet_goes_out_as_it_is),
        cmocka_unit_test(test_what_is_no_packet_is_refused_with_its_place),
        cmocka_unit_test(test_a_call_of_the_service_can_be_answered),
        cmocka_unit_test(test_what_wants_no_answer_has_no_id),
        cmocka_unit_test(test_nobody_answers_for_the_game),
        cmocka_unit_test(test_bad_answers_are_refused),
        cmocka_unit_test(test_seq_and_latency_can_be_read),
    };
    return cmocka_run_group_tests_name("interactive/packets", tests, NULL, NULL);
}
