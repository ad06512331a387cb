/*
 * unpack.h - a compressed file that comes piece by piece: one whole gzip or lz4 frame, checksums included.
 * Layer    codec. Includes base/ only.
 * Thread   one at a time.
 * Memory   gzip holds about 60 KB, lz4 up to 9 MB when the sender made blocks of 4 MB.
 * Trust    what comes is hostile. What it unpacks to is handed on in pieces of 16 KiB at most, so how much
 *          it may become is the receiver's to say.
 */
#ifndef CHO_CODEC_UNPACK_H
#define CHO_CODEC_UNPACK_H

#include "base/span.h"
#include "codec/stream.h"

typedef struct cho_unpack cho_unpack;

/* Takes in what was unpacked; anything but OK ends the unpacking with that. */
typedef chorus_result (*cho_unpack_give)(void *user, const void *bytes, size_t len);

/* NULL: no memory, or a scheme that is not built. */
cho_unpack *cho_unpack_create(const chorus_allocator *heap, cho_scheme scheme);
void        cho_unpack_destroy(cho_unpack *u);

/* OK; E_PROTOCOL: not of this format, or more behind its end; E_MEMORY; what `give` said. After anything
   but OK it can only be destroyed. */
chorus_result cho_unpack_feed(cho_unpack *u, cho_span bytes, cho_unpack_give give, void *user);

/* The end of the file has come. */
bool cho_unpack_is_complete(const cho_unpack *u);

#endif
