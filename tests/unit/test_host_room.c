#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include <stdlib.h>

#define DEFAULT_SCENES "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[]}]}"
#define DEFAULT_GROUPS "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}"

static void test_s07_hello_alone_and_first(void **state)
{
    host_rig rig;
    (void)state;
    rig_init(&rig, NULL);
    rig_enter_game(&rig);
    assert_string_equal(rig_take(&rig.game),
                        "{\"id\":0,\"type\":\"method\",\"method\":\"hello\",\"params\":{},\"seq\":1,\"discard\":true}");
    rig_expect_nothing(&rig.game);
    rig_deinit(&rig);
}

static void test_s49_a_second_game_is_refused_and_the_first_left_alone(void **state)
{
    host_rig *rig    = *state;
    rig_peer  second = { .closed = 0 };
    assert_result(CHORUS_E_STATE, cho_host_room_enter_game(rig->room, &second, 1, rig->now_ms));
    cho_host_room_leave_game(rig->room, &second, rig->now_ms);
    assert_ptr_equal(cho_host_room_game(rig->room), &rig->game);
    assert_null(second.first);
    rig_expect_nothing(&rig->game);
    assert_int_equal(rig->game.closed, 0);
}

static void test_s29_a_room_begins_with_a_default_scene_and_group(void **state)
{
    host_rig *rig = *state;
    rig_game_says(rig, "{\"id\":5,\"type\":\"method\",\"method\":\"getScenes\"}");
    rig_expect_reply(&rig->game, "5",
                     "{\"scenes\":[{\"sceneID\":\"default\",\"controls\":[],"
                     "\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"}]}]}");
    rig_game_says(rig, "{\"id\":6,\"type\":\"method\",\"method\":\"getGroups\"}");
    rig_expect_reply(&rig->game, "6", DEFAULT_GROUPS);
}

static void test_s28_a_newcomer_is_told_everything_in_order(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_try_join(rig, "Ann");
    rig_expect(viewer, "hello", "{}");
    rig_expect(viewer, "onSceneCreate", DEFAULT_SCENES);
    rig_expect(viewer, "onGroupCreate", DEFAULT_GROUPS);
    rig_expect(viewer, "onParticipantJoin",
               "{\"participants\":[{\"sessionID\":\"%s\",\"userID\":0,\"username\":\"Ann\",\"level\":0,"
               "\"lastInputAt\":0,\"connectedAt\":1000000,\"disabled\":false,\"groupID\":\"default\","
               "\"anonymous\":true,\"channelGroups\":[\"User\"],\"sparks\":0}]}",
               viewer->id);
    rig_expect(viewer, "onReady", "{\"isReady\":false}");
    rig_expect_nothing(viewer);
}

static void test_s28_the_world_comes_before_ready_when_it_has_properties(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":3}}");
    rig_ready(rig);
    rig_peer *viewer = rig_try_join(rig, "Ann");
    rig_expect(viewer, "hello", "{}");
    rig_expect_call(viewer, "onSceneCreate");
    rig_expect_call(viewer, "onGroupCreate");
    rig_expect_call(viewer, "onParticipantJoin");
    rig_expect(viewer, "onWorldUpdate", "{\"scenes\":[],\"round\":3}");
    rig_expect(viewer, "onReady", "{\"isReady\":true}");
}

static void test_the_welcome_follows_each_change(void **state)
{
    host_rig *rig = *state;
    rig_join(rig, "Ann");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"red\"}]}");
    rig_peer *viewer = rig_try_join(rig, "Ben");
    rig_expect_call(viewer, "hello");
    rig_expect(viewer, "onSceneCreate", DEFAULT_SCENES);
    rig_expect(viewer, "onGroupCreate",
               "{\"groups\":[{\"groupID\":\"default\",\"sceneID\":\"default\"},"
               "{\"groupID\":\"red\",\"sceneID\":\"default\"}]}");
}

static void test_s27_the_game_hears_one_join_and_one_leave(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_try_join(rig, "Ann");
    rig_expect(&rig->game, "onParticipantJoin",
               "{\"participants\":[{\"sessionID\":\"%s\",\"userID\":0,\"username\":\"Ann\",\"level\":0,"
               "\"lastInputAt\":0,\"connectedAt\":1000000,\"disabled\":false,\"groupID\":\"default\","
               "\"anonymous\":true,\"channelGroups\":[\"User\"]}]}",
               viewer->id);
    rig_leave(rig, viewer);
    rig_leave(rig, viewer);
    rig_expect_call(&rig->game, "onParticipantLeave");
    rig_expect_nothing(&rig->game);
    assert_int_equal(cho_host_room_participant_count(rig->room), 0);
}

static void test_s23_session_ids_are_lower_case_uuids(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    assert_int_equal(strlen(viewer->id), 36);
    assert_int_equal(strspn(viewer->id, "0123456789abcdef-"), 36);
    assert_int_equal(viewer->id[14], '4');
}

