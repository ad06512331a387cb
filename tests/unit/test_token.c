#include "support/support.h"

#include <chorus/oauth.h>
#include <stdlib.h>

static chorus_result parse(const char *blob, chorus_oauth_token *out)
{
    static char text[512];
    CHORUS_INIT(out);
    return chorus_oauth_parse(blob, text, sizeof text, out);
}

static void test_g45_a_token_of_an_older_game_is_read(void **state)
{
    (void)state;
    chorus_oauth_token t;
    assert_ok(parse("{\"access_token\":\"a\\/1\",\"expires_in\":21599,\"refresh_token\":\"r1\",\"token_type\":\"Bearer\","
                    "\"granted_at\":1700000000}",
                    &t));
    assert_true(chorus_str_is(t.access, "a/1"));
    assert_true(chorus_str_is(t.refresh, "r1"));
    assert_int_equal(t.granted_at_s, 1700000000);
    assert_int_equal(t.lifetime_s, 21599);
}

static void test_g45_stale_is_past_half_its_life(void **state)
{
    (void)state;
    chorus_oauth_token t;
    assert_ok(parse("{\"access_token\":\"a\",\"expires_in\":100,\"granted_at\":1000}", &t));
    assert_false(chorus_oauth_is_stale(&t, 1000));
    assert_false(chorus_oauth_is_stale(&t, 1050));
    assert_true(chorus_oauth_is_stale(&t, 1051));
    assert_false(chorus_oauth_is_stale(&t, 940));
    assert_true(chorus_oauth_is_stale(&t, 939)); /* from the future, and not by a little */
    assert_true(chorus_oauth_is_stale(&t, INT64_MIN));
    assert_ok(parse("{\"access_token\":\"a\",\"expires_in\":100}", &t));
    assert_true(chorus_oauth_is_stale(&t, 1000));
    assert_true(chorus_oauth_is_stale(NULL, 1000));
}

static void test_what_is_written_is_read_again(void **state)
{
    (void)state;
    chorus_oauth_token t, again;
    char               blob[256], exact[128];
    size_t             size = sizeof blob;
    CHORUS_INIT(&t);
    t.access       = (chorus_str){ "quo\"te\\", 7 };
    t.refresh      = (chorus_str){ "r", 1 };
    t.granted_at_s = 5;
    t.lifetime_s   = 6;
    assert_ok(chorus_oauth_write(&t, blob, &size));
    assert_int_equal(size, strlen(blob) + 1);
    assert_ok(parse(blob, &again));
    assert_true(chorus_str_is(again.access, "quo\"te\\"));
    assert_true(chorus_str_is(again.refresh, "r"));
    assert_int_equal(again.granted_at_s, 5);
    assert_int_equal(again.lifetime_s, 6);

    size_t needed = 0;
    assert_result(CHORUS_E_SIZE, chorus_oauth_write(&t, NULL, &needed));
    assert_int_equal(needed, size);
    needed = size - 1;
    assert_result(CHORUS_E_SIZE, chorus_oauth_write(&t, exact, &needed));
    assert_ok(chorus_oauth_write(&t, exact, &needed));
}

static void test_what_is_no_token_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"access_token\":\"\"}",
        "{\"access_token\":7}",
        "{\"access_token\":\"a\",\"refresh_token\":{}}",
        "{\"access_token\":\"a\\r\\nHost: b\"}",
        "{\"access_token\":\"\\u0000\"}",
        "{\"access_token\":\"\\u00e9\"}",
    };
    chorus_oauth_token t;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_result(CHORUS_E_PROTOCOL, parse(bad[i], &t));
    assert_result(CHORUS_E_VERSION, parse("{\"version\":2,\"access_token\":\"a\"}", &t));
    assert_ok(parse("{\"version\":1,\"access_token\":\"a\",\"refresh_token\":null,\"expires_in\":-3}", &t));
    assert_int_equal(t.refresh.len, 0);
    assert_int_equal(t.lifetime_s, 0);
}

static void test_wrong_arguments_are_said(void **state)
{
    (void)state;
    static const char  blob[] = "{\"access_token\":\"abc\",\"refresh_token\":\"de\"}";
    char               text[sizeof blob];
    chorus_oauth_token t;
    size_t             size = 0;
    CHORUS_INIT(&t);
    assert_result(CHORUS_E_INVALID, chorus_oauth_parse(NULL, text, sizeof text, &t));
    assert_result(CHORUS_E_INVALID, chorus_oauth_parse(blob, NULL, sizeof text, &t));
    assert_result(CHORUS_E_INVALID, chorus_oauth_parse(blob, text, sizeof text, NULL));
    assert_result(CHORUS_E_INVALID, chorus_oauth_write(NULL, text, &size));
    assert_result(CHORUS_E_INVALID, chorus_oauth_write(&t, text, &size));
    t.access = (chorus_str){ "a\n", 2 };
    assert_result(CHORUS_E_INVALID, chorus_oauth_write(&t, text, &size));
    t.access.ptr = NULL;
    assert_result(CHORUS_E_INVALID, chorus_oauth_write(&t, text, &size));
    for (size_t room = 0; room < 7; room++)
        assert_result(CHORUS_E_SIZE, chorus_oauth_parse(blob, text, room, &t));
    assert_ok(chorus_oauth_parse(blob, text, 7, &t));
    t.struct_size = 0;
    assert_result(CHORUS_E_INVALID, chorus_oauth_parse(blob, text, sizeof text, &t));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g45_a_token_of_an_older_game_is_read),
        cmocka_unit_test(test_g45_stale_is_past_half_its_life),
        cmocka_unit_test(test_what_is_written_is_read_again),
        cmocka_unit_test(test_what_is_no_token_is_refused),
        cmocka_unit_test(test_wrong_arguments_are_said),
    };
    return cmocka_run_group_tests_name("codec/token", tests, NULL, NULL);
}
