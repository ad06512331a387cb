#include "support/support.h"

#include "host/oauth/auth_code.h"

#include <string.h>

static void test_codes_have_their_length_and_letters(void **state)
{
    char code[CHO_AUTH_CODE_SIZE];
    (void)state;
    for (int i = 0; i < 500; i++) {
        assert_true(cho_auth_code_make(CHO_AUTH_SHORT, code));
        assert_int_equal(strlen(code), 6);
        assert_int_equal(strspn(code, "BCDFGHJKLMNPQRSTVWXZ34679"), 6);
        assert_true(cho_auth_code_make(CHO_AUTH_LONG, code));
        assert_int_equal(strlen(code), 8);
        assert_int_equal(strspn(code, "BCDFGHJKLMNPQRSTVWXZ"), 8);
    }
}

/* The chance that this fails for an even source is below 10^-9. */
static void test_every_character_is_equally_likely(void **state)
{
    unsigned    counts[256] = { 0 };
    char        code[CHO_AUTH_CODE_SIZE];
    const char *letters = "BCDFGHJKLMNPQRSTVWXZ34679";
    (void)state;
    for (int i = 0; i < 10000; i++) {
        assert_true(cho_auth_code_make(CHO_AUTH_SHORT, code));
        for (const char *at = code; *at != '\0'; at++)
            counts[(unsigned char)*at]++;
    }
    for (const char *at = letters; *at != '\0'; at++)
        assert_in_range(counts[(unsigned char)*at], 2060, 2740);
}

static void test_long_codes_are_shown_in_two_groups(void **state)
{
    char shown[CHO_AUTH_SHOWN_SIZE];
    (void)state;
    cho_auth_code_show("BCDFGHJK", shown);
    assert_string_equal(shown, "BCDF-GHJK");
    cho_auth_code_show("BCD346", shown);
    assert_string_equal(shown, "BCD346");
}

static void test_case_spaces_and_dashes_do_not_count(void **state)
{
    static const char *const typed[] = { "BCD346", "bcd346", " b c d 3 4 6 ", "bcd-346", "b-C-d---346\t" };
    char                     code[CHO_AUTH_CODE_SIZE], strange;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
        assert_int_equal(cho_auth_code_read(cho_span_of(typed[i]), code, &strange), CHO_AUTH_TYPED_CODE);
        assert_string_equal(code, "BCD346");
    }
    assert_int_equal(cho_auth_code_read(cho_span_of("bcdf-ghjk"), code, &strange), CHO_AUTH_TYPED_CODE);
    assert_string_equal(code, "BCDFGHJK");
}

static void test_what_is_in_no_code_is_named(void **state)
{
    static const struct {
        const char *typed;
        char        strange;
    } cases[] = { { "BCDo46", 'O' }, { "0CDF46", '0' }, { "BC+346", '+' }, { "BC\xc3\xa9""346", '\0' } };
    char code[CHO_AUTH_CODE_SIZE], strange;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(cho_auth_code_read(cho_span_of(cases[i].typed), code, &strange), CHO_AUTH_TYPED_STRANGE);
        assert_int_equal(strange, cases[i].strange);
    }
}

static void test_other_lengths_are_no_code(void **state)
{
    static const char *const typed[] = { "", "-", "BCD34", "BCD3467", "BCDFGHJKL", "BCDFGHJKLMNPQRSTVWXZ" };
    char                     code[CHO_AUTH_CODE_SIZE], strange;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(typed); i++)
        assert_int_equal(cho_auth_code_read(cho_span_of(typed[i]), code, &strange), CHO_AUTH_TYPED_LENGTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_have_their_length_and_letters),
        cmocka_unit_test(test_every_character_is_equally_likely),
        cmocka_unit_test(test_long_codes_are_shown_in_two_groups),
        cmocka_unit_test(test_case_spaces_and_dashes_do_not_count),
        cmocka_unit_test(test_what_is_in_no_code_is_named),
        cmocka_unit_test(test_other_lengths_are_no_code),
    };
    return cmocka_run_group_tests_name("auth/code", tests, NULL, NULL);
}
