#include "support/support.h"

#include "host/service/host_limits.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE_MAX = 32768 };

static void read_text(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    out[fread(out, 1, size - 1, file)] = '\0';
    fclose(file);
}

static chorus_host_limit limit_at(uint32_t index)
{
    chorus_host_limit limit;
    CHORUS_INIT(&limit);
    assert_ok(chorus_host_limit_info(index, &limit));
    return limit;
}

static uint32_t count_limits(void)
{
    chorus_host_limit limit;
    uint32_t          count = 0;
    CHORUS_INIT(&limit);
    while (chorus_host_limit_info(count, &limit) == CHORUS_OK)
        count++;
    return count;
}

/* ---- the table ---- */

static void test_every_field_has_its_row(void **state)
{
    size_t end = sizeof(size_t);
    (void)state;
    for (uint32_t i = 0; i < count_limits(); i++, end += sizeof(uint32_t))
        assert_int_equal(limit_at(i).offset, end);
    assert_int_equal((end + sizeof(size_t) - 1) / sizeof(size_t) * sizeof(size_t), sizeof(chorus_host_limits));
}

static void test_every_default_is_possible(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < count_limits(); i++) {
        chorus_host_limit limit = limit_at(i);
        assert_true(limit.least <= limit.usual && limit.usual <= limit.most);
        assert_true(limit.least > 0 || limit.usual == 0); /* zero means the default */
    }
}

static void test_there_is_no_limit_behind_the_last(void **state)
{
    chorus_host_limit limit;
    (void)state;
    CHORUS_INIT(&limit);
    assert_int_equal(chorus_host_limit_info(count_limits(), &limit), CHORUS_E_NOT_FOUND);
    assert_int_equal(chorus_host_limit_info(0, NULL), CHORUS_E_INVALID);
}

/* The rows of the page are these, in this order and with these numbers. */
static void test_the_page_lists_them_as_they_are(void **state)
{
    static char page[PAGE_MAX];
    char        row[512];
    const char *at = page;
    (void)state;
    read_text("docs/limits.md", page, sizeof page);
    for (uint32_t i = 0; i < count_limits(); i++) {
        chorus_host_limit limit = limit_at(i);
        snprintf(row, sizeof row, "| `%s` | %u | %u | %u | %s | %s |\n", limit.name, (unsigned)limit.usual,
                 (unsigned)limit.least, (unsigned)limit.most, limit.unit, limit.what);
        at = strstr(at, row);
        if (at == NULL)
            fail_msg("docs/limits.md lacks this row, or has it elsewhere:\n%s", row);
    }
    assert_null(strstr(at + 1, "\n| `"));
}

/* ---- values ---- */

static void test_what_is_out_of_range_is_named(void **state)
{
    chorus_host_limits limits;
    (void)state;
    CHORUS_INIT(&limits);
    assert_null(cho_host_limits_fault(&limits));
    limits.header_ms = 999;
    assert_string_equal(cho_host_limits_fault(&limits), "header_ms: a whole number from 1000 to 600000 is needed");
    limits.header_ms    = 1000;
    limits.inputs_per_s = 1001;
    assert_string_equal(cho_host_limits_fault(&limits), "inputs_per_s: a whole number from 1 to 1000 is needed");
}

static void test_gaps_are_filled_from_the_second_then_by_default(void **state)
{
    chorus_host_limits first, second, whole;
    (void)state;
    CHORUS_INIT(&first);
    CHORUS_INIT(&second);
    first.inputs_per_s  = 5;
    second.inputs_per_s = 6;
    second.moves_per_s  = 7;
    cho_host_limits_complete(&first, &second, &whole);
    assert_int_equal(whole.inputs_per_s, 5);
    assert_int_equal(whole.moves_per_s, 7);
    assert_int_equal(whole.header_ms, 5000);
}

static void test_limits_win_over_the_older_fields(void **state)
{
    chorus_host_options options;
    chorus_host_limits  limits, asked;
    (void)state;
    CHORUS_INIT(&options);
    CHORUS_INIT(&limits);
    options.inputs_per_s = 3;
    options.moves_per_s  = 4;
    options.limits       = &limits;
    limits.moves_per_s   = 9;
    assert_ok(cho_host_limits_asked(&options, &asked));
    assert_int_equal(asked.inputs_per_s, 3);
    assert_int_equal(asked.moves_per_s, 9);
    assert_int_equal(asked.header_ms, 0);
}

/* ---- a file ---- */

