/* Games and viewers at the door of a real host. */
#include "support/host_lab.h"

#include <stdio.h>

#define VERSION "X-Interactive-Version: 7\r\n"
#define PROTOCOL "X-Protocol-Version: 2.0\r\n"
#define TOKEN "Authorization: Bearer sec+ret\r\n"

/* ---- the game ---- */

static const struct {
    const char *path, *lines;
    int         status, close_code; /* 0: it is in */
} games[] = {
    { "/gameClient", TOKEN PROTOCOL VERSION, 101, 0 },
    { "/", TOKEN PROTOCOL VERSION, 101, 0 },
    { "/gameClient", TOKEN "x-protocol-version: 2\r\n" VERSION, 101, 0 },
    { "/gameClient?X-Protocol-Version=2.0&X-Interactive-Version=1&Authorization=Bearer%20sec+ret", "", 101, 0 },
    { "/gameClient?x-protocol-version=2.0&authorization=Bearer+sec+ret&other=1", "", 101, 0 },
    { "/gameClient?Authorization=Bearer%20wrong", TOKEN PROTOCOL VERSION, 101, 0 },
    { "/gameClient?Authorization=Bearer%20sec+ret", "Authorization: Bearer wrong\r\n" PROTOCOL VERSION, 101, 4019 },
    { "/gameClient", TOKEN VERSION, 400, 0 },
    { "/gameClient", TOKEN VERSION "X-Protocol-Version: 1.0\r\n", 400, 0 },
    { "/gameClient", "Authorization: Bearer wrong\r\n" VERSION "X-Protocol-Version: 3\r\n", 400, 0 },
    { "/gameClient", PROTOCOL VERSION, 101, 4019 },
    { "/gameClient", PROTOCOL "Authorization: Bearer wrong\r\nX-Interactive-Version: x\r\n", 101, 4019 },
    { "/gameClient", PROTOCOL TOKEN "X-Interactive-Version: x\r\n", 101, 4020 },
    { "/", PROTOCOL "Authorization: XBL3.0 x=1;secret\r\n", 101, 4019 },
    { "/gameclient", TOKEN PROTOCOL VERSION, 404, 0 },
    { "/gameClient/", TOKEN PROTOCOL VERSION, 404, 0 },
    { "/other", TOKEN PROTOCOL VERSION, 404, 0 },
};

static void test_s02_s03_s04_s05_games_at_the_door(void **state)
{
    host_lab *lab = *state;
    for (size_t i = 0; i < ARRAY_LEN(games); i++) {
        raw_socket *s;
        if (host_lab_knock(lab, &s, games[i].path, games[i].lines) != games[i].status)
            fail_msg("%s with %s: not %d", games[i].path, games[i].lines, games[i].status);
        if (games[i].close_code != 0)
            assert_int_equal(raw_close_code(s), games[i].close_code);
        else if (games[i].status == 101)
            assert_non_null(strstr(host_lab_hear(s), "\"method\":\"hello\""));
        host_lab_hang_up(s);
        host_lab_wait_counts(lab, 0, 0);
    }
}

static void test_s05_s49_a_second_game_is_judged_first_and_refused_last(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *other;
    assert_int_equal(host_lab_knock(lab, &other, "/gameClient", PROTOCOL "Authorization: Bearer wrong\r\n"), 101);
    assert_int_equal(raw_close_code(other), 4019);
    host_lab_hang_up(other);
    assert_int_equal(host_lab_knock(lab, &other, "/gameClient", PROTOCOL TOKEN "X-Interactive-Version: x\r\n"), 101);
    assert_int_equal(raw_close_code(other), 4020);
    host_lab_hang_up(other);
    assert_int_equal(host_lab_knock(lab, &other, "/gameClient", TOKEN PROTOCOL VERSION), 101);
    host_lab_answer_ping(game);
    assert_int_equal(raw_close_code(other), 4021);
    host_lab_hang_up(other);
    host_lab_say(game, "{\"id\":1,\"type\":\"method\",\"method\":\"getGroups\"}");
    assert_non_null(strstr(host_lab_hear(game), "\"type\":\"reply\""));
    host_lab_hang_up(game);
}

