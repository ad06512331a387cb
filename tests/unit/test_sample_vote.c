/*
 * The rules of samples/vote: the run, and the ballot that decides what comes.
 */
#include "support/support.h"

#include "vote/ballot.h"

static const float frame_s = 1.0F / 60.0F;

/* ---- the run ---------------------------------------------------------------------------------- */

static runner run_of(uint32_t seed)
{
    runner r = { 0 };
    runner_start(&r, seed);
    return r;
}

static void run_for(runner *r, runner_keys keys, float seconds)
{
    for (float t = 0.0F; t < seconds; t += frame_s)
        runner_step(r, keys, frame_s);
}

static float highest_jump(float hold_s, float step_s)
{
    runner r       = run_of(1);
    float  highest = 0.0F;
    for (float t = 0.0F; t < 1.0F; t += step_s) {
        runner_step(&r, (runner_keys){ .jump = t < hold_s }, step_s);
        highest = r.y > highest ? r.y : highest;
    }
    return highest;
}

static void test_a_longer_press_jumps_higher(void **state)
{
    (void)state;
    assert_true(highest_jump(0.5F, frame_s) > 200.0F);
    assert_true(highest_jump(0.05F, frame_s) < 120.0F);
    assert_true(highest_jump(0.05F, frame_s) > 20.0F);
}

static void test_a_jump_is_as_high_at_any_frame_rate(void **state)
{
    (void)state;
    float slow = highest_jump(0.6F, 1.0F / 20.0F), fast = highest_jump(0.6F, 1.0F / 240.0F);
    assert_true(slow > fast - 6.0F && slow < fast + 6.0F);
}

static void test_one_press_is_one_jump(void **state)
{
    runner r = run_of(1);
    (void)state;
    run_for(&r, (runner_keys){ .jump = true }, 0.9F);
    assert_true(runner_is_on_ground(&r));
}

static void test_who_does_nothing_loses_all_hearts_and_starts_again(void **state)
{
    runner r = run_of(3);
    (void)state;
    run_for(&r, (runner_keys){ 0 }, 60.0F);
    assert_true(r.is_over);
    assert_int_equal(r.hits, RUNNER_HEARTS);
    assert_int_equal(r.hearts, 0);
    assert_true(r.over_s > 1.0F);
    uint32_t score = r.score;
    run_for(&r, (runner_keys){ 0 }, 1.0F);
    assert_int_equal(r.score, score);
    runner_start(&r, 4);
    assert_false(r.is_over);
    assert_int_equal(r.hearts, RUNNER_HEARTS);
}

/* Whatever is voted for, and however fast it has become, it can be mastered. */
static void test_every_mixture_can_be_survived(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        runner   r      = run_of(seed);
        uint32_t random = seed;
        for (int frame = 0; frame < 120 * 60; frame++) {
            random = random * 1664525U + 1013904223U;
            if (frame % 90 == 0)
                runner_send(&r, (runner_kind)((random >> 16) % RUNNER_KIND_COUNT));
            runner_step(&r, runner_advise(&r), frame_s);
        }
        assert_int_equal(r.hits, 0);
        assert_true(r.voted_passed > 20);
        assert_true(r.speed > 800.0F);
    }
}

static bool is_hit_by(runner_kind kind, runner_keys keys)
{
    runner r = run_of(1);
    runner_send(&r, kind);
    while (r.thing_count == 0 || !r.things[0].is_passed)
        runner_step(&r, keys, frame_s);
    return r.hits > 0;
}

static void test_what_stands_in_the_way_hits_who_does_not_mind_it(void **state)
{
    (void)state;
    for (int kind = 0; kind < RUNNER_KIND_COUNT; kind++)
        assert_int_equal(is_hit_by((runner_kind)kind, (runner_keys){ 0 }), kind != RUNNER_HEART);
    assert_false(is_hit_by(RUNNER_BAT, (runner_keys){ .duck = true }));
    assert_true(is_hit_by(RUNNER_CRATE, (runner_keys){ .duck = true }));
}

