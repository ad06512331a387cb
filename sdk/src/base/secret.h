/*
 * secret.h - what is secret does not stay in memory that is given back.
 * Layer    base.
 * Thread   any.
 * Memory   wipes, and for two of the three gives back.
 * Trust    no input.
 */
#ifndef CHO_BASE_SECRET_H
#define CHO_BASE_SECRET_H

#include "base/buf.h"

/* Zeros that no compiler leaves out. */
void cho_wipe(void *at, size_t len);

/* A NUL-terminated text; NULL is fine. */
void cho_secret_release(const chorus_allocator *heap, char *text);

/* As cho_buf_deinit(). What it has grown out of is not reached: reserve enough at first. */
void cho_secret_buf_deinit(cho_buf *b);

#endif
