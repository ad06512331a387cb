/* What a sign-in does as time passes. */
#include "support/login_rig.h"

static login_rig rig;

static int fresh(void **state)
{
    (void)state;
    memset(&rig, 0, sizeof rig);
    return 0;
}

/* Nobody says anything until something else than this code is asked about. */
static cho_login_ask poll_in_vain(void)
{
    cho_login_ask ask;
    while ((ask = login_rig_run(&rig, 1000)) == CHO_LOGIN_ASK_POLL)
        login_rig_say(&rig, CHO_LOGIN_PENDING);
    return ask;
}

/* ---- codes ---- */

static void test_a_code_is_renewed_before_it_ends_and_without_a_gap(void **state)
{
    (void)state;
    login_rig_go_to_code(&rig);
    uint64_t shown_ms = rig.now.ms;
    assert_int_equal(poll_in_vain(), CHO_LOGIN_ASK_CODE);
    assert_int_equal(rig.now.ms - shown_ms, LOGIN_RIG_LIFE_S * 800);
    login_rig_expect_state(&rig, CHORUS_LOGIN_WAITING);
    assert_true(cho_login_has_code(&rig.login));
    login_rig_give_code(&rig, "JKLMNP");
    login_rig_expect_state(&rig, CHORUS_LOGIN_CODE_READY);
    assert_string_equal(rig.login.shown.is.code, "JKLMNP");
    assert_non_null(strstr(rig.login.text, "The code was renewed"));
    assert_int_equal(rig.login.until_ms, rig.now.ms + LOGIN_RIG_LIFE_S * 1000);
}

static void test_the_code_before_is_polled_for_a_while(void **state)
{
    uint64_t last_ms = 0;
    (void)state;
    login_rig_go_to_code(&rig);
    poll_in_vain();
    login_rig_give_code(&rig, "JKLMNP");
    uint64_t renewed_ms = rig.now.ms;
    for (int i = 0; i < 60; i++) {
        cho_login_ask ask = login_rig_run(&rig, 10);
        if (ask == CHO_LOGIN_ASK_POLL_OLD)
            last_ms = rig.now.ms;
        login_rig_say(&rig, CHO_LOGIN_PENDING);
    }
    assert_true(last_ms > renewed_ms + 13 * 1000 && last_ms < renewed_ms + 15 * 1000);
    assert_int_equal(rig.login.old.is.handle[0], '\0');
}

static void test_a_yes_to_the_code_before_counts(void **state)
{
    (void)state;
    login_rig_go_to_code(&rig);
    poll_in_vain();
    login_rig_give_code(&rig, "JKLMNP");
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL_OLD);
    login_rig_give_grant(&rig);
    login_rig_expect(&rig, CHO_LOGIN_ASK_EXCHANGE);
}

/* The service is well, but gives no codes for a while. */
static void test_a_code_that_cannot_be_renewed_is_shown_to_its_end(void **state)
{
    (void)state;
    login_rig_go_to_code(&rig);
    uint64_t ends_ms = rig.login.until_ms;
    poll_in_vain();
    login_rig_say_later(&rig, 120);
    uint64_t asked_ms = rig.now.ms;
    login_rig_expect_state(&rig, CHORUS_LOGIN_WAITING);
    while (rig.login.state == CHORUS_LOGIN_WAITING) {
        assert_true(rig.now.ms < ends_ms);
        if (login_rig_run(&rig, 2) != CHO_LOGIN_ASK_NOTHING)
            login_rig_say(&rig, CHO_LOGIN_PENDING);
    }
    login_rig_expect_state(&rig, CHORUS_LOGIN_OFFLINE);
    assert_non_null(strstr(rig.login.text, "busy"));
    assert_int_equal(login_rig_run(&rig, 200), CHO_LOGIN_ASK_CODE);
    assert_int_equal(rig.now.ms - asked_ms, 120 * 1000);
}

