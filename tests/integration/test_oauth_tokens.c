/* Tokens over their whole life. */
#include "support/deadline.h"
#include "support/signing.h"

#include <stdio.h>
#include <time.h>

#define TOKEN "/api/v1/oauth/token "

static void assert_asked(const signing *s, const char *part)
{
    if (strstr(s->peer.request, part) == NULL)
        fail_msg("no %s in %s", part, s->peer.request);
}

/* A blob whose token is that old. */
static const char *blob_of(int age_s)
{
    static char blob[256];
    snprintf(blob, sizeof blob,
             "{\"access_token\":\"old-acc3ss\",\"refresh_token\":\"old-r3fresh\",\"expires_in\":21599,\"granted_at\":%lld,"
             "\"token_type\":\"Bearer\"}",
             (long long)time(NULL) - age_s);
    return blob;
}

static void get_access(signing *s, char out[64])
{
    chorus_oauth_token token;
    CHORUS_INIT(&token);
    assert_ok(chorus_oauth_get_token(s->rt, s->login, &token));
    snprintf(out, 64, "%s", token.access.ptr);
}

/* ---- what is asked ---- */

static void test_what_is_asked_from_code_to_token(void **state)
{
    signing     *s = *state;
    chorus_event event;
    s->options.client_secret = "s3cret";
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    assert_asked(s, "{\"client_id\":\"game\",\"client_secret\":\"s3cret\",\"scope\":\"interactive:robot:self\"}");
    signing_answer(s, 200, SIGNING_CODE);
    signing_serve(s, "GET /api/v1/oauth/shortcode/check/h4nd1e ", 204, "");
    signing_wait(s, CHORUS_LOGIN_WAITING);
    signing_serve(s, "GET /api/v1/oauth/shortcode/check/h4nd1e ", 200, "{\"code\":\"gr4nt\"}");
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "\"code\":\"gr4nt\",\"grant_type\":\"authorization_code\"}");
    signing_answer(s, 200, SIGNING_TOKEN);
    signing_expect(s, "GET /api/v1/users/current ");
    assert_asked(s, "Authorization: Bearer acc3ss\r\n");
    signing_answer(s, 200, SIGNING_USER);
    signing_wait(s, CHORUS_LOGIN_CONFIRM);
    assert_ok(chorus_oauth_accept(s->rt, s->login));
    signing_wait_event(s, CHORUS_EVENT_TOKEN, &event);
    assert_string_equal(event.as.token.access.ptr, "acc3ss");
    assert_non_null(strstr(event.as.token.blob.ptr, "\"version\":1,\"access_token\":\"acc3ss\""));
    assert_ok(chorus_oauth_sign_out(s->rt, s->login));
    signing_expect(s, "POST /api/v1/oauth/revoke ");
    assert_asked(s, "\"token\":\"r3fresh\"}");
    signing_answer(s, 200, "{}");
    signing_wait(s, CHORUS_LOGIN_SIGNED_OUT);
}

static void test_a_device_code_is_polled_for_its_token(void **state)
{
    signing *s      = *state;
    s->options.flow = CHORUS_OAUTH_DEVICE;
    signing_open(s);
    signing_serve(s, "POST /api/v1/oauth/device ", 200,
                  "{\"device_code\":\"d3vice\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"https://play.example.org/link\","
                  "\"expires_in\":600,\"interval\":1}");
    chorus_event_login login = signing_wait(s, CHORUS_LOGIN_CODE_READY);
    assert_string_equal(login.text.ptr, "On your phone, open play.example.org/link and type BCDF-GHJK");
    assert_string_equal(login.url_with_code.ptr, "https://play.example.org/link");
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "\"device_code\":\"d3vice\",\"grant_type\":\"urn:ietf:params:oauth:grant-type:device_code\"}");
    signing_answer(s, 200, SIGNING_TOKEN);
    signing_serve(s, "GET /api/v1/users/current ", 404, "");
    assert_string_equal(signing_wait(s, CHORUS_LOGIN_CONFIRM).text.ptr, "Somebody has said yes. Was that the right person?");
}

