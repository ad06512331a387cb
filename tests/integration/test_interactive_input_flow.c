#include "support/game.h"
#include "support/obliging_peer.h"

#include "base/clock.h"

#include <stdio.h>

static void open_with(game *g, uint32_t inbox_bytes, uint32_t backlog_bytes) {
  chorus_runtime_options options;
  CHORUS_INIT(&options);
  options.inbox_bytes = inbox_bytes;
  options.backlog_bytes = backlog_bytes;
  game_init_with(g, &options);
  game_open_ready(g, NULL);
}

static void give_input(game *g, const char *who, const char *event,
                       int number) {
  char params[256];
  snprintf(params, sizeof params,
           "{\"participantID\":\"%s\",\"input\":{\"controlID\":\"c\",\"event\":"
           "\"%s\",\"x\":%d}}",
           who, event, number);
  peer_tell(&g->peer, "giveInput", params);
}

/* Inputs count upwards in x; so the game can tell what is missing. */
static void press_many(game *g, int first, int count) {
  for (int i = first; i < first + count; i++)
    give_input(g, "p", "mousedown", i);
}

static chorus_stats stats_of(game *g) {
  chorus_stats stats;
  CHORUS_INIT(&stats);
  assert_ok(chorus_runtime_get_stats(g->rt, &stats));
  return stats;
}

static void test_g21_everything_comes_in_the_order_it_was_sent(void **state) {
  (void)state;
  game g;
  chorus_event event;
  open_with(&g, 0, 0);
  give_input(&g, "a", "mousedown", 1);
  peer_tell(&g.peer, "onParticipantJoin",
            "{\"participants\":[{\"sessionID\":\"a\",\"username\":\"ann\"}]}");
  give_input(&g, "a", "move", 2);
  peer_tell(&g.peer, "onReady", "{\"isReady\":false}");
  give_input(&g, "b", "move", 3);
  peer_tell(&g.peer, "somethingNew", "{\"n\":4}");
  peer_tell(&g.peer, "onControlCreate",
            "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\"}]}");
  peer_tell(&g.peer, "onParticipantLeave",
            "{\"participants\":[{\"sessionID\":\"a\"}]}");
  give_input(&g, "a", "mouseup", 5);

  game_expect(&g, CHORUS_EVENT_INPUT, &event);
  assert_int_equal(event.as.input.who.id, 0);
  game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
  chorus_resource ann = event.as.participant.participant;
  game_expect(&g, CHORUS_EVENT_INPUT, &event);
  assert_int_equal(event.as.input.who.id, ann.id);
  game_expect(&g, CHORUS_EVENT_SESSION_STATE, &event);
  assert_int_equal(event.as.state.state, CHORUS_STATE_STAGING);
  game_expect(&g, CHORUS_EVENT_INPUT, &event);
  assert_true(event.as.input.x == 3);
  game_expect(&g, CHORUS_EVENT_METHOD, &event);
  assert_str("{\"n\":4}", event.as.method.params);
  game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
  game_expect(&g, CHORUS_EVENT_PARTICIPANT_LEAVE, &event);
  game_expect(&g, CHORUS_EVENT_INPUT, &event);
  assert_true(event.as.input.x == 5);
  assert_int_equal(event.as.input.who.id, 0);
  game_deinit(&g);
}

static void test_g22_a_bounded_pump_delivers_exactly_n(void **state) {
  (void)state;
  game g;
  chorus_event event;
  uint32_t left = 0;
  open_with(&g, 0, 0);
  press_many(&g, 0, 10);
  peer_wait_until_read(&g.peer);
  for (int taken = 0; taken < 10; taken += 3) {
    int expected = taken + 3 <= 10 ? 3 : 1;
    assert_int_equal(chorus_pump_bounded(g.rt, 3, 0, &left), expected);
    assert_int_equal(left, 10 - taken - expected);
    for (int i = 0; i < expected; i++) {
      assert_true(chorus_next_event(g.rt, &event));
      assert_true(event.as.input.x == (float)(taken + i));
    }
    assert_false(chorus_next_event(g.rt, &event));
  }
  game_deinit(&g);
}

