/* Some people need longer: what the game closes stays open to those who have asked. */
#include "support/rig_stage.h"

#include "host/room/host_moderation.h"

#include <stdio.h>

#define CONTROLS                                                                                                       \
    "{\"controlID\":\"b\",\"kind\":\"button\"},{\"controlID\":\"c\",\"kind\":\"button\"},"                             \
    "{\"controlID\":\"shut\",\"kind\":\"button\",\"disabled\":true}"

enum { MORE_MS = 5000 };

static chorus_result moderate(rig_stage *s, cho_host_deed deed, uint32_t value)
{
    cho_host_outcome outcome;
    cho_host_order   order = { .deed    = deed,
                               .value   = value,
                               .scene   = cho_span_of("default"),
                               .control = cho_span_of("b") };
    if (deed == CHO_HOST_MUTE || deed == CHO_HOST_DISABLE)
        order.participant = cho_span_of(s->ann->id);
    return cho_host_room_moderate(s->rig->room, &order, s->rig->now_ms, &outcome);
}

static void forget(rig_stage *s)
{
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    rig_forget(s->ben);
}

static void allow(rig_stage *s, uint32_t more_ms)
{
    assert_ok(moderate(s, CHO_HOST_MORE_TIME, more_ms));
    forget(s);
}

static void say_wish(rig_stage *s, bool is_wanted)
{
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"wantMoreTime\",\"params\":{\"isWanted\":%s}}", is_wanted ? "true" : "false");
}

static void ask(rig_stage *s)
{
    say_wish(s, true);
    rig_pass(s->rig, 1);
    forget(s);
}

static void set_disabled(rig_stage *s, const char *control, bool is_disabled)
{
    char params[128];
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"disabled\":%s}]}", control,
             is_disabled ? "true" : "false");
    rig_do(s->rig, "updateControls", params);
}

static int set_up_on(void **state, uint32_t grace_ms)
{
    rig_stage *s = rig_stage_open(state, grace_ms, CONTROLS);
    s->ben       = rig_join(s->rig, "Ben");
    forget(s);
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

/* More time is allowed, Ann has asked for it, and the button has just closed. */
static int set_up_closed(void **state)
{
    set_up(state);
    allow(*state, MORE_MS);
    ask(*state);
    rig_pass(((rig_stage *)*state)->rig, 1000);
    set_disabled(*state, "b", true);
    return 0;
}

static void press(rig_stage *s, rig_peer *who, const char *control)
{
    rig_says(s->rig, who, "{\"id\":9,\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",\"event\":\"mousedown\"}}",
             control);
}

static void expect_taken(rig_stage *s, rig_peer *who)
{
    rig_expect_reply(who, "9", "null");
    rig_expect_call(&s->rig->game, "giveInput");
}

static void expect_refused(rig_stage *s, rig_peer *who, const char *message)
{
    const char *text = rig_take(who);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"code\":4099"));
    assert_non_null(strstr(text, message));
    rig_expect_nothing(&s->rig->game);
}

static void expect_open(rig_stage *s)
{
    press(s, s->ann, "b");
    expect_taken(s, s->ann);
}

static void expect_closed(rig_stage *s)
{
    press(s, s->ann, "b");
    expect_refused(s, s->ann, "control disabled");
}

/* ---- asking ---- */

static void test_everybody_is_told_that_more_time_can_be_had(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, CHO_HOST_MORE_TIME, MORE_MS));
    rig_expect(s->ann, "onReady", "{\"isReady\":true,\"moreTimeMs\":5000}");
    rig_expect_nothing(&s->rig->game);
    assert_ok(moderate(s, CHO_HOST_MORE_TIME, MORE_MS));
    rig_expect_nothing(s->ann);
}

static void test_the_game_hears_who_asks_and_how_long_it_is(void **state)
{
    rig_stage *s = *state;
    char       since[64];
    snprintf(since, sizeof since, "\"moreTimeMs\":5000,\"moreTimeSince\":%d", (int)s->rig->now_ms);
    allow(s, MORE_MS);
    say_wish(s, true);
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantUpdate"), since));
    assert_non_null(strstr(rig_expect_call(s->ann, "onParticipantUpdate"), since));
    rig_expect_reply(s->ann, "9", "null");
    rig_expect_nothing(s->ben);
    say_wish(s, true);
    rig_expect_nothing(&s->rig->game);
}

