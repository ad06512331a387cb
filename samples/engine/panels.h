/*
 * panels.h - what stands over the table: figures, the settings, a notice, and the loading screen.
 */
#ifndef SAMPLES_ENGINE_PANELS_H
#define SAMPLES_ENGINE_PANELS_H

#include "figures.h"
#include "settings.h"

void panels_draw_figures(const sample_stage *stage, const figure *lines, int count);

/* The whole screen is dimmed behind them. */
void panels_draw_settings(const sample_stage *stage, const settings *s);
void panels_draw_pause(const sample_stage *stage);
void panels_draw_lost_line(const sample_stage *stage, uint32_t attempt, double left_s); /* until it is made */

/* The whole screen. waits: the audience does, until it is over; share: how much is loaded. */
void panels_draw_loading(const sample_stage *stage, int level, bool waits, float share);

#endif