static void test_input_before_the_state_is_known_is_delivered(void **state) {
  (void)state;
  game g;
  chorus_event event;
  game_init(&g);
  game_open(&g, NULL);
  peer_accept(&g.peer);
  give_input(&g, "p", "mousedown", 1);
  peer_tell(&g.peer, "hello", "{}");
  peer_expect(&g.peer, "getAllParticipants");
  give_input(&g, "p", "mousedown", 2);
  for (int i = 1; i <= 2; i++) {
    game_wait(&g, CHORUS_EVENT_INPUT, &event);
    assert_true(event.as.input.x == (float)i);
    assert_int_equal(event.as.input.who.id, 0);
    assert_int_equal(chorus_session_get_state(g.rt, g.session),
                     CHORUS_STATE_CONNECTING);
  }
  game_deinit(&g);
}

static void expect_presses(game *g, int first, int count) {
  chorus_event event;
  for (int i = first; i < first + count; i++) {
    game_expect(g, CHORUS_EVENT_INPUT, &event);
    if (event.as.input.x != (float)i)
      fail_msg("input %d came as number %d", (int)event.as.input.x, i);
  }
}

static void
test_twenty_thousand_inputs_arrive_while_the_game_pumps(void **state) {
  (void)state;
  game g;
  open_with(&g, 0, 0);
  for (int first = 0; first < 20000; first += 500) {
    press_many(&g, first, 500);
    expect_presses(&g, first, 500);
  }
  game_expect_silence(&g);
  assert_int_equal(stats_of(&g).given_up_inputs, 0);
  game_deinit(&g);
}

static void
test_twenty_thousand_inputs_wait_for_a_game_that_sleeps(void **state) {
  (void)state;
  game g;
  open_with(&g, 64 * 1024, 64 * 1024 * 1024);
  press_many(&g, 0, 20000);
  peer_wait_until_read(&g.peer);
  assert_true(stats_of(&g).backlog_bytes > 0);
  expect_presses(&g, 0, 20000);
  game_expect_silence(&g);
  assert_int_equal(stats_of(&g).given_up_inputs, 0);
  assert_int_equal(stats_of(&g).backlog_bytes, 0);
  game_deinit(&g);
}

/* Passes over moves until another input comes; notes the last move of each. */
static void follow_moves(game *g, chorus_event *event, int *count,
                         float *newest_a, float *newest_b) {
  game_expect(g, CHORUS_EVENT_INPUT, event);
  while (event->as.input.kind == CHORUS_INPUT_MOVE) {
    float *newest =
        chorus_str_is(event->as.input.participant, "a") ? newest_a : newest_b;
    assert_true(event->as.input.x > *newest);
    *newest = event->as.input.x;
    ++*count;
    game_expect(g, CHORUS_EVENT_INPUT, event);
  }
}

static void
test_moves_of_one_hand_coalesce_while_the_game_sleeps(void **state) {
  (void)state;
  game g;
  chorus_event event;
  int count = 0;
  float a = -1, b = -1;
  open_with(&g, 4096, 0);
  for (int i = 0; i < 200; i++) {
    give_input(&g, "a", "move", i);
    give_input(&g, "b", "move", i);
  }
  give_input(&g, "a", "mousedown", 1000);
  for (int i = 200; i < 400; i++)
    give_input(&g, "a", "move", i);
  give_input(&g, "a", "mouseup", 1001);
  peer_wait_until_read(&g.peer);

  follow_moves(&g, &event, &count, &a, &b);
  assert_str("mousedown", event.as.input.action);
  assert_true(b == 199);
  follow_moves(&g, &event, &count, &a, &b);
  assert_str("mouseup", event.as.input.action);
  assert_true(a == 399);
  game_expect_silence(&g);
  chorus_stats stats = stats_of(&g);
  assert_true(stats.coalesced_inputs > 300);
  assert_int_equal(count + (int)stats.coalesced_inputs, 600);
  assert_int_equal(stats.given_up_inputs, 0);
  game_deinit(&g);
}

