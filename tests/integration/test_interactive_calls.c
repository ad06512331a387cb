#include "support/game.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* Long enough to open a session on a busy machine, short enough to wait for. */
enum { SHORT_TIMEOUT_MS = 1000 };

/* Starts a call and lets it go out; returns its id on the wire. */
static uint32_t start_call(game *g, const char *method, const char *params, chorus_request *request)
{
    assert_ok(chorus_interactive_call(g->rt, g->session, method, params, request));
    assert_true(chorus_pump(g->rt) >= 0);
    return peer_expect(&g->peer, method);
}

static chorus_event_reply expect_reply(game *g, chorus_request request, chorus_result result)
{
    chorus_event event;
    game_expect(g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(result, event.as.reply.result);
    return event.as.reply;
}

/* A call whose refusal is written `error`. */
static chorus_event_reply refused_with(game *g, const char *error)
{
    chorus_request request;
    peer_refuse(&g->peer, start_call(g, "createControls", "{}", &request), error);
    return expect_reply(g, request, CHORUS_E_REJECTED);
}

static void test_a_call_ends_with_its_result(void **state)
{
    (void)state;
    static const char *const results[] = {
        "{\"scenes\":[{\"sceneID\":\"a\"}]}", "null", "[1,2]", "\"x\\u0041\"", "-1.50", "true"
    };
    game           g;
    chorus_request request;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(results); i++) {
        peer_reply(&g.peer, start_call(&g, "createScenes", "{\"scenes\":[]}", &request), results[i]);
        chorus_event_reply reply = expect_reply(&g, request, CHORUS_OK);
        assert_str("createScenes", reply.method);
        assert_str(results[i], reply.json);
        assert_str("", reply.message);
        assert_str("", reply.path);
        assert_int_equal(reply.code, 0);
    }
    game_deinit(&g);
}

static void test_a_reply_may_be_written_in_other_ways(void **state)
{
    (void)state;
    static const struct {
        const char *format, *json;
    } cases[] = {
        { "{\"type\":\"reply\",\"id\":%u}", "null" },
        { "{\"result\":{\"a\":1},\"error\":null,\"id\":%u}", "{\"a\":1}" },
        { "{\"id\":\"%u\",\"type\":\"reply\",\"result\":5}", "5" },
        { "[{\"error\":null,\"seq\":null,\"result\":{},\"id\":%u.0,\"type\":\"reply\"}]", "{}" },
    };
    game           g;
    chorus_request request;
    char           text[128];
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(text, sizeof text, cases[i].format, start_call(&g, "any", NULL, &request));
        peer_send(&g.peer, text);
        assert_str(cases[i].json, expect_reply(&g, request, CHORUS_OK).json);
    }
    game_deinit(&g);
}

static void test_g11_a_refusal_tells_code_message_and_path(void **state)
{
    (void)state;
    game               g;
    chorus_event_reply reply;
    game_init(&g);
    game_open_ready(&g, NULL);
    reply = refused_with(&g, "{\"code\":4012,\"message\":\"un\\u006bnown "
                             "\\\"control\\\"\",\"path\":\"controls.0.controlID\"}");
    assert_int_equal(reply.code, 4012);
    assert_str("createControls", reply.method);
    assert_str("unknown \"control\"", reply.message);
    assert_str("controls.0.controlID", reply.path);
    assert_str("", reply.json);
    reply = refused_with(&g, "{\"path\":[\"controls\",0,\"kind\"],\"message\":\"m\",\"code\":\"4014\"}");
    assert_int_equal(reply.code, 4014);
    assert_str("controls.0.kind", reply.path);
    reply = refused_with(&g, "{\"code\":4099,\"message\":null,\"path\":null}");
    assert_int_equal(reply.code, 4099);
    assert_str("", reply.message);
    assert_str("", reply.path);
    assert_str("just words", refused_with(&g, "\"just words\"").message);
    assert_int_equal(refused_with(&g, "{}").code, 0);
    game_deinit(&g);
}

