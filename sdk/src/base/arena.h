/*
 * arena.h - memory that is given back all at once.
 * Layer    base.
 * Thread   one at a time.
 * Memory   owns chunks; a reset keeps them, so what repeats itself stops allocating.
 * Trust    any size: one that does not fit is missing memory.
 */
#ifndef CHO_BASE_ARENA_H
#define CHO_BASE_ARENA_H

#include <chorus/base.h>

typedef struct cho_arena_chunk cho_arena_chunk;

typedef struct cho_arena {
    const chorus_allocator *heap;
    size_t                  chunk_bytes; /* the least a new chunk holds                */
    cho_arena_chunk        *busy;        /* chunks in use; the first is being filled   */
    cho_arena_chunk        *spare;       /* empty chunks, in the order of their last use */
} cho_arena;

/* Allocates nothing yet. */
void cho_arena_init(cho_arena *a, const chorus_allocator *heap, size_t chunk_bytes);
void cho_arena_deinit(cho_arena *a);

/* Everything given out so far ends here. */
void cho_arena_reset(cho_arena *a);

/* Aligned for any type, valid until reset; NULL: no memory. */
void *cho_arena_alloc(cho_arena *a, size_t size);

/* A NUL-terminated copy, valid until reset. No memory: the empty string, which is valid for ever. */
chorus_str cho_arena_str(cho_arena *a, const char *ptr, size_t len);

#endif