static void test_after_six_codes_nobody_is_expected_any_more(void **state)
{
    static const char *const codes[] = { "1", "2", "3", "4", "5", "6", "7" };
    size_t                   given   = 0;
    (void)state;
    login_rig_begin(&rig);
    for (cho_login_ask ask; (ask = login_rig_run(&rig, 200)) != CHO_LOGIN_ASK_NOTHING;) {
        if (ask == CHO_LOGIN_ASK_CODE)
            login_rig_give_code(&rig, codes[given++]);
        else
            login_rig_say(&rig, CHO_LOGIN_PENDING);
    }
    assert_int_equal(given, CHO_LOGIN_CODES_MAX);
    login_rig_expect_state(&rig, CHORUS_LOGIN_EXPIRED);
    cho_login_retry(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_CODE);
}

static void test_codes_that_end_at_once_are_not_asked_for_without_end(void **state)
{
    int given = 0;
    (void)state;
    login_rig_begin(&rig);
    for (cho_login_ask ask; (ask = login_rig_run(&rig, 200)) != CHO_LOGIN_ASK_NOTHING;) {
        if (ask == CHO_LOGIN_ASK_CODE) {
            login_rig_give_code(&rig, "BCDFGH");
            given++;
        } else {
            login_rig_say(&rig, CHO_LOGIN_GONE);
        }
    }
    assert_int_equal(given, CHO_LOGIN_CODES_MAX);
    login_rig_expect_state(&rig, CHORUS_LOGIN_EXPIRED);
}

/* ---- pace ---- */

static uint64_t next_poll_after_ms(void)
{
    uint64_t before_ms = rig.now.ms;
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL);
    return rig.now.ms - before_ms;
}

static void test_polls_come_at_the_interval_and_a_fifth_more_at_most(void **state)
{
    (void)state;
    login_rig_go_to_code(&rig);
    assert_int_equal(next_poll_after_ms(), 1000);
    rig.random = 100;
    login_rig_say(&rig, CHO_LOGIN_PENDING);
    assert_int_equal(next_poll_after_ms(), 1100);
    rig.random = UINT32_MAX;
    login_rig_say(&rig, CHO_LOGIN_PENDING);
    uint64_t wait_ms = next_poll_after_ms();
    assert_true(wait_ms >= 1000 && wait_ms <= 1200);
}

static void test_slow_down_is_for_good(void **state)
{
    (void)state;
    login_rig_go_to_poll(&rig);
    login_rig_say(&rig, CHO_LOGIN_SLOW_DOWN);
    assert_int_equal(next_poll_after_ms(), 6000);
    login_rig_say(&rig, CHO_LOGIN_SLOW_DOWN);
    assert_int_equal(next_poll_after_ms(), 11000);
    login_rig_say(&rig, CHO_LOGIN_PENDING);
    assert_int_equal(next_poll_after_ms(), 11000);
    login_rig_say(&rig, CHO_LOGIN_NO);
    cho_login_retry(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_CODE);
    login_rig_give_code(&rig, "JKLMNP");
    assert_int_equal(next_poll_after_ms(), 11000);
}

static void test_a_service_may_say_how_long_to_wait(void **state)
{
    (void)state;
    login_rig_go_to_poll(&rig);
    login_rig_say_later(&rig, 7);
    assert_int_equal(next_poll_after_ms(), 7000);
    login_rig_expect_state(&rig, CHORUS_LOGIN_CODE_READY);
    rig.answer.retry_after_ms = 9000;
    login_rig_say_fault(&rig, CHO_LOGIN_BUSY);
    login_rig_expect_state(&rig, CHORUS_LOGIN_OFFLINE);
    assert_int_equal(rig.login.until_ms, rig.now.ms + 9000);
    assert_int_equal(next_poll_after_ms(), 9000);
    login_rig_say_later(&rig, 4000000);
    assert_int_not_equal(login_rig_run(&rig, 600), CHO_LOGIN_ASK_NOTHING);
}

