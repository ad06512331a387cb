#include "support/game.h"

#include <stdio.h>

#define ANN "0b6c0000-1111-4222-8333-000000000001"
#define BOB "0b6c0000-1111-4222-8333-000000000002"
#define CAT "0b6c0000-1111-4222-8333-000000000003"
#define DAN "0b6c0000-1111-4222-8333-000000000004"

/* Long enough to open a session on a busy machine, short enough to wait for. */
enum { SHORT_TIMEOUT_MS = 1000 };

/* ---- coming back ---- */

static chorus_event_state expect_loss(game *g)
{
    chorus_event event;
    game_expect(g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_RECONNECTING);
    assert_int_equal(event.as.state.previous, CHORUS_STATE_READY);
    assert_int_not_equal(event.as.state.cause, CHORUS_OK);
    assert_true(event.as.state.retry_ms <= 2000);
    assert_true(event.as.state.text.len > 0);
    return event.as.state;
}

/* Follows the session from the loss of its connection until it is ready again. */
static void expect_return(game *g)
{
    chorus_event event;
    expect_loss(g);
    game_expect(g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_CONNECTING);
    peer_accept(&g->peer);
    peer_open_session(&g->peer, NULL);
    game_expect(g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_STAGING);
    game_expect(g, CHORUS_EVENT_SESSION_READY, &event);
}

static void test_g18_it_comes_back_after_a_restart_of_the_service(void **state)
{
    (void)state;
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_send_close(&g.peer, 1012, "see you");
    expect_return(&g);
    assert_int_equal(g.warnings, 1);
    assert_non_null(strstr(g.last_line, "see you"));
    game_deinit(&g);
}

static void test_g18_it_comes_back_after_a_lost_connection(void **state)
{
    (void)state;
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_drop(&g.peer);
    expect_return(&g);
    peer_send_frame(&g.peer, PEER_CLOSE, "", 0);
    chorus_event_state loss = expect_loss(&g);
    assert_int_equal(loss.close_code, 1005);
    assert_int_equal(loss.attempt, 2);
    game_deinit(&g);
}

static void test_g18_codes_that_allow_it_are_no_end(void **state)
{
    (void)state;
    static const uint16_t codes[] = { 1000, 1001, 1011, 1012, 1013, 1014 };
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        game g;
        game_init(&g);
        game_open_ready(&g, NULL);
        peer_send_close(&g.peer, codes[i], "");
        chorus_event_state loss = expect_loss(&g);
        assert_result(CHORUS_E_NETWORK, loss.cause);
        assert_int_equal(loss.attempt, 1);
        assert_true(loss.close_code == codes[i] || codes[i] > 1011); /* the later ones come as 1002 */
        game_deinit(&g);
    }
}

static void test_frames_that_break_the_protocol_are_no_end(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t      len;
    } breaks[] = {
        { "\x8b\x00", 2 },                                  /* an opcode that does not exist      */
        { "\x83\x00", 2 },                                  /* another                            */
        { "\xc1\x02{}", 4 },                                /* a bit that was not agreed upon     */
        { "\x80\x02{}", 4 },                                /* the rest of nothing                */
        { "\x01\x01{\x81\x02{}", 7 },                       /* a message inside another           */
        { "\x09\x00", 2 },                                  /* a ping in pieces                   */
        { "\x89\x7e\x00\x80", 4 },                          /* a ping that is too long            */
        { "\x88\x01\x03", 3 },                              /* half a close code                  */
        { "\x88\x02\x03\xe7", 4 },                          /* a close code that does not exist   */
        { "\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff", 10 }, /* a message of absurd size */
        { "GET / HTTP/1.1\r\n\r\n", 18 },
    };
    for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
        game g;
        game_init(&g);
        game_open_ready(&g, NULL);
        peer_send_raw(&g.peer, breaks[i].bytes, breaks[i].len);
        expect_loss(&g);
        game_deinit(&g);
    }
}

