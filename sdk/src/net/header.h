/*
 * header.h - one HTTP header field to send.
 * Layer    net. May include base/ only.
 * Thread   any; plain data.
 * Memory   the caller's; whoever is given one copies what it keeps.
 * Trust    names and values are ours or were checked; no line break is looked for here.
 */
#ifndef CHO_NET_HEADER_H
#define CHO_NET_HEADER_H

#include <stdbool.h>

typedef struct cho_header {
    const char *name; /* "X-Protocol-Version", without the colon */
    const char *value;
} cho_header;

/*
 * The name is an HTTP token and the value has no control bytes (RFC 9110 section 5): it cannot
 * start another line.
 */
bool cho_header_is_valid(const cho_header *header);
#endif
