#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/service/host_handshake.h"
#include "host/service/host_origin.h"

static cho_span text(const char *given)
{
    return given == NULL ? (cho_span){ NULL, 0 } : cho_span_of(given);
}

static void test_s04_only_protocol_2_is_spoken(void **state)
{
    static const char *const no[] = { NULL, "", "1.0", "2.1", "2.00", "3", " 2.0", "two" };
    (void)state;
    assert_true(cho_host_is_protocol(text("2.0")));
    assert_true(cho_host_is_protocol(text("2")));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(cho_host_is_protocol(text(no[i])));
}

static char token[] = "t0k+en", code[] = "sesame";

static uint16_t judge(const cho_host_credentials *given, const cho_host_config *config, uint32_t *version_id)
{
    uint32_t number;
    if (!cho_host_find_game(config, given->authorization, &number))
        return CHO_HOST_CLOSE_UNAUTHORISED;
    return cho_host_judge_game(given, config->channels, version_id);
}

static void test_s05_games_are_judged_in_the_protocols_order(void **state)
{
    static const struct {
        const char *authorization, *version, *share_code;
        uint16_t    verdict;
    } games[] = {
        { "Bearer t0k+en", "7", "sesame", 0 },
        { "bearer t0k+en", "7", "sesame", 0 },
        { "Bearer+t0k+en", "7", "sesame", 0 },
        { NULL, "7", "sesame", 4019 },
        { "", "7", "sesame", 4019 },
        { "Bearer", "7", "sesame", 4019 },
        { "Bearer ", "7", "sesame", 4019 },
        { "Bearer t0k+e", "7", "sesame", 4019 },
        { "Bearer t0k+enn", "7", "sesame", 4019 },
        { "Bearer  t0k+en", "7", "sesame", 4019 },
        { "Bearer t0k en", "7", "sesame", 4019 },
        { "t0k+en", "7", "sesame", 4019 },
        { "XBL3.0 x=1;t0k+en", "7", "sesame", 4019 },
        { "Bearer no", "8", "no", 4019 },
        { "Bearer t0k+en", "8", "sesame", 4020 },
        { "Bearer t0k+en", NULL, "sesame", 4020 },
        { "Bearer t0k+en", "", "sesame", 4020 },
        { "Bearer t0k+en", "seven", "sesame", 4020 },
        { "Bearer t0k+en", "4294967303", "sesame", 4020 },
        { "Bearer t0k+en", "-7", "sesame", 4020 },
        { "Bearer t0k+en", "7", NULL, 4020 },
        { "Bearer t0k+en", "7", "sesam", 4020 },
    };
    cho_host_channel_config channel = { .token = token, .share_code = code, .version_id = 7 };
    const cho_host_config   config  = { .channels = &channel, .channel_count = 1 };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(games); i++) {
        cho_host_credentials given = { text("2.0"), text(games[i].authorization), text(games[i].version),
                                       text(games[i].share_code) };
        uint32_t             version_id;
        assert_int_equal(judge(&given, &config, &version_id), games[i].verdict);
        if (games[i].verdict == 0)
            assert_int_equal(version_id, 7);
    }
}

static void test_a_host_that_takes_any_version_takes_none_too(void **state)
{
    cho_host_channel_config channel = { .token = token };
    const cho_host_config   config  = { .channels = &channel, .channel_count = 1 };
    cho_host_credentials    given   = { .authorization = text("Bearer t0k+en") };
    uint32_t                version_id;
    (void)state;
    assert_int_equal(judge(&given, &config, &version_id), 0);
    assert_int_equal(version_id, 0);
    given.version = text("478210");
    assert_int_equal(judge(&given, &config, &version_id), 0);
    assert_int_equal(version_id, 478210);
    given.version = text("x");
    assert_int_equal(judge(&given, &config, &version_id), 4020);
}

static void test_a_token_decides_the_channel(void **state)
{
    char                    one[] = "one", other[] = "onetwo";
    cho_host_channel_config channels[] = { { .number = 7, .token = one }, { .number = 9, .token = other } };
    const cho_host_config   config     = { .channels = channels, .channel_count = 2 };
    uint32_t                number;
    (void)state;
    assert_true(cho_host_find_game(&config, text("Bearer onetwo"), &number));
    assert_int_equal(number, 9);
    assert_true(cho_host_find_game(&config, text("Bearer one"), &number));
    assert_int_equal(number, 7);
    assert_false(cho_host_find_game(&config, text("Bearer onet"), &number));
}

