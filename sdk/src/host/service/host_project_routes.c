/* Project versions and their custom controls, as programs and browsers ask for them. */
#include "host/room/host_identity.h"
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
    const cho_reply reply    = {
           .status         = is_known ? 304 : 200,
           .content_type   = is_known ? NULL : file->mime,
           .headers        = headers,
           .header_count   = sizeof headers / sizeof headers[0],
           .body           = is_known ? NULL : file->bytes,
           .body_len       = is_known ? 0 : file->len,
           .body_is_static = true,
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

static void write_version(cho_json_writer *w, const cho_host_version *version)
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
    cho_json_end_object(w), cho_json_end_object(w);
}

/* The account whose token is shown; 0: nobody's. */
static uint32_t read_account(cho_host_request *r)
{
    cho_host_identity who;
    cho_span          header = cho_exchange_header(r->exchange, "authorization");
    return cho_host_identify_user(r->service->config->users, header, &who) ? who.user->number : 0;
}

/* What is not published is not there for strangers. */
static bool may_see(cho_host_request *r, const cho_host_version *version)
{
    uint32_t account = read_account(r);
    if (version->is_published && version->share_code == NULL)
        return true;
    if (account != 0 && account == version->project->account)
        return true;
    return version->share_code != NULL
           && cho_host_is_secret(cho_exchange_header(r->exchange, "x-interactive-sharecode"), version->share_code);
}

void cho_host_http_answer_version(cho_host_request *r)
{
    const cho_host_version *version = find_version(r);
    if (version == NULL || r->rest.len > 0 || !may_see(r, version)) {
        cho_host_http_answer_error(r, 404, "there is no such version, or it is not published", NULL);
        return;
    }
    cho_json_writer w = cho_host_http_begin_json(r);
    write_version(&w, version);
    cho_host_http_answer_json(r, 200, NULL);
}
