/*
 * shapes.h - soft round things: discs, rings, glows, and panels with round corners.
 * Every size is drawn once, with smooth edges, and kept as a texture; so it looks the same with and
 * without a graphics card.
 */
#ifndef SAMPLES_COMMON_SHAPES_H
#define SAMPLES_COMMON_SHAPES_H

#include <SDL.h>

typedef enum sample_shape {
    SAMPLE_DISC,  /* filled, with a smooth edge                                   */
    SAMPLE_RING,  /* a line along the edge, a tenth of the radius wide            */
    SAMPLE_GLOW,  /* light that fades out towards the edge; adds to what is there */
    SAMPLE_SHINE, /* the light from the upper left that makes a disc a ball       */
    SAMPLE_SHAPE_COUNT
} sample_shape;

typedef struct sample_shapes sample_shapes;

/* NULL when there is no memory. */
sample_shapes *sample_shapes_create(SDL_Renderer *renderer);
void           sample_shapes_destroy(sample_shapes *shapes); /* NULL is fine */

/* x and y are the middle, in pixels of the target. Under half a pixel nothing is drawn. */
void sample_shapes_draw(sample_shapes *shapes, sample_shape shape, float x, float y, float radius,
                        SDL_Color colour);

/* Fill with this colour from now on. What lets nothing through is written without looking at what is there,
   which without a graphics card takes a fraction of the time. */
void sample_shapes_set_fill(SDL_Renderer *renderer, SDL_Color colour);

/* A panel whose corners are quarters of a disc. */
void sample_shapes_draw_panel(sample_shapes *shapes, SDL_Rect area, int radius, SDL_Color colour);

#endif
