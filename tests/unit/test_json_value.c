#include "support/failing_allocator.h"
#include "support/json_text.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"

static const struct {
    const char *text, *meaning;
    size_t      len;
} strings[] = {
    { "\"\"", "", 0 },
    { "\"plain\"", "plain", 5 },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
    { "\"\\u0041\\u00e9\\u20AC\"", "A\xC3\xA9\xE2\x82\xAC", 6 },
    { "\"\\uD83D\\uDE00!\"", "\xF0\x9F\x98\x80!", 5 },
    { "\"\\uDBFF\\uDFFF\"", "\xF4\x8F\xBF\xBF", 4 },
    { "\"\\u007F\\u0080\\u07FF\\u0800\\uFFFF\"", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF",
      11 },
    { "\"\\ud800\\udc00\"", "\xF0\x90\x80\x80", 4 },
    { "\"a\\u0000b\"", "a\0b", 3 },
    { "\"caf\xC3\xA9 \\n\"", "caf\xC3\xA9 \n", 7 },
};

static void test_strings_mean_their_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        char           bytes[64];
        cho_json_value v = json_text_value(strings[i].text);
        assert_int_equal(cho_json_unescape(&v, bytes), strings[i].len);
        assert_memory_equal(bytes, strings[i].meaning, strings[i].len);
    }
}

static void test_unescaped_bytes_fit_where_the_raw_ones_did(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        cho_json_value v    = json_text_value(strings[i].text);
        char          *room = malloc(v.raw.len + 1);
        assert_non_null(room);
        assert_true(cho_json_unescape(&v, room) <= v.raw.len);
        free(room);
    }
}

static void test_only_strings_have_bytes(void **state)
{
    char           bytes[8];
    cho_json_value number = json_text_value("12"), list = json_text_value("[\"a\"]"), absent = { 0 };
    (void)state;
    assert_int_equal(cho_json_unescape(&number, bytes), 0);
    assert_int_equal(cho_json_unescape(&list, bytes), 0);
    assert_int_equal(cho_json_unescape(&absent, bytes), 0);
    assert_false(cho_json_is(&number, "12"));
    assert_false(cho_json_is(&absent, ""));
}

static void test_unescaped_bytes_are_appended(void **state)
{
    failing_allocator *f = *state;
    cho_buf            b;
    cho_buf_init(&b, &f->hooks);
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        cho_json_value v = json_text_value(strings[i].text);
        cho_buf_clear(&b);
        cho_buf_text(&b, "> ");
        cho_json_append_unescaped(&v, &b);
        assert_int_equal(b.len, strings[i].len + 2);
        assert_memory_equal(b.data + 2, strings[i].meaning, strings[i].len);
        assert_int_equal(b.data[b.len], 0);
    }
    cho_buf_deinit(&b);
}

static void test_appending_survives_missing_memory(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
    {
        cho_json_value v = json_text_value("\"a\\u0062c\"");
        cho_buf        b;
        cho_buf_init(&b, &f->hooks);
        cho_json_append_unescaped(&v, &b);
        assert_int_equal(b.failed, failing_allocator_has_failed(f));
        assert_int_equal(b.len, b.failed ? 0 : 3);
        cho_buf_deinit(&b);
    }
}

static void test_literals_are_recognised_however_they_are_spelled(void **state)
{
    static const char *const spellings[] = {
        "\"sceneID\"",
        "\"\\u0073ceneID\"",
        "\"scene\\u0049D\"",
        "\"sceneI\\u0044\"",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        cho_json_value v = json_text_value(spellings[i]);
        assert_true(cho_json_is(&v, "sceneID"));
        assert_false(cho_json_is(&v, "sceneId"));
        assert_false(cho_json_is(&v, "sceneI"));
        assert_false(cho_json_is(&v, "sceneIDs"));
        assert_false(cho_json_is(&v, ""));
    }
}

static void test_bytes_behind_a_nul_count(void **state)
{
    cho_json_value v = json_text_value("\"a\\u0000b\"");
    (void)state;
    assert_true(cho_json_equals(&v, (cho_span){ "a\0b", 3 }));
    assert_false(cho_json_equals(&v, (cho_span){ "a\0c", 3 }));
    assert_false(cho_json_is(&v, "a"));
}

static void test_a_nul_is_told_from_what_looks_like_one(void **state)
{
    static const char *const with[]    = { "\"\\u0000\"", "\"a\\n\\u0000b\"", "\"\\\\\\u0000\"" };
    static const char *const without[] = { "\"\"", "\"a\"", "\"\\\\u0000\"", "\"\\u0001\\u1000\"" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(with); i++) {
        cho_json_value v = json_text_value(with[i]);
        assert_true(cho_json_has_nul(&v));
    }
    for (size_t i = 0; i < ARRAY_LEN(without); i++) {
        cho_json_value v = json_text_value(without[i]);
        assert_false(cho_json_has_nul(&v));
    }
}

static void test_empty_spans_without_a_pointer_compare(void **state)
{
    cho_json_value empty = json_text_value("\"\""), escaped = json_text_value("\"\\n\"");
    (void)state;
    assert_true(cho_json_equals(&empty, (cho_span){ NULL, 0 }));
    assert_false(cho_json_equals(&escaped, (cho_span){ NULL, 0 }));
}

/* Sorted by what they mean. */
static const char *const sorted[] = {
    "\"\"",   "\"\\u0000\"",  "\"\\n\"", "\"a\"",       "\"a\\u0000\"",     "\"a\\u0000b\"",
    "\"aa\"", "\"\\u0061b\"", "\"b\"",   "\"\\u00e9\"", "\"\xE2\x82\xAC\"", "\"\\ud83d\\ude00\"",
};

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void test_strings_are_ordered_by_what_they_mean(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
        for (size_t j = 0; j < ARRAY_LEN(sorted); j++) {
            cho_json_value a = json_text_value(sorted[i]), b = json_text_value(sorted[j]);
            assert_int_equal(sign(cho_json_compare(&a, &b)), sign((int)i - (int)j));
        }
    }
}

static void test_ids_of_all_sorts_survive(void **state)
{
    char long_text[1100] = "\"", bytes[1100];
    (void)state;
    memset(long_text + 1, 'i', 1000);
    strcpy(long_text + 1001, "\"");
    cho_json_value v = json_text_value(long_text);
    assert_int_equal(cho_json_unescape(&v, bytes), 1000);
    cho_json_value odd = json_text_value("\"a/b~c.d'\\\"e\\\" \xF0\x9F\x8E\xAE\"");
    assert_true(cho_json_is(&odd, "a/b~c.d'\"e\" \xF0\x9F\x8E\xAE"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strings_mean_their_bytes),
        cmocka_unit_test(test_unescaped_bytes_fit_where_the_raw_ones_did),
        cmocka_unit_test(test_only_strings_have_bytes),
        HEAP_TEST(test_unescaped_bytes_are_appended),
        HEAP_TEST(test_appending_survives_missing_memory),
        cmocka_unit_test(test_literals_are_recognised_however_they_are_spelled),
        cmocka_unit_test(test_bytes_behind_a_nul_count),
        cmocka_unit_test(test_a_nul_is_told_from_what_looks_like_one),
        cmocka_unit_test(test_empty_spans_without_a_pointer_compare),
        cmocka_unit_test(test_strings_are_ordered_by_what_they_mean),
        cmocka_unit_test(test_ids_of_all_sorts_survive),
    };
    return cmocka_run_group_tests_name("codec/json_value", tests, NULL, NULL);
}
