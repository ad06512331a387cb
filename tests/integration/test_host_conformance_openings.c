/* How the known clients begin, byte for byte as they say it, and what they need to hear to go on. */
#include "support/host_lab.h"

#include <stdio.h>

#define DEFAULT_GROUP "{\"groupID\":\"default\",\"sceneID\":\"default\"}"
#define SCENES "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[],\"groups\":[" DEFAULT_GROUP "]}]}"
#define GROUPS "{\"groups\":[" DEFAULT_GROUP "]}"
#define HELLO "{\"id\":0,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":1,\"discard\":true}"

/* The address as discovery gives it: nobody appends anything. */
static void discover(host_lab *lab, char path[64])
{
    char body[256];
    assert_int_equal(host_lab_request(lab, "GET", "/api/v1/interactive/hosts", "", "", body, sizeof body), 200);
    const char *at = strstr(body, "\"address\":\"ws://localhost:");
    assert_non_null(at);
    assert_int_equal(sscanf(strchr(at + strlen("\"address\":\"ws://"), '/'), "%63[^\"]", path), 1);
}

static raw_socket *open_game(host_lab *lab, const char *lines)
{
    raw_socket *s;
    char        path[64];
    discover(lab, path);
    assert_int_equal(host_lab_knock(lab, &s, path, lines), 101);
    assert_string_equal(host_lab_hear(s), HELLO);
    return s;
}

/* No type, a seq that only follows the methods it has run, and each step waits for the reply before. */
static void test_s09_the_cpp_opening(void **state)
{
    raw_socket *s = open_game(*state, "Authorization: Bearer sec+ret\r\nX-Interactive-Version: 478210\r\n"
                                      "X-Protocol-Version: 2.0\r\n");
    host_lab_say(s, "{\"id\":0,\"method\":\"getTime\",\"discard\":false,\"seq\":1,\"params\":{}}");
    long long time_ms = 0;
    sscanf(host_lab_hear(s), "{\"id\":0,\"type\":\"reply\",\"result\":{\"time\":%lld},\"error\":null,\"seq\":2}", &time_ms);
    assert_true(time_ms > 1600000000000);
    host_lab_say(s, "{\"id\":1,\"method\":\"getScenes\",\"discard\":false,\"seq\":1,\"params\":{}}");
    host_lab_expect_reply(s, "1", SCENES);
    host_lab_say(s, "{\"id\":2,\"method\":\"getGroups\",\"discard\":false,\"seq\":1,\"params\":{}}");
    host_lab_expect_reply(s, "2", GROUPS);
    host_lab_say(s, "{\"id\":3,\"method\":\"ready\",\"discard\":true,\"seq\":1,\"params\":{\"isReady\":true}}");
    assert_string_equal(host_lab_hear(s), "{\"id\":1,\"type\":\"method\",\"method\":\"onReady\",\"params\":{\"isReady\":"
                                          "true},\"seq\":5,\"discard\":true}");
    host_lab_expect_nothing(s);
    host_lab_hang_up(s);
}

/* A plain GET with the cached token first; then both questions at once, and an etag in every change. */
static void test_s06_s58_the_unity_opening(void **state)
{
    static const char lines[] = "Authorization: Bearer sec+ret\r\nX-Interactive-Version: 478210\r\n"
                                "X-Protocol-Version: 2.0\r\n";
    host_lab *lab = *state;
    char      path[64];
    discover(lab, path);
    assert_int_equal(host_lab_request(lab, "GET", path, "Authorization: Bearer stale\r\n", "", NULL, 0), 401);
    assert_int_equal(host_lab_request(lab, "GET", path, lines, "", NULL, 0), 400);
    raw_socket *s = open_game(lab, lines);
    host_lab_say(s, "{\"type\":\"method\",\"id\":1,\"method\":\"getGroups\",\"params\":{}}");
    host_lab_say(s, "{\"type\":\"method\",\"id\":2,\"method\":\"getScenes\",\"params\":{}}");
    host_lab_say(s, "{\"type\":\"method\",\"id\":3,\"method\":\"ready\",\"params\":{\"isReady\":true}}");
    host_lab_expect_reply(s, "1", GROUPS);
    host_lab_expect_reply(s, "2", SCENES);
    host_lab_expect(s, "onReady", "{\"isReady\":true}");
    host_lab_expect_reply(s, "3", "null");
    host_lab_say(s, "{\"type\":\"method\",\"id\":4,\"method\":\"createScenes\",\"params\":{\"scenes\":[{\"sceneID\":\"a\","
                    "\"etag\":\"\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\",\"etag\":\"\"}]}]}}");
    host_lab_expect_call(s, "onSceneCreate");
    host_lab_hear(s);
    host_lab_say(s, "{\"type\":\"method\",\"id\":5,\"method\":\"updateControls\",\"params\":{\"sceneID\":\"a\","
                    "\"controls\":[{\"controlID\":\"b\",\"etag\":\"\",\"cooldown\":1700000005000}]}}");
    host_lab_expect(s, "onControlUpdate", "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\","
                                          "\"disabled\":false,\"cooldown\":1700000005000}]}");
    host_lab_hear(s);
    host_lab_say(s, "{\"type\":\"method\",\"id\":6,\"method\":\"updateGroups\",\"params\":{\"groups\":[{\"groupID\":"
                    "\"default\",\"etag\":\"\",\"sceneID\":\"a\"}]}}");
    host_lab_expect(s, "onGroupUpdate", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"a\"}]}");
    host_lab_hang_up(s);
}

