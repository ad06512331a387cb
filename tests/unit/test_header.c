#include "support/support.h"

#include "net/header.h"

static bool is_valid(const char *name, const char *value)
{
    const cho_header header = { name, value };
    return cho_header_is_valid(&header);
}

static void test_ordinary_headers_are_valid(void **state)
{
    (void)state;
    assert_true(is_valid("Authorization", "Bearer a.b-c_d~e+f/g="));
    assert_true(is_valid("X-Interactive-Version", "478210"));
    assert_true(is_valid("x", ""));
    assert_true(is_valid("a!#$%&'*+-.^_`|~0", "\ttabs and spaces "));
    assert_true(is_valid("x", "caf\xc3\xa9"));
}

static void test_nothing_can_start_another_line(void **state)
{
    static const char *const names[]  = { "",    " ",   "a b", "a:",       "a\r", "a\n",
                                          "a\t", "(a)", "a/b", "\xc3\xa9", "a,b" };
    static const char *const values[] = { "\r", "\n", "a\r\nb: c", "\x01", "\x7f", "\x1b[0m" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_false(is_valid(names[i], "v"));
    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        assert_false(is_valid("n", values[i]));
    assert_false(is_valid(NULL, "v"));
    assert_false(is_valid("n", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ordinary_headers_are_valid),
        cmocka_unit_test(test_nothing_can_start_another_line),
    };
    return cmocka_run_group_tests_name("net/header", tests, NULL, NULL);
}
