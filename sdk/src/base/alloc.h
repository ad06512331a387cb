/*
 * alloc.h - every heap block of the library goes through these five calls.
 * Layer    base, lowest file. Includes the public base header only.
 * Thread   any; the hooks themselves promise to be safe for two threads at once.
 * Memory   a block goes back to the allocator it came from.
 * Trust    sizes are checked by the caller; NULL is an answer, not a crash.
 */
#ifndef CHO_BASE_ALLOC_H
#define CHO_BASE_ALLOC_H

#include <chorus/base.h>

/* True when all three functions are there or none, or `given` is NULL. */
bool cho_heap_is_sane(const chorus_allocator *given);

/* Copies a sane `given`; anything else, and one without functions, means the C library's heap. */
void cho_heap_init(chorus_allocator *out, const chorus_allocator *given);

/* NULL: no memory. A size of 0 gives a block too. */
void *cho_alloc(const chorus_allocator *heap, size_t size);
void *cho_alloc_zero(const chorus_allocator *heap, size_t size);

/* NULL: no memory, and `block` is as it was. A NULL `block` is a new one. */
void *cho_resize(const chorus_allocator *heap, void *block, size_t size);

/* NULL is fine. */
void cho_release(const chorus_allocator *heap, void *block);

#endif
