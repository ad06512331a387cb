/* Whole conversations over real sockets: a game, viewers who play, who dawdle, who misbehave, and many. */
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

#define STAGE                                                                                                      \
    "[{\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\",\"controls\":["                           \
    "{\"controlID\":\"b\",\"kind\":\"button\"},{\"controlID\":\"j\",\"kind\":\"joystick\"}]}},{\"method\":\"ready\"}]"

/* A game whose stage is ready. */
static raw_socket *open_stage(host_lab *lab)
{
    raw_socket *game = host_lab_game(lab);
    host_lab_say(game, STAGE);
    host_lab_hear_of(game, "onReady");
    return game;
}

static void press(raw_socket *viewer)
{
    host_lab_say(viewer, "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"}}");
}

static void test_two_viewers_play_with_a_game(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann"), *ben = host_lab_viewer(lab, "Ben");
    assert_non_null(strstr(host_lab_hear(game), "\"username\":\"Ann\""));
    assert_non_null(strstr(host_lab_hear(game), "\"username\":\"Ben\""));
    press(ben);
    assert_non_null(strstr(host_lab_hear(ben), "\"result\":null,\"error\":null"));
    assert_non_null(strstr(host_lab_hear(game), "\"method\":\"giveInput\""));
    host_lab_say(game, "{\"id\":4,\"method\":\"updateControls\",\"params\":{\"sceneID\":\"default\",\"controls\":["
                       "{\"controlID\":\"b\",\"text\":\"Go\"}]}}");
    assert_non_null(strstr(host_lab_hear(game), "\"method\":\"onControlUpdate\""));
    assert_non_null(strstr(host_lab_hear(game), "{\"id\":4,\"type\":\"reply\""));
    assert_non_null(strstr(host_lab_hear(ann), "\"text\":\"Go\""));
    assert_non_null(strstr(host_lab_hear(ben), "\"text\":\"Go\""));
    host_lab_hang_up(ann);
    assert_non_null(strstr(host_lab_hear(game), "\"method\":\"onParticipantLeave\""));
    host_lab_hang_up(ben);
    host_lab_hang_up(game);
}

static void test_s47_viewers_are_closed_with_4016_when_the_game_ends(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann");
    host_lab_hang_up(game);
    assert_int_equal(host_lab_closed(ann), 4016);
    host_lab_hang_up(ann);
    game = host_lab_game(lab);
    host_lab_hang_up(game);
}

/* Moves that came too fast are sent by the host's own timer. */
static void test_the_final_centre_comes_without_further_input(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann");
    for (int i = 0; i < 100; i++)
        host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"j\",\"event\":\"move\",\"x\":1,\"y\":0}}");
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"j\",\"event\":\"move\",\"x\":0,\"y\":0}}");
    host_lab_hear_of(game, "\"x\":0,\"y\":0");
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_who_vanishes_lets_go(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann");
    press(ann);
    host_lab_hear_of(game, "mousedown");
    host_lab_hang_up(ann);
    assert_non_null(strstr(host_lab_hear(game), "\"event\":\"mouseup\",\"button\":0"));
    assert_non_null(strstr(host_lab_hear(game), "onParticipantLeave"));
    host_lab_hang_up(game);
}

/* ---- bad manners ---- */

