/*
 * host_projects.h - projects and their versions: what games can begin with.
 * Layer    host. May include host/room/ and below.
 * Thread   one at a time.
 * Memory   owns copies of all it is given.
 * Trust    scenes have been checked by cho_host_check_scenes(), texts by the functions below. Ids that are asked for
 *          are hostile.
 */
#ifndef CHO_HOST_PROJECTS_H
#define CHO_HOST_PROJECTS_H

#include "host/project/host_bundle.h"
#include "host/room/host_room.h"

enum {
    CHO_HOST_PROJECT_NAME = 128, /* bytes of UTF-8 */
    CHO_HOST_VERSION_TEXT = 32
};

typedef struct cho_host_project {
    cho_host_node node; /* its id is the number in decimal */
    uint32_t      id;
    uint32_t      account; /* whose it is; 0: the host's */
    char          name[CHO_HOST_PROJECT_NAME + 1];
} cho_host_project;

typedef struct cho_host_version {
    cho_host_node     node; /* its id is the number in decimal */
    uint32_t          id;
    cho_host_project *project;
    char              text[CHO_HOST_VERSION_TEXT + 1]; /* "1.0.0" */
    char             *share_code;                      /* NULL: it has none */
    char             *scenes;                          /* {"scenes":[...]} */
    size_t            scenes_len;
    bool              is_published;
    bool              names_bundle;
    cho_host_bundle  *bundle; /* NULL: it has none, or it could not be loaded */
} cho_host_version;

typedef struct cho_host_projects {
    cho_host_table projects, versions;
    uint32_t       next_project, next_version; /* numbers that are free */
} cho_host_projects;

void cho_host_projects_init(cho_host_projects *ps, const chorus_allocator *heap, uint64_t seed);
void cho_host_projects_deinit(cho_host_projects *ps);

/* NULL: there is none. */
cho_host_project *cho_host_project_find(const cho_host_projects *ps, uint32_t id);
cho_host_version *cho_host_version_find(const cho_host_projects *ps, uint32_t id);

/* What a version is to be; strings are copied. */
typedef struct cho_host_version_given {
    uint32_t         id, project; /* the project is there */
    cho_span         text, share_code; /* no share code: empty */
    cho_span         scenes;
    bool             is_published, names_bundle;
    cho_host_bundle *bundle; /* taken over on success; NULL keeps the one that is there ... */
    bool             drops_bundle; /* ... but for this */
} cho_host_version_given;

/* Adds a project, or gives the one with that id another name. OK; E_INVALID: it is somebody else's; E_MEMORY. */
chorus_result cho_host_project_put(cho_host_projects *ps, uint32_t id, uint32_t account, cho_span name);

/* Adds a version, or changes the one with that id. OK; E_INVALID: it is another project's; E_MEMORY: nothing is
   changed. */
chorus_result cho_host_version_put(cho_host_projects *ps, const cho_host_version_given *given);

void cho_host_version_remove(cho_host_projects *ps, cho_host_version *version);
/* With its versions. */
void cho_host_project_remove(cho_host_projects *ps, cho_host_project *project);

/* NULL: it can be one. Else a sentence. */
const char *cho_host_project_name_fault(cho_span name);
const char *cho_host_version_text_fault(cho_span text);
const char *cho_host_share_code_fault(cho_span code); /* fine when it is empty */

/* Whether the game of that account (0: of the host's own channels) may begin with a version, and the scenes it does so
   with: 0, 4020 or 4023. `share_code` is what it presents. */
uint16_t cho_host_version_judge(const cho_host_version *version, uint32_t account, cho_span share_code);

#endif
