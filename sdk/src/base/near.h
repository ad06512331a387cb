/*
 * near.h - memory that will be needed in a moment, fetched ahead.
 * Layer    base.
 * Thread   any.
 * Memory   none. Nothing of it is read, so it may have been freed meanwhile.
 * Trust    none.
 *
 * Thousands who speak once a second find nothing of theirs in the processor's caches: waiting for one line after the
 * other then takes longer than all the work.
 */
#ifndef CHO_BASE_NEAR_H
#define CHO_BASE_NEAR_H

#include <stddef.h>
#include <stdint.h>

typedef struct cho_near {
    const void *at; /* NULL: nothing */
    size_t      bytes;
} cho_near;

enum { CHO_NEAR_LINE = 64 };

static inline void cho_near_fetch(cho_near near)
{
#if defined(__GNUC__)
    const char *end = (const char *)near.at + near.bytes;
    for (const char *line = (const char *)near.at - (uintptr_t)near.at % CHO_NEAR_LINE; line < end; line += CHO_NEAR_LINE)
        __builtin_prefetch(line);
#else
    (void)near;
#endif
}

#endif
