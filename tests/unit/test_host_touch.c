/* Rates, what is held, and what happens to it. */
#include "support/rig_stage.h"

#include <stdio.h>
#include <stdlib.h>

static int set_up(void **state)
{
    rig_stage *s =
        rig_stage_open(state, 0,
                       "{\"controlID\":\"b\",\"kind\":\"button\"},{\"controlID\":\"c\",\"kind\":\"button\"},"
                       "{\"controlID\":\"j\",\"kind\":\"joystick\"},{\"controlID\":\"k\",\"kind\":\"joystick\"},"
                       "{\"controlID\":\"s\",\"kind\":\"screen\"}");
    rig_do(s->rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"other\"}]}");
    rig_do(s->rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"other\"}]}");
    return 0;
}

static void give(rig_stage *s, const char *control, const char *event)
{
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",\"event\":\"%s\"}}",
             control, event);
}

static void move(rig_stage *s, const char *control, const char *x, const char *y)
{
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",\"event\":\"move\",\"x\":%s,"
                             "\"y\":%s}}",
             control, x, y);
}

static void expect_input(rig_stage *s, const char *input)
{
    rig_expect(&s->rig->game, "giveInput", "{\"participantID\":\"%s\",\"input\":%s}", s->ann->id, input);
}

static void expect_event(rig_stage *s, const char *control, const char *event)
{
    char input[96];
    snprintf(input, sizeof input, "{\"controlID\":\"%s\",\"event\":\"%s\"}", control, event);
    expect_input(s, input);
}

static void expect_move(rig_stage *s, const char *control, const char *x, const char *y)
{
    char input[96];
    snprintf(input, sizeof input, "{\"controlID\":\"%s\",\"event\":\"move\",\"x\":%s,\"y\":%s}", control, x, y);
    expect_input(s, input);
}

/* Moves until they have to wait. */
static void use_up_moves(rig_stage *s)
{
    for (int i = 0; i < 7; i++)
        move(s, "j", "0.1", "0.1");
    rig_forget(&s->rig->game);
}

/* ---- presses ---- */

static void test_forty_presses_at_once_then_twenty_a_second(void **state)
{
    rig_stage *s = *state;
    for (int i = 0; i < 40; i++) {
        give(s, "b", "mousedown");
        rig_expect_reply(s->ann, "9", "null");
    }
    give(s, "b", "mousedown");
    rig_expect_refusal(s->ann, "9", 4099, NULL);
    rig_forget(&s->rig->game);
    for (int i = 0; i < 100; i++) {
        rig_pass(s->rig, 10);
        give(s, "b", "mousedown");
    }
    int count = 0;
    while (rig_take(&s->rig->game) != NULL)
        count++;
    assert_int_equal(count, 20);
}

static void test_a_release_passes_whatever_the_rate(void **state)
{
    rig_stage *s = *state;
    for (int i = 0; i < 41; i++)
        give(s, "b", "mousedown");
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    give(s, "b", "mouseup");
    expect_event(s, "b", "mouseup");
    rig_expect_reply(s->ann, "9", "null");
}

static void test_releases_of_nothing_cannot_flood_the_game(void **state)
{
    rig_stage *s = *state;
    for (int i = 0; i < 100; i++) {
        give(s, "b", "mouseup");
        rig_expect_reply(s->ann, "9", "null");
    }
    int count = 0;
    while (rig_take(&s->rig->game) != NULL)
        count++;
    assert_int_equal(count, 40);
}

static void test_one_participant_does_not_slow_another(void **state)
{
    rig_stage *s   = *state;
    rig_peer *ben = rig_join(s->rig, "Ben");
    for (int i = 0; i < 50; i++)
        give(s, "b", "mousedown");
    rig_forget(&s->rig->game);
    rig_says(s->rig, ben, "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"}}");
    rig_expect_reply(ben, "1", "null");
}

/* ---- moves ---- */

static void test_moves_coalesce_to_the_newest(void **state)
{
    rig_stage *s = *state;
    use_up_moves(s);
    move(s, "j", "0.2", "0");
    move(s, "j", "0.3", "0");
    move(s, "j", "0.4", "0");
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(cho_host_room_due_ms(s->rig->room, s->rig->now_ms), s->rig->now_ms + 34);
    rig_pass(s->rig, 33);
    rig_expect_nothing(&s->rig->game);
    rig_pass(s->rig, 1);
    expect_move(s, "j", "0.4", "0");
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(cho_host_room_due_ms(s->rig->room, s->rig->now_ms), 0);
}

static void test_thirty_moves_a_second(void **state)
{
    rig_stage *s     = *state;
    int    count = 0;
    use_up_moves(s);
    for (int i = 0; i < 1000; i++) {
        move(s, "j", "0.5", "0.5");
        rig_pass(s->rig, 1);
    }
    while (rig_take(&s->rig->game) != NULL)
        count++;
    assert_int_equal(count, 30);
}

