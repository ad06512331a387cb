/* Moderation by the game that has the host inside, seen through real sockets. */
#include "support/host_lab.h"
#include "support/packet_expect.h"

#include <chorus/host_moderation.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct show {
    host_lab    lab;
    raw_socket *game, *ann;
    char        ann_id[37];
} show;

static char body[4096];

static raw_socket *guest_with(host_lab *lab, const char *device)
{
    char key[33], path[128], json[96];
    raw_socket *s;
    snprintf(json, sizeof json, "{\"name\":\"Ann\",\"device\":\"%s\"}", device);
    assert_int_equal(host_lab_request(lab, "POST", "/api/v1/interactive/1/guest", "", json, body, sizeof body), 200);
    host_lab_copy_key(body, key);
    snprintf(path, sizeof path, "/participant?channel=1&key=%s&x-protocol-version=2.0", key);
    assert_int_equal(host_lab_knock(lab, &s, path, ""), 101);
    return s;
}

static int set_up(void **state)
{
    show *s = calloc(1, sizeof *s);
    assert_non_null(s);
    host_lab_open(&s->lab, NULL);
    s->game = host_lab_game(&s->lab);
    host_lab_play(s->game);
    s->ann = guest_with(&s->lab, "browser-of-ann");
    host_lab_hear_of(s->ann, "\"onReady\"");
    packet_copy_session(host_lab_hear_of(s->game, "onParticipantJoin"), s->ann_id);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    show *s = *state;
    host_lab_hang_up(s->game);
    if (s->ann != NULL)
        host_lab_hang_up(s->ann);
    host_lab_close(&s->lab);
    free(s);
    return 0;
}

/* Ann's connection ends with that code. */
static void expect_closed(show *s, int code)
{
    assert_int_equal(host_lab_closed(s->ann), code);
    host_lab_hang_up(s->ann);
    s->ann = NULL;
}

/* What a game calls travels with its next pump. */
static void see_to(show *s, chorus_result called)
{
    assert_ok(called);
    chorus_pump(s->lab.rt);
}

static int ask_to_join(show *s, const char *device)
{
    char json[96];
    snprintf(json, sizeof json, "{\"device\":\"%s\"}", device);
    return host_lab_request(&s->lab, "POST", "/api/v1/interactive/1/guest", "", json, body, sizeof body);
}

static chorus_result ban_ann(show *s)
{
    chorus_host_ban_terms terms;
    CHORUS_INIT(&terms);
    terms.reason = "spam";
    return chorus_host_ban(s->lab.rt, s->lab.session, 1, s->ann_id, &terms);
}

static void test_a_kick_closes_with_4028_and_the_door_stays_open(void **state)
{
    show *s = *state;
    see_to(s, chorus_host_kick(s->lab.rt, s->lab.session, 1, s->ann_id, "one moment"));
    expect_closed(s, 4028);
    host_lab_hear_of(s->game, "onParticipantLeave");
    assert_int_equal(ask_to_join(s, "browser-of-ann"), 200);
}

static void test_a_ban_closes_with_4025_and_shuts_the_door(void **state)
{
    show *s = *state;
    see_to(s, ban_ann(s));
    expect_closed(s, 4025);
    assert_int_equal(ask_to_join(s, "browser-of-ann"), 403);
    assert_non_null(strstr(body, "spam"));
    assert_int_equal(ask_to_join(s, "another"), 200);
}

static void test_a_key_from_before_the_ban_opens_nothing(void **state)
{
    show       *s = *state;
    char        path[128];
    raw_socket *again;
    assert_int_equal(ask_to_join(s, "browser-of-ann"), 200);
    snprintf(path, sizeof path, "/participant?channel=1&key=%.32s&x-protocol-version=2.0",
             strstr(body, "\"key\":\"") + 7);
    see_to(s, ban_ann(s));
    expect_closed(s, 4025);
    assert_int_equal(host_lab_knock(&s->lab, &again, path, ""), 101);
    assert_int_equal(host_lab_closed(again), 4025);
    host_lab_hang_up(again);
}

static void test_a_ban_that_is_lifted_opens_the_door(void **state)
{
    show *s = *state;
    see_to(s, ban_ann(s));
    expect_closed(s, 4025);
    see_to(s, chorus_host_unban(s->lab.rt, s->lab.session, 1, "device:ef447f8d9f83a862"));
    s->ann = guest_with(&s->lab, "browser-of-bob"); /* who hears of the stop, hears of it after the host has read the call */
    see_to(s, chorus_host_stop(s->lab.rt, s->lab.session, 1, NULL));
    host_lab_hear_of(s->ann, "isStopped");
    assert_int_equal(ask_to_join(s, "browser-of-ann"), 200);
}

static void test_a_stop_is_seen_and_the_show_goes_on(void **state)
{
    show *s = *state;
    see_to(s, chorus_host_stop(s->lab.rt, s->lab.session, 1, "one moment"));
    host_lab_expect(s->ann, "onReady", "{\"isReady\":false,\"isStopped\":true,\"reason\":\"one moment\"}");
    see_to(s, chorus_host_go_on(s->lab.rt, s->lab.session, 1));
    host_lab_expect(s->ann, "onReady", "{\"isReady\":true}");
}

