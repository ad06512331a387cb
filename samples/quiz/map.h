/*
 * map.h - a map of the world made of little squares.
 */
#ifndef SAMPLES_QUIZ_MAP_H
#define SAMPLES_QUIZ_MAP_H

#include "common/stage.h"

/* The land, on an area that shows what quiz_map_x() and quiz_map_y() measure. */
void quiz_map_draw(const sample_stage *stage, SDL_Rect area);

#endif
