/*
 * json_out.h - write lines of JSON to standard output, each whole and at once.
 *
 * A line is an object whose first member says what it is. Members follow one by one:
 *
 *     json_out_begin("event", "input");
 *     json_out_str("control", input->control);
 *     json_out_end();
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include <chorus/base.h>

void json_out_begin(const char *kind, const char *name);
void json_out_end(void);
/* True: nobody reads our output any more. */
bool json_out_is_broken(void);

void json_out_str(const char *key, chorus_str text);
void json_out_text(const char *key, const char *text);
void json_out_int(const char *key, int64_t value);
void json_out_number(const char *key, double value);
void json_out_bool(const char *key, bool value);
/* A handle: a number that nobody should count with, so it is a string; "" for none. */
void json_out_handle(const char *key, uint32_t id);
/* Text that is JSON already; empty is null. */
void json_out_json(const char *key, chorus_str json);
void json_out_result(const char *key, chorus_result result);

/* An array or an object as a member; key NULL: as an element of an array. */
void json_out_open(const char *key, char bracket);
void json_out_close(char bracket);

/* A whole line about a line of input; offset -1: nowhere in it. */
void json_out_error(const char *text, uint64_t line, int64_t offset);

#endif