/* Subprotocols of its own invention, and no params at all. */
static void test_s57_the_unreal_opening(void **state)
{
    host_lab   *lab = *state;
    raw_socket *s   = host_lab_connect(lab);
    raw_text(s, "GET /gameClient HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "Sec-WebSocket-Protocol: wss, ws\r\nAuthorization: Bearer sec+ret\r\n"
                "X-Interactive-Version: 478210\r\nX-Protocol-Version: 2.0\r\n\r\n");
    const char *end = raw_wait_for(s, "\r\n\r\n");
    assert_non_null(end);
    assert_non_null(strcasestr(s->seen, "\r\nSec-WebSocket-Protocol: wss\r\n"));
    raw_take(s, (size_t)(end - s->seen) + 4);
    assert_string_equal(host_lab_hear(s), HELLO);
    host_lab_say(s, "{\"type\":\"method\",\"method\":\"getScenes\",\"id\":0}");
    host_lab_expect_reply(s, "0", SCENES);
    host_lab_say(s, "{\"type\":\"method\",\"method\":\"ready\",\"id\":1,\"params\":{\"isReady\":true}}");
    host_lab_expect(s, "onReady", "{\"isReady\":true}");
    host_lab_expect_reply(s, "1", "null");
    host_lab_hang_up(s);
}

/* Talks before it has heard hello; ids of 32 random bits, params null. */
static void test_s08_the_node_opening(void **state)
{
    host_lab   *lab = *state;
    raw_socket *s;
    assert_int_equal(host_lab_knock(lab, &s, "/gameClient?X-Protocol-Version=2.0&X-Interactive-Version=478210"
                                             "&Authorization=Bearer%20sec%2Bret", ""),
                     101);
    host_lab_say(s, "{\"method\":\"getTime\",\"params\":null,\"discard\":false,\"id\":2733104412,\"type\":\"method\","
                    "\"seq\":0}");
    assert_string_equal(host_lab_hear(s), HELLO);
    host_lab_hear_of(s, "{\"id\":2733104412,\"type\":\"reply\",\"result\":{\"time\":");
    host_lab_say(s, "{\"method\":\"getScenes\",\"params\":null,\"discard\":false,\"id\":913370021,\"type\":\"method\","
                    "\"seq\":1}");
    host_lab_say(s, "{\"method\":\"getGroups\",\"params\":null,\"discard\":false,\"id\":3020099123,\"type\":\"method\","
                    "\"seq\":1}");
    host_lab_expect_reply(s, "913370021", SCENES);
    host_lab_expect_reply(s, "3020099123", GROUPS);
    host_lab_hang_up(s);
}

/* Ids from 0, and compression before anything else; the answer to that is text in any case. */
static void test_the_py_opening(void **state)
{
    raw_socket *s = open_game(*state, "authorization: Bearer sec+ret\r\nx-interactive-version: 478210\r\n"
                                      "x-protocol-version: 2.0\r\n");
    host_lab_say(s, "{\"type\":\"method\",\"method\":\"setCompression\",\"params\":{\"scheme\":[\"gzip\"]},\"id\":0,"
                    "\"seq\":0}");
    host_lab_hear_of(s, "{\"id\":0,\"type\":\"reply\",\"result\":{\"scheme\":\"");
    host_lab_hang_up(s);
}

/* A browser sends nothing but input, without an id: an error could not be matched, so none comes. */
static void test_s28_the_opening_of_a_browser(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    host_lab_do(game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"fire\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{}");
    raw_socket *ann = host_lab_viewer(lab, "Ann");
    host_lab_expect_call(game, "onParticipantJoin");
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"fire\",\"event\":\"mousedown\"},"
                      "\"type\":\"method\",\"discard\":true}");
    assert_non_null(strstr(host_lab_expect_call(game, "giveInput"),
                           "\"input\":{\"controlID\":\"fire\",\"event\":\"mousedown\"}},\"seq\":"));
    host_lab_say(ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"gone\",\"event\":\"mousedown\"},"
                      "\"type\":\"method\",\"discard\":true}");
    host_lab_expect_nothing(ann);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s09_the_cpp_opening),
        LAB_TEST(test_s06_s58_the_unity_opening),
        LAB_TEST(test_s57_the_unreal_opening),
        LAB_TEST(test_s08_the_node_opening),
        LAB_TEST(test_the_py_opening),
        LAB_TEST(test_s28_the_opening_of_a_browser),
    };
    return cmocka_run_group_tests_name("host/conformance_openings", tests, NULL, NULL);
}
