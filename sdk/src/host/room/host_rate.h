/*
 * host_rate.h - so many a second and no more: a token bucket.
 * Layer    host, lowest. Includes nothing of ours.
 * Thread   one at a time.
 * Memory   the caller's.
 * Trust    no input. Time is handed in, in milliseconds, and never runs backwards.
 */
#ifndef CHO_HOST_RATE_H
#define CHO_HOST_RATE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cho_host_bucket {
    uint32_t rate_per_s;
    uint32_t burst;   /* the most that can come at once */
    int64_t  level;   /* thousandths of a token; below zero: taken in advance */
    int64_t  seen_ms; /* when level was right */
} cho_host_bucket;

/* Starts full. */
void cho_host_bucket_init(cho_host_bucket *b, uint32_t rate_per_s, uint32_t burst, int64_t now_ms);

/* False: too fast, nothing was taken. */
bool cho_host_bucket_take(cho_host_bucket *b, int64_t now_ms);

/* For what must pass: takes one in any case, if need be from the future. */
void cho_host_bucket_force(cho_host_bucket *b, int64_t now_ms);

/* When the next take works; now_ms when it works at once. */
int64_t cho_host_bucket_due_ms(cho_host_bucket *b, int64_t now_ms);

#endif
