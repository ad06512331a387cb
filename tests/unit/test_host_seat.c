/* The game's place in a room: lost, waited for, taken over. */
#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include <stdlib.h>

enum { GRACE_MS = 5000 };

#define PRESS "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"}}"
#define RELEASE "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mouseup\"}}"

/* A session under way, and another connection of the game. */
typedef struct seat {
    host_rig  rig;
    rig_peer *ann;
    rig_peer  second;
} seat;

static seat *make_seat(uint32_t grace_ms)
{
    seat *s = calloc(1, sizeof *s);
    assert_non_null(s);
    rig_init_with_grace(&s->rig, NULL, grace_ms);
    rig_enter_game(&s->rig);
    rig_do(&s->rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\","
                                      "\"disabled\":null}]}");
    rig_ready(&s->rig);
    s->ann = rig_join(&s->rig, "Ann");
    return s;
}

static int set_up(void **state)
{
    *state = make_seat(0);
    return 0;
}

static int set_up_with_grace(void **state)
{
    *state = make_seat(GRACE_MS);
    return 0;
}

static int tear_down(void **state)
{
    seat *s = *state;
    rig_deinit(&s->rig);
    rig_forget(&s->second);
    free(s);
    return 0;
}

static void enter_second(seat *s)
{
    assert_ok(cho_host_room_enter_game(s->rig.room, &s->second, 7, s->rig.now_ms));
}

static void take_over(seat *s)
{
    assert_ok(cho_host_room_take_over(s->rig.room, &s->second, 7, s->rig.now_ms));
}

static void expect_the_session_goes_on(seat *s)
{
    rig_expect(&s->second, "hello", "{}");
    assert_non_null(strstr(rig_expect_call(&s->second, "onParticipantJoin"), s->ann->id));
    rig_expect_nothing(&s->second);
    rig_expect(s->ann, "onReady", "{\"isReady\":false}");
    rig_expect_nothing(s->ann);
    assert_int_equal(s->ann->closed, 0);
}

static void second_says(seat *s, const char *text)
{
    cho_host_room_game_frame(s->rig.room, cho_span_of(text), true, s->rig.now_ms);
}

/* ---- without grace ---- */

static void test_s47_the_session_ends_with_its_game(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    assert_int_equal(s->ann->closed, 4016);
    assert_false(cho_host_room_is_live(s->rig.room));
    assert_int_equal(cho_host_room_due_ms(s->rig.room, s->rig.now_ms), 0);
    assert_int_equal(cho_host_room_participant_count(s->rig.room), 0);
}

static void test_s56_the_next_session_begins_with_nothing(void **state)
{
    seat *s = *state;
    rig_do(&s->rig, "updateWorld", "{\"world\":{\"round\":3}}");
    rig_leave_game(&s->rig);
    rig_enter_game(&s->rig);
    rig_expect(&s->rig.game, "hello", "{}");
    rig_call(&s->rig, "getScenes", "{}");
    rig_expect_reply(&s->rig.game, "9", "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[],"
                                        "\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}]}");
    rig_call(&s->rig, "updateWorld", "{\"world\":{}}");
    rig_forget(&s->rig.game);
    rig_peer *ben = rig_try_join(&s->rig, "Ben");
    while (strstr(rig_take(ben), "onReady") == NULL)
        continue;
    rig_expect_nothing(ben);
}

/* ---- taken over ---- */

static void test_s49_a_take_over_closes_the_first_and_goes_on(void **state)
{
    seat *s = *state;
    take_over(s);
    assert_int_equal(s->rig.game.closed, 4027);
    rig_expect_nothing(&s->rig.game);
    expect_the_session_goes_on(s);
    second_says(s, "{\"id\":1,\"method\":\"getScenes\"}");
    const char *scenes = rig_take(&s->second);
    assert_non_null(strstr(scenes, "\"controlID\":\"b\""));
    second_says(s, "{\"id\":2,\"method\":\"ready\",\"discard\":true}");
    rig_forget(&s->second);
    rig_says(&s->rig, s->ann, PRESS);
    assert_non_null(strstr(rig_expect_call(&s->second, "giveInput"), s->ann->id));
}

