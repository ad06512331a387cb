#include "codec/json_value.h"

/* The bytes of one character: four at most. */
typedef struct character {
    char   bytes[4];
    size_t len;
} character;

static uint32_t hex_digit(char c)
{
    if (c <= '9')
        return (uint32_t)(c - '0');
    return (uint32_t)((c | 0x20) - 'a') + 10;
}

static uint32_t hex4(const char *p)
{
    return hex_digit(p[0]) << 12 | hex_digit(p[1]) << 8 | hex_digit(p[2]) << 4 | hex_digit(p[3]);
}

static void encode(uint32_t code, character *out)
{
    static const unsigned char lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };

    out->len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = out->len; i-- > 1; code >>= 6)
        out->bytes[i] = (char)(0x80 | (code & 0x3F));
    out->bytes[0] = (char)(lead[out->len] | code);
}

static char short_escape(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
    }
}

/* Decodes the escape at the backslash `p` and returns what is behind it. */
static const char *decode_escape(const char *p, character *out)
{
    if (p[1] != 'u') {
        *out = (character){ { short_escape(p[1]) }, 1 };
        return p + 2;
    }
    uint32_t code = hex4(p + 2);
    p += 6;
    if (code >= 0xD800 && code <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(p + 2) - 0xDC00);
        p += 6;
    }
    encode(code, out);
    return p;
}

size_t cho_json_unescape(const cho_json_value *string, char *out)
{
    if (string->type != CHO_JSON_STRING)
        return 0;
    const char *p = string->raw.ptr, *end = p + string->raw.len;
    char       *to = out;
    while (p < end) {
        const char *stop = string->escaped ? memchr(p, '\\', (size_t)(end - p)) : NULL;
        size_t      run  = (size_t)((stop != NULL ? stop : end) - p);
        memcpy(to, p, run);
        to += run;
        p += run;
        if (stop != NULL) {
            character c;
            p = decode_escape(p, &c);
            memcpy(to, c.bytes, c.len);
            to += c.len;
        }
    }
    return (size_t)(to - out);
}

void cho_json_append_unescaped(const cho_json_value *string, cho_buf *out)
{
    if (!string->escaped) {
        if (string->type == CHO_JSON_STRING)
            cho_buf_append(out, string->raw.ptr, string->raw.len);
        return;
    }
    if (!cho_buf_reserve(out, string->raw.len))
        return;
    out->len += cho_json_unescape(string, out->data + out->len);
    out->data[out->len] = '\0';
}

/* ---- comparing ---- */

/* Hands out the bytes a string means, one after the other. */
typedef struct byte_walk {
    const char *p, *end;
    bool        escaped;
    character   pending;
    size_t      used;
} byte_walk;

static byte_walk walk_over(const cho_json_value *string)
{
    const char *begin = string->raw.len > 0 ? string->raw.ptr : "";
    return (byte_walk){ begin, begin + string->raw.len, string->escaped, { { 0 }, 0 }, 0 };
}

/* The next byte, or -1 at the end. */
static int next_byte(byte_walk *w)
{
    if (w->used == w->pending.len) {
        if (w->p == w->end)
            return -1;
        if (!w->escaped || *w->p != '\\')
            return (unsigned char)*w->p++;
        w->p    = decode_escape(w->p, &w->pending);
        w->used = 0;
    }
    return (unsigned char)w->pending.bytes[w->used++];
}

static int compare_escaped(const cho_json_value *a, const cho_json_value *b)
{
    byte_walk walk_a = walk_over(a), walk_b = walk_over(b);
    for (;;) {
        int byte_a = next_byte(&walk_a), byte_b = next_byte(&walk_b);
        if (byte_a != byte_b || byte_a < 0)
            return byte_a - byte_b;
    }
}

int cho_json_compare(const cho_json_value *a, const cho_json_value *b)
{
    if (a->escaped || b->escaped)
        return compare_escaped(a, b);
    size_t len   = a->raw.len < b->raw.len ? a->raw.len : b->raw.len;
    int    order = len > 0 ? memcmp(a->raw.ptr, b->raw.ptr, len) : 0;
    if (order != 0)
        return order;
    return (a->raw.len > b->raw.len) - (a->raw.len < b->raw.len);
}

bool cho_json_equals(const cho_json_value *string, cho_span bytes)
{
    if (string->type != CHO_JSON_STRING)
        return false;
    if (!string->escaped)
        return cho_span_equal(string->raw, bytes);
    cho_json_value plain = { bytes, CHO_JSON_STRING, false };
    return compare_escaped(string, &plain) == 0;
}

bool cho_json_has_nul(const cho_json_value *string)
{
    byte_walk walk = walk_over(string);
    int       byte;
    while ((byte = next_byte(&walk)) > 0)
        continue;
    return byte == 0;
}
