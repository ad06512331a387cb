#include "keyboard.h"

#include <string.h>

static const char  own_id[]   = "keyboard";
static const float mark_per_s = 0.35F; /* of the width of the map */

/* Keys are named by the characters on them; the rule for answers does not look at capitals. */
static void type(quiz_keyboard *k, SDL_Keycode key)
{
    size_t len = strlen(k->words);
    if (key == SDLK_BACKSPACE) {
        while (len > 0 && ((unsigned char)k->words[--len] & 0xc0) == 0x80)
            continue;
        k->words[len] = '\0';
    }
    if (key < ' ' || key == SDLK_DELETE || key > 0x7ff || len + 3 > sizeof k->words)
        return;
    if (key >= 0x80)
        k->words[len++] = (char)(0xc0 | key >> 6);
    k->words[len++] = (char)(key < 0x80 ? key : 0x80 | (key & 0x3f));
    k->words[len]   = '\0';
}

static void press(quiz_keyboard *k, quiz *q, const quiz_question *question, SDL_Keycode key)
{
    bool is_enter = key == SDLK_RETURN || key == SDLK_KP_ENTER;
    if (question == NULL || q->phase == QUIZ_REVEAL) {
        if (is_enter)
            quiz_hurry(q);
    } else if (question->kind == QUIZ_TYPE && is_enter)
        quiz_type(q, own_id, k->words);
    else if (question->kind == QUIZ_TYPE)
        type(k, key);
    else if (question->kind == QUIZ_CHOOSE && key >= SDLK_1 && key <= SDLK_9)
        quiz_choose(q, own_id, key - SDLK_1);
    else if (question->kind == QUIZ_CHOOSE && key >= SDLK_a && key <= SDLK_z)
        quiz_choose(q, own_id, key - SDLK_a);
    else if (question->kind == QUIZ_POINT && (is_enter || key == SDLK_SPACE))
        quiz_point(q, own_id, k->x, k->y);
}

static float arrows(const sample_stage *stage, SDL_Scancode less, SDL_Scancode more)
{
    return (float)sample_stage_key(stage, more) - (float)sample_stage_key(stage, less);
}

/* The map is twice as wide as high or more, so the mark goes faster down than to the side. */
static void move_mark(quiz_keyboard *k, const sample_stage *stage, quiz *q)
{
    const quiz_question *question = quiz_current(q);
    float                right    = arrows(stage, SDL_SCANCODE_LEFT, SDL_SCANCODE_RIGHT),
          down                    = arrows(stage, SDL_SCANCODE_UP, SDL_SCANCODE_DOWN);
    bool moves                    = right != 0.0F || down != 0.0F;
    if (question == NULL || question->kind != QUIZ_POINT || !moves)
        return;
    k->x = SDL_clamp(k->x + right * mark_per_s * stage->dt_s, 0.0F, 1.0F);
    k->y = SDL_clamp(k->y + down * mark_per_s * 2.2F * stage->dt_s, 0.0F, 1.0F);
    quiz_aim(q, own_id, k->x, k->y);
}

/* What was begun for one question is not the answer to the next one. */
static void begin_turn(quiz_keyboard *k, const quiz *q)
{
    if (k->turn == q->turn || q->phase != QUIZ_ASK)
        return;
    k->turn     = q->turn;
    k->words[0] = '\0';
    k->x = k->y = 0.5F;
}

void quiz_keyboard_read(quiz_keyboard *k, sample_stage *stage, quiz *q)
{
    begin_turn(k, q);
    for (SDL_Event ev; sample_stage_next_event(stage, &ev);) {
        if (ev.type != SDL_KEYDOWN || (ev.key.repeat != 0 && ev.key.keysym.sym != SDLK_BACKSPACE))
            continue;
        if (ev.key.keysym.sym == SDLK_TAB) { /* of who runs the show, and need not play */
            quiz_hurry(q);
            continue;
        }
        if (!k->has_joined)
            quiz_join(q, own_id, "You");
        k->has_joined = true;
        press(k, q, quiz_current(q), ev.key.keysym.sym);
        begin_turn(k, q);
    }
    move_mark(k, stage, q);
}
