#include "base/clock.h"
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

static bool is_fixed(chorus_resource_kind kind, cho_span name)
{
    switch (kind) {
    case CHORUS_RESOURCE_SCENE:       return cho_span_is(name, "sceneID");
    case CHORUS_RESOURCE_GROUP:       return cho_span_is(name, "groupID");
    case CHORUS_RESOURCE_CONTROL:     return cho_span_is(name, "controlID") || cho_span_is(name, "kind");
    case CHORUS_RESOURCE_PARTICIPANT: return cho_span_is(name, "sessionID") || cho_span_is(name, "userID");
    default:                          return false;
    }
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

static chorus_result begin(setting *x, chorus_runtime *rt, chorus_session session, chorus_resource resource,
                           const char *path)
{
    *x              = (setting){ .path = path };
    chorus_result r = cho_interactive_find(rt, session, &x->s);
    if (r == CHORUS_OK)
        r = check_path(x);
    if (r != CHORUS_OK)
        return r;
    x->target = cho_interactive_resolve(x->s, resource);
    if (x->target.kind == CHORUS_RESOURCE_NONE || x->target.is_gone)
        return CHORUS_E_NOT_FOUND;
    if (is_fixed(x->target.kind, first_name(path)))
        return refuse(x, "an id or kind cannot be changed");
    if (!cho_interactive_takes_changes(x->s))
        return CHORUS_E_STATE;
    open_objects(x);
    return CHORUS_OK;
}

static uint32_t scene_of(const setting *x)
{
    return x->target.kind == CHORUS_RESOURCE_CONTROL ? x->target.item->scene : 0;
}

/* What is left of a packet beside the ids, in which every byte may become six: \u001f. */
static size_t room_for(const setting *x)
{
    char               uuid[CHO_UUID_TEXT_SIZE];
    const cho_ia_item *scene = cho_ia_get(&x->s->mirror.scenes, scene_of(x));
    size_t             ids   = cho_interactive_id(&x->target, uuid).len;
    if (scene != NULL)
        ids += scene->text.id_len;
    return ids > CHO_IA_PARAMS_MAX_BYTES / 6 ? 0 : CHO_IA_PARAMS_MAX_BYTES - 6 * ids;
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
    chorus_result r = cho_ia_changes_add(c, x->target.handle, scene_of(x), patch, room_for(x));
    if (r == CHORUS_OK)
        cho_session_wants_flush(&x->s->base);
    return r;
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

chorus_result chorus_interactive_set_cooldown(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                              uint32_t duration_ms)
{
    setting       x;
    chorus_result r = begin(&x, rt, session, control, "cooldown");
    if (r != CHORUS_OK)
        return r;
    if (x.target.kind != CHORUS_RESOURCE_CONTROL)
        return CHORUS_E_NOT_FOUND;
    if (!x.s->knows_clock)
        return CHORUS_E_AGAIN;
    int64_t now_ms = cho_interactive_server_ms(x.s, cho_clock_mono_ns());
    cho_json_write_int64(&x.w, duration_ms == 0 ? 0 : now_ms + duration_ms);
    return finish(&x);
}
