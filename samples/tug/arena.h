/*
 * arena.h - the match on the screen: the stands, the teams at the rope, and who is ahead.
 */
#ifndef SAMPLES_TUG_ARENA_H
#define SAMPLES_TUG_ARENA_H

#include "match.h"

#include "common/rising.h"

/* Begin with all zero. */
typedef struct arena {
    sample_canvas canvas;
    sample_rising welcomes;
    float         pulls[MATCH_TEAMS]; /* as they are shown, on their way to what they are */
    float         steps[MATCH_TEAMS]; /* how far the feet of a team have gone             */
    float         phase_s;            /* since the phase began                            */
    match_phase   phase;
} arena;

void arena_deinit(arena *a);

/* Somebody comes; the name may be anything. */
void arena_welcome(arena *a, const match *m, const char *name, int team);

void arena_step(arena *a, const match *m, float dt_s);

/* False when there is no canvas; SDL_GetError() tells why. `own_team`: of the keyboard, or -1. */
bool arena_draw(arena *a, const match *m, int own_team, const sample_stage *stage);

#endif
