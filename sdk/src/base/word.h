/*
 * word.h - eight bytes as one number, to work on all of them at once.
 * Layer    base. Includes the C library only.
 * Thread   any.
 * Memory   none.
 * Trust    any bytes; the caller sees to it that there are eight.
 */
#ifndef CHO_BASE_WORD_H
#define CHO_BASE_WORD_H

#include <stdint.h>

/* The first byte in the lowest place on every machine; compilers make one load of it. */
static inline uint64_t cho_word_load(const void *bytes)
{
    const unsigned char *b = bytes;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

#endif
