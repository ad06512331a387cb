#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/host_config.h"

static void test_defaults_fill_the_gaps(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     config;
    CHORUS_INIT(&options);
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    assert_null(config.address);
    assert_null(config.share_code);
    assert_string_equal(config.title, "Chorus");
    assert_int_equal(strlen(config.token), 48);
    assert_int_equal(config.channel, 1);
    assert_int_equal(config.max_participants, 10000);
    assert_int_equal(config.inputs_per_s, 20);
    assert_int_equal(config.moves_per_s, 30);
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
    assert_string_not_equal(one.token, two.token);
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
    assert_string_equal(config.token, "secret");
    assert_string_equal(config.title, "Pa\xc3\xaent");
    assert_string_equal(config.share_code, "42");
    assert_string_equal(config.address, "127.0.0.1");
    assert_int_equal(config.channel, 9);
    cho_host_config_deinit(&config);
}

static void test_bad_options_are_named(void **state)
{
    char long_text[200];
    (void)state;
    memset(long_text, 'x', sizeof long_text);
    long_text[199] = '\0';
    chorus_host_options bad[10];
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
    static const char *const names[] = { "token", "token", "token", "token",            "share_code",
                                         "title", "title", "title", "max_participants", "moves_per_s" };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const char *fault = cho_host_options_fault(&bad[i]);
        assert_non_null(fault);
        assert_non_null(strstr(fault, names[i]));
    }
}

static void make_one(failing_allocator *f)
{
    chorus_host_options options;
    cho_host_config     config;
    CHORUS_INIT(&options);
    options.share_code   = "42";
    options.bind_address = "::1";
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
        HEAP_TEST(test_without_memory_there_is_no_config),
    };
    return cmocka_run_group_tests_name("host/config", tests, NULL, NULL);
}
