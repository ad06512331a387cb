/*
 * host_bundle.h - the custom controls of a project version: a folder of files a browser shows, in memory.
 * Layer    host. May include host_table.h and below.
 * Thread   loaded on one thread, then read by any.
 * Memory   owns the files; at most bundle_bytes of the limits. It never changes, so its bytes may be sent without a copy.
 * Trust    the files are the game author's and may say anything; they are only ever handed out, and found by their
 *          exact name. Names asked for are hostile.
 */
#ifndef CHO_HOST_BUNDLE_H
#define CHO_HOST_BUNDLE_H

#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum {
    CHO_HOST_BUNDLE_NAME = 200,
    CHO_HOST_BUNDLE_TAG  = 24
};

typedef struct cho_host_bundle_file {
    cho_host_node node; /* its id is the name: "img/a.png" */
    char         *bytes;
    size_t        len;
    const char   *mime; /* static */
    char          etag[CHO_HOST_BUNDLE_TAG];
} cho_host_bundle_file;

typedef struct cho_host_bundle {
    cho_host_table files;
    size_t         total;
} cho_host_bundle;

/* Segments of letters, digits, '.', '-' and '_' that do not begin with '.', parted by '/'; at most 200 bytes. */
bool cho_host_is_bundle_name(cho_span name);

/* OK; E_MEMORY; E_NOT_FOUND: no such folder; E_INVALID, E_SIZE: a file is not allowed. *error is a sentence on
   failure, and there is nothing to deinit. */
chorus_result cho_host_bundle_load(cho_host_bundle *bundle, const chorus_allocator *heap,
                                   const chorus_host_limits *limits, const char *folder, char *error, size_t error_len);
void          cho_host_bundle_deinit(cho_host_bundle *bundle);

/* "" is index.html. NULL: there is no such file. */
const cho_host_bundle_file *cho_host_bundle_find(const cho_host_bundle *bundle, cho_span name);

#endif
