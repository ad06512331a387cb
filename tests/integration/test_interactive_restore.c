#include "support/game.h"

#include <stdio.h>

#define ANN "0b6c0000-1111-4222-8333-000000000001"

/* ---- a service that has forgotten everything ---- */

static void open_game(game *g, const peer_state *state)
{
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.retry_max_ms = 20;
    game_init(g);
    game_open(g, &options);
    game_make_ready(g, state);
}

static void call(game *g, const char *method, const char *params)
{
    assert_ok(chorus_interactive_call(g->rt, g->session, method, params, NULL));
    chorus_pump(g->rt);
    peer_expect(&g->peer, method);
}

/* From the loss to the answers to all three questions. */
static void return_to(game *g, const char *scenes, const char *groups, const char *participants)
{
    peer_drop(&g->peer);
    peer_greet(&g->peer);
    char text[2048];
    snprintf(text, sizeof text, "{\"scenes\":%s}", scenes);
    peer_reply(&g->peer, peer_expect(&g->peer, "getScenes"), text);
    snprintf(text, sizeof text, "{\"groups\":%s}", groups);
    peer_reply(&g->peer, peer_expect(&g->peer, "getGroups"), text);
    snprintf(text, sizeof text, "{\"participants\":%s,\"hasMore\":false}", participants);
    peer_reply(&g->peer, peer_expect(&g->peer, "getAllParticipants"), text);
}

static void return_to_nothing(game *g)
{
    return_to(g, "[{\"sceneID\":\"default\",\"controls\":[]}]", "[{\"groupID\":\"default\",\"sceneID\":\"default\"}]",
              "[]");
}

/* The next call must be this one, with these params. It is granted. */
static void expect_call(game *g, const char *method, const char *params)
{
    char     text[1024];
    uint16_t code;
    do
        assert_true(peer_read(&g->peer, &code));
    while (strstr(g->peer.message, "\"getTime\"") != NULL);
    snprintf(text, sizeof text, "\"method\":\"%s\",\"params\":%s,", method, params);
    if (strstr(g->peer.message, text) == NULL)
        fail_msg("expected %s, got %s", text, g->peer.message);
    unsigned id = 0;
    assert_int_equal(sscanf(strstr(g->peer.message, "\"id\":"), "\"id\":%u", &id), 1);
    peer_reply(&g->peer, id, "null");
}

static void expect_ready(game *g)
{
    chorus_event event;
    expect_call(g, "ready", "{\"isReady\":true}");
    peer_tell(&g->peer, "onReady", "{\"isReady\":true}");
    game_wait(g, CHORUS_EVENT_SESSION_READY, &event);
}

static void test_what_the_game_created_is_created_again(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createScenes", "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":1,\"controls\":[{\"controlID\":\"hit\",\"kind\":"
                             "\"button\"}]}]}");
    call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"}]}");
    call(&g, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\"}]}");
    call(&g, "createControls", "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"run\",\"kind\":\"button\"}]}");
    call(&g, "updateControls", "{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"run\",\"text\":\"Run\"}]}");
    return_to_nothing(&g);
    expect_call(&g, "createScenes", "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":1,\"controls\":[{\"controlID\":\"hit\","
                                    "\"kind\":\"button\"},{\"controlID\":\"run\",\"kind\":\"button\",\"text\":\"Run\"}]}]}");
    expect_call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"}]}");
    expect_call(&g, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\"}]}");
    expect_ready(&g);
    game_deinit(&g);
}

