#include "base/options.h"
#include "base/utf8.h"
#include "codec/json_find.h"
#include "codec/json_patch.h"
#include "codec/json_reader.h"
#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

#include <math.h>

/* ---- is it a control? ---- */

static chorus_result refuse(cho_interactive *s, const char *why)
{
    cho_session_log(&s->base, CHORUS_LOG_ERROR, "create_control: %s", why);
    return CHORUS_E_INVALID;
}

static bool is_text(const char *text)
{
    return text == NULL || cho_utf8_valid(text, strlen(text));
}

static bool is_name(const char *text)
{
    return text != NULL && *text != '\0' && is_text(text);
}

static bool is_grid(const char *size)
{
    return size != NULL && (strcmp(size, "large") == 0 || strcmp(size, "medium") == 0 || strcmp(size, "small") == 0);
}

static bool is_position(const chorus_position *p)
{
    return is_grid(p->size) && isfinite(p->x) && isfinite(p->y) && isfinite(p->width) && isfinite(p->height);
}

static chorus_result check_positions(cho_interactive *s, const chorus_control_desc *d)
{
    if (d->position_count > 0 && d->positions == NULL)
        return refuse(s, "position_count is not 0, but there are no positions");
    for (uint32_t i = 0; i < d->position_count; i++) {
        if (!is_position(&d->positions[i])) {
            cho_session_log(&s->base, CHORUS_LOG_ERROR,
                            "create_control: positions[%u] needs a size of large, medium or small and finite numbers",
                            (unsigned)i);
            return CHORUS_E_INVALID;
        }
    }
    return CHORUS_OK;
}

static chorus_result check_properties(cho_interactive *s, cho_span properties)
{
    cho_json_reader r;
    cho_json_value  value;
    cho_json_reader_init(&r, properties, CHO_IA_PATCH_DEPTH);
    if (!cho_json_enter_object(&r))
        cho_json_fail(&r, "not an object");
    if (!cho_json_finish(&r)) {
        cho_session_log(&s->base, CHORUS_LOG_ERROR, "create_control: properties: %s at byte %zu", r.error.reason,
                        r.error.offset);
        return CHORUS_E_INVALID;
    }
    if (cho_json_find_key(properties, cho_span_of("controlID"), &value) ||
        cho_json_find_key(properties, cho_span_of("kind"), &value))
        return refuse(s, "properties must not hold controlID or kind: they have fields of their own");
    return CHORUS_OK;
}

static chorus_result check_desc(cho_interactive *s, const chorus_control_desc *d)
{
    if (!is_name(d->id))
        return refuse(s, "id is missing or not UTF-8");
    if (!is_name(d->kind))
        return refuse(s, "kind is missing or not UTF-8");
    if (d->scene != NULL && !is_name(d->scene))
        return refuse(s, "scene is empty or not UTF-8");
    if (!is_text(d->text))
        return refuse(s, "text is not UTF-8");
    if (d->cost < 0)
        return refuse(s, "cost is negative");
    if (d->key_code < 0)
        return refuse(s, "key_code is negative");
    chorus_result r = check_positions(s, d);
    return r == CHORUS_OK && d->properties != NULL ? check_properties(s, cho_span_of(d->properties)) : r;
}

static chorus_result read_desc(cho_interactive *s, const chorus_control_desc *given, chorus_control_desc *known)
{
    chorus_result r = cho_options_copy(known, sizeof *known, given);
    if (r == CHORUS_E_INVALID)
        return refuse(s, "the description is missing or was not prepared with CHORUS_INIT");
    return r == CHORUS_OK ? check_desc(s, known) : r;
}

/* ---- writing ---- */

static void write_position(cho_json_writer *w, const chorus_position *p)
{
    cho_json_begin_object(w);
    cho_json_key(w, "size"), cho_json_write_text(w, p->size);
    cho_json_key(w, "width"), cho_json_write_float(w, p->width);
    cho_json_key(w, "height"), cho_json_write_float(w, p->height);
    cho_json_key(w, "x"), cho_json_write_float(w, p->x);
    cho_json_key(w, "y"), cho_json_write_float(w, p->y);
    cho_json_end_object(w);
}

static void write_positions(cho_json_writer *w, const chorus_control_desc *d)
{
    if (d->position_count == 0)
        return;
    cho_json_key(w, "position");
    cho_json_begin_array(w);
    for (uint32_t i = 0; i < d->position_count; i++)
        write_position(w, &d->positions[i]);
    cho_json_end_array(w);
}

