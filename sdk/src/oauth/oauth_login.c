#include "oauth/oauth_login.h"

#include "base/secret.h"
#include "oauth/oauth_words.h"

enum {
    PAUSE_LEAST_MS   = 500,
    PAUSE_BASE_MS    = 1000,
    PAUSE_MOST_MS    = 30 * 1000,
    ASKED_MOST_MS    = 10 * 60 * 1000, /* what a service may ask us to wait */
    LOOK_AT_LEAST_MS = 60 * 1000       /* the wall clock may have been set  */
};

/* ---- life ---- */

void cho_login_init(cho_login *m, const cho_login_setup *setup)
{
    memset(m, 0, sizeof *m);
    m->setup      = *setup;
    m->shows_code = !setup->hides_code;
    m->renew_ms = m->refresh_ms = m->ends_ms = UINT64_MAX;
    cho_backoff_init(&m->pause, PAUSE_BASE_MS, PAUSE_MOST_MS, setup->random, setup->random_user);
    cho_login_enter(m, CHORUS_LOGIN_REQUESTING, 0);
}

void cho_login_deinit(cho_login *m)
{
    cho_wipe(m, sizeof *m);
}

void cho_login_enter(cho_login *m, chorus_login_state state, uint64_t until_ms)
{
    m->state    = state;
    m->until_ms = until_ms;
    m->news |= CHO_LOGIN_TELL;
    if (state != CHORUS_LOGIN_OFFLINE && state != CHORUS_LOGIN_MISCONFIGURED)
        m->fault = CHO_LOGIN_FINE;
    cho_login_write_text(m);
}

void cho_login_stop_asking(cho_login *m)
{
    if (m->asked != CHO_LOGIN_ASK_REVOKE)
        m->asked = CHO_LOGIN_ASK_NOTHING;
}

void cho_login_end(cho_login *m, chorus_login_state state, const char *text)
{
    cho_login_drop_codes(m);
    cho_login_drop_token(m);
    cho_login_stop_asking(m);
    m->phase   = CHO_LOGIN_OVER;
    m->is_away = false;
    cho_login_enter(m, state, 0);
    cho_login_set_text(m, text);
}

/* ---- what goes wrong ---- */

void cho_login_works(cho_login *m)
{
    m->has_worked = true;
    m->is_away    = false;
    cho_backoff_reset(&m->pause);
}

uint32_t cho_login_pause_ms(cho_login *m, const cho_login_answer *answer)
{
    uint32_t pause_ms = PAUSE_LEAST_MS + cho_backoff_next_ms(&m->pause);
    if (answer->retry_after_ms == 0)
        return pause_ms;
    return answer->retry_after_ms < ASKED_MOST_MS ? answer->retry_after_ms : ASKED_MOST_MS;
}

/* What is known of a token is used once the option has been put right. */
static void give_up(cho_login *m)
{
    bool has_token = m->phase == CHO_LOGIN_RESTORING || m->phase == CHO_LOGIN_CHECKING;
    m->resumes     = has_token ? m->phase : CHO_LOGIN_CODES;
    cho_login_drop_codes(m);
    m->phase   = CHO_LOGIN_OVER;
    m->is_away = false;
    cho_login_enter(m, CHORUS_LOGIN_MISCONFIGURED, 0);
}

/* An answer that belongs to another question is none of such a service. */
cho_login_fault cho_login_fault_of(const cho_login_answer *answer)
{
    if (answer->outcome == CHO_LOGIN_LATER)
        return CHO_LOGIN_BUSY;
    return answer->outcome == CHO_LOGIN_FAULT ? answer->fault : CHO_LOGIN_NOT_JSON;
}

void cho_login_fail(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    m->fault = cho_login_fault_of(answer);
    if (cho_login_is_final(m->fault, m->has_worked)) {
        give_up(m);
        return;
    }
    m->is_away  = true;
    m->again_ms = now.ms + cho_login_pause_ms(m, answer);
    cho_login_enter(m, CHORUS_LOGIN_OFFLINE, m->again_ms);
}

/* ---- what is next ---- */

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t due_code_ms(const cho_login *m)
{
    return m->shown.is_there ? m->renew_ms : m->again_ms;
}

/* UINT64_MAX: not at all. */
static uint64_t due_ms(const cho_login *m, cho_login_ask ask)
{
    bool has_codes = m->phase == CHO_LOGIN_CODES;
    switch (ask) {
    case CHO_LOGIN_ASK_REVOKE:   return m->revoked[0] != '\0' ? m->revoke_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_EXCHANGE: return m->phase == CHO_LOGIN_EXCHANGING ? m->again_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_USER:     return m->phase == CHO_LOGIN_CHECKING ? m->again_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_REFRESH:
        if (m->phase == CHO_LOGIN_HOLDING)
            return m->refresh_ms;
        return m->phase == CHO_LOGIN_RESTORING ? m->again_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_CODE:     return has_codes ? due_code_ms(m) : UINT64_MAX;
    case CHO_LOGIN_ASK_POLL:     return has_codes && m->shown.is_there ? m->shown.poll_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_POLL_OLD: return has_codes && m->old.is_there ? m->old.poll_ms : UINT64_MAX;
    case CHO_LOGIN_ASK_NOTHING:  break;
    }
    return UINT64_MAX;
}

