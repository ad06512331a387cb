/*
 * A chunk is its items followed by one mark each. The mark of a live item is its handle. The mark of
 * a free slot is the tag, the generation it will have next and, in the low bits, slot + 1 of the next
 * free one or 0; that is never the slot itself, so a handle equals the mark only while its item lives.
 */
#include "base/slots.h"

#include "base/alloc.h"

#include <assert.h>

#define NUMBER_MASK     (uint32_t)CHO_SLOTS_NUMBER_MASK
#define ONE_GENERATION  UINT32_C(0x00100000)
#define GENERATION_MASK UINT32_C(0x1ff00000)

static_assert(CHO_SLOTS_MAX % CHO_SLOTS_CHUNK == 0, "the last chunk is a whole one");
static_assert(CHO_SLOTS_MAX < NUMBER_MASK, "no handle is UINT32_MAX");
static_assert((GENERATION_MASK | NUMBER_MASK) >> CHO_SLOTS_TAG_SHIFT == 0,
              "the tag has its own bits");

static uint32_t *mark_at(const cho_slots *s, uint32_t slot)
{
    unsigned char *marks = s->chunks[slot / CHO_SLOTS_CHUNK] + CHO_SLOTS_CHUNK * s->item_size;
    return (uint32_t *)(void *)marks + slot % CHO_SLOTS_CHUNK;
}

static uint32_t slot_count(const cho_slots *s)
{
    return s->chunk_count * CHO_SLOTS_CHUNK;
}

static uint32_t number_of(uint32_t mark)
{
    return mark & NUMBER_MASK;
}

static uint32_t without_number(uint32_t mark)
{
    return mark & ~NUMBER_MASK;
}

/* The mark of a slot, without number, for the use that follows the one with this handle. */
static uint32_t next_generation(const cho_slots *s, uint32_t handle)
{
    return s->tag << CHO_SLOTS_TAG_SHIFT | ((handle + ONE_GENERATION) & GENERATION_MASK);
}

static void append_free(cho_slots *s, uint32_t number)
{
    if (s->last_free != 0)
        *mark_at(s, s->last_free - 1) |= number;
    else
        s->first_free = number;
    s->last_free = number;
}

static uint32_t take_free(cho_slots *s)
{
    uint32_t number = s->first_free;
    s->first_free   = number_of(*mark_at(s, number - 1));
    if (s->first_free == 0)
        s->last_free = 0;
    return number;
}

static bool reserve_chunk_entry(cho_slots *s)
{
    if (s->chunk_count < s->chunk_room)
        return true;
    uint32_t        room   = s->chunk_room == 0 ? 4 : 2 * s->chunk_room;
    unsigned char **chunks = cho_resize(s->heap, s->chunks, room * sizeof *chunks);
    if (chunks == NULL)
        return false;
    s->chunks     = chunks;
    s->chunk_room = room;
    return true;
}

static bool add_chunk(cho_slots *s)
{
    uint32_t first = slot_count(s);
    if (first == CHO_SLOTS_MAX || !reserve_chunk_entry(s))
        return false;
    unsigned char *chunk =
        cho_alloc_zero(s->heap, CHO_SLOTS_CHUNK * (s->item_size + sizeof(uint32_t)));
    if (chunk == NULL)
        return false;
    s->chunks[s->chunk_count++] = chunk;
    for (uint32_t slot = first; slot < first + CHO_SLOTS_CHUNK; slot++) {
        *mark_at(s, slot) = s->tag << CHO_SLOTS_TAG_SHIFT;
        append_free(s, slot + 1);
    }
    return true;
}

void cho_slots_init(cho_slots *s, const chorus_allocator *heap, size_t item_size, uint32_t tag)
{
    assert(tag <= CHO_SLOTS_TAG_MAX);
    *s = (cho_slots){ .heap = heap, .item_size = item_size, .tag = tag };
}

void cho_slots_deinit(cho_slots *s)
{
    for (uint32_t i = 0; i < s->chunk_count; i++)
        cho_release(s->heap, s->chunks[i]);
    cho_release(s->heap, s->chunks);
    cho_slots_init(s, s->heap, s->item_size, s->tag);
}

void *cho_slots_add(cho_slots *s, uint32_t *handle)
{
    if (s->first_free == 0 && !add_chunk(s))
        return NULL;
    uint32_t  number = take_free(s);
    uint32_t *mark   = mark_at(s, number - 1);
    *mark            = without_number(*mark) | number;
    *handle          = *mark;
    s->count++;
    return memset(cho_slots_at(s, *handle), 0, s->item_size);
}

void *cho_slots_get(const cho_slots *s, uint32_t handle)
{
    uint32_t number = number_of(handle);
    if (number == 0 || number > slot_count(s) || *mark_at(s, number - 1) != handle)
        return NULL;
    return cho_slots_at(s, handle);
}

bool cho_slots_remove(cho_slots *s, uint32_t handle)
{
    if (cho_slots_get(s, handle) == NULL)
        return false;
    uint32_t number         = number_of(handle);
    *mark_at(s, number - 1) = next_generation(s, handle);
    append_free(s, number);
    s->count--;
    return true;
}

void *cho_slots_next(const cho_slots *s, uint32_t *handle)
{
    for (uint32_t slot = number_of(*handle); slot < slot_count(s); slot++) {
        uint32_t mark = *mark_at(s, slot);
        if (number_of(mark) == slot + 1) {
            *handle = mark;
            return cho_slots_at(s, mark);
        }
    }
    return NULL;
}
