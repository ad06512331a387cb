/* chorus-host user ... and client ... on a data folder. */
#include "support/daemon_process.h"

#include <stdio.h>
#include <stdlib.h>

enum { OUTPUT = 8192, WORDS = 16 };

typedef struct desk {
    daemon_process daemon;
    program        admin;
    char           data[DAEMON_PATH];
    char           output[OUTPUT];
} desk;

static int set_up(void **state)
{
    desk *d = calloc(1, sizeof *d);
    assert_non_null(d);
    daemon_prepare(&d->daemon);
    strcpy(d->data, daemon_path(&d->daemon, "data"));
    *state = d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;
    daemon_clean_up(&d->daemon);
    free(d);
    return 0;
}

/* Runs a command on the folder; the words end with NULL. Returns its exit code; what it printed is in `output`. */
static int run_saying(desk *d, const char *input, const char *const *words)
{
    const char *all[WORDS] = { NULL };
    const char *line;
    size_t      count = 0;
    for (; words[count] != NULL; count++)
        all[count] = words[count];
    all[count++] = "--data";
    all[count]   = d->data;
    program_start_noting(&d->admin, "chorus-host", all, d->daemon.errors);
    if (input != NULL)
        program_say(&d->admin, input);
    program_end_input(&d->admin);
    d->output[0] = '\0';
    while ((line = program_hear(&d->admin)) != NULL)
        snprintf(d->output + strlen(d->output), OUTPUT - strlen(d->output), "%s\n", line);
    return program_end(&d->admin);
}

#define RUN(d, ...) run_saying(d, NULL, (const char *[]){ __VA_ARGS__, NULL })

static void assert_printed(const desk *d, const char *part)
{
    if (strstr(d->output, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, d->output);
}

static void test_accounts_are_added_listed_and_removed(void **state)
{
    desk *d = *state;
    assert_int_equal(RUN(d, "user", "add", "Ann"), 0);
    assert_printed(d, "{\"user\":\"Ann\",\"id\":1000}");
    assert_int_equal(run_saying(d, "correct horse", (const char *[]){ "user", "add", "Bob", "--password-stdin", NULL }), 0);
    assert_int_equal(RUN(d, "user", "sparks", "Ann", "500"), 0);
    assert_int_equal(RUN(d, "user", "list", "--json"), 0);
    assert_printed(d, "{\"user\":\"Ann\",\"id\":1000,\"sparks\":500,");
    assert_printed(d, "\"has_password\":true}");
    assert_null(strstr(d->output, "horse"));
    assert_int_equal(RUN(d, "user", "remove", "Ann"), 0);
    assert_int_equal(RUN(d, "user", "list"), 0);
    assert_null(strstr(d->output, "Ann"));
}

static void test_the_commands_are_listed_to_who_asks(void **state)
{
    desk *d = *state;
    program_start_noting(&d->admin, "chorus-host", (const char *[]){ "user", "--help", NULL }, d->daemon.errors);
    program_end_input(&d->admin);
    assert_non_null(strstr(program_hear(&d->admin), "usage: chorus-host"));
    while (program_hear(&d->admin) != NULL)
        ;
    assert_int_equal(program_end(&d->admin), 0);
}

static void test_what_cannot_be_done_is_told(void **state)
{
    desk *d = *state;
    assert_int_equal(RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(RUN(d, "user", "add", "ann"), 1);
    assert_int_equal(RUN(d, "user", "remove", "Nobody"), 1);
    assert_int_equal(RUN(d, "user", "sparks", "Ann", "-1"), 2);
    assert_int_equal(RUN(d, "user", "password", "Ann"), 2);
    assert_int_equal(run_saying(d, "short", (const char *[]){ "user", "password", "Ann", "--password-stdin", NULL }), 2);
    assert_int_equal(RUN(d, "user"), 2);
    assert_int_equal(RUN(d, "user", "dance"), 2);
    assert_int_equal(RUN(d, "client", "add", "a", "--scope", "world:rule"), 2);
    const char *log = daemon_log(&d->daemon);
    assert_non_null(strstr(log, "user add ann: that name is taken"));
    assert_non_null(strstr(log, "user remove Nobody: there is none of that name"));
    assert_non_null(strstr(log, "--password-stdin is needed"));
}

static void test_a_secret_is_printed_once_and_never_listed(void **state)
{
    desk *d = *state;
    char  secret[64];
    assert_int_equal(RUN(d, "client", "add", "game", "--name", "Ducks", "--secret", "--redirect", "https://a.example/cb"), 0);
    const char *at = strstr(d->output, "\"secret\":\"");
    assert_non_null(at);
    snprintf(secret, sizeof secret, "%.48s", at + 10);
    assert_int_equal(RUN(d, "client", "list", "--json"), 0);
    assert_printed(d, "{\"client\":\"game\",\"name\":\"Ducks\",");
    assert_printed(d, "\"has_secret\":true}");
    assert_null(strstr(d->output, secret));
    assert_int_equal(RUN(d, "client", "remove", "game"), 0);
    assert_int_equal(RUN(d, "client", "remove", "game"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accounts_are_added_listed_and_removed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_commands_are_listed_to_who_asks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_done_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_secret_is_printed_once_and_never_listed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