static void test_a_version_and_a_share_code_can_be_demanded(void **state)
{
    host_lab            lab;
    raw_socket         *s;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    options.version_id = 7;
    options.share_code = "sesame";
    host_lab_open(&lab, &options);
    assert_int_equal(host_lab_knock(&lab, &s, "/", TOKEN PROTOCOL VERSION), 101);
    assert_int_equal(raw_close_code(s), 4020);
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(&lab, &s, "/", TOKEN PROTOCOL "X-Interactive-Sharecode: sesame\r\n"), 101);
    assert_int_equal(raw_close_code(s), 4020);
    host_lab_hang_up(s);
    assert_int_equal(host_lab_knock(&lab, &s, "/", TOKEN PROTOCOL VERSION "X-Interactive-Sharecode: sesame\r\n"), 101);
    host_lab_hear(s);
    host_lab_hang_up(s);
    host_lab_close(&lab);
}

static void test_s57_the_first_subprotocol_offered_is_echoed(void **state)
{
    raw_socket *s = host_lab_connect(*state);
    raw_text(s, "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" TOKEN PROTOCOL VERSION
                "Sec-WebSocket-Protocol: wss, ws\r\n\r\n");
    assert_non_null(raw_wait_for(s, "\r\n\r\n"));
    assert_non_null(strcasestr(s->seen, "\r\nSec-WebSocket-Protocol: wss\r\n"));
    host_lab_hang_up(s);
}

/* The frame travels in the same packet as the request for the upgrade. */
static void test_s08_methods_sent_with_the_handshake_are_answered_after_hello(void **state)
{
    static const char          call[]  = "{\"id\":5,\"method\":\"getTime\",\"seq\":0}";
    static const unsigned char mask[4] = { 0, 0, 0, 0 };
    raw_socket                *s       = host_lab_connect(*state);
    char                       text[1024];
    int len = snprintf(text, sizeof text,
                       "GET /gameClient HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" TOKEN PROTOCOL
                           VERSION "\r\n%c%c", 0x81, (int)(0x80 | (sizeof call - 1)));
    memcpy(text + len, mask, sizeof mask);
    memcpy(text + len + sizeof mask, call, sizeof call - 1);
    raw_send(s, text, (size_t)len + sizeof mask + sizeof call - 1);
    const char *end = raw_wait_for(s, "\r\n\r\n");
    assert_non_null(end);
    raw_take(s, (size_t)(end - s->seen) + 4);
    assert_non_null(strstr(host_lab_hear(s), "\"hello\""));
    assert_non_null(strstr(host_lab_hear(s), "{\"id\":5,\"type\":\"reply\",\"result\":{\"time\":"));
    host_lab_hang_up(s);
}

/* ---- viewers ---- */

static void take_key(host_lab *lab, char key[33])
{
    char body[1024];
    assert_int_equal(host_lab_request(lab, "GET", "/api/v1/interactive/1", "", "", body, sizeof body), 200);
    host_lab_copy_key(body, key);
}

/* KEY stands for a fresh key. */
static const struct {
    const char *query, *lines;
    int         status, close_code;
} viewers[] = {
    { "?channel=1&x-protocol-version=2.0&key=KEY", "", 101, 0 },
    { "?X-Protocol-Version=2.0&KEY=KEY&bustCache=1&x-auth-user=%7B%22ID%22%3A9%7D", "", 101, 0 },
    { "?channel=1&x-protocol-version=2.0&key=KEY", "Origin: http://localhost\r\n", 101, 0 },
    { "?channel=1&x-protocol-version=2.0&key=", "", 101, 0 },
    { "?channel=1&x-protocol-version=2.0", "", 101, 4019 },
    { "?channel=1&x-protocol-version=2.0&key=00000000000000000000000000000000", "", 101, 4019 },
    { "?channel=2&x-protocol-version=2.0&key=KEY", "", 101, 4022 },
    { "?channel=x&x-protocol-version=2.0&key=KEY", "", 101, 4022 },
    { "?channel=1&key=KEY", "", 400, 0 },
    { "?channel=1&x-protocol-version=1.0&key=KEY", "", 400, 0 },
    { "?channel=1&x-protocol-version=2.0&key=KEY", "Origin: http://evil.example\r\n", 403, 0 },
    { "?channel=1&x-protocol-version=2.0&key=KEY", "Origin: null\r\n", 403, 0 },
    { "?channel=1&x-protocol-version=2.0&key=KEY", "Origin: http://localhost:81\r\n", 403, 0 },
};

