#include "draw.h"

#include "common/look.h"
#include "draw_answers.h"

#include <stdio.h>

enum { MARGIN = 6, PAD = 12, CARD_WIDE = 206, CARD_HIGH = 88, ROW = 17, ROWS_MAX = 9, FOOT = 34, LINE_BYTES = 96 };

/* Where things stand; the venue's card is in the lower right corner. */
typedef struct places {
    SDL_Rect main;  /* question and answers      */
    SDL_Rect table; /* the best; no width: none  */
} places;

static int scaled(const sample_stage *stage, int units)
{
    return (int)((float)units * stage->ui_scale);
}

static places lay_out(const sample_stage *stage)
{
    int    margin = scaled(stage, MARGIN), pad = scaled(stage, PAD), side = scaled(stage, CARD_WIDE);
    int    card_h = scaled(stage, CARD_HIGH);
    places at     = { .main = { pad, pad, stage->width - 2 * pad, stage->height - card_h - 2 * pad } };
    if (stage->width * 10 < stage->height * 13) /* no room beside the question */
        return at;
    at.main.w = stage->width - side - margin - 2 * pad;
    at.main.h = stage->height - 2 * pad;
    at.table  = (SDL_Rect){ stage->width - side - margin, margin, side, stage->height - card_h - 2 * margin };
    return at;
}

static void draw_right(const sample_stage *stage, const char *words, int right, int y, int size, SDL_Color colour)
{
    sample_text_draw(stage->text, words, right - sample_text_width(stage->text, words, size), y, size, colour);
}

static void draw_centred(const sample_stage *stage, const char *words, SDL_Rect area, int y, int size, SDL_Color colour)
{
    sample_look_words(stage, words, area.x, y, area.w, size, SAMPLE_CENTRE, colour);
}

/* ---- the table -------------------------------------------------------------------------------- */

static void draw_row(const quiz *q, const sample_stage *stage, uint32_t number, SDL_Rect row)
{
    const quiz_player *p = &q->players[number];
    char               place[12], points[16], gained[16];
    int                size = stage->text_size, middle = row.y + row.h / 2, y = middle - 3 * size;
    snprintf(place, sizeof place, "%u", (unsigned)p->place);
    snprintf(points, sizeof points, "%u", (unsigned)p->points);
    snprintf(gained, sizeof gained, "+%u", (unsigned)p->gained);
    draw_right(stage, place, row.x + 14 * size, y, size, sample_quiet);
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, (float)(row.x + 23 * size), (float)middle, (float)(4 * size),
                       sample_fade(quiz_colour_of(number), p->is_here ? 1.0F : 0.35F));
    sample_text_draw(stage->text, p->name, row.x + 32 * size, y, size, p->is_here ? sample_ink : sample_quiet);
    draw_right(stage, points, row.x + row.w, y, size, sample_ink);
    if (q->phase == QUIZ_REVEAL && p->gained > 0)
        draw_right(stage, gained, row.x + row.w - 30 * size, y, size, sample_fade(sample_good, quiz_shown_share(q)));
}

static void draw_table(const quiz *q, const sample_stage *stage, SDL_Rect area)
{
    int size = stage->text_size, pad = 8 * size, row_h = scaled(stage, ROW);
    if (area.w == 0 || q->roster.count == 0)
        return;
    int rows = SDL_min(ROWS_MAX, (area.h - 3 * pad) / row_h);
    rows     = SDL_min(rows, (int)q->roster.count);
    area.h   = 30 * size + rows * row_h;
    sample_look_panel(stage, area, 8 * size, 0.94F);
    sample_text_draw(stage->text, "The best", area.x + pad, area.y + pad + size, size, sample_accent);
    for (int i = 0; i < rows; i++) {
        SDL_Rect row = { area.x + pad, area.y + 24 * size + i * row_h, area.w - 2 * pad, row_h };
        draw_row(q, stage, q->order[i], row);
    }
}

/* ---- the question ----------------------------------------------------------------------------- */

