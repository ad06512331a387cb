/* Projects, looked after from outside. */
#include "host/host_data.h"

#include "data/data_accounts.h"
#include "data/data_changes.h"
#include "data/data_bundles.h"
#include "data/data_projects.h"
#include "host/project/host_project_text.h"

#include <stdio.h>

/* ---- bringing one ---- */

/* Nobody else's, here and in the host. */
static chorus_result check_owner(cho_db *db, const cho_host_version *version, uint32_t account)
{
    cho_data_project project;
    uint32_t         of = version->project->id;
    chorus_result    r  = cho_data_project_get(db, of, &project);
    if (r == CHORUS_OK && project.account != account)
        return CHORUS_E_REJECTED;
    if (r == CHORUS_OK || r == CHORUS_E_NOT_FOUND)
        r = cho_data_version_project(db, version->id, &of);
    if (r == CHORUS_OK)
        return of == version->project->id ? CHORUS_OK : CHORUS_E_REJECTED;
    return r == CHORUS_E_NOT_FOUND ? CHORUS_OK : r;
}

static chorus_result put_file(cho_db *db, uint32_t version, const cho_host_bundle_file *file, cho_buf *bytes)
{
    cho_buf_clear(bytes);
    while (bytes->len < cho_host_blob_len(file->blob) && !bytes->failed) {
        cho_span part = cho_host_blob_read(file->blob, bytes->len);
        cho_buf_append(bytes, part.ptr, part.len);
    }
    return bytes->failed ? CHORUS_E_MEMORY
                         : cho_data_bundle_put(db, version, file->node.id, (cho_span){ bytes->data, bytes->len });
}

/* In the place of the one it had. */
static chorus_result put_bundle(cho_db *db, const cho_host_version *version)
{
    const cho_host_bundle_file *file = NULL;
    cho_buf                     bytes;
    chorus_result               r = cho_data_bundle_clear(db, version->id);
    if (version->bundle == NULL)
        return r;
    cho_buf_init(&bytes, version->bundle->files.slots.heap);
    while (r == CHORUS_OK && (file = cho_host_table_next(&version->bundle->files, file)) != NULL)
        r = put_file(db, version->id, file, &bytes);
    cho_buf_deinit(&bytes);
    return r;
}

static chorus_result put(cho_db *db, const cho_host_version *version, uint32_t account)
{
    const cho_data_project project = { version->project->id, account, cho_span_of(version->project->name) };
    const cho_data_version row     = {
            .id           = version->id,
            .project      = project.id,
            .text         = cho_span_of(version->text),
            .scenes       = { version->scenes, version->scenes_len },
            .share_code   = cho_span_of(version->share_code != NULL ? version->share_code : ""),
            .is_published = version->is_published,
    };
    chorus_result r = cho_data_project_put(db, &project);
    if (r == CHORUS_OK)
        r = cho_data_version_put(db, &row);
    if (r == CHORUS_OK)
        r = put_bundle(db, version);
    return r == CHORUS_OK ? cho_change_note_number(db, "project", project.id) : r;
}

static chorus_result fail(char *error, size_t error_len, chorus_result r, const char *what)
{
    (void)snprintf(error, error_len, "%s", what);
    return r;
}

static chorus_result bring(cho_db *db, const char *user, const cho_host_version *version, char *error, size_t error_len)
{
    cho_data_account account;
    chorus_result    r = cho_data_account_by_name(db, user, &account);
    if (r == CHORUS_E_NOT_FOUND)
        return fail(error, error_len, r, "there is no such account");
    if (r == CHORUS_OK)
        r = check_owner(db, version, account.id);
    if (r == CHORUS_E_REJECTED)
        return fail(error, error_len, r, "another account has that project, or another project that version");
    return r == CHORUS_OK ? put(db, version, account.id) : r;
}

static chorus_result import(chorus_data *data, const char *user, const cho_host_version *version, char *error,
                            size_t error_len)
{
    if (version->names_bundle && version->bundle == NULL)
        return CHORUS_E_INVALID; /* the sentence is there */
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, bring(data->db, user, version, error, error_len)) : r;
}

chorus_result chorus_data_import_project(chorus_data *data, const char *user, const char *file, uint32_t *version_id,
                                         char *error, size_t error_len)
{
    cho_host_projects ps;
    if (data == NULL || user == NULL || file == NULL || (error == NULL && error_len > 0))
        return CHORUS_E_INVALID;
    cho_host_projects_init(&ps, &data->heap, 0);
    chorus_result           r       = cho_host_project_take(&ps, &data->limits, file, true, error, error_len);
    const cho_host_version *version = cho_host_table_next(&ps.versions, NULL);
    if (r == CHORUS_OK)
        r = import(data, user, version, error, error_len);
    if (r == CHORUS_OK && version_id != NULL)
        *version_id = version->id;
    cho_host_projects_deinit(&ps);
    return r;
}

/* ---- changing one ---- */

static chorus_result change(cho_db *db, uint32_t id, chorus_result (*deed)(cho_db *db, uint32_t id))
{
    uint32_t      project;
    chorus_result r = cho_data_version_project(db, id, &project);
    if (r == CHORUS_OK)
        r = deed(db, id);
    return r == CHORUS_OK ? cho_change_note_number(db, "project", project) : r;
}

static chorus_result change_version(chorus_data *data, uint32_t id, chorus_result (*deed)(cho_db *db, uint32_t id))
{
    if (data == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_db_begin(data->db);
    return r == CHORUS_OK ? cho_host_data_end(data->db, change(data->db, id, deed)) : r;
}

static chorus_result publish(cho_db *db, uint32_t id)
{
    return cho_data_version_publish(db, id, true);
}

static chorus_result unpublish(cho_db *db, uint32_t id)
{
    return cho_data_version_publish(db, id, false);
}

chorus_result chorus_data_publish_version(chorus_data *data, uint32_t version_id, bool is_published)
{
    return change_version(data, version_id, is_published ? publish : unpublish);
}

chorus_result chorus_data_remove_version(chorus_data *data, uint32_t version_id)
{
    return change_version(data, version_id, cho_data_version_drop);
}

/* ---- telling ---- */

typedef struct version_list {
    cho_db *db;
    void (*each)(void *user, const chorus_data_version *version);
    void *user;
} version_list;

static chorus_result tell_version(void *user, const cho_data_project *project, const cho_data_version *row)
{
    const version_list *list    = user;
    cho_data_account    account = { .name = "" };
    chorus_data_version told;
    chorus_result       r = cho_data_account_get(list->db, project->account, &account);
    if (r != CHORUS_OK && r != CHORUS_E_NOT_FOUND)
        return r;
    CHORUS_INIT(&told);
    told.version_id     = row->id;
    told.project_id     = project->id;
    told.user           = account.name;
    told.name           = project->name.ptr;
    told.version        = row->text.ptr;
    told.is_published   = row->is_published;
    told.has_share_code = row->share_code.len > 0;
    list->each(list->user, &told);
    return CHORUS_OK;
}

chorus_result chorus_data_list_versions(chorus_data *data, void (*each)(void *user, const chorus_data_version *version),
                                        void *user)
{
    if (data == NULL || each == NULL)
        return CHORUS_E_INVALID;
    version_list list = { data->db, each, user };
    return cho_data_versions_read(data->db, 0, tell_version, &list);
}
