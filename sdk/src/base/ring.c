#include "base/ring.h"

#include "base/alloc.h"

static uint32_t round_up_to_power_of_two(uint32_t n)
{
    uint32_t power = CHO_RING_MIN_BYTES;
    while (power < n)
        power *= 2;
    return power;
}

/* The allocator aligns as malloc does, which is less than a cache line. */
static cho_ring *align_in(void *block)
{
    uintptr_t last = CHO_RING_LINE - 1;
    return (cho_ring *)(((uintptr_t)block + last) & ~last);
}

chorus_result cho_ring_create(const chorus_allocator *heap, uint32_t capacity_bytes, cho_ring **out)
{
    if (capacity_bytes > CHO_RING_MAX_BYTES)
        return CHORUS_E_INVALID;
    uint32_t capacity = round_up_to_power_of_two(capacity_bytes);
    void    *block    = cho_alloc(heap, CHO_RING_LINE - 1 + sizeof(cho_ring) + capacity);
    if (block == NULL)
        return CHORUS_E_MEMORY;

    cho_ring *r = align_in(block);
    memset(r, 0, sizeof *r);
    r->heap  = heap;
    r->block = block;
    r->bytes = (unsigned char *)(r + 1);
    r->mask  = capacity - 1;
    *out     = r;
    return CHORUS_OK;
}

void cho_ring_destroy(cho_ring *r)
{
    if (r != NULL)
        cho_release(r->heap, r->block);
}

bool cho_ring_start_over(cho_ring *r)
{
    uint32_t to_end = cho_ring_bytes_to_end(r, r->write);
    if (!cho_ring_has_room(r, to_end))
        return false;
    *cho_ring_header_at(r, r->write) = CHO_RING_SKIP;
    r->write += to_end;
    return true;
}

uint32_t cho_ring_max_record(const cho_ring *r)
{
    return (r->mask + 1) / 4;
}

uint32_t cho_ring_used(const cho_ring *r)
{
    uint32_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);
    uint32_t head = atomic_load_explicit(&r->head, memory_order_acquire);
    return head - tail;
}

uint32_t cho_ring_high_water(const cho_ring *r)
{
    uint32_t noted = atomic_load_explicit(&r->high_water, memory_order_relaxed);
    uint32_t used  = cho_ring_used(r);
    return used > noted ? used : noted;
}
