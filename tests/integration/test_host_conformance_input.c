/* Which input a host lets through, and what it costs, on real sockets. */
#include "support/host_lab.h"
#include "support/packet_expect.h"

#include <stdio.h>
#include <stdlib.h>

#define PRESS   "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":0}"
#define RELEASE "{\"controlID\":\"b\",\"event\":\"mouseup\",\"button\":0}"

typedef struct stage {
    host_lab    lab;
    raw_socket *game;
    raw_socket *ann; /* has 50 sparks */
    raw_socket *guest;
    char        ann_id[37];
} stage;

static void open_host(stage *s)
{
    chorus_host_user    ann;
    chorus_host_options options;
    CHORUS_INIT(&ann);
    ann.token   = "t-ann";
    ann.name    = "Ann";
    ann.user_id = 9;
    ann.level   = 3;
    ann.sparks  = 50;
    CHORUS_INIT(&options);
    options.users      = &ann;
    options.user_count = 1;
    host_lab_open(&s->lab, &options);
}

/* A game that is ready with a button b of no cost, Ann and a guest; all is said that was to be said. */
static int set_up(void **state)
{
    stage *s = malloc(sizeof *s);
    assert_non_null(s);
    open_host(s);
    s->game = host_lab_game(&s->lab);
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_do(s->game, "ready", "{}");
    s->ann           = host_lab_viewer_by(&s->lab, "Authorization: Bearer t-ann\r\n");
    const char *told = host_lab_expect_call(s->game, "onParticipantJoin");
    packet_copy_session(told, s->ann_id);
    s->guest = host_lab_viewer_by(&s->lab, "");
    host_lab_expect_call(s->game, "onParticipantJoin");
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stage *s = *state;
    host_lab_hang_up(s->ann);
    host_lab_hang_up(s->guest);
    host_lab_hang_up(s->game);
    host_lab_close(&s->lab);
    free(s);
    return 0;
}

/* The viewer's call with id 5; what it was told before the reply is passed over. */
static void give(raw_socket *viewer, const char *input)
{
    host_lab_call(viewer, "5", "giveInput", input);
    assert_non_null(strstr(host_lab_hear_of(viewer, "{\"id\":5,\"type\":\"reply\""), "\"error\":null"));
}

static void give_in_vain(raw_socket *viewer, const char *input, int code)
{
    char expected[96];
    snprintf(expected, sizeof expected, "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":{\"code\":%d,", code);
    host_lab_call(viewer, "5", "giveInput", input);
    assert_non_null(strstr(host_lab_hear_of(viewer, "{\"id\":5,\"type\":\"reply\""), expected));
}

/* ---- participants ---- */

static void test_s23_participants_have_all_their_members(void **state)
{
    stage      *s    = *state;
    const char *list = host_lab_do(s->game, "getAllParticipants", "{}");
    char        ann[256];
    snprintf(ann, sizeof ann,
             "{\"sessionID\":\"%s\",\"userID\":9,\"username\":\"Ann\",\"level\":3,\"lastInputAt\":0,"
             "\"connectedAt\":",
             s->ann_id);
    assert_non_null(strstr(list, ann));
    assert_non_null(strstr(list, ",\"disabled\":false,\"groupID\":\"default\",\"anonymous\":false,"
                                 "\"channelGroups\":[\"User\"]}"));
    assert_non_null(strstr(list, "\"userID\":0,\"username\":\"Guest-"));
    assert_non_null(strstr(list, "\"anonymous\":true,\"channelGroups\":["));
}

static void test_s26_a_game_that_comes_anew_is_told_of_everybody_who_is_there(void **state)
{
    host_lab            lab;
    chorus_host_options options;
    raw_socket         *ann, *game;
    (void)state;
    CHORUS_INIT(&options);
    options.grace_ms = 60000;
    host_lab_open(&lab, &options);
    game = host_lab_game(&lab);
    ann  = host_lab_viewer(&lab, "Ann");
    host_lab_expect_call(game, "onParticipantJoin");
    host_lab_hang_up(game);
    host_lab_wait_counts(&lab, 1, 0);
    assert_int_equal(host_lab_knock(&lab, &game, "/gameClient", HOST_LAB_GAME_LINES), 101);
    host_lab_expect(game, "hello", "{}");
    assert_non_null(strstr(host_lab_expect_call(game, "onParticipantJoin"), "\"username\":\"Ann\""));
    host_lab_expect_nothing(game);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

/* ---- what is refused ---- */

static void test_s36_input_is_refused_while_it_must_not_be_given(void **state)
{
    stage *s = *state;
    char   params[256];
    give(s->ann, PRESS);
    host_lab_do(s->game, "ready", "{\"isReady\":false}");
    give_in_vain(s->ann, PRESS, 4099);
    host_lab_do(s->game, "ready", "{\"isReady\":true}");
    host_lab_do(s->game, "updateControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true}]}");
    give_in_vain(s->ann, PRESS, 4099);
    host_lab_do(s->game, "updateControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\","
                "\"disabled\":false,\"cooldown\":99999999999999}]}");
    give_in_vain(s->ann, PRESS, 4099);
    host_lab_do(s->game, "updateControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"cooldown\":1000}]}");
    give(s->ann, PRESS);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"disabled\":true}]}", s->ann_id);
    host_lab_do(s->game, "updateParticipants", params);
    give_in_vain(s->ann, PRESS, 4099);
    give(s->guest, PRESS);
}

static void test_s36_only_the_scene_of_ones_own_group_counts(void **state)
{
    stage *s = *state;
    char   params[256];
    host_lab_do(s->game, "createScenes",
                "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":["
                "{\"controlID\":\"c\",\"kind\":\"button\"}]}]}");
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    give_in_vain(s->ann, "{\"controlID\":\"c\",\"event\":\"mousedown\"}", 4012);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g\"}]}", s->ann_id);
    host_lab_do(s->game, "updateParticipants", params);
    give(s->ann, "{\"controlID\":\"c\",\"event\":\"mousedown\"}");
    give_in_vain(s->ann, PRESS, 4012);
}

static void test_s37_a_release_passes_during_a_cooldown(void **state)
{
    stage *s = *state;
    give(s->ann, PRESS);
    host_lab_do(s->game, "updateControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"cooldown\":99999999999999}]}");
    give_in_vain(s->guest, PRESS, 4099);
    give(s->ann, RELEASE);
    assert_non_null(strstr(host_lab_expect_call(s->game, "giveInput"), "\"event\":\"mouseup\""));
}

/* ---- what costs ---- */

static void set_cost(stage *s, int cost)
{
    char params[128];
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"cost\":%d}]}", cost);
    host_lab_do(s->game, "updateControls", params);
}