static void test_g11_a_refusal_of_a_discarded_call_reaches_the_game(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, NULL);
    uint32_t first  = start_call(&g, "updateScenes", "{}", NULL);
    uint32_t second = start_call(&g, "broadcastEvent", "{}", NULL);
    assert_non_null(strstr(g.peer.message, "\"discard\":true"));
    peer_refuse(&g.peer, second, "{\"code\":4024,\"message\":\"bad scope\",\"path\":\"scope.0\"}");
    peer_refuse(&g.peer, first, "{\"code\":4010,\"message\":\"unknown scene\"}");
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, 0);
    assert_result(CHORUS_E_REJECTED, event.as.reply.result);
    assert_int_equal(event.as.reply.code, 4024);
    assert_str("broadcastEvent", event.as.reply.method);
    assert_str("scope.0", event.as.reply.path);
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_str("updateScenes", event.as.reply.method);
    peer_reply(&g.peer, start_call(&g, "updateScenes", "{}", NULL), "null");
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 0);
    peer_refuse(&g.peer, first, "{\"code\":4010,\"message\":\"again\"}");
    game_wait_warnings(&g, 1);
    assert_false(game_has(&g, CHORUS_EVENT_REPLY, &event));
    game_deinit(&g);
}

static void test_g03_a_complaint_with_id_0_is_only_logged(void **state)
{
    (void)state;
    game           g;
    chorus_request request;
    game_init(&g);
    game_open_ready(&g, NULL);
    uint32_t id = start_call(&g, "getGroups", NULL, &request);
    assert_int_not_equal(id, 0);
    peer_refuse(&g.peer, 0, "{\"code\":4000,\"message\":\"not JSON\"}");
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 1);
    assert_non_null(strstr(g.last_line, "not JSON"));
    peer_reply(&g.peer, 0, "null");
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 1);
    peer_reply(&g.peer, id, "{}");
    expect_reply(&g, request, CHORUS_OK);
    game_deinit(&g);
}

static void test_g02_replies_may_come_in_any_order(void **state)
{
    (void)state;
    game           g;
    chorus_request requests[3];
    uint32_t       ids[3];
    char           result[16];
    game_init(&g);
    game_open_ready(&g, NULL);
    for (int i = 0; i < 3; i++)
        ids[i] = start_call(&g, "any", NULL, &requests[i]);
    for (int i = 2; i >= 0; i--) {
        snprintf(result, sizeof result, "%d", i);
        peer_reply(&g.peer, ids[i], result);
        assert_str(result, expect_reply(&g, requests[i], CHORUS_OK).json);
    }
    peer_reply(&g.peer, ids[1], "\"again\"");
    game_expect_silence(&g);
    game_deinit(&g);
}

static bool is_natural(const cJSON *number)
{
    return cJSON_IsNumber(number) && number->valuedouble >= 0 && number->valuedouble <= INT32_MAX &&
           number->valuedouble == (double)(int)number->valuedouble;
}

/* The packet in peer->message has every member, in the order that every service can read. */
static void assert_complete(const char *text, const char *method)
{
    static const char *const order[] = { "id", "type", "method", "params", "seq", "discard" };
    cJSON                   *packet  = cJSON_Parse(text);
    const cJSON             *member  = packet->child;
    for (size_t i = 0; i < ARRAY_LEN(order); i++, member = member->next) {
        assert_non_null(member);
        assert_string_equal(member->string, order[i]);
    }
    assert_null(member);
    assert_true(is_natural(cJSON_GetObjectItem(packet, "id")));
    assert_string_equal(cJSON_GetObjectItem(packet, "type")->valuestring, "method");
    assert_string_equal(cJSON_GetObjectItem(packet, "method")->valuestring, method);
    assert_true(cJSON_IsObject(cJSON_GetObjectItem(packet, "params")));
    assert_true(is_natural(cJSON_GetObjectItem(packet, "seq")));
    assert_true(cJSON_IsBool(cJSON_GetObjectItem(packet, "discard")));
    cJSON_Delete(packet);
}

static void test_g01_every_packet_has_every_member(void **state)
{
    (void)state;
    static const char *const methods[] = { "getTime",     "getScenes", "getGroups", "getAllParticipants",
                                           "we \"call\"", "tell" };
    game                     g;
    chorus_request           request;
    uint16_t                 code;
    game_init(&g);
    game_open(&g, NULL);
    peer_accept(&g.peer);
    peer_tell(&g.peer, "hello", "null");
    for (size_t i = 0; i < 4; i++) {
        assert_true(peer_read(&g.peer, &code));
        assert_complete(g.peer.message, methods[i]);
    }
    game_deinit(&g);
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_ok(chorus_interactive_call(g.rt, g.session, methods[4], NULL, &request));
    assert_ok(chorus_interactive_call(g.rt, g.session, methods[5], "{ \"a\" : [ ] }", NULL));
    assert_ok(chorus_flush(g.rt));
    for (size_t i = 4; i < 6; i++) {
        do
            assert_true(peer_read(&g.peer, &code));
        while (strstr(g.peer.message, "getTime") != NULL);
        assert_complete(g.peer.message, methods[i]);
    }
    game_deinit(&g);
}

