/*
 * ring.h - a queue of variable-length records between exactly two threads.
 * Layer    base.
 * Thread   reserve, commit and publish belong to one thread, the producer; peek, advance and
 *          release to one other, the consumer; the figures below to either. No lock, no wait,
 *          no system call. Create and destroy while nobody else uses the ring.
 * Memory   one block for good. Records are contiguous, 8-aligned, and lie in the ring itself.
 * Trust    both ends are ours. A record longer than cho_ring_max_record is refused.
 *
 *     producer                                  consumer
 *     reserve  - a place for the next record    peek    - the next record
 *     commit   - it is part of the batch        advance - go past it; its bytes stay valid
 *     publish  - the consumer sees the batch    release - the producer may overwrite them
 */
#ifndef CHO_BASE_RING_H
#define CHO_BASE_RING_H

#include <chorus/base.h>

#include <assert.h>
#include <stdatomic.h>

enum { CHO_RING_MIN_BYTES = 4 * 1024, CHO_RING_MAX_BYTES = 1024 * 1024 * 1024 };

typedef struct cho_ring cho_ring;

/* The capacity is rounded up to a power of two. OK, E_INVALID (above the maximum) or E_MEMORY;
   on failure *out is untouched. */
chorus_result cho_ring_create(const chorus_allocator *heap, uint32_t capacity_bytes,
                              cho_ring **out);
void          cho_ring_destroy(cho_ring *r); /* NULL is fine */

/* NULL: not enough room now, or `len` is above the maximum. 0 is a legal length. A second reserve
   without a commit abandons the first. */
static inline void *cho_ring_reserve(cho_ring *r, uint32_t len);

/* Keeps the first `len` bytes of the last reserve, not more than were reserved. */
static inline void cho_ring_commit(cho_ring *r, uint32_t len);
static inline void cho_ring_publish(cho_ring *r);

/* NULL: nothing is waiting, *len is untouched. Peeking again without advance gives the same record. */
static inline const void *cho_ring_peek(cho_ring *r, uint32_t *len);

/* Consumer. True when there is nothing to peek; the cheapest way to ask, for who mostly finds nothing. */
static inline bool cho_ring_is_quiet(const cho_ring *r);

/* Past the record last peeked; does nothing when there is none. */
static inline void cho_ring_advance(cho_ring *r);
static inline void cho_ring_release(cho_ring *r);

/* The longest record that is ever accepted: a quarter of the capacity. It always fits an empty ring. */
uint32_t cho_ring_max_record(const cho_ring *r);

/* Bytes published and not released, headers included. A hint: the other side may be at work. */
uint32_t cho_ring_used(const cho_ring *r);

/* The most that cho_ring_used has been so far. */
uint32_t cho_ring_high_water(const cho_ring *r);

/*
 * The rest of this file is how it works, inline because a call costs as much as the work.
 *
 * Positions count bytes for ever and wrap around with their 32 bits; a position modulo the capacity
 * is an offset into the bytes. The consumer owns what lies from tail to head, the producer the rest.
 *
 * A record is a header of 8 bytes, which holds the length, and its bytes, padded to a multiple of 8.
 * A record that would run over the end of the bytes starts at offset 0 instead, and a header with
 * the length CHO_RING_SKIP says so; offsets are multiples of 8, so that header always has room.
 *
 * Each side works on fields of its own and remembers the other side's last known position, so a
 * shared cache line moves only when that is used up. Head and tail are all the other side reads.
 */
enum {
    CHO_RING_LINE   = 64, /* bytes in a cache line */
    CHO_RING_HEADER = 8
};

#define CHO_RING_SKIP UINT32_MAX

struct cho_ring {
    /* never changes */
    _Alignas(CHO_RING_LINE) const chorus_allocator *heap;
    void          *block; /* what the allocator gave; the ring lies aligned inside */
    unsigned char *bytes;
    uint32_t       mask; /* capacity - 1 */

    /* written by the producer */
    _Alignas(CHO_RING_LINE) _Atomic uint32_t head; /* end of what is published       */
    uint32_t write;                                /* end of what is committed       */
    uint32_t known_tail;

