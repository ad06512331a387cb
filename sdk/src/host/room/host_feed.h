/*
 * host_feed.h - a few of the inputs that a room has taken lately, for whoever watches it.
 * Layer    host. Includes base/ only.
 * Thread   one at a time.
 * Memory   one block of fixed size while somebody watches.
 * Trust    inputs are sound JSON and otherwise hostile; names have been cleaned.
 *
 * It is a sample: what comes while it is full is not in it. Whoever reads it empties it.
 */
#ifndef CHO_HOST_FEED_H
#define CHO_HOST_FEED_H

#include "base/span.h"
#include "host/room/host_users.h"

enum {
    CHO_HOST_FEED_ENTRIES = 16,
    CHO_HOST_FEED_BYTES   = 400 /* of an input; a longer one is left out */
};

typedef struct cho_host_feed_entry {
    int64_t at_ms;
    char    participant[40], name[CHO_HOST_NAME_SIZE];
    size_t  len;
    char    input[CHO_HOST_FEED_BYTES];
} cho_host_feed_entry;

typedef struct cho_host_feed {
    uint32_t            count;
    cho_host_feed_entry entries[CHO_HOST_FEED_ENTRIES];
} cho_host_feed;

void cho_host_feed_note(cho_host_feed *feed, cho_span participant, const char *name, cho_span input, int64_t now_ms);

#endif
