/*
 * screenshot.h - what has been drawn, as a PNG file.
 */
#ifndef SAMPLES_COMMON_SCREENSHOT_H
#define SAMPLES_COMMON_SCREENSHOT_H

#include <SDL.h>
#include <stdbool.h>

/* Call it before the frame is presented. False, with the reason printed, when there is no file. */
bool sample_screenshot_save(SDL_Renderer *renderer, const char *file);

#endif
