/*
 * gzip.h - a state of zlib that lives on a heap of ours.
 * Layer    codec. Private to the files of streams and unpacking.
 * Thread   one at a time.
 * Memory   one block, and those that zlib takes; all from the heap it was created with.
 * Trust    whoever uses it says how much it may unpack.
 */
#ifndef CHO_CODEC_GZIP_H
#define CHO_CODEC_GZIP_H

#include <chorus/base.h>

#define ZLIB_CONST
#include <zlib.h>

enum {
    CHO_GZIP_WINDOW = 15,                  /* the largest */
    CHO_GZIP_HEADED = CHO_GZIP_WINDOW + 16 /* with a header of gzip around it */
};

typedef struct cho_gzip {
    z_stream                z; /* first: whoever has the state has the stream */
    const chorus_allocator *heap;
} cho_gzip;

/* Ready for deflateInit2() or inflateInit2(), in a block of `size` bytes that begins with a cho_gzip. NULL: no
   memory. */
void *cho_gzip_create(const chorus_allocator *heap, size_t size);

/* After deflateEnd() or inflateEnd(), or when the init failed. */
void cho_gzip_release(cho_gzip *g);

/* Both, for a reader. */
void cho_gzip_end_reader(void *reader);

#endif
