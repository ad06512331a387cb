#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_grants.h"
#include "host/oauth/auth_logins.h"
#include "host/oauth/auth_scope.h"

enum { START_MS = 1000000 };

static void test_a_code_is_good_for_two_minutes(void **state)
{
    failing_allocator *f    = *state;
    cho_auth_grant     what = { .account = 1000, .scopes = 1, .client = "game" };
    cho_auth_grants    grants;
    cho_auth_grant    *made;
    char               code[CHO_AUTH_TEXT_SIZE];
    cho_auth_grants_init(&grants, &f->hooks, 1, usual_limits());
    assert_ok(cho_auth_grants_make(&grants, &what, START_MS, code, &made));
    assert_int_equal(cho_auth_grants_find(&grants, cho_span_of(code), START_MS + 1000 * usual_limits()->authorization_code_s - 1)->account, 1000);
    assert_null(cho_auth_grants_find(&grants, cho_span_of(code), START_MS + 1000 * usual_limits()->authorization_code_s));
    assert_null(cho_auth_grants_find(&grants, cho_span_of("x"), START_MS));
    cho_auth_grants_deinit(&grants);
}

static void test_the_oldest_code_makes_room(void **state)
{
    failing_allocator *f    = *state;
    cho_auth_grant     what = { .account = 1000 };
    cho_auth_grants    grants;
    cho_auth_grant    *made;
    char               first[CHO_AUTH_TEXT_SIZE], code[CHO_AUTH_TEXT_SIZE];
    cho_auth_grants_init(&grants, &f->hooks, 1, usual_limits());
    assert_ok(cho_auth_grants_make(&grants, &what, START_MS, first, &made));
    for (uint32_t i = 0; i < usual_limits()->authorization_codes; i++)
        assert_ok(cho_auth_grants_make(&grants, &what, START_MS, code, &made));
    assert_null(cho_auth_grants_find(&grants, cho_span_of(first), START_MS));
    assert_non_null(cho_auth_grants_find(&grants, cho_span_of(code), START_MS));
    cho_auth_grants_deinit(&grants);
}

static void test_a_code_goes_on_after_it_was_written_down(void **state)
{
    failing_allocator *f    = *state;
    cho_auth_grant     what = { .account = 1000, .scopes = 1, .client = "game", .redirect = "http://127.0.0.1/",
                                .has_challenge = true, .challenge = { { 7 } } };
    cho_auth_grants    grants, again;
    cho_auth_grant    *made, *found;
    cho_data_grant     row;
    char               code[CHO_AUTH_TEXT_SIZE];
    cho_auth_grants_init(&grants, &f->hooks, 1, usual_limits());
    cho_auth_grants_init(&again, &f->hooks, 2, usual_limits());
    assert_ok(cho_auth_grants_make(&grants, &what, START_MS, code, &made));
    cho_auth_grant_write(&grants, made, &row);
    assert_int_equal(row.ends_ms, START_MS + 1000 * usual_limits()->authorization_code_s);
    assert_ok(cho_auth_grants_put(&again, &row, START_MS));
    found = cho_auth_grants_find(&again, cho_span_of(code), row.ends_ms - 1);
    assert_true(found != NULL && found->has_challenge && !found->is_used && found->scopes == 1 && found->account == 1000);
    assert_true(cho_auth_is_same(&found->challenge, &what.challenge));
    assert_string_equal(found->redirect, what.redirect);
    assert_null(cho_auth_grants_find(&again, cho_span_of(code), row.ends_ms));
    cho_auth_grants_forget(&again, 1000);
    made->came.bytes[0] = 1;
    cho_auth_grant_write(&grants, made, &row);
    assert_ok(cho_auth_grants_put(&again, &row, START_MS));
    assert_true(cho_auth_grants_find(&again, cho_span_of(code), START_MS)->is_used);
    row.scopes[0] = 'x';
    assert_result(CHORUS_E_INVALID, cho_auth_grants_put(&again, &row, START_MS));
    cho_auth_grants_deinit(&again);
    cho_auth_grants_deinit(&grants);
}

