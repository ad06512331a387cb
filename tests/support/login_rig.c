#include "support/login_rig.h"

#include <stdio.h>

static uint32_t draw(void *user)
{
    const login_rig *r = user;
    return r->random;
}

static void init(login_rig *r)
{
    r->now = (cho_login_time){ 1000, LOGIN_RIG_WALL_S };
    if (r->setup.site == NULL)
        r->setup.site = "play.example.org";
    r->setup.random      = draw;
    r->setup.random_user = r;
    cho_login_init(&r->login, &r->setup);
}

void login_rig_begin(login_rig *r)
{
    init(r);
    cho_login_begin(&r->login);
}

static void set_token(cho_login_token *t, const char *access, const char *refresh)
{
    memset(t, 0, sizeof *t);
    snprintf(t->access, sizeof t->access, "%s", access);
    snprintf(t->refresh, sizeof t->refresh, "%s", refresh);
    t->lifetime_s = LOGIN_RIG_TOKEN_S;
}

void login_rig_begin_with(login_rig *r, int64_t age_s, const char *refresh)
{
    cho_login_token t;
    init(r);
    set_token(&t, "stored", refresh);
    t.granted_at_s = LOGIN_RIG_WALL_S - age_s;
    cho_login_begin_with(&r->login, &t, r->now);
}

void login_rig_pass(login_rig *r, uint32_t seconds)
{
    r->now.ms += seconds * 1000u;
    r->now.wall_s += seconds;
    cho_login_tick(&r->login, r->now);
}

/* As the driver does it, but for the waiting. */
cho_login_ask login_rig_run(login_rig *r, uint32_t most_s)
{
    uint64_t end_ms = r->now.ms + most_s * 1000u;
    for (;;) {
        uint32_t wait_ms;
        cho_login_tick(&r->login, r->now);
        cho_login_ask ask = cho_login_next(&r->login, r->now, &wait_ms);
        if (ask != CHO_LOGIN_ASK_NOTHING || r->now.ms + wait_ms > end_ms)
            return ask;
        assert_true(wait_ms > 0);
        r->now.ms += wait_ms;
        r->now.wall_s = LOGIN_RIG_WALL_S + (int64_t)(r->now.ms / 1000) - 1;
    }
}

void login_rig_expect(login_rig *r, cho_login_ask ask)
{
    assert_int_equal(login_rig_run(r, 100), ask);
}

static void take(login_rig *r)
{
    cho_login_take(&r->login, &r->answer, r->now);
    memset(&r->answer, 0, sizeof r->answer);
}

void login_rig_say(login_rig *r, cho_login_outcome outcome)
{
    r->answer.outcome = outcome;
    take(r);
}

void login_rig_say_fault(login_rig *r, cho_login_fault fault)
{
    r->answer.fault = fault;
    login_rig_say(r, CHO_LOGIN_FAULT);
}

void login_rig_say_later(login_rig *r, uint32_t after_s)
{
    r->answer.retry_after_ms = after_s * 1000;
    login_rig_say(r, CHO_LOGIN_LATER);
}

void login_rig_give_code(login_rig *r, const char *code)
{
    cho_login_code *c = &r->answer.as.code;
    snprintf(c->code, sizeof c->code, "%s", code);
    snprintf(c->handle, sizeof c->handle, "handle-of-%s", code);
    snprintf(c->url, sizeof c->url, "https://play.example.org/go");
    snprintf(c->url_with_code, sizeof c->url_with_code, "https://play.example.org/go?code=%s", code);
    c->life_s     = LOGIN_RIG_LIFE_S;
    c->interval_s = 1;
    login_rig_say(r, CHO_LOGIN_GIVEN);
}

void login_rig_give_grant(login_rig *r)
{
    snprintf(r->answer.as.grant, sizeof r->answer.as.grant, "grant");
    login_rig_say(r, CHO_LOGIN_GIVEN);
}

void login_rig_give_token(login_rig *r, const char *access, const char *refresh)
{
    set_token(&r->answer.token, access, refresh);
    login_rig_say(r, CHO_LOGIN_GIVEN);
}

void login_rig_give_user(login_rig *r, const char *name)
{
    snprintf(r->answer.as.user, sizeof r->answer.as.user, "%s", name);
    login_rig_say(r, CHO_LOGIN_GIVEN);
}

void login_rig_go_to_code(login_rig *r)
{
    login_rig_begin(r);
    login_rig_expect(r, CHO_LOGIN_ASK_CODE);
    login_rig_give_code(r, "BCDFGH");
}

void login_rig_go_to_poll(login_rig *r)
{
    login_rig_go_to_code(r);
    login_rig_expect(r, CHO_LOGIN_ASK_POLL);
}

void login_rig_go_to_exchange(login_rig *r)
{
    login_rig_go_to_poll(r);
    login_rig_give_grant(r);
    login_rig_expect(r, CHO_LOGIN_ASK_EXCHANGE);
}

void login_rig_go_to_user(login_rig *r)
{
    login_rig_go_to_exchange(r);
    login_rig_give_token(r, "access", "refresh");
    login_rig_expect(r, CHO_LOGIN_ASK_USER);
}

void login_rig_go_to_confirm(login_rig *r)
{
    login_rig_go_to_user(r);
    login_rig_give_user(r, "Ann");
    login_rig_expect_state(r, CHORUS_LOGIN_CONFIRM);
}

void login_rig_go_to_hold(login_rig *r)
{
    login_rig_go_to_confirm(r);
    cho_login_accept(&r->login, r->login.round);
    login_rig_expect_state(r, CHORUS_LOGIN_SIGNED_IN);
}

void login_rig_expect_state(login_rig *r, chorus_login_state state)
{
    if (r->login.state != state)
        fail_msg("the state is %s, not %s: %s", chorus_login_state_name(r->login.state), chorus_login_state_name(state),
                 r->login.text);
    (void)login_rig_has_news(r, CHO_LOGIN_TELL);
}

bool login_rig_has_news(login_rig *r, unsigned news)
{
    bool is_there = (r->login.news & news) != 0;
    r->login.news &= ~news;
    return is_there;
}
