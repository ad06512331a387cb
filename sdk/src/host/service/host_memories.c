#include "host/service/host_memories.h"

#include "base/alloc.h"
#include "data/data_projects.h"
#include "host/service/host_loading.h"

/* ---- reading ---- */

/* What a file of the options has taken stays with it. */
static chorus_result or_passed_over(chorus_result r)
{
    return r == CHORUS_E_INVALID ? CHORUS_OK : r;
}

static chorus_result take_project(void *user, const cho_data_project *row)
{
    cho_host_service *service = user;
    return or_passed_over(cho_host_project_put(&service->projects, row->id, row->account, row->name));
}

static chorus_result take_version(void *user, const cho_data_version *row)
{
    cho_host_service            *service = user;
    const cho_host_version_given given   = {
          .id           = row->id,
          .project      = row->project,
          .text         = row->text,
          .share_code   = row->share_code,
          .scenes       = row->scenes,
          .is_published = row->is_published,
    };
    return or_passed_over(cho_host_version_put(&service->projects, &given));
}

static chorus_result take_code(void *user, uint32_t account, cho_span code)
{
    cho_host_service *service = user;
    char              read[CHO_HOST_CODE_SIZE];
    if (!cho_host_code_read(code, read))
        return CHORUS_OK;
    return or_passed_over(cho_host_codes_add(&service->codes, read, account));
}

static chorus_result read_all(cho_host_loading *loading, cho_db *db)
{
    const cho_data_projects_reader reader = { take_project, take_version, take_code, loading->service };
    return cho_data_projects_read(db, &reader);
}

void cho_host_memories_load(cho_host_service *service)
{
    cho_host_load(service, read_all, NULL);
}

/* ---- codes ---- */

typedef struct keeping {
    cho_vault_job     job;
    cho_host_service *service;
    uint32_t          account;
    char              code[CHO_HOST_CODE_SIZE];
} keeping;

static chorus_result write_code(cho_vault_job *job, cho_db *db)
{
    const keeping *k = (const keeping *)job;
    return cho_data_code_put(db, k->account, k->code);
}

static void on_kept(cho_vault_job *job, chorus_result result)
{
    const keeping k = *(keeping *)job;
    cho_release(k.service->heap, job);
    if (result != CHORUS_OK)
        cho_host_service_log(k.service, CHORUS_LOG_WARNING, "the join code of account %u was not written down",
                             (unsigned)k.account);
}

void cho_host_memories_keep_code(cho_host_service *service, uint32_t account, const char *code)
{
    keeping *k = cho_alloc_zero(service->heap, sizeof *k);
    if (k == NULL)
        return;
    *k = (keeping){ .job = { .work = write_code, .done = on_kept }, .service = service, .account = account };
    memcpy(k->code, code, sizeof k->code);
    if (cho_host_vault_submit(service->vault, &k->job) != CHORUS_OK)
        cho_release(service->heap, k);
}
