/* The judge of the host's packets is judged first: what keeps the rules, and each way to break them. */
#include "support/packet_rules.h"
#include "support/support.h"

#define UUID "0b6c0d4e-1111-4222-8333-444455556666"
#define PERSON(id, name)                                                                                           \
    "{\"sessionID\":" id ",\"userID\":9,\"username\":" name ",\"level\":3,\"lastInputAt\":0,"                      \
    "\"connectedAt\":1700000000001,\"disabled\":false,\"groupID\":\"default\",\"anonymous\":false,"                \
    "\"channelGroups\":[]}"
#define ANN PERSON("\"" UUID "\"", "\"ann\"")
#define CALL(method, params)                                                                                       \
    "{\"id\":5,\"type\":\"method\",\"method\":\"" method "\",\"params\":" params ",\"seq\":9,\"discard\":true}"
#define REPLY(result, error) "{\"id\":5,\"type\":\"reply\",\"result\":" result ",\"error\":" error ",\"seq\":9}"

static void test_sound_packets_keep_the_rules(void **state)
{
    static const char *const packets[] = {
        CALL("hello", "{}"),
        CALL("event", "[1,null]"),
        CALL("onParticipantJoin", "{\"participants\":[" ANN "]}"),
        CALL("giveInput", "{\"participantID\":\"" UUID "\",\"input\":{\"a\":1,\"a\":2}}"),
        CALL("giveInput", "{\"participantID\":\"" UUID "\",\"transactionID\":\"t\",\"input\":{}}"),
        CALL("onControlUpdate", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\",\"x\":null}]}"),
        CALL("onControlDelete", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"c\"}]}"),
        CALL("onSceneCreate", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[]}]}"),
        CALL("onGroupDelete", "{\"groupID\":\"g\",\"reassignGroupID\":\"default\"}"),
        CALL("onWorldUpdate", "{\"scenes\":[],\"etag\":1}"),
        REPLY("null", "null"),
        REPLY("{\"users\":{\"9\":" ANN ",\"10\":null}}", "null"),
        REPLY("{\"sceneID\":\"s\",\"controls\":[]}", "null"),
        REPLY("null", "{\"code\":4012,\"message\":\"?\",\"path\":\"controls.0\"}"),
        "{\"id\":\"12\",\"type\":\"reply\",\"result\":3,\"error\":null,\"seq\":0}",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        if (packet_rules_broken(packets[i]) != NULL)
            fail_msg("%s: %s", packets[i], packet_rules_broken(packets[i]));
    }
}

static void test_each_broken_rule_is_noticed(void **state)
{
    static const char *const packets[] = {
        /* one object */
        "", "[" CALL("hello", "{}") "]", CALL("hello", "{}") CALL("hello", "{}"), "7",
        /* members in order, all of them, none twice */
        "{\"type\":\"method\",\"id\":5,\"method\":\"hello\",\"params\":{},\"seq\":9,\"discard\":true}",
        "{\"id\":5,\"type\":\"method\",\"method\":\"hello\",\"seq\":9,\"discard\":true}",
        "{\"id\":5,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":9,\"discard\":false}",
        "{\"id\":5,\"type\":\"reply\",\"result\":null,\"seq\":9}",
        "{\"id\":5,\"type\":\"reply\",\"error\":null,\"result\":null,\"seq\":9}",
        "{\"id\":5,\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":9}",
        CALL("onReady", "{\"isReady\":true,\"isReady\":true}"), CALL("onReady", "null"),
        REPLY("7", "{\"code\":4012,\"message\":\"?\"}"), REPLY("null", "{\"message\":\"?\",\"code\":4012}"),
        REPLY("null", "{\"code\":4012}"), REPLY("null", "{\"code\":4012,\"message\":\"?\",\"path\":[\"a\"]}"),
        /* numbers of 31 bits */
        "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":2147483648}",
        "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":null}",
        "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":-1}",
        "{\"id\":null,\"type\":\"reply\",\"result\":null,\"error\":null,\"seq\":1}",
        "{\"id\":2147483648,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":9,\"discard\":true}",
        /* participants */
        CALL("onParticipantJoin", "{}"), CALL("onParticipantJoin", "{\"participants\":[{}]}"),
        CALL("onParticipantJoin", "{\"participants\":[" PERSON("\"0B6C0D4E-1111-4222-8333-444455556666\"", "\"a\"") "]}"),
        CALL("onParticipantLeave", "{\"participants\":[" PERSON("\"" UUID "\"", "null") "]}"),
        REPLY("{\"users\":{\"9\":{}}}", "null"), REPLY("{\"participants\":null}", "null"),
        /* inputs */
        CALL("giveInput", "{\"participantID\":\"" UUID "\",\"transactionID\":null,\"input\":{}}"),
        CALL("giveInput", "{\"input\":{},\"participantID\":\"" UUID "\"}"),
        CALL("giveInput", "{\"participantID\":\"" UUID "\",\"input\":{},\"transactionID\":\"t\"}"),
        CALL("giveInput", "{\"participantID\":\"ann\",\"input\":{}}"),
        /* scenes, groups, controls, the world */
        CALL("onControlUpdate", "{\"controls\":[],\"sceneID\":\"s\"}"),
        CALL("onControlUpdate", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"c\"}]}"),
        CALL("onControlDelete", "{\"sceneID\":\"s\",\"controlIDs\":[\"c\"]}"),
        CALL("onSceneUpdate", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":null}]}"),
        CALL("onSceneUpdate", "{\"scenes\":[{\"controls\":[],\"sceneID\":\"s\"}]}"),
        CALL("onSceneDelete", "{\"sceneID\":\"s\"}"), CALL("onGroupCreate", "{\"groups\":[{\"groupID\":\"g\"}]}"),
        CALL("onWorldUpdate", "{\"round\":1}"), REPLY("{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[],\"groups\":null}]}", "null"),
        REPLY("{\"controls\":[]}", "null"),
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
        if (packet_rules_broken(packets[i]) == NULL)
            fail_msg("nothing was noticed in %s", packets[i]);
    }
}

static void test_a_games_packets_count_up_by_one(void **state)
{
    packet_watch watch = { .seq = 8 };
    (void)state;
    packet_watch_take(&watch, CALL("hello", "{}"));
    assert_int_equal(watch.seq, 9);
    watch = (packet_watch){ .is_viewer = true, .seq = 9 };
    packet_watch_take(&watch, CALL("hello", "{}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_packets_keep_the_rules),
        cmocka_unit_test(test_each_broken_rule_is_noticed),
        cmocka_unit_test(test_a_games_packets_count_up_by_one),
    };
    return cmocka_run_group_tests_name("support/packet_rules", tests, NULL, NULL);
}
