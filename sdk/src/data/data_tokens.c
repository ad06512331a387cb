#include "data/data_tokens.h"

/* ---- links ---- */

#define COLUMNS "selector, refresh, sibling, previous, account, client, scopes, made_s, used_ms, ends_s"

chorus_result cho_data_link_put(cho_db *db, const cho_data_link *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO link (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                    " ON CONFLICT (selector) DO UPDATE SET refresh = excluded.refresh,"
                                    " sibling = excluded.sibling, previous = excluded.previous,"
                                    " used_ms = excluded.used_ms, ends_s = excluded.ends_s");
    cho_query_nonzero(q, row->selector, sizeof row->selector);
    cho_query_nonzero(q, row->refresh, sizeof row->refresh);
    cho_query_nonzero(q, row->sibling, sizeof row->sibling);
    cho_query_nonzero(q, row->previous, sizeof row->previous);
    cho_query_int(q, row->account);
    cho_query_text(q, cho_span_of(row->client));
    cho_query_text(q, cho_span_of(row->scopes));
    cho_query_int(q, row->made_s);
    cho_query_int(q, row->used_ms);
    cho_query_int(q, row->ends_s);
    return cho_query_run(q);
}

chorus_result cho_data_link_drop(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST])
{
    cho_query *q = cho_db_query(db, "DELETE FROM link WHERE selector = ?");
    cho_query_bytes(q, selector, CHO_DATA_DIGEST);
    return cho_query_run(q);
}

static void read_link(cho_query *q, cho_data_link *out)
{
    cho_row_copy_bytes(q, 0, out->selector, sizeof out->selector);
    cho_row_copy_bytes(q, 1, out->refresh, sizeof out->refresh);
    cho_row_copy_bytes(q, 2, out->sibling, sizeof out->sibling);
    cho_row_copy_bytes(q, 3, out->previous, sizeof out->previous);
    out->account = (uint32_t)cho_row_int(q, 4);
    cho_row_copy_text(q, 5, out->client, sizeof out->client);
    cho_row_copy_text(q, 6, out->scopes, sizeof out->scopes);
    out->made_s  = cho_row_int(q, 7);
    out->used_ms = cho_row_int(q, 8);
    out->ends_s  = cho_row_int(q, 9);
}

chorus_result cho_data_links_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_link *row), void *user)
{
    cho_data_link row;
    chorus_result taken = CHORUS_OK;
    cho_query    *q     = cho_db_query(db, "SELECT " COLUMNS " FROM link ORDER BY made_s, selector");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        read_link(q, &row);
        taken = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

chorus_result cho_data_link_get(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST], cho_data_link *out)
{
    cho_query *q = cho_db_query(db, "SELECT " COLUMNS " FROM link WHERE selector = ?");
    cho_query_bytes(q, selector, CHO_DATA_DIGEST);
    bool is_there = cho_query_row(q);
    if (is_there)
        read_link(q, out);
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK && !is_there ? CHORUS_E_NOT_FOUND : r;
}

/* ---- access tokens ---- */

chorus_result cho_data_access_put(cho_db *db, const cho_data_access *row)
{
    cho_query *q = cho_db_query(db, "INSERT OR REPLACE INTO access (token, selector, ends_s) VALUES (?, ?, ?)");
    cho_query_bytes(q, row->token, sizeof row->token);
    cho_query_bytes(q, row->selector, sizeof row->selector);
    cho_query_int(q, row->ends_s);
    return cho_query_run(q);
}

chorus_result cho_data_access_drop(cho_db *db, const unsigned char token[CHO_DATA_DIGEST])
{
    cho_query *q = cho_db_query(db, "DELETE FROM access WHERE token = ?");
    cho_query_bytes(q, token, CHO_DATA_DIGEST);
    return cho_query_run(q);
}

/* Ends the query. */
static chorus_result read_accesses(cho_query *q, chorus_result (*take)(void *user, const cho_data_access *row), void *user)
{
    cho_data_access row;
    chorus_result   taken = CHORUS_OK;
    while (taken == CHORUS_OK && cho_query_row(q)) {
        cho_row_copy_bytes(q, 0, row.token, sizeof row.token);
        cho_row_copy_bytes(q, 1, row.selector, sizeof row.selector);
        row.ends_s = cho_row_int(q, 2);
        taken      = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

chorus_result cho_data_accesses_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_access *row),
                                     void *user)
{
    return read_accesses(cho_db_query(db, "SELECT token, selector, ends_s FROM access ORDER BY ends_s"), take, user);
}

chorus_result cho_data_accesses_of(cho_db *db, const unsigned char selector[CHO_DATA_DIGEST],
                                   chorus_result (*take)(void *user, const cho_data_access *row), void *user)
{
    cho_query *q = cho_db_query(db, "SELECT token, selector, ends_s FROM access WHERE selector = ? ORDER BY ends_s");
    cho_query_bytes(q, selector, CHO_DATA_DIGEST);
    return read_accesses(q, take, user);
}

/* ---- what is over ---- */

static chorus_result run_with(cho_query *q, int64_t number)
{
    cho_query_int(q, number);
    return cho_query_run(q);
}

chorus_result cho_data_newest_s(cho_db *db, int64_t *out)
{
    cho_query *q = cho_db_query(db, "SELECT max((SELECT coalesce(max(used_ms), 0) / 1000 FROM link),"
                                    " (SELECT coalesce(max(made_s), 0) FROM account))");
    if (cho_query_row(q))
        *out = cho_row_int(q, 0);
    return cho_query_end(q);
}

static chorus_result delete_past(cho_db *db, int64_t now_s)
{
    chorus_result r = run_with(cho_db_query(db, "DELETE FROM access WHERE ends_s <= ?"), now_s);
    if (r == CHORUS_OK)
        r = run_with(cho_db_query(db, "DELETE FROM link WHERE ends_s <= ?"), now_s);
    if (r == CHORUS_OK)
        r = run_with(cho_db_query(db, "DELETE FROM login WHERE ends_s <= ?"), now_s);
    return r;
}

/* No token was given for longer: the clock went too far when it was. */
static chorus_result shorten(cho_db *db, int64_t now_s, const cho_data_lives *lives)
{
    chorus_result r = run_with(cho_db_query(db, "UPDATE access SET ends_s = ?1 WHERE ends_s > ?1"), now_s + lives->access_s);
    if (r == CHORUS_OK)
        r = run_with(cho_db_query(db, "UPDATE link SET ends_s = ?1 WHERE ends_s > ?1"), now_s + lives->link_s);
    if (r == CHORUS_OK)
        r = run_with(cho_db_query(db, "UPDATE login SET ends_s = ?1 WHERE ends_s > ?1"), now_s + lives->login_s);
    return r;
}

chorus_result cho_data_tokens_sweep(cho_db *db, int64_t now_s, const cho_data_lives *lives)
{
    int64_t       newest_s = 0;
    chorus_result r        = cho_data_newest_s(db, &newest_s);
    if (r == CHORUS_OK)
        r = delete_past(db, newest_s < now_s ? newest_s : now_s);
    return r == CHORUS_OK ? shorten(db, now_s, lives) : r;
}
