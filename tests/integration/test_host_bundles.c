/* Custom controls as an editor uploads them, file by file. */
#define _POSIX_C_SOURCE 200809L

#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define VERSIONS "/api/v1/interactive/versions"
#define BUNDLE VERSIONS "/1/bundle"
#define ANN "Authorization: Bearer ann\r\n"
#define BEN "Authorization: Bearer ben\r\n"
#define NEW_VERSION "{\"game\":{\"id\":1},\"published\":true}"

typedef struct upload_lab {
    host_lab           lab;
    char               folder[40];
    chorus_host_user   users[2];
    chorus_host_limits limits;
    bool               refuses_bundles;
} upload_lab;

static char body[65536];

static int ask(upload_lab *u, const char *method, const char *path, const char *lines, const char *content)
{
    return host_lab_request(&u->lab, method, path, lines, content, body, sizeof body);
}

static void open_lab(upload_lab *u)
{
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.users           = u->users;
    options.user_count      = ARRAY_LEN(u->users);
    options.limits          = &u->limits;
    options.data_folder     = u->folder;
    options.refuses_bundles = u->refuses_bundles;
    host_lab_open(&u->lab, &options);
}

static void reopen(upload_lab *u)
{
    host_lab_close(&u->lab);
    open_lab(u);
}

/* Versions 1 of Ann and 2 of Ben. */
static int set_up(void **state)
{
    upload_lab *u = calloc(1, sizeof *u);
    assert_non_null(u);
    strcpy(u->folder, "/tmp/chorus-bundles-XXXXXX");
    assert_non_null(mkdtemp(u->folder));
    CHORUS_INIT(&u->limits);
    for (uint32_t i = 0; i < ARRAY_LEN(u->users); i++) {
        CHORUS_INIT(&u->users[i]);
        u->users[i].user_id     = 1000 + i;
        u->users[i].name        = i == 0 ? "Ann" : "Ben";
        u->users[i].token       = i == 0 ? "ann" : "ben";
        u->users[i].has_channel = true;
    }
    open_lab(u);
    assert_int_equal(ask(u, "POST", "/api/v1/interactive/games", ANN, "{\"name\":\"Wheel\"}"), 200);
    assert_int_equal(ask(u, "POST", VERSIONS, ANN, NEW_VERSION), 200);
    assert_int_equal(ask(u, "POST", "/api/v1/interactive/games", BEN, "{\"name\":\"Draw\"}"), 200);
    assert_int_equal(ask(u, "POST", VERSIONS, BEN, "{\"game\":{\"id\":2}}"), 200);
    *state = u;
    return 0;
}

static int tear_down(void **state)
{
    upload_lab *u = *state;
    char        command[64];
    host_lab_close(&u->lab);
    snprintf(command, sizeof command, "rm -r %s", u->folder);
    free(u);
    return system(command);
}

static void limit(upload_lab *u, chorus_host_limits limits)
{
    u->limits = limits;
    reopen(u);
}

static void expect(upload_lab *u, int status, const char *method, const char *path, const char *content, const char *part)
{
    int got = ask(u, method, path, ANN, content);
    if (got != status || strstr(body, part) == NULL)
        fail_msg("%s %s: %d %s", method, path, got, body);
}

static void expect_file(upload_lab *u, const char *name, const char *content)
{
    char path[64];
    snprintf(path, sizeof path, "/bundle/1/%s", name);
    assert_int_equal(ask(u, "GET", path, "", ""), content != NULL ? 200 : 404);
    if (content != NULL)
        assert_string_equal(body, content);
}

/* ---- what is saved ---- */

static void test_files_are_served_and_told_when_they_are_saved(void **state)
{
    upload_lab *u = *state;
    expect(u, 200, "GET", BUNDLE, "", "{\"shown\":false,\"files\":[]}");
    expect(u, 200, "PUT", BUNDLE "/img/a.svg", "<svg/>", "{\"shown\":false,\"files\":[{\"name\":\"img/a.svg\",\"bytes\":6,\"etag\":");
    expect(u, 200, "PUT", BUNDLE "/index.html", "<title>a</title>", "\"shown\":true");
    expect_file(u, "", "<title>a</title>");
    expect_file(u, "img/a.svg", "<svg/>");
    expect(u, 200, "PUT", BUNDLE "/index.html", "", "{\"name\":\"index.html\",\"bytes\":0");
    expect_file(u, "index.html", "");
    expect(u, 200, "DELETE", BUNDLE "/index.html", "", "{\"shown\":false,\"files\":[{\"name\":\"img/a.svg\"");
    expect_file(u, "index.html", NULL);
    expect(u, 200, "DELETE", BUNDLE "/index.html", "", "\"shown\":false");
    expect(u, 200, "DELETE", BUNDLE, "", "{\"shown\":false,\"files\":[]}");
    expect_file(u, "img/a.svg", NULL);
}

