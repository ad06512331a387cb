#include "codec/packet.h"

#include "codec/json_writer.h"

/* ---- walking the frame ---- */

void cho_packet_frame_init(cho_packet_frame *frame, cho_span bytes)
{
    cho_json_reader_init(&frame->reader, bytes, CHO_PACKET_DEPTH);
    frame->begun    = false;
    frame->is_batch = false;
    if (bytes.len > CHO_PACKET_SIZE_MAX)
        cho_json_fail(&frame->reader, "too large");
}

/* Leaves what is open of a packet. */
static void leave_packet(cho_packet_frame *frame)
{
    uint32_t outside = frame->is_batch ? 1 : 0;
    while (frame->reader.depth > outside)
        cho_json_leave(&frame->reader);
}

static bool go_to_first(cho_packet_frame *frame)
{
    cho_json_reader *r = &frame->reader;
    frame->begun       = true;
    frame->is_batch    = cho_json_enter_array(r);
    if (!frame->is_batch)
        return r->waiting;
    r->max_depth++; /* the array around the packets is not theirs */
    return cho_json_next_element(r);
}

static bool go_to_next(cho_packet_frame *frame)
{
    if (!frame->begun)
        return go_to_first(frame);
    leave_packet(frame);
    return frame->is_batch && cho_json_next_element(&frame->reader);
}

/* ---- reading one packet ---- */

static void read_member(cho_packet_frame *frame, cho_packet *packet, const cho_json_value *key)
{
    cho_json_value value;
    if (!cho_json_read(&frame->reader, &value))
        return;
    if (cho_json_is(key, "id"))
        frame->id = value;
    else if (cho_json_is(key, "type"))
        frame->type = value;
    else if (cho_json_is(key, "method"))
        packet->method = value;
    else if (cho_json_is(key, "params"))
        packet->params = value;
    else if (cho_json_is(key, "seq"))
        frame->seq = value;
    else if (cho_json_is(key, "discard"))
        frame->discard = value;
    else if (cho_json_is(key, "result"))
        packet->result = value;
    else if (cho_json_is(key, "error"))
        packet->error = value;
}

/* Stops at the value of `params` when it can be decoded on the way, else reads it. */
static bool stops_at_params(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    if (packet->method.type == CHO_JSON_STRING && r->at < r->end && *r->at == '{') {
        frame->params_at = r->at;
        return true;
    }
    cho_json_read(r, &packet->params);
    return false;
}

/* Reads until it stops at params, or to the end. The order in which nearly everyone writes is tried
   first; the loop takes whatever is left. */
static void read_head(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    cho_json_value   key;
    cho_json_take_member(r, "\"id\":", &frame->id);
    cho_json_take_member(r, ",\"type\":", &frame->type);
    cho_json_take_member(r, ",\"method\":", &packet->method);
    if (cho_json_take_key(r, ",\"params\":") && stops_at_params(frame, packet))
        return;
    while (cho_json_next_member(r, &key)) {
        if (!cho_json_is(&key, "params"))
            read_member(frame, packet, &key);
        else if (stops_at_params(frame, packet))
            return;
    }
}

/* Member by member: compilers clear a struct of this size with a loop that costs as much as reading a
   dozen members. */
static void forget_packet(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_value absent = { 0 };
    frame->id             = absent;
    frame->type           = absent;
    frame->seq            = absent;
    frame->discard        = absent;
    frame->params_at      = NULL;
    packet->method        = absent;
    packet->params        = absent;
    packet->result        = absent;
    packet->error         = absent;
    packet->replaced      = false;
}

cho_packet_step cho_packet_next(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    forget_packet(frame, packet);
    if (!go_to_next(frame)) {
        cho_json_finish(r);
        return CHO_PACKET_END;
    }
    if (cho_json_enter_object(r)) {
        read_head(frame, packet);
        return cho_json_failed(r) ? CHO_PACKET_END : CHO_PACKET_HEAD;
    }
    bool sound = frame->is_batch ? cho_json_skip(r) : cho_json_finish(r);
    return sound ? CHO_PACKET_NOT_OBJECT : CHO_PACKET_END;
}

cho_json_reader *cho_packet_params(cho_packet_frame *frame, const cho_packet *packet)
{
    if (frame->params_at != NULL)
        return &frame->reader;
    bool     is_there = packet->params.type != CHO_JSON_NULL;
    cho_span text     = is_there ? cho_json_text(&packet->params) : cho_span_of("{}");
    cho_json_reader_init(&frame->detached, text, CHO_PACKET_DEPTH);
    return &frame->detached;
}

/* ---- what the envelope means ---- */

static void take_id(cho_packet *packet, const cho_json_value *id)
{
    cho_json_value number;
    uint64_t       value;
    packet->has_id = cho_json_as_number(id, &number) && cho_json_to_uint64(&number, &value) &&
                     value <= UINT32_MAX;
    packet->id      = packet->has_id ? (uint32_t)value : 0;
    packet->id_text = packet->has_id ? cho_json_text(id) : (cho_span){ NULL, 0 };
}

static void take_seq(cho_packet *packet, const cho_json_value *seq)
{
    int64_t value;
    packet->has_seq = cho_json_to_int64(seq, &value) && value >= 0 && value <= INT32_MAX;
    packet->seq     = packet->has_seq ? (int32_t)value : 0;
}

