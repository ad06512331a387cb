#include "base/options.h"
#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "interactive/interactive_describe.h"

/* A scene is compared with what it shall hold: what is too much is deleted, what is missing is created,
 * and what is there is changed where it differs. A control of another kind is deleted and created. */

typedef struct replacement {
    cho_interactive   *s;
    const cho_ia_item *scene;
    const void        *controls; /* checked */
    uint32_t           count;
    cho_ia_draft       draft;
    cho_ia_list        list;     /* that is written now  */
    bool               is_begun; /* it has something in it */
    cho_buf            object, patch;
} replacement;

static chorus_control_desc wanted_at(const replacement *x, uint32_t i)
{
    chorus_control_desc known = { 0 };
    (void)cho_options_copy(&known, sizeof known, cho_options_nth(x->controls, i));
    return known;
}

/* The control of that id and kind; NULL: there is none. */
static const cho_ia_item *find_same(const replacement *x, const chorus_control_desc *wanted)
{
    const cho_ia_mirror *m    = &x->s->mirror;
    const cho_ia_item   *item = cho_ia_find(m, &m->controls, x->scene->handle, cho_span_of(wanted->id));
    return item != NULL && item->is_known && chorus_str_is(cho_ia_kind(item), wanted->kind) ? item : NULL;
}

static bool is_wanted(const replacement *x, const cho_ia_item *control)
{
    for (uint32_t i = 0; i < x->count; i++) {
        chorus_control_desc wanted = wanted_at(x, i);
        if (chorus_str_is(cho_ia_id(control), wanted.id))
            return chorus_str_is(cho_ia_kind(control), wanted.kind);
    }
    return false;
}

/* ---- lists that are begun when there is something in them ---- */

static void begin_part(replacement *x, const char *method, const char *name, bool has_priority)
{
    x->is_begun = false;
    x->list     = (cho_ia_list){ method, name, cho_ia_span(cho_ia_id(x->scene)), has_priority };
}

static void next_item(replacement *x, size_t bytes)
{
    if (!x->is_begun)
        cho_ia_begin_list(&x->draft, &x->list);
    x->is_begun = true;
    cho_ia_next_item(&x->draft, bytes);
}

static void end_part(replacement *x)
{
    if (x->is_begun)
        cho_ia_end_list(&x->draft);
}

/* ---- too much, and missing ---- */

static void delete_others(replacement *x)
{
    const cho_ia_item *control;
    begin_part(x, "deleteControls", "controlIDs", false);
    for (uint32_t it = 0; (control = cho_ia_next(&x->s->mirror.controls, &it)) != NULL;) {
        if (control->scene != x->scene->handle || !control->is_known || is_wanted(x, control))
            continue;
        cho_span id = cho_ia_span(cho_ia_id(control));
        next_item(x, CHO_IA_TEXT_MAX(id.len));
        cho_json_write_string(&x->draft.w, id);
    }
    end_part(x);
}

static chorus_result write_wanted(replacement *x, const chorus_control_desc *wanted)
{
    cho_buf_clear(&x->object);
    return cho_ia_write_control(wanted, &x->object);
}

static chorus_result create_missing(replacement *x)
{
    chorus_result r = CHORUS_OK;
    begin_part(x, "createControls", "controls", false);
    for (uint32_t i = 0; r == CHORUS_OK && i < x->count; i++) {
        chorus_control_desc wanted = wanted_at(x, i);
        if (find_same(x, &wanted) != NULL)
            continue;
        r = write_wanted(x, &wanted);
        if (r != CHORUS_OK)
            break;
        next_item(x, x->object.len);
        cho_json_write_raw(&x->draft.w, (cho_span){ x->object.data, x->object.len });
    }
    end_part(x);
    return r;
}

/* ---- different ---- */

static bool is_kept(const cho_json_value *name)
{
    return cho_json_is(name, "controlID") || cho_json_is(name, "kind") || cho_json_is(name, "etag");
}

/* A merge patch from one object to another. The one that is wanted is the game's own and small, so each
 * member may be looked for in it. */
static void write_difference(cho_json_writer *w, cho_span now, cho_span wanted, bool is_top);

static void write_member(cho_json_writer *w, const cho_json_value *name, const cho_json_value *now,
                         const cho_json_value *wanted)
{
    if (cho_span_equal(cho_json_text(now), cho_json_text(wanted)))
        return;
    cho_json_key_raw(w, cho_json_text(name));
    if (now->type == CHO_JSON_OBJECT && wanted->type == CHO_JSON_OBJECT)
        write_difference(w, now->raw, wanted->raw, false);
    else
        cho_json_write_raw(w, cho_json_text(wanted));
}

/* False also for null, which means the same. */
static bool find_named(cho_span object, const cho_json_value *name, cho_json_value *out)
{
    cho_json_reader r;
    cho_json_value  key, value;
    bool            is_there = false;
    cho_json_reader_init(&r, object, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        if (cho_json_compare(&key, name) == 0) {
            *out     = value;
            is_there = value.type != CHO_JSON_NULL;
        }
    }
    return is_there;
}

