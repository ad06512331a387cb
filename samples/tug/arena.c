#include "arena.h"

#include "pullers.h"

#include "common/theme.h"

#include <stdio.h>

enum { SEAT_ROWS = 4, SEATS_IN_ROW = 17, CONFETTI = 90, WORDS_BYTES = 96 };

static const float ground_y = PULLERS_GROUND_Y;

void arena_deinit(arena *a)
{
    sample_canvas_deinit(&a->canvas);
}

void arena_welcome(arena *a, const match *m, const char *name, int team)
{
    char  words[WORDS_BYTES];
    float x = m->teams[team].side == MATCH_LEFT ? 220.0F : 1060.0F;
    snprintf(words, sizeof words, "team %s", match_team_name(team));
    sample_rising_add(&a->welcomes, x, 470.0F - (float)(a->welcomes.count % 3) * 24.0F, pullers_colour(team), name,
                      words);
}

void arena_step(arena *a, const match *m, float dt_s)
{
    float grip = 1.0F - SDL_expf(-dt_s * 10.0F);
    for (int i = 0; i < MATCH_TEAMS; i++) {
        float wanted = m->phase == MATCH_PULLING || m->phase == MATCH_READY ? m->teams[i].pull : 0.0F;
        a->pulls[i] += (wanted - a->pulls[i]) * grip;
        a->steps[i] += (SDL_fabsf(m->speed) * 30.0F + a->pulls[i] * 3.0F) * dt_s;
    }
    a->phase_s = m->phase == a->phase ? a->phase_s + dt_s : 0.0F;
    a->phase   = m->phase;
    sample_rising_step(&a->welcomes, dt_s);
}

/* ---- the place ---------------------------------------------------------------------------------- */

/* Everybody of a team has a head in the stands, as far as there are seats. */
static void draw_stand(const sample_pen *pen, const arena *a, const match *m, match_side side, float now_s)
{
    int               team = match_team_on(m, side);
    const match_team *t    = &m->teams[team];
    SDL_Color         lit = pullers_colour(team), dim = { 0x26, 0x25, 0x37, 0xff };
    float             jump = 3.0F + 9.0F * a->pulls[team];
    for (int i = 0; i < SEAT_ROWS * SEATS_IN_ROW; i++) {
        int   row = i % SEAT_ROWS, seat = i / SEAT_ROWS;
        float out = 62.0F + (float)seat * 33.0F + (float)(row % 2) * 16.0F;
        float x = side == MATCH_LEFT ? 640.0F - out : 640.0F + out, y = 262.0F + (float)row * 34.0F;
        bool  is_taken = (uint32_t)i < t->players;
        float up       = is_taken ? jump * SDL_fabsf(SDL_sinf(now_s * 5.0F + (float)(i * 7 % 11))) : 0.0F;
        sample_pen_shape(pen, SAMPLE_DISC, x, y - up, 11, is_taken ? lit : dim);
        if (is_taken)
            sample_pen_shape(pen, SAMPLE_SHINE, x, y - up, 11, sample_ink);
    }
}

static void draw_line(const sample_pen *pen, float x, float high, SDL_Color colour)
{
    sample_pen_line(pen, (SDL_FPoint){ x, ground_y - high }, (SDL_FPoint){ x, ground_y + 40 }, 5, colour);
}

static void draw_place(const sample_pen *pen, const arena *a, const match *m, float now_s)
{
    SDL_Color earth = { 0x20, 0x1e, 0x2e, 0xff }, deep = { 0x18, 0x17, 0x23, 0xff };
    for (int side = 0; side < 2; side++) {
        int team = match_team_on(m, (match_side)side);
        sample_pen_shape(pen, SAMPLE_GLOW, side == MATCH_LEFT ? 280 : 1000, 440, 210,
                         sample_fade(pullers_colour(team), 0.16F + 0.3F * a->pulls[team]));
        draw_stand(pen, a, m, (match_side)side, now_s);
    }
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y, 1280, 220 }, 0, earth);
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y + 40, 1280, 180 }, 0, deep);
    sample_pen_panel(pen, (SDL_FRect){ 0, ground_y - 2, 1280, 5 }, 0, sample_edge);
    draw_line(pen, 640, 0, sample_quiet);
    draw_line(pen, 640 - PULLERS_REACH, 20, pullers_colour(match_team_on(m, MATCH_LEFT)));
    draw_line(pen, 640 + PULLERS_REACH, 20, pullers_colour(match_team_on(m, MATCH_RIGHT)));
}

