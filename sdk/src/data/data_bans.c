#include "data/data_bans.h"

chorus_result cho_ban_put(cho_db *db, const cho_data_ban *ban)
{
    cho_query *q = cho_db_query(db, "INSERT INTO ban (channel, id, name, reason, since_ms, until_ms)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (channel, id) DO UPDATE"
                                    " SET name = ?3, reason = ?4, since_ms = ?5, until_ms = ?6");
    cho_query_int(q, ban->channel);
    cho_query_text(q, ban->id);
    cho_query_text(q, ban->name);
    cho_query_text(q, ban->reason);
    cho_query_int(q, ban->since_ms);
    cho_query_int(q, ban->until_ms);
    return cho_query_run(q);
}

chorus_result cho_ban_remove(cho_db *db, uint32_t channel, cho_span id)
{
    cho_query *q = cho_db_query(db, "DELETE FROM ban WHERE channel = ? AND id = ?");
    cho_query_int(q, channel);
    cho_query_text(q, id);
    return cho_query_run(q);
}

static chorus_result run_with(cho_query *q, int64_t now_ms)
{
    cho_query_int(q, now_ms);
    return cho_query_run(q);
}

/* A clock that is years ahead for one start must not end every ban for good: what is past stays until a later one
   was given. */
static chorus_result remove_past(cho_db *db, int64_t now_ms)
{
    return run_with(cho_db_query(db, "DELETE FROM ban WHERE until_ms != 0"
                                     " AND until_ms <= min(?, (SELECT max(since_ms) FROM ban))"), now_ms);
}

/* Given by a clock that was ahead: each lasts as long as it was meant to. */
static chorus_result bring_back(cho_db *db, int64_t now_ms)
{
    return run_with(cho_db_query(db, "UPDATE ban SET since_ms = ?1,"
                                     " until_ms = CASE until_ms WHEN 0 THEN 0 ELSE until_ms - since_ms + ?1 END"
                                     " WHERE since_ms > ?1"), now_ms);
}

#define SELECT "SELECT channel, id, name, reason, since_ms, until_ms FROM ban "

/* Ends the query. */
static chorus_result read_all(cho_query *q, bool (*each)(void *user, const cho_data_ban *ban), void *user)
{
    bool goes_on = true;
    while (goes_on && cho_query_row(q)) {
        const cho_data_ban ban = {
            .channel  = (uint32_t)cho_row_int(q, 0),
            .id       = cho_row_text(q, 1),
            .name     = cho_row_text(q, 2),
            .reason   = cho_row_text(q, 3),
            .since_ms = cho_row_int(q, 4),
            .until_ms = cho_row_int(q, 5),
        };
        goes_on = each(user, &ban);
    }
    chorus_result r = cho_query_end(q);
    return goes_on ? r : CHORUS_E_MEMORY;
}

chorus_result cho_ban_list(cho_db *db, int64_t now_ms, bool (*each)(void *user, const cho_data_ban *ban), void *user)
{
    chorus_result r = remove_past(db, now_ms);
    if (r == CHORUS_OK)
        r = bring_back(db, now_ms);
    if (r != CHORUS_OK)
        return r;
    cho_query *q = cho_db_query(db, SELECT "WHERE until_ms = 0 OR until_ms > ? ORDER BY since_ms");
    cho_query_int(q, now_ms);
    return read_all(q, each, user);
}

chorus_result cho_ban_find(cho_db *db, uint32_t channel, cho_span id, bool (*each)(void *user, const cho_data_ban *ban),
                           void *user)
{
    cho_query *q = cho_db_query(db, SELECT "WHERE channel = ? AND id = ?");
    cho_query_int(q, channel);
    cho_query_text(q, id);
    return read_all(q, each, user);
}
