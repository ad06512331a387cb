/* Whoever is signed in takes another password: all other browsers have to know it from then on. */
#include "host/service/oauth/host_oauth_entry.h"

#include <stdio.h>

static void end_other_logins(cho_host_oauth *oauth, uint32_t account, const cho_auth_digest *browser)
{
    const cho_auth_login *own  = cho_host_table_find(&oauth->logins.table, cho_auth_key(browser));
    cho_auth_login       *next = cho_auth_logins_next_of(&oauth->logins, account, NULL);
    while (next != NULL) {
        cho_auth_login *login = next;
        next                  = cho_auth_logins_next_of(&oauth->logins, account, login);
        if (login != own)
            cho_auth_logins_remove(&oauth->logins, login);
    }
}

/* In memory at once, so that nobody signs in with the old one any more whose password was looked at meanwhile. */
static void renew(const cho_host_entry *e, cho_host_request *r, cho_auth_account *account)
{
    cho_host_oauth_changes changes = { .count = 0 };
    cho_host_renewal      *renewal = &cho_host_oauth_change_of(&changes, CHO_OAUTH_NEW_PASSWORD)->row.renewal;
    *renewal                       = (cho_host_renewal){ .account = e->person.id, .browser = e->browser };
    memcpy(renewal->kept, e->kept, sizeof renewal->kept);
    memcpy(renewal->before, account->row.password, sizeof renewal->before);
    memcpy(account->row.password, e->kept, sizeof account->row.password);
    end_other_logins(e->oauth, e->person.id, &e->browser);
    cho_buf_clear(&r->service->body);
    cho_buf_text(&r->service->body, "{}");
    cho_host_oauth_commit(r, &changes, 200, NULL);
}

static void finish(cho_host_entry *e, cho_host_request *r, int64_t now_ms)
{
    bool              is_signed_in = cho_auth_logins_find(&e->oauth->logins, &e->browser, now_ms) != NULL;
    cho_auth_account *account      = cho_auth_accounts_by_number(&e->oauth->accounts, e->person.id);
    if (!cho_host_entry_is_theirs(e))
        cho_host_entry_refuse_wrong(e, r, "wrong_old_password", "your password so far is another one", now_ms);
    else if (!is_signed_in)
        cho_host_oauth_refuse(r, 401, "login_required", "sign in first", NULL);
    else if (!e->is_kept)
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
    else
        renew(e, r, account);
}

/* NULL: refused. */
static cho_host_entry *read_form(cho_host_request *r)
{
    enum { FORM, OLD, NEW, COUNT };
    cho_auth_field  f[COUNT] = { { .name = "form" }, { .name = "old" }, { .name = "new" } };
    cho_auth_digest browser;
    if (!cho_host_oauth_read(r, f, COUNT))
        return NULL;
    const cho_auth_account *person = cho_host_oauth_person(r, &f[FORM], &browser);
    cho_host_entry         *e      = person == NULL ? NULL : cho_host_entry_create(r, &browser);
    if (e == NULL)
        return NULL;
    e->person = person->row;
    e->finish = finish;
    if (cho_host_password_read(&e->given, f[OLD].value) && cho_host_password_read(&e->wanted, f[NEW].value))
        return e;
    cho_host_oauth_refuse(r, 400, "invalid_request", "two passwords of at most 128 bytes are needed: old and new", NULL);
    cho_host_entry_free(e);
    return NULL;
}

void cho_host_oauth_renew(cho_host_request *r)
{
    cho_host_entry *e = read_form(r);
    if (e == NULL)
        return;
    if (cho_host_entry_wants_good(e, r) && cho_host_entry_may_try(e, r))
        cho_host_entry_send(e, r);
    else
        cho_host_entry_free(e);
}