static void test_s03_parameters_are_found_in_any_case_and_decoded(void **state)
{
    failing_allocator *f = *state;
    cho_arena          arena;
    cho_span           value;
    cho_arena_init(&arena, &f->hooks, 256);
    cho_span query = text("a=1&AUTHORIZATION=Bearer%20t%2Bx+y&bad=%zz&empty=");
    assert_true(cho_host_read_parameter(query, "authorization", &arena, &value));
    assert_true(cho_span_is(value, "Bearer t+x+y"));
    assert_true(cho_host_read_parameter(query, "empty", &arena, &value));
    assert_int_equal(value.len, 0);
    assert_false(cho_host_read_parameter(query, "bad", &arena, &value));
    assert_false(cho_host_read_parameter(query, "none", &arena, &value));
    cho_arena_deinit(&arena);
}

static void read_it(failing_allocator *f)
{
    cho_arena arena;
    cho_span  value;
    cho_arena_init(&arena, &f->hooks, 16);
    bool is_read = cho_host_read_parameter(text("key=a%20rather%20long%20value"), "key", &arena, &value);
    assert_true(is_read == !failing_allocator_has_failed(f));
    cho_arena_deinit(&arena);
}

static void test_without_memory_there_is_no_parameter(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        read_it(f);
}

static void test_an_authority_is_a_host_and_perhaps_a_port(void **state)
{
    static const char *const yes[] = { "localhost", "192.168.1.2:8280", "[::1]:80", "play.example.net", "a-b.local:1" };
    static const char *const no[]  = { "", "a b", "a/b", "a\"b", "u@a", "a?b", "a#b", "a:port", "a:99999", "[::1", "<a>",
                                       "a\\b", "a%20b" };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        assert_true(cho_host_is_authority(text(yes[i])));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(cho_host_is_authority(text(no[i])));
    assert_false(cho_host_is_authority((cho_span){ "a\0b", 3 }));
    assert_false(cho_host_is_authority((cho_span){ NULL, 0 }));
}

static void test_only_pages_of_this_host_may_connect(void **state)
{
    static const struct {
        const char *origin, *host;
        bool        is_same;
    } origins[] = {
        { "http://192.168.1.2:8280", "192.168.1.2:8280", true },
        { "http://LOCALHOST:8280", "localhost:8280", true },
        { "https://play.example.net", "play.example.net", true },
        { "https://play.example.net", "play.example.net:443", true },
        { "http://a:80", "a", true },
        { "http://[::1]:8280", "[::1]:8280", true },
        { "https://a", "a:80", false },
        { "http://192.168.1.2:8281", "192.168.1.2:8280", false },
        { "http://192.168.1.2", "192.168.1.2:8280", false },
        { "http://192.168.1.20:8280", "192.168.1.2:8280", false },
        { "http://evil.net", "play.example.net", false },
        { "http://play.example.net.evil.net", "play.example.net", false },
        { "http://evilplay.example.net", "play.example.net", false },
        { "http://play.example.net@evil.net", "play.example.net", false },
        { "http://play.example.net/", "play.example.net", false },
        { "http://play.example.net#", "play.example.net", false },
        { "ws://play.example.net", "play.example.net", false },
        { "file://", "play.example.net", false },
        { "null", "null", false },
        { "", "", false },
        { "play.example.net", "play.example.net", false },
        { "http://xn--pypal-4ve.net", "paypal.net", false },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
        if (cho_host_is_same_origin(text(origins[i].origin), text(origins[i].host)) != origins[i].is_same)
            fail_msg("%s for %s", origins[i].origin, origins[i].host);
    }
}

static void test_numbers_are_decimal_and_fit(void **state)
{
    static const char *const no[] = { "", "-1", "+1", "1.0", "0x1", "4294967296", "99999999999999999999999", " 1" };
    uint32_t                 number;
    (void)state;
    assert_true(cho_host_read_number(text("4294967295"), &number));
    assert_int_equal(number, 4294967295u);
    assert_true(cho_host_read_number(text("007"), &number));
    assert_int_equal(number, 7);
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(cho_host_read_number(text(no[i]), &number));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s04_only_protocol_2_is_spoken),
        cmocka_unit_test(test_s05_games_are_judged_in_the_protocols_order),
        cmocka_unit_test(test_a_host_that_takes_any_version_takes_none_too),
        cmocka_unit_test(test_a_token_decides_the_channel),
        HEAP_TEST(test_s03_parameters_are_found_in_any_case_and_decoded),
        HEAP_TEST(test_without_memory_there_is_no_parameter),
        cmocka_unit_test(test_an_authority_is_a_host_and_perhaps_a_port),
        cmocka_unit_test(test_only_pages_of_this_host_may_connect),
        cmocka_unit_test(test_numbers_are_decimal_and_fit),
    };
    return cmocka_run_group_tests_name("host/handshake", tests, NULL, NULL);
}
