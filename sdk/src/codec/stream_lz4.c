#include "codec/stream_format.h"

#ifdef CHO_HAS_LZ4

#    include "base/alloc.h"

/* Memory of our own can be given to lz4 since 1.9.4, by functions it does not yet promise to keep. */
#    define LZ4F_STATIC_LINKING_ONLY
#    include <lz4frame.h>

enum {
    BLOCK_MAX = 512 * 1024 /* a reader's blocks hold 64 or 256 KB, and what came before; larger ones are refused */
};

static const LZ4F_preferences_t preferences = {
    .frameInfo = { .blockSizeID = LZ4F_max64KB, .blockMode = LZ4F_blockLinked },
};

static void *take(void *heap, size_t size)
{
    return size <= BLOCK_MAX ? cho_alloc(heap, size) : NULL;
}

static void *take_zeroed(void *heap, size_t size)
{
    return size <= BLOCK_MAX ? cho_alloc_zero(heap, size) : NULL;
}

static void give_back(void *heap, void *block)
{
    cho_release(heap, block);
}

static LZ4F_CustomMem memory_of(const chorus_allocator *heap)
{
    return (LZ4F_CustomMem){ take, take_zeroed, give_back, (void *)(uintptr_t)heap };
}

/* ---- writing ---- */

typedef struct writer {
    const chorus_allocator *heap;
    LZ4F_cctx              *context;
    size_t                  header_len; /* 0: it has gone out */
    char                    header[LZ4F_HEADER_SIZE_MAX];
} writer;

static bool reset_writer(void *state)
{
    writer *w     = state;
    size_t  len   = LZ4F_compressBegin(w->context, w->header, sizeof w->header, &preferences);
    w->header_len = LZ4F_isError(len) ? 0 : len;
    return w->header_len > 0;
}

static void destroy_writer(void *state)
{
    writer *w = state;
    LZ4F_freeCompressionContext(w->context);
    cho_release(w->heap, w);
}

static void *create_writer(const chorus_allocator *heap)
{
    writer *w = cho_alloc_zero(heap, sizeof *w);
    if (w == NULL)
        return NULL;
    w->heap    = heap;
    w->context = LZ4F_createCompressionContext_advanced(memory_of(heap), LZ4F_VERSION);
    if (w->context != NULL && reset_writer(w))
        return w;
    destroy_writer(w);
    return NULL;
}

static bool take_in(cho_buf *out, size_t made)
{
    if (LZ4F_isError(made))
        return false;
    out->len += made;
    return true;
}

/* The text is gathered first, then flushed: that keeps all texts of the last 64 KB side by side, to be
   referred to. */
static bool write_text(void *state, cho_span text, cho_buf *out)
{
    writer *w = state;
    cho_buf_append(out, w->header, w->header_len);
    w->header_len = 0;
    size_t room   = LZ4F_compressBound(text.len, &preferences);
    if (!cho_buf_reserve(out, room)
        || !take_in(out, LZ4F_compressUpdate(w->context, out->data + out->len, room, text.ptr, text.len, NULL)))
        return false;
    room = LZ4F_compressBound(0, &preferences);
    return cho_buf_reserve(out, room) && take_in(out, LZ4F_flush(w->context, out->data + out->len, room, NULL));
}

/* ---- reading ---- */

typedef struct reader {
    const chorus_allocator *heap;
    LZ4F_dctx              *context;
} reader;

static void destroy_reader(void *state)
{
    reader *r = state;
    LZ4F_freeDecompressionContext(r->context);
    cho_release(r->heap, r);
}

static void *create_reader(const chorus_allocator *heap)
{
    reader *r = cho_alloc_zero(heap, sizeof *r);
    if (r == NULL)
        return NULL;
    r->heap    = heap;
    r->context = LZ4F_createDecompressionContext_advanced(memory_of(heap), LZ4F_VERSION);
    if (r->context != NULL)
        return r;
    destroy_reader(r);
    return NULL;
}

static bool reset_reader(void *state)
{
    LZ4F_resetDecompressionContext(((reader *)state)->context);
    return true;
}

/* 0 says that the frame has ended, which it never does. */
static chorus_result judge(size_t hint)
{
    if (LZ4F_isError(hint) && LZ4F_getErrorCode(hint) == LZ4F_ERROR_allocation_failed)
        return CHORUS_E_MEMORY;
    return LZ4F_isError(hint) || hint == 0 ? CHORUS_E_PROTOCOL : CHORUS_OK;
}

static chorus_result read_text(void *state, cho_span bytes, size_t len, cho_buf *out)
{
    reader *r = state;
    size_t  room, made;
    do {
        size_t taken = bytes.len;
        room = made = cho_stream_make_room(out, len);
        if (room == 0)
            return CHORUS_E_MEMORY;
        size_t        hint = LZ4F_decompress(r->context, out->data + out->len, &made, bytes.ptr, &taken, NULL);
        chorus_result fate = judge(hint);
        if (fate != CHORUS_OK)
            return fate;
        out->len += made;
        bytes = (cho_span){ bytes.ptr + taken, bytes.len - taken };
        if (taken == 0 && made == 0)
            break;
    } while (out->len <= len && (bytes.len > 0 || made == room));
    return bytes.len == 0 ? CHORUS_OK : CHORUS_E_PROTOCOL;
}

const cho_stream_format *cho_stream_lz4(void)
{
    static const cho_stream_format format = {
        create_writer, reset_writer, write_text, destroy_writer, create_reader, reset_reader, read_text, destroy_reader,
    };
    return &format;
}

#else

const cho_stream_format *cho_stream_lz4(void)
{
    return NULL;
}

#endif
