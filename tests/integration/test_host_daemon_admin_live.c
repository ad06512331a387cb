/* What the commands of chorus-host change is felt at a daemon that runs on the same folder. */
#include "support/admin_desk.h"
#include "support/deadline.h"
#include "support/prometheus.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char body[64 * 1024];

static int join(admin_desk *d, const char *content)
{
    return host_lab_request(&d->daemon.lab, "POST", "/api/v1/interactive/1/guest", "", content, body, sizeof body);
}

/* Asks until it is answered so. */
static void wait_for_join(admin_desk *d, const char *content, int status)
{
    for (uint64_t until_ns = deadline_ns(); join(d, content) != status;) {
        if (deadline_is_over(until_ns))
            fail_msg("joining is not answered with %d: %s", status, body);
    }
}

/* ---- bans ---- */

static void test_a_ban_of_a_network_sends_away_who_is_there(void **state)
{
    admin_desk *d = *state;
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    raw_socket *ann  = host_lab_viewer(&d->daemon.lab, "Ann");
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "1", "--reason", "no more"), 0);
    assert_int_equal(host_lab_closed(ann), 4025);
    host_lab_hang_up(ann);
    assert_int_equal(join(d, "{}"), 403);
    assert_non_null(strstr(body, "no more"));
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:127.0.0.1", "--channel", "1"), 0);
    wait_for_join(d, "{}", 200);
    host_lab_hang_up(game);
}

static void test_a_ban_holds_at_the_channel_it_names(void **state)
{
    admin_desk *d = *state;
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    raw_socket *ann  = host_lab_viewer(&d->daemon.lab, "Ann");
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "2"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.2", "--channel", "1"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:127.0.0.1", "--channel", "1", "--minutes", "5"), 0);
    assert_int_equal(host_lab_closed(ann), 4025);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_bans_are_listed_as_they_are_kept(void **state)
{
    admin_desk *d = *state;
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1000", "--channel", "7", "--name", "Bob", "--reason", "spam"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:2001:db8:1:2::9", "--channel", "7", "--minutes", "5"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "list", "--json"), 0);
    admin_desk_assert_printed(d, "{\"ban\":\"user:1000\",\"channel\":7,\"name\":\"Bob\",\"reason\":\"spam\",");
    admin_desk_assert_printed(d, "{\"ban\":\"network:2001:db8:1:2::/64\",");
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:2001:db8:1:2::", "--channel", "7"), 0);
    assert_int_equal(ADMIN_RUN(d, "ban", "remove", "network:2001:db8:1:2::", "--channel", "7"), 1);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1000"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:-1", "--channel", "7"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "network:here", "--channel", "7"), 2);
    assert_int_equal(ADMIN_RUN(d, "ban", "add", "user:1", "--channel", "7", "--minutes", "soon"), 2);
}

/* ---- tokens ---- */

