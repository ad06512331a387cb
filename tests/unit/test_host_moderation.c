#include "support/rig_stage.h"

#include "host/room/host_moderation.h"
#include "support/failing_allocator.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTROLS                                                                                                       \
    "{\"controlID\":\"b\",\"kind\":\"button\",\"text\":\"Jump\"},{\"controlID\":\"c\",\"kind\":\"button\"},"           \
    "{\"controlID\":\"j\",\"kind\":\"joystick\"},{\"controlID\":\"t\",\"kind\":\"textbox\"}"

static void bring_ben(rig_stage *s)
{
    s->ben = rig_join(s->rig, "Ben");
    rig_forget(s->ann);
}

static int set_up_on(void **state, uint32_t grace_ms)
{
    bring_ben(rig_stage_open(state, grace_ms, CONTROLS));
    return 0;
}

static int set_up(void **state)
{
    return set_up_on(state, 0);
}

static int set_up_patient(void **state)
{
    return set_up_on(state, 5000);
}

/* ---- saying and hearing ---- */

static chorus_result moderate(rig_stage *s, cho_host_order order)
{
    cho_host_outcome outcome;
    return cho_host_room_moderate(s->rig->room, &order, s->rig->now_ms, &outcome);
}

static cho_host_order of_ann(const rig_stage *s, cho_host_deed deed, uint32_t value)
{
    return (cho_host_order){ .deed = deed, .participant = cho_span_of(s->ann->id), .value = value };
}

static cho_host_order of_button(cho_host_deed deed, uint32_t value)
{
    return (cho_host_order){
        .deed = deed, .scene = cho_span_of("default"), .control = cho_span_of("b"), .value = value
    };
}

static cho_host_order of_all(cho_host_deed deed, uint32_t value)
{
    return (cho_host_order){ .deed = deed, .value = value };
}

static void give_by(rig_stage *s, rig_peer *who, const char *input)
{
    rig_says(s->rig, who, "{\"id\":9,\"method\":\"giveInput\",\"params\":%s}", input);
}

static void give(rig_stage *s, const char *input)
{
    give_by(s, s->ann, input);
}

static void press(rig_stage *s, const char *control)
{
    char input[96];
    snprintf(input, sizeof input, "{\"controlID\":\"%s\",\"event\":\"mousedown\"}", control);
    give(s, input);
}

static void expect_taken(rig_stage *s)
{
    rig_expect_reply(s->ann, "9", "null");
    rig_expect_call(&s->rig->game, "giveInput");
}

static void expect_refused(rig_stage *s, const char *message)
{
    const char *text = rig_take(s->ann);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"code\":4099"));
    assert_non_null(strstr(text, message));
    rig_expect_nothing(&s->rig->game);
}

static void expect_release(rig_stage *s)
{
    rig_expect(&s->rig->game, "giveInput",
               "{\"participantID\":\"%s\",\"input\":{\"controlID\":\"b\",\"event\":\"mouseup\",\"button\":0}}",
               s->ann->id);
}

static void hold_button(rig_stage *s)
{
    press(s, "b");
    expect_taken(s);
}

/* ---- one participant ---- */

static void test_who_is_kicked_is_closed_with_4028(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_KICK, 0)));
    assert_int_equal(s->ann->closed, CHO_HOST_CLOSE_KICKED);
    assert_int_equal(s->ben->closed, 0);
}

static void test_who_is_kicked_may_come_back(void **state)
{
    rig_stage        *s   = *state;
    cho_host_identity who = { .device = 5 };
    const char       *reason;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_KICK, 0)));
    assert_int_equal(cho_host_room_judge(s->rig->room, &who, s->rig->now_ms, &reason), 0);
}

static void test_what_the_kicked_hold_is_let_go_of_when_they_leave(void **state)
{
    rig_stage *s = *state;
    hold_button(s);
    assert_ok(moderate(s, of_ann(s, CHO_HOST_KICK, 0)));
    rig_leave(s->rig, s->ann);
    expect_release(s);
    rig_expect_call(&s->rig->game, "onParticipantLeave");
}

