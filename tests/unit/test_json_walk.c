#include "support/tight.h"

#include "codec/json_walk.h"

static size_t count_parts(const char *text)
{
    cho_json_value key, value;
    cho_span       copy  = tight_copy(text, strlen(text));
    size_t         count = 0;
    for (size_t at = 0; cho_json_walk(copy, &at, &key, &value);)
        count++;
    tight_free(copy);
    return count;
}

static void test_members_come_one_by_one(void **state)
{
    static const char text[] = " { \"a\\\"b\" : [1,{\"c\":2}] ,\n\"d\":\"x,}\",\"e\":null }";
    (void)state;
    cho_json_value key, value;
    cho_span       object = { text + 1, sizeof text - 2 };
    size_t         at     = 0;
    assert_true(cho_json_walk(object, &at, &key, &value));
    assert_true(cho_json_is(&key, "a\"b"));
    assert_span("[1,{\"c\":2}]", value.raw);
    assert_true(cho_json_walk(object, &at, &key, &value));
    assert_true(cho_json_is(&value, "x,}"));
    assert_true(cho_json_walk(object, &at, &key, &value));
    assert_int_equal(value.type, CHO_JSON_NULL);
    assert_false(cho_json_walk(object, &at, &key, &value));
    assert_int_equal(at, 0);
}

static void test_elements_have_no_key(void **state)
{
    (void)state;
    cho_json_value key, value;
    size_t         at = 0;
    assert_true(cho_json_walk(cho_span_of("[7, \"b\"]"), &at, &key, &value));
    assert_true(cho_json_is_absent(&key));
    assert_span("7", value.raw);
    assert_true(cho_json_walk(cho_span_of("[7, \"b\"]"), &at, &key, &value));
    assert_true(cho_json_is(&value, "b"));
    assert_int_equal(count_parts("[]"), 0);
    assert_int_equal(count_parts("{ }"), 0);
}

static void test_other_texts_and_faults_have_no_more_parts(void **state)
{
    static const char *const texts[] = { "", "7", "\"ab\"", "null", "{", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "[tru]", "{1:2}" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_true(count_parts(texts[i]) <= 1);
}

static void test_any_offset_is_survived(void **state)
{
    static const char text[] = "{\"a\":[1,{\"b\":\"\\u0041\"}],\"c\":{}}";
    (void)state;
    cho_json_value key, value;
    cho_span       copy = tight_copy(text, sizeof text - 1);
    for (size_t from = 0; from < sizeof text + 9; from++) {
        size_t at = from;
        for (size_t steps = 0; cho_json_walk(copy, &at, &key, &value); steps++)
            assert_true(steps < sizeof text);
    }
    tight_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_come_one_by_one),
        cmocka_unit_test(test_elements_have_no_key),
        cmocka_unit_test(test_other_texts_and_faults_have_no_more_parts),
        cmocka_unit_test(test_any_offset_is_survived),
    };
    return cmocka_run_group_tests_name("codec/json_walk", tests, NULL, NULL);
}
