#include "support/game.h"

#include <stdio.h>

static bool has_header(const game *g, const char *line)
{
    char wanted[256];
    snprintf(wanted, sizeof wanted, "\r\n%s\r\n", line);
    return strcasestr(g->peer.request, wanted) != NULL;
}

static void handshake_with(game *g, const char *token, const char *share_code)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.token      = token;
    options.version_id = 478210;
    options.share_code = share_code;
    game_init(g);
    game_open(g, &options);
    peer_accept(&g->peer);
}

static void test_g16_four_headers_are_sent(void **state)
{
    (void)state;
    game g;
    handshake_with(&g, "t0k", "sh4re");
    assert_true(has_header(&g, "Authorization: Bearer t0k"));
    assert_true(has_header(&g, "X-Interactive-Version: 478210"));
    assert_true(has_header(&g, "X-Protocol-Version: 2.0"));
    assert_true(has_header(&g, "X-Interactive-Sharecode: sh4re"));
    game_deinit(&g);
}

static void test_g16_share_code_is_left_out_when_empty(void **state)
{
    (void)state;
    game g;
    handshake_with(&g, "t0k", "");
    assert_null(strcasestr(g.peer.request, "sharecode"));
    game_deinit(&g);
}

static void test_g17_scheme_is_not_written_twice(void **state)
{
    (void)state;
    game g;
    handshake_with(&g, "Bearer abc", NULL);
    assert_true(has_header(&g, "Authorization: Bearer abc"));
    game_deinit(&g);
    handshake_with(&g, "XBL3.0 x=1;abc", NULL);
    assert_true(has_header(&g, "Authorization: XBL3.0 x=1;abc"));
    game_deinit(&g);
}

static void test_g14_address_is_used_verbatim(void **state)
{
    (void)state;
    game                       g;
    chorus_interactive_options options;
    char                       address[96];
    game_init(&g);
    CHORUS_INIT(&options);
    snprintf(address, sizeof address, "ws://127.0.0.1:%u/some/path?x=%%20y&z", g.peer.port);
    options.address = address;
    game_open(&g, &options);
    peer_accept(&g.peer);
    assert_int_equal(strncmp(g.peer.request, "GET /some/path?x=%20y&z HTTP/1.1\r\n", 34), 0);
    game_deinit(&g);
}

static void test_opening_fetches_state_and_says_ready(void **state)
{
    (void)state;
    game             g;
    chorus_event     event;
    chorus_resource  control;
    int64_t          now_ms;
    const peer_state s = {
        .scenes =
            "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\","
            "\"text\":\"Fire\"}],\"groups\":[]}]",
        .participants = "[{\"sessionID\":\"0b6c0000-1111-4222-8333-000000000001\",\"userID\":9,"
                        "\"username\":\"ann\","
                        "\"level\":3,\"lastInputAt\":0,\"connectedAt\":5,\"disabled\":false,"
                        "\"groupID\":\"default\","
                        "\"anonymous\":false,\"channelGroups\":[]}]",
    };
    game_init(&g);
    game_open(&g, NULL);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_accept(&g.peer);
    peer_open_session(&g.peer, &s);
    game_wait(&g, CHORUS_EVENT_SCENE_CREATE, &event);
    assert_true(chorus_str_is(event.as.resource.id, "default"));
    game_wait(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    assert_true(chorus_str_is(event.as.resource.id, "fire"));
    assert_true(chorus_str_is(event.as.resource.kind, "button"));
    game_wait(&g, CHORUS_EVENT_GROUP_CREATE, &event);
    assert_true(chorus_str_is(event.as.resource.scene, "default"));
    game_wait(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_true(chorus_str_is(event.as.participant.name, "ann"));
    assert_int_equal(event.as.participant.user_id, 9);
    game_wait_state(&g, CHORUS_STATE_STAGING, &event);
    assert_int_equal(event.as.state.previous, CHORUS_STATE_CONNECTING);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    assert_int_equal(event.as.state.previous, CHORUS_STATE_STAGING);
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "fire", &control));
    assert_ok(chorus_interactive_server_time(g.rt, g.session, &now_ms));
    assert_true(now_ms >= 1700000000000 && now_ms < 1700000060000);
    game_deinit(&g);
}

