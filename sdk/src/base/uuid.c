#include "base/uuid.h"

#include "base/random.h"

/* Two digits for each byte: every input of a participant has an id written to be compared. */
#define ROW(d) d "0" d "1" d "2" d "3" d "4" d "5" d "6" d "7" d "8" d "9" d "a" d "b" d "c" d "d" d "e" d "f"
static const char pairs[] = ROW("0") ROW("1") ROW("2") ROW("3") ROW("4") ROW("5") ROW("6") ROW("7")
                            ROW("8") ROW("9") ROW("a") ROW("b") ROW("c") ROW("d") ROW("e") ROW("f");

/* Where the digits of each byte stand, between the hyphens. */
static const uint8_t places[CHO_UUID_BYTES] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };

/* The value of a lower-case hexadecimal digit; BAD_DIGIT for anything else. */
enum { BAD_DIGIT = 0x80 };
#define BAD_4   BAD_DIGIT, BAD_DIGIT, BAD_DIGIT, BAD_DIGIT
#define BAD_16  BAD_4, BAD_4, BAD_4, BAD_4
#define BAD_48  BAD_16, BAD_16, BAD_16
#define BAD_128 BAD_48, BAD_48, BAD_16, BAD_16
static const uint8_t values[256] = {
    BAD_48,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, BAD_DIGIT, BAD_DIGIT, BAD_4, /* 0x30 */
    BAD_16, BAD_16,
    BAD_DIGIT, 10, 11, 12, 13, 14, 15, BAD_DIGIT, BAD_4, BAD_4, /* 0x60 */
    BAD_16,
    BAD_128
};

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
    uint8_t  bytes[CHO_UUID_BYTES];
    unsigned seen = 0;
    for (size_t i = 0; i < CHO_UUID_BYTES; i++) {
        const unsigned char *digits = (const unsigned char *)text.ptr + places[i];
        unsigned             high = values[digits[0]], low = values[digits[1]];
        seen |= high | low;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    if ((seen & BAD_DIGIT) != 0)
        return false;
    memcpy(out, bytes, sizeof bytes);
    return true;
}

void cho_uuid_format(const uint8_t bytes[CHO_UUID_BYTES], char out[CHO_UUID_TEXT_SIZE])
{
    for (size_t i = 0; i < CHO_UUID_BYTES; i++)
        memcpy(out + places[i], pairs + (size_t)2 * bytes[i], 2);
    out[8] = out[13] = out[18] = out[23] = '-';
    out[CHO_UUID_TEXT_SIZE - 1]          = '\0';
}
