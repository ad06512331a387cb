/*
 * interactive_schemes.h - names of schemes, as params of setCompression.
 * Layer    interactive. May include codec/ and below.
 * Thread   any.
 * Memory   appends to the buffer it is given.
 * Trust    the game's: a name that nobody knows is refused.
 */
#ifndef CHO_INTERACTIVE_SCHEMES_H
#define CHO_INTERACTIVE_SCHEMES_H

#include "base/buf.h"

/* Best first. What this build does without is left out; when nothing remains it is "text". False: there is no
   name, or one that nobody knows. */
bool cho_ia_write_schemes(cho_buf *out, const char *const *schemes, uint32_t count);

/* The same for a list such as "lz4, gzip", which may be empty. */
bool cho_ia_write_scheme_list(cho_buf *out, const char *list);

#endif
