/*
 * words.h - UTF-8 text as characters: reading one after the other, and cutting to a length.
 * Any bytes may come: what is not UTF-8 reads as one replacement character a byte, and reading never
 * goes past the NUL at the end.
 */
#ifndef SAMPLES_COMMON_WORDS_H
#define SAMPLES_COMMON_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum {
    SAMPLE_REPLACEMENT = 0xfffd
}; /* the character that stands for what cannot be read or drawn */

/* The character at *words, 0 at the end; *words moves behind it. */
uint32_t sample_next_character(const char **words);

/* Copy at most `most` characters; what was cut ends in "…". Bytes that are not UTF-8 are dropped, and
   so are characters that have no shape. out_size is at least 4. */
void sample_shorten(char *out, size_t out_size, const char *words, int most);

#endif