    /* written by the consumer */
    _Alignas(CHO_RING_LINE) _Atomic uint32_t tail; /* end of what is released       */
    uint32_t         read;                         /* end of what is advanced over  */
    uint32_t         peeked;                       /* end of the record last peeked */
    uint32_t         known_head;
    _Atomic uint32_t high_water;
};

static inline uint32_t cho_ring_record_size(uint32_t len)
{
    return CHO_RING_HEADER + ((len + 7) & ~(uint32_t)7);
}

static inline uint32_t cho_ring_bytes_to_end(const cho_ring *r, uint32_t position)
{
    return r->mask + 1 - (position & r->mask);
}

static inline uint32_t *cho_ring_header_at(const cho_ring *r, uint32_t position)
{
    return (uint32_t *)(void *)(r->bytes + (position & r->mask));
}

static inline uint32_t cho_ring_known_room(const cho_ring *r)
{
    return r->mask + 1 - (r->write - r->known_tail);
}

static inline bool cho_ring_has_room(cho_ring *r, uint32_t size)
{
    if (size <= cho_ring_known_room(r))
        return true;
    r->known_tail = atomic_load_explicit(&r->tail, memory_order_acquire);
    return size <= cho_ring_known_room(r);
}

/* Fills the bytes up to the end with a skip; false when even they are not free yet. */
bool cho_ring_start_over(cho_ring *r);

static inline void *cho_ring_reserve(cho_ring *r, uint32_t len)
{
    if (len > (r->mask + 1) / 4)
        return NULL;
    uint32_t size = cho_ring_record_size(len);
    if (size > cho_ring_bytes_to_end(r, r->write) && !cho_ring_start_over(r))
        return NULL;
    if (!cho_ring_has_room(r, size))
        return NULL;
    return (unsigned char *)cho_ring_header_at(r, r->write) + CHO_RING_HEADER;
}

static inline void cho_ring_commit(cho_ring *r, uint32_t len)
{
    uint32_t size = cho_ring_record_size(len);
    assert(size <= cho_ring_bytes_to_end(r, r->write) && size <= cho_ring_known_room(r));
    *cho_ring_header_at(r, r->write) = len;
    r->write += size;
}

static inline void cho_ring_publish(cho_ring *r)
{
    atomic_store_explicit(&r->head, r->write, memory_order_release);
}

static inline bool cho_ring_is_drained(cho_ring *r)
{
    if (r->read != r->known_head)
        return false;
    r->known_head = atomic_load_explicit(&r->head, memory_order_acquire);
    return r->read == r->known_head;
}

static inline bool cho_ring_is_quiet(const cho_ring *r)
{
    return atomic_load_explicit(&r->head, memory_order_relaxed) == r->read;
}

static inline const void *cho_ring_peek(cho_ring *r, uint32_t *len)
{
    while (!cho_ring_is_drained(r)) {
        const uint32_t *header = cho_ring_header_at(r, r->read);
        if (*header != CHO_RING_SKIP) {
            *len      = *header;
            r->peeked = r->read + cho_ring_record_size(*header);
            return (const unsigned char *)header + CHO_RING_HEADER;
        }
        r->read += cho_ring_bytes_to_end(r, r->read);
        r->peeked = r->read;
    }
    return NULL;
}

static inline void cho_ring_advance(cho_ring *r)
{
    r->read = r->peeked;
}

/* The ring is never fuller than just before a release, so this is the only place to look. */
static inline void cho_ring_note_high_water(cho_ring *r, uint32_t tail)
{
    uint32_t used = atomic_load_explicit(&r->head, memory_order_relaxed) - tail;
    if (used > atomic_load_explicit(&r->high_water, memory_order_relaxed))
        atomic_store_explicit(&r->high_water, used, memory_order_relaxed);
}

static inline void cho_ring_release(cho_ring *r)
{
    uint32_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
    if (tail == r->read)
        return;
    cho_ring_note_high_water(r, tail);
    atomic_store_explicit(&r->tail, r->read, memory_order_release);
}

#endif
