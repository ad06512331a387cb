/* A game of this SDK at a host of it: lost for a moment, and paid. */
#include "support/show.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { FIRST_FD = 3, LAST_FD = 1000 };

static int set_up(void **state)
{
    show                      *s = malloc(sizeof *s);
    chorus_host_user           ann;
    chorus_host_options        host;
    chorus_interactive_options game;
    assert_non_null(s);
    CHORUS_INIT(&ann);
    CHORUS_INIT(&host);
    CHORUS_INIT(&game);
    ann.token       = "t-ann";
    ann.name        = "Ann";
    ann.user_id     = 9;
    ann.sparks      = 20;
    host.users      = &ann;
    host.user_count = 1;
    host.grace_ms   = 20000;
    game.retry_max_ms = 50;
    show_open(s, &host, &game);
    *state = s;
    return 0;
}

static void create_button(show *s)
{
    chorus_control_desc desc;
    chorus_event        event;
    CHORUS_INIT(&desc);
    desc.id         = "hat";
    desc.kind       = "button";
    desc.properties = "{\"cost\":5}";
    assert_ok(chorus_interactive_create_control(s->lab.rt, s->game, &desc, NULL));
    host_lab_wait(&s->lab, CHORUS_EVENT_CONTROL_CREATE, &event);
}

static raw_socket *join_as_ann(show *s)
{
    chorus_event event;
    raw_socket  *viewer = host_lab_viewer_by(&s->lab, "Authorization: Bearer t-ann\r\n");
    host_lab_wait(&s->lab, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    return viewer;
}

/* The game's connection breaks. The viewer's, in the same process, stays. */
static void cut_game(const show *s, const raw_socket *viewer)
{
    int count = 0;
    for (int fd = FIRST_FD; fd < LAST_FD; fd++) {
        struct sockaddr_in peer = { .sin_family = AF_UNSPEC };
        socklen_t          len  = sizeof peer;
        bool is_ours = getpeername(fd, (struct sockaddr *)&peer, &len) == 0 && peer.sin_family == AF_INET;
        if (is_ours && ntohs(peer.sin_port) == s->lab.port && fd != viewer->fd)
            count += shutdown(fd, SHUT_RDWR) == 0;
    }
    assert_int_equal(count, 1);
}

static void test_a_game_that_is_lost_for_a_moment_finds_its_audience(void **state)
{
    show           *s = *state;
    chorus_event    event;
    chorus_resource control;
    create_button(s);
    raw_socket *ann = join_as_ann(s);
    cut_game(s, ann);
    host_lab_hear_of(ann, "{\"isReady\":false}");
    host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(event.session.id, s->game.id);
    host_lab_hear_of(ann, "{\"isReady\":true}");
    assert_ok(chorus_interactive_find_control(s->lab.rt, s->game, NULL, "hat", &control));
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"hat\",\"event\":\"mousedown\"}}");
    host_lab_wait(&s->lab, CHORUS_EVENT_INPUT, &event);
    assert_true(chorus_str_is(event.as.input.control, "hat"));
    host_lab_hang_up(ann);
}

static void test_an_input_is_paid(void **state)
{
    show        *s = *state;
    chorus_event event;
    char         params[96];
    create_button(s);
    raw_socket *ann = join_as_ann(s);
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"hat\",\"event\":\"mousedown\"}}");
    host_lab_wait(&s->lab, CHORUS_EVENT_INPUT, &event);
    assert_int_equal(event.as.input.transaction.len, 36);
    snprintf(params, sizeof params, "{\"transactionID\":\"%s\"}", event.as.input.transaction.ptr);
    assert_ok(chorus_interactive_call(s->lab.rt, s->game, "capture", params, NULL));
    chorus_pump(s->lab.rt);
    host_lab_hear_of(ann, "\"sparks\":15");
    host_lab_hang_up(ann);
}

int main(void)
{
#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, show_tear_down)
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_a_game_that_is_lost_for_a_moment_finds_its_audience),
        SHOW_TEST(test_an_input_is_paid),
    };
    return cmocka_run_group_tests_name("host/return", tests, NULL, NULL);
}