static void test_pauses_grow_and_shrink_again(void **state)
{
    uint64_t last_ms = 0;
    (void)state;
    rig.random = UINT32_MAX;
    login_rig_begin(&rig);
    login_rig_expect(&rig, CHO_LOGIN_ASK_CODE);
    for (int i = 0; i < 6; i++) {
        login_rig_say_fault(&rig, CHO_LOGIN_REFUSED);
        uint64_t before_ms = rig.now.ms;
        login_rig_expect(&rig, CHO_LOGIN_ASK_CODE);
        assert_true(rig.now.ms - before_ms > last_ms || last_ms > 30 * 1000);
        last_ms = rig.now.ms - before_ms;
        assert_true(last_ms <= 31 * 1000);
    }
    login_rig_give_code(&rig, "BCDFGH");
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL);
    login_rig_say_fault(&rig, CHO_LOGIN_REFUSED);
    assert_true(rig.login.until_ms - rig.now.ms < 2000);
}

/* ---- offline and back ---- */

static void test_the_same_code_comes_back_while_it_lives(void **state)
{
    (void)state;
    login_rig_go_to_poll(&rig);
    login_rig_say(&rig, CHO_LOGIN_PENDING);
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL);
    login_rig_say_fault(&rig, CHO_LOGIN_BROKEN_OFF);
    login_rig_expect_state(&rig, CHORUS_LOGIN_OFFLINE);
    assert_false(cho_login_has_code(&rig.login));
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL);
    login_rig_say(&rig, CHO_LOGIN_PENDING);
    login_rig_expect_state(&rig, CHORUS_LOGIN_WAITING);
    assert_string_equal(rig.login.shown.is.code, "BCDFGH");
    assert_true(cho_login_has_code(&rig.login));
}

static void test_a_code_that_ends_meanwhile_is_followed_by_another(void **state)
{
    (void)state;
    login_rig_go_to_poll(&rig);
    while (rig.login.shown.is_there) {
        login_rig_say_fault(&rig, CHO_LOGIN_BROKEN_OFF);
        assert_int_not_equal(login_rig_run(&rig, 100), CHO_LOGIN_ASK_NOTHING);
    }
    login_rig_expect_state(&rig, CHORUS_LOGIN_OFFLINE);
    assert_int_equal(rig.login.asked, CHO_LOGIN_ASK_CODE);
    login_rig_give_code(&rig, "JKLMNP");
    login_rig_expect_state(&rig, CHORUS_LOGIN_CODE_READY);
}

static void test_trying_again_while_offline_is_done_at_once(void **state)
{
    (void)state;
    login_rig_go_to_poll(&rig);
    rig.answer.retry_after_ms = 60 * 1000;
    login_rig_say_fault(&rig, CHO_LOGIN_BUSY);
    assert_int_equal(login_rig_run(&rig, 10), CHO_LOGIN_ASK_NOTHING);
    cho_login_retry(&rig.login, rig.now);
    assert_int_equal(login_rig_run(&rig, 0), CHO_LOGIN_ASK_POLL);
}

/* ---- confirming ---- */

static void test_a_token_that_nobody_confirms_is_forgotten(void **state)
{
    (void)state;
    login_rig_go_to_confirm(&rig);
    assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S - 5), CHO_LOGIN_ASK_NOTHING);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REVOKE);
    assert_string_equal(rig.login.revoked, "refresh");
    login_rig_expect_state(&rig, CHORUS_LOGIN_EXPIRED);
    assert_false(login_rig_has_news(&rig, CHO_LOGIN_SAVE | CHO_LOGIN_TELL_TOKEN | CHO_LOGIN_HAND_OUT));
}