static void test_nobody_is_moderated_by_an_unknown_id(void **state)
{
    rig_stage     *s     = *state;
    cho_host_order order = { .deed = CHO_HOST_KICK, .participant = cho_span_of("nobody") };
    for (order.deed = CHO_HOST_KICK; order.deed < CHO_HOST_SLOW_MODE; order.deed++)
        assert_int_equal(moderate(s, order), CHORUS_E_NOT_FOUND);
}

static void test_a_disabled_participant_is_told_and_so_is_the_game(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_DISABLE, 1)));
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantUpdate"), "\"disabled\":true"));
    assert_non_null(strstr(rig_expect_call(s->ann, "onParticipantUpdate"), "\"disabled\":true"));
    press(s, "b");
    expect_refused(s, "participant disabled");
}

static void test_a_participant_is_enabled_again(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_DISABLE, 1)));
    assert_ok(moderate(s, of_ann(s, CHO_HOST_DISABLE, 0)));
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    press(s, "b");
    expect_taken(s);
}

static void test_the_same_again_tells_nobody(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_DISABLE, 0)));
    rig_expect_nothing(&s->rig->game);
    rig_expect_nothing(s->ann);
}

static void test_who_is_muted_is_not_heard(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_ALL)));
    press(s, "b");
    expect_refused(s, "you are muted");
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_NOTHING)));
    press(s, "b");
    expect_taken(s);
}

static void test_a_mute_lets_go_of_what_was_held(void **state)
{
    rig_stage *s = *state;
    hold_button(s);
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_ALL)));
    expect_release(s);
}

static void test_a_mute_of_texts_leaves_buttons(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_TEXT)));
    give(s, "{\"controlID\":\"t\",\"event\":\"submit\",\"value\":\"hello\"}");
    expect_refused(s, "your texts are muted");
    press(s, "b");
    expect_taken(s);
}

static void test_the_game_cannot_lift_a_mute(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_ALL)));
    rig_game_says(s->rig, "{\"method\":\"updateParticipants\",\"params\":{\"participants\":[{\"sessionID\":\"%s\","
                          "\"disabled\":false}]}}",
                  s->ann->id);
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    press(s, "b");
    expect_refused(s, "you are muted");
}

/* ---- bans ---- */

static rig_peer *join_with(rig_stage *s, const cho_host_identity *who)
{
    rig_peer *viewer = rig_try_join_who(s->rig, who);
    rig_forget(viewer);
    rig_forget(&s->rig->game);
    return viewer;
}

static chorus_result ban(rig_stage *s, const rig_peer *viewer, int64_t for_ms, bool by_network)
{
    return moderate(s, (cho_host_order){ .deed        = CHO_HOST_BAN,
                                         .participant = cho_span_of(viewer->id),
                                         .reason      = cho_span_of("spam"),
                                         .for_ms      = for_ms,
                                         .by_network  = by_network });
}

static uint16_t judge(rig_stage *s, const cho_host_identity *who)
{
    const char *reason;
    uint16_t    verdict = cho_host_room_judge(s->rig->room, who, s->rig->now_ms, &reason);
    if (verdict == CHO_HOST_CLOSE_BANNED)
        assert_string_equal(reason, "spam");
    return verdict;
}

static void test_who_is_banned_is_closed_with_4025_in_every_tab(void **state)
{
    rig_stage              *s   = *state;
    const cho_host_identity who = { .name = "Troll", .device = 5 };
    rig_peer               *one = join_with(s, &who), *two = join_with(s, &who);
    assert_ok(ban(s, one, 0, false));
    assert_int_equal(one->closed, CHO_HOST_CLOSE_BANNED);
    assert_int_equal(two->closed, CHO_HOST_CLOSE_BANNED);
    assert_int_equal(s->ann->closed, 0);
}

static void test_a_guest_who_is_banned_does_not_come_back(void **state)
{
    rig_stage              *s   = *state;
    const cho_host_identity who = { .name = "Troll", .device = 5 }, other = { .device = 6 };
    assert_ok(ban(s, join_with(s, &who), 0, false));
    assert_int_equal(judge(s, &who), CHO_HOST_CLOSE_BANNED);
    assert_int_equal(judge(s, &other), 0);
}

