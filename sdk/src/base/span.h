/*
 * span.h - bytes somebody else owns, not terminated.
 * Layer    base.
 * Thread   any.
 * Memory   borrows; only cho_span_dup allocates.
 * Trust    any bytes, also NUL. An empty span may have a NULL pointer.
 */
#ifndef CHO_BASE_SPAN_H
#define CHO_BASE_SPAN_H

#include <chorus/base.h>

typedef struct cho_span {
    const char *ptr;
    size_t      len;
} cho_span;

static inline cho_span cho_span_of(const char *text)
{
    return (cho_span){ text, strlen(text) };
}

static inline bool cho_span_equal(cho_span a, cho_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool cho_span_is(cho_span a, const char *text)
{
    return cho_span_equal(a, cho_span_of(text));
}

/* Writes the bytes and a NUL; returns the place behind it. */
static inline char *cho_span_put(char *at, cho_span s)
{
    if (s.len > 0)
        memcpy(at, s.ptr, s.len);
    at[s.len] = '\0';
    return at + s.len + 1;
}

/* A NUL-terminated copy to give back with cho_release, or NULL when there is no memory. */
char *cho_span_dup(const chorus_allocator *heap, cho_span s);

#endif
