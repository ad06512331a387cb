/*
 * data_projects.h - projects and their versions, and the join codes of accounts, as they are written down.
 * Layer    data. May include core/ and below.
 * Thread   plain data; the calls as data_db.h says.
 * Memory   the caller's; what a reader is given is valid while it runs.
 * Trust    what is written has been checked; what is read was written by us.
 */
#ifndef CHO_DATA_PROJECTS_H
#define CHO_DATA_PROJECTS_H

#include "data/data_db.h"

typedef struct cho_data_project {
    uint32_t id, account;
    cho_span name;
} cho_data_project;

typedef struct cho_data_version {
    uint32_t id, project;
    cho_span text, scenes, share_code; /* no share code: empty */
    bool     is_published;
} cho_data_version;

/* Adds it, or changes the one with that id. */
chorus_result cho_data_project_put(cho_db *db, const cho_data_project *row);
chorus_result cho_data_version_put(cho_db *db, const cho_data_version *row);
chorus_result cho_data_code_put(cho_db *db, uint32_t account, const char *code);

typedef struct cho_data_projects_reader {
    chorus_result (*project)(void *user, const cho_data_project *row);
    chorus_result (*version)(void *user, const cho_data_version *row);
    chorus_result (*code)(void *user, uint32_t account, cho_span code);
    void *user;
} cho_data_projects_reader;

/* All projects, then all versions, then all codes. What a reader says besides OK ends it. */
chorus_result cho_data_projects_read(cho_db *db, const cho_data_projects_reader *reader);

/* One project with what it is about, or E_NOT_FOUND. `name` is "" here. */
chorus_result cho_data_project_get(cho_db *db, uint32_t id, cho_data_project *out);
/* The project of a version, or E_NOT_FOUND. */
chorus_result cho_data_version_project(cho_db *db, uint32_t id, uint32_t *project);
chorus_result cho_data_version_publish(cho_db *db, uint32_t id, bool is_published);
/* The last version of a project takes the project with it. */
chorus_result cho_data_version_drop(cho_db *db, uint32_t id);

/* Calls take for each version, in the order of their numbers; `project` 0: of all projects. */
chorus_result cho_data_versions_read(cho_db *db, uint32_t project,
                                     chorus_result (*take)(void *user, const cho_data_project *project,
                                                           const cho_data_version *version),
                                     void *user);

#endif