/* Codes that live for a second. What is polled is never answered by anybody. */
static void serve_short_lives(signing *s, int *given)
{
    char body[128];
    if (!peer_is_called(&s->peer))
        return;
    signing_expect(s, "");
    if (strncmp(s->peer.request, "GET ", 4) == 0) {
        signing_answer(s, 204, "");
        return;
    }
    snprintf(body, sizeof body, "{\"code\":\"CODE%d\",\"expires_in\":1,\"handle\":\"h%d\"}", *given, *given);
    signing_answer(s, 200, body);
    ++*given;
}

static void test_codes_follow_each_other_until_nobody_is_expected(void **state)
{
    signing           *s     = *state;
    int                given = 0, shown = 0;
    chorus_login_state last  = CHORUS_LOGIN_REQUESTING;
    signing_open(s);
    for (uint64_t until_ns = deadline_ns(); last != CHORUS_LOGIN_EXPIRED; deadline_yield(until_ns)) {
        chorus_event event;
        serve_short_lives(s, &given);
        chorus_pump(s->rt);
        while (chorus_next_event(s->rt, &event)) {
            if (event.type != CHORUS_EVENT_LOGIN)
                continue;
            last = event.as.login.state;
            shown += last == CHORUS_LOGIN_CODE_READY;
        }
    }
    assert_int_equal(given, 6);
    assert_int_equal(shown, 6);
}

/* ---- refreshing ---- */

/* The file that one of the clients in the field has written has no version. */
static void test_a_stale_token_is_refreshed_before_it_is_used(void **state)
{
    signing *s       = *state;
    s->options.token = blob_of(20000);
    char access[64];
    signing_open(s);
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "{\"client_id\":\"game\",\"refresh_token\":\"old-r3fresh\",\"grant_type\":\"refresh_token\"}");
    signing_answer(s, 200, SIGNING_TOKEN);
    signing_serve(s, "GET /api/v1/users/current ", 200, SIGNING_USER);
    signing_wait(s, CHORUS_LOGIN_SIGNED_IN);
    chorus_event event;
    signing_wait_event(s, CHORUS_EVENT_SESSION_READY, &event);
    get_access(s, access);
    assert_string_equal(access, "acc3ss");
}

static void test_a_lost_answer_is_asked_for_with_the_same_token(void **state)
{
    signing *s       = *state;
    s->options.token = blob_of(20000);
    signing_open(s);
    for (int lost = 0; lost < 2; lost++) {
        signing_expect(s, "POST " TOKEN);
        assert_asked(s, "\"refresh_token\":\"old-r3fresh\"");
        peer_drop(&s->peer);
    }
    signing_wait(s, CHORUS_LOGIN_OFFLINE);
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "\"refresh_token\":\"old-r3fresh\"");
    signing_answer(s, 200, SIGNING_TOKEN);
    signing_serve(s, "GET /api/v1/users/current ", 200, SIGNING_USER);
    signing_wait(s, CHORUS_LOGIN_SIGNED_IN);
    assert_ok(chorus_oauth_refresh(s->rt, s->login));
    signing_expect(s, "POST " TOKEN);
    assert_asked(s, "\"refresh_token\":\"r3fresh\"");
}

static void test_a_refused_refresh_leads_to_a_code(void **state)
{
    signing *s       = *state;
    s->options.token = blob_of(20000);
    signing_open(s);
    signing_serve(s, "POST " TOKEN, 400, "{\"error\":\"invalid_grant\"}");
    signing_give_code(s);
}

static void test_a_refresh_that_fails_leaves_the_token_in_use(void **state)
{
    signing     *s = *state;
    chorus_event event;
    signing_go_to_hold(s, SIGNING_TOKEN);
    signing_wait_event(s, CHORUS_EVENT_TOKEN, &event);
    assert_ok(chorus_oauth_refresh(s->rt, s->login));
    signing_serve(s, "POST " TOKEN, 503, "");
    signing_serve(s, "POST " TOKEN, 200, "{\"access_token\":\"next\",\"refresh_token\":\"r2\",\"expires_in\":100}");
    signing_wait_event(s, CHORUS_EVENT_TOKEN, &event);
    assert_string_equal(event.as.token.access.ptr, "next");
}

