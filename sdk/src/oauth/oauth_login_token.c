#include "oauth/oauth_login.h"

#include "base/secret.h"
#include "oauth/oauth_words.h"

#include <strings.h>

enum { MS_PER_S = 1000 };

/* ---- a token and its times ---- */

void cho_login_drop_token(cho_login *m)
{
    if (cho_login_is_signed_in(m))
        m->news |= CHO_LOGIN_HAND_OUT;
    m->news &= ~(unsigned)(CHO_LOGIN_SAVE | CHO_LOGIN_TELL_TOKEN | CHO_LOGIN_TOKEN_NEW);
    cho_wipe(&m->token, sizeof m->token);
    cho_wipe(m->user, sizeof m->user);
    m->is_stored = m->was_refreshed = m->is_new = false;
    m->refresh_ms = m->ends_ms = UINT64_MAX;
}

bool cho_login_is_signed_in(const cho_login *m)
{
    return m->phase == CHO_LOGIN_HOLDING;
}

static bool has_refresh(const cho_login *m)
{
    return m->token.refresh[0] != '\0';
}

/* By the wall clock, which may have been wrong when the token came, or be so now. */
static bool is_stale(const cho_login_token *t, int64_t wall_s)
{
    const chorus_oauth_token token = { .granted_at_s = t->granted_at_s, .lifetime_s = t->lifetime_s };
    return chorus_oauth_is_stale(&token, wall_s);
}

/* How much of its life is over: never less than nothing, never more than all. */
static int64_t age_s(const cho_login_token *t, int64_t wall_s)
{
    int64_t age = wall_s - t->granted_at_s;
    if (t->granted_at_s <= 0 || age < 0)
        return 0;
    return age < t->lifetime_s ? age : t->lifetime_s;
}

static void set_times(cho_login *m, cho_login_time now)
{
    const cho_login_token *t    = &m->token;
    int64_t                left = t->lifetime_s - age_s(t, now.wall_s);
    int64_t                half = left - (t->lifetime_s - t->lifetime_s / 2);
    bool                   is_known = t->lifetime_s > 0;
    m->ends_ms    = is_known ? now.ms + (uint64_t)left * MS_PER_S : UINT64_MAX;
    m->refresh_ms = is_known && has_refresh(m) ? now.ms + (uint64_t)(half > 0 ? half : 0) * MS_PER_S : UINT64_MAX;
}

void cho_login_keep(cho_login *m, const cho_login_token *token, cho_login_time now)
{
    char before[CHO_LOGIN_TOKEN_SIZE];
    memcpy(before, m->token.refresh, sizeof before);
    m->token = *token;
    if (!has_refresh(m)) /* it stays as it is when no other is given */
        memcpy(m->token.refresh, before, sizeof before);
    cho_wipe(before, sizeof before);
    m->token.granted_at_s = now.wall_s;
    m->is_new             = true;
    set_times(m, now);
}

/* ---- from the store ---- */

void cho_login_begin(cho_login *m)
{
    const cho_login_time beginning = { 0, 0 };
    cho_login_start_codes(m, beginning);
}

void cho_login_begin_with(cho_login *m, const cho_login_token *token, cho_login_time now)
{
    m->token     = *token;
    m->is_stored = true;
    m->again_ms  = now.ms;
    set_times(m, now);
    bool is_over = token->lifetime_s > 0 && m->ends_ms <= now.ms;
    if (has_refresh(m) && is_stale(token, now.wall_s))
        m->phase = CHO_LOGIN_RESTORING;
    else if (!is_over)
        m->phase = CHO_LOGIN_CHECKING;
    else
        cho_login_lose(m, now);
}

/* ---- in use ---- */

static void hold(cho_login *m)
{
    bool is_news = m->state != CHORUS_LOGIN_SIGNED_IN;
    cho_login_drop_codes(m);
    m->phase = CHO_LOGIN_HOLDING;
    m->news |= CHO_LOGIN_TELL_TOKEN | CHO_LOGIN_HAND_OUT;
    if (m->is_new)
        m->news |= CHO_LOGIN_TOKEN_NEW | CHO_LOGIN_SAVE;
    m->is_new    = false;
    m->is_stored = true;
    if (is_news)
        cho_login_enter(m, CHORUS_LOGIN_SIGNED_IN, 0);
}

void cho_login_lose(cho_login *m, cho_login_time now)
{
    m->news |= CHO_LOGIN_ERASE;
    cho_login_start_codes(m, now);
}

/* Its life is over, and it could not be refreshed in time. */
static void outlive(cho_login *m, cho_login_time now)
{
    m->news |= CHO_LOGIN_HAND_OUT;
    if (!has_refresh(m)) {
        cho_login_lose(m, now);
        return;
    }
    m->phase    = CHO_LOGIN_RESTORING;
    m->again_ms = m->refresh_ms > now.ms ? m->refresh_ms : now.ms;
    cho_login_enter(m, CHORUS_LOGIN_REQUESTING, 0);
}

static bool is_pausing(const cho_login *m)
{
    return m->pause.tries > 0;
}

void cho_login_tick_token(cho_login *m, cho_login_time now)
{
    bool is_over = now.ms >= m->ends_ms;
    if (m->phase == CHO_LOGIN_CONFIRMING && is_over) {
        cho_login_revoke(m, now);
        cho_login_end(m, CHORUS_LOGIN_EXPIRED, "Nobody has answered here in time. Try again for a new code");
    } else if (m->phase == CHO_LOGIN_HOLDING && is_over) {
        outlive(m, now);
    } else if (m->phase == CHO_LOGIN_HOLDING && m->refresh_ms != UINT64_MAX && !is_pausing(m) &&
               is_stale(&m->token, now.wall_s)) {
        m->refresh_ms = now.ms;
    }
}

