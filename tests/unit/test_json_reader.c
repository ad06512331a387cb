#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"

#include <stdio.h>

static cho_json_reader reader_of(const char *text)
{
    cho_json_reader r;
    cho_json_reader_init(&r, cho_span_of(text), 0);
    return r;
}

static cho_json_value only_value(const char *text)
{
    cho_json_reader r = reader_of(text);
    cho_json_value  v;
    assert_true(cho_json_read(&r, &v));
    assert_true(cho_json_finish(&r));
    return v;
}

/* ---- what is sound ---- */

static void test_every_type_is_told(void **state)
{
    static const struct {
        const char   *text;
        cho_json_type type;
    } cases[] = {
        { "null", CHO_JSON_NULL },  { "true", CHO_JSON_BOOL },         { "false", CHO_JSON_BOOL },
        { "-1", CHO_JSON_NUMBER },  { "0.5", CHO_JSON_NUMBER },        { "9e9", CHO_JSON_NUMBER },
        { "[]", CHO_JSON_ARRAY },   { "[1,2]", CHO_JSON_ARRAY },       { "{}", CHO_JSON_OBJECT },
        { "[{}]", CHO_JSON_ARRAY }, { "{\"a\":[]}", CHO_JSON_OBJECT },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_value v = only_value(cases[i].text);
        assert_int_equal(v.type, cases[i].type);
        assert_span(cases[i].text, v.raw);
        assert_span(cases[i].text, cho_json_text(&v));
    }
}

static void test_string_value_is_without_its_quotes(void **state)
{
    (void)state;
    cho_json_value v = only_value(" \"plain text\" ");
    assert_int_equal(v.type, CHO_JSON_STRING);
    assert_false(v.escaped);
    assert_span("plain text", v.raw);
    assert_span("\"plain text\"", cho_json_text(&v));
}

static void test_escapes_are_told_but_left(void **state)
{
    (void)state;
    cho_json_value v = only_value("\"a\\nb\"");
    assert_true(v.escaped);
    assert_span("a\\nb", v.raw);
}

static void test_only_a_zero_value_is_absent(void **state)
{
    (void)state;
    cho_json_value absent = { 0 }, null = only_value("null"), empty = only_value("\"\"");
    assert_true(cho_json_is_absent(&absent));
    assert_false(cho_json_is_absent(&null));
    assert_false(cho_json_is_absent(&empty));
}

static void test_sound_documents_are_accepted(void **state)
{
    static const char *const cases[] = {
        " \t\r\n1 \t\r\n",
        "0",
        "-0",
        "-0.0e-0",
        "1E+2",
        "123456789012345678901234567890",
        "\"\"",
        "\"\x7f\"",
        "\"/\\/\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uFFff\"",
        "\"\\ud83d\\uDE00\"",
        "\"\xF4\x8F\xBF\xBF\"",
        "\"\xEF\xBF\xBF\xC2\x80\"",
        "[ ]",
        "{ }",
        "[ 1 , [ ] , { } ]",
        "{ \"a\" : 1 , \"\" : \"\" }",
        "{\"a\":1,\"a\":2}",
        "[[[[[[[[]]]]]]]]",
        "[\"a string longer than eight bytes\",\"]\",\"}\",\",\"]",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_error error;
        if (!cho_json_check(cho_span_of(cases[i]), 0, &error))
            fail_msg("%s: %s at %zu", cases[i], error.reason, error.offset);
        assert_null(error.reason);
    }
}

/* ---- walking ---- */

static void test_members_come_in_order(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("{\"a\":1,\"b\":[true],\"c\":\"x\"}");
    cho_json_value  key, v;
    assert_true(cho_json_enter_object(&r));
    assert_true(cho_json_next_member(&r, &key) && cho_json_read(&r, &v));
    assert_true(cho_json_is(&key, "a"));
    assert_span("1", v.raw);
    assert_true(cho_json_next_member(&r, &key) && cho_json_read(&r, &v));
    assert_true(cho_json_is(&key, "b"));
    assert_span("[true]", v.raw);
    assert_true(cho_json_next_member(&r, &key) && cho_json_read(&r, &v));
    assert_span("x", v.raw);
    assert_false(cho_json_next_member(&r, &key));
    assert_true(cho_json_finish(&r));
}

