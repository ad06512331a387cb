/* The real chorus-host: what it says when it is ready, what it refuses, how it ends. */
#ifndef _GNU_SOURCE
#    define _GNU_SOURCE /* for prlimit() */
#endif
#include "support/daemon_process.h"
#include "support/deadline.h"
#include "support/tls_files.h"

#include <cjson/cJSON.h>
#include <signal.h>
#include <sys/resource.h>
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

/* ---- other files while it runs ---- */

static raw_socket *connect_by_tls(daemon_process *d, const tls_files *trusted, bool is_welcome)
{
    raw_socket *s = malloc(sizeof *s);
    assert_non_null(s);
    raw_open(s, d->lab.port);
    assert_int_equal(raw_start_tls(s, trusted->authority, "localhost"), is_welcome);
    return s;
}

static void expect_identity(daemon_process *d, const tls_files *trusted, bool is_welcome)
{
    host_lab_hang_up(connect_by_tls(d, trusted, is_welcome));
}

static void put_in_place(const tls_files *from, const tls_files *to)
{
    assert_int_equal(rename(from->certificate, to->certificate), 0);
    assert_int_equal(rename(from->key, to->key), 0);
}

static void test_hup_shows_a_new_certificate_and_keeps_connections(void **state)
{
    daemon_process *d = *state;
    tls_files       first, second;
    tls_files_make(&first, "localhost");
    tls_files_make(&second, "localhost");
    daemon_start(d, (const char *[]){ "--tls-cert", first.certificate, "--tls-key", first.key, NULL });
    raw_socket *early = connect_by_tls(d, &first, true);
    put_in_place(&second, &first);
    kill(d->program.pid, SIGHUP);
    daemon_wait_log(d, "event=certificate_reloaded");
    expect_identity(d, &second, true);
    expect_identity(d, &first, false);
    raw_text(early, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_int_equal(raw_answer(early, true, NULL, 0), 200);
    host_lab_hang_up(early);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
    tls_files_remove(&first);
    tls_files_remove(&second);
}

static void test_hup_keeps_the_certificate_when_the_new_one_is_no_good(void **state)
{
    daemon_process *d = *state;
    tls_files       files;
    tls_files_make(&files, "localhost");
    daemon_start(d, (const char *[]){ "--tls-cert", files.certificate, "--tls-key", files.key, NULL });
    assert_int_equal(rename(files.other_key, files.key), 0);
    kill(d->program.pid, SIGHUP);
    daemon_wait_log(d, "the key belongs to another certificate");
    expect_identity(d, &files, true);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
    tls_files_remove(&files);
}

static void test_hup_takes_new_limits_and_keeps_the_old_ones_of_a_bad_file(void **state)
{
    daemon_process *d    = *state;
    const char     *file = daemon_write(d, "limits.json", "{}");
    char            body[600];
    memset(body, ' ', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    const char *path = "/api/v1/interactive/1/guest";
    daemon_start(d, (const char *[]){ "--limits", file, NULL });
    assert_int_not_equal(host_lab_request(&d->lab, "POST", path, "", body, NULL, 0), 413);
    daemon_write(d, "limits.json", "{\"request_body_bytes\": 256}");
    kill(d->program.pid, SIGHUP);
    daemon_wait_log(d, "event=limits_reloaded");
    assert_int_equal(host_lab_request(&d->lab, "POST", path, "", body, NULL, 0), 413);
    daemon_write(d, "limits.json", "{\"request_body_bytes\": 1}");
    kill(d->program.pid, SIGHUP);
    daemon_wait_log(d, "event=limits_kept");
    assert_says(d, "limits.json: request_body_bytes: 1 is out of range");
    assert_int_equal(host_lab_request(&d->lab, "POST", path, "", body, NULL, 0), 413);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* How long a session waits is a limit, and a signal changes it. */
static void test_hup_says_how_long_a_session_waits_for_its_game(void **state)
{
    daemon_process *d    = *state;
    const char     *file = daemon_write(d, "limits.json", "{\"grace_ms\": 3600000}");
    daemon_start(d, (const char *[]){ "--limits", file, NULL });
    raw_socket *game = host_lab_game(&d->lab);
    host_lab_do(game, "createScenes", "{\"scenes\":[{\"sceneID\":\"night\"}]}");
    raw_socket *ann = host_lab_viewer(&d->lab, "Ann");
    host_lab_do(game, "ready", "{}");
    host_lab_hear_of(ann, "\"isReady\":true");
    host_lab_hang_up(game);
    host_lab_hear_of(ann, "\"isReady\":false");
    assert_int_equal(host_lab_knock(&d->lab, &game, "/gameClient", "Authorization: Bearer sec+ret\r\n" HOST_LAB_VERSION_LINES),
                     101);
    assert_non_null(strstr(host_lab_do(game, "getScenes", "{}"), "\"night\""));
    daemon_write(d, "limits.json", "{\"grace_ms\": 0}");
    kill(d->program.pid, SIGHUP);
    daemon_wait_log(d, "event=limits_reloaded");
    host_lab_hang_up(game);
    assert_int_equal(host_lab_closed(ann), 4016);
    host_lab_hang_up(ann);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* ---- behind a proxy ---- */

static int look_as(daemon_process *d, const char *forwarded)
{
    return host_lab_request(&d->lab, "GET", "/healthz", forwarded, "", NULL, 0);
}

static void test_each_visitor_of_an_own_proxy_has_a_budget(void **state)
{
    daemon_process *d    = *state;
    const char     *file = daemon_write(d, "limits.json", "{\"requests_per_address_s\": 1}");
    int             refused = 0;
    daemon_start(d, (const char *[]){ "--limits", file, "--trusted-proxies", "127.0.0.1", NULL });
    for (int i = 0; i < 50; i++)
        refused += look_as(d, "X-Forwarded-For: 9.9.9.9\r\n") == 429;
    assert_in_range(refused, 1, 49);
    assert_int_equal(look_as(d, "X-Forwarded-For: 8.8.8.8\r\n"), 200);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

static void test_addresses_are_those_of_the_public_url(void **state)
{
    daemon_process *d = *state;
    char            body[512];
    daemon_start(d, (const char *[]){ "--public-url", "https://play.example.org", NULL });
    assert_non_null(strstr(d->ready, "\"url\":\"https://play.example.org/\""));
    assert_int_equal(host_lab_request(&d->lab, "GET", "/api/v1/interactive/hosts", "", "", body, sizeof body), 200);
    assert_string_equal(body, "[{\"address\":\"wss://play.example.org/gameClient\"}]");
    raw_socket *game = host_lab_game(&d->lab);
    assert_int_equal(host_lab_request(&d->lab, "GET", "/api/v1/interactive/1", "", "", body, sizeof body), 200);
    assert_non_null(strstr(body, "\"wss://play.example.org/participant?"));
    assert_non_null(strstr(host_lab_do(game, "getJoinUrl", "{}"), "\"result\":{\"url\":\"https://play.example.org/c/1\"}"));
    host_lab_hang_up(game);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* ---- a world that is short of things ---- */

static void test_it_serves_on_when_nobody_reads_its_output(void **state)
{
    daemon_process   *d         = *state;
    const char *const options[] = { "--listen", "127.0.0.1", "--port", "0", NULL };
    daemon_launch(d, options);
    close(d->program.out);
    daemon_wait_log(d, "event=nobody_listens");
    d->lab.port = (uint16_t)atoi(strstr(daemon_log(d), "event=ready port=") + strlen("event=ready port="));
    assert_int_equal(host_lab_request(&d->lab, "GET", "/healthz", "", "", NULL, 0), 200);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* It takes as many as it may when it starts, so it is given fewer afterwards. */
static void start_with_descriptors(daemon_process *d, rlim_t count)
{
    const struct rlimit small = { count, count };
    daemon_start(d, NULL);
    assert_int_equal(prlimit(d->program.pid, RLIMIT_NOFILE, &small, NULL), 0);
}

static int ask_on(raw_socket *s, const char *path, char *body, size_t size)
{
    char text[128];
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    raw_text(s, text);
    return raw_answer(s, true, body, size);
}

static void test_without_descriptors_it_serves_who_is_there_and_says_so(void **state)
{
    enum { DESCRIPTORS = 48 };
    daemon_process *d = *state;
    raw_socket     *first, *others[DESCRIPTORS];
    char            body[512];
    start_with_descriptors(d, DESCRIPTORS);
    first = host_lab_connect(&d->lab);
    assert_int_equal(ask_on(first, "/readyz", body, sizeof body), 200);
    for (int i = 0; i < DESCRIPTORS; i++) {
        char source[16];
        snprintf(source, sizeof source, "127.0.1.%d", i + 1);
        others[i] = malloc(sizeof *others[i]);
        assert_non_null(others[i]);
        raw_open_from(others[i], source, d->lab.port);
    }
    for (uint64_t until_ns = deadline_ns(); ask_on(first, "/readyz", body, sizeof body) != 503;)
        deadline_yield(until_ns);
    assert_non_null(strstr(body, "descriptors: the process has none left"));
    for (int i = 0; i < DESCRIPTORS; i++)
        host_lab_hang_up(others[i]);
    assert_int_equal(ask_on(first, "/healthz", body, sizeof body), 200);
    host_lab_hang_up(first);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
}

/* ---- what is written down ---- */

static void present(daemon_process *d, const char *path, const char *lines, const char *content)
{
    (void)host_lab_request(&d->lab, "POST", path, lines, content, NULL, 0);
    (void)host_lab_request(&d->lab, "GET", path, lines, "", NULL, 0);
}

static void knock_with(daemon_process *d, const char *source, const char *path, const char *lines)
{
    raw_socket *s = malloc(sizeof *s);
    assert_non_null(s);
    raw_open_from(s, source, d->lab.port);
    (void)raw_handshake(s, path, lines);
    host_lab_hang_up(s);
}

/* Every secret and the address carry a mark; none may be in what the daemon prints, at whatever level. */
static void test_no_secret_and_no_address_is_ever_written(void **state)
{
    daemon_process *d = *state;
    strcpy(d->token_file, daemon_write(d, "marked", "c4nary-game\n"));
    daemon_start(d, (const char *[]){ "--log", "debug", "--metrics-token-file", daemon_write(d, "look", "c4nary-look\n"), NULL });
    assert_null(strstr(d->ready, "c4nary"));
    knock_with(d, "127.0.0.77", "/gameClient", "Authorization: Bearer c4nary-game\r\n" HOST_LAB_VERSION_LINES);
    knock_with(d, "127.0.0.77", "/gameClient", "Authorization: Bearer c4nary-wrong\r\n" HOST_LAB_VERSION_LINES);
    knock_with(d, "127.0.0.77", "/gameClient?authorization=Bearer%20c4nary-game&x-protocol-version=2.0", "");
    knock_with(d, "127.0.0.77", "/participant?channel=1&key=c4nary-key&x-protocol-version=2.0", "");
    present(d, "/metrics", "Authorization: Bearer c4nary-wrong\r\n", "");
    present(d, "/api/v1/users/current", "Authorization: Bearer c4nary-user\r\n", "");
    present(d, "/api/v1/oauth/token", "Content-Type: application/json\r\n",
            "{\"grant_type\":\"refresh_token\",\"refresh_token\":\"c4nary-refresh\",\"client_id\":\"c4nary-client\"}");
    present(d, "/api/v1/oauth/shortcode", "Content-Type: application/json\r\n", "{\"client_id\":\"c4nary\",\"client_secret\":\"c4nary-s\"}");
    present(d, "/api/v1/oauth/shortcode/check/c4nary-handle", "", "");
    present(d, "/go?code=c4nary", "Cookie: c4nary=c4nary\r\n", "user=a&password=c4nary");
    present(d, "/j/c4nary", "", "");
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
    assert_says(d, "event=game_refused");
    assert_null(strstr(d->log, "c4nary"));
    assert_null(strstr(d->log, "127.0.0.77"));
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
    expect_refusal(d, (const char *[]){ "--public-url", "play", NULL }, 2, "public_url: an address such as");
    expect_refusal(d, (const char *[]){ "--trusted-proxies", "proxy", NULL }, 2, "trusted_proxies: addresses are needed");
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

static void test_two_on_one_data_folder_is_a_sentence_and_1(void **state)
{
    daemon_process *d      = *state, *other = malloc(sizeof *other);
    const char     *folder = daemon_path(d, "data");
    assert_non_null(other);
    daemon_prepare(other);
    daemon_start(d, (const char *[]){ "--data", folder, NULL });
    assert_int_equal(daemon_try(other, (const char *[]){ "--listen", "127.0.0.1", "--port", "0", "--data", folder, NULL }), 1);
    assert_says(other, folder);
    assert_int_equal(host_lab_request(&d->lab, "GET", "/readyz", "", "", NULL, 0), 200);
    assert_int_equal(daemon_end_by(d, SIGTERM), 0);
    daemon_clean_up(other);
    free(other);
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
        cmocka_unit_test_setup_teardown(test_hup_shows_a_new_certificate_and_keeps_connections, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_hup_keeps_the_certificate_when_the_new_one_is_no_good, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_hup_takes_new_limits_and_keeps_the_old_ones_of_a_bad_file, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_hup_says_how_long_a_session_waits_for_its_game, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_each_visitor_of_an_own_proxy_has_a_budget, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_addresses_are_those_of_the_public_url, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_it_serves_on_when_nobody_reads_its_output, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_without_descriptors_it_serves_who_is_there_and_says_so, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_no_secret_and_no_address_is_ever_written, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_an_option_that_is_wrong_is_named_with_what_is_allowed, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_dev_refuses_an_address_that_others_reach, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_port_in_use_is_a_sentence_and_1, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_two_on_one_data_folder_is_a_sentence_and_1, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_limits_that_are_wrong_are_told, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_figures_ask_for_the_token_of_the_file, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_is_followed_and_the_command_line_wins, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_that_is_wrong_is_told_with_its_line, daemon_set_up, daemon_tear_down),
        cmocka_unit_test_setup_teardown(test_a_config_file_of_a_megabyte_is_too_large, daemon_set_up, daemon_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
