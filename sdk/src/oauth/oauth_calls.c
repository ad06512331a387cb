#include "base/options.h"
#include "core/token_record.h"
#include "oauth/oauth_login.h"
#include "oauth/oauth_session.h"

#include <stdio.h>

/* ---- looking ---- */

static chorus_result find(chorus_runtime *rt, chorus_session handle, cho_login_session **out)
{
    cho_session  *session;
    chorus_result r = cho_session_find(rt, handle, &cho_login_session_ops, &session);
    if (r == CHORUS_OK)
        *out = (cho_login_session *)session;
    return r;
}

chorus_result chorus_oauth_read(chorus_runtime *rt, chorus_session session, chorus_event_login *out)
{
    static const chorus_str nothing = { "", 0 };
    cho_login_session      *s;
    if (out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    *out = (chorus_event_login){ .state = CHORUS_LOGIN_REQUESTING, .code = nothing, .url = nothing,
                                 .url_with_code = nothing, .user = nothing, .text = nothing };
    if (s->told != NULL)
        cho_login_read_told(s->told, out);
    return CHORUS_OK;
}

/* Letters apart, groups with a word between. */
static size_t spell(chorus_str code, char *out, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < code.len; i++) {
        const char one[2] = { code.ptr[i], '\0' };
        const char *part  = code.ptr[i] == '-' ? ", dash," : one;
        const char *gap   = i == 0 || code.ptr[i] == '-' ? "" : " ";
        len += (size_t)snprintf(out + len, size - len, "%s%s", gap, part);
    }
    return len;
}

chorus_result chorus_oauth_spell_code(chorus_runtime *rt, chorus_session session, chorus_str *out)
{
    char               text[CHO_LOGIN_CODE_SIZE * 8];
    chorus_event_login login;
    cho_login_session *s;
    if (out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = find(rt, session, &s);
    if (r == CHORUS_OK)
        r = chorus_oauth_read(rt, session, &login);
    if (r != CHORUS_OK)
        return r;
    if (login.code.len == 0)
        return CHORUS_E_STATE;
    *out = cho_arena_str(cho_session_arena(&s->base), text, spell(login.code, text, sizeof text));
    return CHORUS_OK;
}

chorus_result chorus_oauth_get_token(chorus_runtime *rt, chorus_session session, chorus_oauth_token *out)
{
    cho_login_session *s;
    chorus_event_token held;
    chorus_result      r = find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (out == NULL || out->struct_size == 0)
        return CHORUS_E_INVALID;
    if (s->token == NULL)
        return CHORUS_E_AGAIN;
    cho_token_record_read(s->token, &held);
    const chorus_oauth_token token = { sizeof token, held.access, held.refresh, held.granted_at_s, held.lifetime_s };
    return cho_options_answer(out, &token, sizeof token);
}

/* ---- wanting ---- */

static bool is_ending(const cho_login_session *s)
{
    chorus_session_state state = s->base.state;
    return s->base.is_closing || state == CHORUS_STATE_CLOSING || state == CHORUS_STATE_CLOSED;
}

static chorus_login_state state_of(const cho_login_session *s)
{
    return s->told == NULL ? CHORUS_LOGIN_REQUESTING : (chorus_login_state)s->told->state;
}

static chorus_result send(cho_login_session *s, uint16_t type, uint32_t value)
{
    cho_login_wish *wish = cho_session_command(&s->base, type, sizeof *wish);
    if (wish == NULL)
        return CHORUS_E_MEMORY;
    wish->value     = value;
    chorus_result r = cho_session_send(&s->base, wish);
    if (r != CHORUS_OK)
        cho_session_drop_command(&s->base, wish);
    return r;
}

/* E_STATE: the login is in another state than `needed`. */
static chorus_result want_in(chorus_runtime *rt, chorus_session session, chorus_login_state needed, uint16_t type)
{
    cho_login_session *s;
    chorus_result      r = find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (is_ending(s) || state_of(s) != needed)
        return CHORUS_E_STATE;
    return send(s, type, s->told == NULL ? 0 : s->told->round);
}

chorus_result chorus_oauth_show_code(chorus_runtime *rt, chorus_session session, bool is_shown)
{
    cho_login_session *s;
    chorus_result      r = find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    return is_ending(s) ? CHORUS_E_STATE : send(s, CHO_LOGIN_SHOW_CODE, is_shown);
}

chorus_result chorus_oauth_accept(chorus_runtime *rt, chorus_session session)
{
    return want_in(rt, session, CHORUS_LOGIN_CONFIRM, CHO_LOGIN_ACCEPT);
}

chorus_result chorus_oauth_reject(chorus_runtime *rt, chorus_session session)
{
    return want_in(rt, session, CHORUS_LOGIN_CONFIRM, CHO_LOGIN_REJECT);
}

chorus_result chorus_oauth_retry(chorus_runtime *rt, chorus_session session)
{
    cho_login_session *s;
    chorus_result      r = find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    return is_ending(s) || state_of(s) == CHORUS_LOGIN_SIGNED_IN ? CHORUS_E_STATE : send(s, CHO_LOGIN_RETRY, 0);
}

chorus_result chorus_oauth_refresh(chorus_runtime *rt, chorus_session session)
{
    return want_in(rt, session, CHORUS_LOGIN_SIGNED_IN, CHO_LOGIN_REFRESH);
}

chorus_result chorus_oauth_sign_out(chorus_runtime *rt, chorus_session session)
{
    return want_in(rt, session, CHORUS_LOGIN_SIGNED_IN, CHO_LOGIN_SIGN_OUT);
}

const char *chorus_login_state_name(chorus_login_state state)
{
    static const char *const names[] = { "none",      "requesting", "code_ready", "waiting",       "confirm",   "signed_in",
                                         "denied",    "expired",    "offline",    "misconfigured", "signed_out" };
    size_t index = (size_t)state;
    return index < sizeof names / sizeof *names ? names[index] : "unknown";
}
