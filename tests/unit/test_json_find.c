#include "support/support.h"
#include "support/tight.h"

#include "codec/json_find.h"

static const char control[] =
    "{\"controlID\":\"fire\",\"cost\":5,\"style\":{\"color\":\"red\",\"a.b\":{\"deep\":true}},"
    "\"position\":[{\"size\":\"large\",\"x\":1},{\"size\":\"small\",\"x\":2}],"
    "\"0\":\"zero\",\"\":\"empty\",\"quo\\\"te\":1,\"list\":[[10,11],[20]]}";

static void check_found(const char *path, const char *expected)
{
    cho_json_value v;
    if (!cho_json_find(cho_span_of(control), path, &v))
        fail_msg("%s is not found", path);
    assert_span(expected, cho_json_text(&v));
}

static void test_paths_lead_to_values(void **state)
{
    (void)state;
    check_found("controlID", "\"fire\"");
    check_found("cost", "5");
    check_found("style.color", "\"red\"");
    check_found("position.0.size", "\"large\"");
    check_found("position.1.x", "2");
    check_found("list.0.1", "11");
    check_found("list.1", "[20]");
    check_found("0", "\"zero\"");
    check_found("", "\"empty\"");
}

static void test_what_is_not_there_is_not_found(void **state)
{
    static const char *const paths[] = {
        "x",
        "style.x",
        "style.color.x",
        "cost.0",
        "position.2",
        "position.-1",
        "position.x",
        "position.",
        "position.00x",
        ".cost",
        "controlID.",
        "list.0.2",
        "style.a.b",
        "Cost",
        "costs",
        "cos",
        "position.4294967296",
        "position.99999999999999999999",
    };
    cho_json_value v;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        if (cho_json_find(cho_span_of(control), paths[i], &v))
            fail_msg("%s is found", paths[i]);
}

static void test_keys_may_hold_any_bytes(void **state)
{
    cho_json_value v, style;
    (void)state;
    assert_true(cho_json_find_key(cho_span_of(control), cho_span_of("quo\"te"), &v));
    assert_span("1", v.raw);
    assert_true(cho_json_find(cho_span_of(control), "style", &style));
    assert_true(cho_json_find_key(style.raw, cho_span_of("a.b"), &v));
    assert_span("{\"deep\":true}", v.raw);
    assert_true(cho_json_find_key(cho_span_of("{\"\\u0000\":7}"), (cho_span){ "", 1 }, &v));
    assert_span("7", v.raw);
    assert_true(cho_json_find_key(cho_span_of(control), (cho_span){ NULL, 0 }, &v));
}

static void test_escaped_keys_are_found(void **state)
{
    cho_json_value v;
    (void)state;
    assert_true(
        cho_json_find(cho_span_of("{\"st\\u0079le\":{\"c\\u006Flor\":1}}"), "style.color", &v));
    assert_span("1", v.raw);
}

static void test_the_last_of_equal_keys_counts(void **state)
{
    cho_json_value v;
    (void)state;
    assert_true(cho_json_find(cho_span_of("{\"a\":1,\"b\":2,\"\\u0061\":3}"), "a", &v));
    assert_span("3", v.raw);
    assert_false(cho_json_find(cho_span_of("{\"a\":{\"x\":1},\"a\":{}}"), "a.x", &v));
}

static void test_only_containers_are_searched(void **state)
{
    static const char *const texts[] = { "12", "\"a\"", "null", "[1]", "" };
    cho_json_value           v;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        assert_false(cho_json_find(cho_span_of(texts[i]), "a", &v));
        assert_false(cho_json_find_key(cho_span_of(texts[i]), cho_span_of("a"), &v));
    }
}

static void test_nothing_is_found_in_cut_text(void **state)
{
    (void)state;
    for (size_t len = 0; len < sizeof control - 1; len++) {
        cho_span       prefix = tight_copy(control, len);
        cho_json_value v      = { 0 };
        assert_false(cho_json_find_key(prefix, cho_span_of("controlID"), &v));
        assert_false(cho_json_find(prefix, "style.color", &v));
        assert_true(cho_json_is_absent(&v));
        tight_free(prefix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_lead_to_values),
        cmocka_unit_test(test_what_is_not_there_is_not_found),
        cmocka_unit_test(test_keys_may_hold_any_bytes),
        cmocka_unit_test(test_escaped_keys_are_found),
        cmocka_unit_test(test_the_last_of_equal_keys_counts),
        cmocka_unit_test(test_only_containers_are_searched),
        cmocka_unit_test(test_nothing_is_found_in_cut_text),
    };
    return cmocka_run_group_tests_name("codec/json_find", tests, NULL, NULL);
}
