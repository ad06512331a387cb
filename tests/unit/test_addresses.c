#include "support/support.h"

#include "net/addresses.h"

#include <arpa/inet.h>

static void test_addresses_are_numeric_and_loopback_comes_last(void **state)
{
    cho_address list[32];
    size_t      count       = cho_addresses_list(list, ARRAY_LEN(list));
    bool        at_loopback = false;
    (void)state;
    assert_true(count <= ARRAY_LEN(list));
    for (size_t i = 0; i < count; i++) {
        struct in_addr binary;
        assert_int_equal(inet_pton(AF_INET, list[i].text, &binary), 1);
        assert_true(list[i].is_loopback || !at_loopback);
        at_loopback = list[i].is_loopback;
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(list[i].text, list[k].text);
    }
}

static void test_no_more_than_asked_are_written(void **state)
{
    cho_address one[2];
    (void)state;
    memset(one, '#', sizeof one);
    assert_true(cho_addresses_list(one, 1) <= 1);
    assert_int_equal(one[1].text[0], '#');
    assert_int_equal(cho_addresses_list(NULL, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses_are_numeric_and_loopback_comes_last),
        cmocka_unit_test(test_no_more_than_asked_are_written),
    };
    return cmocka_run_group_tests_name("net/addresses", tests, NULL, NULL);
}
