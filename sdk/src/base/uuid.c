#include "base/uuid.h"

#include "base/random.h"

static const char digits[] = "0123456789abcdef";

static bool is_hyphen_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

/* The value of a lower-case hexadecimal digit, or -1. */
static int value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool cho_uuid_make(char out[CHO_UUID_TEXT_SIZE])
{
    uint8_t bytes[CHO_UUID_BYTES];
    if (!cho_random_bytes(bytes, sizeof bytes))
        return false;
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40); /* version 4: random */
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80); /* the variant of RFC 9562 */
    cho_uuid_format(bytes, out);
    return true;
}

static bool has_hyphens(const char *text)
{
    return text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
}

bool cho_uuid_parse(cho_span text, uint8_t out[CHO_UUID_BYTES])
{
    if (text.len != CHO_UUID_TEXT_SIZE - 1 || !has_hyphens(text.ptr))
        return false;
    uint8_t bytes[CHO_UUID_BYTES];
    size_t  at = 0;
    for (size_t i = 0; i < CHO_UUID_BYTES; i++, at += 2) {
        at += is_hyphen_place(at);
        int high = value_of(text.ptr[at]);
        int low  = value_of(text.ptr[at + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    memcpy(out, bytes, sizeof bytes);
    return true;
}

void cho_uuid_format(const uint8_t bytes[CHO_UUID_BYTES], char out[CHO_UUID_TEXT_SIZE])
{
    size_t at = 0;
    for (size_t i = 0; i < CHO_UUID_BYTES; i++) {
        if (is_hyphen_place(at))
            out[at++] = '-';
        out[at++] = digits[bytes[i] >> 4];
        out[at++] = digits[bytes[i] & 0x0f];
    }
    out[at] = '\0';
}
