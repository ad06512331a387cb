#include "support/failing_allocator.h"
#include "support/support.h"
#include "support/usual_limits.h"

#include "host/oauth/auth_guess.h"

#include <stdio.h>

enum { START_MS = 1000000 };

#define BEGIN                                                                                                      \
    failing_allocator *f = *state;                                                                                 \
    cho_auth_guess     g;                                                                                          \
    cho_host_network   here = cho_host_network_of("192.0.2.1"), there = cho_host_network_of("2001:db8::1");            \
    (void)here, (void)there;                                                                                       \
    cho_auth_guess_init(&g, &f->hooks, 1, usual_limits(), START_MS);

static void test_an_account_has_five_wrong_codes(void **state)
{
    BEGIN
    for (int i = 0; i < 5; i++) {
        assert_int_equal(cho_auth_guess_wait_ms(&g, 1000, here, START_MS), 0);
        cho_auth_guess_count(&g, 1000, here, START_MS);
    }
    assert_int_equal(cho_auth_guess_wait_ms(&g, 1000, there, START_MS), CHO_AUTH_WRONG_WITHIN_MS);
    assert_int_equal(cho_auth_guess_wait_ms(&g, 1001, here, START_MS), 0);
    assert_int_equal(cho_auth_guess_wait_ms(&g, 1000, there, START_MS + CHO_AUTH_WRONG_WITHIN_MS), 0);
    cho_auth_guess_deinit(&g);
}

static void test_a_place_has_ten(void **state)
{
    BEGIN
    cho_host_network same = cho_host_network_of("2001:db8::ffff:1"), next = cho_host_network_of("2001:db8:0:1::1");
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(cho_auth_guess_wait_ms(&g, 1000 + i, there, START_MS), 0);
        cho_auth_guess_count(&g, 1000 + i, there, START_MS);
    }
    assert_true(cho_auth_guess_wait_ms(&g, 2000, same, START_MS) > 0);
    assert_int_equal(cho_auth_guess_wait_ms(&g, 2000, next, START_MS), 0);
    cho_auth_guess_deinit(&g);
}

static void test_everybody_together_has_one_a_second(void **state)
{
    BEGIN
    char address[32];
    for (uint32_t i = 0; i < 30; i++) {
        snprintf(address, sizeof address, "198.51.100.%u", (unsigned)i);
        cho_host_network place = cho_host_network_of(address);
        assert_int_equal(cho_auth_guess_siege_ms(&g, START_MS), 0);
        cho_auth_guess_count(&g, 1000 + i, place, START_MS);
    }
    assert_int_equal(cho_auth_guess_siege_ms(&g, START_MS), 1000);
    assert_int_equal(cho_auth_guess_wait_ms(&g, 5000, here, START_MS), 1000);
    assert_int_equal(cho_auth_guess_wait_ms(&g, 5000, here, START_MS + 1000), 0);
    cho_auth_guess_deinit(&g);
}

static void test_counting_is_bounded(void **state)
{
    BEGIN
    for (uint32_t i = 0; i < 2 * usual_limits()->remembered_tries; i++)
        cho_auth_guess_count(&g, i, here, START_MS);
    assert_int_equal(cho_host_table_count(&g.accounts.table), usual_limits()->remembered_tries);
    cho_auth_guess_deinit(&g);
}

static void test_places_are_networks(void **state)
{
    (void)state;
    cho_host_network v4 = cho_host_network_of("192.0.2.1"), mapped = cho_host_network_of("::ffff:192.0.2.1"),
                     other = cho_host_network_of("192.0.2.2"), none = cho_host_network_of("nonsense"),
                     scoped = cho_host_network_of("fe80::1%eth0"), plain = cho_host_network_of("fe80::2");
    assert_true(v4 == mapped);
    assert_false(v4 == other);
    assert_false(v4 == none);
    assert_true(scoped == plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_an_account_has_five_wrong_codes),
        HEAP_TEST(test_a_place_has_ten),
        HEAP_TEST(test_everybody_together_has_one_a_second),
        HEAP_TEST(test_counting_is_bounded),
        cmocka_unit_test(test_places_are_networks),
    };
    return cmocka_run_group_tests_name("auth/guess", tests, NULL, NULL);
}
