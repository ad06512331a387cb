/*
 * quiz.h - the rules: who plays, which question stands, who was right, who leads.
 * Nothing here knows where answers come from or how anything looks. Time is what quiz_step() is told.
 */
#ifndef SAMPLES_QUIZ_QUIZ_H
#define SAMPLES_QUIZ_QUIZ_H

#include "common/roster.h"
#include "questions.h"

#include <stdbool.h>

enum { QUIZ_NAME_BYTES = 68 };

typedef enum quiz_phase {
    QUIZ_LOBBY,  /* waits for players, then counts down     */
    QUIZ_ASK,    /* a question stands, answers are taken    */
    QUIZ_REVEAL, /* the right answer stands                 */
    QUIZ_TABLE   /* all questions were asked: who has won   */
} quiz_phase;

/* What became of an answer. */
typedef enum quiz_verdict {
    QUIZ_TAKEN,
    QUIZ_LATE,     /* the time was up                                         */
    QUIZ_TWICE,    /* the first one counts                                    */
    QUIZ_UNWANTED, /* no question stands, or one of another kind, or no words */
} quiz_verdict;

/* How a player did, once the right answer stands. */
typedef enum quiz_outcome { QUIZ_SILENT, QUIZ_WRONG, QUIZ_RIGHT } quiz_outcome;

typedef struct quiz_player {
    char         name[QUIZ_NAME_BYTES];
    bool         is_here;
    uint32_t     points, gained; /* in all; with this question               */
    uint32_t     place;          /* 1: leads; those with equal points share it */
    uint32_t     streak;         /* right answers in a row                   */
    bool         has_answered;
    bool         is_late;                 /* was told so, once a question             */
    float        left_share;              /* of the time, when the answer came        */
    int          choice;                  /* QUIZ_CHOOSE                              */
    float        x, y;                    /* QUIZ_POINT: 0..1 from the upper left     */
    bool         is_aiming;               /* x and y mean something                   */
    char         words[QUIZ_WORDS_BYTES]; /* QUIZ_TYPE                                */
    quiz_outcome outcome;
} quiz_player;

/* Begin with quiz_init(); read only. */
typedef struct quiz {
    const quiz_questions *questions;
    sample_roster         roster;
    quiz_player          *players; /* by number                                 */
    uint32_t             *order;   /* numbers of all, the best first            */
    uint32_t              capacity;
    quiz_phase            phase;
    uint32_t              turn;           /* grows with every change of the phase      */
    int                   question;       /* index, while one stands                   */
    float                 left_s;         /* of the phase                              */
    float                 age_s;          /* since the phase began                     */
    uint32_t              here, answered; /* players; of them with an answer       */
    uint64_t              answers_taken, answers_right, answers_late;
    uint32_t              questions_asked, rounds_ended;
} quiz;

void quiz_init(quiz *q, const quiz_questions *questions);
void quiz_deinit(quiz *q);

/* Somebody is here, or has another name. Who comes back has the same points as before. */
void quiz_join(quiz *q, const char *id, const char *name);
void quiz_leave(quiz *q, const char *id);

/* Answers. The map is 0..1 from its upper left corner; aiming shows a mark, pointing is the answer. */
quiz_verdict quiz_type(quiz *q, const char *id, const char *words);
quiz_verdict quiz_choose(quiz *q, const char *id, int choice);
void         quiz_aim(quiz *q, const char *id, float x, float y);
quiz_verdict quiz_point(quiz *q, const char *id, float x, float y);

/* Go on at once: begin, or end the time to think. */
void quiz_hurry(quiz *q);
void quiz_step(quiz *q, float dt_s);

/* The question that stands; NULL in the lobby and at the end. */
const quiz_question *quiz_current(const quiz *q);

/* Share of the time to think that is left, 0..1. */
float quiz_left_share(const quiz *q);

/* The right answer in words. */
void quiz_describe_answer(const quiz_question *question, char *out, size_t out_size);

/* Places on the map in its units. The map shows 57 degrees south to 79 degrees north. */
float quiz_map_x(float east);
float quiz_map_y(float north);

#endif
