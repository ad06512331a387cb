#include "support/host_rig.h"

#include <stdlib.h>

/* ---- replies ---- */

static void test_s12_replies_have_result_and_error(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"id\":3,\"type\":\"method\",\"method\":\"ready\",\"params\":{\"isReady\":false}}");
    assert_string_equal(rig_take(&rig->game), "{\"id\":3,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":2}");
    rig_game_says(rig, "{\"id\":4,\"type\":\"method\",\"method\":\"nonsense\"}");
    assert_string_equal(rig_take(&rig->game), "{\"id\":4,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4003,"
                                              "\"message\":\"unknown method\"},\"seq\":3}");
}

static void test_s13_ids_are_echoed_as_they_came(void **state)
{
    static const char *const ids[] = { "0", "7", "4294967295", "\"12\"", "12.0" };
    host_rig                *rig   = *state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        rig_game_says(rig, "{\"id\":%s,\"type\":\"method\",\"method\":\"ready\",\"params\":{\"isReady\":false}}", ids[i]);
        rig_expect_reply(&rig->game, ids[i], "null");
    }
}

static void test_s16_a_discarded_success_is_not_answered(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"id\":3,\"type\":\"method\",\"method\":\"getTime\",\"discard\":true}");
    rig_expect_nothing(&rig->game);
    rig_game_says(rig, "{\"id\":3,\"type\":\"method\",\"method\":\"deleteScene\",\"params\":{},\"discard\":true}");
    rig_expect_refusal(&rig->game, "3", 4004, "sceneID");
}

static void test_s09_incomplete_packets_are_understood(void **state)
{
    static const char *const packets[] = {
        "{\"id\":1,\"method\":\"getGroups\"}",
        "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\",\"params\":null}",
        "{\"params\":{},\"discard\":false,\"method\":\"getGroups\",\"id\":1}",
        "{\"id\":1,\"type\":null,\"method\":\"getGroups\",\"seq\":null,\"discard\":null}",
        "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\",\"seq\":-5,\"other\":[1]}",
    };
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        rig_game_says(rig, "%s", packets[i]);
        rig_expect_reply(&rig->game, "1", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    }
}

static void test_s09_a_call_without_an_id_is_obeyed_and_not_answered(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"type\":\"method\",\"method\":\"ready\"}");
    rig_expect(&rig->game, "onReady", "{\"isReady\":true}");
    rig_game_says(rig, "{\"type\":\"method\",\"method\":\"nonsense\"}");
    rig_expect_nothing(&rig->game);
}

static void test_s59_replies_of_clients_are_ignored(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"id\":0,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":4003,\"message\":\"?\"}}");
    rig_game_says(rig, "{\"id\":-1,\"type\":\"reply\"}");
    rig_expect_nothing(&rig->game);
    assert_int_equal(rig->complaints, 0);
}

/* ---- arrays ---- */

static void test_s10_arrays_are_taken_in_order_and_never_sent(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "[{\"id\":1,\"method\":\"ready\"},7,[],"
                       "{\"id\":2,\"method\":\"ready\",\"params\":{\"isReady\":false}},{\"id\":3,\"type\":\"x\"}]");
    rig_expect_call(&rig->game, "onReady");
    rig_expect_reply(&rig->game, "1", "null");
    rig_expect_refusal(&rig->game, "0", 4002, NULL);
    rig_expect_refusal(&rig->game, "0", 4002, NULL);
    rig_expect_call(&rig->game, "onReady");
    rig_expect_reply(&rig->game, "2", "null");
    rig_expect_refusal(&rig->game, "3", 4002, NULL);
    rig_game_says(rig, "[]");
    rig_expect_nothing(&rig->game);
}

/* ---- garbage ---- */

typedef struct garbage {
    const char *text, *id;
    int         code;
} garbage;

