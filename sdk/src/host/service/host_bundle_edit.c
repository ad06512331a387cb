/* Custom controls as editors save them, one file at a time. What is answered with 200 is on the disk. */
#include "base/alloc.h"
#include "data/data_bundles.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"

#include <stdio.h>

typedef struct bundle_edit {
    cho_vault_job      job;
    cho_host_service  *service;
    cho_host_asker     asker;
    chorus_host_limits limits; /* the vault's thread has its own */
    uint32_t           version;
    bool               is_removal;
    char               name[CHO_HOST_BUNDLE_NAME + 1]; /* "": all files */
    cho_buf            bytes;
    const char        *fault; /* why there is no room; NULL: there is */
} bundle_edit;

static void free_edit(bundle_edit *e)
{
    cho_buf_deinit(&e->bytes);
    cho_release(e->service->heap, e);
}

static cho_span bytes_of(const bundle_edit *e)
{
    return (cho_span){ e->bytes.len > 0 ? e->bytes.data : "", e->bytes.len };
}

/* ---- telling ---- */

static void answer_list(cho_host_request *r, const cho_host_version *version)
{
    const cho_host_bundle_file *file = NULL;
    cho_json_writer             w    = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "shown"), cho_json_write_bool(&w, cho_host_bundle_is_shown(version->bundle));
    cho_json_key(&w, "files"), cho_json_begin_array(&w);
    while (version->bundle != NULL && (file = cho_host_table_next(&version->bundle->files, file)) != NULL) {
        cho_json_begin_object(&w);
        cho_json_key(&w, "name"), cho_json_write_text(&w, file->node.id.ptr);
        cho_json_key(&w, "bytes"), cho_json_write_uint64(&w, cho_host_blob_len(file->blob));
        cho_json_key(&w, "etag"), cho_json_write_text(&w, file->etag);
        cho_json_end_object(&w);
    }
    cho_json_end_array(&w), cho_json_end_object(&w);
    cho_host_http_answer_json(r, 200, NULL);
}

/* ---- the vault's thread ---- */

/* NULL: with the file there is not too much. */
static const char *find_fault(const bundle_edit *e, const cho_data_bundle_sizes *besides)
{
    uint64_t    len   = e->bytes.len;
    const char *fault = cho_host_bundle_fault(&e->limits, besides->files + 1, besides->bytes + len, len);
    if (fault == NULL && besides->account_bytes + len > e->limits.bundle_bytes_per_account)
        fault = "your bundles are as large as those of one account can be";
    if (fault == NULL && besides->all_bytes + len > e->limits.bundle_bytes_of_accounts)
        fault = "this host has no room for more bundles";
    return fault;
}

/* What is on the disk is weighed, so that no two requests can share what is left. */
static chorus_result save_file(bundle_edit *e, cho_db *db)
{
    cho_data_bundle_sizes besides;
    cho_span              name = cho_span_of(e->name);
    chorus_result         r    = cho_data_bundle_measure(db, e->version, name, &besides);
    if (r != CHORUS_OK)
        return r;
    e->fault = find_fault(e, &besides);
    return e->fault != NULL ? CHORUS_E_SIZE : cho_data_bundle_put(db, e->version, name, bytes_of(e));
}

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    bundle_edit *e = (bundle_edit *)job;
    e->fault       = NULL;
    if (!e->is_removal)
        return save_file(e, db);
    return e->name[0] == '\0' ? cho_data_bundle_clear(db, e->version)
                              : cho_data_bundle_drop(db, e->version, cho_span_of(e->name));
}

/* ---- the network thread ---- */

static void remove_files(const bundle_edit *e, cho_host_version *version)
{
    if (e->name[0] != '\0' && version->bundle != NULL)
        cho_host_bundle_remove(version->bundle, cho_span_of(e->name));
    if (e->name[0] != '\0' && version->bundle != NULL && cho_host_table_count(&version->bundle->files) > 0)
        return;
    cho_host_bundle_destroy(version->bundle);
    version->bundle = NULL;
}

static chorus_result put_file(const bundle_edit *e, cho_host_version *version)
{
    const char *why;
    if (version->bundle == NULL)
        version->bundle = cho_host_bundle_create(e->service->heap);
    if (version->bundle == NULL)
        return CHORUS_E_MEMORY;
    return cho_host_bundle_put(version->bundle, NULL, cho_span_of(e->name), bytes_of(e), &why);
}

/* Another process may have removed the version meanwhile. */
static chorus_result take(const bundle_edit *e)
{
    cho_host_version *version = cho_host_version_find(&e->service->projects, e->version);
    if (version == NULL)
        return CHORUS_E_REJECTED;
    if (!e->is_removal)
        return put_file(e, version);
    remove_files(e, version);
    return CHORUS_OK;
}

static void answer(bundle_edit *e, chorus_result result)
{
    cho_host_request r = { .service = e->service, .asker = &e->asker };
    if (result == CHORUS_OK)
        answer_list(&r, cho_host_version_find(&e->service->projects, e->version));
    else if (e->fault != NULL)
        cho_host_http_refuse(&r, e->bytes.len > e->limits.bundle_file_bytes ? 413 : 409, e->name, e->fault);
    else if (result == CHORUS_E_REJECTED)
        cho_host_http_refuse(&r, 404, NULL, "you have nothing of that number");
    else
        cho_host_http_refuse(&r, 503, NULL, "it cannot be saved at present");
}

