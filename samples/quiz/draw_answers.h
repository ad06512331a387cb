/*
 * draw_answers.h - the part of the screen below the question: choices, words or the map, and when the
 * time is up the right one of them.
 */
#ifndef SAMPLES_QUIZ_DRAW_ANSWERS_H
#define SAMPLES_QUIZ_DRAW_ANSWERS_H

#include "keyboard.h"

void quiz_draw_answers(const quiz *q, const quiz_keyboard *keyboard, const sample_stage *stage, SDL_Rect area);

/* The colour of a player, by number. */
SDL_Color quiz_colour_of(uint32_t player);

/* How far the answer has appeared since the time was up, 0..1. */
float quiz_shown_share(const quiz *q);

#endif
