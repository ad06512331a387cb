#include "codec/packet_match.h"

#include "codec/json_number.h"
#include "codec/json_scan.h"
#include "codec/packet.h"

enum {
    MAX_DIGITS      = 9, /* as many as fit 32 bits whatever they are */
    MAX_LONG_DIGITS = 18 /* as many as fit 63 bits */
};

typedef struct cursor {
    const char *at, *end;
} cursor;

/* A literal's length is known to the compiler, so this becomes a few compares of whole words. */
#define TAKE(c, literal) take_bytes((c), (literal), sizeof(literal) - 1)

static inline bool take_bytes(cursor *c, const char *bytes, size_t len)
{
    if ((size_t)(c->end - c->at) < len || memcmp(c->at, bytes, len) != 0)
        return false;
    c->at += len;
    return true;
}

/* Up to the quote that ends a string; escapes and anything beyond ASCII are for the reader. */
static inline bool take_string(cursor *c, cho_json_value *out)
{
    const char *stop = cho_json_skip_plain(c->at, c->end);
    if (stop == c->end || *stop != '"')
        return false;
    *out  = (cho_json_value){ { c->at, (size_t)(stop - c->at) }, CHO_JSON_STRING, false };
    c->at = stop + 1;
    return true;
}

/* Digits without a leading zero. Nobody looks at what follows but the caller. */
static inline bool take_long_count(cursor *c, ptrdiff_t max_digits, uint64_t *out)
{
    const char *begin = c->at;
    uint64_t    value = 0;
    while (c->at < c->end && cho_json_is_digit(*c->at) && c->at - begin <= max_digits)
        value = value * 10 + (uint64_t)(*c->at++ - '0');
    ptrdiff_t len = c->at - begin;
    *out          = value;
    return len > 0 && len <= max_digits && (len == 1 || *begin != '0');
}

static inline bool take_count(cursor *c, uint32_t *out)
{
    uint64_t value;
    bool     is_count = take_long_count(c, MAX_DIGITS, &value);
    *out              = (uint32_t)value;
    return is_count;
}

static inline bool take_digits(cursor *c)
{
    const char *begin = c->at;
    while (c->at < c->end && cho_json_is_digit(*c->at))
        c->at++;
    return c->at != begin;
}

static bool take_float(cursor *c, float *out)
{
    const char *begin = c->at;
    uint32_t    whole;
    (void)TAKE(c, "-");
    if (!take_count(c, &whole) || (TAKE(c, ".") && !take_digits(c)))
        return false;
    cho_json_value number = { { begin, (size_t)(c->at - begin) }, CHO_JSON_NUMBER, false };
    return cho_json_to_float(&number, out);
}

static bool take_button(cursor *c, int32_t *out)
{
    uint32_t value;
    if (!take_count(c, &value))
        return false;
    *out = (int32_t)value;
    return true;
}

static bool take_input_member(cursor *c, cho_packet_input *out)
{
    if (TAKE(c, "\"x\":"))
        return take_float(c, &out->x);
    if (TAKE(c, "\"y\":"))
        return take_float(c, &out->y);
    if (TAKE(c, "\"button\":"))
        return take_button(c, &out->button);
    return TAKE(c, "\"value\":\"") && take_string(c, &out->value);
}

static bool take_input(cursor *c, cho_packet_input *out)
{
    const char *begin = c->at;
    if (!TAKE(c, "{\"controlID\":\"") || !take_string(c, &out->control) || !TAKE(c, ",\"event\":\"") ||
        !take_string(c, &out->event))
        return false;
    while (TAKE(c, ",")) {
        if (!take_input_member(c, out))
            return false;
    }
    if (!TAKE(c, "}"))
        return false;
    out->raw = (cho_span){ begin, (size_t)(c->at - begin) };
    return true;
}

static bool take_head(cursor *c)
{
    uint32_t id;
    return TAKE(c, "{\"id\":") && take_count(c, &id) &&
           TAKE(c, ",\"type\":\"method\",\"method\":\"giveInput\",\"params\":{\"participantID\":\"");
}

