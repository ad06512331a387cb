/*
 * host_secret.h - texts nobody may guess.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   the caller's.
 * Trust    what is compared with a secret is hostile: how long that takes does not tell where it differs.
 */
#ifndef CHO_HOST_SECRET_H
#define CHO_HOST_SECRET_H

#include "base/span.h"

enum {
    CHO_HOST_SECRET_BYTES_MAX = 32,
    CHO_HOST_SECRET_MAX       = 128 /* bytes of one somebody has chosen: what clients in the field have room for */
};

/* It can stand in a header: 1 to 128 printable ASCII characters without spaces. */
bool cho_host_can_be_secret(const char *text);

/* Twice as many hexadecimal digits as `bytes`, and a NUL. False: the system has no randomness. */
bool cho_host_make_secret(char *out, size_t bytes);

bool cho_host_is_secret(cho_span given, const char *secret);

#endif
