#include "base/clock.h"
#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

typedef struct cooldown {
    cho_interactive *s;
    int64_t          until_ms; /* service's clock; 0: unlock */
    bool             extends_only;
} cooldown;

/* ---- what is asked for already ---- */

static int64_t told_until(const cho_ia_item *control)
{
    cho_json_value value;
    int64_t        until_ms = 0;
    if (cho_json_find_key(cho_ia_span(cho_ia_json(control)), cho_span_of("cooldown"), &value))
        (void)cho_json_to_int64(&value, &until_ms);
    return until_ms;
}

/* What was set in this frame has not gone out, and what has gone out may not be confirmed yet. */
static bool is_longer(const cooldown *x, const cho_ia_item *control)
{
    cho_json_value value;
    int64_t        asked_ms = control->asked_cooldown_ms;
    if (cho_ia_changes_find(&x->s->changes, control->handle, "cooldown", &value))
        return !cho_json_to_int64(&value, &asked_ms) || x->until_ms > asked_ms;
    int64_t told_ms = told_until(control);
    return x->until_ms > (told_ms > asked_ms ? told_ms : asked_ms);
}

/* ---- asking ---- */

static chorus_result cool_control(const cooldown *x, const cho_ia_target *control)
{
    if (x->extends_only && !is_longer(x, control->item))
        return CHORUS_OK;
    cho_buf        *patch = &x->s->changes.patch;
    cho_json_writer w     = cho_json_writer_on(patch);
    cho_buf_clear(patch);
    cho_json_begin_object(&w);
    cho_json_key(&w, "cooldown"), cho_json_write_int64(&w, x->until_ms);
    cho_json_end_object(&w);
    if (patch->failed)
        return CHORUS_E_MEMORY;
    chorus_result r = cho_ia_collect(x->s, control, (cho_span){ patch->data, patch->len });
    if (r == CHORUS_OK)
        control->item->asked_cooldown_ms = x->until_ms;
    return r;
}

static chorus_result cool_scene(const cooldown *x, uint32_t scene)
{
    cho_ia_item  *control;
    chorus_result r = CHORUS_OK;
    for (uint32_t it = 0; r == CHORUS_OK && (control = cho_ia_next(&x->s->mirror.controls, &it)) != NULL;) {
        cho_ia_target target = cho_interactive_resolve(x->s, (chorus_resource){ control->handle });
        if (control->scene == scene && target.kind == CHORUS_RESOURCE_CONTROL)
            r = cool_control(x, &target);
    }
    return r;
}

static chorus_result cool(const cooldown *x, chorus_resource resource)
{
    cho_ia_target target;
    chorus_result r = cho_ia_find_changeable(x->s, resource, &target);
    if (r != CHORUS_OK)
        return r;
    if (target.kind != CHORUS_RESOURCE_CONTROL && target.kind != CHORUS_RESOURCE_SCENE)
        return CHORUS_E_NOT_FOUND;
    if (!x->s->knows_clock)
        return CHORUS_E_AGAIN;
    return target.kind == CHORUS_RESOURCE_CONTROL ? cool_control(x, &target) : cool_scene(x, target.handle);
}

static chorus_result begin(cooldown *x, chorus_runtime *rt, chorus_session session, uint32_t duration_ms)
{
    chorus_result r = cho_interactive_find(rt, session, &x->s);
    if (r != CHORUS_OK)
        return r;
    x->until_ms = duration_ms == 0 ? 0 : cho_interactive_server_ms(x->s, cho_clock_mono_ns()) + duration_ms;
    return CHORUS_OK;
}

chorus_result chorus_interactive_set_cooldowns(chorus_runtime *rt, chorus_session session,
                                               const chorus_resource *resources, uint32_t count, uint32_t duration_ms,
                                               bool extends_only)
{
    cooldown      x = { .extends_only = extends_only };
    chorus_result r = resources == NULL && count > 0 ? CHORUS_E_INVALID : begin(&x, rt, session, duration_ms);
    for (uint32_t i = 0; r == CHORUS_OK && i < count; i++)
        r = cool(&x, resources[i]);
    return r;
}

chorus_result chorus_interactive_set_cooldown(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                              uint32_t duration_ms)
{
    return chorus_interactive_set_cooldowns(rt, session, &resource, 1, duration_ms, false);
}
