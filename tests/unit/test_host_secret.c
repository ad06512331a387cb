#include "support/support.h"

#include "host/room/host_secret.h"

static void test_a_secret_is_made_of_hexadecimal_digits(void **state)
{
    char one[33], two[33];
    (void)state;
    assert_true(cho_host_make_secret(one, 16));
    assert_true(cho_host_make_secret(two, 16));
    assert_int_equal(strlen(one), 32);
    assert_int_equal(strspn(one, "0123456789abcdef"), 32);
    assert_string_not_equal(one, two);
}

static void test_only_the_secret_is_the_secret(void **state)
{
    static const char *const wrong[] = { "", "s", "secre", "secret ", "Secret", "secretsecret", "secres" };
    (void)state;
    assert_true(cho_host_is_secret(cho_span_of("secret"), "secret"));
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(cho_host_is_secret(cho_span_of(wrong[i]), "secret"));
    assert_false(cho_host_is_secret((cho_span){ NULL, 0 }, "secret"));
    assert_false(cho_host_is_secret((cho_span){ "secret\0", 7 }, "secret"));
    assert_false(cho_host_is_secret(cho_span_of("x"), ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_secret_is_made_of_hexadecimal_digits),
        cmocka_unit_test(test_only_the_secret_is_the_secret),
    };
    return cmocka_run_group_tests_name("host/secret", tests, NULL, NULL);
}
