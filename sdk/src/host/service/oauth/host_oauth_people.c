/* Who sits at the page: signing in, making an account, signing out. */
#include "base/alloc.h"
#include "codec/json_writer.h"
#include "host/oauth/auth_password.h"
#include "host/service/oauth/host_oauth_http.h"

#include <openssl/crypto.h>
#include <stdio.h>

_Static_assert((int)CHO_AUTH_KEPT_SIZE == (int)CHO_DATA_PASSWORD_MAX + 1, "a row holds a kept password");

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

/* ---- a password on its way through the worker ---- */

typedef struct entry {
    cho_job          job;
    cho_host_oauth  *oauth;
    cho_host_asker  *asker;
    cho_host_network place;
    cho_data_account person; /* id 0: nobody has that name */
    cho_span         given;  /* the password, in `text` */
    char             text[CHO_AUTH_PASSWORD_MOST];
    cho_auth_digest  browser; /* it has had this cookie so far */
    bool             is_new, is_secure, is_good;
} entry;

static void free_entry(entry *e)
{
    OPENSSL_cleanse(e->text, sizeof e->text);
    cho_release(e->oauth->service->heap, e);
}

static void work(cho_job *job)
{
    entry *e   = (entry *)job;
    e->is_good = e->is_new ? cho_auth_password_keep(e->given, e->person.password)
                           : cho_auth_password_is(e->given, e->person.password);
}

/* The key of wrong passwords for one account from one place. */
static void write_both(const entry *e, char out[64])
{
    uint32_t account = e->person.id;
    memcpy(out, &e->place, sizeof e->place);
    memcpy(out + sizeof e->place, &account, sizeof account);
}

static cho_span both_key(const entry *e, char text[64])
{
    write_both(e, text);
    return (cho_span){ text, sizeof e->place + sizeof e->person.id };
}

static cho_span account_key(const entry *e)
{
    return (cho_span){ (const char *)&e->person.id, sizeof e->person.id };
}

static void count_wrong(const entry *e, int64_t now_ms)
{
    char text[64];
    cho_auth_tally_add(&e->oauth->wrong_of_both, both_key(e, text), now_ms);
    cho_auth_tally_add(&e->oauth->wrong_of_place, cho_host_network_key(&e->place), now_ms);
    if (e->person.id != 0)
        cho_auth_tally_add(&e->oauth->wrong_of_account, account_key(e), now_ms);
}

static int64_t wait_of(const entry *e, int64_t now_ms)
{
    char    text[64];
    int64_t waits[] = {
        cho_auth_tally_wait_ms(&e->oauth->wrong_of_both, both_key(e, text), now_ms),
        cho_auth_tally_wait_ms(&e->oauth->wrong_of_place, cho_host_network_key(&e->place), now_ms),
        e->person.id == 0 ? 0 : cho_auth_tally_wait_ms(&e->oauth->wrong_of_account, account_key(e), now_ms),
    };
    int64_t longest = 0;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        longest = waits[i] > longest ? waits[i] : longest;
    return longest;
}

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
static void let_in(entry *e, cho_host_request *r, cho_host_oauth_changes *changes, int64_t now_ms)
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

static void finish_new(entry *e, cho_host_request *r, int64_t now_ms)
{
    cho_host_oauth        *oauth   = e->oauth;
    cho_host_oauth_changes changes = { .count = 0 };
    e->person.id                   = oauth->accounts.next;
    e->person.made_s               = now_ms / 1000;
    chorus_result result           = e->is_good ? cho_auth_accounts_put(&oauth->accounts, &e->person) : CHORUS_E_MEMORY;
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

static void finish_known(entry *e, cho_host_request *r, int64_t now_ms)
{
    cho_host_oauth_changes changes = { .count = 0 };
    if (e->is_good) {
        let_in(e, r, &changes, now_ms);
        return;
    }
    count_wrong(e, now_ms);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_SIGN_IN_REFUSED);
    cho_host_oauth_refuse(r, 403, "wrong_password", "this name and this password do not belong together", NULL);
}

