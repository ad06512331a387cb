#include "support/failing_allocator.h"
#include "support/interactive_records.h"

#include "base/alloc.h"

static void begin(ia_game *g, void **state)
{
    failing_allocator *f = *state;
    ia_game_init(g, &f->hooks);
}

/* ---- broadcasts ---- */

static void test_a_broadcast_names_its_scopes_and_keeps_its_data(void **state)
{
    static const char *const scopes[] = { "everyone", "group:re\"d" };
    ia_game                  g;
    begin(&g, state);
    assert_ok(chorus_interactive_broadcast(g.rt, g.session, scopes, 2, " {\"boom\":[1,2]} ", NULL));
    ia_expect_call(&g, "broadcastEvent", "{\"scope\":[\"everyone\",\"group:re\\\"d\"],\"data\": {\"boom\":[1,2]} }");
    assert_ok(chorus_interactive_broadcast(g.rt, g.session, NULL, 0, "7", NULL));
    ia_expect_call(&g, "broadcastEvent", "{\"scope\":[],\"data\":7}");
    assert_result(CHORUS_E_INVALID, chorus_interactive_broadcast(g.rt, g.session, scopes, 2, NULL, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_broadcast(g.rt, g.session, scopes, 2, "{\"a\":}", NULL));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "at byte 5"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_broadcast(g.rt, g.session, NULL, 1, "{}", NULL));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_g40_a_scope_holds_any_id(void **state)
{
    ia_game    g;
    char       id[1001];
    chorus_str scope;
    begin(&g, state);
    ia_set_stage(&g);
    memset(id, '"', sizeof id - 1);
    memcpy(id, "a/b~c.d:\xf0\x9f\x98\x80", 12);
    id[1000] = '\0';
    assert_ok(ia_group(&g, id, "{}"));
    assert_ok(chorus_interactive_get_scope(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_GROUP, id), &scope));
    assert_memory_equal(scope.ptr, "group:", 6);
    assert_string_equal(scope.ptr + 6, id);
    assert_int_equal(scope.len, 1006);
    assert_ok(chorus_interactive_get_scope(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_WORLD, NULL), &scope));
    assert_str("everyone", scope);
    assert_ok(chorus_interactive_get_scope(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_SCENE, "default"), &scope));
    assert_str("scene:default", scope);
    assert_ok(chorus_interactive_get_scope(g.rt, g.session, ia_find(&g, CHORUS_RESOURCE_PARTICIPANT, IA_ANN), &scope));
    assert_str("participant:" IA_ANN, scope);
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_get_scope(g.rt, g.session, ia_fire(&g), &scope));
    assert_result(CHORUS_E_INVALID, chorus_interactive_get_scope(g.rt, g.session, ia_fire(&g), NULL));
    ia_game_deinit(&g);
}

/* ---- transactions and files ---- */

static void test_a_capture_needs_a_transaction(void **state)
{
    ia_game        g;
    chorus_request request = { 0 };
    begin(&g, state);
    assert_ok(chorus_interactive_capture(g.rt, g.session, "7f1e0000-1111-4222-8333-000000000001", &request));
    ia_expect_call(&g, "capture", "{\"transactionID\":\"7f1e0000-1111-4222-8333-000000000001\"}");
    assert_ok(chorus_interactive_capture(g.rt, g.session, "123", NULL));
    ia_expect_call(&g, "capture", "{\"transactionID\":\"123\"}");
    request.id = 77;
    assert_result(CHORUS_E_INVALID, chorus_interactive_capture(g.rt, g.session, "", &request));
    ia_next_frame(&g);
    assert_non_null(strstr(g.last_line, "transactionID is missing"));
    assert_result(CHORUS_E_INVALID, chorus_interactive_capture(g.rt, g.session, NULL, &request));
    assert_int_equal(request.id, 77);
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_a_file_is_deleted_by_its_path(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_delete_file(g.rt, g.session, "img/a.png", NULL));
    ia_expect_call(&g, "deleteFile", "{\"path\":\"img/a.png\"}");
    assert_result(CHORUS_E_INVALID, chorus_interactive_delete_file(g.rt, g.session, "", NULL));
    ia_game_deinit(&g);
}

/* ---- throttles ---- */

static void test_throttles_are_set_and_removed(void **state)
{
    const chorus_throttle rules[] = { { .method = "giveInput", .capacity_bytes = 100000, .drain_bytes_per_s = 50000 },
                                      { .method = "onParticipantLeave", .is_removed = true },
                                      { .method = "*" } };
    const chorus_throttle nameless = { .method = "" };
    ia_game               g;
    begin(&g, state);
    assert_ok(chorus_interactive_set_bandwidth_throttle(g.rt, g.session, rules, 3, NULL));
    ia_expect_call(&g, "setBandwidthThrottle",
                   "{\"giveInput\":{\"capacity\":100000,\"drainRate\":50000},\"onParticipantLeave\":null,"
                   "\"*\":{\"capacity\":0,\"drainRate\":0}}");
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bandwidth_throttle(g.rt, g.session, rules, 0, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_set_bandwidth_throttle(g.rt, g.session, &nameless, 1, NULL));
    ia_game_deinit(&g);
}

