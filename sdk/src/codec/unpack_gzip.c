#include "codec/gzip.h"
#include "codec/unpack_format.h"

static void *create(const chorus_allocator *heap)
{
    cho_gzip *g = cho_gzip_create(heap, sizeof *g);
    if (g == NULL || inflateInit2(&g->z, CHO_GZIP_HEADED) == Z_OK)
        return g;
    cho_gzip_release(g);
    return NULL;
}

/* Z_BUF_ERROR says that there was nothing left to do. */
static chorus_result unpack(void *reader, cho_span *bytes, void *out, size_t *len, bool *is_end)
{
    z_stream *z  = &((cho_gzip *)reader)->z;
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
    static const cho_unpack_format format = { create, unpack, cho_gzip_end_reader };
    return &format;
}
