#include "things.h"

#include "common/theme.h"

static const float ground_y = THINGS_GROUND_Y;

SDL_Color things_colour(runner_kind kind)
{
    static const uint8_t places[RUNNER_KIND_COUNT] = { 3, 0, 7, 10, 6, 5, 11 };
    return sample_palette[places[kind]];
}

/* ---- what stands -------------------------------------------------------------------------------- */

static void draw_box(const sample_pen *pen, float x, float y, float side, SDL_Color colour)
{
    SDL_FRect outer = { x, y, side, side };
    SDL_FRect inner = { x + 7, y + 7, side - 14, side - 14 };
    SDL_Color dark  = sample_shade(colour, 0.55F);
    sample_pen_panel(pen, outer, 6, sample_shade(colour, 0.9F));
    sample_pen_panel(pen, inner, 3, dark);
    sample_pen_line(pen, (SDL_FPoint){ x + 12, y + 12 }, (SDL_FPoint){ x + side - 12, y + side - 12 }, 7,
                    sample_shade(colour, 0.9F));
    sample_pen_line(pen, (SDL_FPoint){ x + side - 12, y + 12 }, (SDL_FPoint){ x + 12, y + side - 12 }, 7,
                    sample_shade(colour, 0.9F));
    sample_pen_panel(pen, (SDL_FRect){ x + 4, y + 2, side - 8, 3 }, 1, sample_fade(sample_ink, 0.35F));
}

static void draw_boxes(const sample_pen *pen, const runner_thing *thing, SDL_Color colour)
{
    for (float up = 0.0F; up + thing->w <= thing->h + 1.0F; up += thing->w)
        draw_box(pen, thing->x, ground_y - up - thing->w, thing->w, colour);
}

static void draw_spikes(const sample_pen *pen, const runner_thing *thing, SDL_Color colour)
{
    int   count = SDL_max(2, (int)(thing->w / 26.0F));
    float step = thing->w / (float)count, top = ground_y - thing->h - 8.0F;
    for (int i = 0; i < count; i++) {
        float      left = thing->x + (float)i * step, middle = left + step / 2.0F;
        SDL_FPoint bright[3] = { { left, ground_y }, { middle, top }, { middle, ground_y } };
        SDL_FPoint dim[3]    = { { middle, ground_y }, { middle, top }, { left + step, ground_y } };
        sample_pen_triangle(pen, bright, colour);
        sample_pen_triangle(pen, dim, sample_shade(colour, 0.6F));
    }
    sample_pen_panel(pen, (SDL_FRect){ thing->x - 4, ground_y - 6, thing->w + 8, 8 }, 4, sample_shade(colour, 0.5F));
}

static void draw_pit(const sample_pen *pen, const runner_thing *thing, SDL_Color colour)
{
    const int steps = 6;
    sample_pen_panel(pen, (SDL_FRect){ thing->x, ground_y - 3, thing->w, 43 }, 0, sample_around);
    for (int i = 0; i < steps; i++) {
        float deep = (float)(steps - i) * 5.0F;
        sample_pen_panel(pen, (SDL_FRect){ thing->x, ground_y + 30 - deep, thing->w, 5 }, 0,
                         sample_fade(colour, 0.05F * (float)(i + 1)));
    }
    for (int i = 0; i < 2; i++)
        sample_pen_panel(pen, (SDL_FRect){ thing->x - 5 + (float)i * thing->w, ground_y - 4, 10, 38 }, 5, colour);
}

/* ---- what moves --------------------------------------------------------------------------------- */

static void draw_eyes(const sample_pen *pen, float x, float y, float size, float apart, SDL_Color ink)
{
    for (int i = 0; i < 2; i++) {
        float at = x + (i == 0 ? -apart : apart);
        sample_pen_shape(pen, SAMPLE_DISC, at, y, size, ink);
        sample_pen_shape(pen, SAMPLE_DISC, at - size * 0.3F, y + size * 0.1F, size * 0.5F, sample_page);
    }
}

