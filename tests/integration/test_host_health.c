/* Alive, ready, and what a host counts. */
#include "support/host_lab.h"
#include "support/prometheus.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE = 64 * 1024 };

static const char *read_metrics(host_lab *lab)
{
    static char body[PAGE];
    assert_int_equal(host_lab_request(lab, "GET", "/metrics", "", "", body, sizeof body), 200);
    prometheus_check(body);
    return body;
}

static double count_of(host_lab *lab, const char *series)
{
    return prometheus_value(read_metrics(lab), series);
}

/* ---- alive and ready ---- */

static void test_a_host_that_listens_is_alive_and_ready(void **state)
{
    char body[512];
    assert_int_equal(host_lab_request(*state, "GET", "/healthz", "", "", body, sizeof body), 200);
    assert_string_equal(body, "{\"status\":\"ok\"}");
    assert_int_equal(host_lab_request(*state, "GET", "/readyz", "", "", body, sizeof body), 200);
    assert_string_equal(body, "{\"reasons\":[],\"status\":\"ready\"}");
}

/* ---- figures ---- */

static void give_input(raw_socket *viewer, const char *control)
{
    char params[128];
    snprintf(params, sizeof params, "{\"controlID\":\"%s\",\"event\":\"mousedown\"}", control);
    host_lab_call(viewer, "3", "giveInput", params);
}

static raw_socket *open_game_with_a_button(host_lab *lab)
{
    raw_socket *game = host_lab_game(lab);
    host_lab_do(game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{\"isReady\":true}");
    return game;
}

static void test_inputs_are_counted_by_what_became_of_them(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_game_with_a_button(lab);
    raw_socket *ann  = host_lab_viewer(lab, "Ann");
    give_input(ann, "go");
    host_lab_hear_of(game, "giveInput");
    host_lab_hear_of(ann, "\"id\":3");
    give_input(ann, "nothing");
    host_lab_hear_of(ann, "4012");
    const char *page = read_metrics(lab);
    assert_true(prometheus_value(page, "chorus_inputs_received_total") == 2);
    assert_true(prometheus_value(page, "chorus_inputs_accepted_total") == 1);
    assert_true(prometheus_value(page, "chorus_inputs_rejected_total{reason=\"unknown_control\"}") == 1);
    assert_true(prometheus_value(page, "chorus_input_latency_seconds_count") == 1);
    assert_true(prometheus_value(page, "chorus_connections{role=\"game\"}") == 1);
    assert_true(prometheus_value(page, "chorus_connections{role=\"participant\"}") == 1);
    assert_true(prometheus_value(page, "chorus_packets_total{role=\"participant\",direction=\"in\"}") == 2);
    assert_true(prometheus_value(page, "chorus_channels_live") == 1);
    assert_true(prometheus_value(page, "chorus_room_memory_bytes") > 0);
    assert_true(prometheus_value(page, "chorus_resident_memory_bytes") > 1e6);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_who_has_left_is_not_counted_as_connected(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = open_game_with_a_button(lab);
    host_lab_wait_counts(lab, 0, 1);
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    assert_true(count_of(lab, "chorus_connections{role=\"game\"}") == 0);
    assert_true(count_of(lab, "chorus_channels_live") == 0);
}

static void test_refused_handshakes_are_counted_by_their_code(void **state)
{
    host_lab   *lab = *state;
    raw_socket *s;
    assert_int_equal(host_lab_knock(lab, &s, "/gameClient", "Authorization: Bearer wrong\r\n" HOST_LAB_VERSION_LINES), 101);
    assert_int_equal(host_lab_closed(s), 4019);
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(lab, &s, "/nowhere", ""), 404);
    host_lab_hang_up(s);
    assert_true(count_of(lab, "chorus_handshakes_refused_total{code=\"4019\"}") == 1);
    assert_true(count_of(lab, "chorus_handshakes_refused_total{code=\"404\"}") == 1);
}

static void test_answers_are_counted_by_their_class(void **state)
{
    host_lab *lab    = *state;
    double    before = count_of(lab, "chorus_http_answers_total{class=\"4xx\"}");
    host_lab_request(lab, "GET", "/nowhere", "", "", NULL, 0);
    assert_true(count_of(lab, "chorus_http_answers_total{class=\"4xx\"}") == before + 1);
    assert_true(count_of(lab, "chorus_http_answers_total{class=\"2xx\"}") >= 2);
}

static void test_refused_tokens_are_counted(void **state)
{
    host_lab *lab = *state;
    assert_int_equal(host_lab_request(lab, "POST", "/api/v1/oauth/token", "", "{}", NULL, 0), 400);
    assert_true(count_of(lab, "chorus_oauth_total{outcome=\"token_refused\"}") == 1);
    assert_true(count_of(lab, "chorus_data_failures_total") == 0);
}

/* ---- who may read them ---- */

static void test_metrics_are_for_this_machine_by_its_own_name(void **state)
{
    host_lab *lab = *state;
    char      body[PAGE], text[256];
    assert_int_equal(host_lab_request(lab, "GET", "/metrics", "X-Forwarded-For: 192.0.2.7\r\n", "", body, sizeof body), 403);
    assert_non_null(strstr(body, "metrics token"));
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "GET /metrics HTTP/1.1\r\nHost: 192.168.1.20:%u\r\n\r\n", (unsigned)lab->port);
    raw_text(s, text);
    assert_int_equal(raw_answer(s, true, body, sizeof body), 403);
    host_lab_hang_up(s);
}

static void test_a_metrics_token_is_needed_where_there_is_one(void **state)
{
    chorus_host_options options;
    host_lab            lab;
    char                body[PAGE];
    (void)state;
    CHORUS_INIT(&options);
    options.metrics_token = "look-at-me";
    host_lab_open(&lab, &options);
    assert_int_equal(host_lab_request(&lab, "GET", "/metrics", "", "", body, sizeof body), 401);
    assert_int_equal(host_lab_request(&lab, "GET", "/metrics", "Authorization: Bearer look\r\n", "", body, sizeof body), 401);
    assert_int_equal(host_lab_request(&lab, "GET", "/metrics", "Authorization: Bearer look-at-me\r\nX-Forwarded-For: 192.0.2.7\r\n", "", body, sizeof body), 200);
    assert_int_equal(host_lab_request(&lab, "GET", "/readyz", "", "", body, sizeof body), 200);
    host_lab_close(&lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_host_that_listens_is_alive_and_ready, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_inputs_are_counted_by_what_became_of_them, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_who_has_left_is_not_counted_as_connected, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_refused_handshakes_are_counted_by_their_code, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_answers_are_counted_by_their_class, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_refused_tokens_are_counted, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test_setup_teardown(test_metrics_are_for_this_machine_by_its_own_name, host_lab_set_up, host_lab_tear_down),
        cmocka_unit_test(test_a_metrics_token_is_needed_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
