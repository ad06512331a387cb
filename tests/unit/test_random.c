#include "support/support.h"

#include "base/random.h"

static void test_two_draws_differ(void **state)
{
    (void)state;
    unsigned char a[32] = { 0 };
    unsigned char b[32] = { 0 };
    assert_true(cho_random_bytes(a, sizeof a));
    assert_true(cho_random_bytes(b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_every_byte_is_drawn_and_no_other(void **state)
{
    (void)state;
    const size_t  lens[]        = { 0, 1, 255, 256, 257, 512, 999 };
    unsigned char bytes[1000]   = { 0 };
    bool          changed[1000] = { false };
    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        memset(changed, 0, sizeof changed);
        for (int draw = 0; draw < 16; draw++) {
            memset(bytes, 0, sizeof bytes);
            assert_true(cho_random_bytes(bytes, lens[i]));
            for (size_t at = 0; at < sizeof bytes; at++)
                changed[at] |= bytes[at] != 0;
        }
        for (size_t at = 0; at < sizeof bytes; at++)
            assert_int_equal(changed[at], at < lens[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_draws_differ),
        cmocka_unit_test(test_every_byte_is_drawn_and_no_other),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