/* ---- questions ---- */

static void test_questions_are_asked_with_their_number(void **state)
{
    ia_game g;
    begin(&g, state);
    assert_ok(chorus_interactive_fetch_time(g.rt, g.session, NULL));
    ia_expect_call(&g, "getTime", "{}");
    assert_ok(chorus_interactive_fetch_scenes(g.rt, g.session, NULL));
    ia_expect_call(&g, "getScenes", "{}");
    assert_ok(chorus_interactive_fetch_groups(g.rt, g.session, NULL));
    ia_expect_call(&g, "getGroups", "{}");
    assert_ok(chorus_interactive_fetch_throttle_state(g.rt, g.session, NULL));
    ia_expect_call(&g, "getThrottleState", "{}");
    assert_ok(chorus_interactive_fetch_memory_stats(g.rt, g.session, NULL));
    ia_expect_call(&g, "getMemoryStats", "{}");
    assert_ok(chorus_interactive_fetch_join_url(g.rt, g.session, NULL));
    ia_expect_call(&g, "getJoinUrl", "{}");
    assert_ok(chorus_interactive_fetch_participants(g.rt, g.session, 1700000000001, NULL));
    ia_expect_call(&g, "getAllParticipants", "{\"from\":1700000000001}");
    assert_ok(chorus_interactive_fetch_active_participants(g.rt, g.session, 1700000000000, NULL));
    ia_expect_call(&g, "getActiveParticipants", "{\"threshold\":1700000000000}");
    ia_game_deinit(&g);
}

static void test_participants_are_asked_for_by_up_to_a_hundred_ids(void **state)
{
    const uint32_t           users[] = { 9, 4294967295u };
    static const char *const ids[]   = { IA_ANN, "a\"b" };
    static const char *const bad[]   = { "a", "" };
    uint32_t                 many[101] = { 0 };
    ia_game                  g;
    begin(&g, state);
    assert_ok(chorus_interactive_fetch_users(g.rt, g.session, users, 2, NULL));
    ia_expect_call(&g, "getParticipantsByMixerID", "{\"userIDs\":[9,4294967295]}");
    assert_ok(chorus_interactive_fetch_sessions(g.rt, g.session, ids, 2, NULL));
    ia_expect_call(&g, "getParticipantsBySessionID", "{\"sessionIDs\":[\"" IA_ANN "\",\"a\\\"b\"]}");
    assert_ok(chorus_interactive_fetch_users(g.rt, g.session, many, 100, NULL));
    cho_release(&g.rt->heap, ia_take_command(&g));
    assert_result(CHORUS_E_SIZE, chorus_interactive_fetch_users(g.rt, g.session, many, 101, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_fetch_users(g.rt, g.session, many, 0, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_fetch_users(g.rt, g.session, NULL, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_fetch_sessions(g.rt, g.session, bad, 2, NULL));
    assert_null(ia_take_command(&g));
    ia_game_deinit(&g);
}

static void test_all_need_a_connection(void **state)
{
    const chorus_throttle rule = { .method = "*" };
    const uint32_t        user = 1;
    ia_game               g;
    chorus_request        request;
    begin(&g, state);
    ia_set_state(&g, CHORUS_STATE_RECONNECTING);
    assert_result(CHORUS_E_STATE, chorus_interactive_capture(g.rt, g.session, "1", NULL));
    assert_result(CHORUS_E_STATE, chorus_interactive_broadcast(g.rt, g.session, NULL, 0, "{}", NULL));
    assert_result(CHORUS_E_STATE, chorus_interactive_set_bandwidth_throttle(g.rt, g.session, &rule, 1, &request));
    assert_result(CHORUS_E_STATE, chorus_interactive_fetch_time(g.rt, g.session, NULL));
    assert_result(CHORUS_E_STATE, chorus_interactive_fetch_users(g.rt, g.session, &user, 1, NULL));
    assert_result(CHORUS_E_INVALID, chorus_interactive_fetch_time(NULL, g.session, NULL));
    assert_result(CHORUS_E_NOT_FOUND, chorus_interactive_capture(g.rt, (chorus_session){ 0 }, "1", NULL));
    ia_set_state(&g, CHORUS_STATE_READY);
    ia_game_deinit(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEAP_TEST(test_a_broadcast_names_its_scopes_and_keeps_its_data),
        HEAP_TEST(test_g40_a_scope_holds_any_id),
        HEAP_TEST(test_a_capture_needs_a_transaction),
        HEAP_TEST(test_a_file_is_deleted_by_its_path),
        HEAP_TEST(test_throttles_are_set_and_removed),
        HEAP_TEST(test_questions_are_asked_with_their_number),
        HEAP_TEST(test_participants_are_asked_for_by_up_to_a_hundred_ids),
        HEAP_TEST(test_all_need_a_connection),
    };
    return cmocka_run_group_tests_name("interactive/service", tests, NULL, NULL);
}