static void test_s26_participants_are_replayed_to_a_game_that_connects(void **state)
{
    host_rig rig;
    (void)state;
    rig_init(&rig, NULL);
    for (int i = 0; i < 101; i++)
        assert_non_null(rig_try_join(&rig, "Ann"));
    rig_enter_game(&rig);
    rig_expect(&rig.game, "hello", "{}");
    const char *page = rig_expect_call(&rig.game, "onParticipantJoin");
    assert_non_null(strstr(page, rig.viewers[0]->id));
    assert_non_null(strstr(page, rig.viewers[99]->id));
    assert_null(strstr(page, rig.viewers[100]->id));
    page = rig_expect_call(&rig.game, "onParticipantJoin");
    assert_non_null(strstr(page, rig.viewers[100]->id));
    rig_expect_nothing(&rig.game);
    rig_deinit(&rig);
}

static void test_s47_the_end_of_the_game_sends_everybody_away_with_4016(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_leave_game(rig);
    assert_int_equal(viewer->closed, 4016);
    assert_int_equal(cho_host_room_participant_count(rig->room), 0);
    rig_leave(rig, viewer);
}

static void test_s56_a_new_game_finds_a_new_room(void **state)
{
    host_rig *rig = *state;
    rig_do(rig, "createScenes", "{\"scenes\":[{\"sceneID\":\"a\"}]}");
    rig_do(rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"b\",\"kind\":\"button\"}]}");
    rig_do(rig, "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}");
    rig_do(rig, "updateWorld", "{\"world\":{\"round\":3}}");
    rig_ready(rig);
    rig_leave_game(rig);
    rig_enter_game(rig);
    rig_expect(&rig->game, "hello", "{}");
    rig_peer *viewer = rig_try_join(rig, "Ann");
    rig_expect_call(viewer, "hello");
    rig_expect(viewer, "onSceneCreate", DEFAULT_SCENES);
    rig_expect(viewer, "onGroupCreate", DEFAULT_GROUPS);
    rig_expect_call(viewer, "onParticipantJoin");
    rig_expect(viewer, "onReady", "{\"isReady\":false}");
}

static void test_s33_connection_times_are_strictly_increasing(void **state)
{
    host_rig *rig = *state;
    for (int i = 0; i < 3; i++)
        rig_try_join(rig, "Ann");
    assert_non_null(strstr(rig_take(&rig->game), "\"connectedAt\":1000000,"));
    assert_non_null(strstr(rig_take(&rig->game), "\"connectedAt\":1000001,"));
    assert_non_null(strstr(rig_take(&rig->game), "\"connectedAt\":1000002,"));
}

static void test_names_are_unique_in_the_room(void **state)
{
    host_rig *rig   = *state;
    rig_peer *first = rig_join(rig, "Ann");
    rig_peer *other = rig_join(rig, "Ann");
    assert_string_equal(first->name, "Ann");
    assert_string_equal(other->name, "Ann 2");
    for (int i = 3; i < 40; i++)
        other = rig_join(rig, "Ann");
    assert_int_equal(strlen(other->name), strlen("Ann-12345678"));
    rig_leave(rig, first);
    assert_string_equal(rig_join(rig, "Ann")->name, "Ann");
}

static void test_a_long_name_is_cut_at_a_character_to_stay_unique(void **state)
{
    host_rig   *rig  = *state;
    const char *long_name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xe2\x82\xac";
    assert_int_equal(strlen(long_name), 64);
    rig_join(rig, long_name);
    const char *name = rig_join(rig, long_name)->name;
    assert_int_equal(strlen(name), 63);
    assert_string_equal(name + 61, " 2");
}

static void test_a_full_room_takes_nobody(void **state)
{
    static const cho_host_identity ben    = { .name = "Ben" };
    host_rig                      *rig    = *state;
    uint32_t                       handle = 0;
    for (int i = 0; i < 250; i++)
        rig_join(rig, "Ann");
    assert_null(rig_try_join(rig, "Ben"));
    assert_result(CHORUS_E_AGAIN, cho_host_room_join(rig->room, rig, &ben, rig->now_ms, &handle));
    rig_leave(rig, rig->viewers[7]);
    assert_non_null(rig_try_join(rig, "Ben"));
}

static void test_stale_numbers_do_nothing(void **state)
{
    host_rig *rig    = *state;
    rig_peer *viewer = rig_join(rig, "Ann");
    rig_leave(rig, viewer);
    rig_forget(&rig->game);
    rig_says(rig, viewer, "{\"id\":1,\"type\":\"method\",\"method\":\"getTime\"}");
    cho_host_room_oversize(rig->room, viewer->handle, rig->now_ms);
    cho_host_room_frame(rig->room, 0, (cho_span){ "{}", 2 }, true, rig->now_ms);
    rig_expect_nothing(viewer);
    rig_expect_nothing(&rig->game);
}

static void test_a_game_that_is_not_there_says_nothing(void **state)
{
    host_rig *rig = *state;
    rig_leave_game(rig);
    rig_game_says(rig, "{\"id\":1,\"type\":\"method\",\"method\":\"getTime\"}");
    cho_host_room_game_oversize(rig->room, rig->now_ms);
    rig_expect_nothing(&rig->game);
}

/* ---- every allocation fails ---- */

