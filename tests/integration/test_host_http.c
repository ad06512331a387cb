/* What a host answers to plain requests. */
#include "support/host_lab.h"

#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"
#define CSP                                                                                                        \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; " \
    "frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

static char body[65536];

static int get(host_lab *lab, const char *path, const char *lines)
{
    return host_lab_request(lab, "GET", path, lines, "", body, sizeof body);
}

static void test_s01_discovery_tells_the_address_that_was_asked(void **state)
{
    host_lab *lab = *state;
    char      expected[128];
    snprintf(expected, sizeof expected, "[{\"address\":\"ws://localhost:%u/gameClient\"}]", (unsigned)lab->port);
    assert_int_equal(get(lab, API "hosts", ""), 200);
    assert_string_equal(body, expected);
}

static void test_joining_needs_a_game(void **state)
{
    host_lab *lab = *state;
    assert_int_equal(get(lab, API "1", ""), 404);
    assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "", "{}", body, sizeof body), 404);
    raw_socket *game = host_lab_game(lab);
    assert_int_equal(get(lab, API "1", ""), 200);
    assert_int_equal(get(lab, API "2", ""), 404);
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    assert_int_equal(get(lab, API "1", ""), 404);
}

static void test_a_seat_tells_all_that_browsers_read(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    char        key[33], expected[1024];
    assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "", "{\"name\":\"  Ann\\u202e \"}", body, sizeof body),
                     200);
    host_lab_copy_key(body, key);
    snprintf(expected, sizeof expected,
             "{\"address\":\"ws://localhost:%u/participant?channel=1\","
             "\"socketAddress\":\"ws://localhost:%u/participant?channel=1\",\"contentAddress\":\"http://localhost:%u/\","
             "\"ugcAddress\":\"http://localhost:%u/ugc/1/\",\"key\":\"%s\",\"user\":\"0\",\"name\":\"Ann\","
             "\"title\":\"Chorus\",\"confirmAbove\":100,\"version\":{\"id\":7,\"gameId\":1}}",
             (unsigned)lab->port, (unsigned)lab->port, (unsigned)lab->port, (unsigned)lab->port, key);
    assert_string_equal(body, expected);
    host_lab_hang_up(game);
}

static void test_a_guest_needs_no_name(void **state)
{
    static const char *const contents[] = { "", "{}", "{\"name\":null}", "{\"name\":\"\"}", "{\"name\":\" \\u200b\"}",
                                            "{\"other\":1}" };
    host_lab                *lab        = *state;
    raw_socket              *game       = host_lab_game(lab);
    for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
        assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "", contents[i], body, sizeof body), 200);
        assert_non_null(strstr(body, "\"name\":\"Guest-"));
    }
    host_lab_hang_up(game);
}

static void test_a_guest_is_json_whatever_its_content_type(void **state)
{
    static const char *const bad[] = { "x", "{\"name\":7}", "[", "{\"name\":\"\xff\"}",
                                       "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}" };
    host_lab                *lab   = *state;
    raw_socket              *game  = host_lab_game(lab);
    assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "Content-Type: text/plain\r\n", "{\"name\":\"Ann\"}",
                                      body, sizeof body),
                     200);
    assert_non_null(strstr(body, "\"name\":\"Ann\""));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(host_lab_request(lab, "POST", API "1/guest", "", bad[i], body, sizeof body), 400);
    host_lab_hang_up(game);
}

static void test_about_tells_the_title(void **state)
{
    host_lab            lab;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    options.title   = "Paint \"it\"";
    options.channel = 12;
    host_lab_open(&lab, &options);
    assert_int_equal(get(&lab, API "12/about", ""), 200);
    assert_string_equal(body, "{\"title\":\"Paint \\\"it\\\"\"}");
    host_lab_close(&lab);
}

static void test_s06_a_plain_get_on_the_game_path_tells_whether_the_token_is_good(void **state)
{
    static const struct {
        const char *path, *lines;
        int         status;
    } probes[] = {
        { "/gameClient", "", 401 },
        { "/gameClient", "Authorization: Bearer wrong\r\n", 401 },
        { "/gameClient", HOST_LAB_GAME_LINES, 400 },
        { "/gameClient?Authorization=Bearer%20sec+ret", "", 400 },
        { "/", "Authorization: Bearer wrong\r\nX-Protocol-Version: 2.0\r\n", 401 },
        { "/", HOST_LAB_GAME_LINES, 400 },
        { "/", "X-Protocol-Version: 2.0\r\n", 401 },
        { "/", "", 200 },
        { "/participant", "", 400 },
    };
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(probes); i++) {
        if (get(lab, probes[i].path, probes[i].lines) != probes[i].status)
            fail_msg("%s with %s: not %d", probes[i].path, probes[i].lines, probes[i].status);
    }
}

