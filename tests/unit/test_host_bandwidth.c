/* What a game wants to hear, and what it hears in the end. */
#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include "host/room/host_state.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- helpers ---- */

static void throttle(host_rig *rig, const char *rules)
{
    rig_do(rig, "setBandwidthThrottle", rules);
}

static void expect_state(host_rig *rig, const char *state)
{
    rig_forget(&rig->game);
    rig_call(rig, "getThrottleState", "{}");
    rig_expect_reply(&rig->game, "9", "%s", state);
}

/* The reply to a call is there, and nothing was told before it. */
static void expect_quiet(host_rig *rig, const char *method, const char *params)
{
    rig_call(rig, method, params);
    const char *text = rig_take(&rig->game);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"type\":\"reply\""));
    assert_non_null(strstr(text, "\"error\":null"));
    rig_expect_nothing(&rig->game);
}

static void create_jump(host_rig *rig)
{
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\"}]}");
}

#define UPDATE(property) "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\"," property "}]}"
#define JUMP "{\"controlID\":\"jump\",\"kind\":\"button\",\"disabled\":false"

static void says_input(host_rig *rig, rig_peer *viewer, const char *control, const char *event)
{
    rig_says(rig, viewer, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"%s\",\"event\":\"%s\"}}", control, event);
}

static void expect_input(host_rig *rig, const rig_peer *viewer, const char *control, const char *event)
{
    rig_expect(&rig->game, "giveInput", "{\"participantID\":\"%s\",\"input\":{\"controlID\":\"%s\",\"event\":\"%s\"}}",
               viewer->id, control, event);
}

/* ---- rules ---- */

static void test_s46_a_game_begins_with_the_standard_rule(void **state)
{
    host_rig *rig = *state;
    expect_state(rig, "{\"*\":{\"inserted\":0,\"rejected\":0}}");
    throttle(rig, "{\"*\":null}");
    expect_state(rig, "{}");
    rig_leave_game(rig);
    rig_enter_game(rig);
    expect_state(rig, "{\"*\":{\"inserted\":0,\"rejected\":0}}");
}

static void test_s46_the_standard_is_30_megabits_at_once_and_10_a_second(void **state)
{
    host_rig *rig = *state;
    assert_int_equal(rig->room->throttle.all.capacity_bytes, 3932160);
    assert_int_equal(rig->room->throttle.all.drain_bytes_per_s, 1310720);
    rig->limits.game_bytes_per_s = 9000000;
    rig_leave_game(rig);
    rig_enter_game(rig);
    assert_int_equal(rig->room->throttle.all.capacity_bytes, 27000000);
    assert_int_equal(rig->room->throttle.all.drain_bytes_per_s, 9000000);
}

static void test_s46_packets_are_counted_by_method_and_for_all(void **state)
{
    host_rig *rig = *state;
    throttle(rig, "{\"onControlUpdate\":{\"capacity\":0,\"drainRate\":0},\"noSuchMethod\":{\"capacity\":1,\"drainRate\":2}}");
    create_jump(rig);
    rig_do(rig, "updateControls", UPDATE("\"text\":\"a\""));
    rig_do(rig, "updateControls", UPDATE("\"text\":\"b\""));
    expect_state(rig, "{\"noSuchMethod\":{\"inserted\":0,\"rejected\":0},"
                      "\"onControlUpdate\":{\"inserted\":0,\"rejected\":2},\"*\":{\"inserted\":1,\"rejected\":0}}");
}

static void test_s46_bad_rules_are_refused_and_none_is_set(void **state)
{
    static const struct {
        const char *params, *path;
    } cases[] = {
        { "{\"a\":{\"capacity\":1,\"drainRate\":1},\"b\":{\"capacity\":-1,\"drainRate\":1}}", "b" },
        { "{\"*\":null,\"b\":{\"capacity\":1.5,\"drainRate\":1}}", "b" },
        { "{\"b\":{\"capacity\":1}}", "b" },
        { "{\"b\":{\"capacity\":1,\"drainRate\":\"1\"}}", "b" },
        { "{\"b\":{\"capacity\":18446744073709551616,\"drainRate\":1}}", "b" },
        { "{\"b\":7}", "b" },
        { "{\"b\":[]}", "b" },
        { "{\"\":null}", NULL },
    };
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        rig_call(rig, "setBandwidthThrottle", cases[i].params);
        rig_expect_refusal(&rig->game, "9", 4004, cases[i].path);
    }
    expect_state(rig, "{\"*\":{\"inserted\":0,\"rejected\":0}}");
}

