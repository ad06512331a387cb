#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"
#include "codec/json_writer.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

/* A buffer on the heap of the test, and a writer on it. */
typedef struct sheet {
    cho_buf         buf;
    cho_json_writer w;
} sheet;

static void sheet_init(sheet *s, void **state)
{
    failing_allocator *f = *state;
    cho_buf_init(&s->buf, &f->hooks);
    s->w = cho_json_writer_on(&s->buf);
}

static void sheet_expect(sheet *s, const char *text)
{
    assert_false(s->buf.failed);
    assert_span(text, (cho_span){ s->buf.data, s->buf.len });
    cho_buf_clear(&s->buf);
    s->w = cho_json_writer_on(&s->buf);
}

static void test_commas_are_set(void **state)
{
    sheet s;
    sheet_init(&s, state);
    cho_json_begin_object(&s.w);
    cho_json_key(&s.w, "a"), cho_json_write_int64(&s.w, 1);
    cho_json_key(&s.w, "b"), cho_json_begin_array(&s.w);
    cho_json_write_bool(&s.w, true);
    cho_json_write_bool(&s.w, false);
    cho_json_write_null(&s.w);
    cho_json_begin_object(&s.w);
    cho_json_end_object(&s.w);
    cho_json_begin_array(&s.w);
    cho_json_end_array(&s.w);
    cho_json_write_text(&s.w, "x");
    cho_json_end_array(&s.w);
    cho_json_key_span(&s.w, cho_span_of("c")), cho_json_write_raw(&s.w, cho_span_of("{\"d\":[]}"));
    cho_json_key_raw(&s.w, cho_span_of("\"\\u0065\"")), cho_json_write_uint64(&s.w, UINT64_MAX);
    cho_json_end_object(&s.w);
    sheet_expect(&s, "{\"a\":1,\"b\":[true,false,null,{},[],\"x\"],\"c\":{\"d\":[]},"
                     "\"\\u0065\":18446744073709551615}");
    cho_buf_deinit(&s.buf);
}

static void test_a_value_may_stand_alone(void **state)
{
    sheet s;
    sheet_init(&s, state);
    cho_json_write_null(&s.w);
    sheet_expect(&s, "null");
    cho_json_write_string(&s.w, (cho_span){ NULL, 0 });
    sheet_expect(&s, "\"\"");
    cho_buf_deinit(&s.buf);
}

static void test_a_writer_goes_on_behind_what_is_there(void **state)
{
    sheet s;
    sheet_init(&s, state);
    cho_buf_text(&s.buf, "head:");
    s.w = cho_json_writer_on(&s.buf);
    cho_json_write_int64(&s.w, -7);
    sheet_expect(&s, "head:-7");
    cho_buf_deinit(&s.buf);
}

/* ---- strings ---- */

static void test_strings_are_escaped(void **state)
{
    sheet s;
    sheet_init(&s, state);
    cho_json_write_text(&s.w, "\"quoted\" \\ / \b\f\n\r\t \x01\x0B\x1F\x7F end");
    sheet_expect(&s, "\"\\\"quoted\\\" \\\\ / \\b\\f\\n\\r\\t \\u0001\\u000b\\u001f\x7F end\"");
    cho_json_write_string(&s.w, (cho_span){ "a\0b", 3 });
    sheet_expect(&s, "\"a\\u0000b\"");
    cho_json_begin_object(&s.w);
    cho_json_key(&s.w, "k\"ey\n"), cho_json_write_null(&s.w);
    cho_json_end_object(&s.w);
    sheet_expect(&s, "{\"k\\\"ey\\n\":null}");
    cho_buf_deinit(&s.buf);
}

static void test_text_is_kept(void **state)
{
    static const char text[] = "\"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x8E\xAE a/b~c.d and more\"";
    sheet             s;
    sheet_init(&s, state);
    cho_json_write_string(&s.w, (cho_span){ text + 1, sizeof text - 3 });
    sheet_expect(&s, text);
    cho_buf_deinit(&s.buf);
}