/* The example of RFC 7636 appendix B. */
static void test_a_proof_key_is_met_by_its_verifier(void **state)
{
    cho_auth_digest challenge;
    (void)state;
    assert_true(cho_auth_challenge_read(cho_span_of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), &challenge));
    assert_true(cho_auth_challenge_is_met(&challenge, cho_span_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
    assert_false(cho_auth_challenge_is_met(&challenge, cho_span_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl")));
    assert_false(cho_auth_challenge_is_met(&challenge, cho_span_of("")));
    assert_false(cho_auth_challenge_read(cho_span_of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c"), &challenge));
    assert_false(cho_auth_challenge_read(cho_span_of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), &challenge));
    assert_false(cho_auth_challenge_read(cho_span_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &challenge));
}

static void test_scopes_are_known_by_name(void **state)
{
    uint32_t scopes;
    char     text[CHO_AUTH_SCOPES_SIZE];
    (void)state;
    assert_true(cho_auth_scopes_read(cho_span_of(" interactive:play:self  interactive:robot:self interactive:play:self"), &scopes));
    assert_int_equal(scopes, CHO_AUTH_BE_GAME | CHO_AUTH_TAKE_PART);
    cho_auth_scopes_write(scopes, text);
    assert_string_equal(text, "interactive:robot:self interactive:play:self");
    cho_auth_scopes_write(CHO_AUTH_EVERYTHING, text);
    assert_true(cho_auth_scopes_read(cho_span_of(text), &scopes));
    assert_int_equal(scopes, CHO_AUTH_EVERYTHING);
    assert_false(cho_auth_scopes_read(cho_span_of(""), &scopes));
    assert_false(cho_auth_scopes_read(cho_span_of("interactive:robot:self nonsense"), &scopes));
}

static void test_a_login_is_good_for_thirty_days(void **state)
{
    failing_allocator *f       = *state;
    cho_auth_digest    browser = cho_auth_digest_of(cho_span_of("cookie")), other = cho_auth_digest_of(cho_span_of("x"));
    cho_auth_logins    logins;
    cho_auth_logins_init(&logins, &f->hooks, 1, usual_limits());
    assert_non_null(cho_auth_logins_make(&logins, &browser, 1000, START_MS));
    int64_t end_ms = START_MS + usual_limits()->login_s * INT64_C(1000);
    assert_int_equal(cho_auth_logins_find(&logins, &browser, end_ms - 1)->row.account, 1000);
    assert_null(cho_auth_logins_find(&logins, &browser, end_ms));
    assert_null(cho_auth_logins_find(&logins, &other, START_MS));
    assert_non_null(cho_auth_logins_next_of(&logins, 1000, NULL));
    assert_null(cho_auth_logins_next_of(&logins, 1001, NULL));
    cho_auth_logins_deinit(&logins);
}

static void test_forms_belong_to_their_browser(void **state)
{
    char a[CHO_AUTH_FORM_SIZE], b[CHO_AUTH_FORM_SIZE];
    (void)state;
    cho_auth_form_token(cho_span_of("cookie"), a);
    cho_auth_form_token(cho_span_of("cookiE"), b);
    assert_int_equal(strlen(a), 43);
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_code_is_good_for_two_minutes),
        HEAP_TEST(test_the_oldest_code_makes_room),
        HEAP_TEST(test_a_code_goes_on_after_it_was_written_down),
        cmocka_unit_test(test_a_proof_key_is_met_by_its_verifier),
        cmocka_unit_test(test_scopes_are_known_by_name),
        HEAP_TEST(test_a_login_is_good_for_thirty_days),
        cmocka_unit_test(test_forms_belong_to_their_browser),
    };
    return cmocka_run_group_tests_name("auth/grants", tests, NULL, NULL);
}
