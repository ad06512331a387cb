/* One seat and two games that want it, over real sockets. */
#include "support/host_lab.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { TAKEOVER_MS = 150, GRACE_MS = 300 };

#define OTHER_VERSION                                                                                              \
    "Authorization: Bearer sec+ret\r\nX-Protocol-Version: 2.0\r\nX-Interactive-Version: 8\r\n"

static int lab_with(void **state, uint32_t takeover_ms, uint32_t grace_ms)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.takeover_ms = takeover_ms;
    options.grace_ms    = grace_ms;
    return host_lab_set_up_with(state, &options);
}

static int impatient(void **state)
{
    return lab_with(state, TAKEOVER_MS, 0);
}

static int patient(void **state)
{
    return lab_with(state, 600000, 0);
}

/* The audience waits longer than any test takes. */
static int with_grace(void **state)
{
    return lab_with(state, 600000, 600000);
}

static int with_little_grace(void **state)
{
    return lab_with(state, 600000, GRACE_MS);
}

static raw_socket *knock(host_lab *lab)
{
    raw_socket *s;
    assert_int_equal(host_lab_knock(lab, &s, "/gameClient", HOST_LAB_GAME_LINES), 101);
    return s;
}

static void expect_alive(raw_socket *game)
{
    host_lab_say(game, "{\"id\":77,\"method\":\"getTime\"}");
    host_lab_hear_of(game, "{\"id\":77,\"type\":\"reply\"");
}

/* A game that does not read any more, and what it is told does not even reach its machine: twenty replies of 60 KB. */
static raw_socket *stuck_game(host_lab *lab)
{
    enum { PAD = 60000 };
#define ASK  "{\"id\":8,\"method\":\"getScenes\"}"
#define FIVE ASK "," ASK "," ASK "," ASK "," ASK
    raw_socket   *game   = host_lab_game(lab);
    struct pollfd told   = { .fd = game->fd, .events = POLLIN };
    char         *params = malloc(PAD + 64);
    assert_non_null(params);
    snprintf(params, PAD + 64, "{\"scenes\":[{\"sceneID\":\"big\",\"pad\":\"%0*d\"}]}", PAD, 0);
    host_lab_do(game, "createScenes", params);
    host_lab_say(game, "[" FIVE "," FIVE "," FIVE "," FIVE "]");
    assert_int_equal(poll(&told, 1, RAW_DEADLINE_MS), 1);
    free(params);
    return game;
}

/* Knocks until it is let in. */
static raw_socket *insist(host_lab *lab)
{
    raw_socket *s = knock(lab);
    while (raw_wait_for(s, "\"method\":\"hello\"") == NULL) {
        host_lab_hang_up(s);
        s = knock(lab);
    }
    return s;
}

/* ---- asking for the seat ---- */

static void test_s49_a_game_that_answers_keeps_its_seat(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second = knock(lab);
    host_lab_answer_ping(game);
    assert_int_equal(host_lab_closed(second), 4021);
    expect_alive(game);
    host_lab_hang_up(second);
    host_lab_hang_up(game);
}

static void test_s49_anything_said_is_an_answer(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second = knock(lab);
    expect_alive(game);
    assert_int_equal(host_lab_closed(second), 4021);
    host_lab_hang_up(second);
    host_lab_hang_up(game);
}

static void test_s49_a_game_that_is_busy_keeps_its_seat(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second = knock(lab);
    assert_int_equal(host_lab_closed(second), 4021);
    expect_alive(game);
    host_lab_hang_up(second);
    host_lab_hang_up(game);
}

static void test_a_game_that_has_missed_a_ping_is_taken_over(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second = insist(lab);
    assert_int_equal(host_lab_closed(game), 4027);
    expect_alive(second);
    host_lab_hang_up(game);
    host_lab_hang_up(second);
}

static void test_s49_another_version_is_refused_at_once(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second;
    assert_int_equal(host_lab_knock(lab, &second, "/gameClient", OTHER_VERSION), 101);
    assert_int_equal(host_lab_closed(second), 4021);
    host_lab_hang_up(second);
    host_lab_hang_up(game);
}