static void test_a_heart_heals(void **state)
{
    runner r = run_of(1);
    (void)state;
    r.hearts = 1;
    runner_send(&r, RUNNER_HEART);
    for (int i = 0; i < 240 && r.hearts == 1; i++)
        runner_step(&r, runner_advise(&r), frame_s);
    assert_int_equal(r.hearts, 2);
    assert_int_equal(r.hits, 0);
}

static void test_what_was_asked_for_outlives_the_run(void **state)
{
    runner r = run_of(1);
    (void)state;
    for (int i = 0; i < RUNNER_QUEUE; i++)
        assert_true(runner_send(&r, RUNNER_BOULDER));
    assert_false(runner_send(&r, RUNNER_BOULDER));
    runner_start(&r, 2);
    assert_int_equal(r.queue_count, RUNNER_QUEUE);
    runner_step(&r, (runner_keys){ 0 }, frame_s);
    assert_int_equal(r.things[0].kind, RUNNER_BOULDER);
    assert_true(r.things[0].is_voted);
}

/* ---- the ballot ------------------------------------------------------------------------------- */

static void open_window(ballot *b)
{
    while (b->phase != BALLOT_OPEN)
        ballot_step(b, frame_s);
}

static void close_window(ballot *b)
{
    while (b->phase == BALLOT_OPEN)
        ballot_step(b, frame_s);
}

static ballot open_ballot(void)
{
    ballot b = { 0 };
    ballot_start(&b, 7);
    open_window(&b);
    return b;
}

static void test_there_are_votes_only_while_a_window_is_open(void **state)
{
    ballot b = { 0 };
    (void)state;
    ballot_start(&b, 7);
    assert_false(ballot_cast(&b, 0, 0, NULL));
    open_window(&b);
    assert_true(ballot_cast(&b, 0, 0, NULL));
    assert_false(ballot_cast(&b, 0, BALLOT_OPTIONS, NULL));
    assert_false(ballot_cast(&b, 0, -1, NULL));
    close_window(&b);
    assert_false(ballot_cast(&b, 1, 0, NULL));
    assert_int_equal(b.result.total, 1);
    ballot_deinit(&b);
}

static void test_who_needs_more_time_has_it_before_anything_is_counted(void **state)
{
    ballot b = open_ballot();
    float  t = 0.0F;
    (void)state;
    assert_true(ballot_cast(&b, 0, 0, NULL));
    ballot_give_more(&b, 3.0F);
    close_window(&b);
    assert_int_equal(b.phase, BALLOT_EXTRA);
    assert_int_equal(b.decided, 0);
    assert_true(ballot_cast(&b, 1, 1, NULL));
    assert_true(ballot_cast(&b, 0, 1, NULL));
    for (; b.phase == BALLOT_EXTRA; t += frame_s)
        ballot_step(&b, frame_s);
    assert_true(t > 3.0F - frame_s && t < 3.0F + 2.0F * frame_s);
    assert_int_equal(b.result.votes, 2);
    assert_false(ballot_cast(&b, 2, 0, NULL));
    open_window(&b);
    ballot_give_more(&b, 0.0F);
    close_window(&b);
    assert_int_equal(b.decided, 2);
    ballot_deinit(&b);
}

static void test_what_costs_is_paid_for_after_the_extra_time(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_give_more(&b, 1.0F);
    close_window(&b);
    assert_true(ballot_cast(&b, 0, BALLOT_PAID, "a"));
    assert_int_equal(ballot_ask_next(&b), -1);
    while (b.phase == BALLOT_EXTRA)
        ballot_step(&b, frame_s);
    assert_int_equal(b.phase, BALLOT_SETTLING);
    assert_int_equal(ballot_ask_next(&b), 0);
    ballot_deinit(&b);
}

