#include "host/service/host_reckoning.h"

#include "base/alloc.h"
#include "data/data_tokens.h"

/* No clock that is right says less. */
static const int64_t earliest_s = 1735689600; /* 2025-01-01 */

typedef struct reckoning {
    cho_vault_job     job;
    cho_host_service *service;
    int64_t           newest_s;
    void (*then)(cho_host_service *service, chorus_result result);
} reckoning;

static chorus_result read_newest(cho_vault_job *job, cho_db *db)
{
    return cho_data_newest_s(db, &((reckoning *)job)->newest_s);
}

static void go_on_from(cho_host_service *service, int64_t newest_s)
{
    int64_t ahead_ms = newest_s * 1000 - cho_host_service_now_ms(service);
    if (ahead_ms > 0)
        service->base_wall_ms += ahead_ms;
    cho_host_service_log(service, CHORUS_LOG_WARNING, "event=clock_wrong text=\"the clock of this machine is before 2025:"
                                                      " set it and start the host again\"");
}

static void on_read(cho_vault_job *job, chorus_result result)
{
    const reckoning r = *(reckoning *)job;
    cho_release(r.service->heap, job);
    if (result == CHORUS_OK && cho_host_service_now_ms(r.service) < earliest_s * 1000)
        go_on_from(r.service, r.newest_s);
    r.then(r.service, result);
}

void cho_host_reckon(cho_host_service *service, void (*then)(cho_host_service *service, chorus_result result))
{
    reckoning    *r      = cho_alloc_zero(service->heap, sizeof *r);
    chorus_result result = CHORUS_E_MEMORY;
    if (r != NULL) {
        *r     = (reckoning){ .job = { .work = read_newest, .done = on_read }, .service = service, .then = then };
        result = cho_host_vault_submit(service->vault, &r->job);
    }
    if (result == CHORUS_OK)
        return;
    cho_release(service->heap, r);
    then(service, result);
}