static void test_what_the_game_set_is_set_again_and_nothing_else(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"map\":null}]}");
    call(&g, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"lobby\"}]}");
    call(&g, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"text\":\"A\"},"
                               "{\"controlID\":\"b\",\"text\":\"B\"},{\"controlID\":\"c\",\"text\":\"C\"}]}");
    call(&g, "updateParticipants", "{\"participants\":[{\"sessionID\":\"" ANN "\",\"groupID\":\"red\"},"
                                   "{\"sessionID\":\"gone\",\"groupID\":\"red\"}]}");
    call(&g, "updateWorld", "{\"world\":{\"round\":3}}");
    call(&g, "setBandwidthThrottle", "{\"giveInput\":{\"capacity\":9,\"drainRate\":1}}");
    return_to(&g,
              "[{\"sceneID\":\"default\",\"map\":7,\"controls\":[{\"controlID\":\"a\",\"text\":\"A\"},"
              "{\"controlID\":\"b\",\"text\":\"x\",\"mine\":1},{\"controlID\":\"d\"}]}]",
              "[{\"groupID\":\"default\",\"sceneID\":\"default\"}]",
              "[{\"sessionID\":\"" ANN "\",\"username\":\"ann\",\"groupID\":\"default\"}]");
    expect_call(&g, "updateScenes", "{\"priority\":0,\"scenes\":[{\"sceneID\":\"default\",\"map\":null}]}");
    expect_call(&g, "updateGroups", "{\"priority\":0,\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"lobby\"}]}");
    expect_call(&g, "updateControls",
                "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"b\",\"text\":\"B\"}]}");
    expect_call(&g, "updateParticipants",
                "{\"priority\":0,\"participants\":[{\"sessionID\":\"" ANN "\",\"groupID\":\"red\"}]}");
    expect_call(&g, "updateWorld", "{\"priority\":0,\"world\":{\"round\":3}}");
    expect_call(&g, "setBandwidthThrottle", "{\"giveInput\":{\"capacity\":9,\"drainRate\":1}}");
    expect_ready(&g);
    game_deinit(&g);
}

/* Another language writes the same things with blanks and escapes. */
static void test_what_is_there_in_other_words_is_not_set_again(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createScenes", "{\"scenes\":[{\"sceneID\":\"arena\",\"map\":1,\"controls\":[{\"controlID\":\"hit\",\"kind\":"
                             "\"button\",\"text\":\"\xc3\xa4\",\"progress\":1}]}]}");
    call(&g, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"arena\"}]}");
    return_to(&g,
              "[ {\"sceneID\": \"arena\", \"map\": 1.0, \"controls\": [ {\"controlID\": \"hit\", \"kind\": \"button\", "
              "\"text\": \"\\u00e4\", \"progress\": 1.0} ]} ]",
              "[ {\"groupID\": \"default\", \"sceneID\": \"arena\"} ]", "[]");
    expect_ready(&g);
    game_deinit(&g);
}

static void test_what_the_game_deleted_is_deleted_again(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"a\",\"b\",\"c\"]}");
    call(&g, "deleteGroup", "{\"groupID\":\"red\",\"reassignGroupID\":\"blue\"}");
    call(&g, "deleteScene", "{\"sceneID\":\"arena\"}");
    return_to(&g,
              "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\"},{\"controlID\":\"c\"},{\"controlID\":\"d\"}]},"
              "{\"sceneID\":\"arena\",\"controls\":[]}]",
              "[{\"groupID\":\"default\"},{\"groupID\":\"red\"},{\"groupID\":\"blue\"}]", "[]");
    expect_call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"a\",\"c\"]}");
    expect_call(&g, "deleteGroup", "{\"groupID\":\"red\",\"reassignGroupID\":\"blue\"}");
    expect_call(&g, "deleteScene", "{\"sceneID\":\"arena\"}");
    expect_ready(&g);
    game_deinit(&g);
}

static void test_what_was_created_and_deleted_is_forgotten(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"}]}");
    call(&g, "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"a\"]}");
    peer_tell(&g.peer, "onControlDelete", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\"}]}");
    return_to(&g, "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\"}]}]", "[]", "[]");
    expect_ready(&g);
    game_deinit(&g);
}

static void test_what_the_service_deleted_itself_stays_away(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createScenes", "{\"scenes\":[{\"sceneID\":\"arena\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"}]}]}");
    call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"}]}");
    peer_tell(&g.peer, "onSceneDelete", "{\"sceneID\":\"arena\",\"reassignSceneID\":\"default\"}");
    peer_wait_until_read(&g.peer);
    return_to_nothing(&g);
    expect_call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"default\"}]}");
    expect_ready(&g);
    game_deinit(&g);
}

/* ---- what the game sees of it ---- */

