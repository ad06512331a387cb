/* Project versions: what a game begins with, who may begin with it, and the custom controls that belong to it. */
#define _POSIX_C_SOURCE 200809L

#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION "/api/v1/interactive/versions/"
#define X "{\"controlID\":\"x\",\"kind\":\"button\",\"disabled\":false}"

static char body[65536];
static char folder[64];

static void write_file(const char *name, const char *text)
{
    char  path[256];
    FILE *file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int make_files(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/chorus-projects-XXXXXX");
    assert_non_null(mkdtemp(folder));
    make_folder("dist");
    make_folder("dist/img");
    make_folder("odd");
    make_folder("empty");
    write_file("dist/index.html", "<!doctype html><title>wheel</title>");
    write_file("dist/wheel.js", "let a;");
    write_file("dist/img/a.png", "png");
    write_file("odd/index.html", "x");
    write_file("odd/.secret", "no");
    write_file("secret.txt", "no");
    write_file("wheel.json", "{\"id\":20,\"name\":\"Wheel\",\"version\":\"2.1\",\"gameId\":5,\"bundle\":\"dist\","
                             "\"scenes\":[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"w\",\"kind\":\"wheel\"}]}]}");
    write_file("gone.json", "{\"id\":21,\"name\":\"Gone\",\"bundle\":\"nowhere\"}");
    write_file("odd.json", "{\"id\":22,\"name\":\"Odd\",\"bundle\":\"odd\"}");
    write_file("empty.json", "{\"id\":23,\"name\":\"Empty\",\"bundle\":\"empty\"}");
    return 0;
}

static int drop_files(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void path_of(const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", folder, name);
}

static void open_lab(host_lab *lab, bool refuses_bundles)
{
    static char         files[4][128];
    const char         *projects[7];
    chorus_host_options options;
    chorus_host_user    user;
    path_of("wheel.json", files[0]);
    path_of("gone.json", files[1]);
    path_of("odd.json", files[2]);
    path_of("empty.json", files[3]);
    CHORUS_INIT(&options);
    CHORUS_INIT(&user);
    for (size_t i = 0; i < 4; i++)
        projects[i] = files[i];
    projects[4] = "{\"id\":7,\"name\":\"Paint\",\"version\":\"1.0.0\",\"gameId\":4,\"scenes\":[{\"sceneID\":\"default\","
                  "\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]},{\"sceneID\":\"night\"}]}";
    projects[5] = " {\"id\":8,\"name\":\"Draft\",\"published\":false}";
    projects[6] = "{\"id\":9,\"name\":\"Shared\",\"shareCode\":\"sea\",\"published\":false}";
    user.user_id            = 1000;
    user.name               = "Ann";
    user.token              = "ann";
    user.has_channel        = true;
    options.users           = &user;
    options.user_count      = 1;
    options.projects        = projects;
    options.project_count   = ARRAY_LEN(projects);
    options.refuses_bundles = refuses_bundles;
    host_lab_open(lab, &options);
}

static int set_up(void **state)
{
    host_lab *lab = malloc(sizeof *lab);
    assert_non_null(lab);
    open_lab(lab, false);
    *state = lab;
    return 0;
}

static int get(host_lab *lab, const char *path)
{
    return host_lab_request(lab, "GET", path, "", "", body, sizeof body);
}

/* The code a game is closed with; 0: it is welcome. */
static int begin_with(host_lab *lab, raw_socket **game, const char *token, unsigned version, const char *code)
{
    char lines[256];
    snprintf(lines, sizeof lines, "Authorization: Bearer %s\r\nX-Protocol-Version: 2.0\r\nX-Interactive-Version: %u\r\n%s%s%s",
             token, version, code[0] != '\0' ? "X-Interactive-Sharecode: " : "", code, code[0] != '\0' ? "\r\n" : "");
    assert_int_equal(host_lab_knock(lab, game, "/gameClient", lines), 101);
    raw_received first;
    assert_true(raw_receive(*game, &first));
    return first.opcode == 8 ? first.payload[0] << 8 | first.payload[1] : 0;
}

static void expect_verdict(host_lab *lab, const char *token, unsigned version, const char *code, int verdict)
{
    raw_socket *game;
    int         given = begin_with(lab, &game, token, version, code);
    host_lab_hang_up(game);
    if (given != verdict)
        fail_msg("%s with version %u and '%s': %d", token, version, code, given);
    host_lab_wait_counts(lab, 0, 0);
}

static void test_a_session_begins_with_the_scenes_of_its_version(void **state)
{
    host_lab   *lab = *state;
    raw_socket *game;
    assert_int_equal(begin_with(lab, &game, "sec+ret", 7, ""), 0);
    const char *scenes = host_lab_do(game, "getScenes", "{}");
    assert_non_null(strstr(scenes, "\"controls\":[" X "]"));
    assert_non_null(strstr(scenes, "\"night\""));
    raw_socket *ann = host_lab_viewer(lab, "Ann");
    host_lab_hang_up(ann);
    assert_int_equal(get(lab, "/api/v1/interactive/1"), 200);
    assert_non_null(strstr(body, "\"version\":{\"id\":7,\"gameId\":4}"));
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    assert_int_equal(begin_with(lab, &game, "sec+ret", 6, ""), 0); /* of no project */
    assert_null(strstr(host_lab_do(game, "getScenes", "{}"), "night"));
    host_lab_hang_up(game);
}

static void test_who_may_begin_with_a_version(void **state)
{
    host_lab *lab = *state;
    expect_verdict(lab, "sec+ret", 7, "", 0);
    expect_verdict(lab, "ann", 7, "", 0);
    expect_verdict(lab, "sec+ret", 8, "", 0); /* the host's own game with the host's own draft */
    expect_verdict(lab, "ann", 8, "", 4020);
    expect_verdict(lab, "ann", 8, "sea", 4020);
    expect_verdict(lab, "sec+ret", 9, "", 4020);
    expect_verdict(lab, "sec+ret", 9, "se", 4020);
    expect_verdict(lab, "sec+ret", 9, "sea", 0);
    expect_verdict(lab, "ann", 9, "sea", 0);
    expect_verdict(lab, "sec+ret", 20, "", 0);
    expect_verdict(lab, "sec+ret", 21, "", 4023);
    expect_verdict(lab, "sec+ret", 22, "", 4023);
    expect_verdict(lab, "sec+ret", 23, "", 4023);
    expect_verdict(lab, "nobody", 21, "", 4019); /* first things first */
    assert_non_null(strstr(lab->log, "gone.json: bundle: "));
    assert_non_null(strstr(lab->log, "odd.json: bundle: .secret"));
    assert_non_null(strstr(lab->log, "empty.json: bundle: "));
}

static void test_a_version_is_told_as_editors_want_it(void **state)
{
    host_lab *lab = *state;
    assert_int_equal(get(lab, VERSION "7"), 200);
    assert_string_equal(body, "{\"id\":7,\"version\":\"1.0.0\",\"controls\":{\"scenes\":[{\"sceneID\":\"default\",\"controls\":"
                              "[{\"controlID\":\"x\",\"kind\":\"button\"}]},{\"sceneID\":\"night\"}]},"
                              "\"game\":{\"id\":4,\"name\":\"Paint\"}}");
    assert_int_equal(get(lab, VERSION "8"), 404);
    assert_int_equal(get(lab, VERSION "9"), 404);
    assert_int_equal(host_lab_request(lab, "GET", VERSION "9", "X-Interactive-Sharecode: sea\r\n", "", body, sizeof body), 200);
    static const char *const none[] = { "", "6", "0", "07", "7/", "7x", "-7", "4294967303", "x", "7%00" };
    char                     path[80];
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        snprintf(path, sizeof path, VERSION "%s", none[i]);
        int status = get(lab, path);
        if (status != 404 && status != 400 && status != 0)
            fail_msg("%s: %d", path, status);
    }
}

/* ---- custom controls ---- */

static raw_socket *ask(host_lab *lab, const char *path, const char *lines)
{
    char        text[1024];
    raw_socket *s = host_lab_connect(lab);
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, lines);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    return s;
}