static void test_methods_and_paths_have_their_statuses(void **state)
{
    static const struct {
        const char *method, *path;
        int         status;
    } requests[] = {
        { "GET", "/healthz", 200 },       { "HEAD", "/healthz", 200 },      { "POST", "/healthz", 405 },
        { "HEAD", "/", 200 },             { "POST", "/", 405 },             { "DELETE", "/index.html", 405 },
        { "GET", API "1/guest", 405 },    { "PUT", API "1/guest", 405 },    { "POST", API "hosts", 405 },
        { "GET", "/nothing", 404 },       { "GET", API "", 404 },           { "GET", API "x", 404 },
        { "GET", API "1/other", 404 },    { "GET", API "99999999999", 404 }, { "GET", "/index.html/", 404 },
        { "GET", "/../secret.c", 404 },   { "GET", "/..%2fsecret.c", 404 }, { "OPTIONS", "/gameClient", 405 },
        { "GET", API "7/about", 404 },    { "GET", API "1/about", 200 },
    };
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
        int status = host_lab_request(lab, requests[i].method, requests[i].path, "", "", body, sizeof body);
        if (status != requests[i].status)
            fail_msg("%s %s: %d, not %d", requests[i].method, requests[i].path, status, requests[i].status);
        if (status >= 400)
            assert_non_null(strstr(body, "{\"statusCode\":"));
    }
}

/* Sends a request and returns the head of the answer. */
static raw_socket *ask(host_lab *lab, const char *text)
{
    raw_socket *s = host_lab_connect(lab);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    return s;
}

static void test_a_wrong_method_is_told_the_right_one(void **state)
{
    raw_socket *s = ask(*state, "GET " API "1/guest HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_non_null(strstr(s->seen, "\r\nallow: POST\r\n"));
    host_lab_hang_up(s);
    s = ask(*state, "DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_non_null(strstr(s->seen, "\r\nallow: GET, HEAD\r\n"));
    host_lab_hang_up(s);
}

static void test_every_answer_carries_the_security_headers(void **state)
{
    static const char *const paths[]   = { "/", "/app.js", "/healthz", "/nothing", API "hosts" };
    static const char *const headers[] = {
        "\r\nx-content-type-options: nosniff\r\n",
        "\r\nreferrer-policy: no-referrer\r\n",
        "\r\ncontent-security-policy: " CSP "\r\n",
        "\r\ncache-control: no-",
    };
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        char text[128];
        snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", paths[i]);
        raw_socket *s = ask(*state, text);
        for (size_t h = 0; h < ARRAY_LEN(headers); h++) {
            if (strstr(s->seen, headers[h]) == NULL)
                fail_msg("%s: no %s in %.600s", paths[i], headers[h], s->seen);
        }
        host_lab_hang_up(s);
    }
}

static void test_the_page_is_served_once_and_then_known(void **state)
{
    char text[256], etag[64] = "";
    raw_socket *s  = ask(*state, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const char *at = strstr(s->seen, "\r\netag: ");
    assert_non_null(strstr(s->seen, "\r\ncontent-type: text/html; charset=utf-8\r\n"));
    assert_non_null(at);
    sscanf(at, "\r\netag: %60s", etag);
    assert_non_null(raw_wait_for(s, "</html>"));
    host_lab_hang_up(s);
    snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"x\", W/%s\r\n\r\n", etag);
    s = ask(*state, text);
    assert_non_null(strstr(s->seen, " 304 "));
    host_lab_hang_up(s);
    s = ask(*state, "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"x\"\r\n\r\n");
    assert_non_null(strstr(s->seen, " 200 "));
    host_lab_hang_up(s);
}

static void test_a_malformed_host_header_is_refused(void **state)
{
    static const char *const hosts[] = { "a b", "a\"b", "a/b", "<script>", "a:99999" };
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        char text[128];
        snprintf(text, sizeof text, "GET " API "hosts HTTP/1.1\r\nHost: %s\r\n\r\n", hosts[i]);
        raw_socket *s = ask(*state, text);
        assert_non_null(strstr(s->seen, " 400 "));
        host_lab_hang_up(s);
    }
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s01_discovery_tells_the_address_that_was_asked),
        LAB_TEST(test_joining_needs_a_game),
        LAB_TEST(test_a_seat_tells_all_that_browsers_read),
        LAB_TEST(test_a_guest_needs_no_name),
        LAB_TEST(test_a_guest_is_json_whatever_its_content_type),
        cmocka_unit_test(test_about_tells_the_title),
        LAB_TEST(test_s06_a_plain_get_on_the_game_path_tells_whether_the_token_is_good),
        LAB_TEST(test_methods_and_paths_have_their_statuses),
        LAB_TEST(test_a_wrong_method_is_told_the_right_one),
        LAB_TEST(test_every_answer_carries_the_security_headers),
        LAB_TEST(test_the_page_is_served_once_and_then_known),
        LAB_TEST(test_a_malformed_host_header_is_refused),
    };
    return cmocka_run_group_tests_name("host/http", tests, NULL, NULL);
}
