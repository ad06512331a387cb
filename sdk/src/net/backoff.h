/*
 * backoff.h - how long to wait before the next try: full jitter.
 * Layer    net. May include base/ only.
 * Thread   any, one at a time.
 * Memory   the caller's; nothing to free.
 * Trust    the caller's figures; a peer has none here.
 */
#ifndef CHO_NET_BACKOFF_H
#define CHO_NET_BACKOFF_H

#include <chorus/base.h>

typedef struct cho_backoff {
    uint32_t base_ms, cap_ms;
    uint32_t tries; /* calls of cho_backoff_next_ms() since the last reset */
    uint32_t (*random)(void *user);
    void *user;
} cho_backoff;

/* random gives 32 even bits; NULL takes them from the operating system. */
void cho_backoff_init(cho_backoff *b, uint32_t base_ms, uint32_t cap_ms,
                      uint32_t (*random)(void *user), void *user);
/* Evenly drawn from 0..min(cap, base * 2^tries), then counts the try. */
uint32_t cho_backoff_next_ms(cho_backoff *b);
void     cho_backoff_reset(cho_backoff *b);
#endif
