#include "data/data_changes.h"

#include <stdio.h>

chorus_result cho_change_note(cho_db *db, const char *entity, cho_span key)
{
    cho_query *q = cho_db_query(db, "INSERT INTO change (entity, key) VALUES (?, ?)");
    cho_query_text(q, cho_span_of(entity));
    cho_query_text(q, key);
    return cho_query_run(q);
}

chorus_result cho_change_note_number(cho_db *db, const char *entity, int64_t key)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)key);
    return cho_change_note(db, entity, cho_span_of(text));
}

void cho_changes_init(cho_changes *changes, const chorus_allocator *heap)
{
    *changes = (cho_changes){ .version = 0 };
    cho_buf_init(&changes->taken, heap);
}

void cho_changes_deinit(cho_changes *changes)
{
    cho_buf_deinit(&changes->taken);
}

static chorus_result throw_away(cho_db *db)
{
    return cho_query_run(cho_db_query(db, "DELETE FROM change"));
}

chorus_result cho_changes_begin(cho_changes *changes, cho_db *db)
{
    chorus_result r = cho_db_data_version(db, &changes->version);
    return r == CHORUS_OK ? throw_away(db) : r;
}

static void keep(cho_buf *taken, cho_span text)
{
    cho_buf_append(taken, text.ptr, text.len);
    cho_buf_append(taken, "", 1);
}

static chorus_result read_all(cho_changes *changes, cho_db *db)
{
    cho_query *q = cho_db_query(db, "SELECT entity, key FROM change ORDER BY id");
    cho_buf_clear(&changes->taken);
    changes->read = 0;
    while (cho_query_row(q)) {
        keep(&changes->taken, cho_row_text(q, 0));
        keep(&changes->taken, cho_row_text(q, 1));
    }
    chorus_result r = cho_query_end(q);
    return changes->taken.failed ? CHORUS_E_MEMORY : r;
}

static chorus_result take_all(cho_changes *changes, cho_db *db)
{
    chorus_result r = cho_db_begin(db);
    if (r != CHORUS_OK)
        return r;
    r = read_all(changes, db);
    if (r == CHORUS_OK && changes->taken.len > 0)
        r = throw_away(db);
    if (r == CHORUS_OK)
        return cho_db_commit(db);
    cho_db_rollback(db);
    return r;
}

chorus_result cho_changes_take(cho_changes *changes, cho_db *db)
{
    int64_t       version = changes->version;
    chorus_result r       = cho_db_data_version(db, &version);
    if (r != CHORUS_OK || version == changes->version)
        return r;
    r = take_all(changes, db);
    if (r == CHORUS_OK)
        changes->version = version;
    else
        cho_buf_clear(&changes->taken);
    return r;
}

/* False: there is none. */
static bool next_text(cho_changes *changes, cho_span *out)
{
    if (changes->read >= changes->taken.len)
        return false;
    *out = cho_span_of(changes->taken.data + changes->read);
    changes->read += out->len + 1;
    return true;
}

bool cho_changes_next(cho_changes *changes, cho_span *entity, cho_span *key)
{
    return next_text(changes, entity) && next_text(changes, key);
}