static void on_saved(cho_vault_job *job, chorus_result result)
{
    bundle_edit *e = (bundle_edit *)job;
    if (result == CHORUS_OK)
        result = take(e);
    if (e->asker.deferred != NULL)
        answer(e, result);
    free_edit(e);
}

/* ---- what is asked ---- */

/* "/12/bundle/img/a.png": the number and the name, "" for all of it. False: something else. */
static bool read_place(cho_span rest, uint32_t *version, cho_span *name)
{
    static const char word[] = "/bundle";
    size_t            digits = 1, len = sizeof word - 1;
    while (digits < rest.len && rest.ptr[digits] >= '0' && rest.ptr[digits] <= '9')
        digits++;
    if (rest.len < digits + len || memcmp(rest.ptr + digits, word, len) != 0
        || !cho_host_read_number((cho_span){ rest.ptr + 1, digits - 1 }, version))
        return false;
    *name = (cho_span){ rest.ptr + digits + len, rest.len - digits - len };
    return name->len == 0 || name->ptr[0] == '/';
}

static bool is_method(const cho_host_request *r, const char *method)
{
    return strcmp(cho_exchange_method(r->exchange), method) == 0;
}

static bool check_method(cho_host_request *r, bool has_name)
{
    bool is_fine = is_method(r, "DELETE") || is_method(r, has_name ? "PUT" : "GET") || (!has_name && is_method(r, "HEAD"));
    return is_fine || cho_host_http_refuse(r, 405, NULL, has_name ? "PUT saves a file, DELETE removes it"
                                                                   : "GET lists the files, DELETE removes them all");
}

/* Bytes as they are: what came packed would be shown packed. */
static bool check_content(cho_host_request *r)
{
    cho_span coding = cho_exchange_header(r->exchange, "content-encoding");
    if (r->service->config->refuses_bundles)
        return cho_host_http_refuse(r, 403, NULL, "this host shows no custom controls");
    return coding.len == 0 || cho_span_is(coding, "identity")
           || cho_host_http_refuse(r, 415, NULL, "the bytes of the file are needed as they are");
}

static bool check_name(cho_host_request *r, cho_span name)
{
    return cho_host_is_bundle_name(name)
           || cho_host_http_refuse(r, 400, "name", "the name of a file is of letters, digits, '.', '-' and '_', parted by '/'; "
                                                   "no part begins with '.', and it has at most 200 bytes");
}

/* NULL: refused. */
static bundle_edit *create_edit(cho_host_request *r, uint32_t version, cho_span name)
{
    bundle_edit *e = cho_alloc_zero(r->service->heap, sizeof *e);
    if (e == NULL) {
        cho_host_http_refuse(r, 503, NULL, "out of memory");
        return NULL;
    }
    e->job        = (cho_vault_job){ .work = work, .done = on_saved };
    e->service    = r->service;
    e->limits     = r->service->config->limits;
    e->version    = version;
    e->is_removal = is_method(r, "DELETE");
    snprintf(e->name, sizeof e->name, "%.*s", (int)name.len, name.ptr);
    cho_buf_init(&e->bytes, r->service->heap);
    return e;
}

static void save(cho_host_request *r, uint32_t version, cho_span name)
{
    bundle_edit *e = create_edit(r, version, name);
    if (e == NULL)
        return;
    bool is_whole = e->is_removal || cho_host_project_take_body(r, &e->bytes);
    if (is_whole && cho_host_vault_submit(e->service->vault, &e->job) == CHORUS_OK) {
        cho_host_asker_begin(&e->asker, r);
        return;
    }
    free_edit(e);
    cho_host_http_refuse(r, 503, NULL, is_whole ? "it cannot be saved at present" : "out of memory");
}

static void answer_owner(cho_host_request *r, const cho_host_version *version, cho_span name)
{
    bool has_name = name.len > 0;
    if (has_name)
        name = (cho_span){ name.ptr + 1, name.len - 1 };
    if (!check_method(r, has_name) || (has_name && !check_name(r, name)))
        return;
    if (!has_name && !is_method(r, "DELETE"))
        answer_list(r, version);
    else if (is_method(r, "DELETE") || check_content(r))
        save(r, version->id, name);
}

bool cho_host_http_edit_bundle(cho_host_request *r)
{
    static const cho_header scheme = { "www-authenticate", "Bearer" };
    uint32_t                id, account;
    cho_span                name;
    if (!read_place(r->rest, &id, &name))
        return false;
    account                         = cho_host_project_editor(r->service, r->exchange);
    const cho_host_version *version = cho_host_version_find(&r->service->projects, id);
    if (account == 0)
        cho_host_http_answer_error(r, 401, "a token with the scope interactive:manage:self is needed here", &scheme);
    else if (version == NULL || version->project->account != account)
        cho_host_http_refuse(r, 404, NULL, "you have nothing of that number");
    else
        answer_owner(r, version, name);
    return true;
}
