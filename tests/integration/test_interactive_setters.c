#include "support/game.h"

#include "base/clock.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define ANN "0b6c0000-1111-4222-8333-000000000001"
#define BOB "0b6c0000-1111-4222-8333-000000000002"

static const peer_state stage = {
    .scenes = "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"},"
              "{\"controlID\":\"b\",\"kind\":\"button\"}]},"
              "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"}]}]",
    .groups = "[{\"groupID\":\"default\",\"sceneID\":\"default\"},{\"groupID\":\"red\",\"sceneID\":"
              "\"arena\"}]",
    .participants = "[{\"sessionID\":\"" ANN "\",\"groupID\":\"default\"},{\"sessionID\":\"" BOB
                    "\",\"groupID\":\"red\"}]",
};

static void open_stage(game *g)
{
    game_init(g);
    game_open_ready(g, &stage);
}

static chorus_resource find_control(game *g, const char *scene, const char *id)
{
    chorus_resource found;
    assert_ok(chorus_interactive_find_control(g->rt, g->session, scene, id, &found));
    return found;
}

/* The next call must be this method with these params, whatever the order of their members. */
static uint32_t expect_call(game *g, const char *method, const char *params)
{
    uint16_t code;
    do
        assert_true(peer_read(&g->peer, &code));
    while (strstr(g->peer.message, "\"getTime\"") != NULL);
    cJSON *packet = cJSON_Parse(g->peer.message), *wanted = cJSON_Parse(params);
    assert_non_null(wanted);
    assert_string_equal(cJSON_GetObjectItem(packet, "method")->valuestring, method);
    if (!cJSON_Compare(cJSON_GetObjectItem(packet, "params"), wanted, true))
        fail_msg("not the params that were wanted: %s", g->peer.message);
    uint32_t id = (uint32_t)cJSON_GetObjectItem(packet, "id")->valuedouble;
    cJSON_Delete(wanted);
    cJSON_Delete(packet);
    return id;
}

/* No call is on its way but this one. */
static void expect_no_call(game *g)
{
    assert_ok(chorus_interactive_call(g->rt, g->session, "last", NULL, NULL));
    chorus_pump(g->rt);
    expect_call(g, "last", "{}");
}

/* ---- setters ---- */

static void test_g41_setters_of_a_frame_become_one_packet_per_scene_and_kind(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    chorus_resource a = find_control(&g, "default", "a"), b = find_control(&g, "default", "b");
    chorus_resource other = find_control(&g, "arena", "a");
    assert_ok(chorus_interactive_set_string(g.rt, g.session, a, "text", "A \"1\""));
    assert_ok(chorus_interactive_set_integer(
        g.rt, g.session, game_find(&g, CHORUS_RESOURCE_PARTICIPANT, BOB), "score", 5));
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, other, "disabled", true));
    assert_ok(chorus_interactive_set_number(g.rt, g.session, b, "progress", 0.5));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, game_find(&g, CHORUS_RESOURCE_GROUP, "red"),
                                            "sceneID", "default"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, game_find(&g, CHORUS_RESOURCE_WORLD, NULL),
                                          "round", "[3]"));
    assert_ok(chorus_interactive_set_string(
        g.rt, g.session, game_find(&g, CHORUS_RESOURCE_SCENE, "arena"), "map.name", "ice"));
    assert_ok(chorus_interactive_set_string(g.rt, g.session, a, "text", "A2"));
    assert_ok(chorus_interactive_set_json(g.rt, g.session, a, "style", "{\"c\":1}"));
    assert_ok(chorus_interactive_set_integer(g.rt, g.session, a, "style.d", 2));
    assert_ok(chorus_interactive_set_string(
        g.rt, g.session, game_find(&g, CHORUS_RESOURCE_PARTICIPANT, ANN), "groupID", "red"));
    chorus_pump(g.rt);
    expect_call(&g, "updateScenes",
                "{\"priority\":0,\"scenes\":[{\"sceneID\":\"arena\",\"map\":{\"name\":\"ice\"}}]}");
    expect_call(&g, "updateGroups",
                "{\"priority\":0,\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"default\"}]}");
    expect_call(&g, "updateControls",
                "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"a\","
                "\"text\":\"A2\","
                "\"style\":{\"c\":1,\"d\":2}},{\"controlID\":\"b\",\"progress\":0.5}]}");
    expect_call(&g, "updateControls",
                "{\"sceneID\":\"arena\",\"priority\":0,\"controls\":[{\"controlID\":\"a\","
                "\"disabled\":true}]}");
    expect_call(&g, "updateParticipants",
                "{\"priority\":0,\"participants\":[{\"sessionID\":\"" BOB "\",\"score\":5},"
                "{\"sessionID\":\"" ANN "\",\"groupID\":\"red\"}]}");
    expect_call(&g, "updateWorld", "{\"priority\":0,\"world\":{\"round\":[3]}}");
    chorus_pump(g.rt);
    expect_no_call(&g);
    game_deinit(&g);
}

