#include "data/data_db.h"

#include "base/alloc.h"
#include "data/data_folder.h"

#include <sqlite3.h>
#include <stdio.h>

enum { PATIENCE_MS = 5000 };

struct cho_query {
    cho_db       *db;
    cho_query    *next;
    const char   *sql;
    sqlite3_stmt *statement; /* NULL: it could not be prepared */
    int           value_count;
    int           code; /* of SQLite: how it goes */
};

struct cho_db {
    const chorus_allocator *heap;
    sqlite3                *connection;
    cho_query              *queries;
    cho_query               no_memory; /* given out where there is none for another */
    const char             *trouble; /* static; NULL: none */
    int                     changes_before; /* what is begun */
};

static chorus_result result_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return CHORUS_OK;
    case SQLITE_NOMEM: return CHORUS_E_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return CHORUS_E_AGAIN;
    case SQLITE_CONSTRAINT: return CHORUS_E_REJECTED;
    case SQLITE_TOOBIG: return CHORUS_E_SIZE;
    default: return CHORUS_E_STATE;
    }
}

/* The words of a code are all that can be said with nothing of the data in it. */
static void note_trouble(cho_db *db, int code)
{
    chorus_result r = result_of(code);
    if (r == CHORUS_E_STATE || r == CHORUS_E_AGAIN)
        db->trouble = sqlite3_errstr(code & 0xff);
}

/* ---- queries ---- */

static cho_query *prepare(cho_db *db, const char *sql)
{
    cho_query *q = cho_alloc_zero(db->heap, sizeof *q);
    if (q == NULL)
        return NULL;
    q->db      = db;
    q->sql     = sql;
    q->next    = db->queries;
    db->queries = q;
    return q;
}

cho_query *cho_db_query(cho_db *db, const char *sql)
{
    cho_query *q = db->queries;
    while (q != NULL && q->sql != sql)
        q = q->next;
    if (q == NULL)
        q = prepare(db, sql);
    if (q == NULL) {
        db->no_memory = (cho_query){ .db = db, .code = SQLITE_NOMEM };
        return &db->no_memory;
    }
    q->value_count = 0;
    q->code        = SQLITE_OK;
    if (q->statement == NULL)
        q->code = sqlite3_prepare_v3(db->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->statement, NULL);
    note_trouble(db, q->code);
    return q;
}

static bool can_bind(cho_query *q)
{
    q->value_count++;
    return q->code == SQLITE_OK;
}

void cho_query_int(cho_query *q, int64_t value)
{
    if (can_bind(q))
        q->code = sqlite3_bind_int64(q->statement, q->value_count, value);
}

void cho_query_text(cho_query *q, cho_span text)
{
    if (can_bind(q))
        q->code = sqlite3_bind_text64(q->statement, q->value_count, text.len == 0 ? "" : text.ptr, text.len,
                                      SQLITE_STATIC, SQLITE_UTF8);
}

void cho_query_bytes(cho_query *q, const void *bytes, size_t len)
{
    if (can_bind(q))
        q->code = sqlite3_bind_blob64(q->statement, q->value_count, len == 0 ? "" : bytes, len, SQLITE_STATIC);
}

void cho_query_null(cho_query *q)
{
    if (can_bind(q))
        q->code = sqlite3_bind_null(q->statement, q->value_count);
}

void cho_query_nonzero(cho_query *q, const unsigned char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len && bytes[at] == 0)
        at++;
    if (at < len)
        cho_query_bytes(q, bytes, len);
    else
        cho_query_null(q);
}

bool cho_query_row(cho_query *q)
{
    if (q->code != SQLITE_OK && q->code != SQLITE_ROW)
        return false;
    q->code = sqlite3_step(q->statement);
    note_trouble(q->db, q->code);
    return q->code == SQLITE_ROW;
}

