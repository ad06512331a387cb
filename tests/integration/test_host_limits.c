/* What a game wants to hear and what it may store, on real sockets. */
#include "support/deadline.h"
#include "support/person.h"
#include "support/stage.h"

#include <stdio.h>
#include <stdlib.h>

static int set_up(void **state)
{
    stage              *s = calloc(1, sizeof *s);
    chorus_host_options options;
    assert_non_null(s);
    CHORUS_INIT(&options);
    options.memory_limit_bytes = 10000;
    stage_open(s, &options);
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\"},"
                "{\"controlID\":\"stick\",\"kind\":\"joystick\"}]}");
    host_lab_do(s->game, "ready", "{}");
    host_lab_hear_of(s->ann, "\"isReady\":true");
    *state = s;
    return 0;
}

static void set_text(stage *s, const char *text)
{
    char params[160];
    snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"text\":\"%s\"}]}", text);
    host_lab_call(s->game, "9", "updateControls", params);
}

/* ---- throttles ---- */

static void test_s46_a_dropped_update_comes_by_itself(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "setBandwidthThrottle", "{\"onControlUpdate\":{\"capacity\":250,\"drainRate\":500}}");
    set_text(s, "a");
    host_lab_hear_of(s->game, "\"text\":\"a\"");
    host_lab_hear_of(s->game, "\"type\":\"reply\"");
    set_text(s, "b");
    assert_non_null(strstr(host_lab_hear(s->game), "\"type\":\"reply\""));
    set_text(s, "c");
    assert_non_null(strstr(host_lab_hear(s->game), "\"type\":\"reply\""));
    assert_non_null(strstr(host_lab_expect_call(s->game, "onControlUpdate"), "\"text\":\"c\""));
}

/* What is owed in an hour does not make others wait. */
static void test_moves_go_out_in_time_while_something_is_owed(void **state)
{
    stage *s = *state;
    char   text[160];
    host_lab_do(s->game, "setBandwidthThrottle", "{\"onControlUpdate\":{\"capacity\":250,\"drainRate\":1}}");
    set_text(s, "a");
    host_lab_hear_of(s->game, "\"type\":\"reply\"");
    set_text(s, "b");
    host_lab_hear_of(s->game, "\"type\":\"reply\"");
    for (int i = 1; i <= 100; i++) {
        snprintf(text, sizeof text,
                 "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"stick\",\"event\":\"move\",\"x\":0.%03d,\"y\":0}}", i);
        host_lab_say(s->ann, text);
    }
    host_lab_hear_of(s->game, "\"x\":0.100");
}

static void test_s46_rules_and_counts_over_the_wire(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "setBandwidthThrottle", "{\"giveInput\":{\"capacity\":0,\"drainRate\":0},\"*\":null}");
    for (int i = 0; i < 3; i++)
        host_lab_say(s->ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"jump\",\"event\":\"mousedown\"}}");
    host_lab_expect_nothing(s->ann);
    assert_non_null(strstr(host_lab_do(s->game, "getThrottleState", "null"),
                           "\"result\":{\"giveInput\":{\"inserted\":0,\"rejected\":3}}"));
}

/* ---- memory ---- */

static const char *grow_world(stage *s, char letter, int bytes)
{
    char params[6000];
    int  at = snprintf(params, sizeof params, "{\"world\":{\"%c\":\"", letter);
    memset(params + at, 'v', (size_t)bytes);
    strcpy(params + at + bytes, "\"}}");
    host_lab_call(s->game, "9", "updateWorld", params);
    return host_lab_hear_of(s->game, "{\"id\":9,\"type\":\"reply\"");
}

static void test_a_game_is_warned_then_refused_then_closed_with_4017(void **state)
{
    stage *s = *state;
    grow_world(s, 'a', 5000);
    grow_world(s, 'b', 2700);
    host_lab_expect_call(s->game, "issueMemoryWarning");
    assert_non_null(strstr(host_lab_do(s->game, "getMemoryStats", "{}"), "\"totalBytes\":10000,\"resources\":["));
    assert_non_null(strstr(grow_world(s, 'c', 5000), "\"code\":4004,\"message\":\"memory limit\""));
    for (int i = 0; i < 14; i++)
        grow_world(s, 'c', 5000);
    assert_non_null(strstr(host_lab_do(s->game, "getTime", "{}"), "\"time\":"));
    grow_world(s, 'c', 5000);
    assert_int_equal(host_lab_closed(s->game), 4017);
}