static void test_it_comes_back_when_the_service_does_not_tell_its_state(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    uint16_t                   code;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.call_timeout_ms = SHORT_TIMEOUT_MS;
    game_init(&g);
    game_open_greeted(&g, &options);
    while (peer_read(&g.peer, &code))
        continue;
    assert_int_equal(code, 1001);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_true(g.warnings > 0);
    game_make_ready(&g, NULL);
    game_deinit(&g);
}

/* The service refuses one of the two questions that it must answer. */
static void comes_back_without(const char *scenes, const char *groups)
{
    game         g;
    uint16_t     code;
    game_init(&g);
    game_open_greeted(&g, NULL);
    peer_reply(&g.peer, peer_expect(&g.peer, "getScenes"), scenes);
    peer_reply(&g.peer, peer_expect(&g.peer, "getGroups"), groups);
    peer_reply(&g.peer, peer_expect(&g.peer, "getAllParticipants"), "{\"participants\":[]}");
    while (peer_read(&g.peer, &code))
        continue;
    assert_int_equal(code, 1001);
    game_make_ready(&g, NULL);
    game_deinit(&g);
}

static void test_a_useless_answer_about_the_state_is_no_dead_end(void **state)
{
    (void)state;
    comes_back_without("null", "{\"groups\":[]}");
    comes_back_without("{\"scenes\":{}}", "{\"groups\":[]}");
    comes_back_without("{\"scenes\":[]}", "[]");
}

static void open_with_short_calls(game *g)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.call_timeout_ms = SHORT_TIMEOUT_MS;
    game_init(g);
    game_open_greeted(g, &options);
    peer_answer_state(&g->peer, &(peer_state){ "[]", "[]", "[]" });
    peer_expect(&g->peer, "ready");
}

static void test_it_comes_back_when_nobody_hears_that_it_is_ready(void **state)
{
    (void)state;
    game     g;
    uint16_t code;
    open_with_short_calls(&g);
    while (peer_read(&g.peer, &code))
        continue;
    assert_int_equal(code, 1001);
    game_deinit(&g);
}

static void test_the_reply_to_ready_may_be_forgotten(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    open_with_short_calls(&g);
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    assert_ok(chorus_interactive_call(g.rt, g.session, "slow", NULL, &request));
    game_expect(&g, CHORUS_EVENT_REPLY, &event); /* later than the time of ready was up */
    assert_result(CHORUS_E_TIMEOUT, event.as.reply.result);
    game_expect_silence(&g);
    game_deinit(&g);
}

/* ---- staying away ---- */

static void ends_after_code(uint16_t code, const char *meaning)
{
    game         g;
    chorus_event event;
    char         number[16];
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_send_close(&g.peer, code, "my words");
    game_expect(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_result(CHORUS_E_REJECTED, event.as.closed.cause);
    assert_int_equal(event.as.closed.close_code, code);
    snprintf(number, sizeof number, "%u", code);
    assert_non_null(strstr(event.as.closed.text.ptr, meaning));
    assert_non_null(strstr(event.as.closed.text.ptr, number));
    assert_non_null(strstr(event.as.closed.text.ptr, "my words"));
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_CLOSED);

    /* All that comes now is of another session: the first has had its last word. */
    chorus_session first = g.session;
    game_open(&g, NULL);
    assert_int_equal(chorus_session_get_state(g.rt, first), CHORUS_STATE_NONE);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, NULL);
    do {
        game_wait(&g, CHORUS_EVENT_NONE, &event);
        assert_int_equal(event.session.id, g.session.id);
    } while (event.type != CHORUS_EVENT_SESSION_READY);
    game_deinit(&g);
}

static void test_g19_it_stays_away_after_final_codes(void **state)
{
    (void)state;
    ends_after_code(4017, "memory");
    ends_after_code(4019, "token");
    ends_after_code(4020, "version");
    ends_after_code(4021, "another game");
    ends_after_code(4023, "not published");
    ends_after_code(4025, "revoked");
    ends_after_code(4027, "on purpose");
    ends_after_code(4000, "closed");
    ends_after_code(4999, "closed");
    ends_after_code(1008, "closed");
}

