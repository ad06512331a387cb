#include "base/options.h"
#include "interactive/interactive_describe.h"

/* ---- is it a file? ---- */

static bool is_header_value(const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        if (*text < ' ' || *text > '~')
            return false;
    }
    return true;
}

static chorus_result check_upload(const cho_ia_place *place, const chorus_upload_desc *d)
{
    chorus_result r = cho_ia_check_id(place, "path", d->path);
    if (r != CHORUS_OK)
        return r;
    if (d->file != NULL && (d->bytes != NULL || d->len > 0))
        return cho_ia_refuse(place, "give bytes or a file, not both");
    if (d->file == NULL && d->bytes == NULL && d->len > 0)
        return cho_ia_refuse(place, "there are no bytes and no file");
    if (d->file != NULL && *d->file == '\0')
        return cho_ia_refuse(place, "the name of the file is empty");
    if (!is_header_value(d->content_type))
        return cho_ia_refuse(place, "content_type holds characters that an HTTP header cannot carry");
    return d->len > CHORUS_UPLOAD_MAX_BYTES ? CHORUS_E_SIZE : CHORUS_OK;
}

static chorus_result read_desc(cho_interactive *s, const void *given, chorus_upload_desc *known)
{
    cho_ia_place  place = { s, "upload", NULL, 0 };
    chorus_result r     = cho_options_copy(known, sizeof *known, given);
    if (r == CHORUS_E_INVALID)
        return cho_ia_refuse(&place, "the description is missing or was not prepared with CHORUS_INIT");
    return r == CHORUS_OK ? check_upload(&place, known) : r;
}

/* ---- sending ---- */

static cho_span text_of(const char *text)
{
    return cho_span_of(text == NULL ? "" : text);
}

static chorus_result send_upload(cho_interactive *s, const chorus_upload_desc *d, uint32_t request)
{
    cho_span       path = text_of(d->path), file = text_of(d->file), type = text_of(d->content_type);
    size_t         size   = sizeof(cho_ia_upload_order) + path.len + file.len + type.len + 3 + d->len;
    cho_ia_upload_order *order = cho_session_command(&s->base, CHO_IA_UPLOAD_ORDER, size);
    if (order == NULL)
        return CHORUS_E_MEMORY;
    order->request  = request;
    order->path_len = (uint32_t)path.len;
    order->file_len = (uint32_t)file.len;
    order->type_len = (uint32_t)type.len;
    order->body_len = d->len;
    char *at        = cho_span_put(cho_span_put(cho_span_put((char *)(order + 1), path), file), type);
    if (d->len > 0)
        memcpy(at, d->bytes, d->len);
    chorus_result r = cho_session_send(&s->base, order);
    if (r != CHORUS_OK)
        cho_session_drop_command(&s->base, order);
    return r;
}

static chorus_result start_upload(cho_interactive *s, const chorus_upload_desc *d, chorus_request *request)
{
    if (request == NULL)
        return send_upload(s, d, 0);
    uint32_t id = cho_session_await(&s->base, cho_span_of("uploadFile"));
    if (id == 0)
        return CHORUS_E_MEMORY;
    chorus_result r = send_upload(s, d, id);
    if (r == CHORUS_OK)
        request->id = id;
    else
        cho_session_forget(&s->base, id);
    return r;
}

chorus_result chorus_interactive_upload(chorus_runtime *rt, chorus_session session, const chorus_upload_desc *desc,
                                        chorus_request *request)
{
    cho_interactive   *s;
    chorus_upload_desc known;
    chorus_result      r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = read_desc(s, desc, &known);
    if (r != CHORUS_OK)
        return r;
    return cho_interactive_is_connected(s) ? start_upload(s, &known, request) : CHORUS_E_STATE;
}
