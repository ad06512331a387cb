/* The whole table: every question, every answer. */
#include "support/login_rig.h"

#include "oauth/oauth_words.h"

static login_rig rig;

static int fresh(void **state)
{
    (void)state;
    memset(&rig, 0, sizeof rig);
    return 0;
}

/* ---- how far it has come when the answer comes ---- */

static void go_to_first_code(login_rig *r)
{
    login_rig_begin(r);
    login_rig_expect(r, CHO_LOGIN_ASK_CODE);
}

static void go_to_renewal(login_rig *r)
{
    login_rig_go_to_poll(r);
    for (login_rig_say(r, CHO_LOGIN_PENDING); login_rig_run(r, 100) == CHO_LOGIN_ASK_POLL;)
        login_rig_say(r, CHO_LOGIN_PENDING);
    assert_int_equal(r->login.asked, CHO_LOGIN_ASK_CODE);
}

static void go_to_old_poll(login_rig *r)
{
    go_to_renewal(r);
    login_rig_give_code(r, "JKLMNP");
    login_rig_expect(r, CHO_LOGIN_ASK_POLL_OLD);
}

static void go_to_stored_user(login_rig *r)
{
    login_rig_begin_with(r, 10, "refresh");
    login_rig_expect(r, CHO_LOGIN_ASK_USER);
}

static void go_to_restoring(login_rig *r)
{
    login_rig_begin_with(r, LOGIN_RIG_TOKEN_S - 10, "refresh");
    login_rig_expect(r, CHO_LOGIN_ASK_REFRESH);
}

static void go_to_refresh(login_rig *r)
{
    login_rig_go_to_hold(r);
    login_rig_pass(r, LOGIN_RIG_TOKEN_S / 2 + 1);
    login_rig_expect(r, CHO_LOGIN_ASK_REFRESH);
}

static void go_to_revoke(login_rig *r)
{
    login_rig_go_to_confirm(r);
    cho_login_reject(&r->login, r->login.round, r->now);
    login_rig_expect(r, CHO_LOGIN_ASK_REVOKE);
}

/* ---- what becomes of it ---- */

enum { PASSING = CHO_LOGIN_FAULT + 1, AT_FIRST, FINAL, OUTCOMES };

static void answer(login_rig *r, int outcome)
{
    static const cho_login_fault faults[] = { CHO_LOGIN_FAILING, CHO_LOGIN_REFUSED, CHO_LOGIN_NOT_TRUSTED, CHO_LOGIN_WRONG_ID };
    if (outcome >= CHO_LOGIN_FAULT)
        login_rig_say_fault(r, faults[outcome - CHO_LOGIN_FAULT]);
    else if (outcome != CHO_LOGIN_GIVEN)
        login_rig_say(r, (cho_login_outcome)outcome);
    else if (r->login.asked == CHO_LOGIN_ASK_CODE)
        login_rig_give_code(r, "QRSTVW");
    else if (r->login.asked == CHO_LOGIN_ASK_POLL || r->login.asked == CHO_LOGIN_ASK_POLL_OLD)
        login_rig_give_grant(r);
    else if (r->login.asked == CHO_LOGIN_ASK_USER)
        login_rig_give_user(r, "Ann");
    else
        login_rig_give_token(r, "access2", "refresh2");
}

#define REQ CHORUS_LOGIN_REQUESTING
#define RDY CHORUS_LOGIN_CODE_READY
#define WAI CHORUS_LOGIN_WAITING
#define CNF CHORUS_LOGIN_CONFIRM
#define IN  CHORUS_LOGIN_SIGNED_IN
#define NO  CHORUS_LOGIN_DENIED
#define OFF CHORUS_LOGIN_OFFLINE
#define MIS CHORUS_LOGIN_MISCONFIGURED

#define A_NOTHING CHO_LOGIN_ASK_NOTHING
#define A_CODE    CHO_LOGIN_ASK_CODE
#define A_POLL    CHO_LOGIN_ASK_POLL
#define A_OLD     CHO_LOGIN_ASK_POLL_OLD
#define A_EXCH    CHO_LOGIN_ASK_EXCHANGE
#define A_USER    CHO_LOGIN_ASK_USER
#define A_FRESH   CHO_LOGIN_ASK_REFRESH
#define A_REVOKE  CHO_LOGIN_ASK_REVOKE