static void
test_inputs_beyond_the_backlog_are_counted_and_state_is_kept(void **state) {
  (void)state;
  game g;
  chorus_event event;
  uint64_t lost = 0;
  int came = 0;
  open_with(&g, 4096, 64 * 1024);
  peer_tell(&g.peer, "onParticipantJoin",
            "{\"participants\":[{\"sessionID\":\"early\"}]}");
  press_many(&g, 0, 3000);
  peer_tell(&g.peer, "onParticipantJoin",
            "{\"participants\":[{\"sessionID\":\"late\"}]}");
  peer_wait_until_read(&g.peer);
  game_expect(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
  do {
    game_wait(&g, CHORUS_EVENT_NONE, &event);
    came += event.type == CHORUS_EVENT_INPUT;
    lost += event.type == CHORUS_EVENT_INPUTS_LOST ? event.as.lost.count : 0;
  } while (event.type != CHORUS_EVENT_PARTICIPANT_JOIN);
  assert_str("late", event.as.participant.id);
  assert_true(lost > 0);
  assert_int_equal(came + (int)lost, 3000);
  assert_int_equal(stats_of(&g).given_up_inputs, lost);
  game_deinit(&g);
}

/* The service's state when it has sent everything. */
static const peer_answer later[] = {
    {"getScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"n\":999}]}"},
    {"getGroups",
     "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}"},
    {"getAllParticipants",
     "{\"participants\":[{\"sessionID\":\"lost\"}],\"hasMore\":false}"},
    {NULL, NULL},
};

static int64_t n_of_scene(game *g) {
  chorus_resource scene;
  int64_t n = -1;
  assert_ok(chorus_interactive_find(g->rt, g->session, CHORUS_RESOURCE_SCENE,
                                    "default", &scene));
  chorus_interactive_get_integer(g->rt, g->session, scene, "n", &n);
  return n;
}

/* The join in the middle does not fit the backlog: only a fetch can bring it
 * back. */
static void test_state_beyond_the_backlog_is_fetched_again(void **state) {
  (void)state;
  game g;
  chorus_resource lost;
  char params[64];
  uint64_t until_ns = cho_clock_mono_ns() + 10 * (uint64_t)1000000000;
  open_with(&g, 4096, 16 * 1024);
  for (int i = 0; i < 1000; i++) {
    snprintf(params, sizeof params,
             "{\"scenes\":[{\"sceneID\":\"default\",\"n\":%d}]}", i);
    peer_tell(&g.peer, "onSceneUpdate", params);
    if (i == 500)
      peer_tell(&g.peer, "onParticipantJoin",
                "{\"participants\":[{\"sessionID\":\"lost\"}]}");
  }
  while (n_of_scene(&g) != 999 ||
         chorus_interactive_find(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT,
                                 "lost", &lost) != CHORUS_OK) {
    assert_true(cho_clock_mono_ns() < until_ns);
    chorus_pump(g.rt);
    chorus_discard_events(g.rt);
    peer_oblige(&g.peer, later);
  }
  assert_int_equal(chorus_session_get_state(g.rt, g.session),
                   CHORUS_STATE_READY);
  assert_int_equal(
      chorus_interactive_count(g.rt, g.session, CHORUS_RESOURCE_PARTICIPANT),
      1);
  game_deinit(&g);
}

/* What is fetched would not fit either: asking again and again would only
 * bother the service. */
static void test_nothing_is_fetched_while_the_game_sleeps(void **state) {
  (void)state;
  game g;
  char params[64];
  open_with(&g, 4096, 16 * 1024);
  for (int i = 0; i < 1000; i++) {
    snprintf(params, sizeof params,
             "{\"scenes\":[{\"sceneID\":\"default\",\"n\":%d}]}", i);
    peer_tell(&g.peer, "onSceneUpdate", params);
  }
  size_t len;
  peer_send_frame(&g.peer, PEER_PING, "", 0);
  while (peer_read_frame(&g.peer, &len) != PEER_PONG)
    assert_null(strstr(g.peer.message, "getScenes"));
  game_deinit(&g);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_g21_everything_comes_in_the_order_it_was_sent),
      cmocka_unit_test(test_g22_a_bounded_pump_delivers_exactly_n),
      cmocka_unit_test(test_input_before_the_state_is_known_is_delivered),
      cmocka_unit_test(test_twenty_thousand_inputs_arrive_while_the_game_pumps),
      cmocka_unit_test(test_twenty_thousand_inputs_wait_for_a_game_that_sleeps),
      cmocka_unit_test(test_moves_of_one_hand_coalesce_while_the_game_sleeps),
      cmocka_unit_test(
          test_inputs_beyond_the_backlog_are_counted_and_state_is_kept),
      cmocka_unit_test(test_state_beyond_the_backlog_is_fetched_again),
      cmocka_unit_test(test_nothing_is_fetched_while_the_game_sleeps),
  };
  return cmocka_run_group_tests_name("interactive/input_flow", tests, NULL,
                                     NULL);
}
