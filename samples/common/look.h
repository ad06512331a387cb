/*
 * look.h - the parts that the screens of all samples are made of. Sizes are those of text: give
 * `stage->text_size` or a multiple of it, and things grow with the window.
 */
#ifndef SAMPLES_COMMON_LOOK_H
#define SAMPLES_COMMON_LOOK_H

#include "common/stage.h"
#include "common/theme.h"

/* A panel with a fine line around it. share: how much of it is seen, from 0 to 1. */
void sample_look_panel(const sample_stage *stage, SDL_Rect area, int radius, float share);

/* A bar that is full at 1. */
void sample_look_bar(const sample_stage *stage, SDL_Rect area, float share, SDL_Color colour);

/* The sign of the audience page: three voices and where they meet. */
void sample_look_sign(const sample_stage *stage, float x, float y, float radius);

/* A key as it lies on the keyboard; x and y are its upper left corner. */
enum { SAMPLE_LOOK_KEY_HIGH = 13 }; /* pixels at size 1 */
int  sample_look_key_width(const sample_stage *stage, const char *name, int size);
void sample_look_key(const sample_stage *stage, const char *name, int x, int y, int size);

/* ---- words in lines of a width ---- */

typedef enum sample_align { SAMPLE_LEFT, SAMPLE_CENTRE } sample_align;

enum { SAMPLE_LOOK_LINE = 12 }; /* from line to line, in pixels at size 1 */

/* From the top of the first line's capitals to the foot of the last one's; 0 for no words. */
int sample_look_words_height(const sample_stage *stage, const char *words, int width, int size);

/* Broken at blanks, and inside words that are longer than a line. */
void sample_look_words(const sample_stage *stage, const char *words, int x, int y, int width, int size,
                       sample_align align, SDL_Color colour);

#endif
