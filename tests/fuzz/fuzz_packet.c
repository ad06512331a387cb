/*
 * fuzz_packet.c - any bytes as a frame of Interactive 2 packets.
 *
 * Beside not crashing, three promises are held: a frame ends well exactly when it is sound JSON, an
 * unsound frame that is no array gives no packet, and an input that is matched is what the reader
 * reads.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/packet.h"
#include "codec/packet_body.h"
#include "codec/packet_match.h"

static chorus_allocator heap;

static void require(bool promise)
{
    if (!promise)
        abort();
}

static bool is_same_value(const cho_json_value *a, const cho_json_value *b)
{
    return a->type == b->type && a->escaped == b->escaped && cho_span_equal(a->raw, b->raw);
}

static bool is_same_input(const cho_packet_input *a, const cho_packet_input *b)
{
    return is_same_value(&a->participant, &b->participant) && is_same_value(&a->transaction, &b->transaction) &&
           is_same_value(&a->control, &b->control) && is_same_value(&a->event, &b->event) &&
           is_same_value(&a->value, &b->value) && memcmp(&a->x, &b->x, sizeof a->x) == 0 &&
           memcmp(&a->y, &b->y, sizeof a->y) == 0 && a->button == b->button && cho_span_equal(a->raw, b->raw);
}

/* What is written in a sound packet is sound, whatever its shape. */
static void read_inputs(const cho_packet *packet)
{
    cho_json_reader  r;
    cho_packet_input input;
    cho_json_reader_init(&r, cho_json_text(&packet->params), CHO_PACKET_DEPTH);
    require(cho_packet_read_input(&r, &input) != CHORUS_E_PROTOCOL && cho_json_finish(&r));
}

static void read_participants(const cho_packet *packet)
{
    cho_json_reader        r;
    cho_packet_participant participant;
    cho_json_reader_init(&r, cho_json_text(&packet->params), CHO_PACKET_DEPTH);
    chorus_result result = cho_packet_read_participant(&r, &participant);
    require(result == (packet->params.type == CHO_JSON_OBJECT ? CHORUS_OK : CHORUS_E_TYPE));
    require(cho_json_finish(&r));
}

static void read_error(const cho_packet *packet)
{
    cho_packet_error error;
    cho_buf          path;
    cho_buf_init(&path, &heap);
    cho_packet_read_error(&packet->error, &error);
    cho_packet_append_path(&error, &path);
    require(!path.failed && path.len <= packet->error.raw.len);
    cho_buf_deinit(&path);
}

static void use(const cho_packet *packet)
{
    require(packet->has_id == (packet->id_text.len > 0));
    require((packet->fault == 0) == (packet->fault_reason == NULL));
    require(packet->type != CHO_PACKET_UNKNOWN || packet->fault == CHO_PACKET_CODE_UNKNOWN_TYPE);
    require(packet->seq >= 0);
    read_error(packet);
    if (cho_json_is_absent(&packet->params))
        return;
    read_inputs(packet);
    read_participants(packet);
}

static void read_frame(cho_span bytes)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_packet_step  step;
    int              packets = 0;
    cho_packet_frame_init(&frame, bytes);
    while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_WHOLE)
            use(&packet), packets++;
    }
    bool     is_sound = cho_packet_frame_error(&frame).reason == NULL;
    bool     is_batch = frame.is_batch;
    uint32_t depth    = CHO_PACKET_DEPTH + (is_batch ? 1 : 0);
    require(is_sound == cho_json_check(bytes, depth, NULL));
    require(is_sound || is_batch || packets == 0);
}

/* As a packet that was not matched is read. */
static void require_same_input(cho_span bytes, const cho_packet_input *matched, int32_t seq)
{
    cho_packet_frame frame;
    cho_packet       packet;
    cho_json_reader  r;
    cho_packet_input input;
    cho_packet_frame_init(&frame, bytes);
    require(cho_packet_next(&frame, &packet) == CHO_PACKET_WHOLE);
    require(!frame.is_batch && packet.fault == 0);
    require(packet.type == CHO_PACKET_METHOD && cho_json_is(&packet.method, "giveInput"));
    require(seq == (packet.has_seq ? packet.seq : -1));
    cho_json_reader_init(&r, packet.params.raw, CHO_PACKET_DEPTH);
    require(cho_packet_read_input(&r, &input) == CHORUS_OK);
    require(is_same_input(matched, &input));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cho_span         bytes = { (const char *)data, size };
    cho_packet_input matched;
    int32_t          seq;
    cho_heap_init(&heap, NULL);
    read_frame(bytes);
    if (cho_packet_match_input(bytes, &matched, &seq))
        require_same_input(bytes, &matched, seq);
    return 0;
}
