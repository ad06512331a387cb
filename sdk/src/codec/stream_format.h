/*
 * stream_format.h - what a compressed format does for stream.c.
 * Layer    codec. Private to the files of streams.
 * Thread   one at a time.
 * Memory   a writer and a reader are blocks of the heap they were created with.
 * Trust    see stream.h.
 */
#ifndef CHO_CODEC_STREAM_FORMAT_H
#define CHO_CODEC_STREAM_FORMAT_H

#include "base/buf.h"
#include "base/span.h"

typedef struct cho_stream_format {
    void *(*create_writer)(const chorus_allocator *heap); /* NULL: no memory */
    bool (*reset_writer)(void *writer);                   /* false: no memory */
    bool (*write)(void *writer, cho_span text, cho_buf *out); /* appends; false: no memory */
    void (*destroy_writer)(void *writer);

    void *(*create_reader)(const chorus_allocator *heap);
    bool (*reset_reader)(void *reader);
    /* Appends what the bytes mean: `len` bytes when all is well, and never many more. OK: all of the bytes
       were taken in. E_PROTOCOL, E_MEMORY. */
    chorus_result (*read)(void *reader, cho_span bytes, size_t len, cho_buf *out);
    void (*destroy_reader)(void *reader);
} cho_stream_format;

const cho_stream_format *cho_stream_gzip(void);
const cho_stream_format *cho_stream_lz4(void); /* NULL: built without it */

/* Room behind a text that is to become `len` bytes long, which it is not yet: a few bytes more than that at
   most, to see what is too long, and no more at once than came already. 0: no memory. */
size_t cho_stream_make_room(cho_buf *out, size_t len);

#endif
