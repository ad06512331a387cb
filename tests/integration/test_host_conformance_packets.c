/* The grammar of packets on real sockets: what a host must understand, and what it must never say. */
#include "support/packet_expect.h"
#include "support/stage.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the beginning ---- */

static void test_s07_hello_alone_and_first(void **state)
{
    static const char hello[] = "{\"id\":0,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":1,\"discard\":true}";
    host_lab          lab;
    raw_socket       *game, *viewer;
    (void)state;
    host_lab_open(&lab, NULL);
    assert_int_equal(host_lab_knock(&lab, &game, "/", HOST_LAB_GAME_LINES), 101);
    assert_string_equal(host_lab_hear(game), hello);
    host_lab_expect_nothing(game);
    assert_int_equal(host_lab_knock(&lab, &viewer, "/participant?channel=1&x-protocol-version=2.0&key=", ""), 101);
    host_lab_expect(viewer, "hello", "{}");
    host_lab_hang_up(viewer);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

static void test_s08_calls_made_before_hello_was_read_are_answered_after_it(void **state)
{
    host_lab    lab;
    raw_socket *game;
    (void)state;
    host_lab_open(&lab, NULL);
    assert_int_equal(host_lab_knock(&lab, &game, "/gameClient", HOST_LAB_GAME_LINES), 101);
    host_lab_say(game, "{\"method\":\"getGroups\",\"params\":null,\"discard\":false,\"id\":2733104412,\"type\":\"method\","
                       "\"seq\":0}");
    host_lab_expect(game, "hello", "{}");
    host_lab_expect_reply(game, "2733104412", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

/* ---- what must be understood ---- */

static void test_s09_members_may_be_missing_null_or_in_any_order(void **state)
{
    static const char *const packets[] = {
        "{\"id\":1,\"method\":\"getGroups\"}",
        "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\"}",
        "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\",\"params\":null}",
        "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\",\"params\":{},\"seq\":0}",
        "{\"id\":1,\"type\":null,\"method\":\"getGroups\",\"params\":{},\"seq\":null,\"discard\":null}",
        "{\"params\":{},\"seq\":1,\"discard\":false,\"method\":\"getGroups\",\"type\":\"method\",\"id\":1}",
        " {\"id\" : 1 ,\r\n\t\"method\" : \"getGroups\" , \"unknown\" : [ { } ] } ",
        "{\"id\":1,\"method\":\"get\\u0047roups\",\"seq\":-1}",
        "{\"id\":1,\"method\":\"getGroups\",\"seq\":99999999999}",
        "{\"id\":7,\"id\":1,\"method\":\"nothing\",\"method\":\"getGroups\"}",
    };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        host_lab_say(s->game, packets[i]);
        host_lab_expect_reply(s->game, "1", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    }
}

static void test_s09_without_an_id_there_is_no_reply(void **state)
{
    stage *s = *state;
    host_lab_say(s->game, "{\"type\":\"method\",\"method\":\"getScenes\",\"params\":{}}");
    host_lab_expect_nothing(s->game);
    host_lab_say(s->game, "{\"method\":\"ready\"}");
    host_lab_expect(s->game, "onReady", "{\"isReady\":true}");
    host_lab_expect_nothing(s->game);
}

static void test_s10_arrays_are_taken_and_answered_one_by_one(void **state)
{
    stage *s = *state;
    host_lab_say(s->game, "[{\"id\":1,\"method\":\"ready\"},[{\"id\":9,\"method\":\"getTime\"}],5,"
                          "{\"id\":2,\"method\":\"updateWorld\",\"params\":{\"world\":{\"n\":1}}},"
                          "{\"id\":3,\"method\":\"getGroups\"}]");
    host_lab_expect(s->game, "onReady", "{\"isReady\":true}");
    host_lab_expect_reply(s->game, "1", "null");
    host_lab_expect_refusal(s->game, "0", 4002, NULL);
    host_lab_expect_refusal(s->game, "0", 4002, NULL);
    host_lab_expect(s->game, "onWorldUpdate", "{\"scenes\":[],\"n\":1}");
    host_lab_expect_reply(s->game, "2", "{\"scenes\":[],\"n\":1}");
    host_lab_expect_reply(s->game, "3", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    host_lab_say(s->game, "[]");
    host_lab_expect_nothing(s->game);
}

static void test_s10_a_viewer_may_send_arrays_too(void **state)
{
    stage *s = *state;
    host_lab_say(s->ann, "[{\"id\":1,\"method\":\"getGroups\"},{\"id\":2,\"method\":\"getGroups\"}]");
    host_lab_expect_reply(s->ann, "1", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    host_lab_expect_reply(s->ann, "2", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    host_lab_expect_nothing(s->ann);
}

static void test_s13_ids_are_echoed_as_they_came(void **state)
{
    static const char *const ids[] = { "0", "1", "2147483648", "4294967295", "\"12\"", "\"0\"", "12.0" };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        char        head[64];
        const char *answer;
        host_lab_call(s->game, ids[i], "getTime", "{}");
        answer = host_lab_hear(s->game);
        snprintf(head, sizeof head, "{\"id\":%s,\"type\":\"reply\",", ids[i]);
        if (strncmp(answer, head, strlen(head)) != 0)
            fail_msg("id %s in %s", ids[i], answer);
    }
}

/* ---- what is said ---- */

/* Each event once, to the letter, as the game and the viewer get it. */
static void test_s11_every_event_has_its_members_in_order(void **state)
{
    static const struct {
        const char *method, *params, *event, *told;
    } changes[] = {
        { "createScenes", "{\"scenes\":[{\"controls\":[{\"kind\":\"button\",\"controlID\":\"b\"}],\"sceneID\":\"s\"}]}",
          "onSceneCreate", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\","
                           "\"disabled\":false}]}]}" },
        { "createGroups", "{\"groups\":[{\"sceneID\":\"s\",\"groupID\":\"g\"}]}", "onGroupCreate",
          "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}" },
        { "createControls", "{\"controls\":[{\"kind\":\"label\",\"text\":\"T\",\"controlID\":\"l\"}],\"sceneID\":\"s\"}",
          "onControlCreate", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"l\",\"kind\":\"label\","
                             "\"disabled\":false,\"text\":\"T\"}]}" },
        { "updateControls", "{\"controls\":[{\"text\":\"U\",\"controlID\":\"l\"}],\"sceneID\":\"s\"}", "onControlUpdate",
          "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"l\",\"kind\":\"label\",\"disabled\":false,\"text\":\"U\"}]}" },
        { "updateScenes", "{\"scenes\":[{\"map\":\"ice\",\"sceneID\":\"s\"}]}", "onSceneUpdate",
          "{\"scenes\":[{\"sceneID\":\"s\",\"map\":\"ice\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\","
          "\"disabled\":false},{\"controlID\":\"l\",\"kind\":\"label\",\"disabled\":false,\"text\":\"U\"}]}]}" },
        { "deleteControls", "{\"controlIDs\":[\"l\"],\"sceneID\":\"s\"}", "onControlDelete",
          "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"l\"}]}" },
        { "updateGroups", "{\"groups\":[{\"sceneID\":null,\"groupID\":\"g\"}]}", "onGroupUpdate",
          "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}" },
        { "updateWorld", "{\"world\":{\"round\":3}}", "onWorldUpdate", "{\"scenes\":[],\"round\":3}" },
        { "deleteGroup", "{\"groupID\":\"g\"}", "onGroupDelete",
          "{\"groupID\":\"g\",\"reassignGroupID\":\"default\"}" },
        { "deleteScene", "{\"sceneID\":\"s\"}", "onSceneDelete",
          "{\"sceneID\":\"s\",\"reassignSceneID\":\"default\"}" },
        { "ready", "{}", "onReady", "{\"isReady\":true}" },
    };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        host_lab_call(s->game, "1", changes[i].method, changes[i].params);
        host_lab_expect(s->game, changes[i].event, "%s", changes[i].told);
        host_lab_hear_of(s->game, "{\"id\":1,\"type\":\"reply\",\"result\":");
        host_lab_expect(s->ann, changes[i].event, "%s", changes[i].told);
    }
}

static void test_s12_replies_have_result_and_error_and_calls_have_params(void **state)
{
    stage *s = *state;
    host_lab_call(s->game, "1", "ready", "{}");
    host_lab_expect(s->game, "onReady", "{\"isReady\":true}");
    host_lab_expect_reply(s->game, "1", "null");
    host_lab_call(s->game, "2", "noSuchMethod", "{}");
    host_lab_expect_refusal(s->game, "2", 4003, NULL);
    host_lab_call(s->game, "3", "broadcastEvent", "{\"scope\":[\"everyone\"],\"data\":{}}");
    host_lab_expect_reply(s->game, "3", "null");
    host_lab_expect(s->ann, "onReady", "{\"isReady\":true}");
    host_lab_expect(s->ann, "event", "{}");
    host_lab_call(s->ann, "4", "giveInput", "{\"controlID\":\"x\",\"event\":\"mousedown\"}");
    host_lab_expect_refusal(s->ann, "4", 4012, "controlID");
}

static int seq_of(const char *packet)
{
    const char *at = strstr(packet, ",\"seq\":");
    assert_non_null(at);
    return atoi(at + strlen(",\"seq\":"));
}

static void test_s17_each_packet_to_the_game_counts_one_more(void **state)
{
    stage *s = *state; /* hello was 1, the join 2 */
    host_lab_say(s->game, "{\"id\":1,\"method\":\"getTime\",\"seq\":77}");
    assert_int_equal(seq_of(host_lab_hear(s->game)), 3);
    host_lab_say(s->game, "{\"id\":2,\"method\":\"ready\",\"discard\":true}");
    assert_int_equal(seq_of(host_lab_expect_call(s->game, "onReady")), 4);
    host_lab_say(s->game, "no packet");
    assert_int_equal(seq_of(host_lab_hear(s->game)), 5);
    host_lab_say(s->game, "{\"id\":3,\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],\"data\":{}}}");
    assert_int_equal(seq_of(host_lab_hear(s->game)), 6);
    for (int i = 7; i < 200; i++) {
        host_lab_call(s->game, "4", "getGroups", "{}");
        assert_int_equal(seq_of(host_lab_hear(s->game)), i);
    }
}

static void test_s17_the_next_game_begins_at_one(void **state)
{
    stage *s = *state;
    host_lab_hang_up(s->game);
    host_lab_wait_counts(&s->lab, 0, 0);
    s->game = host_lab_game(&s->lab);
    host_lab_call(s->game, "1", "getTime", "{}");
    assert_int_equal(seq_of(host_lab_hear(s->game)), 2);
}

/* ---- what is refused ---- */

static void test_s14_what_is_not_json_is_answered_and_the_connection_stays(void **state)
{
    static const char *const texts[] = {
        "hello", "{", "}", "{\"id\":1,}", "{\"id\":01,\"method\":\"getTime\"}", "[{\"id\":1,\"method\":\"getTime\"}",
        "{'id':1}", "{\"id\":1,\"method\":\"getTime\"} x", "NaN", "{\"id\":1,\"method\":\"get\ttime\"}",
        "\xef\xbb\xbf{\"id\":1,\"method\":\"getTime\"}",
    };
    stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        host_lab_say(s->game, texts[i]);
        host_lab_hear_of(s->game, "{\"id\":0,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4000,");
        host_lab_expect_nothing(s->game);
        host_lab_say(s->ann, texts[i]);
        host_lab_hear_of(s->ann, "{\"id\":0,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4000,");
        host_lab_expect_nothing(s->ann);
    }
}

static void test_s15_unknown_methods_types_and_bad_params_have_their_numbers(void **state)
{
    static const struct {
        const char *text, *id;
        int         code;
        const char *path;
    } calls[] = {
        { "{\"id\":1,\"type\":\"method\",\"method\":\"goInteractive\"}", "1", 4003, NULL },
        { "{\"id\":1,\"type\":\"method\",\"method\":\"GetTime\"}", "1", 4003, NULL },
        { "{\"id\":1,\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"controlID\":\"a\",\"event\":\"b\"}}",
          "1", 4003, NULL },
        { "{\"id\":2,\"type\":\"event\",\"method\":\"getTime\"}", "2", 4002, NULL },
        { "{\"id\":2,\"type\":\"Method\",\"method\":\"getTime\"}", "2", 4002, NULL },
        { "\"getTime\"", "0", 4002, NULL },
        { "{\"id\":3,\"method\":\"getTime\",\"params\":[]}", "3", 4004, NULL },
        { "{\"id\":3,\"method\":\"getTime\",\"params\":3}", "3", 4004, NULL },
        { "{\"id\":-3,\"method\":\"getTime\"}", "0", 4004, NULL },
        { "{\"id\":4294967296,\"method\":\"getTime\"}", "0", 4004, NULL },
        { "{\"id\":3,\"type\":\"method\"}", "3", 4004, NULL },
        { "{\"id\":3,\"method\":\"ready\",\"params\":{\"isReady\":1}}", "3", 4004, "isReady" },
        { "{\"id\":3,\"method\":\"createScenes\",\"params\":{\"scenes\":{}}}", "3", 4004, "scenes" },
        { "{\"id\":3,\"method\":\"createScenes\",\"params\":{\"scenes\":[7]}}", "3", 4004, "scenes.0" },
        { "{\"id\":3,\"method\":\"deleteScene\",\"params\":{}}", "3", 4004, "sceneID" },
        { "{\"id\":3,\"method\":\"deleteScene\",\"params\":{\"sceneID\":\"\"}}", "3", 4004, "sceneID" },
        { "{\"id\":3,\"method\":\"createGroups\",\"params\":{\"groups\":[{\"groupID\":\"a\\u0000b\"}]}}", "3", 4004,
          "groups.0.groupID" },
        { "{\"id\":3,\"method\":\"deleteGroup\",\"params\":{\"groupID\":\"g\",\"reassignGroupID\":\"g\"}}", "3", 4004,
          "reassignGroupID" },
        { "{\"id\":3,\"method\":\"getAllParticipants\",\"params\":{\"from\":\"soon\"}}", "3", 4004, "from" },
        { "{\"id\":3,\"method\":\"updateWorld\",\"params\":{\"world\":[]}}", "3", 4004, "world" },
    };
    stage *s = *state;
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        host_lab_say(s->game, calls[i].text);
        host_lab_expect_refusal(s->game, calls[i].id, calls[i].code, calls[i].path);
    }
    host_lab_call(s->ann, "5", "updateControls", "{}");
    host_lab_hear_of(s->ann, "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4003,");
}

static void test_s16_a_discarded_call_is_answered_only_when_it_fails(void **state)
{
    stage *s = *state;
    host_lab_say(s->game, "{\"id\":1,\"type\":\"method\",\"method\":\"getTime\",\"params\":{},\"discard\":true}");
    host_lab_expect_nothing(s->game);
    host_lab_say(s->game, "{\"id\":2,\"type\":\"method\",\"method\":\"ready\",\"params\":{},\"discard\":true}");
    host_lab_expect(s->game, "onReady", "{\"isReady\":true}");
    host_lab_expect_nothing(s->game);
    host_lab_say(s->game, "{\"id\":3,\"method\":\"deleteScene\",\"params\":{\"sceneID\":\"default\"},\"discard\":true}");
    host_lab_expect_refusal(s->game, "3", 4018, "sceneID");
    host_lab_say(s->game, "{\"id\":4,\"method\":\"no\",\"discard\":true}");
    host_lab_expect_refusal(s->game, "4", 4003, NULL);
    host_lab_expect_call(s->ann, "onReady");
    host_lab_say(s->ann, "{\"id\":5,\"method\":\"giveInput\",\"params\":{\"controlID\":\"x\",\"event\":\"move\"},"
                         "\"discard\":true}");
    host_lab_expect_refusal(s->ann, "5", 4012, "controlID");
}

static void test_s18_the_tables_numbers_and_paths(void **state)
{
    static const struct {
        const char *method, *params;
        int         code;
        const char *path;
    } refused[] = {
        { "createGroups", "{\"groups\":[{\"groupID\":\"a\"},{\"groupID\":\"default\"}]}", 4009, "groups.1.groupID" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"a\"},{\"groupID\":\"a\"}]}", 4009, "groups.1.groupID" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"a\",\"sceneID\":\"x\"}]}", 4010, "groups.0.sceneID" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"x\"}]}", 4008, "groups.0.groupID" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"x\"}]}", 4010, "groups.0.sceneID" },
        { "deleteGroup", "{\"groupID\":\"default\"}", 4018, "groupID" },
        { "deleteGroup", "{\"groupID\":\"g\",\"reassignGroupID\":\"x\"}", 4008, "reassignGroupID" },
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"default\"}]}", 4011, "scenes.0.sceneID" },
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"c\"}]}]}", 4014,
          "scenes.0.controls.0.kind" },
        { "createScenes",
          "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\"},"
          "{\"controlID\":\"c\",\"kind\":\"k\"}]}]}",
          4013, "scenes.0.controls.1.controlID" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"x\"}]}", 4010, "scenes.0.sceneID" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\"}]}]}", 4012,
          "scenes.0.controls.0.controlID" },
        { "deleteScene", "{\"sceneID\":\"default\"}", 4018, "sceneID" },
        { "deleteScene", "{\"sceneID\":\"s\",\"reassignSceneID\":\"x\"}", 4010, "reassignSceneID" },
        { "createControls", "{\"sceneID\":\"x\",\"controls\":[]}", 4010, "sceneID" },
        { "createControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}", 4013,
          "controls.0.controlID" },
        { "createControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"c\",\"kind\":7}]}", 4014,
          "controls.0.kind" },
        { "updateControls", "{\"sceneID\":\"x\",\"controls\":[]}", 4010, "sceneID" },
        { "updateControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"x\"}]}", 4012, "controls.0.controlID" },
        { "updateControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"label\"}]}", 4004,
          "controls.0.kind" },
        { "deleteControls", "{\"sceneID\":\"x\",\"controlIDs\":[]}", 4010, "sceneID" },
        { "broadcastEvent", "{\"scope\":[\"everyone\",\"nobody\"],\"data\":{}}", 4024, "scope.1" },
    };
    stage *s = *state;
    host_lab_do(s->game, "createScenes",
                "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}]}");
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        host_lab_call(s->game, "1", refused[i].method, refused[i].params);
        host_lab_expect_refusal(s->game, "1", refused[i].code, refused[i].path);
    }
}

