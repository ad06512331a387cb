#include "common/text.h"

#include "common/glyphs.h"
#include "common/words.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum {
    SLOTS        = 512,                      /* cells of the sheet, more than there are glyphs */
    SHEET_WIDE   = 32,                       /* cells in a row of the sheet                    */
    CELL_W       = SAMPLE_GLYPH_COLUMNS + 2, /* with room for the rim       */
    CELL_H       = SAMPLE_GLYPH_ROWS + 2,
    RIM_Y        = SLOTS / SHEET_WIDE * CELL_H, /* rims stand below the glyphs */
    DIRECT_CODES = 0x240,                       /* characters found without a search              */
    DOTLESS_I    = 0x131,
    DOTLESS_J    = 0x237
};

struct sample_text {
    SDL_Renderer *renderer;
    SDL_Texture  *sheet;
    uint32_t     *pixels; /* of the sheet while it is drawn */
    int           used;
    uint16_t      code[SLOTS];
    uint8_t       width[SLOTS];
    uint16_t      slot_of[DIRECT_CODES];
};

static int slot_of(const sample_text *text, uint32_t code)
{
    if (code < DIRECT_CODES)
        return text->slot_of[code];
    for (int i = 1; i < text->used; i++) {
        if (text->code[i] == code)
            return i;
    }
    return 0;
}

/* ---- drawing the sheet ------------------------------------------------------------------------ */

static uint32_t *cell_pixel(sample_text *text, int slot, int x, int y)
{
    int cell_x = slot % SHEET_WIDE * CELL_W, cell_y = slot / SHEET_WIDE * CELL_H;
    return &text->pixels[(cell_y + y) * SHEET_WIDE * CELL_W + cell_x + x];
}

static int row_length(const char *rows)
{
    return (int)strcspn(rows, " ");
}

static void draw_rows(sample_text *text, int slot, const char *rows, int left, int top)
{
    int x = left + 1, y = top + SAMPLE_GLYPH_ROWS_ABOVE + 1;
    for (const char *p = rows; *p != '\0'; p++) {
        if (*p == '#')
            *cell_pixel(text, slot, x, y) = 0xffffffff;
        x = *p == ' ' ? left + 1 : x + 1;
        y += *p == ' ';
    }
}

static int take_slot(sample_text *text, uint32_t code, int width)
{
    int slot = text->used;
    if (slot == SLOTS)
        return 0;
    text->used++;
    text->code[slot]  = (uint16_t)code;
    text->width[slot] = (uint8_t)width;
    if (code < DIRECT_CODES)
        text->slot_of[code] = (uint16_t)slot;
    return slot;
}

static void draw_glyph(sample_text *text, const sample_glyph *glyph)
{
    int slot = take_slot(text, glyph->code, row_length(glyph->rows));
    draw_rows(text, slot, glyph->rows, 0, glyph->top);
}

static const sample_glyph *find_glyph(uint32_t code)
{
    for (size_t i = 0; i < sample_glyph_count; i++) {
        if (sample_glyphs[i].code == code)
            return &sample_glyphs[i];
    }
    return NULL;
}

static const sample_mark *find_mark(char name)
{
    for (size_t i = 0; i < sample_mark_count; i++) {
        if (sample_marks[i].name == name)
            return &sample_marks[i];
    }
    return NULL;
}

/* A small i or j loses its own dot under a mark. */
static uint32_t base_code(char base, const sample_mark *mark)
{
    bool is_above = mark->top < 0;
    if (is_above && base == 'i')
        return DOTLESS_I;
    return is_above && base == 'j' ? DOTLESS_J : (uint32_t)base;
}

static void draw_accented(sample_text *text, uint32_t code, char base_name, char mark_name)
{
    const sample_mark  *mark = find_mark(mark_name);
    const sample_glyph *base = mark == NULL ? NULL : find_glyph(base_code(base_name, mark));
    if (base == NULL)
        return;

    int  base_w = row_length(base->rows), mark_w = row_length(mark->rows);
    int  width  = base_w > mark_w ? base_w : mark_w;
    int  slot   = take_slot(text, code, width);
    bool is_low = islower((unsigned char)base_name) && strchr("bdfhklt", base_name) == NULL;
    int  mark_x = mark_name == ';' ? width - mark_w : (width - mark_w) / 2;
    draw_rows(text, slot, base->rows, (width - base_w) / 2, base->top);
    draw_rows(text, slot, mark->rows, mark_x, mark->top + (is_low && mark->top < 0 ? 2 : 0));
}

