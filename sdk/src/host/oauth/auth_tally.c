#include "host/oauth/auth_tally.h"

typedef struct counted {
    cho_host_node node; /* its id is the key */
    uint32_t      times;
    int64_t       since_ms;
} counted;

void cho_auth_tally_init(cho_auth_tally *t, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits, int64_t within_ms)
{
    cho_host_table_init(&t->table, heap, seed, sizeof(counted));
    t->limits    = limits;
    t->most      = 0;
    t->within_ms = within_ms;
}

void cho_auth_tally_deinit(cho_auth_tally *t)
{
    cho_host_table_deinit(&t->table);
}

static bool is_over(const cho_auth_tally *t, const counted *c, int64_t now_ms)
{
    return now_ms - c->since_ms >= t->within_ms;
}

/* The oldest stand in front. */
static void make_room(cho_auth_tally *t, int64_t now_ms)
{
    counted *oldest = cho_host_table_next(&t->table, NULL);
    while (oldest != NULL && (is_over(t, oldest, now_ms) || cho_host_table_count(&t->table) >= t->limits->remembered_tries)) {
        cho_host_table_remove(&t->table, oldest);
        oldest = cho_host_table_next(&t->table, NULL);
    }
}

void cho_auth_tally_add(cho_auth_tally *t, cho_span key, int64_t now_ms)
{
    make_room(t, now_ms);
    counted *c = cho_host_table_find(&t->table, key);
    if (c == NULL)
        c = cho_host_table_add(&t->table, key);
    if (c == NULL)
        return;
    if (c->times++ == 0)
        c->since_ms = now_ms;
}

int64_t cho_auth_tally_wait_ms(cho_auth_tally *t, cho_span key, int64_t now_ms)
{
    const counted *c = cho_host_table_find(&t->table, key);
    if (c == NULL || c->times < t->most || is_over(t, c, now_ms))
        return 0;
    return c->since_ms + t->within_ms - now_ms;
}
