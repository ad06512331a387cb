#include "support/rig_stage.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTROLS                                                                                                   \
    "{\"controlID\":\"b\",\"kind\":\"button\"},{\"controlID\":\"j\",\"kind\":\"joystick\"},"                       \
    "{\"controlID\":\"l\",\"kind\":\"label\"},{\"controlID\":\"t\",\"kind\":\"textbox\"},"                         \
    "{\"controlID\":\"s\",\"kind\":\"screen\"},{\"controlID\":\"u\",\"kind\":\"dial\"},"                           \
    "{\"controlID\":\"off\",\"kind\":\"button\",\"disabled\":true},"                                               \
    "{\"controlID\":\"cool\",\"kind\":\"button\",\"cooldown\":1005000},"                                           \
    "{\"controlID\":\"paid\",\"kind\":\"button\",\"cost\":5},"                                                     \
    "{\"controlID\":\"paidtext\",\"kind\":\"textbox\",\"cost\":5},"                                                \
    "{\"controlID\":\"paiddial\",\"kind\":\"dial\",\"cost\":5},"                                                   \
    "{\"controlID\":\"sub\",\"kind\":\"textbox\",\"hasSubmit\":true},"                                             \
    "{\"controlID\":\"multi\",\"kind\":\"textbox\",\"multiline\":true}"

static int set_up(void **state)
{
    rig_stage *s = rig_stage_open(state, 0, CONTROLS);
    rig_do(s->rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"other\",\"controls\":[{\"controlID\":\"o\","
                                   "\"kind\":\"button\"}]}]}");
    rig_do(s->rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"other\"}]}");
    return 0;
}

static void give(rig_stage *s, const char *input)
{
    rig_says(s->rig, s->ann, "{\"id\":9,\"type\":\"method\",\"method\":\"giveInput\",\"params\":%s}", input);
}

static void expect_forwarded(rig_stage *s, const char *input)
{
    rig_expect(&s->rig->game, "giveInput", "{\"participantID\":\"%s\",\"input\":%s}", s->ann->id, input);
    rig_expect_reply(s->ann, "9", "null");
}

static void expect_refused(rig_stage *s, int code, const char *path)
{
    rig_expect_refusal(s->ann, "9", code, path);
    rig_expect_nothing(&s->rig->game);
}

/* ---- passing on ---- */

static void test_s24_s25_input_is_wrapped_and_verbatim(void **state)
{
    rig_stage *s = *state;
    give(s, "{ \"controlID\":\"b\", \"x-y\":[1,{\"a\":null}],\"event\":\"mousedown\" }");
    expect_forwarded(s, "{ \"controlID\":\"b\", \"x-y\":[1,{\"a\":null}],\"event\":\"mousedown\" }");
}

static void test_ids_inside_an_input_stay_inside(void **state)
{
    rig_stage *s = *state;
    give(s, "{\"controlID\":\"b\",\"event\":\"mousedown\",\"transactionID\":\"t\",\"participantID\":\"Eve\"}");
    expect_forwarded(s, "{\"controlID\":\"b\",\"event\":\"mousedown\",\"transactionID\":\"t\",\"participantID\":\"Eve\"}");
}

static void test_input_without_an_id_is_passed_on_without_a_reply(void **state)
{
    rig_stage *s = *state;
    rig_says(s->rig, s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"},"
                             "\"type\":\"method\",\"discard\":true}");
    rig_expect_call(&s->rig->game, "giveInput");
    rig_expect_nothing(s->ann);
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"giveInput\",\"params\":{\"controlID\":\"no\",\"event\":\"mousedown\"},"
                             "\"discard\":true}");
    expect_refused(s, 4012, "controlID");
}

static const char *const accepted[] = {
    "{\"controlID\":\"b\",\"event\":\"mousedown\"}",
    "{\"controlID\":\"b\",\"event\":\"mouseup\",\"button\":0}",
    "{\"controlID\":\"b\",\"event\":\"keydown\",\"button\":null}",
    "{\"controlID\":\"b\",\"event\":\"keyup\"}",
    "{\"controlID\":\"b\",\"event\":\"mouseup\",\"button\":3.0}",
    "{\"controlID\":\"j\",\"event\":\"move\",\"x\":0,\"y\":-1}",
    "{\"controlID\":\"j\",\"event\":\"move\",\"x\":7.5,\"y\":1e3}",
    "{\"controlID\":\"t\",\"event\":\"change\",\"value\":\"\"}",
    "{\"controlID\":\"t\",\"event\":\"submit\",\"value\":\"hi\"}",
    "{\"controlID\":\"sub\",\"event\":\"submit\",\"value\":\"hi\"}",
    "{\"controlID\":\"multi\",\"event\":\"submit\",\"value\":\"h\\ni\"}",
    "{\"controlID\":\"s\",\"event\":\"mousedown\",\"x\":0.5,\"y\":0.5}",
    "{\"controlID\":\"s\",\"event\":\"move\",\"x\":640,\"y\":2}",
    "{\"controlID\":\"s\",\"event\":\"mouseup\",\"x\":0.5,\"y\":0.5}",
    "{\"controlID\":\"u\",\"event\":\"turn\",\"by\":90}",
    "{\"controlID\":\"u\",\"event\":\"move\"}",
    "{\"controlID\":\"u\",\"event\":\"mousedown\",\"button\":\"left\"}",
    "{\"controlID\":\"paid\",\"event\":\"mouseup\"}",
    "{\"controlID\":\"paiddial\",\"event\":\"turn\"}",
    "{\"controlID\":\"cool\",\"event\":\"keyup\"}",
};