static void test_s17_the_numbers_go_on_with_the_session(void **state)
{
    seat   *s    = *state;
    int32_t last = s->rig.game.watch.seq;
    take_over(s);
    assert_int_equal(s->second.watch.seq, last + 2);
}

static void test_the_first_is_nobody_when_it_leaves_at_last(void **state)
{
    seat *s = *state;
    take_over(s);
    cho_host_room_leave_game(s->rig.room, &s->rig.game, s->rig.now_ms);
    assert_ptr_equal(cho_host_room_game(s->rig.room), &s->second);
    assert_int_equal(s->ann->closed, 0);
}

static void test_what_is_held_is_not_held_any_more(void **state)
{
    seat *s = *state;
    rig_says(&s->rig, s->ann, PRESS);
    take_over(s);
    rig_forget(&s->second);
    rig_says(&s->rig, s->ann, RELEASE);
    rig_leave(&s->rig, s->ann);
    rig_expect_call(&s->second, "onParticipantLeave");
    rig_expect_nothing(&s->second);
}

/* ---- waited for ---- */

static void test_with_grace_the_audience_stays_and_is_not_ready(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    rig_expect(s->ann, "onReady", "{\"isReady\":false}");
    assert_null(cho_host_room_game(s->rig.room));
    assert_true(cho_host_room_is_live(s->rig.room));
    assert_int_equal(cho_host_room_version_id(s->rig.room), 7);
    rig_says(&s->rig, s->ann, "{\"id\":4,\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"}}");
    rig_expect_refusal(s->ann, "4", 4099, NULL);
    assert_int_equal(s->ann->closed, 0);
}

static void test_the_same_game_goes_on(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    rig_pass(&s->rig, GRACE_MS - 1);
    enter_second(s);
    expect_the_session_goes_on(s);
    rig_pass(&s->rig, 2 * GRACE_MS);
    assert_int_equal(s->ann->closed, 0);
    second_says(s, "{\"id\":1,\"method\":\"getScenes\"}");
    assert_non_null(strstr(rig_take(&s->second), "\"controlID\":\"b\""));
}

static void test_s47_after_the_grace_the_session_ends(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    assert_int_equal(cho_host_room_due_ms(s->rig.room, s->rig.now_ms), s->rig.now_ms + GRACE_MS);
    rig_pass(&s->rig, GRACE_MS - 1);
    assert_int_equal(s->ann->closed, 0);
    rig_pass(&s->rig, 1);
    assert_int_equal(s->ann->closed, 4016);
    assert_false(cho_host_room_is_live(s->rig.room));
    assert_int_equal(cho_host_room_due_ms(s->rig.room, s->rig.now_ms), 0);
}

static void test_another_game_ends_the_session_that_waits(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    assert_ok(cho_host_room_enter_game(s->rig.room, &s->second, 8, s->rig.now_ms));
    assert_int_equal(s->ann->closed, 4016);
    rig_expect(&s->second, "hello", "{}");
    second_says(s, "{\"id\":1,\"method\":\"getScenes\"}");
    assert_null(strstr(rig_take(&s->second), "\"controlID\":\"b\""));
}

static void test_who_comes_meanwhile_is_told_to_the_game_when_it_is_back(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    rig_peer *ben = rig_join(&s->rig, "Ben");
    rig_leave(&s->rig, s->ann);
    enter_second(s);
    rig_expect(&s->second, "hello", "{}");
    const char *join = rig_expect_call(&s->second, "onParticipantJoin");
    assert_non_null(strstr(join, ben->id));
    assert_null(strstr(join, s->ann->id));
    rig_expect_nothing(&s->second);
}

