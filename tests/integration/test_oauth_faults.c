/* Services that are not there, not what they should be, or not well. */
#include "support/raw_socket.h"
#include "support/signing.h"
#include "support/tls_peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HTML "<!DOCTYPE html><html>sign in to this network</html>"
#define ERROR(name) "{\"error\":\"" name "\"}"

/* Nothing of the environment's lies between. */
static int set_up(void **state)
{
    static const char *const names[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                          "ALL_PROXY",  "no_proxy",    "NO_PROXY" };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        unsetenv(names[i]);
    return signing_set_up(state);
}

typedef struct verdict {
    chorus_login_state state;
    chorus_login_field field;
    const char        *part; /* of the sentence */
} verdict;

#define WRONG(field, part) { CHORUS_LOGIN_MISCONFIGURED, CHORUS_LOGIN_FIELD_##field, part }
#define AWAY(field, part) { CHORUS_LOGIN_OFFLINE, CHORUS_LOGIN_FIELD_##field, part }

/* The first state after REQUESTING, which also the log tells. */
static chorus_event_login expect(signing *s, verdict v)
{
    chorus_event event;
    do
        signing_wait_event(s, CHORUS_EVENT_LOGIN, &event);
    while (event.as.login.state == CHORUS_LOGIN_REQUESTING);
    const chorus_event_login *login = &event.as.login;
    if (login->state != v.state || login->field != v.field || strstr(login->text.ptr, v.part) == NULL)
        fail_msg("%s, field %d: %s", chorus_login_state_name(login->state), (int)login->field, login->text.ptr);
    assert_non_null(strstr(s->log, login->text.ptr));
    assert_int_equal(login->code.len + login->url.len + login->qr_side, 0);
    return *login;
}

/* ---- what a service says ---- */

static void test_each_refusal_names_the_option_to_look_at(void **state)
{
    static const struct {
        int         status;
        const char *lines, *body;
        verdict     verdict;
    } cases[] = {
        { 404, "", ERROR("invalid_client"), WRONG(CLIENT_ID, "does not know this client_id") },
        { 401, "", ERROR("invalid_client"), WRONG(CLIENT_SECRET, "client_secret") },
        { 400, "", ERROR("invalid_scope"), WRONG(SCOPES, "scopes") },
        { 400, "", ERROR("unsupported_grant_type"), WRONG(FLOW, "other flow") },
        { 405, "", HTML, WRONG(FLOW, "other flow") },
        { 404, "", HTML, WRONG(URL, "no such service") },
        { 200, "", HTML, WRONG(URL, "no service of this kind") },
        { 200, "", "", WRONG(URL, "no service of this kind") },
        { 200, "", "{\"code\":", WRONG(URL, "no service of this kind") },
        { 302, "Location: http://127.0.0.1:1/\r\n", HTML, WRONG(URL, "another address") },
        { 407, "Proxy-Authenticate: Basic\r\n", HTML, AWAY(PROXY, "the proxy refuses") },
        { 500, "", HTML, AWAY(NONE, "problem of its own") },
        { 502, "", "", AWAY(NONE, "problem of its own") },
    };
    signing *s               = *state;
    s->options.client_secret = "s3cret";
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        signing_open(s);
        signing_expect(s, "POST /api/v1/oauth/shortcode ");
        signing_answer_with(s, cases[i].status, cases[i].lines, cases[i].body);
        expect(s, cases[i].verdict);
        signing_close(s);
    }
}

static void test_a_service_may_say_how_long_to_wait(void **state)
{
    static const int statuses[] = { 429, 503 };
    signing         *s          = *state;
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        signing_open(s);
        signing_expect(s, "POST /api/v1/oauth/shortcode ");
        signing_answer_with(s, statuses[i], "Retry-After: 120\r\n", "");
        chorus_event_login login = expect(s, (verdict)AWAY(NONE, "busy"));
        assert_in_range(login.seconds_left, 100, 120);
        assert_ok(chorus_oauth_retry(s->rt, s->login));
        signing_give_code(s);
        signing_close(s);
    }
}

static void test_more_than_such_a_service_says_is_not_read(void **state)
{
    signing *s    = *state;
    char    *huge = malloc(1 << 20);
    assert_non_null(huge);
    memset(huge, ' ', 1 << 20);
    huge[(1 << 20) - 1] = '\0';
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    signing_answer(s, 200, huge);
    expect(s, (verdict)WRONG(URL, "says more than"));
    free(huge);
}

/* ---- who does not answer ---- */

static void test_who_hangs_up_is_asked_again(void **state)
{
    signing *s = *state;
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    peer_drop(&s->peer);
    expect(s, (verdict)AWAY(URL, "the connection broke"));
    signing_give_code(s);
}

static void test_what_is_no_http_is_a_broken_connection(void **state)
{
    signing *s = *state;
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    peer_send_raw(&s->peer, "SSH-2.0-x\r\n\r\n", 13);
    peer_drop(&s->peer);
    expect(s, (verdict)AWAY(URL, "the connection broke"));
}

static void test_silence_is_told_in_time(void **state)
{
    signing *s                 = *state;
    s->options.call_timeout_ms = 100;
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    expect(s, (verdict)AWAY(URL, "does not answer"));
}