static void read_member(const char *json, const char *name, char *out, size_t size)
{
    char        key[32];
    const char *at;
    snprintf(key, sizeof key, "\"%s\":\"", name);
    at = strstr(json, key);
    assert_non_null(at);
    at += strlen(key);
    snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

/* Ann, and a token of hers that the running daemon has heard of. */
static void add_token(admin_desk *d, const char *scopes, char out[80])
{
    char lines[128];
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--user", "Ann", "--scope", scopes, "--name", "stand"), 0);
    read_member(d->output, "token", out, 80);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", out);
    for (uint64_t until_ns = deadline_ns();;) {
        if (host_lab_request(&d->daemon.lab, "GET", "/api/v1/users/current", lines, "", body, sizeof body) == 200)
            return;
        if (deadline_is_over(until_ns))
            fail_msg("the token is not taken: %s", body);
    }
}

/* Ann as a participant, by a token of hers. */
static raw_socket *seat_ann(admin_desk *d, char token[80])
{
    char lines[128];
    add_token(d, "interactive:play:self user:details:self", token);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", token);
    return host_lab_viewer_by(&d->daemon.lab, lines);
}

static void revoke_first(admin_desk *d, const char *secret)
{
    char id[32];
    assert_int_equal(ADMIN_RUN(d, "token", "list", "--json"), 0);
    admin_desk_assert_printed(d, "\"user\":\"Ann\",\"name\":\"stand\",\"client\":\"\",");
    assert_null(strstr(d->output, secret));
    read_member(d->output, "id", id, sizeof id);
    assert_int_equal(ADMIN_RUN(d, "token", "revoke", id), 0);
    assert_int_equal(ADMIN_RUN(d, "token", "revoke", id), 1);
}

static void test_a_token_lets_a_game_in_until_it_is_revoked(void **state)
{
    admin_desk *d = *state;
    char        token[80];
    raw_socket *again;
    char        lines[256];
    admin_desk_serve(d);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    add_token(d, "interactive:robot:self user:details:self", token);
    raw_socket *game = host_lab_game_of(&d->daemon.lab, token);
    revoke_first(d, token);
    assert_int_equal(host_lab_closed(game), 4019);
    host_lab_hang_up(game);
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n" HOST_LAB_VERSION_LINES, token);
    assert_int_equal(host_lab_knock(&d->daemon.lab, &again, "/gameClient", lines), 101);
    assert_int_equal(host_lab_closed(again), 4019);
    host_lab_hang_up(again);
}

static void test_a_participant_goes_with_the_token_it_came_by(void **state)
{
    admin_desk *d = *state;
    char        token[80];
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    raw_socket *ann = seat_ann(d, token);
    revoke_first(d, token);
    assert_int_equal(host_lab_closed(ann), 4019);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_what_is_no_token_is_refused_with_a_sentence(void **state)
{
    admin_desk *d = *state;
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--user", "Ann", "--scope", "world:rule"), 2);
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--user", "Ann"), 2);
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--scope", "user:details:self"), 2);
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--user", "Bob", "--scope", "user:details:self"), 1);
    assert_int_equal(ADMIN_RUN(d, "token", "add", "--user", "Ann", "--scope", "user:details:self", "--days", "0"), 2);
    assert_int_equal(ADMIN_RUN(d, "token", "revoke"), 2);
    assert_int_equal(ADMIN_RUN(d, "token", "list"), 0);
    assert_string_equal(d->output, "");
}

/* ---- accounts ---- */

static void test_sparks_reach_who_is_there(void **state)
{
    admin_desk *d = *state;
    char        token[80];
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    raw_socket *ann = seat_ann(d, token);
    assert_int_equal(ADMIN_RUN(d, "user", "sparks", "Ann", "500"), 0);
    host_lab_hear_of(ann, "500");
    assert_int_equal(host_lab_request(&d->daemon.lab, "GET", "/metrics", "", "", body, sizeof body), 200);
    assert_true(prometheus_value(body, "chorus_data_jobs_total") > 0);
    assert_true(prometheus_value(body, "chorus_data_commits_total") > 0);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_who_is_removed_goes_and_leaves_nothing_to_the_next(void **state)
{
    admin_desk *d = *state;
    char        token[80];
    admin_desk_serve(d);
    raw_socket *game = host_lab_game(&d->daemon.lab);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "sparks", "Ann", "500"), 0);
    raw_socket *ann = seat_ann(d, token);
    assert_int_equal(ADMIN_RUN(d, "user", "remove", "Ann"), 0);
    assert_int_equal(host_lab_closed(ann), 4019);
    host_lab_hang_up(ann);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    admin_desk_assert_printed(d, "{\"user\":\"Ann\",\"id\":1001}");
    assert_int_equal(ADMIN_RUN(d, "user", "list", "--json"), 0);
    admin_desk_assert_printed(d, "\"sparks\":0,");
    assert_int_equal(ADMIN_RUN(d, "token", "list"), 0);
    assert_string_equal(d->output, "");
    host_lab_hang_up(game);
}

/* ---- projects ---- */

static void wait_for_version(admin_desk *d, int status)
{
    for (uint64_t until_ns = deadline_ns();;) {
        if (host_lab_request(&d->daemon.lab, "GET", "/api/v1/interactive/versions/70", "", "", body, sizeof body) == status)
            return;
        if (deadline_is_over(until_ns))
            fail_msg("the version is not answered with %d: %s", status, body);
    }
}

static void test_a_project_comes_changes_and_goes(void **state)
{
    admin_desk *d = *state;
    const char *file = daemon_write(&d->daemon, "paint.json",
                                    "{\"id\":70,\"gameId\":4,\"name\":\"Paint\",\"scenes\":[{\"sceneID\":\"night\"}]}");
    admin_desk_serve(d);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Bob"), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 0);
    admin_desk_assert_printed(d, "\"version_id\":70}");
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Bob"), 1);
    wait_for_version(d, 200);
    assert_non_null(strstr(body, "night"));
    assert_int_equal(ADMIN_RUN(d, "project", "list", "--json"), 0);
    admin_desk_assert_printed(d, "{\"project\":\"Paint\",\"version_id\":70,\"project_id\":4,\"user\":\"Ann\",");
    assert_int_equal(ADMIN_RUN(d, "project", "unpublish", "70"), 0);
    wait_for_version(d, 404);
    assert_int_equal(ADMIN_RUN(d, "project", "publish", "70"), 0);
    wait_for_version(d, 200);
    assert_int_equal(ADMIN_RUN(d, "project", "remove", "70"), 0);
    wait_for_version(d, 404);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Bob"), 0);
    wait_for_version(d, 200);
    assert_int_equal(ADMIN_RUN(d, "user", "remove", "Bob"), 0);
    wait_for_version(d, 404);
}

/* A folder beside the daemon's files, with an index.html. */
static void write_page(admin_desk *d, const char *text)
{
    (void)mkdir(daemon_path(&d->daemon, "dist"), 0700);
    daemon_write(&d->daemon, "dist/index.html", text);
}

static void wait_for_page(admin_desk *d, int status, const char *text)
{
    for (uint64_t until_ns = deadline_ns();;) {
        body[0] = '\0';
        if (host_lab_request(&d->daemon.lab, "GET", "/bundle/70/", "", "", body, sizeof body) == status
            && (text == NULL || strcmp(body, text) == 0))
            return;
        if (deadline_is_over(until_ns))
            fail_msg("the page is not answered with %d: %s", status, body);
    }
}

static void test_custom_controls_come_with_their_project(void **state)
{
    admin_desk *d = *state;
    char        file[DAEMON_PATH], plain[DAEMON_PATH];
    strcpy(file, daemon_write(&d->daemon, "wheel.json", "{\"id\":70,\"name\":\"Wheel\",\"bundle\":\"dist\"}"));
    strcpy(plain, daemon_write(&d->daemon, "plain.json", "{\"id\":70,\"name\":\"Wheel\"}"));
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 2);
    assert_non_null(strstr(daemon_log(&d->daemon), "bundle: "));
    write_page(d, "first");
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 0);
    admin_desk_serve(d);
    wait_for_page(d, 200, "first");
    write_page(d, "second");
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 0);
    wait_for_page(d, 200, "second");
    assert_int_equal(ADMIN_RUN(d, "project", "import", plain, "--user", "Ann"), 0);
    wait_for_page(d, 404, NULL);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 0);
    wait_for_page(d, 200, "second");
    assert_int_equal(ADMIN_RUN(d, "project", "remove", "70"), 0);
    wait_for_page(d, 404, NULL);
    assert_int_equal(ADMIN_RUN(d, "project", "import", plain, "--user", "Ann"), 0);
    wait_for_version(d, 200);
    wait_for_page(d, 404, NULL);
}

