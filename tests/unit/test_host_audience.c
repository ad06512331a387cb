#include "support/host_rig.h"

#include <stdio.h>
#include <stdlib.h>

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

#define PARTICIPANT                                                                                                \
    "{\"sessionID\":\"%s\",\"userID\":0,\"username\":\"Ann\",\"level\":0,\"lastInputAt\":0,"                       \
    "\"connectedAt\":1000000,\"disabled\":%s,\"groupID\":\"%s\",\"anonymous\":true,\"channelGroups\":[\"User\"]"

/* ---- getAllParticipants ---- */

static void test_an_empty_room_has_nobody(void **state)
{
    host_rig *rig = *state;
    rig_call(rig, "getAllParticipants", "{}");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[],\"total\":0,\"hasMore\":false}");
}

static void test_participants_are_whole(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_call(rig, "getAllParticipants", "{\"from\":0}");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[" PARTICIPANT "}],\"total\":1,\"hasMore\":false}", viewer->id,
                     "false", "default");
}

static void test_s33_pages_of_100(void **state)
{
    host_rig *rig = *state;
    for (int i = 0; i < 205; i++)
        rig_join(rig, "Ann");
    rig_call(rig, "getAllParticipants", "{}");
    const char *page = rig_take(&rig->game);
    assert_int_equal(count_of(page, "\"sessionID\""), 100);
    assert_non_null(strstr(page, "\"total\":205,\"hasMore\":true"));
    assert_non_null(strstr(page, "\"connectedAt\":1000099,"));
    rig_call(rig, "getAllParticipants", "{\"from\":1000099}");
    page = rig_take(&rig->game);
    assert_non_null(strstr(page, rig->viewers[99]->id));
    assert_non_null(strstr(page, "\"connectedAt\":1000198,"));
    assert_non_null(strstr(page, "\"total\":205,\"hasMore\":true"));
    rig_call(rig, "getAllParticipants", "{\"from\":\"1000198\"}");
    page = rig_take(&rig->game);
    assert_int_equal(count_of(page, "\"sessionID\""), 7);
    assert_non_null(strstr(page, "\"total\":205,\"hasMore\":false"));
}

/* ---- getActiveParticipants ---- */

static void press(host_rig *rig, rig_peer *viewer)
{
    rig_says(rig, viewer, "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"controlID\":\"x\","
                          "\"event\":\"mousedown\"}}");
    rig_forget(&rig->game);
}

static void test_the_active_ones_come_in_the_order_of_their_last_input(void **state)
{
    host_rig *rig = *state;
    rig_peer *a = rig_join(rig, "A"), *b = rig_join(rig, "B"), *c = rig_join(rig, "C");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}");
    rig_ready(rig);
    press(rig, a);
    rig_pass(rig, 10);
    press(rig, b);
    rig_pass(rig, 10);
    press(rig, a);
    rig_call(rig, "getActiveParticipants", "{\"threshold\":0}");
    const char *page = rig_take(&rig->game);
    assert_true(strstr(page, b->id) < strstr(page, a->id));
    assert_null(strstr(page, c->id));
    assert_non_null(strstr(page, "\"lastInputAt\":1000020,"));
    assert_non_null(strstr(page, "\"total\":2,\"hasMore\":false"));
    rig_call(rig, "getActiveParticipants", "{\"threshold\":1000020}");
    page = rig_take(&rig->game);
    assert_non_null(strstr(page, a->id));
    assert_null(strstr(page, b->id));
    assert_non_null(strstr(page, "\"total\":1,\"hasMore\":false"));
}

/* All at once, page by page: each page brings somebody new. */
static void test_s33_many_inputs_of_one_moment_can_be_paged(void **state)
{
    enum { CROWD = 250 };
    host_rig *rig  = *state;
    char      seen[CROWD] = { 0 }, from[64];
    int64_t   last = 0;
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}");
    for (int i = 0; i < CROWD; i++)
        rig_join(rig, "A");
    rig_ready(rig);
    for (int i = 0; i < CROWD; i++)
        press(rig, rig->viewers[i]);
    for (int page_count = 0; page_count < 3; page_count++) {
        snprintf(from, sizeof from, "{\"threshold\":%lld}", (long long)last);
        rig_call(rig, "getActiveParticipants", from);
        const char *page = rig_take(&rig->game);
        for (const char *at = page; (at = strstr(at, "\"lastInputAt\":")) != NULL; at++)
            last = strtoll(at + strlen("\"lastInputAt\":"), NULL, 10);
        for (int i = 0; i < CROWD; i++)
            seen[i] |= strstr(page, rig->viewers[i]->id) != NULL;
    }
    for (int i = 0; i < CROWD; i++)
        assert_true(seen[i]);
}

