/*
 * json_scan.h - what single bytes of a text are, and a run over the plain ones of a string, eight at a time.
 * Layer    codec, lowest file. Includes base/ only.
 * Thread   any.
 * Memory   none.
 * Trust    any bytes; nothing at or behind `end` is read.
 */
#ifndef CHO_CODEC_JSON_SCAN_H
#define CHO_CODEC_JSON_SCAN_H

#include "base/word.h"

#include <stdbool.h>
#include <stddef.h>

#define CHO_JSON_ONES  UINT64_C(0x0101010101010101)
#define CHO_JSON_HIGHS UINT64_C(0x8080808080808080)

static inline bool cho_json_is_ascii(char c)
{
    return ((unsigned char)c & 0x80) == 0;
}

static inline bool cho_json_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Plain: ASCII, and neither a quote, a backslash nor a control character. */
static inline bool cho_json_is_plain(char c)
{
    return cho_json_is_ascii(c) && (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

/* Sets the high bit of every byte that is not plain. Above the lowest such bit there may be false
   ones: a subtraction borrows from the next byte. Flipping 2 moves the quote, 0x22, next to the
   control characters and nothing else below 0x21, so one subtraction finds both. */
static inline uint64_t cho_json_mark_special(uint64_t word)
{
    uint64_t quote_or_control = (word ^ CHO_JSON_ONES * 0x02) - CHO_JSON_ONES * 0x21;
    uint64_t backslash        = (word ^ CHO_JSON_ONES * 0x5C) - CHO_JSON_ONES;
    return (quote_or_control | backslash | word) & CHO_JSON_HIGHS;
}

/* The place of the lowest marked byte. */
static inline size_t cho_json_lowest_mark(uint64_t marks)
{
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(marks) / 8;
#else
    uint64_t below =
        (marks - 1) & ~marks; /* covers the lowest bit of as many bytes, and of one more */
    return (size_t)(((below & CHO_JSON_ONES) * CHO_JSON_ONES) >> 56) - 1;
#endif
}

/* The first byte that is not plain, or `end`. */
static inline const char *cho_json_skip_plain(const char *p, const char *end)
{
    for (; end - p >= 8; p += 8) {
        uint64_t marks = cho_json_mark_special(cho_word_load(p));
        if (marks != 0)
            return p + cho_json_lowest_mark(marks);
    }
    while (p < end && cho_json_is_plain(*p))
        p++;
    return p;
}

#endif