/* The game has agreed to somebody else. */
static void test_only_the_person_that_was_shown_is_accepted(void **state)
{
    (void)state;
    login_rig_go_to_confirm(&rig);
    uint32_t first = rig.login.round;
    cho_login_retry(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REVOKE);
    login_rig_say(&rig, CHO_LOGIN_GIVEN);
    login_rig_expect(&rig, CHO_LOGIN_ASK_CODE);
    login_rig_give_code(&rig, "JKLMNP");
    login_rig_expect(&rig, CHO_LOGIN_ASK_POLL);
    login_rig_give_grant(&rig);
    login_rig_expect(&rig, CHO_LOGIN_ASK_EXCHANGE);
    login_rig_give_token(&rig, "eve's", "eve's");
    login_rig_expect(&rig, CHO_LOGIN_ASK_USER);
    login_rig_give_user(&rig, "Eve");
    cho_login_accept(&rig.login, first);
    login_rig_expect_state(&rig, CHORUS_LOGIN_CONFIRM);
    cho_login_accept(&rig.login, rig.login.round);
    login_rig_expect_state(&rig, CHORUS_LOGIN_SIGNED_IN);
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_SAVE));
}

static void test_forgetting_is_tried_three_times(void **state)
{
    int asked = 0;
    (void)state;
    login_rig_go_to_confirm(&rig);
    cho_login_reject(&rig.login, rig.login.round, rig.now);
    while (login_rig_run(&rig, 1000) == CHO_LOGIN_ASK_REVOKE) {
        login_rig_say_fault(&rig, CHO_LOGIN_SILENT);
        asked++;
    }
    assert_int_equal(asked, CHO_LOGIN_REVOKE_TRIES);
    assert_int_equal(rig.login.revoked[0], '\0');
}

/* ---- tokens ---- */

static void test_a_token_is_refreshed_at_half_its_life(void **state)
{
    (void)state;
    login_rig_go_to_hold(&rig);
    login_rig_has_news(&rig, CHO_LOGIN_SAVE | CHO_LOGIN_TOKEN_NEW);
    uint64_t since_ms = rig.now.ms;
    assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S), CHO_LOGIN_ASK_REFRESH);
    assert_int_equal((rig.now.ms - since_ms) / 1000, LOGIN_RIG_TOKEN_S / 2);
    login_rig_give_token(&rig, "next", "r2");
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_SAVE));
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_TOKEN_NEW));
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_HAND_OUT));
    assert_string_equal(rig.login.token.access, "next");
    assert_string_equal(rig.login.token.refresh, "r2");
}

static void test_a_refresh_token_stays_when_no_other_is_given(void **state)
{
    (void)state;
    login_rig_go_to_hold(&rig);
    cho_login_refresh(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    login_rig_give_token(&rig, "next", "");
    assert_string_equal(rig.login.token.refresh, "refresh");
}

/* The host keeps a used refresh token good for 60 s. */
static void test_a_lost_answer_is_asked_for_again_soon(void **state)
{
    int tries = 0;
    (void)state;
    rig.random = UINT32_MAX;
    login_rig_go_to_hold(&rig);
    assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S), CHO_LOGIN_ASK_REFRESH);
    for (uint64_t lost_ms = rig.now.ms; rig.now.ms < lost_ms + 60 * 1000; tries++) {
        assert_string_equal(rig.login.token.refresh, "refresh");
        login_rig_say_fault(&rig, CHO_LOGIN_BROKEN_OFF);
        login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    }
    assert_true(tries >= 4);
    login_rig_expect_state(&rig, CHORUS_LOGIN_SIGNED_IN);
}

static void test_a_token_that_outlives_the_connection_is_refreshed_later(void **state)
{
    (void)state;
    login_rig_go_to_hold(&rig);
    while (cho_login_is_signed_in(&rig.login)) {
        assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S), CHO_LOGIN_ASK_REFRESH);
        login_rig_say_fault(&rig, CHO_LOGIN_REFUSED);
    }
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_HAND_OUT));
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    login_rig_say_fault(&rig, CHO_LOGIN_REFUSED);
    login_rig_expect_state(&rig, CHORUS_LOGIN_OFFLINE);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    login_rig_give_token(&rig, "next", "r2");
    login_rig_expect_state(&rig, CHORUS_LOGIN_SIGNED_IN);
}

static void hold_without_refresh(void)
{
    login_rig_go_to_exchange(&rig);
    login_rig_give_token(&rig, "access", "");
    login_rig_expect(&rig, CHO_LOGIN_ASK_USER);
    login_rig_give_user(&rig, "Ann");
    cho_login_accept(&rig.login, rig.login.round);
}

