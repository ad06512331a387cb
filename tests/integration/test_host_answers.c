/* What every answer of a host says to browsers, and which names and pages it answers. */
#include "support/folder.h"
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define API  "/api/v1/interactive/"
#define EVIL "Origin: http://evil.example\r\n"

/* The whole answer to some bytes on a connection of its own, in lower case. */
static const char *answer_to(host_lab *lab, const char *request)
{
    static char text[RAW_MAX];
    raw_socket *s = host_lab_connect(lab);
    raw_text(s, request);
    raw_wait_end(s);
    memcpy(text, s->seen, s->len + 1);
    host_lab_hang_up(s);
    for (char *p = text; *p != '\0'; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    return text;
}

static const char *ask(host_lab *lab, const char *method, const char *path, const char *lines)
{
    char text[1024];
    snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: localhost:%u\r\nConnection: close\r\n%sContent-Length: 0\r\n\r\n",
             method, path, (unsigned)lab->port, lines);
    return answer_to(lab, text);
}

static void expect_status(const char *answer, int status)
{
    if (strncmp(answer, "http/1.1 ", 9) != 0 || atoi(answer + 9) != status)
        fail_msg("%d was expected, not: %s", status, answer);
}

static void expect_part(const char *answer, const char *part)
{
    if (strstr(answer, part) == NULL)
        fail_msg("'%s' is not in: %s", part, answer);
}

static void expect_no_part(const char *answer, const char *part)
{
    if (strstr(answer, part) != NULL)
        fail_msg("'%s' is in: %s", part, answer);
}

/* ---- headers ---- */

static const char *const routes[][2] = {
    { "GET", "/" },
    { "HEAD", "/" },
    { "GET", "/index.html" },
    { "GET", "/nothing" },
    { "POST", "/" },
    { "GET", "/gameClient" },
    { "GET", "/participant" },
    { "GET", "/healthz" },
    { "GET", API "hosts" },
    { "GET", API "1" },
    { "GET", API "1/about" },
    { "POST", API "1/guest" },
    { "GET", API "9/guest" },
    { "GET", "/api/v1/users/current" },
    { "GET", "/c/1" },
    { "GET", "/c/9" },
    { "GET", "/ugc/1/none.png" },
    { "POST", "/ugc/1/none.png" },
    { "PUT", "/" },
    { "DELETE", "/" },
    { "PATCH", "/" },
    { "OPTIONS", "/" },
};

static void test_every_answer_tells_browsers_what_they_may(void **state)
{
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        const char *answer = ask(lab, routes[i][0], routes[i][1], "");
        expect_part(answer, "\r\nx-content-type-options: nosniff\r\n");
        expect_part(answer, "\r\nreferrer-policy: no-referrer\r\n");
        expect_part(answer, "\r\ncontent-security-policy: default-src 'none';");
        expect_part(answer, "frame-ancestors 'none'");
        expect_part(answer, "\r\npermissions-policy: camera=()");
        expect_part(answer, "\r\ncross-origin-opener-policy: same-origin\r\n");
        expect_part(answer, "\r\ncross-origin-resource-policy: ");
        expect_no_part(answer, "\r\nserver:");
        expect_no_part(answer, "\r\nstrict-transport-security:");
    }
}

static void test_refusals_before_a_request_is_complete_say_the_same(void **state)
{
    static const struct {
        const char *text;
        int         status;
    } cases[] = {
        { "POST /api/v1/interactive/1/guest HTTP/1.1\r\nHost: localhost\r\n\r\n", 411 },
        { "POST /api/v1/interactive/1/guest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", 413 },
        { "POST /ugc/1/a.png HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 403 },
        { "GET /participant HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n", 426 },
        { "GET /participant HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", 400 },
        { "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", 404 },
    };
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *answer = answer_to(lab, cases[i].text);
        expect_status(answer, cases[i].status);
        expect_part(answer, "\r\nx-content-type-options: nosniff\r\n");
        expect_part(answer, "\r\ncontent-security-policy: default-src 'none';");
        expect_part(answer, "\"message\":\"");
    }
}

static void test_tls_is_asked_for_again_where_it_is_the_way(void **state)
{
    tls_files           files;
    host_lab            lab;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    options.public_url = "https://localhost/";
    tls_files_make(&files, "localhost");
    host_lab_open_tls(&lab, &options, &files);
    expect_part(ask(&lab, "GET", "/", ""), "\r\nstrict-transport-security: max-age=31536000\r\n");
    host_lab_close(&lab);
    tls_files_remove(&files);
}

/* ---- pages of other origins ---- */

static void test_what_is_nobodys_secret_may_be_read_by_any_page(void **state)
{
    host_lab *lab = *state;
    expect_part(ask(lab, "GET", API "hosts", EVIL), "\r\naccess-control-allow-origin: *\r\n");
    expect_part(ask(lab, "GET", "/ugc/1/none.png", EVIL), "\r\naccess-control-allow-origin: *\r\n");
    expect_part(ask(lab, "GET", "/ugc/1/none.png", EVIL), "\r\ncross-origin-resource-policy: cross-origin\r\n");
}

static void test_the_rest_is_for_pages_that_may_play_here(void **state)
{
    host_lab   *lab    = *state;
    const char *answer = ask(lab, "GET", API "1", EVIL);
    expect_no_part(answer, "access-control-allow-origin");
    expect_part(answer, "\r\nvary: origin\r\n");
    expect_part(answer, "\r\ncross-origin-resource-policy: same-origin\r\n");
}

