/*
 * draw.h - the screen of the quiz: the question, the ways to answer, and the table of the best.
 */
#ifndef SAMPLES_QUIZ_DRAW_H
#define SAMPLES_QUIZ_DRAW_H

#include "keyboard.h"

/* All but what the venue draws over it. */
void quiz_draw(const quiz *q, const quiz_keyboard *keyboard, const sample_stage *stage);

#endif
