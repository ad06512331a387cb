/*
 * host_store.h - the files of one session: paths, bytes, who may upload, and a quota.
 * Layer    host. Includes base/ and public headers.
 * Thread   one at a time.
 * Memory   at most the quota for files and as much again for uploads that replace them. As many files
 *          and permits as the limits say; the oldest permit makes room.
 * Trust    paths come from games, permits and bytes from whoever has a connection. A length that is announced
 *          counts against the quota at once, and nothing is allocated for it before bytes come.
 */
#ifndef CHO_HOST_STORE_H
#define CHO_HOST_STORE_H

#include "host/room/host_blob.h"
#include "host/room/host_table.h"

#include <chorus/host_limits.h>

enum {
    CHO_HOST_PERMIT_SIZE   = 33, /* 32 hexadecimal digits and a NUL */
    CHO_HOST_FILE_PATH_MAX = 255
};

typedef struct cho_host_store {
    const chorus_allocator   *heap;
    cho_host_table            files, permits;
    const chorus_host_limits *limits;
    size_t                    used;   /* bytes, of files or of what is about to replace them */
    uint64_t                  serial; /* of the file that was completed last */
} cho_host_store;

typedef struct cho_host_file {
    cho_host_node           node;    /* its id is the path */
    cho_host_blob          *blob;    /* NULL: not uploaded yet */
    uint64_t                serial;  /* another for each content */
    struct cho_host_upload *upload;  /* under way; NULL: none */
    size_t                  charged; /* what it counts for */
} cho_host_file;

/* Lies with whoever takes in the bytes. */
typedef struct cho_host_upload {
    cho_host_store *store;
    cho_host_file  *file; /* NULL: it was given up, see below */
    cho_host_blob  *blob;
    size_t          total;
} cho_host_upload;

/* The limits are complete and outlive the store. */
void cho_host_store_init(cho_host_store *store, const chorus_allocator *heap, uint64_t seed,
                         const chorus_host_limits *limits);
void cho_host_store_deinit(cho_host_store *store);

/* The session is over: files and permits are gone, uploads are given up. */
void cho_host_store_clear(cho_host_store *store);

/* Relative, without empty segments, "." or "..", backslashes and control characters, at most 255 bytes. */
bool cho_host_is_file_path(cho_span path);

/* Lets whoever shows that text upload to that path, for upload_permit_ms. OK; E_MEMORY; E_STATE: the system has no
   randomness. */
chorus_result cho_host_store_permit(cho_host_store *store, cho_span path, int64_t now_ms,
                                    char out[CHO_HOST_PERMIT_SIZE]);
bool cho_host_store_is_permitted(const cho_host_store *store, cho_span path, cho_span permit, int64_t now_ms);

/* A file that is there, or NULL. */
const cho_host_file *cho_host_store_find(const cho_host_store *store, cho_span path);

/* An upload to the path goes on. */
void cho_host_store_remove(cho_host_store *store, cho_span path);

/* ---- one upload; it is given up by a newer one to its path and by the end of the session ---- */

/* OK; E_SIZE: beyond the quota, or too many files; E_MEMORY. */
chorus_result cho_host_upload_begin(cho_host_upload *upload, cho_host_store *store, cho_span path, size_t total);

/* OK; E_STATE: it was given up; E_SIZE: more than announced; E_MEMORY. */
chorus_result cho_host_upload_add(cho_host_upload *upload, const void *bytes, size_t len);

/* The file is what has come. OK; E_STATE; E_SIZE: less than announced. */
chorus_result cho_host_upload_finish(cho_host_upload *upload);

/* Nothing of an upload that is not finished stays. Once, whatever has become of it. */
void cho_host_upload_drop(cho_host_upload *upload);

#endif