static void test_open_transactions_survive_the_grace(void **state)
{
    seat          *s    = *state;
    cho_host_user *user = rig_user(&s->rig, 9, "Bob", 10);
    rig_peer      *bob  = rig_join_as(&s->rig, user);
    rig_do(&s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"cost\":3}]}");
    rig_says(&s->rig, bob, PRESS);
    rig_leave_game(&s->rig);
    assert_int_equal(user->open_count, 1);
    rig_pass(&s->rig, GRACE_MS);
    assert_int_equal(user->open_count, 0);
}

/* ---- ended on purpose ---- */

static void test_a_session_that_is_ended_is_over_whatever_the_grace(void **state)
{
    seat *s = *state;
    cho_host_room_end_game(s->rig.room, s->rig.now_ms);
    assert_int_equal(s->rig.game.closed, 4027);
    assert_int_equal(s->ann->closed, 4016);
    assert_false(cho_host_room_is_live(s->rig.room));
    cho_host_room_leave_game(s->rig.room, &s->rig.game, s->rig.now_ms);
    cho_host_room_end_game(s->rig.room, s->rig.now_ms);
    enter_second(s);
    assert_int_equal(s->second.watch.seq, 1);
}

static void test_a_session_that_waits_can_be_ended(void **state)
{
    seat *s = *state;
    rig_leave_game(&s->rig);
    cho_host_room_end_game(s->rig.room, s->rig.now_ms);
    assert_int_equal(s->ann->closed, 4016);
    assert_int_equal(cho_host_room_due_ms(s->rig.room, s->rig.now_ms), 0);
}

/* ---- memory ---- */

static void come_and_go(failing_allocator *f)
{
    host_rig rig;
    rig_peer second = { .closed = 0 };
    rig_init_with_grace(&rig, &f->hooks, GRACE_MS);
    if (rig.room != NULL) {
        rig_enter_game(&rig);
        rig_game_says(&rig, "{\"id\":1,\"method\":\"ready\"}");
        rig_peer *ann = rig_try_join(&rig, "Ann");
        rig_leave_game(&rig);
        assert_ok(cho_host_room_enter_game(rig.room, &second, 7, rig.now_ms));
        cho_host_room_leave_game(rig.room, &second, rig.now_ms);
        rig_pass(&rig, GRACE_MS);
        assert_true(ann == NULL || ann->closed != 0);
    }
    rig_deinit(&rig);
    rig_forget(&second);
}

static void test_without_memory_nobody_is_forgotten(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        come_and_go(f);
}

int main(void)
{
#define SEAT_TEST(name)  cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define GRACE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_with_grace, tear_down)
    const struct CMUnitTest tests[] = {
        SEAT_TEST(test_s47_the_session_ends_with_its_game),
        SEAT_TEST(test_s56_the_next_session_begins_with_nothing),
        SEAT_TEST(test_s49_a_take_over_closes_the_first_and_goes_on),
        SEAT_TEST(test_s17_the_numbers_go_on_with_the_session),
        SEAT_TEST(test_the_first_is_nobody_when_it_leaves_at_last),
        SEAT_TEST(test_what_is_held_is_not_held_any_more),
        GRACE_TEST(test_with_grace_the_audience_stays_and_is_not_ready),
        GRACE_TEST(test_the_same_game_goes_on),
        GRACE_TEST(test_s47_after_the_grace_the_session_ends),
        GRACE_TEST(test_another_game_ends_the_session_that_waits),
        GRACE_TEST(test_who_comes_meanwhile_is_told_to_the_game_when_it_is_back),
        GRACE_TEST(test_open_transactions_survive_the_grace),
        GRACE_TEST(test_a_session_that_is_ended_is_over_whatever_the_grace),
        GRACE_TEST(test_a_session_that_waits_can_be_ended),
        HEAP_TEST(test_without_memory_nobody_is_forgotten),
    };
    return cmocka_run_group_tests_name("host/seat", tests, NULL, NULL);
}
