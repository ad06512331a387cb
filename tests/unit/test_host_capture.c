/* Users, what they pay, and the game that takes it. */
#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include "host/room/host_transactions.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTROLS                                                                                                   \
    "{\"controlID\":\"free\",\"kind\":\"button\"},{\"controlID\":\"paid\",\"kind\":\"button\",\"cost\":5},"        \
    "{\"controlID\":\"text\",\"kind\":\"textbox\",\"cost\":5},{\"controlID\":\"dial\",\"kind\":\"dial\",\"cost\":5},"  \
    "{\"controlID\":\"screen\",\"kind\":\"screen\",\"cost\":5},{\"controlID\":\"dear\",\"kind\":\"button\",\"cost\":50}"

#define OTHERS                                                                                                     \
    "{\"sessionID\":\"%s\",\"userID\":9,\"username\":\"Ann\",\"level\":3,\"lastInputAt\":%d,\"connectedAt\":%d,"   \
    "\"disabled\":false,\"groupID\":\"default\",\"anonymous\":false,\"channelGroups\":[\"User\"]"

typedef struct shop {
    host_rig      *rig;
    cho_host_user *account;
    rig_peer      *ann;
    char           id[40]; /* of the transaction seen last; empty: there was none */
} shop;

static int set_up(void **state)
{
    rig_set_up(state);
    shop *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->rig = *state;
    rig_do(s->rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[" CONTROLS "]}");
    rig_ready(s->rig);
    s->account = rig_user(s->rig, 9, "Ann", 12);
    s->ann     = rig_join_as(s->rig, s->account);
    *state     = s;
    return 0;
}

static int tear_down(void **state)
{
    shop *s   = *state;
    void *rig = s->rig;
    free(s);
    return rig_tear_down(&rig);
}

static void give(shop *s, rig_peer *who, const char *input)
{
    rig_says(s->rig, who, "{\"id\":9,\"type\":\"method\",\"method\":\"giveInput\",\"params\":%s}", input);
}

/* The game was given an input; what it may capture is noted. */
static void note_transaction(shop *s)
{
    static const char name[] = "\"transactionID\":\"";
    const char       *text   = rig_expect_call(&s->rig->game, "giveInput");
    const char       *at     = strstr(text, name);
    s->id[0]                 = '\0';
    if (at != NULL)
        snprintf(s->id, sizeof s->id, "%.36s", at + strlen(name));
}

static void buy(shop *s)
{
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"mousedown\"}");
    note_transaction(s);
    rig_expect_reply(s->ann, "9", "null");
    assert_int_equal(strlen(s->id), 36);
    give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"mouseup\"}");
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
}

static void capture(shop *s, const char *id)
{
    rig_game_says(s->rig, "{\"id\":9,\"type\":\"method\",\"method\":\"capture\",\"params\":{\"transactionID\":\"%s\"}}",
                  id);
}

/* ---- who they are ---- */

static void test_s23_a_user_is_told_with_its_account(void **state)
{
    shop          *s   = *state;
    cho_host_user *eve = rig_user(s->rig, 4294967295u, "Eve", 7);
    rig_peer      *p   = rig_try_join_as(s->rig, eve);
    const char    *mine;
    do
        mine = rig_take(p);
    while (strstr(mine, "onParticipantJoin") == NULL);
    assert_non_null(strstr(mine, "\"userID\":4294967295,\"username\":\"Eve\",\"level\":3,"));
    assert_non_null(strstr(mine, "\"anonymous\":false,\"channelGroups\":[\"User\"],\"sparks\":7}"));
    const char *games = rig_expect_call(&s->rig->game, "onParticipantJoin");
    assert_non_null(strstr(games, "\"userID\":4294967295,\"username\":\"Eve\",\"level\":3,"));
    assert_non_null(strstr(games, "\"anonymous\":false,\"channelGroups\":[\"User\"]}"));
}

static void test_two_tabs_are_two_participants_with_one_name(void **state)
{
    shop     *s   = *state;
    rig_peer *tab = rig_join_as(s->rig, s->account);
    assert_string_not_equal(tab->id, s->ann->id);
    assert_string_equal(tab->name, "Ann");
    assert_int_equal(cho_host_room_participant_count(s->rig->room), 2);
}

static void test_a_guest_can_not_take_a_users_name(void **state)
{
    shop *s = *state;
    rig_user(s->rig, 10, "Owner", 0);
    assert_string_equal(rig_join(s->rig, "Owner")->name, "Owner 2");
    assert_string_equal(rig_join(s->rig, "Ann")->name, "Ann 2");
}

