#include "draw_answers.h"

#include "common/look.h"
#include "map.h"

#include <stdio.h>

enum { GAP = 6, BADGE = 9, MARK = 4, NAMES_MAX = 12 }; /* pixels at size 1 */

SDL_Color quiz_colour_of(uint32_t player)
{
    return sample_palette[player % SAMPLE_PALETTE_SIZE];
}

float quiz_shown_share(const quiz *q)
{
    return q->phase == QUIZ_REVEAL ? SDL_min(1.0F, q->age_s / 0.4F) : 0.0F;
}

static const quiz_player *own_player(const quiz *q, const quiz_keyboard *k)
{
    int32_t number = k->has_joined ? sample_roster_find(&q->roster, "keyboard") : -1;
    return number < 0 ? NULL : &q->players[number];
}

static void draw_centred(const sample_stage *stage, const char *words, int x, int y, int size, SDL_Color colour)
{
    sample_text_draw(stage->text, words, x - sample_text_width(stage->text, words, size) / 2, y, size, colour);
}

/* ---- choices ---------------------------------------------------------------------------------- */

static uint32_t count_votes(const quiz *q, int choice)
{
    uint32_t votes = 0;
    for (uint32_t i = 0; i < q->roster.count; i++)
        votes += q->players[i].has_answered && q->players[i].choice == choice;
    return votes;
}

/* Behind the words: how many took this one, once the time is up. */
static void draw_votes(const quiz *q, const sample_stage *stage, SDL_Rect panel, int choice, SDL_Color colour)
{
    char     words[24];
    uint32_t votes = count_votes(q, choice), all = SDL_max(1, q->answered);
    float    shown = quiz_shown_share(q);
    SDL_Rect bar   = panel;
    bar.w          = (int)((float)panel.w * shown * SDL_min(1.0F, (float)votes / (float)all));
    if (bar.w > panel.h / 2)
        sample_shapes_draw_panel(stage->shapes, bar, GAP * stage->text_size, sample_fade(colour, 0.22F));
    snprintf(words, sizeof words, "%u", (unsigned)votes);
    int size = stage->text_size, width = sample_text_width(stage->text, words, size);
    sample_text_draw(stage->text, words, panel.x + panel.w - width - 8 * size, panel.y + panel.h / 2 - 3 * size, size,
                     sample_fade(sample_quiet, shown));
}

static void draw_badge(const sample_stage *stage, int choice, int x, int y, SDL_Color colour)
{
    char letter[2] = { (char)('A' + choice), '\0' };
    int  size      = stage->text_size;
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, (float)x, (float)y, (float)(BADGE * size), colour);
    draw_centred(stage, letter, x, y - 3 * size, size, sample_page);
}

/* A line around the right one, left open at the round corners. */
static void draw_frame(const sample_stage *stage, SDL_Rect panel, SDL_Color colour)
{
    int      size = stage->text_size, round = GAP * size;
    SDL_Rect bar = { panel.x, panel.y + round, 2 * size, panel.h - 2 * round };
    sample_shapes_draw_panel(stage->shapes, bar, size, colour);
}

/* Twice the size where the words fit into one line. */
static void draw_choice_words(const sample_stage *stage, const char *words, SDL_Rect area, SDL_Color colour)
{
    int size = stage->text_size;
    size *= sample_text_width(stage->text, words, 2 * size) <= area.w ? 2 : 1;
    int high = sample_look_words_height(stage, words, area.w, size);
    sample_look_words(stage, words, area.x, area.y + (area.h - high) / 2, area.w, size, SAMPLE_LEFT, colour);
}