static void test_sound_input_of_every_kind_is_passed_on(void **state)
{
    rig_stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
        give(s, accepted[i]);
        expect_forwarded(s, accepted[i]);
    }
    assert_int_equal(cho_host_room_counters(s->rig->room).inputs_accepted, ARRAY_LEN(accepted));
}

/* ---- refusing ---- */

static const struct {
    const char *input;
    int         code;
    const char *path;
} refused[] = {
    { "{}", 4099, NULL },
    { "{\"controlID\":\"b\"}", 4099, NULL },
    { "{\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":7,\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":\"b\",\"event\":7}", 4099, NULL },
    { "{\"controlID\":\"b\",\"event\":\"\"}", 4099, NULL },
    { "{\"controlID\":\"\",\"event\":\"mousedown\"}", 4012, "controlID" },
    { "{\"controlID\":\"no\",\"event\":\"mousedown\"}", 4012, "controlID" },
    { "{\"controlID\":\"o\",\"event\":\"mousedown\"}", 4012, "controlID" },
    { "{\"controlID\":\"off\",\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":\"off\",\"event\":\"mouseup\"}", 4099, NULL },
    { "{\"controlID\":\"cool\",\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":\"b\",\"event\":\"move\",\"x\":0,\"y\":0}", 4099, NULL },
    { "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":\"left\"}", 4099, NULL },
    { "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":0.5}", 4099, NULL },
    { "{\"controlID\":\"j\",\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":\"j\",\"event\":\"move\",\"x\":0}", 4099, NULL },
    { "{\"controlID\":\"j\",\"event\":\"move\",\"x\":\"0\",\"y\":0}", 4099, NULL },
    { "{\"controlID\":\"t\",\"event\":\"change\"}", 4099, NULL },
    { "{\"controlID\":\"t\",\"event\":\"change\",\"value\":7}", 4099, NULL },
    { "{\"controlID\":\"t\",\"event\":\"submit\",\"value\":\"\"}", 4099, NULL },
    { "{\"controlID\":\"t\",\"event\":\"keydown\"}", 4099, NULL },
    { "{\"controlID\":\"sub\",\"event\":\"change\",\"value\":\"a\"}", 4099, NULL },
    { "{\"controlID\":\"multi\",\"event\":\"change\",\"value\":\"a\"}", 4099, NULL },
    { "{\"controlID\":\"paidtext\",\"event\":\"change\",\"value\":\"a\"}", 4099, NULL },
    { "{\"controlID\":\"s\",\"event\":\"keydown\",\"x\":0,\"y\":0}", 4099, NULL },
    { "{\"controlID\":\"s\",\"event\":\"mousedown\",\"x\":0}", 4099, NULL },
    { "{\"controlID\":\"l\",\"event\":\"mousedown\"}", 4099, NULL },
    { "{\"controlID\":\"paid\",\"event\":\"mousedown\"}", 4026, NULL },
    { "{\"controlID\":\"paid\",\"event\":\"keydown\"}", 4026, NULL },
    { "{\"controlID\":\"paidtext\",\"event\":\"submit\",\"value\":\"a\"}", 4026, NULL },
    { "{\"controlID\":\"paiddial\",\"event\":\"submit\"}", 4026, NULL },
};

static void test_s36_s38_bad_input_is_refused(void **state)
{
    rig_stage *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        give(s, refused[i].input);
        expect_refused(s, refused[i].code, refused[i].path);
    }
    assert_int_equal(cho_host_room_counters(s->rig->room).inputs_rejected, ARRAY_LEN(refused));
    assert_int_equal(cho_host_room_counters(s->rig->room).inputs_accepted, 0);
}

static void test_s36_nothing_is_taken_while_the_game_is_not_ready(void **state)
{
    rig_stage *s = *state;
    rig_do(s->rig, "ready", "{\"isReady\":false}");
    give(s, accepted[0]);
    expect_refused(s, 4099, NULL);
    give(s, accepted[1]);
    expect_refused(s, 4099, NULL);
}

