#include "codec/unpack_format.h"

#ifdef CHO_HAS_LZ4

#    include "base/alloc.h"

/* Memory of our own can be given to lz4 since 1.9.4, by functions it does not yet promise to keep. */
#    define LZ4F_STATIC_LINKING_ONLY
#    include <lz4frame.h>

typedef struct lz4 {
    const chorus_allocator *heap;
    LZ4F_dctx              *context;
} lz4;

static void *take(void *heap, size_t size)
{
    return cho_alloc(heap, size);
}

static void *take_zeroed(void *heap, size_t size)
{
    return cho_alloc_zero(heap, size);
}

static void give_back(void *heap, void *block)
{
    cho_release(heap, block);
}

static void destroy(void *reader)
{
    lz4 *r = reader;
    LZ4F_freeDecompressionContext(r->context);
    cho_release(r->heap, r);
}

static void *create(const chorus_allocator *heap)
{
    const LZ4F_CustomMem memory = { take, take_zeroed, give_back, (void *)(uintptr_t)heap };
    lz4                 *r      = cho_alloc_zero(heap, sizeof *r);
    if (r == NULL)
        return NULL;
    r->heap    = heap;
    r->context = LZ4F_createDecompressionContext_advanced(memory, LZ4F_VERSION);
    if (r->context != NULL)
        return r;
    destroy(r);
    return NULL;
}

static chorus_result unpack(void *reader, cho_span *bytes, void *out, size_t *len, bool *is_end)
{
    size_t taken = bytes->len;
    size_t hint  = LZ4F_decompress(((lz4 *)reader)->context, out, len, bytes->ptr, &taken, NULL);
    *bytes       = (cho_span){ bytes->ptr + taken, bytes->len - taken };
    *is_end      = hint == 0;
    if (!LZ4F_isError(hint))
        return CHORUS_OK;
    return LZ4F_getErrorCode(hint) == LZ4F_ERROR_allocation_failed ? CHORUS_E_MEMORY : CHORUS_E_PROTOCOL;
}

const cho_unpack_format *cho_unpack_lz4(void)
{
    static const cho_unpack_format format = { create, unpack, destroy };
    return &format;
}

#else

const cho_unpack_format *cho_unpack_lz4(void)
{
    return NULL;
}

#endif
