/*
 * pace.h - so much a second and no more, in eight bytes: for the many things that are kept of every peer.
 * Layer    base.
 * Thread   one at a time.
 * Memory   the caller's; zeroed memory is a pace at rest.
 * Trust    amounts may come from a peer, up to 2^32. Time is handed in and never runs backwards.
 *
 * Rate and room are handed in with each call, so that they can change at any time.
 */
#ifndef CHO_BASE_PACE_H
#define CHO_BASE_PACE_H

#include <chorus/base.h>

typedef struct cho_pace {
    uint64_t paid_ns; /* until then all that was taken is paid for */
} cho_pace;

/*
 * Takes that amount of `per_s` a second, of which `at_once_s` seconds' worth may come at once. False: too fast, nothing
 * was taken. What is larger than all that may come at once passes when nothing else is owed.
 */
static inline bool cho_pace_take(cho_pace *pace, uint32_t per_s, uint32_t at_once_s, uint32_t amount, uint64_t now_ns)
{
    uint64_t room_ns = (uint64_t)at_once_s * 1000000000;
    uint64_t cost_ns = (uint64_t)amount * 1000000000 / (per_s > 0 ? per_s : 1);
    uint64_t owed_ns = pace->paid_ns > now_ns ? pace->paid_ns - now_ns : 0;
    if (owed_ns > 0 && owed_ns + cost_ns > room_ns)
        return false;
    pace->paid_ns = now_ns + owed_ns + cost_ns;
    return true;
}

#endif
