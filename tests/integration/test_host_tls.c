/* A host that speaks TLS: games and viewers by wss, requests by https, and whoever does it wrong. */
#include "support/host_lab.h"

#include <chorus/interactive.h>

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

#define API "/api/v1/interactive/"

typedef struct tls_lab {
    host_lab  lab; /* first: *state is a host_lab */
    tls_files files;
} tls_lab;

static char body[65536];

static int set_up(void **state)
{
    tls_lab *t = malloc(sizeof *t);
    assert_non_null(t);
    tls_files_make(&t->files, "localhost");
    host_lab_open_tls(&t->lab, NULL, &t->files);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    tls_lab *t = *state;
    host_lab_close(&t->lab);
    tls_files_remove(&t->files);
    free(t);
    return 0;
}

static int get(host_lab *lab, const char *path)
{
    return host_lab_request(lab, "GET", path, "", "", body, sizeof body);
}

/* ---- what is told ---- */

static void test_s01_addresses_are_secure_where_the_request_was(void **state)
{
    host_lab *lab = *state;
    char      expected[128];
    snprintf(expected, sizeof expected, "[{\"address\":\"wss://localhost:%u/gameClient\"}]", (unsigned)lab->port);
    assert_int_equal(get(lab, API "hosts"), 200);
    assert_string_equal(body, expected);
    raw_socket *game = host_lab_game(lab);
    assert_int_equal(get(lab, API "1"), 200);
    snprintf(expected, sizeof expected, "{\"address\":\"wss://localhost:%u/participant?channel=1\",", (unsigned)lab->port);
    assert_non_null(strstr(body, expected));
    snprintf(expected, sizeof expected, "\"contentAddress\":\"https://localhost:%u/\"", (unsigned)lab->port);
    assert_non_null(strstr(body, expected));
    host_lab_hang_up(game);
}

static void test_the_url_of_the_page_is_secure(void **state)
{
    host_lab  *lab = *state;
    chorus_str url;
    assert_ok(chorus_host_get_url(lab->rt, lab->session, 0, &url));
    assert_int_equal(strncmp(url.ptr, "https://127.0.0.1:", 18), 0);
}

/* ---- playing ---- */

