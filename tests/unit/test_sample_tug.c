/*
 * The rules of samples/tug: teams that stay balanced, the mean of their sticks, rounds and sides.
 */
#include "support/support.h"

#include <math.h>

#include "tug/match.h"

static const float frame_s = 1.0F / 60.0F;

static match match_with(uint32_t players)
{
    match m = { 0 };
    match_start(&m, 5);
    for (uint32_t i = 0; i < players; i++)
        assert_true(match_join(&m, i));
    return m;
}

static void run_until(match *m, match_phase phase)
{
    int frames = 0;
    do {
        match_step(m, frame_s);
        assert_true(++frames < 60 * 60);
    } while (m->phase != phase);
}

static float mean_of(match *m, int team)
{
    match_step(m, 0.0F);
    return m->teams[team].pull;
}

static void assert_about(float value, float wanted)
{
    assert_true(value > wanted - 0.001F && value < wanted + 0.001F);
}

/* ---- teams ------------------------------------------------------------------------------------ */

static void test_who_comes_goes_to_the_smaller_team(void **state)
{
    match m = match_with(5);
    (void)state;
    assert_int_equal(m.teams[0].players, 3);
    assert_int_equal(m.teams[1].players, 2);
    match_join(&m, 70);
    assert_int_equal(match_team_of(&m, 70), 1);
    match_join(&m, 70); /* is here already */
    assert_int_equal(m.teams[0].players + m.teams[1].players, 6);
    match_deinit(&m);
}

static void test_of_equal_teams_the_one_behind_gets_the_next(void **state)
{
    match m = match_with(2);
    (void)state;
    m.teams[0].rounds = 1;
    match_join(&m, 2);
    assert_int_equal(match_team_of(&m, 2), 1);
    match_deinit(&m);
}

static void test_leaving_keeps_the_balance(void **state)
{
    match m = match_with(10);
    (void)state;
    for (uint32_t i = 0; i < 10; i += 2)
        match_leave(&m, i); /* the whole first team */
    assert_int_equal(m.teams[0].players, 0);
    match_step(&m, frame_s);
    assert_in_range(m.teams[0].players, 2, 3);
    assert_int_equal(m.teams[0].players + m.teams[1].players, 5);
    assert_int_equal(match_team_of(&m, 9), 0); /* who came last moved over */
    assert_int_equal(match_team_of(&m, 1), 1);
    assert_int_equal(match_team_of(&m, 0), -1);
    match_leave(&m, 0);
    assert_int_equal(m.teams[0].players + m.teams[1].players, 5);
    match_deinit(&m);
}

static void test_everybody_is_told_where_they_are_once(void **state)
{
    match m = match_with(3);
    (void)state;
    for (int64_t i = 0; i < 3; i++)
        assert_int_equal(match_next_moved(&m), i);
    assert_int_equal(match_next_moved(&m), -1);
    match_leave(&m, 1);
    match_step(&m, frame_s);
    assert_int_equal(match_next_moved(&m), 2);
    assert_int_equal(match_next_moved(&m), -1);
    match_join(&m, 4);
    match_leave(&m, 4); /* gone before anybody asked */
    assert_int_equal(m.news, 0);
    assert_int_equal(match_next_moved(&m), -1);
    match_tell_again(&m, 0);
    match_tell_again(&m, 4); /* not here */
    assert_int_equal(match_next_moved(&m), 0);
    assert_int_equal(match_next_moved(&m), -1);
    match_deinit(&m);
}

/* ---- sticks ----------------------------------------------------------------------------------- */

static void test_a_team_pulls_with_the_mean_of_its_sticks(void **state)
{
    match m = match_with(4); /* 0 and 2 left, 1 and 3 right */
    (void)state;
    match_move(&m, 0, -1.0F);
    assert_about(mean_of(&m, 0), 0.5F);
    match_move(&m, 2, -0.5F);
    assert_about(mean_of(&m, 0), 0.75F);
    match_move(&m, 2, 1.0F); /* the wrong way: does not help, does not harm */
    assert_about(mean_of(&m, 0), 0.5F);
    assert_about(mean_of(&m, 1), 0.0F);
    match_move(&m, 3, 7.0F);
    assert_about(mean_of(&m, 1), 0.5F);
    match_let_go(&m);
    assert_about(mean_of(&m, 0), 0.0F);
    match_deinit(&m);
}

static void test_what_is_no_stick_is_not_heard(void **state)
{
    match m = match_with(2);
    (void)state;
    match_move(&m, 0, -0.5F);
    match_move(&m, 0, NAN);
    assert_about(mean_of(&m, 0), 0.5F);
    match_move(&m, 99, -1.0F);
    match_move(&m, 99999, -1.0F);
    assert_about(mean_of(&m, 0), 0.5F);
    match_deinit(&m);
}

