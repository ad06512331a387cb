/*
 * login_rig.h - a sign-in without a service and without a clock: a test says what is answered and how time passes.
 */
#ifndef TESTS_SUPPORT_LOGIN_RIG_H
#define TESTS_SUPPORT_LOGIN_RIG_H

#include "support/support.h"

#include "oauth/oauth_login.h"

enum { LOGIN_RIG_LIFE_S = 100, LOGIN_RIG_TOKEN_S = 1000, LOGIN_RIG_WALL_S = 1700000000 };

typedef struct login_rig {
    cho_login        login;
    cho_login_setup  setup;
    cho_login_time   now;
    cho_login_answer answer;
    uint32_t         random; /* what every draw gives */
} login_rig;

/* Nothing is stored; nothing is asked yet. */
void login_rig_begin(login_rig *r);
/* A token of that age is stored. */
void login_rig_begin_with(login_rig *r, int64_t age_s, const char *refresh);

/* Time passes until something is asked, at most that many seconds. Returns it, or NOTHING. */
cho_login_ask login_rig_run(login_rig *r, uint32_t most_s);
/* The same, and it must be this. */
void login_rig_expect(login_rig *r, cho_login_ask ask);
void login_rig_pass(login_rig *r, uint32_t seconds);

/* Answers to what was asked. */
void login_rig_say(login_rig *r, cho_login_outcome outcome);
void login_rig_say_fault(login_rig *r, cho_login_fault fault);
void login_rig_say_later(login_rig *r, uint32_t after_s);
void login_rig_give_code(login_rig *r, const char *code);
void login_rig_give_grant(login_rig *r);
void login_rig_give_token(login_rig *r, const char *access, const char *refresh);
void login_rig_give_user(login_rig *r, const char *name);

/* From the beginning to there. */
void login_rig_go_to_code(login_rig *r);
void login_rig_go_to_poll(login_rig *r);
void login_rig_go_to_exchange(login_rig *r);
void login_rig_go_to_user(login_rig *r);
void login_rig_go_to_confirm(login_rig *r);
void login_rig_go_to_hold(login_rig *r);

/* The state must be this one; what it brings as news is forgotten. */
void login_rig_expect_state(login_rig *r, chorus_login_state state);
/* True once: it was among the news. */
bool login_rig_has_news(login_rig *r, unsigned news);

#endif
