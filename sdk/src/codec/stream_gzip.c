#include "codec/gzip.h"
#include "codec/stream_format.h"

enum {
    LEVEL       = 1, /* a third less time than level 6 for a tenth more bytes */
    RAW         = -CHO_GZIP_WINDOW,
    MEMORY      = 8,
    FLUSH_BYTES = 16 /* of the mark that ends each piece, and to see that it was complete */
};

typedef struct writer {
    cho_gzip base;
    bool     has_begun; /* the header has gone out */
} writer;

/* ---- writing ---- */

/* zlib's own header would make it sum up every byte for a trailer that is never sent. */
static void *create_writer(const chorus_allocator *heap)
{
    writer *w = cho_gzip_create(heap, sizeof *w);
    if (w == NULL || deflateInit2(&w->base.z, LEVEL, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK)
        return w;
    cho_gzip_release(&w->base);
    return NULL;
}

static bool reset_writer(void *state)
{
    writer *w    = state;
    w->has_begun = false;
    return deflateReset(&w->base.z) == Z_OK;
}

static void destroy_writer(void *state)
{
    writer *w = state;
    deflateEnd(&w->base.z);
    cho_gzip_release(&w->base);
}

/* RFC 1952: deflate, no flags, no time, no hint, an unknown system. */
static void begin(writer *w, cho_buf *out)
{
    static const unsigned char header[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff };
    if (!w->has_begun)
        cho_buf_append(out, header, sizeof header);
    w->has_begun = true;
}

static bool write_text(void *state, cho_span text, cho_buf *out)
{
    z_stream *z = &((writer *)state)->base.z;
    begin(state, out);
    z->next_in  = (const Bytef *)text.ptr;
    z->avail_in = (uInt)text.len;
    do {
        size_t room = deflateBound(z, z->avail_in) + FLUSH_BYTES;
        if (!cho_buf_reserve(out, room))
            return false;
        z->next_out  = (Bytef *)out->data + out->len;
        z->avail_out = (uInt)room;
        deflate(z, Z_SYNC_FLUSH);
        out->len += room - z->avail_out;
    } while (z->avail_out == 0);
    return true;
}

/* ---- reading ---- */

/* Nothing is summed up here either: no trailer comes that could be compared. */
static void *create_reader(const chorus_allocator *heap)
{
    cho_gzip *g = cho_gzip_create(heap, sizeof *g);
    if (g == NULL || (inflateInit2(&g->z, CHO_GZIP_HEADED) == Z_OK && inflateValidate(&g->z, false) == Z_OK))
        return g;
    cho_gzip_release(g);
    return NULL;
}

static bool reset_reader(void *reader)
{
    return inflateReset(&((cho_gzip *)reader)->z) == Z_OK;
}

/* Z_BUF_ERROR says that there was nothing left to do. The end of the stream is an error: it has none. */
static chorus_result read_text(void *reader, cho_span bytes, size_t len, cho_buf *out)
{
    z_stream *z = &((cho_gzip *)reader)->z;
    int       status;
    z->next_in  = (const Bytef *)bytes.ptr;
    z->avail_in = (uInt)bytes.len;
    do {
        size_t room = cho_stream_make_room(out, len);
        if (room == 0)
            return CHORUS_E_MEMORY;
        z->next_out  = (Bytef *)out->data + out->len;
        z->avail_out = (uInt)room;
        status       = inflate(z, Z_SYNC_FLUSH);
        out->len += room - z->avail_out;
    } while (status == Z_OK && z->avail_out == 0 && out->len <= len);
    if (status == Z_MEM_ERROR)
        return CHORUS_E_MEMORY;
    bool is_sound = (status == Z_OK || status == Z_BUF_ERROR) && z->avail_in == 0;
    return is_sound ? CHORUS_OK : CHORUS_E_PROTOCOL;
}

const cho_stream_format *cho_stream_gzip(void)
{
    static const cho_stream_format format = {
        create_writer, reset_writer, write_text, destroy_writer, create_reader, reset_reader, read_text,
        cho_gzip_end_reader,
    };
    return &format;
}
