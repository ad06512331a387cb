/*
 * json_skim.h - walk quickly over text that is spelled as programs spell it.
 * Layer    codec. Part of the reader; nobody else calls it.
 * Thread   as the reader.
 * Memory   none.
 * Trust    as the reader. What is passed over has been checked as strictly as by the reader; what is spelled
 *          in another way - white space, escapes, letters beyond ASCII, exponents - and what is wrong is
 *          left for it.
 */
#ifndef CHO_CODEC_JSON_SKIM_H
#define CHO_CODEC_JSON_SKIM_H

#include "codec/json_reader.h"

/* The reader stands between two parts of a container. Goes on until no more than `depth` containers are
   open or a part comes that is not spelled the usual way; the reader then stands in front of that part. */
void cho_json_skim(cho_json_reader *r, uint32_t depth);

#endif
