#include "codec/json_find.h"

#include "codec/json_reader.h"

bool cho_json_find_key(cho_span object, cho_span key, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_value  name, value, found = { 0 };
    bool            is_there = false;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    if (!cho_json_enter_object(&r))
        return false;
    while (cho_json_next_member(&r, &name)) {
        if (cho_json_equals(&name, key) && cho_json_read(&r, &value)) {
            found    = value;
            is_there = true;
        }
    }
    if (!is_there || cho_json_failed(&r))
        return false;
    *out = found;
    return true;
}

static bool find_index(cho_span array, size_t index, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_reader_init(&r, array, CHO_JSON_DEPTH_LIMIT);
    if (!cho_json_enter_array(&r))
        return false;
    while (cho_json_next_element(&r)) {
        if (index-- == 0)
            return cho_json_read(&r, out);
    }
    return false;
}

/* Digits only, and few enough not to overflow. */
static bool read_index(cho_span segment, size_t *out)
{
    size_t index = 0;
    for (size_t i = 0; i < segment.len; i++) {
        if (segment.ptr[i] < '0' || segment.ptr[i] > '9')
            return false;
        index = index * 10 + (size_t)(segment.ptr[i] - '0');
    }
    *out = index;
    return segment.len > 0 && segment.len < 10;
}

static bool find_segment(cho_span text, cho_span segment, cho_json_value *out)
{
    size_t index;
    if (read_index(segment, &index) && find_index(text, index, out))
        return true;
    return cho_json_find_key(text, segment, out);
}

bool cho_json_find(cho_span text, const char *path, cho_json_value *out)
{
    cho_json_value value = { text, CHO_JSON_OBJECT, false };
    for (;;) {
        cho_span segment = { path, strcspn(path, ".") };
        if (!find_segment(value.raw, segment, &value))
            return false;
        path += segment.len;
        if (*path == '\0')
            break;
        if (value.type != CHO_JSON_OBJECT && value.type != CHO_JSON_ARRAY)
            return false;
        path++;
    }
    *out = value;
    return true;
}
