#include "base/hash.h"
#include "codec/recording.h"

#include <stdio.h>

enum { DEPTH = CHO_JSON_DEPTH_LIMIT, ACCOUNT_MAX = 0x7fffffff };

/* Members that say who somebody is, hold what somebody has typed, or let somebody in. */
static bool is_private(const cho_json_value *key)
{
    static const char *const keys[] = { "username", "userID", "user", "avatarUrl", "email", "value", "authorization" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (cho_json_is(key, keys[i]))
            return true;
    }
    return false;
}

static uint64_t hash_of(const cho_recording_mask *mask, cho_span bytes)
{
    return cho_hash_sip13(mask->salt[0], mask->salt[1], bytes.ptr, bytes.len);
}

/* Numbers stay numbers and 0, which is a guest, stays 0, so that the packet means what it meant. */
static void write_mask(cho_json_writer *w, const cho_json_value *value, const cho_recording_mask *mask)
{
    char     text[20];
    uint64_t hash = hash_of(mask, value->raw);
    if (value->type == CHO_JSON_NUMBER && !(value->raw.len == 1 && *value->raw.ptr == '0')) {
        cho_json_write_uint64(w, 1 + hash % ACCOUNT_MAX);
    } else if (value->type == CHO_JSON_STRING && value->raw.len > 0) {
        snprintf(text, sizeof text, "~%012llx", (unsigned long long)(hash >> 16));
        cho_json_write_text(w, text);
    } else {
        cho_json_write_raw(w, cho_json_text(value));
    }
}

typedef struct masking {
    cho_json_reader           *r;
    cho_json_writer           *w;
    const cho_recording_mask *mask;
} masking;

static void write_value(const masking *m, bool is_name);

static void write_object(const masking *m)
{
    cho_json_value key;
    cho_json_begin_object(m->w);
    while (cho_json_next_member(m->r, &key)) {
        cho_json_key_raw(m->w, cho_json_text(&key));
        write_value(m, is_private(&key));
    }
    cho_json_end_object(m->w);
}

static void write_array(const masking *m, bool is_name)
{
    cho_json_begin_array(m->w);
    while (cho_json_next_element(m->r))
        write_value(m, is_name);
    cho_json_end_array(m->w);
}

static void write_value(const masking *m, bool is_name)
{
    cho_json_value value = { { "null", 4 }, CHO_JSON_NULL, false };
    if (cho_json_enter_object(m->r))
        write_object(m);
    else if (cho_json_enter_array(m->r))
        write_array(m, is_name);
    else if (cho_json_read(m->r, &value) && is_name)
        write_mask(m->w, &value, m->mask);
    else
        cho_json_write_raw(m->w, cho_json_text(&value));
}

void cho_recording_write_masked(cho_json_writer *w, cho_span json, const cho_recording_mask *mask)
{
    cho_json_reader r;
    cho_json_reader_init(&r, json, DEPTH);
    write_value(&(masking){ &r, w, mask }, false);
}