static void test_the_mirror_waits_for_the_services_word(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    chorus_str   text;
    open_stage(&g);
    chorus_resource a = find_control(&g, "default", "a");
    assert_ok(chorus_interactive_set_string(g.rt, g.session, a, "text", "new"));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "updateControls");
    game_expect_silence(&g);
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_get_string(g.rt, g.session, a, "text", &text));
    peer_tell(&g.peer, "onControlUpdate",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"text\":\"new\"}]}");
    game_expect(&g, CHORUS_EVENT_CONTROL_UPDATE, &event);
    assert_ok(chorus_interactive_get_string(g.rt, g.session, a, "text", &text));
    assert_str("new", text);
    game_deinit(&g);
}

static void test_g42_values_that_json_cannot_say_are_refused(void **state)
{
    (void)state;
    game g;
    open_stage(&g);
    chorus_resource a = find_control(&g, "default", "a");
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_number(g.rt, g.session, a, "progress", NAN));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_number(g.rt, g.session, a, "progress", INFINITY));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_number(g.rt, g.session, a, "progress", -INFINITY));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_string(g.rt, g.session, a, "text", "\xff"));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_string(g.rt, g.session, a, "text", NULL));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_json(g.rt, g.session, a, "style", "{\"a\":"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_json(g.rt, g.session, a, "style",
                                                                "1,\"controlID\":\"b\""));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bool(g.rt, g.session, a, "", true));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bool(g.rt, g.session, a, "a..b", true));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bool(g.rt, g.session, a, NULL, true));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_string(g.rt, g.session, a, "controlID", "b"));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_set_string(g.rt, g.session, a, "kind", "joystick"));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_set_bool(g.rt, g.session, (chorus_resource){ 0 }, "x", true));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_set_bool(g.rt, (chorus_session){ 0 }, a, "x", true));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bool(NULL, g.session, a, "x", true));
    expect_no_call(&g);
    assert_int_equal(g.warnings, 12);
    game_deinit(&g);
}

static void test_a_refused_setter_is_told_without_a_request(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_stage(&g);
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, find_control(&g, "default", "a"),
                                          "disabled", true));
    chorus_pump(g.rt);
    peer_refuse(
        &g.peer, peer_expect(&g.peer, "updateControls"),
        "{\"code\":4012,\"message\":\"unknown control\",\"path\":\"controls.0.controlID\"}");
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, 0);
    assert_int_equal(event.as.reply.code, 4012);
    assert_str("updateControls", event.as.reply.method);
    game_deinit(&g);
}

static void test_g37_a_cooldown_is_counted_by_the_services_clock(void **state)
{
    (void)state;
    game     g;
    uint64_t began_ns = cho_clock_mono_ns();
    open_stage(&g); /* the service says that it is 1700000000000 */
    chorus_resource a = find_control(&g, "default", "a");
    assert_ok(chorus_interactive_set_cooldown(g.rt, g.session, a, 5000));
    int64_t passed_ms = (int64_t)((cho_clock_mono_ns() - began_ns) / 1000000);
    chorus_pump(g.rt);
    peer_expect(&g.peer, "updateControls");
    long long until_ms = atoll(strstr(g.peer.message, "\"cooldown\":") + 11);
    assert_true(until_ms >= 1700000005000 && until_ms <= 1700000005001 + passed_ms);
    assert_ok(chorus_interactive_set_cooldown(g.rt, g.session, a, 0));
    chorus_pump(g.rt);
    expect_call(&g, "updateControls",
                "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"a\","
                "\"cooldown\":0}]}");
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_set_cooldown(g.rt, g.session,
                                                  game_find(&g, CHORUS_RESOURCE_WORLD, NULL), 1));
    game_deinit(&g);
}

/* ---- create and delete ---- */

