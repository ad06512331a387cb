/* Projects and versions as editors save them. What is answered with 200 is on the disk. */
#include "base/alloc.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_reader.h"
#include "codec/packet.h"
#include "data/data_projects.h"
#include "host/service/host_access.h"
#include "host/service/host_handshake.h"
#include "host/service/host_http.h"

#include <stdio.h>

enum { CODE_SIZE = 132 };

typedef struct edit {
    cho_vault_job     job;
    cho_host_service *service;
    cho_host_asker    asker;
    bool              is_version, is_published;
    uint32_t          id, project, account;
    cho_buf           name; /* of a project; of a version its text */
    cho_buf           scenes;
    char              code[CODE_SIZE];
} edit;

static void free_edit(edit *e)
{
    cho_buf_deinit(&e->name);
    cho_buf_deinit(&e->scenes);
    cho_release(e->service->heap, e);
}

static cho_span span_of(const cho_buf *b)
{
    return (cho_span){ b->data, b->len };
}

/* ---- who ---- */

uint32_t cho_host_project_editor(cho_host_service *service, cho_exchange *exchange)
{
    cho_host_access access;
    if (!cho_host_access_read(service, cho_exchange_header(exchange, "authorization"), &access))
        return 0;
    if (access.user != NULL)
        return access.user->number;
    return access.account != NULL && (access.scopes & CHO_AUTH_MANAGE) != 0 ? access.account->row.id : 0;
}

static bool is_account_full(const cho_host_service *service, const edit *e, bool is_new)
{
    const chorus_host_limits *limits  = &service->config->limits;
    const cho_host_projects  *ps      = &service->projects;
    const cho_host_project   *project = NULL;
    const cho_host_version   *version = NULL;
    size_t                    count = 0, bytes = e->scenes.len;
    while (!e->is_version && (project = cho_host_table_next(&ps->projects, project)) != NULL)
        count += project->account == e->account;
    while (e->is_version && (version = cho_host_table_next(&ps->versions, version)) != NULL) {
        bool is_mine = version->project->account == e->account && version->id != e->id;
        count += is_mine;
        bytes += is_mine ? version->scenes_len : 0;
    }
    size_t most = e->is_version ? limits->versions_per_account : limits->projects_per_account;
    return (is_new && count >= most) || bytes > limits->scenes_bytes_per_account;
}

/* ---- a large body ---- */

typedef struct incoming {
    const chorus_allocator *heap;
    cho_buf                 body;
} incoming;

static int take(void *user, const void *bytes, size_t len)
{
    incoming *in = user;
    cho_buf_append(&in->body, bytes, len);
    return in->body.failed ? 503 : 0;
}

static void end_incoming(void *user)
{
    incoming *in = user;
    cho_buf_deinit(&in->body);
    cho_release(in->heap, in);
}

int cho_host_project_on_body(cho_host_service *service, cho_exchange *exchange, size_t len, int status)
{
    static const char         prefix[]  = CHO_HOST_VERSIONS_PATH;
    const chorus_host_limits *limits    = &service->config->limits;
    bool                      is_file   = strstr(cho_exchange_path(exchange), "/bundle/") != NULL;
    size_t                    most      = is_file ? limits->bundle_file_bytes : limits->editor_bytes;
    uint32_t                  within_ms = is_file ? cho_host_time_for_body(service, len) : limits->editor_ms;
    if (status != 413 || strncmp(cho_exchange_path(exchange), prefix, sizeof prefix - 1) != 0)
        return status;
    if (len > most || cho_host_project_editor(service, exchange) == 0)
        return status;
    incoming *in = cho_alloc_zero(service->heap, sizeof *in);
    if (in == NULL)
        return 503;
    in->heap = service->heap;
    cho_buf_init(&in->body, service->heap);
    cho_exchange_set_sink(exchange, &(cho_body_sink){ take, end_incoming, in, within_ms });
    return 0;
}

static cho_span body_of(cho_host_request *r)
{
    const incoming *in = cho_exchange_sink_user(r->exchange);
    return in != NULL ? span_of(&in->body) : cho_exchange_body(r->exchange);
}