static cho_packet_type type_of(const cho_packet *packet, const cho_json_value *type)
{
    if (cho_json_is(type, "method"))
        return CHO_PACKET_METHOD;
    if (cho_json_is(type, "reply"))
        return CHO_PACKET_REPLY;
    if (type->type != CHO_JSON_NULL)
        return CHO_PACKET_UNKNOWN;
    if (!cho_json_is_absent(&packet->method))
        return CHO_PACKET_METHOD;
    bool is_reply = !cho_json_is_absent(&packet->result) || !cho_json_is_absent(&packet->error);
    return is_reply ? CHO_PACKET_REPLY : CHO_PACKET_UNKNOWN;
}

static void blame(cho_packet *packet, int32_t code, const char *reason)
{
    packet->fault        = code;
    packet->fault_reason = reason;
}

static void look_for_faults(cho_packet *packet, const cho_json_value *id)
{
    bool is_method = packet->type == CHO_PACKET_METHOD;
    bool takes_params =
        packet->params.type == CHO_JSON_OBJECT || packet->params.type == CHO_JSON_NULL;
    blame(packet, 0, NULL);
    if (packet->type == CHO_PACKET_UNKNOWN)
        blame(packet, CHO_PACKET_CODE_UNKNOWN_TYPE, "unknown packet type");
    else if (!packet->has_id && id->type != CHO_JSON_NULL)
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "id is not a number from 0 to 4294967295");
    else if (is_method && cho_json_is_absent(&packet->method))
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "method is not a string");
    else if (is_method && !takes_params)
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "params is not an object");
}

/* ---- the rest of the packet ---- */

/* Whatever the caller read of the params, or nothing: afterwards they are read. */
static void complete_params(cho_packet_frame *frame, cho_packet *packet, uint32_t depth)
{
    cho_json_reader *r = &frame->reader;
    if (r->waiting)
        cho_json_skip(r);
    while (r->depth > depth)
        cho_json_leave(r);
    packet->params = (cho_json_value){ { frame->params_at, (size_t)(r->at - frame->params_at) },
                                       CHO_JSON_OBJECT,
                                       false };
}

static void read_tail(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    cho_json_value   key;
    cho_json_take_member(r, ",\"seq\":", &frame->seq);
    cho_json_take_member(r, ",\"discard\":", &frame->discard);
    while (cho_json_next_member(r, &key)) {
        if (cho_json_is(&key, "params") || cho_json_is(&key, "method"))
            packet->replaced = true;
        read_member(frame, packet, &key);
    }
}

bool cho_packet_finish(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    if (frame->params_at != NULL) {
        complete_params(frame, packet, frame->is_batch ? 2 : 1);
        read_tail(frame, packet);
    }
    if (!frame->is_batch)
        cho_json_finish(r);
    if (cho_json_failed(r))
        return false;
    take_id(packet, &frame->id);
    take_seq(packet, &frame->seq);
    packet->discard = frame->discard.type == CHO_JSON_BOOL && frame->discard.raw.ptr[0] == 't';
    if (packet->method.type != CHO_JSON_STRING)
        packet->method = (cho_json_value){ 0 };
    packet->type = type_of(packet, &frame->type);
    look_for_faults(packet, &frame->id);
    return true;
}

cho_json_error cho_packet_frame_error(const cho_packet_frame *frame)
{
    return frame->reader.error;
}

bool cho_packet_frame_is_batch(const cho_packet_frame *frame)
{
    return frame->is_batch;
}

/* ---- writing ---- */

void cho_packet_begin_method(cho_buf *out, uint32_t id, const char *method)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_uint64(&w, id);
    cho_json_key(&w, "type"), cho_json_write_text(&w, "method");
    cho_json_key(&w, "method"), cho_json_write_text(&w, method);
    cho_json_key(&w, "params");
}

void cho_packet_end_method(cho_buf *out, int32_t seq, bool discard)
{
    cho_json_writer w = { out, true };
    cho_json_key(&w, "seq"), cho_json_write_int64(&w, seq);
    cho_json_key(&w, "discard"), cho_json_write_bool(&w, discard);
    cho_json_end_object(&w);
}

void cho_packet_begin_reply(cho_buf *out, cho_span id_text)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "id"), cho_json_write_raw(&w, id_text.len > 0 ? id_text : cho_span_of("0"));
    cho_json_key(&w, "type"), cho_json_write_text(&w, "reply");
    cho_json_key(&w, "result");
}

void cho_packet_end_reply(cho_buf *out, int32_t seq)
{
    cho_json_writer w = { out, true };
    cho_json_key(&w, "error"), cho_json_write_null(&w);
    cho_json_key(&w, "seq"), cho_json_write_int64(&w, seq);
    cho_json_end_object(&w);
}

void cho_packet_write_refusal(cho_buf *out, cho_span id_text, int32_t code, const char *message,
                              const char *path, int32_t seq)
{
    cho_packet_begin_reply(out, id_text);
    cho_buf_text(out, "null");
    cho_json_writer w = { out, true };
    cho_json_key(&w, "error"), cho_json_begin_object(&w);
    cho_json_key(&w, "code"), cho_json_write_int64(&w, code);
    cho_json_key(&w, "message"), cho_json_write_text(&w, message);
    if (path != NULL)
        cho_json_key(&w, "path"), cho_json_write_text(&w, path);
    cho_json_end_object(&w);
    cho_json_key(&w, "seq"), cho_json_write_int64(&w, seq);
    cho_json_end_object(&w);
}