static void test_who_has_not_asked_has_no_such_properties(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    rig_call(s->rig, "getAllParticipants", "{}");
    assert_null(strstr(rig_take(&s->rig->game), "moreTime"));
}

static void test_a_wish_that_is_withdrawn_is_told(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    ask(s);
    say_wish(s, false);
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantUpdate"), "\"moreTimeMs\":0"));
    set_disabled(s, "b", true);
    expect_closed(s);
}

static void test_all_who_asked_are_told_of_another_setting(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    ask(s);
    assert_ok(moderate(s, CHO_HOST_MORE_TIME, 2 * MORE_MS));
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantUpdate"), "\"moreTimeMs\":10000"));
    rig_expect_call(s->ann, "onReady");
    assert_non_null(strstr(rig_expect_call(s->ann, "onParticipantUpdate"), "\"moreTimeMs\":10000"));
    rig_expect_call(s->ben, "onReady");
    rig_expect_nothing(s->ben);
}

static void test_who_asks_too_early_gets_it_when_it_is_allowed(void **state)
{
    rig_stage *s = *state;
    ask(s);
    rig_pass(s->rig, 1000);
    allow(s, MORE_MS);
    set_disabled(s, "b", true);
    expect_open(s);
}

static void test_the_game_cannot_say_who_has_more_time(void **state)
{
    rig_stage *s = *state;
    char       params[160];
    allow(s, MORE_MS);
    ask(s);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"moreTimeMs\":7,\"moreTimeSince\":7}]}", s->ann->id);
    rig_call(s->rig, "updateParticipants", params);
    const char *told = rig_expect_call(&s->rig->game, "onParticipantUpdate");
    assert_non_null(strstr(told, "\"moreTimeMs\":5000"));
    assert_null(strstr(told, ":7,"));
}

static void test_a_wish_that_says_nothing_is_refused(void **state)
{
    rig_stage *s = *state;
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"wantMoreTime\",\"params\":{\"isWanted\":1}}");
    rig_expect_refusal(s->ann, "9", 4004, "isWanted");
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"wantMoreTime\"}");
    rig_expect_refusal(s->ann, "9", 4004, "isWanted");
}

static void test_more_than_ten_minutes_are_refused(void **state)
{
    assert_ok(moderate(*state, CHO_HOST_MORE_TIME, CHO_HOST_MORE_TIME_MAX_MS));
    assert_int_equal(moderate(*state, CHO_HOST_MORE_TIME, CHO_HOST_MORE_TIME_MAX_MS + 1), CHORUS_E_INVALID);
}

/* ---- what is open how long ---- */

static void test_who_asked_goes_on_until_the_time_is_over(void **state)
{
    rig_stage *s = *state;
    expect_open(s);
    rig_pass(s->rig, MORE_MS - 1);
    expect_open(s);
    rig_pass(s->rig, 1);
    expect_closed(s);
}

static void test_to_everybody_else_it_has_closed(void **state)
{
    rig_stage *s = *state;
    press(s, s->ben, "b");
    expect_refused(s, s->ben, "control disabled");
}

static void test_who_asks_when_it_has_closed_asks_too_late(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    set_disabled(s, "b", true);
    rig_pass(s->rig, 1);
    ask(s);
    expect_closed(s);
}

static void test_what_was_never_open_is_closed(void **state)
{
    rig_stage *s = *state;
    press(s, s->ann, "shut");
    expect_refused(s, s->ann, "control disabled");
}

static void show_another_scene(rig_stage *s)
{
    rig_do(s->rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"other\",\"controls\":[{\"controlID\":\"d\",\"kind\":\"button\"}]}]}");
    rig_do(s->rig, "updateControls", "{\"sceneID\":\"other\",\"controls\":[{\"controlID\":\"d\",\"disabled\":true}]}");
}

static void test_what_closed_out_of_sight_is_closed(void **state)
{
    rig_stage *s = *state;
    show_another_scene(s);
    rig_do(s->rig, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"other\"}]}");
    press(s, s->ann, "d");
    expect_refused(s, s->ann, "control disabled");
    rig_do(s->rig, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}");
    expect_closed(s);
}

