#include "common/rising.h"

#include "common/theme.h"
#include "common/words.h"

#include <stdio.h>

enum { NAME_CHARACTERS = 16, NAME_BYTES = 4 * NAME_CHARACTERS + 4 };

static const float rise_s = 2.4F, rise_high = 170.0F, seconds_until_gone = 0.8F;

void sample_rising_add(sample_rising *rising, float x, float y, SDL_Color colour, const char *name, const char *words)
{
    char                 shown[NAME_BYTES];
    sample_rising_words *w = &rising->list[rising->count++ % SAMPLE_RISING_MOST];
    sample_shorten(shown, sizeof shown, name, NAME_CHARACTERS);
    *w = (sample_rising_words){ .x = x, .y = y, .colour = colour };
    snprintf(w->words, sizeof w->words, "%s: %s", shown, words);
}

void sample_rising_step(sample_rising *rising, float dt_s)
{
    for (int i = 0; i < SAMPLE_RISING_MOST; i++)
        rising->list[i].age_s += dt_s;
}

void sample_rising_draw(const sample_rising *rising, const sample_pen *pen)
{
    for (int i = 0; i < SAMPLE_RISING_MOST; i++) {
        const sample_rising_words *w    = &rising->list[i];
        float                      left = rise_s - w->age_s;
        if (w->words[0] != '\0' && left > 0.0F)
            sample_pen_label(pen, w->x, w->y - rise_high * w->age_s / rise_s, 1,
                             sample_fade(w->colour, SDL_min(1.0F, left / seconds_until_gone)), w->words);
    }
}
