#include "data/data_clients.h"

static cho_span text(const char *bytes)
{
    return cho_span_of(bytes);
}

static void read_row(cho_query *q, cho_data_client *out)
{
    cho_row_copy_text(q, 0, out->id, sizeof out->id);
    cho_row_copy_text(q, 1, out->name, sizeof out->name);
    cho_row_copy_text(q, 2, out->publisher, sizeof out->publisher);
    cho_row_copy_text(q, 3, out->redirects, sizeof out->redirects);
    cho_row_copy_text(q, 4, out->scopes, sizeof out->scopes);
    cho_row_copy_bytes(q, 5, out->secret, sizeof out->secret);
}

chorus_result cho_data_client_put(cho_db *db, const cho_data_client *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO client (id, name, publisher, redirects, scopes, secret)"
                                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
                                    " publisher = excluded.publisher, redirects = excluded.redirects,"
                                    " scopes = excluded.scopes, secret = excluded.secret");
    cho_query_text(q, text(row->id));
    cho_query_text(q, text(row->name));
    cho_query_text(q, text(row->publisher));
    cho_query_text(q, text(row->redirects));
    cho_query_text(q, text(row->scopes));
    cho_query_nonzero(q, row->secret, sizeof row->secret);
    return cho_query_run(q);
}

chorus_result cho_data_client_drop(cho_db *db, const char *id)
{
    cho_query *q = cho_db_query(db, "DELETE FROM client WHERE id = ?");
    cho_query_text(q, text(id));
    return cho_query_run(q);
}

chorus_result cho_data_client_get(cho_db *db, const char *id, cho_data_client *out)
{
    cho_query *q = cho_db_query(db, "SELECT id, name, publisher, redirects, scopes, secret FROM client WHERE id = ?");
    cho_query_text(q, text(id));
    bool is_there = cho_query_row(q);
    if (is_there)
        read_row(q, out);
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK && !is_there ? CHORUS_E_NOT_FOUND : r;
}

chorus_result cho_data_clients_read(cho_db *db, chorus_result (*take)(void *user, const cho_data_client *row),
                                    void *user)
{
    cho_data_client row;
    chorus_result   taken = CHORUS_OK;
    cho_query      *q = cho_db_query(db, "SELECT id, name, publisher, redirects, scopes, secret FROM client ORDER BY id");
    while (taken == CHORUS_OK && cho_query_row(q)) {
        read_row(q, &row);
        taken = take(user, &row);
    }
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}
