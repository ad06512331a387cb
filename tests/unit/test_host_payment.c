/* Payments of accounts: they count when they are written down, and not before. */
#include "support/failing_allocator.h"
#include "support/host_rig.h"

#include "host/room/host_payment.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTROLS "{\"controlID\":\"paid\",\"kind\":\"button\",\"cost\":5}"

typedef struct shop {
    host_rig         *rig;
    cho_host_user    *account;
    rig_peer         *ann;
    cho_host_payment *written; /* that waits to end; NULL: none */
    chorus_result     refusal; /* OK: the ledger takes payments */
    char              id[40];  /* of the transaction seen last */
} shop;

static chorus_result write_down(void *user, cho_host_payment *payment)
{
    shop *s = user;
    if (s->refusal != CHORUS_OK)
        return s->refusal;
    assert_null(s->written);
    s->written = payment;
    return CHORUS_OK;
}

static void use_ledger(shop *s)
{
    const cho_host_room_options options = {
        .max_participants = 100, .users = s->rig->users, .limits = &s->rig->limits, .ledger = { write_down, s },
    };
    cho_host_room_set_limits(s->rig->room, &options);
}

static void open_shop(shop *s)
{
    use_ledger(s);
    rig_do(s->rig, "createControls", "{\"sceneID\":\"default\",\"controls\":[" CONTROLS "]}");
    rig_ready(s->rig);
    s->account             = rig_user(s->rig, 9, "Ann", 12);
    s->account->is_account = true;
    s->ann                 = rig_join_as(s->rig, s->account);
}

