#include "base/arena.h"

#include "base/alloc.h"

#include <stdalign.h>

struct cho_arena_chunk {
    cho_arena_chunk *next;
    size_t           size;
    size_t           used;
    alignas(max_align_t) unsigned char bytes[];
};

static void push(cho_arena_chunk **list, cho_arena_chunk *chunk)
{
    chunk->next = *list;
    *list       = chunk;
}

static cho_arena_chunk *pop(cho_arena_chunk **list)
{
    cho_arena_chunk *chunk = *list;
    *list                  = chunk->next;
    return chunk;
}

static void release_all(cho_arena *a, cho_arena_chunk **list)
{
    while (*list != NULL)
        cho_release(a->heap, pop(list));
}

static size_t room_in(const cho_arena_chunk *chunk)
{
    return chunk == NULL ? 0 : chunk->size - chunk->used;
}

static cho_arena_chunk *take_spare(cho_arena *a, size_t size)
{
    for (cho_arena_chunk **at = &a->spare; *at != NULL; at = &(*at)->next) {
        if ((*at)->size >= size)
            return pop(at);
    }
    return NULL;
}

static cho_arena_chunk *make_chunk(cho_arena *a, size_t size)
{
    if (size < a->chunk_bytes)
        size = a->chunk_bytes;
    if (size > SIZE_MAX - sizeof(cho_arena_chunk))
        return NULL;
    cho_arena_chunk *chunk = cho_alloc(a->heap, sizeof *chunk + size);
    if (chunk != NULL)
        *chunk = (cho_arena_chunk){ .size = size };
    return chunk;
}

static bool open_chunk(cho_arena *a, size_t size)
{
    cho_arena_chunk *chunk = take_spare(a, size);
    if (chunk == NULL)
        chunk = make_chunk(a, size);
    if (chunk == NULL)
        return false;
    push(&a->busy, chunk);
    return true;
}

void cho_arena_init(cho_arena *a, const chorus_allocator *heap, size_t chunk_bytes)
{
    *a = (cho_arena){ .heap = heap, .chunk_bytes = chunk_bytes };
}

void cho_arena_deinit(cho_arena *a)
{
    release_all(a, &a->busy);
    release_all(a, &a->spare);
}

/* Busy chunks run from the newest to the oldest: turned round, the next use meets the same ones. */
void cho_arena_reset(cho_arena *a)
{
    while (a->busy != NULL) {
        cho_arena_chunk *chunk = pop(&a->busy);
        chunk->used            = 0;
        push(&a->spare, chunk);
    }
}

void *cho_arena_alloc(cho_arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        return NULL;
    size = size == 0 ? align : (size + align - 1) & ~(align - 1);
    if (size > room_in(a->busy) && !open_chunk(a, size))
        return NULL;
    void *place = a->busy->bytes + a->busy->used;
    a->busy->used += size;
    return place;
}

chorus_str cho_arena_str(cho_arena *a, const char *ptr, size_t len)
{
    char *copy = len == SIZE_MAX ? NULL : cho_arena_alloc(a, len + 1);
    if (copy == NULL)
        return (chorus_str){ "", 0 };
    if (len > 0)
        memcpy(copy, ptr, len);
    copy[len] = '\0';
    return (chorus_str){ copy, len };
}
