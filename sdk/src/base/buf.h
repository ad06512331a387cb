/*
 * buf.h - growable bytes.
 * Layer    base.
 * Thread   one at a time.
 * Memory   owns one block, grown by doubling and kept by clear. `heap` is borrowed.
 * Trust    any length: one that does not fit fails like missing memory.
 *
 * A failed append sets `failed`, keeps what was there, and every later append does nothing until
 * the buffer is cleared; so a writer appends freely and asks once at the end.
 */
#ifndef CHO_BASE_BUF_H
#define CHO_BASE_BUF_H

#include <chorus/base.h>
#include <string.h>

typedef struct cho_buf {
    const chorus_allocator *heap;
    char                   *data; /* NULL before the first append, then data[len] is '\0' */
    size_t                  len;
    size_t                  cap; /* bytes `data` can hold, a spare one for the NUL not counted */
    bool                    failed;
} cho_buf;

#if defined(__GNUC__)
#    define CHO_PRINTF_LIKE(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#    define CHO_PRINTF_LIKE(text, first)
#endif

void cho_buf_init(cho_buf *b, const chorus_allocator *heap);
void cho_buf_deinit(cho_buf *b);

/* Empties the buffer and forgets a failure; the memory stays. */
void cho_buf_clear(cho_buf *b);

/* Forgets what is behind the first `len` bytes; there are as many. */
void cho_buf_cut(cho_buf *b, size_t len);

/* What cho_buf_reserve() does when there is no room yet. */
bool cho_buf_grow(cho_buf *b, size_t extra);

/* Room for `extra` more bytes: the caller may write them at data + len and then raise len.
   False sets `failed`. */
static inline bool cho_buf_reserve(cho_buf *b, size_t extra)
{
    return (b->data != NULL && !b->failed && extra <= b->cap - b->len) || cho_buf_grow(b, extra);
}

static inline void cho_buf_append(cho_buf *b, const void *bytes, size_t len)
{
    if (!cho_buf_reserve(b, len) || len == 0)
        return;
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void cho_buf_text(cho_buf *b, const char *text);
void cho_buf_printf(cho_buf *b, const char *format, ...) CHO_PRINTF_LIKE(2, 3);

#endif