static void test_custom_controls_come_with_a_sandbox_around_them(void **state)
{
    static const char *const headers[] = {
        " 200 ", "content-type: text/html; charset=utf-8\r\n", "x-content-type-options: nosniff\r\n",
        "content-security-policy: sandbox allow-scripts; default-src 'self'", "access-control-allow-origin: *\r\n",
        "cache-control: no-cache\r\n", "etag: \"",
    };
    host_lab   *lab = *state;
    raw_socket *s   = ask(lab, "/bundle/20/", "");
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        if (strstr(s->seen, headers[i]) == NULL)
            fail_msg("no %s in %s", headers[i], s->seen);
    }
    assert_null(strstr(s->seen, "allow-same-origin"));
    assert_null(strstr(s->seen, "set-cookie"));
    host_lab_hang_up(s);
    assert_int_equal(get(lab, "/bundle/20/index.html"), 200);
    assert_non_null(strstr(body, "<title>wheel"));
    assert_int_equal(get(lab, "/bundle/20/img/a.png"), 200);
    assert_string_equal(body, "png");
    assert_int_equal(get(lab, "/bundle/20/wheel.js"), 200);
    assert_int_equal(host_lab_request(lab, "POST", "/bundle/20/wheel.js", "", "", body, sizeof body), 405);
}