static void test_a_control_is_created_when_the_service_says_so(void **state)
{
    (void)state;
    game                g;
    chorus_event        event;
    chorus_request      request;
    chorus_control_desc desc;
    chorus_position     place = { "large", 2, 4.5f, 8, 6 };
    open_stage(&g);
    CHORUS_INIT(&desc);
    desc.scene          = "arena";
    desc.id             = "fire/\"1\"";
    desc.kind           = "button";
    desc.text           = "Fire";
    desc.positions      = &place;
    desc.position_count = 1;
    desc.cost           = 3;
    desc.key_code       = 32;
    desc.is_disabled    = true;
    desc.properties     = "{\"style\":{\"c\":1},\"text\":\"Fire!\"}";
    assert_ok(chorus_interactive_create_control(g.rt, g.session, &desc, &request));
    chorus_pump(g.rt);
    uint32_t id = expect_call(
        &g, "createControls",
        "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"fire/"
        "\\\"1\\\"\",\"kind\":\"button\","
        "\"text\":\"Fire!\",\"disabled\":true,\"cost\":3,\"keyCode\":32,\"style\":{\"c\":1},"
        "\"position\":[{\"size\":\"large\",\"width\":8,\"height\":6,\"x\":2,\"y\":4.5}]}]}");
    peer_tell(&g.peer, "onControlCreate",
              "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"fire/"
              "\\\"1\\\"\",\"kind\":\"button\"}]}");
    peer_reply(&g.peer, id, "{\"sceneID\":\"arena\",\"controls\":[]}");
    game_expect(&g, CHORUS_EVENT_CONTROL_CREATE, &event);
    assert_str("fire/\"1\"", event.as.resource.id);
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    find_control(&g, "arena", "fire/\"1\"");
    game_deinit(&g);
}

static void test_bad_controls_are_not_created(void **state)
{
    (void)state;
    game                g;
    chorus_control_desc desc;
    chorus_position     nowhere = { "huge", 0, 0, 1, 1 }, endless = { "large", NAN, 0, 1, 1 };
    open_stage(&g);
    CHORUS_INIT(&desc);
    assert_result(CHORUS_E_INVALID, chorus_interactive_create_control(g.rt, g.session, NULL, NULL));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.id = "x";
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.kind       = "button";
    desc.properties = "[1]";
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.properties = "{\"controlID\":\"y\"}";
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.properties     = NULL;
    desc.positions      = &nowhere;
    desc.position_count = 1;
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.positions = &endless;
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    desc.position_count = 0;
    desc.id             = "\xc3";
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    expect_no_call(&g);
    game_deinit(&g);
}

static void test_a_control_is_deleted_when_the_service_says_so(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    open_stage(&g);
    chorus_resource b = find_control(&g, "default", "b");
    assert_ok(chorus_interactive_set_bool(g.rt, g.session, b, "disabled", true));
    assert_ok(chorus_interactive_delete_control(g.rt, g.session, b, &request));
    chorus_pump(g.rt);
    uint32_t id =
        expect_call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"b\"]}");
    find_control(&g, "default", "b");
    peer_reply(&g.peer, id, "null");
    game_expect(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    peer_tell(&g.peer, "onControlDelete",
              "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\"}]}");
    game_expect(&g, CHORUS_EVENT_CONTROL_DELETE, &event);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_delete_control(g.rt, g.session, b, NULL));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_delete_control(g.rt, g.session,
                                                    game_find(&g, CHORUS_RESOURCE_GROUP, "red"), NULL));
    game_deinit(&g);
}

/* ---- calls that are not sent ---- */

static void test_params_are_checked_before_they_are_taken(void **state)
{
    (void)state;
    static const char *const bad[] = { "",       "{",          "[]",         "1",
                                       "null",   "{\"a\":1}x", "{\"a\":01}", "{\"a\":\"\xff\"}",
                                       "{'a':1}" };
    game                     g;
    chorus_request           request = { 77 };
    char                     deep[512];
    size_t                   size = 2000 * 1000;
    char                    *huge = malloc(size + 1);
    open_stage(&g);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_result(CHORUS_E_INVALID,
                      chorus_interactive_call(g.rt, g.session, "m", bad[i], &request));
    memset(deep, '[', 256);
    memcpy(deep, "{\"a\":", 5);
    memset(deep + 128, ']', 128);
    memcpy(deep + 251, "}", 2);
    assert_result(CHORUS_E_INVALID, chorus_interactive_call(g.rt, g.session, "m", deep, &request));
    assert_non_null(huge);
    memset(huge, 'x', size);
    memcpy(huge, "{\"a\":\"", 6);
    memcpy(huge + size - 2, "\"}", 3);
    assert_result(CHORUS_E_SIZE, chorus_interactive_call(g.rt, g.session, "m", huge, &request));
    free(huge);
    assert_result(CHORUS_E_INVALID, chorus_interactive_call(g.rt, g.session, NULL, NULL, &request));
    assert_result(CHORUS_E_INVALID, chorus_interactive_call(g.rt, g.session, "", NULL, &request));
    assert_result(CHORUS_E_INVALID,
                  chorus_interactive_call(g.rt, g.session, "\xff", NULL, &request));
    assert_result(CHORUS_E_INVALID, chorus_interactive_call(NULL, g.session, "m", NULL, &request));
    assert_result(CHORUS_E_NOT_FOUND,
                  chorus_interactive_call(g.rt, (chorus_session){ 0 }, "m", NULL, &request));
    assert_int_equal(request.id, 77);
    expect_no_call(&g);
    assert_true(g.warnings >= (int)ARRAY_LEN(bad) + 4);
    game_deinit(&g);
}

