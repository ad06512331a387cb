/*
 * pen.h - drawing a game in units of the canvas, 1280 by 720, whatever the window is.
 * Words stay as large as the text of the stage, so that they can be read in a small window, too.
 *
 *     sample_pen pen = sample_pen_begin(&canvas, &stage);
 *     sample_pen_shape(&pen, SAMPLE_DISC, 640, 360, 40, sample_accent);
 *     sample_pen_end(&pen);
 */
#ifndef SAMPLES_COMMON_PEN_H
#define SAMPLES_COMMON_PEN_H

#include "common/canvas.h"
#include "common/stage.h"

typedef struct sample_pen {
    const sample_stage *stage;
    float               x, y;  /* of the canvas in the window, in pixels */
    float               scale; /* pixels a unit                          */
} sample_pen;

/* Show the canvas, and let nothing be drawn beside it until the end. */
sample_pen sample_pen_begin(const sample_canvas *canvas, const sample_stage *stage);
void       sample_pen_end(const sample_pen *pen);

/* x and y are the middle. */
void sample_pen_shape(const sample_pen *pen, sample_shape shape, float x, float y, float radius, SDL_Color colour);

/* With round corners; radius 0: without. */
void sample_pen_panel(const sample_pen *pen, SDL_FRect area, float radius, SDL_Color colour);
void sample_pen_triangle(const sample_pen *pen, const SDL_FPoint corners[3], SDL_Color colour);

/* A line with round ends. */
void sample_pen_line(const sample_pen *pen, SDL_FPoint from, SDL_FPoint to, float width, SDL_Color colour);

/* The panel and the bar of look.h. */
void sample_pen_frame(const sample_pen *pen, SDL_FRect area, float radius);
void sample_pen_bar(const sample_pen *pen, SDL_FRect area, float share, SDL_Color colour);

/* Where x stands in the words. */
typedef enum sample_pen_align { SAMPLE_PEN_LEFT, SAMPLE_PEN_MIDDLE, SAMPLE_PEN_RIGHT } sample_pen_align;

/* y is the top of the capitals; size 1 is the text of the stage, 2 is twice that. */
void sample_pen_words(const sample_pen *pen, sample_pen_align align, float x, float y, int size, SDL_Color colour,
                      const char *words);

/* The same in the middle with a dark rim, to be read on any ground. */
void sample_pen_label(const sample_pen *pen, float x, float y, int size, SDL_Color colour, const char *words);

#endif
