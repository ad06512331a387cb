/* How changes meet: all or nothing, who wins, and what an update holds, on real sockets. */
#include "support/stage.h"

#include <stdio.h>

/* ---- all or nothing ---- */

/* What getScenes answers, without the seq. */
static void copy_scenes(raw_socket *game, char *out, size_t size)
{
    host_lab_call(game, "1", "getScenes", "{}");
    const char *reply = host_lab_hear(game);
    snprintf(out, size, "%.*s", (int)(strstr(reply, ",\"seq\":") - reply), reply);
}

static void test_s19_a_bad_second_element_leaves_the_first_unchanged_and_tells_nobody(void **state)
{
    static const char *const calls[][2] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"new\"},{\"sceneID\":\"default\"}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"default\",\"a\":1},{\"sceneID\":\"none\"}]}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"new\"},{\"groupID\":\"default\"}]}" },
        { "updateGroups", "{\"groups\":[{\"groupID\":\"default\",\"a\":1},{\"groupID\":\"none\"}]}" },
        { "createControls",
          "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"c\",\"kind\":\"k\"},{\"kind\":\"k\"}]}" },
        { "updateControls",
          "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"a\":1},{\"controlID\":\"none\"}]}" },
        { "deleteControls", "{\"sceneID\":\"default\",\"controlIDs\":[\"b\",7]}" },
    };
    stage *s = *state;
    char   before[2048], after[2048];
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_expect_call(s->ann, "onControlCreate");
    copy_scenes(s->game, before, sizeof before);
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        host_lab_call(s->game, "2", calls[i][0], calls[i][1]);
        assert_non_null(strstr(host_lab_hear(s->game), "{\"id\":2,\"type\":\"reply\",\"result\":null,\"error\":{"));
        copy_scenes(s->game, after, sizeof after);
        assert_string_equal(after, before);
    }
    host_lab_expect_nothing(s->ann);
}

/* ---- what an update holds ---- */

static void test_s22_updates_hold_the_whole_object_and_nulls_once(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\","
                "\"kind\":\"button\",\"text\":\"B\",\"cost\":5,\"glow\":{\"x\":1}}]}");
    host_lab_expect_call(s->ann, "onControlCreate");
    static const char *const steps[][2] = {
        { "\"text\":\"C\"", "\"cost\":5,\"text\":\"C\",\"glow\":{\"x\":1}" },
        { "\"cost\":null", "\"cost\":null,\"text\":\"C\",\"glow\":{\"x\":1}" },
        { "\"glow\":{\"y\":2}", "\"text\":\"C\",\"glow\":{\"x\":1,\"y\":2}" },
    };
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        char params[256], told[256];
        snprintf(params, sizeof params, "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",%s}]}",
                 steps[i][0]);
        snprintf(told, sizeof told,
                 "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\","
                 "\"disabled\":false,%s}]}",
                 steps[i][1]);
        host_lab_call(s->game, "1", "updateControls", params);
        host_lab_expect(s->game, "onControlUpdate", "%s", told);
        host_lab_hear_of(s->game, "{\"id\":1,\"type\":\"reply\",\"result\":{\"sceneID\":\"default\"");
        host_lab_expect(s->ann, "onControlUpdate", "%s", told);
    }
}

static void test_s35_updating_a_scene_removes_no_controls(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createScenes",
                "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"label\"},"
                "{\"controlID\":\"b\",\"kind\":\"label\"}]}]}");
    host_lab_do(s->game, "updateScenes", "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[]}]}");
    host_lab_do(s->game, "updateScenes",
                "{\"scenes\":[{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"b\","
                "\"text\":\"B\"}]}]}");
    assert_non_null(
        strstr(host_lab_do(s->game, "getScenes", "{}"),
               "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"label\",\"disabled\":false},"
               "{\"controlID\":\"b\",\"kind\":\"label\",\"disabled\":false,\"text\":\"B\"}]"));
}

static void test_s58_etags_are_not_kept(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createScenes",
                "{\"scenes\":[{\"sceneID\":\"s\",\"etag\":\"1\",\"controls\":[{\"controlID\":\"a\",\"kind\":\"label\","
                "\"etag\":\"2\",\"meta\":{\"k\":{\"value\":1,\"etag\":\"3\"}}}]}]}");
    host_lab_do(s->game, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"etag\":\"4\"}]}");
    host_lab_do(s->game, "updateControls", "{\"sceneID\":\"s\",\"controls\":[{\"controlID\":\"a\",\"etag\":\"\"}]}");
    const char *scenes = host_lab_do(s->game, "getScenes", "{}");
    assert_non_null(strstr(scenes, "\"meta\":{\"k\":{\"value\":1,\"etag\":\"3\"}}")); /* custom data like any other */
    assert_null(strstr(scenes, "\"etag\":\"2\""));
    assert_null(strstr(scenes, "\"etag\":\"\""));
    assert_null(strstr(host_lab_do(s->game, "getGroups", "{}"), "etag"));
}

/* ---- who wins ---- */

