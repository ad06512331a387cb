/* A host as a session of a runtime: opening, watching, closing. */
#include "support/failing_allocator.h"
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- opening ---- */

static void test_listening_comes_with_a_url_and_then_ready(void **state)
{
    chorus_runtime *rt;
    host_lab        lab = { 0 };
    chorus_event    event;
    chorus_str      url;
    char            expected[64];
    (void)state;
    assert_ok(chorus_runtime_create(NULL, &rt));
    lab.rt = rt;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    assert_ok(chorus_host_open(rt, &options, &lab.session));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_url(rt, lab.session, 0, &url));
    host_lab_wait(&lab, CHORUS_EVENT_HOST_LISTENING, &event);
    snprintf(expected, sizeof expected, "http://127.0.0.1:%u/", (unsigned)event.as.listening.port);
    assert_string_equal(event.as.listening.url.ptr, expected);
    assert_int_equal(event.as.listening.url_count, 1);
    assert_ok(chorus_host_get_url(rt, lab.session, 0, &url));
    assert_string_equal(url.ptr, expected);
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_url(rt, lab.session, 1, &url));
    host_lab_wait(&lab, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(chorus_session_get_state(rt, lab.session), CHORUS_STATE_READY);
    chorus_runtime_destroy(rt);
}

static void test_a_host_on_every_address_lists_the_loopback_last(void **state)
{
    host_lab            lab = { 0 };
    chorus_event        event;
    chorus_str          url;
    (void)state;
    assert_ok(chorus_runtime_create(NULL, &lab.rt));
    assert_ok(chorus_host_open(lab.rt, NULL, &lab.session));
    host_lab_wait(&lab, CHORUS_EVENT_HOST_LISTENING, &event);
    assert_true(event.as.listening.url_count >= 1);
    assert_ok(chorus_host_get_url(lab.rt, lab.session, event.as.listening.url_count - 1, &url));
    assert_non_null(strstr(url.ptr, "127.0.0.1"));
    chorus_runtime_destroy(lab.rt);
}

static void test_the_token_is_known_at_once(void **state)
{
    chorus_runtime  *rt;
    chorus_session   session;
    chorus_host_info info;
    (void)state;
    CHORUS_INIT(&info);
    assert_ok(chorus_runtime_create(NULL, &rt));
    assert_ok(chorus_host_open(rt, NULL, &session));
    assert_ok(chorus_host_get_info(rt, session, &info));
    assert_int_equal(info.token.len, 48);
    assert_int_equal(info.port, 0);
    chorus_runtime_destroy(rt);
}

static void test_a_port_in_use_is_named(void **state)
{
    host_lab           *lab = *state;
    chorus_session      second;
    chorus_event        event;
    char                expected[64];
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.port         = lab->port;
    assert_ok(chorus_host_open(lab->rt, &options, &second));
    host_lab_wait(lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    snprintf(expected, sizeof expected, "port %u is in use", (unsigned)lab->port);
    assert_int_equal(event.session.id, second.id);
    assert_int_equal(event.as.closed.cause, CHORUS_E_NETWORK);
    assert_string_equal(event.as.closed.text.ptr, expected);
    assert_non_null(strstr(lab->log, expected));
    assert_int_equal(host_lab_request(lab, "GET", "/healthz", "", "", NULL, 0), 200);
}

static void test_wrong_arguments_are_refused(void **state)
{
    host_lab           *lab  = *state;
    chorus_session      none = { 0 }, out = { 77 };
    chorus_str          url;
    chorus_host_info    info;
    chorus_host_options options;
    CHORUS_INIT(&info);
    CHORUS_INIT(&options);
    assert_result(CHORUS_E_INVALID, chorus_host_open(NULL, &options, &out));
    assert_result(CHORUS_E_INVALID, chorus_host_open(lab->rt, &options, NULL));
    options.token = "two words";
    assert_result(CHORUS_E_INVALID, chorus_host_open(lab->rt, &options, &out));
    options.struct_size = 0;
    assert_result(CHORUS_E_INVALID, chorus_host_open(lab->rt, &options, &out));
    assert_int_equal(out.id, 77);
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_info(lab->rt, none, &info));
    assert_result(CHORUS_E_INVALID, chorus_host_get_info(lab->rt, lab->session, NULL));
    assert_result(CHORUS_E_INVALID, chorus_host_get_info(NULL, lab->session, &info));
    info.struct_size = 1;
    assert_result(CHORUS_E_INVALID, chorus_host_get_info(lab->rt, lab->session, &info));
    assert_result(CHORUS_E_NOT_FOUND, chorus_host_get_url(lab->rt, none, 0, &url));
    assert_result(CHORUS_E_INVALID, chorus_host_get_url(lab->rt, lab->session, 0, NULL));
}

static void test_an_address_that_is_none_ends_the_session(void **state)
{
    host_lab           *lab = *state;
    chorus_session      second;
    chorus_event        event;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "not an address";
    assert_ok(chorus_host_open(lab->rt, &options, &second));
    host_lab_wait(lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_E_INVALID);
}

/* Until the host listens or has ended, or the runtime says that it has no memory to tell. */
static void open_once(const chorus_allocator *hooks)
{
    chorus_runtime_options setup;
    chorus_runtime        *rt;
    chorus_session         session;
    chorus_event           event;
    CHORUS_INIT(&setup);
    setup.allocator = *hooks;
    if (chorus_runtime_create(&setup, &rt) != CHORUS_OK)
        return;
    bool is_over = chorus_host_open(rt, NULL, &session) != CHORUS_OK;
    while (!is_over) {
        is_over = chorus_pump(rt) == CHORUS_E_MEMORY;
        while (chorus_next_event(rt, &event))
            is_over = is_over || event.type == CHORUS_EVENT_HOST_LISTENING || event.type == CHORUS_EVENT_SESSION_CLOSED;
    }
    chorus_runtime_destroy(rt);
}