static void test_elements_come_in_order(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("[0, 1 ,2]");
    cho_json_value  v;
    int             count = 0;
    assert_true(cho_json_enter_array(&r));
    for (; cho_json_next_element(&r); count++) {
        assert_true(cho_json_read(&r, &v));
        assert_int_equal(v.raw.ptr[0] - '0', count);
    }
    assert_int_equal(count, 3);
    assert_true(cho_json_finish(&r));
}

static void test_unread_values_are_skipped(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("{\"a\":{\"x\":[1,{}]},\"b\":[2],\"c\":3}");
    cho_json_value  key, v = { 0 };
    assert_true(cho_json_enter_object(&r));
    while (cho_json_next_member(&r, &key))
        if (cho_json_is(&key, "c"))
            assert_true(cho_json_read(&r, &v));
    assert_span("3", v.raw);
    assert_true(cho_json_finish(&r));
}

static void test_skipped_values_are_checked(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("{\"a\":[1,],\"b\":2}");
    cho_json_value  key;
    assert_true(cho_json_enter_object(&r));
    assert_true(cho_json_next_member(&r, &key));
    assert_false(cho_json_next_member(&r, &key));
    assert_string_equal(r.error.reason, "unexpected character");
    assert_int_equal(r.error.offset, 8);
}

static void test_nothing_is_left_through_an_error(void **state)
{
    (void)state;
    cho_json_reader elements = reader_of("[[tru],1]");
    assert_true(cho_json_enter_array(&elements) && cho_json_next_element(&elements));
    assert_false(cho_json_next_element(&elements));
    assert_int_equal(elements.error.offset, 5);
}

static void test_finish_reads_what_is_left(void **state)
{
    (void)state;
    cho_json_reader sound = reader_of("{\"a\":[1,2]} ");
    assert_true(cho_json_enter_object(&sound));
    assert_true(cho_json_finish(&sound));
    cho_json_reader broken = reader_of("{\"a\":[1,2}");
    assert_true(cho_json_enter_object(&broken));
    assert_false(cho_json_finish(&broken));
    assert_int_equal(broken.error.offset, 9);
}

static void test_entering_the_wrong_type_consumes_nothing(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("[1]");
    assert_false(cho_json_enter_object(&r));
    assert_false(cho_json_failed(&r));
    assert_true(cho_json_enter_array(&r));
    assert_true(cho_json_next_element(&r));
    assert_false(cho_json_enter_array(&r));
    assert_true(cho_json_finish(&r));
}

static void test_members_of_an_array_are_refused(void **state)
{
    (void)state;
    cho_json_value  key;
    cho_json_reader r = reader_of("[1]");
    assert_true(cho_json_enter_array(&r));
    assert_false(cho_json_next_member(&r, &key));
    cho_json_reader o = reader_of("{}");
    assert_true(cho_json_enter_object(&o));
    assert_false(cho_json_next_element(&o));
}

static void test_the_first_error_sticks(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("[tru,nul,\"");
    cho_json_value  v;
    assert_true(cho_json_enter_array(&r) && cho_json_next_element(&r));
    assert_false(cho_json_read(&r, &v));
    cho_json_error first = r.error;
    assert_false(cho_json_next_element(&r));
    assert_false(cho_json_next_member(&r, &v));
    assert_false(cho_json_read(&r, &v));
    assert_false(cho_json_enter_object(&r));
    cho_json_fail(&r, "mine");
    assert_false(cho_json_finish(&r));
    assert_string_equal(r.error.reason, first.reason);
    assert_int_equal(r.error.offset, 4);
}

static void test_a_caller_can_fail_the_reader(void **state)
{
    (void)state;
    cho_json_reader r = reader_of("[1,2]");
    assert_true(cho_json_enter_array(&r) && cho_json_next_element(&r) && cho_json_skip(&r));
    cho_json_fail(&r, "mine");
    assert_false(cho_json_finish(&r));
    assert_string_equal(r.error.reason, "mine");
    assert_int_equal(r.error.offset, 2);
}

/* ---- limits ---- */

static cho_span nested(char *text, size_t depth, char opening, char closing)
{
    memset(text, opening, depth);
    memset(text + depth, closing, depth);
    return (cho_span){ text, 2 * depth };
}

