#include "host/project/host_project_text.h"

#include "base/alloc.h"
#include "base/folder.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_reader.h"
#include "codec/packet.h"

#include <stdio.h>

enum { FOLDER_SIZE = 1024, CODE_SIZE = 132, TEXT_SIZE = 160 };

typedef struct project_text {
    cho_host_projects *ps;
    const chorus_host_limits *limits;
    cho_span           json;
    const char        *place; /* "paint.json", or what else to call it */
    char              *error;
    size_t             error_len;
    chorus_result      result;
    uint32_t           id, project;
    char               name[TEXT_SIZE], version[TEXT_SIZE], code[CODE_SIZE], folder[FOLDER_SIZE];
    bool               is_published;
} project_text;

/* ---- what is wrong ---- */

static bool fail(project_text *t, chorus_result r, const char *where, const char *why)
{
    t->result = r;
    snprintf(t->error, t->error_len, "%s: %s%s%s", t->place, where, where[0] != '\0' ? ": " : "", why);
    return false;
}

static const char *const members[] = { "id", "gameId", "name", "version", "shareCode", "published", "scenes", "bundle" };

static bool is_member(const cho_json_value *key)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (cho_json_is(key, members[i]))
            return true;
    }
    return false;
}

/* A word that was mistyped is better told than passed over. */
static bool check_members(project_text *t)
{
    cho_json_reader reader;
    cho_json_value  key, value;
    cho_json_reader_init(&reader, t->json, CHO_PACKET_DEPTH);
    if (!cho_json_enter_object(&reader))
        return fail(t, CHORUS_E_INVALID, "", "an object is needed here");
    while (cho_json_next_member(&reader, &key) && cho_json_read(&reader, &value)) {
        if (!is_member(&key))
            return fail(t, CHORUS_E_INVALID, "", "only id, gameId, name, version, shareCode, published, scenes and bundle can stand here");
    }
    return true;
}

/* ---- members ---- */

/* False: absent or null. */
static bool find(const project_text *t, const char *name, cho_json_value *out)
{
    return cho_json_find_key(t->json, cho_span_of(name), out) && out->type != CHO_JSON_NULL;
}

static bool read_number(project_text *t, const char *name, uint32_t otherwise, uint32_t *out)
{
    cho_json_value value;
    int64_t        number = otherwise;
    if (find(t, name, &value) && (value.type != CHO_JSON_NUMBER || !cho_json_to_int64(&value, &number)))
        number = 0;
    *out = (uint32_t)number;
    return (number > 0 && number < UINT32_MAX) || fail(t, CHORUS_E_INVALID, name, "a whole number above 0 is needed");
}

/* Empty when it is not there. */
static bool read_text(project_text *t, const char *name, const char *otherwise, char *out, size_t size)
{
    cho_json_value value;
    if (!find(t, name, &value)) {
        snprintf(out, size, "%s", otherwise);
        return true;
    }
    if (value.type != CHO_JSON_STRING || value.raw.len >= size || cho_json_has_nul(&value))
        return fail(t, CHORUS_E_INVALID, name, "a string that is not too long is needed");
    out[cho_json_unescape(&value, out)] = '\0';
    return true;
}

static bool read_flag(project_text *t, const char *name, bool otherwise, bool *out)
{
    cho_json_value value;
    *out = otherwise;
    return !find(t, name, &value) || cho_json_to_bool(&value, out)
           || fail(t, CHORUS_E_INVALID, name, "true or false is needed");
}

static bool check(project_text *t, const char *name, const char *fault)
{
    return fault == NULL || fail(t, CHORUS_E_INVALID, name, fault);
}

static bool read_members(project_text *t)
{
    return check_members(t) && read_number(t, "id", 0, &t->id) && read_number(t, "gameId", t->id, &t->project)
           && read_text(t, "name", "", t->name, sizeof t->name)
           && check(t, "name", cho_host_project_name_fault(cho_span_of(t->name)))
           && read_text(t, "version", "1.0.0", t->version, sizeof t->version)
           && check(t, "version", cho_host_version_text_fault(cho_span_of(t->version)))
           && read_text(t, "shareCode", "", t->code, sizeof t->code)
           && check(t, "shareCode", cho_host_share_code_fault(cho_span_of(t->code)))
           && read_flag(t, "published", true, &t->is_published)
           && read_text(t, "bundle", "", t->folder, sizeof t->folder);
}

/* ---- scenes ---- */