/* ---- what is told ------------------------------------------------------------------------------- */

static void describe_team(const match_team *team, bool is_own, char out[WORDS_BYTES])
{
    const char *own = is_own ? ", with you" : "";
    if (team->players == 0)
        snprintf(out, WORDS_BYTES, "the machine");
    else
        snprintf(out, WORDS_BYTES, "%u %s%s", (unsigned)team->players, team->players == 1 ? "player" : "players", own);
}

static void draw_meter(const sample_pen *pen, SDL_FRect area, const char *name, float share, SDL_Color colour)
{
    sample_pen_words(pen, SAMPLE_PEN_LEFT, area.x, area.y, 1, sample_quiet, name);
    sample_pen_bar(pen, (SDL_FRect){ area.x + 110, area.y, area.w - 110, 14 }, share, colour);
}

static void draw_team_panel(const sample_pen *pen, const arena *a, const match *m, match_side side, bool is_own)
{
    int               team   = match_team_on(m, side);
    const match_team *t      = &m->teams[team];
    SDL_FRect         box    = { side == MATCH_LEFT ? 16.0F : 884.0F, 16, 380, 142 };
    SDL_Color         colour = pullers_colour(team);
    char              words[WORDS_BYTES];
    sample_pen_panel(pen, box, 16, sample_fade(colour, 0.5F));
    sample_pen_panel(pen, (SDL_FRect){ box.x + 2, box.y + 2, box.w - 4, box.h - 4 }, 14, sample_raised);
    sample_pen_words(pen, SAMPLE_PEN_LEFT, box.x + 18, box.y + 18, 2, colour, match_team_name(team));
    describe_team(t, is_own, words);
    sample_pen_words(pen, SAMPLE_PEN_LEFT, box.x + 18, box.y + 58, 1, sample_quiet, words);
    for (int i = 0; i < MATCH_ROUNDS_TO_WIN; i++)
        sample_pen_shape(pen, i < t->rounds ? SAMPLE_DISC : SAMPLE_RING, box.x + box.w - 30.0F - 34.0F * (float)i,
                         box.y + 34, 12, i < t->rounds ? colour : sample_edge);
    draw_meter(pen, (SDL_FRect){ box.x + 18, box.y + 88, box.w - 36, 0 }, "pull", a->pulls[team], colour);
    draw_meter(pen, (SDL_FRect){ box.x + 18, box.y + 114, box.w - 36, 0 }, "breath", t->breath, sample_quiet);
}

/* A drum in the middle: its ring closes in, and on the beat it is lit. */
static void draw_beat(const sample_pen *pen, const match *m)
{
    float x = 640, y = 96;
    bool  is_on = match_is_on_beat(m);
    char  words[16];
    if (m->phase != MATCH_PULLING)
        return;
    float rest  = (m->beat_s - match_on_beat_s) / (match_beat_s - match_on_beat_s);
    float share = is_on ? 1.0F : rest;
    if (is_on)
        sample_pen_shape(pen, SAMPLE_GLOW, x, y, 150,
                         sample_fade(sample_fair, 1.0F - 0.6F * m->beat_s / match_on_beat_s));
    else
        sample_pen_shape(pen, SAMPLE_RING, x, y, 82 - 30 * rest, sample_fade(sample_quiet, 0.3F + 0.5F * rest));
    sample_pen_shape(pen, SAMPLE_DISC, x, y, 50, is_on ? sample_fair : sample_edge);
    sample_pen_shape(pen, SAMPLE_DISC, x, y, 45, is_on ? (SDL_Color){ 0xff, 0xd8, 0x80, 0xff } : sample_raised);
    snprintf(words, sizeof words, "%d", (int)SDL_ceilf(SDL_max(0.0F, m->left_s)));
    sample_pen_words(pen, SAMPLE_PEN_MIDDLE, x, y - 14, 2, is_on ? sample_page : sample_ink, words);
    sample_pen_label(pen, x, 182, is_on ? 2 : 1, is_on ? sample_fair : sample_fade(sample_quiet, share),
                     is_on ? "HEAVE!" : "breathe");
}

