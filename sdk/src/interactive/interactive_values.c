#include "codec/json_find.h"
#include "codec/json_number.h"
#include "codec/json_patch.h"
#include "codec/json_walk.h"
#include "codec/json_writer.h"
#include "interactive/interactive_session.h"

/* ---- views ---- */

bool cho_ia_view(cho_interactive *s, cho_span bytes, chorus_str *out)
{
    *out = cho_arena_str(cho_session_arena(&s->base), bytes.ptr, bytes.len);
    return out->len == bytes.len;
}

bool cho_ia_view_string(cho_interactive *s, const cho_json_value *string, chorus_str *out)
{
    if (!string->escaped)
        return cho_ia_view(s, string->raw, out);
    char *plain = cho_arena_alloc(cho_session_arena(&s->base), string->raw.len + 1);
    if (plain == NULL)
        return false;
    size_t len = cho_json_unescape(string, plain);
    plain[len] = '\0';
    *out       = (chorus_str){ plain, len };
    return true;
}

bool cho_ia_view_json(cho_interactive *s, const cho_json_value *container, const char *otherwise, chorus_str *out)
{
    bool is_container = container->type == CHO_JSON_ARRAY || container->type == CHO_JSON_OBJECT;
    return cho_ia_view(s, is_container ? container->raw : cho_span_of(otherwise), out);
}

bool cho_ia_view_id(cho_interactive *s, const cho_ia_person *person, chorus_str *out)
{
    char uuid[CHO_UUID_TEXT_SIZE];
    *out = cho_ia_person_id(person, uuid);
    return out->ptr != uuid || cho_ia_view(s, (cho_span){ uuid, out->len }, out);
}

/* ---- participants, as if they were JSON too ---- */

static void write_standard(const cho_interactive *s, const cho_ia_person *person, cho_buf *out)
{
    char            uuid[CHO_UUID_TEXT_SIZE];
    chorus_str      id    = cho_ia_person_id(person, uuid);
    chorus_str      name  = cho_ia_person_name(person);
    chorus_str      group = cho_ia_id(cho_ia_get(&s->mirror.groups, person->group));
    cho_json_writer w     = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sessionID"), cho_json_write_string(&w, cho_ia_span(id));
    cho_json_key(&w, "userID"), cho_json_write_uint64(&w, person->user_id);
    cho_json_key(&w, "username"), cho_json_write_string(&w, cho_ia_span(name));
    cho_json_key(&w, "level"), cho_json_write_uint64(&w, person->level);
    cho_json_key(&w, "lastInputAt"), cho_json_write_int64(&w, person->last_input_at_ms);
    cho_json_key(&w, "connectedAt"), cho_json_write_int64(&w, person->connected_at_ms);
    cho_json_key(&w, "disabled"), cho_json_write_bool(&w, (person->flags & CHO_IA_IS_DISABLED) != 0);
    cho_json_key(&w, "groupID"), cho_json_write_string(&w, cho_ia_span(group));
    cho_json_key(&w, "anonymous"), cho_json_write_bool(&w, (person->flags & CHO_IA_IS_ANONYMOUS) != 0);
    cho_json_end_object(&w);
}

static bool write_person(cho_interactive *s, const cho_ia_person *person, cho_span *out)
{
    cho_buf *text = &s->mirror.scratch;
    cho_buf_clear(text);
    write_standard(s, person, text);
    *out = (cho_span){ text->data, text->len };
    return !text->failed;
}

/* Custom properties do not hide the standard ones, so it does not matter where the search begins. */
static chorus_result find_of_person(cho_interactive *s, const cho_ia_person *person, const char *path,
                                    cho_json_value *out)
{
    cho_span standard;
    if (cho_json_find(cho_ia_person_custom(person), path, out))
        return CHORUS_OK;
    if (!write_person(s, person, &standard))
        return CHORUS_E_MEMORY;
    return cho_json_find(standard, path, out) ? CHORUS_OK : CHORUS_E_NOT_FOUND;
}

static chorus_result view_person(cho_interactive *s, const cho_ia_person *person, chorus_str *out)
{
    cho_span standard, custom = cho_ia_person_custom(person);
    if (!write_person(s, person, &standard))
        return CHORUS_E_MEMORY;
    if (custom.len == 0)
        return cho_ia_view(s, standard, out) ? CHORUS_OK : CHORUS_E_MEMORY;
    cho_buf whole;
    cho_buf_init(&whole, s->mirror.heap);
    chorus_result r = cho_json_merge(standard, custom, &whole);
    if (r == CHORUS_OK && !cho_ia_view(s, (cho_span){ whole.data, whole.len }, out))
        r = CHORUS_E_MEMORY;
    cho_buf_deinit(&whole);
    return r;
}

/* ---- finding a value ---- */

static chorus_result find_value(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                const char *path, const void *out, cho_interactive **s, cho_json_value *value)
{
    chorus_result r = cho_interactive_find(rt, session, s);
    if (r != CHORUS_OK)
        return r;
    if (path == NULL || *path == '\0' || out == NULL)
        return CHORUS_E_INVALID;
    cho_ia_target target = cho_interactive_resolve(*s, resource);
    if (target.kind == CHORUS_RESOURCE_NONE)
        return CHORUS_E_NOT_FOUND;
    if (target.person != NULL)
        return find_of_person(*s, target.person, path, value);
    cho_span json = cho_ia_span(cho_ia_json(target.item));
    return cho_json_find(json, path, value) ? CHORUS_OK : CHORUS_E_NOT_FOUND;
}

/* ---- public ---- */

