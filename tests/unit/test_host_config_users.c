#include "support/failing_allocator.h"
#include "support/support.h"

#include "host/service/host_config.h"

static chorus_host_user users[2];

static void set_users(chorus_host_options *options)
{
    for (size_t i = 0; i < ARRAY_LEN(users); i++)
        CHORUS_INIT(&users[i]);
    users[0].token   = "t-ann";
    users[0].name    = "Ann";
    users[0].user_id = 9;
    users[1].name    = "B\xc3\xb6rn";
    users[1].roles   = "Mod";
    users[1].user_id = 10;
    CHORUS_INIT(options);
    options->token      = "t-game";
    options->users      = users;
    options->user_count = ARRAY_LEN(users);
}

static void test_users_are_copied(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     config;
    set_users(&options);
    assert_null(cho_host_options_fault(&options));
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    memset(users, 0, sizeof users);
    assert_string_equal(cho_host_users_by_token(config.users, cho_span_of("t-ann"))->name, "Ann");
    assert_string_equal(cho_host_users_by_number(config.users, cho_span_of("10"))->roles, "[\"Mod\"]");
    cho_host_config_deinit(&config);
}

/* A caller built with a later header, whose users are longer. */
static void test_users_may_be_longer_than_is_known_here(void **state)
{
    failing_allocator *f = *state;
    struct later {
        chorus_host_user user;
        uint64_t         more;
    } given[2];
    chorus_host_options options;
    cho_host_config     config;
    set_users(&options);
    for (size_t i = 0; i < ARRAY_LEN(given); i++) {
        given[i]                  = (struct later){ .user = users[i] };
        given[i].user.struct_size = sizeof given[i];
    }
    options.users = &given[0].user;
    assert_null(cho_host_options_fault(&options));
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    assert_string_equal(cho_host_users_by_number(config.users, cho_span_of("10"))->name, "B\xc3\xb6rn");
    cho_host_config_deinit(&config);
    given[1].more = 1;
    assert_non_null(cho_host_options_fault(&options));
}

static void spoil_user(size_t how)
{
    static char long_roles[300];
    memset(long_roles, 'x', sizeof long_roles - 1);
    switch (how) {
    case 0: users[1].token = "two words"; break;
    case 2: users[1].name = NULL; break;
    case 3: users[1].name = " Ann"; break;
    case 4: users[1].name = "\xff"; break;
    case 5: users[1].user_id = 0; break;
    case 6: users[1].sparks = 1ull << 53; break;
    case 7: users[1].roles = "\xff"; break;
    case 8: users[1].roles = long_roles; break;
    case 9: users[1].struct_size = 0; break;
    case 10: users[1].has_channel = true, users[1].user_id = 999; break;
    default: users[0].struct_size = 8; break;
    }
}

static void test_bad_users_are_named(void **state)
{
    chorus_host_options options;
    (void)state;
    for (size_t how = 0; how <= 11; how++) {
        set_users(&options);
        spoil_user(how);
        const char *fault = cho_host_options_fault(&options);
        if (fault == NULL || strstr(fault, "users") == NULL)
            fail_msg("%zu: %s", how, fault != NULL ? fault : "no fault");
    }
    set_users(&options);
    options.users = NULL;
    assert_non_null(cho_host_options_fault(&options));
    options.user_count = 10001;
    assert_non_null(strstr(cho_host_options_fault(&options), "user_count"));
}

static void test_users_alike_are_refused(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     config;
    set_users(&options);
    users[1].user_id = 9;
    assert_result(CHORUS_E_INVALID, cho_host_config_init(&config, &f->hooks, &options));
    users[1].user_id = 10;
    users[1].token   = "t-ann";
    assert_result(CHORUS_E_INVALID, cho_host_config_init(&config, &f->hooks, &options));
}

static void test_a_user_does_not_hold_the_key_to_a_game(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    chorus_host_channel channels[2];
    cho_host_config     config;
    set_users(&options);
    options.token = "t-ann";
    assert_result(CHORUS_E_INVALID, cho_host_config_init(&config, &f->hooks, &options));
    CHORUS_INIT(&channels[0]);
    CHORUS_INIT(&channels[1]);
    channels[1].token     = "t-ann";
    options.channels      = channels;
    options.channel_count = 2;
    assert_result(CHORUS_E_INVALID, cho_host_config_init(&config, &f->hooks, &options));
}

static void test_a_users_channel_has_no_number_of_the_options(void **state)
{
    failing_allocator  *f = *state;
    chorus_host_options options;
    cho_host_config     config;
    set_users(&options);
    users[1].has_channel = true;
    users[1].user_id     = 1000;
    options.channel      = 1000;
    assert_result(CHORUS_E_INVALID, cho_host_config_init(&config, &f->hooks, &options));
    options.channel = 1001;
    assert_ok(cho_host_config_init(&config, &f->hooks, &options));
    cho_host_config_deinit(&config);
}

static void make_one(failing_allocator *f)
{
    chorus_host_options options;
    cho_host_config     config;
    set_users(&options);
    chorus_result r = cho_host_config_init(&config, &f->hooks, &options);
    assert_result(failing_allocator_has_failed(f) ? CHORUS_E_MEMORY : CHORUS_OK, r);
    if (r == CHORUS_OK)
        cho_host_config_deinit(&config);
}

static void test_without_memory_there_are_no_users(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        make_one(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_users_are_copied),
        HEAP_TEST(test_users_may_be_longer_than_is_known_here),
        cmocka_unit_test(test_bad_users_are_named),
        HEAP_TEST(test_users_alike_are_refused),
        HEAP_TEST(test_a_user_does_not_hold_the_key_to_a_game),
        HEAP_TEST(test_a_users_channel_has_no_number_of_the_options),
        HEAP_TEST(test_without_memory_there_are_no_users),
    };
    return cmocka_run_group_tests_name("host/config of users", tests, NULL, NULL);
}
