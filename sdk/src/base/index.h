/*
 * index.h - find things by key: an open-addressing hash table of uint32 values.
 * Layer    base.
 * Thread   one at a time.
 * Memory   4 bytes a slot, at most three slots in four in use. Keys live with the caller; a value
 *          is whatever leads there, such as an array position or a slot handle.
 * Trust    keys may come from a peer: hash them with cho_hash and a secret seed.
 *
 * The table never compares keys itself: cho_index_find asks `match`, growing and removing ask
 * `hash_of`. Find is inline, so a static `match` is inlined with it.
 */
#ifndef CHO_BASE_INDEX_H
#define CHO_BASE_INDEX_H

#include <chorus/base.h>

#define CHO_INDEX_NONE UINT32_MAX /* never a value */

/* The hash of the key of a stored value; the same number it was put with. */
typedef uint32_t (*cho_index_hash_fn)(const void *context, uint32_t value);

/* True when the thing behind `value` has this key. */
typedef bool (*cho_index_match_fn)(const void *context, uint32_t value, const void *key);

typedef struct cho_index {
    const chorus_allocator *heap;
    cho_index_hash_fn       hash_of;
    const void             *context; /* handed to hash_of; borrowed */
    uint32_t               *slots;   /* NULL until the first put    */
    uint32_t                slot_count;
    uint32_t                count; /* values stored               */
} cho_index;

void cho_index_init(cho_index *ix, const chorus_allocator *heap, cho_index_hash_fn hash_of,
                    const void *context);
void cho_index_deinit(cho_index *ix);

/* Forgets every value; the memory stays. */
void cho_index_clear(cho_index *ix);

/* Room for `count` values in all. False: no memory, and the table is as it was. */
bool cho_index_reserve(cho_index *ix, uint32_t count);

/* Adds a value; whether its key is there already is the caller's to know.
   False: no memory, and the table is as it was. */
bool cho_index_put(cho_index *ix, uint32_t hash, uint32_t value);

/* Takes a value out; false when it is not there. Calls hash_of for neighbours, never for `value`. */
bool cho_index_remove(cho_index *ix, uint32_t hash, uint32_t value);

/* The value with this key, or CHO_INDEX_NONE. */
static inline uint32_t cho_index_find(const cho_index *ix, uint32_t hash, cho_index_match_fn match,
                                      const void *context, const void *key)
{
    if (ix->count == 0)
        return CHO_INDEX_NONE;
    uint32_t mask = ix->slot_count - 1;
    uint32_t at   = hash & mask;
    while (ix->slots[at] != CHO_INDEX_NONE && !match(context, ix->slots[at], key))
        at = (at + 1) & mask;
    return ix->slots[at];
}

#endif