static void test_controls_and_speed_are_seen(void **state)
{
    show *s = *state;
    see_to(s, chorus_host_mute_control(s->lab.rt, s->lab.session, 1, "default", "b", true));
    assert_non_null(strstr(host_lab_expect_call(s->ann, "onControlUpdate"), "\"disabled\":true"));
    see_to(s, chorus_host_set_slow_mode(s->lab.rt, s->lab.session, 1, 2000));
    host_lab_expect(s->ann, "onReady", "{\"isReady\":true,\"slowMs\":2000}");
}

static void close_button(show *s)
{
    host_lab_call(s->game, "7", "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"disabled\":true}]}");
    host_lab_hear_of(s->ann, "\"disabled\":true");
}

static void press(raw_socket *who, const char *answer)
{
    host_lab_call(who, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    assert_non_null(strstr(host_lab_hear_of(who, "{\"id\":9,\"type\":\"reply\""), answer));
}

/* Ten minutes do not pass here: the one who asked is heard, the other is not, and the streamer ends it. */
static void test_who_asks_for_more_time_goes_on_after_the_game_has_closed(void **state)
{
    show       *s   = *state;
    raw_socket *bob = guest_with(&s->lab, "browser-of-bob");
    see_to(s, chorus_host_set_more_time(s->lab.rt, s->lab.session, 1, 600000));
    host_lab_hear_of(s->ann, "\"moreTimeMs\":600000");
    host_lab_call(s->ann, "8", "wantMoreTime", "{\"isWanted\":true}");
    host_lab_hear_of(s->game, "\"moreTimeMs\":600000");
    close_button(s);
    press(s->ann, "\"error\":null");
    host_lab_hear_of(s->game, "\"giveInput\"");
    press(bob, "control disabled");
    see_to(s, chorus_host_set_more_time(s->lab.rt, s->lab.session, 1, 0));
    host_lab_hear_of(s->game, "\"moreTimeMs\":0");
    press(s->ann, "control disabled");
    host_lab_hang_up(bob);
}

static void test_participants_are_disabled_and_muted(void **state)
{
    show *s = *state;
    see_to(s, chorus_host_set_disabled(s->lab.rt, s->lab.session, 1, s->ann_id, true));
    assert_non_null(strstr(host_lab_expect_call(s->ann, "onParticipantUpdate"), "\"disabled\":true"));
    see_to(s, chorus_host_set_disabled(s->lab.rt, s->lab.session, 1, s->ann_id, false));
    host_lab_expect_call(s->ann, "onParticipantUpdate");
    see_to(s, chorus_host_set_muted(s->lab.rt, s->lab.session, 1, s->ann_id, CHORUS_HOST_MUTE_ALL));
    see_to(s, chorus_host_set_slow_mode(s->lab.rt, s->lab.session, 1, 2000));
    host_lab_expect_call(s->ann, "onReady");
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    assert_non_null(strstr(host_lab_hear(s->ann), "you are muted"));
}

static void test_while_only_members_take_part_guests_are_asked_to_sign_in(void **state)
{
    show *s = *state;
    see_to(s, chorus_host_set_members_only(s->lab.rt, s->lab.session, 1, true));
    see_to(s, chorus_host_stop(s->lab.rt, s->lab.session, 1, NULL));
    host_lab_expect_call(s->ann, "onReady");
    assert_int_equal(ask_to_join(s, "another"), 401);
}

static void test_what_cannot_be_done_is_said_at_once(void **state)
{
    show           *s  = *state;
    chorus_runtime *rt = s->lab.rt;
    char            text[1100];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_kick(rt, s->lab.session, 2, "x", NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_go_on(rt, (chorus_session){ 12345 }, 1));
    assert_result(CHORUS_E_INVALID, chorus_host_kick(rt, s->lab.session, 1, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_host_kick(NULL, s->lab.session, 1, "x", NULL));
    assert_result(CHORUS_E_INVALID, chorus_host_unban(rt, s->lab.session, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_host_mute_control(rt, s->lab.session, 1, NULL, "b", true));
    assert_result(CHORUS_E_INVALID, chorus_host_set_slow_mode(rt, s->lab.session, 1, 3600001));
    assert_result(CHORUS_E_INVALID, chorus_host_set_more_time(rt, s->lab.session, 1, 600001));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_set_more_time(rt, s->lab.session, 2, 0));
    assert_result(CHORUS_E_INVALID, chorus_host_stop(rt, s->lab.session, 1, "\xff"));
    assert_result(CHORUS_E_SIZE, chorus_host_stop(rt, s->lab.session, 1, text));
}

#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_a_kick_closes_with_4028_and_the_door_stays_open),
        SHOW_TEST(test_a_ban_closes_with_4025_and_shuts_the_door),
        SHOW_TEST(test_a_key_from_before_the_ban_opens_nothing),
        SHOW_TEST(test_a_ban_that_is_lifted_opens_the_door),
        SHOW_TEST(test_a_stop_is_seen_and_the_show_goes_on),
        SHOW_TEST(test_controls_and_speed_are_seen),
        SHOW_TEST(test_who_asks_for_more_time_goes_on_after_the_game_has_closed),
        SHOW_TEST(test_participants_are_disabled_and_muted),
        SHOW_TEST(test_while_only_members_take_part_guests_are_asked_to_sign_in),
        SHOW_TEST(test_what_cannot_be_done_is_said_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
