#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"

/* Text that is not JSON, and the byte at which that shows. */
typedef struct bad_text {
    const char *text;
    size_t      len, offset;
} bad_text;

#define BAD(text, offset)                                                                          \
    {                                                                                              \
        text, sizeof text - 1, offset                                                              \
    }

static const bad_text ends_early[] = {
    BAD("", 0),
    BAD(" ", 1),
    BAD("\t\n\r ", 4),
    BAD("{", 1),
    BAD("[", 1),
    BAD("{\"a\"", 4),
    BAD("{\"a\":", 5),
    BAD("{\"a\":1", 6),
    BAD("{\"a\":1,", 7),
    BAD("[1", 2),
    BAD("[1,", 3),
    BAD("[[]", 3),
    BAD("[{}", 3),
    BAD("\"", 1),
    BAD("\"abc", 4),
    BAD("\"abcdefghijkl", 13),
    BAD("\"\\", 2),
    BAD("\"\\u", 3),
    BAD("\"\\u12", 5),
    BAD("\"\\ud83d", 7),
    BAD("\"\\ud83d\\", 8),
    BAD("\"\\ud83d\\u", 9),
    BAD("\"\\ud83d\\ude0", 12),
    BAD("\"abc\\\"", 6),
    BAD("-", 1),
    BAD("1.", 2),
    BAD("1e", 2),
    BAD("1e+", 3),
    BAD("1E-", 3),
    BAD("0.5e", 4),
    BAD("t", 1),
    BAD("tru", 3),
    BAD("fals", 4),
    BAD("n", 1),
    BAD("nul", 3),
    BAD("[tru", 4),
};

static const bad_text bad_character[] = {
    BAD("x", 0),
    BAD("'a'", 0),
    BAD("[a]", 1),
    BAD("True", 0),
    BAD("TRUE", 0),
    BAD("tRue", 1),
    BAD("tru3", 3),
    BAD("truE", 3),
    BAD("fa1se", 2),
    BAD("nil", 1),
    BAD("nulL", 3),
    BAD("nan", 1),
    BAD("NaN", 0),
    BAD("Infinity", 0),
    BAD("undefined", 0),
    BAD("+1", 0),
    BAD(".5", 0),
    BAD("[,1]", 1),
    BAD("[1,]", 3),
    BAD("[1,,2]", 3),
    BAD("[ , ]", 2),
    BAD("{\"a\":}", 5),
    BAD("{\"a\":,\"b\":1}", 5),
    BAD("{\"a\"::1}", 5),
    BAD("]", 0),
    BAD("}", 0),
    BAD(":", 0),
    BAD(",", 0),
    BAD("(1)", 0),
    BAD("/*x*/1", 0),
    BAD("//x", 0),
    BAD("#", 0),
    BAD("\\n", 0),
    BAD("\xEF\xBB\xBF{}", 0),
    BAD("\xC3\xA9", 0),
    BAD("\x01", 0),
    BAD("\x0B", 0),
    BAD("\x0C", 0),
    BAD("\xC2\xA0 1", 0),
    BAD("[\x00]", 1),
    BAD("[-1,*]", 4),
};

static const bad_text bad_number[] = {
    BAD("01", 0),   BAD("00", 0),   BAD("-01", 1),    BAD("-00.5", 1),      BAD("0123", 0),
    BAD("1.e5", 2), BAD("1.x", 2),  BAD("1..2", 2),   BAD("-a", 1),         BAD("--1", 1),
    BAD("-.5", 1),  BAD("-]", 1),   BAD("1ea", 2),    BAD("1e++1", 3),      BAD("1e-+1", 3),
    BAD("1e.5", 2), BAD("[1.]", 3), BAD("[0.e1]", 3), BAD("{\"a\":00}", 5), BAD("-Infinity", 1),
    BAD("-NaN", 1),
};

static const bad_text trailing_text[] = {
    BAD("1 2", 2),       BAD("{}{}", 2),    BAD("[]]", 2),    BAD("{}}", 2),
    BAD("{},", 2),       BAD("[],[]", 2),   BAD("1,", 1),     BAD("null null", 5),
    BAD("truefalse", 4), BAD("true1", 4),   BAD("\"a\"b", 3), BAD("\"a\"\"b\"", 3),
    BAD("0x10", 1),      BAD("1_000", 1),   BAD("0b1", 1),    BAD("1f", 1),
    BAD("12abc", 2),     BAD("1.5.5", 3),   BAD("1e5e5", 3),  BAD("1-", 1),
    BAD("0 x", 2),       BAD("{} \x00", 3), BAD("1\x00", 1),  BAD("[1] // no", 4),
};

