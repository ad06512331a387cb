/*
 * script_events.h - a script whose keys are those of SDL, and come as its events.
 */
#ifndef SAMPLES_COMMON_SCRIPT_EVENTS_H
#define SAMPLES_COMMON_SCRIPT_EVENTS_H

#include "common/script.h"

#include <SDL.h>

extern const sample_script_keyboard sample_script_all_keys;

/* As sample_script_next(), of a script with all keys. */
bool sample_script_next_event(sample_script *script, uint64_t frame, SDL_Event *out);

#endif