static void test_s32_a_user_is_found_by_its_latest_session(void **state)
{
    shop     *s   = *state;
    rig_peer *tab = rig_join_as(s->rig, s->account);
    rig_call(s->rig, "getParticipantsByMixerID", "{\"userIDs\":[9,0,10]}");
    rig_expect_reply(&s->rig->game, "9", "{\"users\":{\"9\":" OTHERS "},\"0\":null,\"10\":null}}", tab->id, 0,
                     RIG_START_MS + 1);
    rig_leave(s->rig, tab);
    rig_forget(&s->rig->game);
    rig_call(s->rig, "getParticipantsByMixerID", "{\"userIDs\":[9]}");
    rig_expect_reply(&s->rig->game, "9", "{\"users\":{\"9\":" OTHERS "}}}", s->ann->id, 0, RIG_START_MS);
    rig_leave(s->rig, s->ann);
    rig_forget(&s->rig->game);
    rig_call(s->rig, "getParticipantsByMixerID", "{\"userIDs\":[9]}");
    rig_expect_reply(&s->rig->game, "9", "{\"users\":{\"9\":null}}");
}

/* ---- opening ---- */

static void test_s24_s25_s38_a_press_that_costs_carries_its_transaction(void **state)
{
    shop *s = *state;
    give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"mousedown\"}");
    const char *text = rig_expect_call(&s->rig->game, "giveInput");
    const char *at   = strstr(text, "\"transactionID\":\"");
    char        expected[256];
    assert_non_null(at);
    snprintf(s->id, sizeof s->id, "%.36s", at + strlen("\"transactionID\":\""));
    snprintf(expected, sizeof expected,
             "\"params\":{\"participantID\":\"%s\",\"transactionID\":\"%s\",\"input\":{\"controlID\":\"paid\","
             "\"event\":\"mousedown\"}}",
             s->ann->id, s->id);
    assert_non_null(strstr(text, expected));
    assert_int_equal(s->account->sparks, 12);
}

static void test_s38_only_presses_and_submits_of_dear_controls_cost(void **state)
{
    static const struct {
        const char *input;
        bool        costs;
    } inputs[] = {
        { "{\"controlID\":\"paid\",\"event\":\"mousedown\"}", true },
        { "{\"controlID\":\"paid\",\"event\":\"mouseup\"}", false },
        { "{\"controlID\":\"paid\",\"event\":\"keydown\"}", true },
        { "{\"controlID\":\"paid\",\"event\":\"keyup\"}", false },
        { "{\"controlID\":\"text\",\"event\":\"submit\",\"value\":\"a\"}", true },
        { "{\"controlID\":\"dial\",\"event\":\"turn\"}", false },
        { "{\"controlID\":\"dial\",\"event\":\"submit\"}", true },
        { "{\"controlID\":\"dial\",\"event\":\"move\",\"x\":1,\"y\":0}", false },
        { "{\"controlID\":\"screen\",\"event\":\"move\",\"x\":1,\"y\":0}", false },
        { "{\"controlID\":\"free\",\"event\":\"mousedown\"}", false },
        { "{\"controlID\":\"free\",\"event\":\"mouseup\"}", false },
    };
    shop *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
        give(s, s->ann, inputs[i].input);
        note_transaction(s);
        if ((s->id[0] != '\0') != inputs[i].costs)
            fail_msg("%s", inputs[i].input);
    }
}

static void test_s38_who_is_anonymous_is_asked_to_sign_in(void **state)
{
    shop     *s     = *state;
    rig_peer *guest = rig_join(s->rig, "Guest");
    give(s, guest, "{\"controlID\":\"paid\",\"event\":\"mousedown\"}");
    rig_expect_refusal(guest, "9", 4026, NULL);
    give(s, guest, "{\"controlID\":\"text\",\"event\":\"submit\",\"value\":\"a\"}");
    rig_expect_refusal(guest, "9", 4026, NULL);
    rig_expect_nothing(&s->rig->game);
}

static void test_who_has_too_few_sparks_is_refused(void **state)
{
    shop *s = *state;
    give(s, s->ann, "{\"controlID\":\"dear\",\"event\":\"mousedown\"}");
    rig_expect_refusal(s->ann, "9", 4007, NULL);
    rig_expect_nothing(&s->rig->game);
}

static void test_an_input_that_is_too_fast_opens_nothing(void **state)
{
    shop *s = *state;
    for (int i = 0; i < 45; i++)
        give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"keydown\"}");
    assert_int_equal(s->account->open_count, 40);
    rig_forget(s->ann);
    give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"keydown\"}");
    rig_expect_refusal(s->ann, "9", 4099, NULL);
}