static void test_the_next_host_serves_what_was_saved(void **state)
{
    upload_lab *u = *state;
    expect(u, 200, "PUT", BUNDLE "/index.html", "<title>a</title>", "index.html");
    expect(u, 200, "PUT", BUNDLE "/a.js", "let a;", "a.js");
    expect(u, 200, "PUT", BUNDLE "/gone.js", "let b;", "gone.js");
    expect(u, 200, "DELETE", BUNDLE "/gone.js", "", "a.js");
    expect(u, 200, "PUT", VERSIONS "/1", "{\"version\":\"2\"}", "\"version\":\"2\"");
    reopen(u);
    expect_file(u, "", "<title>a</title>");
    expect_file(u, "a.js", "let a;");
    expect_file(u, "gone.js", NULL);
    assert_int_equal(host_lab_request(&u->lab, "GET", "/bundle/1/a.js", "", "", NULL, 0), 200);
    assert_int_equal(ask(u, "GET", "/bundle/2/a.js", "", ""), 404);
}

static void test_a_seat_leads_to_controls_that_can_be_shown(void **state)
{
    upload_lab *u = *state;
    raw_socket *game;
    assert_int_equal(host_lab_knock(&u->lab, &game, "/gameClient", "X-Protocol-Version: 2.0\r\nX-Interactive-Version: 1\r\n" ANN), 101);
    expect(u, 200, "PUT", BUNDLE "/a.js", "let a;", "a.js");
    assert_int_equal(ask(u, "GET", "/api/v1/interactive/1000", "", ""), 200);
    assert_null(strstr(body, "/bundle/1/"));
    expect(u, 200, "PUT", BUNDLE "/index.html", "<title>a</title>", "index.html");
    assert_int_equal(ask(u, "GET", "/api/v1/interactive/1000", "", ""), 200);
    assert_non_null(strstr(body, "/bundle/1/"));
    host_lab_hang_up(game);
}

/* ---- what is refused ---- */

static const struct {
    const char *method, *path, *part;
    int         status;
} bad[] = {
    { "PUT", BUNDLE "/.htaccess", "no part begins with '.'", 400 },
    { "PUT", BUNDLE "/", "the name of a file", 400 },
    { "PUT", BUNDLE "/img/", "the name of a file", 400 },
    { "PUT", BUNDLE "/%2e%2e/b.js", "nothing is here", 404 },
    { "PUT", BUNDLE "/a%00.js", "stands for no character", 400 },
    { "PUT", BUNDLE "/a%20b.js", "the name of a file", 400 },
    { "PUT", BUNDLE "/a\\b.js", "the name of a file", 400 },
    { "PUT", BUNDLE "/a;b.js", "the name of a file", 400 },
    { "PUT", BUNDLE "/\xc3\xa9.js", "", 400 },
    { "PUT", BUNDLE, "GET lists the files", 405 },
    { "POST", BUNDLE "/a.js", "PUT saves a file", 405 },
    { "GET", BUNDLE "/a.js", "PUT saves a file", 405 },
    { "PUT", VERSIONS "/2/bundle/a.js", "you have nothing of that number", 404 },
    { "PUT", VERSIONS "/3/bundle/a.js", "you have nothing of that number", 404 },
    { "DELETE", VERSIONS "/2/bundle", "you have nothing of that number", 404 },
    { "GET", VERSIONS "/2/bundle", "you have nothing of that number", 404 },
    { "PUT", VERSIONS "/x/bundle/a.js", "", 404 },
    { "PUT", VERSIONS "/1/bundles/a.js", "", 404 },
    { "PUT", VERSIONS "/99999999999/bundle/a.js", "", 404 },
};

static void test_each_fault_is_told_and_changes_nothing(void **state)
{
    upload_lab *u = *state;
    char        path[300];
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect(u, bad[i].status, bad[i].method, bad[i].path, "{}", bad[i].part);
    snprintf(path, sizeof path, BUNDLE "/%0201d", 0);
    expect(u, 400, "PUT", path, "x", "at most 200 bytes");
    assert_int_not_equal(ask(u, "PUT", BUNDLE "/../../../../etc/a.js", ANN, "x"), 200);
    assert_int_equal(ask(u, "PUT", BUNDLE "/a.js", ANN "Content-Encoding: gzip\r\n", "x"), 415);
    reopen(u);
    expect(u, 200, "GET", BUNDLE, "", "{\"shown\":false,\"files\":[]}");
    assert_int_equal(ask(u, "GET", VERSIONS "/2/bundle", BEN, ""), 200);
    assert_string_equal(body, "{\"shown\":false,\"files\":[]}");
}

