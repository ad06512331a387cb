/*
 * rising.h - a few words that rise and fade: thanks and welcomes. The newest six are seen.
 */
#ifndef SAMPLES_COMMON_RISING_H
#define SAMPLES_COMMON_RISING_H

#include "common/pen.h"

enum { SAMPLE_RISING_MOST = 6, SAMPLE_RISING_BYTES = 96 };

typedef struct sample_rising_words {
    char      words[SAMPLE_RISING_BYTES];
    float     x, y; /* where they began, in units of the canvas */
    SDL_Color colour;
    float     age_s;
} sample_rising_words;

/* Begin with all zero. */
typedef struct sample_rising {
    sample_rising_words list[SAMPLE_RISING_MOST];
    uint32_t            count; /* so far; the oldest gives way */
} sample_rising;

/* "Ann: words". The name may be anything, and is cut. */
void sample_rising_add(sample_rising *rising, float x, float y, SDL_Color colour, const char *name, const char *words);
void sample_rising_step(sample_rising *rising, float dt_s);
void sample_rising_draw(const sample_rising *rising, const sample_pen *pen);

#endif
