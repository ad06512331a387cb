#include "codec/recording.h"

#include "base/utf8.h"
#include "codec/packet.h"

enum {
    DEPTH = CHO_PACKET_DEPTH + 4 /* the line, a list of calls or a batch, and the packet */
};

/* Sums with it stay within 64 bits. */
#define LATEST_NS ((uint64_t)INT64_MAX / 2)

static const char *const names[] = { "head",  "state",   "open",   "frame", "ask", "call",
                                     "ready", "dropped", "resync", "close", "end" };

/* ---- writing ---- */

cho_json_writer cho_recording_begin(cho_buf *out, uint64_t ns, cho_recording_kind kind)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "ns"), cho_json_write_uint64(&w, ns);
    cho_json_key(&w, "on"), cho_json_write_text(&w, names[kind]);
    return w;
}

void cho_recording_end(cho_json_writer *w)
{
    cho_json_end_object(w);
    cho_buf_append(w->out, "\n", 1);
}

static void put_hex(cho_json_writer *w, cho_span bytes)
{
    cho_json_key(w, "hex");
    cho_buf_append(w->out, "\"", 1);
    for (size_t i = 0; i < bytes.len; i++)
        cho_buf_printf(w->out, "%02x", (unsigned)(unsigned char)bytes.ptr[i]);
    cho_buf_append(w->out, "\"", 1);
    w->comma = true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* It stands in the line exactly as it came, and the line stays one line. */
static bool can_be_embedded(cho_span frame)
{
    bool is_trimmed = frame.len > 0 && !is_space(frame.ptr[0]) && !is_space(frame.ptr[frame.len - 1]);
    return is_trimmed && (frame.ptr[0] == '{' || frame.ptr[0] == '[') && memchr(frame.ptr, '\n', frame.len) == NULL &&
           memchr(frame.ptr, '\r', frame.len) == NULL && cho_json_check(frame, CHO_PACKET_DEPTH + 1, NULL);
}

static void put_masked(cho_json_writer *w, cho_span frame, const cho_recording_mask *mask)
{
    bool is_sound = cho_json_check(frame, CHO_PACKET_DEPTH + 1, NULL) && (*frame.ptr == '{' || *frame.ptr == '[');
    cho_json_key(w, is_sound ? "packet" : "text");
    if (is_sound)
        cho_recording_write_masked(w, frame, mask);
    else
        cho_json_write_text(w, "");
}

void cho_recording_put_packet(cho_json_writer *w, cho_span frame, const cho_recording_mask *mask)
{
    if (mask != NULL) {
        put_masked(w, frame, mask);
    } else if (can_be_embedded(frame)) {
        cho_json_key(w, "packet"), cho_json_write_raw(w, frame);
    } else if (cho_utf8_valid(frame.ptr, frame.len)) {
        cho_json_key(w, "text"), cho_json_write_string(w, frame);
    } else {
        put_hex(w, frame);
    }
}

/* ---- reading ---- */

static cho_recording_kind kind_of(const cho_json_value *name)
{
    for (int i = 0; i < CHO_RECORDING_OTHER; i++) {
        if (cho_json_is(name, names[i]))
            return (cho_recording_kind)i;
    }
    return CHO_RECORDING_OTHER;
}

static bool read_uint32(const cho_json_value *value, uint32_t *out)
{
    uint64_t wide;
    if (!cho_json_to_uint64(value, &wide) || wide > UINT32_MAX)
        return false;
    *out = (uint32_t)wide;
    return true;
}

static bool read_int32(const cho_json_value *value, int32_t *out)
{
    int64_t wide;
    if (!cho_json_to_int64(value, &wide) || wide < INT32_MIN || wide > INT32_MAX)
        return false;
    *out = (int32_t)wide;
    return true;
}

static bool read_value(const cho_json_value *value, cho_json_type type, cho_json_value *out)
{
    *out = *value;
    return value->type == type;
}

static bool read_packet(const cho_json_value *value, cho_json_value *out)
{
    *out = *value;
    return value->type == CHO_JSON_OBJECT || value->type == CHO_JSON_ARRAY;
}

static bool read_hex(const cho_json_value *value, cho_json_value *out)
{
    *out = *value;
    if (value->type != CHO_JSON_STRING || value->raw.len % 2 != 0)
        return false;
    for (size_t i = 0; i < value->raw.len; i++) {
        char c = value->raw.ptr[i];
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

/* False: it is of another type than it should be. Members with other names are of a later version. */
static bool read_member(const cho_json_value *key, const cho_json_value *value, cho_recording_line *out)
{
    if (cho_json_is(key, "ns"))
        return cho_json_to_uint64(value, &out->ns) && out->ns <= LATEST_NS;
    if (cho_json_is(key, "on")) {
        out->kind = kind_of(value);
        return value->type == CHO_JSON_STRING;
    }
    if (cho_json_is(key, "chorus_recording"))
        return read_uint32(value, &out->version);
    if (cho_json_is(key, "packet"))
        return read_packet(value, &out->packet);
    if (cho_json_is(key, "text"))
        return read_value(value, CHO_JSON_STRING, &out->text);
    if (cho_json_is(key, "hex"))
        return read_hex(value, &out->hex);
    if (cho_json_is(key, "id"))
        return read_uint32(value, &out->id);
    if (cho_json_is(key, "request"))
        return read_uint32(value, &out->request);
    if (cho_json_is(key, "method"))
        return read_value(value, CHO_JSON_STRING, &out->method);
    if (cho_json_is(key, "calls"))
        return read_value(value, CHO_JSON_ARRAY, &out->calls);
    if (cho_json_is(key, "coding"))
        return read_value(value, CHO_JSON_OBJECT, &out->coding);
    if (cho_json_is(key, "forgets"))
        return cho_json_to_bool(value, &out->forgets);
    if (cho_json_is(key, "is_on"))
        return cho_json_to_bool(value, &out->is_on);
    if (cho_json_is(key, "state"))
        return read_int32(value, &out->state);
    if (cho_json_is(key, "cause"))
        return read_int32(value, &out->cause);
    if (cho_json_is(key, "code"))
        return read_int32(value, &out->code);
    if (cho_json_is(key, "retry_ms"))
        return read_uint32(value, &out->retry_ms);
    if (cho_json_is(key, "attempt"))
        return read_uint32(value, &out->attempt);
    return true;
}

static bool is_complete(const cho_recording_line *line)
{
    switch (line->kind) {
    case CHO_RECORDING_FRAME:
        return !cho_json_is_absent(&line->packet) || line->text.type == CHO_JSON_STRING ||
               line->hex.type == CHO_JSON_STRING;
    case CHO_RECORDING_ASK:  return line->method.type == CHO_JSON_STRING;
    case CHO_RECORDING_CALL: return line->calls.type == CHO_JSON_ARRAY;
    default:                 return true;
    }
}

static void read_members(cho_json_reader *r, cho_recording_line *out)
{
    cho_json_value key, value;
    bool           has_kind = false;
    if (!cho_json_enter_object(r))
        cho_json_fail(r, "not an object");
    while (cho_json_next_member(r, &key) && cho_json_read(r, &value)) {
        has_kind = has_kind || cho_json_is(&key, "on");
        if (!read_member(&key, &value, out))
            cho_json_fail(r, "a member of another type than it should be");
    }
    if (!has_kind)
        cho_json_fail(r, "no member \"on\"");
    else if (!is_complete(out))
        cho_json_fail(r, "a member is missing");
}

bool cho_recording_read(cho_span line, cho_recording_line *out, cho_json_error *error)
{
    cho_json_reader r;
    memset(out, 0, sizeof *out);
    out->kind = CHO_RECORDING_OTHER;
    cho_json_reader_init(&r, line, DEPTH);
    read_members(&r, out);
    bool is_sound = cho_json_finish(&r);
    *error        = r.error;
    return is_sound;
}

static int worth_of(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

static void append_hex(cho_span digits, cho_buf *out)
{
    for (size_t i = 0; i + 1 < digits.len; i += 2) {
        char byte = (char)(worth_of(digits.ptr[i]) * 16 + worth_of(digits.ptr[i + 1]));
        cho_buf_append(out, &byte, 1);
    }
}

void cho_recording_append_frame(const cho_recording_line *line, cho_buf *out)
{
    if (!cho_json_is_absent(&line->packet))
        cho_buf_append(out, line->packet.raw.ptr, line->packet.raw.len);
    else if (line->hex.type == CHO_JSON_STRING)
        append_hex(line->hex.raw, out);
    else
        cho_json_append_unescaped(&line->text, out);
}
