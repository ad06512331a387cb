#include "host/project/host_projects.h"

#include "base/alloc.h"
#include "base/utf8.h"
#include "host/room/host_secret.h"

#include <stdio.h>

enum { NUMBER_SIZE = 12 };

static cho_span write_number(uint32_t number, char out[NUMBER_SIZE])
{
    int len = snprintf(out, NUMBER_SIZE, "%u", (unsigned)number);
    return (cho_span){ out, (size_t)len };
}

/* ---- begin and end ---- */

void cho_host_projects_init(cho_host_projects *ps, const chorus_allocator *heap, uint64_t seed)
{
    cho_host_table_init(&ps->projects, heap, seed, sizeof(cho_host_project));
    cho_host_table_init(&ps->versions, heap, seed, sizeof(cho_host_version));
    ps->next_project = ps->next_version = 1;
}

void cho_host_projects_deinit(cho_host_projects *ps)
{
    const chorus_allocator *heap    = ps->versions.slots.heap;
    const cho_host_version *version = NULL;
    while ((version = cho_host_table_next(&ps->versions, version)) != NULL) {
        cho_release(heap, version->scenes);
        cho_release(heap, version->share_code);
        cho_host_bundle_destroy(version->bundle);
    }
    cho_host_table_deinit(&ps->versions);
    cho_host_table_deinit(&ps->projects);
}

/* ---- find ---- */

cho_host_project *cho_host_project_find(const cho_host_projects *ps, uint32_t id)
{
    char text[NUMBER_SIZE];
    return cho_host_table_find(&ps->projects, write_number(id, text));
}

cho_host_version *cho_host_version_find(const cho_host_projects *ps, uint32_t id)
{
    char text[NUMBER_SIZE];
    return cho_host_table_find(&ps->versions, write_number(id, text));
}

/* ---- put ---- */

static void pass_number(uint32_t *next, uint32_t id)
{
    if (id >= *next && id < UINT32_MAX)
        *next = id + 1;
}

static void *add(cho_host_table *table, uint32_t id, uint32_t *next)
{
    char  text[NUMBER_SIZE];
    void *added = cho_host_table_add(table, write_number(id, text));
    if (added != NULL)
        pass_number(next, id);
    return added;
}

chorus_result cho_host_project_put(cho_host_projects *ps, uint32_t id, uint32_t account, cho_span name)
{
    cho_host_project *project = cho_host_project_find(ps, id);
    if (project != NULL && project->account != account)
        return CHORUS_E_INVALID;
    if (project == NULL)
        project = add(&ps->projects, id, &ps->next_project);
    if (project == NULL)
        return CHORUS_E_MEMORY;
    project->id      = id;
    project->account = account;
    snprintf(project->name, sizeof project->name, "%.*s", (int)name.len, name.ptr);
    return CHORUS_OK;
}

static void fill_in(cho_host_version *version, const cho_host_version_given *given, char *scenes, char *code)
{
    version->id           = given->id;
    version->scenes       = scenes;
    version->scenes_len   = given->scenes.len;
    version->share_code   = code;
    version->is_published = given->is_published;
    version->names_bundle = given->names_bundle;
    version->bundle       = given->bundle != NULL ? given->bundle : version->bundle;
    snprintf(version->text, sizeof version->text, "%.*s", (int)given->text.len, given->text.ptr);
}

chorus_result cho_host_version_put(cho_host_projects *ps, const cho_host_version_given *given)
{
    const chorus_allocator *heap    = ps->versions.slots.heap;
    cho_host_project       *project = cho_host_project_find(ps, given->project);
    cho_host_version       *version = cho_host_version_find(ps, given->id);
    if (project == NULL || (version != NULL && version->project != project))
        return CHORUS_E_INVALID;
    char *scenes   = cho_span_dup(heap, given->scenes);
    char *code     = given->share_code.len > 0 ? cho_span_dup(heap, given->share_code) : NULL;
    bool  is_whole = scenes != NULL && (code != NULL) == (given->share_code.len > 0);
    if (is_whole && version == NULL)
        version = add(&ps->versions, given->id, &ps->next_version);
    if (!is_whole || version == NULL) {
        cho_release(heap, scenes);
        cho_release(heap, code);
        return CHORUS_E_MEMORY;
    }
    cho_release(heap, version->scenes);
    cho_release(heap, version->share_code);
    if (given->bundle != NULL || given->drops_bundle) {
        cho_host_bundle_destroy(version->bundle);
        version->bundle = NULL;
    }
    version->project = project;
    fill_in(version, given, scenes, code);
    return CHORUS_OK;
}

/* ---- remove ---- */

void cho_host_version_remove(cho_host_projects *ps, cho_host_version *version)
{
    const chorus_allocator *heap = ps->versions.slots.heap;
    cho_release(heap, version->scenes);
    cho_release(heap, version->share_code);
    cho_host_bundle_destroy(version->bundle);
    cho_host_table_remove(&ps->versions, version);
}

void cho_host_project_remove(cho_host_projects *ps, cho_host_project *project)
{
    cho_host_version *next, *version = cho_host_table_next(&ps->versions, NULL);
    for (; version != NULL; version = next) {
        next = cho_host_table_next(&ps->versions, version);
        if (version->project == project)
            cho_host_version_remove(ps, version);
    }
    cho_host_table_remove(&ps->projects, project);
}

/* ---- texts ---- */

static bool is_plain(cho_span text, size_t most)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    }
    return text.len > 0 && text.len <= most && cho_utf8_valid(text.ptr, text.len);
}

const char *cho_host_project_name_fault(cho_span name)
{
    return is_plain(name, CHO_HOST_PROJECT_NAME) ? NULL : "a name is 1 to 128 bytes of UTF-8 without control characters";
}

const char *cho_host_version_text_fault(cho_span text)
{
    return is_plain(text, CHO_HOST_VERSION_TEXT) ? NULL : "a version is 1 to 32 bytes of UTF-8 without control characters";
}

const char *cho_host_share_code_fault(cho_span code)
{
    char text[CHO_HOST_SECRET_MAX + 1];
    if (code.len == 0)
        return NULL;
    bool is_short = code.len <= CHO_HOST_SECRET_MAX && memchr(code.ptr, '\0', code.len) == NULL;
    if (is_short)
        cho_span_put(text, code);
    return is_short && cho_host_can_be_secret(text) ? NULL
                                                    : "a share code is at most 128 printable characters without spaces";
}

/* ---- who may have it ---- */

uint16_t cho_host_version_judge(const cho_host_version *version, uint32_t account, cho_span share_code)
{
    bool is_owner = account == version->project->account;
    bool has_code = version->share_code != NULL && cho_host_is_secret(share_code, version->share_code);
    bool is_open  = version->share_code == NULL && version->is_published;
    /* The host's own games are told apart by nothing but the code. */
    bool is_mine = is_owner && (account != 0 || version->share_code == NULL);
    if (!is_mine && !has_code && !is_open)
        return CHO_HOST_CLOSE_NO_ACCESS;
    return version->names_bundle && version->bundle == NULL ? CHO_HOST_CLOSE_NO_BUNDLE : 0;
}