static void test_a_user_who_is_banned_does_not_come_back(void **state)
{
    rig_stage              *s   = *state;
    cho_host_user          *bob = rig_user(s->rig, 9, "Bob", 0);
    const cho_host_identity who = { .user = bob };
    assert_ok(ban(s, join_with(s, &who), 0, false));
    assert_int_equal(judge(s, &who), CHO_HOST_CLOSE_BANNED);
}

static void test_a_ban_by_network_hits_whoever_comes_from_there(void **state)
{
    rig_stage              *s   = *state;
    const cho_host_identity who = { .name = "Troll", .network = cho_host_network_of("198.51.100.7") };
    const cho_host_identity new = { .name = "Other", .device = 8, .network = who.network };
    assert_ok(ban(s, join_with(s, &who), 0, false));
    assert_int_equal(judge(s, &new), 0);
    assert_ok(ban(s, join_with(s, &who), 0, true));
    assert_int_equal(judge(s, &new), CHO_HOST_CLOSE_BANNED);
}

static void test_a_ban_for_a_time_ends(void **state)
{
    rig_stage              *s   = *state;
    const cho_host_identity who = { .name = "Troll", .device = 5 };
    assert_ok(ban(s, join_with(s, &who), 60000, false));
    assert_int_equal(judge(s, &who), CHO_HOST_CLOSE_BANNED);
    rig_pass(s->rig, 60000);
    assert_int_equal(judge(s, &who), 0);
}

static void test_a_ban_is_lifted_by_what_it_bans(void **state)
{
    rig_stage              *s     = *state;
    const cho_host_identity who = { .name = "Troll", .device = 5 };
    cho_host_order          order = { .deed = CHO_HOST_UNBAN, .ban = cho_span_of("device:0000000000000005") };
    assert_ok(ban(s, join_with(s, &who), 0, false));
    assert_ok(moderate(s, order));
    assert_int_equal(judge(s, &who), 0);
    assert_int_equal(moderate(s, order), CHORUS_E_NOT_FOUND);
}

static void test_a_ban_outlives_the_session(void **state)
{
    rig_stage              *s   = *state;
    const cho_host_identity who = { .name = "Troll", .device = 5 };
    assert_ok(ban(s, join_with(s, &who), 0, false));
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    assert_int_equal(judge(s, &who), CHO_HOST_CLOSE_BANNED);
}

static void test_a_ban_that_was_written_down_holds(void **state)
{
    rig_stage              *s    = *state;
    const cho_host_identity who  = { .device = 5 };
    const cho_host_ban      kept = { .since_ms = 1, .reason = "spam" };
    assert_ok(cho_host_room_remember_ban(s->rig->room, cho_span_of("device:0000000000000005"), &kept, s->rig->now_ms));
    assert_int_equal(judge(s, &who), CHO_HOST_CLOSE_BANNED);
    assert_int_equal(cho_host_room_remember_ban(s->rig->room, cho_span_of("x"), &kept, s->rig->now_ms),
                     CHORUS_E_INVALID);
}

/* ---- controls ---- */

#define MUTED "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true,\"kind\":\"button\",\"text\":\"Jump\"}]}"

static void test_a_muted_control_is_disabled_for_the_audience_only(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_expect(s->ann, "onControlUpdate", MUTED);
    rig_expect(s->ben, "onControlUpdate", MUTED);
    rig_expect_nothing(&s->rig->game);
    press(s, "b");
    expect_refused(s, "this control is muted");
    press(s, "c");
    expect_taken(s);
}

static void test_a_control_is_as_the_game_left_it_when_it_is_heard_again(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"text\":\"Hop\"}]}");
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 0)));
    rig_expect(s->ann, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\",\"disabled\":false,"
               "\"text\":\"Hop\"}]}");
    press(s, "b");
    expect_taken(s);
}

static void test_the_game_changes_a_muted_control_and_the_audience_sees_it_disabled(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_forget(s->ann);
    rig_call(s->rig, "updateControls",
             "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"text\":null,\"disabled\":false}]}");
    rig_expect(&s->rig->game, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\",\"disabled\":false,"
               "\"text\":null}]}");
    rig_expect(s->ann, "onControlUpdate",
               "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true,\"kind\":\"button\","
               "\"text\":null}]}");
}

