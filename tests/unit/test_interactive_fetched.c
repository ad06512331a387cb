#include "support/failing_allocator.h"
#include "support/interactive_records.h"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

static chorus_event answer(const ia_game *g, const char *method, const char *json)
{
    chorus_event event = { .type = CHORUS_EVENT_REPLY, .session = g->session };
    event.as.reply.method = (chorus_str){ method, strlen(method) };
    event.as.reply.json   = (chorus_str){ json, strlen(json) };
    return event;
}

#define ANN "{\"sessionID\":\"a\",\"userID\":9,\"username\":\"an\\u006e\",\"level\":3,\"lastInputAt\":7,\"connectedAt\":5," \
            "\"disabled\":true,\"groupID\":\"red\",\"anonymous\":false,\"channelGroups\":[\"User\",\"Mod\"],\"sparks\":500}"
#define BOB "{\"sessionID\":\"b\",\"userID\":\"10\",\"username\":\"bob\",\"lastInputAt\":9,\"connectedAt\":6}"

static void test_a_page_of_participants_is_walked(void **state)
{
    ia_game                 g;
    chorus_participant_info info;
    size_t                  it = 0;
    begin(&g, state);
    CHORUS_INIT(&info);
    chorus_event reply = answer(&g, "getAllParticipants",
                                "{\"total\":7,\"participants\":[" ANN " , 5, " BOB "],\"hasMore\":true}");
    assert_true(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_str("a", info.id);
    assert_str("ann", info.name);
    assert_str("red", info.group);
    assert_str("[\"User\",\"Mod\"]", info.channel_groups);
    assert_int_equal(info.user_id, 9);
    assert_int_equal(info.level, 3);
    assert_int_equal(info.last_input_at_ms, 7);
    assert_int_equal(info.connected_at_ms, 5);
    assert_true(info.is_disabled && !info.is_anonymous && info.has_sparks);
    assert_int_equal(info.sparks, 500);
    assert_true(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_str("bob", info.name);
    assert_str("[]", info.channel_groups);
    assert_false(info.has_sparks);
    assert_int_equal(info.user_id, 10);
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_int_equal(it, 0);
    ia_game_deinit(&g);
}

static void test_who_is_asked_for_and_not_here_is_passed_over(void **state)
{
    ia_game                 g;
    chorus_participant_info info;
    size_t                  it = 0;
    begin(&g, state);
    CHORUS_INIT(&info);
    chorus_event reply = answer(&g, "getParticipantsByMixerID", "{\"users\":{\"8\":null,\"9\":" ANN ",\"11\":null}}");
    assert_true(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_str("a", info.id);
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    ia_game_deinit(&g);
}

static void test_a_page_says_where_the_next_begins(void **state)
{
    ia_game          g;
    chorus_page_info page;
    begin(&g, state);
    CHORUS_INIT(&page);
    chorus_event reply = answer(&g, "getAllParticipants",
                                "{\"participants\":[" ANN "," BOB "],\"total\":7,\"hasMore\":true}");
    assert_ok(chorus_interactive_read_page(g.rt, &reply, &page));
    assert_int_equal(page.total, 7);
    assert_true(page.has_more);
    assert_int_equal(page.next_ms, 6);
    reply.as.reply.method = (chorus_str){ "getActiveParticipants", 21 };
    assert_ok(chorus_interactive_read_page(g.rt, &reply, &page));
    assert_int_equal(page.next_ms, 9);
    reply = answer(&g, "getAllParticipants", "{\"participants\":[]}");
    assert_ok(chorus_interactive_read_page(g.rt, &reply, &page));
    assert_true(page.total == 0 && !page.has_more && page.next_ms == 0);
    reply = answer(&g, "getParticipantsByMixerID", "{\"users\":{}}");
    assert_result(CHORUS_E_TYPE, chorus_interactive_read_page(g.rt, &reply, &page));
    ia_game_deinit(&g);
}

static void test_throttles_are_walked(void **state)
{
    ia_game               g;
    chorus_throttle_state rule;
    size_t                it = 0;
    begin(&g, state);
    chorus_event reply = answer(&g, "getThrottleState",
                                "{\"giveInput\":{\"inserted\":10,\"rejected\":2},\"x\":null,\"*\":{\"inserted\":40}}");
    assert_true(chorus_interactive_next_throttle(g.rt, &reply, &it, &rule));
    assert_str("giveInput", rule.method);
    assert_int_equal(rule.inserted, 10);
    assert_int_equal(rule.rejected, 2);
    assert_true(chorus_interactive_next_throttle(g.rt, &reply, &it, &rule));
    assert_str("*", rule.method);
    assert_int_equal(rule.rejected, 0);
    assert_false(chorus_interactive_next_throttle(g.rt, &reply, &it, &rule));
    ia_game_deinit(&g);
}

static void test_memory_is_walked_level_by_level(void **state)
{
    static const char json[] = "{\"usedBytes\":900,\"totalBytes\":2048,\"resources\":[{\"id\":\"default\",\"ownBytes\":100,"
                               "\"cumulativeBytes\":900,\"resources\":[{\"id\":\"b\\u0074n\",\"ownBytes\":800,"
                               "\"cumulativeBytes\":800,\"resources\":[]}]},{\"id\":\"arena\"}]}";
    ia_game                g;
    chorus_memory_info     info;
    chorus_memory_resource scene, control;
    size_t                 it = 0, inner = 0;
    begin(&g, state);
    CHORUS_INIT(&info);
    chorus_event event = answer(&g, "getMemoryStats", json);
    assert_ok(chorus_interactive_read_memory(g.rt, &event, &info));
    assert_int_equal(info.used_bytes, 900);
    assert_int_equal(info.total_bytes, 2048);
    assert_true(chorus_interactive_next_memory(g.rt, g.session, info.resources, &it, &scene));
    assert_str("default", scene.id);
    assert_int_equal(scene.own_bytes, 100);
    assert_true(chorus_interactive_next_memory(g.rt, g.session, scene.resources, &inner, &control));
    assert_str("btn", control.id);
    assert_int_equal(control.cumulative_bytes, 800);
    assert_false(chorus_interactive_next_memory(g.rt, g.session, scene.resources, &inner, &control));
    assert_true(chorus_interactive_next_memory(g.rt, g.session, info.resources, &it, &scene));
    assert_str("arena", scene.id);
    assert_str("[]", scene.resources);
    assert_false(chorus_interactive_next_memory(g.rt, g.session, info.resources, &it, &scene));
    event = answer(&g, "getTime", "{\"time\":1}");
    assert_result(CHORUS_E_TYPE, chorus_interactive_read_memory(g.rt, &event, &info));
    ia_game_deinit(&g);
}

static void test_the_time_is_read(void **state)
{
    ia_game g;
    int64_t ms = 0;
    begin(&g, state);
    chorus_event reply = answer(&g, "getTime", "{\"time\":1700000000123}");
    assert_ok(chorus_interactive_read_time(g.rt, &reply, &ms));
    assert_int_equal(ms, 1700000000123);
    reply = answer(&g, "getTime", "{\"time\":\"noon\"}");
    assert_result(CHORUS_E_TYPE, chorus_interactive_read_time(g.rt, &reply, &ms));
    ia_game_deinit(&g);
}

static void test_the_page_of_the_audience_is_read(void **state)
{
    static const char *const none[] = { "null", "{}", "{\"url\":null}", "{\"url\":7}", "{\"url\":\"\"}",
                                        "{\"url\":\"ws://play.example.org/\"}", "{\"url\":\"javascript:1\"}" };
    ia_game                  g;
    chorus_str               url = { "before", 6 };
    begin(&g, state);
    chorus_event reply = answer(&g, "getJoinUrl", "{\"url\":\"https:\\/\\/play.example.org/c/1000\"}");
    assert_ok(chorus_interactive_read_join_url(g.rt, &reply, &url));
    assert_str("https://play.example.org/c/1000", url);
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        reply = answer(&g, "getJoinUrl", none[i]);
        assert_result(CHORUS_E_TYPE, chorus_interactive_read_join_url(g.rt, &reply, &url));
    }
    reply.as.reply.result = CHORUS_E_REJECTED;
    assert_result(CHORUS_E_REJECTED, chorus_interactive_read_join_url(g.rt, &reply, &url));
    assert_result(CHORUS_E_INVALID, chorus_interactive_read_join_url(g.rt, &reply, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_read_join_url(g.rt, NULL, &url));
    assert_str("https://play.example.org/c/1000", url);
    ia_game_deinit(&g);
}

static void test_other_events_and_refusals_hold_nothing(void **state)
{
    ia_game                 g;
    chorus_participant_info info;
    chorus_page_info        page;
    size_t                  it = 0;
    begin(&g, state);
    CHORUS_INIT(&info);
    CHORUS_INIT(&page);
    chorus_event reply    = answer(&g, "getAllParticipants", "");
    reply.as.reply.result = CHORUS_E_REJECTED;
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_result(CHORUS_E_REJECTED, chorus_interactive_read_page(g.rt, &reply, &page));
    reply.type = CHORUS_EVENT_SESSION_READY;
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_result(CHORUS_E_INVALID, chorus_interactive_read_page(g.rt, &reply, &page));
    reply = answer(&g, "getAllParticipants", "null");
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    assert_false(chorus_interactive_next_fetched(g.rt, NULL, &it, &info));
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, NULL, &info));
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, NULL));
    reply = answer(&g, "getAllParticipants", "{\"participants\":[" ANN "]}");
    assert_false(chorus_interactive_next_fetched(NULL, &reply, &it, &info));
    info.struct_size = 0;
    assert_false(chorus_interactive_next_fetched(g.rt, &reply, &it, &info));
    reply.session.id = 0;
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_read_page(g.rt, &reply, &page));
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_page_of_participants_is_walked),
        HEAP_TEST(test_who_is_asked_for_and_not_here_is_passed_over),
        HEAP_TEST(test_a_page_says_where_the_next_begins),
        HEAP_TEST(test_throttles_are_walked),
        HEAP_TEST(test_memory_is_walked_level_by_level),
        HEAP_TEST(test_the_time_is_read),
        HEAP_TEST(test_the_page_of_the_audience_is_read),
        HEAP_TEST(test_other_events_and_refusals_hold_nothing),
    };
    return cmocka_run_group_tests_name("interactive/fetched", tests, NULL, NULL);
}