static void test_g31_participants_are_fetched_page_by_page(void **state)
{
    (void)state;
    static const char page[] =
        "{\"participants\":[{\"sessionID\":\"%s\",\"username\":\"%s\",\"connectedAt\":%d}],"
        "\"total\":2,\"hasMore\":%s}";
    game g;
    char result[256];
    game_init(&g);
    game_open_greeted(&g, NULL);
    uint32_t id = peer_expect(&g.peer, "getAllParticipants");
    assert_non_null(strstr(g.peer.message, "\"from\":0"));
    snprintf(result, sizeof result, page, "a", "ann", 100, "true");
    peer_reply(&g.peer, id, result);
    id = peer_expect(&g.peer, "getAllParticipants");
    assert_non_null(strstr(g.peer.message, "\"from\":100"));
    snprintf(result, sizeof result, page, "b", "bob", 200, "true");
    peer_reply(&g.peer, id, result);
    id = peer_expect(&g.peer, "getAllParticipants");
    peer_reply(&g.peer, id, result); /* nothing new: it must not ask again */
    chorus_event event;
    game_wait(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    game_wait(&g, CHORUS_EVENT_PARTICIPANT_JOIN, &event);
    assert_true(chorus_str_is(event.as.participant.name, "bob"));
    assert_ok(chorus_session_close(g.rt, g.session));
    chorus_pump(g.rt);
    uint16_t code;
    while (peer_read(&g.peer, &code))
        assert_null(strstr(g.peer.message, "getAllParticipants"));
    assert_int_equal(code, 1000);
    game_deinit(&g);
}

static void test_g31_the_moment_of_a_connection_may_be_a_string(void **state)
{
    (void)state;
    game g;
    game_init(&g);
    game_open_greeted(&g, NULL);
    uint32_t id = peer_expect(&g.peer, "getAllParticipants");
    peer_reply(&g.peer, id, "{\"participants\":[{\"sessionID\":\"a\",\"connectedAt\":\"100\"}],\"hasMore\":true}");
    peer_expect(&g.peer, "getAllParticipants");
    assert_non_null(strstr(g.peer.message, "\"from\":100"));
    game_deinit(&g);
}

/* Nobody answers them, so their ids say nothing. */
static void test_a_service_numbers_its_methods_as_it_likes(void **state)
{
    (void)state;
    static const char *const ids[] = { "-1", "\"0b6c-11\"", "4294967296", "1.5", "{}" };
    game                     g;
    chorus_event             event;
    game_init(&g);
    game_open_ready(&g, NULL);
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        char packet[128];
        snprintf(packet, sizeof packet, "{\"id\":%s,\"type\":\"method\",\"method\":\"wave\",\"params\":{}}", ids[i]);
        peer_send(&g.peer, packet);
        game_expect(&g, CHORUS_EVENT_METHOD, &event);
    }
    peer_send(&g.peer, "{\"id\":-1,\"type\":\"reply\",\"result\":{},\"error\":null}");
    peer_send(&g.peer, "{\"id\":-1,\"type\":\"method\",\"method\":\"wave\",\"params\":[]}");
    game_wait_warnings(&g, 2);
    game_deinit(&g);
}

static void open_staged(game *g)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.start_in_staging = true;
    game_init(g);
    game_open_greeted(g, &options);
}

static void test_staging_is_kept_when_asked_for(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    open_staged(&g);
    peer_reply(&g.peer, peer_expect(&g.peer, "getScenes"), "{\"scenes\":[]}");
    peer_reply(&g.peer, peer_expect(&g.peer, "getGroups"), "{\"groups\":[]}");
    peer_refuse(&g.peer, peer_expect(&g.peer, "getAllParticipants"),
                "{\"code\":4003,\"message\":\"no\"}");
    game_wait_state(&g, CHORUS_STATE_STAGING, &event);
    assert_ok(chorus_interactive_set_ready(g.rt, g.session, true));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "ready");
    assert_non_null(strstr(g.peer.message, "{\"isReady\":true}"));
    game_deinit(&g);
}

