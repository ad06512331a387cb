#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/json_patch.h"
#include "codec/json_reader.h"

#include <stdio.h>

typedef chorus_result merge_function(cho_span target, cho_span patch, cho_buf *out);

static void check_merge(void **state, merge_function *merge, const char *target, const char *patch,
                        const char *expected)
{
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    cho_span old = tight_copy(target, strlen(target)), change = tight_copy(patch, strlen(patch));
    assert_ok(merge(old, change, &out));
    assert_span(expected, (cho_span){ out.data, out.len });
    tight_free(old);
    tight_free(change);
    cho_buf_deinit(&out);
}

/* RFC 7386, appendix A. */
static void test_the_examples_of_the_standard(void **state)
{
    static const struct {
        const char *target, *patch, *result;
    } cases[] = {
        { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
        { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
        { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
        { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
        { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
        { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
        { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}" },
        { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
        { "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
        { "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
        { "{\"a\":\"foo\"}", "null", "null" },
        { "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
        { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
        { "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
        { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_merge(state, cho_json_merge, cases[i].target, cases[i].patch, cases[i].result);
}

static void test_a_missing_target_is_nothing(void **state)
{
    check_merge(state, cho_json_merge, "", "{\"a\":1,\"b\":null,\"c\":{\"d\":null,\"e\":2}}",
                "{\"a\":1,\"c\":{\"e\":2}}");
    check_merge(state, cho_json_merge, "", "7", "7");
}

static void test_leaves_beside_the_patched_one_stay(void **state)
{
    check_merge(state, cho_json_merge, "{\"style\":{\"color\":\"blue\",\"size\":2},\"text\":\"a\"}",
                "{\"style\":{\"color\":\"red\"}}",
                "{\"style\":{\"color\":\"red\",\"size\":2},\"text\":\"a\"}");
    check_merge(state, cho_json_merge, "{\"style\":{\"color\":\"red\"}}", "{\"style\":\"plain\"}",
                "{\"style\":\"plain\"}");
    check_merge(state, cho_json_merge, "{\"style\":\"plain\"}",
                "{\"style\":{\"size\":3,\"x\":null}}", "{\"style\":{\"size\":3}}");
}

static void test_order_of_members_is_kept(void **state)
{
    check_merge(state, cho_json_merge, "{\"c\":1,\"a\":2,\"b\":3}",
                "{\"z\":9,\"b\":4,\"y\":8,\"c\":5}", "{\"c\":5,\"a\":2,\"b\":4,\"z\":9,\"y\":8}");
}

static void test_untouched_text_is_copied_as_it_is(void **state)
{
    check_merge(state, cho_json_merge, " { \"a\" : [ 1.50 , \"\\u0041\" ] , \"b\" : 1 } ",
                "{\"b\": 2e0 }", "{\"a\":[ 1.50 , \"\\u0041\" ],\"b\":2e0}");
}

static void test_the_last_of_equal_keys_counts(void **state)
{
    check_merge(state, cho_json_merge, "{\"a\":1,\"b\":2,\"a\":3}", "{}", "{\"a\":3,\"b\":2}");
    check_merge(state, cho_json_merge, "{}", "{\"a\":1,\"a\":null,\"b\":null,\"b\":2}",
                "{\"b\":2}");
    check_merge(state, cho_json_merge, "{\"a\":{\"x\":1},\"a\":{\"y\":2}}", "{\"a\":{\"z\":3}}",
                "{\"a\":{\"y\":2,\"z\":3}}");
}

static void test_keys_are_compared_by_what_they_mean(void **state)
{
    check_merge(state, cho_json_merge, "{\"\\u0061\":1,\"b\\/c\":2}", "{\"a\":5,\"b/c\":null}",
                "{\"\\u0061\":5}");
    check_merge(state, cho_json_merge, "{\"a\":1}", "{\"\\u0061\":{}}", "{\"a\":{}}");
}

static void test_deleted_members_can_be_kept_as_null(void **state)
{
    check_merge(state, cho_json_merge_keep_nulls, "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":4}",
                "{\"a\":null,\"b\":{\"c\":null},\"x\":null}",
                "{\"a\":null,\"b\":{\"c\":null,\"d\":3},\"e\":4}");
    check_merge(state, cho_json_merge_keep_nulls, "{}", "{\"n\":{\"o\":null}}", "{\"n\":{}}");
    check_merge(state, cho_json_merge_keep_nulls, "", "{\"n\":null}", "{}");
}

static void test_unsound_text_is_refused(void **state)
{
    static const struct {
        const char *target, *patch;
    } cases[] = {
        { "{}", "" },        { "{", "{}" },
        { "{}", "{\"a\"}" }, { "{\"a\":1,}", "{\"a\":2}" },
        { "{}", "{} x" },    { "{\"a\":01}", "{}" },
        { " ", "{}" },       { "{}", "{\"a\":\"\xFF\"}" },
    };
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    cho_buf_text(&out, "before");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_result(CHORUS_E_PROTOCOL, cho_json_merge(cho_span_of(cases[i].target),
                                                        cho_span_of(cases[i].patch), &out));
        assert_string_equal(out.data, "before");
    }
    cho_buf_deinit(&out);
}

static void nest(char *text, int depth, const char *leaf)
{
    *text = '\0';
    for (int i = 0; i < depth; i++)
        strcat(text, "{\"a\":");
    strcat(text, leaf);
    for (int i = 0; i < depth; i++)
        strcat(text, "}");
}

static void test_depth_is_bounded(void **state)
{
    char target[800], patch[800], expected[800];
    nest(target, 64, "1");
    nest(patch, 64, "2");
    nest(expected, 64, "2");
    check_merge(state, cho_json_merge, target, patch, expected);
    nest(patch, 65, "2");
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    assert_result(CHORUS_E_PROTOCOL, cho_json_merge(cho_span_of("{}"), cho_span_of(patch), &out));
    cho_buf_deinit(&out);
}

/* {"k0":0,"k1":1,...}; every third is missing when `gaps`. */
static void write_many(cho_buf *out, int count, bool gaps)
{
    cho_buf_text(out, "{");
    for (int i = 0; i < count; i++)
        if (!gaps || i % 3 != 0)
            cho_buf_printf(out, "%s\"k%d\":%d", out->len > 1 ? "," : "", i, i);
    cho_buf_text(out, "}");
}

static void test_objects_of_many_members_merge(void **state)
{
    failing_allocator *f = *state;
    cho_buf            target, patch, out, expected;
    cho_buf_init(&target, &f->hooks);
    cho_buf_init(&patch, &f->hooks);
    cho_buf_init(&out, &f->hooks);
    cho_buf_init(&expected, &f->hooks);
    write_many(&target, 20000, false);
    write_many(&expected, 20000, true);
    cho_buf_text(&patch, "{\"k0\":null");
    for (int i = 3; i < 20000; i += 3)
        cho_buf_printf(&patch, ",\"\\u006b%d\":null", i);
    cho_buf_text(&patch, "}");
    assert_ok(cho_json_merge((cho_span){ target.data, target.len },
                             (cho_span){ patch.data, patch.len }, &out));
    assert_string_equal(out.data, expected.data);
    cho_buf_deinit(&target);
    cho_buf_deinit(&patch);
    cho_buf_deinit(&out);
    cho_buf_deinit(&expected);
}

static void test_small_objects_take_no_scratch_memory(void **state)
{
    failing_allocator *f = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    assert_true(cho_buf_reserve(&out, 1000));
    size_t calls = f->call_count;
    assert_ok(cho_json_merge(cho_span_of("{\"a\":{\"b\":1},\"c\":2}"),
                             cho_span_of("{\"a\":{\"d\":3}}"), &out));
    assert_int_equal(f->call_count, calls);
    cho_buf_deinit(&out);
}

static void test_every_allocation_may_fail(void **state)
{
    failing_allocator *f = *state;
    cho_buf            target;
    cho_buf_init(&target, &f->hooks);
    write_many(&target, 150, false);
    EVERY_ALLOCATION_FAILS(f)
    {
        cho_buf out;
        cho_buf_init(&out, &f->hooks);
        chorus_result r = cho_json_merge((cho_span){ target.data, target.len },
                                         cho_span_of("{\"k149\":null}"), &out);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        assert_int_equal(out.len, r == CHORUS_OK ? target.len - strlen(",\"k149\":149") : 0);
        cho_buf_deinit(&out);
    }
    cho_buf_deinit(&target);
}

static void test_every_prefix_is_refused_in_place(void **state)
{
    static const char  text[] = "{\"a\":{\"b\":[1,\"\\u00e9\"]},\"c\":null}";
    failing_allocator *f      = *state;
    cho_buf            out;
    cho_buf_init(&out, &f->hooks);
    for (size_t len = 1; len < sizeof text - 1; len++) {
        cho_span prefix = tight_copy(text, len);
        assert_result(CHORUS_E_PROTOCOL, cho_json_merge(prefix, cho_span_of("{}"), &out));
        assert_result(CHORUS_E_PROTOCOL, cho_json_merge(cho_span_of("{}"), prefix, &out));
        tight_free(prefix);
    }
    assert_int_equal(out.len, 0);
    cho_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_the_examples_of_the_standard),
        HEAP_TEST(test_a_missing_target_is_nothing),
        HEAP_TEST(test_leaves_beside_the_patched_one_stay),
        HEAP_TEST(test_order_of_members_is_kept),
        HEAP_TEST(test_untouched_text_is_copied_as_it_is),
        HEAP_TEST(test_the_last_of_equal_keys_counts),
        HEAP_TEST(test_keys_are_compared_by_what_they_mean),
        HEAP_TEST(test_deleted_members_can_be_kept_as_null),
        HEAP_TEST(test_unsound_text_is_refused),
        HEAP_TEST(test_depth_is_bounded),
        HEAP_TEST(test_objects_of_many_members_merge),
        HEAP_TEST(test_small_objects_take_no_scratch_memory),
        HEAP_TEST(test_every_allocation_may_fail),
        HEAP_TEST(test_every_prefix_is_refused_in_place),
    };
    return cmocka_run_group_tests_name("codec/json_patch", tests, NULL, NULL);
}
