#include "net/ws_assembly.h"

void cho_ws_assembly_init(cho_ws_assembly *a, const chorus_allocator *heap, size_t limit)
{
    *a = (cho_ws_assembly){ .limit = limit };
    cho_buf_init(&a->buf, heap);
}

void cho_ws_assembly_deinit(cho_ws_assembly *a)
{
    cho_buf_deinit(&a->buf);
}

static void start_over(cho_ws_assembly *a)
{
    a->have        = 0;
    a->is_skipping = false;
}

static cho_ws_piece skip(cho_ws_assembly *a, cho_span piece, bool is_last)
{
    bool was_skipping = a->is_skipping;
    a->is_skipping    = true;
    a->have += piece.len;
    if (is_last)
        start_over(a);
    return was_skipping ? CHO_WS_PIECE_MORE : CHO_WS_PIECE_TOO_BIG;
}

static cho_ws_piece keep(cho_ws_assembly *a, cho_span piece, bool is_last, cho_span *message)
{
    if (a->have == 0)
        cho_buf_clear(&a->buf);
    a->have += piece.len;
    cho_buf_append(&a->buf, piece.ptr, piece.len);
    if (a->buf.failed)
        return CHO_WS_PIECE_NO_MEMORY;
    if (!is_last)
        return CHO_WS_PIECE_MORE;
    *message = (cho_span){ a->buf.data, a->buf.len };
    start_over(a);
    return CHO_WS_PIECE_MESSAGE;
}

cho_ws_piece cho_ws_assembly_feed(cho_ws_assembly *a, cho_span piece, uint64_t remaining,
                                  bool is_last, cho_span *message, uint64_t *known)
{
    if (remaining > CHO_WS_ABSURD || a->have + piece.len + remaining > CHO_WS_ABSURD)
        return CHO_WS_PIECE_ABSURD;
    *known = a->have + piece.len + remaining;
    if (a->is_skipping || *known > a->limit)
        return skip(a, piece, is_last);
    if (a->have > 0 || !is_last)
        return keep(a, piece, is_last, message);
    *message = piece;
    return CHO_WS_PIECE_MESSAGE;
}
