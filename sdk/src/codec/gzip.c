#include "codec/gzip.h"

#include "base/alloc.h"

static voidpf take(voidpf heap, uInt count, uInt size)
{
    return cho_alloc(heap, (size_t)count * size);
}

static void give_back(voidpf heap, voidpf block)
{
    cho_release(heap, block);
}

void *cho_gzip_create(const chorus_allocator *heap, size_t size)
{
    cho_gzip *g = cho_alloc_zero(heap, size);
    if (g == NULL)
        return NULL;
    g->heap     = heap;
    g->z.zalloc = take;
    g->z.zfree  = give_back;
    g->z.opaque = (voidpf)(uintptr_t)heap; /* zlib knows no const */
    return g;
}

void cho_gzip_release(cho_gzip *g)
{
    cho_release(g->heap, g);
}

void cho_gzip_end_reader(void *reader)
{
    cho_gzip *g = reader;
    inflateEnd(&g->z);
    cho_gzip_release(g);
}
