/* Who sits at the page: signing in, making an account, signing out. */
#include "codec/json_writer.h"
#include "host/service/oauth/host_oauth_entry.h"

#include <stdio.h>

/* What is said of a browser that has this cookie. `person` NULL: nobody is signed in with it. */
static void write_state(cho_host_request *r, const char *cookie, const cho_data_account *person)
{
    char            form[CHO_AUTH_FORM_SIZE];
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_auth_form_token(cho_span_of(cookie), form);
    cho_json_begin_object(&w);
    cho_json_key(&w, "form"), cho_json_write_text(&w, form);
    cho_json_key(&w, "account");
    if (person == NULL) {
        cho_json_write_null(&w);
    } else {
        cho_json_begin_object(&w);
        cho_json_key(&w, "id"), cho_json_write_uint64(&w, person->id);
        cho_json_key(&w, "name"), cho_json_write_text(&w, person->name);
        cho_json_end_object(&w);
    }
    cho_json_key(&w, "mayCreate"), cho_json_write_bool(&w, !r->service->config->refuses_new_accounts);
    cho_json_end_object(&w);
}

/* ---- the first word of a page ---- */

static void greet_new(cho_host_request *r)
{
    char             cookie[CHO_AUTH_TEXT_SIZE], text[CHO_OAUTH_COOKIE_SIZE];
    const cho_header set = { "set-cookie", text };
    if (!cho_auth_make_text(cookie)) {
        cho_host_oauth_refuse_result(r, CHORUS_E_STATE);
        return;
    }
    cho_host_oauth_write_cookie(r->service, cookie, cho_host_oauth_is_secure(r), text);
    write_state(r, cookie, NULL);
    cho_host_http_answer_json(r, 200, &set);
}

static void greet_known(cho_host_request *r, cho_span cookie)
{
    cho_host_oauth       *oauth   = r->service->oauth;
    cho_auth_digest       browser = cho_auth_digest_of(cookie);
    const cho_auth_login *login   = cho_auth_logins_find(&oauth->logins, &browser, cho_host_service_now_ms(r->service));
    const cho_auth_account *person =
        login == NULL ? NULL : cho_auth_accounts_by_number(&oauth->accounts, login->row.account);
    char text[CHO_AUTH_TEXT_SIZE];
    snprintf(text, sizeof text, "%.*s", (int)cookie.len, cookie.ptr);
    write_state(r, text, person == NULL ? NULL : &person->row);
    cho_host_http_answer_json(r, 200, NULL);
}

void cho_host_oauth_hello(cho_host_request *r)
{
    cho_span cookie = cho_host_oauth_cookie(r);
    if (!cho_host_oauth_is_own_page(r))
        return;
    if (cookie.len > 0)
        greet_known(r, cookie);
    else
        greet_new(r);
}

/* ---- whoever has the right password ---- */

/* The browser that had another cookie so far is nobody's any more. */
static void forget_browser(cho_host_oauth *oauth, const cho_auth_digest *browser, cho_host_oauth_changes *changes)
{
    cho_auth_login *login = cho_host_table_find(&oauth->logins.table, cho_auth_key(browser));
    if (login == NULL)
        return;
    cho_host_oauth_change_of(changes, CHO_OAUTH_DROP_LOGIN)->row.login = login->row;
    cho_auth_logins_remove(&oauth->logins, login);
}

/* A signed-in browser gets a new cookie, so that one somebody planted there is good for nothing. */
static void let_in(cho_host_entry *e, cho_host_request *r, cho_host_oauth_changes *changes, int64_t now_ms)
{
    char             cookie[CHO_AUTH_TEXT_SIZE], text[CHO_OAUTH_COOKIE_SIZE];
    const cho_header set = { "set-cookie", text };
    if (!cho_auth_make_text(cookie)) {
        cho_host_oauth_refuse_result(r, CHORUS_E_STATE);
        return;
    }
    cho_auth_digest       browser = cho_auth_digest_of(cho_span_of(cookie));
    const cho_auth_login *login   = cho_auth_logins_make(&e->oauth->logins, &browser, e->person.id, now_ms);
    if (login == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return;
    }
    forget_browser(e->oauth, &e->browser, changes);
    cho_host_oauth_change_of(changes, CHO_OAUTH_PUT_LOGIN)->row.login = login->row;
    cho_host_oauth_write_cookie(r->service, cookie, e->is_secure, text);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_SIGNED_IN);
    write_state(r, cookie, &e->person);
    cho_host_oauth_commit(r, changes, 200, &set);
}

