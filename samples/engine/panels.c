#include "panels.h"

#include "common/look.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    PAD           = 10,
    ROW           = 16,
    FIGURE_ROW    = 12,
    SETTINGS_WIDE = 330,
    NAMES_WIDE    = 108,
    FIGURES_WIDE  = 176,
    FIGURE_NAMES  = 70
};

static void fill(const sample_stage *stage, SDL_Color colour)
{
    SDL_SetRenderDrawBlendMode(stage->renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(stage->renderer, colour.r, colour.g, colour.b, colour.a);
    SDL_RenderFillRect(stage->renderer, NULL);
}

static int width_of_figures(const sample_stage *stage, const figure *lines, int count)
{
    int size = stage->text_size, most = FIGURES_WIDE * size;
    for (int i = 0; i < count; i++)
        most = SDL_max(most, (FIGURE_NAMES + 16) * size + sample_text_width(stage->text, lines[i].value, size));
    return most;
}

void panels_draw_figures(const sample_stage *stage, const figure *lines, int count)
{
    int size = stage->text_size, wide = width_of_figures(stage, lines, count), high = (count * FIGURE_ROW + 12) * size;
    SDL_Rect area = { 6 * size, stage->height - high - 6 * size, wide, high };
    sample_look_panel(stage, area, 6 * size, 0.86F);
    for (int i = 0; i < count; i++) {
        int y = area.y + (8 + i * FIGURE_ROW) * size;
        sample_text_draw(stage->text, lines[i].name, area.x + 8 * size, y, size, sample_quiet);
        sample_text_draw(stage->text, lines[i].value, area.x + (8 + FIGURE_NAMES) * size, y, size, sample_ink);
    }
}

static SDL_Rect middle(const sample_stage *stage, int wide, int high)
{
    wide = SDL_min(wide, stage->width - 4 * stage->text_size);
    return (SDL_Rect){ (stage->width - wide) / 2, (stage->height - high) / 2, wide, high };
}

/* The end of a long value stays in sight: there it is typed. */
static const char *end_of(const sample_stage *stage, const char *words, int room)
{
    while (sample_text_width(stage->text, words, stage->text_size) > room)
        words++;
    return words;
}

static void draw_row(const sample_stage *stage, const settings *s, settings_row row, SDL_Rect at)
{
    char     value[SETTINGS_LINE_BYTES];
    int      size = stage->text_size, y = at.y + (at.h - 7 * size) / 2;
    bool     is_here = s->row == row;
    SDL_Rect here    = { at.x - 6 * size, at.y, at.w + 12 * size, at.h };
    settings_describe(s, row, value, sizeof value);
    if (is_here)
        sample_shapes_draw_panel(stage->shapes, here, 5 * size, sample_edge);
    sample_text_draw(stage->text, settings_name(row), at.x, y, size, is_here ? sample_ink : sample_quiet);
    sample_text_draw(stage->text, end_of(stage, value, at.w - NAMES_WIDE * size), at.x + NAMES_WIDE * size, y, size,
                     is_here ? sample_accent : sample_ink);
}

void panels_draw_settings(const sample_stage *stage, const settings *s)
{
    static const char keys[] = "Arrows and Enter choose and change, Escape goes back";
    int               size = stage->text_size, high = (62 + SETTINGS_ROWS * ROW) * size;
    SDL_Rect          area = middle(stage, SETTINGS_WIDE * size, high);
    area.y                 = SDL_min(area.y, 30 * size); /* above the card of the venue */
    fill(stage, sample_fade(sample_around, 0.6F));
    sample_look_panel(stage, area, 8 * size, 1.0F);
    sample_text_draw(stage->text, "Settings", area.x + PAD * size, area.y + PAD * size, 2 * size, sample_ink);
    for (int i = 0; i < SETTINGS_ROWS; i++) {
        SDL_Rect row = { area.x + PAD * size, area.y + (34 + i * ROW) * size, area.w - 2 * PAD * size, ROW * size };
        draw_row(stage, s, (settings_row)i, row);
    }
    sample_text_draw(stage->text, s->fault == NULL ? keys : s->fault, area.x + PAD * size, area.y + area.h - 17 * size,
                     size, s->fault == NULL ? sample_quiet : sample_fair);
}

static void draw_notice(const sample_stage *stage, const char *title, const char *words)
{
    int      size = stage->text_size, room = 240 * size;
    int      high = sample_look_words_height(stage, words, room, size);
    SDL_Rect area = middle(stage, room + 2 * PAD * size, high + 44 * size);
    fill(stage, sample_fade(sample_around, 0.35F));
    sample_look_panel(stage, area, 8 * size, 0.96F);
    sample_look_words(stage, title, area.x, area.y + 11 * size, area.w, 2 * size, SAMPLE_CENTRE, sample_ink);
    sample_look_words(stage, words, area.x + PAD * size, area.y + 33 * size, area.w - 2 * PAD * size, size,
                      SAMPLE_CENTRE, sample_quiet);
}

void panels_draw_pause(const sample_stage *stage)
{
    draw_notice(stage, "Paused", "The audience waits and keeps its place.");
}

void panels_draw_lost_line(const sample_stage *stage, uint32_t attempt, double left_s)
{
    char words[80], when[24] = " now";
    if (left_s > 0.0)
        snprintf(when, sizeof when, " in %d s", (int)SDL_ceil(left_s));
    snprintf(words, sizeof words, "The host is away. Attempt %" PRIu32 "%s.", attempt, when);
    draw_notice(stage, "Line lost", words);
}

void panels_draw_loading(const sample_stage *stage, int level, bool waits, float share)
{
    const char *words = waits ? "The audience waits."
                              : "The audience goes on. What it does is kept while there is room, and is too old then.";
    char        title[24];
    int         size = stage->text_size, wide = stage->width / 2, y = stage->height / 2;
    SDL_Rect    bar = { (stage->width - wide) / 2, y, wide, 6 * size };
    snprintf(title, sizeof title, "Level %d", level);
    fill(stage, sample_page);
    sample_look_sign(stage, (float)stage->width / 2.0F, (float)(y - 64 * size), 12.0F * (float)size);
    sample_look_words(stage, title, 0, y - 28 * size, stage->width, 2 * size, SAMPLE_CENTRE, sample_ink);
    sample_look_bar(stage, bar, share, sample_accent);
    sample_look_words(stage, words, bar.x, y + 18 * size, wide, size, SAMPLE_CENTRE, sample_quiet);
}