static void test_who_left_is_not_active(void **state)
{
    host_rig *rig = *state;
    rig_peer *a = rig_join(rig, "A"), *b = rig_join(rig, "B"), *c = rig_join(rig, "C");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}");
    rig_ready(rig);
    press(rig, a);
    press(rig, b);
    press(rig, c);
    rig_leave(rig, b);
    rig_leave(rig, a);
    rig_leave(rig, c);
    rig_forget(&rig->game);
    rig_call(rig, "getActiveParticipants", "{}");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[],\"total\":0,\"hasMore\":false}");
}

/* ---- by id ---- */

static void test_s32_every_asked_user_is_answered(void **state)
{
    host_rig *rig = *state;
    rig_join(rig, "Ann");
    rig_call(rig, "getParticipantsByMixerID", "{\"userIDs\":[9,\"10\",0,9.0,4294967295]}");
    rig_expect_reply(&rig->game, "9", "{\"users\":{\"9\":null,\"10\":null,\"0\":null,\"4294967295\":null}}");
}

static void test_s32_every_asked_session_is_answered(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"getParticipantsBySessionID\","
                       "\"params\":{\"sessionIDs\":[\"nobody\",\"%s\",\"%s\",\"x\"]}}",
                  ann->id, ann->id);
    rig_expect_reply(&rig->game, "9", "{\"users\":{\"nobody\":null,\"%s\":" PARTICIPANT "},\"x\":null}}", ann->id,
                     ann->id, "false", "default");
}

/* Whatever was asked for, be it as strange as this. */
static void test_s32_strange_session_ids_are_answered(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"id\":9,\"method\":\"getParticipantsBySessionID\",\"params\":{\"sessionIDs\":"
                       "[\"\",\"a\\u0000b\",\"%01100d\"]}}", 0);
    rig_expect_reply(&rig->game, "9", "{\"users\":{\"\":null,\"a\\u0000b\":null,\"%01100d\":null}}", 0);
}

/* ---- updateParticipants ---- */

static void test_updates_are_told_to_the_game_and_to_each_participant(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann"), *ben = rig_join(rig, "Ben");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}");
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"updateParticipants\",\"params\":{\"priority\":0,"
                       "\"participants\":[{\"sessionID\":\"%s\",\"groupID\":\"red\",\"disabled\":true,\"score\":5}]}}",
                  ann->id);
    rig_expect(&rig->game, "onParticipantUpdate", "{\"participants\":[" PARTICIPANT ",\"score\":5}]}", ann->id, "true",
               "red");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[" PARTICIPANT ",\"score\":5}]}", ann->id, "true", "red");
    rig_expect(ann, "onParticipantUpdate", "{\"participants\":[" PARTICIPANT ",\"sparks\":0,\"score\":5}]}", ann->id,
               "true", "red");
    rig_expect_nothing(ben);
}

static void test_s22_a_deleted_custom_property_is_told_as_null_once(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    char      params[200];
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5,\"hat\":1}]}", ann->id);
    rig_do(rig, "updateParticipants", params);
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":null}]}", ann->id);
    rig_call(rig, "updateParticipants", params);
    rig_expect(&rig->game, "onParticipantUpdate", "{\"participants\":[" PARTICIPANT ",\"score\":null,\"hat\":1}]}",
               ann->id, "false", "default");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[" PARTICIPANT ",\"hat\":1}]}", ann->id, "false", "default");
}

static void test_what_a_game_cannot_set_is_ignored(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"updateParticipants\",\"params\":{"
                       "\"participants\":[{\"sessionID\":\"%s\",\"userID\":5,\"username\":\"Eve\",\"level\":9,"
                       "\"lastInputAt\":1,\"connectedAt\":1,\"anonymous\":false,\"channelGroups\":[],\"sparks\":7,"
                       "\"etag\":\"x\"}]}}",
                  ann->id);
    rig_expect(&rig->game, "onParticipantUpdate", "{\"participants\":[" PARTICIPANT "}]}", ann->id, "false", "default");
}

static void test_s31_who_is_not_connected_is_skipped(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"updateParticipants\",\"params\":{"
                       "\"participants\":[{\"sessionID\":\"gone\",\"groupID\":\"z\"},{\"sessionID\":\"%s\"}]}}",
                  ann->id);
    rig_expect_call(&rig->game, "onParticipantUpdate");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[" PARTICIPANT "}]}", ann->id, "false", "default");
    rig_call(rig, "updateParticipants", "{\"participants\":[{\"sessionID\":\"gone\"}]}");
    rig_expect_reply(&rig->game, "9", "{\"participants\":[]}");
    rig_expect_nothing(&rig->game);
}

static void test_a_participant_named_twice_is_changed_in_order(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"updateParticipants\",\"params\":{"
                       "\"participants\":[{\"sessionID\":\"%s\",\"disabled\":true,\"a\":1,\"b\":1},"
                       "{\"sessionID\":\"%s\",\"disabled\":null,\"a\":2}]}}",
                  ann->id, ann->id);
    rig_expect(&rig->game, "onParticipantUpdate", "{\"participants\":[" PARTICIPANT ",\"a\":2,\"b\":1}]}", ann->id,
               "false", "default");
}

