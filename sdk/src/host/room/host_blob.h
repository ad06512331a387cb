/*
 * host_blob.h - the bytes of a file, in chunks, shared by all who are still being sent them.
 * Layer    host. Includes base/ only.
 * Thread   one at a time.
 * Memory   chunks of 64 KiB are added as bytes come, the last one no larger than needed. They are freed when
 *          the file is no longer there, whoever is still being sent them; the rest with the last reference.
 * Trust    the total is announced by a peer: no more is taken, and nothing is allocated for it in advance.
 */
#ifndef CHO_HOST_BLOB_H
#define CHO_HOST_BLOB_H

#include "base/span.h"

typedef struct cho_host_blob cho_host_blob;

/* With one reference. NULL: no memory. */
cho_host_blob *cho_host_blob_create(const chorus_allocator *heap, size_t total);
cho_host_blob *cho_host_blob_retain(cho_host_blob *blob);
void           cho_host_blob_release(cho_host_blob *blob); /* NULL is fine */

/* The file is gone: nothing can be read any more. */
void cho_host_blob_retire(cho_host_blob *blob);

/* OK; E_SIZE: more than the total, and none of it was taken; E_MEMORY. */
chorus_result cho_host_blob_append(cho_host_blob *blob, const void *bytes, size_t len);

size_t cho_host_blob_len(const cho_host_blob *blob);
bool   cho_host_blob_is_whole(const cho_host_blob *blob); /* as long as announced */

/* Some bytes from number `at` on, which is within; none once it is retired. */
cho_span cho_host_blob_read(const cho_host_blob *blob, size_t at);

#endif
