/* What each status and each body means to a login. */
#include "support/support.h"

#include "oauth/oauth_answer.h"
#include "oauth/oauth_words.h"

#include <stdlib.h>

static cho_login_answer answer;

#define SHORT CHORUS_OAUTH_SHORTCODE
#define DEVICE CHORUS_OAUTH_DEVICE
#define HTML "<!DOCTYPE html><html>sign in to this network</html>"
#define LONG_40 "0123456789012345678901234567890123456789"
#define CODE "{\"code\":\"BCDFGH\",\"expires_in\":120,\"handle\":\"h4nd1e\"}"
#define DEVICE_CODE "{\"device_code\":\"d\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"https://a.example/go\"," \
                    "\"verification_uri_complete\":\"https://a.example/go?c=BCDF-GHJK\",\"expires_in\":300,\"interval\":7}"
#define TOKEN "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":100}"
#define ERROR(name) "{\"error\":\"" name "\",\"error_description\":\"x\"}"

static cho_login_outcome read(cho_login_ask ask, chorus_oauth_flow flow, bool has_secret, int status, const char *body)
{
    const cho_login_question question = { ask, flow, "https://play.example.org/go", has_secret };
    const cho_http_answer    http     = { .status = status, .body = cho_span_of(body) };
    cho_login_read_answer(&question, &http, &answer);
    return answer.outcome;
}

typedef struct expected {
    cho_login_ask     ask;
    chorus_oauth_flow flow;
    int               status;
    const char       *body;
    cho_login_outcome outcome;
    cho_login_fault   fault; /* without a secret; see below for one */
} expected;

