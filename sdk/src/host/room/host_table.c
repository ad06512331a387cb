#include "host/room/host_table.h"

#include "base/alloc.h"
#include "base/hash.h"

static uint32_t hash_of(const void *context, uint32_t handle)
{
    const cho_host_table *t    = context;
    const cho_host_node  *node = cho_slots_get(&t->slots, handle);
    return node->hash;
}

static bool has_id(const void *context, uint32_t handle, const void *key)
{
    const cho_host_table *t    = context;
    const cho_host_node  *node = cho_slots_get(&t->slots, handle);
    return cho_span_equal(node->id, *(const cho_span *)key);
}

void cho_host_table_init(cho_host_table *t, const chorus_allocator *heap, uint64_t seed, size_t item_size)
{
    *t = (cho_host_table){ .seed = seed };
    cho_slots_init(&t->slots, heap, item_size, 0);
    cho_index_init(&t->index, heap, hash_of, t);
}

void cho_host_table_deinit(cho_host_table *t)
{
    for (const cho_host_node *node = t->first; node != NULL; node = node->next)
        cho_release(t->slots.heap, (void *)node->id.ptr);
    cho_index_deinit(&t->index);
    cho_slots_deinit(&t->slots);
    t->first = t->last = NULL;
}

uint32_t cho_host_table_count(const cho_host_table *t)
{
    return t->slots.count;
}

static void append(cho_host_table *t, cho_host_node *node)
{
    node->prev = t->last;
    if (t->last != NULL)
        t->last->next = node;
    else
        t->first = node;
    t->last = node;
}

static void unlink_node(cho_host_table *t, cho_host_node *node)
{
    *(node->prev != NULL ? &node->prev->next : &t->first) = node->next;
    *(node->next != NULL ? &node->next->prev : &t->last)  = node->prev;
}

void *cho_host_table_add(cho_host_table *t, cho_span id)
{
    char    *copy = cho_span_dup(t->slots.heap, id);
    uint32_t handle;
    if (copy == NULL)
        return NULL;
    cho_host_node *node = cho_slots_add(&t->slots, &handle);
    if (node == NULL) {
        cho_release(t->slots.heap, copy);
        return NULL;
    }
    node->id     = (cho_span){ copy, id.len };
    node->handle = handle;
    node->hash   = cho_hash(t->seed, id.ptr, id.len);
    if (!cho_index_put(&t->index, node->hash, handle)) {
        cho_slots_remove(&t->slots, handle);
        cho_release(t->slots.heap, copy);
        return NULL;
    }
    append(t, node);
    return node;
}

void cho_host_table_remove(cho_host_table *t, void *item)
{
    cho_host_node *node = item;
    cho_index_remove(&t->index, node->hash, node->handle);
    unlink_node(t, node);
    cho_release(t->slots.heap, (void *)node->id.ptr);
    cho_slots_remove(&t->slots, node->handle);
}

void *cho_host_table_find(const cho_host_table *t, cho_span id)
{
    uint32_t hash   = cho_hash(t->seed, id.ptr, id.len);
    uint32_t handle = cho_index_find(&t->index, hash, has_id, t, &id);
    return handle == CHO_INDEX_NONE ? NULL : cho_slots_get(&t->slots, handle);
}

void *cho_host_table_get(const cho_host_table *t, uint32_t handle)
{
    return cho_slots_get(&t->slots, handle);
}

void *cho_host_table_next(const cho_host_table *t, const void *item)
{
    return item == NULL ? t->first : ((const cho_host_node *)item)->next;
}
