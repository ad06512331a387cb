/*
 * slots.h - a table of things with handles that recognise when the thing is gone.
 * Layer    base.
 * Thread   one at a time.
 * Memory   items of one size in chunks that never move: a pointer holds until its item is removed.
 *          4 bytes of overhead an item. Chunks are kept until deinit.
 * Trust    any number may be looked up; a wrong one finds nothing.
 *
 * A handle is slot + 1 in the low 20 bits, a generation in the 9 bits above, and in the top 3 bits
 * the tag of its table, so that tables of different tags never take each other's handles. It is
 * never 0 and never UINT32_MAX (it may be a value of cho_index). A freed slot waits behind all other
 * free ones and comes back with the next generation; a stale handle is recognised for the next 511
 * uses of its slot.
 */
#ifndef CHO_BASE_SLOTS_H
#define CHO_BASE_SLOTS_H

#include <chorus/base.h>

enum {
    CHO_SLOTS_MAX         = 0xfffe0, /* items in one table          */
    CHO_SLOTS_TAG_MAX     = 7,       /* largest tag                 */
    CHO_SLOTS_TAG_SHIFT   = 29,      /* handle >> this is the tag   */
    CHO_SLOTS_NUMBER_MASK = 0xfffff, /* of slot + 1 in a handle     */
    CHO_SLOTS_CHUNK       = 32       /* items in one piece of memory */
};

typedef struct cho_slots {
    const chorus_allocator *heap;
    size_t                  item_size;
    unsigned char         **chunks;
    uint32_t                chunk_count;
    uint32_t                chunk_room; /* entries `chunks` has memory for        */
    uint32_t                count;      /* items alive                            */
    uint32_t                first_free; /* slot + 1 of the oldest free slot, or 0 */
    uint32_t                last_free;  /* slot + 1 of the newest free slot, or 0 */
    uint32_t                tag;
} cho_slots;

/* item_size is the sizeof the items' type, tag 0..CHO_SLOTS_TAG_MAX. Allocates nothing yet. */
void cho_slots_init(cho_slots *s, const chorus_allocator *heap, size_t item_size, uint32_t tag);
void cho_slots_deinit(cho_slots *s);

/* A new item, all zero, and its handle. NULL: no memory or CHO_SLOTS_MAX reached, *handle is untouched. */
void *cho_slots_add(cho_slots *s, uint32_t *handle);

/* The item, or NULL when the handle is stale, was never given, or is 0. */
void *cho_slots_get(const cho_slots *s, uint32_t handle);

/* The item of a handle that is known to be live, such as one that an index gave: half the work, and
   no answer for any other handle. */
static inline void *cho_slots_at(const cho_slots *s, uint32_t handle)
{
    uint32_t slot = (handle & CHO_SLOTS_NUMBER_MASK) - 1;
    return s->chunks[slot / CHO_SLOTS_CHUNK] + slot % CHO_SLOTS_CHUNK * s->item_size;
}

/* False when there is no such item. */
bool cho_slots_remove(cho_slots *s, uint32_t handle);

/* Iteration: start with *handle = 0; each call gives the next item and its handle, NULL at the end.
   The item just visited may be removed on the way. */
void *cho_slots_next(const cho_slots *s, uint32_t *handle);

#endif