/* ---- a session that uses it ---- */

static void expect_game(signing *s, const char *token)
{
    char line[128];
    chorus_flush(s->rt);
    peer_accept_silently(&s->peer);
    snprintf(line, sizeof line, "uthorization: Bearer %s\r\n", token);
    assert_asked(s, line);
}

static void test_a_session_whose_token_is_refused_gets_another_once(void **state)
{
    signing                   *s = *state;
    chorus_interactive_options options;
    chorus_session             game;
    chorus_event               event;
    CHORUS_INIT(&options);
    s->options.token = blob_of(10);
    signing_open(s);
    signing_serve(s, "GET /api/v1/users/current ", 200, SIGNING_USER);
    signing_wait(s, CHORUS_LOGIN_SIGNED_IN);
    options.address = s->peer.url;
    options.login   = s->login;
    assert_ok(chorus_interactive_open(s->rt, &options, &game));
    expect_game(s, "old-acc3ss");
    signing_answer(s, 401, "");
    signing_serve(s, "POST " TOKEN, 200, SIGNING_TOKEN);
    expect_game(s, "acc3ss");
    signing_answer(s, 401, "");
    do
        signing_wait_event(s, CHORUS_EVENT_SESSION_CLOSED, &event);
    while (event.session.id != game.id);
    assert_result(CHORUS_E_REJECTED, event.as.closed.cause);
}

static void test_a_token_without_another_is_given_up_when_refused(void **state)
{
    signing                   *s = *state;
    chorus_interactive_options options;
    chorus_session             game;
    CHORUS_INIT(&options);
    signing_go_to_hold(s, "{\"access_token\":\"acc3ss\",\"expires_in\":100}");
    options.address = s->peer.url;
    options.login   = s->login;
    assert_ok(chorus_interactive_open(s->rt, &options, &game));
    expect_game(s, "acc3ss");
    signing_answer(s, 401, "");
    signing_give_code(s);
    assert_int_equal(chorus_session_get_state(s->rt, game), CHORUS_STATE_CONNECTING);
}

static void test_wrong_options_of_a_session_with_a_login_are_said(void **state)
{
    signing                   *s = *state;
    chorus_interactive_options options;
    chorus_session             game;
    CHORUS_INIT(&options);
    signing_open(s);
    options.address = s->peer.url;
    options.login   = s->login;
    options.token   = "t";
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(s->rt, &options, &game));
    options.token         = NULL;
    options.refresh_token = "r";
    options.oauth_url     = s->url;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(s->rt, &options, &game));
    options.refresh_token = NULL;
    options.login.id      = 7777;
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(s->rt, &options, &game));
    options.login = s->login;
    assert_ok(chorus_interactive_open(s->rt, &options, &game));
    options.login = game; /* which is no login */
    assert_result(CHORUS_E_INVALID, chorus_interactive_open(s->rt, &options, &game));
}

/* ---- the end ---- */

static void test_a_login_can_be_closed_at_any_time(void **state)
{
    signing *s = *state;
    for (int when = 0; when < 4; when++) {
        signing_open(s);
        if (when >= 1)
            signing_expect(s, "POST /api/v1/oauth/shortcode ");
        if (when >= 2) {
            signing_answer(s, 200, SIGNING_CODE);
            signing_wait(s, CHORUS_LOGIN_CODE_READY);
        }
        if (when >= 3)
            signing_expect(s, "GET /api/v1/oauth/shortcode/check/h4nd1e ");
        signing_close(s);
        while (peer_is_called(&s->peer)) /* a connection that was made and given up */
            peer_turn_away(&s->peer);
    }
}

static void test_a_runtime_ends_with_a_request_under_way(void **state)
{
    signing *s = *state;
    signing_go_to_user(s, SIGNING_TOKEN);
}

