/* Many games and their audiences in one host, none of which can see or touch another. */
#include "support/host_lab.h"

#include <chorus/interactive.h>

#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"
#define VIEWER_QUERY "x-protocol-version=2.0&key="

static char body[65536];

/* Channels 1 "Red", 77 "Blue" and 3, of which the last takes one participant. */
static int set_up(void **state)
{
    chorus_host_options options;
    chorus_host_channel channels[3];
    CHORUS_INIT(&options);
    for (size_t i = 0; i < ARRAY_LEN(channels); i++)
        CHORUS_INIT(&channels[i]);
    channels[0].token            = "red";
    channels[0].title            = "Red";
    channels[1].token            = "blue";
    channels[1].title            = "Blue";
    channels[1].channel          = 77;
    channels[1].share_code       = "sea";
    channels[2].token            = "small";
    channels[2].max_participants = 1;
    options.max_participants     = 3;
    options.channels             = channels;
    options.channel_count        = ARRAY_LEN(channels);
    return host_lab_set_up_with(state, &options);
}

static raw_socket *enter_blue(host_lab *lab)
{
    raw_socket *s;
    assert_int_equal(host_lab_knock(lab, &s, "/gameClient",
                                    "Authorization: Bearer blue\r\nX-Interactive-Sharecode: sea\r\n" HOST_LAB_VERSION_LINES),
                     101);
    host_lab_hear_of(s, "hello");
    return s;
}

static int get(host_lab *lab, const char *path)
{
    return host_lab_request(lab, "GET", path, "", "", body, sizeof body);
}

static void test_a_token_opens_its_channel_only(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red"), *blue, *other;
    assert_int_equal(get(lab, API "1"), 200);
    assert_int_equal(get(lab, API "77"), 404);
    assert_int_equal(host_lab_knock(lab, &other, "/gameClient", "Authorization: Bearer blue\r\n" HOST_LAB_VERSION_LINES), 101);
    assert_int_equal(raw_close_code(other), 4020);
    host_lab_hang_up(other);
    blue = enter_blue(lab);
    assert_int_equal(get(lab, API "77"), 200);
    assert_non_null(strstr(body, "/participant?channel=77\""));
    assert_non_null(strstr(body, "\"title\":\"Blue\""));
    host_lab_wait_counts(lab, 0, 2);
    host_lab_hang_up(red);
    host_lab_hang_up(blue);
}

static void test_one_session_on_each_channel(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red"), *small = host_lab_game_of(lab, "small"), *second;
    assert_int_equal(host_lab_knock(lab, &second, "/gameClient", "Authorization: Bearer red\r\n" HOST_LAB_VERSION_LINES), 101);
    host_lab_answer_ping(red);
    assert_int_equal(raw_close_code(second), 4021);
    host_lab_hang_up(second);
    host_lab_hang_up(red);
    host_lab_hang_up(small);
}

static void test_a_game_neither_sees_nor_touches_another_session(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red"), *blue = enter_blue(lab);
    raw_socket *ann = host_lab_viewer_of(lab, 1, "Ann"), *ben = host_lab_viewer_of(lab, 77, "Ann");
    host_lab_hear_of(red, "\"username\":\"Ann\"");
    host_lab_hear_of(blue, "\"username\":\"Ann\"");
    host_lab_say(red, "{\"id\":1,\"method\":\"createScenes\",\"params\":{\"scenes\":[{\"sceneID\":\"mine\"}]}}");
    host_lab_hear_of(red, "\"id\":1,\"type\":\"reply\"");
    host_lab_say(red, "{\"id\":2,\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],\"data\":{\"a\":1}}}");
    host_lab_hear_of(ann, "\"method\":\"event\"");
    host_lab_say(blue, "{\"id\":3,\"method\":\"getAllParticipants\",\"params\":{}}");
    assert_non_null(strstr(host_lab_hear(blue), "\"total\":1"));
    host_lab_say(blue, "{\"id\":4,\"method\":\"getScenes\"}");
    assert_null(strstr(host_lab_hear(blue), "mine"));
    host_lab_say(ben, "{\"id\":5,\"method\":\"getScenes\"}");
    assert_non_null(strstr(host_lab_hear(ben), "\"id\":5,\"type\":\"reply\""));
    host_lab_hang_up(red);
    assert_int_equal(host_lab_closed(ann), 4016);
    host_lab_wait_counts(lab, 1, 1);
    host_lab_say(ben, "{\"id\":6,\"method\":\"getScenes\"}");
    assert_non_null(strstr(host_lab_hear(ben), "\"id\":6,\"type\":\"reply\""));
    host_lab_hang_up(ann);
    host_lab_hang_up(ben);
    host_lab_hang_up(blue);
}