static void describe_end(const match *m, char out[WORDS_BYTES])
{
    const char *what = m->phase == MATCH_OVER ? "match" : "round";
    if (m->winner < 0)
        snprintf(out, WORDS_BYTES, "Nobody wins");
    else
        snprintf(out, WORDS_BYTES, "%s wins the %s!", match_team_name(m->winner), what);
}

static void draw_banner(const sample_pen *pen, const arena *a, const match *m)
{
    char      words[WORDS_BYTES];
    float     seen   = SDL_min(1.0F, a->phase_s * 5.0F);
    SDL_Color colour = m->winner < 0 ? sample_ink : pullers_colour(m->winner);
    if (m->phase == MATCH_READY) {
        snprintf(words, sizeof words, "%d", (int)SDL_ceilf(m->left_s));
        sample_pen_label(pen, 640, 66, 5, sample_ink, words);
        sample_pen_label(pen, 640, 182, 1, sample_fade(sample_quiet, seen), "Pull on the beat");
    } else if (m->phase != MATCH_PULLING) {
        describe_end(m, words);
        sample_pen_label(pen, 640, 176, 3, sample_fade(colour, seen), words);
        sample_pen_label(pen, 640, 230, 1, sample_fade(sample_ink, seen),
                         m->phase == MATCH_OVER ? "Another match begins soon" : "The teams change sides");
    }
}

static void draw_confetti(const sample_pen *pen, const arena *a, const match *m)
{
    for (uint32_t i = 0; m->phase == MATCH_OVER && i < CONFETTI; i++) {
        float at = (float)(i * 7919 % 1280), pace = 150.0F + (float)(i * 31 % 130);
        float y = a->phase_s * pace - (float)(i * 53 % 420), turn = a->phase_s * 5.0F + (float)i;
        float width = 4.0F + 8.0F * SDL_fabsf(SDL_cosf(turn));
        sample_pen_panel(pen, (SDL_FRect){ at + 18.0F * SDL_sinf(turn * 0.5F), y, width, 9 }, 0,
                         i % 3 == 0 ? sample_ink : sample_palette[i % SAMPLE_PALETTE_SIZE]);
    }
}

static void draw_help(const sample_pen *pen, const match *m, int own_team)
{
    static const char *const lines[] = { "Each team pulls with the mean of its sticks.",
                                         "A pull counts fully on the beat only,",
                                         "and it costs breath: rest in between.",
                                         "After each round the teams change sides." };
    char                     words[WORDS_BYTES];
    for (int i = 0; i < 4; i++)
        sample_pen_words(pen, SAMPLE_PEN_LEFT, 24, 566.0F + 26.0F * (float)i, 1, sample_quiet, lines[i]);
    if (own_team < 0)
        return;
    snprintf(words, sizeof words, "You pull for %s: hold space, or the arrow to the %s", match_team_name(own_team),
             m->teams[own_team].side == MATCH_LEFT ? "left" : "right");
    sample_pen_words(pen, SAMPLE_PEN_LEFT, 24, 682, 1, pullers_colour(own_team), words);
}

bool arena_draw(arena *a, const match *m, int own_team, const sample_stage *stage)
{
    if (!sample_canvas_fit(&a->canvas, stage->renderer, stage->width, stage->height))
        return false;
    sample_pen pen   = sample_pen_begin(&a->canvas, stage);
    float      now_s = (float)stage->now_s;
    draw_place(&pen, a, m, now_s);
    pullers_draw_rope(&pen, m, now_s);
    for (int i = 0; i < MATCH_TEAMS; i++) {
        pullers_draw_team(&pen, m, i, a->pulls[i], a->steps[i], now_s);
        draw_team_panel(&pen, a, m, m->teams[i].side, i == own_team);
    }
    draw_beat(&pen, m);
    draw_banner(&pen, a, m);
    draw_confetti(&pen, a, m);
    draw_help(&pen, m, own_team);
    sample_rising_draw(&a->welcomes, &pen);
    sample_pen_end(&pen);
    return true;
}
