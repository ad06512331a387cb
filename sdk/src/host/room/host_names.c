#include "host/room/host_names.h"

#include "base/random.h"
#include "base/utf8.h"

#include <stdio.h>

enum { MARKS_MAX = 4 };

typedef struct code_range {
    uint32_t first, last;
} code_range;

/* Not to be seen, or changing how others are seen (Unicode 15: Cc, Cf but the joiners, Zl, Zp, fillers). */
static const code_range unwanted[] = {
    { 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
    { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },   { 0x200b, 0x200b },   { 0x200e, 0x200f },
    { 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x2800, 0x2800 },   { 0x3164, 0x3164 },   { 0xfeff, 0xfeff },
    { 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff }, { 0xf0000, 0x10ffff },
};

/* Combining marks and the joiners, which make pictures of people but also nothing at all. */
static const code_range marks[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a }, { 0x064b, 0x065f },
    { 0x0e31, 0x0e31 }, { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
    { 0x200c, 0x200d }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

static const code_range blanks[] = {
    { 0x0020, 0x0020 }, { 0x00a0, 0x00a0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x202f, 0x202f },
    { 0x205f, 0x205f }, { 0x3000, 0x3000 },
};

#define IS_IN(code, table) is_in((code), (table), sizeof(table) / sizeof((table)[0]))

static bool is_in(uint32_t code, const code_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

/* The character at `at` of valid UTF-8, and how many bytes it has. */
static uint32_t decode(cho_span text, size_t at, size_t *len)
{
    const unsigned char *p    = (const unsigned char *)text.ptr + at;
    uint32_t             code = p[0];
    *len                      = code < 0x80 ? 1 : code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4;
    if (*len > 1)
        code &= 0x7fu >> *len;
    for (size_t i = 1; i < *len; i++)
        code = code << 6 | (p[i] & 0x3fu);
    return code;
}

/* A name begins with something visible, and a mark needs a letter to stand on. */
static bool is_welcome(uint32_t code, bool is_first, uint32_t *mark_count)
{
    if (IS_IN(code, unwanted))
        return false;
    if (!IS_IN(code, marks)) {
        *mark_count = 0;
        return !(is_first && IS_IN(code, blanks));
    }
    return !is_first && ++*mark_count <= MARKS_MAX;
}

void cho_host_clean_text(cho_span wanted, char *out, size_t size)
{
    size_t   used = 0, visible = 0, len;
    uint32_t mark_count = 0;
    for (size_t at = 0; at < wanted.len; at += len) {
        uint32_t code = decode(wanted, at, &len);
        if (!is_welcome(code, used == 0, &mark_count))
            continue;
        if (used + len >= size)
            break;
        memcpy(out + used, wanted.ptr + at, len);
        used += len;
        if (!IS_IN(code, blanks) && !(code >= 0x200c && code <= 0x200d))
            visible = used;
    }
    out[visible] = '\0';
}

void cho_host_clean_name(cho_span wanted, char out[CHO_HOST_NAME_SIZE])
{
    cho_host_clean_text(wanted, out, CHO_HOST_NAME_SIZE);
}

bool cho_host_is_clean_name(const char *name)
{
    char clean[CHO_HOST_NAME_SIZE];
    if (name == NULL || name[0] == '\0' || !cho_utf8_valid(name, strlen(name)))
        return false;
    cho_host_clean_name(cho_span_of(name), clean);
    return strcmp(name, clean) == 0;
}

bool cho_host_make_guest_name(char out[CHO_HOST_NAME_SIZE])
{
    uint16_t number;
    if (!cho_random_bytes(&number, sizeof number))
        return false;
    snprintf(out, CHO_HOST_NAME_SIZE, "Guest-%04x", (unsigned)number);
    return true;
}
