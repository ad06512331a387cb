#include "host/project/host_bundle.h"

#include "base/alloc.h"
#include "base/folder.h"
#include "base/hash.h"
#include "host/project/host_mime.h"

#include <stdio.h>

/* ---- names ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool cho_host_is_bundle_name(cho_span name)
{
    char before = '/';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (before == '/' ? !is_letter(c) : !is_letter(c) && c != '.' && c != '/')
            return false;
        before = c;
    }
    return name.len > 0 && name.len <= CHO_HOST_BUNDLE_NAME && before != '/';
}

/* ---- begin and end ---- */

cho_host_bundle *cho_host_bundle_create(const chorus_allocator *heap)
{
    cho_host_bundle *bundle = cho_alloc_zero(heap, sizeof *bundle);
    if (bundle != NULL)
        cho_host_table_init(&bundle->files, heap, 0, sizeof(cho_host_bundle_file));
    return bundle;
}

void cho_host_bundle_destroy(cho_host_bundle *bundle)
{
    const cho_host_bundle_file *file = NULL;
    if (bundle == NULL)
        return;
    const chorus_allocator *heap = bundle->files.slots.heap;
    while ((file = cho_host_table_next(&bundle->files, file)) != NULL)
        cho_host_blob_release(file->blob);
    cho_host_table_deinit(&bundle->files);
    cho_release(heap, bundle);
}

/* ---- files ---- */

static const char name_fault[] = "a name is of letters, digits, '.', '-' and '_', and does not begin with '.'";

const char *cho_host_bundle_fault(const chorus_host_limits *limits, uint64_t files, uint64_t all_bytes, uint64_t bytes)
{
    if (bytes > limits->bundle_file_bytes)
        return "it is larger than this host allows for a file of a bundle";
    if (files > limits->bundle_files)
        return "there are more files than this host allows in a bundle";
    return all_bytes > limits->bundle_bytes ? "with it the bundle is larger than this host allows" : NULL;
}

/* With what it would have. */
static const char *find_fault(const cho_host_bundle *bundle, const chorus_host_limits *limits,
                              const cho_host_bundle_file *file, size_t len)
{
    uint64_t files = cho_host_table_count(&bundle->files) + (file == NULL);
    uint64_t was   = file == NULL ? 0 : cho_host_blob_len(file->blob);
    return limits == NULL ? NULL : cho_host_bundle_fault(limits, files, bundle->total - was + len, len);
}

/* NULL: no memory. */
static cho_host_blob *make_blob(const chorus_allocator *heap, cho_span bytes)
{
    cho_host_blob *blob = cho_host_blob_create(heap, bytes.len);
    if (blob == NULL || cho_host_blob_append(blob, bytes.ptr, bytes.len) == CHORUS_OK)
        return blob;
    cho_host_blob_release(blob);
    return NULL;
}

static void fill_in(cho_host_bundle *bundle, cho_host_bundle_file *file, cho_host_blob *blob, cho_span bytes)
{
    if (file->blob != NULL)
        bundle->total -= cho_host_blob_len(file->blob);
    cho_host_blob_release(file->blob);
    file->blob = blob;
    file->mime = cho_host_mime_of(file->node.id, true);
    snprintf(file->etag, sizeof file->etag, "\"%016llx\"", (unsigned long long)cho_hash_sip13(0, 0, bytes.ptr, bytes.len));
    bundle->total += bytes.len;
}

chorus_result cho_host_bundle_put(cho_host_bundle *bundle, const chorus_host_limits *limits, cho_span name,
                                  cho_span bytes, const char **why)
{
    cho_host_bundle_file *file = cho_host_table_find(&bundle->files, name);
    *why                       = cho_host_is_bundle_name(name) ? NULL : name_fault;
    if (*why != NULL)
        return CHORUS_E_INVALID;
    *why = find_fault(bundle, limits, file, bytes.len);
    if (*why != NULL)
        return CHORUS_E_SIZE;
    *why                = "out of memory";
    cho_host_blob *blob = make_blob(bundle->files.slots.heap, bytes);
    if (blob != NULL && file == NULL)
        file = cho_host_table_add(&bundle->files, name);
    if (blob == NULL || file == NULL) {
        cho_host_blob_release(blob);
        return CHORUS_E_MEMORY;
    }
    fill_in(bundle, file, blob, bytes);
    return CHORUS_OK;
}

void cho_host_bundle_remove(cho_host_bundle *bundle, cho_span name)
{
    cho_host_bundle_file *file = cho_host_table_find(&bundle->files, name);
    if (file == NULL)
        return;
    bundle->total -= cho_host_blob_len(file->blob);
    cho_host_blob_release(file->blob);
    cho_host_table_remove(&bundle->files, file);
}

const cho_host_bundle_file *cho_host_bundle_find(const cho_host_bundle *bundle, cho_span name)
{
    return cho_host_table_find(&bundle->files, name.len > 0 ? name : cho_span_of("index.html"));
}

bool cho_host_bundle_is_shown(const cho_host_bundle *bundle)
{
    return bundle != NULL && cho_host_bundle_find(bundle, cho_span_of("")) != NULL;
}

/* ---- a folder ---- */

typedef struct loading {
    cho_host_bundle          *bundle;
    const chorus_host_limits *limits;
    cho_buf                   bytes; /* of one file */
    chorus_result             result;
    char                     *error;
    size_t                    error_len;
} loading;

static bool fail(loading *l, chorus_result r, const char *name, const char *why)
{
    l->result = r;
    snprintf(l->error, l->error_len, "%s: %s", name, why);
    return false;
}

/* Nothing is read that could not be taken. */
static bool take_file(void *user, const char *path, const char *name)
{
    loading    *l = user;
    const char *why;
    if (!cho_host_is_bundle_name(cho_span_of(name)))
        return fail(l, CHORUS_E_INVALID, name, name_fault);
    cho_buf_clear(&l->bytes);
    chorus_result r = cho_file_read(path, l->limits->bundle_file_bytes, &l->bytes);
    if (r == CHORUS_E_SIZE)
        return fail(l, r, name, cho_host_bundle_fault(l->limits, 0, 0, UINT64_MAX));
    if (r == CHORUS_E_MEMORY)
        return fail(l, r, name, "out of memory");
    if (r != CHORUS_OK)
        return fail(l, CHORUS_E_NOT_FOUND, name, "it cannot be read");
    r = cho_host_bundle_put(l->bundle, l->limits, cho_span_of(name), (cho_span){ l->bytes.data, l->bytes.len }, &why);
    return r == CHORUS_OK || fail(l, r, name, why);
}

chorus_result cho_host_bundle_load(cho_host_bundle *bundle, const chorus_host_limits *limits, const char *folder,
                                   char *error, size_t error_len)
{
    loading l = { .bundle = bundle, .limits = limits, .error = error, .error_len = error_len };
    cho_buf_init(&l.bytes, bundle->files.slots.heap);
    bool is_read = cho_folder_walk(folder, take_file, &l);
    cho_buf_deinit(&l.bytes);
    if (!is_read && l.result == CHORUS_OK)
        fail(&l, CHORUS_E_NOT_FOUND, folder, "there is no such folder");
    else if (is_read && !cho_host_bundle_is_shown(bundle))
        fail(&l, CHORUS_E_NOT_FOUND, folder, "there is no index.html");
    return l.result;
}
