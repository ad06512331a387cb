/*
 * questions.h - the questions of a quiz, read from text.
 *
 *     ask     Which metal is liquid in a warm room?      what stands on the screen
 *     type    mercury | quicksilver                      right answers, to be typed
 *     note    It melts at -39 °C.                        told with the answer; may be left out
 *     seconds 20                                         to think; 20 when left out
 *
 * Instead of `type` there may be `choose + Oak | Iron | Glass`, where '+' marks the right one of two
 * to four, or `point -22 64 within 6`: degrees east and north, and how far away is still right.
 * `ask` begins the next question. '#' at the beginning of a line makes it a comment.
 */
#ifndef SAMPLES_QUIZ_QUESTIONS_H
#define SAMPLES_QUIZ_QUESTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum { QUIZ_QUESTIONS_MAX = 64, QUIZ_CHOICES = 4, QUIZ_CHOICE_BYTES = 40, QUIZ_WORDS_BYTES = 160 };

typedef enum quiz_kind { QUIZ_NO_KIND, QUIZ_TYPE, QUIZ_CHOOSE, QUIZ_POINT } quiz_kind;

typedef struct quiz_question {
    quiz_kind kind;
    char      ask[QUIZ_WORDS_BYTES];
    char      note[QUIZ_WORDS_BYTES];
    char      right[QUIZ_WORDS_BYTES];                  /* QUIZ_TYPE: with '|' between            */
    char      choices[QUIZ_CHOICES][QUIZ_CHOICE_BYTES]; /* QUIZ_CHOOSE                            */
    int       choice_count, right_choice;
    float     east, north, within; /* QUIZ_POINT, in degrees                 */
    int       seconds;
} quiz_question;

typedef struct quiz_questions {
    quiz_question list[QUIZ_QUESTIONS_MAX];
    int           count;
} quiz_questions;

/* False, with the line and what is wrong with it in `error`, when it is no quiz. */
bool quiz_questions_read(quiz_questions *out, const char *text, char *error, size_t error_size);

#endif
