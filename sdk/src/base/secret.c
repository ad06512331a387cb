#include "base/secret.h"

#include "base/alloc.h"

void cho_wipe(void *at, size_t len)
{
    volatile unsigned char *byte = at;
    while (len-- > 0)
        *byte++ = 0;
}

void cho_secret_release(const chorus_allocator *heap, char *text)
{
    if (text != NULL)
        cho_wipe(text, strlen(text));
    cho_release(heap, text);
}

void cho_secret_buf_deinit(cho_buf *b)
{
    if (b->data != NULL)
        cho_wipe(b->data, b->cap);
    cho_buf_deinit(b);
}
