/*
 * ws_assembly.h - pieces of frames to whole messages.
 * Layer    net. May include base/ only.
 * Thread   network thread. No socket, no clock.
 * Memory   one buffer, grown by what has come, never by what is announced, and
 *          reused. A message that comes in one piece is not copied.
 * Trust    lengths are hostile; what is over the limit is counted, not kept.
 */
#ifndef CHO_NET_WS_ASSEMBLY_H
#define CHO_NET_WS_ASSEMBLY_H

#include "base/buf.h"
#include "base/span.h"

enum { CHO_WS_ABSURD = 64 << 20 }; /* bytes; longer messages are not even skipped */

typedef struct cho_ws_assembly {
    cho_buf  buf;
    size_t   limit;
    uint64_t have; /* bytes of the message under way */
    bool     is_skipping;
} cho_ws_assembly;

typedef enum cho_ws_piece {
    CHO_WS_PIECE_MORE,     /* the message goes on, or is being skipped */
    CHO_WS_PIECE_MESSAGE,  /* *message is whole */
    CHO_WS_PIECE_TOO_BIG,  /* this piece shows it is over the limit; told once, then skipped */
    CHO_WS_PIECE_ABSURD,   /* give the connection up */
    CHO_WS_PIECE_NO_MEMORY /* likewise */
} cho_ws_piece;

void cho_ws_assembly_init(cho_ws_assembly *a, const chorus_allocator *heap, size_t limit);
void cho_ws_assembly_deinit(cho_ws_assembly *a);

/*
 * The next len bytes of the message under way. remaining is what the same frame still announces;
 * is_last says that nothing of this message follows. *message is valid until the next call; *known
 * is how many bytes of the message are known of.
 */
cho_ws_piece cho_ws_assembly_feed(cho_ws_assembly *a, cho_span piece, uint64_t remaining,
                                  bool is_last, cho_span *message, uint64_t *known);
#endif
