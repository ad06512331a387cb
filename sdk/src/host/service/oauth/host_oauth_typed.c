/* A code that somebody types may have been given before the host was started: then only what was kept of it is known. */
#include "base/alloc.h"
#include "host/service/oauth/host_oauth_http.h"

#include <openssl/crypto.h>

typedef struct finding {
    cho_job         job;
    cho_host_oauth *oauth;
    cho_host_asker *asker;
    cho_host_typed  typed;
    void (*then)(cho_host_request *r, const cho_host_typed *typed);
    unsigned char   salt[CHO_AUTH_SALT_BYTES];
    cho_auth_digest kept;
    bool            is_derived;
} finding;

static void work(cho_job *job)
{
    finding *f    = (finding *)job;
    f->is_derived = cho_auth_code_keep(cho_span_of(f->typed.code), f->salt, &f->kept);
}

static void release(finding *f)
{
    const chorus_allocator *heap = f->oauth->service->heap;
    OPENSSL_cleanse(f, sizeof *f);
    cho_release(heap, f);
}

static void count_wrong(finding *f, int64_t now_ms)
{
    const cho_host_typed *typed = &f->typed;
    if (typed->is_try && cho_auth_requests_by_code(&f->oauth->requests, typed->code, now_ms) == NULL)
        cho_auth_guess_count(&f->oauth->guess, typed->account, typed->place, now_ms);
}

static void done(cho_job *job)
{
    finding         *f = (finding *)job;
    cho_host_request r = { .service = f->oauth->service, .asker = f->asker };
    if (f->is_derived)
        (void)cho_auth_requests_name(&f->oauth->requests, &f->kept, f->typed.code);
    if (f->asker->deferred == NULL)
        count_wrong(f, cho_host_service_now_ms(r.service));
    else if (f->is_derived)
        f->then(&r, &f->typed);
    else
        cho_host_oauth_refuse_result(&r, CHORUS_E_MEMORY);
    cho_host_asker_free(r.asker);
    release(f);
}

static void refuse(cho_host_request *r, finding *f, chorus_result result)
{
    cho_host_asker *asker = f == NULL ? NULL : f->asker;
    r->asker              = asker;
    cho_host_oauth_refuse_result(r, result);
    cho_host_asker_free(asker);
    if (f != NULL)
        release(f);
}

static void find(cho_host_request *r, const cho_host_typed *typed,
                 void (*then)(cho_host_request *r, const cho_host_typed *typed))
{
    cho_host_oauth *oauth = r->service->oauth;
    finding        *f     = cho_alloc_zero(r->service->heap, sizeof *f);
    chorus_result   result = CHORUS_E_MEMORY;
    if (f != NULL) {
        *f = (finding){ .job = { .work = work, .done = done }, .oauth = oauth, .typed = *typed, .then = then };
        memcpy(f->salt, oauth->requests.salt, sizeof f->salt);
        f->asker = cho_host_asker_create(r);
        result   = f->asker == NULL ? CHORUS_E_MEMORY : cho_worker_submit(oauth->worker, &f->job);
    }
    if (result != CHORUS_OK)
        refuse(r, f, result);
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