static void test_what_closed_before_one_came_to_its_scene_is_closed(void **state)
{
    rig_stage *s = *state;
    char       params[120];
    show_another_scene(s);
    rig_do(s->rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"other\"}]}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g\"}]}", s->ann->id);
    rig_do(s->rig, "updateParticipants", params);
    press(s, s->ann, "d");
    expect_refused(s, s->ann, "control disabled");
}

static void test_another_group_with_the_same_scene_changes_nothing(void **state)
{
    rig_stage *s = *state;
    char       params[120];
    rig_do(s->rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g\"}]}", s->ann->id);
    rig_do(s->rig, "updateParticipants", params);
    expect_open(s);
}

static void test_saying_it_again_does_not_make_it_longer(void **state)
{
    rig_stage *s = *state;
    rig_pass(s->rig, MORE_MS);
    set_disabled(s, "b", true);
    expect_closed(s);
}

static void test_what_opens_and_closes_again_is_open_again(void **state)
{
    rig_stage *s = *state;
    rig_pass(s->rig, MORE_MS);
    set_disabled(s, "b", false);
    set_disabled(s, "b", true);
    expect_open(s);
}

static void test_a_moderator_ends_it_at_once(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, CHO_HOST_MORE_TIME, 0));
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantUpdate"), "\"moreTimeMs\":0"));
    rig_forget(s->ann);
    expect_closed(s);
    rig_pass(s->rig, 1);
    allow(s, MORE_MS);
    expect_closed(s);
}

static void test_a_shorter_setting_holds_from_the_next_time_on(void **state)
{
    rig_stage *s = *state;
    allow(s, 1000);
    rig_pass(s->rig, MORE_MS - 1);
    expect_open(s);
    set_disabled(s, "b", false);
    set_disabled(s, "b", true);
    rig_pass(s->rig, 1000);
    rig_forget(s->ann);
    expect_closed(s);
}

static void test_it_is_no_way_around_anything_else(void **state)
{
    rig_stage *s = *state;
    assert_ok(moderate(s, CHO_HOST_MUTE_CONTROL, 1));
    rig_forget(s->ann);
    press(s, s->ann, "b");
    expect_refused(s, s->ann, "this control is muted");
    assert_ok(moderate(s, CHO_HOST_MUTE_CONTROL, 0));
    rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"cooldown\":9000000}]}");
    press(s, s->ann, "b");
    expect_refused(s, s->ann, "cooling down");
    assert_ok(moderate(s, CHO_HOST_DISABLE, 1));
    forget(s);
    press(s, s->ann, "b");
    expect_refused(s, s->ann, "participant disabled");
    assert_ok(moderate(s, CHO_HOST_STOP, 0));
    forget(s);
    press(s, s->ann, "b");
    expect_refused(s, s->ann, "everything is stopped");
}

static void test_what_is_deleted_is_gone(void **state)
{
    rig_stage *s = *state;
    rig_do(s->rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"b\"]}");
    press(s, s->ann, "b");
    rig_expect_refusal(s->ann, "9", 4012, "controlID");
}

static void test_what_was_pressed_in_time_can_be_let_go_of_later(void **state)
{
    rig_stage *s = *state;
    expect_open(s);
    rig_pass(s->rig, MORE_MS);
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mouseup\"}}");
    expect_taken(s, s->ann);
}

/* ---- what is told of it ---- */

static void close_and_expect(rig_stage *s, const char *method, const char *params)
{
    char until[80];
    snprintf(until, sizeof until, "\"moreTimeFrom\":%d,\"moreTimeUntil\":%d", (int)s->rig->now_ms,
             (int)s->rig->now_ms + MORE_MS);
    rig_call(s->rig, method, params);
    const char *told = rig_take(s->ann);
    assert_non_null(strstr(told, until));
    assert_non_null(strstr(told, "\"disabled\":true"));
    while ((told = rig_take(&s->rig->game)) != NULL)
        assert_null(strstr(told, "moreTime"));
}

static void test_the_audience_hears_until_when_a_control_is_open(void **state)
{
    allow(*state, MORE_MS);
    close_and_expect(*state, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true}]}");
}

static void test_so_it_does_when_the_scene_changes_too(void **state)
{
    allow(*state, MORE_MS);
    close_and_expect(*state, "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"mood\":\"calm\",\"controls\":"
                                             "[{\"controlID\":\"b\",\"disabled\":true}]}]}");
}

