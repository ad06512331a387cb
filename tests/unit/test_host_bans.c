#include "support/support.h"

#include "base/alloc.h"
#include "host/room/host_bans.h"

#include <stdio.h>

enum { NOW_MS = 1000000, MOST = 100 };

static chorus_allocator heap;

static int set_up(void **state)
{
    static cho_host_bans bans;
    cho_heap_init(&heap, NULL);
    cho_host_bans_init(&bans, &heap, 7, MOST);
    *state = &bans;
    return 0;
}

static int tear_down(void **state)
{
    cho_host_bans_deinit(*state);
    return 0;
}

static void ban(cho_host_bans *bans, const char *id, int64_t until_ms)
{
    bool               is_full;
    const cho_host_ban like = { .since_ms = NOW_MS, .until_ms = until_ms };
    assert_non_null(cho_host_bans_put(bans, cho_span_of(id), &like, NOW_MS, &is_full));
}

static void test_nobody_is_banned_at_first(void **state)
{
    const cho_host_identity who = { .device = 5, .network = 7 };
    assert_null(cho_host_bans_find(*state, &who, NOW_MS));
}

static void test_an_account_is_banned_by_its_number(void **state)
{
    cho_host_user           nine = { .number = 9 }, ten = { .number = 10 };
    const cho_host_identity banned = { .user = &nine }, other = { .user = &ten };
    ban(*state, "user:9", 0);
    assert_non_null(cho_host_bans_find(*state, &banned, NOW_MS));
    assert_null(cho_host_bans_find(*state, &other, NOW_MS));
}

static void test_a_browser_is_banned_under_any_name(void **state)
{
    const cho_host_identity who = { .name = "somebody else", .device = 0x1f };
    ban(*state, "device:000000000000001f", 0);
    assert_non_null(cho_host_bans_find(*state, &who, NOW_MS));
}

static void test_a_network_is_banned_with_all_who_come_from_there(void **state)
{
    const cho_host_identity v4 = { .network = cho_host_network_of("198.51.100.7") },
                            v6 = { .network = cho_host_network_of("2001:db8:1:2::9") },
                            near = { .network = cho_host_network_of("198.51.100.8") };
    ban(*state, "network:198.51.100.7", 0);
    ban(*state, "network:2001:db8:1:2::/64", 0);
    assert_non_null(cho_host_bans_find(*state, &v4, NOW_MS));
    assert_non_null(cho_host_bans_find(*state, &v6, NOW_MS));
    assert_null(cho_host_bans_find(*state, &near, NOW_MS));
}

static void test_a_ban_ends_when_its_time_has_come(void **state)
{
    const cho_host_identity who = { .device = 0x1f };
    ban(*state, "device:000000000000001f", NOW_MS + 1000);
    assert_non_null(cho_host_bans_find(*state, &who, NOW_MS + 999));
    assert_null(cho_host_bans_find(*state, &who, NOW_MS + 1000));
}

static void test_a_second_ban_of_the_same_changes_its_terms(void **state)
{
    const cho_host_identity who = { .device = 0x1f };
    ban(*state, "device:000000000000001f", NOW_MS + 1000);
    ban(*state, "device:000000000000001f", 0);
    assert_int_equal(cho_host_bans_count(*state), 1);
    assert_non_null(cho_host_bans_find(*state, &who, NOW_MS + 5000));
}

static void test_a_ban_that_is_lifted_is_gone(void **state)
{
    const cho_host_identity who = { .device = 0x1f };
    ban(*state, "device:000000000000001f", 0);
    assert_true(cho_host_bans_lift(*state, cho_span_of("device:000000000000001f")));
    assert_null(cho_host_bans_find(*state, &who, NOW_MS));
    assert_false(cho_host_bans_lift(*state, cho_span_of("device:000000000000001f")));
}

