/*
 * data_db.h - a database: opening it, asking it, changing it in one piece.
 * Layer    data. May include core/ and below.
 * Thread   one at a time. Every call may wait for the disk, or 5 s for another process.
 * Memory   owns its connection and the statements it has prepared.
 * Trust    statements are ours and constant; values are bound, never written into them. The file is checked when
 *          it is opened: one that is damaged, of another program or of a newer version is refused and stays as it is.
 *
 *     cho_query *q = cho_db_query(db, "SELECT sparks FROM wallet WHERE account = ?");
 *     cho_query_int(q, account);
 *     if (cho_query_row(q))
 *         sparks = cho_row_int(q, 0);
 *     r = cho_query_end(q);
 *
 * A query that cannot be prepared, or fails, has no more rows, and its end says why.
 */
#ifndef CHO_DATA_DB_H
#define CHO_DATA_DB_H

#include "base/span.h"

typedef struct cho_db    cho_db;
typedef struct cho_query cho_query;

/*
 * What these calls say besides OK: E_MEMORY; E_AGAIN: another process was at it for all of 5 s; E_REJECTED: a
 * rule of the schema stands against it; E_SIZE; E_STATE: the disk does not take or give it, see cho_db_trouble().
 */

/*
 * Opens chorus.db in that folder, and makes folder, file and tables that are not there yet. NULL: in memory,
 * gone when it is closed. On failure `error` is a sentence that names the file. Also E_INVALID: it cannot be used;
 * E_VERSION: a newer Chorus has written it.
 */
chorus_result cho_db_open(const chorus_allocator *heap, const char *folder, cho_db **out, char *error,
                          size_t error_len);
void          cho_db_close(cho_db *db); /* NULL is fine */

/* ---- queries ---- */

/* `sql` is one statement and a constant: it is prepared once and found again by its address. Never NULL. One
   query with the same text may be under way. */
cho_query *cho_db_query(cho_db *db, const char *sql);

/* Each gives the next `?` its value. Bytes are borrowed until the query has ended. */
void cho_query_int(cho_query *q, int64_t value);
void cho_query_text(cho_query *q, cho_span text);
void cho_query_bytes(cho_query *q, const void *bytes, size_t len);
void cho_query_null(cho_query *q);
/* NULL where all of them are zero, which is how they are read again. */
void cho_query_nonzero(cho_query *q, const unsigned char *bytes, size_t len);

/* True: there is another row, and the columns can be read until the next call. */
bool cho_query_row(cho_query *q);

int64_t  cho_row_int(cho_query *q, int column);
/* Text or bytes; those of text are terminated. NULL is an empty one. */
cho_span cho_row_text(cho_query *q, int column);
/* At most size - 1 bytes of text and a NUL; the bytes, filled up with zeros. */
void cho_row_copy_text(cho_query *q, int column, char *out, size_t size);
void cho_row_copy_bytes(cho_query *q, int column, void *out, size_t size);

/* Forgets the values. */
chorus_result cho_query_end(cho_query *q);

/* The rest of it, for a query whose rows nobody reads. */
chorus_result cho_query_run(cho_query *q);

/* Each of these, its first `?` being that number, until one fails. */
chorus_result cho_db_run_each(cho_db *db, const char *const *statements, size_t count, int64_t number);

/* What the last change did. */
uint32_t cho_db_changed_rows(const cho_db *db);

/* ---- in one piece ---- */

/* Others may read meanwhile and not write. */
chorus_result cho_db_begin(cho_db *db);
/* OK: it is on the disk. Else nothing of it happened. */
chorus_result cho_db_commit(cho_db *db);
void          cho_db_rollback(cho_db *db);
/* Finds out whether the disk still takes something, if there is a doubt: cho_db_trouble() tells. What it writes
   is gone again at once. */
chorus_result cho_db_look(cho_db *db);
/* False after an error that has undone everything already. */
bool cho_db_is_begun(const cho_db *db);

/* A part of it that can be undone alone. */
chorus_result cho_db_begin_part(cho_db *db);
chorus_result cho_db_end_part(cho_db *db, bool is_kept);

/* ---- the rest ---- */

/* Why the disk or another process stood in the way last, in words that live for ever; NULL: it did not, or something
   was written since. */
const char *cho_db_trouble(const cho_db *db);

/* Changes when another process, and not this connection, has committed something. */
chorus_result cho_db_data_version(cho_db *db, int64_t *out);

/* ---- data_schema.c ---- */

/* Brings the tables up to date. On failure `error` is a sentence. As cho_db_open(). */
chorus_result cho_db_migrate(cho_db *db, const char *path, char *error, size_t error_len);

#endif