int64_t cho_row_int(cho_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

/* The pointer first: asking for it is what may change the length. */
cho_span cho_row_text(cho_query *q, int column)
{
    bool        is_blob = sqlite3_column_type(q->statement, column) == SQLITE_BLOB;
    const void *bytes   = is_blob ? sqlite3_column_blob(q->statement, column)
                                  : (const void *)sqlite3_column_text(q->statement, column);
    if (bytes == NULL)
        return (cho_span){ "", 0 };
    return (cho_span){ bytes, (size_t)sqlite3_column_bytes(q->statement, column) };
}

void cho_row_copy_text(cho_query *q, int column, char *out, size_t size)
{
    cho_span text = cho_row_text(q, column);
    if (text.len >= size)
        text.len = size - 1;
    (void)cho_span_put(out, text);
}

void cho_row_copy_bytes(cho_query *q, int column, void *out, size_t size)
{
    cho_span bytes = cho_row_text(q, column);
    memset(out, 0, size);
    memcpy(out, bytes.ptr, bytes.len < size ? bytes.len : size);
}

chorus_result cho_query_end(cho_query *q)
{
    if (q->statement != NULL) {
        (void)sqlite3_reset(q->statement);
        (void)sqlite3_clear_bindings(q->statement);
    }
    return result_of(q->code);
}

chorus_result cho_query_run(cho_query *q)
{
    while (cho_query_row(q))
        ;
    return cho_query_end(q);
}

chorus_result cho_db_run_each(cho_db *db, const char *const *statements, size_t count, int64_t number)
{
    chorus_result r = CHORUS_OK;
    for (size_t i = 0; r == CHORUS_OK && i < count; i++) {
        cho_query *q = cho_db_query(db, statements[i]);
        cho_query_int(q, number);
        r = cho_query_run(q);
    }
    return r;
}

uint32_t cho_db_changed_rows(const cho_db *db)
{
    return (uint32_t)sqlite3_changes(db->connection);
}

/* ---- in one piece ---- */

static chorus_result run(cho_db *db, const char *sql)
{
    return cho_query_run(cho_db_query(db, sql));
}

/* Whatever is written into a file that nobody finds any more is lost, and SQLite says OK to it. */
static bool is_file_there(cho_db *db)
{
    int         is_moved = 0;
    const char *path     = sqlite3_db_filename(db->connection, "main");
    (void)sqlite3_file_control(db->connection, "main", SQLITE_FCNTL_HAS_MOVED, &is_moved);
    return path == NULL || path[0] == '\0' || (is_moved == 0 && cho_folder_has(sqlite3_filename_wal(path)));
}

chorus_result cho_db_begin(cho_db *db)
{
    if (!is_file_there(db)) {
        db->trouble = "the data file was moved away or removed while the host runs: start it again";
        return CHORUS_E_STATE;
    }
    db->changes_before = sqlite3_total_changes(db->connection);
    return run(db, "BEGIN IMMEDIATE");
}

void cho_db_rollback(cho_db *db)
{
    if (cho_db_is_begun(db))
        (void)run(db, "ROLLBACK");
}

chorus_result cho_db_commit(cho_db *db)
{
    chorus_result r = run(db, "COMMIT");
    if (r != CHORUS_OK)
        cho_db_rollback(db);
    else if (sqlite3_total_changes(db->connection) != db->changes_before)
        db->trouble = NULL;
    return r;
}

static chorus_result try_to_write(cho_db *db)
{
    chorus_result r = cho_db_begin(db);
    if (r == CHORUS_OK)
        r = run(db, "INSERT INTO change (entity, key) VALUES ('', '')");
    if (r == CHORUS_OK)
        r = run(db, "DELETE FROM change WHERE entity = ''");
    if (r == CHORUS_OK)
        return cho_db_commit(db);
    cho_db_rollback(db);
    return r;
}

chorus_result cho_db_look(cho_db *db)
{
    if (db->trouble != NULL || !is_file_there(db))
        return try_to_write(db);
    return CHORUS_OK;
}

bool cho_db_is_begun(const cho_db *db)
{
    return sqlite3_get_autocommit(db->connection) == 0;
}

chorus_result cho_db_begin_part(cho_db *db)
{
    return run(db, "SAVEPOINT part");
}

chorus_result cho_db_end_part(cho_db *db, bool is_kept)
{
    chorus_result r = is_kept ? CHORUS_OK : run(db, "ROLLBACK TO part");
    return r == CHORUS_OK ? run(db, "RELEASE part") : r;
}

/* ---- open and close ---- */

static chorus_result find_file(const char *folder, char path[CHO_FOLDER_PATH_SIZE], char *error, size_t error_len)
{
    if (folder == NULL) {
        (void)snprintf(path, CHO_FOLDER_PATH_SIZE, ":memory:");
        return CHORUS_OK;
    }
    chorus_result r = cho_folder_make(folder, error, error_len);
    if (r == CHORUS_OK)
        r = cho_folder_path(folder, "chorus.db", path, error, error_len);
    return r == CHORUS_OK ? cho_folder_make_file(path, error, error_len) : r;
}

/* A sentence for the owner, who can do something about it. */
static chorus_result refuse(int code, const char *path, char *error, size_t error_len)
{
    code &= 0xff;
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        (void)snprintf(error, error_len, "%s is damaged: put a backup in its place, or move it away to begin anew",
                       path);
    else
        (void)snprintf(error, error_len, "cannot use %s: %s", path, sqlite3_errstr(code));
    chorus_result r = result_of(code);
    return r == CHORUS_E_STATE ? CHORUS_E_INVALID : r;
}

/*
 * The first reads the file, and so says whether it is one. A commit is on the disk when it returns. No
 * temporary file ever holds a copy.
 */
static int set_up(sqlite3 *connection)
{
    static const char *const settings[] = {
        "PRAGMA schema_version",         "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",      "PRAGMA temp_store = MEMORY", "PRAGMA trusted_schema = OFF",
        "PRAGMA journal_size_limit = 4194304",
    };
    int code = sqlite3_busy_timeout(connection, PATIENCE_MS);
    for (size_t i = 0; code == SQLITE_OK && i < sizeof settings / sizeof settings[0]; i++)
        code = sqlite3_exec(connection, settings[i], NULL, NULL, NULL);
    return code;
}

/* SQLITE_OK, SQLITE_CORRUPT, or why that cannot be told. */
static int check_pages(cho_db *db)
{
    cho_query *q      = cho_db_query(db, "PRAGMA quick_check(1)");
    bool       is_ok  = cho_query_row(q) && cho_span_is(cho_row_text(q, 0), "ok");
    int        failed = q->code == SQLITE_ROW ? SQLITE_CORRUPT : q->code;
    (void)cho_query_end(q);
    return is_ok ? SQLITE_OK : failed;
}

static chorus_result open_file(cho_db *db, const char *path, char *error, size_t error_len)
{
    int code = sqlite3_open_v2(path, &db->connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = set_up(db->connection);
    if (code == SQLITE_OK)
        code = check_pages(db);
    if (code != SQLITE_OK)
        return refuse(code, path, error, error_len);
    return cho_db_migrate(db, path, error, error_len);
}

chorus_result cho_db_open(const chorus_allocator *heap, const char *folder, cho_db **out, char *error,
                          size_t error_len)
{
    char          path[CHO_FOLDER_PATH_SIZE];
    chorus_result r = find_file(folder, path, error, error_len);
    if (r != CHORUS_OK)
        return r;
    cho_db *db = cho_alloc_zero(heap, sizeof *db);
    (void)snprintf(error, error_len, "no memory to open %s", path);
    if (db == NULL)
        return CHORUS_E_MEMORY;
    db->heap = heap;
    r        = open_file(db, path, error, error_len);
    if (r == CHORUS_OK)
        *out = db;
    else
        cho_db_close(db);
    return r;
}

void cho_db_close(cho_db *db)
{
    if (db == NULL)
        return;
    for (cho_query *q = db->queries, *next; q != NULL; q = next) {
        next = q->next;
        (void)sqlite3_finalize(q->statement);
        cho_release(db->heap, q);
    }
    (void)sqlite3_close(db->connection);
    cho_release(db->heap, db);
}

/* ---- the rest ---- */

const char *cho_db_trouble(const cho_db *db)
{
    return db->trouble;
}

chorus_result cho_db_data_version(cho_db *db, int64_t *out)
{
    cho_query *q = cho_db_query(db, "PRAGMA data_version");
    if (cho_query_row(q))
        *out = cho_row_int(q, 0);
    return cho_query_end(q);
}
