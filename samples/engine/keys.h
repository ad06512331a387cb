/*
 * keys.h - what keys mean to the settings, and the mark that the arrow keys move.
 */
#ifndef SAMPLES_ENGINE_KEYS_H
#define SAMPLES_ENGINE_KEYS_H

#include "draw.h"
#include "settings.h"

settings_key keys_for_settings(SDL_Keycode key);

/* What a key types; 0: nothing. Only scripts ask: elsewhere characters come as text, by the keyboard's layout. */
char keys_character(const sample_stage *stage, SDL_Keycode key);

/* By the arrow keys that are held. */
void keys_move_cursor(draw_cursor *cursor, const sample_stage *stage);

#endif
