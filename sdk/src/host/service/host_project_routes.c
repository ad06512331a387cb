/* Project versions and their custom controls, as programs and browsers ask for them. */
#include "host/room/host_secret.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"

#include <stdio.h>

/*
 * A bundle is somebody else's program. The sandbox gives it an origin of its own, also when somebody opens it
 * directly, so that it reaches nothing of this host's pages: no storage, no cookies, no frames. It may load what lies
 * beside it and nothing from elsewhere, so that nobody is told who looks at it.
 */
#define CSP                                                                                                        \
    "sandbox allow-scripts; default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; base-uri 'none'; "       \
    "form-action 'none'; frame-ancestors 'self'; object-src 'none'"

/* The version whose number stands at the beginning of `rest`, which moves behind it. NULL: there is none. */
static const cho_host_version *find_version(cho_host_request *r)
{
    size_t   digits = 0;
    uint32_t id;
    while (digits < r->rest.len && r->rest.ptr[digits] >= '0' && r->rest.ptr[digits] <= '9')
        digits++;
    if (digits == 0 || r->rest.ptr[0] == '0' || !cho_host_read_number((cho_span){ r->rest.ptr, digits }, &id))
        return NULL;
    r->rest = (cho_span){ r->rest.ptr + digits, r->rest.len - digits };
    return cho_host_version_find(&r->service->projects, id);
}

/* ---- bundles ---- */

static void send_file(cho_host_request *r, const cho_host_bundle_file *file)
{
    const cho_header headers[] = {
        { "x-content-type-options", "nosniff" },
        { "content-security-policy", CSP },
        { "referrer-policy", "no-referrer" },
        { "cross-origin-resource-policy", "cross-origin" }, /* its own origin is none ... */
        { "access-control-allow-origin", "*" },             /* ... so all it loads comes from another */
        { "cache-control", "no-cache" },
        { "etag", file->etag },
    };
    cho_span        known    = cho_exchange_header(r->exchange, "if-none-match");
    bool            is_known = known.ptr != NULL && strstr(known.ptr, file->etag) != NULL;
    const cho_body_source source = cho_host_http_source(file->blob);
    const cho_reply       reply  = {
               .status       = is_known ? 304 : 200,
               .content_type = is_known ? NULL : file->mime,
               .headers      = headers,
               .header_count = sizeof headers / sizeof headers[0],
               .body_len     = cho_host_blob_len(file->blob),
               .source       = &source,
    };
    cho_exchange_reply(r->exchange, &reply);
}

void cho_host_http_answer_bundle(cho_host_request *r)
{
    const cho_host_version     *version = find_version(r);
    const cho_host_bundle_file *file    = NULL;
    if (version != NULL && version->bundle != NULL && r->rest.len > 0 && r->rest.ptr[0] == '/')
        file = cho_host_bundle_find(version->bundle, (cho_span){ r->rest.ptr + 1, r->rest.len - 1 });
    if (file != NULL)
        send_file(r, file);
    else
        cho_host_http_answer_error(r, 404, "there is no such file in the custom controls of this version", NULL);
}

/* ---- versions ---- */

/* The value of {"scenes":...}. */
static cho_span scenes_of(const cho_host_version *version)
{
    size_t key = strlen("{\"scenes\":");
    return (cho_span){ version->scenes + key, version->scenes_len - key - 1 };
}

void cho_host_http_write_version(cho_json_writer *w, const cho_host_version *version, bool is_owner)
{
    cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_uint64(w, version->id);
    cho_json_key(w, "version"), cho_json_write_text(w, version->text);
    cho_json_key(w, "controls"), cho_json_begin_object(w);
    cho_json_key(w, "scenes"), cho_json_write_raw(w, scenes_of(version));
    cho_json_end_object(w);
    cho_json_key(w, "game"), cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_uint64(w, version->project->id);
    cho_json_key(w, "name"), cho_json_write_text(w, version->project->name);
    cho_json_end_object(w);
    if (is_owner) {
        cho_json_key(w, "published"), cho_json_write_bool(w, version->is_published);
        cho_json_key(w, "shareCode"), cho_json_write_text(w, version->share_code != NULL ? version->share_code : "");
    }
    cho_json_end_object(w);
}

