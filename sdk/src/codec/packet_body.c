#include "codec/packet_body.h"

#include "codec/packet_match.h"

static chorus_result refuse(cho_json_reader *r)
{
    return cho_json_skip(r) ? CHORUS_E_TYPE : CHORUS_E_PROTOCOL;
}

static cho_json_value only(cho_json_type type, const cho_json_value *v)
{
    return v->type == type ? *v : (cho_json_value){ 0 };
}

static cho_json_value string_or_integer(const cho_json_value *v)
{
    int64_t  integer;
    uint64_t large;
    bool     fits = v->type == CHO_JSON_STRING || cho_json_to_int64(v, &integer) || cho_json_to_uint64(v, &large);
    return fits ? *v : (cho_json_value){ 0 };
}

static float float_or_zero(const cho_json_value *v)
{
    float value = 0;
    cho_json_to_float(v, &value);
    return value;
}

static int32_t int32_or_zero(const cho_json_value *v)
{
    int64_t value;
    bool    fits = cho_json_to_int64(v, &value) && value >= INT32_MIN && value <= INT32_MAX;
    return fits ? (int32_t)value : 0;
}

/* ---- input ---- */

static void take_input_member(cho_packet_input *out, const cho_json_value *key, const cho_json_value *v)
{
    if (cho_json_is(key, "controlID"))
        out->control = *v;
    else if (cho_json_is(key, "event"))
        out->event = *v;
    else if (cho_json_is(key, "x"))
        out->x = float_or_zero(v);
    else if (cho_json_is(key, "y"))
        out->y = float_or_zero(v);
    else if (cho_json_is(key, "button"))
        out->button = int32_or_zero(v);
    else if (cho_json_is(key, "value"))
        out->value = *v;
}

/* Member by member: compilers clear a struct of this size with a loop that costs as much as reading
   a dozen members. */
static void forget_input(cho_packet_input *out)
{
    cho_json_value absent = { 0 };
    out->control          = absent;
    out->event            = absent;
    out->value            = absent;
    out->x                = 0;
    out->y                = 0;
    out->button           = 0;
    out->raw              = absent.raw;
}

static void forget_sender(cho_packet_input *out)
{
    cho_json_value absent = { 0 };
    out->participant      = absent;
    out->transaction      = absent;
}

static chorus_result read_input_object(cho_json_reader *r, cho_packet_input *out)
{
    const char    *begin = r->at;
    cho_json_value key, value;
    forget_input(out);
    if (!cho_json_enter_object(r))
        return refuse(r);
    while (cho_json_next_member(r, &key) && cho_json_read(r, &value))
        take_input_member(out, &key, &value);
    if (cho_json_failed(r))
        return CHORUS_E_PROTOCOL;
    out->control = only(CHO_JSON_STRING, &out->control);
    out->event   = only(CHO_JSON_STRING, &out->event);
    out->raw     = (cho_span){ begin, (size_t)(r->at - begin) };
    return CHORUS_OK;
}

static void read_params_member(cho_json_reader *r, const cho_json_value *key, cho_packet_input *out)
{
    if (cho_json_is(key, "input"))
        read_input_object(r, out);
    else if (cho_json_is(key, "participantID"))
        cho_json_read(r, &out->participant);
    else if (cho_json_is(key, "transactionID"))
        cho_json_read(r, &out->transaction);
}

chorus_result cho_packet_read_input(cho_json_reader *r, cho_packet_input *out)
{
    cho_json_value key;
    forget_sender(out);
    forget_input(out);
    if (!cho_json_enter_object(r))
        return refuse(r);
    while (cho_json_next_member(r, &key))
        read_params_member(r, &key, out);
    if (cho_json_failed(r))
        return CHORUS_E_PROTOCOL;
    out->participant = only(CHO_JSON_STRING, &out->participant);
    out->transaction = string_or_integer(&out->transaction);
    return out->raw.len > 0 ? CHORUS_OK : CHORUS_E_TYPE;
}

#define NAME(text) { text, sizeof(text) - 1 }

static bool is_named(const cho_json_value *event, cho_span name)
{
    return event->escaped ? cho_json_equals(event, name) : cho_span_equal(event->raw, name);
}

chorus_input_kind cho_packet_kind_of(const cho_json_value *event)
{
    static const struct {
        cho_span          name;
        chorus_input_kind kind;
    } kinds[] = {
        { NAME("move"), CHORUS_INPUT_MOVE },  { NAME("mousedown"), CHORUS_INPUT_DOWN },
        { NAME("mouseup"), CHORUS_INPUT_UP }, { NAME("keydown"), CHORUS_INPUT_DOWN },
        { NAME("keyup"), CHORUS_INPUT_UP },   { NAME("change"), CHORUS_INPUT_CHANGE },
        { NAME("submit"), CHORUS_INPUT_SUBMIT },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (is_named(event, kinds[i].name))
            return kinds[i].kind;
    }
    return CHORUS_INPUT_OTHER;
}

/* ---- participant ---- */

static void mark(cho_packet_participant *out, uint32_t bit, bool is_present)
{
    out->present = is_present ? out->present | bit : out->present & ~bit;
}

/* A number or a string that is one, from 0 to `most`; 0 for anything else. */
static uint64_t take_count(cho_packet_participant *out, uint32_t bit, const cho_json_value *v, uint64_t most)
{
    cho_json_value number;
    uint64_t       value = 0;
    bool           fits  = cho_json_as_number(v, &number) && cho_json_to_uint64(&number, &value) && value <= most;
    mark(out, bit, fits);
    return fits ? value : 0;
}

