#include "common/words.h"

#include <stdbool.h>
#include <string.h>

/* Bytes that follow a first byte, or -1 when it cannot come first. */
static int followers_of(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first <= 0xdf)
        return 1;
    if (first >= 0xe0 && first <= 0xef)
        return 2;
    return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

/* Refuses what was written too long, the halves of pairs, and what is no character at all. */
static uint32_t checked(uint32_t code, int followers)
{
    static const uint32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
    bool                  is_half    = code >= 0xd800 && code <= 0xdfff;
    return code < smallest[followers] || code > 0x10ffff || is_half ? SAMPLE_REPLACEMENT : code;
}

uint32_t sample_next_character(const char **words)
{
    const unsigned char *p         = (const unsigned char *)*words;
    int                  followers = followers_of(*p);
    if (*p == '\0')
        return 0;
    *words += 1;
    if (followers < 0)
        return SAMPLE_REPLACEMENT;

    uint32_t code = followers == 0 ? *p : *p & (0x3fU >> followers);
    for (int i = 1; i <= followers; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return SAMPLE_REPLACEMENT;
        code = code << 6 | (p[i] & 0x3fU);
    }
    *words += followers;
    return checked(code, followers);
}

/* Controls, joiners, marks that combine, variants and writing directions. */
static bool has_no_shape(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x300 && code <= 0x36f) ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || (code >= 0xfe00 && code <= 0xfe0f) ||
           code == 0xfeff || code == SAMPLE_REPLACEMENT;
}

void sample_shorten(char *out, size_t out_size, const char *words, int most)
{
    static const char dots[] = "\xe2\x80\xa6";
    size_t            len = 0, cut_at = 0;
    int               count = 0;
    for (const char *begin = words; *begin != '\0'; begin = words) {
        uint32_t code = sample_next_character(&words);
        size_t   size = (size_t)(words - begin);
        if (has_no_shape(code))
            continue;
        if (count == most || len + size + sizeof dots > out_size) {
            memcpy(out + cut_at, dots, sizeof dots);
            return;
        }
        memcpy(out + len, begin, size);
        len += size;
        count++;
        if (count < most)
            cut_at = len;
    }
    out[len] = '\0';
}
