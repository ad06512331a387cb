/* chorus-host user ... and client ... on a data folder. */
#include "support/admin_desk.h"

#include <stdio.h>

static void test_accounts_are_added_listed_and_removed(void **state)
{
    admin_desk *d = *state;
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    admin_desk_assert_printed(d, "{\"user\":\"Ann\",\"id\":1000}");
    assert_int_equal(admin_desk_run(d, "correct horse", (const char *[]){ "user", "add", "Bob", "--password-stdin", NULL }), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "sparks", "Ann", "500"), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "list", "--json"), 0);
    admin_desk_assert_printed(d, "{\"user\":\"Ann\",\"id\":1000,\"sparks\":500,");
    admin_desk_assert_printed(d, "\"has_password\":true}");
    assert_null(strstr(d->output, "horse"));
    assert_int_equal(ADMIN_RUN(d, "user", "remove", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "list"), 0);
    assert_null(strstr(d->output, "Ann"));
}

static void test_the_commands_are_listed_to_who_asks(void **state)
{
    admin_desk *d = *state;
    program_start_noting(&d->admin, "chorus-host", (const char *[]){ "user", "--help", NULL }, d->daemon.errors);
    program_end_input(&d->admin);
    assert_non_null(strstr(program_hear(&d->admin), "usage: chorus-host"));
    while (program_hear(&d->admin) != NULL)
        ;
    assert_int_equal(program_end(&d->admin), 0);
}

static void test_what_cannot_be_done_is_told(void **state)
{
    admin_desk *d = *state;
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "ann"), 1);
    assert_int_equal(ADMIN_RUN(d, "user", "remove", "Nobody"), 1);
    assert_int_equal(ADMIN_RUN(d, "user", "sparks", "Ann", "-1"), 2);
    assert_int_equal(ADMIN_RUN(d, "user", "password", "Ann"), 2);
    assert_int_equal(admin_desk_run(d, "short", (const char *[]){ "user", "password", "Ann", "--password-stdin", NULL }), 2);
    assert_int_equal(ADMIN_RUN(d, "user"), 2);
    assert_int_equal(ADMIN_RUN(d, "user", "dance"), 2);
    assert_int_equal(ADMIN_RUN(d, "client", "add", "a", "--scope", "world:rule"), 2);
    const char *log = daemon_log(&d->daemon);
    assert_non_null(strstr(log, "user add ann: that name is taken"));
    assert_non_null(strstr(log, "user remove Nobody: there is none of that name"));
    assert_non_null(strstr(log, "--password-stdin is needed"));
}

static void test_a_secret_is_printed_once_and_never_listed(void **state)
{
    admin_desk *d = *state;
    char  secret[64];
    assert_int_equal(ADMIN_RUN(d, "client", "add", "game", "--name", "Ducks", "--secret", "--redirect", "https://a.example/cb"), 0);
    const char *at = strstr(d->output, "\"secret\":\"");
    assert_non_null(at);
    snprintf(secret, sizeof secret, "%.48s", at + 10);
    assert_int_equal(ADMIN_RUN(d, "client", "list", "--json"), 0);
    admin_desk_assert_printed(d, "{\"client\":\"game\",\"name\":\"Ducks\",");
    admin_desk_assert_printed(d, "\"has_secret\":true}");
    assert_null(strstr(d->output, secret));
    assert_int_equal(ADMIN_RUN(d, "client", "remove", "game"), 0);
    assert_int_equal(ADMIN_RUN(d, "client", "remove", "game"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accounts_are_added_listed_and_removed, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_the_commands_are_listed_to_who_asks, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_done_is_told, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_secret_is_printed_once_and_never_listed, admin_desk_set_up, admin_desk_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
