/*
 * json_find.h - fetch one value out of an object's text.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing; what is found points into the text.
 * Trust    the text may be hostile: it is checked as far as it is read.
 */
#ifndef CHO_CODEC_JSON_FIND_H
#define CHO_CODEC_JSON_FIND_H

#include "codec/json_value.h"

/* Finds a value in the text of an object or array by a path such as "style.color" or
   "position.0.size": keys and array indices joined by dots. Of equal keys the last one counts.
   False: not there, or the text is not sound as far as it had to be read. */
bool cho_json_find(cho_span text, const char *path, cho_json_value *out);

/* One member by its key, which may hold dots and any other byte. */
bool cho_json_find_key(cho_span object, cho_span key, cho_json_value *out);

#endif
