#include "base/utf8.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

#include <math.h>

/* A change on its way: the patch {"style":{"color":VALUE}} is being written into changes.patch. */
typedef struct setting {
    cho_interactive *s;
    cho_ia_target    target;
    const char      *path;
    cho_json_writer  w;
    uint32_t         depth; /* objects opened */
} setting;

/* ---- checks ---- */

enum { SHOWN_MAX = 80 }; /* bytes of a path that a log line shows */

static chorus_result refuse(const setting *x, const char *why)
{
    const char *path = x->path == NULL ? "" : x->path;
    cho_session_log(&x->s->base, CHORUS_LOG_ERROR, "set \"%.*s\": %s", SHOWN_MAX, path, why);
    return CHORUS_E_INVALID;
}

static chorus_result refuse_at(const setting *x, const char *why, size_t offset)
{
    cho_session_log(&x->s->base, CHORUS_LOG_ERROR, "set \"%.*s\": %s at byte %zu", SHOWN_MAX, x->path, why, offset);
    return CHORUS_E_INVALID;
}

static size_t empty_segment_at(const char *path)
{
    size_t begin = 0;
    for (size_t i = 0;; i++) {
        bool ends = path[i] == '.' || path[i] == '\0';
        if (ends && i == begin)
            return i;
        if (path[i] == '\0')
            return SIZE_MAX;
        if (ends)
            begin = i + 1;
    }
}

static chorus_result check_path(const setting *x)
{
    if (x->path == NULL)
        return refuse(x, "there is no path");
    if (!cho_utf8_valid(x->path, strlen(x->path)))
        return refuse(x, "the path is not UTF-8");
    size_t at = empty_segment_at(x->path);
    return at == SIZE_MAX ? CHORUS_OK : refuse_at(x, "the path has an empty name", at);
}

static cho_span first_name(const char *path)
{
    return (cho_span){ path, strcspn(path, ".") };
}

static const char *const *fixed_names(chorus_resource_kind kind)
{
    static const char *const scene[]       = { "sceneID", NULL };
    static const char *const group[]       = { "groupID", NULL };
    static const char *const control[]     = { "controlID", "kind", NULL };
    static const char *const participant[] = { "sessionID", "userID", NULL };
    static const char *const none[]        = { NULL };
    switch (kind) {
    case CHORUS_RESOURCE_SCENE:       return scene;
    case CHORUS_RESOURCE_GROUP:       return group;
    case CHORUS_RESOURCE_CONTROL:     return control;
    case CHORUS_RESOURCE_PARTICIPANT: return participant;
    default:                          return none;
    }
}

static bool is_fixed(chorus_resource_kind kind, cho_span name)
{
    const char *const *fixed = fixed_names(kind);
    while (*fixed != NULL && !cho_span_is(name, *fixed))
        fixed++;
    return *fixed != NULL;
}

/* ---- writing ---- */

static void open_objects(setting *x)
{
    x->w = cho_json_writer_on(&x->s->changes.patch);
    cho_buf_clear(&x->s->changes.patch);
    for (const char *at = x->path;; at++) {
        cho_span name = first_name(at);
        cho_json_begin_object(&x->w);
        cho_json_key_span(&x->w, name);
        x->depth++;
        at += name.len;
        if (*at == '\0')
            return;
    }
}

chorus_result cho_ia_find_changeable(cho_interactive *s, chorus_resource resource, cho_ia_target *out)
{
    *out = cho_interactive_resolve(s, resource);
    if (out->kind == CHORUS_RESOURCE_NONE || out->is_gone)
        return CHORUS_E_NOT_FOUND;
    return cho_interactive_takes_changes(s) ? CHORUS_OK : CHORUS_E_STATE;
}

chorus_result cho_ia_find_changeable_control(cho_interactive *s, chorus_resource control, cho_ia_target *out)
{
    chorus_result r = cho_ia_find_changeable(s, control, out);
    return r == CHORUS_OK && out->kind != CHORUS_RESOURCE_CONTROL ? CHORUS_E_NOT_FOUND : r;
}

static chorus_result begin(setting *x, chorus_runtime *rt, chorus_session session, chorus_resource resource,
                           const char *path)
{
    *x              = (setting){ .path = path };
    chorus_result r = cho_interactive_find(rt, session, &x->s);
    if (r == CHORUS_OK)
        r = check_path(x);
    if (r != CHORUS_OK)
        return r;
    r = cho_ia_find_changeable(x->s, resource, &x->target);
    if (r != CHORUS_OK)
        return r;
    if (is_fixed(x->target.kind, first_name(path)))
        return refuse(x, "an id or kind cannot be changed");
    open_objects(x);
    return CHORUS_OK;
}

static uint32_t scene_of(const cho_ia_target *target)
{
    return target->kind == CHORUS_RESOURCE_CONTROL ? target->item->scene : 0;
}

