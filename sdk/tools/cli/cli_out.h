/*
 * cli_out.h - write lines of JSON to standard output, each whole and at once.
 *
 * A line is an object whose first member says what it is. Members follow one by one:
 *
 *     cli_out_begin("event", "input");
 *     cli_out_str("control", input->control);
 *     cli_out_end();
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include <chorus/base.h>

void cli_out_begin(const char *kind, const char *name);
void cli_out_end(void);
/* True: nobody reads our output any more. */
bool cli_out_is_broken(void);

void cli_out_str(const char *key, chorus_str text);
void cli_out_text(const char *key, const char *text);
void cli_out_int(const char *key, int64_t value);
void cli_out_number(const char *key, double value);
void cli_out_bool(const char *key, bool value);
/* A handle: a number that nobody should count with, so it is a string; "" for none. */
void cli_out_handle(const char *key, uint32_t id);
/* Text that is JSON already; empty is null. */
void cli_out_json(const char *key, chorus_str json);
void cli_out_result(const char *key, chorus_result result);

/* An array or an object as a member; key NULL: as an element of an array. */
void cli_out_open(const char *key, char bracket);
void cli_out_close(char bracket);

/* A whole line about a line of input; offset -1: nowhere in it. */
void cli_out_error(const char *text, uint64_t line, int64_t offset);

#endif
