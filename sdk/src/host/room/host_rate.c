#include "host/room/host_rate.h"

enum { ONE_TOKEN = 1000 };

static void refill(cho_host_bucket *b, int64_t now_ms)
{
    int64_t full    = (int64_t)b->burst * ONE_TOKEN;
    int64_t missing = full - b->level;
    int64_t passed  = now_ms - b->seen_ms;
    b->seen_ms      = now_ms;
    /* A long pause fills the bucket whatever its length: nothing to multiply, nothing to overflow. */
    if (passed >= missing / b->rate_per_s + 1)
        b->level = full;
    else if (passed > 0)
        b->level += passed * b->rate_per_s;
}

void cho_host_bucket_init(cho_host_bucket *b, uint32_t rate_per_s, uint32_t burst, int64_t now_ms)
{
    b->rate_per_s = rate_per_s > 0 ? rate_per_s : 1;
    b->burst      = burst > 0 ? burst : 1;
    b->level      = (int64_t)b->burst * ONE_TOKEN;
    b->seen_ms    = now_ms;
}

bool cho_host_bucket_take(cho_host_bucket *b, int64_t now_ms)
{
    refill(b, now_ms);
    if (b->level < ONE_TOKEN)
        return false;
    b->level -= ONE_TOKEN;
    return true;
}

void cho_host_bucket_force(cho_host_bucket *b, int64_t now_ms)
{
    int64_t lowest = -(int64_t)b->burst * ONE_TOKEN;
    refill(b, now_ms);
    b->level -= ONE_TOKEN;
    if (b->level < lowest)
        b->level = lowest;
}

int64_t cho_host_bucket_due_ms(cho_host_bucket *b, int64_t now_ms)
{
    refill(b, now_ms);
    int64_t missing = ONE_TOKEN - b->level;
    if (missing <= 0)
        return now_ms;
    return now_ms + (missing + b->rate_per_s - 1) / b->rate_per_s;
}
