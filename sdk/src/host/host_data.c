/* The data of a host, looked after from outside: each call is one transaction, with a note for the host. */
#include "host/host_data.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/options.h"
#include "data/data_accounts.h"
#include "data/data_changes.h"
#include "data/data_wallets.h"
#include "host/oauth/auth_password.h"
#include "host/room/host_names.h"
#include "host/service/host_config_clients.h"
#include "host/service/host_limits.h"

#include <stdio.h>

chorus_result chorus_data_open(const char *folder, chorus_data **out, char *error, size_t error_len)
{
    chorus_allocator heap;
    if (folder == NULL || folder[0] == '\0' || out == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    cho_heap_init(&heap, NULL);
    chorus_data *data = cho_alloc_zero(&heap, sizeof *data);
    if (data == NULL) {
        (void)snprintf(error, error_len, "out of memory");
        return CHORUS_E_MEMORY;
    }
    data->heap = heap;
    cho_host_limits_usual(&data->limits);
    chorus_result r = cho_db_open(&data->heap, folder, &data->db, error, error_len);
    if (r == CHORUS_OK)
        *out = data;
    else
        cho_release(&heap, data);
    return r;
}

void chorus_data_close(chorus_data *data)
{
    if (data == NULL)
        return;
    chorus_allocator heap = data->heap;
    cho_db_close(data->db);
    cho_release(&heap, data);
}

chorus_result chorus_data_set_limits(chorus_data *data, const chorus_host_limits *limits, char *error, size_t error_len)
{
    chorus_host_limits asked, none;
    if (data == NULL || limits == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    CHORUS_INIT(&asked);
    CHORUS_INIT(&none);
    chorus_result r     = cho_options_copy(&asked, sizeof asked, limits);
    const char   *fault = r == CHORUS_OK ? cho_host_limits_fault(&asked) : "these limits are of another version of Chorus";
    if (fault == NULL) {
        cho_host_limits_complete(&asked, &none, &data->limits);
        return CHORUS_OK;
    }
    (void)snprintf(error, error_len, "%s", fault);
    return r == CHORUS_OK ? CHORUS_E_INVALID : r;
}

/* ---- in one piece ---- */

chorus_result cho_host_data_end(cho_db *db, chorus_result r)
{
    if (r == CHORUS_OK)
        return cho_db_commit(db);
    if (cho_db_is_begun(db))
        cho_db_rollback(db);
    return r;
}

static chorus_result put_account(cho_db *db, const cho_data_account *row)
{
    chorus_result r = cho_data_account_put(db, row);
    return r == CHORUS_OK ? cho_change_note_number(db, "account", row->id) : r;
}

/* ---- accounts ---- */

/* OK, E_INVALID, E_STATE. NULL: nobody can sign in. */
static chorus_result keep_password(const char *password, cho_data_account *row)
{
    size_t len = password == NULL ? 0 : strlen(password);
    if (password == NULL)
        return CHORUS_OK;
    if (len < CHO_AUTH_PASSWORD_LEAST || len > CHO_AUTH_PASSWORD_MOST)
        return CHORUS_E_INVALID;
    return cho_auth_password_keep(cho_span_of(password), row->password) ? CHORUS_OK : CHORUS_E_STATE;
}

static chorus_result add_account(cho_db *db, cho_data_account *row)
{
    chorus_result r = cho_data_account_next(db, &row->id);
    return r == CHORUS_OK ? put_account(db, row) : r;
}

chorus_result chorus_data_add_user(chorus_data *data, const char *name, const char *password, uint32_t *user_id)
{
    cho_data_account row = { .made_s = cho_clock_wall_ms() / 1000 };
    if (data == NULL || !cho_host_is_clean_name(name))
        return CHORUS_E_INVALID;
    (void)snprintf(row.name, sizeof row.name, "%s", name);
    chorus_result r = keep_password(password, &row);
    if (r == CHORUS_OK)
        r = cho_db_begin(data->db);
    if (r != CHORUS_OK)
        return r;
    r = cho_host_data_end(data->db, add_account(data->db, &row));
    if (r == CHORUS_OK && user_id != NULL)
        *user_id = row.id;
    return r;
}

/* Of what goes with it. */
static chorus_result note_removal(cho_db *db, uint32_t id)
{
    static const char ban[] = "INSERT INTO change (entity, key) SELECT 'ban', channel || ' ' || id FROM ban"
                              " WHERE channel = ?1 OR id = 'user:' || ?1";
    static const char *const statements[] = {
        "INSERT INTO change (entity, key) SELECT 'wallet', account FROM wallet WHERE account = ?",
        "INSERT INTO change (entity, key) SELECT 'project', id FROM project WHERE account = ?",
        ban,
        "INSERT INTO change (entity, key) VALUES ('account', ?)",
    };
    return cho_db_run_each(db, statements, sizeof statements / sizeof statements[0], id);
}

static chorus_result remove_account(cho_db *db, const char *name)
{
    cho_data_account row;
    chorus_result    r = cho_data_account_by_name(db, name, &row);
    if (r == CHORUS_OK)
        r = note_removal(db, row.id);
    return r == CHORUS_OK ? cho_data_account_drop(db, row.id) : r;
}

chorus_result chorus_data_remove_user(chorus_data *data, const char *name)
{
    if (data == NULL || name == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, remove_account(data->db, name)) : r;
}

static chorus_result change_password(cho_db *db, const char *name, const char *kept)
{
    cho_data_account row;
    chorus_result    r = cho_data_account_by_name(db, name, &row);
    if (r != CHORUS_OK)
        return r;
    memcpy(row.password, kept, sizeof row.password);
    return put_account(db, &row);
}

chorus_result chorus_data_set_password(chorus_data *data, const char *name, const char *password)
{
    cho_data_account kept = { .id = 0 };
    if (data == NULL || name == NULL || password == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = keep_password(password, &kept);
    if (r == CHORUS_OK)
        r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, change_password(data->db, name, kept.password)) : r;
}

static chorus_result change_sparks(cho_db *db, const char *name, uint64_t sparks)
{
    cho_data_account row;
    chorus_result    r = cho_data_account_by_name(db, name, &row);
    if (r == CHORUS_OK)
        r = cho_wallet_set(db, row.id, sparks);
    return r == CHORUS_OK ? cho_change_note_number(db, "wallet", row.id) : r;
}

chorus_result chorus_data_set_sparks(chorus_data *data, const char *name, uint64_t sparks)
{
    if (data == NULL || name == NULL || sparks > CHO_DATA_SPARKS_MAX)
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, change_sparks(data->db, name, sparks)) : r;
}

typedef struct user_list {
    cho_db *db;
    void (*each)(void *user, const chorus_data_user *account);
    void *user;
} user_list;

static chorus_result tell_account(void *user, const cho_data_account *row)
{
    const user_list *list = user;
    chorus_data_user told;
    CHORUS_INIT(&told);
    told.name         = row->name;
    told.user_id      = row->id;
    told.made_s       = row->made_s;
    told.has_password = row->password[0] != '\0';
    chorus_result r   = cho_wallet_get(list->db, row->id, &told.sparks);
    if (r == CHORUS_OK)
        list->each(list->user, &told);
    return r;
}

chorus_result chorus_data_list_users(chorus_data *data, void (*each)(void *user, const chorus_data_user *account),
                                     void *user)
{
    if (data == NULL || each == NULL)
        return CHORUS_E_INVALID;
    user_list list = { data->db, each, user };
    return cho_data_accounts_read(data->db, tell_account, &list);
}

/* ---- programs ---- */

static chorus_result put_client(cho_db *db, const cho_data_client *row)
{
    chorus_result r = cho_data_client_put(db, row);
    return r == CHORUS_OK ? cho_change_note(db, "client", cho_span_of(row->id)) : r;
}

chorus_result chorus_data_put_client(chorus_data *data, const chorus_host_client *client, char *error, size_t error_len)
{
    chorus_host_options options;
    cho_data_client    *row = NULL;
    if (data == NULL || client == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    CHORUS_INIT(&options);
    options.clients      = client;
    options.client_count = 1;
    const char *fault    = cho_host_clients_fault(&options);
    (void)snprintf(error, error_len, "%s", fault != NULL ? fault : "the client could not be written");
    if (fault != NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_host_clients_copy(&options, &data->heap, &row);
    if (r == CHORUS_OK)
        r = cho_db_begin(data->db);
    if (r == CHORUS_OK)
        r = cho_host_data_end(data->db, put_client(data->db, row));
    cho_release(&data->heap, row);
    return r;
}

static chorus_result remove_client(cho_db *db, const char *id)
{
    cho_data_client row;
    chorus_result   r = cho_data_client_get(db, id, &row);
    if (r == CHORUS_OK)
        r = cho_data_client_drop(db, id);
    return r == CHORUS_OK ? cho_change_note(db, "client", cho_span_of(id)) : r;
}

chorus_result chorus_data_remove_client(chorus_data *data, const char *client_id)
{
    if (data == NULL || client_id == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, remove_client(data->db, client_id)) : r;
}

typedef struct client_list {
    void (*each)(void *user, const chorus_host_client *client);
    void *user;
} client_list;

static chorus_result tell_client(void *user, const cho_data_client *row)
{
    static const unsigned char none[CHO_DATA_DIGEST];
    const client_list         *list = user;
    chorus_host_client         told;
    CHORUS_INIT(&told);
    told.client_id     = row->id;
    told.name          = row->name;
    told.publisher     = row->publisher;
    told.redirect_uris = row->redirects;
    told.scopes        = row->scopes;
    told.secret        = memcmp(row->secret, none, sizeof none) == 0 ? NULL : "";
    list->each(list->user, &told);
    return CHORUS_OK;
}

chorus_result chorus_data_list_clients(chorus_data *data, void (*each)(void *user, const chorus_host_client *client),
                                       void *user)
{
    client_list list = { each, user };
    if (data == NULL || each == NULL)
        return CHORUS_E_INVALID;
    return cho_data_clients_read(data->db, tell_client, &list);
}