/* Whoever allows bundles of a certain size says so once, for the host and for what is imported. */
static void test_custom_controls_are_weighed_by_the_limits_of_the_host(void **state)
{
    enum { DEFAULT_FILE_BYTES = 2097152 };
    admin_desk *d = *state;
    char        file[DAEMON_PATH], wide[DAEMON_PATH], narrow[DAEMON_PATH], bad[DAEMON_PATH], text[512], config[DAEMON_PATH];
    char       *page = malloc(DEFAULT_FILE_BYTES + 2);
    assert_non_null(page);
    memset(page, 'x', DEFAULT_FILE_BYTES + 1);
    page[DEFAULT_FILE_BYTES + 1] = '\0';
    write_page(d, page);
    free(page);
    strcpy(file, daemon_write(&d->daemon, "wheel.json", "{\"id\":70,\"name\":\"Wheel\",\"bundle\":\"dist\"}"));
    strcpy(wide, daemon_write(&d->daemon, "wide.json", "{\"bundle_file_bytes\":4000000}"));
    strcpy(narrow, daemon_write(&d->daemon, "narrow.json", "{\"bundle_file_bytes\":1024}"));
    strcpy(bad, daemon_write(&d->daemon, "bad.json", "{\"bundle_file_bytes\":1}"));
    snprintf(text, sizeof text, "{\"limits\":\"%s\",\"data\":\"%s\",\"port\":0}", wide, d->data);
    strcpy(config, daemon_write(&d->daemon, "host.json", text));
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 2);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--limits", narrow), 2);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--limits", wide), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--config", config), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--config", config, "--limits", narrow), 2);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--limits", bad), 2);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann", "--config", wide), 2);
}