void cho_host_http_write_project(cho_json_writer *w, const cho_host_projects *ps, const cho_host_project *project)
{
    const cho_host_version *version = NULL;
    cho_json_begin_object(w);
    cho_json_key(w, "id"), cho_json_write_uint64(w, project->id);
    cho_json_key(w, "name"), cho_json_write_text(w, project->name);
    cho_json_key(w, "ownerId"), cho_json_write_uint64(w, project->account);
    cho_json_key(w, "versions"), cho_json_begin_array(w);
    while ((version = cho_host_table_next(&ps->versions, version)) != NULL) {
        if (version->project != project)
            continue;
        cho_json_begin_object(w);
        cho_json_key(w, "id"), cho_json_write_uint64(w, version->id);
        cho_json_key(w, "version"), cho_json_write_text(w, version->text);
        cho_json_key(w, "published"), cho_json_write_bool(w, version->is_published);
        cho_json_end_object(w);
    }
    cho_json_end_array(w), cho_json_end_object(w);
}

/* What is not published is not there for strangers. */
static bool may_see(cho_host_request *r, const cho_host_version *version, bool is_owner)
{
    if (is_owner || (version->is_published && version->share_code == NULL))
        return true;
    return version->share_code != NULL
           && cho_host_is_secret(cho_exchange_header(r->exchange, "x-interactive-sharecode"), version->share_code);
}

static void answer_version(cho_host_request *r)
{
    uint32_t account = cho_host_project_editor(r->service, r->exchange);
    r->rest          = (cho_span){ r->rest.ptr + 1, r->rest.len - 1 };
    const cho_host_version *version  = find_version(r);
    bool                    is_owner = version != NULL && account != 0 && account == version->project->account;
    if (version == NULL || r->rest.len > 0 || !may_see(r, version, is_owner)) {
        cho_host_http_answer_error(r, 404, "there is no such version, or it is not published", NULL);
        return;
    }
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_host_http_write_version(&w, version, is_owner);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- projects ---- */

static bool asks_for_own(cho_host_request *r, uint32_t account)
{
    cho_span text;
    uint32_t user;
    if (!cho_host_read_parameter(cho_exchange_query(r->exchange), "user", &r->service->scratch, &text))
        return true;
    return cho_host_read_number(text, &user) && user == account;
}

static void answer_owned(cho_host_request *r)
{
    static const cho_header  scheme  = { "www-authenticate", "Bearer" };
    const cho_host_projects *ps      = &r->service->projects;
    const cho_host_project  *project = NULL;
    uint32_t                 account = cho_host_project_editor(r->service, r->exchange);
    if (account == 0) {
        cho_host_http_answer_error(r, 401, "a token with the scope interactive:manage:self is needed here", &scheme);
        return;
    }
    if (!asks_for_own(r, account)) {
        cho_host_http_answer_error(r, 403, "these are somebody else's projects", NULL);
        return;
    }
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_array(&w);
    while ((project = cho_host_table_next(&ps->projects, project)) != NULL) {
        if (project->account == account)
            cho_host_http_write_project(&w, ps, project);
    }
    cho_json_end_array(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- which of them ---- */

/* `path` is the prefix, alone or with "/" and something behind it. */
static bool is_below(cho_host_request *r, const char *path, const char *prefix)
{
    size_t len = strlen(prefix);
    if (strncmp(path, prefix, len) != 0 || (path[len] != '\0' && path[len] != '/'))
        return false;
    r->rest = cho_span_of(path + len);
    return true;
}

static bool is_reading(const cho_host_request *r)
{
    const char *method = cho_exchange_method(r->exchange);
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

bool cho_host_http_answer_projects(cho_host_request *r, const char *path)
{
    static const cho_header allow      = { "allow", "POST, PUT" };
    bool                    is_version = is_below(r, path, CHO_HOST_VERSIONS_PATH);
    if (!is_version && !is_below(r, path, CHO_HOST_GAMES_PATH))
        return false;
    if (is_version && cho_host_http_edit_bundle(r))
        return true;
    if (!is_reading(r))
        (is_version ? cho_host_http_edit_version : cho_host_http_edit_project)(r);
    else if (is_version && r->rest.len > 0)
        answer_version(r);
    else if (!is_version && cho_span_is(r->rest, "/owned"))
        answer_owned(r);
    else
        cho_host_http_answer_error(r, r->rest.len > 0 ? 404 : 405, "nothing is to be read here", r->rest.len > 0 ? NULL : &allow);
    return true;
}