static int set_up(void **state)
{
    rig_set_up(state);
    shop *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->rig = *state;
    open_shop(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    shop *s   = *state;
    void *rig = s->rig;
    if (s->written != NULL)
        cho_host_payment_end(s->written, CHORUS_OK, s->rig->now_ms);
    free(s);
    return rig_tear_down(&rig);
}

/* Presses and releases; the transaction is noted. */
static void buy(shop *s)
{
    static const char name[] = "\"transactionID\":\"";
    rig_says(s->rig, s->ann, "{\"id\":9,\"type\":\"method\",\"method\":\"giveInput\",\"params\":"
                             "{\"controlID\":\"paid\",\"event\":\"mousedown\"}}");
    const char *at = strstr(rig_expect_call(&s->rig->game, "giveInput"), name);
    assert_non_null(at);
    snprintf(s->id, sizeof s->id, "%.36s", at + strlen(name));
    rig_says(s->rig, s->ann, "{\"id\":10,\"type\":\"method\",\"method\":\"giveInput\",\"params\":"
                             "{\"controlID\":\"paid\",\"event\":\"mouseup\"}}");
    rig_forget(&s->rig->game);
    rig_forget(s->ann);
}

static void capture(shop *s)
{
    rig_game_says(s->rig, "{\"id\":9,\"type\":\"method\",\"method\":\"capture\",\"params\":{\"transactionID\":\"%s\"}}",
                  s->id);
}

static void end_payment(shop *s, chorus_result result)
{
    cho_host_payment *payment = s->written;
    assert_non_null(payment);
    s->written = NULL;
    cho_host_payment_end(payment, result, s->rig->now_ms);
}

static void expect_balance(shop *s, unsigned sparks)
{
    char        wanted[32];
    const char *told = rig_expect_call(s->ann, "onParticipantUpdate");
    (void)snprintf(wanted, sizeof wanted, "\"sparks\":%u}", sparks);
    assert_non_null(strstr(told, wanted));
}

static void test_nobody_hears_of_a_payment_before_it_is_written(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    rig_expect_nothing(&s->rig->game);
    rig_expect_nothing(s->ann);
    assert_int_equal(s->account->sparks, 7);
    end_payment(s, CHORUS_OK);
    rig_expect_reply(&s->rig->game, "9", "null");
    expect_balance(s, 7);
    assert_int_equal(s->account->unwritten, 0);
}

static void test_other_calls_go_on_meanwhile(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    rig_game_says(s->rig, "{\"id\":10,\"type\":\"method\",\"method\":\"getTime\",\"params\":{}}");
    assert_non_null(strstr(rig_take(&s->rig->game), "\"id\":10"));
    end_payment(s, CHORUS_OK);
    rig_expect_reply(&s->rig->game, "9", "null");
}

static void test_what_cannot_be_written_is_given_back(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    end_payment(s, CHORUS_E_STATE);
    rig_expect_refusal(&s->rig->game, "9", 1011, NULL);
    expect_balance(s, 12);
    assert_int_equal(s->account->sparks, 12);
}

static void test_a_wallet_that_turns_out_too_small_refuses(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    end_payment(s, CHORUS_E_REJECTED);
    rig_expect_refusal(&s->rig->game, "9", 4007, NULL);
    assert_int_equal(s->account->sparks, 12);
}

static void test_a_ledger_that_takes_nothing_changes_nothing(void **state)
{
    shop *s    = *state;
    s->refusal = CHORUS_E_AGAIN;
    buy(s);
    capture(s);
    rig_expect_refusal(&s->rig->game, "9", 1011, NULL);
    assert_int_equal(s->account->sparks, 12);
    s->refusal = CHORUS_OK;
    capture(s);
    end_payment(s, CHORUS_OK);
    rig_expect_reply(&s->rig->game, "9", "null");
    assert_int_equal(s->account->sparks, 7);
}

static void test_sparks_on_their_way_cannot_be_spent_again(void **state)
{
    shop *s = *state;
    buy(s);
    s->account->sparks = 5;
    capture(s);
    capture(s);
    rig_expect_refusal(&s->rig->game, "9", 4006, "transactionID");
    assert_int_equal(s->account->sparks, 0);
    end_payment(s, CHORUS_OK);
    assert_int_equal(s->account->sparks, 0);
}

static void test_a_call_that_wants_no_reply_gets_none(void **state)
{
    shop *s = *state;
    buy(s);
    rig_game_says(s->rig, "{\"id\":9,\"type\":\"method\",\"method\":\"capture\",\"discard\":true,"
                          "\"params\":{\"transactionID\":\"%s\"}}", s->id);
    end_payment(s, CHORUS_OK);
    rig_expect_nothing(&s->rig->game);
    expect_balance(s, 7);
}

static void test_the_next_game_hears_nothing_of_it(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    rig_leave_game(s->rig);
    rig_enter_game(s->rig);
    rig_forget(&s->rig->game);
    end_payment(s, CHORUS_OK);
    rig_expect_nothing(&s->rig->game);
    assert_int_equal(s->account->sparks, 7);
}

static void test_a_payment_may_end_after_its_room(void **state)
{
    shop *s = *state;
    buy(s);
    capture(s);
    cho_host_payments_forget(s->rig->room);
    end_payment(s, CHORUS_E_STATE);
    assert_int_equal(s->account->sparks, 12);
}

static void test_users_of_the_options_pay_at_once(void **state)
{
    shop *s                = *state;
    s->account->is_account = false;
    buy(s);
    capture(s);
    assert_null(s->written);
    rig_expect_reply(&s->rig->game, "9", "null");
}

static void test_without_memory_nothing_is_lost(void **state)
{
    failing_allocator *f = *state;
    EVERY_ALLOCATION_FAILS(f)
    {
        host_rig rig;
        shop     s = { .rig = &rig };
        failing_allocator_succeed(f);
        rig_init(&rig, &f->hooks);
        rig_enter_game(&rig);
        rig_forget(&rig.game);
        open_shop(&s);
        buy(&s);
        failing_allocator_fail_at(f, f->round, true);
        capture(&s);
        if (s.written != NULL)
            end_payment(&s, CHORUS_OK);
        bool has_paid = s.account->sparks == 7;
        assert_true(has_paid || s.account->sparks == 12);
        assert_int_equal(s.account->unwritten, 0);
        bool has_failed = failing_allocator_has_failed(f);
        rig_deinit(&rig);
        if (!has_failed)
            assert_true(has_paid);
    }
}

int main(void)
{
#define SHOP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        SHOP_TEST(test_nobody_hears_of_a_payment_before_it_is_written),
        SHOP_TEST(test_other_calls_go_on_meanwhile),
        SHOP_TEST(test_what_cannot_be_written_is_given_back),
        SHOP_TEST(test_a_wallet_that_turns_out_too_small_refuses),
        SHOP_TEST(test_a_ledger_that_takes_nothing_changes_nothing),
        SHOP_TEST(test_sparks_on_their_way_cannot_be_spent_again),
        SHOP_TEST(test_a_call_that_wants_no_reply_gets_none),
        SHOP_TEST(test_the_next_game_hears_nothing_of_it),
        SHOP_TEST(test_a_payment_may_end_after_its_room),
        SHOP_TEST(test_users_of_the_options_pay_at_once),
        HEAP_TEST(test_without_memory_nothing_is_lost),
    };
    return cmocka_run_group_tests_name("host/payment", tests, NULL, NULL);
}
