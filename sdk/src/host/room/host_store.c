#include "host/room/host_store.h"

#include "base/alloc.h"
#include "host/room/host_secret.h"

typedef struct permit {
    cho_host_node node; /* its id is what is to be shown */
    int64_t       issued_ms;
    size_t        path_len;
    char          path[CHO_HOST_FILE_PATH_MAX];
} permit;

/* ---- paths ---- */

static bool is_segment(const char *text, size_t len)
{
    bool is_dots = (len == 1 && text[0] == '.') || (len == 2 && text[0] == '.' && text[1] == '.');
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < 0x20 || c == 0x7f || c == '\\')
            return false;
    }
    return len > 0 && !is_dots;
}

bool cho_host_is_file_path(cho_span path)
{
    const char *end = path.ptr + path.len, *at = path.ptr;
    if (path.len == 0 || path.len > CHO_HOST_FILE_PATH_MAX)
        return false;
    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        if (!is_segment(at, (size_t)((slash != NULL ? slash : end) - at)))
            return false;
        if (slash == NULL)
            return true;
        at = slash + 1;
    }
}

/* ---- the store ---- */

void cho_host_store_init(cho_host_store *store, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits)
{
    *store = (cho_host_store){ .heap = heap, .limits = limits };
    cho_host_table_init(&store->files, heap, seed, sizeof(cho_host_file));
    cho_host_table_init(&store->permits, heap, seed, sizeof(permit));
}

void cho_host_store_deinit(cho_host_store *store)
{
    cho_host_store_clear(store);
    cho_host_table_deinit(&store->files);
    cho_host_table_deinit(&store->permits);
}

/* What a file counts for: the larger of what it is and what it is to become. A file that is neither is gone. */
static void charge(cho_host_store *store, cho_host_file *file)
{
    size_t is_bytes = file->blob != NULL ? cho_host_blob_len(file->blob) : 0;
    size_t to_bytes = file->upload != NULL ? file->upload->total : 0;
    store->used -= file->charged;
    file->charged = is_bytes > to_bytes ? is_bytes : to_bytes;
    store->used += file->charged;
    if (file->blob == NULL && file->upload == NULL)
        cho_host_table_remove(&store->files, file);
}

static void drop_content(cho_host_file *file)
{
    if (file->blob == NULL)
        return;
    cho_host_blob_retire(file->blob);
    cho_host_blob_release(file->blob);
    file->blob = NULL;
}

static void give_up(cho_host_upload *upload)
{
    cho_host_blob_release(upload->blob);
    upload->file->upload = NULL;
    upload->file         = NULL;
    upload->blob         = NULL;
}

void cho_host_store_clear(cho_host_store *store)
{
    for (cho_host_file *file; (file = cho_host_table_next(&store->files, NULL)) != NULL;) {
        if (file->upload != NULL)
            give_up(file->upload);
        drop_content(file);
        charge(store, file);
    }
    for (permit *p; (p = cho_host_table_next(&store->permits, NULL)) != NULL;)
        cho_host_table_remove(&store->permits, p);
}

const cho_host_file *cho_host_store_find(const cho_host_store *store, cho_span path)
{
    const cho_host_file *file = cho_host_table_find(&store->files, path);
    return file != NULL && file->blob != NULL ? file : NULL;
}

void cho_host_store_remove(cho_host_store *store, cho_span path)
{
    cho_host_file *file = cho_host_table_find(&store->files, path);
    if (file == NULL)
        return;
    drop_content(file);
    charge(store, file);
}

/* ---- permits ---- */

static bool is_expired(const cho_host_store *store, const permit *p, int64_t now_ms)
{
    return now_ms - p->issued_ms > store->limits->upload_permit_ms;
}

static void make_room(cho_host_store *store, int64_t now_ms)
{
    cho_host_table *table  = &store->permits;
    permit         *oldest = cho_host_table_next(table, NULL);
    while (oldest != NULL && (is_expired(store, oldest, now_ms)
                              || cho_host_table_count(table) >= store->limits->upload_permits)) {
        cho_host_table_remove(table, oldest);
        oldest = cho_host_table_next(table, NULL);
    }
}

chorus_result cho_host_store_permit(cho_host_store *store, cho_span path, int64_t now_ms,
                                    char out[CHO_HOST_PERMIT_SIZE])
{
    make_room(store, now_ms);
    if (!cho_host_make_secret(out, (CHO_HOST_PERMIT_SIZE - 1) / 2))
        return CHORUS_E_STATE;
    permit *p = cho_host_table_add(&store->permits, cho_span_of(out));
    if (p == NULL)
        return CHORUS_E_MEMORY;
    p->issued_ms = now_ms;
    p->path_len  = path.len;
    memcpy(p->path, path.ptr, path.len);
    return CHORUS_OK;
}

bool cho_host_store_is_permitted(const cho_host_store *store, cho_span path, cho_span text, int64_t now_ms)
{
    const permit *p = cho_host_table_find(&store->permits, text);
    return p != NULL && !is_expired(store, p, now_ms) && cho_span_equal(path, (cho_span){ p->path, p->path_len });
}

/* ---- uploads ---- */

static bool fits(const cho_host_store *store, const cho_host_file *file, size_t total)
{
    const chorus_host_limits *limits   = store->limits;
    uint64_t                  is_bytes = file != NULL && file->blob != NULL ? cho_host_blob_len(file->blob) : 0;
    uint64_t                  others   = store->used - (file != NULL ? file->charged : 0);
    bool is_known = file != NULL || cho_host_table_count(&store->files) < limits->files_per_game;
    return is_known && others + (total > is_bytes ? total : is_bytes) <= limits->file_quota_bytes;
}

chorus_result cho_host_upload_begin(cho_host_upload *upload, cho_host_store *store, cho_span path, size_t total)
{
    cho_host_file *file = cho_host_table_find(&store->files, path);
    *upload             = (cho_host_upload){ .store = store, .total = total };
    if (!fits(store, file, total))
        return CHORUS_E_SIZE;
    upload->blob = cho_host_blob_create(store->heap, total);
    if (upload->blob != NULL && file == NULL)
        file = cho_host_table_add(&store->files, path);
    if (upload->blob == NULL || file == NULL) {
        cho_host_upload_drop(upload);
        return CHORUS_E_MEMORY;
    }
    if (file->upload != NULL)
        give_up(file->upload);
    upload->file = file;
    file->upload = upload;
    charge(store, file);
    return CHORUS_OK;
}

chorus_result cho_host_upload_add(cho_host_upload *upload, const void *bytes, size_t len)
{
    return upload->file == NULL ? CHORUS_E_STATE : cho_host_blob_append(upload->blob, bytes, len);
}

chorus_result cho_host_upload_finish(cho_host_upload *upload)
{
    cho_host_file *file = upload->file;
    if (file == NULL)
        return CHORUS_E_STATE;
    if (!cho_host_blob_is_whole(upload->blob))
        return CHORUS_E_SIZE;
    drop_content(file);
    file->blob   = upload->blob;
    file->serial = ++upload->store->serial;
    file->upload = NULL;
    upload->blob = NULL;
    upload->file = NULL;
    charge(upload->store, file);
    return CHORUS_OK;
}

void cho_host_upload_drop(cho_host_upload *upload)
{
    cho_host_file *file = upload->file;
    if (file != NULL) {
        give_up(upload);
        charge(upload->store, file);
    }
    cho_host_blob_release(upload->blob);
    upload->blob = NULL;
}
