#include "support/support.h"

#include "engine/steps.h"
#include "engine/world.h"

#include <math.h>
#include <stdio.h>

/* ---- the fixed step ---------------------------------------------------------------------------- */

static void test_steps_follow_the_time_at_any_frame_rate(void **state)
{
    static const double rates[] = { 30.0, 60.0, 144.0 };
    (void)state;
    for (int i = 0; i < 3; i++) {
        engine_steps s = { 0 };
        for (int frame = 0; frame < (int)rates[i] * 2; frame++)
            engine_steps_take(&s, 1.0 / rates[i]);
        assert_in_range(s.taken, 2 * ENGINE_STEPS_PER_S - 1, 2 * ENGINE_STEPS_PER_S);
        assert_int_equal(s.dropped, 0);
    }
}

static void test_the_share_stays_between_two_steps(void **state)
{
    engine_steps s = { 0 };
    (void)state;
    assert_int_equal(engine_steps_take(&s, 0.025), 1);
    assert_true(fabsf(s.share - 0.25F) < 0.001F);
    assert_int_equal(engine_steps_take(&s, 0.010), 0);
    assert_true(fabsf(s.share - 0.75F) < 0.001F);
    assert_int_equal(engine_steps_take(&s, -1.0), 0);
    assert_true(fabsf(s.share - 0.75F) < 0.001F);
}

static void test_a_long_frame_drops_what_it_cannot_catch_up(void **state)
{
    engine_steps s = { 0 };
    (void)state;
    assert_int_equal(engine_steps_take(&s, 10.0), ENGINE_STEPS_A_FRAME);
    assert_in_range(s.dropped, 494, 495);
    assert_true(s.share < 1.0F);
    assert_true(engine_steps_take(&s, 0.02) <= 2);
}

/* ---- the world --------------------------------------------------------------------------------- */

static const float step_s = 1.0F / ENGINE_STEPS_PER_S;

static void begin(world *w)
{
    world_init(w);
    assert_int_equal(world_join(w, "ann", "Ann"), 0);
    assert_int_equal(world_join(w, "bob", "Bob"), 1);
}

static void step_for(world *w, int steps)
{
    while (steps-- > 0)
        world_step(w, step_s);
}

static void test_a_push_moves_balls_away(void **state)
{
    world w;
    (void)state;
    begin(&w);
    float x = w.balls[0].x, y = w.balls[0].y;
    world_push(&w, "ann", x + 50.0F, y);
    assert_true(w.balls[0].vx < 0.0F);
    assert_int_equal(w.balls[0].pusher, 0);
    assert_int_equal(w.pushes, 1);
    step_for(&w, 1);
    assert_true(w.balls[0].x < x);
    assert_true(w.balls[0].before_x == x);
    world_deinit(&w);
}

static void test_one_player_pushes_once_in_a_while(void **state)
{
    world w;
    (void)state;
    begin(&w);
    for (int i = 0; i < 100; i++)
        world_push(&w, "ann", 100.0F, 100.0F);
    world_push(&w, "bob", 100.0F, 100.0F);
    assert_int_equal(w.pushes, 2);
    step_for(&w, 10);
    world_push(&w, "ann", 100.0F, 100.0F);
    assert_int_equal(w.pushes, 3);
    world_push(&w, "nobody", 100.0F, 100.0F);
    assert_int_equal(w.pushes, 3);
    world_deinit(&w);
}

static void test_balls_stay_on_the_table(void **state)
{
    world w;
    (void)state;
    begin(&w);
    for (int i = 0; i < 2000; i++) {
        world_push(&w, i % 2 == 0 ? "ann" : "bob", (float)(i * 37 % WORLD_W), (float)(i * 91 % WORLD_H));
        world_step(&w, step_s);
    }
    world_push(&w, "ann", NAN, INFINITY);
    step_for(&w, 10);
    for (int i = 0; i < w.ball_count; i++) {
        assert_true(w.balls[i].x >= 0.0F && w.balls[i].x <= WORLD_W);
        assert_true(w.balls[i].y >= 0.0F && w.balls[i].y <= WORLD_H);
    }
    world_deinit(&w);
}

static void test_a_ball_in_the_ring_counts_for_who_pushed_it(void **state)
{
    world w;
    (void)state;
    begin(&w);
    w.ball_count      = 1;
    w.balls[0].pusher = 1;
    for (int i = 0; i < 100 && w.score == 0; i++) {
        world_step(&w, step_s);
        if (w.score == 0) {
            w.balls[0].x  = w.ring_x;
            w.balls[0].y  = w.ring_y;
            w.balls[0].vx = w.balls[0].vy = 0.0F;
        }
    }
    assert_int_equal(w.score, 1);
    assert_int_equal(w.players[1].score, 1);
    assert_int_equal(w.balls[0].pusher, -1);
    world_deinit(&w);
}

static void test_nobody_has_two_balls(void **state)
{
    world w;
    (void)state;
    begin(&w);
    int before = w.ball_count;
    world_drop(&w, "ann");
    world_drop(&w, "ann");
    assert_int_equal(w.drops, 1);
    step_for(&w, 4 * ENGINE_STEPS_PER_S);
    world_drop(&w, "ann");
    assert_int_equal(w.drops, 2);
    world_leave(&w, "ann");
    assert_false(w.players[0].is_here);
    assert_int_equal(world_join(&w, "ann", "Anna"), 0); /* found again */
    world_drop(&w, "ann");
    world_drop(&w, "bob");
    assert_int_equal(w.ball_count, before + 2);
    world_load_level(&w, 2);
    int owned = 0;
    for (int i = 0; i < w.ball_count; i++)
        owned += w.balls[i].owner >= 0;
    assert_int_equal(owned, 2);
    world_deinit(&w);
}

static int count_owned(const world *w, uint32_t player)
{
    int count = 0;
    for (int i = 0; i < w->ball_count; i++)
        count += w->balls[i].owner == (int32_t)player;
    return count;
}

static void test_the_table_can_be_full(void **state)
{
    world w;
    char  id[16];
    (void)state;
    begin(&w);
    for (int i = 0; i < 2 * WORLD_BALLS_MAX; i++) {
        snprintf(id, sizeof id, "p%d", i);
        world_join(&w, id, id);
        world_drop(&w, id);
    }
    assert_int_equal(w.ball_count, WORLD_BALLS_MAX);
    assert_int_equal(count_owned(&w, w.roster.count - 1), 0);
    world_leave(&w, "p0"); /* the ball of who has left makes room for who is here */
    world_drop(&w, id);
    assert_int_equal(count_owned(&w, w.roster.count - 1), 1);
    assert_int_equal(count_owned(&w, 2), 0);
    step_for(&w, 50);
    world_load_level(&w, 5);
    assert_true(w.ball_count <= WORLD_BALLS_MAX);
    world_deinit(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_follow_the_time_at_any_frame_rate),
        cmocka_unit_test(test_the_share_stays_between_two_steps),
        cmocka_unit_test(test_a_long_frame_drops_what_it_cannot_catch_up),
        cmocka_unit_test(test_a_push_moves_balls_away),
        cmocka_unit_test(test_one_player_pushes_once_in_a_while),
        cmocka_unit_test(test_balls_stay_on_the_table),
        cmocka_unit_test(test_a_ball_in_the_ring_counts_for_who_pushed_it),
        cmocka_unit_test(test_nobody_has_two_balls),
        cmocka_unit_test(test_the_table_can_be_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
