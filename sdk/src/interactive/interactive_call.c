#include "base/utf8.h"
#include "codec/json_reader.h"
#include "interactive/interactive_draft.h"
#include "interactive/interactive_session.h"

enum { METHOD_MAX_BYTES = 256 };

/* ---- commands ---- */

chorus_result cho_ia_send_packets(cho_interactive *s, uint32_t request, cho_span packets, uint32_t count)
{
    cho_ia_call *call = cho_session_command(&s->base, CHO_IA_CALL, sizeof *call + packets.len);
    if (call == NULL)
        return CHORUS_E_MEMORY;
    call->request = request;
    call->count   = count;
    memcpy(call + 1, packets.ptr, packets.len);
    chorus_result r = cho_session_send(&s->base, call);
    if (r != CHORUS_OK)
        cho_session_drop_command(&s->base, call);
    return r;
}

chorus_result cho_ia_start_packets(cho_interactive *s, cho_span packets, uint32_t count, chorus_request *request)
{
    if (request == NULL)
        return cho_ia_send_packets(s, 0, packets, count);
    uint32_t id = cho_session_await(&s->base, cho_span_of(packets.ptr));
    if (id == 0)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_ia_send_packets(s, id, packets, count);
    if (r == CHORUS_OK)
        request->id = id;
    else
        cho_session_forget(&s->base, id);
    return r;
}

chorus_result cho_ia_start_call(cho_interactive *s, cho_span method, cho_span params, chorus_request *request)
{
    cho_ia_draft draft;
    cho_ia_draft_init(&draft, s);
    cho_ia_begin_packet(&draft, method);
    cho_json_write_raw(&draft.w, params);
    return cho_ia_send_draft(&draft, request);
}

/* ---- any method ---- */

static chorus_result check_method(cho_interactive *s, const char *method)
{
    const char *why = NULL;
    if (method == NULL || *method == '\0')
        why = "there is no method";
    else if (strlen(method) > METHOD_MAX_BYTES)
        why = "the method's name is longer than 256 bytes";
    else if (!cho_utf8_valid(method, strlen(method)))
        why = "the method's name is not UTF-8";
    if (why == NULL)
        return CHORUS_OK;
    cho_session_log(&s->base, CHORUS_LOG_ERROR, "call: %s", why);
    return CHORUS_E_INVALID;
}

static chorus_result check_params(cho_interactive *s, const char *method, cho_span params)
{
    cho_json_reader r;
    if (params.len > CHO_IA_PARAMS_MAX_BYTES) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "call of %s: params are longer than %d bytes", method,
                        CHO_IA_PARAMS_MAX_BYTES);
        return CHORUS_E_SIZE;
    }
    cho_json_reader_init(&r, params, CHO_IA_PARAMS_DEPTH);
    if (!cho_json_enter_object(&r))
        cho_json_fail(&r, "not an object");
    if (cho_json_finish(&r))
        return CHORUS_OK;
    cho_session_log(&s->base, CHORUS_LOG_ERROR, "call: params of %s: %s at byte %zu", method, r.error.reason,
                    r.error.offset);
    return CHORUS_E_INVALID;
}

chorus_result chorus_interactive_call(chorus_runtime *rt, chorus_session session, const char *method,
                                      const char *params, chorus_request *request)
{
    cho_interactive *s;
    cho_span         text = cho_span_of(params == NULL ? "{}" : params);
    chorus_result    r    = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_method(s, method);
    if (r == CHORUS_OK)
        r = check_params(s, method, text);
    if (r != CHORUS_OK)
        return r;
    if (!cho_interactive_is_connected(s))
        return CHORUS_E_STATE;
    return cho_ia_start_call(s, cho_span_of(method), text, request);
}
