/*
 * interactive_text.h - put the strings of a record behind its struct.
 * Layer    interactive. May include codec/ and below.
 * Thread   network thread.
 * Memory   the record must have room for the raw length of each string and a NUL.
 * Trust    values come from the JSON reader and are sound; they may hold NUL bytes.
 */
#ifndef CHO_INTERACTIVE_TEXT_H
#define CHO_INTERACTIVE_TEXT_H

#include "codec/json_value.h"

typedef struct cho_ia_text {
    char *at; /* where the next string goes */
} cho_ia_text;

static inline cho_ia_text cho_ia_text_behind(void *struct_end)
{
    return (cho_ia_text){ struct_end };
}

/* Both return the length without the NUL. */
static inline uint32_t cho_ia_put_span(cho_ia_text *text, cho_span span)
{
    text->at = cho_span_put(text->at, span);
    return (uint32_t)span.len;
}

/* A string's meaning; anything else as it stands. */
static inline uint32_t cho_ia_put_value(cho_ia_text *text, const cho_json_value *value)
{
    if (!value->escaped)
        return cho_ia_put_span(text, value->raw);
    size_t len    = cho_json_unescape(value, text->at);
    text->at[len] = '\0';
    text->at += len + 1;
    return (uint32_t)len;
}

#endif
