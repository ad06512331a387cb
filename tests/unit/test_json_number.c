#include "support/json_text.h"
#include "support/support.h"

#include "codec/json_reader.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- integers ---- */

static const struct {
    const char *text;
    int64_t     value;
} integers[] = {
    { "0", 0 },
    { "-0", 0 },
    { "12", 12 },
    { "-12", -12 },
    { "12.0", 12 },
    { "12.000000000000000000000", 12 },
    { "1.2e1", 12 },
    { "0.12E+2", 12 },
    { "1200e-2", 12 },
    { "0.0", 0 },
    { "0e999999999999999999999", 0 },
    { "0.000e-999999999999999999999", 0 },
    { "1e3", 1000 },
    { "1700000000123", 1700000000123 },
    { "9007199254740993", 9007199254740993 },
    { "9223372036854775807", INT64_MAX },
    { "-9223372036854775808", INT64_MIN },
    { "-9.223372036854775808e18", INT64_MIN },
    { "1000000000000000000", 1000000000000000000 },
    { "1e18", 1000000000000000000 },
};

static void test_integers_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(integers); i++) {
        int64_t        value = 77;
        cho_json_value v     = json_text_value(integers[i].text);
        if (!cho_json_to_int64(&v, &value) || value != integers[i].value)
            fail_msg("%s became %lld", integers[i].text, (long long)value);
    }
}

static void test_what_is_no_int64_is_refused(void **state)
{
    static const char *const cases[] = {
        "12.5",
        "0.1",
        "1e-1",
        "125e-1",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1e999",
        "1e99999999999999999999",
        "-1e-99999999999999999999",
        "18446744073709551616",
        "\"12\"",
        "true",
        "null",
        "[]",
        "{}",
        "0.0000000000000000000000001",
        "12.00000000000000000000000000001",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t        value = 77;
        cho_json_value v     = json_text_value(cases[i]);
        if (cho_json_to_int64(&v, &value))
            fail_msg("%s became %lld", cases[i], (long long)value);
        assert_int_equal(value, 77);
    }
}

static void test_uint64_reaches_its_end(void **state)
{
    uint64_t       value;
    cho_json_value most = json_text_value("18446744073709551615"), more = json_text_value("18446744073709551616");
    cho_json_value half = json_text_value("9223372036854775808"), minus = json_text_value("-1");
    cho_json_value long_minus = json_text_value("-1000000000000000000"), minus_zero = json_text_value("-0");
    (void)state;
    assert_true(cho_json_to_uint64(&most, &value) && value == UINT64_MAX);
    assert_true(cho_json_to_uint64(&half, &value) && value == UINT64_C(1) << 63);
    assert_true(cho_json_to_uint64(&minus_zero, &value) && value == 0);
    assert_false(cho_json_to_uint64(&more, &value));
    assert_false(cho_json_to_uint64(&minus, &value));
    assert_false(cho_json_to_uint64(&long_minus, &value));
}

static void test_a_long_number_may_be_a_small_integer(void **state)
{
    (void)state;
    char text[3000] = "1";
    memset(text + 1, '0', 2000);
    strcpy(text + 2001, "e-2000");
    cho_json_value v = json_text_value(text);
    int64_t        value;
    assert_true(cho_json_to_int64(&v, &value) && value == 1);
}

/* ---- doubles ---- */

static void check_double(const char *text, double expected)
{
    double         value = 77;
    cho_json_value v     = json_text_value(text);
    if (!cho_json_to_double(&v, &value) || memcmp(&value, &expected, sizeof value) != 0)
        fail_msg("%s became %.17g, not %.17g", text, value, expected);
}

static void test_doubles_are_the_nearest(void **state)
{
    (void)state;
    check_double("0", 0);
    check_double("-0", -0.0);
    check_double("-0.0", -0.0);
    check_double("0.1", 0.1);
    check_double("-0.287", -0.287);
    check_double("0.000001", 0.000001);
    check_double("123456789.012345", 123456789.012345);
    check_double("9007199254740993", 9007199254740992);
    check_double("0.3000000000000000444089209850062616169452667236328125", 0.30000000000000004);
    check_double("2.2250738585072011e-308", 2.2250738585072011e-308);
    check_double("4.9e-324", 4.9406564584124654e-324);
    check_double("2e-324", 0);
    check_double("1.7976931348623157e308", DBL_MAX);
    check_double("1E5", 100000);
}

static void test_doubles_agree_with_the_c_library(void **state)
{
    (void)state;
    uint64_t seed = 12345;
    for (int i = 0; i < 20000; i++) {
        char text[40];
        seed         = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        int exponent = (int)(seed >> 58) - 32, places = (int)(seed >> 20 & 15);
        snprintf(text, sizeof text, "%.*fe%d", places, (double)(seed >> 11) * 1e-8, exponent);
        check_double(text, strtod(text, NULL));
        snprintf(text, sizeof text, "%.*f", places, (double)(seed >> 40) * 1e-3);
        check_double(text, strtod(text, NULL));
    }
}