static void test_newcomers_hear_it_too(void **state)
{
    rig_stage *s = *state;
    rig_says(s->rig, s->ben, "{\"id\":9,\"method\":\"getScenes\"}");
    rig_forget(s->ann);
    const char *told = NULL, *last = NULL;
    while ((told = rig_take(s->ben)) != NULL)
        last = told;
    assert_non_null(strstr(last, "\"controlID\":\"b\",\"moreTimeFrom\":"));
    assert_null(strstr(last, "\"controlID\":\"c\",\"moreTimeFrom\":"));
}

static void test_a_property_of_the_game_does_not_stand_in_its_place(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"moreTimeFrom\":\"mine\"}]}");
    set_disabled(s, "b", true);
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"getScenes\"}");
    assert_null(strstr(rig_take(s->ann), "mine"));
}

static void test_without_the_setting_nothing_is_told_of_it(void **state)
{
    rig_stage *s = *state;
    rig_call(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true}]}");
    assert_null(strstr(rig_take(s->ann), "moreTime"));
}

/* ---- how long it lasts ---- */

static void test_it_survives_a_game_that_comes_back(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    ask(s);
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    rig_expect_call(&s->rig->game, "hello");
    assert_non_null(strstr(rig_expect_call(&s->rig->game, "onParticipantJoin"), "\"moreTimeMs\":5000"));
    rig_ready(s->rig);
    set_disabled(s, "b", true);
    forget(s);
    expect_open(s);
}

static void test_it_ends_with_the_session(void **state)
{
    rig_stage *s = *state;
    allow(s, MORE_MS);
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    rig_stage_furnish(s, CONTROLS);
    ask(s);
    set_disabled(s, "b", true);
    expect_closed(s);
}

#define RULE_TEST(name)   cmocka_unit_test_setup_teardown(name, set_up, rig_stage_tear_down)
#define CLOSED_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_closed, rig_stage_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE_TEST(test_everybody_is_told_that_more_time_can_be_had),
        RULE_TEST(test_the_game_hears_who_asks_and_how_long_it_is),
        RULE_TEST(test_who_has_not_asked_has_no_such_properties),
        RULE_TEST(test_a_wish_that_is_withdrawn_is_told),
        RULE_TEST(test_all_who_asked_are_told_of_another_setting),
        RULE_TEST(test_who_asks_too_early_gets_it_when_it_is_allowed),
        RULE_TEST(test_the_game_cannot_say_who_has_more_time),
        RULE_TEST(test_a_wish_that_says_nothing_is_refused),
        RULE_TEST(test_more_than_ten_minutes_are_refused),
        CLOSED_TEST(test_who_asked_goes_on_until_the_time_is_over),
        CLOSED_TEST(test_to_everybody_else_it_has_closed),
        RULE_TEST(test_who_asks_when_it_has_closed_asks_too_late),
        CLOSED_TEST(test_what_was_never_open_is_closed),
        CLOSED_TEST(test_what_closed_out_of_sight_is_closed),
        CLOSED_TEST(test_what_closed_before_one_came_to_its_scene_is_closed),
        CLOSED_TEST(test_another_group_with_the_same_scene_changes_nothing),
        CLOSED_TEST(test_saying_it_again_does_not_make_it_longer),
        CLOSED_TEST(test_what_opens_and_closes_again_is_open_again),
        CLOSED_TEST(test_a_moderator_ends_it_at_once),
        CLOSED_TEST(test_a_shorter_setting_holds_from_the_next_time_on),
        CLOSED_TEST(test_it_is_no_way_around_anything_else),
        CLOSED_TEST(test_what_is_deleted_is_gone),
        CLOSED_TEST(test_what_was_pressed_in_time_can_be_let_go_of_later),
        RULE_TEST(test_the_audience_hears_until_when_a_control_is_open),
        RULE_TEST(test_so_it_does_when_the_scene_changes_too),
        CLOSED_TEST(test_newcomers_hear_it_too),
        RULE_TEST(test_a_property_of_the_game_does_not_stand_in_its_place),
        RULE_TEST(test_without_the_setting_nothing_is_told_of_it),
        cmocka_unit_test_setup_teardown(test_it_survives_a_game_that_comes_back, set_up_patient, rig_stage_tear_down),
        RULE_TEST(test_it_ends_with_the_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