chorus_result chorus_interactive_get_string(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                            const char *path, chorus_str *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_str       text;
    chorus_result    r = find_value(rt, session, resource, path, out, &s, &value);
    if (r != CHORUS_OK)
        return r;
    if (value.type != CHO_JSON_STRING)
        return CHORUS_E_TYPE;
    if (!cho_ia_view_string(s, &value, &text))
        return CHORUS_E_MEMORY;
    *out = text;
    return CHORUS_OK;
}

chorus_result chorus_interactive_get_number(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                            const char *path, double *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_result    r = find_value(rt, session, resource, path, out, &s, &value);
    if (r != CHORUS_OK)
        return r;
    return cho_json_to_double(&value, out) ? CHORUS_OK : CHORUS_E_TYPE;
}

chorus_result chorus_interactive_get_integer(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                             const char *path, int64_t *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_result    r = find_value(rt, session, resource, path, out, &s, &value);
    if (r != CHORUS_OK)
        return r;
    return cho_json_to_int64(&value, out) ? CHORUS_OK : CHORUS_E_TYPE;
}

chorus_result chorus_interactive_get_bool(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *path, bool *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_result    r = find_value(rt, session, resource, path, out, &s, &value);
    if (r != CHORUS_OK)
        return r;
    return cho_json_to_bool(&value, out) ? CHORUS_OK : CHORUS_E_TYPE;
}

static chorus_result view_whole(chorus_runtime *rt, chorus_session session, chorus_resource resource, chorus_str *out)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    cho_ia_target target = cho_interactive_resolve(s, resource);
    if (target.kind == CHORUS_RESOURCE_NONE)
        return CHORUS_E_NOT_FOUND;
    if (target.person != NULL)
        return view_person(s, target.person, out);
    *out = cho_ia_json(target.item);
    return CHORUS_OK;
}

static chorus_result view_value(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                const char *path, chorus_str *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_result    r = find_value(rt, session, resource, path, out, &s, &value);
    if (r == CHORUS_OK && !cho_ia_view(s, cho_json_text(&value), out))
        r = CHORUS_E_MEMORY;
    return r;
}

chorus_result chorus_interactive_get_json(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *path, chorus_str *out)
{
    chorus_str    text;
    chorus_str   *place = out == NULL ? NULL : &text;
    chorus_result r;
    if (path != NULL)
        r = view_value(rt, session, resource, path, place);
    else
        r = out == NULL ? CHORUS_E_INVALID : view_whole(rt, session, resource, place);
    if (r == CHORUS_OK)
        *out = text;
    return r;
}

/* ---- all of them ---- */

static const chorus_property_type types[] = {
    [CHO_JSON_NULL] = CHORUS_PROPERTY_NULL,     [CHO_JSON_BOOL] = CHORUS_PROPERTY_BOOL,
    [CHO_JSON_NUMBER] = CHORUS_PROPERTY_NUMBER, [CHO_JSON_STRING] = CHORUS_PROPERTY_STRING,
    [CHO_JSON_ARRAY] = CHORUS_PROPERTY_ARRAY,   [CHO_JSON_OBJECT] = CHORUS_PROPERTY_OBJECT,
};

/* Two objects, one behind the other: the offset of the second begins where the first ends. */
static bool walk_both(cho_span first, cho_span second, size_t *it, cho_json_value *key, cho_json_value *value)
{
    if (*it < first.len && cho_json_walk(first, it, key, value))
        return true;
    size_t at = *it > first.len ? *it - first.len : 0;
    *it       = cho_json_walk(second, &at, key, value) ? first.len + at : 0;
    return *it != 0;
}

static bool walk_target(cho_interactive *s, const cho_ia_target *target, size_t *it, cho_json_value *key,
                        cho_json_value *value)
{
    cho_span standard;
    if (target->kind == CHORUS_RESOURCE_NONE)
        return false;
    if (target->person == NULL)
        return cho_json_walk(cho_ia_span(cho_ia_json(target->item)), it, key, value);
    return write_person(s, target->person, &standard) &&
           walk_both(standard, cho_ia_person_custom(target->person), it, key, value);
}

bool chorus_interactive_next_property(chorus_runtime *rt, chorus_session session, chorus_resource resource, size_t *it,
                                      chorus_property *out)
{
    cho_interactive *s;
    cho_json_value   key, value;
    chorus_property  found;
    if (it == NULL || out == NULL || cho_interactive_find(rt, session, &s) != CHORUS_OK)
        return false;
    cho_ia_target target = cho_interactive_resolve(s, resource);
    if (!walk_target(s, &target, it, &key, &value))
        return false;
    if (!cho_ia_view_string(s, &key, &found.name) || !cho_ia_view(s, cho_json_text(&value), &found.json))
        return false;
    found.type = types[value.type];
    *out       = found;
    return true;
}

/* The name may hold dots, so it is looked up as it is. */
chorus_result chorus_interactive_get_meta(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                          const char *name, chorus_str *out)
{
    cho_interactive *s;
    cho_json_value   value;
    chorus_str       text;
    if (name == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = find_value(rt, session, resource, "meta", out, &s, &value);
    if (r != CHORUS_OK)
        return r;
    if (!cho_json_find_key(value.raw, cho_span_of(name), &value) ||
        !cho_json_find_key(value.raw, cho_span_of("value"), &value))
        return CHORUS_E_NOT_FOUND;
    if (!cho_ia_view(s, cho_json_text(&value), &text))
        return CHORUS_E_MEMORY;
    *out = text;
    return CHORUS_OK;
}