/* The first that is due, by what matters most. */
static cho_login_ask pick(const cho_login *m, uint64_t now_ms, uint64_t *next_ms)
{
    static const cho_login_ask all[] = { CHO_LOGIN_ASK_REVOKE, CHO_LOGIN_ASK_EXCHANGE, CHO_LOGIN_ASK_USER,
                                         CHO_LOGIN_ASK_REFRESH, CHO_LOGIN_ASK_CODE, CHO_LOGIN_ASK_POLL,
                                         CHO_LOGIN_ASK_POLL_OLD };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        uint64_t due = due_ms(m, all[i]);
        if (m->is_away && all[i] != CHO_LOGIN_ASK_REVOKE)
            due = later(due, m->again_ms);
        if (due <= now_ms)
            return all[i];
        *next_ms = earlier(*next_ms, due);
    }
    return CHO_LOGIN_ASK_NOTHING;
}

/* When something ends by itself. */
static uint64_t end_ms(const cho_login *m)
{
    uint64_t end = UINT64_MAX;
    if (m->phase == CHO_LOGIN_CODES && m->shown.is_there)
        end = earlier(end, m->shown.ends_ms);
    if (m->phase == CHO_LOGIN_CODES && m->old.is_there)
        end = earlier(end, m->old.ends_ms);
    if (m->phase == CHO_LOGIN_HOLDING || m->phase == CHO_LOGIN_CONFIRMING)
        end = earlier(end, m->ends_ms);
    return end;
}

cho_login_ask cho_login_next(cho_login *m, cho_login_time now, uint32_t *wait_ms)
{
    uint64_t next_ms = earlier(end_ms(m), now.ms + LOOK_AT_LEAST_MS);
    if (m->asked == CHO_LOGIN_ASK_NOTHING) {
        cho_login_ask ask = pick(m, now.ms, &next_ms);
        m->asked          = ask;
        *wait_ms          = 0;
        if (ask != CHO_LOGIN_ASK_NOTHING)
            return ask;
    }
    *wait_ms = next_ms > now.ms ? (uint32_t)(next_ms - now.ms) : 0;
    return CHO_LOGIN_ASK_NOTHING;
}

void cho_login_tick(cho_login *m, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_CODES)
        cho_login_tick_codes(m, now);
    else
        cho_login_tick_token(m, now);
}

void cho_login_take(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    cho_login_ask asked = m->asked;
    if (asked != CHO_LOGIN_ASK_POLL && asked != CHO_LOGIN_ASK_POLL_OLD) /* these two are told apart */
        m->asked = CHO_LOGIN_ASK_NOTHING;
    switch (asked) {
    case CHO_LOGIN_ASK_CODE:     cho_login_take_code(m, answer, now); break;
    case CHO_LOGIN_ASK_POLL:
    case CHO_LOGIN_ASK_POLL_OLD: cho_login_take_poll(m, answer, now); break;
    case CHO_LOGIN_ASK_EXCHANGE: cho_login_take_token(m, answer, now); break;
    case CHO_LOGIN_ASK_USER:     cho_login_take_user(m, answer, now); break;
    case CHO_LOGIN_ASK_REFRESH:  cho_login_take_refreshed(m, answer, now); break;
    case CHO_LOGIN_ASK_REVOKE:   cho_login_take_revoked(m, answer, now); break;
    case CHO_LOGIN_ASK_NOTHING:  break;
    }
}

/* ---- what the game wants ---- */

/* Also a token that nobody has agreed to is not left lying about. */
static void begin_anew(cho_login *m, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_CONFIRMING || (m->phase == CHO_LOGIN_CHECKING && !m->is_stored))
        cho_login_revoke(m, now);
    m->has_worked = false;
    cho_backoff_reset(&m->pause);
    cho_login_start_codes(m, now);
}

static void resume(cho_login *m, cho_login_time now)
{
    m->phase      = m->resumes;
    m->again_ms   = now.ms;
    m->has_worked = false;
    cho_login_enter(m, CHORUS_LOGIN_REQUESTING, 0);
}

void cho_login_retry(cho_login *m, cho_login_time now)
{
    bool is_beginning = m->phase == CHO_LOGIN_CODES && m->state == CHORUS_LOGIN_REQUESTING;
    if (m->state == CHORUS_LOGIN_SIGNED_IN || m->phase == CHO_LOGIN_LOADING || is_beginning)
        return;
    if (m->state == CHORUS_LOGIN_OFFLINE)
        m->again_ms = now.ms;
    else if (m->state == CHORUS_LOGIN_MISCONFIGURED && m->resumes != CHO_LOGIN_CODES)
        resume(m, now);
    else
        begin_anew(m, now);
}

void cho_login_show_code(cho_login *m, bool is_shown)
{
    m->shows_code = is_shown;
    cho_login_enter(m, m->state, m->until_ms);
}

void cho_login_close(cho_login *m, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_CONFIRMING || (m->phase == CHO_LOGIN_CHECKING && !m->is_stored))
        cho_login_revoke(m, now);
    cho_login_stop_asking(m);
    cho_login_drop_codes(m);
    cho_login_drop_token(m);
    m->phase = CHO_LOGIN_OVER;
}