static void test_the_game_sees_nothing_of_what_could_be_restored(void **state)
{
    (void)state;
    static const char all[] = "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\",\"text\":"
                              "\"Go\"}]}";
    game            g;
    chorus_event    event;
    chorus_resource before, after, group;
    open_game(&g, NULL);
    call(&g, "createControls",
         "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\",\"text\":\"Go\"}]}");
    peer_tell(&g.peer, "onControlCreate", all);
    call(&g, "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"mood\":\"good\"}]}");
    peer_tell(&g.peer, "onGroupUpdate",
              "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\",\"mood\":\"good\"}]}");
    game_wait(&g, CHORUS_EVENT_GROUP_UPDATE, &event);
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "go", &before));
    group = game_find(&g, CHORUS_RESOURCE_GROUP, "default");

    return_to_nothing(&g);
    expect_call(&g, "updateGroups", "{\"priority\":0,\"groups\":[{\"groupID\":\"default\",\"mood\":\"good\"}]}");
    peer_tell(&g.peer, "onGroupUpdate",
              "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\",\"mood\":\"good\"}]}");
    peer_tell(&g.peer, "onControlCreate", all);
    expect_call(&g, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"kind\":\"button\",\"text\":\"Go\"}]}");
    static const chorus_session_state expected[] = { CHORUS_STATE_RECONNECTING, CHORUS_STATE_CONNECTING,
                                                     CHORUS_STATE_STAGING };
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        game_expect(&g, CHORUS_EVENT_SESSION_STATE, &event);
        assert_int_equal(event.as.state.state, expected[i]);
    }
    expect_ready(&g);
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "go", &after));
    assert_int_equal(before.id, after.id);
    assert_int_equal(group.id, game_find(&g, CHORUS_RESOURCE_GROUP, "default").id);
    game_expect_silence(&g);
    game_deinit(&g);
}

static void test_setters_work_while_it_reconnects(void **state)
{
    (void)state;
    static const peer_state there = {
        .scenes = "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"text\":\"Go\"}]}]",
    };
    game                g;
    chorus_event        event;
    chorus_resource     control;
    chorus_control_desc desc;
    chorus_request      request;
    open_game(&g, &there);
    assert_ok(chorus_interactive_find_control(g.rt, g.session, NULL, "go", &control));
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_ok(chorus_interactive_set_string(g.rt, g.session, control, "text", "Stop"));
    CHORUS_INIT(&desc);
    desc.id   = "new";
    desc.kind = "button";
    assert_ok(chorus_interactive_create_control(g.rt, g.session, &desc, NULL));
    assert_result(CHORUS_E_STATE, chorus_interactive_create_control(g.rt, g.session, &desc, &request));
    assert_result(CHORUS_E_STATE, chorus_interactive_call(g.rt, g.session, "broadcastEvent", NULL, NULL));
    chorus_pump(g.rt);
    game_wait_state(&g, CHORUS_STATE_CONNECTING, &event);
    peer_greet(&g.peer);
    peer_answer_state(
        &g.peer, &(peer_state){ "[{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"go\",\"text\":\"Go\"}]}]",
                                "[]", "[]" });
    expect_call(&g, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"new\",\"kind\":\"button\"}]}");
    expect_call(&g, "updateControls",
                "{\"sceneID\":\"default\",\"priority\":0,\"controls\":[{\"controlID\":\"go\",\"text\":\"Stop\"}]}");
    expect_ready(&g);
    chorus_str text;
    assert_ok(chorus_interactive_get_string(g.rt, g.session, control, "text", &text));
    assert_str("Stop", text);
    game_deinit(&g);
}

/* ---- refusals ---- */