static void test_the_last_of_equal_names_counts(void **state)
{
    host_rig *rig = *state;
    throttle(rig, "{\"a\":{\"capacity\":18446744073709551615,\"drainRate\":1},\"a\":null,\"*\":null}");
    expect_state(rig, "{}");
}

static void test_there_are_at_most_64_rules(void **state)
{
    host_rig *rig = *state;
    char      params[96];
    for (int i = 0; i < 64; i++) {
        snprintf(params, sizeof params, "{\"m%d\":{\"capacity\":1,\"drainRate\":1}}", i);
        throttle(rig, params);
    }
    rig_call(rig, "setBandwidthThrottle", "{\"one\":{\"capacity\":1,\"drainRate\":1}}");
    rig_expect_refusal(&rig->game, "9", 4004, "one");
    throttle(rig, "{\"m5\":{\"capacity\":2,\"drainRate\":1},\"m6\":null,\"*\":{\"capacity\":99999,\"drainRate\":1}}");
    throttle(rig, "{\"one\":{\"capacity\":1,\"drainRate\":1}}");
}

/* ---- what is never dropped ---- */

static void test_s46_replies_and_what_keeps_a_session_going_always_pass(void **state)
{
    host_rig *rig                  = *state;
    rig->room->memory_budget.limit = 1000;
    throttle(rig, "{\"*\":{\"capacity\":0,\"drainRate\":0},\"onReady\":{\"capacity\":0,\"drainRate\":0},"
                  "\"issueMemoryWarning\":{\"capacity\":0,\"drainRate\":0}}");
    rig_call(rig, "ready", "{}");
    rig_expect(&rig->game, "onReady", "{\"isReady\":true}");
    rig_expect_reply(&rig->game, "9", "null");
    char world[900];
    int  at = sprintf(world, "{\"world\":{\"v\":\"");
    memset(world + at, 'v', 750);
    strcpy(world + at + 750, "\"}}");
    rig_call(rig, "updateWorld", world);
    assert_non_null(strstr(rig_take(&rig->game), "\"type\":\"reply\""));
    rig_expect_call(&rig->game, "issueMemoryWarning");
    expect_quiet(rig, "getScenes", "{}");
    expect_quiet(rig, "setCompression", "{\"scheme\":[\"text\"]}");
}

static void test_s17_a_dropped_packet_takes_no_number(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    throttle(rig, "{\"onControlUpdate\":{\"capacity\":0,\"drainRate\":0}}");
    int32_t seq = rig->game.watch.seq;
    rig_do(rig, "updateControls", UPDATE("\"text\":\"a\""));
    assert_int_equal(rig->game.watch.seq, seq + 1);
}

static void test_the_audience_hears_what_the_game_does_not(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_jump(rig);
    throttle(rig, "{\"*\":{\"capacity\":0,\"drainRate\":0}}");
    expect_quiet(rig, "updateControls", UPDATE("\"text\":\"a\""));
    rig_expect(viewer, "onControlUpdate", "{\"sceneID\":\"default\",\"controls\":[" JUMP ",\"text\":\"a\"}]}");
}

/* ---- state is told later, once, as it is then ---- */

static void test_s46_a_dropped_update_follows_in_full(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    throttle(rig, "{\"onControlUpdate\":{\"capacity\":250,\"drainRate\":1000}}");
    rig_call(rig, "updateControls", UPDATE("\"text\":\"a\""));
    rig_expect_call(&rig->game, "onControlUpdate");
    rig_forget(&rig->game);
    expect_quiet(rig, "updateControls", UPDATE("\"text\":\"b\""));
    expect_quiet(rig, "updateControls", UPDATE("\"text\":\"c\",\"cost\":1"));
    int64_t due_ms = cho_host_room_due_ms(rig->room, rig->now_ms);
    assert_true(due_ms > rig->now_ms && due_ms < rig->now_ms + 1000);
    rig_pass(rig, due_ms - rig->now_ms - 1);
    rig_expect_nothing(&rig->game);
    rig_pass(rig, 50);
    rig_expect(&rig->game, "onControlUpdate", "{\"sceneID\":\"default\",\"controls\":[" JUMP ",\"text\":\"c\",\"cost\":1}]}");
    rig_pass(rig, 10000);
    rig_expect_nothing(&rig->game);
    assert_int_equal(cho_host_room_due_ms(rig->room, rig->now_ms), 0);
    expect_state(rig, "{\"onControlUpdate\":{\"inserted\":2,\"rejected\":2},\"*\":{\"inserted\":3,\"rejected\":0}}");
}