static void draw_bat(const sample_pen *pen, const runner_thing *thing, SDL_Color colour, float now_s)
{
    float x = thing->x + thing->w / 2.0F, flap = SDL_sinf(now_s * 16.0F),
          y = ground_y - thing->y - thing->h / 2.0F + 4.0F * SDL_sinf(now_s * 5.0F);
    for (int side = -1; side <= 1; side += 2) {
        float      out = x + (float)side * 52.0F, tip = y - 26.0F * flap;
        SDL_FPoint wing[] = { { x, y - 10 }, { out, tip }, { x + (float)side * 30.0F, y + 14 } };
        SDL_FPoint lobe[] = { { x, y + 8 }, { x + (float)side * 30.0F, y + 14 }, { x, y - 10 } };
        SDL_FPoint ear[]  = { { x + (float)side * 6.0F, y - 14 },
                              { x + (float)side * 15.0F, y - 33 },
                              { x + (float)side * 18.0F, y - 9 } };
        sample_pen_triangle(pen, wing, sample_shade(colour, 0.55F));
        sample_pen_triangle(pen, lobe, sample_shade(colour, 0.55F));
        sample_pen_triangle(pen, ear, sample_shade(colour, 0.8F));
    }
    sample_pen_shape(pen, SAMPLE_DISC, x, y, 21, sample_shade(colour, 0.9F));
    sample_pen_shape(pen, SAMPLE_SHINE, x, y, 21, sample_ink);
    draw_eyes(pen, x - 2, y - 3, 5.5F, 8, sample_ink);
}

void things_draw_heart(const sample_pen *pen, float x, float y, float size, SDL_Color colour)
{
    float      r     = size * 0.29F;
    SDL_FPoint tip[] = { { x - size * 0.485F, y + size * 0.04F },
                         { x + size * 0.485F, y + size * 0.04F },
                         { x, y + size * 0.52F } };
    sample_pen_triangle(pen, tip, colour);
    for (int side = -1; side <= 1; side += 2)
        sample_pen_shape(pen, SAMPLE_DISC, x + (float)side * r * 0.86F, y - size * 0.12F, r, colour);
    sample_pen_shape(pen, SAMPLE_SHINE, x - r * 0.8F, y - size * 0.12F, r * 0.9F, sample_ink);
}

static void draw_gift(const sample_pen *pen, const runner_thing *thing, SDL_Color colour, float now_s)
{
    float x = thing->x + thing->w / 2.0F, y = ground_y - thing->y - thing->h / 2.0F - 6.0F * SDL_sinf(now_s * 4.0F);
    float gone = SDL_min(1.0F, thing->met_s / 0.3F);
    sample_pen_shape(pen, SAMPLE_GLOW, x, y, 70, sample_fade(colour, 0.5F * (1.0F - gone)));
    if (thing->is_met)
        sample_pen_shape(pen, SAMPLE_RING, x, y, 30 + 60 * gone, sample_fade(colour, 1.0F - gone));
    else
        things_draw_heart(pen, x, y, thing->w, colour);
}

static void draw_boulder(const sample_pen *pen, const runner_thing *thing, SDL_Color colour)
{
    static const float spots[][3] = {
        { 0.55F, 0.3F, 0.22F }, { 0.5F, 2.3F, 0.28F }, { 0.6F, 4.1F, 0.18F }, { 0.15F, 5.2F, 0.2F }
    };
    float r = thing->w / 2.0F, x = thing->x + r, y = ground_y - r, turn = thing->x / r;
    for (int i = 1; i <= 4; i++)
        sample_pen_shape(pen, SAMPLE_DISC, x + r + (float)i * 17.0F, ground_y - 6.0F * (float)(i % 3),
                         13.0F - 2.5F * (float)i, sample_fade(sample_quiet, 0.35F));
    sample_pen_shape(pen, SAMPLE_DISC, x, y, r, sample_shade(colour, 0.62F));
    for (int i = 0; i < 4; i++)
        sample_pen_shape(pen, SAMPLE_DISC, x + spots[i][0] * r * SDL_cosf(spots[i][1] + turn),
                         y + spots[i][0] * r * SDL_sinf(spots[i][1] + turn), spots[i][2] * r,
                         sample_shade(colour, 0.44F));
    sample_pen_shape(pen, SAMPLE_SHINE, x, y, r, sample_ink);
}

/* What the audience has asked for shines. */
static void draw_aura(const sample_pen *pen, const runner_thing *thing, SDL_Color colour)
{
    float y = thing->kind == RUNNER_PIT ? ground_y + 10.0F : ground_y - thing->y - thing->h / 2.0F;
    sample_pen_shape(pen, SAMPLE_GLOW, thing->x + thing->w / 2.0F, y, SDL_max(thing->w, thing->h) * 0.5F + 80.0F,
                     sample_fade(colour, 0.32F));
}

