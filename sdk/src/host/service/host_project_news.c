/* Projects that another process has brought, changed or removed. What a file of the options has taken stays. */
#include "base/alloc.h"
#include "data/data_projects.h"
#include "host/service/host_memories.h"
#include "host/service/host_service_state.h"

#include <stdlib.h>

/* A version as it was read; its texts lie behind it, in this order. */
typedef struct row {
    uint32_t id, account;
    bool     is_published;
    size_t   name, text, scenes, share_code; /* bytes */
} row;

typedef struct news {
    cho_vault_job     job;
    cho_host_service *service;
    uint32_t          project;
    cho_db           *db; /* while it is looked up */
    cho_buf           rows, ids;
    cho_buf           bundles; /* pointers, one for each row; NULL: it has none, or it was taken */
} news;

static cho_host_bundle **bundles_of(const news *n, size_t *count)
{
    *count = n->bundles.len / sizeof(cho_host_bundle *);
    return (cho_host_bundle **)(void *)n->bundles.data;
}

static void clear(news *n)
{
    size_t            count;
    cho_host_bundle **bundles = bundles_of(n, &count);
    for (size_t i = 0; i < count; i++)
        cho_host_bundle_destroy(bundles[i]);
    cho_buf_clear(&n->rows);
    cho_buf_clear(&n->ids);
    cho_buf_clear(&n->bundles);
}

/* ---- the vault's thread ---- */

static chorus_result read_bundle(news *n, uint32_t version)
{
    cho_host_bundle *bundle;
    chorus_result    r = cho_host_memories_read_bundle(n->service, n->db, version, &bundle);
    if (r != CHORUS_OK)
        return r;
    cho_buf_append(&n->bundles, &bundle, sizeof bundle);
    if (!n->bundles.failed)
        return CHORUS_OK;
    cho_host_bundle_destroy(bundle);
    return CHORUS_E_MEMORY;
}

static void append(cho_buf *to, cho_span text)
{
    cho_buf_append(to, text.ptr, text.len);
}

static chorus_result take_version(void *user, const cho_data_project *project, const cho_data_version *version)
{
    news     *n = user;
    const row r = { version->id, project->account, version->is_published, project->name.len, version->text.len,
                    version->scenes.len, version->share_code.len };
    cho_buf_append(&n->rows, &r, sizeof r);
    append(&n->rows, project->name);
    append(&n->rows, version->text);
    append(&n->rows, version->scenes);
    append(&n->rows, version->share_code);
    cho_buf_append(&n->ids, &version->id, sizeof version->id);
    return n->rows.failed || n->ids.failed ? CHORUS_E_MEMORY : read_bundle(n, version->id);
}

static chorus_result look_up(cho_vault_job *job, cho_db *db)
{
    news *n = (news *)job;
    n->db   = db;
    clear(n);
    return cho_data_versions_read(db, n->project, take_version, n);
}

/* ---- the network thread ---- */

static cho_span cut(const char **at, size_t len)
{
    const cho_span text = { *at, len };
    *at += len;
    return text;
}

static chorus_result put_one(news *n, const row *r, const char **at, cho_host_bundle **bundle)
{
    cho_host_projects           *ps    = &n->service->projects;
    cho_span                     name  = cut(at, r->name), text = cut(at, r->text), scenes = cut(at, r->scenes);
    const cho_host_version_given given = {
        .id           = r->id,
        .project      = n->project,
        .text         = text,
        .share_code   = cut(at, r->share_code),
        .scenes       = scenes,
        .is_published = r->is_published,
        .bundle       = *bundle,
        .drops_bundle = true,
    };
    chorus_result result = cho_host_project_put(ps, n->project, r->account, name);
    if (result == CHORUS_OK)
        result = cho_host_version_put(ps, &given);
    if (result == CHORUS_OK)
        *bundle = NULL;
    return result;
}

static chorus_result put_all(news *n)
{
    chorus_result     result = CHORUS_OK;
    row               r;
    size_t            count;
    const char       *at      = n->rows.data;
    cho_host_bundle **bundles = bundles_of(n, &count);
    for (size_t i = 0; result == CHORUS_OK && i < count; i++) {
        memcpy(&r, at, sizeof r);
        at += sizeof r;
        result = put_one(n, &r, &at, &bundles[i]);
    }
    return result;
}

static bool was_read(const news *n, uint32_t id)
{
    for (size_t at = 0; at < n->ids.len; at += sizeof id) {
        if (memcmp(n->ids.data + at, &id, sizeof id) == 0)
            return true;
    }
    return false;
}

static void remove_others(news *n, const cho_host_project *project)
{
    cho_host_projects *ps = &n->service->projects;
    cho_host_version  *next, *version = cho_host_table_next(&ps->versions, NULL);
    for (; version != NULL; version = next) {
        next = cho_host_table_next(&ps->versions, version);
        if (version->project == project && !was_read(n, version->id))
            cho_host_version_remove(ps, version);
    }
}

static void take_news(news *n)
{
    cho_host_project *project = cho_host_project_find(&n->service->projects, n->project);
    bool              is_file = project != NULL && project->account == 0;
    if (project != NULL && !is_file && n->ids.len == 0)
        cho_host_project_remove(&n->service->projects, project);
    else if (project != NULL && !is_file)
        remove_others(n, project);
    chorus_result r = put_all(n);
    if (r != CHORUS_OK)
        cho_host_service_log(n->service, CHORUS_LOG_WARNING, "project %u was changed and could not be taken",
                             (unsigned)n->project);
}

static void free_news(news *n)
{
    clear(n);
    cho_buf_deinit(&n->rows);
    cho_buf_deinit(&n->ids);
    cho_buf_deinit(&n->bundles);
    cho_release(n->service->heap, n);
}

static void looked_up(cho_vault_job *job, chorus_result result)
{
    news *n = (news *)job;
    if (result == CHORUS_OK)
        take_news(n);
    free_news(n);
}

static void on_change(void *user, cho_span key)
{
    cho_host_service *service = user;
    news             *n       = cho_alloc_zero(service->heap, sizeof *n);
    if (n == NULL)
        return;
    *n         = (news){ .job = { .work = look_up, .done = looked_up }, .service = service };
    n->project = (uint32_t)strtoul(key.ptr, NULL, 10);
    cho_buf_init(&n->rows, service->heap);
    cho_buf_init(&n->ids, service->heap);
    cho_buf_init(&n->bundles, service->heap);
    if (n->project == 0 || cho_host_vault_submit(service->vault, &n->job) != CHORUS_OK)
        free_news(n);
}

void cho_host_memories_follow(cho_host_service *service)
{
    service->project_watch = (cho_vault_watch){ .entity = "project", .on_change = on_change, .user = service };
    cho_host_vault_watch(service->vault, &service->project_watch);
}
