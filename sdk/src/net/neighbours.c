#include "net/neighbours.h"

#include "base/hash.h"

static uint32_t hash_of_owner(const cho_neighbours *n, uint64_t owner)
{
    return cho_hash(n->seed, &owner, sizeof owner);
}

static uint32_t hash_of(const void *context, uint32_t handle)
{
    const cho_neighbours *n   = context;
    const cho_neighbour  *who = cho_slots_at(&n->slots, handle);
    return hash_of_owner(n, who->owner);
}

static bool is_owner(const void *context, uint32_t handle, const void *key)
{
    const cho_neighbours *n   = context;
    const cho_neighbour  *who = cho_slots_at(&n->slots, handle);
    uint64_t              owner;
    memcpy(&owner, key, sizeof owner);
    return who->owner == owner;
}

void cho_neighbours_init(cho_neighbours *n, const chorus_allocator *heap, uint64_t seed)
{
    n->seed       = seed;
    n->idle_count = 0;
    cho_node_init(&n->idle);
    cho_slots_init(&n->slots, heap, sizeof(cho_neighbour), 0);
    cho_index_init(&n->index, heap, hash_of, n);
}

void cho_neighbours_deinit(cho_neighbours *n)
{
    cho_index_deinit(&n->index);
    cho_slots_deinit(&n->slots);
}

static void forget(cho_neighbours *n, cho_neighbour *who)
{
    cho_list_remove(&who->node);
    n->idle_count--;
    (void)cho_index_remove(&n->index, hash_of_owner(n, who->owner), who->handle);
    (void)cho_slots_remove(&n->slots, who->handle);
}

static void put_last(cho_neighbours *n, cho_neighbour *who)
{
    cho_list_remove(&who->node);
    cho_list_append(&n->idle, &who->node);
}

static cho_neighbour *add(cho_neighbours *n, uint64_t owner, uint32_t hash)
{
    uint32_t handle = 0;
    if (n->idle_count >= CHO_NEIGHBOURS_IDLE)
        forget(n, CHO_OWNER_OF(n->idle.next, cho_neighbour, node));
    cho_neighbour *who = cho_slots_add(&n->slots, &handle);
    if (who == NULL)
        return NULL;
    who->owner  = owner;
    who->handle = handle;
    if (!cho_index_put(&n->index, hash, handle)) {
        (void)cho_slots_remove(&n->slots, handle);
        return NULL;
    }
    cho_node_init(&who->node);
    cho_list_append(&n->idle, &who->node);
    n->idle_count++;
    return who;
}

cho_neighbour *cho_neighbours_find(cho_neighbours *n, const cho_ip *ip)
{
    uint64_t owner = cho_ip_owner(ip);
    uint32_t hash  = hash_of_owner(n, owner);
    uint32_t found = cho_index_find(&n->index, hash, is_owner, n, &owner);
    if (found == CHO_INDEX_NONE)
        return add(n, owner, hash);
    cho_neighbour *who = cho_slots_at(&n->slots, found);
    if (who->connections == 0)
        put_last(n, who);
    return who;
}

void cho_neighbours_connect(cho_neighbours *n, cho_neighbour *who)
{
    if (who->connections++ > 0)
        return;
    cho_list_remove(&who->node);
    n->idle_count--;
}

void cho_neighbours_disconnect(cho_neighbours *n, cho_neighbour *who)
{
    if (--who->connections > 0)
        return;
    cho_list_append(&n->idle, &who->node);
    n->idle_count++;
}
