#include "base/clock.h"
#include "core/token_record.h"
#include "interactive/interactive_session.h"

/* ---- the hot path ---- */

static chorus_result apply_input(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_input *r     = payload;
    const char         *at    = (const char *)(r + 1);
    chorus_event_input *input = &cho_session_event(&s->base, CHORUS_EVENT_INPUT, record)->as.input;
    input->participant        = cho_record_text(&at, r->participant_len);
    input->control            = cho_record_text(&at, r->control_len);
    input->action             = cho_record_text(&at, r->action_len);
    input->text               = cho_record_text(&at, r->text_len);
    input->transaction        = cho_record_text(&at, r->transaction_len);
    input->json               = cho_record_text(&at, r->json_len);
    input->x                  = r->x;
    input->y                  = r->y;
    input->kind               = (chorus_input_kind)r->kind;

    uint32_t who = cho_ia_people_find(&s->mirror.people, cho_ia_span(input->participant));
    if (who == CHO_INDEX_NONE)
        return CHORUS_OK;
    input->who.id = who;
    if (s->knows_clock)
        cho_ia_people_at(&s->mirror.people, who)->last_input_at_ms = cho_interactive_server_ms(s, record->time_ns);
    return CHORUS_OK;
}

/* ---- the others ---- */

static chorus_result apply_method(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_method *r      = payload;
    const char          *at     = (const char *)(r + 1);
    chorus_event_method *method = &cho_session_event(&s->base, CHORUS_EVENT_METHOD, record)->as.method;
    method->method              = cho_record_text(&at, r->method_len);
    method->params              = cho_record_text(&at, r->params_len);
    method->id                  = cho_record_text(&at, r->id_len);
    return CHORUS_OK;
}

static chorus_result apply_memory(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_memory *r      = payload;
    const char          *at     = (const char *)(r + 1);
    chorus_event_memory *memory = &cho_session_event(&s->base, CHORUS_EVENT_MEMORY_WARNING, record)->as.memory;
    memory->used_bytes          = r->used_bytes;
    memory->total_bytes         = r->total_bytes;
    memory->json                = cho_record_text(&at, r->json_len);
    return CHORUS_OK;
}

static chorus_result apply_upload(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_upload_progress *r      = payload;
    const char                   *at     = (const char *)(r + 1);
    chorus_event_upload          *upload = &cho_session_event(&s->base, CHORUS_EVENT_UPLOAD, record)->as.upload;
    upload->request.id                   = r->request;
    upload->sent                         = r->sent;
    upload->total                        = r->total;
    upload->path                         = cho_record_text(&at, r->path_len);
    return CHORUS_OK;
}

static chorus_result apply_packet(cho_interactive *s, const cho_record *record, const void *payload)
{
    const cho_ia_packet *r      = payload;
    const char          *at     = (const char *)(r + 1);
    chorus_event_packet *packet = &cho_session_event(&s->base, CHORUS_EVENT_PACKET, record)->as.packet;
    packet->text                = cho_record_text(&at, r->text_len);
    packet->is_sent             = r->is_sent;
    return CHORUS_OK;
}

static chorus_result apply_clock(cho_interactive *s, const void *payload)
{
    const cho_ia_clock *r = payload;
    cho_interactive_set_clock(s, r->offset_ns, cho_clock_mono_ns());
    return CHORUS_OK;
}

static chorus_result apply_compression(cho_interactive *s, const void *payload)
{
    const cho_ia_compression *r = payload;
    s->scheme                   = (cho_scheme)r->scheme;
    return CHORUS_OK;
}