/* Whoever has gone meanwhile is signed in with nothing. */
static void done(cho_job *job)
{
    entry           *e       = (entry *)job;
    cho_host_service *service = e->oauth->service;
    cho_host_request  r       = { .service = service, .asker = e->asker };
    int64_t           now_ms  = cho_host_service_now_ms(service);
    if (e->asker->deferred != NULL && e->is_new)
        finish_new(e, &r, now_ms);
    else if (e->asker->deferred != NULL)
        finish_known(e, &r, now_ms);
    else if (!e->is_new && !e->is_good)
        count_wrong(e, now_ms);
    cho_host_asker_free(r.asker);
    free_entry(e);
}

/* ---- asking for it ---- */

/* False: it was refused. */
static bool send_to_worker(entry *e, cho_host_request *r)
{
    e->job   = (cho_job){ .work = work, .done = done };
    e->asker = cho_host_asker_create(r);
    if (e->asker == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return false;
    }
    chorus_result result = cho_worker_submit(e->oauth->worker, &e->job);
    if (result == CHORUS_OK)
        return true;
    r->asker = e->asker;
    cho_host_oauth_refuse_result(r, result);
    cho_host_asker_free(e->asker);
    return false;
}

/* NULL: the form was no good, or there is no memory, and it was said so. */
static entry *read_entry(cho_host_request *r, cho_span *name)
{
    enum { FORM, NAME, PASSWORD, COUNT };
    cho_auth_field  f[COUNT] = { { .name = "form" }, { .name = "name" }, { .name = "password" } };
    cho_auth_digest browser;
    if (!cho_host_oauth_read(r, f, COUNT) || !cho_host_oauth_is_own_form(r, &f[FORM], &browser))
        return NULL;
    if (f[NAME].value.ptr == NULL || f[PASSWORD].value.ptr == NULL || f[PASSWORD].value.len > CHO_AUTH_PASSWORD_MOST) {
        cho_host_oauth_refuse(r, 400, "invalid_request", "a name and a password of at most 128 bytes are needed", NULL);
        return NULL;
    }
    entry *e = cho_alloc_zero(r->service->heap, sizeof *e);
    if (e == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return NULL;
    }
    e->oauth     = r->service->oauth;
    e->place     = cho_host_oauth_place(r);
    e->browser   = browser;
    e->is_secure = cho_host_oauth_is_secure(r);
    memcpy(e->text, f[PASSWORD].value.ptr, f[PASSWORD].value.len);
    e->given = (cho_span){ e->text, f[PASSWORD].value.len };
    *name    = f[NAME].value;
    return e;
}

void cho_host_oauth_sign_in(cho_host_request *r)
{
    cho_span name;
    entry   *e = read_entry(r, &name);
    if (e == NULL)
        return;
    const cho_auth_account *person = cho_auth_accounts_by_name(&e->oauth->accounts, name);
    if (person != NULL)
        e->person = person->row;
    int64_t wait_ms = wait_of(e, cho_host_service_now_ms(r->service));
    if (wait_ms > 0)
        cho_host_oauth_put_off(r, "too_many_tries", "too many wrong passwords; wait a while", wait_ms);
    if (wait_ms > 0 || !send_to_worker(e, r))
        free_entry(e);
}

/* NULL: such an account can be made. Else it was refused. */
static bool may_create(cho_host_request *r, const entry *e, cho_span name)
{
    int64_t     wait_ms = cho_auth_tally_wait_ms(&e->oauth->new_accounts, cho_host_network_key(&e->place),
                                                 cho_host_service_now_ms(r->service));
    const char *fault   = cho_auth_name_fault(name);
    if (r->service->config->refuses_new_accounts)
        cho_host_oauth_refuse(r, 403, "access_denied", "accounts here are made by the host's owner", NULL);
    else if (fault != NULL)
        cho_host_oauth_refuse(r, 400, "invalid_name", fault, NULL);
    else if (e->given.len < CHO_AUTH_PASSWORD_LEAST)
        cho_host_oauth_refuse(r, 400, "invalid_password", "a password has at least 8 bytes", NULL);
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
    cho_span name;
    entry   *e = read_entry(r, &name);
    if (e == NULL)
        return;
    e->is_new = true;
    snprintf(e->person.name, sizeof e->person.name, "%.*s", (int)name.len, name.ptr);
    if (!may_create(r, e, name) || !send_to_worker(e, r))
        free_entry(e);
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
