#include "codec/unpack_format.h"

#include "base/alloc.h"

#define ZLIB_CONST
#include <zlib.h>

enum { GZIP = 15 + 16 /* the largest window, and a gzip header */ };

typedef struct gzip {
    z_stream                z;
    const chorus_allocator *heap;
} gzip;

static voidpf take(voidpf heap, uInt count, uInt size)
{
    return cho_alloc(heap, (size_t)count * size);
}

static void give_back(voidpf heap, voidpf block)
{
    cho_release(heap, block);
}

static void *create(const chorus_allocator *heap)
{
    gzip *g = cho_alloc_zero(heap, sizeof *g);
    if (g == NULL)
        return NULL;
    g->heap     = heap;
    g->z.zalloc = take;
    g->z.zfree  = give_back;
    g->z.opaque = (voidpf)(uintptr_t)heap; /* zlib knows no const */
    if (inflateInit2(&g->z, GZIP) == Z_OK)
        return g;
    cho_release(heap, g);
    return NULL;
}

static void destroy(void *reader)
{
    gzip *g = reader;
    inflateEnd(&g->z);
    cho_release(g->heap, g);
}

/* Z_BUF_ERROR says that there was nothing left to do. */
static chorus_result unpack(void *reader, cho_span *bytes, void *out, size_t *len, bool *is_end)
{
    z_stream *z  = &((gzip *)reader)->z;
    z->next_in   = (const Bytef *)bytes->ptr;
    z->avail_in  = (uInt)bytes->len;
    z->next_out  = out;
    z->avail_out = (uInt)*len;
    int status   = inflate(z, Z_NO_FLUSH);
    *bytes       = (cho_span){ (const char *)z->next_in, z->avail_in };
    *len -= z->avail_out;
    *is_end = status == Z_STREAM_END;
    if (status == Z_OK || status == Z_STREAM_END || (status == Z_BUF_ERROR && bytes->len == 0))
        return CHORUS_OK;
    return status == Z_MEM_ERROR ? CHORUS_E_MEMORY : CHORUS_E_PROTOCOL;
}

const cho_unpack_format *cho_unpack_gzip(void)
{
    static const cho_unpack_format format = { create, unpack, destroy };
    return &format;
}