/* A whole session: whoever was not told what happened must have been closed. */
static void play(const chorus_allocator *heap)
{
    static const char *const calls[][2] = {
        { "createScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"kind\":\"button\"}]}]}" },
        { "createGroups", "{\"groups\":[{\"groupID\":\"g\",\"sceneID\":\"a\"}]}" },
        { "updateControls", "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"text\":\"X\"}]}" },
        { "updateControls", "{\"sceneID\":\"a\",\"controls\":[{\"controlID\":\"x\",\"text\":null}]}" },
        { "updateControls", "{\"sceneID\":\"a\",\"priority\":1,\"controls\":[{\"controlID\":\"x\",\"text\":1},"
                            "{\"controlID\":\"x\",\"text\":2}]}" },
        { "updateScenes", "{\"scenes\":[{\"sceneID\":\"a\",\"map\":\"ice\"}]}" },
        { "updateWorld", "{\"world\":{\"round\":1}}" },
        { "ready", "{}" },
        { "getScenes", "{}" },
        { "getAllParticipants", "{}" },
        { "broadcastEvent", "{\"scope\":[\"everyone\"],\"data\":{}}" },
        { "deleteGroup", "{\"groupID\":\"g\"}" },
        { "deleteScene", "{\"sceneID\":\"a\"}" },
    };
    host_rig rig;
    rig_init(&rig, heap);
    if (rig.room != NULL && cho_host_room_enter_game(rig.room, &rig.game, 1, rig.now_ms) == CHORUS_OK) {
        rig_peer *viewer = rig_try_join(&rig, "Ann");
        for (size_t i = 0; i < ARRAY_LEN(calls); i++)
            rig_game_says(&rig, "{\"id\":%zu,\"type\":\"method\",\"method\":\"%s\",\"params\":%s}", i, calls[i][0],
                          calls[i][1]);
        if (viewer != NULL) {
            rig_says(&rig, viewer, "{\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"controlID\":\"x\","
                                   "\"event\":\"mousedown\"}}");
            rig_leave(&rig, viewer);
        }
        rig_leave_game(&rig);
    }
    rig_deinit(&rig);
}

static void test_a_room_survives_every_failing_allocation(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        play(&f->hooks);
}

/* Without memory a call is refused and nothing has changed, or whoever should know of it is closed. */
static void test_a_change_is_told_or_the_reader_is_closed(void **state)
{
    failing_allocator *f          = *state;
    bool               has_failed = true;
    for (size_t nth = 1; has_failed; nth++) {
        host_rig rig;
        rig_init(&rig, &f->hooks);
        rig_enter_game(&rig);
        rig_peer *viewer = rig_join(&rig, "Ann");
        failing_allocator_fail_at(f, nth, false);
        rig_game_says(&rig, "{\"id\":1,\"type\":\"method\",\"method\":\"createGroups\","
                            "\"params\":{\"groups\":[{\"groupID\":\"g\"},{\"groupID\":\"h\"}]}}");
        has_failed = failing_allocator_has_failed(f);
        failing_allocator_succeed(f);
        bool        told_viewer = rig_take(viewer) != NULL || viewer->closed == 1011;
        const char *to_game     = rig_take(&rig.game);
        bool        told_game   = rig.game.closed == 1011 || strstr(to_game, "onGroupCreate") != NULL;
        assert_true(told_viewer == told_game);
        assert_true(told_game || strstr(to_game, "\"code\":1011") != NULL);
        rig_deinit(&rig);
    }
}

int main(void)
{
#define GAME_TEST(name) cmocka_unit_test_setup_teardown(name, rig_set_up, rig_tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_s07_hello_alone_and_first),
        GAME_TEST(test_s49_a_second_game_is_refused_and_the_first_left_alone),
        GAME_TEST(test_s29_a_room_begins_with_a_default_scene_and_group),
        GAME_TEST(test_s28_a_newcomer_is_told_everything_in_order),
        GAME_TEST(test_s28_the_world_comes_before_ready_when_it_has_properties),
        GAME_TEST(test_the_welcome_follows_each_change),
        GAME_TEST(test_s27_the_game_hears_one_join_and_one_leave),
        GAME_TEST(test_s23_session_ids_are_lower_case_uuids),
        cmocka_unit_test(test_s26_participants_are_replayed_to_a_game_that_connects),
        GAME_TEST(test_s47_the_end_of_the_game_sends_everybody_away_with_4016),
        GAME_TEST(test_s56_a_new_game_finds_a_new_room),
        GAME_TEST(test_s33_connection_times_are_strictly_increasing),
        GAME_TEST(test_names_are_unique_in_the_room),
        GAME_TEST(test_a_long_name_is_cut_at_a_character_to_stay_unique),
        GAME_TEST(test_a_full_room_takes_nobody),
        GAME_TEST(test_stale_numbers_do_nothing),
        GAME_TEST(test_a_game_that_is_not_there_says_nothing),
        HEAP_TEST(test_a_room_survives_every_failing_allocation),
        HEAP_TEST(test_a_change_is_told_or_the_reader_is_closed),
    };
    return cmocka_run_group_tests_name("host/room", tests, NULL, NULL);
}