static void draw_choice(const quiz *q, const sample_stage *stage, SDL_Rect panel, int choice, bool is_own)
{
    const quiz_question *question = quiz_current(q);
    int                  size = stage->text_size, left = (2 * BADGE + 2 * GAP) * size;
    bool                 is_right = choice == question->right_choice;
    float                weight   = is_right ? 1.0F : 1.0F - 0.65F * quiz_shown_share(q);
    SDL_Color            colour   = sample_palette[choice];
    SDL_Rect             words    = { panel.x + left, panel.y, panel.w - left - 24 * size, panel.h };
    sample_look_panel(stage, panel, GAP * size, 0.94F);
    if (is_own)
        sample_shapes_draw_panel(stage->shapes, panel, GAP * size, sample_fade(colour, 0.25F));
    if (q->phase == QUIZ_REVEAL)
        draw_votes(q, stage, panel, choice, is_right ? sample_good : colour);
    draw_badge(stage, choice, panel.x + (BADGE + GAP) * size, panel.y + panel.h / 2, sample_fade(colour, weight));
    draw_choice_words(stage, question->choices[choice], words, sample_fade(sample_ink, weight));
    if (is_right && q->phase == QUIZ_REVEAL)
        draw_frame(stage, panel, sample_fade(sample_good, quiz_shown_share(q)));
}

static void draw_choices(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect area)
{
    const quiz_player *own  = own_player(q, k);
    int                size = stage->text_size, gap = GAP * size, rows = (quiz_current(q)->choice_count + 1) / 2;
    int                high = SDL_min((area.h - gap) / rows - gap, 90 * size);
    for (int i = 0; i < quiz_current(q)->choice_count; i++) {
        SDL_Rect panel = { area.x + i % 2 * (area.w + gap) / 2, area.y + i / 2 * (high + gap), (area.w - gap) / 2,
                           high };
        draw_choice(q, stage, panel, i, own != NULL && own->has_answered && own->choice == i);
    }
}

/* ---- words ------------------------------------------------------------------------------------ */

static void draw_answer(const quiz *q, const sample_stage *stage, SDL_Rect box)
{
    char answer[QUIZ_WORDS_BYTES];
    int  size = 2 * stage->text_size;
    quiz_describe_answer(quiz_current(q), answer, sizeof answer);
    draw_centred(stage, answer, box.x + box.w / 2, box.y + (box.h - SAMPLE_TEXT_CAPS * size) / 2, size,
                 sample_fade(sample_good, quiz_shown_share(q)));
}

/* What is typed here, or how to; the end of long words stays in sight. */
static void draw_typing(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect box)
{
    const quiz_player *own   = own_player(q, k);
    bool               is_in = own != NULL && own->has_answered;
    const char        *words = is_in ? own->words : k->words;
    int                size = 2 * stage->text_size, room = box.w - 20 * stage->text_size;
    int                y = box.y + (box.h - SAMPLE_TEXT_CAPS * size) / 2;
    while (sample_text_width(stage->text, words, size) > room)
        words += ((unsigned char)*words & 0xc0) == 0xc0 ? 2 : 1;
    if (words[0] == '\0') {
        draw_centred(stage, "Type it on your phone", box.x + box.w / 2, box.y + box.h / 2 - 3 * stage->text_size,
                     stage->text_size, sample_quiet);
        return;
    }
    draw_centred(stage, words, box.x + box.w / 2, y, size, is_in ? sample_accent : sample_ink);
    int      end   = box.x + box.w / 2 + sample_text_width(stage->text, words, size) / 2;
    SDL_Rect caret = { end + size, y - size, size, (SAMPLE_TEXT_CAPS + 2) * size };
    if (!is_in && SDL_fmod(stage->now_s, 1.0) < 0.5)
        sample_shapes_draw_panel(stage->shapes, caret, 1, sample_accent);
}

/* Who was right, as many as there is room for. */
static void draw_right_names(const quiz *q, const sample_stage *stage, SDL_Rect area)
{
    int size = stage->text_size, x = area.x, y = area.y, shown = 0;
    for (uint32_t i = 0; i < q->roster.count && shown < NAMES_MAX; i++) {
        const quiz_player *p     = &q->players[q->order[i]];
        int                width = sample_text_width(stage->text, p->name, size) + 20 * size;
        if (p->outcome != QUIZ_RIGHT || !p->is_here)
            continue;
        if (x + width > area.x + area.w) {
            x = area.x;
            y += 18 * size;
        }
        if (y + 14 * size > area.y + area.h)
            return;
        SDL_Rect pill = { x, y, width - 4 * size, 14 * size };
        sample_shapes_draw_panel(stage->shapes, pill, pill.h / 2, quiz_colour_of(q->order[i]));
        sample_text_draw(stage->text, p->name, x + 8 * size, y + 4 * size, size, sample_page);
        x += width;
        shown++;
    }
}

