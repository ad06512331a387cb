/*
 * figures.h - how the library is doing, in words for the screen.
 */
#ifndef SAMPLES_ENGINE_FIGURES_H
#define SAMPLES_ENGINE_FIGURES_H

#include "common/venue.h"

enum { FIGURES = 9 };

typedef struct figure {
    const char *name;
    char        value[48];
} figure;

/* All but what the game counts itself: `stale` inputs, and steps that were dropped. */
void figures_read(const sample_venue *venue, uint64_t stale, uint64_t dropped, figure out[FIGURES]);

#endif
