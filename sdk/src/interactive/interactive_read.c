#include "base/options.h"
#include "codec/json_find.h"
#include "codec/json_reader.h"
#include "interactive/interactive_session.h"

/* ---- what is behind a handle ---- */

static chorus_result find_target(chorus_runtime *rt, chorus_session session, chorus_resource resource,
                                 chorus_resource_kind kind, cho_interactive **s, cho_ia_target *target)
{
    chorus_result r = cho_interactive_find(rt, session, s);
    if (r != CHORUS_OK)
        return r;
    *target = cho_interactive_resolve(*s, resource);
    return target->kind == kind ? CHORUS_OK : CHORUS_E_NOT_FOUND;
}

/* ---- participants, scenes, groups ---- */

/* What a participant may have and most have not. False: no memory. */
static bool read_custom(cho_interactive *s, const cho_ia_person *person, chorus_participant_info *info)
{
    cho_span       custom = cho_ia_person_custom(person);
    cho_json_value sparks, groups = { 0 };
    info->has_sparks =
        cho_json_find_key(custom, cho_span_of("sparks"), &sparks) && cho_json_to_uint64(&sparks, &info->sparks);
    (void)cho_json_find_key(custom, cho_span_of("channelGroups"), &groups);
    return cho_ia_view_json(s, &groups, "[]", &info->channel_groups);
}

chorus_result chorus_interactive_get_participant(chorus_runtime *rt, chorus_session session,
                                                 chorus_resource participant, chorus_participant_info *out)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = find_target(rt, session, participant, CHORUS_RESOURCE_PARTICIPANT, &s, &target);
    if (r != CHORUS_OK)
        return r;
    const cho_ia_person    *person = target.person;
    chorus_participant_info info   = { 0 };
    if (!cho_ia_view_id(s, person, &info.id) || !read_custom(s, person, &info))
        return CHORUS_E_MEMORY;
    info.name             = cho_ia_person_name(person);
    info.group            = cho_ia_id(cho_ia_get(&s->mirror.groups, person->group));
    info.user_id          = person->user_id;
    info.level            = person->level;
    info.connected_at_ms  = person->connected_at_ms;
    info.last_input_at_ms = person->last_input_at_ms;
    info.is_disabled      = (person->flags & CHO_IA_IS_DISABLED) != 0;
    info.is_anonymous     = (person->flags & CHO_IA_IS_ANONYMOUS) != 0;
    info.is_gone          = target.is_gone;
    return cho_options_answer(out, &info, sizeof info);
}

chorus_result chorus_interactive_get_scene(chorus_runtime *rt, chorus_session session, chorus_resource scene,
                                           chorus_scene_info *out)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = find_target(rt, session, scene, CHORUS_RESOURCE_SCENE, &s, &target);
    if (r != CHORUS_OK)
        return r;
    chorus_scene_info info = { 0 };
    info.id                = cho_ia_id(target.item);
    info.control_count     = target.item->control_count;
    info.is_gone           = target.is_gone;
    return cho_options_answer(out, &info, sizeof info);
}

chorus_result chorus_interactive_get_group(chorus_runtime *rt, chorus_session session, chorus_resource group,
                                           chorus_group_info *out)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = find_target(rt, session, group, CHORUS_RESOURCE_GROUP, &s, &target);
    if (r != CHORUS_OK)
        return r;
    chorus_group_info info = { 0 };
    info.id                = cho_ia_id(target.item);
    info.scene_id          = cho_ia_scene_id(&s->mirror, target.item);
    info.is_gone           = target.is_gone;
    return cho_options_answer(out, &info, sizeof info);
}

/* ---- controls ---- */

/* What has another type than it should is left at its default. False: no memory. */
static bool read_property(cho_interactive *s, const cho_json_value *key, const cho_json_value *value,
                          chorus_control_info *info)
{
    if (cho_json_is(key, "text") && value->type == CHO_JSON_STRING)
        return cho_ia_view_string(s, value, &info->text);
    if (cho_json_is(key, "cost"))
        cho_json_to_int64(value, &info->cost);
    else if (cho_json_is(key, "cooldown"))
        cho_json_to_int64(value, &info->cooldown_ms);
    else if (cho_json_is(key, "progress"))
        cho_json_to_double(value, &info->progress);
    else if (cho_json_is(key, "disabled"))
        cho_json_to_bool(value, &info->is_disabled);
    return true;
}

static bool read_properties(cho_interactive *s, const cho_ia_item *control, chorus_control_info *info)
{
    cho_json_reader r;
    cho_json_value  key, value;
    cho_json_reader_init(&r, cho_ia_span(cho_ia_json(control)), CHO_JSON_DEPTH_LIMIT);
    cho_json_enter_object(&r);
    while (cho_json_next_member(&r, &key) && cho_json_read(&r, &value)) {
        if (!read_property(s, &key, &value, info))
            return false;
    }
    return true;
}

chorus_result chorus_interactive_get_control(chorus_runtime *rt, chorus_session session, chorus_resource control,
                                             chorus_control_info *out)
{
    cho_interactive *s;
    cho_ia_target    target;
    chorus_result    r = find_target(rt, session, control, CHORUS_RESOURCE_CONTROL, &s, &target);
    if (r != CHORUS_OK)
        return r;
    chorus_control_info info  = { 0 };
    const cho_ia_item  *scene = cho_ia_get(&s->mirror.scenes, target.item->scene);
    info.text                 = (chorus_str){ "", 0 };
    if (!read_properties(s, target.item, &info))
        return CHORUS_E_MEMORY;
    info.id       = cho_ia_id(target.item);
    info.kind     = cho_ia_kind(target.item);
    info.scene_id = cho_ia_scene_id(&s->mirror, target.item);
    info.scene.id = scene->is_known ? scene->handle : 0;
    info.is_gone  = target.is_gone;
    return cho_options_answer(out, &info, sizeof info);
}