/* The transaction of the input that the game is told of next. */
static void read_transaction(stage *s, char id[37])
{
    const char *at = strstr(host_lab_expect_call(s->game, "giveInput"), "\"transactionID\":\"");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "\"transactionID\":\"%36s", id), 1);
}

static void call_capture(stage *s, const char *id)
{
    char params[80];
    snprintf(params, sizeof params, "{\"transactionID\":\"%.36s\"}", id);
    host_lab_call(s->game, "1", "capture", params);
}

static void test_s24_what_is_free_has_no_transaction(void **state)
{
    stage *s = *state;
    give(s->ann, PRESS);
    host_lab_expect(s->game, "giveInput", "{\"participantID\":\"%s\",\"input\":" PRESS "}", s->ann_id);
    set_cost(s, 5);
    give(s->ann, RELEASE);
    host_lab_expect(s->game, "giveInput", "{\"participantID\":\"%s\",\"input\":" RELEASE "}", s->ann_id);
}

static void test_s38_transactions_are_for_presses_that_cost_and_people_who_can_pay(void **state)
{
    stage *s = *state;
    char   id[37];
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"t\","
                "\"kind\":\"textbox\",\"cost\":5},{\"controlID\":\"w\",\"kind\":\"wheel\",\"cost\":5}]}");
    set_cost(s, 5);
    give_in_vain(s->guest, PRESS, 4026);
    give(s->guest, RELEASE);
    assert_null(strstr(host_lab_expect_call(s->game, "giveInput"), "transactionID"));
    static const char *const charged[]        = { PRESS, "{\"controlID\":\"b\",\"event\":\"keydown\"}",
                                                  "{\"controlID\":\"t\",\"event\":\"submit\",\"value\":\"x\"}",
                                                  "{\"controlID\":\"w\",\"event\":\"mousedown\"}" };
    static const char *const free_of_charge[] = { RELEASE, "{\"controlID\":\"b\",\"event\":\"keyup\"}",
                                                  "{\"controlID\":\"w\",\"event\":\"spin\"}" };
    for (size_t i = 0; i < ARRAY_LEN(charged); i++) {
        give(s->ann, charged[i]);
        read_transaction(s, id);
    }
    for (size_t i = 0; i < ARRAY_LEN(free_of_charge); i++) {
        give(s->ann, free_of_charge[i]);
        assert_null(strstr(host_lab_expect_call(s->game, "giveInput"), "transactionID"));
    }
    set_cost(s, 51);
    give_in_vain(s->ann, PRESS, 4007);
}