/* {"scenes":[...]}, checked. */
static bool write_scenes(project_text *t, cho_buf *out)
{
    cho_json_value scenes;
    cho_host_fault fault;
    bool           is_there = find(t, "scenes", &scenes);
    cho_span       text     = is_there ? cho_json_text(&scenes) : cho_span_of("[]");
    cho_buf_text(out, "{\"scenes\":");
    cho_buf_append(out, text.ptr, text.len);
    cho_buf_text(out, "}");
    if (out->failed)
        return fail(t, CHORUS_E_MEMORY, "", "out of memory");
    chorus_result r = cho_host_check_scenes(out->heap, t->limits, (cho_span){ out->data, out->len }, &fault);
    if (r == CHORUS_OK)
        return true;
    return r == CHORUS_E_MEMORY ? fail(t, r, "", "out of memory") : fail(t, r, fault.path, fault.message);
}

/* ---- the bundle ---- */

/* Beside the file, unless the path says from where. */
static bool find_folder(const project_text *t, const char *file, char *out, size_t size)
{
    const char *slash = file == NULL || t->folder[0] == '/' ? NULL : strrchr(file, '/');
    int         len   = snprintf(out, size, "%.*s%s", slash == NULL ? 0 : (int)(slash - file) + 1, file, t->folder);
    return len > 0 && (size_t)len < size;
}

/* NULL: it cannot be loaded, which is said. */
static cho_host_bundle *load_bundle(project_text *t, const char *file)
{
    const chorus_allocator *heap = t->ps->versions.slots.heap;
    char                    folder[2 * FOLDER_SIZE], why[300] = "";
    cho_host_bundle        *bundle = cho_host_bundle_create(heap);
    if (bundle != NULL && find_folder(t, file, folder, sizeof folder)
        && cho_host_bundle_load(bundle, t->limits, folder, why, sizeof why) == CHORUS_OK)
        return bundle;
    cho_host_bundle_destroy(bundle);
    snprintf(t->error, t->error_len, "%s: bundle: %s", t->place, why);
    return NULL;
}

static void put(project_text *t, cho_span scenes, const char *file, bool with_bundles)
{
    bool                         has_bundle = with_bundles && t->folder[0] != '\0';
    const cho_host_version_given given      = {
             .id           = t->id,
             .project      = t->project,
             .text         = cho_span_of(t->version),
             .share_code   = cho_span_of(t->code),
             .scenes       = scenes,
             .is_published = t->is_published,
             .names_bundle = has_bundle,
             .bundle       = has_bundle ? load_bundle(t, file) : NULL,
    };
    chorus_result r = cho_host_project_put(t->ps, t->project, 0, cho_span_of(t->name));
    if (r == CHORUS_OK)
        r = cho_host_version_put(t->ps, &given);
    if (r == CHORUS_OK)
        return;
    cho_host_bundle_destroy(given.bundle);
    fail(t, r, "", r == CHORUS_E_MEMORY ? "out of memory" : "the project or version is there already");
}

static const char *id_fault(const project_text *t)
{
    return cho_host_version_find(t->ps, t->id) != NULL ? "another project has this version" : NULL;
}

static chorus_result take(project_text *t, const char *file, bool with_bundles)
{
    cho_json_error error;
    cho_buf        scenes;
    t->error[0] = '\0';
    if (!cho_json_check(t->json, CHO_PACKET_DEPTH, &error)) {
        fail(t, CHORUS_E_INVALID, "", error.reason);
        return t->result;
    }
    cho_buf_init(&scenes, t->ps->versions.slots.heap);
    if (read_members(t) && check(t, "id", id_fault(t)) && write_scenes(t, &scenes))
        put(t, (cho_span){ scenes.data, scenes.len }, file, with_bundles);
    cho_buf_deinit(&scenes);
    return t->result;
}

static chorus_result take_file(project_text *t, const char *file, bool with_bundles)
{
    cho_buf text;
    cho_buf_init(&text, t->ps->versions.slots.heap);
    chorus_result r = cho_file_read(file, t->limits->project_file_bytes, &text);
    t->place        = file;
    t->json         = (cho_span){ text.data, text.len };
    if (r == CHORUS_OK)
        r = take(t, file, with_bundles);
    else
        fail(t, r, "", r == CHORUS_E_SIZE ? "the file is larger than this host allows for a project" : "the file cannot be read");
    cho_buf_deinit(&text);
    return r;
}

chorus_result cho_host_project_take(cho_host_projects *ps, const chorus_host_limits *limits, const char *text_or_file,
                                    bool with_bundles, char *error, size_t error_len)
{
    project_text t = { .ps = ps, .limits = limits, .json = cho_span_of(text_or_file), .place = "a project", .error = error,
                       .error_len = error_len };
    size_t       blank = strspn(text_or_file, " \t\r\n");
    return text_or_file[blank] == '{' ? take(&t, NULL, with_bundles) : take_file(&t, text_or_file, with_bundles);
}
