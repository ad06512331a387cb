#include "support/support.h"

#include "host/oauth/auth_password.h"

#include <string.h>

static void test_a_password_is_known_again(void **state)
{
    char kept[CHO_AUTH_KEPT_SIZE], again[CHO_AUTH_KEPT_SIZE];
    (void)state;
    assert_true(cho_auth_password_keep(cho_span_of("correct horse"), kept));
    assert_true(cho_auth_password_is(cho_span_of("correct horse"), kept));
    assert_false(cho_auth_password_is(cho_span_of("correct horsf"), kept));
    assert_false(cho_auth_password_is(cho_span_of(""), kept));
    assert_null(strstr(kept, "horse"));
    assert_int_equal(strncmp(kept, "scrypt$15$8$1$", 14), 0);
    assert_true(cho_auth_password_keep(cho_span_of("correct horse"), again));
    assert_string_not_equal(kept, again);
}

static void test_nobody_has_a_password(void **state)
{
    static const char *const kept[] = { "", "x", "scrypt$15$8$1$AAAA$", "scrypt$30$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAA" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        assert_false(cho_auth_password_is(cho_span_of("correct horse"), kept[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_password_is_known_again),
        cmocka_unit_test(test_nobody_has_a_password),
    };
    return cmocka_run_group_tests_name("auth/password", tests, NULL, NULL);
}
