/* A game and its host in one runtime: the whole path from a viewer's socket to the game's events. */
#include "support/show.h"

static void create_button(show *s)
{
    chorus_control_desc desc;
    chorus_event        event;
    CHORUS_INIT(&desc);
    desc.id   = "go";
    desc.kind = "button";
    desc.text = "Go";
    assert_ok(chorus_interactive_create_control(s->lab.rt, s->game, &desc, NULL));
    host_lab_wait(&s->lab, CHORUS_EVENT_CONTROL_CREATE, &event);
}

static void test_a_press_becomes_an_event_of_the_game(void **state)
{
    show        *s = *state;
    chorus_event event;
    create_button(s);
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    host_lab_wait(&s->lab, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_true(chorus_str_is(event.as.participant.name, "Ann"));
    assert_true(event.as.participant.is_anonymous);
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"go\",\"event\":\"mousedown\"}}");
    host_lab_wait(&s->lab, CHORUS_EVENT_INPUT, &event);
    assert_true(chorus_str_is(event.as.input.control, "go"));
    assert_int_equal(event.as.input.kind, CHORUS_INPUT_DOWN);
    host_lab_hang_up(ann);
    host_lab_wait(&s->lab, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.as.input.kind, CHORUS_INPUT_UP);
    host_lab_wait(&s->lab, CHORUS_EVENT_PARTICIPANT_LEAVE, &event);
}

static void test_a_setter_reaches_the_page(void **state)
{
    show           *s = *state;
    chorus_event    event;
    chorus_resource control;
    create_button(s);
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, NULL, "go", &control));
    assert_ok(chorus_interactive_set_string(s->lab.rt, s->game, control, "text", "Stop"));
    host_lab_wait(&s->lab, CHORUS_EVENT_CONTROL_UPDATE, &event);
    host_lab_hear_of(ann, "\"text\":\"Stop\"");
    host_lab_hang_up(ann);
}

static void test_closing_the_game_sends_the_audience_away_and_keeps_the_host(void **state)
{
    show       *s   = *state;
    raw_socket *ann = host_lab_viewer(&s->lab, "Ann");
    assert_ok(chorus_session_close(s->lab.rt, s->game));
    chorus_pump(s->lab.rt);
    assert_int_equal(host_lab_closed(ann), 4016);
    host_lab_hang_up(ann);
    host_lab_wait_counts(&s->lab, 0, 0);
    assert_int_equal(chorus_session_get_state(s->lab.rt, s->lab.session), CHORUS_STATE_READY);
}

static void test_a_session_ends_with_its_host(void **state)
{
    show        *s = *state;
    chorus_event event;
    assert_ok(chorus_session_close(s->lab.rt, s->lab.session));
    do
        host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    while (event.session.id != s->game.id);
    assert_int_equal(event.as.closed.cause, CHORUS_E_NETWORK);
    assert_true(chorus_str_is(event.as.closed.text, "the host was closed"));
}

int main(void)
{
#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, show_set_up, show_tear_down)
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_a_press_becomes_an_event_of_the_game),
        SHOW_TEST(test_a_setter_reaches_the_page),
        SHOW_TEST(test_closing_the_game_sends_the_audience_away_and_keeps_the_host),
        SHOW_TEST(test_a_session_ends_with_its_host),
    };
    return cmocka_run_group_tests_name("host/embedded", tests, NULL, NULL);
}
