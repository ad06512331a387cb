/*
 * data_bundles.h - the custom controls of project versions, as they are written down.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's; what a reader is given is valid while it runs.
 * Trust    what is written has been checked; what is read was written by us. Files go with their version.
 */
#ifndef CHO_DATA_BUNDLES_H
#define CHO_DATA_BUNDLES_H

#include "data/data_db.h"

/* Adds a file, or changes the one of that name. E_REJECTED: there is no such version. */
chorus_result cho_data_bundle_put(cho_db *db, uint32_t version, cho_span name, cho_span bytes);
chorus_result cho_data_bundle_drop(cho_db *db, uint32_t version, cho_span name);
/* All files of a version. */
chorus_result cho_data_bundle_clear(cho_db *db, uint32_t version);

/* Calls take for each file of a version, in the order of their names. What it says besides OK ends it. */
chorus_result cho_data_bundle_read(cho_db *db, uint32_t version,
                                   chorus_result (*take)(void *user, cho_span name, cho_span bytes), void *user);

/* What there is besides one file of a version. */
typedef struct cho_data_bundle_sizes {
    uint64_t files, bytes; /* of the version */
    uint64_t account_bytes, all_bytes;
} cho_data_bundle_sizes;

chorus_result cho_data_bundle_measure(cho_db *db, uint32_t version, cho_span name, cho_data_bundle_sizes *out);

#endif
