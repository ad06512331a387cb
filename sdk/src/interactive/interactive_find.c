#include "interactive/interactive_session.h"

/* ---- what handles mean ---- */

static cho_ia_target person_target(cho_interactive *s, uint32_t handle)
{
    cho_ia_person *person = cho_ia_people_get(&s->mirror.people, handle);
    if (person == NULL)
        return (cho_ia_target){ 0 };
    return (cho_ia_target){ .kind    = CHORUS_RESOURCE_PARTICIPANT,
                            .handle  = handle,
                            .person  = person,
                            .is_gone = (person->flags & CHO_IA_IS_GONE) != 0 };
}

static cho_ia_item *item_of(cho_interactive *s, uint32_t handle)
{
    cho_ia_table *table = cho_ia_table_of(&s->mirror, handle);
    if (table != NULL)
        return cho_ia_get(table, handle);
    return handle == s->mirror.world.handle ? &s->mirror.world : NULL;
}

cho_ia_target cho_interactive_resolve(cho_interactive *s, chorus_resource resource)
{
    chorus_resource_kind kind = (chorus_resource_kind)(resource.id >> CHO_SLOTS_TAG_SHIFT);
    if (kind == CHORUS_RESOURCE_PARTICIPANT)
        return person_target(s, resource.id);
    cho_ia_item *item = item_of(s, resource.id);
    if (item == NULL || !item->is_known)
        return (cho_ia_target){ 0 };
    return (cho_ia_target){ .kind = kind, .handle = resource.id, .item = item, .is_gone = item->is_gone };
}

cho_span cho_interactive_id(const cho_ia_target *target, char uuid[CHO_UUID_TEXT_SIZE])
{
    return cho_ia_span(target->item != NULL ? cho_ia_id(target->item) : cho_ia_person_id(target->person, uuid));
}

chorus_resource_kind chorus_interactive_get_kind(chorus_runtime *rt, chorus_session session, chorus_resource resource)
{
    cho_interactive *s;
    if (cho_interactive_find(rt, session, &s) != CHORUS_OK)
        return CHORUS_RESOURCE_NONE;
    return cho_interactive_resolve(s, resource).kind;
}

/* ---- by id ---- */

static cho_ia_table *table_for(cho_interactive *s, chorus_resource_kind kind)
{
    if ((uint32_t)kind > CHO_SLOTS_TAG_MAX)
        return NULL;
    return cho_ia_table_of(&s->mirror, (uint32_t)kind << CHO_SLOTS_TAG_SHIFT);
}

static uint32_t find_known(const cho_interactive *s, const cho_ia_table *table, uint32_t scene, cho_span id)
{
    const cho_ia_item *item = cho_ia_find(&s->mirror, table, scene, id);
    return item != NULL && item->is_known ? item->handle : 0;
}

static uint32_t find_person(const cho_interactive *s, cho_span id)
{
    uint32_t handle = cho_ia_people_find(&s->mirror.people, id);
    return handle == CHO_INDEX_NONE ? 0 : handle;
}

static chorus_result give(uint32_t handle, chorus_resource *out)
{
    if (handle == 0)
        return CHORUS_E_NOT_FOUND;
    out->id = handle;
    return CHORUS_OK;
}

chorus_result chorus_interactive_find(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind,
                                      const char *id, chorus_resource *out)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (out == NULL || (id == NULL) != (kind == CHORUS_RESOURCE_WORLD))
        return CHORUS_E_INVALID;
    switch (kind) {
    case CHORUS_RESOURCE_WORLD:       return give(s->mirror.world.handle, out);
    case CHORUS_RESOURCE_SCENE:
    case CHORUS_RESOURCE_GROUP:       return give(find_known(s, table_for(s, kind), 0, cho_span_of(id)), out);
    case CHORUS_RESOURCE_PARTICIPANT: return give(find_person(s, cho_span_of(id)), out);
    default:                          return CHORUS_E_INVALID;
    }
}

