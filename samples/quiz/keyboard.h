/*
 * keyboard.h - somebody who plays at the keyboard: types words, presses 1 to 4, moves a mark on the map.
 * Tab goes on at once.
 */
#ifndef SAMPLES_QUIZ_KEYBOARD_H
#define SAMPLES_QUIZ_KEYBOARD_H

#include "common/stage.h"
#include "quiz.h"

/* Begin with all zero; read only. */
typedef struct quiz_keyboard {
    char     words[QUIZ_WORDS_BYTES]; /* typed so far                       */
    uint32_t turn;                    /* of the quiz, when they were begun  */
    bool     has_joined;              /* a key was pressed once             */
    float    x, y;                    /* the mark                           */
} quiz_keyboard;

/* Takes the keys of this frame and plays with them. */
void quiz_keyboard_read(quiz_keyboard *keyboard, sample_stage *stage, quiz *q);

#endif