static chorus_result read_json(const char *text, chorus_host_limits *out, char error[200])
{
    CHORUS_INIT(out);
    error[0] = '\0';
    return chorus_host_read_limits(text, strlen(text), out, error, 200);
}

static void test_a_file_sets_what_it_names(void **state)
{
    chorus_host_limits limits;
    char               error[200];
    (void)state;
    assert_ok(read_json(" {\"inputs_per_s\": 7, \"header_ms\":2000}\n", &limits, error));
    assert_int_equal(limits.inputs_per_s, 7);
    assert_int_equal(limits.header_ms, 2000);
    assert_int_equal(limits.moves_per_s, 0);
    assert_string_equal(error, "");
}

static void test_an_empty_object_means_every_default(void **state)
{
    chorus_host_limits limits;
    char               error[200];
    (void)state;
    limits.inputs_per_s = 5;
    assert_ok(read_json("{}", &limits, error));
    assert_int_equal(limits.inputs_per_s, 0);
}

static void test_mistakes_in_a_file_are_told_in_a_sentence(void **state)
{
    static const struct {
        const char   *text, *sentence;
        chorus_result result;
    } cases[] = {
        { "", "at byte 0: text ends early; a JSON object is needed here", CHORUS_E_INVALID },
        { "{\"inputs_per_s\":5", "at byte 17: text ends early; a JSON object is needed here", CHORUS_E_INVALID },
        { "[]", "a JSON object such as {\"inputs_per_s\": 10} is needed here", CHORUS_E_INVALID },
        { "{\"inputs_per_z\":5}",
          "\"inputs_per_z\" is the name of no limit; \"inputs_per_s\" is one, docs/limits.md lists them all",
          CHORUS_E_INVALID },
        { "{\"inputs_per_s\":\"5\"}", "inputs_per_s: a whole number from 1 to 1000 is needed", CHORUS_E_TYPE },
        { "{\"inputs_per_s\":5.5}", "inputs_per_s: a whole number from 1 to 1000 is needed", CHORUS_E_TYPE },
        { "{\"inputs_per_s\":-5}", "inputs_per_s: a whole number from 1 to 1000 is needed", CHORUS_E_TYPE },
        { "{\"inputs_per_s\":null}", "inputs_per_s: a whole number from 1 to 1000 is needed", CHORUS_E_TYPE },
        { "{\"inputs_per_s\":0}", "inputs_per_s: 0 is out of range, 1 to 1000 per second are possible",
          CHORUS_E_INVALID },
        { "{\"inputs_per_s\":1001}", "inputs_per_s: 1001 is out of range, 1 to 1000 per second are possible",
          CHORUS_E_INVALID },
        { "{\"inputs_per_s\":[[1]]}", "at byte 17: nested too deeply; a JSON object is needed here", CHORUS_E_INVALID },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        chorus_host_limits limits;
        char               error[200];
        assert_int_equal(read_json(cases[i].text, &limits, error), cases[i].result);
        assert_string_equal(error, cases[i].sentence);
    }
}

static void test_a_long_mistake_does_not_need_a_long_sentence(void **state)
{
    static char        text[5000] = "{\"";
    chorus_host_limits limits;
    char               error[200], little[8];
    (void)state;
    memset(text + 2, 'x', 4000);
    strcat(text, "\":1}");
    assert_int_equal(read_json(text, &limits, error), CHORUS_E_INVALID);
    assert_true(strlen(error) < sizeof error - 1);
    assert_int_equal(chorus_host_read_limits("[]", 2, &limits, little, sizeof little), CHORUS_E_INVALID);
    assert_string_equal(little, "a JSON ");
    assert_int_equal(chorus_host_read_limits("[]", 2, &limits, NULL, 0), CHORUS_E_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field_has_its_row),
        cmocka_unit_test(test_every_default_is_possible),
        cmocka_unit_test(test_there_is_no_limit_behind_the_last),
        cmocka_unit_test(test_the_page_lists_them_as_they_are),
        cmocka_unit_test(test_what_is_out_of_range_is_named),
        cmocka_unit_test(test_gaps_are_filled_from_the_second_then_by_default),
        cmocka_unit_test(test_limits_win_over_the_older_fields),
        cmocka_unit_test(test_a_file_sets_what_it_names),
        cmocka_unit_test(test_an_empty_object_means_every_default),
        cmocka_unit_test(test_mistakes_in_a_file_are_told_in_a_sentence),
        cmocka_unit_test(test_a_long_mistake_does_not_need_a_long_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
