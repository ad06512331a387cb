/*
 * text.h - UTF-8 text in the built-in bitmap font.
 * The font covers Latin-1 and Latin Extended-A; other characters show as a dotted box. Sizes are
 * whole numbers, so every pixel of the font stays a sharp square.
 */
#ifndef SAMPLES_COMMON_TEXT_H
#define SAMPLES_COMMON_TEXT_H

#include <SDL.h>

enum {
    SAMPLE_TEXT_CAPS = 7 /* height of a capital, in pixels of size 1 */
};

typedef struct sample_text sample_text;

/* NULL when SDL gives no texture; SDL_GetError() tells why. */
sample_text *sample_text_create(SDL_Renderer *renderer);
void         sample_text_destroy(sample_text *text); /* NULL is fine */

/* Pixels that the words take at this size. */
int sample_text_width(const sample_text *text, const char *words, int size);

/* x and y are the left end and the top of the capitals. */
void sample_text_draw(sample_text *text, const char *words, int x, int y, int size,
                      SDL_Color colour);

/* The same with a dark rim, to be read on any ground; x is the middle. */
void sample_text_draw_label(sample_text *text, const char *words, int x, int y, int size,
                            SDL_Color colour);

#endif
