/*
 * fuzz_packet.c - any bytes as a frame of Interactive 2 packets.
 *
 * Beside not crashing, two promises are held: a frame ends well exactly when it is sound JSON, and
 * decoding params on the way gives the same as decoding them afterwards.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "codec/packet.h"
#include "codec/packet_body.h"

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
    return is_same_value(&a->participant, &b->participant) &&
           is_same_value(&a->transaction, &b->transaction) &&
           is_same_value(&a->control, &b->control) && is_same_value(&a->event, &b->event) &&
           is_same_value(&a->value, &b->value) && memcmp(&a->x, &b->x, sizeof a->x) == 0 &&
           memcmp(&a->y, &b->y, sizeof a->y) == 0 && a->button == b->button &&
           cho_span_equal(a->raw, b->raw);
}

static void read_params_again(const cho_packet *packet, const cho_packet_input *on_the_way,
                              chorus_result expected)
{
    cho_json_reader  r;
    cho_packet_input afterwards;
    cho_json_reader_init(&r, packet->params.raw, CHO_PACKET_DEPTH);
    require(cho_packet_read_input(&r, &afterwards) == expected);
    require(expected != CHORUS_OK || is_same_input(on_the_way, &afterwards));
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
    if (!cho_json_is_absent(&packet->params))
        read_participants(packet);
}

static void read_frame(cho_packet_frame *frame, bool decodes)
{
    cho_packet       packet;
    cho_packet_step  step;
    cho_packet_input input;
    while ((step = cho_packet_next(frame, &packet)) != CHO_PACKET_END) {
        if (step == CHO_PACKET_NOT_OBJECT)
            continue;
        chorus_result result = CHORUS_E_STATE;
        if (decodes)
            result = cho_packet_read_input(cho_packet_params(frame, &packet), &input);
        if (!cho_packet_finish(frame, &packet))
            break;
        use(&packet);
        if (decodes && !packet.replaced && packet.params.type == CHO_JSON_OBJECT)
            read_params_again(&packet, &input, result);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cho_span bytes = { (const char *)data, size };
    cho_heap_init(&heap, NULL);
    for (int decodes = 0; decodes < 2; decodes++) {
        cho_packet_frame frame;
        cho_packet_frame_init(&frame, bytes);
        read_frame(&frame, decodes != 0);
        bool     sound = cho_packet_frame_error(&frame).reason == NULL;
        uint32_t depth = CHO_PACKET_DEPTH + (cho_packet_frame_is_batch(&frame) ? 1 : 0);
        require(sound == cho_json_check(bytes, depth, NULL));
    }
    return 0;
}