/* The seq of the next call after the service has sent `packet`. */
static int seq_after(game *g, const char *packet)
{
    int seq;
    peer_send(&g->peer, packet);
    peer_wait_until_read(&g->peer);
    start_call(g, "any", NULL, NULL);
    assert_int_equal(sscanf(strstr(g->peer.message, "\"seq\":"), "\"seq\":%d", &seq), 1);
    return seq;
}

static void test_g04_the_last_seen_seq_is_copied(void **state)
{
    (void)state;
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_int_equal(seq_after(&g, "{\"type\":\"method\",\"method\":\"x\",\"params\":{},\"seq\":41}"), 41);
    assert_int_equal(seq_after(&g, "{\"id\":999,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":42}"), 42);
    assert_int_equal(seq_after(&g, "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\",\"input\":"
                                   "{\"controlID\":\"c\",\"event\":\"e\"}},\"seq\":43}"),
                     43);
    assert_int_equal(seq_after(&g, "{\"seq\":2147483647,\"method\":\"x\"}"), 2147483647);
    assert_int_equal(seq_after(&g, "{\"seq\":7,\"method\":\"x\"}"), 7);
    game_deinit(&g);
}

static void test_g05_a_missing_or_odd_seq_changes_nothing(void **state)
{
    (void)state;
    static const char *const odd[] = { "{\"method\":\"x\"}",
                                       "{\"method\":\"x\",\"seq\":null}",
                                       "{\"method\":\"x\",\"seq\":\"9\"}",
                                       "{\"method\":\"x\",\"seq\":1.5}",
                                       "{\"method\":\"x\",\"seq\":-1}",
                                       "{\"method\":\"x\",\"seq\":2147483648}",
                                       "{\"method\":\"x\",\"seq\":true}",
                                       "{\"method\":\"x\",\"seq\":[5]}" };
    game                     g;
    game_init(&g);
    game_open_ready(&g, NULL);
    assert_int_equal(seq_after(&g, "{\"method\":\"x\",\"seq\":41}"), 41);
    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        assert_int_equal(seq_after(&g, odd[i]), 41);
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

static void test_g12_a_call_times_out_and_its_late_reply_is_ignored(void **state)
{
    (void)state;
    game                       g;
    chorus_request             slow, quick;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.call_timeout_ms = SHORT_TIMEOUT_MS;
    game_init(&g);
    game_open(&g, &options);
    game_make_ready(&g, NULL);
    uint32_t late = start_call(&g, "slow", NULL, &slow);
    peer_reply(&g.peer, start_call(&g, "quick", NULL, &quick), "1");
    expect_reply(&g, quick, CHORUS_OK);
    chorus_event_reply reply = expect_reply(&g, slow, CHORUS_E_TIMEOUT);
    assert_str("slow", reply.method);
    assert_true(reply.message.len > 0);
    peer_reply(&g.peer, late, "2");
    game_expect_silence(&g);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    game_deinit(&g);
}

static void test_g13_calls_in_flight_end_with_the_connection_and_are_not_resent(void **state)
{
    (void)state;
    static const char *const opening[] = { "getTime", "getScenes", "getGroups", "getAllParticipants" };
    game                     g;
    chorus_event             event;
    chorus_request           first, second;
    uint16_t                 code;
    game_init(&g);
    game_open_ready(&g, NULL);
    start_call(&g, "capture", "{\"transactionID\":\"t\"}", &first);
    start_call(&g, "createScenes", "{}", NULL);
    start_call(&g, "createGroups", "{}", &second);
    peer_drop(&g.peer);
    assert_str("capture", expect_reply(&g, first, CHORUS_E_NETWORK).method);
    assert_str("createGroups", expect_reply(&g, second, CHORUS_E_NETWORK).method);
    game_expect(&g, CHORUS_EVENT_SESSION_STATE, &event);
    assert_int_equal(event.as.state.state, CHORUS_STATE_RECONNECTING);
    peer_accept(&g.peer);
    peer_send(&g.peer, "{\"method\":\"hello\"}");
    for (size_t i = 0; i < ARRAY_LEN(opening); i++) {
        assert_true(peer_read(&g.peer, &code));
        assert_complete(g.peer.message, opening[i]);
        assert_non_null(strstr(g.peer.message, "\"seq\":0,")); /* nothing was seen on this connection */
    }
    game_deinit(&g);
}

/* Nobody pumps while the session ends, so the game takes it for open and its call is taken. */
static void test_a_call_of_an_ended_session_is_answered_before_it_closes(void **state)
{
    (void)state;
    game           g;
    chorus_request request;
    chorus_event   event;
    uint16_t       code;
    game_init(&g);
    game_open_ready(&g, NULL);
    game_expect_silence(&g);
    peer_send_close(&g.peer, 4019, "");
    assert_false(peer_read(&g.peer, &code));
    assert_ok(chorus_interactive_call(g.rt, g.session, "createScenes", NULL, &request));
    chorus_event_reply reply = expect_reply(&g, request, CHORUS_E_NETWORK);
    assert_str("createScenes", reply.method);
    assert_true(reply.message.len > 0);
    game_expect(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    game_deinit(&g);
}

static void test_a_thousand_calls_are_in_flight_at_once(void **state)
{
    (void)state;
    game           g;
    chorus_request requests[1000];
    uint32_t       ids[1000];
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(requests); i++)
        assert_ok(chorus_interactive_call(g.rt, g.session, "many", NULL, &requests[i]));
    assert_ok(chorus_flush(g.rt));
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        ids[i] = peer_expect(&g.peer, "many");
    for (size_t i = ARRAY_LEN(ids); i-- > 0;)
        peer_reply(&g.peer, ids[i], "{}");
    for (size_t i = ARRAY_LEN(ids); i-- > 0;)
        expect_reply(&g, requests[i], CHORUS_OK);
    game_deinit(&g);
}

static char *make_params(size_t len)
{
    char *params = malloc(len + 1);
    assert_non_null(params);
    memset(params, 'x', len);
    memcpy(params, "{\"a\":\"", 6);
    memcpy(params + len - 2, "\"}", 3);
    return params;
}

/* The service does not read: what the system and the queue cannot take is told at once. */
static void test_calls_that_do_not_fit_the_queue_are_told(void **state)
{
    (void)state;
    enum { COUNT = 20 };
    game           g;
    chorus_event   event;
    chorus_request requests[COUNT];
    char          *params = make_params(1900 * 1000);
    game_init(&g);
    game_open_ready(&g, NULL);
    for (int i = 0; i < COUNT; i++)
        assert_ok(chorus_interactive_call(g.rt, g.session, "big", params, &requests[i]));
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_result(CHORUS_E_AGAIN, event.as.reply.result);
    assert_true(event.as.reply.request.id > requests[0].id);
    assert_true(event.as.reply.message.len > 0);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    free(params);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_ends_with_its_result),
        cmocka_unit_test(test_a_reply_may_be_written_in_other_ways),
        cmocka_unit_test(test_g11_a_refusal_tells_code_message_and_path),
        cmocka_unit_test(test_g11_a_refusal_of_a_discarded_call_reaches_the_game),
        cmocka_unit_test(test_g03_a_complaint_with_id_0_is_only_logged),
        cmocka_unit_test(test_g02_replies_may_come_in_any_order),
        cmocka_unit_test(test_g01_every_packet_has_every_member),
        cmocka_unit_test(test_g04_the_last_seen_seq_is_copied),
        cmocka_unit_test(test_g05_a_missing_or_odd_seq_changes_nothing),
        cmocka_unit_test(test_g12_a_call_times_out_and_its_late_reply_is_ignored),
        cmocka_unit_test(test_g13_calls_in_flight_end_with_the_connection_and_are_not_resent),
        cmocka_unit_test(test_a_call_of_an_ended_session_is_answered_before_it_closes),
        cmocka_unit_test(test_a_thousand_calls_are_in_flight_at_once),
        cmocka_unit_test(test_calls_that_do_not_fit_the_queue_are_told),
    };
    return cmocka_run_group_tests_name("interactive/calls", tests, NULL, NULL);
}