static void test_bans_that_are_over_make_room(void **state)
{
    char               id[CHO_HOST_BAN_ID_SIZE];
    bool               is_full;
    const cho_host_ban like = { .since_ms = NOW_MS };
    for (int i = 0; i < MOST; i++) {
        snprintf(id, sizeof id, "user:%d", i);
        ban(*state, id, i == 0 ? NOW_MS + 1 : 0);
    }
    assert_null(cho_host_bans_put(*state, cho_span_of("user:99999"), &like, NOW_MS, &is_full));
    assert_true(is_full);
    assert_non_null(cho_host_bans_put(*state, cho_span_of("user:99999"), &like, NOW_MS + 1, &is_full));
    assert_int_equal(cho_host_bans_count(*state), MOST);
}

static void test_ids_of_bans_are_told_from_other_texts(void **state)
{
    (void)state;
    assert_true(cho_host_is_ban_id(cho_span_of("user:9")));
    assert_true(cho_host_is_ban_id(cho_span_of("device:00")));
    assert_true(cho_host_is_ban_id(cho_span_of("network:::/64")));
    assert_false(cho_host_is_ban_id(cho_span_of("user:")));
    assert_false(cho_host_is_ban_id(cho_span_of("name:ann")));
    assert_false(cho_host_is_ban_id(cho_span_of("")));
}

static void test_addresses_that_mean_the_same_are_the_same_network(void **state)
{
    char text[CHO_HOST_NETWORK_SIZE];
    (void)state;
    assert_true(cho_host_network_of("198.51.100.7") == cho_host_network_of("::ffff:198.51.100.7"));
    assert_true(cho_host_network_of("2001:db8::1") == cho_host_network_of("2001:db8:0:0:ffff::2"));
    assert_true(cho_host_network_of("fe80::1%eth0") == cho_host_network_of("fe80::2"));
    assert_true(cho_host_network_of("nonsense") == 0);
    cho_host_network_write(cho_host_network_of("2001:db8:1:2:3::9"), text);
    assert_string_equal(text, "2001:db8:1:2::/64");
    cho_host_network_write(cho_host_network_of("10.0.0.1"), text);
    assert_string_equal(text, "10.0.0.1");
}

#define BAN_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void test_an_id_is_read_as_it_is_typed_and_kept_in_one_form(void **state)
{
    static const char *const pairs[][2] = {
        { "user:9", "user:9" },
        { "user:0009", "user:9" },
        { "device:1F", "device:000000000000001f" },
        { "network:198.51.100.7", "network:198.51.100.7" },
        { "network:::ffff:198.51.100.7", "network:198.51.100.7" },
        { "network:2001:db8:1:2::9", "network:2001:db8:1:2::/64" },
        { "network:2001:db8:1:2::/64", "network:2001:db8:1:2::/64" },
    };
    char out[CHO_HOST_BAN_ID_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        assert_true(cho_host_ban_id_read(cho_span_of(pairs[i][0]), out));
        assert_string_equal(out, pairs[i][1]);
    }
}

static void test_what_is_no_id_is_not_read(void **state)
{
    static const char *const texts[] = {
        "", "user:", "user:0", "user:-1", "user:+1", "user: 1", "user:1x", "user:4294967296", "device:", "device:0",
        "device:0x1", "device:12345678901234567", "network:", "network:/64", "network:here", "network:1.2.3", "guest:1",
    };
    char out[CHO_HOST_BAN_ID_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (cho_host_ban_id_read(cho_span_of(texts[i]), out))
            fail_msg("%s is read as %s", texts[i], out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BAN_TEST(test_nobody_is_banned_at_first),
        BAN_TEST(test_an_account_is_banned_by_its_number),
        BAN_TEST(test_a_browser_is_banned_under_any_name),
        BAN_TEST(test_a_network_is_banned_with_all_who_come_from_there),
        BAN_TEST(test_a_ban_ends_when_its_time_has_come),
        BAN_TEST(test_a_second_ban_of_the_same_changes_its_terms),
        BAN_TEST(test_a_ban_that_is_lifted_is_gone),
        BAN_TEST(test_bans_that_are_over_make_room),
        BAN_TEST(test_ids_of_bans_are_told_from_other_texts),
        BAN_TEST(test_addresses_that_mean_the_same_are_the_same_network),
        cmocka_unit_test(test_an_id_is_read_as_it_is_typed_and_kept_in_one_form),
        cmocka_unit_test(test_what_is_no_id_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