static void finish_new(cho_host_entry *e, cho_host_request *r, int64_t now_ms)
{
    cho_host_oauth        *oauth   = e->oauth;
    cho_host_oauth_changes changes = { .count = 0 };
    e->person.id                   = oauth->accounts.next;
    e->person.made_s               = now_ms / 1000;
    memcpy(e->person.password, e->kept, sizeof e->person.password);
    chorus_result result = e->is_kept ? cho_auth_accounts_put(&oauth->accounts, &e->person) : CHORUS_E_MEMORY;
    if (result == CHORUS_E_INVALID) {
        cho_host_oauth_refuse(r, 409, "name_taken", "somebody else has this name", NULL);
    } else if (result != CHORUS_OK) {
        cho_host_oauth_refuse_result(r, result);
    } else {
        cho_auth_tally_add(&oauth->new_accounts, cho_host_network_key(&e->place), now_ms);
        cho_host_oauth_change_of(&changes, CHO_OAUTH_PUT_ACCOUNT)->row.account = e->person;
        let_in(e, r, &changes, now_ms);
    }
}

static void finish_known(cho_host_entry *e, cho_host_request *r, int64_t now_ms)
{
    cho_host_oauth_changes changes = { .count = 0 };
    if (cho_host_entry_is_theirs(e))
        let_in(e, r, &changes, now_ms);
    else
        cho_host_entry_refuse_wrong(e, r, "wrong_password", "this name and this password do not belong together", now_ms);
}

/* ---- asking for it ---- */

/* NULL: the form was no good, or there is no memory, and it was said so. */
static cho_host_entry *read_entry(cho_host_request *r, bool is_new, cho_span *name)
{
    enum { FORM, NAME, PASSWORD, COUNT };
    cho_auth_field  f[COUNT] = { { .name = "form" }, { .name = "name" }, { .name = "password" } };
    cho_auth_digest browser;
    if (!cho_host_oauth_read(r, f, COUNT) || !cho_host_oauth_is_own_form(r, &f[FORM], &browser))
        return NULL;
    cho_host_entry *e = cho_host_entry_create(r, &browser);
    *name             = f[NAME].value;
    if (e == NULL)
        return NULL;
    if (name->ptr != NULL && cho_host_password_read(is_new ? &e->wanted : &e->given, f[PASSWORD].value))
        return e;
    cho_host_oauth_refuse(r, 400, "invalid_request", "a name and a password of at most 128 bytes are needed", NULL);
    cho_host_entry_free(e);
    return NULL;
}

void cho_host_oauth_sign_in(cho_host_request *r)
{
    cho_span        name;
    cho_host_entry *e = read_entry(r, false, &name);
    if (e == NULL)
        return;
    const cho_auth_account *person = cho_auth_accounts_by_name(&e->oauth->accounts, name);
    if (person != NULL)
        e->person = person->row;
    e->finish = finish_known;
    if (cho_host_entry_may_try(e, r))
        cho_host_entry_send(e, r);
    else
        cho_host_entry_free(e);
}

/* False: it was refused. */
static bool may_create(cho_host_request *r, const cho_host_entry *e, cho_span name)
{
    int64_t     wait_ms = cho_auth_tally_wait_ms(&e->oauth->new_accounts, cho_host_network_key(&e->place),
                                                 cho_host_service_now_ms(r->service));
    const char *fault   = cho_auth_name_fault(name);
    if (r->service->config->refuses_new_accounts)
        cho_host_oauth_refuse(r, 403, "access_denied", "accounts here are made by the host's owner", NULL);
    else if (fault != NULL)
        cho_host_oauth_refuse(r, 400, "invalid_name", fault, NULL);
    else if (!cho_host_entry_wants_good(e, r))
        return false;
    else if (cho_auth_accounts_by_name(&e->oauth->accounts, name) != NULL
             || cho_host_users_has_name(r->service->config->users, e->person.name))
        cho_host_oauth_refuse(r, 409, "name_taken", "somebody else has this name", NULL);
    else if (wait_ms > 0)
        cho_host_oauth_put_off(r, "too_many_tries", "too many new accounts from this network; wait a while", wait_ms);
    else
        return true;
    return false;
}

void cho_host_oauth_create(cho_host_request *r)
{
    cho_span        name;
    cho_host_entry *e = read_entry(r, true, &name);
    if (e == NULL)
        return;
    snprintf(e->person.name, sizeof e->person.name, "%.*s", (int)name.len, name.ptr);
    e->finish = finish_new;
    if (may_create(r, e, name))
        cho_host_entry_send(e, r);
    else
        cho_host_entry_free(e);
}

void cho_host_oauth_sign_out(cho_host_request *r)
{
    cho_auth_field         form    = { .name = "form" };
    cho_host_oauth_changes changes = { .count = 0 };
    cho_auth_digest        browser;
    char                   text[CHO_OAUTH_COOKIE_SIZE];
    const cho_header       set = { "set-cookie", text };
    if (!cho_host_oauth_read(r, &form, 1) || !cho_host_oauth_is_own_form(r, &form, &browser))
        return;
    forget_browser(r->service->oauth, &browser, &changes);
    cho_host_oauth_write_cookie(r->service, "", cho_host_oauth_is_secure(r), text);
    cho_buf_clear(&r->service->body);
    cho_buf_text(&r->service->body, "{}");
    cho_host_oauth_commit(r, &changes, 200, &set);
}
