/* The real chorus-host: what it says when it is ready, what it refuses, how it ends. */
#include "support/daemon_process.h"

#include <cjson/cJSON.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void assert_says(daemon_process *d, const char *part)
{
    if (strstr(daemon_log(d), part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, d->log);
}

/* ---- ready ---- */

static void test_its_first_line_is_json_with_the_real_port(void **state)
{
    daemon_process *d = *state;
    daemon_start(d, NULL);
    cJSON *json = cJSON_Parse(d->ready);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(json, "event")), "ready");
    assert_true(d->lab.port > 0);
    char url[64];
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", (unsigned)d->lab.port);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(json, "url")), url);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "urls"), 0)), url);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(json, "version")), chorus_version());
    cJSON_Delete(json);
    assert_int_equal(host_lab_request(&d->lab, "GET", "/healthz", "", "", NULL, 0), 200);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

static void test_only_with_dev_it_tells_the_token(void **state)
{
    daemon_process   *d       = *state;
    const char *const as_dev[] = { "--dev", NULL };
    daemon_start(d, NULL);
    assert_null(strstr(d->ready, "sec+ret"));
    daemon_end_by(d, SIGTERM);
    daemon_start(d, as_dev);
    assert_non_null(strstr(d->ready, "\"token\":\"sec+ret\""));
    daemon_end_by(d, SIGTERM);
}

/* ---- the end ---- */

static void test_term_sends_games_and_audience_away_with_1012(void **state)
{
    daemon_process *d = *state;
    daemon_start(d, NULL);
    raw_socket *game = host_lab_game(&d->lab);
    raw_socket *ann  = host_lab_viewer(&d->lab, "Ann");
    kill(d->program.pid, SIGTERM);
    assert_int_equal(host_lab_closed(game), 1012);
    assert_int_equal(host_lab_closed(ann), 1012);
    host_lab_hang_up(game);
    host_lab_hang_up(ann);
    assert_int_equal(daemon_end(d), 0);
}

static void test_int_is_like_term(void **state)
{
    daemon_process *d = *state;
    daemon_start(d, NULL);
    assert_int_equal(daemon_end_by(d, SIGINT), 0);
}

/* A viewer that does not answer the close would be waited for. */
static void test_a_second_term_ends_it_at_once(void **state)
{
    daemon_process *d = *state;
    daemon_start(d, NULL);
    raw_socket *game = host_lab_game(&d->lab);
    kill(d->program.pid, SIGTERM);
    daemon_wait_log(d, "event=draining");
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
    host_lab_hang_up(game);
}

/* ---- bad options ---- */

static void expect_refusal(daemon_process *d, const char *const *options, int code, const char *sentence)
{
    assert_int_equal(daemon_try(d, options), code);
    assert_says(d, sentence);
}

static void test_an_option_that_is_wrong_is_named_with_what_is_allowed(void **state)
{
    daemon_process *d = *state;
    expect_refusal(d, (const char *[]){ "--port", "70000", NULL }, 2,
                   "chorus-host: --port 70000: allowed is a whole number from 0 to 65535\n");
    expect_refusal(d, (const char *[]){ "--prot", "1", NULL }, 2, "--prot: there is no such option");
    expect_refusal(d, (const char *[]){ "--port", NULL }, 2, "--port : allowed is a whole number");
    expect_refusal(d, (const char *[]){ "--log", "loud", NULL }, 2, "allowed is debug, info, warning or error");
    expect_refusal(d, (const char *[]){ "--tls-cert", "/x", NULL }, 2, "tls-cert and tls-key: TLS needs both");
    expect_refusal(d, (const char *[]){ "--token-file", "/nowhere", NULL }, 2, "/nowhere: No such file");
    expect_refusal(d, (const char *[]){ "--listen", "127.0.0.300", NULL }, 2, "'127.0.0.300' is not a numeric address");
}

