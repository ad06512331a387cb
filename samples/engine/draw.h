/*
 * draw.h - the table as it is seen: between the step before and the last one.
 */
#ifndef SAMPLES_ENGINE_DRAW_H
#define SAMPLES_ENGINE_DRAW_H

#include "common/stage.h"
#include "world.h"

/* Where the keyboard would push. */
typedef struct draw_cursor {
    float x, y;
    bool  is_shown;
} draw_cursor;

/* share: 0 shows the step before, 1 the last one. */
void draw_world(const world *w, float share, const draw_cursor *cursor, const sample_stage *stage);

#endif
