#include "codec/packet.h"

#include "codec/json_writer.h"

/* ---- reading one packet ---- */

/* What a packet says, as it says it; all else is absent. */
typedef struct members {
    cho_json_value id, type, method, params, result, error, seq, discard;
} members;

/* Where the value of this member is kept; NULL: nowhere. */
static cho_json_value *place_of(const cho_json_value *key, members *m)
{
    if (cho_json_is(key, "id"))
        return &m->id;
    if (cho_json_is(key, "type"))
        return &m->type;
    if (cho_json_is(key, "method"))
        return &m->method;
    if (cho_json_is(key, "params"))
        return &m->params;
    if (cho_json_is(key, "result"))
        return &m->result;
    if (cho_json_is(key, "error"))
        return &m->error;
    if (cho_json_is(key, "seq"))
        return &m->seq;
    return cho_json_is(key, "discard") ? &m->discard : NULL;
}

/* False: it is no object and was skipped. */
static bool read_members(cho_json_reader *r, members *m)
{
    cho_json_value key;
    if (!cho_json_enter_object(r)) {
        cho_json_skip(r);
        return false;
    }
    while (cho_json_next_member(r, &key)) {
        cho_json_value *place = place_of(&key, m);
        if (place != NULL)
            cho_json_read(r, place);
    }
    return true;
}

/* ---- what it means ---- */

static void take_id(cho_packet *packet, const cho_json_value *id)
{
    cho_json_value number;
    uint64_t       value;
    packet->has_id  = cho_json_as_number(id, &number) && cho_json_to_uint64(&number, &value) && value <= UINT32_MAX;
    packet->id      = packet->has_id ? (uint32_t)value : 0;
    packet->id_text = packet->has_id ? cho_json_text(id) : (cho_span){ NULL, 0 };
}

static void take_seq(cho_packet *packet, const cho_json_value *seq)
{
    int64_t value;
    packet->has_seq = cho_json_to_int64(seq, &value) && value >= 0 && value <= INT32_MAX;
    packet->seq     = packet->has_seq ? (int32_t)value : 0;
}

static cho_packet_type type_of(const members *m)
{
    if (cho_json_is(&m->type, "method"))
        return CHO_PACKET_METHOD;
    if (cho_json_is(&m->type, "reply"))
        return CHO_PACKET_REPLY;
    if (m->type.type != CHO_JSON_NULL)
        return CHO_PACKET_UNKNOWN;
    if (m->method.type == CHO_JSON_STRING)
        return CHO_PACKET_METHOD;
    bool is_reply = !cho_json_is_absent(&m->result) || !cho_json_is_absent(&m->error);
    return is_reply ? CHO_PACKET_REPLY : CHO_PACKET_UNKNOWN;
}

static void blame(cho_packet *packet, int32_t code, const char *reason)
{
    packet->fault        = code;
    packet->fault_reason = reason;
}

static void look_for_faults(cho_packet *packet, const cho_json_value *id)
{
    bool is_method    = packet->type == CHO_PACKET_METHOD;
    bool takes_params = packet->params.type == CHO_JSON_OBJECT || packet->params.type == CHO_JSON_NULL;
    bool has_bad_id   = !packet->has_id && id->type != CHO_JSON_NULL;
    blame(packet, 0, NULL);
    packet->is_misnumbered = false;
    if (packet->type == CHO_PACKET_UNKNOWN)
        blame(packet, CHO_PACKET_CODE_UNKNOWN_TYPE, "unknown packet type");
    else if (is_method && cho_json_is_absent(&packet->method))
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "method is not a string");
    else if (is_method && !takes_params)
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "params is not an object");
    else if (has_bad_id) {
        blame(packet, CHO_PACKET_CODE_BAD_ARGUMENT, "id is not a number from 0 to 4294967295");
        packet->is_misnumbered = true;
    }
}

static void interpret(const members *m, cho_packet *packet)
{
    take_id(packet, &m->id);
    take_seq(packet, &m->seq);
    packet->type    = type_of(m);
    packet->discard = m->discard.type == CHO_JSON_BOOL && m->discard.raw.ptr[0] == 't';
    packet->method  = m->method.type == CHO_JSON_STRING ? m->method : (cho_json_value){ 0 };
    packet->params  = m->params;
    packet->result  = m->result;
    packet->error   = m->error;
    look_for_faults(packet, &m->id);
}

/* ---- walking the frame ---- */

void cho_packet_frame_init(cho_packet_frame *frame, cho_span bytes)
{
    cho_json_reader *r = &frame->reader;
    cho_json_reader_init(r, bytes, CHO_PACKET_DEPTH);
    if (bytes.len > CHO_PACKET_SIZE_MAX)
        cho_json_fail(r, "too large");
    frame->offset   = 0;
    frame->is_batch = cho_json_enter_array(r);
    if (frame->is_batch)
        r->max_depth++; /* the array around the packets is not theirs */
}

static bool go_to_next(cho_packet_frame *frame)
{
    cho_json_reader *r        = &frame->reader;
    bool             is_there = frame->is_batch ? cho_json_next_element(r) : r->waiting;
    if (is_there)
        frame->offset = (size_t)(r->at - r->start);
    return is_there;
}

cho_packet_step cho_packet_next(cho_packet_frame *frame, cho_packet *packet)
{
    cho_json_reader *r = &frame->reader;
    members          m = { 0 };
    if (!go_to_next(frame)) {
        cho_json_finish(r);
        return CHO_PACKET_END;
    }
    bool is_object = read_members(r, &m);
    if (!frame->is_batch)
        cho_json_finish(r);
    if (cho_json_failed(r))
        return CHO_PACKET_END;
    if (!is_object)
        return CHO_PACKET_NOT_OBJECT;
    interpret(&m, packet);
    return CHO_PACKET_WHOLE;
}

cho_json_error cho_packet_frame_error(const cho_packet_frame *frame)
{
    return frame->reader.error;
}

/* ---- writing ---- */

/* A host writes one of these for each input: what is always the same is written in one piece. */
void cho_packet_begin_method(cho_buf *out, uint32_t id, const char *method)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_buf_text(out, "{\"id\":");
    cho_json_write_uint64(&w, id);
    cho_buf_text(out, ",\"type\":\"method\"");
    cho_json_key(&w, "method"), cho_json_write_text(&w, method);
    cho_json_key(&w, "params");
}

void cho_packet_end_method(cho_buf *out, int32_t seq, bool discard)
{
    cho_json_writer w = { out, false };
    cho_buf_text(out, ",\"seq\":");
    cho_json_write_int64(&w, seq);
    cho_buf_text(out, discard ? ",\"discard\":true}" : ",\"discard\":false}");
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

void cho_packet_write_refusal(cho_buf *out, cho_span id_text, int32_t code, const char *message, const char *path,
                              int32_t seq)
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
