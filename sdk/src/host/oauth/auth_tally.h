/*
 * auth_tally.h - so many times within so long, for each of many: wrong codes of an account, and the like.
 * Layer    host. May include host_table.h and below.
 * Thread   one at a time. Time is handed in, in milliseconds, and never runs backwards.
 * Memory   at most remembered_tries at once; who was counted first makes room. Without memory nothing is
 *          counted.
 * Trust    keys may be chosen by strangers: who can have many of them needs another limit besides.
 */
#ifndef CHO_AUTH_TALLY_H
#define CHO_AUTH_TALLY_H

#include "host/room/host_table.h"

#include <chorus/host_limits.h>

typedef struct cho_auth_tally {
    cho_host_table            table;
    uint32_t                  most;
    const chorus_host_limits *limits;
    int64_t                   within_ms; /* from the first time on; then counting begins anew */
} cho_auth_tally;

/* The limits are complete and outlive it. `most` is 0 and to be set: it may change at any time. */
void cho_auth_tally_init(cho_auth_tally *t, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits, int64_t within_ms);
void cho_auth_tally_deinit(cho_auth_tally *t);

/* One time more. */
void cho_auth_tally_add(cho_auth_tally *t, cho_span key, int64_t now_ms);

/* 0: it may happen once more. Else how long that takes, in milliseconds. */
int64_t cho_auth_tally_wait_ms(cho_auth_tally *t, cho_span key, int64_t now_ms);

#endif