/* The rim of a cell is every pixel that is ink or touches ink. */
static void draw_rim(sample_text *text, int slot)
{
    int rim_slot = slot + SLOTS;
    for (int y = 1; y < CELL_H - 1; y++) {
        for (int x = 1; x < CELL_W - 1; x++) {
            if (*cell_pixel(text, slot, x, y) == 0)
                continue;
            for (int i = 0; i < 9; i++)
                *cell_pixel(text, rim_slot, x + i % 3 - 1, y + i / 3 - 1) = 0xffffffff;
        }
    }
}

static void draw_sheet(sample_text *text)
{
    draw_glyph(text, find_glyph(SAMPLE_REPLACEMENT)); /* slot 0 stands for all that is missing */
    for (size_t i = 0; i < sample_glyph_count; i++)
        draw_glyph(text, &sample_glyphs[i]);
    for (size_t i = 0; i < sample_accent_run_count; i++) {
        const sample_accents *run = &sample_accent_runs[i];
        for (uint32_t k = 0; run->bases[k] != '\0'; k++)
            draw_accented(text, run->first + k, run->bases[k], run->marks[k]);
    }
    for (int i = 0; i < text->used; i++)
        draw_rim(text, i);
}

static SDL_Texture *make_sheet(sample_text *text)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, SHEET_WIDE * CELL_W, 2 * RIM_Y, 32,
                                                          SDL_PIXELFORMAT_ARGB8888);
    if (surface == NULL)
        return NULL;
    text->pixels = surface->pixels;
    draw_sheet(text);
    SDL_Texture *sheet = SDL_CreateTextureFromSurface(text->renderer, surface);
    SDL_FreeSurface(surface);
    text->pixels = NULL;
    return sheet;
}

sample_text *sample_text_create(SDL_Renderer *renderer)
{
    sample_text *text = SDL_calloc(1, sizeof *text);
    if (text == NULL)
        return NULL;
    text->renderer = renderer;
    text->sheet    = make_sheet(text);
    if (text->sheet == NULL) {
        sample_text_destroy(text);
        return NULL;
    }
    SDL_SetTextureBlendMode(text->sheet, SDL_BLENDMODE_BLEND);
    SDL_SetTextureScaleMode(text->sheet, SDL_ScaleModeNearest);
    return text;
}

void sample_text_destroy(sample_text *text)
{
    if (text == NULL)
        return;
    SDL_DestroyTexture(text->sheet);
    SDL_free(text);
}

/* ---- drawing words ---------------------------------------------------------------------------- */

int sample_text_width(const sample_text *text, const char *words, int size)
{
    int width = 0;
    for (uint32_t code; (code = sample_next_character(&words)) != 0;)
        width += text->width[slot_of(text, code)] + 1;
    return width == 0 ? 0 : (width - 1) * size;
}

/* One layer of the words: the ink, or the rims, which stand lower in the sheet. */
static void draw_layer(sample_text *text, const char *words, int x, int y, int size,
                       SDL_Color colour, int sheet_y)
{
    SDL_SetTextureColorMod(text->sheet, colour.r, colour.g, colour.b);
    SDL_SetTextureAlphaMod(text->sheet, colour.a);
    for (uint32_t code; (code = sample_next_character(&words)) != 0;) {
        int      slot   = slot_of(text, code);
        int      width  = text->width[slot];
        SDL_Rect source = { slot % SHEET_WIDE * CELL_W, slot / SHEET_WIDE * CELL_H + sheet_y,
                            width + 2, CELL_H };
        SDL_Rect target = { x - size, y - (SAMPLE_GLYPH_ROWS_ABOVE + 1) * size, source.w * size,
                            source.h * size };
        SDL_RenderCopy(text->renderer, text->sheet, &source, &target);
        x += (width + 1) * size;
    }
}

void sample_text_draw(sample_text *text, const char *words, int x, int y, int size,
                      SDL_Color colour)
{
    draw_layer(text, words, x, y, size, colour, 0);
}

void sample_text_draw_label(sample_text *text, const char *words, int x, int y, int size,
                            SDL_Color colour)
{
    SDL_Color dark = { 8, 10, 18, (Uint8)(colour.a * 3 / 4) };
    int       left = x - sample_text_width(text, words, size) / 2;
    draw_layer(text, words, left, y, size, dark, RIM_Y);
    draw_layer(text, words, left, y, size, colour, 0);
}
