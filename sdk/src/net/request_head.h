/*
 * request_head.h - is this the beginning of a request of HTTP/1.1, byte for byte?
 * Layer    net. May include base/ only.
 * Thread   any; pure functions.
 * Memory   none; the bytes may end anywhere.
 * Trust    every byte is hostile. What RFC 9112 lets a server tolerate is refused, since two who tolerate different
 *          things can be played off against each other.
 */
#ifndef CHO_NET_REQUEST_HEAD_H
#define CHO_NET_REQUEST_HEAD_H

#include "base/span.h"

enum {
    CHO_HEAD_MAX         = 16384, /* bytes, the empty line included */
    CHO_HEAD_LINE_MAX    = 8192,  /* of the first line */
    CHO_HEAD_HEADERS_MAX = 100
};

typedef enum cho_head {
    CHO_HEAD_GOOD, /* complete, and nothing is wrong with it */
    CHO_HEAD_MORE, /* nothing is wrong so far */
    CHO_HEAD_TLS,  /* it begins as a TLS handshake does */
    CHO_HEAD_BAD
} cho_head;

/* For BAD: *status to answer with, and a sentence that says *why. */
cho_head cho_head_check(cho_span bytes, int *status, const char **why);

#endif