static void test_g19_a_final_code_may_come_instead_of_hello(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open(&g, NULL);
    peer_accept(&g.peer);
    peer_send_close(&g.peer, 4019, "");
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.close_code, 4019);
    assert_str("the token was not accepted (4019)", event.as.closed.text);
    game_deinit(&g);
}

static void test_words_of_the_service_are_told_only_if_they_are_text(void **state)
{
    (void)state;
    static const char *const noise[] = { "\xff\xfe", "cut \xc3", "a\x01z", "line\nbreak", "\x1b[2J", "\x7f" };
    for (size_t i = 0; i < ARRAY_LEN(noise); i++) {
        game         g;
        chorus_event event;
        game_init(&g);
        game_open(&g, NULL);
        peer_accept(&g.peer);
        peer_send_close(&g.peer, 4027, noise[i]);
        game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
        assert_str("the service ended the session on purpose (4027)", event.as.closed.text);
        game_deinit(&g);
    }
}

/* ---- what is different ---- */

static const peer_state before = {
    .scenes       = "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"same\",\"kind\":\"button\",\"a\":"
                    "1,\"b\":2},"
                    "{\"controlID\":\"changed\",\"text\":\"old\",\"extra\":1},{\"controlID\":\"deleted\"}]},"
                    "{\"sceneID\":\"gone\",\"controls\":[{\"controlID\":\"inside\"}]}]",
    .groups       = "[{\"groupID\":\"default\",\"sceneID\":\"default\"},{\"groupID\":\"red\",\"sceneID\":"
                    "\"gone\"}]",
    .participants = "[{\"sessionID\":\"" ANN "\",\"username\":\"ann\",\"groupID\":\"default\",\"score\":1},"
                    "{\"sessionID\":\"" BOB "\",\"username\":\"bob\",\"groupID\":\"red\"},"
                    "{\"sessionID\":\"" CAT "\",\"username\":\"cat\",\"groupID\":\"red\"}]",
};

static const peer_state after = {
    .scenes = "[{\"controls\":[{\"b\":2,\"a\":1,\"kind\":\"button\",\"controlID\":\"same\"},"
              "{\"controlID\":\"changed\",\"text\":\"old\"},{\"controlID\":\"new\"}],\"sceneID\":"
              "\"default\"}]",
    .groups = "[{\"groupID\":\"default\",\"sceneID\":\"default\"}]",
    .participants =
        "[{\"sessionID\":\"" DAN "\",\"username\":\"dan\",\"groupID\":\"default\"},"
        "{\"sessionID\":\"" ANN "\",\"username\":\"ann\",\"groupID\":\"default\",\"score\":1,\"lastInputAt\":8},"
        "{\"sessionID\":\"" CAT "\",\"username\":\"cat\",\"groupID\":\"default\"}]",
};

static const char *id_of(const chorus_event *event)
{
    bool is_person = event->type >= CHORUS_EVENT_PARTICIPANT_JOIN && event->type <= CHORUS_EVENT_PARTICIPANT_LEAVE;
    return is_person ? event->as.participant.name.ptr : event->as.resource.id.ptr;
}

/* Every event until the session is ready, each as "type id". */
static void collect(game *g, char *text, size_t size)
{
    chorus_event event;
    size_t       len = 0;
    text[0]          = '\0';
    for (game_wait(g, CHORUS_EVENT_NONE, &event); event.type != CHORUS_EVENT_SESSION_READY;
         game_wait(g, CHORUS_EVENT_NONE, &event)) {
        if (event.type >= CHORUS_EVENT_INPUT)
            len += (size_t)snprintf(text + len, size - len, "%x %s, ", event.type, id_of(&event));
        assert_true(len < size);
    }
}

static void lose_and_return(game *g, const peer_state *state)
{
    peer_drop(&g->peer);
    peer_accept(&g->peer);
    peer_open_session(&g->peer, state);
}

