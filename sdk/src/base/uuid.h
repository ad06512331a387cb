/*
 * uuid.h - universally unique ids (RFC 9562) as lower-case text and as bytes.
 * Layer    base.
 * Thread   any.
 * Memory   the caller's.
 * Trust    text may come from a peer: anything but 36 lower-case characters in the right places is
 *          refused. Made ids are version 4 and unguessable.
 */
#ifndef CHO_BASE_UUID_H
#define CHO_BASE_UUID_H

#include "base/span.h"

enum {
    CHO_UUID_BYTES     = 16,
    CHO_UUID_TEXT_SIZE = 37 /* with the NUL */
};

/* False: the system has no randomness; `out` is untouched. */
bool cho_uuid_make(char out[CHO_UUID_TEXT_SIZE]);

/* False: not a lower-case hyphenated UUID; `out` is untouched. */
bool cho_uuid_parse(cho_span text, uint8_t out[CHO_UUID_BYTES]);
void cho_uuid_format(const uint8_t bytes[CHO_UUID_BYTES], char out[CHO_UUID_TEXT_SIZE]);

#endif
