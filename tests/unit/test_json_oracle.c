/* Our JSON against cJSON, which other people wrote, on documents nobody chose. */
#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/json_reader.h"
#include "codec/json_writer.h"

#include <cjson/cJSON.h>

enum { DOCUMENT_COUNT = 4000, MUTATION_COUNT = 25 };

/* ---- documents by chance, the same in every run ---- */

typedef struct author {
    cho_buf  text;
    uint64_t seed;
    int      key_count;
} author;

static uint32_t pick(author *a, uint32_t below)
{
    a->seed = a->seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return (uint32_t)(a->seed >> 33) % below;
}

static void write_space(author *a)
{
    static const char *const spaces[] = { "", "", "", "", " ", "\n", "\t\r ", "  " };
    cho_buf_text(&a->text, spaces[pick(a, ARRAY_LEN(spaces))]);
}

/* cJSON ends a string at \u0000, so there is none. */
static void write_characters(author *a)
{
    static const char *const characters[] = {
        "a",
        "B",
        "7",
        " ",
        "/",
        "~",
        ".",
        "'",
        "[",
        "{",
        ",",
        ":",
        "long words ",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\u0041",
        "\\u00e9",
        "\\u20AC",
        "\\uD83D\\uDE00",
        "\\u0001",
        "\xC3\xA9",
        "\xE2\x82\xAC",
        "\xF0\x9F\x98\x80",
        "\x7F",
    };
    for (uint32_t left = pick(a, 12); left > 0; left--)
        cho_buf_text(&a->text, characters[pick(a, ARRAY_LEN(characters))]);
}

static void write_string(author *a)
{
    cho_buf_text(&a->text, "\"");
    write_characters(a);
    cho_buf_text(&a->text, "\"");
}

static void write_number(author *a)
{
    static const char *const odd[] = { "0",
                                       "-0",
                                       "-0.0",
                                       "1e5",
                                       "1E-5",
                                       "2.5e+10",
                                       "1.7976931348623157e308",
                                       "4.9e-324",
                                       "0.1",
                                       "9007199254740993",
                                       "-12.50" };
    uint32_t                 kind  = pick(a, 4);
    if (kind == 0)
        cho_buf_text(&a->text, odd[pick(a, ARRAY_LEN(odd))]);
    else if (kind == 1)
        cho_buf_printf(&a->text, "%d", (int)pick(a, 2000000) - 1000000);
    else if (kind == 2)
        cho_buf_printf(&a->text, "%u.%06u", pick(a, 100), pick(a, 1000000));
    else
        cho_buf_printf(&a->text, "%u.%ue%d", pick(a, 10), pick(a, 1u << 30),
                       (int)pick(a, 600) - 300);
}

static void write_value(author *a, uint32_t depth);

static void write_array(author *a, uint32_t depth)
{
    cho_buf_text(&a->text, "[");
    for (uint32_t i = 0, count = pick(a, 5); i < count; i++) {
        cho_buf_text(&a->text, i > 0 ? "," : "");
        write_value(a, depth + 1);
    }
    write_space(a);
    cho_buf_text(&a->text, "]");
}

/* Keys are numbered, because cJSON takes the first of equal ones. */
static void write_object(author *a, uint32_t depth)
{
    cho_buf_text(&a->text, "{");
    for (uint32_t i = 0, count = pick(a, 5); i < count; i++) {
        cho_buf_text(&a->text, i > 0 ? "," : "");
        write_space(a);
        cho_buf_printf(&a->text, "\"k%d", a->key_count++);
        write_characters(a);
        cho_buf_text(&a->text, "\"");
        write_space(a);
        cho_buf_text(&a->text, ":");
        write_value(a, depth + 1);
    }
    write_space(a);
    cho_buf_text(&a->text, "}");
}

