#include "host/room/host_keys.h"

#include "host/room/host_secret.h"

enum { KEY_BYTES = (CHO_HOST_KEY_SIZE - 1) / 2 };

typedef struct join_key {
    cho_host_node     node; /* its id is the key */
    uint32_t          channel;
    int64_t           issued_ms;
    cho_host_identity who;
} join_key;

void cho_host_keys_init(cho_host_keys *keys, const chorus_allocator *heap, uint64_t seed)
{
    cho_host_table_init(&keys->table, heap, seed, sizeof(join_key));
    keys->most    = 0;
    keys->life_ms = 0;
}

void cho_host_keys_deinit(cho_host_keys *keys)
{
    cho_host_table_deinit(&keys->table);
}

static bool is_expired(const cho_host_keys *keys, const join_key *key, int64_t now_ms)
{
    return now_ms - key->issued_ms > keys->life_ms;
}

static void make_room(cho_host_keys *keys, int64_t now_ms)
{
    cho_host_table *table  = &keys->table;
    join_key       *oldest = cho_host_table_next(table, NULL);
    while (oldest != NULL && (is_expired(keys, oldest, now_ms) || cho_host_table_count(table) >= keys->most)) {
        cho_host_table_remove(table, oldest);
        oldest = cho_host_table_next(table, NULL);
    }
}

chorus_result cho_host_keys_issue(cho_host_keys *keys, uint32_t channel, const cho_host_identity *who,
                                  int64_t now_ms, char out[CHO_HOST_KEY_SIZE])
{
    make_room(keys, now_ms);
    if (!cho_host_make_secret(out, KEY_BYTES))
        return CHORUS_E_STATE;
    join_key *key = cho_host_table_add(&keys->table, cho_span_of(out));
    if (key == NULL)
        return CHORUS_E_MEMORY;
    key->channel   = channel;
    key->issued_ms = now_ms;
    key->who       = *who;
    return CHORUS_OK;
}

bool cho_host_keys_take(cho_host_keys *keys, cho_span text, uint32_t channel, int64_t now_ms,
                        cho_host_identity *who)
{
    join_key *key = cho_host_table_find(&keys->table, text);
    if (key == NULL)
        return false;
    bool is_good = !is_expired(keys, key, now_ms) && key->channel == channel;
    *who         = key->who;
    cho_host_table_remove(&keys->table, key);
    return is_good;
}
