/* A game of this SDK at a host of it: lost for a moment, and paid. */
#include "support/host_lab.h"

#include <chorus/interactive.h>

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { FIRST_FD = 3, LAST_FD = 1000 };

typedef struct show {
    host_lab       lab;
    chorus_session game;
} show;

static int set_up(void **state)
{
    show                      *s = malloc(sizeof *s);
    chorus_event               event;
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
    host_lab_open(&s->lab, &host);
    game.host         = s->lab.session;
    game.retry_max_ms = 50;
    assert_ok(chorus_interactive_open(s->lab.rt, &game, &s->game));
    do
        host_lab_wait(&s->lab, CHORUS_EVENT_SESSION_READY, &event);
    while (event.session.id != s->game.id);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    show *s = *state;
    host_lab_close(&s->lab);
    free(s);
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
    char         body[1024], path[128];
    raw_socket  *viewer;
    chorus_event event;
    assert_int_equal(host_lab_request(&s->lab, "GET", "/api/v1/interactive/1", "Authorization: Bearer t-ann\r\n", "", body,
                                      sizeof body), 200);
    const char *key = strstr(body, "\"key\":\"");
    assert_non_null(key);
    snprintf(path, sizeof path, "/participant?channel=1&x-protocol-version=2.0&key=%.32s", key + strlen("\"key\":\""));
    assert_int_equal(host_lab_knock(&s->lab, &viewer, path, ""), 101);
    host_lab_hear_of(viewer, "\"onReady\"");
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
#define SHOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SHOW_TEST(test_a_game_that_is_lost_for_a_moment_finds_its_audience),
        SHOW_TEST(test_an_input_is_paid),
    };
    return cmocka_run_group_tests_name("host/return", tests, NULL, NULL);
}