static chorus_result apply_state(cho_interactive *s, const cho_record *record, const void *payload)
{
    switch (record->type) {
    case CHO_IA_SYNC_BEGIN:       return cho_ia_apply_sync_begin(s);
    case CHO_IA_SYNC_END:         return cho_ia_apply_sync_end(s, record);
    case CHO_IA_WORLD:            return cho_ia_apply_world(s, record, payload);
    case CHO_IA_SCENE:            return cho_ia_apply_scene(s, record, payload);
    case CHO_IA_GROUP:            return cho_ia_apply_group(s, record, payload);
    case CHO_IA_CONTROL:          return cho_ia_apply_control(s, record, payload);
    case CHO_IA_PARTICIPANT:      return cho_ia_apply_participant(s, record, payload);
    case CHO_IA_SCENE_GONE:       return cho_ia_apply_scene_gone(s, record, payload);
    case CHO_IA_GROUP_GONE:       return cho_ia_apply_group_gone(s, record, payload);
    case CHO_IA_CONTROL_GONE:     return cho_ia_apply_control_gone(s, record, payload);
    case CHO_IA_PARTICIPANT_GONE: return cho_ia_apply_participant_gone(s, record, payload);
    case CHO_IA_METHOD:           return apply_method(s, record, payload);
    case CHO_IA_MEMORY:           return apply_memory(s, record, payload);
    case CHO_IA_UPLOAD_PROGRESS:  return apply_upload(s, record, payload);
    case CHO_IA_PACKET:           return apply_packet(s, record, payload);
    case CHO_IA_CLOCK:            return apply_clock(s, payload);
    case CHO_IA_TOKEN:            cho_session_tell_token(&s->base, record, payload); return CHORUS_OK;
    case CHO_IA_COMPRESSION:      return apply_compression(s, payload);
    default:                      return CHORUS_OK;
    }
}

/* A full table stays full: waiting for room would hold up everything behind this record. */
static chorus_result skip_if_full(cho_interactive *s, chorus_result r)
{
    bool is_full = cho_ia_mirror_is_full(&s->mirror) && !cho_ia_mirror_wants_sweep(&s->mirror);
    if (r != CHORUS_E_MEMORY || !is_full)
        return r;
    cho_session_log(&s->base, CHORUS_LOG_ERROR, "the mirror is full (%d things of a kind): an update was skipped",
                    CHO_SLOTS_MAX);
    return CHORUS_OK;
}

static chorus_result apply(cho_session *session, const cho_record *record, const void *payload, uint32_t len)
{
    (void)len;
    cho_interactive *s = (cho_interactive *)session;
    if (record->type == CHO_IA_INPUT)
        return apply_input(s, record, payload);
    chorus_result r = skip_if_full(s, apply_state(s, record, payload));
    if (cho_ia_mirror_wants_sweep(&s->mirror))
        cho_session_wants_sweep(session);
    return r;
}

static void sweep(cho_session *session)
{
    cho_ia_mirror_sweep(&((cho_interactive *)session)->mirror);
}

/* What has not gone out when a connection is lost waits for the next one, unless it shall be forgotten. */
static void on_state(cho_session *session, chorus_session_state state)
{
    cho_interactive *s     = (cho_interactive *)session;
    bool             is_up = state == CHORUS_STATE_STAGING || state == CHORUS_STATE_READY;
    s->was_connected |= is_up;
    if (!is_up && (s->forgets || state == CHORUS_STATE_CLOSING))
        cho_ia_changes_clear(&s->changes);
}

static chorus_result flush(cho_session *session)
{
    return cho_ia_flush((cho_interactive *)session);
}

static void free_session(cho_session *session)
{
    cho_interactive_free((cho_interactive *)session, cho_session_heap(session));
}

const cho_session_ops cho_interactive_ops = { "interactive", apply, flush, sweep, on_state, free_session };

/* ---- events ---- */

void cho_ia_tell_item(cho_interactive *s, const cho_record *record, chorus_event_type type, const cho_ia_item *item)
{
    chorus_event_resource *told = &cho_session_event(&s->base, type, record)->as.resource;
    told->resource.id           = item->handle;
    told->id                    = cho_ia_id(item);
    told->scene                 = cho_ia_scene_id(&s->mirror, item);
    told->kind                  = cho_ia_kind(item);
    told->json                  = cho_ia_json(item);
}

void cho_ia_tell_person(cho_interactive *s, const cho_record *record, chorus_event_type type, uint32_t handle,
                        chorus_str id)
{
    const cho_ia_person      *person = cho_ia_people_get(&s->mirror.people, handle);
    chorus_event_participant *told   = &cho_session_event(&s->base, type, record)->as.participant;
    told->participant.id             = handle;
    told->user_id                    = person->user_id;
    told->id                         = id;
    told->name                       = cho_ia_person_name(person);
    told->group                      = cho_ia_id(cho_ia_get(&s->mirror.groups, person->group));
    told->is_anonymous               = (person->flags & CHO_IA_IS_ANONYMOUS) != 0;
    told->is_disabled                = (person->flags & CHO_IA_IS_DISABLED) != 0;
}
