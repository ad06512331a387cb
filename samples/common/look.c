#include "common/look.h"

#include "common/words.h"

#include <string.h>

enum { LINE_BYTES = 256, KEY_PAD = 4 };

void sample_look_panel(const sample_stage *stage, SDL_Rect area, int radius, float share)
{
    int      line  = SDL_max(1, stage->text_size / 2);
    SDL_Rect inner = { area.x + line, area.y + line, area.w - 2 * line, area.h - 2 * line };
    sample_shapes_draw_panel(stage->shapes, area, radius, sample_fade(sample_edge, share));
    sample_shapes_draw_panel(stage->shapes, inner, radius - line, sample_fade(sample_raised, share));
}

void sample_look_bar(const sample_stage *stage, SDL_Rect area, float share, SDL_Color colour)
{
    SDL_Rect full = area;
    full.w        = (int)((float)area.w * SDL_clamp(share, 0.0F, 1.0F) + 0.5F);
    sample_shapes_draw_panel(stage->shapes, area, area.h / 2, sample_edge);
    if (full.w >= area.h) /* less would not be round */
        sample_shapes_draw_panel(stage->shapes, full, area.h / 2, colour);
}

void sample_look_sign(const sample_stage *stage, float x, float y, float radius)
{
    static const float at[][2] = { { 0.0F, -0.62F }, { -0.65F, 0.5F }, { 0.65F, 0.5F } };
    for (int i = 0; i < 3; i++)
        sample_shapes_draw(stage->shapes, SAMPLE_DISC, x + at[i][0] * radius, y + at[i][1] * radius, radius,
                           sample_fade(sample_accent, 0.62F));
    sample_shapes_draw(stage->shapes, SAMPLE_DISC, x, y + 0.13F * radius, radius * 0.36F, sample_ink);
}

int sample_look_key_width(const sample_stage *stage, const char *name, int size)
{
    int words = sample_text_width(stage->text, name, size);
    return SDL_max(SAMPLE_LOOK_KEY_HIGH * size, words + 2 * KEY_PAD * size);
}

void sample_look_key(const sample_stage *stage, const char *name, int x, int y, int size)
{
    int      words = sample_text_width(stage->text, name, size);
    SDL_Rect cap   = { x, y, sample_look_key_width(stage, name, size), SAMPLE_LOOK_KEY_HIGH * size };
    sample_shapes_draw_panel(stage->shapes, cap, 3 * size, sample_ink);
    sample_text_draw(stage->text, name, x + (cap.w - words) / 2, y + 3 * size, size, sample_page);
}

/* ---- words in lines ---------------------------------------------------------------------------- */

/* The characters from begin to end fit into the width. */
static bool fits(const sample_stage *stage, const char *begin, const char *end, int width, int size)
{
    char   line[LINE_BYTES];
    size_t len = (size_t)(end - begin);
    if (len >= sizeof line)
        return false;
    memcpy(line, begin, len);
    line[len] = '\0';
    return sample_text_width(stage->text, line, size) <= width;
}

/* Where the line that begins here ends: before a blank if it can be, and never before its first character. */
static const char *end_of_line(const sample_stage *stage, const char *begin, int width, int size)
{
    const char *end = begin, *blank = NULL;
    for (const char *p = begin; *p != '\0' && *p != '\n';) {
        if (*p == ' ')
            blank = p;
        sample_next_character(&p);
        if (end != begin && !fits(stage, begin, p, width, size))
            return blank != NULL && blank != begin ? blank : end;
        end = p;
    }
    return end;
}

/* Takes the next line off the words; false when there are none left. */
static bool take_line(const sample_stage *stage, const char **words, int width, int size, char line[LINE_BYTES])
{
    *words += strspn(*words, " \n");
    if (**words == '\0')
        return false;
    const char *end = end_of_line(stage, *words, width, size);
    size_t      len = SDL_min((size_t)(end - *words), LINE_BYTES - 1);
    memcpy(line, *words, len);
    line[len] = '\0';
    *words    = end;
    return true;
}

int sample_look_words_height(const sample_stage *stage, const char *words, int width, int size)
{
    char line[LINE_BYTES];
    int  count = 0;
    while (take_line(stage, &words, width, size, line))
        count++;
    return count == 0 ? 0 : ((count - 1) * SAMPLE_LOOK_LINE + SAMPLE_TEXT_CAPS) * size;
}

void sample_look_words(const sample_stage *stage, const char *words, int x, int y, int width, int size,
                       sample_align align, SDL_Color colour)
{
    char line[LINE_BYTES];
    for (; take_line(stage, &words, width, size, line); y += SAMPLE_LOOK_LINE * size) {
        int room = width - sample_text_width(stage->text, line, size);
        sample_text_draw(stage->text, line, x + (align == SAMPLE_CENTRE ? room / 2 : 0), y, size, colour);
    }
}