static void write_removed(cho_json_writer *w, cho_span now, cho_span wanted, bool is_top)
{
    static const cho_json_value off = { { "false", 5 }, CHO_JSON_BOOL, false };
    cho_json_reader r;
    cho_json_value  name, value, other;
    cho_json_reader_init(&r, now, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &name) && cho_json_read(&r, &value)) {
        if ((is_top && is_kept(&name)) || find_named(wanted, &name, &other))
            continue;
        if (is_top && cho_json_is(&name, "disabled")) /* the service keeps it for every control */
            write_member(w, &name, &value, &off);
        else
            cho_json_key_raw(w, cho_json_text(&name)), cho_json_write_null(w);
    }
}

static void write_difference(cho_json_writer *w, cho_span now, cho_span wanted, bool is_top)
{
    static const cho_json_value nothing = { { "", 0 }, CHO_JSON_NULL, false };
    cho_json_reader r;
    cho_json_value  name, value, old;
    cho_json_begin_object(w);
    write_removed(w, now, wanted, is_top);
    cho_json_reader_init(&r, wanted, CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &name) && cho_json_read(&r, &value)) {
        if ((is_top && is_kept(&name)) || value.type == CHO_JSON_NULL)
            continue;
        bool is_there = find_named(now, &name, &old);
        write_member(w, &name, is_there ? &old : &nothing, &value);
    }
    cho_json_end_object(w);
}

static chorus_result change_one(replacement *x, const chorus_control_desc *wanted, const cho_ia_item *control)
{
    chorus_result r = write_wanted(x, wanted);
    if (r != CHORUS_OK)
        return r;
    cho_span        object = { x->object.data, x->object.len }, id = cho_ia_span(cho_ia_id(control));
    cho_json_writer w      = cho_json_writer_on(&x->patch);
    cho_buf_clear(&x->patch);
    write_difference(&w, cho_ia_span(cho_ia_json(control)), object, true);
    if (x->patch.failed)
        return CHORUS_E_MEMORY;
    if (x->patch.len <= 2)
        return CHORUS_OK;
    next_item(x, x->patch.len + CHO_IA_TEXT_MAX(id.len) + 32);
    cho_json_begin_object(&x->draft.w);
    cho_json_key(&x->draft.w, "controlID"), cho_json_write_string(&x->draft.w, id);
    cho_buf_text(&x->draft.text, ",");
    cho_buf_append(&x->draft.text, x->patch.data + 1, x->patch.len - 1);
    return CHORUS_OK;
}

static chorus_result change_different(replacement *x)
{
    chorus_result r = CHORUS_OK;
    begin_part(x, "updateControls", "controls", true);
    for (uint32_t i = 0; r == CHORUS_OK && i < x->count; i++) {
        chorus_control_desc wanted  = wanted_at(x, i);
        const cho_ia_item  *control = find_same(x, &wanted);
        if (control != NULL)
            r = change_one(x, &wanted, control);
    }
    if (r == CHORUS_OK && x->draft.count == 0) /* all is as it shall be: the request still has an answer */
        cho_ia_begin_list(&x->draft, &x->list), x->is_begun = true;
    end_part(x);
    return r;
}

/* ---- public ---- */

static bool is_elsewhere(void *context, const cho_ia_change *change)
{
    const cho_ia_item *scene = context;
    return change->scene != scene->handle;
}

static chorus_result replace(replacement *x, chorus_request *request)
{
    cho_ia_draft_init(&x->draft, x->s);
    cho_buf_init(&x->object, x->s->mirror.heap);
    cho_buf_init(&x->patch, x->s->mirror.heap);
    delete_others(x);
    chorus_result r = create_missing(x);
    if (r == CHORUS_OK)
        r = change_different(x);
    cho_buf_deinit(&x->object);
    cho_buf_deinit(&x->patch);
    if (r == CHORUS_OK)
        return cho_ia_send_draft(&x->draft, request);
    cho_ia_drop_draft(&x->draft);
    return r;
}

static chorus_result check_wanted(replacement *x, const char *scene)
{
    chorus_scene_desc desc = { .struct_size   = sizeof desc,
                               .id            = scene,
                               .controls      = x->controls,
                               .control_count = x->count };
    chorus_scene_desc known;
    return cho_ia_read_scene(&(cho_ia_place){ x->s, "replace_scene", NULL, 0 }, &desc, &known);
}

chorus_result chorus_interactive_replace_scene(chorus_runtime *rt, chorus_session session, const char *scene,
                                               const chorus_control_desc *controls, uint32_t count,
                                               chorus_request *request)
{
    replacement   x = { .controls = controls, .count = count };
    chorus_result r = cho_interactive_find(rt, session, &x.s);
    if (r == CHORUS_OK)
        r = check_wanted(&x, scene);
    if (r != CHORUS_OK)
        return r;
    cho_ia_item *found = cho_ia_find(&x.s->mirror, &x.s->mirror.scenes, 0, cho_span_of(scene));
    if (found == NULL || !found->is_known)
        return CHORUS_E_NOT_FOUND;
    if (!cho_interactive_is_connected(x.s))
        return CHORUS_E_STATE;
    x.scene = found;
    r       = replace(&x, request);
    if (r == CHORUS_OK)
        cho_ia_changes_keep(&x.s->changes, is_elsewhere, found);
    return r;
}
