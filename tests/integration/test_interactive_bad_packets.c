#include "support/game.h"

#include <stdio.h>
#include <stdlib.h>

/* What a service might send by mistake or by malice. */
typedef struct bad_packet {
    const char *bytes;
    const char *words; /* of the one line that reports it; NULL: odd, but no fault */
    size_t      len;   /* 0: strlen(bytes) */
} bad_packet;

#define INPUT(input)                                                                               \
    "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\","           \
    "\"input\":" input "}}"

static uint32_t bad_count(game *g)
{
    chorus_stats stats;
    CHORUS_INIT(&stats);
    assert_ok(chorus_runtime_get_stats(g->rt, &stats));
    return stats.bad_packets;
}

static void expect_good_input(game *g)
{
    chorus_event event;
    peer_send(&g->peer, INPUT("{\"controlID\":\"good\",\"event\":\"mousedown\"}"));
    game_expect(g, CHORUS_EVENT_INPUT, &event);
    assert_str("good", event.as.input.control);
}

/* It is reported once, tells the game nothing, and a good packet right behind it works. */
static void is_survived(game *g, const bad_packet *bad)
{
    int      warnings = g->warnings;
    uint32_t counted  = bad_count(g);
    size_t   len      = bad->len > 0 ? bad->len : strlen(bad->bytes);
    peer_send_frame(&g->peer, PEER_TEXT, bad->bytes, len);
    expect_good_input(g);
    if (g->warnings - warnings != (bad->words != NULL))
        fail_msg("%d lines about %s\n%s", g->warnings - warnings, bad->bytes, g->last_line);
    if (bad->words != NULL && strstr(g->last_line, bad->words) == NULL)
        fail_msg("%s\nwas reported as: %s", bad->bytes, g->last_line);
    assert_int_equal(bad_count(g) - counted, bad->words != NULL);
}

static void are_survived(const bad_packet *packets, size_t count)
{
    game g;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < count; i++)
        is_survived(&g, &packets[i]);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    game_deinit(&g);
}

static void test_g09_text_that_is_no_json(void **state)
{
    (void)state;
    static const bad_packet packets[] = {
        { " ", "ends early at byte 1", 0 },
        { "{", "ends early at byte 1", 0 },
        { "[", "ends early", 0 },
        { "hello", "unexpected character at byte 0", 0 },
        { "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\","
          "\"input\":{\"controlID\":\"c\",\"event\":\"e\"}",
          "ends early", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\"}") "}", "trailing text", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\"}") "x", "trailing text", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",}"), "expected", 0 },
        { INPUT("{\"controlID\":\"c\" \"event\":\"e\"}"), "expected", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\"}"), "colon expected", 0 },
        { INPUT("{'controlID':\"c\",\"event\":\"e\"}"), "expected", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",\"x\":01}"), "bad number", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",\"x\":.5}"), "unexpected character", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",\"x\":1.}"), "bad number", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",\"x\":NaN}"), "unexpected character", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":\"e\",\"x\":nul}"), "unexpected character", 0 },
        { INPUT("{\"controlID\":\"c\\x\",\"event\":\"e\"}"), "bad escape", 0 },
        { INPUT("{\"controlID\":\"c\\u12\",\"event\":\"e\"}"), "bad escape", 0 },
        { INPUT("{\"controlID\":\"\\ud800\",\"event\":\"e\"}"), "lone surrogate", 0 },
        { INPUT("{\"controlID\":\"\\udc00\",\"event\":\"e\"}"), "lone surrogate", 0 },
        { INPUT("{\"controlID\":\"c\n\",\"event\":\"e\"}"), "control character", 0 },
        { "{\"method\":\"x\"}\0", "trailing text at byte 14", 15 },
        { "{\"method\":\"a\0b\"}", "control character at byte 12", 16 },
        { INPUT("{\"controlID\":\"c\xff\",\"event\":\"e\"}"), "not UTF-8", 0 },
        { INPUT("{\"controlID\":\"\xc3\",\"event\":\"e\"}"), "not UTF-8", 0 },
        { INPUT("{\"controlID\":\"\xc0\xaf\",\"event\":\"e\"}"), "not UTF-8", 0 },
        { INPUT("{\"controlID\":\"\xed\xa0\x80\",\"event\":\"e\"}"), "not UTF-8", 0 },
        { INPUT("{\"controlID\":\"\xf4\x90\x80\x80\",\"event\":\"e\"}"), "not UTF-8", 0 },
        { "\xef\xbb\xbf{\"method\":\"x\"}", "unexpected character at byte 0", 0 },
    };
    are_survived(packets, ARRAY_LEN(packets));
}