static void test_newcomers_see_muted_controls_disabled(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_peer *cyd = rig_try_join(s->rig, "Cyd");
    rig_expect_call(cyd, "hello");
    assert_non_null(strstr(rig_expect_call(cyd, "onSceneCreate"), "{\"controlID\":\"b\",\"disabled\":true,"));
}

static void test_scenes_are_fetched_by_either_as_each_sees_them(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_forget(s->ann);
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"getScenes\"}");
    assert_non_null(strstr(rig_take(s->ann), "{\"controlID\":\"b\",\"disabled\":true,"));
    rig_call(s->rig, "getScenes", "{}");
    assert_null(strstr(rig_take(&s->rig->game), "\"disabled\":true"));
}

static void test_a_control_that_is_made_anew_stays_muted(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    rig_do(s->rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"b\"]}");
    rig_call(s->rig, "createControls",
             "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    assert_null(strstr(rig_expect_call(&s->rig->game, "onControlCreate"), "\"disabled\":true"));
    assert_non_null(strstr(rig_expect_call(s->ann, "onControlCreate"), "\"disabled\":true"));
    press(s, "b");
    rig_forget(&s->rig->game);
    expect_refused(s, "this control is muted");
}

static void test_a_muted_control_is_let_go_of(void **state)
{
    rig_stage *s = *state;
    hold_button(s);
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    expect_release(s);
    rig_expect_nothing(&s->rig->game);
}

static void test_moves_that_wait_for_a_muted_control_are_dropped(void **state)
{
    rig_stage     *s     = *state;
    cho_host_order order = of_button(CHO_HOST_MUTE_CONTROL, 1);
    order.control        = cho_span_of("j");
    for (int i = 0; i < 12; i++)
        give(s, "{\"controlID\":\"j\",\"event\":\"move\",\"x\":0.5,\"y\":0.5}");
    rig_forget(&s->rig->game);
    assert_ok(moderate(s, order));
    rig_expect(&s->rig->game, "giveInput",
               "{\"participantID\":\"%s\",\"input\":{\"controlID\":\"j\",\"event\":\"move\",\"x\":0,\"y\":0}}", s->ann->id);
    rig_pass(s->rig, 1000);
    rig_expect_nothing(&s->rig->game);
}

/* ---- everybody ---- */

static void test_slow_mode_takes_one_input_in_its_time(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    rig_expect(s->ann, "onReady", "{\"isReady\":true,\"slowMs\":3000}");
    press(s, "b");
    expect_taken(s);
    rig_pass(s->rig, 1000);
    press(s, "c");
    expect_refused(s, "slow mode: again in 2000 ms");
    rig_pass(s->rig, 2000);
    press(s, "c");
    expect_taken(s);
}

static void test_slow_mode_slows_everybody_for_themselves(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    rig_forget(s->ann);
    rig_forget(s->ben);
    press(s, "b");
    expect_taken(s);
    give_by(s, s->ben, "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    rig_expect_reply(s->ben, "9", "null");
}

static void test_slow_mode_leaves_releases_and_moves(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    rig_forget(s->ann);
    hold_button(s);
    give(s, "{\"controlID\":\"b\",\"event\":\"mouseup\"}");
    expect_taken(s);
    give(s, "{\"controlID\":\"j\",\"event\":\"move\",\"x\":0.5,\"y\":0.5}");
    expect_taken(s);
}

static void test_in_slow_mode_texts_are_sent_by_submit_only(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    rig_forget(s->ann);
    give(s, "{\"controlID\":\"t\",\"event\":\"change\",\"value\":\"h\"}");
    expect_refused(s, "this textbox sends by submit only");
    give(s, "{\"controlID\":\"t\",\"event\":\"submit\",\"value\":\"hello\"}");
    expect_taken(s);
}

static void test_a_slow_mode_of_more_than_an_hour_is_refused(void **state)
{
    assert_int_equal(moderate(*state, of_all(CHO_HOST_SLOW_MODE, CHO_HOST_SLOW_MAX_MS + 1)), CHORUS_E_INVALID);
}

static void test_guests_are_not_heard_while_only_members_are(void **state)
{
    rig_stage              *s     = *state;
    const cho_host_identity guest = { .device = 5 }, user = { .user = rig_user(s->rig, 9, "Bob", 0) };
    hold_button(s);
    assert_ok(moderate(s, of_all(CHO_HOST_MEMBERS_ONLY, 1)));
    expect_release(s);
    press(s, "b");
    expect_refused(s, "only members");
    assert_int_equal(judge(s, &guest), CHO_HOST_CLOSE_UNAUTHORISED);
    assert_int_equal(judge(s, &user), 0);
    assert_ok(moderate(s, of_all(CHO_HOST_MEMBERS_ONLY, 0)));
    assert_int_equal(judge(s, &guest), 0);
}

static cho_host_order stop_for(const char *reason)
{
    return (cho_host_order){ .deed = CHO_HOST_STOP, .reason = cho_span_of(reason) };
}

static void test_a_stop_is_told_with_its_reason_and_refuses_everything(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, stop_for("one moment")));
    rig_expect(s->ann, "onReady", "{\"isReady\":false,\"isStopped\":true,\"reason\":\"one moment\"}");
    rig_expect_nothing(&s->rig->game);
    press(s, "b");
    expect_refused(s, "everything is stopped: one moment");
}

