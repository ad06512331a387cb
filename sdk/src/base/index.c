#include "base/index.h"

#include "base/alloc.h"

#include <assert.h>

enum {
    MIN_SLOTS = 8,
    MAX_SLOTS = 1 << 28 /* a table of 1 GiB */
};

/* At most three slots in four are in use: linear probing stays short, and find meets an empty one. */
static uint32_t room_of(uint32_t slot_count)
{
    return slot_count / 4 * 3;
}

static void place(uint32_t *slots, uint32_t mask, uint32_t hash, uint32_t value)
{
    uint32_t at = hash & mask;
    while (slots[at] != CHO_INDEX_NONE)
        at = (at + 1) & mask;
    slots[at] = value;
}

static void empty_all(uint32_t *slots, uint32_t slot_count)
{
    memset(slots, 0xff, slot_count * sizeof *slots);
}

static bool rebuild(cho_index *ix, uint32_t slot_count)
{
    uint32_t *slots = cho_alloc(ix->heap, slot_count * sizeof *slots);
    if (slots == NULL)
        return false;
    empty_all(slots, slot_count);
    for (uint32_t i = 0; i < ix->slot_count; i++) {
        uint32_t value = ix->slots[i];
        if (value != CHO_INDEX_NONE)
            place(slots, slot_count - 1, ix->hash_of(ix->context, value), value);
    }
    cho_release(ix->heap, ix->slots);
    ix->slots      = slots;
    ix->slot_count = slot_count;
    return true;
}

void cho_index_init(cho_index *ix, const chorus_allocator *heap, cho_index_hash_fn hash_of,
                    const void *context)
{
    *ix = (cho_index){ .heap = heap, .hash_of = hash_of, .context = context };
}

void cho_index_deinit(cho_index *ix)
{
    cho_release(ix->heap, ix->slots);
    cho_index_init(ix, ix->heap, ix->hash_of, ix->context);
}

void cho_index_clear(cho_index *ix)
{
    if (ix->count > 0)
        empty_all(ix->slots, ix->slot_count);
    ix->count = 0;
}

bool cho_index_reserve(cho_index *ix, uint32_t count)
{
    if (count <= room_of(ix->slot_count))
        return true;
    if (count > room_of(MAX_SLOTS))
        return false;
    uint32_t slot_count = ix->slot_count > MIN_SLOTS ? ix->slot_count : MIN_SLOTS;
    while (room_of(slot_count) < count)
        slot_count *= 2;
    return rebuild(ix, slot_count);
}

bool cho_index_put(cho_index *ix, uint32_t hash, uint32_t value)
{
    assert(value != CHO_INDEX_NONE);
    if (!cho_index_reserve(ix, ix->count + 1))
        return false;
    place(ix->slots, ix->slot_count - 1, hash, value);
    ix->count++;
    return true;
}

/* Moves later values of the same run back, so that no search stops early and nothing marks the hole. */
static void close_hole(cho_index *ix, uint32_t hole)
{
    uint32_t mask = ix->slot_count - 1;
    for (uint32_t at = (hole + 1) & mask; ix->slots[at] != CHO_INDEX_NONE; at = (at + 1) & mask) {
        uint32_t home = ix->hash_of(ix->context, ix->slots[at]);
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            ix->slots[hole] = ix->slots[at];
            hole            = at;
        }
    }
    ix->slots[hole] = CHO_INDEX_NONE;
}

bool cho_index_remove(cho_index *ix, uint32_t hash, uint32_t value)
{
    if (ix->count == 0)
        return false;
    uint32_t mask = ix->slot_count - 1;
    uint32_t at   = hash & mask;
    while (ix->slots[at] != CHO_INDEX_NONE && ix->slots[at] != value)
        at = (at + 1) & mask;
    if (ix->slots[at] == CHO_INDEX_NONE)
        return false;
    close_hole(ix, at);
    ix->count--;
    return true;
}
