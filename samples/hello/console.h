/*
 * console.h - what this sample has besides Chorus: options, the Enter key, lines on the terminal and a picture of them.
 *
 *     while (console_next_frame(&con)) {
 *         ... console_is_pressed() ... console_say() ...
 *     }
 */
#ifndef SAMPLES_HELLO_CONSOLE_H
#define SAMPLES_HELLO_CONSOLE_H

#include "common/args.h"
#include "common/script.h"

enum { CONSOLE_LINES = 12, CONSOLE_LINE_BYTES = 256 };

typedef struct console {
    sample_args   args;
    sample_script script;
    uint64_t      frames;  /* begun so far                     */
    bool          is_deaf; /* nobody can press Enter any more  */
    unsigned      said;    /* lines so far; the last ones are: */
    char          lines[CONSOLE_LINES][CONSOLE_LINE_BYTES];
} console;

/* Reads the options. False: end with *code. */
bool console_open(console *con, int argc, char **argv, int *code);

/* Waits until it is time for the next frame; false after the last one, and after Ctrl-C. */
bool console_next_frame(console *con);

/* Whether Enter was pressed since the frame before, by hand or by the script. */
bool console_is_pressed(console *con);

/* Prints a line, made as by printf. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void console_say(console *con, const char *format, ...);

/* Saves the picture, if one is wanted. False, with the reason printed, when there is none. */
bool console_close(console *con);

#endif
