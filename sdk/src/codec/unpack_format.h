/*
 * unpack_format.h - what a compressed format does for unpack.c.
 * Layer    codec. Private to the files of unpacking.
 * Thread   one at a time.
 * Memory   a reader is a block of the heap it was created with.
 * Trust    see unpack.h.
 */
#ifndef CHO_CODEC_UNPACK_FORMAT_H
#define CHO_CODEC_UNPACK_FORMAT_H

#include "base/span.h"

typedef struct cho_unpack_format {
    void *(*create)(const chorus_allocator *heap); /* NULL: no memory */
    /* Unpacks some of *bytes, which begins behind that afterwards, into `out`: at most *len bytes, and *len
       says how many. *is_end: that was all. OK, E_PROTOCOL, E_MEMORY. */
    chorus_result (*read)(void *reader, cho_span *bytes, void *out, size_t *len, bool *is_end);
    void (*destroy)(void *reader);
} cho_unpack_format;

const cho_unpack_format *cho_unpack_gzip(void);
const cho_unpack_format *cho_unpack_lz4(void); /* NULL: built without it */

#endif
