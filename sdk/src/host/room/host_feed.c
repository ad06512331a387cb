#include "host/room/host_feed.h"

#include <stdio.h>

void cho_host_feed_note(cho_host_feed *feed, cho_span participant, const char *name, cho_span input, int64_t now_ms)
{
    if (feed->count == CHO_HOST_FEED_ENTRIES || input.len > CHO_HOST_FEED_BYTES)
        return;
    cho_host_feed_entry *entry = &feed->entries[feed->count++];
    entry->at_ms               = now_ms;
    entry->len                 = input.len;
    memcpy(entry->input, input.ptr, input.len);
    snprintf(entry->participant, sizeof entry->participant, "%s", participant.ptr);
    snprintf(entry->name, sizeof entry->name, "%s", name);
}
