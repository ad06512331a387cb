/*
 * json_same.h - do two texts mean the same?
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing.
 * Trust    texts may be anything; what is not sound JSON is the same as nothing but its own bytes.
 */
#ifndef CHO_CODEC_JSON_SAME_H
#define CHO_CODEC_JSON_SAME_H

#include "base/span.h"

#include <stdbool.h>

/* True for values that differ in nothing but white space, escapes, and how a number is written. False also
   when the members of an object come in another order. */
bool cho_json_is_same(cho_span a, cho_span b);

#endif
