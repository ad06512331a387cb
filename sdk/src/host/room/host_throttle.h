/*
 * host_throttle.h - how many bytes a game wants to hear: leaky buckets, one a method and one for all.
 * Layer    host. Includes base/ only.
 * Thread   one at a time.
 * Memory   one block for each rule but that for all.
 * Trust    names and numbers come from the game: the number of rules is bounded, any number is fine. Time is
 *          handed in, in milliseconds, and never runs backwards.
 *
 * A packet passes when it fits on top of what is in the buckets of its method and of all; then it is in them. They
 * drain all the time.
 */
#ifndef CHO_HOST_THROTTLE_H
#define CHO_HOST_THROTTLE_H

#include "base/span.h"

enum { CHO_HOST_RULE_NAME_MAX = 128 };

typedef struct cho_host_rule {
    struct cho_host_rule *next;
    cho_span              name;
    uint64_t              capacity_bytes, drain_bytes_per_s;
    uint64_t              level;   /* thousandths of a byte */
    int64_t               seen_ms; /* when level was right  */
    uint64_t              inserted, rejected; /* packets since the rule was set */
    bool                  is_full;    /* something waits for it: see cho_host_throttle_begin_round */
    bool                  is_removal; /* not a rule: the end of one */
} cho_host_rule;

typedef struct cho_host_throttle {
    const chorus_allocator *heap;
    cho_host_rule          *rules; /* the newest first */
    cho_host_rule           all;   /* for "*" */
    bool                    has_all;
    uint32_t                rule_count;
} cho_host_throttle;

/* One rule, the standard one for all methods: so much a second, three times as much at once. Allocates nothing. */
void cho_host_throttle_init(cho_host_throttle *t, const chorus_allocator *heap, uint64_t bytes_per_s, int64_t now_ms);
void cho_host_throttle_deinit(cho_host_throttle *t);

/* A rule that is not in force yet and all zero but for its name, which is copied. NULL: no memory. */
cho_host_rule *cho_host_rule_create(const chorus_allocator *heap, cho_span name);

/* Takes the rule over, in the place of one of the same name. How many there are is the caller's to bound. */
void cho_host_throttle_set(cho_host_throttle *t, cho_host_rule *rule, int64_t now_ms);
bool cho_host_throttle_has(const cho_host_throttle *t, cho_span name);

typedef enum cho_host_verdict {
    CHO_HOST_PASSES,     /* and was counted */
    CHO_HOST_WAITS,      /* the bucket of its method is too full */
    CHO_HOST_WAITS_LONG, /* the bucket of all methods is */
    CHO_HOST_NEVER       /* a rule has no room for it, however empty */
} cho_host_verdict;

/* Weighs a packet. `is_again`: it was counted as rejected already. When it waits *due_ms is when it might pass. */
cho_host_verdict cho_host_throttle_weigh(cho_host_throttle *t, const char *method, size_t bytes, bool is_again,
                                         int64_t now_ms, int64_t *due_ms);

/* Counts a packet that is not even weighed. */
void cho_host_throttle_reject(cho_host_throttle *t, const char *method);

/* While what waits is sent again: once a packet of a method has to go on waiting, the later ones wait behind it. */
void cho_host_throttle_begin_round(cho_host_throttle *t);
bool cho_host_throttle_is_full(const cho_host_throttle *t, const char *method);

#endif
