#include "codec/json_walk.h"

#include "codec/json_reader.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind white space and, if it stands there, one of that character. */
static size_t pass(cho_span text, size_t at, char mark)
{
    while (at < text.len && is_space(text.ptr[at]))
        at++;
    return at < text.len && text.ptr[at] == mark ? at + 1 : at;
}

static bool read_at(cho_span text, size_t *at, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, (cho_span){ text.ptr + *at, text.len - *at }, CHO_JSON_DEPTH_LIMIT);
    if (!cho_json_read(&r, out))
        return false;
    *at = (size_t)(r.at - text.ptr);
    return true;
}

static bool read_part(cho_span text, size_t *at, cho_json_value *key, cho_json_value *value)
{
    bool is_object = text.ptr[0] == '{';
    *key           = (cho_json_value){ 0 };
    if (is_object && (!read_at(text, at, key) || key->type != CHO_JSON_STRING))
        return false;
    *at = is_object ? pass(text, *at, ':') : *at;
    return read_at(text, at, value);
}

bool cho_json_walk(cho_span text, size_t *at, cho_json_value *key, cho_json_value *value)
{
    size_t next   = pass(text, *at == 0 ? 1 : *at, ',');
    bool   is_part = text.len > 0 && (text.ptr[0] == '{' || text.ptr[0] == '[') && next < text.len &&
                   text.ptr[next] != '}' && text.ptr[next] != ']' && read_part(text, &next, key, value);
    *at = is_part ? next : 0;
    return is_part;
}