static void test_s19_a_bad_second_element_leaves_the_first_unchanged(void **state)
{
    static const struct {
        const char *rest, *path;
        int         code;
    } bad[] = {
        { "\"groupID\":\"z\"", "participants.1.groupID", 4008 },
        { "\"groupID\":7", "participants.1.groupID", 4004 },
        { "\"disabled\":\"yes\"", "participants.1.disabled", 4004 },
    };
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann"), *ben = rig_join(rig, "Ben");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        rig_game_says(rig, "{\"id\":9,\"type\":\"method\",\"method\":\"updateParticipants\",\"params\":{"
                           "\"participants\":[{\"sessionID\":\"%s\",\"disabled\":true,\"a\":1},"
                           "{\"sessionID\":\"%s\",%s}]}}",
                      ann->id, ben->id, bad[i].rest);
        rig_expect_refusal(&rig->game, "9", bad[i].code, bad[i].path);
        rig_expect_nothing(&rig->game);
        rig_expect_nothing(ann);
    }
    rig_call(rig, "getAllParticipants", "{}");
    assert_non_null(strstr(rig_take(&rig->game), "\"disabled\":false,\"groupID\":\"default\""));
}

static void test_bad_calls_are_refused(void **state)
{
    static const struct {
        const char *method, *params, *path;
    } bad[] = {
        { "getAllParticipants", "{\"from\":\"yesterday\"}", "from" },
        { "getActiveParticipants", "{\"threshold\":[]}", "threshold" },
        { "getParticipantsByMixerID", "{}", "userIDs" },
        { "getParticipantsByMixerID", "{\"userIDs\":[1,-1]}", "userIDs.1" },
        { "getParticipantsByMixerID", "{\"userIDs\":[4294967296]}", "userIDs.0" },
        { "getParticipantsBySessionID", "{\"sessionIDs\":[1]}", "sessionIDs.0" },
        { "updateParticipants", "{}", "participants" },
        { "updateParticipants", "{\"participants\":[{}]}", "participants.0.sessionID" },
        { "updateParticipants", "{\"participants\":[[]]}", "participants.0" },
    };
    host_rig *rig = *state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        rig_call(rig, bad[i].method, bad[i].params);
        rig_expect_refusal(&rig->game, "9", 4004, bad[i].path);
    }
}

static void test_at_most_100_are_looked_up_at_once(void **state)
{
    host_rig *rig = *state;
    char      params[600] = "{\"userIDs\":[0";
    for (int i = 1; i < 101; i++)
        snprintf(params + strlen(params), sizeof params - strlen(params), ",%d", i);
    snprintf(params + strlen(params), sizeof params - strlen(params), "]}");
    rig_call(rig, "getParticipantsByMixerID", params);
    rig_expect_refusal(&rig->game, "9", 4004, NULL);
}

static void test_custom_properties_end_with_the_visit(void **state)
{
    host_rig *rig = *state;
    rig_peer *ann = rig_join(rig, "Ann");
    char      params[160];
    snprintf(params, sizeof params, "{\"participants\":[{\"sessionID\":\"%s\",\"score\":5}]}", ann->id);
    rig_do(rig, "updateParticipants", params);
    rig_leave(rig, ann);
    assert_non_null(strstr(rig_expect_call(&rig->game, "onParticipantLeave"), "\"score\":5"));
    rig_join(rig, "Ann");
    rig_call(rig, "getAllParticipants", "{}");
    assert_null(strstr(rig_take(&rig->game), "score"));
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        GAME_TEST(test_an_empty_room_has_nobody),
        GAME_TEST(test_participants_are_whole),
        GAME_TEST(test_s33_pages_of_100),
        GAME_TEST(test_the_active_ones_come_in_the_order_of_their_last_input),
        GAME_TEST(test_s33_many_inputs_of_one_moment_can_be_paged),
        GAME_TEST(test_who_left_is_not_active),
        GAME_TEST(test_s32_every_asked_user_is_answered),
        GAME_TEST(test_s32_every_asked_session_is_answered),
        GAME_TEST(test_s32_strange_session_ids_are_answered),
        GAME_TEST(test_updates_are_told_to_the_game_and_to_each_participant),
        GAME_TEST(test_s22_a_deleted_custom_property_is_told_as_null_once),
        GAME_TEST(test_what_a_game_cannot_set_is_ignored),
        GAME_TEST(test_s31_who_is_not_connected_is_skipped),
        GAME_TEST(test_a_participant_named_twice_is_changed_in_order),
        GAME_TEST(test_s19_a_bad_second_element_leaves_the_first_unchanged),
        GAME_TEST(test_bad_calls_are_refused),
        GAME_TEST(test_at_most_100_are_looked_up_at_once),
        GAME_TEST(test_custom_properties_end_with_the_visit),
    };
    return cmocka_run_group_tests_name("host/audience", tests, NULL, NULL);
}