static void test_without_a_refresh_token_the_end_leads_to_a_code(void **state)
{
    (void)state;
    hold_without_refresh();
    assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S + 1), CHO_LOGIN_ASK_CODE);
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_ERASE));
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_HAND_OUT));
    login_rig_expect_state(&rig, CHORUS_LOGIN_REQUESTING);
}

static void test_a_refused_token_is_refreshed_or_given_up(void **state)
{
    (void)state;
    login_rig_go_to_hold(&rig);
    cho_login_refuse(&rig.login, rig.now);
    assert_int_equal(login_rig_run(&rig, 0), CHO_LOGIN_ASK_REFRESH);
    memset(&rig, 0, sizeof rig);
    hold_without_refresh();
    cho_login_refuse(&rig.login, rig.now);
    assert_int_equal(login_rig_run(&rig, 0), CHO_LOGIN_ASK_CODE);
}

/* ---- clocks ---- */

static void test_what_is_stored_is_judged_by_its_age(void **state)
{
    static const struct {
        int64_t       age_s;
        const char   *refresh;
        cho_login_ask first;
    } cases[] = {
        { 0, "r", CHO_LOGIN_ASK_USER },
        { LOGIN_RIG_TOKEN_S / 2, "r", CHO_LOGIN_ASK_USER },
        { LOGIN_RIG_TOKEN_S / 2 + 1, "r", CHO_LOGIN_ASK_REFRESH },
        { LOGIN_RIG_TOKEN_S * 100, "r", CHO_LOGIN_ASK_REFRESH },
        { LOGIN_RIG_WALL_S, "r", CHO_LOGIN_ASK_REFRESH },             /* times are not known */
        { -30, "r", CHO_LOGIN_ASK_USER },                             /* clocks differ a little ... */
        { -61, "r", CHO_LOGIN_ASK_REFRESH },                          /* ... or one of them was wrong */
        { -LOGIN_RIG_TOKEN_S * 1000000LL, "r", CHO_LOGIN_ASK_REFRESH },
        { LOGIN_RIG_TOKEN_S - 1, "", CHO_LOGIN_ASK_USER },
        { LOGIN_RIG_TOKEN_S, "", CHO_LOGIN_ASK_CODE },
        { -1000000, "", CHO_LOGIN_ASK_USER },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        memset(&rig, 0, sizeof rig);
        login_rig_begin_with(&rig, cases[i].age_s, cases[i].refresh);
        cho_login_ask first = login_rig_run(&rig, 0);
        if (first != cases[i].first)
            fail_msg("case %zu: %d", i, (int)first);
    }
}

/* Nothing is trusted for longer than it lives, whatever the clock says. */
static void test_a_token_from_the_future_ends(void **state)
{
    (void)state;
    login_rig_begin_with(&rig, -1000000, "");
    login_rig_expect(&rig, CHO_LOGIN_ASK_USER);
    login_rig_give_user(&rig, "Ann");
    login_rig_expect_state(&rig, CHORUS_LOGIN_SIGNED_IN);
    assert_int_equal(login_rig_run(&rig, LOGIN_RIG_TOKEN_S + 1), CHO_LOGIN_ASK_CODE);
}

static void test_a_clock_that_jumps_brings_a_refresh(void **state)
{
    static const int64_t jumps[] = { LOGIN_RIG_TOKEN_S * 10, -LOGIN_RIG_TOKEN_S * 10 };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++) {
        memset(&rig, 0, sizeof rig);
        login_rig_go_to_hold(&rig);
        rig.now.wall_s += jumps[i];
        assert_int_equal(login_rig_run(&rig, 0), CHO_LOGIN_ASK_REFRESH);
    }
}