static void test_a_known_file_is_not_sent_again(void **state)
{
    host_lab   *lab = *state;
    char        lines[80], tag[32];
    raw_socket *s = ask(lab, "/bundle/20/wheel.js", "");
    snprintf(tag, sizeof tag, "%.18s", strstr(s->seen, "etag: ") + strlen("etag: "));
    host_lab_hang_up(s);
    snprintf(lines, sizeof lines, "If-None-Match: %s\r\n", tag);
    s = ask(lab, "/bundle/20/wheel.js", lines);
    assert_non_null(strstr(s->seen, " 304 "));
    host_lab_hang_up(s);
}

static void test_the_seat_tells_where_the_controls_are(void **state)
{
    host_lab   *lab = *state;
    raw_socket *game;
    char        address[96];
    assert_int_equal(begin_with(lab, &game, "sec+ret", 20, ""), 0);
    assert_int_equal(get(lab, "/api/v1/interactive/1"), 200);
    snprintf(address, sizeof address, "\"contentAddress\":\"http://localhost:%u/bundle/20/\"", (unsigned)lab->port);
    assert_non_null(strstr(body, address));
    host_lab_hang_up(game);
}

static void test_nothing_but_the_bundle_is_there(void **state)
{
    static const char *const parts[] = { "..", "%2e%2e", ".%2e", "%2e.", "%252e%252e", "..%00", "...", "....", "..;", "%c0%ae%c0%ae" };
    static const char *const slashes[] = { "/", "%2f", "%2F", "\\", "%5c", "//", "/./", "%252f", "%c0%af", "/%2e/" };
    static const char *const ends[]    = { "secret.txt", "etc/passwd", "odd/.secret" };
    host_lab                *lab       = *state;
    char                     path[512];
    uint32_t                 count = 0;
    for (size_t p = 0; p < ARRAY_LEN(parts); p++) {
        for (size_t s = 0; s < ARRAY_LEN(slashes); s++) {
            for (size_t e = 0; e < ARRAY_LEN(ends); e++, count++) {
                snprintf(path, sizeof path, "/bundle/20/%s%s%s%s%s", parts[p], slashes[s], parts[p], slashes[s], ends[e]);
                body[0]    = '\0';
                int status = get(lab, path);
                if (status == 200 || strstr(body, "root:") != NULL)
                    fail_msg("%s: %d %s", path, status, body);
            }
        }
    }
    static const char *const more[] = { "/bundle/20", "/bundle/", "/bundle//index.html", "/bundle/21/", "/bundle/7/", "/bundle/020/",
                                        "/bundle/20/.secret", "/bundle/20/img", "/bundle/20/img/", "/bundle/20/INDEX.HTML",
                                        "/bundle/20x/", "/bundle/-1/", "/bundle/99999999999/" };
    for (size_t i = 0; i < ARRAY_LEN(more); i++, count++) {
        int status = get(lab, more[i]);
        if (status == 200)
            fail_msg("%s: %d", more[i], status);
    }
    assert_true(count > 200);
}