static const garbage garbages[] = {
    { "", "0", 4000 },
    { "hello", "0", 4000 },
    { "{", "0", 4000 },
    { "{\"id\":1,\"method\":\"getTime\"}}", "0", 4000 },
    { "{\"id\":1,\"method\":\"getTime\",}", "0", 4000 },
    { "{\"id\":1,\"method\":\"get\xff\"}", "0", 4000 },
    { "{\"id\":1,\"method\":\"getTime\",\"params\":{\"a\":[1,2}}", "0", 4000 },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "0", 4000 },
    { "{\"id\":1,\"method\":\"x\",\"params\":{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}}",
      "0", 4000 },
    { "7", "0", 4002 },
    { "null", "0", 4002 },
    { "\"getTime\"", "0", 4002 },
    { "{}", "0", 4002 },
    { "{\"id\":1,\"type\":\"event\"}", "1", 4002 },
    { "{\"id\":1,\"type\":7,\"method\":\"getTime\"}", "1", 4002 },
    { "{\"id\":1,\"type\":\"method\"}", "1", 4004 },
    { "{\"id\":1,\"type\":\"method\",\"method\":7}", "1", 4004 },
    { "{\"id\":1,\"method\":\"getTime\",\"params\":[]}", "1", 4004 },
    { "{\"id\":1,\"method\":\"getTime\",\"params\":\"x\"}", "1", 4004 },
    { "{\"id\":-1,\"method\":\"getTime\"}", "0", 4004 },
    { "{\"id\":4294967296,\"method\":\"getTime\"}", "0", 4004 },
    { "{\"id\":1.5,\"method\":\"getTime\"}", "0", 4004 },
    { "{\"id\":{},\"method\":\"getTime\"}", "0", 4004 },
    { "{\"id\":1,\"method\":\"GETTIME\"}", "1", 4003 },
    { "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"x\",\"event\":\"y\"}}", "1", 4003 },
    { "{\"id\":1,\"method\":\"sell\",\"params\":{}}", "1", 4003 },
};

static void test_s14_s15_garbage_is_answered_and_the_game_stays(void **state)
{
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(garbages); i++) {
        rig_game_says(rig, "%s", garbages[i].text);
        rig_expect_refusal(&rig->game, garbages[i].id, garbages[i].code, NULL);
        rig_expect_nothing(&rig->game);
    }
    assert_int_equal(rig->game.closed, 0);
    rig_game_says(rig, "{\"id\":1,\"method\":\"ready\",\"params\":{\"isReady\":false}}");
    rig_expect_reply(&rig->game, "1", "null");
    assert_int_equal(rig->complaints, 23);
}

static void test_s14_an_array_that_is_not_json_is_one_complaint(void **state)
{
    static const char *const texts[] = {
        "[{\"id\":1,\"method\":\"ready\",\"params\":{\"isReady\":false}},{\"id\":2,",
        "[1,2",
        "[{\"id\":1,\"method\":\"getTime\"}] x",
        "[\"a\",]",
    };
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        rig_game_says(rig, "%s", texts[i]);
        rig_expect_refusal(&rig->game, "0", 4000, NULL);
        rig_expect_nothing(&rig->game);
    }
}

static void test_a_frame_cut_anywhere_is_one_complaint(void **state)
{
    static const char packet[] = "{\"id\":1,\"type\":\"method\",\"method\":\"createControls\",\"params\":{\"sceneID\":"
                                 "\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"k\"}]},\"seq\":1}";
    host_rig         *rig      = *state;
    for (size_t len = 0; len < sizeof packet - 1; len++) {
        cho_host_room_game_frame(rig->room, (cho_span){ packet, len }, true, rig->now_ms);
        rig_expect_refusal(&rig->game, "0", 4000, NULL);
        rig_expect_nothing(&rig->game);
    }
    rig_game_says(rig, "%s", packet);
    rig_expect_call(&rig->game, "onControlCreate");
}

static void test_frames_too_large_to_take_in_are_answered(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    cho_host_room_game_oversize(rig->room, rig->now_ms);
    rig_expect_refusal(&rig->game, "0", 4000, NULL);
    cho_host_room_oversize(rig->room, viewer->handle, rig->now_ms);
    rig_expect_refusal(viewer, "0", 4099, NULL);
}

static void test_binary_frames_are_4001_and_the_fourth_in_a_row_ends_it(void **state)
{
    host_rig *rig  = *state;
    cho_span  junk = { "\x07\x1f\x8b", 3 };
    for (int i = 0; i < 3; i++) {
        cho_host_room_game_frame(rig->room, junk, false, rig->now_ms);
        rig_expect_refusal(&rig->game, "0", 4001, NULL);
    }
    rig_game_says(rig, "{\"id\":1,\"method\":\"ready\",\"params\":{\"isReady\":false}}");
    rig_expect_reply(&rig->game, "1", "null");
    for (int i = 0; i < 4; i++)
        cho_host_room_game_frame(rig->room, junk, false, rig->now_ms);
    assert_int_equal(rig->game.closed, 4001);
}

/* ---- participants ---- */

