/* Studios at a real host: who gets in, what they are told, what they may do. */
#include "support/folder.h"
#include "support/host_lab.h"
#include "support/packet_expect.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct show {
    host_lab    lab;
    raw_socket *game, *ann, *studio;
    char        ann_id[37];
} show;

static char body[32768];

#define API "/api/v1/interactive/"
#define RIGHT "Authorization: Bearer sec+ret\r\n"

static int ask(host_lab *lab, const char *channel, const char *lines)
{
    char path[64];
    snprintf(path, sizeof path, API "%s/studio", channel);
    return host_lab_request(lab, "POST", path, lines, "", body, sizeof body);
}

static int knock_with(host_lab *lab, const char *key, const char *lines, raw_socket **out)
{
    char path[128];
    snprintf(path, sizeof path, "/studio/socket?channel=1&key=%s", key);
    return host_lab_knock(lab, out, path, lines);
}

static void take_key(host_lab *lab, char key[33])
{
    assert_int_equal(ask(lab, "1", RIGHT), 200);
    host_lab_copy_key(body, key);
}

static raw_socket *open_studio(host_lab *lab)
{
    char        key[33];
    raw_socket *s;
    take_key(lab, key);
    assert_int_equal(knock_with(lab, key, "", &s), 101);
    return s;
}

/* Ann comes, and a studio to look at her. */
static void enter(show *s)
{
    s->ann = host_lab_viewer(&s->lab, "Ann");
    packet_copy_session(host_lab_hear_of(s->game, "onParticipantJoin"), s->ann_id);
    s->studio = open_studio(&s->lab);
    host_lab_hear_of(s->studio, "\"onStudioRates\"");
}

static void close_all(show *s)
{
    host_lab_hang_up(s->studio);
    host_lab_hang_up(s->game);
    host_lab_hang_up(s->ann);
    host_lab_close(&s->lab);
}

