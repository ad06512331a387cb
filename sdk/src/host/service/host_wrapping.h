/*
 * host_wrapping.h - messages of one visitor on their way through the socket: as text, or compressed.
 * Layer    host. May include core/ and below.
 * Thread   network thread.
 * Memory   see stream.h. Participants share a quota of streams; whoever gets none is told `text`.
 * Trust    what comes is hostile, see stream.h.
 *
 * The room speaks in texts and says only which scheme a peer has chosen.
 */
#ifndef CHO_HOST_WRAPPING_H
#define CHO_HOST_WRAPPING_H

#include "codec/stream.h"
#include "net/message.h"

typedef struct cho_host_wrapping {
    cho_stream stream;
    uint32_t  *quota; /* streams that may still be opened; NULL: there is no limit */
    bool       next_is_text;
} cho_host_wrapping;

void cho_host_wrapping_init(cho_host_wrapping *w, const chorus_allocator *heap, uint32_t *quota);
void cho_host_wrapping_deinit(cho_host_wrapping *w);

/* From the message after the next one on; that one is the reply, which is always text. False: the scheme cannot be
   had, and all is text. Text can always be had. */
bool cho_host_wrapping_choose(cho_host_wrapping *w, cho_scheme scheme);

/* The message to send for this text: itself, retained, or another one. NULL: no memory. `scratch` is used up. */
cho_message *cho_host_wrap(cho_host_wrapping *w, cho_message *text, cho_buf *scratch);

/* OK: *out is the text of a binary frame. E_STATE: nothing is compressed here. Anything else: the frame cannot be
   read, and all is text from now on. */
chorus_result cho_host_unwrap(cho_host_wrapping *w, cho_span frame, size_t limit, cho_buf *out);

#endif
