#include "base/alloc.h"
#include "base/clock.h"
#include "base/secret.h"
#include "core/token_record.h"
#include "oauth/oauth_session.h"

enum { NS_PER_S = 1000 * 1000 * 1000 };

static uint32_t seconds_until(uint64_t until_ns)
{
    uint64_t now_ns = cho_clock_mono_ns();
    return until_ns > now_ns ? (uint32_t)((until_ns - now_ns + NS_PER_S - 1) / NS_PER_S) : 0;
}

void cho_login_read_told(const cho_login_told *told, chorus_event_login *out)
{
    const char *at     = (const char *)(told + 1);
    out->state         = (chorus_login_state)told->state;
    out->field         = (chorus_login_field)told->field;
    out->seconds_left  = seconds_until(told->until_ns);
    out->code          = cho_record_text(&at, told->code_len);
    out->url           = cho_record_text(&at, told->url_len);
    out->url_with_code = cho_record_text(&at, told->url_with_code_len);
    out->user          = cho_record_text(&at, told->user_len);
    out->text          = cho_record_text(&at, told->text_len);
    out->qr_side       = told->qr_side;
    out->qr            = told->qr_side > 0 ? (const uint8_t *)at : NULL;
}

/* ---- copies of records ---- */

static void forget(const chorus_allocator *heap, void *copy, uint32_t len)
{
    if (copy != NULL)
        cho_wipe(copy, len);
    cho_release(heap, copy);
}

/* False: no memory, and *copy is as it was. */
static bool keep(const chorus_allocator *heap, void **copy, uint32_t *copy_len, const void *payload, uint32_t len)
{
    void *fresh = cho_alloc(heap, len);
    if (fresh == NULL)
        return false;
    memcpy(fresh, payload, len);
    forget(heap, *copy, *copy_len);
    *copy     = fresh;
    *copy_len = len;
    return true;
}

static void forget_token(cho_login_session *s, const chorus_allocator *heap)
{
    forget(heap, s->token, s->token_len);
    s->token     = NULL;
    s->token_len = 0;
}

/* ---- records ---- */

static chorus_result apply_state(cho_login_session *s, const cho_record *record, const void *payload, uint32_t len)
{
    void *told = s->told;
    if (!keep(cho_session_heap(&s->base), &told, &s->told_len, payload, len))
        return CHORUS_E_MEMORY;
    s->told = told;
    cho_login_read_told(payload, &cho_session_event(&s->base, CHORUS_EVENT_LOGIN, record)->as.login);
    return CHORUS_OK;
}

static chorus_result apply_token(cho_login_session *s, const cho_record *record, const void *payload, uint32_t len)
{
    if (!keep(cho_session_heap(&s->base), &s->token, &s->token_len, payload, len))
        return CHORUS_E_MEMORY;
    if (!((const cho_record_token *)payload)->is_known)
        cho_session_tell_token(&s->base, record, payload);
    return CHORUS_OK;
}

static void apply_keep(const cho_login_session *s, const char *blob)
{
    if (*blob == '\0')
        s->store.erase(s->store.user);
    else if (!s->store.save(s->store.user, blob))
        cho_runtime_log(s->base.rt, CHORUS_LOG_WARNING, "oauth: the token could not be stored: a code will be needed again");
}

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    cho_login_session *s = (cho_login_session *)session;
    switch (record->type) {
    case CHO_LOGIN_RECORD_STATE:    return apply_state(s, record, payload, len);
    case CHO_LOGIN_RECORD_TOKEN:    return apply_token(s, record, payload, len);
    case CHO_LOGIN_RECORD_NO_TOKEN: forget_token(s, cho_session_heap(session)); return CHORUS_OK;
    case CHO_LOGIN_RECORD_KEEP:     apply_keep(s, payload); return CHORUS_OK;
    default:                        return CHORUS_OK;
    }
}

/* ---- life ---- */

void cho_login_session_free(cho_login_session *s, const chorus_allocator *heap)
{
    forget(heap, s->told, s->told_len);
    forget_token(s, heap);
    cho_release(heap, s);
}

static void free_session(cho_session *session)
{
    cho_login_session_free((cho_login_session *)session, cho_session_heap(session));
}

const cho_session_ops cho_login_session_ops = { .name = "oauth", .apply = apply, .free_session = free_session };