static int close_code_of(host_lab *lab, const char *path)
{
    raw_socket *s;
    assert_int_equal(host_lab_knock(lab, &s, path, ""), 101);
    int code = raw_close_code(s);
    host_lab_hang_up(s);
    return code;
}

static void test_a_key_opens_its_channel_only(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red"), *blue = enter_blue(lab);
    char        key[33], path[128];
    host_lab_key(lab, 1, "Ann", key);
    snprintf(path, sizeof path, "/participant?channel=77&" VIEWER_QUERY "%s", key);
    assert_int_equal(close_code_of(lab, path), 4019);
    host_lab_hang_up(red);
    host_lab_hang_up(blue);
}

static void test_a_channel_must_be_named_and_live(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red");
    assert_int_equal(close_code_of(lab, "/participant?" VIEWER_QUERY), 4022);
    assert_int_equal(close_code_of(lab, "/participant?channel=77&" VIEWER_QUERY), 4022);
    assert_int_equal(close_code_of(lab, "/participant?channel=2&" VIEWER_QUERY), 4022);
    assert_int_equal(get(lab, API "2"), 404);
    host_lab_hang_up(red);
}

static void test_a_full_channel_leaves_room_in_others_and_a_full_host_in_none(void **state)
{
    host_lab   *lab = *state;
    raw_socket *red = host_lab_game_of(lab, "red"), *small = host_lab_game_of(lab, "small");
    raw_socket *one = host_lab_viewer_of(lab, 3, "One");
    assert_int_equal(get(lab, API "3"), 503);
    assert_int_equal(close_code_of(lab, "/participant?channel=3&" VIEWER_QUERY), 1013);
    raw_socket *two = host_lab_viewer_of(lab, 1, "Two"), *three = host_lab_viewer_of(lab, 1, "Three");
    assert_int_equal(get(lab, API "1"), 503);
    assert_int_equal(close_code_of(lab, "/participant?channel=1&" VIEWER_QUERY), 1013);
    host_lab_hang_up(one);
    host_lab_wait_counts(lab, 2, 2);
    assert_int_equal(get(lab, API "1"), 200);
    host_lab_hang_up(two);
    host_lab_hang_up(three);
    host_lab_hang_up(red);
    host_lab_hang_up(small);
}

static void test_figures_are_told_for_each_channel(void **state)
{
    host_lab                *lab   = *state;
    raw_socket              *red   = host_lab_game_of(lab, "red"), *blue = enter_blue(lab);
    raw_socket              *ann   = host_lab_viewer_of(lab, 77, "Ann");
    chorus_host_info         total;
    chorus_host_channel_info info;
    CHORUS_INIT(&total);
    CHORUS_INIT(&info);
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"none\",\"event\":\"mousedown\"}}");
    do {
        chorus_pump(lab->rt);
        chorus_discard_events(lab->rt);
        assert_ok(chorus_host_get_info(lab->rt, lab->session, &total));
    } while (total.inputs_rejected == 0);
    assert_int_equal(total.channel_count, 3);
    assert_int_equal(total.game_count, 2);
    assert_int_equal(total.participant_count, 1);
    assert_true(chorus_str_is(total.token, "red"));
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, 77, &info));
    assert_int_equal(info.channel, 77);
    assert_int_equal(info.game_count, 1);
    assert_int_equal(info.participant_count, 1);
    assert_int_equal(info.inputs_rejected, 1);
    assert_true(chorus_str_is(info.token, "blue"));
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, 1, &info));
    assert_int_equal(info.participant_count, 0);
    assert_int_equal(info.inputs_rejected, 0);
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_channel_info(lab->rt, lab->session, 2, &info));
    assert_result(CHORUS_E_INVALID, chorus_host_get_channel_info(lab->rt, lab->session, 77, NULL));
    host_lab_hang_up(ann);
    host_lab_hang_up(red);
    host_lab_hang_up(blue);
}