static void test_a_page_of_another_origin_cannot_post(void **state)
{
    host_lab   *lab    = *state;
    const char *answer = ask(lab, "POST", API "1/guest", EVIL);
    expect_status(answer, 403);
    expect_part(answer, "allowed_origins");
    expect_status(ask(lab, "POST", API "1/guest", "Origin: null\r\n"), 403);
}

static void test_a_page_that_was_named_may_do_all(void **state)
{
    static const char fans[] = "Origin: https://fans.example\r\n";
    chorus_host_options options;
    host_lab            lab;
    (void)state;
    CHORUS_INIT(&options);
    options.allowed_origins = "https://fans.example";
    host_lab_open(&lab, &options);
    const char *answer = ask(&lab, "POST", API "1/guest", fans);
    expect_status(answer, 404); /* there is no game */
    expect_part(answer, "\r\naccess-control-allow-origin: https://fans.example\r\n");
    expect_status(ask(&lab, "OPTIONS", API "1/guest", fans), 204);
    host_lab_close(&lab);
}

/* A code is told once it is on the disk, when the headers of the request have gone. */
static void test_who_may_read_an_answer_is_the_same_when_it_comes_later(void **state)
{
    static const char   wish[] = "{\"client_id\":\"game\",\"scope\":\"user:details:self\"}";
    chorus_host_client  client;
    chorus_host_options options;
    host_lab            lab;
    char                folder[FOLDER_SIZE], text[512];
    (void)state;
    folder_make(folder);
    CHORUS_INIT(&client);
    CHORUS_INIT(&options);
    client.client_id     = "game";
    options.clients      = &client;
    options.client_count = 1;
    options.data_folder  = folder;
    host_lab_open(&lab, &options);
    snprintf(text, sizeof text, "POST /api/v1/oauth/shortcode HTTP/1.1\r\nHost: localhost:%u\r\nConnection: close\r\n" EVIL
                                "Content-Length: %zu\r\n\r\n%s", (unsigned)lab.port, strlen(wish), wish);
    const char *answer = answer_to(&lab, text);
    expect_status(answer, 200);
    expect_part(answer, "\r\naccess-control-allow-origin: *\r\n");
    expect_part(answer, "\r\ncross-origin-resource-policy: cross-origin\r\n");
    host_lab_close(&lab);
    folder_remove(folder);
}

static void test_browsers_that_ask_first_are_told(void **state)
{
    host_lab   *lab    = *state;
    const char *answer = ask(lab, "OPTIONS", "/ugc/1/a.png", EVIL "Access-Control-Request-Method: POST\r\n");
    expect_status(answer, 204);
    expect_part(answer, "\r\naccess-control-allow-origin: *\r\n");
    expect_part(answer, "\r\naccess-control-allow-methods: get, head, post, put, delete\r\n");
    expect_part(answer, "\r\naccess-control-allow-headers: authorization, content-type");
    expect_status(ask(lab, "OPTIONS", API "1/guest", EVIL), 403);
}

/* ---- names ---- */

static void test_a_name_that_leads_here_from_elsewhere_is_refused(void **state)
{
    host_lab   *lab    = *state;
    const char *answer = answer_to(lab, "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    expect_status(answer, 421);
    expect_part(answer, "allowed_hosts");
    expect_status(answer_to(lab, "GET /api/v1/interactive/1 HTTP/1.1\r\nHost: evil.example:8280\r\nConnection: close\r\n\r\n"), 421);
    expect_status(answer_to(lab, "GET /participant?channel=1&x-protocol-version=2.0 HTTP/1.1\r\nHost: evil.example\r\n"
                                 "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                  421);
}

/* Their address is compiled in: a hosts file leads them here. */
static void test_old_games_find_us_by_any_name(void **state)
{
    host_lab *lab = *state;
    expect_status(answer_to(lab, "GET /api/v1/interactive/hosts HTTP/1.1\r\nHost: old.example\r\nConnection: close\r\n\r\n"),
                  200);
}

static void test_names_of_the_room_are_answered_to(void **state)
{
    static const char *const names[] = { "192.168.1.20:8280", "pc", "pc.local:8280", "[::1]:8280" };
    host_lab                *lab     = *state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char text[128];
        snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", names[i]);
        expect_status(answer_to(lab, text), 200);
    }
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_every_answer_tells_browsers_what_they_may),
        LAB_TEST(test_refusals_before_a_request_is_complete_say_the_same),
        cmocka_unit_test(test_tls_is_asked_for_again_where_it_is_the_way),
        LAB_TEST(test_what_is_nobodys_secret_may_be_read_by_any_page),
        LAB_TEST(test_the_rest_is_for_pages_that_may_play_here),
        LAB_TEST(test_a_page_of_another_origin_cannot_post),
        cmocka_unit_test(test_a_page_that_was_named_may_do_all),
        cmocka_unit_test(test_who_may_read_an_answer_is_the_same_when_it_comes_later),
        LAB_TEST(test_browsers_that_ask_first_are_told),
        LAB_TEST(test_a_name_that_leads_here_from_elsewhere_is_refused),
        LAB_TEST(test_old_games_find_us_by_any_name),
        LAB_TEST(test_names_of_the_room_are_answered_to),
    };
    return cmocka_run_group_tests_name("host/answers", tests, NULL, NULL);
}
