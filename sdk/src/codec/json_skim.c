#include "codec/json_skim.h"

#include "codec/json_scan.h"

/* The scanners below return the place behind what they passed, or NULL. */

static inline const char *pass_string(const char *p, const char *end)
{
    p = cho_json_skip_plain(p + 1, end);
    return p < end && *p == '"' ? p + 1 : NULL;
}

static inline const char *pass_key(const char *p, const char *end)
{
    if (p == end || *p != '"')
        return NULL;
    p = pass_string(p, end);
    return p != NULL && p < end && *p == ':' ? p + 1 : NULL;
}

static inline const char *pass_digits(const char *p, const char *end)
{
    const char *first = p;
    while (p < end && cho_json_is_digit(*p))
        p++;
    return p == first ? NULL : p;
}

static inline const char *pass_number(const char *p, const char *end)
{
    const char *digits = p + (*p == '-');
    p                  = pass_digits(digits, end);
    if (p == NULL || (*digits == '0' && p - digits > 1))
        return NULL;
    if (p < end && *p == '.')
        p = pass_digits(p + 1, end);
    return p != NULL && p < end && (*p | 0x20) == 'e' ? NULL : p;
}

static inline const char *pass_word(const char *p, const char *end, const char *word, size_t len)
{
    return (size_t)(end - p) >= len && memcmp(p, word, len) == 0 ? p + len : NULL;
}

static inline const char *pass_scalar(const char *p, const char *end)
{
    switch (*p) {
    case '"': return pass_string(p, end);
    case 't': return pass_word(p, end, "true", 4);
    case 'f': return pass_word(p, end, "false", 5);
    case 'n': return pass_word(p, end, "null", 4);
    default: return cho_json_is_digit(*p) || *p == '-' ? pass_number(p, end) : NULL;
    }
}

static inline bool is_opening(char c)
{
    return (c & 0xDF) == 0x5B; /* { and [ differ in this bit only */
}

/* Over the comma, if one must stand here, and the key, if there is one, to the value. */
static inline const char *pass_to_value(const char *p, const char *end, bool in_object)
{
    if (!is_opening(p[-1])) {
        if (*p != ',')
            return NULL;
        p++;
    }
    return in_object ? pass_key(p, end) : p;
}

enum { WORD_DEPTH = 64 }; /* containers that one word holds a bit for */

void cho_json_skim(cho_json_reader *r, uint32_t depth)
{
    const char *end = r->end, *at = r->at;
    uint64_t    objects = r->objects;
    uint32_t    open    = r->depth;
    uint32_t    most    = r->max_depth < WORD_DEPTH ? r->max_depth : WORD_DEPTH;
    if (open > WORD_DEPTH)
        return; /* seldom: others do it step by step */
    while (open > depth && at < end) {
        bool        in_object = (objects & 1) != 0;
        const char *p         = at;
        if (*p == (in_object ? '}' : ']')) {
            objects >>= 1;
            open--;
            at = p + 1;
            continue;
        }
        p = pass_to_value(p, end, in_object);
        if (p == NULL || p == end)
            break;
        if (is_opening(*p) && open < most) {
            objects = objects << 1 | (*p == '{');
            open++;
            at = p + 1;
            continue;
        }
        p = pass_scalar(p, end);
        if (p == NULL)
            break;
        at = p;
    }
    r->at      = at;
    r->objects = objects;
    r->depth   = open;
}
