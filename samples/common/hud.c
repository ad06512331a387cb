#include "common/hud.h"

#include "common/look.h"
#include "common/report.h"

#include <stdio.h>

enum { WORDS_MAX = 32, JOIN_LINES = 3 };

/* The card in the corner, all in pixels. */
typedef struct card {
    SDL_Rect area;
    int      code;        /* side of the QR code, 0: none     */
    int      words, high; /* width and height of what is said */
    int      pad;
} card;

static const char invitation[] = "Scan to play, or open";

void sample_hud_set_url(sample_hud *hud, const sample_stage *stage, const char *url)
{
    snprintf(hud->url, sizeof hud->url, "%s", url);
    sample_qr_deinit(&hud->qr);
    if (!sample_qr_init(&hud->qr, stage->renderer, url))
        sample_report_note("%s cannot be shown as a QR code", url);
}

void sample_hud_deinit(sample_hud *hud)
{
    sample_qr_deinit(&hud->qr);
}

/* The white around the code gets round corners; the code itself is copied without its outer edge. */
static void draw_code(const sample_hud *hud, const sample_stage *stage, SDL_Rect area)
{
    SDL_Color paper  = { 0xf4, 0xf6, 0xfb, 0xff };
    int       module = area.w / hud->qr.side, edge = 2 * module, inside = hud->qr.side - 4;
    SDL_Rect  source = { 2, 2, inside, inside };
    SDL_Rect  target = { area.x + edge, area.y + edge, inside * module, inside * module };
    sample_shapes_draw_panel(stage->shapes, area, edge, paper);
    SDL_RenderCopy(stage->renderer, hud->qr.texture, &source, &target);
}

static void describe_players(const sample_hud *hud, char out[WORDS_MAX])
{
    snprintf(out, WORDS_MAX, "%u %s", (unsigned)hud->players,
             hud->players == 1 ? "player" : "players");
}

static int width_of_words(const sample_hud *hud, const sample_stage *stage)
{
    char players[WORDS_MAX];
    describe_players(hud, players);
    int         size = stage->text_size;
    int         most = sample_text_width(stage->text, hud->title, 2 * size) + 19 * size;
    const char *lines[JOIN_LINES] = { players, invitation, hud->url };
    for (int i = 0; i < (hud->url[0] == '\0' ? 1 : JOIN_LINES); i++)
        most = SDL_max(most, sample_text_width(stage->text, lines[i], size));
    return most;
}

/* A module of the code is two pixels at 640x360, and grows in finer steps than text. */
static card lay_out_card(const sample_hud *hud, const sample_stage *stage)
{
    int  size = stage->text_size, margin = 6 * size;
    card c   = { .pad = 7 * size };
    c.code   = hud->qr.side * SDL_max(2, (int)(2.0F * stage->ui_scale + 0.5F));
    c.words  = width_of_words(hud, stage);
    c.high   = (hud->url[0] == '\0' ? 30 : 56) * size;
    c.area.w = c.words + 2 * c.pad + (c.code > 0 ? c.code + c.pad : 0);
    c.area.h = SDL_max(c.code, c.high) + 2 * c.pad;
    c.area.x = stage->width - c.area.w - margin;
    c.area.y = stage->height - c.area.h - margin;
    return c;
}

/* Title, how to join, how many are here; x and y are the upper left corner. */
static void draw_words(const sample_hud *hud, const sample_stage *stage, int x, int y)
{
    char players[WORDS_MAX];
    describe_players(hud, players);
    int  size     = stage->text_size;
    bool has_page = hud->url[0] != '\0';
    sample_look_sign(stage, (float)(x + 7 * size), (float)(y + 7 * size), 4.0F * (float)size);
    sample_text_draw(stage->text, hud->title, x + 19 * size, y, 2 * size, sample_ink);
    if (has_page) {
        sample_text_draw(stage->text, invitation, x, y + 22 * size, size, sample_quiet);
        sample_text_draw(stage->text, hud->url, x, y + 34 * size, size, sample_accent);
    }
    sample_text_draw(stage->text, players, x, y + (has_page ? 49 : 23) * size, size, sample_ink);
}

static void draw_card(const sample_hud *hud, const sample_stage *stage)
{
    card     c    = lay_out_card(hud, stage);
    SDL_Rect code = { c.area.x + c.pad, c.area.y + (c.area.h - c.code) / 2, c.code, c.code };
    int      x    = c.area.x + c.area.w - c.pad - c.words;
    sample_look_panel(stage, c.area, 8 * stage->text_size, 0.94F);
    if (c.code > 0)
        draw_code(hud, stage, code);
    draw_words(hud, stage, x, c.area.y + (c.area.h - c.high) / 2);
}

/* The pill at the top: a breathing light and what is not well. */
static void draw_state(const sample_hud *hud, const sample_stage *stage)
{
    int      size = stage->text_size, words_w = sample_text_width(stage->text, hud->state, size);
    SDL_Rect pill = { 0, 6 * size, words_w + 30 * size, 19 * size };
    pill.x        = (stage->width - pill.w) / 2;
    sample_look_panel(stage, pill, pill.h / 2, 0.94F);
    float breath = 0.7F + 0.3F * SDL_sinf((float)stage->now_s * 4.5F);
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, (float)(pill.x + 11 * size),
                       (float)pill.y + (float)pill.h / 2, 3.0F * (float)size,
                       sample_fade(sample_fair, breath));
    sample_text_draw(stage->text, hud->state, pill.x + 20 * size, pill.y + 6 * size, size,
                     sample_ink);
}

void sample_hud_draw(const sample_hud *hud, const sample_stage *stage)
{
    draw_card(hud, stage);
    if (hud->state != NULL)
        draw_state(hud, stage);
    if (hud->hint != NULL)
        sample_text_draw_label(stage->text, hud->hint, stage->width / 2, stage->height / 2,
                               stage->text_size, sample_quiet);
}