static void test_a_service_that_is_ready_too_early_is_stopped(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    open_staged(&g);
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    peer_answer_state(&g.peer, &(peer_state){ "[]", "[]", "[]" });
    peer_expect(&g.peer, "ready");
    assert_non_null(strstr(g.peer.message, "{\"isReady\":false}"));
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    peer_tell(&g.peer, "onReady", "{\"isReady\":false}");
    game_wait_state(&g, CHORUS_STATE_STAGING, &event);
    game_deinit(&g);
}

static void test_g15_discovery_is_asked_and_the_next_address_is_tried(void **state)
{
    (void)state;
    game                       g;
    scripted_peer              service;
    chorus_interactive_options options;
    char                       url[96], body[256], answer[512];
    game_init(&g);
    peer_listen(&service);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", service.port);
    snprintf(body, sizeof body, "[{\"address\":\"ws://127.0.0.1:1/gone\"},{\"address\":\"%s\"}]",
             g.peer.url);
    snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    CHORUS_INIT(&options);
    options.discovery_url = url;
    game_open(&g, &options);
    peer_answer_http(&service, answer);
    assert_int_equal(strncmp(service.request, "GET /api/v1/interactive/hosts HTTP/1.1\r\n", 40), 0);
    game_make_ready(&g, NULL);
    peer_close_all(&service);
    game_deinit(&g);
}

static void open_at_two_addresses(game *g)
{
    scripted_peer              service;
    chorus_interactive_options options;
    char                       url[96], body[256], answer[512];
    peer_listen(&service);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", service.port);
    snprintf(body, sizeof body, "[{\"address\":\"%s\"},{\"address\":\"%s\"}]", g->peer.url, g->peer.url);
    snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    CHORUS_INIT(&options);
    options.discovery_url = url;
    game_open(g, &options);
    peer_answer_http(&service, answer);
    peer_close_all(&service);
    peer_accept(&g->peer);
    peer_open_session(&g->peer, NULL);
}

/* Everybody was sent away at the same moment, and all of them know the other address. */
static void test_after_a_restart_the_next_address_is_not_tried_at_once(void **state)
{
    (void)state;
    static const struct {
        uint16_t code;
        bool     waits;
    } cases[] = { { 1001, false }, { 1012, true } };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        game         g;
        chorus_event event;
        game_init(&g);
        open_at_two_addresses(&g);
        game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
        peer_send_close(&g.peer, cases[i].code, "");
        game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
        assert_int_equal(event.as.state.retry_ms > 0, cases[i].waits);
        game_deinit(&g);
    }
}

static void open_by_discovery(game *g)
{
    chorus_interactive_options options;
    char                       url[96];
    game_init(g);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", g->peer.port);
    CHORUS_INIT(&options);
    options.discovery_url = url;
    game_open(g, &options);
}

static void test_discovery_is_asked_again_when_every_address_was_tried(void **state)
{
    (void)state;
    static const char          answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n"
                                          "[{\"address\":\"ws://127.0.0.1:1/not-there\"}]";
    game                       g;
    chorus_event               event;
    open_by_discovery(&g);
    for (uint32_t attempt = 1; attempt <= 2; attempt++) {
        peer_answer_http(&g.peer, answer);
        game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
        assert_int_equal(event.as.state.attempt, attempt);
        assert_result(CHORUS_E_NETWORK, event.as.state.cause);
    }
    game_deinit(&g);
}

static void discovery_answer_is_reported(const char *answer, const char *words)
{
    game                       g;
    chorus_event               event;
    open_by_discovery(&g);
    peer_answer_http(&g.peer, answer);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_non_null(strstr(event.as.state.text.ptr, words));
    game_deinit(&g);
}

