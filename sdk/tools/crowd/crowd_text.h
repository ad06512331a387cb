/*
 * crowd_text.h - some bytes, and just enough of JSON to find what a host says in them.
 *
 * It is for what a host sends: what is not JSON leads to values not found, never out of bounds.
 */
#ifndef CROWD_TEXT_H
#define CROWD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct crowd_text {
    const char *ptr;
    size_t      len;
} crowd_text;

bool crowd_text_is(crowd_text text, const char *what);

/* The value of a member of an object, as it stands there: a string with its quotes. False: it is not there. */
bool crowd_json_member(crowd_text object, const char *key, crowd_text *out);

/* One element after the other: *at begins as the array. False: there are no more. */
bool crowd_json_element(crowd_text *at, crowd_text *out);

/* A string without its quotes, its escapes left as they are. Empty: it is none. */
crowd_text crowd_json_inside(crowd_text string);

/* 0: it is not a whole number. */
uint64_t crowd_json_number(crowd_text number);
#endif
