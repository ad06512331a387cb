/* Projects and versions as an editor saves them. */
#define _POSIX_C_SOURCE 200809L

#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define GAMES "/api/v1/interactive/games"
#define VERSIONS "/api/v1/interactive/versions"
#define ANN "Authorization: Bearer ann\r\n"
#define BEN "Authorization: Bearer ben\r\n"

static char body[65536];

static void open_lab(host_lab *lab, const char *folder)
{
    static chorus_host_user users[2];
    chorus_host_options     options;
    CHORUS_INIT(&options);
    for (uint32_t i = 0; i < 2; i++) {
        CHORUS_INIT(&users[i]);
        users[i].user_id     = 1000 + i;
        users[i].name        = i == 0 ? "Ann" : "Ben";
        users[i].token       = i == 0 ? "ann" : "ben";
        users[i].has_channel = true;
    }
    options.users       = users;
    options.user_count  = 2;
    options.data_folder = folder;
    host_lab_open(lab, &options);
}

static int set_up(void **state)
{
    host_lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    open_lab(lab, NULL);
    *state = lab;
    return 0;
}

static int ask(host_lab *lab, const char *method, const char *path, const char *lines, const char *content)
{
    return host_lab_request(lab, method, path, lines, content, body, sizeof body);
}

#define VERSION_1                                                                                                  \
    "{\"game\":{\"id\":1},\"version\":\"0.1\",\"controls\":{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[]}]}}"

/* Project 1 with version 1, of Ann. */
static void save_some(host_lab *lab)
{
    assert_int_equal(ask(lab, "POST", GAMES, ANN, "{\"name\":\"Paint\"}"), 200);
    assert_string_equal(body, "{\"id\":1,\"name\":\"Paint\",\"ownerId\":1000,\"versions\":[]}");
    assert_int_equal(ask(lab, "POST", VERSIONS, ANN, VERSION_1), 200);
}

static void test_what_is_saved_is_told(void **state)
{
    host_lab *lab = *state;
    save_some(lab);
    assert_string_equal(body, "{\"id\":1,\"version\":\"0.1\",\"controls\":{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[]}]},"
                              "\"game\":{\"id\":1,\"name\":\"Paint\"},\"published\":false,\"shareCode\":\"\"}");
    assert_int_equal(ask(lab, "GET", GAMES "/owned?user=1000", ANN, ""), 200);
    assert_string_equal(body, "[{\"id\":1,\"name\":\"Paint\",\"ownerId\":1000,\"versions\":[{\"id\":1,\"version\":\"0.1\","
                              "\"published\":false}]}]");
    assert_int_equal(ask(lab, "PUT", GAMES "/1", ANN, "{\"name\":\"Draw\"}"), 200);
    assert_int_equal(ask(lab, "PUT", VERSIONS "/1", ANN, "{\"published\":true,\"shareCode\":null}"), 200);
    assert_int_equal(ask(lab, "GET", VERSIONS "/1", "", ""), 200);
    assert_string_equal(body, "{\"id\":1,\"version\":\"0.1\",\"controls\":{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[]}]},"
                              "\"game\":{\"id\":1,\"name\":\"Draw\"}}");
}

static void test_only_its_owner_may_see_and_change_it(void **state)
{
    host_lab *lab = *state;
    save_some(lab);
    assert_int_equal(ask(lab, "GET", VERSIONS "/1", "", ""), 404);
    assert_int_equal(ask(lab, "GET", VERSIONS "/1", BEN, ""), 404);
    assert_int_equal(ask(lab, "GET", VERSIONS "/1", ANN, ""), 200);
    assert_int_equal(ask(lab, "PUT", VERSIONS "/1", BEN, "{\"published\":true}"), 404);
    assert_int_equal(ask(lab, "PUT", GAMES "/1", BEN, "{\"name\":\"Mine\"}"), 404);
    assert_int_equal(ask(lab, "POST", VERSIONS, BEN, VERSION_1), 404);
    assert_int_equal(ask(lab, "POST", GAMES, "", "{\"name\":\"x\"}"), 401);
    assert_int_equal(ask(lab, "POST", GAMES, "Authorization: Bearer x\r\n", "{\"name\":\"x\"}"), 401);
    assert_int_equal(ask(lab, "POST", GAMES, "Authorization: Bearer sec+ret\r\n", "{\"name\":\"x\"}"), 401);
    assert_int_equal(ask(lab, "GET", GAMES "/owned", "", ""), 401);
    assert_int_equal(ask(lab, "GET", GAMES "/owned?user=1000", BEN, ""), 403);
    assert_int_equal(ask(lab, "GET", GAMES "/owned", BEN, ""), 200);
    assert_string_equal(body, "[]");
}

