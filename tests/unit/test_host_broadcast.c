#include "support/host_rig.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct crowd {
    host_rig *rig;
    rig_peer *ann, *ben, *cyd; /* Ann is in red, which shows arena; Ben in red:2, which shows arena; Cyd in default */
} crowd;

static int set_up(void **state)
{
    rig_set_up(state);
    crowd *c = malloc(sizeof *c);
    assert_non_null(c);
    c->rig = *state;
    rig_do(c->rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"arena\"}]}");
    rig_do(c->rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\",\"sceneID\":\"arena\"},"
                                   "{\"groupID\":\"red:2\",\"sceneID\":\"arena\"}]}");
    c->ann = rig_join(c->rig, "Ann");
    c->ben = rig_join(c->rig, "Ben");
    c->cyd = rig_join(c->rig, "Cyd");
    rig_game_says(c->rig, "{\"method\":\"updateParticipants\",\"params\":{\"participants\":["
                          "{\"sessionID\":\"%s\",\"groupID\":\"red\"},{\"sessionID\":\"%s\",\"groupID\":\"red:2\"}]}}",
                  c->ann->id, c->ben->id);
    rig_forget(&c->rig->game);
    rig_forget(c->ann);
    rig_forget(c->ben);
    *state = c;
    return 0;
}

static int tear_down(void **state)
{
    crowd *c   = *state;
    void  *rig = c->rig;
    free(c);
    return rig_tear_down(&rig);
}

static void send_to(crowd *c, const char *scope)
{
    rig_game_says(c->rig, "{\"id\":9,\"method\":\"broadcastEvent\",\"params\":{\"scope\":%s,\"data\":{\"boom\": true}}}",
                  scope);
    rig_expect_reply(&c->rig->game, "9", "null");
    rig_expect_nothing(&c->rig->game);
}

/* Takes the event from those whose letter is in `who`; the others have nothing. */
static void expect_receivers(crowd *c, const char *who)
{
    rig_peer *const peers[]   = { c->ann, c->ben, c->cyd };
    const char      letters[] = "abc";
    for (size_t i = 0; i < 3; i++) {
        if (strchr(who, letters[i]) != NULL)
            rig_expect(peers[i], "event", "{\"boom\": true}");
        rig_expect_nothing(peers[i]);
    }
}

static void test_each_scope_finds_its_own(void **state)
{
    static const char *const scopes[][2] = {
        { "[\"everyone\"]", "abc" },     { "[\"group:red\"]", "a" },     { "[\"group:red:2\"]", "b" },
        { "[\"scene:arena\"]", "ab" },   { "[\"scene:default\"]", "c" }, { "[\"group:nobody\"]", "" },
        { "[\"participant:x\"]", "" },   { "[]", "" },
    };
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        send_to(*state, scopes[i][0]);
        expect_receivers(*state, scopes[i][1]);
    }
}

static void test_s40_overlapping_scopes_deliver_once(void **state)
{
    send_to(*state, "[\"scene:arena\",\"group:red\",\"everyone\",\"everyone\"]");
    expect_receivers(*state, "abc");
}

static void test_a_participant_is_found_by_session(void **state)
{
    crowd *c = *state;
    rig_game_says(c->rig, "{\"id\":9,\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"participant:%s\"],"
                          "\"data\":{\"boom\": true}}}",
                  c->ben->id);
    expect_receivers(c, "b");
}

static void test_s40_a_bad_scope_sends_nothing(void **state)
{
    static const char *const scopes[] = {
        "[\"everyone\",\"all\"]", "[\"everyone\",\"team:red\"]", "[\"everyone\",7]", "[\"everyone\",\"\"]",
        "[\"everyone\",\"everyone:x\"]", "[\"everyone\",\"group\"]",
    };
    crowd *c = *state;
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        rig_game_says(c->rig, "{\"id\":9,\"method\":\"broadcastEvent\",\"params\":{\"scope\":%s,\"data\":{}}}", scopes[i]);
        rig_expect_refusal(&c->rig->game, "9", 4024, "scope.1");
        expect_receivers(c, "");
    }
    rig_game_says(c->rig, "{\"id\":9,\"method\":\"broadcastEvent\",\"params\":{\"data\":{}}}");
    rig_expect_refusal(&c->rig->game, "9", 4004, "scope");
}

static void test_any_data_is_passed_on_as_it_is(void **state)
{
    static const char *const data[] = { "[1, 2]", "\"text\"", "7", "{\"a\" : {\"b\":null}}" };
    crowd                   *c      = *state;
    for (size_t i = 0; i < ARRAY_LEN(data); i++) {
        rig_game_says(c->rig, "{\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"],\"data\":%s}}",
                      data[i]);
        rig_expect(c->cyd, "event", "%s", data[i]);
    }
    rig_game_says(c->rig, "{\"method\":\"broadcastEvent\",\"params\":{\"scope\":[\"everyone\"]}}");
    rig_expect(c->cyd, "event", "{}");
}

/* The longest id a game can give, and one that nobody can have. */
static void test_s40_ids_may_be_long(void **state)
{
    crowd *c = *state;
    char   params[2200];
    snprintf(params, sizeof params, "{\"groups\":[{\"groupID\":\"%01024d\",\"sceneID\":\"arena\"}]}", 0);
    rig_do(c->rig, "createGroups", params);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"%01024d\"}]}", c->cyd->id, 0);
    rig_do(c->rig, "updateParticipants", params);
    rig_forget(c->ann);
    rig_forget(c->ben);
    rig_forget(c->cyd);
    snprintf(params, sizeof params, "[\"group:%01024d\"]", 0);
    send_to(c, params);
    expect_receivers(c, "c");
    snprintf(params, sizeof params, "[\"group:%02000d\"]", 0);
    send_to(c, params);
    expect_receivers(c, "");
}

int main(void)
{
#define CROWD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CROWD_TEST(test_each_scope_finds_its_own),
        CROWD_TEST(test_s40_overlapping_scopes_deliver_once),
        CROWD_TEST(test_a_participant_is_found_by_session),
        CROWD_TEST(test_s40_a_bad_scope_sends_nothing),
        CROWD_TEST(test_any_data_is_passed_on_as_it_is),
        CROWD_TEST(test_s40_ids_may_be_long),
    };
    return cmocka_run_group_tests_name("host/broadcast", tests, NULL, NULL);
}
