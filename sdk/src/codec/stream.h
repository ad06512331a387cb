/*
 * stream.h - compressed messages: one endless stream for each direction of a connection.
 * Layer    codec. Includes base/ only.
 * Thread   one at a time.
 * Memory   gzip holds about 260 KB for writing and 40 KB for reading, lz4 about 210 and 260. All of it comes
 *          from `heap` when a scheme is chosen, and none afterwards but what the caller's buffers grow by.
 * Trust    what is read is hostile. A length that is announced is bounded first and never allocated: the
 *          text grows as it comes. That it is UTF-8 is found out by whoever reads it.
 *
 * A message is the length of its text as an unsigned LEB128 number, then the next piece of the stream,
 * flushed to a byte. The header of the format is there once, at the start of the first piece, and the
 * stream never ends; so what was said before helps to say what comes.
 */
#ifndef CHO_CODEC_STREAM_H
#define CHO_CODEC_STREAM_H

#include "base/buf.h"
#include "base/span.h"

typedef enum cho_scheme { CHO_SCHEME_TEXT, CHO_SCHEME_GZIP, CHO_SCHEME_LZ4 } cho_scheme;

/* "text" and "none", "gzip", "lz4". False: a name that nobody knows. */
bool        cho_scheme_find(cho_span name, cho_scheme *out);
const char *cho_scheme_name(cho_scheme scheme);

/* False: this build does without its library. */
bool cho_scheme_is_built(cho_scheme scheme);

typedef struct cho_stream {
    const chorus_allocator *heap;
    cho_scheme              scheme;
    void                   *writer, *reader; /* NULL: that direction is text, or broken */
} cho_stream;

/* Both directions are text. */
void cho_stream_init(cho_stream *s, const chorus_allocator *heap);
void cho_stream_deinit(cho_stream *s);

/* Both directions begin anew, also with the scheme they had. False: no memory, or a scheme that is not
   built; then they are text. */
bool cho_stream_choose(cho_stream *s, cho_scheme scheme);

/* Makes `out` the message that says the text. False: there is none, send the text as it is. */
bool cho_stream_write(cho_stream *s, cho_span text, cho_buf *out);

/* What was written cannot be sent, so nothing more may follow it: from now on all is text. */
void cho_stream_stop_writing(cho_stream *s);

/* Makes `out` the text of a message. After anything but OK nothing can be read before a scheme is chosen
   again. E_PROTOCOL: not what the scheme says; E_SIZE: over `limit` bytes are announced; E_MEMORY; E_STATE:
   nothing can be read. */
chorus_result cho_stream_read(cho_stream *s, cho_span message, size_t limit, cho_buf *out);

#endif
