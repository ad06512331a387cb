#include "crowd_tally.h"

/* ---- codes ---- */

void crowd_codes_add(crowd_codes *codes, uint32_t code)
{
    size_t i = 0;
    while (i < codes->count && codes->code[i] != code)
        i++;
    if (i == CROWD_CODES_MAX)
        i--;
    if (i == codes->count) {
        codes->code[i]  = code;
        codes->times[i] = 0;
        codes->count++;
    }
    codes->times[i]++;
}

uint64_t crowd_codes_sum(const crowd_codes *codes)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < codes->count; i++)
        sum += codes->times[i];
    return sum;
}

/* ---- durations ---- */

/* Up to 64 ns one bucket each, then 32 for every doubling. */
static size_t bucket_of(uint64_t ns)
{
    unsigned shift = 0;
    while (ns >> shift >= 64)
        shift++;
    size_t bucket = shift == 0 ? (size_t)ns : 32 * shift + (size_t)(ns >> shift);
    return bucket < CROWD_BUCKETS ? bucket : CROWD_BUCKETS - 1;
}

static uint64_t end_of(size_t bucket)
{
    if (bucket < 64)
        return bucket;
    size_t shift = bucket / 32 - 1;
    return ((bucket % 32 + 33) << shift) - 1;
}

void crowd_spread_add(crowd_spread *s, uint64_t ns)
{
    s->bucket[bucket_of(ns)]++;
    s->count++;
    s->longest_ns = ns > s->longest_ns ? ns : s->longest_ns;
}

uint64_t crowd_spread_ns(const crowd_spread *s, double part)
{
    double   wanted = (double)s->count * part;
    uint64_t seen   = 0;
    for (size_t i = 0; i < CROWD_BUCKETS; i++) {
        seen += s->bucket[i];
        if (seen > 0 && (double)seen >= wanted)
            return end_of(i) < s->longest_ns ? end_of(i) : s->longest_ns;
    }
    return 0;
}

/* ---- broadcasts ---- */

static crowd_broadcast *find_broadcast(crowd_tally *t, uint64_t sent_ns)
{
    crowd_broadcast *latest = &t->broadcasts[(t->broadcast_count + CROWD_BROADCASTS_MAX - 1) % CROWD_BROADCASTS_MAX];
    if (latest->sent_ns == sent_ns)
        return latest;
    for (size_t i = 0; i < CROWD_BROADCASTS_MAX; i++) {
        if (t->broadcasts[i].sent_ns == sent_ns)
            return &t->broadcasts[i];
    }
    crowd_broadcast *fresh = &t->broadcasts[t->broadcast_count++ % CROWD_BROADCASTS_MAX];
    *fresh                 = (crowd_broadcast){ .sent_ns = sent_ns };
    return fresh;
}

void crowd_tally_broadcast(crowd_tally *t, uint64_t sent_ns, uint64_t now_ns)
{
    if (sent_ns == 0 || sent_ns > now_ns)
        return;
    crowd_broadcast *b    = find_broadcast(t, sent_ns);
    uint64_t         took = now_ns - sent_ns;
    b->delivered++;
    b->last_ns = took > b->last_ns ? took : b->last_ns;
    crowd_spread_add(&t->event, took);
}
