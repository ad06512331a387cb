#include "host/service/host_memories.h"

#include "base/alloc.h"
#include "data/data_bundles.h"
#include "data/data_projects.h"
#include "host/service/host_loading.h"

/* ---- reading ---- */

typedef struct reading {
    cho_host_service *service;
    cho_db           *db;
} reading;

/* What a file of the options has taken stays with it. */
static chorus_result or_passed_over(chorus_result r)
{
    return r == CHORUS_E_INVALID ? CHORUS_OK : r;
}

static chorus_result take_project(void *user, const cho_data_project *row)
{
    cho_host_service *service = ((const reading *)user)->service;
    return or_passed_over(cho_host_project_put(&service->projects, row->id, row->account, row->name));
}

typedef struct files {
    const chorus_allocator *heap;
    cho_host_bundle        *bundle; /* NULL before the first */
} files;

static chorus_result take_file(void *user, cho_span name, cho_span bytes)
{
    files      *f = user;
    const char *why;
    if (f->bundle == NULL)
        f->bundle = cho_host_bundle_create(f->heap);
    return f->bundle == NULL ? CHORUS_E_MEMORY : cho_host_bundle_put(f->bundle, NULL, name, bytes, &why);
}

chorus_result cho_host_memories_read_bundle(const cho_host_service *service, cho_db *db, uint32_t version,
                                            cho_host_bundle **out)
{
    files         f = { .heap = service->heap };
    chorus_result r = CHORUS_OK;
    if (!service->config->refuses_bundles)
        r = cho_data_bundle_read(db, version, take_file, &f);
    if (r != CHORUS_OK)
        cho_host_bundle_destroy(f.bundle);
    *out = r == CHORUS_OK ? f.bundle : NULL;
    return r;
}

static chorus_result take_version(void *user, const cho_data_version *row)
{
    const reading         *of     = user;
    cho_host_bundle       *bundle = NULL;
    chorus_result          r      = cho_host_memories_read_bundle(of->service, of->db, row->id, &bundle);
    cho_host_version_given given  = {
         .id           = row->id,
         .project      = row->project,
         .text         = row->text,
         .share_code   = row->share_code,
         .scenes       = row->scenes,
         .is_published = row->is_published,
         .bundle       = bundle,
    };
    if (r == CHORUS_OK)
        r = cho_host_version_put(&of->service->projects, &given);
    if (r != CHORUS_OK)
        cho_host_bundle_destroy(bundle);
    return or_passed_over(r);
}

static chorus_result take_code(void *user, uint32_t account, cho_span code)
{
    cho_host_service *service = ((const reading *)user)->service;
    char              read[CHO_HOST_CODE_SIZE];
    if (!cho_host_code_read(code, read))
        return CHORUS_OK;
    return or_passed_over(cho_host_codes_add(&service->codes, read, account));
}

static chorus_result read_all(cho_host_loading *loading, cho_db *db)
{
    reading                        of     = { loading->service, db };
    const cho_data_projects_reader reader = { take_project, take_version, take_code, &of };
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
