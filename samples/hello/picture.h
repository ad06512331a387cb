/*
 * picture.h - the terminal as a picture.
 */
#ifndef SAMPLES_HELLO_PICTURE_H
#define SAMPLES_HELLO_PICTURE_H

#include "console.h"

/* The last lines as an SVG file. False, with the reason printed, when there is none. */
bool picture_save(const console *con, const char *file);

#endif