static void write_value(author *a, uint32_t depth)
{
    static const char *const words[] = { "true", "false", "null" };
    uint32_t                 kind    = pick(a, depth < 20 ? 10 : 6);
    write_space(a);
    if (kind < 2)
        write_string(a);
    else if (kind < 5)
        write_number(a);
    else if (kind < 6)
        cho_buf_text(&a->text, words[pick(a, 3)]);
    else if (kind < 8)
        write_array(a, depth);
    else
        write_object(a, depth);
    write_space(a);
}

static cho_span next_document(author *a)
{
    cho_buf_clear(&a->text);
    a->key_count = 0;
    write_value(a, 0);
    return (cho_span){ a->text.data, a->text.len };
}

/* ---- reading side by side ---- */

static void check_same(cho_json_reader *r, const cJSON *theirs);

static void check_same_string(const cho_json_value *ours, const char *theirs)
{
    char bytes[1024];
    assert_in_range(ours->raw.len, 0, sizeof bytes);
    size_t len = cho_json_unescape(ours, bytes);
    assert_int_equal(len, strlen(theirs));
    assert_memory_equal(bytes, theirs, len);
}

static void check_same_scalar(cho_json_reader *r, const cJSON *theirs)
{
    cho_json_value ours;
    bool           flag;
    double         number;
    assert_true(cho_json_read(r, &ours));
    if (cJSON_IsString(theirs)) {
        assert_int_equal(ours.type, CHO_JSON_STRING);
        check_same_string(&ours, theirs->valuestring);
    } else if (cJSON_IsNumber(theirs)) {
        assert_true(cho_json_to_double(&ours, &number));
        assert_memory_equal(&number, &theirs->valuedouble, sizeof number);
    } else if (cJSON_IsBool(theirs)) {
        assert_true(cho_json_to_bool(&ours, &flag));
        assert_int_equal(flag, cJSON_IsTrue(theirs));
    } else {
        assert_true(cJSON_IsNull(theirs));
        assert_span("null", ours.raw);
    }
}

static void check_same(cho_json_reader *r, const cJSON *theirs)
{
    cho_json_value key;
    const cJSON   *child = theirs->child;
    if (cJSON_IsObject(theirs)) {
        assert_true(cho_json_enter_object(r));
        for (; cho_json_next_member(r, &key); child = child->next) {
            assert_non_null(child);
            check_same_string(&key, child->string);
            check_same(r, child);
        }
        assert_null(child);
    } else if (cJSON_IsArray(theirs)) {
        assert_true(cho_json_enter_array(r));
        for (; cho_json_next_element(r); child = child->next) {
            assert_non_null(child);
            check_same(r, child);
        }
        assert_null(child);
    } else {
        check_same_scalar(r, theirs);
    }
}

static cJSON *parse(cho_span text)
{
    return cJSON_ParseWithLength(text.ptr, text.len);
}

static void test_both_read_the_same(void **state)
{
    failing_allocator *f = *state;
    author             a = { .seed = 1 };
    cho_buf_init(&a.text, &f->hooks);
    for (int i = 0; i < DOCUMENT_COUNT; i++) {
        cho_span        text   = next_document(&a);
        cho_span        copy   = tight_copy(text.ptr, text.len);
        cJSON          *theirs = parse(text);
        cho_json_reader r;
        assert_non_null(theirs);
        cho_json_reader_init(&r, copy, 0);
        check_same(&r, theirs);
        assert_true(cho_json_finish(&r));
        cJSON_Delete(theirs);
        tight_free(copy);
    }
    cho_buf_deinit(&a.text);
}

/* ---- writing what was read ---- */

static void write_again(cho_json_reader *r, cho_json_writer *w);

static void write_scalar_again(cho_json_reader *r, cho_json_writer *w)
{
    char           bytes[1024];
    cho_json_value v;
    double         number;
    assert_true(cho_json_read(r, &v));
    if (v.type == CHO_JSON_STRING)
        cho_json_write_string(w, (cho_span){ bytes, cho_json_unescape(&v, bytes) });
    else if (cho_json_to_double(&v, &number))
        cho_json_write_double(w, number);
    else if (v.type == CHO_JSON_BOOL)
        cho_json_write_bool(w, v.raw.ptr[0] == 't');
    else
        cho_json_write_null(w);
}

