#include "oauth/oauth_link.h"

#include "base/clock.h"
#include "base/secret.h"
#include "codec/qr.h"
#include "core/token_record.h"
#include "oauth/oauth_records.h"
#include "oauth/oauth_words.h"

/* ---- the state ---- */

typedef struct shown {
    cho_span code, url, url_with_code, user, text;
    cho_buf  qr;
    uint32_t qr_side;
} shown;

/* Who has said yes is of interest from then on. */
static bool has_user(const cho_login *m)
{
    return m->state == CHORUS_LOGIN_CONFIRM || m->state == CHORUS_LOGIN_SIGNED_IN;
}

static void collect(const cho_login *m, shown *s)
{
    static const cho_span nothing  = { "", 0 };
    bool                  has_code = cho_login_has_code(m);
    bool                  is_open  = has_code && m->shows_code;
    s->code          = is_open ? cho_span_of(m->shown.is.code) : nothing;
    s->url           = has_code ? cho_span_of(m->shown.is.url) : nothing;
    s->url_with_code = is_open ? cho_span_of(m->shown.is.url_with_code) : nothing;
    s->user          = has_user(m) ? cho_span_of(m->user) : nothing;
    s->text          = cho_span_of(m->text);
    if (is_open && !cho_qr_write_bits(&s->qr, m->shown.is.url_with_code, &s->qr_side)) {
        cho_buf_clear(&s->qr); /* what is typed works without */
        s->qr_side = 0;
    }
}

