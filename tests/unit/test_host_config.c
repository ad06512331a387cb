#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/service/host_config.h"

static void test_defaults_fill_the_gaps(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     config;
    CHORUS_INIT(&options);
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    assert_null(config.address);
    assert_int_equal(config.channel_count, 1);
    assert_null(config.channels->share_code);
    assert_string_equal(config.channels->title, "Chorus");
    assert_int_equal(strlen(config.channels->token), 48);
    assert_int_equal(config.channels->number, 1);
    assert_int_equal(cho_host_config_room_for(&config, config.channels), 10000);
    assert_int_equal(config.limits.max_participants, 10000);
    assert_int_equal(config.limits.inputs_per_s, 20);
    assert_int_equal(config.limits.moves_per_s, 30);
    cho_host_config_deinit(&config);
}

static void test_no_two_tokens_are_alike(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     one, two;
    CHORUS_INIT(&options);
    assert_ok(cho_host_config_init(&one, &f->hooks, &options));
    assert_ok(cho_host_config_init(&two, &f->hooks, &options));
    assert_string_not_equal(one.channels->token, two.channels->token);
    cho_host_config_deinit(&one);
    cho_host_config_deinit(&two);
}

static void test_what_is_given_is_copied(void **state)
{
    failing_allocator  *f       = *state;
    char                token[] = "secret", title[] = "Pa\xc3\xaent", code[] = "42", address[] = "127.0.0.1";
    chorus_host_options options;
    cho_host_config     config;
    CHORUS_INIT(&options);
    options.token        = token;
    options.title        = title;
    options.share_code   = code;
    options.bind_address = address;
    options.channel      = 9;
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    token[0] = title[0] = code[0] = address[0] = 'x';
    assert_string_equal(config.channels->token, "secret");
    assert_string_equal(config.channels->title, "Pa\xc3\xaent");
    assert_string_equal(config.channels->share_code, "42");
    assert_string_equal(config.address, "127.0.0.1");
    assert_int_equal(config.channels->number, 9);
    assert_int_equal(strlen(config.channels->code), CHO_HOST_CODE_LEN);
    cho_host_config_deinit(&config);
}

static void test_bad_options_are_named(void **state)
{
    char long_text[200];
    (void)state;
    memset(long_text, 'x', sizeof long_text);
    long_text[199] = '\0';
    chorus_host_options bad[11];
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHORUS_INIT(&bad[i]);
    bad[0].token            = "";
    bad[1].token            = "two words";
    bad[2].token            = long_text;
    bad[3].token            = "caf\xc3\xa9";
    bad[4].share_code       = "a\nb";
    bad[5].title            = "\xff";
    bad[6].title            = "a\tb";
    bad[7].title            = long_text;
    bad[8].max_participants = 100001;
    bad[9].moves_per_s      = 1001;
    bad[10].memory_limit_bytes = 4095;
    static const char *const names[] = { "token", "token", "token", "token",            "share_code",        "title",
                                         "title", "title", "max_participants", "moves_per_s", "memory_limit_bytes" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const char *fault = cho_host_options_fault(&bad[i]);
        assert_non_null(fault);
        assert_non_null(strstr(fault, names[i]));
    }
}

/* ---- many channels ---- */

static void list_channels(chorus_host_options *options, chorus_host_channel *channels, uint32_t count)
{
    CHORUS_INIT(options);
    for (uint32_t i = 0; i < count; i++)
        CHORUS_INIT(&channels[i]);
    options->channels      = channels;
    options->channel_count = count;
}