/* Whatever needs a connection says so; what can wait for one does. */
static void assert_refused(game *g, chorus_resource control)
{
    chorus_control_desc desc;
    chorus_request      request;
    bool                waits = control.id != 0 && chorus_session_get_state(g->rt, g->session) == CHORUS_STATE_RECONNECTING;
    chorus_result       later = waits ? CHORUS_OK : CHORUS_E_STATE;
    CHORUS_INIT(&desc);
    desc.id   = "x";
    desc.kind = "button";
    assert_result(CHORUS_E_STATE, chorus_interactive_call(g->rt, g->session, "m", NULL, NULL));
    assert_result(CHORUS_E_STATE, chorus_interactive_create_control(g->rt, g->session, &desc, &request));
    assert_result(later, chorus_interactive_create_control(g->rt, g->session, &desc, NULL));
    if (control.id == 0)
        return;
    assert_result(CHORUS_E_STATE, chorus_interactive_delete_control(g->rt, g->session, control, &request));
    assert_result(later, chorus_interactive_set_bool(g->rt, g->session, control, "disabled", true));
}

static void test_calls_need_a_connection(void **state)
{
    (void)state;
    game            g;
    chorus_event    event;
    chorus_resource none = { 0 };
    game_init(&g);
    game_open(&g, NULL);
    assert_refused(&g, none);
    peer_accept(&g.peer);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    assert_refused(&g, none);
    assert_ok(chorus_interactive_set_ready(g.rt, g.session, true));
    peer_open_session(&g.peer, &stage);
    game_wait(&g, CHORUS_EVENT_SESSION_READY, &event);
    chorus_resource a = find_control(&g, NULL, "a");
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_refused(&g, a);
    assert_ok(chorus_session_close(g.rt, g.session));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_bool(g.rt, g.session, a, "disabled", true));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_ready(g.rt, g.session, true));
    game_wait(&g, CHORUS_EVENT_SESSION_CLOSED, &event);
    assert_refused(&g, a);
    chorus_pump(g.rt);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_call(g.rt, g.session, "m", NULL, NULL));
    game_deinit(&g);
}

static void test_a_full_queue_says_again_and_keeps_what_it_took(void **state)
{
    (void)state;
    game                   g;
    chorus_runtime_options options;
    chorus_result          r     = CHORUS_OK;
    int                    taken = 0;
    CHORUS_INIT(&options);
    options.outbox_calls = 8;
    game_init_with(&g, &options);
    game_open_ready(&g, NULL);
    while ((r = chorus_interactive_call(g.rt, g.session, "m", NULL, NULL)) == CHORUS_OK)
        taken++;
    assert_result(CHORUS_E_AGAIN, r);
    assert_true(taken >= 8);
    chorus_pump(g.rt);
    for (int i = 0; i < taken; i++)
        expect_call(&g, "m", "{}");
    expect_no_call(&g);
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_g41_setters_of_a_frame_become_one_packet_per_scene_and_kind),
        cmocka_unit_test(test_the_mirror_waits_for_the_services_word),
        cmocka_unit_test(test_g42_values_that_json_cannot_say_are_refused),
        cmocka_unit_test(test_a_refused_setter_is_told_without_a_request),
        cmocka_unit_test(test_g37_a_cooldown_is_counted_by_the_services_clock),
        cmocka_unit_test(test_a_control_is_created_when_the_service_says_so),
        cmocka_unit_test(test_bad_controls_are_not_created),
        cmocka_unit_test(test_a_control_is_deleted_when_the_service_says_so),
        cmocka_unit_test(test_params_are_checked_before_they_are_taken),
        cmocka_unit_test(test_calls_need_a_connection),
        cmocka_unit_test(test_a_full_queue_says_again_and_keeps_what_it_took),
    };
    return cmocka_run_group_tests_name("interactive/setters", tests, NULL, NULL);
}