static bool push_state(cho_login_link *l, const shown *s)
{
    const cho_login *m   = &l->login;
    size_t           len = sizeof(cho_login_told) + s->code.len + s->url.len + s->url_with_code.len + s->user.len +
                 s->text.len + 5 + s->qr.len;
    cho_login_told *r = cho_link_record(&l->base, CHO_LOGIN_RECORD_STATE, (uint32_t)len, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return false;
    *r = (cho_login_told){ (int32_t)m->state, (int32_t)cho_login_field(m->fault), m->until_ms * CHO_NS_PER_MS,
                           m->round, s->qr_side, (uint32_t)s->code.len, (uint32_t)s->url.len,
                           (uint32_t)s->url_with_code.len, (uint32_t)s->user.len, (uint32_t)s->text.len };
    char *at = cho_span_put((char *)(r + 1), s->code);
    at       = cho_span_put(at, s->url);
    at       = cho_span_put(at, s->url_with_code);
    at       = cho_span_put(at, s->user);
    at       = cho_span_put(at, s->text);
    if (s->qr.len > 0)
        memcpy(at, s->qr.data, s->qr.len);
    cho_link_commit(&l->base, (uint32_t)len);
    return true;
}

/* Neither code nor name is for a log. */
static void log_state(cho_login_link *l)
{
    const cho_login *m = &l->login;
    if (m->state == CHORUS_LOGIN_MISCONFIGURED)
        cho_link_log(&l->base, CHORUS_LOG_ERROR, "misconfigured: %s", m->text);
    else if (m->state == CHORUS_LOGIN_OFFLINE)
        cho_link_log(&l->base, CHORUS_LOG_WARNING, "offline: %s", m->text);
    else
        cho_link_log(&l->base, CHORUS_LOG_INFO, "now %s", chorus_login_state_name(m->state));
}

/* For everybody who only wants to know whether it may be used. */
static void tell_session(cho_login_link *l)
{
    static const cho_cause fine  = { .result = CHORUS_OK };
    bool                   ready = l->login.state == CHORUS_LOGIN_SIGNED_IN;
    if (ready != l->was_ready)
        cho_link_state(&l->base, ready ? CHORUS_STATE_READY : CHORUS_STATE_CONNECTING, &fine);
    l->was_ready = ready;
}

static bool tell_state(cho_login_link *l)
{
    shown s = { .qr_side = 0 };
    cho_buf_init(&s.qr, l->heap);
    collect(&l->login, &s);
    bool is_told = push_state(l, &s);
    cho_buf_deinit(&s.qr);
    if (is_told)
        log_state(l);
    return is_told;
}

/* ---- the token ---- */

static chorus_oauth_token token_of(const cho_login *m)
{
    const cho_login_token *t = &m->token;
    return (chorus_oauth_token){ .struct_size  = sizeof(chorus_oauth_token),
                                 .access       = { t->access, strlen(t->access) },
                                 .refresh      = { t->refresh, strlen(t->refresh) },
                                 .granted_at_s = t->granted_at_s,
                                 .lifetime_s   = t->lifetime_s };
}

static bool tell_token(cho_login_link *l)
{
    chorus_oauth_token token = token_of(&l->login);
    return cho_link_tell_token(&l->base, CHO_LOGIN_RECORD_TOKEN, &token, (l->login.news & CHO_LOGIN_TOKEN_NEW) == 0);
}

/* To the sessions that were opened with this login, and to those who ask for the token. */
static bool hand_out(cho_login_link *l)
{
    if (cho_login_is_signed_in(&l->login))
        return cho_link_announce(&l->base, &(cho_announced){ .token = l->login.token.access });
    if (l->base.local_token == NULL)
        return true;
    if (cho_link_record(&l->base, CHO_LOGIN_RECORD_NO_TOKEN, 0, CHO_WORTH_KEEP, 0) == NULL)
        return false;
    cho_link_commit(&l->base, 0);
    return cho_link_announce(&l->base, &(cho_announced){ .token = NULL });
}

/* ---- what is kept ---- */

/* An empty blob: what is kept is erased. */
static bool tell_hooks(cho_login_link *l, cho_span blob)
{
    char *r = cho_link_record(&l->base, CHO_LOGIN_RECORD_KEEP, (uint32_t)blob.len + 1, CHO_WORTH_KEEP, 0);
    if (r == NULL)
        return false;
    cho_span_put(r, blob);
    cho_link_commit(&l->base, (uint32_t)blob.len + 1);
    return true;
}

static bool erase(cho_login_link *l)
{
    if (l->has_hooks)
        return tell_hooks(l, (cho_span){ "", 0 });
    return l->store == NULL || cho_login_store_erase(l->store) == CHORUS_OK;
}

static bool save(cho_login_link *l)
{
    char               blob[2 * CHO_LOGIN_TOKEN_SIZE * 2 + 256]; /* each character may need a backslash */
    size_t             size  = sizeof blob;
    chorus_oauth_token token = token_of(&l->login);
    bool               is_kept = chorus_oauth_write(&token, blob, &size) != CHORUS_OK; /* will not get better */
    if (!is_kept && l->has_hooks)
        is_kept = tell_hooks(l, cho_span_of(blob));
    else if (!is_kept)
        is_kept = l->store == NULL || cho_login_store_save(l->store, cho_span_of(blob)) == CHORUS_OK;
    cho_wipe(blob, sizeof blob);
    return is_kept;
}

/* ---- all of it, the token before who may use it ---- */

void cho_login_tell(cho_login_link *l)
{
    cho_login *m = &l->login;
    if ((m->news & CHO_LOGIN_TELL) != 0 && tell_state(l))
        m->news &= ~(unsigned)CHO_LOGIN_TELL;
    if ((m->news & CHO_LOGIN_ERASE) != 0 && erase(l))
        m->news &= ~(unsigned)CHO_LOGIN_ERASE;
    if ((m->news & CHO_LOGIN_SAVE) != 0 && save(l))
        m->news &= ~(unsigned)CHO_LOGIN_SAVE;
    if ((m->news & CHO_LOGIN_TELL_TOKEN) != 0 && tell_token(l))
        m->news &= ~(unsigned)(CHO_LOGIN_TELL_TOKEN | CHO_LOGIN_TOKEN_NEW);
    if ((m->news & CHO_LOGIN_HAND_OUT) != 0 && hand_out(l))
        m->news &= ~(unsigned)CHO_LOGIN_HAND_OUT;
    if ((m->news & CHO_LOGIN_TELL) == 0)
        tell_session(l);
}
