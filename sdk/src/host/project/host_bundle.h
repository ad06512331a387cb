/*
 * host_bundle.h - the custom controls of a project version: files a browser shows, in memory.
 * Layer    host. May include host_table.h and below.
 * Thread   one at a time.
 * Memory   owns the files; at most bundle_bytes of the limits. Whoever is still being sent one holds its bytes.
 * Trust    the files are the game author's and may say anything; they are only ever handed out, and found by their
 *          exact name. Names asked for are hostile.
 */
#ifndef CHO_HOST_BUNDLE_H
#define CHO_HOST_BUNDLE_H

#include "host/room/host_blob.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum {
    CHO_HOST_BUNDLE_NAME = 200,
    CHO_HOST_BUNDLE_TAG  = 24
};

typedef struct cho_host_bundle_file {
    cho_host_node  node; /* its id is the name: "img/a.png" */
    cho_host_blob *blob;
    const char    *mime; /* static */
    char           etag[CHO_HOST_BUNDLE_TAG];
} cho_host_bundle_file;

typedef struct cho_host_bundle {
    cho_host_table files;
    size_t         total;
} cho_host_bundle;

/* Segments of letters, digits, '.', '-' and '_' that do not begin with '.', parted by '/'; at most 200 bytes. */
bool cho_host_is_bundle_name(cho_span name);

/* An empty one. NULL: no memory. */
cho_host_bundle *cho_host_bundle_create(const chorus_allocator *heap);
void             cho_host_bundle_destroy(cho_host_bundle *bundle); /* NULL is fine */

/* Adds a file, or changes the one of that name. `limits` NULL: it has been weighed before. OK; E_MEMORY; E_INVALID,
   E_SIZE: *why is a sentence, and nothing has changed. */
chorus_result cho_host_bundle_put(cho_host_bundle *bundle, const chorus_host_limits *limits, cho_span name,
                                  cho_span bytes, const char **why);
void          cho_host_bundle_remove(cho_host_bundle *bundle, cho_span name);

/* NULL: a bundle may have so many files, so many bytes with this one, and so many in it. Else a sentence. */
const char *cho_host_bundle_fault(const chorus_host_limits *limits, uint64_t files, uint64_t all_bytes, uint64_t bytes);

/* Adds what lies in a folder to an empty one. OK; E_MEMORY; E_NOT_FOUND: no such folder, or it has no index.html;
   E_INVALID, E_SIZE: a file is not allowed. *error is a sentence on failure. */
chorus_result cho_host_bundle_load(cho_host_bundle *bundle, const chorus_host_limits *limits, const char *folder,
                                   char *error, size_t error_len);

/* It has a page to show. NULL has none. */
bool cho_host_bundle_is_shown(const cho_host_bundle *bundle);

/* "" is index.html. NULL: there is no such file. */
const cho_host_bundle_file *cho_host_bundle_find(const cho_host_bundle *bundle, cho_span name);

#endif