typedef struct row {
    const char *name;
    void (*go_there)(login_rig *r);
    /* After GIVEN, PENDING, SLOW_DOWN, NO, GONE, LATER, and faults: the service's own, one that passes, one that passes
       where it worked before, one that stays. */
    chorus_login_state states[OUTCOMES];
    cho_login_ask      next[OUTCOMES]; /* what is asked within a hundred seconds */
} row;

static const row table[] = {
    { "a first code", go_to_first_code, { RDY, MIS, MIS, MIS, MIS, OFF, OFF, OFF, MIS, MIS },
      { A_POLL, A_NOTHING, A_NOTHING, A_NOTHING, A_NOTHING, A_CODE, A_CODE, A_CODE, A_NOTHING, A_NOTHING } },
    { "a renewed code", go_to_renewal, { RDY, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI, WAI },
      { A_OLD, A_POLL, A_POLL, A_POLL, A_POLL, A_POLL, A_POLL, A_POLL, A_POLL, A_POLL } },
    { "a poll", login_rig_go_to_poll, { RDY, WAI, WAI, NO, REQ, RDY, OFF, OFF, OFF, MIS },
      { A_EXCH, A_POLL, A_POLL, A_NOTHING, A_CODE, A_POLL, A_POLL, A_POLL, A_POLL, A_NOTHING } },
    { "a poll of the code before", go_to_old_poll, { RDY, RDY, RDY, NO, RDY, RDY, OFF, OFF, OFF, MIS },
      { A_EXCH, A_POLL, A_POLL, A_NOTHING, A_POLL, A_OLD, A_OLD, A_OLD, A_OLD, A_NOTHING } },
    { "an exchange", login_rig_go_to_exchange, { RDY, OFF, OFF, REQ, REQ, OFF, OFF, OFF, OFF, MIS },
      { A_USER, A_EXCH, A_EXCH, A_CODE, A_CODE, A_EXCH, A_EXCH, A_EXCH, A_EXCH, A_NOTHING } },
    { "a name", login_rig_go_to_user, { CNF, OFF, OFF, OFF, REQ, OFF, OFF, OFF, OFF, MIS },
      { A_NOTHING, A_USER, A_USER, A_USER, A_CODE, A_USER, A_USER, A_USER, A_USER, A_NOTHING } },
    { "a name for a stored token", go_to_stored_user, { IN, MIS, MIS, MIS, REQ, OFF, OFF, OFF, MIS, MIS },
      { A_NOTHING, A_NOTHING, A_NOTHING, A_NOTHING, A_FRESH, A_USER, A_USER, A_USER, A_NOTHING, A_NOTHING } },
    { "a refresh of a stored token", go_to_restoring, { REQ, MIS, MIS, REQ, REQ, OFF, OFF, OFF, MIS, MIS },
      { A_USER, A_NOTHING, A_NOTHING, A_CODE, A_CODE, A_FRESH, A_FRESH, A_FRESH, A_NOTHING, A_NOTHING } },
    { "a refresh", go_to_refresh, { IN, IN, IN, REQ, REQ, IN, IN, IN, IN, IN },
      { A_NOTHING, A_FRESH, A_FRESH, A_CODE, A_CODE, A_FRESH, A_FRESH, A_FRESH, A_FRESH, A_FRESH } },
    { "a token to be forgotten", go_to_revoke, { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO },
      { A_NOTHING, A_NOTHING, A_NOTHING, A_NOTHING, A_NOTHING, A_REVOKE, A_REVOKE, A_REVOKE, A_REVOKE, A_NOTHING } },
};

