/*
 * crowd_random.h - numbers that look random and are the same for the same seed.
 */
#ifndef CROWD_RANDOM_H
#define CROWD_RANDOM_H

#include <stdint.h>

typedef struct crowd_random {
    uint64_t state;
} crowd_random;

/* The splitmix64 generator: any state will do, also zero. */
static inline uint64_t crowd_random_next(crowd_random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z          = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z          = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The stream of one participant. */
static inline crowd_random crowd_random_of(uint64_t seed, uint32_t number)
{
    crowd_random r = { seed };
    r.state        = crowd_random_next(&r) ^ (uint64_t)number << 17;
    (void)crowd_random_next(&r);
    return r;
}
#endif
