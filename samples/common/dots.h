/*
 * dots.h - the dots of the audience: where they are, how they move, what they paint.
 * Nothing here knows where the sticks and buttons come from. Places are in units of the canvas.
 */
#ifndef SAMPLES_COMMON_DOTS_H
#define SAMPLES_COMMON_DOTS_H

#include "common/canvas.h"
#include "common/roster.h"
#include "common/stage.h"

enum { DOT_NAME_BYTES = 72 };

typedef struct dot {
    char      name[DOT_NAME_BYTES];
    SDL_Color colour;
    float     x, y, vx, vy;     /* units, units a second             */
    float     stick_x, stick_y; /* -1..1, y down                     */
    float     presence;         /* 0 gone ... 1 here, fading between */
    float     splash_age_s;     /* since its latest splash           */
    float     stroke_x, stroke_y; /* as far as its way is painted    */
    bool      is_here;
    bool      wants_splash;
} dot;

/* Begin with all zero. */
typedef struct dots {
    sample_roster roster; /* id to place in list; its count is how many there ever were */
    dot          *list;
    uint32_t      capacity;
    uint32_t      random;
} dots;

void dots_deinit(dots *all);

/* Let the dot of this id appear; who comes back finds it where it was. */
void dots_show(dots *all, const char *id, const char *name);
void dots_hide(dots *all, const char *id); /* let it fade out */

/* What is asked of an unknown dot is not done. */
void dots_move(dots *all, const char *id, float stick_x, float stick_y);
void dots_splash(dots *all, const char *id);

/* Let go of all sticks, when nobody can tell how they stand. */
void dots_stop(dots *all);

void dots_step(dots *all, float dt_s);
void dots_paint(dots *all, sample_canvas *canvas,
                const sample_stage *stage); /* their ways and the splashes they want, to stay */
void dots_draw(const dots *all, const sample_canvas *canvas, const sample_stage *stage);

#endif