static void write_again(cho_json_reader *r, cho_json_writer *w)
{
    char           bytes[1024];
    cho_json_value key;
    if (cho_json_enter_object(r)) {
        cho_json_begin_object(w);
        while (cho_json_next_member(r, &key)) {
            cho_json_key_span(w, (cho_span){ bytes, cho_json_unescape(&key, bytes) });
            write_again(r, w);
        }
        cho_json_end_object(w);
    } else if (cho_json_enter_array(r)) {
        cho_json_begin_array(w);
        while (cho_json_next_element(r))
            write_again(r, w);
        cho_json_end_array(w);
    } else {
        write_scalar_again(r, w);
    }
}

static void test_what_we_write_means_the_same_to_both(void **state)
{
    failing_allocator *f = *state;
    author             a = { .seed = 2 };
    cho_buf            out;
    cho_buf_init(&a.text, &f->hooks);
    cho_buf_init(&out, &f->hooks);
    for (int i = 0; i < DOCUMENT_COUNT; i++) {
        cho_span        text = next_document(&a);
        cho_json_reader r;
        cho_json_writer w = cho_json_writer_on(&out);
        cho_buf_clear(&out);
        cho_json_reader_init(&r, text, 0);
        write_again(&r, &w);
        assert_false(out.failed);
        cJSON *before = parse(text), *after = parse((cho_span){ out.data, out.len });
        assert_true(cJSON_Compare(before, after, 1));
        cJSON_Delete(before);
        cJSON_Delete(after);
    }
    cho_buf_deinit(&a.text);
    cho_buf_deinit(&out);
}

/* ---- damaged documents ---- */

static void damage(author *a, char *text, size_t len)
{
    static const char bytes[] = "\"\\{}[],:0-+.eE1tfnu \x01\x80\xC3\xFF";
    for (uint32_t hits = 1 + pick(a, 3); hits > 0; hits--)
        text[pick(a, (uint32_t)len)] = bytes[pick(a, sizeof bytes - 1)];
}

/* cJSON takes much that is no JSON; but what it refuses we must refuse. */
static bool check_damaged(author *a, cho_span whole, cho_buf *damaged)
{
    cho_buf_clear(damaged);
    cho_buf_append(damaged, whole.ptr, whole.len);
    damage(a, damaged->data, damaged->len);
    cho_span copy   = tight_copy(damaged->data, damaged->len);
    bool     ours   = cho_json_check(copy, 0, NULL);
    cJSON   *theirs = parse((cho_span){ damaged->data, damaged->len });
    if (ours && theirs == NULL)
        fail_msg("only we accept %s", damaged->data);
    cJSON_Delete(theirs);
    tight_free(copy);
    return ours;
}

static void test_we_accept_no_more_than_they_do(void **state)
{
    failing_allocator *f        = *state;
    author             a        = { .seed = 3 };
    int                accepted = 0;
    cho_buf            damaged;
    cho_buf_init(&a.text, &f->hooks);
    cho_buf_init(&damaged, &f->hooks);
    for (int i = 0; i < DOCUMENT_COUNT / 4; i++) {
        cho_span whole = next_document(&a);
        for (int j = 0; j < MUTATION_COUNT; j++)
            accepted += check_damaged(&a, whole, &damaged);
    }
    assert_in_range(accepted, 500,
                    DOCUMENT_COUNT / 4 * MUTATION_COUNT - 5000); /* both happen often */
    cho_buf_deinit(&a.text);
    cho_buf_deinit(&damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_both_read_the_same),
        HEAP_TEST(test_what_we_write_means_the_same_to_both),
        HEAP_TEST(test_we_accept_no_more_than_they_do),
    };
    return cmocka_run_group_tests_name("codec/json_oracle", tests, NULL, NULL);
}
