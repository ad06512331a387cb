/*
 * host_table.h - things with an id, in the order of their creation.
 * Layer    host. Includes base/ only.
 * Thread   one at a time.
 * Memory   owns the items and copies of their ids; an item never moves. What else an item owns is
 *          the caller's to free before it is removed.
 * Trust    ids are any bytes of any length; the hash is keyed, so nobody can make them collide.
 */
#ifndef CHO_HOST_TABLE_H
#define CHO_HOST_TABLE_H

#include "base/index.h"
#include "base/slots.h"
#include "base/span.h"

/* The first member of every item. */
typedef struct cho_host_node {
    struct cho_host_node *prev, *next; /* older, newer */
    cho_span              id;          /* NUL-terminated */
    uint32_t              handle;      /* recognised as stale after the item is removed */
    uint32_t              hash;
} cho_host_node;

typedef struct cho_host_table {
    cho_slots      slots;
    cho_index      index;
    uint64_t       seed;
    cho_host_node *first, *last;
} cho_host_table;

/* Allocates nothing yet. The table stays where it is until deinit. item_size: of a struct that begins
   with a cho_host_node. */
void cho_host_table_init(cho_host_table *t, const chorus_allocator *heap, uint64_t seed, size_t item_size);
void cho_host_table_deinit(cho_host_table *t);

uint32_t cho_host_table_count(const cho_host_table *t);

/* A new item at the end, zero but for its node. Whether the id is taken is the caller's to know.
   NULL: no memory, and the table is as it was. */
void *cho_host_table_add(cho_host_table *t, cho_span id);
void  cho_host_table_remove(cho_host_table *t, void *item);

/* NULL: there is none. */
void *cho_host_table_find(const cho_host_table *t, cho_span id);
void *cho_host_table_get(const cho_host_table *t, uint32_t handle);

/* Begin with `item` NULL: the oldest. NULL at the end. */
void *cho_host_table_next(const cho_host_table *t, const void *item);

#endif