void things_draw(const sample_pen *pen, const runner_thing *thing, float now_s)
{
    SDL_Color colour = things_colour(thing->kind);
    if (thing->is_voted && thing->kind != RUNNER_HEART)
        draw_aura(pen, thing, colour);
    switch (thing->kind) {
    case RUNNER_CRATE:
    case RUNNER_TOWER: draw_boxes(pen, thing, colour); break;
    case RUNNER_SPIKES: draw_spikes(pen, thing, colour); break;
    case RUNNER_BAT: draw_bat(pen, thing, colour, now_s); break;
    case RUNNER_PIT: draw_pit(pen, thing, colour); break;
    case RUNNER_HEART: draw_gift(pen, thing, colour, now_s); break;
    case RUNNER_BOULDER: draw_boulder(pen, thing, colour); break;
    case RUNNER_KIND_COUNT: break;
    }
}

/* ---- the hero ----------------------------------------------------------------------------------- */

static void draw_legs(const sample_pen *pen, const runner *r, float x, float feet)
{
    float phase = r->distance / 34.0F;
    bool  flies = !runner_is_on_ground(r);
    for (int leg = 0; leg < 2; leg++) {
        float     turn = phase + (float)leg * 3.14159F;
        float     dx   = flies ? (leg == 0 ? -13.0F : 15.0F) : 19.0F * SDL_cosf(turn);
        float     up   = flies ? 6.0F + 6.0F * (float)leg : SDL_max(0.0F, 15.0F * SDL_sinf(turn));
        float     hip  = feet - (r->is_ducking ? 12.0F : 26.0F);
        SDL_Color tone = sample_shade(sample_accent, leg == 0 ? 0.55F : 0.75F);
        sample_pen_line(pen, (SDL_FPoint){ x, hip }, (SDL_FPoint){ x + dx, feet - 7.0F - up }, 11, tone);
        sample_pen_line(pen, (SDL_FPoint){ x + dx, feet - 6.0F - up }, (SDL_FPoint){ x + dx + 7.0F, feet - 6.0F - up },
                        11, tone);
    }
}

/* A scarf that flies behind, the more the faster. */
static void draw_scarf(const sample_pen *pen, const runner *r, float x, float y)
{
    SDL_FPoint before = { x, y };
    for (int i = 1; i <= 6; i++) {
        float      wave = 5.0F * SDL_sinf(r->distance / 45.0F - (float)i * 0.9F) * (float)i / 4.0F;
        SDL_FPoint next = { x - (float)i * (7.0F + r->speed / 130.0F), y + wave + r->vy * 0.004F * (float)i };
        sample_pen_line(pen, before, next, 12.0F - (float)i, sample_palette[0]);
        before = next;
    }
}

static void draw_body(const sample_pen *pen, const runner *r, float x, float feet)
{
    float     top = feet - r->height, w = RUNNER_HERO_W + (r->is_ducking ? 14.0F : 0.0F);
    float     high = r->height - (r->is_ducking ? 8.0F : 20.0F);
    SDL_FRect body = { x - w / 2.0F, top, w, high };
    draw_scarf(pen, r, x - 6, top + high * 0.56F);
    sample_pen_panel(pen, body, w / 2.0F, sample_accent);
    sample_pen_shape(pen, SAMPLE_SHINE, x, top + w / 2.0F, w / 2.0F, sample_ink);
    sample_pen_line(pen, (SDL_FPoint){ x - w / 2.0F + 5, top + high * 0.58F },
                    (SDL_FPoint){ x + w / 2.0F - 5, top + high * 0.58F }, 10, sample_palette[0]);
    for (int eye = 0; eye < 2; eye++) {
        float at = x + 4.0F + (float)eye * 13.0F;
        sample_pen_shape(pen, SAMPLE_DISC, at, top + 21, 6, sample_ink);
        sample_pen_shape(pen, SAMPLE_DISC, at + 2.0F, top + 22, 3.2F, sample_page);
    }
}

void things_draw_hero(const sample_pen *pen, const runner *r)
{
    float x = RUNNER_HERO_X + RUNNER_HERO_W / 2.0F, feet = ground_y - r->y;
    bool  is_blinking = !r->is_over && r->safe_s > 0.0F && (int)(r->safe_s * 12.0F) % 2 == 0;
    float far         = 1.0F - SDL_min(1.0F, r->y / 260.0F);
    sample_pen_panel(pen, (SDL_FRect){ x - 30 * far, ground_y + 3, 60 * far, 7 }, 3, sample_fade(sample_around, 0.8F));
    if (is_blinking)
        return;
    sample_pen_shape(pen, SAMPLE_GLOW, x, feet - 44, 110, sample_fade(sample_accent, 0.2F));
    draw_legs(pen, r, x, feet);
    draw_body(pen, r, x, feet);
}
