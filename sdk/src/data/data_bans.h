/*
 * data_bans.h - who may not take part in a channel.
 * Layer    data. May include core/ and below.
 * Thread   one at a time, see data_db.h.
 * Memory   none of its own; spans are the caller's, or valid during a call of each().
 * Trust    ids and texts have been checked by whoever brings them.
 */
#ifndef CHO_DATA_BANS_H
#define CHO_DATA_BANS_H

#include "data/data_db.h"

typedef struct cho_data_ban {
    uint32_t channel;
    cho_span id;     /* what is banned: "user:9" */
    cho_span name, reason;
    int64_t  since_ms, until_ms; /* until 0: for ever */
} cho_data_ban;

/* A new one, or other terms for one that is there. */
chorus_result cho_ban_put(cho_db *db, const cho_data_ban *ban);

/* OK also when there is none. */
chorus_result cho_ban_remove(cho_db *db, uint32_t channel, cho_span id);

/* Forgets those that are over, then calls each(user) for all others; false ends it with E_MEMORY. */
chorus_result cho_ban_list(cho_db *db, int64_t now_ms, bool (*each)(void *user, const cho_data_ban *ban), void *user);

/* Calls each(user) for that one, when it is there. */
chorus_result cho_ban_find(cho_db *db, uint32_t channel, cho_span id, bool (*each)(void *user, const cho_data_ban *ban),
                           void *user);

#endif