static void test_a_slow_answer_counts_as_none(void **state)
{
    static const char head[]   = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
    signing          *s        = *state;
    s->options.call_timeout_ms = 100;
    signing_open(s);
    signing_expect(s, "POST /api/v1/oauth/shortcode ");
    peer_send_raw(&s->peer, head, sizeof head - 1);
    expect(s, (verdict)AWAY(URL, "does not answer"));
}

static void test_a_port_without_anybody(void **state)
{
    signing *s = *state;
    peer_close_all(&s->peer);
    signing_open(s);
    expect(s, (verdict)AWAY(URL, "nothing accepts connections"));
}

static void test_a_name_that_is_none(void **state)
{
    signing *s     = *state;
    s->options.url = "http://no-such-host.invalid";
    signing_open(s);
    expect(s, (verdict)AWAY(URL, "Cannot reach no-such-host.invalid: its name was not found"));
}

/* ---- a proxy ---- */

static void test_a_proxy_that_is_not_there(void **state)
{
    signing *s = *state;
    peer_close_all(&s->peer);
    setenv("http_proxy", s->url, 1);
    s->options.url = "http://play.invalid";
    signing_open(s);
    expect(s, (verdict)AWAY(PROXY, "the proxy does not answer"));
    unsetenv("http_proxy");
}

static void test_a_proxy_without_a_name(void **state)
{
    signing *s = *state;
    setenv("http_proxy", "http://no-such-proxy.invalid:3128", 1);
    s->options.url = "http://play.invalid";
    signing_open(s);
    expect(s, (verdict)AWAY(PROXY, "the proxy does not answer"));
    unsetenv("http_proxy");
}

static void test_a_proxy_that_lets_nobody_through(void **state)
{
    signing *s = *state;
    setenv("https_proxy", s->url, 1);
    s->options.url = "https://play.invalid";
    signing_open(s);
    signing_expect(s, "CONNECT play.invalid:443 ");
    signing_answer(s, 403, HTML);
    expect(s, (verdict)AWAY(PROXY, "the proxy refuses"));
    unsetenv("https_proxy");
}

/* ---- TLS ---- */

static void meet_tls(const tls_peer_options *how, bool is_trusted, const char *pins, verdict v)
{
    signing  s;
    tls_peer peer;
    char     url[64];
    memset(&peer, 0, sizeof peer);
    tls_peer_start_with(&peer, how);
    snprintf(url, sizeof url, "https://localhost:%u", (unsigned)peer.port);
    signing_init(&s, is_trusted ? peer.ca_file : NULL);
    s.options.url      = url;
    s.options.tls_pins = pins;
    signing_open(&s);
    expect(&s, v);
    signing_deinit(&s);
    tls_peer_stop(&peer);
}

static void test_certificates_that_are_not_trusted(void **state)
{
    (void)state;
    meet_tls(&(tls_peer_options){ .names = NULL }, false, NULL, (verdict)WRONG(CERTIFICATE, "is not trusted"));
    meet_tls(&(tls_peer_options){ .names = "DNS:elsewhere" }, true, NULL, (verdict)WRONG(CERTIFICATE, "is not trusted"));
    meet_tls(&(tls_peer_options){ .names = NULL }, true, "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
             (verdict)WRONG(CERTIFICATE, "tls_pins"));
}

static void test_certificates_of_another_time(void **state)
{
    (void)state;
    meet_tls(&(tls_peer_options){ .begins_days = -10, .ends_days = -2 }, true, NULL, (verdict)WRONG(CLOCK, "Set the clock"));
    meet_tls(&(tls_peer_options){ .begins_days = 2, .ends_days = 10 }, true, NULL, (verdict)WRONG(CLOCK, "Set the clock"));
}

static void test_who_does_not_speak_tls(void **state)
{
    (void)state;
    meet_tls(&(tls_peer_options){ .manner = TLS_PEER_ANSWERS_HTTP }, true, NULL, (verdict)WRONG(URL, "does not speak TLS"));
}

int main(void)
{
#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, signing_tear_down)
    const struct CMUnitTest tests[] = {
        FAULT_TEST(test_each_refusal_names_the_option_to_look_at),
        FAULT_TEST(test_a_service_may_say_how_long_to_wait),
        FAULT_TEST(test_more_than_such_a_service_says_is_not_read),
        FAULT_TEST(test_who_hangs_up_is_asked_again),
        FAULT_TEST(test_what_is_no_http_is_a_broken_connection),
        FAULT_TEST(test_silence_is_told_in_time),
        FAULT_TEST(test_a_slow_answer_counts_as_none),
        FAULT_TEST(test_a_port_without_anybody),
        FAULT_TEST(test_a_name_that_is_none),
        FAULT_TEST(test_a_proxy_that_is_not_there),
        FAULT_TEST(test_a_proxy_without_a_name),
        FAULT_TEST(test_a_proxy_that_lets_nobody_through),
        FAULT_TEST(test_certificates_that_are_not_trusted),
        FAULT_TEST(test_certificates_of_another_time),
        FAULT_TEST(test_who_does_not_speak_tls),
    };
    return cmocka_run_group_tests_name("oauth/services that are not well", tests, NULL, NULL);
}
