#include "crowd_text.h"

#include <string.h>

bool crowd_text_is(crowd_text text, const char *what)
{
    return strlen(what) == text.len && memcmp(text.ptr, what, text.len) == 0;
}

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' || *p == ',' || *p == ':'))
        p++;
    return p;
}

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        p += *p == '\\';
    return p < end ? p + 1 : end;
}

static const char *skip_nested(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = skip_string(p, end);
            continue;
        }
        depth += *p == '{' || *p == '[';
        depth -= *p == '}' || *p == ']';
        p++;
        if (depth == 0)
            break;
    }
    return p;
}

/* Behind the value that begins at p; p where there is none. */
static const char *skip_value(const char *p, const char *end)
{
    if (p == end || *p == '}' || *p == ']')
        return p;
    if (*p == '"')
        return skip_string(p, end);
    if (*p == '{' || *p == '[')
        return skip_nested(p, end);
    while (p < end && strchr(",:{}[]\" \t\r\n", *p) == NULL)
        p++;
    return p;
}

/* The next value in an object or array, keys included. */
static bool next_value(const char **p, const char *end, crowd_text *out)
{
    const char *begin = skip_space(*p, end);
    *p                = skip_value(begin, end);
    *out              = (crowd_text){ begin, (size_t)(*p - begin) };
    return out->len > 0;
}

bool crowd_json_member(crowd_text object, const char *key, crowd_text *out)
{
    if (object.len < 2 || object.ptr[0] != '{')
        return false;
    const char *p = object.ptr + 1, *end = object.ptr + object.len;
    crowd_text  name;
    while (next_value(&p, end, &name) && next_value(&p, end, out)) {
        if (crowd_text_is(crowd_json_inside(name), key))
            return true;
    }
    return false;
}

bool crowd_json_element(crowd_text *at, crowd_text *out)
{
    const char *p = at->ptr, *end = at->ptr + at->len;
    if (p < end && *p == '[')
        p++;
    if (!next_value(&p, end, out))
        return false;
    p   = skip_space(p, end);
    *at = (crowd_text){ p, (size_t)(end - p) };
    return true;
}

crowd_text crowd_json_inside(crowd_text string)
{
    bool is_string = string.len >= 2 && string.ptr[0] == '"' && string.ptr[string.len - 1] == '"';
    return is_string ? (crowd_text){ string.ptr + 1, string.len - 2 } : (crowd_text){ "", 0 };
}

uint64_t crowd_json_number(crowd_text number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < number.len; i++) {
        if (number.ptr[i] < '0' || number.ptr[i] > '9' || value > UINT64_MAX / 20)
            return 0;
        value = value * 10 + (uint64_t)(number.ptr[i] - '0');
    }
    return value;
}
