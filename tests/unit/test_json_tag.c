#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/tight.h"

#include "codec/json_patch.h"

/* ---- the table ---- */

static void test_s34_newer_wins_then_priority(void **state)
{
    static const struct {
        cho_json_tag stored, writer;
        bool         yields;
    } cases[] = {
        { { 10, 0 }, { 11, 0 }, true },  { { 10, 5 }, { 11, 0 }, true },  { { 10, 0 }, { 10, 0 }, true },
        { { 10, 0 }, { 10, 1 }, true },  { { 10, 1 }, { 10, 0 }, false }, { { 10, 0 }, { 9, 0 }, false },
        { { 10, 0 }, { 9, 1 }, true },   { { 10, 1 }, { 9, 1 }, false },  { { 10, -1 }, { 9, 0 }, true },
        { { 10, 0 }, { 9, -1 }, false }, { { 0, 0 }, { 0, 0 }, true },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(cho_json_tag_yields(cases[i].stored, cases[i].writer), cases[i].yields);
}

/* ---- nodes ---- */

static void test_what_is_absent_has_the_tag_around_it(void **state)
{
    cho_json_value    absent = { .type = CHO_JSON_NULL };
    cho_json_tag_node node   = cho_json_tag_read(&absent, (cho_json_tag){ 7, -3 });
    (void)state;
    assert_int_equal(node.tag.seq, 7);
    assert_int_equal(node.tag.priority, -3);
    assert_int_equal(node.inside.len, 0);
}

static void test_an_object_yields_when_all_in_it_does(void **state)
{
    static const char text[] = "[5,0,{\"a\":[9,0],\"b\":[6,0,{\"c\":[3,2]}]}]";
    cho_json_value    value  = { cho_span_of(text), CHO_JSON_ARRAY, false };
    cho_json_tag_node node   = cho_json_tag_read(&value, (cho_json_tag){ 0, 0 });
    (void)state;
    assert_int_equal(node.tag.seq, 5);
    assert_false(cho_json_tag_all_yield(&node, (cho_json_tag){ 8, 0 }));
    assert_true(cho_json_tag_all_yield(&node, (cho_json_tag){ 9, 0 }));
    assert_true(cho_json_tag_all_yield(&node, (cho_json_tag){ 3, 2 }));
    assert_false(cho_json_tag_all_yield(&node, (cho_json_tag){ 2, 2 }));
}

/* ---- merging ---- */

/* Merges into an object whose tags are [10,0,tags]. */
static void check_merge(void **state, const char *target, const char *tags, const char *patch, cho_json_author author,
                        const char *result, const char *result_tags)
{
    failing_allocator      *f    = *state;
    const cho_json_tag_node node = { { 10, 0 }, tight_copy(tags, strlen(tags)) };
    cho_span                old  = tight_copy(target, strlen(target)), change = tight_copy(patch, strlen(patch));
    cho_buf                 out, out_tags;
    cho_buf_init(&out, &f->hooks);
    cho_buf_init(&out_tags, &f->hooks);
    assert_ok(cho_json_merge_tagged(old, &node, change, &author, &out, &out_tags));
    assert_span(result, (cho_span){ out.data, out.len });
    assert_span(result_tags, (cho_span){ out_tags.data, out_tags.len });
    cho_buf_deinit(&out);
    cho_buf_deinit(&out_tags);
    tight_free(node.inside);
    tight_free(old);
    tight_free(change);
}

#define BY(seq, priority) (cho_json_author){ { (seq), (priority) }, false }

static void test_only_what_differs_is_tagged(void **state)
{
    check_merge(state, "{\"a\":1,\"b\":2}", "", "{\"a\":3}", BY(10, 0), "{\"a\":3,\"b\":2}", "");
    check_merge(state, "{\"a\":1,\"b\":2}", "", "{\"a\":3}", BY(12, 1), "{\"a\":3,\"b\":2}", "{\"a\":[12,1]}");
    check_merge(state, "{\"a\":1,\"b\":2}", "{\"a\":[12,1]}", "{\"b\":3}", BY(13, 0), "{\"a\":1,\"b\":3}",
                "{\"a\":[12,1],\"b\":[13,0]}");
    check_merge(state, "{\"a\":1,\"b\":2}", "{\"a\":[12,1]}", "{\"a\":3}", BY(13, 0), "{\"a\":3,\"b\":2}",
                "{\"a\":[13,0]}");
}

static void test_tags_have_the_shape_of_the_object(void **state)
{
    check_merge(state, "{\"s\":{\"x\":1,\"y\":2}}", "", "{\"s\":{\"x\":3}}", BY(12, 0), "{\"s\":{\"x\":3,\"y\":2}}",
                "{\"s\":[10,0,{\"x\":[12,0]}]}");
    check_merge(state, "{\"s\":{\"x\":3}}", "{\"s\":[10,0,{\"x\":[12,0]}]}", "{\"s\":4}", BY(12, 0), "{\"s\":4}",
                "{\"s\":[12,0]}");
    check_merge(state, "{\"s\":4}", "{\"s\":[12,0]}", "{\"s\":{\"x\":{\"y\":1}}}", BY(13, 0),
                "{\"s\":{\"x\":{\"y\":1}}}", "{\"s\":[13,0]}");
    check_merge(state, "{}", "", "{\"s\":{\"x\":{\"y\":1}}}", BY(13, 0), "{\"s\":{\"x\":{\"y\":1}}}",
                "{\"s\":[10,0,{\"x\":[10,0,{\"y\":[13,0]}]}]}");
}

static void test_a_loser_leaves_text_and_tags_as_they_are(void **state)
{
    check_merge(state, "{\"a\":1,\"s\":{\"x\":2}}", "{\"s\":[10,0,{\"x\":[12,0]}]}",
                "{\"a\":5,\"s\":{\"x\":6,\"y\":null},\"n\":{}}", BY(9, 0), "{\"a\":1,\"s\":{\"x\":2}}",
                "{\"s\":[10,0,{\"x\":[12,0]}]}");
}

static void test_a_deletion_leaves_a_tag(void **state)
{
    check_merge(state, "{\"a\":1}", "", "{\"a\":null}", BY(12, 0), "{}", "{\"a\":[12,0]}");
    check_merge(state, "{}", "{\"a\":[12,0]}", "{\"a\":2}", BY(11, 0), "{}", "{\"a\":[12,0]}");
    check_merge(state, "{}", "", "{\"a\":null}", BY(12, 0), "{}", "{\"a\":[12,0]}");
}

static void test_of_equal_keys_the_last_one_is_weighed(void **state)
{
    check_merge(state, "{\"s\":{\"x\":1}}", "{\"s\":[10,0,{\"x\":[12,0],\"y\":[9,0]}]}",
                "{\"s\":{\"y\":1},\"\\u0073\":7}", BY(11, 0), "{\"s\":{\"x\":1}}",
                "{\"s\":[10,0,{\"x\":[12,0],\"y\":[9,0]}]}");
}

static void test_who_need_not_ask_wins_and_is_noted(void **state)
{
    const cho_json_author forced = { { 3, 0 }, true };
    check_merge(state, "{\"a\":1}", "{\"a\":[12,5]}", "{\"a\":2}", forced, "{\"a\":2}", "{\"a\":[3,0]}");
}

static void test_without_tags_what_won_is_kept_as_null(void **state)
{
    failing_allocator      *f      = *state;
    const cho_json_tag_node node   = { { 10, 0 }, cho_span_of("{\"b\":[12,0]}") };
    const cho_json_author   author = BY(11, 0);
    cho_buf                 out;
    cho_buf_init(&out, &f->hooks);
    assert_ok(cho_json_merge_tagged(cho_span_of("{\"a\":1,\"b\":2}"), &node, cho_span_of("{\"a\":null,\"b\":null}"),
                                    &author, &out, NULL));
    assert_span("{\"a\":null,\"b\":2}", (cho_span){ out.data, out.len });
    cho_buf_deinit(&out);
}

static void test_without_memory_both_are_as_before(void **state)
{
    failing_allocator      *f      = *state;
    const cho_json_tag_node node   = { { 10, 0 }, { NULL, 0 } };
    const cho_json_author   author = BY(12, 0);
    EVERY_ALLOCATION_FAILS(f)
    {
        cho_buf out, tags;
        cho_buf_init(&out, &f->hooks);
        cho_buf_init(&tags, &f->hooks);
        chorus_result r = cho_json_merge_tagged(cho_span_of("{\"a\":1}"), &node, cho_span_of("{\"a\":2}"), &author,
                                                &out, &tags);
        assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
        assert_true(r == CHORUS_OK || (out.len == 0 && tags.len == 0));
        cho_buf_deinit(&out);
        cho_buf_deinit(&tags);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s34_newer_wins_then_priority),
        cmocka_unit_test(test_what_is_absent_has_the_tag_around_it),
        cmocka_unit_test(test_an_object_yields_when_all_in_it_does),
        HEAP_TEST(test_only_what_differs_is_tagged),
        HEAP_TEST(test_tags_have_the_shape_of_the_object),
        HEAP_TEST(test_a_loser_leaves_text_and_tags_as_they_are),
        HEAP_TEST(test_a_deletion_leaves_a_tag),
        HEAP_TEST(test_of_equal_keys_the_last_one_is_weighed),
        HEAP_TEST(test_who_need_not_ask_wins_and_is_noted),
        HEAP_TEST(test_without_tags_what_won_is_kept_as_null),
        HEAP_TEST(test_without_memory_both_are_as_before),
    };
    return cmocka_run_group_tests_name("codec/json_tag", tests, NULL, NULL);
}
