#include "base/clock.h"
#include "support/game.h"

#include <chorus/oauth.h>
#include <stdio.h>
#include <stdlib.h>

enum { QUICK_MS = 20, PING_MS = 200 };

static void quick(chorus_interactive_options *options)
{
    CHORUS_INIT(options);
    options->retry_max_ms = QUICK_MS;
}

static void open_ready(game *g, const chorus_interactive_options *options)
{
    game_init(g);
    game_open(g, options);
    game_make_ready(g, NULL);
}

static void open_quickly(game *g)
{
    chorus_interactive_options options;
    quick(&options);
    open_ready(g, &options);
}

static void answer_json(scripted_peer *peer, int status, const char *body)
{
    char answer[1024];
    snprintf(answer, sizeof answer, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n%s", status, strlen(body), body);
    peer_answer_http(peer, answer);
}

/* ---- tokens ---- */

typedef struct oauth {
    game          g;
    scripted_peer service;
} oauth;

/* A session whose token has been refused. */
static int set_up(void **state)
{
    oauth                     *o = malloc(sizeof *o);
    chorus_interactive_options options;
    char                       url[96];
    assert_non_null(o);
    peer_listen(&o->service);
    snprintf(url, sizeof url, "http://127.0.0.1:%u", o->service.port);
    quick(&options);
    options.token         = "old";
    options.refresh_token = "r\"1";
    options.oauth_url     = url;
    options.client_id     = "my game";
    options.client_secret = "s3cret";
    game_init(&o->g);
    game_open(&o->g, &options);
    peer_accept(&o->g.peer);
    peer_send_close(&o->g.peer, 4019, "");
    *state = o;
    return 0;
}

static int tear_down(void **state)
{
    oauth *o = *state;
    peer_close_all(&o->service);
    game_deinit(&o->g);
    free(o);
    return 0;
}

static void grant(oauth *o)
{
    answer_json(&o->service, 200, "{\"access_token\":\"new\",\"refresh_token\":\"r2\",\"expires_in\":21599,"
                                  "\"token_type\":\"Bearer\"}");
}

static void expect_refusal(oauth *o)
{
    chorus_event event;
    game_wait(&o->g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_int_equal(event.as.closed.close_code, 4019);
}

static void test_g20_a_refused_token_is_refreshed_once(void **state)
{
    oauth       *o = *state;
    chorus_event event;
    grant(o);
    assert_int_equal(strncmp(o->service.request, "POST /api/v1/oauth/token HTTP/1.1\r\n", 35), 0);
    assert_non_null(strstr(o->service.request,
                           "{\"client_id\":\"my game\",\"client_secret\":\"s3cret\",\"refresh_token\":"
                           "\"r\\\"1\",\"grant_type\":\"refresh_token\"}"));
    game_wait(&o->g, CHORUS_EVENT_TOKEN, &event);
    assert_str("new", event.as.token.access);
    assert_str("r2", event.as.token.refresh);
    assert_int_equal(event.as.token.lifetime_s, 21599);
    chorus_oauth_token token;
    char               text[256];
    CHORUS_INIT(&token);
    assert_ok(chorus_oauth_parse(event.as.token.blob.ptr, text, sizeof text, &token));
    assert_str("r2", token.refresh);
    assert_false(chorus_oauth_is_stale(&token, cho_clock_wall_ms() / 1000));
    peer_accept(&o->g.peer);
    assert_non_null(strstr(o->g.peer.request, "Authorization: Bearer new\r\n"));
    peer_open_session(&o->g.peer, NULL);
    game_wait(&o->g, CHORUS_EVENT_SESSION_READY, &event);
}

static void test_g20_a_refreshed_token_that_is_refused_is_the_end(void **state)
{
    oauth *o = *state;
    grant(o);
    peer_accept(&o->g.peer);
    peer_send_close(&o->g.peer, 4019, "");
    expect_refusal(o);
}

/* Saying hello does not make the token a good one. */
static void test_g20_a_token_refused_again_after_hello_is_the_end(void **state)
{
    oauth *o = *state;
    grant(o);
    game_make_ready(&o->g, NULL);
    peer_send_close(&o->g.peer, 4019, "");
    expect_refusal(o);
}

static void test_g20_a_used_refresh_token_is_the_end(void **state)
{
    oauth       *o = *state;
    chorus_event event;
    answer_json(&o->service, 400, "{\"error\":\"invalid_grant\"}");
    game_wait(&o->g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_result(CHORUS_E_REJECTED, event.as.closed.cause);
    assert_int_equal(event.as.closed.close_code, 4019);
    assert_non_null(strstr(event.as.closed.text.ptr, "could not be refreshed (answer 400)"));
}

static void test_a_refresh_that_failed_on_the_way_is_tried_again(void **state)
{
    oauth       *o = *state;
    chorus_event event;
    answer_json(&o->service, 503, "");
    grant(o);
    game_wait(&o->g, CHORUS_EVENT_TOKEN, &event);
    game_make_ready(&o->g, NULL);
}

static void test_an_answer_without_a_token_is_no_token(void **state)
{
    oauth *o = *state;
    answer_json(&o->service, 200, "{\"access_token\":\"a\\nb\"}");
    expect_refusal(o);
}

static void test_another_token_is_used_from_the_next_connection_on(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    chorus_interactive_options options;
    quick(&options);
    options.token = "one";
    open_ready(&g, &options);
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_token(g.rt, g.session, "a\r\nb", NULL));
    assert_ok(chorus_interactive_set_token(g.rt, g.session, "two", NULL));
    chorus_pump(g.rt);
    assert_ok(chorus_interactive_call(g.rt, g.session, "mark", NULL, NULL));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "mark"); /* commands are obeyed in order */
    peer_drop(&g.peer);
    peer_accept(&g.peer);
    assert_non_null(strstr(g.peer.request, "Authorization: Bearer two\r\n"));
    assert_ok(chorus_session_close(g.rt, g.session));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_token(g.rt, g.session, "three", "r"));
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    game_deinit(&g);
}

