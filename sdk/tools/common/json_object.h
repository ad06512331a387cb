/*
 * json_object.h - read one JSON object, such as a line of input or a small file.
 *
 * The text is taken apart where it stands: values point into it, NUL-terminated. What strings mean
 * stands in a buffer of the line's own.
 */
#ifndef JSON_OBJECT_H
#define JSON_OBJECT_H

#include <stdbool.h>
#include <stddef.h>

enum { JSON_OBJECT_MEMBERS = 64, JSON_OBJECT_DEPTH = 64 };

typedef struct json_member {
    const char *key;
    char       *json; /* the value as it is written                                                */
    const char *text; /* what a string means; NULL for anything else                               */
    char        type; /* first byte of the value: '"', '{', '[', 't', 'f', 'n', or '0' for any number */
} json_member;

typedef struct json_object {
    json_member  members[JSON_OBJECT_MEMBERS];
    size_t      count;
    const char *error; /* static; NULL: all is well */
    size_t      at;    /* the byte where the error was seen */
    char       *meanings;
} json_object;

/* `text` is NUL-terminated and is changed. False: see `error`. */
bool json_object_read(json_object *object, char *text, size_t len);
void json_object_free(json_object *object);

/* NULL: there is none. Of equal keys the last one counts. */
const json_member *json_object_find(const json_object *object, const char *key);
/* What a string member means; NULL: there is none, or it is no string. */
const char *json_object_string(const json_object *object, const char *key);
/* The JSON text of a member of this type; NULL: there is none, or it is another one. */
const char *json_object_json(const json_object *object, const char *key, char type);
/* True for a whole number in 0..max. */
bool json_object_count(const json_object *object, const char *key, unsigned long long max, unsigned long long *out);
bool json_object_is_true(const json_object *object, const char *key);

#endif
