/*
 * things.h - the hero, and what gets in its way, as pictures.
 */
#ifndef SAMPLES_VOTE_THINGS_H
#define SAMPLES_VOTE_THINGS_H

#include "runner.h"

#include "common/pen.h"

enum { THINGS_GROUND_Y = 500 /* where the feet stand, in units from the top of the canvas */ };

SDL_Color things_colour(runner_kind kind);
void      things_draw(const sample_pen *pen, const runner_thing *thing, float now_s);
void      things_draw_hero(const sample_pen *pen, const runner *r);
void      things_draw_heart(const sample_pen *pen, float x, float y, float size, SDL_Color colour);

#endif
