#include "quiz.h"

#include "common/words.h"
#include "answers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_CHARACTERS = 16, POINTS_RIGHT = 100, POINTS_SPEED = 100, POINTS_STREAK = 20 };

static const float lobby_s = 6.0F, reveal_s = 6.0F, table_s = 12.0F;
static const float all_in_s  = 0.7F; /* when all have answered, waiting longer is no use */
static const float map_north = 79.0F, map_south = -57.0F, degree = 0.01745329F;

/* ---- players ---------------------------------------------------------------------------------- */

void quiz_init(quiz *q, const quiz_questions *questions)
{
    *q = (quiz){ .questions = questions, .left_s = lobby_s };
}

void quiz_deinit(quiz *q)
{
    sample_roster_deinit(&q->roster);
    free(q->players);
    free(q->order);
    *q = (quiz){ 0 };
}

static bool make_room(quiz *q)
{
    if (q->roster.count < q->capacity)
        return true;
    uint32_t     capacity = q->capacity == 0 ? 64 : q->capacity * 2;
    quiz_player *players  = realloc(q->players, capacity * sizeof *players);
    if (players != NULL)
        q->players = players;
    uint32_t *order = realloc(q->order, capacity * sizeof *order);
    if (order != NULL)
        q->order = order;
    if (players == NULL || order == NULL)
        return false;
    q->capacity = capacity;
    return true;
}

static quiz_player *find(quiz *q, const char *id)
{
    int32_t number = sample_roster_find(&q->roster, id);
    return number < 0 ? NULL : &q->players[number];
}

void quiz_join(quiz *q, const char *id, const char *name)
{
    uint32_t before = q->roster.count;
    int32_t  number = make_room(q) ? sample_roster_add(&q->roster, id) : -1;
    if (number < 0)
        return;
    quiz_player *p = &q->players[number];
    if (q->roster.count > before) {
        *p               = (quiz_player){ .place = before + 1 };
        q->order[number] = (uint32_t)number;
    }
    if (!p->is_here) {
        q->here++;
        q->answered += p->has_answered;
    }
    p->is_here = true;
    sample_shorten(p->name, sizeof p->name, name, NAME_CHARACTERS);
}

void quiz_leave(quiz *q, const char *id)
{
    quiz_player *p = find(q, id);
    if (p == NULL || !p->is_here)
        return;
    p->is_here = false;
    q->here--;
    q->answered -= p->has_answered;
}

/* ---- points ----------------------------------------------------------------------------------- */

float quiz_map_x(float east)
{
    return (east + 180.0F) / 360.0F;
}

float quiz_map_y(float north)
{
    return (map_north - north) / (map_north - map_south);
}

/* Degrees of a great circle between a point of the map and the right place. */
static float degrees_off(const quiz_question *question, float x, float y)
{
    float north = (map_north - y * (map_north - map_south)) * degree, there = question->north * degree;
    float apart  = (x * 360.0F - 180.0F - question->east) * degree;
    float cosine = sinf(north) * sinf(there) + cosf(north) * cosf(there) * cosf(apart);
    return acosf(fmaxf(-1.0F, fminf(1.0F, cosine))) / degree;
}

static bool is_right(const quiz_question *question, const quiz_player *p)
{
    switch (question->kind) {
    case QUIZ_TYPE: return quiz_answer_fits(p->words, question->right);
    case QUIZ_CHOOSE: return p->choice == question->right_choice;
    case QUIZ_POINT: return degrees_off(question, p->x, p->y) <= question->within;
    case QUIZ_NO_KIND: break;
    }
    return false;
}

static quiz_verdict take(quiz *q, quiz_player *p)
{
    p->has_answered = true;
    p->left_share   = quiz_left_share(q);
    q->answered += p->is_here;
    q->answers_taken++;
    return QUIZ_TAKEN;
}

/* Being right counts, being quick counts as much, and so does being right again and again. */
static void give_points(quiz *q, quiz_player *p)
{
    if (quiz_current(q)->kind == QUIZ_POINT && p->is_aiming && !p->has_answered)
        take(q, p); /* a mark that stands when the time is up is an answer */
    p->outcome = !p->has_answered ? QUIZ_SILENT : is_right(quiz_current(q), p) ? QUIZ_RIGHT : QUIZ_WRONG;
    p->gained  = 0;
    if (p->outcome == QUIZ_RIGHT) {
        uint32_t in_a_row = p->streak < 5 ? p->streak : 5;
        p->gained         = POINTS_RIGHT + (uint32_t)(POINTS_SPEED * p->left_share) + POINTS_STREAK * in_a_row;
        q->answers_right++;
    }
    p->streak = p->outcome == QUIZ_RIGHT ? p->streak + 1 : 0;
    p->points += p->gained;
}

static const quiz *sorted; /* qsort() takes no context */

/* More points first; who came earlier first among equals. */
static int compare(const void *a, const void *b)
{
    uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
    uint32_t of_one = sorted->players[one].points, of_other = sorted->players[other].points;
    if (of_one != of_other)
        return of_one > of_other ? -1 : 1;
    return one < other ? -1 : 1;
}

static void rank(quiz *q)
{
    sorted = q;
    qsort(q->order, q->roster.count, sizeof *q->order, compare);
    for (uint32_t i = 0; i < q->roster.count; i++) {
        quiz_player       *p     = &q->players[q->order[i]];
        const quiz_player *above = i == 0 ? NULL : &q->players[q->order[i - 1]];
        p->place                 = above != NULL && above->points == p->points ? above->place : i + 1;
    }
}

/* ---- phases ----------------------------------------------------------------------------------- */

