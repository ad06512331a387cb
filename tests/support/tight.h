/*
 * tight.h - copies of text that end where their heap block ends, so that AddressSanitizer sees a
 * parser that reads one byte too many.
 */
#ifndef TESTS_SUPPORT_TIGHT_H
#define TESTS_SUPPORT_TIGHT_H

#include <stdlib.h>

#include "support/support.h"

#include "base/span.h"

static inline cho_span tight_copy(const char *bytes, size_t len)
{
    char *copy = malloc(len);
    assert_true(copy != NULL || len == 0);
    if (len > 0)
        memcpy(copy, bytes, len);
    return (cho_span){ copy, len };
}

static inline void tight_free(cho_span copy)
{
    union {
        const char *given;
        void       *block;
    } text = { copy.ptr };
    free(text.block);
}

/* The span must hold exactly these bytes. */
#define assert_span(text, ...) check_span((text), (__VA_ARGS__), __FILE__, __LINE__)

static inline void check_span(const char *text, cho_span span, const char *file, int line)
{
    if (cho_span_is(span, text))
        return;
    print_error("expected %s\n     got %.*s\n", text, (int)span.len, span.len > 0 ? span.ptr : "");
    _fail(file, line);
}

#endif
