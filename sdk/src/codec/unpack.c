#include "codec/unpack.h"

#include "base/alloc.h"
#include "codec/unpack_format.h"

enum { PIECE = 16 * 1024 };

struct cho_unpack {
    const chorus_allocator  *heap;
    const cho_unpack_format *format;
    void                    *reader;
    bool                     is_complete;
    char                     piece[PIECE];
};

static const cho_unpack_format *format_of(cho_scheme scheme)
{
    switch (scheme) {
    case CHO_SCHEME_GZIP: return cho_unpack_gzip();
    case CHO_SCHEME_LZ4:  return cho_unpack_lz4();
    case CHO_SCHEME_TEXT: break;
    }
    return NULL;
}

cho_unpack *cho_unpack_create(const chorus_allocator *heap, cho_scheme scheme)
{
    const cho_unpack_format *format = format_of(scheme);
    cho_unpack              *u      = format == NULL ? NULL : cho_alloc(heap, sizeof *u);
    if (u == NULL)
        return NULL;
    u->heap        = heap;
    u->format      = format;
    u->is_complete = false;
    u->reader      = format->create(heap);
    if (u->reader != NULL)
        return u;
    cho_unpack_destroy(u);
    return NULL;
}

void cho_unpack_destroy(cho_unpack *u)
{
    if (u == NULL)
        return;
    if (u->reader != NULL)
        u->format->destroy(u->reader);
    cho_release(u->heap, u);
}

/* A piece that is full may have more behind it, even if no byte is left to read. */
chorus_result cho_unpack_feed(cho_unpack *u, cho_span bytes, cho_unpack_give give, void *user)
{
    size_t len = PIECE;
    while (bytes.len > 0 || len == PIECE) {
        if (u->is_complete)
            return bytes.len == 0 ? CHORUS_OK : CHORUS_E_PROTOCOL;
        size_t left     = bytes.len;
        len             = PIECE;
        chorus_result r = u->format->read(u->reader, &bytes, u->piece, &len, &u->is_complete);
        if (r == CHORUS_OK && len > 0)
            r = give(user, u->piece, len);
        else if (r == CHORUS_OK && left > 0 && bytes.len == left)
            r = CHORUS_E_PROTOCOL; /* nothing comes of it any more */
        if (r != CHORUS_OK)
            return r;
    }
    return CHORUS_OK;
}

bool cho_unpack_is_complete(const cho_unpack *u)
{
    return u->is_complete;
}