/* The sums are as if they had been made anew, whatever has happened. */
static void test_the_sums_never_drift(void **state)
{
    match    m      = match_with(1);
    uint32_t random = 1;
    (void)state;
    for (int i = 0; i < 100000; i++) {
        random          = random * 1664525U + 1013904223U;
        uint32_t player = random >> 8 & 255;
        if (random >> 28 == 0)
            match_leave(&m, player);
        else if (random >> 28 == 1)
            match_join(&m, player);
        else
            match_move(&m, player, (float)(int32_t)random / 2147483648.0F);
        if (i % 100 == 0)
            match_step(&m, frame_s);
    }
    int64_t  sums[MATCH_TEAMS][2] = { { 0 } };
    uint32_t players[MATCH_TEAMS] = { 0 };
    for (uint32_t i = 0; i < m.player_count; i++) {
        int32_t stick = m.players[i].stick;
        int     team  = match_team_of(&m, i);
        if (team < 0)
            continue;
        players[team]++;
        sums[team][stick > 0] += stick > 0 ? stick : -stick;
    }
    for (int team = 0; team < MATCH_TEAMS; team++) {
        assert_int_equal(m.teams[team].players, players[team]);
        assert_memory_equal(m.teams[team].sums, sums[team], sizeof sums[team]);
        assert_true(players[team] > 50);
    }
    match_deinit(&m);
}

/* ---- rounds ----------------------------------------------------------------------------------- */

static void test_who_pulls_wins_and_the_sides_change(void **state)
{
    match m = match_with(2);
    (void)state;
    match_move(&m, 1, 1.0F);
    run_until(&m, MATCH_ROUND_OVER);
    assert_int_equal(m.winner, 1);
    assert_int_equal(m.teams[1].rounds, 1);
    assert_true(m.rope >= 1.0F);
    run_until(&m, MATCH_READY);
    assert_int_equal(m.teams[1].side, MATCH_LEFT);
    assert_int_equal(m.teams[0].side, MATCH_RIGHT);
    assert_about(mean_of(&m, 1), 0.0F); /* still to the right, which is the wrong way now */
    assert_about(m.rope, 0.0F);
    match_deinit(&m);
}

static void test_three_rounds_win_the_match_and_the_next_begins(void **state)
{
    match m = match_with(2);
    (void)state;
    for (int round = 0; round < MATCH_ROUNDS_TO_WIN; round++) {
        match_move(&m, 0, m.teams[0].side == MATCH_LEFT ? -1.0F : 1.0F);
        run_until(&m, round + 1 < MATCH_ROUNDS_TO_WIN ? MATCH_ROUND_OVER : MATCH_OVER);
        match_go_on(&m);
    }
    assert_int_equal(m.matches, 1);
    assert_int_equal(m.rounds, MATCH_ROUNDS_TO_WIN);
    assert_int_equal(m.phase, MATCH_READY);
    assert_int_equal(m.teams[0].rounds, 0);
    match_deinit(&m);
}

static void test_nobody_pulls_nobody_wins(void **state)
{
    match m = match_with(2);
    (void)state;
    run_until(&m, MATCH_ROUND_OVER);
    assert_int_equal(m.winner, -1);
    assert_int_equal(m.draws, 1);
    assert_int_equal(m.teams[0].rounds + m.teams[1].rounds, 0);
    match_deinit(&m);
}

static void test_when_time_is_up_the_one_ahead_wins(void **state)
{
    match m = match_with(2);
    (void)state;
    match_move(&m, 0, -0.02F);
    run_until(&m, MATCH_ROUND_OVER);
    assert_true(m.rope < -0.02F && m.rope > -1.0F);
    assert_int_equal(m.winner, 0);
    match_deinit(&m);
}

/* Everybody of team 1 pulls all the time, everybody of team 0 on the beat only. */
static void test_pulling_on_the_beat_beats_pulling_all_the_time(void **state)
{
    match m = match_with(40);
    (void)state;
    while (m.phase != MATCH_ROUND_OVER) {
        for (uint32_t i = 0; i < 40; i++)
            match_move(&m, i, i % 2 == 1 ? 1.0F : match_is_on_beat(&m) ? -1.0F : 0.0F);
        match_step(&m, frame_s);
    }
    assert_int_equal(m.winner, 0);
    match_deinit(&m);
}

static void test_an_empty_team_is_played_by_the_machine(void **state)
{
    match m = match_with(1);
    (void)state;
    run_until(&m, MATCH_ROUND_OVER);
    assert_int_equal(m.winner, 1);
    match_deinit(&m);
}

/* The machine can be beaten by who keeps the beat, each time. */
static void test_the_machine_can_be_beaten(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 20; seed++) {
        match m = { 0 };
        match_start(&m, seed);
        match_join(&m, 0);
        while (m.phase != MATCH_ROUND_OVER) {
            match_move(&m, 0, match_is_on_beat(&m) ? -1.0F : 0.0F);
            match_step(&m, frame_s);
        }
        assert_int_equal(m.winner, 0);
        match_deinit(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_comes_goes_to_the_smaller_team),
        cmocka_unit_test(test_of_equal_teams_the_one_behind_gets_the_next),
        cmocka_unit_test(test_leaving_keeps_the_balance),
        cmocka_unit_test(test_everybody_is_told_where_they_are_once),
        cmocka_unit_test(test_a_team_pulls_with_the_mean_of_its_sticks),
        cmocka_unit_test(test_what_is_no_stick_is_not_heard),
        cmocka_unit_test(test_the_sums_never_drift),
        cmocka_unit_test(test_who_pulls_wins_and_the_sides_change),
        cmocka_unit_test(test_three_rounds_win_the_match_and_the_next_begins),
        cmocka_unit_test(test_nobody_pulls_nobody_wins),
        cmocka_unit_test(test_when_time_is_up_the_one_ahead_wins),
        cmocka_unit_test(test_pulling_on_the_beat_beats_pulling_all_the_time),
        cmocka_unit_test(test_an_empty_team_is_played_by_the_machine),
        cmocka_unit_test(test_the_machine_can_be_beaten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