static void test_a_game_and_its_audience_play_by_wss(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *ann = host_lab_viewer(lab, "Ann");
    host_lab_hear_of(game, "onParticipantJoin");
    host_lab_do(game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{\"isReady\":true}");
    host_lab_hear_of(ann, "\"isReady\":true");
    host_lab_call(ann, "1", "giveInput", "{\"controlID\":\"go\",\"event\":\"mousedown\"}");
    host_lab_hear_of(game, "\"event\":\"mousedown\"");
    host_lab_hang_up(ann);
    host_lab_hear_of(game, "onParticipantLeave");
    host_lab_hang_up(game);
}

static void pass_over(raw_socket *s, size_t len)
{
    while (len > 0) {
        size_t some = len < RAW_MAX / 2 ? len : RAW_MAX / 2;
        assert_true(raw_wait_len(s, some));
        raw_take(s, some);
        len -= some;
    }
}

/* Larger than a record of TLS, than a socket's buffer and than libwebsockets' own. */
static void test_large_messages_pass_in_both_directions(void **state)
{
    enum { TEXT = 60000, COUNT = 20 };
    host_lab   *lab   = *state;
    raw_socket *game  = host_lab_game(lab);
    char       *call  = malloc(TEXT * COUNT + 4096);
    char       *at    = call + sprintf(call, "{\"id\":1,\"method\":\"createScenes\",\"params\":{\"scenes\":[");
    assert_non_null(call);
    for (int i = 0; i < COUNT; i++) {
        at += sprintf(at, "%s{\"sceneID\":\"s%d\",\"t\":\"", i > 0 ? "," : "", i);
        memset(at, 'a' + i, TEXT);
        at += TEXT;
        at += sprintf(at, "\"}");
    }
    strcpy(at, "]}}");
    host_lab_say(game, call);
    pass_over(game, 2 * TEXT * COUNT); /* the event and the reply */
    assert_non_null(raw_wait_for(game, "\"error\":null"));
    free(call);
    host_lab_hang_up(game);
}

static void wait_ready(host_lab *lab, chorus_session session)
{
    chorus_event event;
    do
        host_lab_wait(lab, CHORUS_EVENT_SESSION_READY, &event);
    while (event.session.id != session.id);
}

static void test_our_client_finds_the_host_by_https_and_plays_by_wss(void **state)
{
    host_lab                  *lab = *state;
    char                       url[64];
    chorus_session             game;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    snprintf(url, sizeof url, "https://localhost:%u", (unsigned)lab->port);
    options.discovery_url = url;
    options.token         = "sec+ret";
    assert_ok(chorus_interactive_open(lab->rt, &options, &game));
    wait_ready(lab, game);
}

static void test_a_game_of_the_same_runtime_needs_no_trust(void **state)
{
    tls_lab                   *t = *state;
    host_lab                   lab;
    chorus_session             game;
    chorus_host_options        given;
    chorus_interactive_options options;
    CHORUS_INIT(&given);
    CHORUS_INIT(&options);
    given.certificate_file = t->files.certificate;
    given.private_key_file = t->files.key;
    host_lab_open(&lab, &given);
    options.host = lab.session;
    assert_ok(chorus_interactive_open(lab.rt, &options, &game));
    wait_ready(&lab, game);
    host_lab_close(&lab);
}

static void test_two_hosts_show_two_identities(void **state)
{
    tls_lab  *t = *state;
    host_lab  second;
    tls_files files;
    tls_files_make(&files, "localhost");
    host_lab_open_tls(&second, NULL, &files);
    assert_int_equal(get(&second, "/healthz"), 200);
    assert_int_equal(get(&t->lab, "/healthz"), 200);
    raw_socket *s = malloc(sizeof *s);
    raw_open(s, second.port);
    assert_false(raw_start_tls(s, t->files.authority, "localhost"));
    raw_close(s);
    free(s);
    host_lab_close(&second);
    tls_files_remove(&files);
}

/* Several records and several reads, beside a socket of the same game that is busy. */
static void test_files_are_uploaded_by_https(void **state)
{
    enum { SIZE = 60000, ROUNDS = 20 };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    char        path[64], token[40], lines[128], *bytes = malloc(SIZE + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)('a' + i % 23);
    bytes[SIZE]       = '\0';
    const char *reply = host_lab_do(game, "uploadFile", "{\"path\":\"a\"}");
    const char *url   = strstr(reply, "\"url\":\"https://localhost/ugc/1/a\"");
    assert_non_null(url);
    assert_int_equal(sscanf(strstr(url, "/ugc/"), "%63[^\"]\",\"authorization\":\"%39[0-9a-f]\"}", path, token), 2);
    snprintf(lines, sizeof lines, "Authorization: %s\r\n", token);
    for (int i = 0; i < ROUNDS; i++) {
        host_lab_call(game, "7", "getTime", "{}");
        raw_socket *s = host_lab_connect(lab);
        char        head[256];
        snprintf(head, sizeof head, "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n", path, lines, SIZE);
        raw_text(s, head);
        raw_send(s, bytes, SIZE);
        host_lab_call(game, "8", "getTime", "{}");
        assert_int_equal(raw_answer(s, true, NULL, 0), 200);
        host_lab_hang_up(s);
        host_lab_hear_of(game, "\"id\":8");
    }
    assert_int_equal(get(lab, path), 200);
    assert_memory_equal(body, bytes, SIZE);
    free(bytes);
    host_lab_hang_up(game);
}

/* ---- without TLS ---- */

static raw_socket *open_plain(host_lab *lab, const char *source)
{
    raw_socket *s = malloc(sizeof *s);
    assert_non_null(s);
    raw_open_from(s, source, lab->port);
    return s;
}

static void test_plain_is_fine_on_the_same_machine(void **state)
{
    raw_socket *s = open_plain(*state, "127.0.0.1");
    raw_text(s, "GET " API "hosts HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_int_equal(raw_answer(s, true, body, sizeof body), 200);
    assert_string_equal(body, "[{\"address\":\"ws://localhost/gameClient\"}]");
    assert_int_equal(raw_handshake(s, "/gameClient", HOST_LAB_GAME_LINES), 101);
    host_lab_hang_up(s);
}

static void expect_redirect(host_lab *lab, const char *path, const char *location)
{
    char        text[256];
    raw_socket *s = open_plain(lab, "127.0.0.2");
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: show.local\r\n\r\n", path);
    raw_text(s, text);
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    assert_non_null(strstr(s->seen, " 308 "));
    snprintf(text, sizeof text, "\r\nlocation: %s\r\n", location);
    assert_non_null(strstr(s->seen, text));
    host_lab_hang_up(s);
}

static void test_plain_requests_from_elsewhere_are_led_to_https(void **state)
{
    host_lab *lab = *state;
    expect_redirect(lab, "/", "https://show.local/");
    expect_redirect(lab, "/c/7?a=b%20c", "https://show.local/c/7?a=b%20c");
    expect_redirect(lab, "/a%20b", "https://show.local/");
    raw_socket *s = open_plain(lab, "127.0.0.2");
    raw_text(s, "POST " API "1/guest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
    assert_int_equal(raw_answer(s, true, NULL, 0), 403);
    host_lab_hang_up(s);
}

static void test_plain_sockets_from_elsewhere_are_refused(void **state)
{
    raw_socket *s = open_plain(*state, "127.0.0.2");
    assert_int_equal(raw_handshake(s, "/gameClient", HOST_LAB_GAME_LINES), 403);
    host_lab_hang_up(s);
}

/* ---- bad handshakes ---- */

static void test_old_versions_of_tls_are_refused(void **state)
{
    host_lab   *lab     = *state;
    raw_socket *s       = open_plain(lab, "127.0.0.1");
    SSL_CTX    *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
    SSL *tls = SSL_new(context);
    SSL_set_fd(tls, s->fd);
    assert_int_not_equal(SSL_connect(tls), 1);
    SSL_free(tls);
    SSL_CTX_free(context);
    host_lab_hang_up(s);
    assert_int_equal(get(lab, "/healthz"), 200);
}

static void test_garbage_for_a_handshake_harms_nobody(void **state)
{
    static const struct {
        const char *bytes;
        size_t      len;
    } openings[] = {
        { "\x16\x03\x01\xff\xff", 5 },
        { "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", 10 },
        { "\x16\x03\x01\x40\x00" "aaaaaaaaaaaaaaaaaaaa", 25 },
        { "\x15\x03\x01\x00\x02\x02\x28", 7 },
        { "\x80\x2e\x01\x00\x02", 5 },
        { "\x00", 1 },
        { "\xff\xff\xff\xff", 4 },
        { " \r\n\r\n", 5 },
        { "\x16", 1 },
    };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *lines[ARRAY_LEN(openings) * 5];
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        lines[i] = open_plain(lab, "127.0.0.1");
        raw_send(lines[i], openings[i % ARRAY_LEN(openings)].bytes, openings[i % ARRAY_LEN(openings)].len);
    }
    assert_int_equal(get(lab, "/healthz"), 200);
    host_lab_do(game, "getTime", "{}");
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        host_lab_hang_up(lines[i]);
    host_lab_do(game, "getTime", "{}");
    host_lab_hang_up(game);
}

static void test_a_host_closes_though_handshakes_are_under_way(void **state)
{
    tls_lab     *t = *state;
    host_lab     lab;
    chorus_event event;
    host_lab_open_tls(&lab, NULL, &t->files);
    raw_socket *game = host_lab_game(&lab), *half = open_plain(&lab, "127.0.0.1"), *silent = open_plain(&lab, "127.0.0.1");
    raw_send(half, "\x16\x03\x01\x02", 4);
    assert_ok(chorus_session_close(lab.rt, lab.session));
    chorus_pump(lab.rt);
    assert_int_equal(host_lab_closed(game), 1012);
    raw_wait_end(half);
    raw_wait_end(silent);
    host_lab_wait(&lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_ok(event.as.closed.cause);
    host_lab_hang_up(game);
    host_lab_hang_up(half);
    host_lab_hang_up(silent);
    host_lab_close(&lab);
}

/* ---- files that are no good ---- */

static void expect_fault(tls_lab *t, const char *certificate, const char *key, const char *file, const char *words)
{
    chorus_host_options options;
    chorus_session      session;
    chorus_event        event;
    char                text[256];
    CHORUS_INIT(&options);
    options.bind_address     = "127.0.0.1";
    options.certificate_file = certificate;
    options.private_key_file = key;
    assert_ok(chorus_host_open(t->lab.rt, &options, &session));
    host_lab_wait(&t->lab, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_result(CHORUS_E_INVALID, event.as.closed.cause);
    snprintf(text, sizeof text, "%s: %s", file, words);
    if (strncmp(event.as.closed.text.ptr, text, strlen(text)) != 0)
        fail_msg("%s, not %s", event.as.closed.text.ptr, text);
}

static void test_what_is_wrong_with_a_file_is_told(void **state)
{
    tls_lab         *t = *state;
    const tls_files *f = &t->files;
    expect_fault(t, "/nowhere/cert.pem", f->key, "/nowhere/cert.pem", "No such file or directory");
    expect_fault(t, f->certificate, "/nowhere/key.pem", "/nowhere/key.pem", "No such file or directory");
    expect_fault(t, f->garbage, f->key, f->garbage, "there is no certificate in PEM form");
    expect_fault(t, f->key, f->key, f->key, "there is no certificate in PEM form");
    expect_fault(t, f->certificate, f->garbage, f->garbage, "there is no private key in PEM form");
    expect_fault(t, f->certificate, f->other_key, f->other_key, "the key belongs to another certificate");
    expect_fault(t, f->certificate, f->locked_key, f->locked_key, "the private key is locked with a passphrase");
    expect_fault(t, f->folder, f->key, f->folder, "");
}

static void test_a_certificate_needs_its_key(void **state)
{
    tls_lab            *t = *state;
    chorus_host_options options;
    chorus_session      session;
    CHORUS_INIT(&options);
    options.certificate_file = t->files.certificate;
    assert_result(CHORUS_E_INVALID, chorus_host_open(t->lab.rt, &options, &session));
    chorus_pump(t->lab.rt);
    assert_non_null(strstr(t->lab.log, "TLS needs both"));
}

int main(void)
{
#define TLS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TLS_TEST(test_s01_addresses_are_secure_where_the_request_was),
        TLS_TEST(test_the_url_of_the_page_is_secure),
        TLS_TEST(test_a_game_and_its_audience_play_by_wss),
        TLS_TEST(test_large_messages_pass_in_both_directions),
        TLS_TEST(test_our_client_finds_the_host_by_https_and_plays_by_wss),
        TLS_TEST(test_a_game_of_the_same_runtime_needs_no_trust),
        TLS_TEST(test_two_hosts_show_two_identities),
        TLS_TEST(test_files_are_uploaded_by_https),
        TLS_TEST(test_plain_is_fine_on_the_same_machine),
        TLS_TEST(test_plain_requests_from_elsewhere_are_led_to_https),
        TLS_TEST(test_plain_sockets_from_elsewhere_are_refused),
        TLS_TEST(test_old_versions_of_tls_are_refused),
        TLS_TEST(test_garbage_for_a_handshake_harms_nobody),
        TLS_TEST(test_a_host_closes_though_handshakes_are_under_way),
        TLS_TEST(test_what_is_wrong_with_a_file_is_told),
        TLS_TEST(test_a_certificate_needs_its_key),
    };
    return cmocka_run_group_tests_name("host/tls", tests, NULL, NULL);
}