static bool take_tail(cursor *c, int32_t *seq)
{
    uint32_t value;
    *seq = -1;
    if (TAKE(c, "},\"seq\":")) {
        if (!take_count(c, &value))
            return false;
        *seq = (int32_t)value;
    } else if (!TAKE(c, "}")) {
        return false;
    }
    if (!TAKE(c, ",\"discard\":true}") && !TAKE(c, "}"))
        return false;
    return c->at == c->end;
}

bool cho_packet_match_input(cho_span frame, cho_packet_input *out, int32_t *seq)
{
    static const cho_json_value absent = { { NULL, 0 }, CHO_JSON_NULL, false };
    cursor                      c      = { frame.ptr, frame.ptr + frame.len };
    if (frame.len > CHO_PACKET_SIZE_MAX || !take_head(&c) || !take_string(&c, &out->participant))
        return false;
    out->transaction = absent;
    out->value       = absent;
    out->x = out->y = 0;
    out->button     = 0;
    if (TAKE(&c, ",\"transactionID\":\"") && !take_string(&c, &out->transaction))
        return false;
    return TAKE(&c, ",\"input\":") && take_input(&c, out) && take_tail(&c, seq);
}

/* ---- participant ---- */

static inline bool take_flag(cursor *c, bool *out)
{
    *out = TAKE(c, "true");
    return *out || TAKE(c, "false");
}

static inline bool take_time(cursor *c, int64_t *out)
{
    uint64_t value;
    bool     is_time = take_long_count(c, MAX_LONG_DIGITS, &value);
    *out             = (int64_t)value;
    return is_time;
}

/* Behind the opening bracket of an array of strings. */
static bool take_strings(cursor *c, cho_json_value *out)
{
    const char    *begin = c->at - 1;
    cho_json_value string;
    if (!TAKE(c, "]")) {
        do {
            if (!TAKE(c, "\"") || !take_string(c, &string))
                return false;
        } while (TAKE(c, ","));
        if (!TAKE(c, "]"))
            return false;
    }
    *out = (cho_json_value){ { begin, (size_t)(c->at - begin) }, CHO_JSON_ARRAY, false };
    return true;
}

/* Who it is, then what it does, then where it is. */
static inline bool take_account(cursor *c, cho_packet_participant *out)
{
    return TAKE(c, "{\"sessionID\":\"") && take_string(c, &out->session_id) && TAKE(c, ",\"userID\":") &&
           take_count(c, &out->user_id) && TAKE(c, ",\"username\":\"") && take_string(c, &out->username) &&
           TAKE(c, ",\"level\":") && take_count(c, &out->level);
}

static inline bool take_times(cursor *c, cho_packet_participant *out)
{
    return TAKE(c, ",\"lastInputAt\":") && take_time(c, &out->last_input_ms) && TAKE(c, ",\"connectedAt\":") &&
           take_time(c, &out->connected_ms);
}

static inline bool take_place(cursor *c, cho_packet_participant *out)
{
    return TAKE(c, ",\"disabled\":") && take_flag(c, &out->disabled) && TAKE(c, ",\"groupID\":\"") &&
           take_string(c, &out->group_id) && TAKE(c, ",\"anonymous\":") && take_flag(c, &out->anonymous) &&
           TAKE(c, ",\"channelGroups\":[") && take_strings(c, &out->channel_groups);
}

bool cho_packet_match_participant(cho_span text, cho_packet_participant *out)
{
    cursor c = { text.ptr, text.ptr + text.len };
    if (!take_account(&c, out) || !take_times(&c, out) || !take_place(&c, out) || !TAKE(&c, "}"))
        return false;
    out->sparks     = 0;
    out->present    = CHO_PARTICIPANT_USER_ID | CHO_PARTICIPANT_LEVEL | CHO_PARTICIPANT_LAST_INPUT |
                   CHO_PARTICIPANT_CONNECTED | CHO_PARTICIPANT_DISABLED | CHO_PARTICIPANT_ANONYMOUS;
    out->has_custom = false;
    out->raw        = (cho_span){ text.ptr, (size_t)(c.at - text.ptr) };
    return true;
}
