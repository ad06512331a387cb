/* Limits from a JSON object: its members are the names in the table. */
#include "host/service/host_limits.h"

#include "base/options.h"
#include "codec/json_reader.h"
#include "codec/json_value.h"

#include <stdio.h>

enum { DEPTH = 2, NAME_SHOWN = 64 };

typedef struct report {
    char  *text;
    size_t room;
} report;

#define SAY(report, ...) ((void)snprintf((report)->text, (report)->room, __VA_ARGS__))

static bool find_limit(const cho_json_value *key, chorus_host_limit *out)
{
    CHORUS_INIT(out);
    for (uint32_t i = 0; chorus_host_limit_info(i, out) == CHORUS_OK; i++) {
        if (!key->escaped && cho_span_is(key->raw, out->name))
            return true;
    }
    return false;
}

static chorus_result take_value(const chorus_host_limit *limit, const cho_json_value *value, chorus_host_limits *out,
                                const report *error)
{
    uint64_t number;
    if (value->type != CHO_JSON_NUMBER || !cho_json_to_uint64(value, &number)) {
        SAY(error, "%s: a whole number from %u to %u is needed", limit->name, (unsigned)limit->least,
            (unsigned)limit->most);
        return CHORUS_E_TYPE;
    }
    if (number < limit->least || number > limit->most) {
        SAY(error, "%s: %llu is out of range, %u to %u %s are possible", limit->name, (unsigned long long)number,
            (unsigned)limit->least, (unsigned)limit->most, limit->unit);
        return CHORUS_E_INVALID;
    }
    uint32_t small = (uint32_t)number;
    memcpy((char *)out + limit->offset, &small, sizeof small);
    return CHORUS_OK;
}

static chorus_result take_member(const cho_json_value *key, const cho_json_value *value, chorus_host_limits *out,
                                 const report *error)
{
    chorus_host_limit limit;
    if (find_limit(key, &limit))
        return take_value(&limit, value, out, error);
    int len = (int)(key->raw.len < NAME_SHOWN ? key->raw.len : NAME_SHOWN);
    SAY(error, "\"%.*s\" is the name of no limit; \"inputs_per_s\" is one, docs/limits.md lists them all", len,
        key->raw.ptr);
    return CHORUS_E_INVALID;
}

static chorus_result read_members(cho_json_reader *r, chorus_host_limits *out, const report *error)
{
    cho_json_value key, value;
    chorus_result  result = CHORUS_OK;
    while (result == CHORUS_OK && cho_json_next_member(r, &key) && cho_json_read(r, &value))
        result = take_member(&key, &value, out, error);
    return result;
}

chorus_result chorus_host_read_limits(const char *text, size_t len, chorus_host_limits *limits, char *error,
                                      size_t error_len)
{
    const report       told = { error, error_len };
    cho_json_reader    r;
    cho_json_error     fault;
    chorus_host_limits read;
    if (text == NULL || limits == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    CHORUS_INIT(&read);
    cho_span json = { text, len };
    if (!cho_json_check(json, DEPTH, &fault)) {
        SAY(&told, "at byte %zu: %s; a JSON object is needed here", fault.offset, fault.reason);
        return CHORUS_E_INVALID;
    }
    cho_json_reader_init(&r, json, DEPTH);
    if (!cho_json_enter_object(&r)) {
        SAY(&told, "a JSON object such as {\"inputs_per_s\": 10} is needed here");
        return CHORUS_E_INVALID;
    }
    chorus_result result = read_members(&r, &read, &told);
    return result == CHORUS_OK ? cho_options_answer(limits, &read, sizeof read) : result;
}
