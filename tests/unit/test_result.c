#include "support/support.h"

#include <chorus/base.h>

#include <stdio.h>

static const chorus_result every_result[] = {
#define X(name, code, text) CHORUS_##name,
    CHORUS_RESULT_MAP(X)
#undef X
};

static void test_names_are_those_of_the_code(void **state)
{
    (void)state;
    assert_string_equal(chorus_result_name(CHORUS_OK), "CHORUS_OK");
    assert_string_equal(chorus_result_name(CHORUS_E_NETWORK), "CHORUS_E_NETWORK");
}

static void test_every_result_has_its_own_sentence(void **state)
{
    (void)state;
    assert_string_equal(chorus_strerror(CHORUS_OK), "success");
    for (size_t i = 0; i < ARRAY_LEN(every_result); i++) {
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(chorus_strerror(every_result[i]),
                                    chorus_strerror(every_result[other]));
    }
}

static void test_only_success_is_not_negative(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(every_result); i++)
        assert_int_equal(every_result[i] < 0, every_result[i] != CHORUS_OK);
}

static void test_unknown_numbers_have_an_answer_too(void **state)
{
    (void)state;
    const int unknown[] = { 1, -1000, INT32_MAX, INT32_MIN + 1 };
    for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
        assert_string_equal(chorus_result_name((chorus_result)unknown[i]), "CHORUS_E_UNKNOWN");
        assert_true(strlen(chorus_strerror((chorus_result)unknown[i])) > 0);
    }
}

static void test_the_version_is_that_of_the_headers(void **state)
{
    (void)state;
    char expected[32];
    snprintf(expected, sizeof expected, "%d.%d.%d", CHORUS_VERSION_MAJOR, CHORUS_VERSION_MINOR,
             CHORUS_VERSION_PATCH);
    assert_string_equal(chorus_version(), expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_those_of_the_code),
        cmocka_unit_test(test_every_result_has_its_own_sentence),
        cmocka_unit_test(test_only_success_is_not_negative),
        cmocka_unit_test(test_unknown_numbers_have_an_answer_too),
        cmocka_unit_test(test_the_version_is_that_of_the_headers),
    };
    return cmocka_run_group_tests_name("base/result", tests, NULL, NULL);
}