static void test_g08_json_that_is_no_packet(void **state)
{
    (void)state;
    static const bad_packet packets[] = {
        { "5", "not an object", 0 },
        { "null", "not an object", 0 },
        { "\"hello\"", "not an object", 0 },
        { "true", "not an object", 0 },
        { "[]", NULL, 0 },
        { "[7]", "not an object", 0 },
        { "[[{\"type\":\"method\",\"method\":\"hello\"}]]", "not an object", 0 },
        { "{}", "unknown packet type", 0 },
        { "{\"id\":4}", "unknown packet type", 0 },
        { "{\"type\":\"event\",\"method\":\"giveInput\"}", "unknown packet type", 0 },
        { "{\"type\":\"Method\",\"method\":\"hello\"}", "unknown packet type", 0 },
        { "{\"type\":5,\"method\":\"hello\"}", "unknown packet type", 0 },
        { "{\"type\":\"method\"}", "method is not a string", 0 },
        { "{\"type\":\"method\",\"method\":7}", "method is not a string", 0 },
        { "{\"type\":\"method\",\"method\":null,\"params\":{}}", "method is not a string", 0 },
        { "{\"type\":\"method\",\"method\":\"x\",\"params\":[]}", "params is not an object", 0 },
        { "{\"type\":\"method\",\"method\":\"x\",\"params\":\"{}\"}", "params is not an object",
          0 },
        { "{\"type\":\"method\",\"method\":\"x\",\"params\":0}", "params is not an object", 0 },
        { "{\"type\":\"reply\",\"id\":-1,\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":4294967296,\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":1.5,\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":\"abc\",\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":{},\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":[],\"result\":1}", "id is not a number", 0 },
        { "{\"type\":\"reply\",\"id\":123456,\"result\":{},\"error\":null}", NULL, 0 },
        { "{\"type\":\"reply\"}", NULL, 0 },
        { "{\"type\":\"reply\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\","
          "\"input\":{\"controlID\":\"c\",\"event\":\"e\"}}}",
          NULL, 0 },
        { "{\"type\":\"method\",\"method\":\"hello\",\"params\":{}}", NULL, 0 },
        { "{\"type\":\"method\",\"method\":\"hello\",\"params\":{\"hello\":[]},\"discard\":\"yes\","
          "\"seq\":{}}",
          NULL, 0 },
    };
    are_survived(packets, ARRAY_LEN(packets));
}

static void test_inputs_that_miss_something(void **state)
{
    (void)state;
    static const bad_packet packets[] = {
        { "{\"type\":\"method\",\"method\":\"giveInput\"}", "giveInput", 0 },
        { "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":null}", "giveInput", 0 },
        { "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"p\"}}",
          "giveInput", 0 },
        { INPUT("null"), "giveInput", 0 },
        { INPUT("[]"), "giveInput", 0 },
        { INPUT("\"x\""), "giveInput", 0 },
        { INPUT("{}"), "giveInput", 0 },
        { INPUT("{\"controlID\":\"c\"}"), "giveInput", 0 },
        { INPUT("{\"event\":\"e\"}"), "giveInput", 0 },
        { INPUT("{\"controlID\":5,\"event\":\"e\"}"), "giveInput", 0 },
        { INPUT("{\"controlID\":\"c\",\"event\":{}}"), "giveInput", 0 },
        { INPUT("{\"controlID\":\"\",\"event\":\"e\"}"), "giveInput", 0 },
        { INPUT("{\"controlID\":\"a\\u0000b\",\"event\":\"e\"}"), "giveInput", 0 },
        { "{\"method\":\"giveInput\",\"params\":{\"input\":{\"controlID\":\"c\",\"event\":\"e\"}}}",
          "giveInput", 0 },
        { "{\"method\":\"giveInput\",\"params\":{\"participantID\":9,\"input\":{\"controlID\":"
          "\"c\",\"event\":\"e\"}}}",
          "giveInput", 0 },
        { "{\"method\":\"giveInput\",\"params\":{\"participantID\":\"\\u0000\",\"input\":{"
          "\"controlID\":\"c\",\"event\":\"e\"}}}",
          "giveInput", 0 },
        { "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"c\",\"event\":\"e\"}}",
          "giveInput", 0 },
    };
    are_survived(packets, ARRAY_LEN(packets));
}