static void test_a_voter_has_one_vote_and_may_move_it(void **state)
{
    ballot b = open_ballot();
    (void)state;
    assert_true(ballot_cast(&b, 500, 0, NULL));
    assert_false(ballot_cast(&b, 500, 0, NULL));
    assert_true(ballot_cast(&b, 500, 1, NULL));
    assert_int_equal(b.total, 1);
    assert_int_equal(b.options[0].votes, 0);
    assert_true(ballot_share(&b, 1) == 1.0F);
    close_window(&b);
    assert_int_equal(b.result.option, 1);
    assert_int_equal(b.result.kind, b.options[1].kind);
    ballot_deinit(&b);
}

static void test_of_equals_the_earlier_one_wins(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, 1, NULL);
    ballot_cast(&b, 1, 0, NULL);
    close_window(&b);
    assert_int_equal(b.result.option, 1);
    assert_true(b.result.is_tie);
    assert_int_equal(b.ties, 1);
    ballot_deinit(&b);
}

static void test_without_votes_nothing_comes(void **state)
{
    ballot b = open_ballot();
    (void)state;
    close_window(&b);
    assert_false(b.result.has_winner);
    assert_int_equal(b.decided, 1);
    ballot_deinit(&b);
}

static void test_what_has_won_is_not_offered_next(void **state)
{
    ballot b = open_ballot();
    (void)state;
    for (int i = 0; i < 50; i++) {
        runner_kind won = b.options[0].kind;
        assert_int_not_equal(won, b.options[1].kind);
        ballot_cast(&b, 0, 0, NULL);
        close_window(&b);
        open_window(&b);
        assert_int_not_equal(b.options[0].kind, won);
        assert_int_not_equal(b.options[1].kind, won);
        assert_int_equal(b.options[BALLOT_PAID].kind, RUNNER_BOULDER);
    }
    ballot_deinit(&b);
}

static void test_the_paid_option_wants_a_transaction_and_the_others_none(void **state)
{
    ballot b = open_ballot();
    (void)state;
    assert_false(ballot_cast(&b, 0, BALLOT_PAID, NULL));
    assert_false(ballot_cast(&b, 0, BALLOT_PAID, ""));
    assert_false(ballot_cast(&b, 0, 0, "t"));
    assert_true(ballot_cast(&b, 0, BALLOT_PAID, "t"));
    ballot_deinit(&b);
}

static void test_who_loses_is_not_asked_to_pay(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, BALLOT_PAID, "a");
    ballot_cast(&b, 1, 0, NULL);
    ballot_cast(&b, 2, 0, NULL);
    close_window(&b);
    assert_int_equal(b.phase, BALLOT_RESTING);
    assert_int_equal(ballot_ask_next(&b), -1);
    open_window(&b);
    assert_int_equal(b.let_go, 1);
    assert_int_equal(b.payments[BALLOT_TAKEN], 0);
    ballot_deinit(&b);
}

static void test_who_wins_pays_and_the_option_rests(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 3, BALLOT_PAID, "a");
    ballot_cast(&b, 70, BALLOT_PAID, "b");
    ballot_cast(&b, 1, 0, NULL);
    close_window(&b);
    assert_int_equal(b.phase, BALLOT_SETTLING);
    assert_int_equal(ballot_ask_next(&b), 3);
    assert_int_equal(ballot_ask_next(&b), 70);
    assert_int_equal(ballot_ask_next(&b), -1);
    assert_string_equal(b.votes[70].transaction, "b");
    ballot_answer(&b, BALLOT_REFUSED);
    assert_false(ballot_step(&b, frame_s)); /* one answer is still to come */
    ballot_answer(&b, BALLOT_TAKEN);
    assert_true(ballot_step(&b, frame_s));
    assert_int_equal(b.result.kind, RUNNER_BOULDER);
    assert_int_equal(b.payments[BALLOT_TAKEN], 1);
    assert_int_equal(b.payments[BALLOT_REFUSED], 1);
    ballot_start(&b, 1); /* another run does not make it rest less */
    open_window(&b);
    assert_false(ballot_cast(&b, 3, BALLOT_PAID, "c"));
    assert_true(ballot_cast(&b, 3, 0, NULL));
    assert_int_equal(b.let_go, 1); /* "c" alone: the others were asked */
    ballot_deinit(&b);
}

