#include "interactive/interactive_schemes.h"
#include "interactive/interactive_session.h"

static chorus_result ask(cho_interactive *s, const char *const *schemes, uint32_t count, cho_buf *params,
                         chorus_request *request)
{
    if (!cho_ia_write_schemes(params, schemes, count)) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "set_compression: one or more of gzip, lz4 and text are needed");
        return CHORUS_E_INVALID;
    }
    if (!cho_interactive_is_connected(s))
        return CHORUS_E_STATE;
    if (params->failed)
        return CHORUS_E_MEMORY;
    return cho_ia_start_call(s, cho_span_of("setCompression"), (cho_span){ params->data, params->len }, request);
}

chorus_result chorus_interactive_set_compression(chorus_runtime *rt, chorus_session session,
                                                 const char *const *schemes, uint32_t count, chorus_request *request)
{
    cho_interactive *s;
    cho_buf          params;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_buf_init(&params, cho_session_heap(&s->base));
    r = ask(s, schemes, count, &params, request);
    cho_buf_deinit(&params);
    return r;
}

chorus_result chorus_interactive_get_compression(chorus_runtime *rt, chorus_session session, chorus_str *out)
{
    cho_interactive *s;
    chorus_result    r = out == NULL ? CHORUS_E_INVALID : cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_span name = cho_span_of(cho_scheme_name(s->scheme));
    *out          = (chorus_str){ name.ptr, name.len };
    return CHORUS_OK;
}