static void test_a_stop_lets_go_of_everything(void **state)
{
    rig_stage *s = *state;
    hold_button(s);
    assert_ok(moderate(s, stop_for("")));
    expect_release(s);
    rig_expect_nothing(&s->rig->game);
}

static void test_the_game_is_ready_and_the_show_is_still_stopped(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, stop_for("")));
    rig_do(s->rig, "ready", "{\"isReady\":false}");
    rig_call(s->rig, "ready", "{\"isReady\":true}");
    rig_expect(&s->rig->game, "onReady", "{\"isReady\":true}");
    rig_expect(s->ann, "onReady", "{\"isReady\":false,\"isStopped\":true,\"reason\":\"\"}");
}

static void test_newcomers_hear_of_the_stop(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, stop_for("one moment")));
    rig_peer   *cyd  = rig_try_join(s->rig, "Cyd");
    const char *text = NULL, *last = NULL;
    while ((text = rig_take(cyd)) != NULL)
        last = text;
    assert_non_null(strstr(last, "{\"isReady\":false,\"isStopped\":true,\"reason\":\"one moment\"}"));
}

static void test_the_show_goes_on(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, stop_for("")));
    rig_forget(s->ann);
    assert_ok(moderate(s, of_all(CHO_HOST_GO_ON, 0)));
    rig_expect(s->ann, "onReady", "{\"isReady\":true}");
    press(s, "b");
    expect_taken(s);
}

static void test_going_on_without_a_stop_tells_nobody(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_all(CHO_HOST_GO_ON, 0)));
    rig_expect_nothing(s->ann);
}

static void test_nothing_invisible_stands_in_a_reason(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, stop_for("a\xe2\x80\xae"
                                   "b\n")));
    rig_expect(s->ann, "onReady", "{\"isReady\":false,\"isStopped\":true,\"reason\":\"ab\"}");
}

/* ---- how long it lasts ---- */

static void test_moderation_survives_a_game_that_comes_back(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_ann(s, CHO_HOST_MUTE, CHO_HOST_MUTE_ALL)));
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    assert_ok(moderate(s, stop_for("")));
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    rig_ready(s->rig);
    rig_forget(s->ann);
    press(s, "b");
    expect_refused(s, "everything is stopped");
    assert_ok(moderate(s, of_all(CHO_HOST_GO_ON, 0)));
    rig_expect(s->ann, "onReady", "{\"isReady\":true,\"slowMs\":3000}");
    press(s, "c");
    expect_refused(s, "you are muted");
    give_by(s, s->ben, "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    rig_expect_nothing(&s->rig->game);
}

static void test_moderation_ends_with_the_session(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, of_button(CHO_HOST_MUTE_CONTROL, 1)));
    assert_ok(moderate(s, of_all(CHO_HOST_SLOW_MODE, 3000)));
    assert_ok(moderate(s, of_all(CHO_HOST_MEMBERS_ONLY, 1)));
    assert_ok(moderate(s, stop_for("")));
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    rig_stage_furnish(s, CONTROLS);
    bring_ben(s);
    for (int i = 0; i < 3; i++) {
        press(s, "b");
        expect_taken(s);
    }
}