static void test_every_answer_to_every_question(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        for (int outcome = 0; outcome < OUTCOMES; outcome++) {
            const row *t = &table[i];
            memset(&rig, 0, sizeof rig);
            t->go_there(&rig);
            answer(&rig, outcome);
            chorus_login_state became = rig.login.state;
            cho_login_ask      next   = login_rig_run(&rig, 100);
            if (became != t->states[outcome] || next != t->next[outcome])
                fail_msg("%s, answer %d: %s, then %d; not %s, then %d", t->name, outcome, chorus_login_state_name(became),
                         (int)next, chorus_login_state_name(t->states[outcome]), (int)t->next[outcome]);
        }
    }
}

/* ---- and what the game may say meanwhile ---- */

static void say_what_makes_no_sense(login_rig *r)
{
    cho_login_accept(&r->login, r->login.round + 1);
    cho_login_reject(&r->login, r->login.round + 1, r->now);
    if (r->login.phase != CHO_LOGIN_HOLDING) {
        cho_login_refresh(&r->login, r->now);
        cho_login_refuse(&r->login, r->now);
        cho_login_sign_out(&r->login, r->now);
    }
}

static void test_what_makes_no_sense_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        memset(&rig, 0, sizeof rig);
        table[i].go_there(&rig);
        chorus_login_state before = rig.login.state;
        cho_login_ask      asked  = rig.login.asked;
        say_what_makes_no_sense(&rig);
        assert_int_equal(rig.login.state, before);
        assert_int_equal(rig.login.asked, asked);
    }
}

static void test_trying_again_leads_to_a_code_from_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        memset(&rig, 0, sizeof rig);
        table[i].go_there(&rig);
        if (rig.login.phase == CHO_LOGIN_HOLDING)
            continue;
        cho_login_retry(&rig.login, rig.now);
        login_rig_expect_state(&rig, REQ);
        if (rig.login.revoked[0] != '\0') {
            if (rig.login.asked == A_NOTHING)
                login_rig_expect(&rig, A_REVOKE);
            login_rig_say(&rig, CHO_LOGIN_GIVEN);
        }
        if (rig.login.asked == A_NOTHING) /* else it begins already */
            login_rig_expect(&rig, A_CODE);
        assert_int_equal(rig.login.asked, A_CODE);
    }
}

static void test_closing_asks_only_for_what_is_to_be_forgotten(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        memset(&rig, 0, sizeof rig);
        table[i].go_there(&rig);
        bool is_unsure = rig.login.phase == CHO_LOGIN_CHECKING && !rig.login.is_stored;
        bool is_asked  = rig.login.asked == A_REVOKE;
        cho_login_close(&rig.login, rig.now);
        assert_int_equal(login_rig_run(&rig, 1000), is_unsure ? A_REVOKE : A_NOTHING);
        assert_int_equal(rig.login.asked, is_unsure || is_asked ? A_REVOKE : A_NOTHING);
        assert_int_equal(rig.login.token.access[0], '\0');
        assert_int_equal(rig.login.shown.is.handle[0], '\0');
    }
}

/* ---- sentences ---- */

static void test_every_fault_has_a_field_and_a_sentence(void **state)
{
    (void)state;
    for (int fault = CHO_LOGIN_FINE + 1; fault < CHO_LOGIN_FAULT_COUNT; fault++) {
        memset(&rig, 0, sizeof rig);
        go_to_first_code(&rig);
        login_rig_say_fault(&rig, (cho_login_fault)fault);
        bool is_final = rig.login.state == MIS;
        assert_true(is_final || rig.login.state == OFF);
        assert_non_null(strstr(rig.login.text, "play.example.org"));
        assert_true(!is_final || cho_login_field((cho_login_fault)fault) != CHORUS_LOGIN_FIELD_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_every_answer_to_every_question, fresh),
        cmocka_unit_test_setup(test_what_makes_no_sense_changes_nothing, fresh),
        cmocka_unit_test_setup(test_trying_again_leads_to_a_code_from_everywhere, fresh),
        cmocka_unit_test_setup(test_closing_asks_only_for_what_is_to_be_forgotten, fresh),
        cmocka_unit_test_setup(test_every_fault_has_a_field_and_a_sentence, fresh),
    };
    return cmocka_run_group_tests_name("oauth/login", tests, NULL, NULL);
}