static void test_dev_refuses_an_address_that_others_reach(void **state)
{
    daemon_process *d = *state;
    expect_refusal(d, (const char *[]){ "--dev", "--listen", "0.0.0.0", NULL }, 2, "say --i-know");
    expect_refusal(d, (const char *[]){ "--dev", "--listen", "::", NULL }, 2, "say --i-know");
    const char *const options[] = { "--dev", "--listen", "0.0.0.0", "--i-know", "--port", "0", NULL };
    daemon_launch(d, options);
    daemon_wait_ready(d);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

static void test_a_port_in_use_is_a_sentence_and_1(void **state)
{
    daemon_process *d = *state;
    char            port[8], sentence[64];
    uint16_t        number;
    int             taken = raw_listen(&number);
    snprintf(port, sizeof port, "%u", (unsigned)number);
    snprintf(sentence, sizeof sentence, "port %s is in use", port);
    expect_refusal(d, (const char *[]){ "--listen", "127.0.0.1", "--port", port, NULL }, 1, sentence);
    close(taken);
}

static void test_limits_that_are_wrong_are_told(void **state)
{
    daemon_process *d    = *state;
    const char     *file = daemon_write(d, "limits.json", "{\"inputs_per_s\": 0}");
    expect_refusal(d, (const char *[]){ "--limits", file, NULL }, 2, "limits.json: inputs_per_s: 0 is out of range");
    expect_refusal(d, (const char *[]){ "--limits", "/nowhere", NULL }, 2, "/nowhere: No such file");
}

/* ---- figures ---- */

static void test_figures_ask_for_the_token_of_the_file(void **state)
{
    daemon_process *d = *state;
    daemon_start(d, (const char *[]){ "--metrics-token-file", daemon_write(d, "look", "look-at-me\n"), NULL });
    assert_int_equal(host_lab_request(&d->lab, "GET", "/metrics", "", "", NULL, 0), 401);
    assert_int_equal(host_lab_request(&d->lab, "GET", "/metrics", "Authorization: Bearer look-at-me\r\n", "", NULL, 0), 200);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* ---- the config file ---- */

static void test_a_config_file_is_followed_and_the_command_line_wins(void **state)
{
    daemon_process *d    = *state;
    const char     *file = daemon_write(d, "config.json", "\xef\xbb\xbf{\"listen\":\"127.0.0.9\",\"port\":0,\n \"dev\":true,\"title\":\"Ducks\"}");
    const char *const options[] = { "--listen", "127.0.0.1", "--config", file, NULL };
    char              body[256];
    daemon_launch(d, options);
    daemon_wait_ready(d);
    assert_non_null(strstr(d->ready, "\"url\":\"http://127.0.0.1:"));
    assert_non_null(strstr(d->ready, "\"token\":"));
    host_lab_request(&d->lab, "GET", "/api/v1/interactive/1/about", "", "", body, sizeof body);
    assert_non_null(strstr(body, "Ducks"));
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

static void expect_bad_config(daemon_process *d, const char *text, const char *sentence)
{
    const char *file = daemon_write(d, "config.json", text);
    expect_refusal(d, (const char *[]){ "--config", file, NULL }, 2, sentence);
}

static void test_a_config_file_that_is_wrong_is_told_with_its_line(void **state)
{
    daemon_process *d = *state;
    expect_bad_config(d, "{\"port\":0,\n\n \"prot\":1}", "config.json, line 3: \"prot\": there is no such option");
    expect_bad_config(d, "{\n\"port\":\"8280\"}", "line 2: \"port\": allowed is a whole number from 0 to 65535");
    expect_bad_config(d, "{\"port\":65536}", "line 1: \"port\": allowed is");
    expect_bad_config(d, "{\"dev\":1}", "\"dev\": allowed is true or false");
    expect_bad_config(d, "{\"title\":\"\"}", "\"title\": allowed is text that is not empty");
    expect_bad_config(d, "{\"port\":0,\"port\":1}", "\"port\": it is given twice");
    expect_bad_config(d, "{\"port\":0", "line 1: ends early");
    expect_bad_config(d, "[]", "not an object");
    expect_bad_config(d, "", "not an object");
    expect_refusal(d, (const char *[]){ "--config", d->folder, NULL }, 2, "it is a directory, and a file is needed");
    expect_refusal(d, (const char *[]){ "--config", "/nowhere", NULL }, 2, "/nowhere: No such file or directory");
}

static void test_a_config_file_of_a_megabyte_is_too_large(void **state)
{
    daemon_process *d    = *state;
    char           *text = malloc((1 << 20) + 1);
    assert_non_null(text);
    memset(text, ' ', 1 << 20);
    text[1 << 20] = '\0';
    expect_bad_config(d, text, "it is too large: at most 65536 bytes are allowed");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_its_first_line_is_json_with_the_real_port, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_only_with_dev_it_tells_the_token, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_term_sends_games_and_audience_away_with_1012, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_int_is_like_term, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_second_term_ends_it_at_once, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_an_option_that_is_wrong_is_named_with_what_is_allowed, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_dev_refuses_an_address_that_others_reach, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_port_in_use_is_a_sentence_and_1, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_limits_that_are_wrong_are_told, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_figures_ask_for_the_token_of_the_file, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_is_followed_and_the_command_line_wins, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_that_is_wrong_is_told_with_its_line, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_of_a_megabyte_is_too_large, daemon_set_up, daemon_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
