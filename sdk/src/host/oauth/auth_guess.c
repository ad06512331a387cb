#include "host/oauth/auth_guess.h"

enum { WRONG_BURST_S = 30 };

void cho_auth_guess_init(cho_auth_guess *g, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits, int64_t now_ms)
{
    cho_auth_tally_init(&g->accounts, heap, seed, limits, CHO_AUTH_WRONG_WITHIN_MS);
    cho_auth_tally_init(&g->places, heap, seed, limits, CHO_AUTH_WRONG_WITHIN_MS);
    cho_auth_guess_take_limits(g, limits, now_ms);
}

void cho_auth_guess_take_limits(cho_auth_guess *g, const chorus_host_limits *limits, int64_t now_ms)
{
    uint32_t rate    = limits->wrong_codes_per_s;
    g->accounts.most = limits->wrong_codes_per_account;
    g->places.most   = limits->wrong_codes_per_address;
    cho_host_bucket_init(&g->everybody, rate, WRONG_BURST_S * rate, now_ms);
}

void cho_auth_guess_deinit(cho_auth_guess *g)
{
    cho_auth_tally_deinit(&g->accounts);
    cho_auth_tally_deinit(&g->places);
}

static cho_span key_of(const uint32_t *account)
{
    return (cho_span){ (const char *)account, sizeof *account };
}

int64_t cho_auth_guess_siege_ms(cho_auth_guess *g, int64_t now_ms)
{
    return cho_host_bucket_due_ms(&g->everybody, now_ms) - now_ms;
}

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t cho_auth_guess_wait_ms(cho_auth_guess *g, uint32_t account, cho_host_network place, int64_t now_ms)
{
    int64_t own = later_of(cho_auth_tally_wait_ms(&g->accounts, key_of(&account), now_ms),
                           cho_auth_tally_wait_ms(&g->places, cho_host_network_key(&place), now_ms));
    return later_of(own, cho_auth_guess_siege_ms(g, now_ms));
}

void cho_auth_guess_count(cho_auth_guess *g, uint32_t account, cho_host_network place, int64_t now_ms)
{
    cho_auth_tally_add(&g->accounts, key_of(&account), now_ms);
    cho_auth_tally_add(&g->places, cho_host_network_key(&place), now_ms);
    (void)cho_host_bucket_take(&g->everybody, now_ms);
}
