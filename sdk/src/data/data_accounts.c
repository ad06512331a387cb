#include "data/data_accounts.h"

/* ---- accounts ---- */

#define COLUMNS "id, name, password, level, made_s"

static void read_account(cho_query *q, cho_data_account *out)
{
    *out = (cho_data_account){ .id     = (uint32_t)cho_row_int(q, 0),
                               .level  = (uint32_t)cho_row_int(q, 3),
                               .made_s = cho_row_int(q, 4) };
    cho_row_copy_text(q, 1, out->name, sizeof out->name);
    cho_row_copy_text(q, 2, out->password, sizeof out->password);
}

static void bind_account(cho_query *q, const cho_data_account *row)
{
    cho_query_int(q, row->id);
    cho_query_text(q, cho_span_of(row->name));
    cho_query_text(q, cho_span_of(row->password));
    cho_query_int(q, row->level);
    cho_query_int(q, row->made_s);
}

/* Ends a query for one. */
static chorus_result take_one(cho_query *q, cho_data_account *out)
{
    bool is_there = cho_query_row(q);
    if (is_there)
        read_account(q, out);
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK && !is_there ? CHORUS_E_NOT_FOUND : r;
}

chorus_result cho_data_account_add(cho_db *db, const cho_data_account *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO account (" COLUMNS ") VALUES (?, ?, ?, ?, ?)");
    bind_account(q, row);
    return cho_query_run(q);
}

chorus_result cho_data_account_put(cho_db *db, const cho_data_account *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO account (" COLUMNS ") VALUES (?, ?, ?, ?, ?)"
                                    " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                                    " password = excluded.password, level = excluded.level");
    bind_account(q, row);
    return cho_query_run(q);
}

chorus_result cho_data_account_renew(cho_db *db, uint32_t id, const char *password)
{
    cho_query *q = cho_db_query(db, "UPDATE account SET password = ? WHERE id = ?");
    cho_query_text(q, cho_span_of(password));
    cho_query_int(q, id);
    chorus_result r = cho_query_run(q);
    return r == CHORUS_OK && cho_db_changed_rows(db) == 0 ? CHORUS_E_NOT_FOUND : r;
}

chorus_result cho_data_account_drop(cho_db *db, uint32_t id)
{
    static const char *const statements[] = {
        "DELETE FROM ledger WHERE account = ?",
        "DELETE FROM wallet WHERE account = ?",
        "DELETE FROM project WHERE account = ?",
        "DELETE FROM join_code WHERE account = ?",
        "DELETE FROM ban WHERE channel = ?1 OR id = 'user:' || ?1",
        "DELETE FROM account WHERE id = ?",
    };
    return cho_db_run_each(db, statements, sizeof statements / sizeof statements[0], id);
}

chorus_result cho_data_account_get(cho_db *db, uint32_t id, cho_data_account *out)
{
    cho_query *q = cho_db_query(db, "SELECT " COLUMNS " FROM account WHERE id = ?");
    cho_query_int(q, id);
    return take_one(q, out);
}

chorus_result cho_data_account_by_name(cho_db *db, const char *name, cho_data_account *out)
{
    cho_query *q = cho_db_query(db, "SELECT " COLUMNS " FROM account WHERE name = ?");
    cho_query_text(q, cho_span_of(name));
    return take_one(q, out);
}

chorus_result cho_data_account_next(cho_db *db, uint32_t *out)
{
    cho_query *q = cho_db_query(db, "SELECT max(1000, 1 + (SELECT coalesce(max(id), 0) FROM account),"
                                    " 1 + (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'account'))");
    if (cho_query_row(q))
        *out = (uint32_t)cho_row_int(q, 0);
    return cho_query_end(q);
}

chorus_result cho_data_accounts_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_account *row),
                                     void *user)
{
    cho_data_account row;
    chorus_result    taken = CHORUS_OK;
    cho_query       *q     = cho_db_query(db, "SELECT " COLUMNS " FROM account ORDER BY id");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        read_account(q, &row);
        taken = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

/* ---- browsers ---- */

chorus_result cho_data_login_put(cho_db *db, const cho_data_login *row)
{
    cho_query *q = cho_db_query(db, "INSERT OR REPLACE INTO login (browser, account, ends_s) VALUES (?, ?, ?)");
    cho_query_bytes(q, row->browser, sizeof row->browser);
    cho_query_int(q, row->account);
    cho_query_int(q, row->ends_s);
    return cho_query_run(q);
}

chorus_result cho_data_login_drop(cho_db *db, const unsigned char browser[CHO_DATA_DIGEST])
{
    cho_query *q = cho_db_query(db, "DELETE FROM login WHERE browser = ?");
    cho_query_bytes(q, browser, CHO_DATA_DIGEST);
    return cho_query_run(q);
}

chorus_result cho_data_logins_drop_others(cho_db *db, uint32_t account, const unsigned char browser[CHO_DATA_DIGEST])
{
    cho_query *q = cho_db_query(db, "DELETE FROM login WHERE account = ? AND browser != ?");
    cho_query_int(q, account);
    cho_query_bytes(q, browser, CHO_DATA_DIGEST);
    return cho_query_run(q);
}

chorus_result cho_data_logins_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_login *row), void *user)
{
    cho_data_login row;
    chorus_result  taken = CHORUS_OK;
    cho_query     *q     = cho_db_query(db, "SELECT browser, account, ends_s FROM login ORDER BY ends_s");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        cho_row_copy_bytes(q, 0, row.browser, sizeof row.browser);
        row.account = (uint32_t)cho_row_int(q, 1);
        row.ends_s  = cho_row_int(q, 2);
        taken       = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}