static void test_bytes_that_are_no_text_are_replaced(void **state)
{
    static const struct {
        const char *bytes, *text;
    } cases[] = {
        { "\xFF", "\"\xEF\xBF\xBD\"" },
        { "a\xC3", "\"a\xEF\xBF\xBD\"" },
        { "\xC3\x28", "\"\xEF\xBF\xBD(\"" },
        { "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"" },
        { "\xC3\xA9\x80\n", "\"\xC3\xA9\xEF\xBF\xBD\\n\"" },
        { "\xF0\x9F\x98\x80\xF0\x9F", "\"\xF0\x9F\x98\x80\xEF\xBF\xBD\xEF\xBF\xBD\"" },
    };
    sheet s;
    sheet_init(&s, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_write_text(&s.w, cases[i].bytes);
        sheet_expect(&s, cases[i].text);
    }
    cho_buf_deinit(&s.buf);
}

static void test_every_byte_survives_the_way_back(void **state)
{
    sheet s;
    sheet_init(&s, state);
    for (int place = 0; place < 20; place++) {
        for (int byte = 0; byte < 128; byte++) {
            char bytes[] = "abcdefghijklmnopqrst", back[64];
            bytes[place] = (char)byte;
            cho_json_reader r;
            cho_json_value  v;
            cho_json_write_string(&s.w, (cho_span){ bytes, 20 });
            cho_json_reader_init(&r, (cho_span){ s.buf.data, s.buf.len }, 0);
            assert_true(cho_json_read(&r, &v) && cho_json_finish(&r));
            assert_int_equal(cho_json_unescape(&v, back), 20);
            assert_memory_equal(back, bytes, 20);
            cho_buf_clear(&s.buf);
            s.w = cho_json_writer_on(&s.buf);
        }
    }
    cho_buf_deinit(&s.buf);
}

/* ---- numbers ---- */

static void test_integers_reach_their_ends(void **state)
{
    sheet s;
    sheet_init(&s, state);
    cho_json_begin_array(&s.w);
    cho_json_write_int64(&s.w, INT64_MIN);
    cho_json_write_int64(&s.w, INT64_MAX);
    cho_json_write_int64(&s.w, 0);
    cho_json_write_uint64(&s.w, 0);
    cho_json_write_uint64(&s.w, 10);
    cho_json_end_array(&s.w);
    sheet_expect(&s, "[-9223372036854775808,9223372036854775807,0,0,10]");
    cho_buf_deinit(&s.buf);
}

static void test_doubles_are_short(void **state)
{
    static const struct {
        double      value;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { -0.0, "-0" },
        { 0.1, "0.1" },
        { 0.30000000000000004, "0.30000000000000004" },
        { 1700000000123, "1700000000123" },
        { 1e21, "1e+21" },
        { -2.5e-7, "-2.5e-07" },
        { 9007199254740993.0, "9007199254740992" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { 5e-324, "4.94065645841247e-324" },
    };
    sheet s;
    sheet_init(&s, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_write_double(&s.w, cases[i].value);
        sheet_expect(&s, cases[i].text);
    }
    cho_buf_deinit(&s.buf);
}

static void test_doubles_survive_the_way_back(void **state)
{
    uint64_t bits = 1;
    sheet    s;
    sheet_init(&s, state);
    for (int i = 0; i < 5000; i++) {
        double value;
        bits = bits * UINT64_C(6364136223846793005) + 1442695040888963407;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        cho_json_write_double(&s.w, value);
        assert_true(cho_json_check((cho_span){ s.buf.data, s.buf.len }, 0, NULL));
        assert_true(strtod(s.buf.data, NULL) == value);
        cho_buf_clear(&s.buf);
        s.w = cho_json_writer_on(&s.buf);
    }
    cho_buf_deinit(&s.buf);
}

static void test_floats_have_six_places_at_most(void **state)
{
    static const struct {
        float       value;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { -0.0f, "0" },
        { 1, "1" },
        { -1, "-1" },
        { 0.5f, "0.5" },
        { -0.287f, "-0.287" },
        { 0.1f, "0.1" },
        { 1.0f / 3, "0.333333" },
        { -2.0f / 3, "-0.666667" },
        { 0.0000004f, "0" },
        { -0.0000004f, "0" },
        { 0.000001f, "0.000001" },
        { 0.9999999f, "1" },
        { 100.25f, "100.25" },
        { 123456.789f, "123456.789063" },
        { 999999936.0f, "999999936" },
    };
    sheet s;
    sheet_init(&s, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_write_float(&s.w, cases[i].value);
        sheet_expect(&s, cases[i].text);
    }
    cho_json_write_float(&s.w, FLT_MAX);
    assert_true(strtof(s.buf.data, NULL) == FLT_MAX);
    cho_buf_deinit(&s.buf);
}

static void test_what_json_cannot_hold_fails(void **state)
{
    static const double cases[] = { NAN, INFINITY, -INFINITY };
    sheet               s;
    sheet_init(&s, state);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_json_write_double(&s.w, cases[i]);
        assert_true(s.buf.failed);
        cho_buf_clear(&s.buf);
        cho_json_write_float(&s.w, (float)cases[i]);
        assert_true(s.buf.failed);
        assert_int_equal(s.buf.len, 0);
        cho_buf_clear(&s.buf);
    }
    cho_buf_deinit(&s.buf);
}

/* Needs a locale that writes 0,5; without one there is nothing to try. */
static void test_the_locale_does_not_matter(void **state)
{
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL)
        skip();
    sheet s;
    sheet_init(&s, state);
    cho_json_write_double(&s.w, 0.5);
    sheet_expect(&s, "0.5");
    cho_json_write_float(&s.w, -1.25f);
    sheet_expect(&s, "-1.25");
    cho_buf_deinit(&s.buf);
    setlocale(LC_NUMERIC, "C");
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
    {
        sheet s;
        sheet_init(&s, state);
        cho_json_begin_array(&s.w);
        for (int i = 0; i < 50; i++)
            cho_json_write_text(&s.w, "text\n\xFF");
        cho_json_end_array(&s.w);
        assert_int_equal(s.buf.failed, failing_allocator_has_failed(f));
        cho_buf_deinit(&s.buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_commas_are_set),
        HEAP_TEST(test_a_value_may_stand_alone),
        HEAP_TEST(test_a_writer_goes_on_behind_what_is_there),
        HEAP_TEST(test_strings_are_escaped),
        HEAP_TEST(test_text_is_kept),
        HEAP_TEST(test_bytes_that_are_no_text_are_replaced),
        HEAP_TEST(test_every_byte_survives_the_way_back),
        HEAP_TEST(test_integers_reach_their_ends),
        HEAP_TEST(test_doubles_are_short),
        HEAP_TEST(test_doubles_survive_the_way_back),
        HEAP_TEST(test_floats_have_six_places_at_most),
        HEAP_TEST(test_what_json_cannot_hold_fails),
        HEAP_TEST(test_the_locale_does_not_matter),
        HEAP_TEST(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("codec/json_writer", tests, NULL, NULL);
}