/* Each method with each of its members missing or of another type. */
static void test_members_of_the_wrong_type(void **state)
{
    (void)state;
    static const struct {
        const char *method, *params;
    } cases[] = {
        { "onReady", "{}" },
        { "onReady", "{\"isReady\":1}" },
        { "onReady", "{\"isReady\":null}" },
        { "onParticipantJoin", "{}" },
        { "onParticipantJoin", "{\"participants\":{}}" },
        { "onParticipantJoin", "{\"participants\":[5]}" },
        { "onParticipantJoin", "{\"participants\":[{}]}" },
        { "onParticipantJoin", "{\"participants\":[{\"sessionID\":5}]}" },
        { "onParticipantJoin", "{\"participants\":[{\"sessionID\":\"\"}]}" },
        { "onParticipantUpdate", "{\"participants\":null}" },
        { "onParticipantUpdate", "{\"participants\":[null]}" },
        { "onParticipantUpdate", "{\"participants\":[{\"sessionID\":\"a\\u0000\"}]}" },
        { "onParticipantLeave", "{}" },
        { "onParticipantLeave", "{\"participants\":\"p\"}" },
        { "onParticipantLeave", "{\"participants\":[[]]}" },
        { "onParticipantLeave", "{\"participants\":[{\"userID\":5}]}" },
        { "onSceneCreate", "{}" },
        { "onSceneCreate", "{\"scenes\":{}}" },
        { "onSceneCreate", "{\"scenes\":[\"default\"]}" },
        { "onSceneUpdate", "{\"scenes\":[{\"sceneID\":null}]}" },
        { "onSceneUpdate", "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[true]}]}" },
        { "onSceneUpdate",
          "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[{\"kind\":\"button\"}]}]}" },
        { "onSceneDelete", "{}" },
        { "onSceneDelete", "{\"sceneID\":[]}" },
        { "onGroupCreate", "{\"groups\":1}" },
        { "onGroupCreate", "{\"groups\":[null]}" },
        { "onGroupUpdate", "{\"groups\":[{\"groupID\":{}}]}" },
        { "onGroupDelete", "{\"groupID\":1,\"reassignGroupID\":\"default\"}" },
        { "onControlCreate", "{\"controls\":[{\"controlID\":\"c\"}]}" },
        { "onControlCreate", "{\"sceneID\":\"default\"}" },
        { "onControlCreate", "{\"sceneID\":\"default\",\"controls\":{\"controlID\":\"c\"}}" },
        { "onControlUpdate", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":[\"c\"]}]}" },
        { "onControlUpdate", "{\"sceneID\":\"\",\"controls\":[]}" },
        { "onControlDelete", "{\"sceneID\":\"default\"}" },
        { "onControlDelete", "{\"sceneID\":\"default\",\"controls\":\"c\"}" },
        { "onControlDelete", "{\"sceneID\":\"default\",\"controls\":[{\"id\":\"c\"}]}" },
        { "onControlDelete", "{\"sceneID\":\"default\",\"controlIDs\":[{}]}" },
        { "onControlDelete", "{\"controls\":[]}" },
        { "onWorldUpdate", "{\"scenes\":[null]}" },
    };
    game g;
    char text[256];
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(text, sizeof text, "{\"type\":\"method\",\"method\":\"%s\",\"params\":%s}",
                 cases[i].method, cases[i].params);
        is_survived(&g, &(bad_packet){ text, "skipped", 0 });
    }
    game_deinit(&g);
}