static void test_s46_what_was_squelched_is_told_when_the_rule_is_removed(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[128];
    create_jump(rig);
    throttle(rig, "{\"*\":{\"capacity\":0,\"drainRate\":0}}");
    expect_quiet(rig, "updateControls", UPDATE("\"text\":\"a\""));
    expect_quiet(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"map\":1}]}");
    expect_quiet(rig, "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"map\":2}]}");
    expect_quiet(rig, "updateWorld", "{\"world\":{\"round\":3}}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", viewer->id);
    expect_quiet(rig, "updateParticipants", params);
    assert_int_equal(cho_host_room_due_ms(rig->room, rig->now_ms), 0);
    throttle(rig, "{\"*\":null}");
    assert_int_equal(cho_host_room_due_ms(rig->room, rig->now_ms), rig->now_ms);
    rig_pass(rig, 0);
    rig_expect(&rig->game, "onControlUpdate", "{\"sceneID\":\"default\",\"controls\":[" JUMP ",\"text\":\"a\"}]}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\",\"map\":1}]}");
    rig_expect(&rig->game, "onSceneUpdate",
               "{\"scenes\":[{\"sceneID\":\"default\",\"map\":2,\"controls\":[" JUMP ",\"text\":\"a\"}]}]}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":3}");
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantUpdate"), "\"score\":5}]}"));
    rig_expect_nothing(&rig->game);
}

static void test_s46_what_was_created_unheard_is_told_as_created(void **state)
{
    host_rig *rig = *state;
    throttle(rig, "{\"*\":{\"capacity\":0,\"drainRate\":0}}");
    expect_quiet(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    expect_quiet(rig, "createControls", "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"k\"}]}");
    expect_quiet(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    expect_quiet(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"map\":1}]}");
    create_jump(rig);
    throttle(rig, "{\"*\":null}");
    rig_pass(rig, 0);
    rig_expect(&rig->game, "onSceneCreate",
               "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"k\",\"disabled\":false}]}]}");
    rig_expect(&rig->game, "onGroupCreate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\",\"map\":1}]}");
    rig_expect(&rig->game, "onControlCreate", "{\"sceneID\":\"default\",\"controls\":[" JUMP "}]}");
    rig_expect_nothing(&rig->game);
}

static void test_what_is_unknown_to_the_game_is_not_updated(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    char      params[128];
    throttle(rig, "{\"onGroupCreate\":{\"capacity\":200,\"drainRate\":100}}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"f\"}]}");
    expect_quiet(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    expect_quiet(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"map\":1}]}");
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"g\"}]}", viewer->id);
    expect_quiet(rig, "updateParticipants", params);
    rig_pass(rig, 2000);
    rig_expect(&rig->game, "onGroupCreate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\",\"map\":1}]}");
    rig_expect_call(&rig->game, "onParticipantUpdate");
    rig_expect_nothing(&rig->game);
}

/* It has said that it does not want to hear of groups that are made: it made them itself. */
static void test_what_the_game_does_not_want_to_hear_of_is_updated(void **state)
{
    host_rig *rig = *state;
    throttle(rig, "{\"onGroupCreate\":{\"capacity\":0,\"drainRate\":0}}");
    expect_quiet(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\"}]}");
    rig_call(rig, "updateGroups", "{\"groups\":[{\"groupID\":\"g\",\"map\":1}]}");
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\",\"map\":1}]}");
    rig_forget(&rig->game);
    throttle(rig, "{\"onGroupCreate\":null}");
    rig_pass(rig, 0);
    rig_expect_nothing(&rig->game);
}

static void test_a_squelched_method_does_not_hold_up_the_others(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    throttle(rig, "{\"onControlUpdate\":{\"capacity\":0,\"drainRate\":0}}");
    expect_quiet(rig, "updateControls", UPDATE("\"text\":\"a\""));
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":3}}");
    rig_call(rig, "updateWorld", "{\"world\":{\"round\":null}}");
    rig_expect(&rig->game, "onWorldUpdate", "{\"scenes\":[],\"round\":null}");
    rig_forget(&rig->game);
    rig_call(rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"jump\"]}");
    rig_expect_call(&rig->game, "onControlDelete");
}