static void test_the_final_centre_is_never_lost(void **state)
{
    rig_stage *s = *state;
    use_up_moves(s);
    move(s, "j", "0.9", "0");
    move(s, "j", "0", "0");
    rig_pass(s->rig, 1000);
    expect_move(s, "j", "0", "0");
    rig_expect_nothing(&s->rig->game);
}

static void test_each_control_keeps_its_newest_in_order(void **state)
{
    rig_stage *s = *state;
    use_up_moves(s);
    move(s, "j", "0.1", "0");
    move(s, "k", "0.2", "0");
    move(s, "j", "0.3", "0");
    rig_pass(s->rig, 34);
    expect_move(s, "k", "0.2", "0");
    rig_expect_nothing(&s->rig->game);
    rig_pass(s->rig, 34);
    expect_move(s, "j", "0.3", "0");
}

static void test_what_waits_goes_before_whatever_comes_next(void **state)
{
    rig_stage *s = *state;
    give(s, "s", "mousedown"); /* refused: no place */
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"s\",\"event\":\"mousedown\",\"x\":0.1,"
                             "\"y\":0.1}}");
    use_up_moves(s);
    move(s, "s", "0.2", "0.2");
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"s\",\"event\":\"mouseup\",\"x\":0.3,"
                             "\"y\":0.3}}");
    expect_move(s, "s", "0.2", "0.2");
    expect_input(s, "{\"controlID\":\"s\",\"event\":\"mouseup\",\"x\":0.3,\"y\":0.3}");
}

static void test_moves_sent_early_are_paid_for_later(void **state)
{
    rig_stage *s     = *state;
    int    count = 0;
    use_up_moves(s);
    for (int i = 0; i < 1000; i++) {
        move(s, "j", "0.5", "0.5");
        if (i % 50 == 0)
            give(s, "b", "mousedown");
        rig_pass(s->rig, 1);
    }
    for (const char *text = rig_take(&s->rig->game); text != NULL; text = rig_take(&s->rig->game))
        count += strstr(text, "\"move\"") != NULL;
    assert_in_range(count, 30, 38);
}

static void test_moves_of_a_deleted_control_are_dropped(void **state)
{
    rig_stage *s = *state;
    use_up_moves(s);
    move(s, "k", "0.2", "0");
    rig_do(s->rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"k\"]}");
    rig_pass(s->rig, 1000);
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(cho_host_room_due_ms(s->rig->room, s->rig->now_ms), 0);
}

/* ---- holding ---- */

static void leave(rig_stage *s)
{
    rig_forget(&s->rig->game);
    rig_leave(s->rig, s->ann);
}

static void test_who_leaves_lets_go(void **state)
{
    rig_stage *s = *state;
    give(s, "b", "mousedown");
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"c\",\"event\":\"mousedown\","
                             "\"button\":2}}");
    give(s, "c", "keydown");
    leave(s);
    expect_input(s, "{\"controlID\":\"c\",\"event\":\"mouseup\",\"button\":2}");
    expect_input(s, "{\"controlID\":\"c\",\"event\":\"keyup\"}");
    expect_input(s, "{\"controlID\":\"b\",\"event\":\"mouseup\",\"button\":0}");
    rig_expect_call(&s->rig->game, "onParticipantLeave");
    rig_expect_nothing(&s->rig->game);
}

static void test_who_leaves_lets_joysticks_and_screens_go(void **state)
{
    rig_stage *s = *state;
    move(s, "j", "0.5", "0");
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"s\",\"event\":\"mousedown\",\"x\":0.25,"
                             "\"y\":0.75}}");
    leave(s);
    expect_input(s, "{\"controlID\":\"s\",\"event\":\"mouseup\",\"button\":0,\"x\":0.25,\"y\":0.75}");
    expect_input(s, "{\"controlID\":\"j\",\"event\":\"move\",\"x\":0,\"y\":0}");
    rig_expect_call(&s->rig->game, "onParticipantLeave");
}

static void test_what_waits_is_sent_before_a_leave(void **state)
{
    rig_stage *s = *state;
    use_up_moves(s);
    move(s, "j", "0.7", "0");
    leave(s);
    expect_move(s, "j", "0.7", "0");
    expect_move(s, "j", "0", "0");
    rig_expect_call(&s->rig->game, "onParticipantLeave");
}

static void test_what_was_released_is_not_released_again(void **state)
{
    rig_stage *s = *state;
    give(s, "b", "mousedown");
    give(s, "b", "mouseup");
    give(s, "b", "keydown");
    give(s, "b", "keyup");
    move(s, "j", "0.5", "0");
    move(s, "j", "0", "0");
    leave(s);
    rig_expect_call(&s->rig->game, "onParticipantLeave");
    rig_expect_nothing(&s->rig->game);
}

