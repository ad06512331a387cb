#include "support/tight.h"

#include "codec/json_same.h"

static bool is_same(const char *a, const char *b)
{
    cho_span x = tight_copy(a, strlen(a)), y = tight_copy(b, strlen(b));
    bool     answer = cho_json_is_same(x, y);
    assert_int_equal(answer, cho_json_is_same(y, x));
    tight_free(x);
    tight_free(y);
    return answer;
}

static void test_how_it_is_written_makes_no_difference(void **state)
{
    static const char *const pairs[][2] = {
        { "{\"a\":[1,{\"b\":null}],\"c\":\"d\"}", " { \"a\" : [ 1 , {\"b\": null} ],\n\"c\":\t\"d\" } " },
        { "{\"\xc3\xa4\":\"\xf0\x9f\x98\x80/\"}", "{\"\\u00e4\":\"\\ud83d\\ude00\\/\"}" },
        { "[1,100,0.5,-0.25]", "[1.0,1e2,5e-1,-0.250]" },
        { "{}", "{ }" },
        { "[]", "[ ]" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        assert_true(is_same(pairs[i][0], pairs[i][1]));
}

static void test_what_it_says_does(void **state)
{
    static const char *const pairs[][2] = {
        { "{\"a\":1}", "{\"a\":2}" },
        { "{\"a\":1}", "{\"a\":\"1\"}" },
        { "{\"a\":1}", "{\"a\":1,\"b\":1}" },
        { "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}" },
        { "[1]", "[1,2]" },
        { "[]", "{}" },
        { "true", "false" },
        { "null", "0" },
        { "9007199254740993", "9007199254740992" },
        { "0.5", "0.50000001" },
        { "[1", "[1 " },
        { "[1]x", "[1] x" },
        { "", " " },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        assert_false(is_same(pairs[i][0], pairs[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_how_it_is_written_makes_no_difference),
        cmocka_unit_test(test_what_it_says_does),
    };
    return cmocka_run_group_tests_name("codec/json_same", tests, NULL, NULL);
}