const quiz_question *quiz_current(const quiz *q)
{
    bool stands = q->phase == QUIZ_ASK || q->phase == QUIZ_REVEAL;
    return stands ? &q->questions->list[q->question] : NULL;
}

float quiz_left_share(const quiz *q)
{
    const quiz_question *question = quiz_current(q);
    if (q->phase != QUIZ_ASK)
        return 0.0F;
    return fmaxf(0.0F, fminf(1.0F, q->left_s / (float)question->seconds));
}

static void enter(quiz *q, quiz_phase phase, float left_s)
{
    q->phase  = phase;
    q->left_s = left_s;
    q->age_s  = 0.0F;
    q->turn++;
}

static void ask(quiz *q, int index)
{
    q->question = index;
    q->answered = 0;
    q->questions_asked++;
    for (uint32_t i = 0; i < q->roster.count; i++) {
        quiz_player *p  = &q->players[i];
        p->has_answered = p->is_late = p->is_aiming = false;
        p->outcome                                  = QUIZ_SILENT;
        p->gained                                   = 0;
    }
    enter(q, QUIZ_ASK, (float)q->questions->list[index].seconds);
}

static void reveal(quiz *q)
{
    for (uint32_t i = 0; i < q->roster.count; i++)
        give_points(q, &q->players[i]);
    rank(q);
    enter(q, QUIZ_REVEAL, reveal_s);
}

static void begin_round(quiz *q)
{
    for (uint32_t i = 0; i < q->roster.count; i++)
        q->players[i].points = q->players[i].streak = 0;
    rank(q);
    ask(q, 0);
}

static void go_on(quiz *q)
{
    switch (q->phase) {
    case QUIZ_TABLE:
    case QUIZ_LOBBY: begin_round(q); break;
    case QUIZ_ASK: reveal(q); break;
    case QUIZ_REVEAL:
        if (q->question + 1 < q->questions->count) {
            ask(q, q->question + 1);
            break;
        }
        q->rounds_ended++;
        enter(q, QUIZ_TABLE, table_s);
        break;
    }
}

void quiz_hurry(quiz *q)
{
    if (q->here > 0)
        go_on(q);
}

void quiz_step(quiz *q, float dt_s)
{
    q->age_s += dt_s;
    bool waits = q->phase == QUIZ_LOBBY || q->phase == QUIZ_TABLE;
    if (waits && q->here == 0) { /* a quiz for nobody is not begun */
        q->left_s = q->phase == QUIZ_LOBBY ? lobby_s : table_s;
        return;
    }
    if (q->phase == QUIZ_ASK && q->answered == q->here && q->answered > 0)
        q->left_s = fminf(q->left_s, all_in_s);
    q->left_s -= dt_s;
    if (q->left_s <= 0.0F)
        go_on(q);
}

/* ---- answers ---------------------------------------------------------------------------------- */

/* May this player answer a question of this kind now? */
static quiz_verdict judge(quiz *q, quiz_player *p, quiz_kind kind)
{
    const quiz_question *question = quiz_current(q);
    if (p == NULL || question == NULL || question->kind != kind)
        return QUIZ_UNWANTED;
    if (p->has_answered)
        return QUIZ_TWICE;
    if (q->phase == QUIZ_ASK)
        return QUIZ_TAKEN;
    q->answers_late += !p->is_late;
    p->is_late = true;
    return QUIZ_LATE;
}

quiz_verdict quiz_type(quiz *q, const char *id, const char *words)
{
    quiz_player *p       = find(q, id);
    quiz_verdict verdict = judge(q, p, QUIZ_TYPE);
    if (verdict != QUIZ_TAKEN)
        return verdict;
    sample_shorten(p->words, sizeof p->words, words, QUIZ_WORDS_BYTES);
    return p->words[strspn(p->words, " ")] == '\0' ? QUIZ_UNWANTED : take(q, p);
}

quiz_verdict quiz_choose(quiz *q, const char *id, int choice)
{
    quiz_player *p       = find(q, id);
    quiz_verdict verdict = judge(q, p, QUIZ_CHOOSE);
    if (verdict != QUIZ_TAKEN)
        return verdict;
    if (choice < 0 || choice >= quiz_current(q)->choice_count)
        return QUIZ_UNWANTED;
    p->choice = choice;
    return take(q, p);
}

static void put_mark(quiz_player *p, float x, float y)
{
    p->x         = fminf(1.0F, fmaxf(0.0F, x)); /* not a number becomes 0 */
    p->y         = fminf(1.0F, fmaxf(0.0F, y));
    p->is_aiming = true;
}

void quiz_aim(quiz *q, const char *id, float x, float y)
{
    quiz_player *p = find(q, id);
    if (q->phase == QUIZ_ASK && judge(q, p, QUIZ_POINT) == QUIZ_TAKEN)
        put_mark(p, x, y);
}

quiz_verdict quiz_point(quiz *q, const char *id, float x, float y)
{
    quiz_player *p       = find(q, id);
    quiz_verdict verdict = judge(q, p, QUIZ_POINT);
    if (verdict != QUIZ_TAKEN)
        return verdict;
    put_mark(p, x, y);
    return take(q, p);
}

void quiz_describe_answer(const quiz_question *question, char *out, size_t out_size)
{
    int first = (int)strcspn(question->right, "|");
    while (first > 0 && question->right[first - 1] == ' ')
        first--;
    if (question->kind == QUIZ_TYPE)
        snprintf(out, out_size, "%.*s", first, question->right);
    else if (question->kind == QUIZ_CHOOSE)
        snprintf(out, out_size, "%s", question->choices[question->right_choice]);
    else
        snprintf(out, out_size, "Here");
}