/* What is left of a packet beside the ids, in which every byte may become six: \u001f. */
static size_t room_for(cho_interactive *s, const cho_ia_target *target)
{
    char               uuid[CHO_UUID_TEXT_SIZE];
    const cho_ia_item *scene = cho_ia_get(&s->mirror.scenes, scene_of(target));
    size_t             ids   = cho_interactive_id(target, uuid).len;
    if (scene != NULL)
        ids += scene->text.id_len;
    return ids > CHO_IA_PARAMS_MAX_BYTES / 6 ? 0 : CHO_IA_PARAMS_MAX_BYTES - 6 * ids;
}

chorus_result cho_ia_collect(cho_interactive *s, const cho_ia_target *target, cho_span patch)
{
    chorus_result r = cho_ia_changes_add(&s->changes, target->handle, scene_of(target), patch, room_for(s, target));
    if (r == CHORUS_OK)
        cho_session_wants_flush(&s->base);
    return r;
}

static chorus_result finish(setting *x)
{
    cho_ia_changes *c = &x->s->changes;
    while (x->depth-- > 0)
        cho_json_end_object(&x->w);
    if (c->patch.failed)
        return CHORUS_E_MEMORY;
    cho_span       patch = { c->patch.data, c->patch.len };
    cho_json_error error;
    if (!cho_json_check(patch, CHO_IA_PATCH_DEPTH, &error))
        return refuse(x, error.reason);
    if (x->target.item != NULL && strcmp(x->path, "cooldown") == 0)
        x->target.item->asked_cooldown_ms = 0;
    return cho_ia_collect(x->s, &x->target, patch);
}

/* ---- public ---- */

chorus_result chorus_interactive_set_string(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                            const char *path, const char *value)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    if (value == NULL)
        return refuse(&x, "there is no text");
    if (!cho_utf8_valid(value, strlen(value)))
        return refuse(&x, "the text is not UTF-8");
    cho_json_write_text(&x.w, value);
    return finish(&x);
}

chorus_result chorus_interactive_set_number(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                            const char *path, double value)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    if (!isfinite(value))
        return refuse(&x, "NaN and infinity are no JSON numbers");
    cho_json_write_double(&x.w, value);
    return finish(&x);
}

chorus_result chorus_interactive_set_integer(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                             const char *path, int64_t value)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    cho_json_write_int64(&x.w, value);
    return finish(&x);
}

chorus_result chorus_interactive_set_bool(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *path, bool value)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    cho_json_write_bool(&x.w, value);
    return finish(&x);
}

chorus_result chorus_interactive_set_json(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *path, const char *value)
{
    setting        x;
    cho_json_error error;
    chorus_result  r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    if (value == NULL)
        return refuse(&x, "there is no JSON");
    if (!cho_json_check(cho_span_of(value), CHO_IA_PATCH_DEPTH, &error))
        return refuse_at(&x, error.reason, error.offset);
    cho_json_write_raw(&x.w, cho_span_of(value));
    return finish(&x);
}

chorus_result chorus_interactive_set_null(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *path)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, resource, path);
    if (r != CHORUS_OK)
        return r;
    cho_json_write_null(&x.w);
    return finish(&x);
}

/* ---- whole resources ---- */

/* The object without white space around it; empty: it has no members. */
static chorus_result check_patch(const setting *x, cho_span *patch)
{
    cho_json_reader r;
    cho_json_value  key;
    size_t          count = 0;
    cho_json_reader_init(&r, *patch, CHO_IA_PATCH_DEPTH);
    if (!cho_json_enter_object(&r))
        cho_json_fail(&r, "not an object");
    const char *begin = cho_json_failed(&r) ? NULL : r.at - 1;
    for (; cho_json_next_member(&r, &key); count++) {
        for (const char *const *fixed = fixed_names(x->target.kind); *fixed != NULL; fixed++) {
            if (cho_json_is(&key, *fixed))
                return refuse(x, "an id or kind cannot be changed");
        }
    }
    size_t len = begin == NULL ? 0 : (size_t)(r.at - begin);
    if (!cho_json_finish(&r))
        return refuse_at(x, r.error.reason, r.error.offset);
    *patch = (cho_span){ begin, count == 0 ? 0 : len };
    return CHORUS_OK;
}

chorus_result chorus_interactive_patch(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                       const char *json)
{
    setting       x = { .path = "{}" };
    chorus_result r = cho_interactive_find(rt, session, &x.s);
    if (r == CHORUS_OK && json == NULL)
        r = refuse(&x, "there is no JSON");
    if (r == CHORUS_OK)
        r = cho_ia_find_changeable(x.s, resource, &x.target);
    if (r != CHORUS_OK)
        return r;
    cho_span patch = cho_span_of(json);
    r              = check_patch(&x, &patch);
    return r == CHORUS_OK && patch.len > 0 ? cho_ia_collect(x.s, &x.target, patch) : r;
}

chorus_result chorus_interactive_set_priority(chorus_runtime *rt, chorus_session session, int32_t priority)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        s->changes.priority = priority;
    return r;
}
