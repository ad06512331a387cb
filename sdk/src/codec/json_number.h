/*
 * json_number.h - what the numbers and flags of a JSON text mean.
 * Layer    codec. Includes base/ only.
 * Thread   any. The locale of the process does not matter.
 * Memory   none.
 * Trust    a value comes from a reader, which has checked its grammar; how long or how large the
 *          number is makes no difference.
 */
#ifndef CHO_CODEC_JSON_NUMBER_H
#define CHO_CODEC_JSON_NUMBER_H

#include "codec/json_value.h"

/* These four return false, *out untouched, when the value is of another type or cannot be
   expressed. Doubles and floats are the nearest ones and always finite: what is out of range
   becomes the largest there is. Integers are exact: 12, 12.0 and 1.2e1 are 12; 12.5 and 2^64 are
   refused. */
bool cho_json_to_double(const cho_json_value *v, double *out);
bool cho_json_to_float(const cho_json_value *v, float *out);
bool cho_json_to_int64(const cho_json_value *v, int64_t *out);
bool cho_json_to_uint64(const cho_json_value *v, uint64_t *out);

bool cho_json_to_bool(const cho_json_value *v, bool *out);

/* A number, or a string whose text is one ("12"): *out is then that number. */
bool cho_json_as_number(const cho_json_value *v, cho_json_value *out);

#endif