static void draw_head(const quiz *q, const sample_stage *stage, SDL_Rect area)
{
    char words[LINE_BYTES], time[16];
    int  size = stage->text_size, left_s = (int)SDL_ceilf(q->left_s);
    bool is_asking = q->phase == QUIZ_ASK;
    snprintf(words, sizeof words, "Question %d of %d", q->question + 1, q->questions->count);
    snprintf(time, sizeof time, is_asking ? "%d s" : "Time is up", left_s);
    SDL_Color colour = quiz_left_share(q) > 0.25F ? sample_accent : sample_fair;
    sample_text_draw(stage->text, words, area.x, area.y, size, sample_quiet);
    draw_right(stage, time, area.x + area.w, area.y, size, is_asking ? colour : sample_fair);
    SDL_Rect bar = { area.x, area.y + 12 * size, area.w, 4 * size };
    sample_look_bar(stage, bar, quiz_left_share(q), colour);
}

/* A disc for everybody who plays: full when they have answered. */
static void draw_voices(const quiz *q, const sample_stage *stage, int x, int right, int y)
{
    int r = 3 * stage->text_size;
    for (uint32_t i = 0; i < q->roster.count && x + r < right; i++) {
        const quiz_player *p = &q->players[i];
        if (!p->is_here)
            continue;
        sample_shapes_draw(stage->shapes, p->has_answered ? SAMPLE_DISC : SAMPLE_RING, (float)(x + r), (float)y,
                           (float)r, sample_fade(quiz_colour_of(i), p->has_answered ? 1.0F : 0.5F));
        x += 3 * r;
    }
}

static void draw_foot(const quiz *q, const sample_stage *stage, SDL_Rect area, const char *keys)
{
    char words[LINE_BYTES];
    int  size = stage->text_size, y = area.y + area.h - 8 * size;
    if (q->phase == QUIZ_REVEAL) {
        sample_look_words(stage, quiz_current(q)->note, area.x, y - 12 * size, area.w, size, SAMPLE_LEFT,
                          sample_fade(sample_ink, quiz_shown_share(q)));
        return;
    }
    snprintf(words, sizeof words, "%u of %u have answered", (unsigned)q->answered, (unsigned)q->here);
    sample_text_draw(stage->text, words, area.x, y, size, sample_quiet);
    draw_voices(q, stage, area.x + sample_text_width(stage->text, words, size) + 10 * size, area.x + area.w,
                y + 3 * size);
    if (keys != NULL)
        sample_text_draw(stage->text, keys, area.x, y - 14 * size, size, sample_quiet);
}

/* What somebody at the keyboard can press; NULL: nobody is there. */
static const char *keys_for(const quiz *q, const quiz_keyboard *k)
{
    if (!k->has_joined)
        return NULL;
    switch (quiz_current(q)->kind) {
    case QUIZ_CHOOSE: return "Keyboard: A to D";
    case QUIZ_TYPE: return "Keyboard: type, then Enter";
    case QUIZ_POINT: return "Keyboard: arrows, then Enter";
    case QUIZ_NO_KIND: break;
    }
    return NULL;
}

static void draw_question(const quiz *q, const quiz_keyboard *k, const sample_stage *stage, SDL_Rect area)
{
    const char *words = quiz_current(q)->ask;
    int         size = stage->text_size, top = area.y + 28 * size;
    draw_head(q, stage, area);
    sample_look_words(stage, words, area.x, top, area.w, 2 * size, SAMPLE_LEFT, sample_ink);
    top += sample_look_words_height(stage, words, area.w, 2 * size) + 16 * size;
    SDL_Rect answers = { area.x, top, area.w, area.y + area.h - top - FOOT * size };
    quiz_draw_answers(q, k, stage, answers);
    draw_foot(q, stage, area, keys_for(q, k));
}

/* ---- before and after ------------------------------------------------------------------------- */

