/* What has changed is written down, and only then acknowledged. */
#include "base/alloc.h"
#include "data/data_projects.h"
#include "host/service/oauth/host_oauth_http.h"

#include <openssl/crypto.h>
#include <stdio.h>

/* ---- whoever waits for an answer ---- */

cho_host_asker *cho_host_asker_create(cho_host_request *r)
{
    cho_host_asker *asker = cho_alloc_zero(r->service->heap, sizeof *asker);
    if (asker != NULL)
        cho_host_asker_begin(asker, r);
    return asker;
}

/* Nobody may be told any more once it is freed. */
void cho_host_asker_free(cho_host_asker *asker)
{
    if (asker != NULL)
        cho_release(asker->heap, asker);
}

/* ---- the rows ---- */

cho_host_oauth_change *cho_host_oauth_change_of(cho_host_oauth_changes *changes, cho_host_oauth_kind kind)
{
    cho_host_oauth_change *change = &changes->all[changes->count++];
    change->kind                  = kind;
    return change;
}

void cho_host_oauth_add_link(cho_host_oauth_changes *changes, cho_host_oauth_kind kind, const cho_data_link *row)
{
    cho_host_oauth_change_of(changes, kind)->row.link = *row;
}

static chorus_result renew_password(cho_db *db, const cho_host_renewal *renewal)
{
    chorus_result r = cho_data_account_renew(db, renewal->account, renewal->kept);
    return r == CHORUS_OK ? cho_data_logins_drop_others(db, renewal->account, renewal->browser.bytes) : r;
}

static chorus_result apply_one(cho_db *db, const cho_host_oauth_change *change, uint32_t most_grants)
{
    switch (change->kind) {
    case CHO_OAUTH_PUT_ACCOUNT:
        return cho_data_account_add(db, &change->row.account);
    case CHO_OAUTH_PUT_LOGIN:
        return cho_data_login_put(db, &change->row.login);
    case CHO_OAUTH_DROP_LOGIN:
        return cho_data_login_drop(db, change->row.login.browser);
    case CHO_OAUTH_PUT_LINK:
        return cho_data_link_put(db, &change->row.link);
    case CHO_OAUTH_DROP_LINK:
        return cho_data_link_drop(db, change->row.link.selector);
    case CHO_OAUTH_DROP_ACCESS:
        return cho_data_access_drop(db, change->row.access.token);
    case CHO_OAUTH_PUT_CODE:
        return cho_data_code_put(db, change->row.code.account, change->row.code.code);
    case CHO_OAUTH_NEW_PASSWORD:
        return renew_password(db, &change->row.renewal);
    case CHO_OAUTH_PUT_ACCESS:
        return cho_data_access_put(db, &change->row.access);
    default:
        return cho_host_oauth_apply_under_way(db, change, most_grants);
    }
}

static void undo_password(const cho_host_oauth *oauth, const cho_host_renewal *renewal)
{
    cho_auth_account *account = cho_auth_accounts_by_number(&oauth->accounts, renewal->account);
    if (account != NULL && strcmp(account->row.password, renewal->kept) == 0)
        memcpy(account->row.password, renewal->before, sizeof account->row.password);
}

/* What was taken away stays away: that is the safe side. */
static void undo_one(cho_host_oauth *oauth, const cho_host_oauth_changes *changes, const cho_host_oauth_change *change)
{
    cho_auth_digest key;
    if (change->kind == CHO_OAUTH_PUT_ACCOUNT) {
        cho_auth_accounts_drop(&oauth->accounts, change->row.account.id);
    } else if (change->kind == CHO_OAUTH_PUT_LOGIN) {
        memcpy(key.bytes, change->row.login.browser, sizeof key.bytes);
        cho_auth_login *login = cho_host_table_find(&oauth->logins.table, cho_auth_key(&key));
        if (login != NULL)
            cho_auth_logins_remove(&oauth->logins, login);
    } else if (change->kind == CHO_OAUTH_PUT_LINK) {
        memcpy(key.bytes, change->row.link.selector, sizeof key.bytes);
        cho_auth_link *link = cho_host_table_find(&oauth->links.links, cho_auth_key(&key));
        if (link != NULL && changes->has_before)
            link->row = changes->before;
        else if (link != NULL)
            cho_auth_links_remove(&oauth->links, link);
    } else if (change->kind == CHO_OAUTH_PUT_ACCESS) {
        memcpy(key.bytes, change->row.access.token, sizeof key.bytes);
        cho_auth_access *access = cho_host_table_find(&oauth->links.accesses, cho_auth_key(&key));
        if (access != NULL)
            cho_host_table_remove(&oauth->links.accesses, access);
    } else if (change->kind == CHO_OAUTH_PUT_CODE) {
        cho_host_codes_drop(&oauth->service->codes, change->row.code.account);
    } else if (change->kind == CHO_OAUTH_NEW_PASSWORD) {
        undo_password(oauth, &change->row.renewal);
    } else if (change->kind >= CHO_OAUTH_ADD_REQUEST) {
        cho_host_oauth_end_under_way(oauth, change, false);
    }
}