static void test_a_later_event_tells_what_was_owed(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    throttle(rig, "{\"onControlUpdate\":{\"capacity\":260,\"drainRate\":1}}");
    char *params = malloc(600);
    assert_non_null(params);
    int at = sprintf(params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"text\":\"");
    memset(params + at, 'x', 300);
    strcpy(params + at + 300, "\"}]}");
    expect_quiet(rig, "updateControls", params);
    rig_call(rig, "updateControls", UPDATE("\"text\":\"b\""));
    rig_expect(&rig->game, "onControlUpdate", "{\"sceneID\":\"default\",\"controls\":[" JUMP ",\"text\":\"b\"}]}");
    rig_forget(&rig->game);
    throttle(rig, "{\"onControlUpdate\":null}");
    rig_pass(rig, 0);
    rig_expect_nothing(&rig->game);
    free(params);
}

/* ---- ends ---- */

/* Leaves the bucket of all full: little fits, and it drains slowly. */
static void fill(host_rig *rig)
{
    throttle(rig, "{\"*\":{\"capacity\":400,\"drainRate\":1000}}");
    rig_do(rig, "updateWorld", "{\"world\":{\"v\":\"" "123456789012345678901234567890123456789012345678901234567890" "\"}}");
    rig_do(rig, "updateWorld", "{\"world\":{\"v\":\"" "123456789012345678901234567890123456789012345678901234567890" "\"}}");
}

static void test_s46_a_dropped_end_follows_in_its_place(void **state)
{
    host_rig *rig = *state;
    create_jump(rig);
    fill(rig);
    expect_quiet(rig, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"jump\"]}");
    expect_quiet(rig, "createControls",
                 "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\",\"kind\":\"button\"}]}");
    rig_pass(rig, 2000);
    rig_expect(&rig->game, "onControlDelete", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"jump\"}]}");
    rig_expect(&rig->game, "onControlCreate", "{\"sceneID\":\"default\",\"controls\":[" JUMP "}]}");
    rig_expect_nothing(&rig->game);
}

static void test_s30_groups_move_before_their_scene_is_deleted_also_when_late(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    fill(rig);
    expect_quiet(rig, "deleteScene", "{\"sceneID\":\"a\"}");
    rig_pass(rig, 2000);
    rig_expect(&rig->game, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"default\"}]}");
    rig_expect(&rig->game, "onSceneDelete", "{\"sceneID\":\"a\",\"reassignSceneID\":\"default\"}");
}

static void test_s27_joins_and_leaves_are_told_late_or_not_at_all(void **state)
{
    host_rig *rig = *state;
    fill(rig);
    rig_peer *ann = rig_try_join(rig, "Ann"), *bob = rig_try_join(rig, "Bob");
    rig_expect_nothing(&rig->game);
    rig_leave(rig, bob);
    rig_pass(rig, 2000);
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantJoin"), ann->id));
    rig_expect_nothing(&rig->game);
    fill(rig);
    rig_leave(rig, ann);
    rig_expect_nothing(&rig->game);
    rig_pass(rig, 2000);
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantLeave"), ann->id));
    rig_expect_nothing(&rig->game);
}

static void test_a_squelched_end_is_not_kept(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    throttle(rig, "{\"onParticipantLeave\":{\"capacity\":0,\"drainRate\":0}}");
    rig_leave(rig, viewer);
    assert_int_equal(rig->room->owed.text_bytes, 0);
    throttle(rig, "{\"onParticipantLeave\":null}");
    rig_pass(rig, 0);
    rig_expect_nothing(&rig->game);
}

