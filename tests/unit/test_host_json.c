#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/room/host_json.h"

static void test_stored_text_is_counted(void **state)
{
    failing_allocator *f      = *state;
    cho_host_budget    budget = { 0, 10, NULL };
    cho_host_json      one = { 0 }, two = { 0 };
    assert_int_equal(cho_host_json_store(&one, cho_span_of("{\"a\":1}"), &budget, &f->hooks), CHO_HOST_STORED);
    assert_int_equal(budget.used, 7);
    assert_int_equal(cho_host_json_store(&two, cho_span_of("{\"a\"}"), &budget, &f->hooks), CHO_HOST_NO_BUDGET);
    assert_int_equal(two.len, 0);
    cho_host_json_drop(&one, &budget, &f->hooks);
    assert_int_equal(budget.used, 0);
    assert_int_equal(cho_host_json_store(&two, cho_span_of("{\"a\"}"), &budget, &f->hooks), CHO_HOST_STORED);
    cho_host_json_drop(&two, &budget, &f->hooks);
}

static void test_a_part_is_counted_in_the_whole(void **state)
{
    cho_host_budget whole = { 0, 10, NULL }, part = { 0, 8, &whole }, other = { 0, 8, &whole };
    (void)state;
    assert_true(cho_host_budget_take(&part, 8));
    assert_false(cho_host_budget_take(&part, 1));
    assert_false(cho_host_budget_take(&other, 3));
    assert_int_equal(other.used, 0);
    assert_true(cho_host_budget_take(&other, 2));
    cho_host_budget_force(&other, 5);
    assert_int_equal(whole.used, 15);
    cho_host_budget_give_back(&part, 8);
    assert_int_equal(whole.used, 7);
    assert_false(cho_host_budget_take(&other, 4));
    assert_true(cho_host_budget_take(&part, 3));
}

static void test_without_memory_nothing_is_counted(void **state)
{
    failing_allocator *f      = *state;
    cho_host_budget    budget = { 0, 10, NULL };
    cho_host_json      json   = { 0 };
    failing_allocator_fail_at(f, 1, false);
    assert_int_equal(cho_host_json_store(&json, cho_span_of("{}"), &budget, &f->hooks), CHO_HOST_NO_MEMORY);
    assert_int_equal(budget.used, 0);
    assert_int_equal(json.len, 0);
}

static void test_an_empty_text_is_an_empty_object(void **state)
{
    cho_host_json json = { 0 };
    (void)state;
    assert_true(cho_span_is(cho_host_json_span(&json), "{}"));
}

static void test_members_that_are_null_are_not_there(void **state)
{
    cho_json_value value;
    cho_span       object = cho_span_of("{\"a\":null,\"b\":1,\"b\":2}");
    (void)state;
    assert_false(cho_host_member(object, "a", &value));
    assert_false(cho_host_member(object, "c", &value));
    assert_true(cho_host_member(object, "b", &value));
    assert_true(cho_span_is(value.raw, "2"));
}

static void test_members_are_appended_with_commas_between(void **state)
{
    static const char *const left_out[] = { "b", "e", NULL };
    failing_allocator       *f          = *state;
    cho_buf                  out;
    cho_buf_init(&out, &f->hooks);
    cho_buf_text(&out, "{");
    cho_host_append_members(&out, cho_span_of("{}"));
    assert_true(cho_host_append_others(&out, cho_span_of(" {\"b\":1, \"a\" : [1] ,\"\\u0065\":2} "), left_out, 8));
    cho_host_append_members(&out, cho_span_of("{\"x\":1,\"y\":{}}"));
    assert_true(cho_host_append_others(&out, cho_span_of("{\"b\":1}"), left_out, 8));
    cho_buf_text(&out, "}");
    assert_string_equal(out.data, "{\"a\":[1],\"x\":1,\"y\":{}}");
    cho_buf_deinit(&out);
}

static void test_too_deep_an_object_is_told(void **state)
{
    static const char *const none[] = { NULL };
    failing_allocator       *f      = *state;
    cho_buf                  out;
    cho_buf_init(&out, &f->hooks);
    assert_true(cho_host_append_others(&out, cho_span_of("{\"a\":[[1]]}"), none, 3));
    assert_false(cho_host_append_others(&out, cho_span_of("{\"a\":[[1]]}"), none, 2));
    cho_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_stored_text_is_counted),
        cmocka_unit_test(test_a_part_is_counted_in_the_whole),
        HEAP_TEST(test_without_memory_nothing_is_counted),
        cmocka_unit_test(test_an_empty_text_is_an_empty_object),
        cmocka_unit_test(test_members_that_are_null_are_not_there),
        HEAP_TEST(test_members_are_appended_with_commas_between),
        HEAP_TEST(test_too_deep_an_object_is_told),
    };
    return cmocka_run_group_tests_name("host/json", tests, NULL, NULL);
}