static void test_when_nobody_can_pay_the_next_one_wins(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, BALLOT_PAID, "a");
    ballot_cast(&b, 1, BALLOT_PAID, "b");
    ballot_cast(&b, 2, 1, NULL);
    close_window(&b);
    while (ballot_ask_next(&b) >= 0)
        ballot_answer(&b, BALLOT_REFUSED);
    ballot_step(&b, frame_s);
    assert_int_equal(b.result.option, 1);
    assert_true(b.result.is_unpaid);
    assert_true(b.paid_rest_s <= 0.0F);
    ballot_deinit(&b);
}

static void test_who_may_have_paid_gets_it(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, BALLOT_PAID, "a");
    ballot_cast(&b, 1, BALLOT_PAID, "b");
    close_window(&b);
    ballot_answer(&b, BALLOT_REFUSED);
    while (b.phase == BALLOT_SETTLING) /* nobody answers for the other */
        ballot_step(&b, frame_s);
    assert_int_equal(b.result.kind, RUNNER_BOULDER);
    ballot_answer(&b, BALLOT_UNKNOWN); /* too late: counted, and nothing else */
    assert_int_equal(b.payments[BALLOT_UNKNOWN], 1);
    assert_int_equal(b.unanswered, 1);
    ballot_deinit(&b);
}

static void test_a_lost_answer_counts_as_paid(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, BALLOT_PAID, "a");
    close_window(&b);
    ballot_answer(&b, BALLOT_UNKNOWN);
    assert_true(ballot_step(&b, frame_s));
    assert_int_equal(b.result.kind, RUNNER_BOULDER);
    ballot_deinit(&b);
}

static void test_a_vote_that_moves_lets_its_payment_go(void **state)
{
    ballot b = open_ballot();
    (void)state;
    ballot_cast(&b, 0, BALLOT_PAID, "a");
    assert_false(ballot_cast(&b, 0, BALLOT_PAID, "b")); /* pressed twice: one is enough */
    ballot_cast(&b, 0, 0, NULL);
    close_window(&b);
    assert_int_equal(b.result.option, 0);
    assert_int_equal(b.let_go, 2);
    ballot_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_longer_press_jumps_higher),
        cmocka_unit_test(test_a_jump_is_as_high_at_any_frame_rate),
        cmocka_unit_test(test_one_press_is_one_jump),
        cmocka_unit_test(test_who_does_nothing_loses_all_hearts_and_starts_again),
        cmocka_unit_test(test_every_mixture_can_be_survived),
        cmocka_unit_test(test_what_stands_in_the_way_hits_who_does_not_mind_it),
        cmocka_unit_test(test_a_heart_heals),
        cmocka_unit_test(test_what_was_asked_for_outlives_the_run),
        cmocka_unit_test(test_there_are_votes_only_while_a_window_is_open),
        cmocka_unit_test(test_who_needs_more_time_has_it_before_anything_is_counted),
        cmocka_unit_test(test_what_costs_is_paid_for_after_the_extra_time),
        cmocka_unit_test(test_a_voter_has_one_vote_and_may_move_it),
        cmocka_unit_test(test_of_equals_the_earlier_one_wins),
        cmocka_unit_test(test_without_votes_nothing_comes),
        cmocka_unit_test(test_what_has_won_is_not_offered_next),
        cmocka_unit_test(test_the_paid_option_wants_a_transaction_and_the_others_none),
        cmocka_unit_test(test_who_loses_is_not_asked_to_pay),
        cmocka_unit_test(test_who_wins_pays_and_the_option_rests),
        cmocka_unit_test(test_when_nobody_can_pay_the_next_one_wins),
        cmocka_unit_test(test_who_may_have_paid_gets_it),
        cmocka_unit_test(test_a_lost_answer_counts_as_paid),
        cmocka_unit_test(test_a_vote_that_moves_lets_its_payment_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
