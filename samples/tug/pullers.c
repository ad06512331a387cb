#include "pullers.h"

#include "common/theme.h"

enum { SHOWN_MOST = 6, ROPE_PARTS = 36 };

static const float ground_y = PULLERS_GROUND_Y, rope_y = PULLERS_GROUND_Y - 52.0F;
static const float first_x = 155.0F, apart = 60.0F; /* from the mark to the first, and to the next */

SDL_Color pullers_colour(int team)
{
    return sample_palette[team == 0 ? 0 : 2];
}

static int count_shown(const match_team *team)
{
    return (int)SDL_min(SDL_max(team->players, 1U), (uint32_t)SHOWN_MOST);
}

static float mark_x(const match *m)
{
    return 640.0F + m->rope * PULLERS_REACH;
}

/* ---- one of them -------------------------------------------------------------------------------- */

typedef struct puller {
    float     x, lean; /* of the feet; how far the head is behind them, away from the rope's middle */
    float     away;    /* -1 pulls to the left, 1 to the right */
    float     step;
    SDL_Color colour;
    bool      is_machine;
} puller;

static void draw_legs(const sample_pen *pen, const puller *p)
{
    float hip_x = p->x + p->away * p->lean * 0.4F, hip_y = ground_y - 26.0F;
    for (int leg = 0; leg < 2; leg++) {
        float      walk = SDL_sinf(p->step + (float)leg * 3.14F);
        float      foot = p->x - p->away * (leg == 0 ? 14.0F : -6.0F) + 5.0F * walk;
        float      lift = SDL_max(0.0F, SDL_cosf(p->step + (float)leg * 3.14F)) * 5.0F;
        SDL_FPoint end  = { foot, ground_y - 6.0F - lift };
        SDL_Color  tone = sample_shade(p->colour, leg == 0 ? 0.5F : 0.65F);
        sample_pen_line(pen, (SDL_FPoint){ hip_x, hip_y }, end, 11, tone);
        sample_pen_line(pen, end, (SDL_FPoint){ foot - p->away * 6.0F, end.y }, 11, tone);
    }
}

static void draw_head(const sample_pen *pen, const puller *p, float x, float y, float strain)
{
    for (int eye = 0; eye < 2; eye++) {
        float at = x - p->away * (2.0F + (float)eye * 13.0F);
        if (p->is_machine) {
            sample_pen_panel(pen, (SDL_FRect){ at - 5, y - 4, 10, 8 }, 2, sample_accent);
            continue;
        }
        sample_pen_shape(pen, SAMPLE_DISC, at, y, 6.0F - 2.0F * strain, sample_ink);
        sample_pen_shape(pen, SAMPLE_DISC, at - p->away * 1.6F, y + 1, 3.0F - strain, sample_page);
    }
    if (!p->is_machine)
        return;
    sample_pen_line(pen, (SDL_FPoint){ x, y - 20 }, (SDL_FPoint){ x, y - 36 }, 3, p->colour);
    sample_pen_shape(pen, SAMPLE_DISC, x, y - 38, 5, sample_accent);
}

static void draw_puller(const sample_pen *pen, const puller *p, float strain)
{
    float x = p->x + p->away * p->lean, top = ground_y - 92.0F + p->lean * 0.35F;
    draw_legs(pen, p);
    sample_pen_line(pen, (SDL_FPoint){ p->x + p->away * p->lean * 0.5F, ground_y - 34.0F },
                    (SDL_FPoint){ x, top + 22.0F }, 44, p->is_machine ? sample_shade(p->colour, 0.55F) : p->colour);
    sample_pen_shape(pen, SAMPLE_SHINE, x, top + 22.0F, 22, sample_ink);
    draw_head(pen, p, x, top + 20.0F, strain);
    SDL_FPoint shoulder = { x - p->away * 4.0F, top + 40.0F };
    sample_pen_line(pen, shoulder, (SDL_FPoint){ p->x - p->away * 26.0F, rope_y }, 10, sample_shade(p->colour, 0.8F));
}

void pullers_draw_team(const sample_pen *pen, const match *m, int team, float pull, float steps, float now_s)
{
    const match_team *t       = &m->teams[team];
    float             away    = t->side == MATCH_LEFT ? -1.0F : 1.0F;
    bool              has_won = m->phase >= MATCH_ROUND_OVER && m->winner == team;
    for (int i = count_shown(t); i-- > 0;) {
        float      sway = SDL_sinf(now_s * 9.0F + (float)i * 1.7F);
        puller     p    = { .x          = mark_x(m) + away * (first_x + apart * (float)i),
                            .lean       = 6.0F + 30.0F * pull + sway * (1.0F + 2.0F * pull),
                            .away       = away,
                            .step       = steps + (float)i * 2.1F,
                            .colour     = pullers_colour(team),
                            .is_machine = t->players == 0 };
        sample_pen hop  = *pen;
        if (has_won)
            hop.y -= pen->scale * 26.0F * SDL_fabsf(SDL_sinf(now_s * 7.0F + (float)i));
        draw_puller(&hop, &p, pull);
    }
}

/* ---- the rope ----------------------------------------------------------------------------------- */

static float end_of_rope(const match *m, match_side side)
{
    int count = count_shown(&m->teams[match_team_on(m, side)]);
    return first_x + apart * (float)(count - 1) + 60.0F;
}

/* Tight while somebody pulls, slack while nobody does. */
static float height_at(const match *m, float share, float now_s)
{
    float force = SDL_min(1.0F, m->teams[0].force + m->teams[1].force);
    return rope_y + 7.0F * (1.0F - force) * SDL_sinf(share * 18.85F) +
           1.5F * force * SDL_sinf(now_s * 50.0F + share * 40.0F);
}

void pullers_draw_rope(const sample_pen *pen, const match *m, float now_s)
{
    SDL_Color  light = { 0xd8, 0xc2, 0x9a, 0xff }, dark = { 0xb0, 0x96, 0x6c, 0xff };
    float      left = mark_x(m) - end_of_rope(m, MATCH_LEFT), right = mark_x(m) + end_of_rope(m, MATCH_RIGHT);
    SDL_FPoint before = { left, height_at(m, 0.0F, now_s) };
    for (int i = 1; i <= ROPE_PARTS; i++) {
        float      share = (float)i / ROPE_PARTS;
        SDL_FPoint next  = { left + (right - left) * share, height_at(m, share, now_s) };
        sample_pen_line(pen, before, next, 9, i % 2 == 0 ? light : dark);
        before = next;
    }
    float y = height_at(m, 0.5F, now_s), x = mark_x(m);
    sample_pen_line(pen, (SDL_FPoint){ x, y - 8 }, (SDL_FPoint){ x, y + 8 }, 12, sample_ink);
    sample_pen_triangle(pen, (SDL_FPoint[3]){ { x - 15, y + 8 }, { x + 15, y + 8 }, { x, y + 40 } }, sample_fair);
}