/* ---- other limits while it runs ---- */

static bool press(stage *s)
{
    host_lab_say(s->ann, "{\"id\":5,\"method\":\"giveInput\",\"params\":{\"controlID\":\"jump\",\"event\":\"mousedown\"}}");
    return strstr(host_lab_hear_of(s->ann, "\"id\":5"), "\"error\":null") != NULL;
}

static void give_limits(stage *s, uint32_t inputs_per_s)
{
    chorus_host_limits limits;
    CHORUS_INIT(&limits);
    limits.inputs_per_s = inputs_per_s;
    assert_ok(chorus_host_set_limits(s->lab.rt, s->lab.session, &limits));
    chorus_pump(s->lab.rt);
}

/* As many in a row that all share a fate, which 40 at once and 20 per second do not allow. */
static void press_until(stage *s, bool is_accepted, int wanted)
{
    uint64_t until_ns = deadline_ns();
    for (int run = 0; run < wanted; run = press(s) == is_accepted ? run + 1 : 0)
        assert_false(deadline_is_over(until_ns));
}

static void test_new_limits_hold_for_who_is_there(void **state)
{
    stage *s = *state;
    press_until(s, false, 1);
    give_limits(s, 1000);
    press_until(s, true, 200);
    give_limits(s, 1);
    press_until(s, false, 1);
}

static void test_limits_that_are_not_possible_change_nothing(void **state)
{
    stage             *s = *state;
    chorus_host_limits limits;
    CHORUS_INIT(&limits);
    limits.header_ms = 1;
    assert_int_equal(chorus_host_set_limits(s->lab.rt, s->lab.session, &limits), CHORUS_E_INVALID);
    chorus_pump(s->lab.rt);
    assert_non_null(strstr(s->lab.log, "header_ms: a whole number from 1000 to 600000 is needed"));
    assert_int_equal(chorus_host_set_limits(s->lab.rt, s->lab.session, NULL), CHORUS_E_INVALID);
    limits.header_ms = 0;
    assert_int_equal(chorus_host_set_limits(s->lab.rt, (chorus_session){ 0 }, &limits), CHORUS_E_NOT_FOUND);
}

static void allow_accounts(host_lab *lab, uint32_t per_hour)
{
    chorus_host_limits limits;
    CHORUS_INIT(&limits);
    limits.accounts_per_address_h = per_hour;
    assert_ok(chorus_host_set_limits(lab->rt, lab->session, &limits));
    chorus_pump(lab->rt);
}

static void test_how_many_accounts_are_made_can_be_changed(void **state)
{
    static const char who[] = "\"name\":\"Bob\",\"password\":\"correct horse\"";
    host_lab         *lab   = &((stage *)*state)->lab;
    person            ann, bob;
    person_come(&ann, lab);
    person_come(&bob, lab);
    allow_accounts(lab, 1);
    person_create(&ann, "Ann", "correct horse");
    assert_int_equal(person_post(&bob, "/go/create", who), 429);
    allow_accounts(lab, 2);
    uint64_t until_ns = deadline_ns();
    while (person_post(&bob, "/go/create", who) != 200) /* the limits are on their way */
        deadline_yield(until_ns);
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_how_many_accounts_are_made_can_be_changed),
        STAGE_TEST(test_s46_a_dropped_update_comes_by_itself),
        STAGE_TEST(test_moves_go_out_in_time_while_something_is_owed),
        STAGE_TEST(test_s46_rules_and_counts_over_the_wire),
        STAGE_TEST(test_a_game_is_warned_then_refused_then_closed_with_4017),
        STAGE_TEST(test_new_limits_hold_for_who_is_there),
        STAGE_TEST(test_limits_that_are_not_possible_change_nothing),
    };
    return cmocka_run_group_tests_name("host/limits", tests, NULL, NULL);
}