static void test_wrong_options_are_said(void **state)
{
    static const chorus_oauth_store half = { .load = NULL };
    signing                        *s    = *state;
    for (int i = 0; i < 9; i++) {
        chorus_oauth_options o = s->options;
        switch (i) {
        case 0: o.url = NULL; break;
        case 1: o.url = "ws://127.0.0.1"; break;
        case 2: o.host.id = 7; break;
        case 3: o.client_id = ""; break;
        case 4: o.flow = (chorus_oauth_flow)7; break;
        case 5: o.store = &half; break;
        case 6: o.token = "{}"; break;
        case 7: o.tls_pins = "x"; break;
        case 8: o.struct_size = 0; break;
        }
        assert_result(CHORUS_E_INVALID, chorus_oauth_open(s->rt, &o, &s->login));
    }
    assert_result(CHORUS_E_INVALID, chorus_oauth_open(s->rt, &s->options, NULL));
    assert_result(CHORUS_E_INVALID, chorus_oauth_open(NULL, &s->options, &s->login));
}

static void test_handles_that_are_no_login_are_not_found(void **state)
{
    signing              *s  = *state;
    const chorus_session  no = { 77 };
    chorus_event_login    login;
    chorus_oauth_token    token;
    chorus_str            text;
    CHORUS_INIT(&token);
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_read(s->rt, no, &login));
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_spell_code(s->rt, no, &text));
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_show_code(s->rt, no, true));
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_accept(s->rt, no));
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_retry(s->rt, no));
    assert_result(CHORUS_E_NOT_FOUND, chorus_oauth_get_token(s->rt, no, &token));
    assert_result(CHORUS_E_INVALID, chorus_oauth_read(NULL, no, &login));
    signing_open(s);
    assert_result(CHORUS_E_INVALID, chorus_oauth_read(s->rt, s->login, NULL));
    assert_result(CHORUS_E_INVALID, chorus_oauth_spell_code(s->rt, s->login, NULL));
    assert_result(CHORUS_E_INVALID, chorus_oauth_get_token(s->rt, s->login, NULL));
    assert_ok(chorus_oauth_read(s->rt, s->login, &login));
    assert_int_equal(login.state, CHORUS_LOGIN_REQUESTING);
    assert_ok(chorus_session_close(s->rt, s->login));
    assert_result(CHORUS_E_STATE, chorus_oauth_retry(s->rt, s->login));
    assert_result(CHORUS_E_STATE, chorus_oauth_show_code(s->rt, s->login, true));
    assert_string_equal(chorus_login_state_name(CHORUS_LOGIN_CODE_READY), "code_ready");
    assert_string_equal(chorus_login_state_name(CHORUS_LOGIN_SIGNED_OUT), "signed_out");
    assert_string_equal(chorus_login_state_name((chorus_login_state)99), "unknown");
}

int main(void)
{
#define TOKEN_TEST(name) cmocka_unit_test_setup_teardown(name, signing_set_up, signing_tear_down)
    const struct CMUnitTest tests[] = {
        TOKEN_TEST(test_what_is_asked_from_code_to_token),
        TOKEN_TEST(test_a_device_code_is_polled_for_its_token),
        TOKEN_TEST(test_codes_follow_each_other_until_nobody_is_expected),
        TOKEN_TEST(test_a_stale_token_is_refreshed_before_it_is_used),
        TOKEN_TEST(test_a_lost_answer_is_asked_for_with_the_same_token),
        TOKEN_TEST(test_a_refused_refresh_leads_to_a_code),
        TOKEN_TEST(test_a_refresh_that_fails_leaves_the_token_in_use),
        TOKEN_TEST(test_a_session_whose_token_is_refused_gets_another_once),
        TOKEN_TEST(test_a_token_without_another_is_given_up_when_refused),
        TOKEN_TEST(test_wrong_options_of_a_session_with_a_login_are_said),
        TOKEN_TEST(test_a_login_can_be_closed_at_any_time),
        TOKEN_TEST(test_a_runtime_ends_with_a_request_under_way),
        TOKEN_TEST(test_wrong_options_are_said),
        TOKEN_TEST(test_handles_that_are_no_login_are_not_found),
    };
    return cmocka_run_group_tests_name("oauth/tokens", tests, NULL, NULL);
}