/* The protocol's ten worked examples: a control p whose progress is 0.2, and s with a style, both of p0 s10. */
static const struct {
    const char *control, *patch;
    int         priority, seq;
    const char *then; /* the properties it has afterwards */
} examples[] = {
    { "p", "\"progress\":0.5", 0, 12, "\"progress\":0.5" },
    { "p", "\"progress\":0.6", 0, 12, "\"progress\":0.6" },
    { "p", "\"progress\":0.1", 0, 9, "\"progress\":0.6" },
    { "p", "\"progress\":0.9", 1, 9, "\"progress\":0.9" },
    { "p", "\"progress\":0.3", 0, 9, "\"progress\":0.9" },
    { "p", "\"progress\":0.3", 0, 13, "\"progress\":0.3" },
    { "s", "\"style\":{\"color\":\"red\"}", 0, 12, "\"style\":{\"color\":\"red\",\"size\":2}" },
    { "s", "\"style\":\"plain\"", 0, 14, "\"style\":\"plain\"" },
    { "s", "\"style\":{\"size\":3}", 0, 13, "\"style\":\"plain\"" },
    { "s", "\"style\":null", 0, 15, "\"style\":null" },
    { "s", "\"glow\":1", 0, 15, "\"glow\":1" },
};

static void patch(raw_socket *game, size_t i)
{
    char text[320];
    snprintf(text, sizeof text,
             "{\"id\":1,\"method\":\"updateControls\",\"seq\":%d,\"params\":{\"sceneID\":\"default\",\"priority\":%d,"
             "\"controls\":[{\"controlID\":\"%s\",%s}]}}",
             examples[i].seq, examples[i].priority, examples[i].control, examples[i].patch);
    host_lab_say(game, text);
    host_lab_expect(
        game, "onControlUpdate",
        "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"%s\",\"kind\":\"k\",\"disabled\":false,%s}]}",
        examples[i].control, examples[i].then);
    host_lab_hear_of(game, "{\"id\":1,\"type\":\"reply\"");
}

static void test_s34_the_ten_worked_examples(void **state)
{
    stage *s = *state;
    for (int i = 0; i < 20; i++)
        host_lab_do(s->game, "getTime", "{}");
    host_lab_say(s->game, "{\"id\":9,\"method\":\"createControls\",\"seq\":10,\"params\":{\"sceneID\":\"default\","
                          "\"controls\":[{\"controlID\":\"p\",\"kind\":\"k\",\"progress\":0.2},{\"controlID\":\"s\","
                          "\"kind\":\"k\",\"style\":{\"color\":\"blue\",\"size\":2}}]}}");
    host_lab_hear_of(s->game, "{\"id\":9,\"type\":\"reply\"");
    for (size_t i = 0; i < ARRAY_LEN(examples); i++)
        patch(s->game, i);
    host_lab_call(s->game, "2", "updateControls",
                  "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"p\",\"progress\":0.7}]}");
    assert_non_null(strstr(host_lab_expect_call(s->game, "onControlUpdate"), "\"progress\":0.7"));
}

/* ---- throttles ---- */

static void test_s46_what_is_throttled_is_counted_and_replies_always_come(void **state)
{
    stage *s = *state;
    host_lab_do(s->game, "createControls",
                "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    host_lab_do(s->game, "ready", "{}");
    host_lab_do(s->game, "setBandwidthThrottle",
                "{\"giveInput\":{\"capacity\":0,\"drainRate\":0},\"*\":null,\"unknown\":{\"capacity\":5,\"drainRate\":1}}");
    for (int i = 0; i < 3; i++) {
        host_lab_call(s->ann, "5", "giveInput", "{\"controlID\":\"b\",\"event\":\"mouseup\"}");
        host_lab_hear_of(s->ann, "{\"id\":5,\"type\":\"reply\",\"result\":null,\"error\":null");
    }
    host_lab_call(s->game, "1", "getThrottleState", "{}");
    const char *reply = host_lab_hear(s->game);
    assert_non_null(strstr(reply, "{\"id\":1,\"type\":\"reply\",\"result\":{"));
    assert_non_null(strstr(reply, "\"giveInput\":{\"inserted\":0,\"rejected\":3}"));
    assert_non_null(strstr(reply, "\"unknown\":{\"inserted\":0,\"rejected\":0}"));
    assert_null(strstr(reply, "\"*\""));
    host_lab_do(s->game, "setBandwidthThrottle", "{\"giveInput\":null,\"*\":{\"capacity\":0,\"drainRate\":0}}");
    host_lab_call(s->game, "2", "getTime", "{}");
    host_lab_hear_of(s->game, "{\"id\":2,\"type\":\"reply\",\"result\":{\"time\":");
    host_lab_call(s->game, "3", "ready", "{\"isReady\":false}");
    host_lab_expect(s->game, "onReady", "{\"isReady\":false}");
    host_lab_expect_reply(s->game, "3", "null");
    host_lab_call(s->game, "4", "setBandwidthThrottle", "{\"a\":{\"capacity\":-1,\"drainRate\":0}}");
    host_lab_expect_refusal(s->game, "4", 4004, "a");
}

int main(void)
{
#define STAGE_TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAGE_TEST(test_s19_a_bad_second_element_leaves_the_first_unchanged_and_tells_nobody),
        STAGE_TEST(test_s22_updates_hold_the_whole_object_and_nulls_once),
        STAGE_TEST(test_s35_updating_a_scene_removes_no_controls),
        STAGE_TEST(test_s58_etags_are_not_kept),
        STAGE_TEST(test_s34_the_ten_worked_examples),
        STAGE_TEST(test_s46_what_is_throttled_is_counted_and_replies_always_come),
    };
    return cmocka_run_group_tests_name("host/conformance_rules", tests, NULL, NULL);
}