static void test_viewers_may_call_only_what_is_theirs(void **state)
{
    static const char *const refused[] = {
        "ready",        "createScenes",   "updateScenes",   "deleteScene",       "createGroups",
        "updateGroups", "deleteGroup",    "createControls", "updateControls",    "deleteControls",
        "updateWorld",  "broadcastEvent", "capture",        "getAllParticipants", "getActiveParticipants",
        "getParticipantsByMixerID", "getParticipantsBySessionID", "updateParticipants", "uploadFile",
    };
    static const char *const allowed[] = { "getTime", "getScenes", "getGroups" };
    host_rig                *rig       = *state;
    rig_peer                *viewer    = rig_join(rig, "Ann");
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        rig_says(rig, viewer, "{\"id\":1,\"method\":\"%s\",\"params\":{}}", refused[i]);
        rig_expect_refusal(viewer, "1", 4003, NULL);
    }
    for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
        rig_says(rig, viewer, "{\"id\":1,\"method\":\"%s\"}", allowed[i]);
        assert_non_null(strstr(rig_take(viewer), "\"error\":null"));
    }
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]}}");
    rig_expect_reply(viewer, "1", "{\"scheme\":\"text\"}");
    rig_expect_nothing(&rig->game);
}

/* Lists in a list: a hundred of each bracket, of which a format takes as many as it wants. */
#define OPEN  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
#define CLOSE "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"

static void test_viewers_may_nest_63_deep(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\",\"params\":{\"a\":%.61s1%.61s}}", OPEN, CLOSE);
    assert_non_null(strstr(rig_take(viewer), "\"time\":1000000"));
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\",\"params\":{\"a\":%.62s1%.62s}}", OPEN, CLOSE);
    rig_expect_refusal(viewer, "0", 4000, NULL);
    rig_says(rig, viewer, "[{\"id\":1,\"method\":\"getTime\",\"params\":{\"a\":%.61s1%.61s}}]", OPEN, CLOSE);
    assert_non_null(strstr(rig_take(viewer), "\"time\":1000000"));
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\",\"params\":{\"a\":\"%s\"}}", OPEN);
    assert_non_null(strstr(rig_take(viewer), "\"time\":1000000"));
}

static void test_a_viewer_whose_text_is_not_utf8_is_closed(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\xc0\x80\"}");
    assert_int_equal(viewer->closed, 1007);
    rig_expect_nothing(viewer);
}

static void test_a_viewer_who_sends_only_garbage_is_shown_out(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    for (int i = 0; i < 99; i++)
        rig_says(rig, viewer, "%s", garbages[(size_t)i % 5].text);
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\"}");
    for (int i = 0; i < 96; i++)
        rig_says(rig, viewer, "%s", garbages[(size_t)i % 5].text);
    for (int i = 0; i < 3; i++)
        cho_host_room_frame(rig->room, viewer->handle, (cho_span){ "x", 1 }, false, rig->now_ms);
    assert_int_equal(viewer->closed, 0);
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"no\"}");
    assert_int_equal(viewer->closed, 1008);
    rig_forget(viewer);
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\"}");
    rig_expect_nothing(viewer);
}

static void test_questions_of_a_viewer_are_counted(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    for (int i = 0; i < 40; i++) {
        rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\"}");
        assert_non_null(strstr(rig_take(viewer), "\"error\":null"));
    }
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\"}");
    rig_expect_refusal(viewer, "1", 4099, NULL);
    rig->now_ms += 100;
    rig_says(rig, viewer, "{\"id\":1,\"method\":\"getTime\"}");
    rig_expect_reply(viewer, "1", "{\"time\":1000100}");
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s12_replies_have_result_and_error),
        GAME_TEST(test_s13_ids_are_echoed_as_they_came),
        GAME_TEST(test_s16_a_discarded_success_is_not_answered),
        GAME_TEST(test_s09_incomplete_packets_are_understood),
        GAME_TEST(test_s09_a_call_without_an_id_is_obeyed_and_not_answered),
        GAME_TEST(test_s59_replies_of_clients_are_ignored),
        GAME_TEST(test_s10_arrays_are_taken_in_order_and_never_sent),
        GAME_TEST(test_s14_s15_garbage_is_answered_and_the_game_stays),
        GAME_TEST(test_s14_an_array_that_is_not_json_is_one_complaint),
        GAME_TEST(test_a_frame_cut_anywhere_is_one_complaint),
        GAME_TEST(test_frames_too_large_to_take_in_are_answered),
        GAME_TEST(test_binary_frames_are_4001_and_the_fourth_in_a_row_ends_it),
        GAME_TEST(test_viewers_may_call_only_what_is_theirs),
        GAME_TEST(test_viewers_may_nest_63_deep),
        GAME_TEST(test_a_viewer_whose_text_is_not_utf8_is_closed),
        GAME_TEST(test_a_viewer_who_sends_only_garbage_is_shown_out),
        GAME_TEST(test_questions_of_a_viewer_are_counted),
    };
    return cmocka_run_group_tests_name("host/frames", tests, NULL, NULL);
}