static void test_good_elements_beside_bad_ones_are_kept(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, NULL);
    peer_tell(&g.peer, "onParticipantJoin",
              "{\"participants\":[{\"sessionID\":\"a\",\"userID\":-1,\"level\":\"many\","
              "\"username\":5,\"groupID\":[],\"disabled\":\"perhaps\"},7,{\"sessionID\":\"b\"}]}");
    game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_int_equal(event.as.participant.user_id, 0);
    assert_str("", event.as.participant.name);
    assert_str("default", event.as.participant.group);
    game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_str("b", event.as.participant.id);
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":[]},{},{"
              "\"controlID\":\"y\"}]}");
    game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    assert_str("", event.as.resource.kind);
    game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    assert_str("y", event.as.resource.id);
    peer_send(&g.peer,
              "[5," INPUT("{\"controlID\":\"1\",\"event\":\"e\"}") ",[],{\"type\":\"odd\"}," INPUT(
                  "{\"controlID\":\"2\",\"event\":\"e\"}") ",]");
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_str("1", event.as.input.control);
    game_expect(&g, CHORUS_EVENT_INPUT, &event);
    assert_str("2", event.as.input.control);
    game_expect_silence(&g);
    assert_int_equal(g.warnings, 6);
    game_deinit(&g);
}

static void test_g10_params_may_be_null_absent_or_empty(void **state)
{
    (void)state;
    static const char *const packets[] = {
        "{\"type\":\"method\",\"method\":\"news\",\"params\":null}",
        "{\"type\":\"method\",\"method\":\"news\"}",
        "{\"method\":\"news\",\"params\":{}}",
    };
    game         g;
    chorus_event event;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        peer_send(&g.peer, packets[i]);
        game_expect(&g, CHORUS_EVENT_METHOD, &event);
        assert_str("news", event.as.method.method);
        assert_str("{}", event.as.method.params);
    }
    assert_int_equal(g.warnings, 0);
    game_deinit(&g);
}

/* A packet with this many containers one in the other. */
static char *nest(int depth, const char *method)
{
    char *text = malloc(256 + 2 * (size_t)depth);
    assert_non_null(text);
    int len = sprintf(text, "{\"method\":\"%s\",\"params\":{\"a\":", method);
    memset(text + len, '[', (size_t)depth - 2);
    memset(text + len + depth - 2, ']', (size_t)depth - 2);
    strcpy(text + len + 2 * (depth - 2), "}}");
    return text;
}

static void test_packets_nested_too_deeply_are_skipped(void **state)
{
    (void)state;
    static const char *const methods[] = { "giveInput", "onWorldUpdate", "news" };
    game                     g;
    chorus_event             event;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        for (int depth = 65; depth < 100000; depth *= 10) {
            char *text = nest(depth, methods[i]);
            is_survived(&g, &(bad_packet){ text, "nested too deeply", 0 });
            free(text);
        }
    }
    char *deepest = nest(64, "onWorldUpdate");
    peer_send(&g.peer, deepest);
    game_expect(&g, CHORUS_EVENT_WORLD_UPDATE, &event);
    free(deepest);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g09_text_that_is_no_json),
        cmocka_unit_test(test_g08_json_that_is_no_packet),
        cmocka_unit_test(test_inputs_that_miss_something),
        cmocka_unit_test(test_members_of_the_wrong_type),
        cmocka_unit_test(test_good_elements_beside_bad_ones_are_kept),
        cmocka_unit_test(test_g10_params_may_be_null_absent_or_empty),
        cmocka_unit_test(test_packets_nested_too_deeply_are_skipped),
    };
    return cmocka_run_group_tests_name("interactive/bad_packets", tests, NULL, NULL);
}