static uint32_t find_control(const cho_interactive *s, uint32_t scene, cho_span id)
{
    return find_known(s, &s->mirror.controls, scene, id);
}

chorus_result chorus_interactive_find_control(chorus_runtime *rt, chorus_session session, const char *scene,
                                              const char *control, chorus_resource *out)
{
    cho_interactive *s;
    chorus_result    r = cho_interactive_find(rt, session, &s);
    if (r != CHORUS_OK)
        return r;
    if (control == NULL || out == NULL)
        return CHORUS_E_INVALID;
    cho_span           where = scene == NULL ? cho_span_of("default") : cho_span_of(scene);
    const cho_ia_item *found = cho_ia_find(&s->mirror, &s->mirror.scenes, 0, where);
    return give(found == NULL ? 0 : find_control(s, found->handle, cho_span_of(control)), out);
}

/* The participant may have left since, or come again. */
static const cho_ia_person *person_of(const cho_interactive *s, const chorus_event_input *input)
{
    const cho_ia_person *person = cho_ia_people_get(&s->mirror.people, input->who.id);
    if (person != NULL)
        return person;
    uint32_t handle = find_person(s, cho_ia_span(input->participant));
    return cho_ia_people_get(&s->mirror.people, handle);
}

chorus_result chorus_interactive_find_input_control(chorus_runtime *rt, const chorus_event *input,
                                                    chorus_resource *out)
{
    cho_interactive *s;
    if (rt == NULL || input == NULL || out == NULL || input->type != CHORUS_EVENT_INPUT)
        return CHORUS_E_INVALID;
    chorus_result r = cho_interactive_find(rt, input->session, &s);
    if (r != CHORUS_OK)
        return r;
    const cho_ia_person *person = person_of(s, &input->as.input);
    const cho_ia_item   *group  = person == NULL ? NULL : cho_ia_get(&s->mirror.groups, person->group);
    if (group == NULL || group->scene == 0)
        return CHORUS_E_NOT_FOUND;
    cho_span id = cho_ia_span(input->as.input.control);
    return give(find_control(s, group->scene, id), out);
}

/* ---- all of a kind ---- */

static uint32_t next_known(const cho_ia_table *table, uint32_t it)
{
    const cho_ia_item *item;
    do
        item = cho_ia_next(table, &it);
    while (item != NULL && !item->is_known);
    return item == NULL ? 0 : it;
}

static uint32_t next_of_kind(cho_interactive *s, chorus_resource_kind kind, uint32_t it)
{
    const cho_ia_table *table = table_for(s, kind);
    if (table != NULL)
        return next_known(table, it);
    if (kind == CHORUS_RESOURCE_PARTICIPANT)
        return cho_ia_people_next(&s->mirror.people, &it) == NULL ? 0 : it;
    return kind == CHORUS_RESOURCE_WORLD && it == 0 ? s->mirror.world.handle : 0;
}

bool chorus_interactive_next(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind,
                             chorus_resource *it)
{
    cho_interactive *s;
    if (it == NULL)
        return false;
    bool is_fitting = it->id == 0 || it->id >> CHO_SLOTS_TAG_SHIFT == (uint32_t)kind;
    if (!is_fitting || cho_interactive_find(rt, session, &s) != CHORUS_OK) {
        it->id = 0;
        return false;
    }
    it->id = next_of_kind(s, kind, it->id);
    return it->id != 0;
}

uint32_t chorus_interactive_count(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind)
{
    cho_interactive *s;
    if (cho_interactive_find(rt, session, &s) != CHORUS_OK)
        return 0;
    const cho_ia_table *table = table_for(s, kind);
    if (table != NULL)
        return table->known_count;
    if (kind == CHORUS_RESOURCE_PARTICIPANT)
        return s->mirror.people.index.count;
    return kind == CHORUS_RESOURCE_WORLD;
}