static int set_up(void **state)
{
    show *s = calloc(1, sizeof *s);
    assert_non_null(s);
    host_lab_open(&s->lab, NULL);
    s->game = host_lab_game(&s->lab);
    host_lab_play(s->game);
    enter(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    close_all(*state);
    free(*state);
    return 0;
}

/* The reply to a call with id 9, whatever else is told before. */
static const char *call(raw_socket *studio, const char *method, const char *params)
{
    host_lab_call(studio, "9", method, params);
    return host_lab_hear_of(studio, "{\"id\":9,\"type\":\"reply\"");
}

static void expect_done(raw_socket *studio, const char *method, const char *params)
{
    const char *reply = call(studio, method, params);
    if (strstr(reply, "\"error\":null") == NULL)
        fail_msg("%s %s: %s", method, params, reply);
}

static void expect_refused(raw_socket *studio, const char *method, const char *params, int code, const char *path)
{
    char        text[64];
    const char *reply = call(studio, method, params);
    snprintf(text, sizeof text, "\"code\":%d,", code);
    if (strstr(reply, text) == NULL)
        fail_msg("%s %s: %s", method, params, reply);
    snprintf(text, sizeof text, "\"path\":\"%s\"", path != NULL ? path : "");
    assert_int_equal(strstr(reply, text) != NULL, path != NULL);
}

static const char *about(const show *s, const char *more)
{
    static char params[256];
    snprintf(params, sizeof params, "{\"participantID\":\"%s\"%s}", s->ann_id, more);
    return params;
}

/* ---- who gets in ---- */

static void test_a_studio_needs_the_token_of_its_channel(void **state)
{
    show *s = *state;
    assert_int_equal(ask(&s->lab, "1", ""), 401);
    assert_int_equal(ask(&s->lab, "1", "Authorization: Bearer wrong\r\n"), 401);
    assert_int_equal(ask(&s->lab, "2", RIGHT), 403);
    assert_int_equal(ask(&s->lab, "1", RIGHT), 200);
    assert_non_null(strstr(body, "/studio/socket?channel=1"));
    assert_int_equal(host_lab_request(&s->lab, "GET", API "1/studio", RIGHT, "", body, sizeof body), 405);
}

static void test_a_key_opens_one_studio_once(void **state)
{
    show       *s = *state;
    char        key[33];
    raw_socket *first, *second;
    take_key(&s->lab, key);
    assert_int_equal(knock_with(&s->lab, key, "", &first), 101);
    host_lab_hear_of(first, "\"hello\"");
    assert_int_equal(knock_with(&s->lab, key, "", &second), 101);
    assert_int_equal(host_lab_closed(second), 4019);
    host_lab_hang_up(first);
    host_lab_hang_up(second);
}

static void test_keys_of_participants_and_studios_are_not_the_same(void **state)
{
    show       *s = *state;
    char        key[33], path[128];
    raw_socket *socket;
    host_lab_key(&s->lab, 1, "Bob", key);
    assert_int_equal(knock_with(&s->lab, key, "", &socket), 101);
    assert_int_equal(host_lab_closed(socket), 4019);
    host_lab_hang_up(socket);
    take_key(&s->lab, key);
    snprintf(path, sizeof path, "/participant?channel=1&key=%s&x-protocol-version=2.0", key);
    assert_int_equal(host_lab_knock(&s->lab, &socket, path, ""), 101);
    assert_int_equal(host_lab_closed(socket), 4019);
    host_lab_hang_up(socket);
}

static void test_pages_of_others_open_no_studio(void **state)
{
    show       *s = *state;
    char        key[33];
    raw_socket *socket;
    take_key(&s->lab, key);
    assert_int_equal(knock_with(&s->lab, key, "Origin: https://evil.example\r\n", &socket), 403);
    host_lab_hang_up(socket);
    assert_int_equal(host_lab_knock(&s->lab, &socket, "/studio/socket", ""), 400);
    host_lab_hang_up(socket);
}

static void test_at_most_sixteen_studios_sit_at_a_channel(void **state)
{
    show       *s = *state;
    raw_socket *more[16];
    for (int i = 0; i < 15; i++) {
        more[i] = open_studio(&s->lab);
        host_lab_hear_of(more[i], "\"hello\"");
    }
    more[15] = open_studio(&s->lab);
    assert_int_equal(host_lab_closed(more[15]), 1013);
    for (int i = 0; i < 16; i++)
        host_lab_hang_up(more[i]);
}

static void test_the_way_to_the_audience_page_is_a_link_and_a_picture(void **state)
{
    show *s = *state;
    assert_int_equal(ask(&s->lab, "1", RIGHT), 200);
    assert_non_null(strstr(body, "\"joinUrl\":\"http://localhost:"));
    assert_non_null(strstr(body, "/c/1\""));
    assert_int_equal(host_lab_request(&s->lab, "GET", API "1/qr.svg", "", "", body, sizeof body), 200);
    assert_non_null(strstr(body, "<svg "));
    assert_int_equal(host_lab_request(&s->lab, "GET", API "2/qr.svg", "", "", body, sizeof body), 404);
}

/* ---- what is told ---- */

static void test_a_studio_is_told_how_things_stand(void **state)
{
    show       *s = *state;
    raw_socket *studio = open_studio(&s->lab);
    host_lab_expect_call(studio, "hello");
    assert_non_null(strstr(host_lab_expect_call(studio, "onStudioState"), "\"hasGame\":true,\"isLive\":true,\"isReady\":true"));
    assert_non_null(strstr(host_lab_expect_call(studio, "onStudioScenes"), "\"controlID\":\"b\""));
    host_lab_expect(studio, "onStudioActions", "{\"actions\":[]}");
    assert_non_null(strstr(host_lab_expect_call(studio, "onStudioRates"), "\"participants\":1,"));
    host_lab_hang_up(studio);
}

static void test_participants_are_listed_and_changes_follow(void **state)
{
    show *s = *state;
    host_lab_call(s->studio, "9", "watchParticipants", "{\"search\":\"AN\",\"count\":50}");
    const char *list = host_lab_hear_of(s->studio, "\"onStudioParticipants\"");
    assert_non_null(strstr(list, "\"username\":\"Ann\""));
    assert_non_null(strstr(list, "\"matching\":1,\"from\":0,\"total\":1"));
    raw_socket *bob = host_lab_viewer(&s->lab, "Bob"), *anna = host_lab_viewer(&s->lab, "Anna");
    list = host_lab_hear_of(s->studio, "\"matching\":2");
    assert_null(strstr(list, "\"username\":\"Bob\""));
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    list = host_lab_hear_of(s->studio, "\"inputs\":1");
    assert_null(strstr(list, "\"username\":\"Anna\""));
    assert_null(strstr(list, "\"order\""));
    host_lab_hang_up(bob);
    host_lab_hang_up(anna);
}

static void test_the_most_active_are_listed_first(void **state)
{
    show *s = *state;
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    host_lab_hear_of(s->ann, "\"id\":9");
    raw_socket *bob = host_lab_viewer(&s->lab, "Bob");
    host_lab_call(s->studio, "9", "watchParticipants", "{\"order\":\"active\"}");
    assert_non_null(strstr(host_lab_hear_of(s->studio, "\"onStudioParticipants\""), "\"matching\":1,"));
    host_lab_hang_up(bob);
}

static void test_what_participants_say_of_their_latency_is_told(void **state)
{
    show *s = *state;
    host_lab_call(s->ann, "9", "getTime", "{\"latencyMs\":42}");
    assert_non_null(strstr(host_lab_hear_of(s->studio, "\"latency\":{\"count\":1,"), "\"p50\":42,\"p95\":42,\"p99\":42"));
}

static void test_inputs_are_counted_and_shown_to_who_wants_to_see_them(void **state)
{
    show *s = *state;
    expect_done(s->studio, "watchInputs", "{\"isOn\":true}");
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    assert_non_null(strstr(host_lab_hear_of(s->studio, "\"onStudioInput\""),
                           "\"username\":\"Ann\",\"input\":{\"controlID\":\"b\",\"event\":\"mousedown\"}"));
    host_lab_hear_of(s->studio, "\"controls\":[[\"default\",\"b\",1]]");
    expect_done(s->studio, "watchInputs", "{\"isOn\":false}");
}

static void test_refusals_are_counted_by_their_reasons(void **state)
{
    show *s = *state;
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"nothing\",\"event\":\"mousedown\"}");
    expect_done(s->studio, "setMuted", about(s, ",\"mute\":\"all\""));
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    host_lab_hear_of(s->studio, "\"reasons\":{\"unknown_control\":1,\"moderated\":1}");
}

