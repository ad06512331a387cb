/*
 * json_value.h - one JSON value as it stands in a text, and what its strings mean.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   a value points into its text and lives as long as that does.
 * Trust    a value comes from a reader, which has checked it; the functions here rely on that.
 */
#ifndef CHO_CODEC_JSON_VALUE_H
#define CHO_CODEC_JSON_VALUE_H

#include "base/buf.h"
#include "base/span.h"

typedef enum cho_json_type {
    CHO_JSON_NULL, /* also what an absent value looks like: then `raw` is empty */
    CHO_JSON_BOOL,
    CHO_JSON_NUMBER,
    CHO_JSON_STRING,
    CHO_JSON_ARRAY,
    CHO_JSON_OBJECT
} cho_json_type;

/* One value as it stands in the text. All zero: absent. */
typedef struct cho_json_value {
    cho_span      raw; /* its exact bytes; for a string those between the quotes */
    cho_json_type type;
    bool          escaped; /* a string holding at least one backslash */
} cho_json_value;

/* The JSON text of a value: `raw`, for a string with its quotes. */
static inline cho_span cho_json_text(const cho_json_value *v)
{
    if (v->type != CHO_JSON_STRING)
        return v->raw;
    return (cho_span){ v->raw.ptr - 1, v->raw.len + 2 };
}

static inline bool cho_json_is_absent(const cho_json_value *v)
{
    return v->raw.len == 0 && v->type == CHO_JSON_NULL;
}

/* Orders two strings by the bytes they mean, escapes resolved: negative, 0 or positive. */
int cho_json_compare(const cho_json_value *a, const cho_json_value *b);

/* True for a string that means exactly these bytes. */
bool cho_json_equals(const cho_json_value *string, cho_span bytes);

static inline bool cho_json_is(const cho_json_value *string, const char *text)
{
    if (string->escaped || string->type != CHO_JSON_STRING)
        return cho_json_equals(string, cho_span_of(text));
    return string->raw.len == strlen(text) && memcmp(string->raw.ptr, text, string->raw.len) == 0;
}

/* True when the bytes a string means hold a NUL. */
bool cho_json_has_nul(const cho_json_value *string);

/* Writes the bytes a string means into `out`, which must hold raw.len of them, and returns how many
   there are (never more than raw.len). No NUL is added; a \u0000 in the text becomes a NUL byte, so
   whoever cannot bear one looks for it with memchr. 0 for anything but a string. */
size_t cho_json_unescape(const cho_json_value *string, char *out);

/* The same, appended. */
void cho_json_append_unescaped(const cho_json_value *string, cho_buf *out);

#endif