static void test_opening_survives_every_failing_allocation(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        open_once(&f->hooks);
}

/* ---- watching ---- */

static void test_the_game_side_sees_who_is_there_and_what_they_did(void **state)
{
    host_lab        *lab  = *state;
    raw_socket      *game = host_lab_game(lab), *viewer;
    chorus_host_info info;
    CHORUS_INIT(&info);
    host_lab_wait_counts(lab, 0, 1);
    host_lab_say(game, "[{\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\",\"controls\":["
                       "{\"controlID\":\"b\",\"kind\":\"button\"}]}},{\"method\":\"ready\"}]");
    host_lab_hear_of(game, "onReady");
    viewer = host_lab_viewer(lab, "Ann");
    host_lab_wait_counts(lab, 1, 1);
    host_lab_say(viewer, "{\"id\":1,\"method\":\"giveInput\",\"params\":{\"controlID\":\"b\",\"event\":\"mousedown\"}}");
    host_lab_say(viewer, "{\"id\":2,\"method\":\"giveInput\",\"params\":{\"controlID\":\"x\",\"event\":\"mousedown\"}}");
    host_lab_hear_of(viewer, "\"code\":4012");
    host_lab_hang_up(viewer);
    host_lab_hear_of(game, "onParticipantLeave");
    host_lab_wait_counts(lab, 0, 1);
    while (info.inputs_accepted < 2 || info.inputs_rejected < 1) {
        chorus_pump(lab->rt);
        assert_ok(chorus_host_get_info(lab->rt, lab->session, &info));
    }
    assert_int_equal(info.inputs_accepted, 2); /* the press, and the release the host adds */
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
}

/* ---- closing ---- */

static void test_s48_closing_sends_everybody_away_with_1012(void **state)
{
    host_lab    *lab  = *state;
    raw_socket  *game = host_lab_game(lab), *viewer = host_lab_viewer(lab, "Ann");
    chorus_event event;
    assert_ok(chorus_session_close(lab->rt, lab->session));
    chorus_pump(lab->rt);
    assert_int_equal(host_lab_closed(game), 1012);
    assert_int_equal(host_lab_closed(viewer), 1012);
    host_lab_hang_up(game);
    host_lab_hang_up(viewer);
    host_lab_wait(lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_OK);
    chorus_pump(lab->rt);
    assert_int_equal(chorus_session_get_state(lab->rt, lab->session), CHORUS_STATE_NONE);
}

static void test_s48_destroying_the_runtime_sends_everybody_away_with_1012(void **state)
{
    host_lab lab;
    (void)state;
    host_lab_open(&lab, NULL);
    raw_socket *game = host_lab_game(&lab), *viewer = host_lab_viewer(&lab, "Ann");
    host_lab_close(&lab);
    assert_int_equal(host_lab_closed(game), 1012);
    assert_int_equal(host_lab_closed(viewer), 1012);
    host_lab_hang_up(game);
    host_lab_hang_up(viewer);
}

static void test_the_port_is_free_again_after_a_close(void **state)
{
    host_lab           *lab = *state;
    chorus_event        event;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.port         = lab->port;
    raw_socket *game     = host_lab_game(lab);
    assert_ok(chorus_session_close(lab->rt, lab->session));
    chorus_pump(lab->rt);
    assert_int_equal(host_lab_closed(game), 1012);
    host_lab_hang_up(game);
    host_lab_wait(lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_ok(chorus_host_open(lab->rt, &options, &lab->session));
    host_lab_wait(lab, CHORUS_EVENT_HOST_LISTENING, &event);
    assert_int_equal(event.as.listening.port, lab->port);
}

static void test_two_hosts_live_in_one_runtime(void **state)
{
    host_lab           *lab = *state;
    host_lab            two = { .rt = lab->rt };
    chorus_event        event;
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address = "127.0.0.1";
    options.token        = "sec+ret";
    assert_ok(chorus_host_open(two.rt, &options, &two.session));
    host_lab_wait(&two, CHORUS_EVENT_HOST_LISTENING, &event);
    two.port = (uint16_t)event.as.listening.port;
    raw_socket *game = host_lab_game(lab), *other = host_lab_game(&two);
    raw_socket *viewer = host_lab_viewer(&two, "Ann");
    host_lab_wait_counts(lab, 0, 1);
    host_lab_wait_counts(&two, 1, 1);
    host_lab_hang_up(viewer);
    host_lab_hang_up(other);
    host_lab_hang_up(game);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listening_comes_with_a_url_and_then_ready),
        cmocka_unit_test(test_a_host_on_every_address_lists_the_loopback_last),
        cmocka_unit_test(test_the_token_is_known_at_once),
        LAB_TEST(test_a_port_in_use_is_named),
        LAB_TEST(test_wrong_arguments_are_refused),
        LAB_TEST(test_an_address_that_is_none_ends_the_session),
        HEAP_TEST(test_opening_survives_every_failing_allocation),
        LAB_TEST(test_the_game_side_sees_who_is_there_and_what_they_did),
        LAB_TEST(test_s48_closing_sends_everybody_away_with_1012),
        cmocka_unit_test(test_s48_destroying_the_runtime_sends_everybody_away_with_1012),
        LAB_TEST(test_the_port_is_free_again_after_a_close),
        LAB_TEST(test_two_hosts_live_in_one_runtime),
    };
    return cmocka_run_group_tests_name("host/session", tests, NULL, NULL);
}
