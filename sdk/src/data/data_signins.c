#include "data/data_signins.h"

static chorus_result run_with(cho_db *db, const char *sql, int64_t number)
{
    return cho_db_run_each(db, &sql, 1, number);
}

/* ---- games that wait ---- */

#define REQUEST_COLUMNS                                                                                            \
    "handle, code, salt, browser, client, scopes, place, kind, state, account, interval_ms, too_fast, made_ms, ends_ms"

static const char delete_old_requests[] = "DELETE FROM request WHERE ends_ms <= ?";

static void bind_account(cho_query *q, uint32_t account)
{
    if (account != 0)
        cho_query_int(q, account);
    else
        cho_query_null(q);
}

static void bind_request(cho_query *q, const cho_data_request *row)
{
    cho_query_bytes(q, row->handle, sizeof row->handle);
    cho_query_bytes(q, row->code, sizeof row->code);
    cho_query_bytes(q, row->salt, sizeof row->salt);
    cho_query_nonzero(q, row->browser, sizeof row->browser);
    cho_query_text(q, cho_span_of(row->client));
    cho_query_text(q, cho_span_of(row->scopes));
    cho_query_int(q, (int64_t)row->place);
    cho_query_int(q, row->kind);
    cho_query_int(q, row->state);
    bind_account(q, row->account);
    cho_query_int(q, row->interval_ms);
    cho_query_int(q, row->too_fast);
    cho_query_int(q, row->made_ms);
    cho_query_int(q, row->ends_ms);
}

chorus_result cho_data_request_add(cho_db *db, const cho_data_request *row)
{
    chorus_result r = run_with(db, delete_old_requests, row->made_ms);
    if (r != CHORUS_OK)
        return r;
    cho_query *q = cho_db_query(db, "INSERT INTO request (" REQUEST_COLUMNS ")"
                                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bind_request(q, row);
    return cho_query_run(q);
}

chorus_result cho_data_request_change(cho_db *db, const cho_data_request *row)
{
    cho_query *q = cho_db_query(db, "UPDATE request SET browser = ?, state = ?, account = ?, interval_ms = ?,"
                                    " too_fast = ? WHERE handle = ?");
    cho_query_nonzero(q, row->browser, sizeof row->browser);
    cho_query_int(q, row->state);
    bind_account(q, row->account);
    cho_query_int(q, row->interval_ms);
    cho_query_int(q, row->too_fast);
    cho_query_bytes(q, row->handle, sizeof row->handle);
    return cho_query_run(q);
}

chorus_result cho_data_request_drop(cho_db *db, const unsigned char handle[CHO_DATA_DIGEST])
{
    cho_query *q = cho_db_query(db, "DELETE FROM request WHERE handle = ?");
    cho_query_bytes(q, handle, CHO_DATA_DIGEST);
    return cho_query_run(q);
}

static void read_request(cho_query *q, cho_data_request *out)
{
    cho_row_copy_bytes(q, 0, out->handle, sizeof out->handle);
    cho_row_copy_bytes(q, 1, out->code, sizeof out->code);
    cho_row_copy_bytes(q, 2, out->salt, sizeof out->salt);
    cho_row_copy_bytes(q, 3, out->browser, sizeof out->browser);
    cho_row_copy_text(q, 4, out->client, sizeof out->client);
    cho_row_copy_text(q, 5, out->scopes, sizeof out->scopes);
    out->place       = (uint64_t)cho_row_int(q, 6);
    out->kind        = (uint32_t)cho_row_int(q, 7);
    out->state       = (uint32_t)cho_row_int(q, 8);
    out->account     = (uint32_t)cho_row_int(q, 9);
    out->interval_ms = (uint32_t)cho_row_int(q, 10);
    out->too_fast    = (uint32_t)cho_row_int(q, 11);
    out->made_ms     = cho_row_int(q, 12);
    out->ends_ms     = cho_row_int(q, 13);
}

chorus_result cho_data_requests_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_request *row),
                                     void *user)
{
    cho_data_request row;
    chorus_result    taken = CHORUS_OK;
    cho_query       *q     = cho_db_query(db, "SELECT " REQUEST_COLUMNS " FROM request ORDER BY rowid");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        read_request(q, &row);
        taken = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

/* ---- authorization codes ---- */

#define GRANT_COLUMNS "code, challenge, came, account, client, scopes, redirect, made_ms, ends_ms"

static const char delete_old_grants[] = "DELETE FROM grant WHERE ends_ms <= ?";
static const char delete_surplus_grants[] = "DELETE FROM grant WHERE rowid IN (SELECT rowid FROM grant ORDER BY"
                                            " rowid LIMIT max(0, (SELECT count(*) FROM grant) - ?))";

chorus_result cho_data_grant_add(cho_db *db, const cho_data_grant *row, uint32_t most)
{
    chorus_result r = run_with(db, delete_old_grants, row->made_ms);
    if (r != CHORUS_OK)
        return r;
    cho_query *q = cho_db_query(db, "INSERT INTO grant (" GRANT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    cho_query_bytes(q, row->code, sizeof row->code);
    cho_query_nonzero(q, row->challenge, sizeof row->challenge);
    cho_query_nonzero(q, row->came, sizeof row->came);
    cho_query_int(q, row->account);
    cho_query_text(q, cho_span_of(row->client));
    cho_query_text(q, cho_span_of(row->scopes));
    cho_query_text(q, cho_span_of(row->redirect));
    cho_query_int(q, row->made_ms);
    cho_query_int(q, row->ends_ms);
    r = cho_query_run(q);
    return r == CHORUS_OK ? run_with(db, delete_surplus_grants, most) : r;
}

chorus_result cho_data_grant_use(cho_db *db, const cho_data_grant *row)
{
    cho_query *q = cho_db_query(db, "UPDATE grant SET came = ? WHERE code = ?");
    cho_query_nonzero(q, row->came, sizeof row->came);
    cho_query_bytes(q, row->code, sizeof row->code);
    return cho_query_run(q);
}

static void read_grant(cho_query *q, cho_data_grant *out)
{
    cho_row_copy_bytes(q, 0, out->code, sizeof out->code);
    cho_row_copy_bytes(q, 1, out->challenge, sizeof out->challenge);
    cho_row_copy_bytes(q, 2, out->came, sizeof out->came);
    out->account = (uint32_t)cho_row_int(q, 3);
    cho_row_copy_text(q, 4, out->client, sizeof out->client);
    cho_row_copy_text(q, 5, out->scopes, sizeof out->scopes);
    cho_row_copy_text(q, 6, out->redirect, sizeof out->redirect);
    out->made_ms = cho_row_int(q, 7);
    out->ends_ms = cho_row_int(q, 8);
}

chorus_result cho_data_grants_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_grant *row), void *user)
{
    cho_data_grant row;
    chorus_result  taken = CHORUS_OK;
    cho_query     *q     = cho_db_query(db, "SELECT " GRANT_COLUMNS " FROM grant ORDER BY rowid");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        read_grant(q, &row);
        taken = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

/* ---- what is over ---- */

chorus_result cho_data_signins_sweep(cho_db *db, int64_t now_ms)
{
    static const char *const statements[] = {
        delete_old_requests,
        delete_old_grants,
        "UPDATE request SET made_ms = ?1, ends_ms = ?1 + ends_ms - made_ms WHERE made_ms > ?1",
        "UPDATE grant SET made_ms = ?1, ends_ms = ?1 + ends_ms - made_ms WHERE made_ms > ?1",
    };
    return cho_db_run_each(db, statements, sizeof statements / sizeof statements[0], now_ms);
}
