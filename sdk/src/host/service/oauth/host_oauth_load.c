/* What was written down is read when a host opens, and again where another process has changed it. */
#include "base/alloc.h"
#include "data/data_tokens.h"
#include "host/service/host_loading.h"
#include "host/service/host_permits.h"
#include "host/service/oauth/host_oauth_store.h"

#include <stdlib.h>

/* ---- everything ---- */

/* The rows of a loading; of NEXT_ACCOUNT, the number that the next account gets. */
enum { CLIENTS, ACCOUNTS, NEXT_ACCOUNT, LOGINS, LINKS, ACCESSES, REQUESTS, GRANTS };

static chorus_result append(cho_buf *rows, const void *row, size_t len)
{
    cho_buf_append(rows, row, len);
    return rows->failed ? CHORUS_E_MEMORY : CHORUS_OK;
}

static chorus_result take_client(void *user, const cho_data_client *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_account(void *user, const cho_data_account *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_login(void *user, const cho_data_login *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_link(void *user, const cho_data_link *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_access(void *user, const cho_data_access *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_request(void *user, const cho_data_request *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result take_grant(void *user, const cho_data_grant *row)
{
    return append(user, row, sizeof *row);
}

static chorus_result read_under_way(cho_db *db, cho_buf *requests, cho_buf *grants, int64_t now_ms)
{
    chorus_result r = cho_data_signins_sweep(db, now_ms);
    if (r == CHORUS_OK)
        r = cho_data_requests_read(db, take_request, requests);
    return r == CHORUS_OK ? cho_data_grants_read(db, take_grant, grants) : r;
}

static chorus_result read_next_account(cho_db *db, cho_buf *rows)
{
    uint32_t      next;
    chorus_result r = cho_data_account_next(db, &next);
    return r == CHORUS_OK ? append(rows, &next, sizeof next) : r;
}

static chorus_result read_all(cho_host_loading *loading, cho_db *db)
{
    cho_buf      *rows = loading->rows;
    chorus_result r    = cho_data_tokens_sweep(db, loading->now_ms / 1000, &loading->lives);
    if (r == CHORUS_OK)
        r = cho_data_clients_read(db, take_client, &rows[CLIENTS]);
    if (r == CHORUS_OK)
        r = read_next_account(db, &rows[NEXT_ACCOUNT]);
    if (r == CHORUS_OK)
        r = cho_data_accounts_read(db, take_account, &rows[ACCOUNTS]);
    if (r == CHORUS_OK)
        r = cho_data_logins_read(db, take_login, &rows[LOGINS]);
    if (r == CHORUS_OK)
        r = cho_data_links_read(db, take_link, &rows[LINKS]);
    if (r == CHORUS_OK)
        r = cho_data_accesses_read(db, take_access, &rows[ACCESSES]);
    return r == CHORUS_OK ? read_under_way(db, &rows[REQUESTS], &rows[GRANTS], loading->now_ms) : r;
}

/* Clients of the options stand above those that are written down. */
static bool is_in_options(const cho_host_config *config, const char *id)
{
    for (uint32_t i = 0; i < config->client_count; i++) {
        if (strcmp(config->clients[i].id, id) == 0)
            return true;
    }
    return false;
}

static chorus_result put_client(cho_host_oauth *oauth, const cho_data_client *row)
{
    bool is_other = !is_in_options(oauth->service->config, row->id);
    return is_other ? cho_auth_clients_put(&oauth->clients, row) : CHORUS_OK;
}

#define EACH(type, row, rows)                                                                                      \
    for (const type *row = (const type *)(const void *)(rows).data, *end_ = row + (rows).len / sizeof(type);       \
         r == CHORUS_OK && row != end_; row++)

/* What there is no room for any more, by other limits, or is of a later version, is over soon anyway. */
static chorus_result pass_over(chorus_result r)
{
    return r == CHORUS_E_MEMORY ? r : CHORUS_OK;
}

/* A link whose account was removed is not there either; more than there is room for stays on the disk. */
static chorus_result take_all(cho_host_loading *loading)
{
    cho_host_oauth *oauth = loading->service->oauth;
    const cho_buf  *rows  = loading->rows;
    chorus_result   r     = CHORUS_OK;
    EACH(cho_data_client, client, rows[CLIENTS])
        r = put_client(oauth, client);
    EACH(cho_data_account, account, rows[ACCOUNTS])
        r = cho_auth_accounts_put(&oauth->accounts, account);
    EACH(uint32_t, next, rows[NEXT_ACCOUNT])
        oauth->accounts.next = *next > oauth->accounts.next ? *next : oauth->accounts.next;
    EACH(cho_data_login, login, rows[LOGINS])
        r = cho_auth_logins_put(&oauth->logins, login);
    EACH(cho_data_link, link, rows[LINKS])
        r = cho_auth_links_put(&oauth->links, link);
    EACH(cho_data_access, access, rows[ACCESSES])
        r = cho_auth_links_put_access(&oauth->links, access);
    EACH(cho_data_request, request, rows[REQUESTS])
        r = pass_over(cho_auth_requests_put(&oauth->requests, request));
    EACH(cho_data_grant, grant, rows[GRANTS])
        r = pass_over(cho_auth_grants_put(&oauth->grants, grant, loading->now_ms));
    return r;
}

void cho_host_oauth_load(cho_host_service *service)
{
    cho_host_load(service, read_all, take_all);
}

/* ---- what another process has changed ---- */

typedef struct look {
    cho_vault_job    job;
    cho_host_oauth  *oauth;
    bool             is_client, is_there;
    cho_data_client  client;  /* its id is what is looked up */
    cho_data_account account; /* the same */
} look;

static chorus_result look_up(cho_vault_job *job, cho_db *db)
{
    look            *l = (look *)job;
    cho_data_client  client;
    cho_data_account account;
    chorus_result    r = l->is_client ? cho_data_client_get(db, l->client.id, &client)
                                      : cho_data_account_get(db, l->account.id, &account);
    l->is_there        = r == CHORUS_OK;
    if (l->is_there && l->is_client)
        l->client = client;
    else if (l->is_there)
        l->account = account;
    return r == CHORUS_E_NOT_FOUND ? CHORUS_OK : r;
}

static void drop_account(cho_host_oauth *oauth, uint32_t number)
{
    cho_auth_login *login;
    cho_auth_link  *link;
    while ((login = cho_auth_logins_next_of(&oauth->logins, number, NULL)) != NULL)
        cho_auth_logins_remove(&oauth->logins, login);
    while ((link = cho_auth_links_next_of(&oauth->links, number, NULL)) != NULL)
        cho_host_permits_end(oauth->service, link);
    cho_auth_requests_forget(&oauth->requests, number);
    cho_auth_grants_forget(&oauth->grants, number);
    cho_auth_accounts_drop(&oauth->accounts, number);
}

static void take_look(look *l)
{
    if (l->is_client && l->is_there)
        (void)put_client(l->oauth, &l->client);
    else if (l->is_client && !is_in_options(l->oauth->service->config, l->client.id))
        cho_auth_clients_drop(&l->oauth->clients, cho_span_of(l->client.id));
    else if (!l->is_client && l->is_there)
        (void)cho_auth_accounts_put(&l->oauth->accounts, &l->account);
    else if (!l->is_client)
        drop_account(l->oauth, l->account.id);
}

static void looked_up(cho_vault_job *job, chorus_result result)
{
    look *l = (look *)job;
    if (result == CHORUS_OK)
        take_look(l);
    cho_release(l->oauth->service->heap, l);
}

/* Without memory the next start of the host brings it. */
static void look_at(cho_host_oauth *oauth, bool is_client, cho_span key)
{
    look *l = cho_alloc_zero(oauth->service->heap, sizeof *l);
    if (l == NULL)
        return;
    l->job        = (cho_vault_job){ .work = look_up, .done = looked_up };
    l->oauth      = oauth;
    l->is_client  = is_client;
    l->account.id = is_client ? 0 : (uint32_t)strtoul(key.ptr, NULL, 10);
    (void)cho_span_put(l->client.id, (cho_span){ key.ptr, key.len < sizeof l->client.id ? key.len : 0 });
    if (cho_host_vault_submit(oauth->service->vault, &l->job) != CHORUS_OK)
        cho_release(oauth->service->heap, l);
}

static void on_client(void *user, cho_span key)
{
    look_at(user, true, key);
}

static void on_account(void *user, cho_span key)
{
    look_at(user, false, key);
}

void cho_host_oauth_follow(cho_host_service *service)
{
    cho_host_oauth *oauth = service->oauth;
    oauth->client_watch   = (cho_vault_watch){ .entity = "client", .on_change = on_client, .user = oauth };
    oauth->account_watch  = (cho_vault_watch){ .entity = "account", .on_change = on_account, .user = oauth };
    cho_host_vault_watch(service->vault, &oauth->client_watch);
    cho_host_vault_watch(service->vault, &oauth->account_watch);
    cho_host_oauth_follow_links(oauth);
}
