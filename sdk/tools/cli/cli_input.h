/*
 * cli_input.h - lines of standard input, without waiting longer than asked.
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLI_INPUT_MAX_BYTES = 4 * 1024 * 1024 };

typedef struct cli_input {
    char    *data;
    size_t   begin, len, cap; /* unread are the bytes from begin to len */
    uint64_t line;            /* number of the line handed out last, from 1 */
    bool     has_ended;       /* nothing more will come                      */
    bool     is_skipping;     /* the rest of a line that is too long         */
} cli_input;

typedef enum cli_input_step {
    CLI_INPUT_NONE, /* not now */
    CLI_INPUT_LINE,
    CLI_INPUT_TOO_LONG /* a line was passed over */
} cli_input_step;

void cli_input_init(cli_input *in);
void cli_input_deinit(cli_input *in);

/* Waits up to that long for more to read and takes it in. */
void cli_input_wait(cli_input *in, int timeout_ms);
/* A line without its end, NUL-terminated; it may be changed and ends with the next call. */
cli_input_step cli_input_next(cli_input *in, char **text, size_t *len);
/* True when all lines have been handed out and no more will come. */
bool cli_input_is_over(const cli_input *in);

#endif
