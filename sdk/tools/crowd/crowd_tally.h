/*
 * crowd_tally.h - what is counted, and how long things took.
 */
#ifndef CROWD_TALLY_H
#define CROWD_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often each of some numbers came: codes, statuses, errors. */
enum { CROWD_CODES_MAX = 64 };

typedef struct crowd_codes {
    uint32_t code[CROWD_CODES_MAX];
    uint64_t times[CROWD_CODES_MAX];
    size_t   count;
} crowd_codes;

/* When there are too many different ones the last place counts for all the rest. */
void     crowd_codes_add(crowd_codes *codes, uint32_t code);
uint64_t crowd_codes_sum(const crowd_codes *codes);

/*
 * Durations in buckets: each is a thirty-second wider than the one before it, so what is read out of them is at
 * most 3 % too long.
 */
enum { CROWD_BUCKETS = 32 * 40 };

typedef struct crowd_spread {
    uint64_t bucket[CROWD_BUCKETS];
    uint64_t count;
    uint64_t longest_ns;
} crowd_spread;

void crowd_spread_add(crowd_spread *s, uint64_t ns);
/* The time that this part of all stayed within: 0.5 is the median. 0: there is none. */
uint64_t crowd_spread_ns(const crowd_spread *s, double part);

/* How far one broadcast has got. */
typedef struct crowd_broadcast {
    uint64_t sent_ns; /* as its sender says; 0: this place is free */
    uint64_t delivered, last_ns;
} crowd_broadcast;

enum { CROWD_BROADCASTS_MAX = 64 }; /* the latest ones are told one by one */

typedef struct crowd_tally {
    uint64_t     attempts, opened, left, open_now, most_open, open_at_end;
    uint64_t     dropped; /* but for trolls and those who never read: they ask for it */
    uint64_t     inputs_sent, inputs_accepted, inputs_lost, inputs_missed, garbage;
    uint64_t     inputs_discarded; /* sent without a reply being wanted; not among the others */
    uint64_t     packets, bytes_sent, bytes_received;
    crowd_codes  rejected, closes, statuses, errors;
    crowd_spread connect, welcome, reply, event;
    crowd_spread lateness; /* of what was done, compared with the script */
    uint64_t     all_open_ns; /* when the last of them was in for the first time; 0: never */

    crowd_broadcast broadcasts[CROWD_BROADCASTS_MAX];
    uint64_t        broadcast_count;
} crowd_tally;

/* A broadcast that carries the time when it was sent has come to somebody. */
void crowd_tally_broadcast(crowd_tally *t, uint64_t sent_ns, uint64_t now_ns);
#endif