/* ---- the handshake ---- */

static void test_the_handshake_may_go_into_the_address(void **state)
{
    (void)state;
    game                       g;
    char                       address[128];
    chorus_interactive_options options;
    quick(&options);
    options.use_query_handshake = true;
    options.token               = "a+b/c";
    options.version_id          = 7;
    options.share_code          = "x&y";
    options.address             = address;
    game_init(&g);
    snprintf(address, sizeof address, "%s?mine=1", g.peer.url);
    game_open(&g, &options);
    peer_accept(&g.peer);
    assert_non_null(strstr(g.peer.request, "GET /gameClient?mine=1&Authorization=Bearer%20a%2Bb%2Fc&X-Interactive-Version=7&"
                                           "X-Protocol-Version=2.0&X-Interactive-Sharecode=x%26y HTTP/1.1\r\n"));
    assert_null(strcasestr(g.peer.request, "\r\nAuthorization:"));
    game_deinit(&g);
}

/* ---- is anybody there? ---- */

static void test_a_silent_service_is_asked_and_then_left(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    size_t                     len;
    chorus_interactive_options options;
    quick(&options);
    options.ping_after_ms = PING_MS;
    open_ready(&g, &options);
    while (peer_read_frame(&g.peer, &len) != PEER_PING)
        continue;
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event); /* nobody has hung up */
    assert_non_null(strstr(event.as.state.text.ptr, "did not answer pings"));
    assert_int_equal(event.as.state.close_code, 1006);
    game_deinit(&g);
}

static void test_a_service_that_answers_pings_is_kept(void **state)
{
    (void)state;
    game                       g;
    size_t                     len;
    chorus_interactive_options options;
    quick(&options);
    options.ping_after_ms = PING_MS;
    open_ready(&g, &options);
    for (int pings = 0; pings < 4;) {
        if (peer_read_frame(&g.peer, &len) != PEER_PING)
            continue;
        peer_send_frame(&g.peer, PEER_PONG, g.peer.message, len);
        pings++;
    }
    chorus_pump(g.rt);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    game_deinit(&g);
}

/* ---- suspend and resume ---- */

static void suspend(game *g)
{
    chorus_event event;
    uint16_t     code;
    assert_ok(chorus_interactive_suspend(g->rt, g->session));
    chorus_pump(g->rt);
    while (peer_read(&g->peer, &code))
        continue;
    assert_int_equal(code, 1000);
    peer_drop(&g->peer);
    game_wait_state(g, CHORUS_STATE_SUSPENDED, &event);
    assert_result(CHORUS_OK, event.as.state.cause);
}

