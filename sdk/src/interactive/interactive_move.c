#include "interactive/interactive_describe.h"

/* Everybody who moves stands in one list, so that ten thousand take a packet and not ten thousand. */

typedef struct move {
    cho_interactive *s;
    cho_ia_draft     draft;
    cho_span         group;
} move;

static void add_person(move *x, const cho_ia_person *person)
{
    char       uuid[CHO_UUID_TEXT_SIZE];
    chorus_str id = cho_ia_person_id(person, uuid);
    cho_ia_next_item(&x->draft, CHO_IA_TEXT_MAX(id.len) + CHO_IA_TEXT_MAX(x->group.len) + 32);
    cho_json_begin_object(&x->draft.w);
    cho_json_key(&x->draft.w, "sessionID"), cho_json_write_string(&x->draft.w, cho_ia_span(id));
    cho_json_key(&x->draft.w, "groupID"), cho_json_write_string(&x->draft.w, x->group);
    cho_json_end_object(&x->draft.w);
}

/* Who has left is passed over, as the service does it. */
static chorus_result add_participant(move *x, chorus_resource participant)
{
    if (participant.id >> CHO_SLOTS_TAG_SHIFT != CHORUS_RESOURCE_PARTICIPANT)
        return CHORUS_E_NOT_FOUND;
    cho_ia_target target = cho_interactive_resolve(x->s, participant);
    if (target.person != NULL && !target.is_gone)
        add_person(x, target.person);
    return CHORUS_OK;
}

static chorus_result begin(move *x, chorus_runtime *rt, chorus_session session, const char *group,
                           const chorus_request *request)
{
    chorus_result r = cho_interactive_find(rt, session, &x->s);
    if (r == CHORUS_OK)
        r = cho_ia_check_id(&(cho_ia_place){ x->s, "move", NULL, 0 }, "the group", group);
    if (r != CHORUS_OK)
        return r;
    if (!cho_ia_may_change(x->s, request))
        return CHORUS_E_STATE;
    cho_ia_list list = { .method = "updateParticipants", .name = "participants", .has_priority = true };
    x->group         = cho_span_of(group);
    cho_ia_draft_init(&x->draft, x->s);
    cho_ia_begin_list(&x->draft, &list);
    return CHORUS_OK;
}

static chorus_result finish(move *x, chorus_request *request)
{
    cho_ia_end_list(&x->draft);
    return cho_ia_send_draft(&x->draft, request);
}

chorus_result chorus_interactive_move_participants(chorus_runtime *rt, chorus_session session,
                                                   const chorus_resource *participants, uint32_t count,
                                                   const char *group, chorus_request *request)
{
    move          x;
    chorus_result r = begin(&x, rt, session, group, request);
    if (r != CHORUS_OK)
        return r;
    if (participants == NULL && count > 0)
        r = cho_ia_refuse(&(cho_ia_place){ x.s, "move_participants", NULL, 0 }, "there are no participants");
    for (uint32_t i = 0; r == CHORUS_OK && i < count; i++)
        r = add_participant(&x, participants[i]);
    if (r == CHORUS_OK)
        return finish(&x, request);
    cho_ia_drop_draft(&x.draft);
    return r;
}

chorus_result chorus_interactive_move_all(chorus_runtime *rt, chorus_session session, chorus_resource from,
                                          const char *group, chorus_request *request)
{
    move           x;
    cho_ia_person *person;
    chorus_result  r = begin(&x, rt, session, group, request);
    if (r != CHORUS_OK)
        return r;
    if (from.id != 0 && cho_interactive_resolve(x.s, from).kind != CHORUS_RESOURCE_GROUP) {
        cho_ia_drop_draft(&x.draft);
        return CHORUS_E_NOT_FOUND;
    }
    for (uint32_t it = 0; (person = cho_ia_people_next(&x.s->mirror.people, &it)) != NULL;) {
        if (from.id == 0 || person->group == from.id)
            add_person(&x, person);
    }
    return finish(&x, request);
}
