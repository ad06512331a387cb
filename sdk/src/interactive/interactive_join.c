#include "interactive/interactive_session.h"

/* What a record tells about one participant. */
typedef struct telling {
    const cho_ia_participant *r;
    cho_span                  id, name, group, custom;
} telling;

static telling read_record(const void *payload)
{
    const cho_ia_participant *r  = payload;
    const char               *at = (const char *)(r + 1);
    telling                   t  = { .r = r };
    t.id                         = cho_ia_take(&at, r->id_len);
    t.name                       = cho_ia_take(&at, r->name_len);
    t.group                      = cho_ia_take(&at, r->group_len);
    t.custom                     = cho_ia_take(&at, r->custom_len);
    return t;
}

static bool has(const telling *t, uint32_t field)
{
    return (t->r->has & field) != 0;
}

static bool set_flag(cho_ia_person *person, uint32_t flag, bool value)
{
    uint32_t before = person->flags;
    person->flags   = value ? before | flag : before & ~flag;
    return person->flags != before;
}

/* Everything but texts and group. True: something changed that a game is told about. That somebody
 * gave input is no news by itself. */
static bool take_fields(cho_ia_person *person, const telling *t)
{
    const cho_ia_participant *r       = t->r;
    bool                      changed = false;
    if (has(t, CHO_IA_HAS_DISABLED))
        changed |= set_flag(person, CHO_IA_IS_DISABLED, r->is_disabled);
    if (has(t, CHO_IA_HAS_ANONYMOUS))
        changed |= set_flag(person, CHO_IA_IS_ANONYMOUS, r->is_anonymous);
    if (has(t, CHO_IA_HAS_USER_ID)) {
        changed |= person->user_id != r->user_id;
        person->user_id = r->user_id;
    }
    if (has(t, CHO_IA_HAS_LEVEL)) {
        changed |= person->level != r->level;
        person->level = r->level;
    }
    if (has(t, CHO_IA_HAS_CONNECTED)) {
        changed |= person->connected_at_ms != r->connected_at_ms;
        person->connected_at_ms = r->connected_at_ms;
    }
    if (has(t, CHO_IA_HAS_LAST_INPUT))
        person->last_input_at_ms = r->last_input_at_ms;
    return changed;
}

/* An object without members is nothing to keep. */
static cho_ia_effect update_custom(cho_ia_mirror *m, cho_span old, const telling *t, bool is_whole, cho_span *out)
{
    cho_span nothing = { "", 0 };
    *out             = old;
    if (t->custom.len == 0 && !is_whole)
        return CHO_IA_SAME;
    cho_ia_effect effect = CHO_IA_CHANGED;
    if (t->custom.len > 0)
        effect = cho_ia_update_json(m, old, t->custom, is_whole, out);
    if (effect == CHO_IA_CHANGED && (t->custom.len == 0 || cho_span_is(*out, "{}")))
        *out = nothing;
    return effect == CHO_IA_CHANGED && cho_span_equal(old, *out) ? CHO_IA_SAME : effect;
}

/* The group a record names; one that names none leaves a participant where it is. */
static cho_ia_item *find_group(cho_ia_mirror *m, const cho_ia_person *person, const telling *t)
{
    if (person != NULL && !has(t, CHO_IA_HAS_GROUP))
        return cho_ia_get(&m->groups, person->group);
    return cho_ia_mention_group(m, cho_ia_or_default(t->group));
}

static chorus_result add(cho_interactive *s, const cho_record *record, cho_ia_key key, const telling *t)
{
    cho_ia_mirror *m = &s->mirror;
    cho_span       custom;
    uint32_t       handle;
    if (update_custom(m, (cho_span){ "", 0 }, t, true, &custom) == CHO_IA_NO_MEMORY)
        return CHORUS_E_MEMORY;
    cho_ia_item *group = find_group(m, NULL, t);
    if (group == NULL)
        return CHORUS_E_MEMORY;
    cho_ia_person *person = cho_ia_people_add(&m->people, key, t->name, custom, &handle);
    if (person == NULL) {
        cho_ia_settle(m, group);
        return CHORUS_E_MEMORY;
    }
    take_fields(person, t);
    person->flags |= CHO_IA_IS_SEEN;
    cho_ia_join_group(m, person, group);
    cho_ia_tell_person(s, record, CHORUS_EVENT_PARTICIPANT_JOIN, handle, (chorus_str){ t->id.ptr, t->id.len });
    return CHORUS_OK;
}

/* Name and custom JSON. False: no memory, and nothing has changed. */
static bool take_texts(cho_ia_mirror *m, cho_ia_person *person, const telling *t, bool *changed)
{
    cho_span      before = cho_ia_span(cho_ia_person_name(person)), custom;
    cho_span      name   = has(t, CHO_IA_HAS_NAME) ? t->name : before;
    bool          whole  = m->is_syncing && (person->flags & CHO_IA_IS_SEEN) == 0;
    cho_ia_effect effect = update_custom(m, cho_ia_person_custom(person), t, whole, &custom);
    *changed             = effect == CHO_IA_CHANGED || !cho_span_equal(name, before);
    if (effect == CHO_IA_NO_MEMORY || !*changed)
        return effect != CHO_IA_NO_MEMORY;

    char *text = cho_ia_reserve_texts(m, 1) ? cho_ia_person_make_text(&m->people, person, name, custom) : NULL;
    if (text == NULL)
        return false;
    cho_ia_keep_old_text(m, person->text);
    person->text     = text;
    person->name_len = (uint32_t)name.len;
    return true;
}

static chorus_result update(cho_interactive *s, const cho_record *record, uint32_t handle, const telling *t)
{
    cho_ia_mirror *m      = &s->mirror;
    cho_ia_person *person = cho_ia_people_get(&m->people, handle);
    cho_ia_item   *group  = find_group(m, person, t);
    bool           changed;
    if (group == NULL)
        return CHORUS_E_MEMORY;
    if (!take_texts(m, person, t, &changed)) {
        cho_ia_settle(m, group);
        return CHORUS_E_MEMORY;
    }
    changed |= person->group != group->handle;
    changed |= take_fields(person, t);
    person->flags |= CHO_IA_IS_SEEN;
    cho_ia_join_group(m, person, group);
    if (changed)
        cho_ia_tell_person(s, record, CHORUS_EVENT_PARTICIPANT_UPDATE, handle, (chorus_str){ t->id.ptr, t->id.len });
    return CHORUS_OK;
}

chorus_result cho_ia_apply_participant(cho_interactive *s, const cho_record *record, const void *payload)
{
    telling    t      = read_record(payload);
    cho_ia_key key    = cho_ia_people_key(&s->mirror.people, t.id);
    uint32_t   handle = cho_ia_people_find_key(&s->mirror.people, key);
    return handle == CHO_INDEX_NONE ? add(s, record, key, &t) : update(s, record, handle, &t);
}