static int upload(admin_desk *d, const char *token, const char *text)
{
    char lines[128];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\n", token);
    return host_lab_request(&d->daemon.lab, "PUT", "/api/v1/interactive/versions/70/bundle/index.html", lines, text, body,
                            sizeof body);
}

static void test_what_an_editor_sent_survives_a_kill(void **state)
{
    admin_desk *d = *state;
    char        plain[DAEMON_PATH], editor[80], player[80];
    strcpy(plain, daemon_write(&d->daemon, "plain.json", "{\"id\":70,\"name\":\"Wheel\"}"));
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", plain, "--user", "Ann"), 0);
    admin_desk_serve(d);
    add_token(d, "user:details:self interactive:manage:self", editor);
    add_token(d, "user:details:self interactive:play:self", player);
    assert_int_equal(upload(d, player, "no"), 401);
    assert_int_equal(upload(d, editor, "first"), 200);
    assert_int_equal(daemon_end_by(&d->daemon, SIGKILL), 128 + SIGKILL);
    admin_desk_serve(d);
    wait_for_page(d, 200, "first");
}

static void test_a_project_that_is_no_good_is_refused_with_its_path(void **state)
{
    admin_desk *d = *state;
    const char *file = daemon_write(&d->daemon, "paint.json",
                                    "{\"id\":70,\"name\":\"Paint\",\"scenes\":[{\"sceneID\":7}]}");
    assert_int_equal(ADMIN_RUN(d, "user", "add", "Ann"), 0);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file, "--user", "Ann"), 2);
    assert_non_null(strstr(daemon_log(&d->daemon), "scenes.0.sceneID"));
    assert_int_equal(ADMIN_RUN(d, "project", "import", "/nowhere.json", "--user", "Ann"), 1);
    assert_int_equal(ADMIN_RUN(d, "project", "import", file), 2);
    assert_int_equal(ADMIN_RUN(d, "project", "publish", "70"), 1);
    assert_int_equal(ADMIN_RUN(d, "project", "remove", "x"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_ban_of_a_network_sends_away_who_is_there, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_ban_holds_at_the_channel_it_names, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_bans_are_listed_as_they_are_kept, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_token_lets_a_game_in_until_it_is_revoked, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_participant_goes_with_the_token_it_came_by, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_token_is_refused_with_a_sentence, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_sparks_reach_who_is_there, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_who_is_removed_goes_and_leaves_nothing_to_the_next, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_project_comes_changes_and_goes, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_custom_controls_come_with_their_project, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_custom_controls_are_weighed_by_the_limits_of_the_host, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_what_an_editor_sent_survives_a_kill, admin_desk_set_up, admin_desk_tear_down),
        cmocka_unit_test_setup_teardown(test_a_project_that_is_no_good_is_refused_with_its_path, admin_desk_set_up, admin_desk_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