bool cho_host_project_take_body(cho_host_request *r, cho_buf *out)
{
    incoming *in   = cho_exchange_sink_user(r->exchange);
    cho_span  body = cho_exchange_body(r->exchange);
    if (in == NULL) {
        cho_buf_append(out, body.ptr, body.len);
    } else {
        cho_buf_deinit(out);
        *out = in->body;
        cho_buf_init(&in->body, in->heap);
    }
    return !out->failed;
}

/* ---- what is asked ---- */

bool cho_host_http_refuse(cho_host_request *r, int status, const char *path, const char *message)
{
    cho_json_writer w = cho_host_http_begin_json(r);
    cho_json_begin_object(&w);
    cho_json_key(&w, "statusCode"), cho_json_write_int64(&w, status);
    cho_json_key(&w, "message"), cho_json_write_text(&w, message);
    if (path != NULL && path[0] != '\0')
        cho_json_key(&w, "path"), cho_json_write_text(&w, path);
    cho_json_end_object(&w);
    cho_host_http_answer_json(r, status, NULL);
    return false;
}

static bool find(cho_span body, const char *path, cho_json_value *out)
{
    return cho_json_find(body, path, out) && out->type != CHO_JSON_NULL;
}

/* False: it is there and no good. When it is not there `out` is as it was. */
static bool read_text(cho_host_request *r, cho_span body, const char *name, cho_buf *out)
{
    cho_json_value value;
    if (!find(body, name, &value))
        return true;
    if (value.type != CHO_JSON_STRING || cho_json_has_nul(&value))
        return cho_host_http_refuse(r, 400, name, "a string is needed here");
    cho_buf_clear(out);
    cho_json_append_unescaped(&value, out);
    return !out->failed || cho_host_http_refuse(r, 503, NULL, "out of memory");
}

static bool check(cho_host_request *r, const char *name, const char *fault)
{
    return fault == NULL || cho_host_http_refuse(r, 400, name, fault);
}

static bool read_code(cho_host_request *r, cho_span body, edit *e)
{
    cho_json_value value;
    if (!cho_json_find_key(body, cho_span_of("shareCode"), &value))
        return true;
    e->code[0] = '\0';
    if (value.type == CHO_JSON_NULL)
        return true;
    if (value.type != CHO_JSON_STRING || value.raw.len >= sizeof e->code || cho_json_has_nul(&value))
        return cho_host_http_refuse(r, 400, "shareCode", "a share code is at most 128 printable characters without spaces");
    e->code[cho_json_unescape(&value, e->code)] = '\0';
    return check(r, "shareCode", cho_host_share_code_fault(cho_span_of(e->code)));
}

/* {"controls":{"scenes":[...]}}, as they are told. */
static bool read_scenes(cho_host_request *r, cho_span body, edit *e)
{
    cho_json_value scenes;
    cho_host_fault fault = { .code = 0 };
    char           path[CHO_HOST_FAULT_PATH + 16];
    if (!find(body, "controls", &scenes))
        return true;
    if (scenes.type != CHO_JSON_OBJECT || !find(body, "controls.scenes", &scenes))
        return cho_host_http_refuse(r, 400, "controls.scenes", "an array of scenes is needed here");
    cho_span text = cho_json_text(&scenes);
    cho_buf_clear(&e->scenes);
    cho_buf_text(&e->scenes, "{\"scenes\":");
    cho_buf_append(&e->scenes, text.ptr, text.len);
    cho_buf_text(&e->scenes, "}");
    if (e->scenes.failed)
        return cho_host_http_refuse(r, 503, NULL, "out of memory");
    const cho_host_service *s       = e->service;
    chorus_result           checked = cho_host_check_scenes(s->heap, &s->config->limits, span_of(&e->scenes), &fault);
    if (checked == CHORUS_OK)
        return true;
    snprintf(path, sizeof path, "controls.%s", fault.path);
    return checked == CHORUS_E_MEMORY ? cho_host_http_refuse(r, 503, NULL, "out of memory")
                                      : cho_host_http_refuse(r, 400, path, fault.message);
}

