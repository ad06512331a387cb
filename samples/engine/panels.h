/*
 * panels.h - what stands over the table: figures, the settings, a notice, and the loading screen.
 */
#ifndef SAMPLES_ENGINE_PANELS_H
#define SAMPLES_ENGINE_PANELS_H

#include "common/stage.h"
#include "settings.h"

/* One figure. */
typedef struct panels_line {
    const char *name;
    char        value[48];
} panels_line;

void panels_draw_figures(const sample_stage *stage, const panels_line *lines, int count);

/* The whole screen is dimmed behind them. */
void panels_draw_settings(const sample_stage *stage, const settings *s);
void panels_draw_notice(const sample_stage *stage, const char *title, const char *words);

/* The whole screen. share: how much is loaded. */
void panels_draw_loading(const sample_stage *stage, const char *title, const char *words, float share);

#endif
