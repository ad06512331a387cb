/*
 * canvas.h - a picture that stays: what is painted on it is still there in the next frame.
 * It measures 1280 by 720 units, whatever the window is; the window shows all of it, as large as fits.
 */
#ifndef SAMPLES_COMMON_CANVAS_H
#define SAMPLES_COMMON_CANVAS_H

#include <SDL.h>
#include <stdbool.h>

enum { SAMPLE_CANVAS_W = 1280, SAMPLE_CANVAS_H = 720 };

/* Begin with all zero. */
typedef struct sample_canvas {
    SDL_Renderer *renderer;
    SDL_Texture  *paint;
    SDL_Rect      view;  /* where it is in the window, in pixels */
    float         scale; /* pixels a unit                        */
} sample_canvas;

void sample_canvas_deinit(sample_canvas *canvas);

/* Follow the size of the window, once a frame. What was painted is kept. False without memory. */
bool sample_canvas_fit(sample_canvas *canvas, SDL_Renderer *renderer, int width, int height);

/* Between these two everything is drawn on the canvas: a unit is `scale` pixels, from its corner. */
void sample_canvas_begin(sample_canvas *canvas);
void sample_canvas_end(sample_canvas *canvas);

/* Show it in the window, over all that was there. */
void sample_canvas_show(const sample_canvas *canvas);

#endif