/* What cannot be kept is told whatever the game wants to hear. */
static void test_what_waits_is_bounded_and_nothing_is_lost(void **state)
{
    host_rig *rig = *state;
    char      params[1300], id[1025];
    memset(id, 'c', 1024);
    id[1024] = '\0';
    throttle(rig, "{\"*\":{\"capacity\":5000,\"drainRate\":1}}");
    int told = 0, count = 400;
    for (int i = 0; i < count; i++) {
        id[0] = (char)('a' + i % 26), id[1] = (char)('a' + i / 26);
        snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\"}]}", id);
        rig_call(rig, "createControls", params);
        snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controlIDs\":[\"%s\"]}", id);
        rig_call(rig, "deleteControls", params);
        assert_true(rig->room->owed.text_bytes <= rig->limits.throttled_bytes);
        for (const char *text; (text = rig_take(&rig->game)) != NULL;)
            told += strstr(text, "onControlDelete") != NULL;
    }
    assert_true(told > 50 && told < count);
    throttle(rig, "{\"*\":null}");
    rig_pass(rig, 0);
    for (const char *text; (text = rig_take(&rig->game)) != NULL;)
        told += strstr(text, "onControlDelete") != NULL;
    assert_int_equal(told, count);
}

static void test_a_new_game_is_owed_nothing(void **state)
{
    host_rig *rig = *state;
    fill(rig);
    rig_try_join(rig, "Ann");
    rig_leave_game(rig);
    rig_enter_game(rig);
    rig_expect(&rig->game, "hello", "{}");
    rig_pass(rig, 5000);
    rig_expect_nothing(&rig->game);
}

/* ---- input ---- */

static void test_s46_dropped_input_is_counted_and_gone(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_jump(rig);
    rig_ready(rig);
    throttle(rig, "{\"giveInput\":{\"capacity\":0,\"drainRate\":0}}");
    says_input(rig, viewer, "jump", "mousedown");
    says_input(rig, viewer, "jump", "mouseup");
    rig_expect_nothing(&rig->game);
    throttle(rig, "{\"*\":null}");
    expect_state(rig, "{\"giveInput\":{\"inserted\":0,\"rejected\":2}}");
    throttle(rig, "{\"giveInput\":null}");
    rig_leave(rig, viewer);
    rig_expect_call(&rig->game, "onParticipantLeave");
}

static void test_s46_the_release_of_a_press_that_was_heard_follows(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    create_jump(rig);
    rig_ready(rig);
    throttle(rig, "{\"giveInput\":{\"capacity\":250,\"drainRate\":1000}}");
    says_input(rig, viewer, "jump", "mousedown");
    expect_input(rig, viewer, "jump", "mousedown");
    says_input(rig, viewer, "jump", "mouseup");
    says_input(rig, viewer, "jump", "mousedown");
    says_input(rig, viewer, "jump", "mouseup");
    rig_expect_nothing(&rig->game);
    rig_pass(rig, 2000);
    expect_input(rig, viewer, "jump", "mouseup");
    rig_expect_nothing(&rig->game);
    rig_pass(rig, 2000);
    says_input(rig, viewer, "jump", "keydown");
    expect_input(rig, viewer, "jump", "keydown");
    rig_forget(&rig->game);
    rig_leave(rig, viewer);
    rig_pass(rig, 5000);
    expect_input(rig, viewer, "jump", "keyup");
    rig_expect_call(&rig->game, "onParticipantLeave");
}

static void test_no_input_overtakes_a_release(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    create_jump(rig);
    rig_ready(rig);
    throttle(rig, "{\"giveInput\":{\"capacity\":250,\"drainRate\":1000}}");
    says_input(rig, ann, "jump", "mousedown");
    says_input(rig, ann, "jump", "mouseup");
    rig_forget(&rig->game);
    rig->now_ms += 3000;
    says_input(rig, ann, "jump", "mousedown");
    expect_input(rig, ann, "jump", "mouseup");
    rig_expect_nothing(&rig->game);
}

