/* Addresses as bytes, and what each has taken. */
#include "support/failing_allocator.h"
#include "support/support.h"

#include "net/neighbours.h"

#include <stdio.h>

static cho_ip ip_of(const char *text)
{
    cho_ip ip;
    if (!cho_ip_parse(cho_span_of(text), &ip))
        fail_msg("%s is an address", text);
    return ip;
}

/* ---- addresses ---- */

static void test_one_address_has_many_spellings(void **state)
{
    static const char *const same[][2] = {
        { "1.2.3.4", "::ffff:1.2.3.4" },   { "1.2.3.4:80", "1.2.3.4" },       { "[::1]", "::1" },
        { "[fe80::1]:8280", "FE80:0:0::1" }, { "::ffff:102:304", "1.2.3.4" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        cho_ip a = ip_of(same[i][0]), b = ip_of(same[i][1]);
        assert_memory_equal(&a, &b, sizeof a);
    }
}

static void test_what_is_no_address_is_told(void **state)
{
    static const char *const bad[] = { "",      " ",     "1.2.3",   "1.2.3.4.5", "256.1.1.1", "a",  "unknown", "_hidden",
                                       "[::1",  "[]:80", "1:2",     "::1%eth0",  "01.2.3.4x", "]",  "[",       ":",
                                       "1.2.3.4 ", "fe80::1::2", "12345::" };
    cho_ip ip;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (cho_ip_parse(cho_span_of(bad[i]), &ip))
            fail_msg("'%s' is no address", bad[i]);
    }
    assert_false(cho_ip_parse((cho_span){ "1.2.3.4\0", 8 }, &ip));
}

static void test_ranges(void **state)
{
    static const struct {
        const char *range, *ip;
        bool        is_within;
    } cases[] = {
        { "10.0.0.0/8", "10.255.1.1", true },    { "10.0.0.0/8", "11.0.0.1", false },  { "10.1.2.3", "10.1.2.3", true },
        { "10.1.2.3", "10.1.2.4", false },       { "10.1.2.4/31", "10.1.2.5", true },  { "10.1.2.4/31", "10.1.2.6", false },
        { "0.0.0.0/0", "255.1.1.1", true },      { "0.0.0.0/0", "::1", false },        { "::/0", "1.2.3.4", true },
        { "fe80::/10", "febf::1", true },        { "fe80::/10", "fec0::1", false },    { "::1/128", "::1", true },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cho_ip   range, ip = ip_of(cases[i].ip);
        uint32_t bits;
        assert_true(cho_ip_parse_range(cho_span_of(cases[i].range), &range, &bits));
        if (cho_ip_is_within(&ip, &range, bits) != cases[i].is_within)
            fail_msg("%s in %s", cases[i].ip, cases[i].range);
    }
}

static void test_what_is_no_range_is_told(void **state)
{
    static const char *const bad[] = { "", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/0008" };
    cho_ip   ip;
    uint32_t bits;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(cho_ip_parse_range(cho_span_of(bad[i]), &ip, &bits));
}

/* ---- neighbours ---- */

static void test_a_v6_peer_is_all_of_its_64(void **state)
{
    failing_allocator *f = *state;
    cho_neighbours     n;
    cho_ip a = ip_of("2001:db8:1:2::1"), b = ip_of("2001:db8:1:2:ffff::9"), c = ip_of("2001:db8:1:3::1");
    cho_ip d = ip_of("1.2.3.4"), e = ip_of("1.2.3.5");
    cho_neighbours_init(&n, &f->hooks, 7);
    assert_ptr_equal(cho_neighbours_find(&n, &a), cho_neighbours_find(&n, &b));
    assert_ptr_not_equal(cho_neighbours_find(&n, &a), cho_neighbours_find(&n, &c));
    assert_ptr_not_equal(cho_neighbours_find(&n, &d), cho_neighbours_find(&n, &e));
    cho_neighbours_deinit(&n);
}

static cho_ip numbered(uint32_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%u.%u.%u.%u", number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255);
    return ip_of(text);
}

static void test_a_flood_of_addresses_takes_bounded_memory(void **state)
{
    failing_allocator *f = *state;
    cho_neighbours     n;
    cho_neighbours_init(&n, &f->hooks, 7);
    cho_ip         first = numbered(0x0a000001);
    cho_neighbour *here  = cho_neighbours_find(&n, &first);
    cho_neighbours_connect(&n, here);
    for (uint32_t i = 0; i < 3 * CHO_NEIGHBOURS_IDLE; i++) {
        cho_ip ip = numbered(0x20000000 + i);
        assert_non_null(cho_neighbours_find(&n, &ip));
    }
    assert_int_equal(n.idle_count, CHO_NEIGHBOURS_IDLE);
    assert_int_equal(n.slots.count, CHO_NEIGHBOURS_IDLE + 1);
    assert_ptr_equal(cho_neighbours_find(&n, &first), here);
    assert_int_equal(here->connections, 1);
    cho_neighbours_disconnect(&n, here);
    assert_int_equal(n.idle_count, CHO_NEIGHBOURS_IDLE + 1);
    cho_neighbours_deinit(&n);
}

static void test_the_one_heard_of_longest_ago_makes_room(void **state)
{
    failing_allocator *f = *state;
    cho_neighbours     n;
    cho_ip             old = numbered(1), kept = numbered(2);
    cho_neighbours_init(&n, &f->hooks, 7);
    cho_neighbours_find(&n, &old)->paces[0].paid_ns  = 5;
    cho_neighbours_find(&n, &kept)->paces[0].paid_ns = 6;
    for (uint32_t i = 0; i < CHO_NEIGHBOURS_IDLE; i++) {
        cho_ip ip = numbered(0x20000000 + i);
        assert_non_null(cho_neighbours_find(&n, &ip));
        cho_neighbours_find(&n, &kept);
    }
    assert_int_equal(cho_neighbours_find(&n, &kept)->paces[0].paid_ns, 6);
    assert_int_equal(cho_neighbours_find(&n, &old)->paces[0].paid_ns, 0);
    cho_neighbours_deinit(&n);
}

static void test_without_memory_nobody_is_found(void **state)
{
    failing_allocator *f  = *state;
    cho_ip             ip = numbered(1);
    EVERY_ALLOCATION_FAILS(f)
    {
        cho_neighbours table;
        cho_neighbours_init(&table, &f->hooks, 7);
        bool is_found = cho_neighbours_find(&table, &ip) != NULL;
        assert_int_equal(is_found, !failing_allocator_has_failed(f));
        cho_neighbours_deinit(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_address_has_many_spellings),
        cmocka_unit_test(test_what_is_no_address_is_told),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_what_is_no_range_is_told),
        HEAP_TEST(test_a_v6_peer_is_all_of_its_64),
        HEAP_TEST(test_a_flood_of_addresses_takes_bounded_memory),
        HEAP_TEST(test_the_one_heard_of_longest_ago_makes_room),
        HEAP_TEST(test_without_memory_nobody_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
