/*
 * json_walk.h - the parts of a container one after the other, with nothing kept between but an offset.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing; what is found points into the text.
 * Trust    text and offset may be anything: reading stays inside the text and ends at the first fault.
 */
#ifndef CHO_CODEC_JSON_WALK_H
#define CHO_CODEC_JSON_WALK_H

#include "codec/json_value.h"

/* The next part of an object or array, whose bracket is the first byte of `text`. *at is 0 to begin.
   The key is absent in an array. False: there are no more, and *at is 0 again. */
bool cho_json_walk(cho_span text, size_t *at, cho_json_value *key, cho_json_value *value);

#endif