static void test_a_game_that_does_not_answer_is_taken_over(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    host_lab_say(game, "{\"id\":1,\"method\":\"createScenes\",\"params\":{\"scenes\":[{\"sceneID\":\"mine\"}]}}");
    host_lab_hear_of(game, "\"id\":1,\"type\":\"reply\"");
    raw_socket *second = insist(lab);
    assert_non_null(strstr(host_lab_hear(second), "\"method\":\"hello\""));
    assert_non_null(strstr(host_lab_hear(second), "\"username\":\"Ann\""));
    host_lab_say(second, "{\"id\":2,\"method\":\"getScenes\"}");
    assert_non_null(strstr(host_lab_hear_of(second, "\"id\":2,"), "\"sceneID\":\"mine\""));
    host_lab_say(second, "{\"id\":3,\"method\":\"ready\",\"discard\":true}");
    host_lab_hear_of(viewer, "{\"isReady\":true}");
    assert_int_equal(host_lab_closed(game), 4027);
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 1, 1);
    expect_alive(second);
    host_lab_hang_up(viewer);
    host_lab_hang_up(second);
}

static void test_the_one_taken_over_is_not_heard_any_more(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *second = insist(lab);
    host_lab_hear_of(second, "\"method\":\"hello\"");
    host_lab_say(game, "{\"id\":1,\"method\":\"createScenes\",\"params\":{\"scenes\":[{\"sceneID\":\"old\"}]}}");
    assert_int_equal(host_lab_closed(game), 4027);
    host_lab_say(second, "{\"id\":2,\"method\":\"getScenes\"}");
    assert_null(strstr(host_lab_hear(second), "\"sceneID\":\"old\""));
    host_lab_hang_up(game);
    host_lab_hang_up(second);
}

static void test_s08_what_is_said_while_waiting_is_answered_after_hello(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = stuck_game(lab), *second = knock(lab);
    host_lab_say(second, "{\"id\":5,\"method\":\"getTime\"}");
    assert_non_null(strstr(host_lab_hear(second), "\"method\":\"hello\""));
    assert_non_null(strstr(host_lab_hear(second), "{\"id\":5,\"type\":\"reply\""));
    host_lab_hang_up(game);
    host_lab_hang_up(second);
}

/* Waits for the first thing that is said: hello, or a goodbye. */
static bool gets_in(raw_socket *game)
{
    assert_true(raw_wait_len(game, 1));
    return (game->seen[0] & 15) == 1;
}

static void test_of_two_that_wait_one_gets_the_seat(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = stuck_game(lab), *second = knock(lab), *third = knock(lab);
    host_lab_hang_up(game);
    bool        is_second = gets_in(second);
    raw_socket *seated = is_second ? second : third, *refused = is_second ? third : second;
    host_lab_hear_of(seated, "\"method\":\"hello\"");
    assert_int_equal(host_lab_closed(refused), 4021);
    expect_alive(seated);
    host_lab_hang_up(second);
    host_lab_hang_up(third);
}

static void test_who_gives_up_waiting_changes_nothing(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = stuck_game(lab), *second = knock(lab);
    host_lab_hang_up(second);
    expect_alive(game);
    host_lab_wait_counts(lab, 0, 1);
    host_lab_hang_up(game);
}

static void test_a_seat_that_becomes_free_is_given_at_once(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = stuck_game(lab), *second = knock(lab);
    host_lab_hang_up(game);
    host_lab_hear_of(second, "\"method\":\"hello\"");
    expect_alive(second);
    host_lab_hang_up(second);
}

/* ---- waiting for the game ---- */

static void test_the_audience_waits_for_its_game(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    host_lab_say(game, "{\"id\":1,\"method\":\"ready\",\"discard\":true}");
    host_lab_hear_of(viewer, "{\"isReady\":true}");
    host_lab_hang_up(game);
    host_lab_hear_of(viewer, "{\"isReady\":false}");
    raw_socket *again = knock(lab);
    assert_non_null(strstr(host_lab_hear(again), "\"method\":\"hello\""));
    assert_non_null(strstr(host_lab_hear(again), "\"username\":\"Ann\""));
    host_lab_hang_up(again);
    host_lab_hang_up(viewer);
}