static void test_viewers_at_the_door(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    for (size_t i = 0; i < ARRAY_LEN(viewers); i++) {
        raw_socket *s;
        char        key[33], path[256];
        take_key(lab, key);
        const char *at = strstr(viewers[i].query, "=KEY");
        if (at == NULL)
            snprintf(path, sizeof path, "/participant%s", viewers[i].query);
        else
            snprintf(path, sizeof path, "/participant%.*s=%s%s", (int)(at - viewers[i].query), viewers[i].query, key,
                     at + 4);
        if (host_lab_knock(lab, &s, path, viewers[i].lines) != viewers[i].status)
            fail_msg("%s with %s: not %d", path, viewers[i].lines, viewers[i].status);
        if (viewers[i].close_code != 0)
            assert_int_equal(raw_close_code(s), viewers[i].close_code);
        else if (viewers[i].status == 101)
            assert_non_null(strstr(host_lab_hear(s), "\"method\":\"hello\""));
        host_lab_hang_up(s);
    }
    host_lab_hang_up(game);
}

static void test_a_key_opens_one_socket(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *first, *second;
    char        key[33], path[128];
    take_key(lab, key);
    snprintf(path, sizeof path, "/participant?channel=1&x-protocol-version=2.0&key=%s", key);
    assert_int_equal(host_lab_knock(lab, &first, path, ""), 101);
    host_lab_hear_of(first, "onReady");
    assert_int_equal(host_lab_knock(lab, &second, path, ""), 101);
    assert_int_equal(raw_close_code(second), 4019);
    host_lab_hang_up(first);
    host_lab_hang_up(second);
    host_lab_hang_up(game);
}

static void test_without_a_game_viewers_are_told_4022(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *s;
    char        key[33], path[128];
    take_key(lab, key);
    host_lab_hang_up(game);
    host_lab_wait_counts(lab, 0, 0);
    snprintf(path, sizeof path, "/participant?channel=1&x-protocol-version=2.0&key=%s", key);
    assert_int_equal(host_lab_knock(lab, &s, path, ""), 101);
    assert_int_equal(raw_close_code(s), 4022);
    host_lab_hang_up(s);
}

static void test_a_full_room_is_closed_with_1013(void **state)
{
    host_lab            lab;
    raw_socket         *s;
    chorus_host_options options;
    (void)state;
    CHORUS_INIT(&options);
    options.max_participants = 1;
    host_lab_open(&lab, &options);
    raw_socket *game = host_lab_game(&lab), *viewer = host_lab_viewer(&lab, "Ann");
    assert_int_equal(host_lab_knock(&lab, &s, "/participant?x-protocol-version=2.0&key=", ""), 101);
    assert_int_equal(raw_close_code(s), 1013);
    assert_int_equal(host_lab_request(&lab, "GET", "/api/v1/interactive/1", "", "", NULL, 0), 503);
    host_lab_hang_up(s);
    host_lab_hang_up(viewer);
    host_lab_hang_up(game);
    host_lab_close(&lab);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s02_s03_s04_s05_games_at_the_door),
        LAB_TEST(test_s05_s49_a_second_game_is_judged_first_and_refused_last),
        cmocka_unit_test(test_a_version_and_a_share_code_can_be_demanded),
        LAB_TEST(test_s57_the_first_subprotocol_offered_is_echoed),
        LAB_TEST(test_s08_methods_sent_with_the_handshake_are_answered_after_hello),
        LAB_TEST(test_viewers_at_the_door),
        LAB_TEST(test_a_key_opens_one_socket),
        LAB_TEST(test_without_a_game_viewers_are_told_4022),
        cmocka_unit_test(test_a_full_room_is_closed_with_1013),
    };
    return cmocka_run_group_tests_name("host/sockets", tests, NULL, NULL);
}