static void test_a_stored_token_is_kept_as_soon_as_it_is_refreshed(void **state)
{
    (void)state;
    login_rig_begin_with(&rig, LOGIN_RIG_TOKEN_S, "refresh");
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    login_rig_give_token(&rig, "next", "r2");
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_SAVE));
    login_rig_expect(&rig, CHO_LOGIN_ASK_USER);
    login_rig_give_user(&rig, "Ann");
    login_rig_expect_state(&rig, CHORUS_LOGIN_SIGNED_IN);
    assert_true(login_rig_has_news(&rig, CHO_LOGIN_TOKEN_NEW));
}

static void test_once_put_right_a_stored_token_is_used_again(void **state)
{
    (void)state;
    login_rig_begin_with(&rig, LOGIN_RIG_TOKEN_S, "refresh");
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
    login_rig_say_fault(&rig, CHO_LOGIN_WRONG_TIME);
    login_rig_expect_state(&rig, CHORUS_LOGIN_MISCONFIGURED);
    assert_false(login_rig_has_news(&rig, CHO_LOGIN_ERASE));
    cho_login_retry(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REFRESH);
}

/* ---- what is secret ---- */

static void test_nothing_secret_stays(void **state)
{
    (void)state;
    login_rig_go_to_hold(&rig);
    cho_login_sign_out(&rig.login, rig.now);
    login_rig_expect(&rig, CHO_LOGIN_ASK_REVOKE);
    login_rig_say(&rig, CHO_LOGIN_GIVEN);
    for (size_t i = 0; i + 6 < sizeof rig.login; i++) {
        const char *at = (const char *)&rig.login + i;
        assert_true(memcmp(at, "access", 6) != 0 && memcmp(at, "refresh", 7) != 0 && memcmp(at, "handle", 6) != 0);
    }
}

int main(void)
{
#define RIG_TEST(name) cmocka_unit_test_setup(name, fresh)
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_a_code_is_renewed_before_it_ends_and_without_a_gap),
        RIG_TEST(test_the_code_before_is_polled_for_a_while),
        RIG_TEST(test_a_yes_to_the_code_before_counts),
        RIG_TEST(test_a_code_that_cannot_be_renewed_is_shown_to_its_end),
        RIG_TEST(test_after_six_codes_nobody_is_expected_any_more),
        RIG_TEST(test_codes_that_end_at_once_are_not_asked_for_without_end),
        RIG_TEST(test_polls_come_at_the_interval_and_a_fifth_more_at_most),
        RIG_TEST(test_slow_down_is_for_good),
        RIG_TEST(test_a_service_may_say_how_long_to_wait),
        RIG_TEST(test_pauses_grow_and_shrink_again),
        RIG_TEST(test_the_same_code_comes_back_while_it_lives),
        RIG_TEST(test_a_code_that_ends_meanwhile_is_followed_by_another),
        RIG_TEST(test_trying_again_while_offline_is_done_at_once),
        RIG_TEST(test_a_token_that_nobody_confirms_is_forgotten),
        RIG_TEST(test_only_the_person_that_was_shown_is_accepted),
        RIG_TEST(test_forgetting_is_tried_three_times),
        RIG_TEST(test_a_token_is_refreshed_at_half_its_life),
        RIG_TEST(test_a_refresh_token_stays_when_no_other_is_given),
        RIG_TEST(test_a_lost_answer_is_asked_for_again_soon),
        RIG_TEST(test_a_token_that_outlives_the_connection_is_refreshed_later),
        RIG_TEST(test_without_a_refresh_token_the_end_leads_to_a_code),
        RIG_TEST(test_a_refused_token_is_refreshed_or_given_up),
        RIG_TEST(test_what_is_stored_is_judged_by_its_age),
        RIG_TEST(test_a_token_from_the_future_ends),
        RIG_TEST(test_a_clock_that_jumps_brings_a_refresh),
        RIG_TEST(test_a_stored_token_is_kept_as_soon_as_it_is_refreshed),
        RIG_TEST(test_once_put_right_a_stored_token_is_used_again),
        RIG_TEST(test_nothing_secret_stays),
    };
    return cmocka_run_group_tests_name("oauth/login as time passes", tests, NULL, NULL);
}