static bool read_published(cho_host_request *r, cho_span body, edit *e)
{
    cho_json_value value;
    return !find(body, "published", &value) || cho_json_to_bool(&value, &e->is_published)
           || cho_host_http_refuse(r, 400, "published", "true or false is needed here");
}

static bool read_edit(cho_host_request *r, cho_span body, edit *e)
{
    if (!e->is_version)
        return read_text(r, body, "name", &e->name) && check(r, "name", cho_host_project_name_fault(span_of(&e->name)));
    return read_text(r, body, "version", &e->name) && check(r, "version", cho_host_version_text_fault(span_of(&e->name)))
           && read_code(r, body, e) && read_published(r, body, e) && read_scenes(r, body, e);
}

/* ---- what it is about ---- */

/* The project a new version belongs to: {"game":{"id":4}}. */
static bool find_project(cho_host_request *r, cho_span body, edit *e)
{
    cho_json_value value;
    int64_t        id = 0;
    if (!find(body, "game.id", &value) || value.type != CHO_JSON_NUMBER || !cho_json_to_int64(&value, &id) || id < 1
        || id > UINT32_MAX)
        return cho_host_http_refuse(r, 400, "game.id", "the number of a project of yours is needed here");
    const cho_host_project *project = cho_host_project_find(&e->service->projects, (uint32_t)id);
    if (project == NULL || project->account != e->account)
        return cho_host_http_refuse(r, 404, "game.id", "you have no such project");
    e->project = project->id;
    return true;
}

/* What a change leaves out stays as it is. */
static bool begin_with_known(cho_host_request *r, edit *e)
{
    const cho_host_projects *ps      = &e->service->projects;
    const cho_host_version  *version = e->is_version ? cho_host_version_find(ps, e->id) : NULL;
    const cho_host_project  *project = e->is_version ? NULL : cho_host_project_find(ps, e->id);
    if (version != NULL)
        project = version->project;
    if (project == NULL || project->account != e->account)
        return cho_host_http_refuse(r, 404, NULL, "you have nothing of that number");
    e->project = project->id;
    cho_buf_text(&e->name, version != NULL ? version->text : project->name);
    if (version == NULL)
        return true;
    cho_buf_append(&e->scenes, version->scenes, version->scenes_len);
    snprintf(e->code, sizeof e->code, "%s", version->share_code != NULL ? version->share_code : "");
    e->is_published = version->is_published;
    return true;
}

static bool begin_anew(cho_host_request *r, cho_span body, edit *e)
{
    cho_host_projects *ps = &e->service->projects;
    if (e->is_version && !find_project(r, body, e))
        return false;
    if (e->is_version)
        cho_buf_text(&e->name, "1.0.0"), cho_buf_text(&e->scenes, "{\"scenes\":[]}");
    e->id = e->is_version ? ps->next_version : ps->next_project;
    return true;
}

/* ---- saving ---- */

static chorus_result work(cho_vault_job *job, cho_db *db)
{
    const edit            *e       = (const edit *)job;
    const cho_data_project project = { e->id, e->account, span_of(&e->name) };
    const cho_data_version version = { e->id, e->project, span_of(&e->name), span_of(&e->scenes), cho_span_of(e->code),
                                       e->is_published };
    return e->is_version ? cho_data_version_put(db, &version) : cho_data_project_put(db, &project);
}

static chorus_result put(edit *e)
{
    cho_host_projects           *ps    = &e->service->projects;
    const cho_host_version_given given = {
        .id           = e->id,
        .project      = e->project,
        .text         = span_of(&e->name),
        .share_code   = cho_span_of(e->code),
        .scenes       = span_of(&e->scenes),
        .is_published = e->is_published,
    };
    return e->is_version ? cho_host_version_put(ps, &given) : cho_host_project_put(ps, e->id, e->account, span_of(&e->name));
}