static void test_useless_discovery_is_reported_and_tried_again(void **state)
{
    (void)state;
    discovery_answer_is_reported("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "503");
    discovery_answer_is_reported("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
                                 "named no server");
    discovery_answer_is_reported("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n[{]}x",
                                 "named no server");
    discovery_answer_is_reported(
        "HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n[{\"address\":\"file:///x\"},17]",
        "named no server");
}

static void test_no_network_is_reported_and_it_keeps_trying(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    chorus_interactive_options options;
    game_init(&g);
    CHORUS_INIT(&options);
    options.address = "ws://127.0.0.1:1/gameClient";
    game_open(&g, &options);
    for (uint32_t attempt = 1; attempt <= 2; attempt++) {
        game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
        assert_int_equal(event.as.state.attempt, attempt);
        assert_int_equal(event.as.state.cause, CHORUS_E_NETWORK);
        assert_true(event.as.state.retry_ms <= 20000);
        assert_non_null(strstr(event.as.state.text.ptr, "127.0.0.1:1"));
    }
    game_deinit(&g);
}

static void test_refused_handshake_is_final_and_told(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    game_open(&g, NULL);
    peer_answer_http(&g.peer,
                     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.cause, CHORUS_E_REJECTED);
    assert_non_null(strstr(event.as.closed.text.ptr, "400"));
    game_deinit(&g);
}

static void test_busy_service_is_tried_again(void **state)
{
    (void)state;
    static const char *const busy[] = {
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(busy); i++) {
        game         g;
        chorus_event event;
        game_init(&g);
        game_open(&g, NULL);
        peer_answer_http(&g.peer, busy[i]);
        game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
        assert_int_equal(event.as.state.cause, CHORUS_E_REJECTED);
        game_deinit(&g);
    }
}

static void test_service_without_hello_is_left_and_tried_again(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    uint16_t                   code;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.call_timeout_ms = 50;
    game_init(&g);
    game_open(&g, &options);
    peer_accept(&g.peer);
    assert_false(peer_read(&g.peer, &code));
    assert_int_equal(code, 1001);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    game_deinit(&g);
}

static void test_bad_options_are_refused_with_a_sentence(void **state)
{
    (void)state;
    game                       g;
    chorus_session             session = { 5 };
    chorus_interactive_options options;
    game_init(&g);
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(NULL, &options, &session));
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, NULL, &session));
    CHORUS_INIT(&options);
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &session));
    options.address = "http://127.0.0.1/";
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &session));
    options.address = g.peer.url;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, NULL));
    options.discovery_url = "http://127.0.0.1/";
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &session));
    assert_int_equal(session.id, 5);
    game_wait_warnings(&g, 3);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g16_four_headers_are_sent),
        cmocka_unit_test(test_g16_share_code_is_left_out_when_empty),
        cmocka_unit_test(test_g17_scheme_is_not_written_twice),
        cmocka_unit_test(test_g14_address_is_used_verbatim),
        cmocka_unit_test(test_opening_fetches_state_and_says_ready),
        cmocka_unit_test(test_g31_participants_are_fetched_page_by_page),
        cmocka_unit_test(test_g31_the_moment_of_a_connection_may_be_a_string),
        cmocka_unit_test(test_a_service_numbers_its_methods_as_it_likes),
        cmocka_unit_test(test_staging_is_kept_when_asked_for),
        cmocka_unit_test(test_a_service_that_is_ready_too_early_is_stopped),
        cmocka_unit_test(test_g15_discovery_is_asked_and_the_next_address_is_tried),
        cmocka_unit_test(test_discovery_is_asked_again_when_every_address_was_tried),
        cmocka_unit_test(test_after_a_restart_the_next_address_is_not_tried_at_once),
        cmocka_unit_test(test_useless_discovery_is_reported_and_tried_again),
        cmocka_unit_test(test_no_network_is_reported_and_it_keeps_trying),
        cmocka_unit_test(test_refused_handshake_is_final_and_told),
        cmocka_unit_test(test_busy_service_is_tried_again),
        cmocka_unit_test(test_service_without_hello_is_left_and_tried_again),
        cmocka_unit_test(test_bad_options_are_refused_with_a_sentence),
    };
    return cmocka_run_group_tests_name("interactive/open", tests, NULL, NULL);
}
