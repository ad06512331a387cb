/*
 * cli_line.h - read a line of input: one JSON object.
 *
 * The line is taken apart where it stands: values point into it, NUL-terminated. What strings mean
 * stands in a buffer of the line's own.
 */
#ifndef CLI_LINE_H
#define CLI_LINE_H

#include <stdbool.h>
#include <stddef.h>

enum { CLI_LINE_MEMBERS = 32, CLI_LINE_DEPTH = 64 };

typedef struct cli_member {
    const char *key;
    char       *json; /* the value as it is written                                                */
    const char *text; /* what a string means; NULL for anything else                               */
    char        type; /* first byte of the value: '"', '{', '[', 't', 'f', 'n', or '0' for any number */
} cli_member;

typedef struct cli_line {
    cli_member  members[CLI_LINE_MEMBERS];
    size_t      count;
    const char *error; /* static; NULL: all is well */
    size_t      at;    /* the byte where the error was seen */
    char       *meanings;
} cli_line;

/* `text` is NUL-terminated and is changed. False: see `error`. */
bool cli_line_read(cli_line *line, char *text, size_t len);
void cli_line_free(cli_line *line);

/* NULL: there is none. Of equal keys the last one counts. */
const cli_member *cli_line_find(const cli_line *line, const char *key);
/* What a string member means; NULL: there is none, or it is no string. */
const char *cli_line_string(const cli_line *line, const char *key);
/* The JSON text of a member of this type; NULL: there is none, or it is another one. */
const char *cli_line_json(const cli_line *line, const char *key, char type);
/* True for a whole number in 0..max. */
bool cli_line_count(const cli_line *line, const char *key, unsigned long long max, unsigned long long *out);
bool cli_line_is_true(const cli_line *line, const char *key);

#endif