static void test_differences_arrive_as_ordinary_events_once(void **state)
{
    (void)state;
    game            g;
    char            seen[1024];
    chorus_resource control;
    chorus_str      text;
    game_init(&g);
    game_open_ready(&g, &before);
    chorus_pump(g.rt);
    peer_drop(&g.peer);
    chorus_event event;
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, &after);
    collect(&g, seen, sizeof seen);
    assert_string_equal(seen, "241 changed, 240 new, 210 dan, 211 cat, 212 bob, "
                              "242 deleted, 242 inside, 232 red, 222 gone, ");
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "changed", &control));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_json(g.rt, g.session, control, "extra", &text));
    game_expect_silence(&g);
    lose_and_return(&g, &after);
    collect(&g, seen, sizeof seen);
    assert_string_equal(seen, "");
    game_deinit(&g);
}

static void test_handles_survive_a_reconnect(void **state)
{
    (void)state;
    game            g;
    chorus_event    event;
    chorus_resource ann, same, found;
    game_init(&g);
    game_open_ready(&g, &before);
    assert_ok(chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT, ANN, &ann));
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "same", &same));
    lose_and_return(&g, &after);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    assert_ok(chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT, ANN, &found));
    assert_int_equal(found.id, ann.id);
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "same", &found));
    assert_int_equal(found.id, same.id);
    game_deinit(&g);
}

static void test_what_happens_while_the_state_is_fetched_is_not_lost(void **state)
{
    (void)state;
    game         g;
    char         seen[1024];
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, &before);
    chorus_pump(g.rt);
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_greet(&g.peer);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"" BOB "\",\"username\":\"bob\","
              "\"groupID\":\"red\"},{\"sessionID\":\"e\",\"username\":\"eve\"}]}");
    peer_open_session(&g.peer, &after); /* its hello is the second one and says nothing new */
    collect(&g, seen, sizeof seen);
    assert_string_equal(seen, "210 eve, 241 changed, 240 new, 210 dan, 211 cat, "
                              "242 deleted, 242 inside, 211 bob, 232 red, 222 gone, ");
    game_deinit(&g);
}

static void test_whether_the_game_is_ready_is_remembered(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    uint16_t     code;
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_ok(chorus_interactive_set_ready(g.rt, g.session, false));
    chorus_pump(g.rt);
    peer_reply(&g.peer, peer_expect(&g.peer, "ready"), "null");
    game_wait_state(&g, CHORUS_STATE_STAGING, &event);
    peer_drop(&g.peer);
    peer_greet(&g.peer);
    peer_answer_state(&g.peer, &(peer_state){ "[]", "[]", "[]" });
    game_wait_state(&g, CHORUS_STATE_STAGING, &event);
    assert_ok(chorus_interactive_call(g.rt, g.session, "last", NULL, NULL));
    chorus_pump(g.rt);
    do {
        assert_true(peer_read(&g.peer, &code));
        assert_null(strstr(g.peer.message, "\"ready\""));
    } while (strstr(g.peer.message, "\"last\"") == NULL);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g18_it_comes_back_after_a_restart_of_the_service),
        cmocka_unit_test(test_g18_it_comes_back_after_a_lost_connection),
        cmocka_unit_test(test_g18_codes_that_allow_it_are_no_end),
        cmocka_unit_test(test_frames_that_break_the_protocol_are_no_end),
        cmocka_unit_test(test_it_comes_back_when_the_service_does_not_tell_its_state),
        cmocka_unit_test(test_a_useless_answer_about_the_state_is_no_dead_end),
        cmocka_unit_test(test_it_comes_back_when_nobody_hears_that_it_is_ready),
        cmocka_unit_test(test_the_reply_to_ready_may_be_forgotten),
        cmocka_unit_test(test_g19_it_stays_away_after_final_codes),
        cmocka_unit_test(test_g19_a_final_code_may_come_instead_of_hello),
        cmocka_unit_test(test_words_of_the_service_are_told_only_if_they_are_text),
        cmocka_unit_test(test_differences_arrive_as_ordinary_events_once),
        cmocka_unit_test(test_handles_survive_a_reconnect),
        cmocka_unit_test(test_what_happens_while_the_state_is_fetched_is_not_lost),
        cmocka_unit_test(test_whether_the_game_is_ready_is_remembered),
    };
    return cmocka_run_group_tests_name("interactive/reconnect", tests, NULL, NULL);
}