static void test_s46_a_stick_that_was_heard_to_move_is_let_go(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"s\",\"kind\":\"joystick\"}]}");
    rig_ready(rig);
    throttle(rig, "{\"giveInput\":{\"capacity\":250,\"drainRate\":100}}");
    for (int i = 0; i < 40; i++) {
        rig_says(rig, viewer, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"s\",\"event\":\"move\",\"x\":%s,\"y\":0}}",
                 i == 39 ? "0" : "1");
        rig_pass(rig, 10);
    }
    rig_pass(rig, 10000);
    const char *text, *last = NULL;
    while ((text = rig_take(&rig->game)) != NULL)
        last = strstr(text, "\"x\":0,\"y\":0") != NULL ? "centre" : "elsewhere";
    assert_string_equal(last, "centre");
}

/* ---- memory ---- */

static void play(const chorus_allocator *heap)
{
    static const char *const calls[][2] = {
        { "setBandwidthThrottle", "{\"*\":{\"capacity\":300,\"drainRate\":1000},\"a\":{\"capacity\":1,\"drainRate\":1}}" },
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}]}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}" },
        { "updateControls", "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"text\":\"X\"}]}" },
        { "updateWorld", "{\"world\":{\"round\":1}}" },
        { "deleteScene", "{\"sceneID\":\"a\"}" },
        { "getThrottleState", "{}" },
        { "setBandwidthThrottle", "{\"*\":{\"capacity\":0,\"drainRate\":0}}" },
        { "updateWorld", "{\"world\":{\"round\":2}}" },
    };
    host_rig rig;
    rig_init(&rig, heap);
    if (rig.room != NULL && cho_host_room_enter_game(rig.room, &rig.game, 1, rig.now_ms) == CHORUS_OK) {
        for (size_t i = 0; i < ARRAY_LEN(calls); i++)
            rig_call(&rig, calls[i][0], calls[i][1]);
        rig_peer *viewer = rig_try_join(&rig, "Ann");
        rig_pass(&rig, 400);
        if (viewer != NULL)
            rig_leave(&rig, viewer);
        rig_pass(&rig, 10000);
    }
    rig_deinit(&rig);
}

static void test_a_throttled_room_survives_every_failing_allocation(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        play(&f->hooks);
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_s46_a_game_begins_with_the_standard_rule),
        GAME_TEST(test_s46_the_standard_is_30_megabits_at_once_and_10_a_second),
        GAME_TEST(test_s46_packets_are_counted_by_method_and_for_all),
        GAME_TEST(test_s46_bad_rules_are_refused_and_none_is_set),
        GAME_TEST(test_the_last_of_equal_names_counts),
        GAME_TEST(test_there_are_at_most_64_rules),
        GAME_TEST(test_s46_replies_and_what_keeps_a_session_going_always_pass),
        GAME_TEST(test_s17_a_dropped_packet_takes_no_number),
        GAME_TEST(test_the_audience_hears_what_the_game_does_not),
        GAME_TEST(test_s46_a_dropped_update_follows_in_full),
        GAME_TEST(test_s46_what_was_squelched_is_told_when_the_rule_is_removed),
        GAME_TEST(test_s46_what_was_created_unheard_is_told_as_created),
        GAME_TEST(test_what_is_unknown_to_the_game_is_not_updated),
        GAME_TEST(test_what_the_game_does_not_want_to_hear_of_is_updated),
        GAME_TEST(test_a_squelched_method_does_not_hold_up_the_others),
        GAME_TEST(test_a_later_event_tells_what_was_owed),
        GAME_TEST(test_s46_a_dropped_end_follows_in_its_place),
        GAME_TEST(test_s30_groups_move_before_their_scene_is_deleted_also_when_late),
        GAME_TEST(test_s27_joins_and_leaves_are_told_late_or_not_at_all),
        GAME_TEST(test_a_squelched_end_is_not_kept),
        GAME_TEST(test_what_waits_is_bounded_and_nothing_is_lost),
        GAME_TEST(test_a_new_game_is_owed_nothing),
        GAME_TEST(test_s46_dropped_input_is_counted_and_gone),
        GAME_TEST(test_s46_the_release_of_a_press_that_was_heard_follows),
        GAME_TEST(test_no_input_overtakes_a_release),
        GAME_TEST(test_s46_a_stick_that_was_heard_to_move_is_let_go),
        HEAP_TEST(test_a_throttled_room_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests_name("host/bandwidth", tests, NULL, NULL);
}