static void test_what_a_throttle_holds_back_opens_nothing_and_is_told(void **state)
{
    shop *s = *state;
    rig_do(s->rig, "setBandwidthThrottle", "{\"giveInput\":{\"capacity\":0,\"drainRate\":0}}");
    uint64_t rejected = cho_host_room_counters(s->rig->room).inputs_rejected;
    give(s, s->ann, "{\"controlID\":\"paid\",\"event\":\"mousedown\"}");
    rig_expect_refusal(s->ann, "9", 4099, NULL);
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(s->account->open_count, 0);
    assert_int_equal(cho_host_room_counters(s->rig->room).inputs_rejected, rejected + 1);
    give(s, s->ann, "{\"controlID\":\"free\",\"event\":\"mousedown\"}");
    rig_expect_reply(s->ann, "9", "null");
}

/* ---- capturing ---- */

static void test_a_capture_tells_the_new_balance_to_the_payer_alone(void **state)
{
    shop     *s     = *state;
    rig_peer *tab   = rig_join_as(s->rig, s->account);
    rig_peer *guest = rig_join(s->rig, "Guest");
    buy(s);
    capture(s, s->id);
    rig_expect(s->ann, "onParticipantUpdate", "{\"participants\":[" OTHERS ",\"sparks\":7}]}", s->ann->id, RIG_START_MS,
               RIG_START_MS);
    rig_expect(tab, "onParticipantUpdate", "{\"participants\":[" OTHERS ",\"sparks\":7}]}", tab->id, 0,
               RIG_START_MS + 1);
    rig_expect_nothing(guest);
    rig_expect_reply(&s->rig->game, "9", "null");
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(s->account->sparks, 7);
}

static void test_s39_a_second_capture_finds_nothing(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s, s->id);
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
    capture(s, s->id);
    rig_expect_refusal(&s->rig->game, "9", 4006, "transactionID");
    rig_expect_nothing(s->ann);
    assert_int_equal(s->account->sparks, 7);
}

static void test_s39_after_300_seconds_there_is_nothing_to_capture(void **state)
{
    shop *s = *state;
    buy(s);
    rig_pass(s->rig, 300000);
    capture(s, s->id);
    rig_expect_refusal(&s->rig->game, "9", 4006, "transactionID");
}

static void test_s39_captures_never_overdraw(void **state)
{
    shop *s = *state;
    char  ids[3][40];
    for (int i = 0; i < 3; i++) {
        buy(s);
        snprintf(ids[i], sizeof ids[i], "%s", s->id);
    }
    for (int i = 0; i < 3; i++) {
        capture(s, ids[i]);
        if (i < 2)
            rig_expect_reply(&s->rig->game, "9", "null");
        else
            rig_expect_refusal(&s->rig->game, "9", 4007, NULL);
    }
    assert_int_equal(s->account->sparks, 2);
}

static void test_the_cost_is_that_of_the_moment_of_the_press(void **state)
{
    shop *s = *state;
    buy(s);
    rig_do(s->rig, "updateControls", "{\"sceneID\":\"default\",\"controls\":[{\"controlID\":\"paid\",\"cost\":11}]}");
    capture(s, s->id);
    rig_expect_reply(&s->rig->game, "9", "null");
    assert_int_equal(s->account->sparks, 7);
}

static void test_a_capture_works_after_the_participant_has_left(void **state)
{
    shop *s = *state;
    buy(s);
    rig_leave(s->rig, s->ann);
    rig_forget(&s->rig->game);
    capture(s, s->id);
    rig_expect_reply(&s->rig->game, "9", "null");
    assert_int_equal(s->account->sparks, 7);
}

static void test_s56_transactions_end_with_the_session_and_wallets_do_not(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s, s->id);
    buy(s);
    rig_leave_game(s->rig);
    assert_int_equal(s->account->open_count, 0);
    assert_null(s->account->newest);
    rig_forget(&s->rig->game);
    rig_enter_game(s->rig);
    rig_forget(&s->rig->game);
    capture(s, s->id);
    rig_expect_refusal(&s->rig->game, "9", 4006, "transactionID");
    assert_int_equal(s->account->sparks, 7);
}

static void test_ids_may_be_numbers_and_nothing_else(void **state)
{
    static const struct {
        const char *params;
        int         code;
    } calls[] = {
        { "{\"transactionID\":17}", 4006 },   { "{\"transactionID\":\"17\"}", 4006 },
        { "{\"transactionID\":1.5}", 4004 },  { "{\"transactionID\":null}", 4004 },
        { "{\"transactionID\":[]}", 4004 },   { "{}", 4004 },
        { "{\"transactionID\":\"\"}", 4004 }, { "{\"transactionID\":true}", 4004 },
    };
    shop *s = *state;
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        rig_call(s->rig, "capture", calls[i].params);
        rig_expect_refusal(&s->rig->game, "9", calls[i].code, "transactionID");
    }
}

