#include "host/room/host_transactions.h"

#include "base/uuid.h"

void cho_host_transactions_init(cho_host_transactions *all, const chorus_allocator *heap, uint64_t seed,
                                const chorus_host_limits *limits)
{
    all->limits = limits;
    cho_host_table_init(&all->table, heap, seed, sizeof(cho_host_transaction));
}

void cho_host_transactions_deinit(cho_host_transactions *all)
{
    cho_host_transactions_clear(all);
    cho_host_table_deinit(&all->table);
}

void cho_host_transactions_clear(cho_host_transactions *all)
{
    while (all->table.first != NULL)
        cho_host_transaction_drop((cho_host_transaction *)(void *)all->table.first);
}

/* ---- open ---- */

static bool is_expired(const cho_host_transaction *t, int64_t now_ms)
{
    return now_ms >= t->expires_ms;
}

static void make_room(cho_host_transactions *all, const cho_host_user *payer, int64_t now_ms)
{
    cho_host_transaction *oldest;
    while ((oldest = cho_host_table_next(&all->table, NULL)) != NULL && is_expired(oldest, now_ms))
        cho_host_transaction_drop(oldest);
    if (payer->open_count >= all->limits->open_transactions)
        cho_host_transaction_drop(payer->oldest_open);
}

static void link_to_payer(cho_host_transaction *t, cho_host_user *payer)
{
    t->payer = payer;
    t->older = payer->last_open;
    *(t->older != NULL ? &t->older->newer : &payer->oldest_open) = t;
    payer->last_open = t;
    payer->open_count++;
}

chorus_result cho_host_transactions_open(cho_host_transactions *all, cho_host_user *payer, uint64_t cost,
                                         int64_t now_ms, cho_host_transaction **out)
{
    char id[CHO_UUID_TEXT_SIZE];
    if (payer->sparks < cost)
        return CHORUS_E_REJECTED;
    if (!cho_uuid_make(id))
        return CHORUS_E_STATE;
    make_room(all, payer, now_ms);
    cho_host_transaction *t = cho_host_table_add(&all->table, cho_span_of(id));
    if (t == NULL)
        return CHORUS_E_MEMORY;
    t->home       = all;
    t->cost       = cost;
    t->expires_ms = now_ms + all->limits->transaction_ms;
    link_to_payer(t, payer);
    *out = t;
    return CHORUS_OK;
}

/* ---- the end of one ---- */

void cho_host_transaction_drop(cho_host_transaction *t)
{
    cho_host_user *payer = t->payer;
    *(t->older != NULL ? &t->older->newer : &payer->oldest_open) = t->newer;
    *(t->newer != NULL ? &t->newer->older : &payer->last_open)   = t->older;
    payer->open_count--;
    cho_host_table_remove(&t->home->table, t);
}

cho_host_transaction *cho_host_transactions_find(const cho_host_transactions *all, cho_span id, int64_t now_ms)
{
    cho_host_transaction *t = cho_host_table_find(&all->table, id);
    return t == NULL || is_expired(t, now_ms) ? NULL : t;
}

chorus_result cho_host_transactions_capture(cho_host_transactions *all, cho_span id, int64_t now_ms,
                                            cho_host_user **payer)
{
    cho_host_transaction *t = cho_host_transactions_find(all, id, now_ms);
    if (t == NULL)
        return CHORUS_E_NOT_FOUND;
    if (t->payer->sparks < t->cost)
        return CHORUS_E_REJECTED;
    *payer = t->payer;
    t->payer->sparks -= t->cost;
    cho_host_transaction_drop(t);
    return CHORUS_OK;
}