static void write_fields(cho_json_writer *w, const chorus_control_desc *d)
{
    cho_json_begin_object(w);
    cho_json_key(w, "controlID"), cho_json_write_text(w, d->id);
    cho_json_key(w, "kind"), cho_json_write_text(w, d->kind);
    if (d->text != NULL)
        cho_json_key(w, "text"), cho_json_write_text(w, d->text);
    if (d->is_disabled)
        cho_json_key(w, "disabled"), cho_json_write_bool(w, true);
    if (d->cost != 0)
        cho_json_key(w, "cost"), cho_json_write_int64(w, d->cost);
    if (d->key_code != 0)
        cho_json_key(w, "keyCode"), cho_json_write_int64(w, d->key_code);
    write_positions(w, d);
    cho_json_end_object(w);
}

/* The fields, and then the further properties, which may say the same again and then count. */
static chorus_result write_control(const chorus_control_desc *d, cho_buf *fields, cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(fields);
    write_fields(&w, d);
    if (fields->failed)
        return CHORUS_E_MEMORY;
    cho_span text  = { fields->data, fields->len };
    cho_span extra = cho_span_of(d->properties == NULL ? "{}" : d->properties);
    return cho_json_merge(text, extra, out);
}

static void begin_params(cho_json_writer *w, cho_span scene, const char *list)
{
    cho_json_begin_object(w);
    cho_json_key(w, "sceneID");
    cho_json_write_string(w, scene);
    cho_json_key(w, list);
    cho_json_begin_array(w);
}

static void end_params(cho_json_writer *w)
{
    cho_json_end_array(w);
    cho_json_end_object(w);
}

static chorus_result send_params(cho_interactive *s, const char *method, const cho_buf *params, chorus_request *request)
{
    if (params->failed)
        return CHORUS_E_MEMORY;
    if (params->len > CHO_IA_PARAMS_MAX_BYTES)
        return CHORUS_E_SIZE;
    return cho_ia_start_call(s, cho_span_of(method), (cho_span){ params->data, params->len }, request);
}

static chorus_result send_create(cho_interactive *s, const chorus_control_desc *d, chorus_request *request)
{
    cho_buf         fields, control, params;
    cho_json_writer w = cho_json_writer_on(&params);
    cho_buf_init(&fields, s->mirror.heap);
    cho_buf_init(&control, s->mirror.heap);
    cho_buf_init(&params, s->mirror.heap);
    chorus_result r = write_control(d, &fields, &control);
    if (r == CHORUS_OK) {
        begin_params(&w, cho_span_of(d->scene == NULL ? "default" : d->scene), "controls");
        cho_json_write_raw(&w, (cho_span){ control.data, control.len });
        end_params(&w);
        r = send_params(s, "createControls", &params, request);
    }
    cho_buf_deinit(&fields);
    cho_buf_deinit(&control);
    cho_buf_deinit(&params);
    return r;
}

/* ---- public ---- */

/* An answer comes from the service or not at all: who wants one waits for the connection. */
static bool is_possible(const cho_interactive *s, const chorus_request *request)
{
    return request == NULL ? cho_interactive_takes_changes(s) : cho_interactive_is_connected(s);
}

chorus_result chorus_interactive_create_control(chorus_runtime *rt, chorus_session session,
                                                const chorus_control_desc *desc, chorus_request *request)
{
    cho_interactive    *s;
    chorus_control_desc known;
    chorus_result       r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = read_desc(s, desc, &known);
    if (r != CHORUS_OK)
        return r;
    return is_possible(s, request) ? send_create(s, &known, request) : CHORUS_E_STATE;
}

static bool is_of_another(void *context, const cho_ia_change *change)
{
    return change->resource != *(const uint32_t *)context;
}

static chorus_result send_delete(cho_interactive *s, const cho_ia_item *control, chorus_request *request)
{
    cho_buf         params;
    cho_json_writer w     = cho_json_writer_on(&params);
    chorus_str      id    = cho_ia_id(control);
    chorus_str      scene = cho_ia_id(cho_ia_get(&s->mirror.scenes, control->scene));
    cho_buf_init(&params, s->mirror.heap);
    begin_params(&w, cho_ia_span(scene), "controlIDs");
    cho_json_write_string(&w, cho_ia_span(id));
    end_params(&w);
    chorus_result r = send_params(s, "deleteControls", &params, request);
    cho_buf_deinit(&params);
    return r;
}

/* What was set on it before goes out later than this call and would only be refused. */
chorus_result chorus_interactive_delete_control(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                                chorus_request *request)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_ia_target target = cho_interactive_resolve(s, control);
    if (target.kind != CHORUS_RESOURCE_CONTROL || target.is_gone)
        return CHORUS_E_NOT_FOUND;
    if (!is_possible(s, request))
        return CHORUS_E_STATE;
    r = send_delete(s, target.item, request);
    if (r == CHORUS_OK)
        cho_ia_changes_keep(&s->changes, is_of_another, &control.id);
    return r;
}
