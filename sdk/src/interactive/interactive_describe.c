#include "interactive/interactive_describe.h"

#include "base/options.h"
#include "base/utf8.h"
#include "codec/json_find.h"
#include "codec/json_patch.h"
#include "codec/json_reader.h"

#include <math.h>
#include <stdio.h>

/* ---- what is wrong ---- */

chorus_result cho_ia_refuse(const cho_ia_place *place, const char *why)
{
    cho_session *session = &place->s->base;
    if (place->list == NULL)
        cho_session_log(session, CHORUS_LOG_ERROR, "%s: %s", place->call, why);
    else
        cho_session_log(session, CHORUS_LOG_ERROR, "%s: %s[%u]: %s", place->call, place->list, (unsigned)place->at, why);
    return CHORUS_E_INVALID;
}

static chorus_result refuse_field(const cho_ia_place *place, const char *field, const char *why)
{
    char text[160];
    snprintf(text, sizeof text, "%s %s", field, why);
    return cho_ia_refuse(place, text);
}

/* ---- texts ---- */

static bool is_text(const char *text)
{
    return text == NULL || cho_utf8_valid(text, strlen(text));
}

static bool is_id(const char *text)
{
    return text != NULL && *text != '\0' && is_text(text);
}

chorus_result cho_ia_check_id(const cho_ia_place *place, const char *what, const char *text)
{
    return is_id(text) ? CHORUS_OK : refuse_field(place, what, "is missing, empty or not UTF-8");
}

/* NULL is one too: the default. */
static chorus_result check_home(const cho_ia_place *place, const char *what, const char *text)
{
    return text == NULL || is_id(text) ? CHORUS_OK : refuse_field(place, what, "is empty or not UTF-8");
}

/* An object of bounded depth. */
static chorus_result check_object(const cho_ia_place *place, const char *what, const char *json)
{
    cho_json_reader r;
    char            text[160];
    cho_json_reader_init(&r, cho_span_of(json), CHO_IA_PATCH_DEPTH);
    if (!cho_json_enter_object(&r))
        cho_json_fail(&r, "not an object");
    if (cho_json_finish(&r))
        return CHORUS_OK;
    snprintf(text, sizeof text, "%s: %s at byte %zu", what, r.error.reason, r.error.offset);
    return cho_ia_refuse(place, text);
}

/* Further properties, which must not say again what has a field of its own and cannot be merged. */
static chorus_result check_properties(const cho_ia_place *place, const char *json, const char *const *fields)
{
    cho_json_value value;
    if (json == NULL)
        return CHORUS_OK;
    chorus_result r = check_object(place, "properties", json);
    for (; r == CHORUS_OK && *fields != NULL; fields++) {
        if (cho_json_find_key(cho_span_of(json), cho_span_of(*fields), &value))
            r = refuse_field(place, "properties must not hold", *fields);
    }
    return r;
}

static chorus_result read_desc(const cho_ia_place *place, void *known, size_t size, const void *given)
{
    chorus_result r = cho_options_copy(known, size, given);
    if (r == CHORUS_E_INVALID)
        return cho_ia_refuse(place, "the description is missing or was not prepared with CHORUS_INIT");
    return r;
}

/* ---- controls ---- */

static bool is_grid(const char *size)
{
    return size != NULL && (strcmp(size, "large") == 0 || strcmp(size, "medium") == 0 || strcmp(size, "small") == 0);
}

static bool is_position(const chorus_position *p)
{
    return is_grid(p->size) && isfinite(p->x) && isfinite(p->y) && isfinite(p->width) && isfinite(p->height);
}

chorus_result cho_ia_check_positions(const cho_ia_place *place, const chorus_position *positions, uint32_t count)
{
    char text[160];
    if (count > 0 && positions == NULL)
        return cho_ia_refuse(place, "the count of positions is not 0, but there are no positions");
    for (uint32_t i = 0; i < count; i++) {
        if (is_position(&positions[i]))
            continue;
        snprintf(text, sizeof text, "positions[%u] needs a size of large, medium or small and finite numbers",
                 (unsigned)i);
        return cho_ia_refuse(place, text);
    }
    return CHORUS_OK;
}

static chorus_result check_control(const cho_ia_place *place, const chorus_control_desc *d)
{
    static const char *const fixed[] = { "controlID", "kind", NULL };
    chorus_result            r       = cho_ia_check_id(place, "id", d->id);
    if (r == CHORUS_OK)
        r = cho_ia_check_id(place, "kind", d->kind);
    if (r == CHORUS_OK)
        r = check_home(place, "scene", d->scene);
    if (r == CHORUS_OK && !is_text(d->text))
        r = cho_ia_refuse(place, "text is not UTF-8");
    if (r == CHORUS_OK && (d->cost < 0 || d->key_code < 0))
        r = refuse_field(place, d->cost < 0 ? "cost" : "key_code", "is negative");
    if (r == CHORUS_OK)
        r = cho_ia_check_positions(place, d->positions, d->position_count);
    return r == CHORUS_OK ? check_properties(place, d->properties, fixed) : r;
}

chorus_result cho_ia_read_control(const cho_ia_place *place, const void *given, chorus_control_desc *known)
{
    chorus_result r = read_desc(place, known, sizeof *known, given);
    return r == CHORUS_OK ? check_control(place, known) : r;
}

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

