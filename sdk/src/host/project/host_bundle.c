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

/* ---- loading ---- */

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

/* False: no memory. */
static bool add_file(loading *l, const char *name)
{
    const chorus_allocator *heap  = l->bundle->files.slots.heap;
    char                   *bytes = cho_span_dup(heap, (cho_span){ l->bytes.data, l->bytes.len });
    cho_host_bundle_file   *file  = bytes == NULL ? NULL : cho_host_table_add(&l->bundle->files, cho_span_of(name));
    if (file == NULL) {
        cho_release(heap, bytes);
        return false;
    }
    file->bytes = bytes;
    file->len   = l->bytes.len;
    file->mime  = cho_host_mime_of(file->node.id, true);
    snprintf(file->etag, sizeof file->etag, "\"%016llx\"",
             (unsigned long long)cho_hash_sip13(0, 0, l->bytes.data, l->bytes.len));
    l->bundle->total += file->len;
    return true;
}

static bool take_file(void *user, const char *path, const char *name)
{
    loading *l = user;
    if (!cho_host_is_bundle_name(cho_span_of(name)))
        return fail(l, CHORUS_E_INVALID, name, "a name is of letters, digits, '.', '-' and '_', and does not begin with '.'");
    if (cho_host_table_count(&l->bundle->files) >= l->limits->bundle_files)
        return fail(l, CHORUS_E_SIZE, name, "there are more files than this host allows in a bundle");
    cho_buf_clear(&l->bytes);
    switch (cho_file_read(path, l->limits->bundle_file_bytes, &l->bytes)) {
    case CHORUS_OK:
        break;
    case CHORUS_E_MEMORY:
        return fail(l, CHORUS_E_MEMORY, name, "out of memory");
    case CHORUS_E_SIZE:
        return fail(l, CHORUS_E_SIZE, name, "it is larger than this host allows for a file of a bundle");
    default:
        return fail(l, CHORUS_E_NOT_FOUND, name, "it cannot be read");
    }
    if (l->bundle->total + l->bytes.len > l->limits->bundle_bytes)
        return fail(l, CHORUS_E_SIZE, name, "with it the bundle is larger than this host allows");
    return add_file(l, name) || fail(l, CHORUS_E_MEMORY, name, "out of memory");
}

chorus_result cho_host_bundle_load(cho_host_bundle *bundle, const chorus_allocator *heap,
                                   const chorus_host_limits *limits, const char *folder, char *error, size_t error_len)
{
    loading l = { .bundle = bundle, .limits = limits, .error = error, .error_len = error_len };
    *bundle   = (cho_host_bundle){ .total = 0 };
    cho_host_table_init(&bundle->files, heap, 0, sizeof(cho_host_bundle_file));
    cho_buf_init(&l.bytes, heap);
    bool is_read = cho_folder_walk(folder, take_file, &l);
    cho_buf_deinit(&l.bytes);
    if (!is_read && l.result == CHORUS_OK)
        fail(&l, CHORUS_E_NOT_FOUND, folder, "there is no such folder");
    else if (is_read && cho_host_bundle_find(bundle, cho_span_of("")) == NULL)
        fail(&l, CHORUS_E_NOT_FOUND, folder, "there is no index.html");
    if (l.result != CHORUS_OK)
        cho_host_bundle_deinit(bundle);
    return l.result;
}

void cho_host_bundle_deinit(cho_host_bundle *bundle)
{
    const cho_host_bundle_file *file = NULL;
    while ((file = cho_host_table_next(&bundle->files, file)) != NULL)
        cho_release(bundle->files.slots.heap, file->bytes);
    cho_host_table_deinit(&bundle->files);
}

const cho_host_bundle_file *cho_host_bundle_find(const cho_host_bundle *bundle, cho_span name)
{
    return cho_host_table_find(&bundle->files, name.len > 0 ? name : cho_span_of("index.html"));
}