static const bad_text missing_comma[] = {
    BAD("[1 2]", 3),
    BAD("[1:2]", 2),
    BAD("[1}", 2),
    BAD("[1;2]", 2),
    BAD("[true false]", 6),
    BAD("[[] []]", 4),
    BAD("[\"a\" \"b\"]", 5),
    BAD("[\"a\"b\"]", 4),
    BAD("{\"a\":1]", 6),
    BAD("{\"a\":1 \"b\":2}", 7),
    BAD("{\"a\":1;\"b\":2}", 6),
    BAD("{\"a\":1:2}", 6),
    BAD("{\"a\":[1}", 7),
    BAD("{\"a\":{}]", 7),
    BAD("{\"a\":1\"b\":2}", 6),
    BAD("[1.5.5]", 4),
    BAD("[0x1]", 2),
    BAD("[1 ,2 3]", 6),
    BAD("{\"a\":0 1}", 7),
};

static const bad_text missing_key[] = {
    BAD("{a:1}", 1),
    BAD("{'a':1}", 1),
    BAD("{1:1}", 1),
    BAD("{null:1}", 1),
    BAD("{[]:1}", 1),
    BAD("{{}:1}", 1),
    BAD("{,}", 1),
    BAD("{,\"a\":1}", 1),
    BAD("{:1}", 1),
    BAD("{]", 1),
    BAD("{\"a\":1,}", 7),
    BAD("{\"a\":1,,\"b\":2}", 7),
    BAD("{\"a\":1, b:2}", 8),
    BAD("{ \"a\":1,\n}", 9),
};

static const bad_text missing_colon[] = {
    BAD("{\"a\"}", 4),      BAD("{\"a\",1}", 4), BAD("{\"a\" 1}", 5),    BAD("{\"a\"=1}", 4),
    BAD("{\"a\"\"b\"}", 4), BAD("{\"a\"]", 4),   BAD("{\"a\" null}", 5),
};

static const bad_text bad_escape[] = {
    BAD("\"\\x41\"", 1),         BAD("\"\\a\"", 1),           BAD("\"\\'\"", 1),
    BAD("\"\\0\"", 1),           BAD("\"\\U0041\"", 1),       BAD("\"\\ \"", 1),
    BAD("\"\\\n\"", 1),          BAD("\"\\\xC3\xA9\"", 1),    BAD("\"\\u\"", 3),
    BAD("\"\\u12\"", 5),         BAD("\"\\u12G4\"", 5),       BAD("\"\\u 123\"", 3),
    BAD("\"\\u-123\"", 3),       BAD("\"\\u00\xC3\xA9\"", 5), BAD("\"long enough text \\q\"", 18),
    BAD("\"\\ud83d\\u12\"", 11), BAD("{\"\\k\":1}", 2),       BAD("[\"\\\x00\"]", 2),
};

static const bad_text lone_surrogate[] = {
    BAD("\"\\ud83d\"", 1),        BAD("\"\\uDBFF \"", 1),       BAD("\"\\ude00\"", 1),
    BAD("\"\\uDFFFx\"", 1),       BAD("\"\\ude00\\ud83d\"", 1), BAD("\"\\ud83d\\ud83d\"", 1),
    BAD("\"\\ud83d\\u0041\"", 1), BAD("\"\\ud83d\\n\"", 1),     BAD("\"\\ud83dxude00\"", 1),
    BAD("\"ab\\ud800\"", 3),      BAD("{\"\\udc00\":1}", 2),
};

static const bad_text control_character[] = {
    BAD("\"\n\"", 1),
    BAD("\"a\tb\"", 2),
    BAD("\"\x00\"", 1),
    BAD("\"\x1F\"", 1),
    BAD("\"abcdefgh\x01ijkl\"", 9),
    BAD("\"abc\\n\x02\"", 6),
    BAD("[\"a\",\"\r\n\"]", 6),
    BAD("{\"a\nb\":1}", 3),
    BAD("\"\xC3\xA9\x1B\"", 3),
};