static void test_without_memory_nothing_is_muted(void **state)
{
    host_rig          rig;
    failing_allocator failing;
    rig_stage         s = { .rig = &rig };
    (void)state;
    failing_allocator_init(&failing);
    rig_init(&rig, &failing.hooks);
    rig_enter_game(&rig);
    rig_stage_furnish(&s, CONTROLS);
    bring_ben(&s);
    failing_allocator_fail_at(&failing, 1, true);
    assert_int_equal(moderate(&s, of_button(CHO_HOST_MUTE_CONTROL, 1)), CHORUS_E_MEMORY);
    failing_allocator_succeed(&failing);
    press(&s, "b");
    expect_taken(&s);
    rig_deinit(&rig);
}

#define RULE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, rig_stage_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE_TEST(test_who_is_kicked_is_closed_with_4028),
        RULE_TEST(test_who_is_kicked_may_come_back),
        RULE_TEST(test_what_the_kicked_hold_is_let_go_of_when_they_leave),
        RULE_TEST(test_nobody_is_moderated_by_an_unknown_id),
        RULE_TEST(test_a_disabled_participant_is_told_and_so_is_the_game),
        RULE_TEST(test_a_participant_is_enabled_again),
        RULE_TEST(test_the_same_again_tells_nobody),
        RULE_TEST(test_who_is_muted_is_not_heard),
        RULE_TEST(test_a_mute_lets_go_of_what_was_held),
        RULE_TEST(test_a_mute_of_texts_leaves_buttons),
        RULE_TEST(test_the_game_cannot_lift_a_mute),
        RULE_TEST(test_who_is_banned_is_closed_with_4025_in_every_tab),
        RULE_TEST(test_a_guest_who_is_banned_does_not_come_back),
        RULE_TEST(test_a_user_who_is_banned_does_not_come_back),
        RULE_TEST(test_a_ban_by_network_hits_whoever_comes_from_there),
        RULE_TEST(test_a_ban_for_a_time_ends),
        RULE_TEST(test_a_ban_is_lifted_by_what_it_bans),
        RULE_TEST(test_a_ban_outlives_the_session),
        RULE_TEST(test_a_ban_that_was_written_down_holds),
        RULE_TEST(test_a_muted_control_is_disabled_for_the_audience_only),
        RULE_TEST(test_a_control_is_as_the_game_left_it_when_it_is_heard_again),
        RULE_TEST(test_the_game_changes_a_muted_control_and_the_audience_sees_it_disabled),
        RULE_TEST(test_newcomers_see_muted_controls_disabled),
        RULE_TEST(test_scenes_are_fetched_by_either_as_each_sees_them),
        RULE_TEST(test_a_control_that_is_made_anew_stays_muted),
        RULE_TEST(test_a_muted_control_is_let_go_of),
        RULE_TEST(test_moves_that_wait_for_a_muted_control_are_dropped),
        RULE_TEST(test_slow_mode_takes_one_input_in_its_time),
        RULE_TEST(test_slow_mode_slows_everybody_for_themselves),
        RULE_TEST(test_slow_mode_leaves_releases_and_moves),
        RULE_TEST(test_in_slow_mode_texts_are_sent_by_submit_only),
        RULE_TEST(test_a_slow_mode_of_more_than_an_hour_is_refused),
        RULE_TEST(test_guests_are_not_heard_while_only_members_are),
        RULE_TEST(test_a_stop_is_told_with_its_reason_and_refuses_everything),
        RULE_TEST(test_a_stop_lets_go_of_everything),
        RULE_TEST(test_the_game_is_ready_and_the_show_is_still_stopped),
        RULE_TEST(test_newcomers_hear_of_the_stop),
        RULE_TEST(test_the_show_goes_on),
        RULE_TEST(test_going_on_without_a_stop_tells_nobody),
        RULE_TEST(test_nothing_invisible_stands_in_a_reason),
        cmocka_unit_test_setup_teardown(test_moderation_survives_a_game_that_comes_back, set_up_patient,
                                        rig_stage_tear_down),
        RULE_TEST(test_moderation_ends_with_the_session),
        cmocka_unit_test(test_without_memory_nothing_is_muted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