static void test_s39_a_capture_pays_once_and_never_more_than_there_is(void **state)
{
    stage *s = *state;
    char   ids[3][37];
    set_cost(s, 20);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        give(s->ann, PRESS);
        read_transaction(s, ids[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        call_capture(s, ids[i]);
        host_lab_expect_reply(s->game, "1", "null");
        host_lab_hear_of(s->ann, i == 0 ? "\"sparks\":30" : "\"sparks\":10");
        call_capture(s, ids[i]);
        host_lab_expect_refusal(s->game, "1", 4006, "transactionID");
    }
    call_capture(s, ids[2]);
    host_lab_expect_refusal(s->game, "1", 4007, NULL);
    call_capture(s, "unknown");
    host_lab_expect_refusal(s->game, "1", 4006, "transactionID");
    host_lab_expect_nothing(s->ann);
}

static void test_s39_captures_at_once_do_not_overdraw(void **state)
{
    enum { PRESSES = 8 };
    stage *s = *state;
    char   ids[PRESSES][37];
    int    paid = 0;
    set_cost(s, 15);
    for (size_t i = 0; i < PRESSES; i++) {
        give(s->ann, PRESS);
        read_transaction(s, ids[i]);
    }
    for (size_t i = 0; i < PRESSES; i++)
        call_capture(s, ids[i]);
    for (size_t i = 0; i < PRESSES; i++)
        paid += strstr(host_lab_hear_of(s->game, "{\"id\":1,\"type\":\"reply\""), "\"error\":null") != NULL;
    assert_int_equal(paid, 3);
}

static void test_s39_a_capture_works_after_its_participant_has_left(void **state)
{
    stage *s = *state;
    char   id[37];
    set_cost(s, 20);
    give(s->ann, PRESS);
    read_transaction(s, id);
    host_lab_hang_up(s->ann);
    host_lab_hear_of(s->game, "onParticipantLeave");
    call_capture(s, id);
    host_lab_expect_reply(s->game, "1", "null");
    s->ann = host_lab_viewer_by(&s->lab, "Authorization: Bearer t-ann\r\n");
    host_lab_hear_of(s->game, "onParticipantJoin");
}

/* ---- the end ---- */

static void test_s56_with_the_game_everything_goes(void **state)
{
    stage *s = *state;
    char   id[37], params[256];
    set_cost(s, 20);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", s->ann_id);
    host_lab_do(s->game, "updateParticipants", params);
    host_lab_do(s->game, "updateWorld", "{\"world\":{\"round\":5}}");
    give(s->ann, PRESS);
    read_transaction(s, id);
    host_lab_hang_up(s->game);
    assert_int_equal(host_lab_closed(s->ann), 4016);
    host_lab_hang_up(s->ann);
    host_lab_wait_counts(&s->lab, 0, 0);
    s->game = host_lab_game(&s->lab);
    host_lab_call(s->game, "3", "updateWorld", "{\"world\":{}}");
    host_lab_hear_of(s->game, "{\"id\":3,\"type\":\"reply\",\"result\":{\"scenes\":[]},\"error\":null");
    call_capture(s, id);
    host_lab_expect_refusal(s->game, "1", 4006, "transactionID");
    assert_non_null(strstr(host_lab_do(s->game, "getScenes", "{}"), "\"controls\":[]"));
    s->ann = host_lab_viewer_by(&s->lab, "Authorization: Bearer t-ann\r\n");
    assert_null(strstr(host_lab_expect_call(s->game, "onParticipantJoin"), "score"));
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_s23_participants_have_all_their_members),
        cmocka_unit_test(test_s26_a_game_that_comes_anew_is_told_of_everybody_who_is_there),
        STAGE_TEST(test_s36_input_is_refused_while_it_must_not_be_given),
        STAGE_TEST(test_s36_only_the_scene_of_ones_own_group_counts),
        STAGE_TEST(test_s37_a_release_passes_during_a_cooldown),
        STAGE_TEST(test_s24_what_is_free_has_no_transaction),
        STAGE_TEST(test_s38_transactions_are_for_presses_that_cost_and_people_who_can_pay),
        STAGE_TEST(test_s39_a_capture_pays_once_and_never_more_than_there_is),
        STAGE_TEST(test_s39_captures_at_once_do_not_overdraw),
        STAGE_TEST(test_s39_a_capture_works_after_its_participant_has_left),
        STAGE_TEST(test_s56_with_the_game_everything_goes),
    };
    return cmocka_run_group_tests_name("host/conformance_input", tests, NULL, NULL);
}