static void test_a_studio_may_come_before_the_game_and_stay_after_it(void **state)
{
    show *s = *state;
    host_lab_hang_up(s->game);
    host_lab_hear_of(s->studio, "\"hasGame\":false");
    s->game = host_lab_game(&s->lab);
    host_lab_hear_of(s->studio, "\"hasGame\":true");
}

/* ---- what may be done ---- */

static void test_every_deed_is_done_and_every_studio_hears_of_it(void **state)
{
    show       *s     = *state;
    raw_socket *other = open_studio(&s->lab);
    expect_done(s->studio, "setDisabled", about(s, ",\"isDisabled\":true"));
    host_lab_hear_of(other, "\"method\":\"setDisabled\",\"participantID\":");
    host_lab_hear_of(s->ann, "\"disabled\":true");
    expect_done(s->studio, "setMuted", about(s, ",\"mute\":\"text\""));
    host_lab_hear_of(other, "\"method\":\"setMuted\"");
    expect_done(s->studio, "muteControl", "{\"sceneID\":\"default\",\"controlID\":\"b\",\"isMuted\":true}");
    host_lab_hear_of(other, "\"method\":\"muteControl\"");
    host_lab_hear_of(s->ann, "onControlUpdate");
    expect_done(s->studio, "setSlowMode", "{\"slowMs\":2000}");
    host_lab_hear_of(other, "\"slowMs\":2000");
    host_lab_hear_of(s->ann, "\"slowMs\":2000");
    expect_done(s->studio, "setMoreTime", "{\"moreMs\":30000}");
    host_lab_hear_of(other, "\"moreMs\":30000");
    host_lab_hear_of(s->ann, "\"moreTimeMs\":30000");
    expect_done(s->studio, "setMembersOnly", "{\"isMembersOnly\":true}");
    host_lab_hear_of(other, "\"isMembersOnly\":true");
    expect_done(s->studio, "stop", "{\"reason\":\"one moment\"}");
    host_lab_hear_of(other, "\"reason\":\"one moment\"");
    host_lab_hear_of(s->ann, "\"isStopped\":true");
    expect_done(s->studio, "goOn", "{}");
    host_lab_hear_of(s->ann, "\"isReady\":true");
    expect_done(s->studio, "kickParticipant", about(s, ""));
    assert_int_equal(host_lab_closed(s->ann), 4028);
    host_lab_hang_up(other);
}

