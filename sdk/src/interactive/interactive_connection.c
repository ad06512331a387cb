#include "interactive/interactive_session.h"

/* ---- what a game says about its connection ---- */

/* OK: a session that may be told something. */
static chorus_result find_open(chorus_runtime *rt, chorus_session session, cho_interactive **out)
{
    chorus_result r = cho_interactive_find(rt, session, out);
    if (r != CHORUS_OK)
        return r;
    const cho_session *s = &(*out)->base;
    bool is_ending = s->is_closing || s->state == CHORUS_STATE_CLOSING || s->state == CHORUS_STATE_CLOSED;
    return is_ending ? CHORUS_E_STATE : CHORUS_OK;
}

/* The command belongs to the queue, or is freed. NULL: no memory. */
static chorus_result send(cho_interactive *s, void *command)
{
    if (command == NULL)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_session_send(&s->base, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(&s->base, command);
    return r;
}

static chorus_result send_plain(chorus_runtime *rt, chorus_session session, uint16_t type)
{
    cho_interactive *s;
    chorus_result    r = find_open(rt, session, &s);
    return r == CHORUS_OK ? send(s, cho_session_command(&s->base, type, sizeof(cho_command))) : r;
}

chorus_result chorus_interactive_set_ready(chorus_runtime *rt, chorus_session session, bool is_ready)
{
    cho_interactive *s;
    chorus_result    r = find_open(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_ia_ready *ready = cho_session_command(&s->base, CHO_IA_READY, sizeof *ready);
    if (ready != NULL)
        ready->is_ready = is_ready;
    return send(s, ready);
}

chorus_result chorus_interactive_suspend(chorus_runtime *rt, chorus_session session)
{
    return send_plain(rt, session, CHO_IA_SUSPEND);
}

chorus_result chorus_interactive_resume(chorus_runtime *rt, chorus_session session)
{
    return send_plain(rt, session, CHO_IA_RESUME);
}

chorus_result chorus_interactive_set_token(chorus_runtime *rt, chorus_session session, const char *token,
                                           const char *refresh_token)
{
    cho_interactive *s;
    cho_span         access  = cho_span_of(token == NULL ? "" : token);
    cho_span         refresh = cho_span_of(refresh_token == NULL ? "" : refresh_token);
    chorus_result    r       = find_open(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (!cho_interactive_is_header_value(token) || !cho_interactive_is_header_value(refresh_token)) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "set_token: a token holds what an HTTP header cannot carry");
        return CHORUS_E_INVALID;
    }
    if (s->has_login) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "set_token: the session has the tokens of its login");
        return CHORUS_E_INVALID;
    }
    size_t                    size = sizeof(cho_ia_set_token_command) + access.len + refresh.len + 2;
    cho_ia_set_token_command *set  = cho_session_command(&s->base, CHO_IA_SET_TOKEN, size);
    if (set != NULL) {
        set->has_refresh = refresh_token != NULL;
        set->token_len   = (uint32_t)access.len;
        set->refresh_len = (uint32_t)refresh.len;
        cho_span_put(cho_span_put((char *)(set + 1), access), refresh);
    }
    return send(s, set);
}
