/*
 * pullers.h - those who stand at the rope, and the rope.
 */
#ifndef SAMPLES_TUG_PULLERS_H
#define SAMPLES_TUG_PULLERS_H

#include "match.h"

#include "common/pen.h"

enum {
    PULLERS_GROUND_Y = 500,
    PULLERS_REACH    = 250 /* units from the middle to a line, which the rope's mark has to cross */
};

SDL_Color pullers_colour(int team);

/* `pull` is what is seen of the team's pull, `steps` how far its feet have gone. */
void pullers_draw_team(const sample_pen *pen, const match *m, int team, float pull, float steps, float now_s);
void pullers_draw_rope(const sample_pen *pen, const match *m, float now_s);

#endif