/* ---- the answers ---- */

void cho_login_take_token(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    if (answer->outcome == CHO_LOGIN_GIVEN) {
        cho_login_works(m);
        cho_wipe(m->grant, sizeof m->grant);
        cho_login_keep(m, &answer->token, now);
        m->phase    = CHO_LOGIN_CHECKING;
        m->again_ms = now.ms;
    } else if (answer->outcome == CHO_LOGIN_GONE || answer->outcome == CHO_LOGIN_NO) {
        cho_login_start_codes(m, now);
    } else {
        cho_login_fail(m, answer, now);
    }
}

static void refuse(cho_login *m, cho_login_time now, const char *text)
{
    if (m->is_stored)
        m->news |= CHO_LOGIN_ERASE;
    cho_login_revoke(m, now);
    cho_login_end(m, CHORUS_LOGIN_DENIED, text);
}

static void refuse_other(cho_login *m, cho_login_time now)
{
    char text[CHO_LOGIN_TEXT_SIZE];
    cho_login_write_other_user(m, text);
    refuse(m, now, text);
}

static void decide(cho_login *m, cho_login_time now)
{
    const char *expected = m->setup.expected_user;
    if (expected != NULL && strcasecmp(expected, m->user) != 0) {
        refuse_other(m, now);
    } else if (expected != NULL || m->is_stored || m->setup.skips_confirmation) {
        hold(m);
    } else {
        cho_login_drop_codes(m);
        m->phase = CHO_LOGIN_CONFIRMING;
        m->round++;
        cho_login_enter(m, CHORUS_LOGIN_CONFIRM, 0);
    }
}

void cho_login_take_user(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    if (answer->outcome == CHO_LOGIN_GIVEN) {
        cho_login_works(m);
        memcpy(m->user, answer->as.user, sizeof m->user);
        decide(m, now);
    } else if (answer->outcome != CHO_LOGIN_GONE) {
        cho_login_fail(m, answer, now);
    } else if (m->is_stored && has_refresh(m) && !m->was_refreshed) {
        cho_login_works(m);
        m->phase = CHO_LOGIN_RESTORING;
    } else {
        cho_login_works(m);
        cho_login_lose(m, now);
    }
}

/* The one before is used up: the new one is kept at once, whoever asks for it. */
static void use_refreshed(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    cho_login_works(m);
    cho_login_keep(m, &answer->token, now);
    m->was_refreshed = true;
    m->again_ms      = now.ms;
    if (m->user[0] != '\0' || m->phase == CHO_LOGIN_HOLDING) {
        hold(m);
    } else {
        m->news |= CHO_LOGIN_SAVE;
        m->phase = CHO_LOGIN_CHECKING;
    }
}

void cho_login_take_refreshed(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    if (answer->outcome == CHO_LOGIN_GIVEN)
        use_refreshed(m, answer, now);
    else if (answer->outcome == CHO_LOGIN_GONE || answer->outcome == CHO_LOGIN_NO)
        cho_login_lose(m, now);
    else if (m->phase == CHO_LOGIN_HOLDING)
        m->refresh_ms = now.ms + cho_login_pause_ms(m, answer);
    else
        cho_login_fail(m, answer, now);
}

/* ---- what is not wanted any more ---- */

/* The refresh token stands for all that came of the same yes. */
void cho_login_revoke(cho_login *m, cho_login_time now)
{
    const char *token = has_refresh(m) ? m->token.refresh : m->token.access;
    memcpy(m->revoked, token, sizeof m->revoked);
    m->revoke_tries = 0;
    m->revoke_ms    = now.ms;
    if (m->asked == CHO_LOGIN_ASK_REVOKE) /* that is about another one */
        m->asked = CHO_LOGIN_ASK_NOTHING;
}

void cho_login_take_revoked(cho_login *m, const cho_login_answer *answer, cho_login_time now)
{
    bool is_passing = answer->outcome == CHO_LOGIN_LATER ||
                      (answer->outcome == CHO_LOGIN_FAULT && !cho_login_is_final(answer->fault, true));
    if (is_passing && ++m->revoke_tries < CHO_LOGIN_REVOKE_TRIES)
        m->revoke_ms = now.ms + cho_login_pause_ms(m, answer);
    else
        cho_wipe(m->revoked, sizeof m->revoked);
}

/* ---- what the game wants ---- */

void cho_login_accept(cho_login *m, uint32_t round)
{
    if (m->phase == CHO_LOGIN_CONFIRMING && m->round == round)
        hold(m);
}

void cho_login_reject(cho_login *m, uint32_t round, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_CONFIRMING && m->round == round)
        refuse(m, now, "Refused: nobody was signed in. Try again for a new code");
}

void cho_login_refresh(cho_login *m, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_HOLDING && has_refresh(m))
        m->refresh_ms = now.ms;
}

void cho_login_refuse(cho_login *m, cho_login_time now)
{
    if (m->phase == CHO_LOGIN_HOLDING && !has_refresh(m))
        cho_login_lose(m, now);
    else
        cho_login_refresh(m, now);
}

void cho_login_sign_out(cho_login *m, cho_login_time now)
{
    if (m->phase != CHO_LOGIN_HOLDING)
        return;
    m->news |= CHO_LOGIN_ERASE;
    cho_login_revoke(m, now);
    cho_login_end(m, CHORUS_LOGIN_SIGNED_OUT, "Signed out");
}