static void test_suspend_says_goodbye_and_resume_comes_back(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    chorus_request             request;
    open_quickly(&g);
    chorus_resource world = game_find(&g, CHORUS_RESOURCE_WORLD, NULL);
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, world, "round", 3));
    chorus_pump(g.rt);
    suspend(&g);
    assert_result(CHORUS_E_STATE, chorus_interactive_call(g.rt, g.session, "m", NULL, &request));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, world, "level", 4));
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    chorus_pump(g.rt);
    peer_greet(&g.peer);
    peer_answer_state(&g.peer, &(peer_state){ "[]", "[]", "[]" });
    peer_reply(&g.peer, peer_expect(&g.peer, "updateWorld"), "null");
    assert_non_null(strstr(g.peer.message, "{\"round\":3,\"level\":4}"));
    peer_expect(&g.peer, "ready");
    peer_tell(&g.peer, "onReady", "{\"isReady\":true}");
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    game_deinit(&g);
}

static void test_a_suspended_session_does_not_connect(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    open_quickly(&g);
    suspend(&g);
    assert_ok(chorus_interactive_suspend(g.rt, g.session)); /* again says nothing new */
    chorus_pump(g.rt);
    for (uint64_t until_ns = cho_clock_mono_ns() + 5u * QUICK_MS * CHO_NS_PER_MS; cho_clock_mono_ns() < until_ns;)
        assert_int_equal(chorus_pump(g.rt), 0);
    assert_false(peer_is_called(&g.peer));
    assert_ok(chorus_session_close(g.rt, g.session));
    game_wait(&g, CHORUS_EVENT_SESSION_STATE, &event);
    game_expect(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_result(CHORUS_OK, event.as.closed.cause);
    game_deinit(&g);
}

static void test_a_session_that_waits_can_be_suspended_and_resumed_at_once(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.address = "ws://127.0.0.1:1/nobody";
    game_init(&g);
    game_open(&g, &options);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_ok(chorus_interactive_suspend(g.rt, g.session));
    game_wait_state(&g, CHORUS_STATE_SUSPENDED, &event);
    assert_ok(chorus_interactive_suspend(g.rt, g.session));
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    game_deinit(&g);
}

/* What the library does by itself when the machine has slept. */
static void test_after_a_sleep_a_dead_connection_is_found_out_soon(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    open_quickly(&g);
    uint64_t began_ns = cho_clock_mono_ns();
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_true(cho_clock_mono_ns() - began_ns < 5000u * (uint64_t)CHO_NS_PER_MS);
    game_deinit(&g);
}

static void test_after_a_sleep_a_live_connection_is_kept_and_the_clock_asked(void **state)
{
    (void)state;
    game                       g;
    size_t                     len;
    bool                       was_pinged = false, was_asked = false;
    open_quickly(&g);
    assert_ok(chorus_interactive_resume(g.rt, g.session));
    chorus_pump(g.rt);
    while (!was_pinged || !was_asked) {
        int opcode = peer_read_frame(&g.peer, &len);
        assert_true(opcode >= 0);
        if (opcode == PEER_PING)
            peer_send_frame(&g.peer, PEER_PONG, g.peer.message, len);
        was_pinged |= opcode == PEER_PING;
        was_asked |= opcode == PEER_TEXT && strstr(g.peer.message, "\"getTime\"") != NULL;
    }
    chorus_pump(g.rt);
    assert_int_equal(chorus_session_get_state(g.rt, g.session), CHORUS_STATE_READY);
    game_deinit(&g);
}

/* ---- what is refused, and what never waits ---- */

static void test_wrong_options_of_a_connection_are_said(void **state)
{
    (void)state;
    game           g;
    chorus_session session;
    game_init(&g);
    for (int which = 0; which < 6; which++) {
        chorus_interactive_options options;
        quick(&options);
        options.address = g.peer.url;
        switch (which) {
        case 0:  options.tls_pins = "sha256//short="; break;
        case 1:  options.tls_pins = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;sha1//x"; break;
        case 2:  options.refresh_token = "r"; break; /* and nobody to ask */
        case 3:  options.refresh_token = "r\n"; break;
        case 4:  options.oauth_url = "ws://127.0.0.1"; break;
        default: options.ping_after_ms = UINT32_MAX; break;
        }
        assert_result(CHORUS_E_INVALID, chorus_interactive_open(g.rt, &options, &session));
    }
    chorus_pump(g.rt);
    assert_int_equal(g.warnings, 6);
    game_deinit(&g);
}

/* Somebody takes the connection and never says a word. */
static void test_g44_no_call_waits_for_the_service(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    game_init(&g);
    uint64_t began_ns = cho_clock_mono_ns();
    game_open(&g, NULL);
    peer_accept_silently(&g.peer);
    for (int i = 0; i < 100; i++) {
        assert_ok(chorus_interactive_set_ready(g.rt, g.session, true));
        assert_ok(chorus_interactive_set_token(g.rt, g.session, "t", NULL));
        assert_ok(chorus_interactive_resume(g.rt, g.session));
        assert_result(CHORUS_E_STATE, chorus_interactive_call(g.rt, g.session, "m", NULL, NULL));
        chorus_pump(g.rt);
    }
    assert_ok(chorus_interactive_suspend(g.rt, g.session));
    assert_ok(chorus_session_close(g.rt, g.session));
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_true(cho_clock_mono_ns() - began_ns < 2000u * (uint64_t)CHO_NS_PER_MS);
    game_deinit(&g);
}

/* ---- the clock ---- */

enum { HOUR_MS = 3600 * 1000, LATENCY_MS = 50, LOCK_MS = 5000 };

/* The way of a packet. */
static void travel(void)
{
    uint64_t until_ns = cho_clock_mono_ns() + LATENCY_MS * (uint64_t)CHO_NS_PER_MS;
    while (cho_clock_mono_ns() < until_ns)
        continue;
}

static void answer_time(scripted_peer *peer)
{
    char     time[64];
    uint32_t question = peer_expect(peer, "getTime");
    travel();
    snprintf(time, sizeof time, "{\"time\":%lld}", (long long)cho_clock_wall_ms() + HOUR_MS);
    travel();
    peer_reply(peer, question, time);
    peer_wait_until_read(peer);
}

static bool hears_the_hour(game *g)
{
    int64_t now_ms = 0;
    chorus_pump(g->rt);
    return chorus_interactive_server_time(g->rt, g->session, &now_ms) == CHORUS_OK &&
           now_ms > cho_clock_wall_ms() + HOUR_MS / 2;
}

static void test_g37_cooldowns_count_by_the_clock_of_the_service(void **state)
{
    (void)state;
    static const peer_state there = {
        .scenes = "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\"}]}]",
    };
    game            g;
    chorus_resource control;
    long long       cooldown_ms = 0;
    game_init(&g);
    game_open_ready(&g, &there);
    assert_ok(chorus_interactive_resume(g.rt, g.session)); /* asks for the time now */
    chorus_pump(g.rt);
    do
        answer_time(&g.peer);
    while (!hears_the_hour(&g));
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "go", &control));
    long long expected_ms = (long long)cho_clock_wall_ms() + HOUR_MS + LOCK_MS;
    assert_ok(chorus_interactive_set_cooldown(g.rt, g.session, control, LOCK_MS));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "updateControls");
    assert_int_equal(sscanf(strstr(g.peer.message, "\"cooldown\":"), "\"cooldown\":%lld", &cooldown_ms), 1);
    assert_true(llabs(cooldown_ms - expected_ms) < LOCK_MS); /* a busy machine takes its time between the two looks */
    game_deinit(&g);
}

