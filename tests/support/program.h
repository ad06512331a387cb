/*
 * program.h - one of our own programs, run with its standard input and output in the test's hands.
 *
 * Everything that waits has a deadline of ten seconds and fails the test when it passes.
 */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { PROGRAM_LINE_BYTES = 256 * 1024 };

typedef struct program {
    pid_t  pid;
    int    in, out; /* -1: closed */
    size_t len, line_len;
    char   said[PROGRAM_LINE_BYTES]; /* the last line, NUL-terminated, and what came behind it */
    void (*attend)(void *user); /* called while waiting; may be NULL */
    void *user;
} program;

/* Starts a program of build/bin, or of the instrumented tree the test belongs to. The list of
 * arguments ends with NULL. */
void program_start(program *p, const char *name, const char *const *arguments);
/* The same; standard error goes into that file. */
void program_start_noting(program *p, const char *name, const char *const *arguments, const char *errors);

/* Starts one that needs no input, and returns as program_end() does. */
int program_run(const char *name, const char *const *arguments);

void program_say(program *p, const char *line);
void program_end_input(program *p);

/* The next line, without its end, valid until the next call; NULL: there is nothing more. */
const char *program_hear(program *p);
/* Reads lines until one holds `part`, and returns it. */
const char *program_hear_of(program *p, const char *part);

/* Waits for its end and returns its exit code, or 128 and the signal; what it still says is passed over. */
int program_end(program *p);

#endif
