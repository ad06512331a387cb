/* What a host tells of its audience, and passes on from it, on real sockets. */
#include "support/host_lab.h"
#include "support/packet_expect.h"

#include <stdio.h>
#include <stdlib.h>

#define NOBODY "00000000-0000-4000-8000-000000000000"

/* ---- joining ---- */

static void test_s28_a_newcomer_is_told_scenes_groups_herself_the_world_and_ready(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *ann;
    host_lab_do(game, "createScenes", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":["
                                      "{\"controlID\":\"b\",\"kind\":\"button\"}]}]}");
    host_lab_do(game, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    host_lab_do(game, "updateWorld", "{\"world\":{\"round\":2}}");
    host_lab_do(game, "ready", "{}");
    assert_int_equal(host_lab_knock(lab, &ann, "/participant?channel=1&x-protocol-version=2.0&key=", ""), 101);
    host_lab_expect(ann, "hello", "{}");
    host_lab_expect(ann, "onSceneCreate",
                    "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[]},{\"sceneID\":\"s\",\"controls\":["
                    "{\"controlID\":\"b\",\"kind\":\"button\",\"disabled\":false}]}]}");
    host_lab_expect(ann, "onGroupCreate", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"},"
                                          "{\"groupID\":\"g\",\"sceneID\":\"s\"}]}");
    const char *self = host_lab_expect_call(ann, "onParticipantJoin");
    assert_non_null(strstr(self, "\"sparks\":"));
    assert_null(strstr(self, "},{"));
    host_lab_expect(ann, "onWorldUpdate", "{\"scenes\":[],\"round\":2}");
    host_lab_expect(ann, "onReady", "{\"isReady\":true}");
    host_lab_expect_nothing(ann);
    assert_null(strstr(host_lab_expect_call(game, "onParticipantJoin"), "\"sparks\""));
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

static void test_s28_a_world_without_properties_is_not_told(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *ann;
    assert_int_equal(host_lab_knock(lab, &ann, "/participant?channel=1&x-protocol-version=2.0&key=", ""), 101);
    host_lab_expect_call(ann, "hello");
    host_lab_expect_call(ann, "onSceneCreate");
    host_lab_expect_call(ann, "onGroupCreate");
    host_lab_expect_call(ann, "onParticipantJoin");
    host_lab_expect(ann, "onReady", "{\"isReady\":false}");
    host_lab_expect_nothing(ann);
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

/* ---- input ---- */

static void test_s25_input_is_passed_on_in_order_and_to_the_letter(void **state)
{
    static const char *const inputs[] = {
        "{\"controlID\":\"b\",\"event\":\"mousedown\",\"button\":0}",
        "{\"event\":\"mouseup\",\"controlID\":\"b\",\"button\":0,\"extra\":{\"a\":[1.50,null,\"\\u00e9\"]}}",
        "{\"controlID\":\"w\",\"event\":\"spin\",\"transactionID\":\"mine\",\"participantID\":\"me\",\"input\":{}}",
    };
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *ann;
    char        id[37];
    host_lab_do(game, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"},"
                                        "{\"controlID\":\"w\",\"kind\":\"wheel\"}]}");
    host_lab_do(game, "ready", "{}");
    ann = host_lab_viewer(lab, "Ann");
    packet_copy_session(host_lab_expect_call(game, "onParticipantJoin"), id);
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        host_lab_call(ann, "1", "giveInput", inputs[i]);
        host_lab_expect(game, "giveInput", "{\"participantID\":\"%s\",\"input\":%s}", id, inputs[i]);
        host_lab_expect_reply(ann, "1", "null");
    }
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

/* ---- questions about participants ---- */

static void test_s32_every_id_asked_for_is_answered(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab), *ann = host_lab_viewer(lab, "Ann");
    char        id[37], params[256], expected[128];
    packet_copy_session(host_lab_expect_call(game, "onParticipantJoin"), id);
    snprintf(params, sizeof params, "{\"sessionIDs\":[\"%s\",\"" NOBODY "\",\"%s\",\"\\\"x\"]}", id, id);
    host_lab_call(game, "1", "getParticipantsBySessionID", params);
    snprintf(expected, sizeof expected, "{\"users\":{\"%s\":{\"sessionID\":\"%s\",", id, id);
    const char *reply = host_lab_hear(game);
    assert_non_null(strstr(reply, expected));
    assert_non_null(strstr(reply, "},\"" NOBODY "\":null,\"\\\"x\":null}},\"error\":null"));
    host_lab_call(game, "2", "getParticipantsByMixerID", "{\"userIDs\":[5,0,\"7\",5]}");
    host_lab_expect_reply(game, "2", "{\"users\":{\"5\":null,\"0\":null,\"7\":null}}");
    host_lab_call(game, "3", "getParticipantsByMixerID", "{\"userIDs\":[]}");
    host_lab_expect_reply(game, "3", "{\"users\":{}}");
    host_lab_hang_up(ann);
    host_lab_hang_up(game);
}

enum { CROWD = 230, PAGE = 100 };

typedef struct page {
    int       count;
    long long last_ms; /* connectedAt or lastInputAt of its last participant */
    bool      has_more;
} page;

/* Reads the reply, and that its times do not fall; strictly rising where no two may share one. */
static page read_page(const char *reply, const char *time, bool is_strict, int total)
{
    page p = { .last_ms = -1 };
    char expected[64];
    for (const char *at = reply; (at = strstr(at, time)) != NULL; p.count++) {
        long long at_ms = atoll(at += strlen(time));
        assert_true(is_strict ? at_ms > p.last_ms : at_ms >= p.last_ms);
        p.last_ms = at_ms;
    }
    snprintf(expected, sizeof expected, "],\"total\":%d,\"hasMore\":", total);
    const char *end = strstr(reply, expected);
    assert_non_null(end);
    p.has_more = strncmp(end + strlen(expected), "true}", 5) == 0;
    return p;
}

static void join_crowd(host_lab *lab, raw_socket *game, raw_socket *crowd[CROWD])
{
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(host_lab_knock(lab, &crowd[i], "/participant?x-protocol-version=2.0&key=", ""), 101);
        host_lab_expect_call(game, "onParticipantJoin");
    }
}

static void test_s33_all_participants_come_in_pages_of_100_by_rising_times(void **state)
{
    host_lab   *lab = *state;
    raw_socket *game = host_lab_game(lab), *crowd[CROWD];
    char        params[64] = "{}";
    int         counts[3] = { PAGE, PAGE, CROWD - 2 * PAGE + 2 }; /* each page begins with the last one before */
    join_crowd(lab, game, crowd);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        host_lab_call(game, "1", "getAllParticipants", params);
        page p = read_page(host_lab_hear(game), "\"connectedAt\":", true, CROWD);
        assert_int_equal(p.count, counts[i]);
        assert_true(p.has_more == (i < 2));
        snprintf(params, sizeof params, "{\"from\":%lld}", p.last_ms);
    }
    for (int i = 0; i < CROWD; i++)
        host_lab_hang_up(crowd[i]);
    host_lab_hang_up(game);
}

