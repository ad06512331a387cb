/*
 * utf8.h - is it text?
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    any bytes. NUL is text like any other.
 */
#ifndef CHO_BASE_UTF8_H
#define CHO_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* True for well-formed UTF-8 (Unicode 15, table 3-7): no overlong form, no surrogate, nothing above
   U+10FFFF, nothing cut off. Empty is valid, also with a NULL pointer. */
bool cho_utf8_valid(const char *ptr, size_t len);

#endif