/* true or "true"; false for anything else. */
static bool take_flag(cho_packet_participant *out, uint32_t bit, const cho_json_value *v)
{
    bool is_true = cho_json_is(v, "true") || (v->type == CHO_JSON_BOOL && v->raw.ptr[0] == 't');
    mark(out, bit, is_true || v->type == CHO_JSON_BOOL || cho_json_is(v, "false"));
    return is_true;
}

static void take_participant_member(cho_packet_participant *out, const cho_json_value *key, const cho_json_value *v)
{
    if (cho_json_is(key, "sessionID"))
        out->session_id = only(CHO_JSON_STRING, v);
    else if (cho_json_is(key, "userID"))
        out->user_id = (uint32_t)take_count(out, CHO_PARTICIPANT_USER_ID, v, UINT32_MAX);
    else if (cho_json_is(key, "username"))
        out->username = only(CHO_JSON_STRING, v);
    else if (cho_json_is(key, "level"))
        out->level = (uint32_t)take_count(out, CHO_PARTICIPANT_LEVEL, v, UINT32_MAX);
    else if (cho_json_is(key, "lastInputAt"))
        out->last_input_ms = (int64_t)take_count(out, CHO_PARTICIPANT_LAST_INPUT, v, INT64_MAX);
    else if (cho_json_is(key, "connectedAt"))
        out->connected_ms = (int64_t)take_count(out, CHO_PARTICIPANT_CONNECTED, v, INT64_MAX);
    else if (cho_json_is(key, "disabled"))
        out->disabled = take_flag(out, CHO_PARTICIPANT_DISABLED, v);
    else if (cho_json_is(key, "groupID"))
        out->group_id = only(CHO_JSON_STRING, v);
    else if (cho_json_is(key, "anonymous"))
        out->anonymous = take_flag(out, CHO_PARTICIPANT_ANONYMOUS, v);
    else if (cho_json_is(key, "channelGroups"))
        out->channel_groups = only(CHO_JSON_ARRAY, v);
    else if (cho_json_is(key, "sparks"))
        out->sparks = take_count(out, CHO_PARTICIPANT_SPARKS, v, UINT64_MAX);
    else
        out->has_custom = true;
}

/* A participant is an object that holds an array. */
static bool match_participant(cho_json_reader *r, cho_packet_participant *out)
{
    cho_span rest = { r->at, (size_t)(r->end - r->at) };
    if (!r->waiting || r->depth + 2 > r->max_depth || !cho_packet_match_participant(rest, out))
        return false;
    cho_json_pass(r, out->raw.len);
    return true;
}

chorus_result cho_packet_read_participant(cho_json_reader *r, cho_packet_participant *out)
{
    const char    *begin = r->at;
    cho_json_value key, value;
    if (match_participant(r, out))
        return CHORUS_OK;
    *out = (cho_packet_participant){ 0 };
    if (!cho_json_enter_object(r))
        return refuse(r);
    while (cho_json_next_member(r, &key) && cho_json_read(r, &value))
        take_participant_member(out, &key, &value);
    if (cho_json_failed(r))
        return CHORUS_E_PROTOCOL;
    out->raw = (cho_span){ begin, (size_t)(r->at - begin) };
    return CHORUS_OK;
}

/* ---- error ---- */

static void take_error_member(cho_packet_error *out, const cho_json_value *key, const cho_json_value *v)
{
    cho_json_value number;
    if (cho_json_is(key, "code"))
        out->code = cho_json_as_number(v, &number) ? int32_or_zero(&number) : 0;
    else if (cho_json_is(key, "message"))
        out->message = only(CHO_JSON_STRING, v);
    else if (cho_json_is(key, "path"))
        out->path = v->type == CHO_JSON_ARRAY ? *v : only(CHO_JSON_STRING, v);
}

void cho_packet_read_error(const cho_json_value *error, cho_packet_error *out)
{
    cho_json_reader r;
    cho_json_value  key, value;
    *out         = (cho_packet_error){ 0 };
    out->message = only(CHO_JSON_STRING, error);
    if (error->type != CHO_JSON_OBJECT)
        return;
    cho_json_reader_init(&r, error->raw, CHO_JSON_DEPTH_DEFAULT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value))
        take_error_member(out, &key, &value);
}

/* Segments are strings; array indices may be numbers. */
static void append_segment(const cho_json_value *segment, cho_buf *out)
{
    if (segment->type == CHO_JSON_STRING)
        cho_json_append_unescaped(segment, out);
    else
        cho_buf_append(out, segment->raw.ptr, segment->raw.len);
}

void cho_packet_append_path(const cho_packet_error *error, cho_buf *out)
{
    if (error->path.type != CHO_JSON_ARRAY) {
        cho_json_append_unescaped(&error->path, out);
        return;
    }
    cho_json_reader r;
    cho_json_value  segment;
    cho_json_reader_init(&r, error->path.raw, CHO_JSON_DEPTH_DEFAULT);
    cho_json_enter_array(&r);
    for (const char *dot = ""; cho_json_next_element(&r) && cho_json_read(&r, &segment); dot = ".") {
        cho_buf_text(out, dot);
        append_segment(&segment, out);
    }
}