static const bad_text not_utf8[] = {
    BAD("\"\x80\"", 1),
    BAD("\"\xBF\"", 1),
    BAD("\"\xC0\x80\"", 1),
    BAD("\"\xC1\xBF\"", 1),
    BAD("\"\xC3\"", 1),
    BAD("\"a\xC3\x28\"", 2),
    BAD("\"\xE0\x80\x80\"", 1),
    BAD("\"\xE0\x9F\xBF\"", 1),
    BAD("\"\xE2\x82\"", 1),
    BAD("\"\xED\xA0\x80\"", 1),
    BAD("\"\xED\xBF\xBF\"", 1),
    BAD("\"\xF0\x80\x80\x80\"", 1),
    BAD("\"\xF0\x8F\xBF\xBF\"", 1),
    BAD("\"\xF0\x9F\x98\"", 1),
    BAD("\"\xF4\x90\x80\x80\"", 1),
    BAD("\"\xF5\x80\x80\x80\"", 1),
    BAD("\"\xFE\"", 1),
    BAD("\"\xFF\"", 1),
    BAD("\"\xC3\xA9\xC3\xA9\x80\"", 5),
    BAD("\"\xC3\\n\"", 1),
    BAD("\"\\u00e9\xE9\"", 7),
    BAD("{\"\xE9\":1}", 2),
    BAD("[\"ok\",\"\xFC\x80\x80\x80\x80\x80\"]", 7),
};

static void check_bad_text(const bad_text *bad, const char *reason)
{
    cho_span       text = tight_copy(bad->text, bad->len);
    cho_json_error error;
    if (cho_json_check(text, 0, &error))
        fail_msg("%s: accepted", bad->text);
    if (strcmp(error.reason, reason) != 0 || error.offset != bad->offset)
        fail_msg("%s: \"%s\" at %zu, expected \"%s\" at %zu", bad->text, error.reason, error.offset,
                 reason, bad->offset);
    tight_free(text);
}

#define CHECK_ALL(group, reason)                                                                   \
    for (size_t i = 0; i < ARRAY_LEN(group); i++)                                                  \
    check_bad_text(&(group)[i], reason)

static void test_cut_text_is_refused(void **state)
{
    (void)state;
    CHECK_ALL(ends_early, "text ends early");
}

static void test_unexpected_characters_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(bad_character, "unexpected character");
}

static void test_bad_numbers_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(bad_number, "bad number");
}

static void test_trailing_text_is_refused(void **state)
{
    (void)state;
    CHECK_ALL(trailing_text, "trailing text");
}

static void test_missing_commas_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(missing_comma, "comma or closing bracket expected");
}

static void test_missing_keys_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(missing_key, "key expected");
}

static void test_missing_colons_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(missing_colon, "colon expected");
}

static void test_bad_escapes_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(bad_escape, "bad escape");
}

static void test_lone_surrogates_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(lone_surrogate, "lone surrogate");
}

static void test_raw_control_characters_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(control_character, "raw control character");
}

static void test_bytes_that_are_not_utf8_are_refused(void **state)
{
    (void)state;
    CHECK_ALL(not_utf8, "not UTF-8");
}

/* A reader that skips must be as strict as one that reads. */
static void test_bad_text_is_refused_when_nested(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad_escape); i++) {
        char text[64] = "{\"a\":[[],[";
        memcpy(text + 10, bad_escape[i].text, bad_escape[i].len);
        memcpy(text + 10 + bad_escape[i].len, "]]}", 3);
        cho_json_error error;
        assert_false(cho_json_check((cho_span){ text, 13 + bad_escape[i].len }, 0, &error));
        assert_int_equal(error.offset, 10 + bad_escape[i].offset);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_text_is_refused),
        cmocka_unit_test(test_unexpected_characters_are_refused),
        cmocka_unit_test(test_bad_numbers_are_refused),
        cmocka_unit_test(test_trailing_text_is_refused),
        cmocka_unit_test(test_missing_commas_are_refused),
        cmocka_unit_test(test_missing_keys_are_refused),
        cmocka_unit_test(test_missing_colons_are_refused),
        cmocka_unit_test(test_bad_escapes_are_refused),
        cmocka_unit_test(test_lone_surrogates_are_refused),
        cmocka_unit_test(test_raw_control_characters_are_refused),
        cmocka_unit_test(test_bytes_that_are_not_utf8_are_refused),
        cmocka_unit_test(test_bad_text_is_refused_when_nested),
    };
    return cmocka_run_group_tests_name("codec/json_malformed", tests, NULL, NULL);
}
