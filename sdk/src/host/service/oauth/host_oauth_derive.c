#include "host/service/oauth/host_oauth_derive.h"

#include "base/alloc.h"

#include <openssl/crypto.h>
#include <stdio.h>

/* ---- the way ---- */

static void work(cho_job *job)
{
    cho_host_derivation *d = (cho_host_derivation *)job;
    d->is_derived          = cho_auth_code_keep(cho_span_of(d->code), d->salt, &d->kept);
}

static void done(cho_job *job)
{
    cho_host_derivation *d = (cho_host_derivation *)job;
    cho_host_request     r = { .service = d->oauth->service, .asker = d->asker };
    d->finish(d, &r);
    cho_host_asker_free(r.asker);
}

bool cho_host_derivation_begin(cho_host_derivation *d, cho_host_request *r, const char *code,
                               void (*finish)(cho_host_derivation *d, cho_host_request *r))
{
    cho_host_oauth *oauth = r->service->oauth;
    *d = (cho_host_derivation){ .job = { .work = work, .done = done }, .oauth = oauth, .finish = finish };
    snprintf(d->code, sizeof d->code, "%s", code);
    memcpy(d->salt, oauth->requests.salt, sizeof d->salt);
    d->asker             = cho_host_asker_create(r);
    chorus_result result = d->asker == NULL ? CHORUS_E_MEMORY : cho_worker_submit(oauth->code_worker, &d->job);
    if (result == CHORUS_OK)
        return true;
    r->asker = d->asker;
    cho_host_oauth_refuse_result(r, result);
    cho_host_asker_free(d->asker);
    r->asker = NULL;
    return false;
}

/* ---- a code that somebody types, of which only what was kept is known ---- */

typedef struct finding {
    cho_host_derivation derivation;
    cho_host_typed      typed;
    void (*then)(cho_host_request *r, const cho_host_typed *typed);
} finding;

static void release(cho_host_oauth *oauth, finding *f)
{
    OPENSSL_cleanse(f, sizeof *f);
    cho_release(oauth->service->heap, f);
}

static void count_wrong(cho_host_oauth *oauth, const cho_host_typed *typed)
{
    int64_t now_ms = cho_host_service_now_ms(oauth->service);
    if (typed->is_try && cho_auth_requests_by_code(&oauth->requests, typed->code, now_ms) == NULL)
        cho_auth_guess_count(&oauth->guess, typed->account, typed->place, now_ms);
}

static void finish_finding(cho_host_derivation *d, cho_host_request *r)
{
    finding *f = (finding *)d;
    if (d->is_derived)
        (void)cho_auth_requests_name(&d->oauth->requests, &d->kept, d->code);
    if (r->asker->deferred == NULL)
        count_wrong(d->oauth, &f->typed);
    else if (d->is_derived)
        f->then(r, &f->typed);
    else
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
    release(d->oauth, f);
}

static void find(cho_host_request *r, const cho_host_typed *typed,
                 void (*then)(cho_host_request *r, const cho_host_typed *typed))
{
    finding *f = cho_alloc_zero(r->service->heap, sizeof *f);
    if (f == NULL) {
        cho_host_oauth_refuse_result(r, CHORUS_E_MEMORY);
        return;
    }
    f->typed = *typed;
    f->then  = then;
    if (!cho_host_derivation_begin(&f->derivation, r, typed->code, finish_finding))
        release(r->service->oauth, f);
}

void cho_host_oauth_know_code(cho_host_request *r, const cho_host_typed *typed,
                              void (*then)(cho_host_request *r, const cho_host_typed *typed))
{
    cho_auth_requests *requests = &r->service->oauth->requests;
    int64_t            now_ms   = cho_host_service_now_ms(r->service);
    if (cho_auth_requests_by_code(requests, typed->code, now_ms) == NULL
        && cho_auth_requests_may_know(requests, typed->is_try ? NULL : &typed->browser, now_ms))
        find(r, typed, then);
    else
        then(r, typed);
}