static const struct {
    const char *method, *path, *content, *where;
    int         status;
} bad[] = {
    { "POST", GAMES, "", NULL, 400 },
    { "POST", GAMES, "{", NULL, 400 },
    { "POST", GAMES, "[]", "name", 400 },
    { "POST", GAMES, "{}", "name", 400 },
    { "POST", GAMES, "{\"name\":7}", "name", 400 },
    { "POST", GAMES, "{\"name\":\"\"}", "name", 400 },
    { "POST", GAMES, "{\"name\":\"a\\u0000\"}", "name", 400 },
    { "POST", GAMES "/1", "{\"name\":\"a\"}", NULL, 405 },
    { "PUT", GAMES, "{\"name\":\"a\"}", NULL, 405 },
    { "DELETE", GAMES "/1", "{}", NULL, 405 },
    { "PUT", GAMES "/2", "{\"name\":\"a\"}", NULL, 404 },
    { "PUT", GAMES "/x", "{\"name\":\"a\"}", NULL, 404 },
    { "PUT", GAMES "/1/2", "{\"name\":\"a\"}", NULL, 404 },
    { "PUT", GAMES "/99999999999", "{\"name\":\"a\"}", NULL, 404 },
    { "POST", VERSIONS, "{}", "game.id", 400 },
    { "POST", VERSIONS, "{\"game\":{\"id\":\"1\"}}", "game.id", 400 },
    { "POST", VERSIONS, "{\"game\":{\"id\":2}}", "game.id", 404 },
    { "POST", VERSIONS, "{\"game\":{\"id\":-1}}", "game.id", 400 },
    { "POST", VERSIONS, "{\"game\":{\"id\":4294967297}}", "game.id", 400 },
    { "PUT", VERSIONS "/1", "{\"version\":\"\"}", "version", 400 },
    { "PUT", VERSIONS "/1", "{\"version\":{}}", "version", 400 },
    { "PUT", VERSIONS "/1", "{\"shareCode\":\"a b\"}", "shareCode", 400 },
    { "PUT", VERSIONS "/1", "{\"shareCode\":7}", "shareCode", 400 },
    { "PUT", VERSIONS "/1", "{\"published\":\"yes\"}", "published", 400 },
    { "PUT", VERSIONS "/1", "{\"controls\":7}", "controls.scenes", 400 },
    { "PUT", VERSIONS "/1", "{\"controls\":{}}", "controls.scenes", 400 },
    { "PUT", VERSIONS "/1", "{\"controls\":{\"scenes\":{}}}", "controls.scenes", 400 },
    { "PUT", VERSIONS "/1", "{\"controls\":{\"scenes\":[{}]}}", "controls.scenes.0.sceneID", 400 },
    { "PUT", VERSIONS "/1", "{\"controls\":{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\"}]}]}}",
      "controls.scenes.0.controls.0.kind", 400 },
    { "PUT", VERSIONS "/2", "{}", NULL, 404 },
};

static void test_each_fault_is_told_with_its_place_and_changes_nothing(void **state)
{
    host_lab *lab = *state;
    char      where[96];
    save_some(lab);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int status = ask(lab, bad[i].method, bad[i].path, ANN, bad[i].content);
        snprintf(where, sizeof where, "\"path\":\"%s\"", bad[i].where != NULL ? bad[i].where : "");
        if (status != bad[i].status || strstr(body, "\"message\":\"") == NULL
            || (bad[i].where != NULL && strstr(body, where) == NULL))
            fail_msg("%s %s %s: %d %s", bad[i].method, bad[i].path, bad[i].content, status, body);
    }
    assert_int_equal(ask(lab, "GET", GAMES "/owned", ANN, ""), 200);
    assert_string_equal(body, "[{\"id\":1,\"name\":\"Paint\",\"ownerId\":1000,\"versions\":[{\"id\":1,\"version\":\"0.1\","
                              "\"published\":false}]}]");
}

/* ---- large ones ---- */

enum { LARGE = 100000 }; /* more than other requests may bring */