void cho_ia_write_positions(cho_json_writer *w, const chorus_position *positions, uint32_t count)
{
    cho_json_begin_array(w);
    for (uint32_t i = 0; i < count; i++)
        write_position(w, &positions[i]);
    cho_json_end_array(w);
}

static void write_control_fields(const chorus_control_desc *d, cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "controlID"), cho_json_write_text(&w, d->id);
    cho_json_key(&w, "kind"), cho_json_write_text(&w, d->kind);
    if (d->text != NULL)
        cho_json_key(&w, "text"), cho_json_write_text(&w, d->text);
    if (d->is_disabled)
        cho_json_key(&w, "disabled"), cho_json_write_bool(&w, true);
    if (d->cost != 0)
        cho_json_key(&w, "cost"), cho_json_write_int64(&w, d->cost);
    if (d->key_code != 0)
        cho_json_key(&w, "keyCode"), cho_json_write_int64(&w, d->key_code);
    if (d->position_count > 0)
        cho_json_key(&w, "position"), cho_ia_write_positions(&w, d->positions, d->position_count);
    cho_json_end_object(&w);
}

/* What stands in `out` from `begin` on, and then the further properties, which may say the same again
 * and then count. */
static chorus_result add_properties(cho_buf *out, size_t begin, const char *properties)
{
    cho_buf fields;
    if (out->failed)
        return CHORUS_E_MEMORY;
    if (properties == NULL)
        return CHORUS_OK;
    cho_buf_init(&fields, out->heap);
    cho_buf_append(&fields, out->data + begin, out->len - begin);
    cho_buf_cut(out, begin);
    chorus_result r = CHORUS_E_MEMORY;
    if (!fields.failed)
        r = cho_json_merge((cho_span){ fields.data, fields.len }, cho_span_of(properties), out);
    cho_buf_deinit(&fields);
    return r;
}

chorus_result cho_ia_write_control(const chorus_control_desc *d, cho_buf *out)
{
    size_t begin = out->len;
    write_control_fields(d, out);
    return add_properties(out, begin, d->properties);
}

/* ---- scenes ---- */

/* The controls of a scene stand in it and need not say so. */
static chorus_result check_controls(const cho_ia_place *place, const chorus_scene_desc *d)
{
    chorus_control_desc control;
    cho_ia_place        inside = { place->s, place->call, "controls", 0 };
    chorus_result       r      = CHORUS_OK;
    if (d->control_count > 0 && d->controls == NULL)
        return cho_ia_refuse(place, "control_count is not 0, but there are no controls");
    for (; r == CHORUS_OK && inside.at < d->control_count; inside.at++) {
        r = cho_ia_read_control(&inside, cho_options_nth(d->controls, inside.at), &control);
        if (r == CHORUS_OK && control.scene != NULL && strcmp(control.scene, d->id) != 0)
            r = cho_ia_refuse(&inside, "scene is another one than the control stands in");
    }
    return r;
}

chorus_result cho_ia_read_scene(const cho_ia_place *place, const void *given, chorus_scene_desc *known)
{
    static const char *const fixed[] = { "sceneID", "controls", "groups", NULL };
    chorus_result            r       = read_desc(place, known, sizeof *known, given);
    if (r == CHORUS_OK)
        r = cho_ia_check_id(place, "id", known->id);
    if (r == CHORUS_OK)
        r = check_properties(place, known->properties, fixed);
    return r == CHORUS_OK ? check_controls(place, known) : r;
}

static chorus_result append_controls(const chorus_scene_desc *d, cho_buf *out)
{
    chorus_control_desc control;
    chorus_result       r = CHORUS_OK;
    cho_buf_text(out, ",\"controls\":[");
    for (uint32_t i = 0; r == CHORUS_OK && i < d->control_count; i++) {
        if (i > 0)
            cho_buf_text(out, ",");
        r = cho_options_copy(&control, sizeof control, cho_options_nth(d->controls, i));
        if (r == CHORUS_OK)
            r = cho_ia_write_control(&control, out);
    }
    cho_buf_text(out, "]}");
    return r == CHORUS_OK && out->failed ? CHORUS_E_MEMORY : r;
}

/* Controls stand behind the id and the properties, in place of the closing brace. */
chorus_result cho_ia_write_scene(const chorus_scene_desc *d, cho_buf *out)
{
    size_t          begin = out->len;
    cho_json_writer w     = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_text(&w, d->id);
    cho_json_end_object(&w);
    chorus_result r = add_properties(out, begin, d->properties);
    if (r != CHORUS_OK)
        return r;
    cho_buf_cut(out, out->len - 1);
    return append_controls(d, out);
}

/* ---- groups ---- */

chorus_result cho_ia_read_group(const cho_ia_place *place, const void *given, chorus_group_desc *known)
{
    static const char *const fixed[] = { "groupID", "sceneID", NULL };
    chorus_result            r       = read_desc(place, known, sizeof *known, given);
    if (r == CHORUS_OK)
        r = cho_ia_check_id(place, "id", known->id);
    if (r == CHORUS_OK)
        r = check_home(place, "scene", known->scene);
    return r == CHORUS_OK ? check_properties(place, known->properties, fixed) : r;
}

chorus_result cho_ia_write_group(const chorus_group_desc *d, cho_buf *out)
{
    size_t          begin = out->len;
    cho_json_writer w     = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "groupID"), cho_json_write_text(&w, d->id);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, cho_ia_span_or_default(d->scene));
    cho_json_end_object(&w);
    return add_properties(out, begin, d->properties);
}
