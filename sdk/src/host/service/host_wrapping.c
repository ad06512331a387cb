#include "host/service/host_wrapping.h"

#include "base/utf8.h"

void cho_host_wrapping_init(cho_host_wrapping *w, const chorus_allocator *heap, uint32_t *quota)
{
    *w = (cho_host_wrapping){ .quota = quota };
    cho_stream_init(&w->stream, heap);
}

/* ---- the quota ---- */

static bool is_compressed(const cho_host_wrapping *w)
{
    return w->stream.scheme != CHO_SCHEME_TEXT;
}

static bool is_allowed(const cho_host_wrapping *w, cho_scheme scheme)
{
    return scheme == CHO_SCHEME_TEXT || is_compressed(w) || w->quota == NULL || *w->quota > 0;
}

/* Begins the streams, and keeps count of those who have some. */
static bool switch_to(cho_host_wrapping *w, cho_scheme scheme)
{
    bool was     = is_compressed(w);
    bool is_done = cho_stream_choose(&w->stream, scheme);
    if (w->quota != NULL)
        *w->quota = *w->quota + was - is_compressed(w);
    return is_done;
}

bool cho_host_wrapping_choose(cho_host_wrapping *w, cho_scheme scheme)
{
    w->next_is_text = true;
    return is_allowed(w, scheme) && switch_to(w, scheme);
}

void cho_host_wrapping_deinit(cho_host_wrapping *w)
{
    switch_to(w, CHO_SCHEME_TEXT);
}

/* ---- messages ---- */

cho_message *cho_host_wrap(cho_host_wrapping *w, cho_message *text, cho_buf *scratch)
{
    cho_span said   = { cho_message_payload(text), cho_message_len(text) };
    bool     is_due = !w->next_is_text;
    w->next_is_text = false;
    if (!is_due || !cho_stream_write(&w->stream, said, scratch))
        return cho_message_retain(text);
    return cho_message_create(w->stream.heap, scratch->data, scratch->len, false);
}

chorus_result cho_host_unwrap(cho_host_wrapping *w, cho_span frame, size_t limit, cho_buf *out)
{
    chorus_result r = is_compressed(w) ? cho_stream_read(&w->stream, frame, limit, out) : CHORUS_E_STATE;
    if (r == CHORUS_OK && !cho_utf8_valid(out->data, out->len))
        r = CHORUS_E_PROTOCOL;
    if (r != CHORUS_OK && r != CHORUS_E_STATE)
        switch_to(w, CHO_SCHEME_TEXT);
    return r;
}