static void test_g13_a_create_nobody_answered_is_not_made_again(void **state)
{
    (void)state;
    game           g;
    chorus_event   event;
    chorus_request request;
    open_game(&g, NULL);
    assert_ok(chorus_interactive_call(g.rt, g.session, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}", &request));
    chorus_pump(g.rt);
    peer_expect(&g.peer, "createGroups");
    return_to_nothing(&g);
    game_wait(&g, CHORUS_EVENT_REPLY, &event);
    assert_int_equal(event.as.reply.request.id, request.id);
    assert_result(CHORUS_E_NETWORK, event.as.reply.result);
    expect_ready(&g);
    game_deinit(&g);
}

static void test_a_refused_create_is_not_made_again(void **state)
{
    (void)state;
    game         g;
    chorus_event event;
    open_game(&g, NULL);
    assert_ok(chorus_interactive_call(g.rt, g.session, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}", NULL));
    chorus_pump(g.rt);
    peer_refuse(&g.peer, peer_expect(&g.peer, "createGroups"), "{\"code\":4009,\"message\":\"no\"}");
    game_wait(&g, CHORUS_EVENT_REPLY, &event);
    return_to_nothing(&g);
    expect_ready(&g);
    game_deinit(&g);
}

static void answer_questions(game *g)
{
    peer_answer_state(&g->peer, &(peer_state){ "[]", "[{\"groupID\":\"good\"}]", "[]" });
}

static void test_one_refusal_does_not_cost_the_others(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"bad\"},{\"groupID\":\"good\"}]}");
    return_to_nothing(&g);
    peer_refuse(&g.peer, peer_expect(&g.peer, "createGroups"), "{\"code\":4009,\"message\":\"no\"}");
    peer_refuse(&g.peer, peer_expect(&g.peer, "createGroups"), "{\"code\":4009,\"message\":\"no\"}");
    assert_non_null(strstr(g.peer.message, "[{\"groupID\":\"bad\"}]"));
    expect_call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"good\"}]}");
    answer_questions(&g);
    expect_ready(&g);
    assert_non_null(strstr(g.last_line, "\"bad\" cannot be made again"));
    game_deinit(&g);
}

/* ---- not wanted ---- */

static void test_a_cooldown_that_has_passed_is_not_set_again(void **state)
{
    (void)state;
    game g;
    open_game(&g, NULL);
    call(&g, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\","
                               "\"cooldown\":1000},{\"controlID\":\"b\",\"kind\":\"button\",\"cooldown\":99999999999999}]}");
    return_to_nothing(&g);
    expect_call(&g, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"button\"},"
                                      "{\"controlID\":\"b\",\"kind\":\"button\",\"cooldown\":99999999999999}]}");
    expect_ready(&g);
    game_deinit(&g);
}

static void test_it_can_be_switched_off(void **state)
{
    (void)state;
    game                       g;
    chorus_event               event;
    chorus_interactive_options options;
    CHORUS_INIT(&options);
    options.retry_max_ms        = 20;
    options.forget_on_reconnect = true;
    game_init(&g);
    game_open(&g, &options);
    game_make_ready(&g, NULL);
    call(&g, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}");
    return_to_nothing(&g);
    expect_ready(&g);
    peer_drop(&g.peer);
    game_wait_state(&g, CHORUS_STATE_RECONNECTING, &event);
    assert_result(CHORUS_E_STATE, chorus_interactive_set_integer(
                                      g.rt, g.session, game_find(&g, CHORUS_RESOURCE_WORLD, NULL), "round", 1));
    game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_the_game_created_is_created_again),
        cmocka_unit_test(test_what_the_game_set_is_set_again_and_nothing_else),
        cmocka_unit_test(test_what_is_there_in_other_words_is_not_set_again),
        cmocka_unit_test(test_what_the_game_deleted_is_deleted_again),
        cmocka_unit_test(test_what_was_created_and_deleted_is_forgotten),
        cmocka_unit_test(test_what_the_service_deleted_itself_stays_away),
        cmocka_unit_test(test_the_game_sees_nothing_of_what_could_be_restored),
        cmocka_unit_test(test_setters_work_while_it_reconnects),
        cmocka_unit_test(test_g13_a_create_nobody_answered_is_not_made_again),
        cmocka_unit_test(test_a_refused_create_is_not_made_again),
        cmocka_unit_test(test_one_refusal_does_not_cost_the_others),
        cmocka_unit_test(test_a_cooldown_that_has_passed_is_not_set_again),
        cmocka_unit_test(test_it_can_be_switched_off),
    };
    return cmocka_run_group_tests_name("interactive/restore", tests, NULL, NULL);
}
