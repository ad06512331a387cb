#include "base/buf.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>

enum { FIRST_CAP = 63 };

static size_t grown_cap(size_t cap, size_t needed)
{
    size_t doubled = cap > SIZE_MAX / 4 ? needed : 2 * cap + 1;
    if (doubled < FIRST_CAP)
        doubled = FIRST_CAP;
    return doubled < needed ? needed : doubled;
}

void cho_buf_init(cho_buf *b, const chorus_allocator *heap)
{
    *b = (cho_buf){ .heap = heap };
}

void cho_buf_deinit(cho_buf *b)
{
    cho_release(b->heap, b->data);
    cho_buf_init(b, b->heap);
}

void cho_buf_cut(cho_buf *b, size_t len)
{
    b->len = len;
    if (b->data != NULL)
        b->data[len] = '\0';
}

void cho_buf_clear(cho_buf *b)
{
    cho_buf_cut(b, 0);
    b->failed = false;
}

bool cho_buf_grow(cho_buf *b, size_t extra)
{
    if (b->failed)
        return false;
    size_t cap  = extra > SIZE_MAX - 1 - b->len ? 0 : grown_cap(b->cap, b->len + extra);
    char  *data = cap == 0 ? NULL : cho_resize(b->heap, b->data, cap + 1);
    b->failed   = data == NULL;
    if (b->failed)
        return false;
    data[b->len] = '\0';
    b->data      = data;
    b->cap       = cap;
    return true;
}

void cho_buf_text(cho_buf *b, const char *text)
{
    cho_buf_append(b, text, strlen(text));
}

static void append_formatted(cho_buf *b, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    if (len < 0) {
        b->failed = true;
    } else if (cho_buf_reserve(b, (size_t)len)) {
        vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

void cho_buf_printf(cho_buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    append_formatted(b, format, args);
    va_end(args);
}
