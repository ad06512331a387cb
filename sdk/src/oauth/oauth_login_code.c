#include "oauth/oauth_login.h"

#include "base/secret.h"

enum { MS_PER_S = 1000, SLOW_DOWN_S = 5, RENEW_PERCENT = 80, JITTER_PARTS = 5 };

/* ---- codes come and go ---- */

static void drop(cho_login *m, cho_login_shown *code, cho_login_ask poll)
{
    cho_wipe(code, sizeof *code);
    if (m->asked == poll)
        m->asked = CHO_LOGIN_ASK_NOTHING;
}

void cho_login_drop_codes(cho_login *m)
{
    drop(m, &m->shown, CHO_LOGIN_ASK_POLL);
    drop(m, &m->old, CHO_LOGIN_ASK_POLL_OLD);
    cho_wipe(m->grant, sizeof m->grant);
    m->codes      = 0;
    m->is_waiting = false;
    m->renew_ms   = UINT64_MAX;
}

void cho_login_start_codes(cho_login *m, cho_login_time now)
{
    cho_login_drop_codes(m);
    cho_login_drop_token(m);
    cho_login_stop_asking(m);
    m->phase    = CHO_LOGIN_CODES;
    m->is_away  = false;
    m->again_ms = now.ms;
    cho_login_enter(m, CHORUS_LOGIN_REQUESTING, 0);
}

bool cho_login_has_code(const cho_login *m)
{
    return m->shown.is_there && (m->state == CHORUS_LOGIN_CODE_READY || m->state == CHORUS_LOGIN_WAITING);
}

void cho_login_show(cho_login *m)
{
    cho_login_enter(m, m->is_waiting ? CHORUS_LOGIN_WAITING : CHORUS_LOGIN_CODE_READY, m->shown.ends_ms);
}

/* At once, unless the service wants us to wait. */
static void ask_for_next(cho_login *m, cho_login_time now)
{
    m->is_away = m->again_ms > now.ms;
    m->fault   = m->renew_fault;
    if (m->is_away)
        cho_login_enter(m, CHORUS_LOGIN_OFFLINE, m->again_ms);
    else
        cho_login_enter(m, CHORUS_LOGIN_REQUESTING, 0);
}

/* The code that was shown is no good any more. */
static void lose_code(cho_login *m, cho_login_time now)
{
    bool was_last = m->codes >= CHO_LOGIN_CODES_MAX;
    drop(m, &m->shown, CHO_LOGIN_ASK_POLL);
    m->is_waiting = false;
    if (was_last) {
        cho_login_end(m, CHORUS_LOGIN_EXPIRED, "Nobody has typed the code. Try again for a new one");
    } else if (!m->is_away) {
        ask_for_next(m, now);
    }
}

void cho_login_tick_codes(cho_login *m, cho_login_time now)
{
    if (m->old.is_there && now.ms >= m->old.ends_ms)
        drop(m, &m->old, CHO_LOGIN_ASK_POLL_OLD);
    if (m->shown.is_there && now.ms >= m->shown.ends_ms)
        lose_code(m, now);
}

/* Not all games of a service ask at the same moment. */
static uint64_t next_poll_ms(cho_login *m, const cho_login_shown *code, uint64_t now_ms)
{
    uint64_t interval_ms = ((uint64_t)code->is.interval_s + m->extra_s) * MS_PER_S;
    uint64_t jitter_ms   = m->pause.random(m->pause.user) % (interval_ms / JITTER_PARTS + 1);
    return now_ms + interval_ms + jitter_ms;
}

/* ---- a new one ---- */

/* Whoever has begun to type the one before can finish that. */
static void keep_old(cho_login *m, uint64_t now_ms)
{
    if (!m->shown.is_there)
        return;
    m->old = m->shown;
    if (m->old.ends_ms > now_ms + CHO_LOGIN_POLL_OLD_MS)
        m->old.ends_ms = now_ms + CHO_LOGIN_POLL_OLD_MS;
}

static void show_new(cho_login *m, const cho_login_code *code, cho_login_time now)
{
    uint64_t life_ms = (uint64_t)code->life_s * MS_PER_S;
    keep_old(m, now.ms);
    m->shown         = (cho_login_shown){ .is_there = true, .ends_ms = now.ms + life_ms, .is = *code };
    m->shown.poll_ms = next_poll_ms(m, &m->shown, now.ms);
    m->codes++;
    m->renew_ms   = m->codes < CHO_LOGIN_CODES_MAX ? now.ms + life_ms * RENEW_PERCENT / 100 : UINT64_MAX;
    m->is_waiting = false;
    cho_login_show(m);
}

void cho_login_take_code(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    if (answer->outcome == CHO_LOGIN_GIVEN) {
        cho_login_works(m);
        show_new(m, &answer->as.code, now);
    } else if (m->shown.is_there) { /* which is good for a while; if all is broken its polls will say so */
        m->renew_ms = m->again_ms = now.ms + cho_login_pause_ms(m, answer);
        m->renew_fault            = cho_login_fault_of(answer);
    } else {
        cho_login_fail(m, answer, now);
    }
}

/* ---- has somebody said yes? ---- */

static void wait_on(cho_login *m, cho_login_shown *code, cho_login_time now)
{
    bool was_waiting = m->is_waiting && m->state == CHORUS_LOGIN_WAITING;
    cho_login_works(m);
    code->poll_ms = next_poll_ms(m, code, now.ms);
    m->is_waiting |= code == &m->shown;
    if (m->shown.is_there && !was_waiting && (m->is_waiting || m->state == CHORUS_LOGIN_OFFLINE))
        cho_login_show(m);
}

static void go_on(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    cho_login_works(m);
    drop(m, &m->old, CHO_LOGIN_ASK_POLL_OLD);
    m->again_ms = now.ms;
    if (answer->as.grant[0] != '\0') {
        memcpy(m->grant, answer->as.grant, sizeof m->grant);
        m->phase = CHO_LOGIN_EXCHANGING;
    } else {
        cho_login_keep(m, &answer->token, now);
        m->phase = CHO_LOGIN_CHECKING;
    }
}

void cho_login_take_poll(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    bool             is_old = m->asked == CHO_LOGIN_ASK_POLL_OLD;
    cho_login_shown *code   = is_old ? &m->old : &m->shown;
    m->asked                = CHO_LOGIN_ASK_NOTHING;
    switch (answer->outcome) {
    case CHO_LOGIN_GIVEN: go_on(m, answer, now); break;
    case CHO_LOGIN_SLOW_DOWN: m->extra_s += SLOW_DOWN_S; wait_on(m, code, now); break;
    case CHO_LOGIN_PENDING: wait_on(m, code, now); break;
    case CHO_LOGIN_NO: cho_login_end(m, CHORUS_LOGIN_DENIED, "You said no. Try again for a new code"); break;
    case CHO_LOGIN_LATER: code->poll_ms = now.ms + cho_login_pause_ms(m, answer); break;
    case CHO_LOGIN_FAULT: cho_login_fail(m, answer, now); break;
    case CHO_LOGIN_GONE:
        cho_login_works(m);
        if (is_old)
            drop(m, &m->old, CHO_LOGIN_ASK_POLL_OLD);
        else
            lose_code(m, now);
        break;
    }
}