static void test_a_viewer_of_garbage_is_shown_out_and_others_play_on(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *eve = host_lab_viewer(lab, "Eve"), *ann = host_lab_viewer(lab, "Ann");
    for (int i = 0; i < 100; i++)
        host_lab_say(eve, "{]");
    assert_int_equal(host_lab_closed(eve), 1008);
    press(ann);
    host_lab_hear_of(game, "giveInput");
    host_lab_hang_up(eve);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_oversized_messages_are_answered_and_skipped(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann");
    char       *text = malloc(2000100);
    assert_non_null(text);
    memset(text, ' ', 2000099);
    text[2000099] = '\0';
    host_lab_say(game, text);
    host_lab_hear_of(game, "\"code\":4000");
    text[9000] = '\0';
    host_lab_say(ann, text);
    host_lab_hear_of(ann, "\"code\":4099");
    free(text);
    press(ann);
    host_lab_hear_of(ann, "\"error\":null");
    host_lab_say(game, "{\"id\":5,\"method\":\"getTime\"}");
    host_lab_hear_of(game, "{\"id\":5,\"type\":\"reply\"");
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_text_that_is_not_utf8_costs_a_viewer_the_connection_and_the_game_nothing(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *ann = host_lab_viewer(lab, "Ann");
    host_lab_say(ann, "{\"method\":\"\xc0\xaf\"}");
    assert_int_equal(host_lab_closed(ann), 1007);
    host_lab_say(game, "{\"method\":\"\xc0\xaf\"}");
    host_lab_hear_of(game, "\"code\":4000");
    host_lab_say(game, "{\"id\":5,\"method\":\"getTime\"}");
    host_lab_hear_of(game, "{\"id\":5,\"type\":\"reply\"");
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

/* Broadcasts until the slow one is gone; what the quick one reads in between is complete. */
static void test_a_slow_reader_is_cut_and_others_are_unharmed(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_stage(lab), *slow = host_lab_viewer(lab, "Slow"), *ann = host_lab_viewer(lab, "Ann");
    int         small = 4096;
    char       *call  = malloc(40000);
    assert_non_null(call);
    setsockopt(slow->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    int at = sprintf(call, "{\"id\":3,\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],\"data\":{\"v\":\"");
    memset(call + at, 'v', 30000);
    strcpy(call + at + 30000, "\"}}}");
    host_lab_hear_of(game, "\"username\":\"Ann\"");
    for (bool is_gone = false; !is_gone;) {
        host_lab_say(game, call);
        const char *heard = host_lab_hear(game);
        is_gone           = strstr(heard, "onParticipantLeave") != NULL;
        if (is_gone)
            assert_non_null(strstr(heard, "\"username\":\"Slow\""));
        else
            assert_int_equal(strlen(host_lab_hear_of(ann, "\"method\":\"event\"")) > 30000, true);
    }
    free(call);
    press(ann);
    host_lab_hear_of(ann, "\"type\":\"reply\"");
    host_lab_hang_up(slow);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

/* ---- many ---- */

enum { CROWD = 1000 };

static void allow_sockets(rlim_t count)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_cur >= count)
        return;
    limit.rlim_cur = limit.rlim_max < count ? limit.rlim_max : count;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void test_s27_a_thousand_join_and_leave(void **state)
{
    host_lab    *lab  = *state;
    raw_socket  *game = open_stage(lab);
    raw_socket **crowd = calloc(CROWD, sizeof(raw_socket *));
    char         name[16];
    assert_non_null(crowd);
    allow_sockets(2 * CROWD + 200);
    for (int i = 0; i < CROWD; i++) {
        snprintf(name, sizeof name, "v%d", i);
        crowd[i] = host_lab_viewer(lab, name);
        assert_non_null(strstr(host_lab_hear(game), "onParticipantJoin"));
    }
    host_lab_wait_counts(lab, CROWD, 1);
    press(crowd[CROWD / 2]);
    host_lab_hear_of(game, "giveInput");
    host_lab_say(game, "{\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],\"data\":{\"n\":1}}}");
    for (int i = 0; i < CROWD; i++)
        host_lab_hear_of(crowd[i], "\"params\":{\"n\":1}");
    for (int i = 0; i < CROWD; i++)
        host_lab_hang_up(crowd[i]);
    for (int i = 0; i < CROWD; i++)
        host_lab_hear_of(game, "onParticipantLeave");
    host_lab_wait_counts(lab, 0, 1);
    host_lab_hang_up(game);
    free(crowd);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_two_viewers_play_with_a_game),
        LAB_TEST(test_s47_viewers_are_closed_with_4016_when_the_game_ends),
        LAB_TEST(test_the_final_centre_comes_without_further_input),
        LAB_TEST(test_who_vanishes_lets_go),
        LAB_TEST(test_a_viewer_of_garbage_is_shown_out_and_others_play_on),
        LAB_TEST(test_oversized_messages_are_answered_and_skipped),
        LAB_TEST(test_text_that_is_not_utf8_costs_a_viewer_the_connection_and_the_game_nothing),
        LAB_TEST(test_a_slow_reader_is_cut_and_others_are_unharmed),
        LAB_TEST(test_s27_a_thousand_join_and_leave),
    };
    return cmocka_run_group_tests_name("host/crowd", tests, NULL, NULL);
}
