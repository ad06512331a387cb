#include "net/backoff.h"

#include "base/random.h"

static uint32_t random_from_system(void *user)
{
    uint32_t bits = UINT32_MAX; /* no randomness: wait the longest */
    (void)user;
    (void)cho_random_bytes(&bits, sizeof bits);
    return bits;
}

void cho_backoff_init(cho_backoff *b, uint32_t base_ms, uint32_t cap_ms,
                      uint32_t (*random)(void *user), void *user)
{
    *b = (cho_backoff){ .base_ms = base_ms, .cap_ms = cap_ms, .random = random, .user = user };
    if (random == NULL)
        b->random = random_from_system;
}

static uint32_t longest_wait_ms(const cho_backoff *b)
{
    uint64_t wait = b->tries < 32 ? (uint64_t)b->base_ms << b->tries : UINT64_MAX;
    return wait < b->cap_ms ? (uint32_t)wait : b->cap_ms;
}

uint32_t cho_backoff_next_ms(cho_backoff *b)
{
    uint64_t choices = (uint64_t)longest_wait_ms(b) + 1;
    if (b->tries < UINT32_MAX)
        b->tries++;
    return (uint32_t)((choices * b->random(b->user)) >> 32);
}

void cho_backoff_reset(cho_backoff *b)
{
    b->tries = 0;
}
