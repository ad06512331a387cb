/*
 * data_changes.h - how a host hears what another process has changed in its data.
 * Layer    data. May include core/ and below.
 * Thread   one at a time, see data_db.h; cho_changes_next() where the caller likes, not at the same time.
 * Memory   owns copies of what it has taken.
 * Trust    the other process is ours; what it says is looked up again by whoever hears it.
 *
 * Whoever changes a row in place of the host notes that in the same transaction. The host takes the notes and
 * throws them away.
 */
#ifndef CHO_DATA_CHANGES_H
#define CHO_DATA_CHANGES_H

#include "base/buf.h"
#include "data/data_db.h"

/* For who is not the host: `key` names the row of `entity` that was added, changed or removed. */
chorus_result cho_change_note(cho_db *db, const char *entity, cho_span key);
chorus_result cho_change_note_number(cho_db *db, const char *entity, int64_t key);

typedef struct cho_changes {
    int64_t version; /* of the data when it was last looked at */
    cho_buf taken;   /* entity, NUL, key, NUL, and so on */
    size_t  read;    /* bytes of it that were handed out */
} cho_changes;

void cho_changes_init(cho_changes *changes, const chorus_allocator *heap);
void cho_changes_deinit(cho_changes *changes);

/* Everything is going to be read anew: what was noted before is thrown away. */
chorus_result cho_changes_begin(cho_changes *changes, cho_db *db);

/* Takes what was noted since. Cheap when nobody has written. On failure nothing is lost: take again. */
chorus_result cho_changes_take(cho_changes *changes, cho_db *db);

/* The next of what was taken; valid until the next take. False: that was all. */
bool cho_changes_next(cho_changes *changes, cho_span *entity, cho_span *key);

#endif