static void test_s33_active_participants_come_by_the_time_of_their_input(void **state)
{
    host_lab   *lab  = *state;
    raw_socket *game = host_lab_game(lab);
    raw_socket *ann = host_lab_viewer(lab, "Ann"), *ben = host_lab_viewer(lab, "Ben"), *cat = host_lab_viewer(lab, "Cat");
    char        params[64];
    host_lab_do(game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_do(game, "ready", "{}");
    host_lab_call(game, "1", "getActiveParticipants", "{\"threshold\":1}");
    host_lab_expect_reply(game, "1", "{\"participants\":[],\"total\":0,\"hasMore\":false}");
    raw_socket *const order[] = { cat, ann };
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        host_lab_call(order[i], "1", "giveInput", "{\"controlID\":\"b\",\"event\":\"mousedown\"}");
        host_lab_expect_call(game, "giveInput");
    }
    host_lab_call(game, "2", "getActiveParticipants", "{\"threshold\":1}");
    const char *reply = host_lab_hear(game);
    page        p     = read_page(reply, "\"lastInputAt\":", false, 2);
    assert_true(p.count == 2 && !p.has_more);
    assert_true(strstr(reply, "\"username\":\"Cat\"") < strstr(reply, "\"username\":\"Ann\""));
    snprintf(params, sizeof params, "{\"threshold\":%lld}", p.last_ms + 1);
    host_lab_call(game, "3", "getActiveParticipants", params);
    host_lab_expect_reply(game, "3", "{\"participants\":[],\"total\":0,\"hasMore\":false}");
    host_lab_hang_up(ann);
    host_lab_hang_up(ben);
    host_lab_hang_up(cat);
    host_lab_hang_up(game);
}

int main(void)
{
#define LAB_TEST(name) cmocka_unit_test_setup_teardown(name, host_lab_set_up, host_lab_tear_down)
    const struct CMUnitTest tests[] = {
        LAB_TEST(test_s28_a_newcomer_is_told_scenes_groups_herself_the_world_and_ready),
        LAB_TEST(test_s28_a_world_without_properties_is_not_told),
        LAB_TEST(test_s25_input_is_passed_on_in_order_and_to_the_letter),
        LAB_TEST(test_s32_every_id_asked_for_is_answered),
        LAB_TEST(test_s33_all_participants_come_in_pages_of_100_by_rising_times),
        LAB_TEST(test_s33_active_participants_come_by_the_time_of_their_input),
    };
    return cmocka_run_group_tests_name("host/conformance_audience", tests, NULL, NULL);
}