static int send_large(host_lab *lab, const char *token, size_t len)
{
    char        head[400];
    char       *text = malloc(len + 1);
    raw_socket *s    = host_lab_connect(lab);
    assert_non_null(text);
    size_t at = (size_t)snprintf(text, len, "{\"controls\":{\"scenes\":[{\"sceneID\":\"s0\"}");
    for (int i = 1; at + 60000 < len; i++) {
        at += (size_t)snprintf(text + at, len - at, ",{\"sceneID\":\"s%d\",\"note\":\"", i);
        memset(text + at, 'x', 50000);
        at += 50000;
        at += (size_t)snprintf(text + at, len - at, "\"}");
    }
    at += (size_t)snprintf(text + at, len - at, "]}}");
    snprintf(head, sizeof head, "PUT " VERSIONS "/1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Length: %zu\r\n\r\n",
             token, at);
    raw_text(s, head);
    raw_text(s, text);
    int status = raw_answer(s, true, NULL, 0);
    host_lab_hang_up(s);
    free(text);
    return status;
}

static void test_a_large_version_is_taken_from_its_owner_only(void **state)
{
    host_lab *lab = *state;
    save_some(lab);
    assert_int_equal(send_large(lab, "ann", LARGE), 200);
    assert_int_equal(send_large(lab, "nobody", 200000), 413);
    assert_int_equal(send_large(lab, "ann", 1200000), 413);
}

/* ---- games ---- */

static void expect_begin(host_lab *lab, const char *lines, const char *part)
{
    raw_socket *game;
    char        all[200];
    snprintf(all, sizeof all, "X-Protocol-Version: 2.0\r\nX-Interactive-Version: 1\r\n%s", lines);
    assert_int_equal(host_lab_knock(lab, &game, "/gameClient", all), 101);
    if (part == NULL)
        assert_int_equal(host_lab_closed(game), 4020);
    else
        assert_non_null(strstr(host_lab_do(game, "getScenes", "{}"), part));
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
}

static void test_a_game_begins_with_what_was_saved(void **state)
{
    host_lab *lab = *state;
    save_some(lab);
    expect_begin(lab, ANN, "\"sceneID\":\"a\"");
    expect_begin(lab, BEN, NULL);
    assert_int_equal(ask(lab, "PUT", VERSIONS "/1", ANN, "{\"shareCode\":\"sea\"}"), 200);
    expect_begin(lab, BEN, NULL);
    expect_begin(lab, BEN "X-Interactive-Sharecode: sea\r\n", "\"sceneID\":\"a\"");
    assert_int_equal(ask(lab, "PUT", VERSIONS "/1", ANN, "{\"shareCode\":null,\"published\":true}"), 200);
    expect_begin(lab, BEN, "\"sceneID\":\"a\"");
}

/* ---- the next host ---- */

static void test_the_next_host_remembers_projects_and_codes(void **state)
{
    host_lab                 lab;
    char                     folder[] = "/tmp/chorus-edit-XXXXXX", code[8], command[64];
    chorus_host_channel_info info;
    (void)state;
    CHORUS_INIT(&info);
    assert_non_null(mkdtemp(folder));
    open_lab(&lab, folder);
    save_some(&lab);
    raw_socket *game = host_lab_game_of(&lab, "ann");
    host_lab_wait_counts(&lab, 0, 1);
    assert_ok(chorus_host_get_channel_info(lab.rt, lab.session, 1000, &info));
    snprintf(code, sizeof code, "%.5s", info.join_code.ptr);
    host_lab_hang_up(game);
    host_lab_close(&lab);

    open_lab(&lab, folder);
    char path[64];
    snprintf(path, sizeof path, "/api/v1/interactive/join/%s", code);
    assert_int_equal(ask(&lab, "GET", path, "", ""), 200);
    assert_non_null(strstr(body, "\"channel\":1000"));
    expect_begin(&lab, ANN, "\"sceneID\":\"a\"");
    assert_int_equal(ask(&lab, "POST", GAMES, BEN, "{\"name\":\"Next\"}"), 200);
    assert_non_null(strstr(body, "\"id\":2"));
    host_lab_close(&lab);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_what_is_saved_is_told),
        LAB_TEST(test_only_its_owner_may_see_and_change_it),
        LAB_TEST(test_each_fault_is_told_with_its_place_and_changes_nothing),
        LAB_TEST(test_a_large_version_is_taken_from_its_owner_only),
        LAB_TEST(test_a_game_begins_with_what_was_saved),
        cmocka_unit_test(test_the_next_host_remembers_projects_and_codes),
    };
    return cmocka_run_group_tests_name("host/editing projects", tests, NULL, NULL);
}