static void test_bans_are_made_listed_and_lifted(void **state)
{
    show *s = *state;
    assert_non_null(strstr(call(s->studio, "banParticipant", about(s, ",\"byNetwork\":true,\"reason\":\"spam\"")),
                           "{\"banIDs\":[\"network:127.0.0.1\"]}"));
    assert_int_equal(host_lab_closed(s->ann), 4025);
    assert_non_null(strstr(call(s->studio, "getBans", "{}"), "\"banID\":\"network:127.0.0.1\",\"username\":\"Ann\""));
    expect_done(s->studio, "unban", "{\"banID\":\"network:127.0.0.1\"}");
    assert_non_null(strstr(call(s->studio, "getBans", "{}"), "{\"bans\":[],\"total\":0}"));
}

/* Ann is banned, and the host is gone without another word. */
static void ban_and_close(const char *data)
{
    show                s = { .ann = NULL };
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.data_folder = data;
    host_lab_open(&s.lab, &options);
    s.game = host_lab_game(&s.lab);
    enter(&s);
    assert_non_null(strstr(call(s.studio, "banParticipant", about(&s, ",\"byNetwork\":true,\"reason\":\"spam\"")),
                           "{\"banIDs\":[\"network:127.0.0.1\"]}"));
    close_all(&s);
}

