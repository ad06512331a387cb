/* SipHash as described by Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012), with one
   round a word and three at the end. */
#include "base/hash.h"

#include "base/word.h"

typedef struct sip_state {
    uint64_t a, b, c, d;
} sip_state;

static inline uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static inline void mix(sip_state *s)
{
    s->a += s->b;
    s->b = rotate(s->b, 13) ^ s->a;
    s->a = rotate(s->a, 32);
    s->c += s->d;
    s->d = rotate(s->d, 16) ^ s->c;
    s->a += s->d;
    s->d = rotate(s->d, 21) ^ s->a;
    s->c += s->b;
    s->b = rotate(s->b, 17) ^ s->c;
    s->c = rotate(s->c, 32);
}

static inline void take_in(sip_state *s, uint64_t word)
{
    s->d ^= word;
    mix(s);
    s->a ^= word;
}

/* The last `len` bytes, fewer than 8, before `end`; where the text is longer, one word holds them all. */
static inline uint64_t load_tail(const unsigned char *end, size_t len, bool is_longer)
{
    uint64_t word = 0;
    if (is_longer)
        return len == 0 ? 0 : cho_word_load(end - 8) >> (64 - 8 * len);
    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)*(end - len + i) << (8 * i);
    return word;
}

uint64_t cho_hash_sip13(uint64_t key0, uint64_t key1, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    sip_state            s = { key0, key1, key0, key1 };
    s.a ^= UINT64_C(0x736f6d6570736575);
    s.b ^= UINT64_C(0x646f72616e646f6d);
    s.c ^= UINT64_C(0x6c7967656e657261);
    s.d ^= UINT64_C(0x7465646279746573);
    for (size_t words = len / 8; words > 0; words--, p += 8)
        take_in(&s, cho_word_load(p));
    take_in(&s, (uint64_t)len << 56 | load_tail(p + len % 8, len % 8, len > 8));

    s.c ^= 0xff;
    mix(&s);
    mix(&s);
    mix(&s);
    return s.a ^ s.b ^ s.c ^ s.d;
}

uint32_t cho_hash(uint64_t seed, const void *bytes, size_t len)
{
    return (uint32_t)cho_hash_sip13(seed, ~seed, bytes, len);
}