static void test_a_deleted_control_needs_no_release(void **state)
{
    rig_stage *s = *state;
    give(s, "b", "mousedown");
    rig_do(s->rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"b\"]}");
    rig_do(s->rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    leave(s);
    rig_expect_call(&s->rig->game, "onParticipantLeave");
    rig_expect_nothing(&s->rig->game);
}

static void test_a_held_control_can_be_released_whatever_has_changed(void **state)
{
    static const char *const changes[][2] = {
        { "ready", "{\"isReady\":false}" },
        { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"other\"}]}" },
    };
    rig_stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        rig_do(s->rig, "ready", "{}");
        rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":false}]}");
        give(s, "b", "mousedown");
        rig_do(s->rig, changes[i][0], changes[i][1]);
        give(s, "b", "mouseup");
        expect_event(s, "b", "mouseup");
        give(s, "b", "mouseup");
        rig_expect_nothing(&s->rig->game);
    }
}

static void test_a_stick_can_be_let_go_whatever_has_changed(void **state)
{
    static const char *const changes[][2] = {
        { "ready", "{\"isReady\":false}" },
        { "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"j\",\"disabled\":true}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"other\"}]}" },
    };
    rig_stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        rig_do(s->rig, "ready", "{}");
        rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"j\",\"disabled\":false}]}");
        move(s, "j", "0.5", "0.5");
        expect_move(s, "j", "0.5", "0.5");
        rig_do(s->rig, changes[i][0], changes[i][1]);
        move(s, "j", "0.4", "0");
        rig_expect_nothing(&s->rig->game);
        move(s, "j", "0", "0");
        expect_move(s, "j", "0", "0");
        move(s, "j", "0", "0");
        rig_expect_nothing(&s->rig->game);
        rig_pass(s->rig, 1000);
    }
}

static void test_thirty_two_controls_can_be_held(void **state)
{
    rig_stage *s = *state;
    char   text[160];
    for (int i = 0; i < 33; i++) {
        snprintf(text, sizeof text, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x%d\",\"kind\":\"button\"}]}",
                 i);
        rig_do(s->rig, "createControls", text);
        snprintf(text, sizeof text, "x%d", i);
        give(s, text, "mousedown");
        if (i < 32)
            rig_expect_reply(s->ann, "9", "null");
    }
    rig_expect_refusal(s->ann, "9", 4099, NULL);
    give(s, "x7", "mouseup");
    rig_expect_reply(s->ann, "9", "null");
    give(s, "x32", "mousedown");
    rig_expect_reply(s->ann, "9", "null");
}

static void test_the_end_of_the_game_forgets_what_was_held(void **state)
{
    rig_stage *s = *state;
    give(s, "b", "mousedown");
    use_up_moves(s);
    move(s, "j", "0.7", "0");
    rig_leave_game(s->rig);
    rig_leave(s->rig, s->ann);
    rig_pass(s->rig, 1000);
    assert_int_equal(cho_host_room_due_ms(s->rig->room, s->rig->now_ms), 0);
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, rig_stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_forty_presses_at_once_then_twenty_a_second),
        STAGE_TEST(test_a_release_passes_whatever_the_rate),
        STAGE_TEST(test_releases_of_nothing_cannot_flood_the_game),
        STAGE_TEST(test_one_participant_does_not_slow_another),
        STAGE_TEST(test_moves_coalesce_to_the_newest),
        STAGE_TEST(test_thirty_moves_a_second),
        STAGE_TEST(test_the_final_centre_is_never_lost),
        STAGE_TEST(test_each_control_keeps_its_newest_in_order),
        STAGE_TEST(test_what_waits_goes_before_whatever_comes_next),
        STAGE_TEST(test_moves_sent_early_are_paid_for_later),
        STAGE_TEST(test_moves_of_a_deleted_control_are_dropped),
        STAGE_TEST(test_who_leaves_lets_go),
        STAGE_TEST(test_who_leaves_lets_joysticks_and_screens_go),
        STAGE_TEST(test_what_waits_is_sent_before_a_leave),
        STAGE_TEST(test_what_was_released_is_not_released_again),
        STAGE_TEST(test_a_deleted_control_needs_no_release),
        STAGE_TEST(test_a_held_control_can_be_released_whatever_has_changed),
        STAGE_TEST(test_a_stick_can_be_let_go_whatever_has_changed),
        STAGE_TEST(test_thirty_two_controls_can_be_held),
        STAGE_TEST(test_the_end_of_the_game_forgets_what_was_held),
    };
    return cmocka_run_group_tests_name("host/touch", tests, NULL, NULL);
}
