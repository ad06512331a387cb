#include "data/data_projects.h"

/* ---- writing ---- */

chorus_result cho_data_project_put(cho_db *db, const cho_data_project *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO project (id, account, name) VALUES (?, ?, ?)"
                                    " ON CONFLICT (id) DO UPDATE SET name = excluded.name");
    cho_query_int(q, row->id);
    cho_query_int(q, row->account);
    cho_query_text(q, row->name);
    return cho_query_run(q);
}

chorus_result cho_data_version_put(cho_db *db, const cho_data_version *row)
{
    cho_query *q = cho_db_query(db, "INSERT INTO project_version (id, project, text, scenes, share_code, published)"
                                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text,"
                                    " scenes = excluded.scenes, share_code = excluded.share_code,"
                                    " published = excluded.published");
    cho_query_int(q, row->id);
    cho_query_int(q, row->project);
    cho_query_text(q, row->text);
    cho_query_text(q, row->scenes);
    cho_query_text(q, row->share_code);
    cho_query_int(q, row->is_published);
    return cho_query_run(q);
}

chorus_result cho_data_code_put(cho_db *db, uint32_t account, const char *code)
{
    cho_query *q = cho_db_query(db, "INSERT INTO join_code (account, code) VALUES (?, ?)"
                                    " ON CONFLICT (account) DO UPDATE SET code = excluded.code");
    cho_query_int(q, account);
    cho_query_text(q, cho_span_of(code));
    return cho_query_run(q);
}

/* ---- reading ---- */

static chorus_result end(cho_query *q, chorus_result taken)
{
    chorus_result r = cho_query_end(q);
    return r == CHORUS_OK ? taken : r;
}

static chorus_result read_projects(cho_db *db, const cho_data_projects_reader *reader)
{
    chorus_result r = CHORUS_OK;
    cho_query    *q = cho_db_query(db, "SELECT id, account, name FROM project ORDER BY id");
    while (r == CHORUS_OK && cho_query_row(q)) {
        const cho_data_project row = { (uint32_t)cho_row_int(q, 0), (uint32_t)cho_row_int(q, 1), cho_row_text(q, 2) };
        r                          = reader->project(reader->user, &row);
    }
    return end(q, r);
}

static chorus_result read_versions(cho_db *db, const cho_data_projects_reader *reader)
{
    chorus_result r = CHORUS_OK;
    cho_query    *q = cho_db_query(db, "SELECT id, project, text, scenes, share_code, published FROM project_version ORDER BY id");
    while (r == CHORUS_OK && cho_query_row(q)) {
        const cho_data_version row = {
            .id           = (uint32_t)cho_row_int(q, 0),
            .project      = (uint32_t)cho_row_int(q, 1),
            .text         = cho_row_text(q, 2),
            .scenes       = cho_row_text(q, 3),
            .share_code   = cho_row_text(q, 4),
            .is_published = cho_row_int(q, 5) != 0,
        };
        r = reader->version(reader->user, &row);
    }
    return end(q, r);
}

static chorus_result read_codes(cho_db *db, const cho_data_projects_reader *reader)
{
    chorus_result r = CHORUS_OK;
    cho_query    *q = cho_db_query(db, "SELECT account, code FROM join_code ORDER BY account");
    while (r == CHORUS_OK && cho_query_row(q))
        r = reader->code(reader->user, (uint32_t)cho_row_int(q, 0), cho_row_text(q, 1));
    return end(q, r);
}

chorus_result cho_data_projects_read(cho_db *db, const cho_data_projects_reader *reader)
{
    chorus_result r = read_projects(db, reader);
    if (r == CHORUS_OK)
        r = read_versions(db, reader);
    return r == CHORUS_OK ? read_codes(db, reader) : r;
}

/* ---- one of them ---- */

/* Ends a query for a number. */
static chorus_result take_number(cho_query *q, uint32_t *out)
{
    bool is_there = cho_query_row(q);
    if (is_there)
        *out = (uint32_t)cho_row_int(q, 0);
    return end(q, is_there ? CHORUS_OK : CHORUS_E_NOT_FOUND);
}

chorus_result cho_data_project_get(cho_db *db, uint32_t id, cho_data_project *out)
{
    cho_query *q = cho_db_query(db, "SELECT account FROM project WHERE id = ?");
    cho_query_int(q, id);
    *out = (cho_data_project){ .id = id, .name = cho_span_of("") };
    return take_number(q, &out->account);
}

chorus_result cho_data_version_project(cho_db *db, uint32_t id, uint32_t *project)
{
    cho_query *q = cho_db_query(db, "SELECT project FROM project_version WHERE id = ?");
    cho_query_int(q, id);
    return take_number(q, project);
}

chorus_result cho_data_version_publish(cho_db *db, uint32_t id, bool is_published)
{
    cho_query *q = cho_db_query(db, "UPDATE project_version SET published = ? WHERE id = ?");
    cho_query_int(q, is_published);
    cho_query_int(q, id);
    return cho_query_run(q);
}

static chorus_result drop_empty(cho_db *db, uint32_t project)
{
    cho_query *q = cho_db_query(db, "DELETE FROM project WHERE id = ?1"
                                    " AND NOT EXISTS (SELECT 1 FROM project_version WHERE project = ?1)");
    cho_query_int(q, project);
    return cho_query_run(q);
}

chorus_result cho_data_version_drop(cho_db *db, uint32_t id)
{
    uint32_t      project;
    chorus_result r = cho_data_version_project(db, id, &project);
    if (r != CHORUS_OK)
        return r;
    cho_query *q = cho_db_query(db, "DELETE FROM project_version WHERE id = ?");
    cho_query_int(q, id);
    r = cho_query_run(q);
    return r == CHORUS_OK ? drop_empty(db, project) : r;
}

chorus_result cho_data_versions_read(cho_db *db, uint32_t project,
                                     chorus_result (*take)(void *user, const cho_data_project *project,
                                                           const cho_data_version *version),
                                     void *user)
{
    chorus_result r = CHORUS_OK;
    cho_query    *q = cho_db_query(db, "SELECT p.id, p.account, p.name, v.id, v.text, v.scenes, v.share_code, v.published"
                                       " FROM project p JOIN project_version v ON v.project = p.id"
                                       " WHERE ?1 = 0 OR p.id = ?1 ORDER BY v.id");
    cho_query_int(q, project);
    while (r == CHORUS_OK && cho_query_row(q)) {
        const cho_data_project of  = { (uint32_t)cho_row_int(q, 0), (uint32_t)cho_row_int(q, 1), cho_row_text(q, 2) };
        const cho_data_version row = {
            .id           = (uint32_t)cho_row_int(q, 3),
            .project      = of.id,
            .text         = cho_row_text(q, 4),
            .scenes       = cho_row_text(q, 5),
            .share_code   = cho_row_text(q, 6),
            .is_published = cho_row_int(q, 7) != 0,
        };
        r = take(user, &of, &row);
    }
    return end(q, r);
}