static void test_depth_is_bounded(void **state)
{
    char           text[300];
    cho_json_error error;
    (void)state;
    assert_true(cho_json_check(nested(text, 64, '[', ']'), 0, NULL));
    assert_false(cho_json_check(nested(text, 65, '[', ']'), 0, &error));
    assert_string_equal(error.reason, "nested too deeply");
    assert_int_equal(error.offset, 64);
    assert_true(cho_json_check(nested(text, 3, '[', ']'), 3, NULL));
    assert_false(cho_json_check(nested(text, 4, '[', ']'), 3, NULL));
    assert_true(cho_json_check(nested(text, 128, '[', ']'), 1000, NULL));
    assert_false(cho_json_check(nested(text, 129, '[', ']'), 1000, NULL));
}

static void test_depth_counts_objects_too(void **state)
{
    for (uint32_t depth = 2; depth <= CHO_JSON_DEPTH_LIMIT; depth += 2) {
        char text[1000] = "";
        for (uint32_t i = 0; i < depth / 2; i++)
            strcat(text, "{\"a\":[");
        strcat(text, "1");
        for (uint32_t i = 0; i < depth / 2; i++)
            strcat(text, "],\"b\":2}");
        assert_true(cho_json_check(cho_span_of(text), depth, NULL));
        assert_false(cho_json_check(cho_span_of(text), depth - 1, NULL));
    }
    (void)state;
}

static void test_siblings_do_not_add_depth(void **state)
{
    (void)state;
    assert_true(cho_json_check(cho_span_of("[[],[],{},{},[[]],[[]]]"), 3, NULL));
}

/* Every special byte at every place around the eight that are looked at together. */
static void test_strings_end_at_any_place(void **state)
{
    (void)state;
    for (size_t len = 0; len < 40; len++) {
        char text[64] = "\"";
        memset(text + 1, 'x', len);
        strcpy(text + 1 + len, "\"");
        cho_span        tight = tight_copy(text, len + 2);
        cho_json_reader r;
        cho_json_value  v;
        cho_json_reader_init(&r, tight, 0);
        assert_true(cho_json_read(&r, &v) && cho_json_finish(&r));
        assert_int_equal(v.raw.len, len);
        tight_free(tight);
    }
}

static void test_every_byte_is_told_apart_at_every_place(void **state)
{
    (void)state;
    for (size_t place = 1; place <= 20; place++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[]    = "\"xxxxxxxxxxxxxxxxxxxxxxxx\"";
            text[place]    = (char)byte;
            bool     plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            cho_span whole = { text, sizeof text - 1 };
            assert_int_equal(cho_json_check(whole, 0, NULL), plain);
        }
    }
}

static void test_every_prefix_is_refused_in_place(void **state)
{
    static const char text[] = "{\"a\":[1.5e+3,\"\\ud83d\\ude00 \xC3\xA9 long enough\",true,false,null,{}],"
                               "\"key number two\":-0.25}";
    (void)state;
    for (size_t len = 0; len < sizeof text - 1; len++) {
        cho_span       prefix = tight_copy(text, len);
        cho_json_error error;
        assert_false(cho_json_check(prefix, 0, &error));
        assert_string_equal(error.reason, "text ends early");
        assert_int_equal(error.offset, len);
        tight_free(prefix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_type_is_told),
        cmocka_unit_test(test_string_value_is_without_its_quotes),
        cmocka_unit_test(test_escapes_are_told_but_left),
        cmocka_unit_test(test_only_a_zero_value_is_absent),
        cmocka_unit_test(test_sound_documents_are_accepted),
        cmocka_unit_test(test_members_come_in_order),
        cmocka_unit_test(test_elements_come_in_order),
        cmocka_unit_test(test_unread_values_are_skipped),
        cmocka_unit_test(test_skipped_values_are_checked),
        cmocka_unit_test(test_nothing_is_left_through_an_error),
        cmocka_unit_test(test_finish_reads_what_is_left),
        cmocka_unit_test(test_entering_the_wrong_type_consumes_nothing),
        cmocka_unit_test(test_members_of_an_array_are_refused),
        cmocka_unit_test(test_the_first_error_sticks),
        cmocka_unit_test(test_a_caller_can_fail_the_reader),
        cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_depth_counts_objects_too),
        cmocka_unit_test(test_siblings_do_not_add_depth),
        cmocka_unit_test(test_strings_end_at_any_place),
        cmocka_unit_test(test_every_byte_is_told_apart_at_every_place),
        cmocka_unit_test(test_every_prefix_is_refused_in_place),
    };
    return cmocka_run_group_tests_name("codec/json_reader", tests, NULL, NULL);
}
