/*
 * answers.h - is what somebody typed the right answer?
 *
 * The rule, which README.md tells the players, too: capitals, accents, punctuation and an article in
 * front do not count. Then one typing error is forgiven in 4 to 7 characters and two in more; none in
 * less, and none where a digit stands. An error is a character too many, missing or wrong, or two
 * neighbours in each other's place.
 */
#ifndef SAMPLES_QUIZ_ANSWERS_H
#define SAMPLES_QUIZ_ANSWERS_H

#include <stdbool.h>

/* `right` holds one answer, or several with '|' between them. Both are UTF-8 of any length. */
bool quiz_answer_fits(const char *typed, const char *right);

#endif
