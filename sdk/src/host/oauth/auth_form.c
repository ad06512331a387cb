#include "host/oauth/auth_form.h"

#include "codec/json_reader.h"
#include "net/url.h"

#include <strings.h>

enum { MEMBERS_MAX = 64, DEPTH = 8 };

static const char no_memory[] = "there is no memory for this request";

static cho_auth_field *find_field(cho_auth_field *fields, size_t count, cho_span name)
{
    for (size_t i = 0; i < count; i++) {
        if (cho_span_is(name, fields[i].name))
            return &fields[i];
    }
    return NULL;
}

/* ---- JSON ---- */

/* A value that is a text; null is none. */
static const char *take_value(cho_auth_field *field, const cho_json_value *value, cho_arena *arena)
{
    if (value->type == CHO_JSON_NULL)
        return NULL;
    if (value->type == CHO_JSON_BOOL) {
        field->is_given = true;
        field->is_true  = value->raw.ptr[0] == 't';
        return NULL;
    }
    if (value->type != CHO_JSON_STRING)
        return "a member of the JSON object is no string";
    if (value->raw.len > CHO_AUTH_VALUE_MAX)
        return "a member of the JSON object is too long";
    if (cho_json_has_nul(value))
        return "a member of the JSON object holds a zero byte";
    char *text = cho_arena_alloc(arena, value->raw.len + 1);
    if (text == NULL)
        return no_memory;
    size_t len   = cho_json_unescape(value, text);
    text[len]    = '\0';
    field->value = (cho_span){ text, len };
    return NULL;
}

static bool stood_before(const cho_json_value *keys, size_t count, const cho_json_value *key)
{
    for (size_t i = 0; i < count; i++) {
        if (cho_json_compare(&keys[i], key) == 0)
            return true;
    }
    return false;
}

static const char *read_members(cho_json_reader *r, cho_arena *arena, cho_auth_field *fields, size_t count)
{
    cho_json_value keys[MEMBERS_MAX], value;
    char           name[64];
    size_t         seen = 0;
    while (cho_json_next_member(r, &keys[seen])) {
        if (stood_before(keys, seen, &keys[seen]))
            return "a member of the JSON object stands there twice";
        bool            is_short = keys[seen].raw.len <= sizeof name;
        cho_span        key      = { name, is_short ? cho_json_unescape(&keys[seen], name) : 0 };
        cho_auth_field *field    = find_field(fields, count, key);
        if (!cho_json_read(r, &value))
            break;
        const char *fault = field == NULL ? NULL : take_value(field, &value, arena);
        if (fault != NULL)
            return fault;
        if (++seen == MEMBERS_MAX)
            return "the JSON object has too many members";
    }
    return NULL;
}

static const char *read_json(cho_span body, cho_arena *arena, cho_auth_field *fields, size_t count)
{
    cho_json_reader r;
    cho_json_reader_init(&r, body, DEPTH);
    if (!cho_json_enter_object(&r))
        return "the body is no JSON object";
    const char *fault = read_members(&r, arena, fields, count);
    if (fault != NULL)
        return fault;
    return cho_json_finish(&r) ? NULL : "the body is no sound JSON object";
}

/* ---- forms ---- */

/* In a form a plus sign is a space. False: it is not to be decoded, or there is no memory. */
static bool decode(cho_span raw, cho_arena *arena, cho_span *out)
{
    cho_buf text;
    char   *plain = cho_arena_alloc(arena, raw.len + 1);
    if (plain == NULL)
        return false;
    for (size_t i = 0; i < raw.len; i++)
        plain[i] = raw.ptr[i] == '+' ? ' ' : raw.ptr[i];
    cho_buf_init(&text, arena->heap);
    bool       is_sound = cho_url_decode(&text, (cho_span){ plain, raw.len }) && !text.failed;
    chorus_str copy     = cho_arena_str(arena, text.data, text.len);
    is_sound            = is_sound && copy.len == text.len;
    cho_buf_deinit(&text);
    *out = (cho_span){ copy.ptr, copy.len };
    return is_sound;
}

static const char *take_pair(cho_span pair, cho_arena *arena, cho_auth_field *fields, size_t count)
{
    const char *equals = memchr(pair.ptr, '=', pair.len);
    size_t      len    = equals == NULL ? pair.len : (size_t)(equals - pair.ptr);
    cho_span    name, value = { "", 0 };
    if (pair.len > 3 * CHO_AUTH_VALUE_MAX)
        return "a parameter is too long";
    if (!decode((cho_span){ pair.ptr, len }, arena, &name)
        || (equals != NULL && !decode((cho_span){ equals + 1, pair.len - len - 1 }, arena, &value)))
        return "a parameter is not encoded as forms are";
    cho_auth_field *field = find_field(fields, count, name);
    if (field == NULL)
        return NULL;
    if (field->value.ptr != NULL)
        return "a parameter stands there twice";
    if (value.len > CHO_AUTH_VALUE_MAX)
        return "a parameter is too long";
    field->value = value;
    return NULL;
}

const char *cho_auth_query_read(cho_span query, cho_arena *arena, cho_auth_field *fields, size_t count)
{
    const char *fault = NULL, *at = query.ptr, *end = query.len > 0 ? query.ptr + query.len : query.ptr;
    while (fault == NULL && at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        size_t      len  = (size_t)((stop == NULL ? end : stop) - at);
        if (len > 0)
            fault = take_pair((cho_span){ at, len }, arena, fields, count);
        at = stop == NULL ? end : stop + 1;
    }
    return fault;
}

/* Tools call whatever they send a form; a name in a form does not begin with a brace. */
static bool is_form(cho_span content_type, cho_span body)
{
    static const char form[] = "application/x-www-form-urlencoded";
    if (body.len > 0 && body.ptr[0] == '{')
        return false;
    return content_type.len >= sizeof form - 1 && strncasecmp(content_type.ptr, form, sizeof form - 1) == 0;
}

const char *cho_auth_form_read(cho_span body, cho_span content_type, cho_arena *arena, cho_auth_field *fields,
                               size_t count)
{
    for (size_t i = 0; i < count; i++)
        fields[i] = (cho_auth_field){ .name = fields[i].name };
    return is_form(content_type, body) ? cho_auth_query_read(body, arena, fields, count)
                                 : read_json(body, arena, fields, count);
}
