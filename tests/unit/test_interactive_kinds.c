#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include <math.h>

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
    assert_ok(ia_scene(g, "default", "{}"));
}

static chorus_resource control(ia_game *g, const char *json)
{
    assert_ok(ia_control(g, "default", "c", json));
    return ia_find_control(g, NULL, "c");
}

static chorus_str str(const char *text)
{
    return (chorus_str){ text, strlen(text) };
}

#define CHANGE(what) "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"c\"," what "}]}"

/* ---- reading ---- */

static void test_a_button_is_read_whole(void **state)
{
    ia_game            g;
    chorus_button_info info;
    begin(&g, state);
    chorus_resource c = control(
        &g, "{\"kind\":\"button\",\"text\":\"F\\u0069re\",\"tooltip\":\"tip\",\"cost\":9007199254740993,\"progress\":1,"
            "\"cooldown\":1700000005000,\"keyCode\":32,\"gamepadButton\":15,\"textColor\":\"#fff\","
            "\"borderColor\":\"red\",\"backgroundColor\":\"blue\",\"focusColor\":\"a\",\"accentColor\":\"b\","
            "\"textSize\":14,\"backgroundImage\":\"i\",\"disabled\":true}");
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_button(g.rt, g.session, c, &info));
    assert_str("Fire", info.text);
    assert_str("tip", info.tooltip);
    assert_str("#fff", info.text_color);
    assert_str("red", info.border_color);
    assert_str("blue", info.background_color);
    assert_str("a", info.focus_color);
    assert_str("b", info.accent_color);
    assert_str("14", info.text_size);
    assert_str("i", info.background_image);
    assert_int_equal(info.cost, 9007199254740993);
    assert_int_equal(info.cooldown_ms, 1700000005000);
    assert_true(info.progress > 0.99);
    assert_int_equal(info.key_code, 32);
    assert_int_equal(info.gamepad_button, 15);
    assert_true(info.is_disabled);
    ia_game_deinit(&g);
}

static void test_what_is_not_there_is_at_its_default(void **state)
{
    ia_game              g;
    chorus_button_info   button;
    chorus_joystick_info joystick;
    chorus_label_info    label;
    chorus_textbox_info  textbox;
    chorus_screen_info   screen;
    begin(&g, state);
    chorus_resource c = control(&g, "{\"text\":7.5,\"cost\":\"x\",\"sendMoveEvents\":\"now\",\"sampleRate\":9e99}");
    CHORUS_INIT(&button);
    CHORUS_INIT(&joystick);
    CHORUS_INIT(&label);
    CHORUS_INIT(&textbox);
    CHORUS_INIT(&screen);
    assert_ok(chorus_interactive_get_button(g.rt, g.session, c, &button));
    assert_str("", button.tooltip);
    assert_true(button.cost == 0 && button.key_code == -1 && button.gamepad_button == -1);
    assert_ok(chorus_interactive_get_joystick(g.rt, g.session, c, &joystick));
    assert_true(joystick.sample_rate_ms == 50 && joystick.gamepad_joystick == -1);
    assert_ok(chorus_interactive_get_label(g.rt, g.session, c, &label));
    assert_false(label.is_bold || label.is_italic || label.is_underlined);
    assert_ok(chorus_interactive_get_textbox(g.rt, g.session, c, &textbox));
    assert_str("Submit", textbox.submit_text);
    assert_ok(chorus_interactive_get_screen(g.rt, g.session, c, &screen));
    assert_int_equal(screen.moves, CHORUS_SCREEN_MOVES_PRESSED);
    assert_true(screen.move_throttle_ms == 50 && screen.sends_down && screen.sends_up);
    ia_game_deinit(&g);
}

