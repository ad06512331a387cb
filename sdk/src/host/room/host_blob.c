#include "host/room/host_blob.h"

#include "base/alloc.h"

enum { CHUNK = 64 * 1024, FIRST_ROOM = 8 };

struct cho_host_blob {
    const chorus_allocator *heap;
    uint32_t                references;
    uint32_t                chunk_count, chunk_room;
    size_t                  len, total;
    char                  **chunks;
};

cho_host_blob *cho_host_blob_create(const chorus_allocator *heap, size_t total)
{
    cho_host_blob *blob = cho_alloc_zero(heap, sizeof *blob);
    if (blob == NULL)
        return NULL;
    blob->heap       = heap;
    blob->references = 1;
    blob->total      = total;
    return blob;
}

cho_host_blob *cho_host_blob_retain(cho_host_blob *blob)
{
    blob->references++;
    return blob;
}

void cho_host_blob_retire(cho_host_blob *blob)
{
    for (uint32_t i = 0; i < blob->chunk_count; i++)
        cho_release(blob->heap, blob->chunks[i]);
    cho_release(blob->heap, blob->chunks);
    blob->chunks      = NULL;
    blob->chunk_count = 0;
}

void cho_host_blob_release(cho_host_blob *blob)
{
    if (blob == NULL || --blob->references > 0)
        return;
    cho_host_blob_retire(blob);
    cho_release(blob->heap, blob);
}

static bool make_room(cho_host_blob *blob)
{
    if (blob->chunk_count < blob->chunk_room)
        return true;
    uint32_t room   = blob->chunk_room == 0 ? FIRST_ROOM : 2 * blob->chunk_room;
    char   **chunks = cho_resize(blob->heap, blob->chunks, room * sizeof *chunks);
    if (chunks == NULL)
        return false;
    blob->chunks     = chunks;
    blob->chunk_room = room;
    return true;
}

static bool add_chunk(cho_host_blob *blob)
{
    size_t left  = blob->total - blob->len;
    char  *chunk = make_room(blob) ? cho_alloc(blob->heap, left < CHUNK ? left : CHUNK) : NULL;
    if (chunk == NULL)
        return false;
    blob->chunks[blob->chunk_count++] = chunk;
    return true;
}

chorus_result cho_host_blob_append(cho_host_blob *blob, const void *bytes, size_t len)
{
    const char *from = bytes;
    if (len > blob->total - blob->len)
        return CHORUS_E_SIZE;
    while (len > 0) {
        size_t used = blob->len % CHUNK, some = CHUNK - used;
        if (used == 0 && !add_chunk(blob))
            return CHORUS_E_MEMORY;
        some = some < len ? some : len;
        memcpy(blob->chunks[blob->len / CHUNK] + used, from, some);
        blob->len += some;
        from += some;
        len -= some;
    }
    return CHORUS_OK;
}

size_t cho_host_blob_len(const cho_host_blob *blob)
{
    return blob->len;
}

bool cho_host_blob_is_whole(const cho_host_blob *blob)
{
    return blob->len == blob->total;
}

cho_span cho_host_blob_read(const cho_host_blob *blob, size_t at)
{
    size_t used = at % CHUNK, some = CHUNK - used, left = blob->len - at;
    if (blob->chunks == NULL)
        return (cho_span){ NULL, 0 };
    return (cho_span){ blob->chunks[at / CHUNK] + used, some < left ? some : left };
}