/* With a game, a guest is given no key, and is shown out who comes without one. */
static void expect_shut_door(host_lab *lab)
{
    raw_socket *game = host_lab_game(lab), *ann;
    assert_int_equal(host_lab_request(lab, "POST", "/api/v1/interactive/1/guest", "", "{}", NULL, 0), 403);
    assert_int_equal(host_lab_knock(lab, &ann, "/participant?channel=1&key=&x-protocol-version=2.0", ""), 101);
    assert_int_equal(host_lab_closed(ann), 4025);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void expect_open_door(host_lab *lab)
{
    raw_socket *game = host_lab_game(lab);
    raw_socket *ann  = host_lab_viewer(lab, "Ann");
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_bans_hold_after_the_host_was_started_anew(void **state)
{
    char                folder[FOLDER_SIZE], data[FOLDER_SIZE + 16];
    host_lab            lab;
    chorus_host_options options;
    (void)state;
    folder_make(folder);
    snprintf(data, sizeof data, "%s/data", folder);
    CHORUS_INIT(&options);
    options.data_folder = data;
    ban_and_close(data);
    host_lab_open(&lab, &options);
    expect_shut_door(&lab);
    raw_socket *studio = open_studio(&lab);
    assert_non_null(strstr(call(studio, "getBans", "{}"), "\"username\":\"Ann\",\"reason\":\"spam\""));
    expect_done(studio, "unban", "{\"banID\":\"network:127.0.0.1\"}");
    host_lab_hang_up(studio);
    host_lab_close(&lab);
    host_lab_open(&lab, &options);
    expect_open_door(&lab);
    host_lab_close(&lab);
    folder_remove(folder);
}

static void test_controls_are_changed_when_the_game_allows_it(void **state)
{
    show       *s    = *state;
    const char *edit = "{\"method\":\"updateControls\",\"params\":{\"sceneID\":\"default\",\"controls\":["
                       "{\"controlID\":\"b\",\"text\":\"Jump\"}]}}";
    expect_refused(s->studio, "act", edit, 4099, NULL);
    host_lab_do(s->game, "updateWorld", "{\"world\":{\"studioEdits\":true}}");
    host_lab_hear_of(s->studio, "\"allowsEdits\":true");
    expect_done(s->studio, "act", edit);
    host_lab_hear_of(s->game, "\"text\":\"Jump\"");
    host_lab_hear_of(s->ann, "\"text\":\"Jump\"");
    expect_refused(s->studio, "act", "{\"method\":\"giveInput\",\"params\":{}}", 4003, NULL);
    expect_refused(s->studio, "act", "{\"method\":\"deleteControls\",\"params\":{\"sceneID\":\"x\"}}", 4010, NULL);
}

/* ---- and what not ---- */

static void test_bad_arguments_are_named(void **state)
{
    show *s = *state;
    expect_refused(s->studio, "kickParticipant", "{}", 4004, "participantID");
    expect_refused(s->studio, "kickParticipant", "{\"participantID\":7}", 4004, "participantID");
    expect_refused(s->studio, "kickParticipant", "{\"participantID\":\"nobody\"}", 4015, "participantID");
    expect_refused(s->studio, "setMuted", about(s, ",\"mute\":\"loud\""), 4004, "mute");
    expect_refused(s->studio, "setDisabled", about(s, ",\"isDisabled\":1"), 4004, "isDisabled");
    expect_refused(s->studio, "banParticipant", about(s, ",\"forMs\":-1"), 4004, "forMs");
    expect_refused(s->studio, "muteControl", "{\"sceneID\":\"default\",\"controlID\":\"x\",\"isMuted\":true}", 4012,
                   "controlID");
    expect_refused(s->studio, "setSlowMode", "{\"slowMs\":3600001}", 4004, "slowMs");
    expect_refused(s->studio, "setMoreTime", "{\"moreMs\":600001}", 4004, "moreMs");
    expect_refused(s->studio, "unban", "{\"banID\":\"user:9\"}", 4004, "banID");
    expect_refused(s->studio, "watchParticipants", "{\"count\":201}", 4004, "count");
    expect_refused(s->studio, "act", "{\"method\":\"updateControls\"}", 4004, "params");
}

static void test_nobody_speaks_the_methods_of_another_role(void **state)
{
    static const char *const of_studio[] = { "getStudio",   "watchParticipants", "watchInputs",   "getBans",
                                             "act",         "kickParticipant",   "banParticipant", "unban",
                                             "setDisabled", "setMuted",          "muteControl",   "setSlowMode",
                                             "setMembersOnly", "setMoreTime",    "stop",          "goOn" };
    static const char *const of_others[] = { "giveInput", "getTime", "updateControls", "updateParticipants", "ready",
                                             "createScenes", "deleteGroup", "updateWorld", "capture",
                                             "broadcastEvent", "getAllParticipants", "setCompression", "hello",
                                             "wantMoreTime" };
    show *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(of_studio); i++) {
        host_lab_call(s->game, "8", of_studio[i], "{}");
        assert_non_null(strstr(host_lab_hear_of(s->game, "{\"id\":8,\"type\":\"reply\""), "\"code\":4003"));
        host_lab_call(s->ann, "8", of_studio[i], "{}");
        assert_non_null(strstr(host_lab_hear_of(s->ann, "{\"id\":8,\"type\":\"reply\""), "\"code\":4003"));
    }
    for (size_t i = 0; i < ARRAY_LEN(of_others); i++)
        expect_refused(s->studio, of_others[i], "{}", 4003, NULL);
}

static void test_a_studio_that_sends_garbage_is_told_and_in_the_end_shown_out(void **state)
{
    show *s = *state;
    host_lab_say(s->studio, "{\"method\":");
    host_lab_hear_of(s->studio, "\"code\":4000");
    host_lab_say(s->studio, "[1]");
    host_lab_hear_of(s->studio, "\"code\":4002");
    for (int i = 0; i < 20; i++)
        host_lab_say(s->studio, "nonsense");
    assert_int_equal(host_lab_closed(s->studio), 1008);
    host_lab_call(s->ann, "9", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
    host_lab_hear_of(s->game, "giveInput");
}

#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_a_studio_needs_the_token_of_its_channel),
        SHOW_TEST(test_a_key_opens_one_studio_once),
        SHOW_TEST(test_keys_of_participants_and_studios_are_not_the_same),
        SHOW_TEST(test_pages_of_others_open_no_studio),
        SHOW_TEST(test_at_most_sixteen_studios_sit_at_a_channel),
        SHOW_TEST(test_the_way_to_the_audience_page_is_a_link_and_a_picture),
        SHOW_TEST(test_a_studio_is_told_how_things_stand),
        SHOW_TEST(test_participants_are_listed_and_changes_follow),
        SHOW_TEST(test_the_most_active_are_listed_first),
        SHOW_TEST(test_what_participants_say_of_their_latency_is_told),
        SHOW_TEST(test_inputs_are_counted_and_shown_to_who_wants_to_see_them),
        SHOW_TEST(test_refusals_are_counted_by_their_reasons),
        SHOW_TEST(test_a_studio_may_come_before_the_game_and_stay_after_it),
        SHOW_TEST(test_every_deed_is_done_and_every_studio_hears_of_it),
        SHOW_TEST(test_bans_are_made_listed_and_lifted),
        cmocka_unit_test(test_bans_hold_after_the_host_was_started_anew),
        SHOW_TEST(test_controls_are_changed_when_the_game_allows_it),
        SHOW_TEST(test_bad_arguments_are_named),
        SHOW_TEST(test_nobody_speaks_the_methods_of_another_role),
        SHOW_TEST(test_a_studio_that_sends_garbage_is_told_and_in_the_end_shown_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