static void test_custom_controls_can_be_switched_off(void **state)
{
    host_lab    lab;
    raw_socket *game;
    (void)state;
    open_lab(&lab, true);
    assert_int_equal(begin_with(&lab, &game, "sec+ret", 20, ""), 0);
    assert_int_equal(get(&lab, "/api/v1/interactive/1"), 200);
    assert_null(strstr(body, "/bundle/"));
    assert_int_equal(get(&lab, "/bundle/20/"), 404);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

/* ---- what is no project ---- */

static const struct {
    const char *text, *fault;
} bad[] = {
    { "{", "a project: " },
    { "{\"id\":7,\"name\":\"a\",\"x\":1}", "only id, gameId, name" },
    { "{\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":0,\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":-1,\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":1.5,\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":4294967296,\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":\"7\",\"name\":\"a\"}", "id: a whole number above 0" },
    { "{\"id\":7}", "name: a name is 1 to 128 bytes" },
    { "{\"id\":7,\"name\":7}", "name: a string" },
    { "{\"id\":7,\"name\":\"a\\u0007\"}", "name: a name is 1 to 128 bytes" },
    { "{\"id\":7,\"name\":\"a\\u0000\"}", "name: a string" },
    { "{\"id\":7,\"name\":\"a\",\"version\":\"\"}", "version: a version is 1 to 32 bytes" },
    { "{\"id\":7,\"name\":\"a\",\"shareCode\":\"a b\"}", "shareCode: a share code is" },
    { "{\"id\":7,\"name\":\"a\",\"published\":1}", "published: true or false" },
    { "{\"id\":7,\"name\":\"a\",\"gameId\":\"x\"}", "gameId: a whole number above 0" },
    { "{\"id\":7,\"name\":\"a\",\"scenes\":{}}", "scenes: an array is needed here" },
    { "{\"id\":7,\"name\":\"a\",\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\"}]}]}",
      "scenes.0.controls.0.kind: a kind is missing" },
    { "/nowhere/paint.json", "/nowhere/paint.json: the file cannot be read" },
    { "/tmp", "/tmp: the file cannot be read" },
};

static void expect_fault(const char *text, const char *fault)
{
    chorus_runtime     *rt;
    chorus_session      session;
    chorus_event        event = { 0 };
    chorus_host_options options;
    CHORUS_INIT(&options);
    options.bind_address  = "127.0.0.1";
    options.projects      = &text;
    options.project_count = 1;
    assert_ok(chorus_runtime_create(NULL, &rt));
    assert_ok(chorus_host_open(rt, &options, &session));
    while (event.type != CHORUS_EVENT_SESSION_CLOSED) {
        if (!chorus_next_event(rt, &event))
            chorus_pump(rt);
    }
    if (event.as.closed.cause != CHORUS_E_INVALID || strstr(event.as.closed.text.ptr, fault) == NULL)
        fail_msg("%s: %d %s", text, (int)event.as.closed.cause, event.as.closed.text.ptr);
    chorus_runtime_destroy(rt);
}

static void test_each_fault_of_a_project_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect_fault(bad[i].text, bad[i].fault);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_a_session_begins_with_the_scenes_of_its_version),
        LAB_TEST(test_who_may_begin_with_a_version),
        LAB_TEST(test_a_version_is_told_as_editors_want_it),
        LAB_TEST(test_custom_controls_come_with_a_sandbox_around_them),
        LAB_TEST(test_a_known_file_is_not_sent_again),
        LAB_TEST(test_the_seat_tells_where_the_controls_are),
        LAB_TEST(test_nothing_but_the_bundle_is_there),
        cmocka_unit_test(test_custom_controls_can_be_switched_off),
        cmocka_unit_test(test_each_fault_of_a_project_is_told),
    };
    return cmocka_run_group_tests_name("host/projects", tests, make_files, drop_files);
}