static const expected table[] = {
    /* a code */
    { CHO_LOGIN_ASK_CODE, SHORT, 200, CODE, CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_CODE, DEVICE, 200, DEVICE_CODE, CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"BCDFGH\"", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "[]", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":7,\"expires_in\":1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"\",\"expires_in\":1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\\nB\",\"expires_in\":1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\\u0000\",\"expires_in\":1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\",\"expires_in\":0,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\",\"expires_in\":-1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\",\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"A\",\"expires_in\":1}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 200, "{\"code\":\"" LONG_40 LONG_40 "\",\"expires_in\":1,\"handle\":\"h\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, DEVICE, 200, CODE, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, DEVICE, 200, "{\"device_code\":\"d\",\"user_code\":\"B\",\"verification_uri\":\"javascript:x\",\"expires_in\":3}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 201, CODE, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 204, "", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, SHORT, 404, ERROR("invalid_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID },
    { CHO_LOGIN_ASK_CODE, SHORT, 404, "", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID },
    { CHO_LOGIN_ASK_CODE, SHORT, 404, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_THERE },
    { CHO_LOGIN_ASK_CODE, DEVICE, 404, "{}", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { CHO_LOGIN_ASK_CODE, SHORT, 405, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, ERROR("invalid_scope"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_SCOPES },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, ERROR("invalid_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID_OR_SECRET },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, ERROR("unauthorized_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, ERROR("access_denied"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, ERROR("something_new"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_SCOPES },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, "", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_SCOPES },
    { CHO_LOGIN_ASK_CODE, SHORT, 400, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_CODE, DEVICE, 401, ERROR("invalid_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID_OR_SECRET },
    { CHO_LOGIN_ASK_CODE, SHORT, 403, "", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID_OR_SECRET },
    { CHO_LOGIN_ASK_CODE, SHORT, 418, "", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    /* whatever was asked */
    { CHO_LOGIN_ASK_CODE, SHORT, 302, "", CHO_LOGIN_FAULT, CHO_LOGIN_SENT_AWAY },
    { CHO_LOGIN_ASK_POLL, SHORT, 307, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_SENT_AWAY },
    { CHO_LOGIN_ASK_USER, SHORT, 304, "", CHO_LOGIN_FAULT, CHO_LOGIN_SENT_AWAY },
    { CHO_LOGIN_ASK_POLL, DEVICE, 407, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_PROXY_REFUSES },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 408, "", CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
    { CHO_LOGIN_ASK_EXCHANGE, SHORT, 429, "", CHO_LOGIN_LATER, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_CODE, DEVICE, 500, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
    { CHO_LOGIN_ASK_REVOKE, SHORT, 503, "", CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
    /* polls of a short code */
    { CHO_LOGIN_ASK_POLL, SHORT, 204, "", CHO_LOGIN_PENDING, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL_OLD, SHORT, 202, "", CHO_LOGIN_PENDING, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, SHORT, 200, "{\"code\":\"gr4nt\"}", CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, SHORT, 200, "{}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_POLL, SHORT, 200, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_POLL, SHORT, 403, "", CHO_LOGIN_NO, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, SHORT, 403, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_POLL, SHORT, 404, "{}", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL_OLD, SHORT, 410, "", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, SHORT, 400, "", CHO_LOGIN_FAULT, CHO_LOGIN_FAILING },
    /* polls of a device code */
    { CHO_LOGIN_ASK_POLL, DEVICE, 400, ERROR("authorization_pending"), CHO_LOGIN_PENDING, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 400, ERROR("slow_down"), CHO_LOGIN_SLOW_DOWN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 403, ERROR("access_denied"), CHO_LOGIN_NO, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 400, ERROR("expired_token"), CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 400, ERROR("invalid_grant"), CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 400, ERROR("unsupported_grant_type"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_FLOW },
    { CHO_LOGIN_ASK_POLL, DEVICE, 401, ERROR("invalid_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID_OR_SECRET },
    { CHO_LOGIN_ASK_POLL, DEVICE, 200, TOKEN, CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_POLL, DEVICE, 204, "", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    /* tokens */
    { CHO_LOGIN_ASK_EXCHANGE, SHORT, 200, TOKEN, CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_EXCHANGE, SHORT, 200, "{}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_EXCHANGE, SHORT, 200, "{\"access_token\":\"a\\nb\"}", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_EXCHANGE, SHORT, 400, ERROR("invalid_grant"), CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 400, "", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 400, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 401, ERROR("invalid_client"), CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID_OR_SECRET },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 404, "", CHO_LOGIN_FAULT, CHO_LOGIN_WRONG_ID },
    { CHO_LOGIN_ASK_REFRESH, SHORT, 404, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_THERE },
    /* names */
    { CHO_LOGIN_ASK_USER, SHORT, 200, "{\"id\":1,\"username\":\"Ann\"}", CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_USER, SHORT, 200, HTML, CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    { CHO_LOGIN_ASK_USER, SHORT, 401, "", CHO_LOGIN_GONE, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_USER, SHORT, 403, "", CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_USER, SHORT, 404, "", CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_USER, SHORT, 400, "", CHO_LOGIN_FAULT, CHO_LOGIN_NOT_JSON },
    /* RFC 7009: whatever is said, there is no more to do */
    { CHO_LOGIN_ASK_REVOKE, SHORT, 200, "{}", CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
    { CHO_LOGIN_ASK_REVOKE, SHORT, 404, HTML, CHO_LOGIN_GIVEN, CHO_LOGIN_FINE },
};

static void test_every_status_means_something(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const expected *t = &table[i];
        if (read(t->ask, t->flow, false, t->status, t->body) != t->outcome || answer.fault != t->fault)
            fail_msg("%d, %d %s: outcome %d, fault %d", (int)t->ask, t->status, t->body, (int)answer.outcome, (int)answer.fault);
    }
}

static void test_no_status_is_without_a_meaning(void **state)
{
    static const char *const bodies[] = { "", "{}", HTML, ERROR("invalid_client"), CODE, TOKEN, "{", "\"", "7" };
    (void)state;
    for (int ask = CHO_LOGIN_ASK_CODE; ask <= CHO_LOGIN_ASK_REVOKE; ask++) {
        for (int status = 100; status < 600; status++) {
            for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
                bool is_fault = read((cho_login_ask)ask, i % 2 == 0 ? SHORT : DEVICE, false, status, bodies[i]) == CHO_LOGIN_FAULT;
                assert_int_equal(is_fault, answer.fault != CHO_LOGIN_FINE);
            }
        }
    }
}

static void test_with_a_secret_the_secret_is_wrong(void **state)
{
    (void)state;
    assert_int_equal(read(CHO_LOGIN_ASK_CODE, SHORT, true, 400, ERROR("invalid_client")), CHO_LOGIN_FAULT);
    assert_int_equal(answer.fault, CHO_LOGIN_WRONG_SECRET);
    assert_int_equal(read(CHO_LOGIN_ASK_CODE, SHORT, true, 401, ""), CHO_LOGIN_FAULT);
    assert_int_equal(answer.fault, CHO_LOGIN_WRONG_SECRET);
    assert_int_equal(read(CHO_LOGIN_ASK_CODE, SHORT, true, 404, ERROR("invalid_client")), CHO_LOGIN_FAULT);
    assert_int_equal(answer.fault, CHO_LOGIN_WRONG_ID);
}

static void test_what_kept_an_answer_away_is_told(void **state)
{
    const cho_login_question question = { CHO_LOGIN_ASK_CODE, SHORT, "https://play.example.org/go", false };
    (void)state;
    for (int fault = CHO_HTTP_NO_NAME; fault <= CHO_HTTP_OTHER; fault++) {
        const cho_http_answer http = { .result = CHORUS_E_NETWORK, .fault = (cho_http_fault)fault, .body = { "", 0 } };
        cho_login_read_answer(&question, &http, &answer);
        assert_int_equal(answer.outcome, CHO_LOGIN_FAULT);
        assert_int_not_equal(answer.fault, CHO_LOGIN_FINE);
    }
}

static void test_how_long_to_wait_is_read(void **state)
{
    const cho_login_question question = { CHO_LOGIN_ASK_CODE, SHORT, "https://play.example.org/go", false };
    cho_http_answer          http     = { .status = 503, .retry_after_s = 30, .body = { "", 0 } };
    (void)state;
    cho_login_read_answer(&question, &http, &answer);
    assert_int_equal(answer.fault, CHO_LOGIN_BUSY);
    assert_int_equal(answer.retry_after_ms, 30000);
    http.retry_after_s = UINT32_MAX;
    cho_login_read_answer(&question, &http, &answer);
    assert_int_equal(answer.retry_after_ms, UINT32_MAX);
}

/* ---- what is taken out ---- */

static void test_codes_and_where_to_type_them(void **state)
{
    (void)state;
    const cho_login_code *c = &answer.as.code;
    read(CHO_LOGIN_ASK_CODE, SHORT, false, 200, CODE);
    assert_string_equal(c->code, "BCDFGH");
    assert_string_equal(c->handle, "h4nd1e");
    assert_string_equal(c->url, "https://play.example.org/go");
    assert_string_equal(c->url_with_code, "https://play.example.org/go?code=BCDFGH");
    assert_int_equal(c->life_s, 120);
    assert_int_equal(c->interval_s, 1);
    read(CHO_LOGIN_ASK_CODE, DEVICE, false, 200, DEVICE_CODE);
    assert_string_equal(c->url, "https://a.example/go");
    assert_string_equal(c->url_with_code, "https://a.example/go?c=BCDF-GHJK");
    assert_int_equal(c->interval_s, 7);
    read(CHO_LOGIN_ASK_CODE, DEVICE, false, 200, "{\"device_code\":\"d\",\"user_code\":\"B\",\"verification_uri\":\"https://a.example/go\","
                                                 "\"verification_uri_complete\":\"ftp://x\",\"expires_in\":99999999999}");
    assert_string_equal(c->url_with_code, "https://a.example/go");
    assert_int_equal(c->interval_s, 5);
    assert_int_equal(c->life_s, 24 * 60 * 60);
}

static void test_names_cannot_turn_the_screen_about(void **state)
{
    static const struct {
        const char *json, *shown;
    } cases[] = {
        { "{\"username\":\"Ann\"}", "Ann" },
        { "{\"username\":\"Z\xc3\xb6""e \xf0\x9f\x8e\xae\"}", "Z\xc3\xb6""e \xf0\x9f\x8e\xae" },
        { "{\"username\":\"a\\u202eb\"}", "a???b" },
        { "{\"username\":\"a\\u2066b\\u200f\"}", "a???b???" },
        { "{\"username\":\"a\\u0007\\n\\u0085b\"}", "a????b" },
        { "{\"username\":\"a\\u0000b\"}", "" },
        { "{\"username\":\"a\xff\"}", "" },
        { "{\"username\":7}", "" },
        { "{}", "" },
        { "{\"username\":\"" LONG_40 LONG_40 LONG_40 LONG_40 "\"}", "" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        read(CHO_LOGIN_ASK_USER, SHORT, false, 200, cases[i].json);
        assert_string_equal(answer.as.user, cases[i].shown);
    }
}

static void test_a_token_that_is_too_long_is_none(void **state)
{
    static char body[CHO_LOGIN_ANSWER_MAX];
    (void)state;
    for (size_t len = CHO_LOGIN_TOKEN_SIZE - 1; len <= CHO_LOGIN_TOKEN_SIZE; len++) {
        memset(body, 'x', sizeof body);
        memcpy(body, "{\"access_token\":\"", 17);
        strcpy(body + 17 + len, "\"}");
        bool fits = read(CHO_LOGIN_ASK_REFRESH, SHORT, false, 200, body) == CHO_LOGIN_GIVEN;
        assert_int_equal(fits, len < CHO_LOGIN_TOKEN_SIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_status_means_something),
        cmocka_unit_test(test_no_status_is_without_a_meaning),
        cmocka_unit_test(test_with_a_secret_the_secret_is_wrong),
        cmocka_unit_test(test_what_kept_an_answer_away_is_told),
        cmocka_unit_test(test_how_long_to_wait_is_read),
        cmocka_unit_test(test_codes_and_where_to_type_them),
        cmocka_unit_test(test_names_cannot_turn_the_screen_about),
        cmocka_unit_test(test_a_token_that_is_too_long_is_none),
    };
    return cmocka_run_group_tests_name("oauth/answers", tests, NULL, NULL);
}