static void test_participants_can_not_capture(void **state)
{
    shop *s = *state;
    buy(s);
    rig_says(s->rig, s->ann, "{\"id\":9,\"method\":\"capture\",\"params\":{\"transactionID\":\"%s\"}}", s->id);
    rig_expect_refusal(s->ann, "9", 4003, NULL);
    assert_int_equal(s->account->sparks, 12);
}

/* ---- two rooms, one wallet ---- */

static void test_a_wallet_is_shared_by_all_rooms(void **state)
{
    shop                       *s       = *state;
    const cho_host_room_options options = {
        .hash_seed        = 43,
        .max_participants = 10,
        .users            = s->rig->users,
        .limits           = &s->rig->limits,
    };
    cho_host_room              *room    = NULL;
    cho_host_outbox             outbox  = rig_outbox(s->rig);
    rig_peer                    other   = { .watch.is_viewer = true };
    const cho_host_identity     ann     = { .user = s->account };
    assert_ok(cho_host_room_create(&s->rig->heap, &options, &outbox, &room));
    assert_ok(cho_host_room_join(room, &other, &ann, s->rig->now_ms, &other.handle));
    rig_forget(&other);
    buy(s);
    capture(s, s->id);
    assert_non_null(strstr(rig_expect_call(&other, "onParticipantUpdate"), "\"sparks\":7"));
    cho_host_room_leave(room, other.handle, s->rig->now_ms);
    rig_forget(&other);
    buy(s);
    capture(s, s->id);
    rig_expect_nothing(&other);
    cho_host_room_destroy(room);
}

/* ---- memory ---- */

static void play(failing_allocator *f)
{
    host_rig rig;
    rig_init(&rig, &f->hooks);
    if (rig.room != NULL) {
        cho_host_user *account = rig_user(&rig, 9, "Ann", 12);
        rig_enter_game(&rig);
        rig_game_says(&rig, "{\"id\":1,\"method\":\"createControls\",\"params\":{\"sceneID\":\"default\","
                            "\"controls\":[{\"controlID\":\"paid\",\"kind\":\"button\",\"cost\":5}]}}");
        rig_game_says(&rig, "{\"id\":2,\"method\":\"ready\"}");
        rig_peer *ann = rig_try_join_as(&rig, account);
        if (ann != NULL)
            rig_says(&rig, ann, "{\"method\":\"giveInput\",\"params\":{\"controlID\":\"paid\","
                                "\"event\":\"mousedown\"}}");
        bool was_open = account->open_count == 1;
        assert_true(was_open || failing_allocator_has_failed(f));
        if (was_open)
            rig_game_says(&rig, "{\"id\":3,\"method\":\"capture\",\"params\":{\"transactionID\":\"%s\"}}",
                          account->oldest_open->node.id.ptr);
        assert_int_equal(account->sparks, was_open && account->open_count == 0 ? 7 : 12);
    }
    rig_deinit(&rig);
}

static void test_without_memory_nothing_is_paid_twice(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
        play(f);
}

int main(void)
{
#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_s23_a_user_is_told_with_its_account),
        SHOP_TEST(test_two_tabs_are_two_participants_with_one_name),
        SHOP_TEST(test_a_guest_can_not_take_a_users_name),
        SHOP_TEST(test_s32_a_user_is_found_by_its_latest_session),
        SHOP_TEST(test_s24_s25_s38_a_press_that_costs_carries_its_transaction),
        SHOP_TEST(test_s38_only_presses_and_submits_of_dear_controls_cost),
        SHOP_TEST(test_s38_who_is_anonymous_is_asked_to_sign_in),
        SHOP_TEST(test_who_has_too_few_sparks_is_refused),
        SHOP_TEST(test_an_input_that_is_too_fast_opens_nothing),
        SHOP_TEST(test_what_a_throttle_holds_back_opens_nothing_and_is_told),
        SHOP_TEST(test_a_capture_tells_the_new_balance_to_the_payer_alone),
        SHOP_TEST(test_s39_a_second_capture_finds_nothing),
        SHOP_TEST(test_s39_after_300_seconds_there_is_nothing_to_capture),
        SHOP_TEST(test_s39_captures_never_overdraw),
        SHOP_TEST(test_the_cost_is_that_of_the_moment_of_the_press),
        SHOP_TEST(test_a_capture_works_after_the_participant_has_left),
        SHOP_TEST(test_s56_transactions_end_with_the_session_and_wallets_do_not),
        SHOP_TEST(test_ids_may_be_numbers_and_nothing_else),
        SHOP_TEST(test_participants_can_not_capture),
        SHOP_TEST(test_a_wallet_is_shared_by_all_rooms),
        HEAP_TEST(test_without_memory_nothing_is_paid_twice),
    };
    return cmocka_run_group_tests_name("host/capture", tests, NULL, NULL);
}
