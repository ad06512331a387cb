/*
 * options.h - take in a caller's options struct of any age.
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    a mistaken caller, not a hostile one: the struct begins with its own size, in bytes, as
 *          a size_t, and that size is believed up to CHO_OPTIONS_MAX_BYTES.
 */
#ifndef CHO_BASE_OPTIONS_H
#define CHO_BASE_OPTIONS_H

#include <chorus/base.h>

enum {
    CHO_OPTIONS_MAX_BYTES = 64 * 1024 /* a larger struct_size was never initialised */
};

/*
 * Copies what both sides know into *known; fields the caller does not have are zero, and the size in
 * *known becomes known_size. On failure *known is untouched.
 *     E_INVALID  NULL, or a struct_size no options struct can have
 *     E_VERSION  the caller's struct is longer and something is set in the part not known here
 */
chorus_result cho_options_copy(void *known, size_t known_size, const void *given);

/*
 * The way back: fills a caller's struct, which begins with its own size, with what both sides know;
 * what only the caller knows becomes zero. E_INVALID: NULL, or a struct_size no struct can have.
 */
chorus_result cho_options_answer(void *out, const void *filled, size_t filled_size);

/* The nth of an array of such structs: they are as far apart as the first one says it is long. */
static inline const void *cho_options_nth(const void *first, size_t n)
{
    size_t size;
    memcpy(&size, first, sizeof size);
    return (const char *)first + (size > CHO_OPTIONS_MAX_BYTES ? 0 : size) * n;
}

#endif
