/*
 * json_reader.h - read JSON text (RFC 8259) in one pass, without a tree.
 * Layer    codec. Includes base/ only.
 * Thread   any; one reader belongs to one thread at a time.
 * Memory   allocates nothing. Values and keys point into the text and live as long as it does.
 * Trust    every byte is hostile: nothing outside the text is read, nesting is bounded, strings are
 *          checked to be UTF-8 and escapes to be whole. The text need not end with a NUL.
 *
 * A reader walks forward. Containers are entered and their parts asked for one by one:
 *
 *     if (cho_json_enter_object(&r))
 *         while (cho_json_next_member(&r, &key))
 *             if (cho_json_is(&key, "sceneID"))
 *                 cho_json_read(&r, &scene);
 *     bool sound = cho_json_finish(&r);
 *
 * A value nobody asked for is skipped (and checked) by the next call. The first error sticks: every
 * later call returns false, and `error` says what was wrong and where.
 */
#ifndef CHO_CODEC_JSON_READER_H
#define CHO_CODEC_JSON_READER_H

#include "codec/json_number.h"
#include "codec/json_value.h"

enum {
    CHO_JSON_DEPTH_DEFAULT = 64,
    CHO_JSON_DEPTH_LIMIT   = 128 /* the deepest a reader can be asked to follow */
};

typedef struct cho_json_error {
    const char *reason; /* static, a few words such as "bad escape"; NULL: no error */
    size_t      offset; /* byte of the text where it was seen */
} cho_json_error;

typedef struct cho_json_reader {
    const char    *start, *at, *end;
    uint64_t       objects; /* a bit for each open container, the innermost lowest: 1 is an object */
    uint64_t       outer;   /* the same for those further out than the 64 innermost */
    uint32_t       depth;   /* open containers */
    uint32_t       max_depth;
    bool           waiting; /* a value stands at `at` and was not consumed */
    cho_json_error error;
} cho_json_reader;

/* Depth 0 means CHO_JSON_DEPTH_DEFAULT; a scalar has depth 0, `[]` depth 1. */
void cho_json_reader_init(cho_json_reader *r, cho_span text, uint32_t max_depth);

/* Steps into the value that stands next. False: it is something else; nothing was consumed, and
   that alone is no error (ask cho_json_failed). */
bool cho_json_enter_object(cho_json_reader *r);
bool cho_json_enter_array(cho_json_reader *r);

/* Moves to the next part of the innermost container. False: it has ended and was left, or an error.
   The key is a string value. */
bool cho_json_next_member(cho_json_reader *r, cho_json_value *key);
bool cho_json_next_element(cho_json_reader *r);

/* Consumes the value that stands next, with everything in it. False: an error. */
bool cho_json_read(cho_json_reader *r, cho_json_value *out);
bool cho_json_skip(cho_json_reader *r);

/* The same for a value that is known to be sound and `len` bytes long. */
static inline void cho_json_pass(cho_json_reader *r, size_t len)
{
    r->at += len;
    r->waiting = false;
}

/* True when everything was sound and nothing but white space follows. What is left of open
   containers is skipped and checked. */
bool cho_json_finish(cho_json_reader *r);

static inline bool cho_json_failed(const cho_json_reader *r)
{
    return r->error.reason != NULL;
}

/* Reports a fault of the caller's own finding at the reader's place, unless there is one. */
void cho_json_fail(cho_json_reader *r, const char *reason);

/* The whole text is one sound value. On false *error (may be NULL) says why not. */
bool cho_json_check(cho_span text, uint32_t max_depth, cho_json_error *error);

#endif
