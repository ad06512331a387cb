#include "base/options.h"
#include "interactive/interactive_describe.h"

/* Controls go out as one list for each scene: the first of a scene takes the others with it. */

/* ---- creating ---- */

typedef struct creation {
    cho_interactive *s;
    const void      *controls; /* checked */
    uint32_t         count;
    cho_ia_draft     draft;
    cho_buf          object;
} creation;

static chorus_control_desc control_at(const creation *x, uint32_t i)
{
    chorus_control_desc known = { 0 };
    (void)cho_options_copy(&known, sizeof known, cho_options_nth(x->controls, i));
    return known;
}

static cho_span home_at(const creation *x, uint32_t i)
{
    return cho_ia_span_or_default(control_at(x, i).scene);
}

/* The neighbour is asked first: controls of a scene mostly stand together. */
static bool is_first_of_scene(const creation *x, uint32_t i)
{
    cho_span scene = home_at(x, i);
    for (uint32_t before = i; before-- > 0;) {
        if (cho_span_equal(home_at(x, before), scene))
            return false;
    }
    return true;
}

static chorus_result add_control(creation *x, uint32_t i)
{
    chorus_control_desc control = control_at(x, i);
    cho_buf_clear(&x->object);
    chorus_result r = cho_ia_write_control(&control, &x->object);
    if (r != CHORUS_OK)
        return r;
    cho_ia_next_item(&x->draft, x->object.len);
    cho_json_write_raw(&x->draft.w, (cho_span){ x->object.data, x->object.len });
    return CHORUS_OK;
}

static chorus_result add_scene(creation *x, uint32_t first)
{
    cho_ia_list   list = { .method = "createControls", .name = "controls", .scene = home_at(x, first) };
    chorus_result r    = CHORUS_OK;
    cho_ia_begin_list(&x->draft, &list);
    for (uint32_t i = first; r == CHORUS_OK && i < x->count; i++) {
        if (cho_span_equal(home_at(x, i), list.scene))
            r = add_control(x, i);
    }
    cho_ia_end_list(&x->draft);
    return r;
}

static chorus_result check_controls(cho_interactive *s, const chorus_control_desc *controls, uint32_t count)
{
    chorus_control_desc known;
    chorus_result       r     = CHORUS_OK;
    cho_ia_place        place = { s, "create_controls", "controls", 0 };
    if (controls == NULL || count == 0)
        return cho_ia_refuse(&place, "there are none");
    for (; r == CHORUS_OK && place.at < count; place.at++)
        r = cho_ia_read_control(&place, cho_options_nth(controls, place.at), &known);
    return r;
}

static chorus_result send_creation(cho_interactive *s, const chorus_control_desc *controls, uint32_t count,
                                   chorus_request *request)
{
    chorus_result r = CHORUS_OK;
    creation      x = { .s = s, .controls = controls, .count = count };
    cho_ia_draft_init(&x.draft, s);
    cho_buf_init(&x.object, s->mirror.heap);
    for (uint32_t i = 0; r == CHORUS_OK && i < count; i++) {
        if (is_first_of_scene(&x, i))
            r = add_scene(&x, i);
    }
    cho_buf_deinit(&x.object);
    if (r == CHORUS_OK)
        return cho_ia_send_draft(&x.draft, request);
    cho_ia_drop_draft(&x.draft);
    return r;
}

chorus_result chorus_interactive_create_controls(chorus_runtime *rt, chorus_session session,
                                                 const chorus_control_desc *controls, uint32_t count,
                                                 chorus_request *request)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = check_controls(s, controls, count);
    if (r != CHORUS_OK)
        return r;
    return cho_ia_may_change(s, request) ? send_creation(s, controls, count, request) : CHORUS_E_STATE;
}

chorus_result chorus_interactive_create_control(chorus_runtime *rt, chorus_session session,
                                                const chorus_control_desc *desc, chorus_request *request)
{
    return chorus_interactive_create_controls(rt, session, desc, 1, request);
}

/* ---- deleting ---- */

static const cho_ia_item *control_of(cho_interactive *s, chorus_resource control)
{
    cho_ia_target target = cho_interactive_resolve(s, control);
    return target.kind == CHORUS_RESOURCE_CONTROL && !target.is_gone ? target.item : NULL;
}

static bool are_controls(cho_interactive *s, const chorus_resource *controls, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (control_of(s, controls[i]) == NULL)
            return false;
    }
    return true;
}

static bool is_first_deleted(cho_interactive *s, const chorus_resource *controls, uint32_t i)
{
    uint32_t scene = control_of(s, controls[i])->scene;
    for (uint32_t before = i; before-- > 0;) {
        if (control_of(s, controls[before])->scene == scene)
            return false;
    }
    return true;
}

static void add_deleted(cho_ia_draft *d, const chorus_resource *controls, uint32_t count, uint32_t first)
{
    uint32_t    home = control_of(d->s, controls[first])->scene;
    cho_ia_list list = { .method = "deleteControls", .name = "controlIDs" };
    list.scene       = cho_ia_span(cho_ia_id(cho_ia_get(&d->s->mirror.scenes, home)));
    cho_ia_begin_list(d, &list);
    for (uint32_t i = first; i < count; i++) {
        const cho_ia_item *control = control_of(d->s, controls[i]);
        cho_span           id      = cho_ia_span(cho_ia_id(control));
        if (control->scene != home)
            continue;
        cho_ia_next_item(d, CHO_IA_TEXT_MAX(id.len));
        cho_json_write_string(&d->w, id);
    }
    cho_ia_end_list(d);
}

typedef struct selection {
    const chorus_resource *controls;
    uint32_t               count;
} selection;

static bool is_of_another(void *context, const cho_ia_change *change)
{
    const selection *deleted = context;
    for (uint32_t i = 0; i < deleted->count; i++) {
        if (deleted->controls[i].id == change->resource)
            return false;
    }
    return true;
}

static chorus_result send_deletion(cho_interactive *s, const chorus_resource *controls, uint32_t count,
                                   chorus_request *request)
{
    selection    deleted = { controls, count };
    cho_ia_draft draft;
    cho_ia_draft_init(&draft, s);
    for (uint32_t i = 0; i < count; i++) {
        if (is_first_deleted(s, controls, i))
            add_deleted(&draft, controls, count, i);
    }
    chorus_result r = cho_ia_send_draft(&draft, request);
    if (r == CHORUS_OK && s->changes.count > 0)
        cho_ia_changes_keep(&s->changes, is_of_another, &deleted);
    return r;
}

/* What was set on them before goes out later than this call and would only be refused. */
chorus_result chorus_interactive_delete_controls(chorus_runtime *rt, chorus_session session,
                                                 const chorus_resource *controls, uint32_t count,
                                                 chorus_request *request)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (controls == NULL || count == 0)
        return cho_ia_refuse(&(cho_ia_place){ s, "delete_controls", NULL, 0 }, "there are no controls");
    if (!are_controls(s, controls, count))
        return CHORUS_E_NOT_FOUND;
    return cho_ia_may_change(s, request) ? send_deletion(s, controls, count, request) : CHORUS_E_STATE;
}

chorus_result chorus_interactive_delete_control(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                                chorus_request *request)
{
    return chorus_interactive_delete_controls(rt, session, &control, 1, request);
}