static void test_s18_a_bad_group_of_a_participant_is_4008(void **state)
{
    stage      *s = *state;
    char        params[160], id[40] = "";
    const char *list = host_lab_do(s->game, "getAllParticipants", "{}");
    packet_copy_session(list, id);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"x\"}]}", id);
    host_lab_call(s->game, "1", "updateParticipants", params);
    host_lab_expect_refusal(s->game, "1", 4008, "participants.0.groupID");
}

/* ---- replies of clients ---- */

static void test_s59_the_host_waits_for_no_reply_and_minds_none(void **state)
{
    stage *s = *state;
    for (int i = 0; i < 50; i++)
        host_lab_call(s->game, "1", "ready", i % 2 == 0 ? "{\"isReady\":true}" : "{\"isReady\":false}");
    for (int i = 0; i < 50; i++) {
        host_lab_expect_call(s->game, "onReady");
        host_lab_expect_reply(s->game, "1", "null");
        host_lab_expect_call(s->ann, "onReady");
    }
    host_lab_say(s->game, "{\"type\":\"reply\",\"id\":4,\"result\":null,\"error\":{\"code\":4003,\"message\":\"what?\"}}");
    host_lab_say(s->game, "{\"type\":\"reply\",\"id\":-1}");
    host_lab_expect_nothing(s->game);
    host_lab_say(s->ann, "{\"type\":\"reply\",\"id\":0,\"result\":null,\"error\":null}");
    host_lab_expect_nothing(s->ann);
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s07_hello_alone_and_first),
        cmocka_unit_test(test_s08_calls_made_before_hello_was_read_are_answered_after_it),
        STAGE_TEST(test_s09_members_may_be_missing_null_or_in_any_order),
        STAGE_TEST(test_s09_without_an_id_there_is_no_reply),
        STAGE_TEST(test_s10_arrays_are_taken_and_answered_one_by_one),
        STAGE_TEST(test_s10_a_viewer_may_send_arrays_too),
        STAGE_TEST(test_s13_ids_are_echoed_as_they_came),
        STAGE_TEST(test_s11_every_event_has_its_members_in_order),
        STAGE_TEST(test_s12_replies_have_result_and_error_and_calls_have_params),
        STAGE_TEST(test_s17_each_packet_to_the_game_counts_one_more),
        STAGE_TEST(test_s17_the_next_game_begins_at_one),
        STAGE_TEST(test_s14_what_is_not_json_is_answered_and_the_connection_stays),
        STAGE_TEST(test_s15_unknown_methods_types_and_bad_params_have_their_numbers),
        STAGE_TEST(test_s16_a_discarded_call_is_answered_only_when_it_fails),
        STAGE_TEST(test_s18_the_tables_numbers_and_paths),
        STAGE_TEST(test_s18_a_bad_group_of_a_participant_is_4008),
        STAGE_TEST(test_s59_the_host_waits_for_no_reply_and_minds_none),
    };
    return cmocka_run_group_tests_name("host/conformance_packets", tests, NULL, NULL);
}