/* Whatever else may be wrong with it. */
static void test_s36_not_ready_is_what_is_told_first(void **state)
{
    rig_stage *s = *state;
    rig_do(s->rig, "ready", "{\"isReady\":false}");
    give(s, "{}");
    assert_non_null(strstr(rig_take(s->ann), "\"code\":4099,\"message\":\"not ready\""));
}

static void test_s36_no_string_is_too_long_to_be_an_unknown_control(void **state)
{
    rig_stage *s = *state;
    char   text[1200];
    snprintf(text, sizeof text, "{\"controlID\":\"%01100d\",\"event\":\"mousedown\"}", 0);
    give(s, text);
    expect_refused(s, 4012, "controlID");
}

static void change_ann(rig_stage *s, const char *change)
{
    rig_game_says(s->rig, "{\"method\":\"updateParticipants\",\"params\":{\"participants\":[{\"sessionID\":\"%s\",%s}]}}",
                  s->ann->id, change);
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
}

static void test_s36_a_disabled_participant_is_refused(void **state)
{
    rig_stage *s = *state;
    change_ann(s, "\"disabled\":true");
    give(s, accepted[0]);
    expect_refused(s, 4099, NULL);
}

static void test_s36_only_the_scene_of_ones_group_counts(void **state)
{
    rig_stage *s = *state;
    change_ann(s, "\"groupID\":\"red\"");
    give(s, accepted[0]);
    expect_refused(s, 4012, "controlID");
    give(s, "{\"controlID\":\"o\",\"event\":\"mousedown\"}");
    expect_forwarded(s, "{\"controlID\":\"o\",\"event\":\"mousedown\"}");
}

static void test_a_cooldown_ends(void **state)
{
    rig_stage *s   = *state;
    s->rig->now_ms = 1004999;
    give(s, "{\"controlID\":\"cool\",\"event\":\"mousedown\"}");
    expect_refused(s, 4099, NULL);
    s->rig->now_ms = 1005000;
    give(s, "{\"controlID\":\"cool\",\"event\":\"mousedown\"}");
    expect_forwarded(s, "{\"controlID\":\"cool\",\"event\":\"mousedown\"}");
}

static void test_s37_a_release_passes_during_a_cooldown(void **state)
{
    rig_stage *s = *state;
    give(s, "{\"controlID\":\"cool\",\"event\":\"mouseup\"}");
    expect_forwarded(s, "{\"controlID\":\"cool\",\"event\":\"mouseup\"}");
}

static void give_long(rig_stage *s, size_t bytes)
{
    static const char head[] = "{\"controlID\":\"u\",\"event\":\"e\",\"v\":\"", tail[] = "\"}";
    size_t            fixed  = sizeof head - 1 + sizeof tail - 1;
    char             *input  = calloc(1, bytes + 1);
    assert_non_null(input);
    memcpy(input, head, sizeof head - 1);
    memset(input + sizeof head - 1, 'v', bytes - fixed);
    memcpy(input + bytes - (sizeof tail - 1), tail, sizeof tail - 1);
    give(s, input);
    free(input);
}

static void test_an_input_holds_at_most_4_kib(void **state)
{
    rig_stage *s = *state;
    give_long(s, 4096);
    rig_expect_call(&s->rig->game, "giveInput");
    rig_expect_reply(s->ann, "9", "null");
    give_long(s, 4097);
    expect_refused(s, 4099, NULL);
}

static void test_the_last_input_is_noted_but_not_told(void **state)
{
    rig_stage *s = *state;
    rig_pass(s->rig, 77);
    give(s, accepted[0]);
    rig_expect_call(&s->rig->game, "giveInput");
    rig_expect_nothing(&s->rig->game);
    rig_call(s->rig, "getAllParticipants", "{}");
    assert_non_null(strstr(rig_take(&s->rig->game), "\"lastInputAt\":1000077,"));
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, rig_stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_s24_s25_input_is_wrapped_and_verbatim),
        STAGE_TEST(test_ids_inside_an_input_stay_inside),
        STAGE_TEST(test_input_without_an_id_is_passed_on_without_a_reply),
        STAGE_TEST(test_sound_input_of_every_kind_is_passed_on),
        STAGE_TEST(test_s36_s38_bad_input_is_refused),
        STAGE_TEST(test_s36_nothing_is_taken_while_the_game_is_not_ready),
        STAGE_TEST(test_s36_not_ready_is_what_is_told_first),
        STAGE_TEST(test_s36_no_string_is_too_long_to_be_an_unknown_control),
        STAGE_TEST(test_s36_a_disabled_participant_is_refused),
        STAGE_TEST(test_s36_only_the_scene_of_ones_group_counts),
        STAGE_TEST(test_a_cooldown_ends),
        STAGE_TEST(test_s37_a_release_passes_during_a_cooldown),
        STAGE_TEST(test_an_input_holds_at_most_4_kib),
        STAGE_TEST(test_the_last_input_is_noted_but_not_told),
    };
    return cmocka_run_group_tests_name("host/input", tests, NULL, NULL);
}