static void test_channels_have_numbers_tokens_and_titles_of_their_own(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    chorus_host_channel channels[3];
    cho_host_config     config;
    list_channels(&options, channels, 3);
    options.title                = "House";
    channels[1].channel          = 77;
    channels[1].token            = "seven";
    channels[1].title            = "Sevens";
    channels[1].share_code       = "open";
    channels[1].version_id       = 12;
    channels[1].max_participants = 5;
    assert_null(cho_host_options_fault(&options));
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    assert_int_equal(config.channel_count, 3);
    assert_int_equal(config.channels[0].number, 1);
    assert_int_equal(config.channels[1].number, 77);
    assert_int_equal(config.channels[2].number, 3);
    assert_string_equal(config.channels[1].token, "seven");
    assert_string_not_equal(config.channels[0].token, config.channels[2].token);
    assert_string_equal(config.channels[1].title, "Sevens");
    assert_string_equal(config.channels[2].title, "House");
    assert_string_equal(config.channels[1].share_code, "open");
    assert_int_equal(config.channels[1].version_id, 12);
    assert_int_equal(config.channels[1].max_participants, 5);
    assert_int_equal(cho_host_config_room_for(&config, &config.channels[2]), 10000);
    cho_host_config_deinit(&config);
}

static void expect_fault(const chorus_host_options *options, const char *part)
{
    const char *fault = cho_host_options_fault(options);
    assert_non_null(fault);
    assert_non_null(strstr(fault, part));
}

static void test_channels_that_have_something_in_common_are_refused(void **state)
{
    chorus_host_options options;
    chorus_host_channel channels[3];
    (void)state;
    list_channels(&options, channels, 3);
    channels[0].token = channels[2].token = "same";
    expect_fault(&options, "token");
    channels[2].token   = "other";
    channels[2].channel = 2;
    expect_fault(&options, "number");
    channels[2].channel = 0;
    channels[1].title   = "\xff";
    expect_fault(&options, "title");
}

static void test_a_list_that_is_no_list_is_refused(void **state)
{
    chorus_host_options options;
    chorus_host_channel channels[2];
    chorus_host_limits  limits;
    struct {
        chorus_host_channel known;
        uint64_t            later;
    } newer;
    (void)state;
    CHORUS_INIT(&limits);
    list_channels(&options, channels, 2);
    assert_ok(cho_host_check_channels(&options));
    channels[1].struct_size = 0;
    assert_result(CHORUS_E_INVALID, cho_host_check_channels(&options));
    options.channels = NULL;
    assert_result(CHORUS_E_INVALID, cho_host_check_channels(&options));
    options.channels      = channels;
    options.channel_count = 1001;
    assert_result(CHORUS_E_INVALID, cho_host_check_channels(&options));
    CHORUS_INIT(&channels[1]);
    options.channel_count      = 2;
    options.limits             = &limits;
    limits.channels_by_options = 1;
    assert_result(CHORUS_E_INVALID, cho_host_check_channels(&options));
    limits.channels_by_options = 2;
    assert_ok(cho_host_check_channels(&options));
    CHORUS_INIT(&newer.known);
    newer.known.struct_size = sizeof newer;
    newer.later             = 1;
    options.channels        = &newer.known;
    options.channel_count   = 1;
    assert_result(CHORUS_E_VERSION, cho_host_check_channels(&options));
}

static void make_one(failing_allocator *f)
{
    chorus_host_options options;
    chorus_host_channel channels[2];
    cho_host_config     config;
    list_channels(&options, channels, 2);
    channels[1].share_code = "42";
    options.bind_address   = "::1";
    chorus_result r      = cho_host_config_init(&config, &f->hooks, &options);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    if (r == CHORUS_OK)
        cho_host_config_deinit(&config);
}

static void test_without_memory_there_is_no_config(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        make_one(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_defaults_fill_the_gaps),
        HEAP_TEST(test_no_two_tokens_are_alike),
        HEAP_TEST(test_what_is_given_is_copied),
        cmocka_unit_test(test_bad_options_are_named),
        HEAP_TEST(test_channels_have_numbers_tokens_and_titles_of_their_own),
        cmocka_unit_test(test_channels_that_have_something_in_common_are_refused),
        cmocka_unit_test(test_a_list_that_is_no_list_is_refused),
        HEAP_TEST(test_without_memory_there_is_no_config),
    };
    return cmocka_run_group_tests_name("host/config", tests, NULL, NULL);
}