static void test_the_other_kinds_are_read_whole(void **state)
{
    ia_game              g;
    chorus_joystick_info joystick;
    chorus_label_info    label;
    chorus_textbox_info  textbox;
    chorus_screen_info   screen;
    begin(&g, state);
    chorus_resource c = control(
        &g, "{\"sampleRate\":20,\"angle\":3.5,\"intensity\":0.5,\"gamepadJoystick\":1,\"text\":\"t\",\"textSize\":\"9px\","
            "\"textColor\":\"c\",\"underline\":true,\"bold\":true,\"italic\":true,\"placeholder\":\"p\","
            "\"submitText\":\"Go\",\"hasSubmit\":true,\"multiline\":true,\"cost\":3,\"cooldown\":4,"
            "\"sendMoveEvents\":\"never\",\"moveThrottle\":9,\"sendMouseDownEvent\":false,\"sendMouseUpEvent\":false}");
    CHORUS_INIT(&joystick);
    CHORUS_INIT(&label);
    CHORUS_INIT(&textbox);
    CHORUS_INIT(&screen);
    assert_ok(chorus_interactive_get_joystick(g.rt, g.session, c, &joystick));
    assert_true(joystick.sample_rate_ms == 20 && joystick.gamepad_joystick == 1 && joystick.angle > 3.4);
    assert_ok(chorus_interactive_get_label(g.rt, g.session, c, &label));
    assert_str("9px", label.text_size);
    assert_true(label.is_bold && label.is_italic && label.is_underlined);
    assert_ok(chorus_interactive_get_textbox(g.rt, g.session, c, &textbox));
    assert_str("p", textbox.placeholder);
    assert_str("Go", textbox.submit_text);
    assert_true(textbox.has_submit && textbox.is_multiline && textbox.cost == 3 && textbox.cooldown_ms == 4);
    assert_ok(chorus_interactive_get_screen(g.rt, g.session, c, &screen));
    assert_int_equal(screen.moves, CHORUS_SCREEN_MOVES_NEVER);
    assert_true(screen.move_throttle_ms == 9 && !screen.sends_down && !screen.sends_up);
    ia_game_deinit(&g);
}

/* ---- writing ---- */

static void test_only_what_differs_is_sent(void **state)
{
    ia_game            g;
    chorus_button_info info;
    begin(&g, state);
    chorus_resource c = control(&g, "{\"kind\":\"button\",\"text\":\"a\",\"keyCode\":32,\"cost\":5}");
    CHORUS_INIT(&info);
    assert_ok(chorus_interactive_get_button(g.rt, g.session, c, &info));
    assert_ok(chorus_interactive_set_button(g.rt, g.session, c, &info));
    assert_ok(ia_flush(&g));
    assert_null(ia_take_command(&g));
    info.text     = str("b\"");
    info.progress = 0.5;
    info.key_code = -1;
    assert_ok(chorus_interactive_set_button(g.rt, g.session, c, &info));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CHANGE("\"text\":\"b\\\"\",\"progress\":0.5,\"keyCode\":null"));
    ia_game_deinit(&g);
}

static void test_the_other_kinds_are_written(void **state)
{
    ia_game              g;
    chorus_joystick_info joystick;
    chorus_label_info    label;
    chorus_textbox_info  textbox;
    chorus_screen_info   screen;
    begin(&g, state);
    chorus_resource c = control(&g, "{\"kind\":\"x\"}");
    CHORUS_INIT(&joystick);
    CHORUS_INIT(&label);
    CHORUS_INIT(&textbox);
    CHORUS_INIT(&screen);
    assert_ok(chorus_interactive_get_joystick(g.rt, g.session, c, &joystick));
    joystick.sample_rate_ms = 20;
    assert_ok(chorus_interactive_set_joystick(g.rt, g.session, c, &joystick));
    assert_ok(chorus_interactive_get_label(g.rt, g.session, c, &label));
    label.is_bold = true;
    assert_ok(chorus_interactive_set_label(g.rt, g.session, c, &label));
    assert_ok(chorus_interactive_get_textbox(g.rt, g.session, c, &textbox));
    textbox.submit_text = str("Go");
    assert_ok(chorus_interactive_set_textbox(g.rt, g.session, c, &textbox));
    assert_ok(chorus_interactive_get_screen(g.rt, g.session, c, &screen));
    screen.moves    = CHORUS_SCREEN_MOVES_ALWAYS;
    screen.sends_up = false;
    assert_ok(chorus_interactive_set_screen(g.rt, g.session, c, &screen));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls", CHANGE("\"sampleRate\":20,\"bold\":true,\"submitText\":\"Go\","
                                                "\"sendMoveEvents\":\"always\",\"sendMouseUpEvent\":false"));
    ia_game_deinit(&g);
}

