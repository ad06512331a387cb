/*
 * auth_place.h - the network somebody comes from: what limits count, and what people are told.
 * Layer    host. Includes base/ only.
 * Thread   any.
 * Memory   plain data.
 * Trust    the address is the one the system names.
 *
 * One IPv4 address, or the first 64 bits of an IPv6 address: whoever has one address there has all of them.
 */
#ifndef CHO_AUTH_PLACE_H
#define CHO_AUTH_PLACE_H

#include "base/span.h"

typedef struct cho_auth_place {
    unsigned char bytes[12]; /* 4 of zero and an IPv4 address; or 64 bits of IPv6 and 4 of one */
} cho_auth_place;

/* Of a numeric address. What is none has a place of its own. */
cho_auth_place cho_auth_place_of(const char *address);

static inline cho_span cho_auth_place_key(const cho_auth_place *place)
{
    return (cho_span){ (const char *)place->bytes, sizeof place->bytes };
}

static inline bool cho_auth_place_is(const cho_auth_place *a, const cho_auth_place *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

#endif
