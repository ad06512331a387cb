#include "base/utf8.h"

#include "base/word.h"

static const unsigned char *skip_ascii(const unsigned char *p, const unsigned char *end)
{
    for (; end - p >= 8; p += 8) {
        if ((cho_word_load(p) & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (p < end && *p < 0x80)
        p++;
    return p;
}

/* Overlong forms, surrogates and values above U+10FFFF all show in the first two bytes. */
static bool second_byte_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xe0: return second >= 0xa0 && second <= 0xbf;
    case 0xed: return second >= 0x80 && second <= 0x9f;
    case 0xf0: return second >= 0x90 && second <= 0xbf;
    case 0xf4: return second >= 0x80 && second <= 0x8f;
    default: return second >= 0x80 && second <= 0xbf;
    }
}

/* The length of the sequence that begins with a byte of 0x80 or more; 0 when it is not one. */
static size_t sequence_len(const unsigned char *p, const unsigned char *end)
{
    unsigned char lead = *p;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    size_t len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if ((size_t)(end - p) < len || !second_byte_fits(lead, p[1]))
        return 0;
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    return len;
}

bool cho_utf8_valid(const char *ptr, size_t len)
{
    if (len == 0)
        return true;
    const unsigned char *p   = (const unsigned char *)ptr;
    const unsigned char *end = p + len;
    while ((p = skip_ascii(p, end)) < end) {
        size_t step = sequence_len(p, end);
        if (step == 0)
            return false;
        p += step;
    }
    return true;
}