static void test_g42_values_that_json_cannot_say_are_refused(void **state)
{
    ia_game            g;
    chorus_button_info info;
    chorus_screen_info screen;
    begin(&g, state);
    chorus_resource c = control(&g, "{\"kind\":\"button\"}");
    CHORUS_INIT(&info);
    CHORUS_INIT(&screen);
    assert_ok(chorus_interactive_get_button(g.rt, g.session, c, &info));
    const double bad[] = { NAN, INFINITY, -INFINITY };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        info.progress = bad[i];
        assert_result(CHORUS_E_INVALID, chorus_interactive_set_button(g.rt, g.session, c, &info));
        ia_next_frame(&g);
        assert_non_null(strstr(g.last_line, "progress is NaN"));
    }
    info.progress = 0;
    info.tooltip  = str("\xff");
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_button(g.rt, g.session, c, &info));
    screen.moves = (chorus_screen_moves)3;
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_screen(g.rt, g.session, c, &screen));
    assert_ok(ia_flush(&g));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

/* ---- positions ---- */

static void test_positions_are_read_and_written(void **state)
{
    const chorus_position places[] = { { "large", 1.5f, -2, 10, 8 }, { "small", 0, 0, 4, 4 } };
    const chorus_position bad      = { "huge", 0, 0, 1, 1 };
    chorus_position       out[2];
    uint32_t              count = 0;
    ia_game               g;
    begin(&g, state);
    chorus_resource c = control(&g, "{\"position\":[{\"size\":\"medium\",\"width\":10,\"height\":8,\"x\":0.5,\"y\":-1},7,"
                                    "{\"size\":\"wi\\u0064e\"}]}");
    assert_ok(chorus_interactive_get_positions(g.rt, g.session, c, out, 2, &count));
    assert_int_equal(count, 2);
    assert_string_equal(out[0].size, "medium");
    assert_true(out[0].x > 0.49f && out[0].y < -0.9f && out[0].width > 9.9f && out[0].height > 7.9f);
    assert_string_equal(out[1].size, "wide");
    assert_result(CHORUS_E_SIZE, chorus_interactive_get_positions(g.rt, g.session, c, out, 1, &count));
    assert_int_equal(count, 2);
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_positions(g.rt, g.session, c, NULL, 1, &count));
    assert_ok(chorus_interactive_set_positions(g.rt, g.session, c, places, 2));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_positions(g.rt, g.session, c, &bad, 1));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_positions(g.rt, g.session, c, NULL, 1));
    assert_ok(ia_flush(&g));
    ia_expect_call(&g, "updateControls",
                   CHANGE("\"position\":[{\"size\":\"large\",\"width\":10,\"height\":8,\"x\":1.5,\"y\":-2},"
                          "{\"size\":\"small\",\"width\":4,\"height\":4,\"x\":0,\"y\":0}]"));
    ia_game_deinit(&g);
}

static void test_bad_handles_and_structs_are_refused(void **state)
{
    ia_game            g;
    chorus_button_info info;
    uint32_t           count;
    begin(&g, state);
    chorus_resource scene = ia_find(&g, CHORUS_RESOURCE_SCENE, "default"), c = control(&g, "{}");
    CHORUS_INIT(&info);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_button(g.rt, g.session, scene, &info));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_button(g.rt, g.session, scene, &info));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_positions(g.rt, g.session, scene, NULL, 0, &count));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_set_positions(g.rt, g.session, scene, NULL, 0));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_button(g.rt, g.session, c, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_button(g.rt, g.session, c, NULL));
    info.struct_size = 0;
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_button(g.rt, g.session, c, &info));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_button(NULL, g.session, c, &info));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_button_is_read_whole),
        HEAP_TEST(test_what_is_not_there_is_at_its_default),
        HEAP_TEST(test_the_other_kinds_are_read_whole),
        HEAP_TEST(test_only_what_differs_is_sent),
        HEAP_TEST(test_the_other_kinds_are_written),
        HEAP_TEST(test_g42_values_that_json_cannot_say_are_refused),
        HEAP_TEST(test_positions_are_read_and_written),
        HEAP_TEST(test_bad_handles_and_structs_are_refused),
    };
    return cmocka_run_group_tests_name("interactive/kinds", tests, NULL, NULL);
}