static void undo(cho_host_oauth *oauth, const cho_host_oauth_changes *changes)
{
    for (uint32_t i = changes->count; i > 0; i--)
        undo_one(oauth, changes, &changes->all[i - 1]);
}

static void settle(cho_host_oauth *oauth, const cho_host_oauth_changes *changes)
{
    for (uint32_t i = 0; i < changes->count; i++) {
        if (changes->all[i].kind >= CHO_OAUTH_ADD_REQUEST)
            cho_host_oauth_end_under_way(oauth, &changes->all[i], true);
    }
}

/* ---- the job ---- */

enum { NAME_SIZE = 24 };

typedef struct commit {
    cho_vault_job          job;
    cho_host_oauth        *oauth;
    cho_host_asker        *asker;
    cho_host_oauth_changes changes;
    uint32_t               most_grants; /* by the limits */
    int                    status;
    cho_buf                body; /* of the answer */
    char                   header[NAME_SIZE], value[CHO_OAUTH_COOKIE_SIZE]; /* one more; "": none */
} commit;

static chorus_result write_rows(cho_vault_job *job, cho_db *db)
{
    const commit *c = (const commit *)job;
    chorus_result r = CHORUS_OK;
    for (uint32_t i = 0; i < c->changes.count && r == CHORUS_OK; i++)
        r = apply_one(db, &c->changes.all[i], c->most_grants);
    return r;
}

static void free_commit(commit *c)
{
    cho_host_asker_free(c->asker);
    if (c->body.data != NULL)
        OPENSSL_cleanse(c->body.data, c->body.len);
    OPENSSL_cleanse(c->value, sizeof c->value);
    OPENSSL_cleanse(&c->changes, sizeof c->changes);
    cho_buf_deinit(&c->body);
    cho_release(c->oauth->service->heap, c);
}

static void answer(commit *c, chorus_result result)
{
    cho_host_request r     = { .service = c->oauth->service, .asker = c->asker };
    const cho_header extra = { c->header, c->value };
    if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(&r, CHORUS_E_STATE);
        return;
    }
    cho_host_http_answer(&r, c->status, "application/json; charset=utf-8", (cho_span){ c->body.data, c->body.len },
                         false, "no-store", c->header[0] != '\0' ? &extra : NULL);
}

static void written(cho_vault_job *job, chorus_result result)
{
    commit *c = (commit *)job;
    if (result == CHORUS_OK)
        settle(c->oauth, &c->changes);
    else
        undo(c->oauth, &c->changes);
    if (c->asker->deferred != NULL)
        answer(c, result);
    free_commit(c);
}

static commit *make_commit(cho_host_request *r, const cho_host_oauth_changes *changes, int status,
                           const cho_header *extra)
{
    commit *c = cho_alloc_zero(r->service->heap, sizeof *c);
    if (c == NULL)
        return NULL;
    cho_buf_init(&c->body, r->service->heap);
    cho_buf_append(&c->body, r->service->body.data, r->service->body.len);
    c->job     = (cho_vault_job){ .work = write_rows, .done = written };
    c->oauth   = r->service->oauth;
    c->changes = *changes;
    c->status  = status;
    c->most_grants = r->service->config->limits.authorization_codes;
    if (extra != NULL) {
        snprintf(c->header, sizeof c->header, "%s", extra->name);
        snprintf(c->value, sizeof c->value, "%s", extra->value);
    }
    if (!c->body.failed && !r->service->body.failed)
        return c;
    free_commit(c);
    return NULL;
}

/* A job that is under way answers whoever waits, so it needs him before it begins. */
static bool take_asker(cho_host_request *r, commit *c)
{
    c->asker = r->asker != NULL ? r->asker : cho_host_asker_create(r);
    r->asker = c->asker;
    return c->asker != NULL;
}

static void refuse_commit(cho_host_request *r, commit *c, const cho_host_oauth_changes *changes)
{
    cho_host_asker *asker = r->asker;
    undo(r->service->oauth, changes);
    cho_host_oauth_refuse_result(r, CHORUS_E_STATE);
    if (c != NULL) {
        c->asker = NULL;
        free_commit(c);
    }
    cho_host_asker_free(asker);
    r->asker = NULL;
}

void cho_host_oauth_commit(cho_host_request *r, const cho_host_oauth_changes *changes, int status,
                           const cho_header *extra)
{
    if (changes->count == 0) {
        cho_host_http_answer_json(r, status, extra);
        return;
    }
    commit *c = make_commit(r, changes, status, extra);
    if (c != NULL && take_asker(r, c) && cho_host_vault_submit(r->service->vault, &c->job) == CHORUS_OK)
        r->asker = NULL; /* the job's now */
    else
        refuse_commit(r, c, changes);
}