static void draw_lobby(const quiz *q, const sample_stage *stage, SDL_Rect area)
{
    char words[LINE_BYTES];
    int  size = stage->text_size, middle = area.y + area.h / 2;
    snprintf(words, sizeof words, q->here == 0 ? "Waiting for players" : "The first question comes in %d s",
             (int)SDL_ceilf(q->left_s));
    sample_look_sign(stage, (float)(area.x + area.w / 2), (float)(middle - 62 * size), 14.0F * (float)size);
    draw_centred(stage, "A quiz for everybody", area, middle - 20 * size, 3 * size, sample_ink);
    draw_centred(stage, words, area, middle + 20 * size, size, q->here == 0 ? sample_quiet : sample_accent);
    draw_centred(stage, "Who is right and quick leads. Enter begins at once.", area, middle + 36 * size, size,
                 sample_quiet);
    draw_voices(q, stage, area.x, area.x + area.w, area.y + area.h - 5 * size);
}

/* The second, the first and the third, from the left, on steps of their heights. */
static void draw_step(const quiz *q, const sample_stage *stage, uint32_t rank, SDL_Rect area)
{
    static const int   column[] = { 1, 0, 2 }, percent[] = { 52, 38, 28 };
    const quiz_player *p    = &q->players[q->order[rank]];
    SDL_Color          hue  = quiz_colour_of(q->order[rank]);
    int                size = stage->text_size, wide = SDL_min(area.w / 3, 96 * size);
    float              grown = SDL_min(1.0F, SDL_max(0.0F, q->age_s * 1.6F - 0.4F * (float)(2 - rank)));
    int                high  = (int)((float)(area.h * percent[rank] / 100) * grown * (2.0F - grown));
    char               points[16];
    SDL_Rect step = { area.x + area.w / 2 + (column[rank] * 2 - 3) * wide / 2, area.y + area.h - high, wide - 6 * size,
                      high };
    snprintf(points, sizeof points, "%u", (unsigned)p->points);
    sample_shapes_draw_panel(stage->shapes, step, 6 * size, sample_fade(hue, 0.28F));
    float x = (float)(step.x + step.w / 2);
    sample_shapes_draw(stage->shapes, SAMPLE_GLOW, x, (float)(step.y - 16 * size), 30.0F * (float)size,
                       sample_fade(hue, 0.3F * grown));
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, x, (float)(step.y - 16 * size), 10.0F * (float)size,
                       sample_fade(hue, grown));
    sample_shapes_draw(stage->shapes, SAMPLE_SHINE, x, (float)(step.y - 16 * size), 10.0F * (float)size,
                       sample_fade(sample_ink, grown));
    draw_centred(stage, p->name, step, step.y + 8 * size, size, sample_fade(sample_ink, grown));
    draw_centred(stage, points, step, step.y + 22 * size, 2 * size, sample_fade(sample_ink, grown));
}

static void draw_podium(const quiz *q, const sample_stage *stage, SDL_Rect area)
{
    char words[LINE_BYTES];
    int  size = stage->text_size;
    draw_centred(stage, "That was the quiz", area, area.y + 12 * size, 3 * size, sample_ink);
    snprintf(words, sizeof words, "The next one begins in %d s", (int)SDL_ceilf(q->left_s));
    draw_centred(stage, q->here == 0 ? "Waiting for players" : words, area, area.y + 48 * size, size, sample_quiet);
    for (uint32_t rank = 0; rank < 3 && rank < q->roster.count; rank++)
        draw_step(q, stage, rank, area);
}

static void draw_ground(const sample_stage *stage)
{
    SDL_SetRenderDrawColor(stage->renderer, sample_page.r, sample_page.g, sample_page.b, 0xff);
    SDL_RenderClear(stage->renderer);
}

void quiz_draw(const quiz *q, const quiz_keyboard *keyboard, const sample_stage *stage)
{
    places at = lay_out(stage);
    draw_ground(stage);
    if (q->phase == QUIZ_LOBBY)
        draw_lobby(q, stage, at.main);
    else if (q->phase == QUIZ_TABLE)
        draw_podium(q, stage, at.main);
    else
        draw_question(q, keyboard, stage, at.main);
    draw_table(q, stage, at.table);
}
