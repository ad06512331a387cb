#include "base/alloc.h"

#include <stdlib.h>

static void *alloc_from_c(size_t size, void *user)
{
    (void)user;
    return malloc(size);
}

static void *resize_from_c(void *block, size_t size, void *user)
{
    (void)user;
    return realloc(block, size);
}

static void release_to_c(void *block, void *user)
{
    (void)user;
    free(block);
}

/* What the C library does for a size of 0 differs from one to the next. */
static size_t at_least_one(size_t size)
{
    return size == 0 ? 1 : size;
}

static bool has_every_hook(const chorus_allocator *a)
{
    return a->alloc != NULL && a->resize != NULL && a->release != NULL;
}

bool cho_heap_is_sane(const chorus_allocator *given)
{
    return given == NULL || has_every_hook(given) ||
           (given->alloc == NULL && given->resize == NULL && given->release == NULL);
}

void cho_heap_init(chorus_allocator *out, const chorus_allocator *given)
{
    if (given != NULL && has_every_hook(given))
        *out = *given;
    else
        *out = (chorus_allocator){ alloc_from_c, resize_from_c, release_to_c, NULL };
}

void *cho_alloc(const chorus_allocator *heap, size_t size)
{
    return heap->alloc(at_least_one(size), heap->user);
}

void *cho_alloc_zero(const chorus_allocator *heap, size_t size)
{
    void *block = cho_alloc(heap, size);
    if (block != NULL)
        memset(block, 0, size);
    return block;
}

void *cho_resize(const chorus_allocator *heap, void *block, size_t size)
{
    if (block == NULL)
        return cho_alloc(heap, size);
    return heap->resize(block, at_least_one(size), heap->user);
}

void cho_release(const chorus_allocator *heap, void *block)
{
    if (block != NULL)
        heap->release(block, heap->user);
}
