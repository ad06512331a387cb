#include "host/service/oauth/host_oauth_entry.h"

#include "base/alloc.h"

#include <openssl/crypto.h>

_Static_assert((int)CHO_AUTH_KEPT_SIZE == (int)CHO_DATA_PASSWORD_MAX + 1, "a row holds a kept password");

cho_host_entry *cho_host_entry_create(cho_host_request *r, const cho_auth_digest *browser)
{
    cho_host_entry *e = cho_alloc_zero(r->service->heap, sizeof *e);
    if (e == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return NULL;
    }
    e->oauth     = r->service->oauth;
    e->place     = cho_host_oauth_place(r);
    e->browser   = *browser;
    e->is_secure = cho_host_oauth_is_secure(r);
    return e;
}

void cho_host_entry_free(cho_host_entry *e)
{
    const chorus_allocator *heap = e->oauth->service->heap;
    OPENSSL_cleanse(e, sizeof *e);
    cho_release(heap, e);
}

bool cho_host_password_read(cho_host_password *password, cho_span text)
{
    if (text.ptr == NULL || text.len > sizeof password->text)
        return false;
    memcpy(password->text, text.ptr, text.len);
    password->len      = text.len;
    password->is_given = true;
    return true;
}

bool cho_host_entry_wants_good(const cho_host_entry *e, cho_host_request *r)
{
    bool is_good = e->wanted.len >= CHO_AUTH_PASSWORD_LEAST;
    if (!is_good)
        cho_host_oauth_refuse(r, 400, "invalid_password", "a password has at least 8 bytes", NULL);
    return is_good;
}

/* ---- how often ---- */

/* The key of wrong passwords for one account from one place. */
typedef struct both {
    char bytes[sizeof(cho_host_network) + sizeof(uint32_t)];
} both;

static cho_span both_key(const cho_host_entry *e, both *out)
{
    memcpy(out->bytes, &e->place, sizeof e->place);
    memcpy(out->bytes + sizeof e->place, &e->person.id, sizeof e->person.id);
    return (cho_span){ out->bytes, sizeof out->bytes };
}

static cho_span account_key(const cho_host_entry *e)
{
    return (cho_span){ (const char *)&e->person.id, sizeof e->person.id };
}

static void count_wrong(const cho_host_entry *e, int64_t now_ms)
{
    both key;
    cho_auth_tally_add(&e->oauth->wrong_of_both, both_key(e, &key), now_ms);
    cho_auth_tally_add(&e->oauth->wrong_of_place, cho_host_network_key(&e->place), now_ms);
    if (e->person.id != 0)
        cho_auth_tally_add(&e->oauth->wrong_of_account, account_key(e), now_ms);
}

static int64_t wait_of(const cho_host_entry *e, int64_t now_ms)
{
    both    key;
    int64_t waits[] = {
        cho_auth_tally_wait_ms(&e->oauth->wrong_of_both, both_key(e, &key), now_ms),
        cho_auth_tally_wait_ms(&e->oauth->wrong_of_place, cho_host_network_key(&e->place), now_ms),
        e->person.id == 0 ? 0 : cho_auth_tally_wait_ms(&e->oauth->wrong_of_account, account_key(e), now_ms),
    };
    int64_t longest = 0;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++)
        longest = waits[i] > longest ? waits[i] : longest;
    return longest;
}

bool cho_host_entry_may_try(const cho_host_entry *e, cho_host_request *r)
{
    int64_t wait_ms = wait_of(e, cho_host_service_now_ms(r->service));
    if (wait_ms > 0)
        cho_host_oauth_put_off(r, "too_many_tries", "too many wrong passwords; wait a while", wait_ms);
    return wait_ms <= 0;
}

void cho_host_entry_refuse_wrong(const cho_host_entry *e, cho_host_request *r, const char *error, const char *sentence,
                                 int64_t now_ms)
{
    count_wrong(e, now_ms);
    cho_host_metrics_oauth(&r->service->metrics, CHO_HOST_OAUTH_SIGN_IN_REFUSED);
    cho_host_oauth_refuse(r, 403, error, sentence, NULL);
}

bool cho_host_entry_is_theirs(const cho_host_entry *e)
{
    const cho_auth_account *now = cho_auth_accounts_by_number(&e->oauth->accounts, e->person.id);
    return e->is_right && now != NULL && strcmp(now->row.password, e->person.password) == 0;
}

/* ---- the way ---- */

static cho_span span_of(const cho_host_password *password)
{
    return (cho_span){ password->text, password->len };
}

static void work(cho_job *job)
{
    cho_host_entry *e = (cho_host_entry *)job;
    e->is_right       = !e->given.is_given || cho_auth_password_is(span_of(&e->given), e->person.password);
    e->is_kept        = e->is_right && e->wanted.is_given && cho_auth_password_keep(span_of(&e->wanted), e->kept);
}

/* Whoever has gone meanwhile is signed in with nothing. */
static void done(cho_job *job)
{
    cho_host_entry  *e      = (cho_host_entry *)job;
    cho_host_request r      = { .service = e->oauth->service, .asker = e->asker };
    int64_t          now_ms = cho_host_service_now_ms(r.service);
    if (e->asker->deferred == NULL && !e->is_right)
        count_wrong(e, now_ms);
    else if (e->asker->deferred != NULL && (!e->given.is_given || cho_host_entry_may_try(e, &r)))
        e->finish(e, &r, now_ms);
    cho_host_asker_free(r.asker);
    cho_host_entry_free(e);
}

void cho_host_entry_send(cho_host_entry *e, cho_host_request *r)
{
    e->job               = (cho_job){ .work = work, .done = done };
    e->asker             = cho_host_asker_create(r);
    chorus_result result = e->asker == NULL ? CHORUS_E_MEMORY : cho_worker_submit(e->oauth->worker, &e->job);
    if (result == CHORUS_OK)
        return;
    r->asker = e->asker;
    cho_host_oauth_refuse_result(r, result);
    cho_host_asker_free(e->asker);
    cho_host_entry_free(e);
}
