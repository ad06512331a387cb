#include "data/data_bundles.h"

/* ---- writing ---- */

chorus_result cho_data_bundle_put(cho_db *db, uint32_t version, cho_span name, cho_span bytes)
{
    cho_query *q = cho_db_query(db, "INSERT INTO bundle_file (version, name, bytes) VALUES (?, ?, ?)"
                                    " ON CONFLICT (version, name) DO UPDATE SET bytes = excluded.bytes");
    cho_query_int(q, version);
    cho_query_text(q, name);
    cho_query_bytes(q, bytes.ptr, bytes.len);
    return cho_query_run(q);
}

chorus_result cho_data_bundle_drop(cho_db *db, uint32_t version, cho_span name)
{
    cho_query *q = cho_db_query(db, "DELETE FROM bundle_file WHERE version = ? AND name = ?");
    cho_query_int(q, version);
    cho_query_text(q, name);
    return cho_query_run(q);
}

chorus_result cho_data_bundle_clear(cho_db *db, uint32_t version)
{
    cho_query *q = cho_db_query(db, "DELETE FROM bundle_file WHERE version = ?");
    cho_query_int(q, version);
    return cho_query_run(q);
}

/* ---- reading ---- */

chorus_result cho_data_bundle_read(cho_db *db, uint32_t version,
                                   chorus_result (*take)(void *user, cho_span name, cho_span bytes), void *user)
{
    chorus_result taken = CHORUS_OK;
    cho_query    *q     = cho_db_query(db, "SELECT name, bytes FROM bundle_file WHERE version = ? ORDER BY name");
    cho_query_int(q, version);
    while (taken == CHORUS_OK && cho_query_row(q))
        taken = take(user, cho_row_text(q, 0), cho_row_text(q, 1));
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

/* Lengths stand with each row: no byte of a file is read for them. */
chorus_result cho_data_bundle_measure(cho_db *db, uint32_t version, cho_span name, cho_data_bundle_sizes *out)
{
    cho_query *q = cho_db_query(db, "SELECT count(*) FILTER (WHERE f.version = ?1),"
                                    " sum(length(f.bytes)) FILTER (WHERE f.version = ?1),"
                                    " sum(length(f.bytes)) FILTER (WHERE p.account = (SELECT account FROM project"
                                    "  WHERE id = (SELECT project FROM project_version WHERE id = ?1))),"
                                    " sum(length(f.bytes))"
                                    " FROM bundle_file f JOIN project_version v ON v.id = f.version"
                                    " JOIN project p ON p.id = v.project WHERE f.version != ?1 OR f.name != ?2");
    cho_query_int(q, version);
    cho_query_text(q, name);
    if (cho_query_row(q))
        *out = (cho_data_bundle_sizes){ (uint64_t)cho_row_int(q, 0), (uint64_t)cho_row_int(q, 1),
                                        (uint64_t)cho_row_int(q, 2), (uint64_t)cho_row_int(q, 3) };
    return cho_query_end(q);
}