static void test_s47_the_audience_does_not_wait_for_ever(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    host_lab_hang_up(game);
    assert_int_equal(host_lab_closed(viewer), 4016);
    host_lab_hang_up(viewer);
    assert_int_equal(host_lab_request(lab, "GET", "/api/v1/interactive/1", "", "", NULL, 0), 404);
}

static void test_moves_are_sent_in_time_after_a_return(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 1, 0);
    raw_socket *again = host_lab_connect(lab);
    assert_int_equal(raw_handshake(again, "/gameClient", HOST_LAB_GAME_LINES), 101);
    host_lab_say(again, "{\"id\":1,\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\",\"controls\":["
                        "{\"controlID\":\"j\",\"kind\":\"joystick\"}]}}");
    host_lab_say(again, "{\"id\":2,\"method\":\"ready\",\"discard\":true}");
    host_lab_hear_of(viewer, "{\"isReady\":true}");
    for (int i = 0; i < 60; i++)
        host_lab_say(viewer, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"j\",\"event\":\"move\",\"x\":1,\"y\":0},"
                             "\"discard\":true}");
    host_lab_say(viewer, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"j\",\"event\":\"move\",\"x\":0,\"y\":0},"
                         "\"discard\":true}");
    host_lab_hear_of(again, "\"x\":0,\"y\":0");
    host_lab_hang_up(again);
    host_lab_hang_up(viewer);
}

/* ---- ended on purpose ---- */

static void test_a_game_is_ended_on_purpose(void **state)
{
    host_lab      *lab  = *state;
    raw_socket    *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    chorus_session none = { 0 };
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_end_game(lab->rt, lab->session, 2));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_end_game(lab->rt, none, 1));
    assert_result(CHORUS_E_INVALID, chorus_host_end_game(NULL, lab->session, 1));
    assert_ok(chorus_host_end_game(lab->rt, lab->session, 1));
    chorus_pump(lab->rt);
    assert_int_equal(host_lab_closed(game), 4027);
    assert_int_equal(host_lab_closed(viewer), 4016);
    host_lab_hang_up(game);
    host_lab_hang_up(viewer);
    host_lab_wait_counts(lab, 0, 0);
    assert_ok(chorus_host_end_game(lab->rt, lab->session, 1));
    game = host_lab_game(lab);
    expect_alive(game);
    host_lab_hang_up(game);
}

int main(void)
{
#define IMPATIENT_TEST(name) cmocka_unit_test_setup_teardown(name, impatient, host_lab_tear_down)
#define PATIENT_TEST(name)   cmocka_unit_test_setup_teardown(name, patient, host_lab_tear_down)
#define GRACE_TEST(name)     cmocka_unit_test_setup_teardown(name, with_grace, host_lab_tear_down)
#define LITTLE_GRACE_TEST(name) cmocka_unit_test_setup_teardown(name, with_little_grace, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        PATIENT_TEST(test_s49_a_game_that_answers_keeps_its_seat),
        PATIENT_TEST(test_s49_anything_said_is_an_answer),
        PATIENT_TEST(test_s49_another_version_is_refused_at_once),
        PATIENT_TEST(test_s49_a_game_that_is_busy_keeps_its_seat),
        IMPATIENT_TEST(test_a_game_that_has_missed_a_ping_is_taken_over),
        IMPATIENT_TEST(test_a_game_that_does_not_answer_is_taken_over),
        IMPATIENT_TEST(test_the_one_taken_over_is_not_heard_any_more),
        IMPATIENT_TEST(test_s08_what_is_said_while_waiting_is_answered_after_hello),
        PATIENT_TEST(test_of_two_that_wait_one_gets_the_seat),
        PATIENT_TEST(test_who_gives_up_waiting_changes_nothing),
        PATIENT_TEST(test_a_seat_that_becomes_free_is_given_at_once),
        GRACE_TEST(test_the_audience_waits_for_its_game),
        LITTLE_GRACE_TEST(test_s47_the_audience_does_not_wait_for_ever),
        GRACE_TEST(test_a_game_is_ended_on_purpose),
        GRACE_TEST(test_moves_are_sent_in_time_after_a_return),
    };
    return cmocka_run_group_tests_name("host/seat at the door", tests, NULL, NULL);
}