static void test_only_its_owner_may_change_or_list_them(void **state)
{
    static const char *const others[] = { "", "Authorization: Bearer x\r\n", "Authorization: Bearer sec+ret\r\n" };
    upload_lab              *u        = *state;
    expect(u, 200, "PUT", BUNDLE "/index.html", "<title>a</title>", "index.html");
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_int_equal(ask(u, "PUT", BUNDLE "/index.html", others[i], "mine"), 401);
        assert_int_equal(ask(u, "DELETE", BUNDLE, others[i], ""), 401);
        assert_int_equal(ask(u, "GET", BUNDLE, others[i], ""), 401);
    }
    assert_int_equal(ask(u, "PUT", BUNDLE "/index.html", BEN, "mine"), 404);
    assert_int_equal(ask(u, "DELETE", BUNDLE "/index.html", BEN, ""), 404);
    expect_file(u, "", "<title>a</title>");
}

static void test_a_host_without_custom_controls_takes_none(void **state)
{
    upload_lab *u = *state;
    expect(u, 200, "PUT", BUNDLE "/index.html", "x", "index.html");
    u->refuses_bundles = true;
    reopen(u);
    expect(u, 403, "PUT", BUNDLE "/index.html", "y", "this host shows no custom controls");
    expect_file(u, "", NULL);
    u->refuses_bundles = false;
    reopen(u);
    expect_file(u, "", "x");
}

/* ---- how much ---- */

/* A file of so many bytes. */
static int put_bytes(upload_lab *u, const char *lines, const char *path, size_t len)
{
    char *text = malloc(len + 1);
    assert_non_null(text);
    memset(text, 'x', len);
    text[len]  = '\0';
    char        head[300];
    raw_socket *s = host_lab_connect(&u->lab);
    snprintf(head, sizeof head, "PUT %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %zu\r\n\r\n", path, lines, len);
    raw_text(s, head);
    raw_text(s, text);
    int status = raw_answer(s, true, body, sizeof body);
    host_lab_hang_up(s);
    free(text);
    return status;
}

static chorus_host_limits none(void)
{
    chorus_host_limits limits;
    CHORUS_INIT(&limits);
    return limits;
}

static void test_a_file_has_as_many_bytes_as_the_limit_says(void **state)
{
    upload_lab        *u      = *state;
    chorus_host_limits limits = none();
    limits.bundle_file_bytes  = 40000;
    limit(u, limits);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 40000), 200);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 40001), 413);
    assert_int_equal(put_bytes(u, "", BUNDLE "/a.js", 40000), 413);
    limits.bundle_file_bytes = 1024; /* less than any request may bring */
    limit(u, limits);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 1025), 413);
    expect(u, 200, "GET", BUNDLE, "", "\"bytes\":40000,");
}

static void test_a_bundle_has_as_many_files_and_bytes_as_the_limits_say(void **state)
{
    upload_lab        *u      = *state;
    chorus_host_limits limits = none();
    limits.bundle_files       = 2;
    limits.bundle_bytes       = 1024;
    limit(u, limits);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 1000), 200);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/b.js", 25), 409);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/b.js", 24), 200);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/c.js", 0), 409);
    assert_non_null(strstr(body, "\"path\":\"c.js\""));
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 900), 200);
    assert_int_equal(put_bytes(u, BEN, VERSIONS "/2/bundle/a.js", 1024), 200);
}

static void test_an_account_and_all_accounts_have_so_many_bytes(void **state)
{
    upload_lab        *u            = *state;
    chorus_host_limits limits       = none();
    limits.bundle_bytes_per_account = 65536;
    limits.bundle_bytes_of_accounts = 70000;
    limit(u, limits);
    assert_int_equal(ask(u, "POST", VERSIONS, ANN, NEW_VERSION), 200);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 60000), 200);
    assert_int_equal(put_bytes(u, ANN, VERSIONS "/3/bundle/a.js", 5537), 409);
    assert_non_null(strstr(body, "of one account"));
    assert_int_equal(put_bytes(u, BEN, VERSIONS "/2/bundle/a.js", 10001), 409);
    assert_non_null(strstr(body, "no room for more bundles"));
    assert_int_equal(put_bytes(u, BEN, VERSIONS "/2/bundle/a.js", 10000), 200);
    assert_int_equal(put_bytes(u, ANN, BUNDLE "/a.js", 50000), 200);
    assert_int_equal(put_bytes(u, ANN, VERSIONS "/3/bundle/a.js", 5537), 200);
}

int main(void)
{
#define UPLOAD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        UPLOAD_TEST(test_files_are_served_and_told_when_they_are_saved),
        UPLOAD_TEST(test_the_next_host_serves_what_was_saved),
        UPLOAD_TEST(test_a_seat_leads_to_controls_that_can_be_shown),
        UPLOAD_TEST(test_each_fault_is_told_and_changes_nothing),
        UPLOAD_TEST(test_only_its_owner_may_change_or_list_them),
        UPLOAD_TEST(test_a_host_without_custom_controls_takes_none),
        UPLOAD_TEST(test_a_file_has_as_many_bytes_as_the_limit_says),
        UPLOAD_TEST(test_a_bundle_has_as_many_files_and_bytes_as_the_limits_say),
        UPLOAD_TEST(test_an_account_and_all_accounts_have_so_many_bytes),
    };
    return cmocka_run_group_tests_name("host/bundles", tests, NULL, NULL);
}
