#include "codec/json_find.h"
#include "codec/json_walk.h"
#include "interactive/interactive_describe.h"

/* The usual sizes need no memory of their own. NULL: no memory. */
static const char *view_size(cho_interactive *s, const cho_json_value *size)
{
    static const char *const grids[] = { "large", "medium", "small" };
    chorus_str               text    = { "", 0 };
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
        if (size->type == CHO_JSON_STRING && cho_json_is(size, grids[i]))
            return grids[i];
    }
    bool is_viewed = size->type != CHO_JSON_STRING || cho_ia_view_string(s, size, &text);
    return is_viewed ? text.ptr : NULL;
}

static float float_of(cho_span object, const char *name)
{
    cho_json_value value;
    float          number = 0;
    if (cho_json_find_key(object, cho_span_of(name), &value))
        (void)cho_json_to_float(&value, &number);
    return number;
}

static bool read_position(cho_interactive *s, cho_span object, chorus_position *out)
{
    cho_json_value size = { 0 };
    (void)cho_json_find_key(object, cho_span_of("size"), &size);
    *out = (chorus_position){ .size   = view_size(s, &size),
                              .x      = float_of(object, "x"),
                              .y      = float_of(object, "y"),
                              .width  = float_of(object, "width"),
                              .height = float_of(object, "height") };
    return out->size != NULL;
}

static chorus_result read_positions(cho_interactive *s, cho_span list, chorus_position *out, uint32_t capacity,
                                    uint32_t *count)
{
    cho_json_value key, value;
    uint32_t       found = 0;
    for (size_t it = 0; cho_json_walk(list, &it, &key, &value);) {
        if (value.type != CHO_JSON_OBJECT)
            continue;
        if (found < capacity && !read_position(s, value.raw, &out[found]))
            return CHORUS_E_MEMORY;
        found++;
    }
    *count = found;
    return found <= capacity ? CHORUS_OK : CHORUS_E_SIZE;
}

chorus_result chorus_interactive_get_positions(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                               chorus_position *out, uint32_t capacity, uint32_t *count)
{
    cho_interactive *s;
    cho_json_value   list = { 0 };
    chorus_result    r    = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (count == NULL || (out == NULL && capacity > 0))
        return CHORUS_E_INVALID;
    cho_ia_target target = cho_interactive_resolve(s, control);
    if (target.kind != CHORUS_RESOURCE_CONTROL)
        return CHORUS_E_NOT_FOUND;
    (void)cho_json_find_key(cho_ia_span(cho_ia_json(target.item)), cho_span_of("position"), &list);
    return read_positions(s, list.type == CHO_JSON_ARRAY ? list.raw : cho_span_of("[]"), out, capacity, count);
}

chorus_result chorus_interactive_set_positions(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                               const chorus_position *positions, uint32_t count)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r == CHORUS_OK)
        r = cho_ia_check_positions(&(cho_ia_place){ s, "set_positions", NULL, 0 }, positions, count);
    if (r == CHORUS_OK)
        r = cho_ia_find_changeable_control(s, control, &target);
    if (r != CHORUS_OK)
        return r;
    cho_buf        *patch = &s->changes.patch;
    cho_json_writer w     = cho_json_writer_on(patch);
    cho_buf_clear(patch);
    cho_json_begin_object(&w);
    cho_json_key(&w, "position"), cho_ia_write_positions(&w, positions, count);
    cho_json_end_object(&w);
    return patch->failed ? CHORUS_E_MEMORY : cho_ia_collect(s, &target, (cho_span){ patch->data, patch->len });
}
