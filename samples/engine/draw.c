#include "draw.h"

#include "common/look.h"

#include <stdio.h>

enum { NAMED_BALLS = 48, GRID = 80, SCORE_BYTES = 80, BEST = 3 };

/* The table in the window, as large as fits. */
typedef struct view {
    float x, y, scale;
} view;

static view look_at(const sample_stage *stage)
{
    view  v;
    float wide = (float)stage->width / WORLD_W, high = (float)stage->height / WORLD_H;
    v.scale = SDL_min(wide, high);
    v.x     = ((float)stage->width - WORLD_W * v.scale) / 2.0F;
    v.y     = ((float)stage->height - WORLD_H * v.scale) / 2.0F;
    return v;
}

static SDL_Color colour_of(uint32_t number)
{
    return sample_palette[number % SAMPLE_PALETTE_SIZE];
}

static void draw_ground(const sample_stage *stage, view v)
{
    SDL_FRect table = { v.x, v.y, WORLD_W * v.scale, WORLD_H * v.scale };
    bool      fills = table.x < 1.0F && table.y < 1.0F;
    SDL_Color rim   = fills ? sample_page : sample_around;
    SDL_SetRenderDrawColor(stage->renderer, rim.r, rim.g, rim.b, 0xff);
    SDL_RenderClear(stage->renderer);
    SDL_SetRenderDrawColor(stage->renderer, sample_page.r, sample_page.g, sample_page.b, 0xff);
    if (!fills)
        SDL_RenderFillRectF(stage->renderer, &table);
    for (int x = GRID / 2; x < WORLD_W; x += GRID) {
        for (int y = GRID / 2; y < WORLD_H; y += GRID)
            sample_shapes_draw(stage->shapes, SAMPLE_DISC, v.x + (float)x * v.scale, v.y + (float)y * v.scale,
                               1.5F * v.scale, sample_fade(sample_edge, 0.8F));
    }
}

static void draw_ring(const world *w, const sample_stage *stage, view v)
{
    float x = v.x + w->ring_x * v.scale, y = v.y + w->ring_y * v.scale, r = w->ring_radius * v.scale;
    float breath = 0.5F + 0.5F * SDL_sinf(w->time_s * 2.2F);
    sample_shapes_draw(stage->shapes, SAMPLE_GLOW, x, y, r * 1.2F, sample_fade(sample_accent, 0.22F + 0.08F * breath));
    sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r, sample_fade(sample_accent, 0.8F));
    sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r * 0.5F, sample_fade(sample_accent, 0.18F));
}

static void draw_waves(const world *w, const sample_stage *stage, view v)
{
    for (int i = 0; i < WORLD_WAVES; i++) {
        const world_wave *wave = &w->waves[i];
        float             left = 1.0F - wave->age_s / 0.6F;
        if ((uint32_t)i >= w->wave_count || left <= 0.0F)
            continue;
        SDL_Color colour = colour_of((uint32_t)wave->player);
        float     x = v.x + wave->x * v.scale, y = v.y + wave->y * v.scale;
        float     r = (14.0F + 90.0F * (1.0F - left * left)) * v.scale;
        sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r, sample_fade(colour, 0.55F * left));
    }
}

/* Above the ball, and not over the edge of the window. */
static void draw_name(const world_player *p, float x, float top, const sample_stage *stage)
{
    int size = stage->text_size, half = sample_text_width(stage->text, p->name, size) / 2 + 2 * size;
    int left = SDL_clamp((int)x, half, stage->width - half), y = SDL_max(2 * size, (int)top - 11 * size);
    sample_text_draw_label(stage->text, p->name, left, y, size, p->is_here ? sample_ink : sample_quiet);
}

static void draw_ball(const world *w, const world_ball *b, float share, const sample_stage *stage, view v)
{
    float     x      = v.x + (b->before_x + (b->x - b->before_x) * share) * v.scale;
    float     y      = v.y + (b->before_y + (b->y - b->before_y) * share) * v.scale;
    float     grown  = SDL_min(1.0F, b->age_s / 0.3F);
    float     r      = b->radius * v.scale * grown * (2.0F - grown);
    SDL_Color colour = colour_of(b->colour);
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, x, y, r, colour);
    sample_shapes_draw(stage->shapes, SAMPLE_SHINE, x, y, r, sample_ink);
    if (b->inside > 0.0F) {
        sample_shapes_draw(stage->shapes, SAMPLE_GLOW, x, y, r * (1.3F + b->inside),
                           sample_fade(colour, 0.6F * b->inside));
        sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r * (2.0F - b->inside),
                           sample_fade(sample_ink, b->inside));
    }
    if (b->owner >= 0 && w->ball_count <= NAMED_BALLS)
        draw_name(&w->players[b->owner], x, y - r, stage);
}

static void draw_cursor_at(const draw_cursor *cursor, const sample_stage *stage, view v)
{
    float x = v.x + cursor->x * v.scale, y = v.y + cursor->y * v.scale, r = 16.0F * v.scale;
    sample_shapes_draw(stage->shapes, SAMPLE_RING, x, y, r, sample_ink);
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, x, y, r * 0.25F, sample_ink);
}

/* The number of the best player below this score, or of this score and a higher number; -1: there is none. */
static int32_t next_best(const world *w, int32_t after)
{
    int32_t best = -1;
    for (int32_t i = 0; i < (int32_t)w->roster.count; i++) {
        uint32_t score = w->players[i].score;
        bool comes = after < 0 || score < w->players[after].score || (score == w->players[after].score && i > after);
        if (comes && score > 0 && (best < 0 || score > w->players[best].score))
            best = i;
    }
    return best;
}

/* With a rim: balls roll below it. */
static void draw_left(const sample_stage *stage, const char *words, int x, int y, int size, SDL_Color colour)
{
    sample_text_draw_label(stage->text, words, x + sample_text_width(stage->text, words, size) / 2, y, size, colour);
}

static void draw_score(const world *w, const sample_stage *stage)
{
    char words[SCORE_BYTES];
    int  size = stage->text_size, x = 8 * size, y = 8 * size;
    snprintf(words, sizeof words, "%u in the ring", (unsigned)w->score);
    draw_left(stage, words, x, y, 2 * size, sample_ink);
    snprintf(words, sizeof words, "Level %d", w->level);
    draw_left(stage, words, x, y + 22 * size, size, sample_quiet);
    int32_t best = next_best(w, -1);
    for (int i = 0; i < BEST && best >= 0; i++, best = next_best(w, best)) {
        const world_player *p   = &w->players[best];
        int                 row = y + (40 + 14 * i) * size;
        sample_shapes_draw(stage->shapes, SAMPLE_DISC, (float)(x + 4 * size), (float)(row + 3 * size),
                           4.0F * (float)size, colour_of((uint32_t)best));
        snprintf(words, sizeof words, "%u %s", (unsigned)p->score, p->name);
        draw_left(stage, words, x + 14 * size, row, size, sample_ink);
    }
}

void draw_world(const world *w, float share, const draw_cursor *cursor, const sample_stage *stage)
{
    view v = look_at(stage);
    draw_ground(stage, v);
    draw_ring(w, stage, v);
    draw_waves(w, stage, v);
    for (int i = 0; i < w->ball_count; i++)
        draw_ball(w, &w->balls[i], share, stage, v);
    if (cursor->is_shown)
        draw_cursor_at(cursor, stage, v);
    draw_score(w, stage);
}
