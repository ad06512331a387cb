/*
 * auth_form.h - the few named texts in the body of a request: a JSON object, or a form.
 * Layer    host. May include codec/, net/url.h and below.
 * Thread   any.
 * Memory   values are copied into the caller's arena and NUL-terminated.
 * Trust    every byte is hostile. What is not asked for is passed over, but must be sound and stand there once.
 */
#ifndef CHO_AUTH_FORM_H
#define CHO_AUTH_FORM_H

#include "base/arena.h"
#include "base/span.h"

enum { CHO_AUTH_FIELDS_MAX = 16, CHO_AUTH_VALUE_MAX = 1024 /* bytes */ };

typedef struct cho_auth_field {
    const char *name;
    cho_span    value; /* ptr NULL: not there, or null */
    bool        is_given, is_true; /* it was true or false, and which */
} cho_auth_field;

/* Fills the fields that are in the body. NULL: fine. Else a sentence that says what is wrong with it. */
const char *cho_auth_form_read(cho_span body, cho_span content_type, cho_arena *arena, cho_auth_field *fields,
                               size_t count);

/* The same from a query ("a=1&b=2"). */
const char *cho_auth_query_read(cho_span query, cho_arena *arena, cho_auth_field *fields, size_t count);

#endif