static void test_s01_discovery_is_the_same_for_all(void **state)
{
    host_lab *lab = *state;
    char      expected[128];
    snprintf(expected, sizeof expected, "[{\"address\":\"ws://localhost:%u/gameClient\"}]", (unsigned)lab->port);
    assert_int_equal(get(lab, API "hosts"), 200);
    assert_string_equal(body, expected);
}

/* The page of each channel, and where the others lead. */
static void expect_location(host_lab *lab, const char *path, const char *location)
{
    char        text[160];
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    assert_non_null(strstr(s->seen, " 302 "));
    snprintf(text, sizeof text, "\r\nlocation: %s\r\n", location);
    assert_non_null(strstr(s->seen, text));
    host_lab_hang_up(s);
}

static void test_each_channel_has_a_page(void **state)
{
    host_lab *lab = *state;
    assert_int_equal(get(lab, "/"), 200);
    assert_int_equal(get(lab, "/?channel=77"), 200);
    assert_non_null(strstr(body, "</html>"));
    expect_location(lab, "/c/77", "../?channel=77");
    assert_int_equal(get(lab, "/c/2"), 404);
    assert_int_equal(get(lab, "/c/77/"), 404);
    assert_int_equal(get(lab, "/c/"), 404);
    assert_int_equal(get(lab, API "77/about"), 200);
    assert_string_equal(body, "{\"title\":\"Blue\"}");
    assert_int_equal(get(lab, API "3/about"), 200);
    assert_string_equal(body, "{\"title\":\"Chorus\"}");
}

static void test_the_page_of_a_host_leads_to_its_first_channel(void **state)
{
    host_lab            lab;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    options.channel = 12;
    host_lab_open(&lab, &options);
    expect_location(&lab, "/", "./?channel=12");
    assert_int_equal(get(&lab, "/?channel=12"), 200);
    host_lab_close(&lab);
}

static void test_a_game_of_the_same_runtime_names_its_channel_by_its_token(void **state)
{
    host_lab                  *lab = *state;
    chorus_session             game;
    chorus_event               event;
    chorus_interactive_options options;
    chorus_host_channel_info   info;
    CHORUS_INIT(&options);
    CHORUS_INIT(&info);
    options.host       = lab->session;
    options.token      = "blue";
    options.share_code = "sea";
    assert_ok(chorus_interactive_open(lab->rt, &options, &game));
    do
        host_lab_wait(lab, CHORUS_EVENT_SESSION_READY, &event);
    while (event.session.id != game.id);
    host_lab_wait_counts(lab, 0, 1);
    assert_ok(chorus_host_get_channel_info(lab->rt, lab->session, 77, &info));
    assert_int_equal(info.game_count, 1);
}

static void test_channels_in_conflict_do_not_open(void **state)
{
    host_lab           *lab = *state;
    chorus_host_channel channels[2];
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[0].token     = channels[1].token = "same";
    assert_result(CHORUS_E_INVALID, host_lab_try_channels(lab, channels, 2));
    chorus_pump(lab->rt);
    assert_non_null(strstr(lab->log, "chorus_host_open: channels: each needs a token of its own"));
    channels[1].struct_size = 1;
    assert_result(CHORUS_E_INVALID, host_lab_try_channels(lab, channels, 2));
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_token_opens_its_channel_only),
        LAB_TEST(test_one_session_on_each_channel),
        LAB_TEST(test_a_game_neither_sees_nor_touches_another_session),
        LAB_TEST(test_a_key_opens_its_channel_only),
        LAB_TEST(test_a_channel_must_be_named_and_live),
        LAB_TEST(test_a_full_channel_leaves_room_in_others_and_a_full_host_in_none),
        LAB_TEST(test_figures_are_told_for_each_channel),
        LAB_TEST(test_s01_discovery_is_the_same_for_all),
        LAB_TEST(test_each_channel_has_a_page),
        cmocka_unit_test(test_the_page_of_a_host_leads_to_its_first_channel),
        LAB_TEST(test_a_game_of_the_same_runtime_names_its_channel_by_its_token),
        LAB_TEST(test_channels_in_conflict_do_not_open),
    };
    return cmocka_run_group_tests_name("host/channels", tests, NULL, NULL);
}