static void test_doubles_out_of_range_become_the_largest(void **state)
{
    (void)state;
    check_double("1e999", DBL_MAX);
    check_double("-1e999", -DBL_MAX);
    check_double("1e99999999999999999999", DBL_MAX);
    check_double("1.8e308", DBL_MAX);
    check_double("-1e-99999999999999999999", -0.0);
}

/* Halfway between two doubles only the thousandth digit decides. */
static void test_digits_far_behind_still_round(void **state)
{
    static const char halfway[] = "9007199254740993.";
    char              text[1200];
    (void)state;
    strcpy(text, halfway);
    memset(text + sizeof halfway - 1, '0', 1000);
    text[sizeof halfway - 1 + 1000] = '\0';
    check_double(text, 9007199254740992);
    text[sizeof halfway - 1 + 999] = '1';
    check_double(text, 9007199254740994);
}

static void test_very_long_numbers_keep_their_size(void **state)
{
    char text[5000];
    (void)state;
    memset(text, '7', 4000);
    strcpy(text + 4000, "e-3999");
    check_double(text, strtod("7.7777777777777777777777777777", NULL));
    strcpy(text, "0.");
    memset(text + 2, '0', 2000);
    strcpy(text + 2002, "25e2001");
    check_double(text, 2.5);
}

/* Needs a locale that writes 0,5; without one there is nothing to try. */
static void test_the_locale_does_not_matter(void **state)
{
    (void)state;
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL)
        skip();
    check_double("0.5", 0.5);
    check_double("0.50000000000000000000000000000000001e0", 0.5);
    check_double("1.25e-3", 0.00125);
    setlocale(LC_NUMERIC, "C");
}

static void test_floats_are_finite(void **state)
{
    static const struct {
        const char *text;
        float       value;
    } cases[] = {
        { "0.5", 0.5f },      { "-0.287", -0.287f },  { "1e39", FLT_MAX }, { "-1e39", -FLT_MAX },
        { "1e999", FLT_MAX }, { "-1e999", -FLT_MAX }, { "1e-99", 0 },      { "3", 3 },
        { "0.1", 0.1f },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        float          value;
        cho_json_value v = json_text_value(cases[i].text);
        assert_true(cho_json_to_float(&v, &value));
        assert_memory_equal(&value, &cases[i].value, sizeof value);
    }
}

static void test_other_types_are_no_doubles(void **state)
{
    static const char *const cases[] = { "\"1\"", "true", "null", "[1]", "{}" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double         value = 77;
        float          small = 77;
        cho_json_value v     = json_text_value(cases[i]);
        assert_false(cho_json_to_double(&v, &value) || cho_json_to_float(&v, &small));
        assert_true(value == 77 && small == 77);
    }
}

/* ---- others ---- */

static void test_only_booleans_are_booleans(void **state)
{
    bool           flag = false;
    cho_json_value yes = json_text_value("true"), no = json_text_value("false"), text = json_text_value("\"true\"");
    cho_json_value one = json_text_value("1"), null = json_text_value("null");
    (void)state;
    assert_true(cho_json_to_bool(&yes, &flag) && flag);
    assert_true(cho_json_to_bool(&no, &flag) && !flag);
    assert_false(cho_json_to_bool(&text, &flag) || cho_json_to_bool(&one, &flag) ||
                 cho_json_to_bool(&null, &flag));
}

static void test_numbers_may_stand_in_strings(void **state)
{
    static const char *const good[] = { "12", "\"12\"", "\"12.0\"", "\"1.2e1\"" };
    static const char *const bad[]  = { "\"\"",     "\"x\"",   "\"12x\"",     "\"1 2\"", "\"true\"",
                                        "\"0x0c\"", "\"012\"", "\"\\u0031\"", "true",    "[12]" };
    cho_json_value           number;
    int64_t                  value;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        cho_json_value v = json_text_value(good[i]);
        assert_true(cho_json_as_number(&v, &number));
        assert_true(cho_json_to_int64(&number, &value) && value == 12);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        cho_json_value v = json_text_value(bad[i]);
        assert_false(cho_json_as_number(&v, &number));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers_are_exact),
        cmocka_unit_test(test_what_is_no_int64_is_refused),
        cmocka_unit_test(test_uint64_reaches_its_end),
        cmocka_unit_test(test_a_long_number_may_be_a_small_integer),
        cmocka_unit_test(test_doubles_are_the_nearest),
        cmocka_unit_test(test_doubles_agree_with_the_c_library),
        cmocka_unit_test(test_doubles_out_of_range_become_the_largest),
        cmocka_unit_test(test_digits_far_behind_still_round),
        cmocka_unit_test(test_very_long_numbers_keep_their_size),
        cmocka_unit_test(test_the_locale_does_not_matter),
        cmocka_unit_test(test_floats_are_finite),
        cmocka_unit_test(test_other_types_are_no_doubles),
        cmocka_unit_test(test_only_booleans_are_booleans),
        cmocka_unit_test(test_numbers_may_stand_in_strings),
    };
    return cmocka_run_group_tests_name("codec/json_number", tests, NULL, NULL);
}