static void draw_words(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect area)
{
    int      size = stage->text_size;
    SDL_Rect box  = { area.x, area.y, area.w, 44 * size };
    sample_look_panel(stage, box, GAP * size, 0.94F);
    if (q->phase == QUIZ_ASK) {
        draw_typing(q, k, stage, box);
        return;
    }
    draw_answer(q, stage, box);
    area.y += box.h + 10 * size;
    area.h -= box.h + 10 * size;
    draw_right_names(q, stage, area);
}

/* ---- the map ---------------------------------------------------------------------------------- */

/* Above the mark, and not over the edge of the window. */
static void draw_mark_name(const sample_stage *stage, const char *name, float x, float top, SDL_Color colour)
{
    int size = stage->text_size, half = sample_text_width(stage->text, name, size) / 2 + 4 * size;
    sample_text_draw_label(stage->text, name, SDL_max(half, (int)x), (int)top - 11 * size, size, colour);
}

static void draw_mark(const quiz *q, const sample_stage *stage, SDL_Rect map, uint32_t number)
{
    const quiz_player *p = &q->players[number];
    float              x = (float)map.x + p->x * (float)map.w, y = (float)map.y + p->y * (float)map.h;
    float              r      = (float)(MARK * stage->text_size);
    bool               is_up  = q->phase == QUIZ_REVEAL;
    float              weight = is_up && p->outcome != QUIZ_RIGHT ? 0.45F : 1.0F;
    SDL_Color          colour = quiz_colour_of(number);
    sample_shapes_draw(stage->shapes, SAMPLE_GLOW, x, y, r * 3.0F, sample_fade(colour, 0.3F * weight));
    sample_shapes_draw(stage->shapes, p->has_answered ? SAMPLE_DISC : SAMPLE_RING, x, y, r,
                       sample_fade(colour, weight));
    if (is_up && p->place <= NAMES_MAX)
        draw_mark_name(stage, p->name, x, y - r, sample_fade(sample_ink, weight));
}

/* The right place: a ring as wide as what still counts as right. */
static void draw_place(const quiz *q, const sample_stage *stage, SDL_Rect map)
{
    const quiz_question *question = quiz_current(q);
    float                shown    = quiz_shown_share(q);
    float                x        = (float)map.x + quiz_map_x(question->east) * (float)map.w;
    float                y        = (float)map.y + quiz_map_y(question->north) * (float)map.h;
    float                r        = question->within / 360.0F * (float)map.w * (2.0F - shown);
    sample_shapes_draw(stage->shapes, SAMPLE_GLOW, x, y, r * 2.0F, sample_fade(sample_good, 0.5F * shown));
    sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r, sample_fade(sample_good, shown));
}

static void draw_map(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect area)
{
    SDL_Rect map = area;
    map.h        = SDL_min(area.h, area.w * 45 / 100);
    map.w        = map.h * 100 / 45;
    map.x += (area.w - map.w) / 2;
    map.y += (area.h - map.h) / 2;
    quiz_map_draw(stage, map);
    if (q->phase == QUIZ_REVEAL)
        draw_place(q, stage, map);
    for (uint32_t i = 0; i < q->roster.count; i++) {
        if (q->players[i].is_aiming && q->players[i].is_here)
            draw_mark(q, stage, map, i);
    }
    const quiz_player *own = own_player(q, k);
    if (own != NULL && own->is_aiming)
        sample_shapes_draw(stage->shapes, SAMPLE_RING, (float)map.x + own->x * (float)map.w,
                           (float)map.y + own->y * (float)map.h, (float)(8 * stage->text_size), sample_ink);
}

void quiz_draw_answers(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect area)
{
    switch (quiz_current(q)->kind) {
    case QUIZ_CHOOSE: draw_choices(q, k, stage, area); break;
    case QUIZ_TYPE: draw_words(q, k, stage, area); break;
    case QUIZ_POINT: draw_map(q, k, stage, area); break;
    case QUIZ_NO_KIND: break;
    }
}