int main(void)
{
#define OAUTH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        OAUTH_TEST(test_g20_a_refused_token_is_refreshed_once),
        OAUTH_TEST(test_g20_a_refreshed_token_that_is_refused_is_the_end),
        OAUTH_TEST(test_g20_a_token_refused_again_after_hello_is_the_end),
        OAUTH_TEST(test_g20_a_used_refresh_token_is_the_end),
        OAUTH_TEST(test_a_refresh_that_failed_on_the_way_is_tried_again),
        OAUTH_TEST(test_an_answer_without_a_token_is_no_token),
        cmocka_unit_test(test_another_token_is_used_from_the_next_connection_on),
        cmocka_unit_test(test_the_handshake_may_go_into_the_address),
        cmocka_unit_test(test_a_silent_service_is_asked_and_then_left),
        cmocka_unit_test(test_a_service_that_answers_pings_is_kept),
        cmocka_unit_test(test_suspend_says_goodbye_and_resume_comes_back),
        cmocka_unit_test(test_a_suspended_session_does_not_connect),
        cmocka_unit_test(test_a_session_that_waits_can_be_suspended_and_resumed_at_once),
        cmocka_unit_test(test_after_a_sleep_a_dead_connection_is_found_out_soon),
        cmocka_unit_test(test_after_a_sleep_a_live_connection_is_kept_and_the_clock_asked),
        cmocka_unit_test(test_wrong_options_of_a_connection_are_said),
        cmocka_unit_test(test_g44_no_call_waits_for_the_service),
        cmocka_unit_test(test_g37_cooldowns_count_by_the_clock_of_the_service),
    };
    return cmocka_run_group_tests_name("interactive/connection", tests, NULL, NULL);
}