static void answer(edit *e, chorus_result result)
{
    cho_host_request r = { .service = e->service, .asker = &e->asker };
    if (result != CHORUS_OK) {
        cho_host_http_refuse(&r, 503, NULL, "it cannot be saved at present");
        return;
    }
    cho_json_writer w = cho_host_http_begin_json(&r);
    if (e->is_version)
        cho_host_http_write_version(&w, cho_host_version_find(&e->service->projects, e->id), true);
    else
        cho_host_http_write_project(&w, &e->service->projects, cho_host_project_find(&e->service->projects, e->id));
    cho_host_http_answer_json(&r, 200, NULL);
}

static void on_saved(cho_vault_job *job, chorus_result result)
{
    edit *e = (edit *)job;
    if (result == CHORUS_OK)
        result = put(e);
    if (e->asker.deferred != NULL)
        answer(e, result);
    free_edit(e);
}

/* Numbers are taken when somebody asks for one: two may ask before the first is saved. */
static void save(cho_host_request *r, edit *e, bool is_new)
{
    cho_host_projects *ps = &e->service->projects;
    if (is_account_full(e->service, e, is_new)) {
        cho_host_http_refuse(r, 409, NULL, "you have as many projects and versions as one account can have");
        free_edit(e);
        return;
    }
    if (cho_host_vault_submit(e->service->vault, &e->job) != CHORUS_OK) {
        cho_host_http_refuse(r, 503, NULL, "it cannot be saved at present");
        free_edit(e);
        return;
    }
    if (is_new)
        *(e->is_version ? &ps->next_version : &ps->next_project) += 1;
    cho_host_asker_begin(&e->asker, r);
}

static edit *create_edit(cho_host_request *r, bool is_version, uint32_t account)
{
    edit *e = cho_alloc_zero(r->service->heap, sizeof *e);
    if (e == NULL)
        return NULL;
    e->job        = (cho_vault_job){ .work = work, .done = on_saved };
    e->service    = r->service;
    e->is_version = is_version;
    e->account    = account;
    cho_buf_init(&e->name, r->service->heap);
    cho_buf_init(&e->scenes, r->service->heap);
    return e;
}

/* "" is a new one, "/12" the one with that number. */
static bool read_id(cho_host_request *r, edit *e, bool *is_new)
{
    cho_span id = r->rest;
    *is_new     = id.len == 0;
    if (strcmp(cho_exchange_method(r->exchange), *is_new ? "POST" : "PUT") != 0)
        return cho_host_http_refuse(r, 405, NULL, "POST makes a new one, PUT changes the one whose number is in the path");
    return *is_new || (id.ptr[0] == '/' && cho_host_read_number((cho_span){ id.ptr + 1, id.len - 1 }, &e->id))
           || cho_host_http_refuse(r, 404, NULL, "nothing is here");
}

static void answer_edit(cho_host_request *r, bool is_version)
{
    static const cho_header scheme  = { "www-authenticate", "Bearer" };
    uint32_t                account = cho_host_project_editor(r->service, r->exchange);
    cho_span                body    = body_of(r);
    bool                    is_new;
    if (account == 0) {
        cho_host_http_answer_error(r, 401, "a token with the scope interactive:manage:self is needed here", &scheme);
        return;
    }
    if (!cho_json_check(body, CHO_PACKET_DEPTH, NULL) || body.len == 0) {
        cho_host_http_refuse(r, 400, NULL, "a JSON object is needed here");
        return;
    }
    edit *e = create_edit(r, is_version, account);
    if (e == NULL) {
        cho_host_http_refuse(r, 503, NULL, "out of memory");
        return;
    }
    if (read_id(r, e, &is_new) && (is_new ? begin_anew(r, body, e) : begin_with_known(r, e)) && read_edit(r, body, e))
        save(r, e, is_new);
    else
        free_edit(e);
}

void cho_host_http_edit_project(cho_host_request *r)
{
    answer_edit(r, false);
}

void cho_host_http_edit_version(cho_host_request *r)
{
    answer_edit(r, true);
}
