/* Frames of the socket into packets, and packets into frames: as text, or compressed. */
#include "base/utf8.h"
#include "interactive/interactive_text.h"
#include "interactive/interactive_wire.h"

/* ---- for the game that looks on ---- */

static void tell_packet(cho_ia_link *ia, cho_span text, bool is_sent)
{
    if (!ia->tells_packets || !cho_utf8_valid(text.ptr, text.len))
        return;
    uint32_t       len = (uint32_t)(sizeof(cho_ia_packet) + text.len + 1);
    cho_ia_packet *r   = cho_link_record(&ia->base, CHO_IA_PACKET, len, CHO_WORTH_INPUT, 0);
    if (r == NULL)
        return;
    cho_ia_text at = cho_ia_text_behind(r + 1);
    r->is_sent     = is_sent;
    r->text_len    = cho_ia_put_span(&at, text);
    cho_link_commit(&ia->base, len);
}

static void set_gauge(cho_ia_link *ia)
{
    atomic_store_explicit(&ia->gauge->seq, ia->seq, memory_order_relaxed);
    atomic_store_explicit(&ia->gauge->awaited, ia->calls.count, memory_order_relaxed);
}

/* ---- in ---- */

/* The one place where a text that came enters, whatever it was wrapped in. */
void cho_ia_take_text(cho_ia_link *ia, cho_span text)
{
    cho_ia_tape_frame(ia, text);
    tell_packet(ia, text, false);
    cho_ia_receive(ia, text.ptr, text.len);
    set_gauge(ia);
}

static void take_binary(cho_ia_link *ia, cho_span bytes)
{
    cho_ia_coding *coding = &ia->coding;
    if (coding->is_lost)
        return;
    if (cho_stream_read(&coding->stream, bytes, CHO_PACKET_SIZE_MAX, &coding->text) == CHORUS_OK)
        cho_ia_take_text(ia, (cho_span){ coding->text.data, coding->text.len });
    else if (coding->has_asked)
        cho_ia_fall_back(ia, "a compressed message that cannot be read");
    else
        cho_link_bad_packet(&ia->base, "a binary message without compression", 0);
}

void cho_ia_take_frame(cho_ia_link *ia, cho_span bytes, bool is_text)
{
    if (is_text)
        cho_ia_take_text(ia, bytes);
    else
        take_binary(ia, bytes);
}

/* ---- out ---- */

static chorus_result send_frame(cho_ia_link *ia, const cho_buf *frame, bool is_text)
{
    if (ia->replay != NULL)
        return CHORUS_OK; /* the answer is in the recording */
    cho_message *message = frame->failed ? NULL : cho_message_create(ia->heap, frame->data, frame->len, is_text);
    if (message == NULL)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_ws_send(ia->ws, message);
    cho_message_release(message);
    if (r == CHORUS_OK)
        cho_link_count_bytes(&ia->base, 0, frame->len);
    return r;
}

static void note_sent(cho_ia_link *ia, const cho_buf *text, chorus_result r)
{
    if (r == CHORUS_OK)
        tell_packet(ia, (cho_span){ text->data, text->len }, true);
    set_gauge(ia);
}

chorus_result cho_ia_send_plain(cho_ia_link *ia, const cho_buf *text)
{
    chorus_result r = send_frame(ia, text, true);
    note_sent(ia, text, r);
    return r;
}

/* Between a call of setCompression and its answer only text is sent, so that the service never wonders
   which stream a message belongs to. */
chorus_result cho_ia_send_packet(cho_ia_link *ia, const cho_buf *text)
{
    cho_ia_coding *coding = &ia->coding;
    cho_span       said   = { text->data, text->len };
    if (text->failed || coding->asked > 0 || !cho_stream_write(&coding->stream, said, &coding->frame))
        return cho_ia_send_plain(ia, text);
    chorus_result r = send_frame(ia, &coding->frame, false);
    if (r != CHORUS_OK)
        cho_stream_stop_writing(&coding->stream);
    note_sent(ia, text, r);
    return r;
}
