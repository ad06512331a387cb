/*
 * random.h - randomness nobody can guess, from the operating system.
 * Layer    base.
 * Thread   any.
 * Memory   none.
 * Trust    good enough for keys and tokens. False means there is none: do not go on without.
 */
#ifndef CHO_BASE_RANDOM_H
#define CHO_BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

bool cho_random_bytes(void *out, size_t len);

#endif
