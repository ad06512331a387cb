#include "support/event_text.h"

static void put(cho_buf *out, chorus_str text)
{
    cho_buf_text(out, " '");
    cho_buf_append(out, text.ptr, text.len);
    cho_buf_text(out, "'");
}

static void put_state(cho_buf *out, const chorus_event_state *e)
{
    cho_buf_printf(out, " %d %d %d %d %u %u", e->state, e->previous, e->cause, e->close_code, e->retry_ms, e->attempt);
    put(out, e->text);
}

static void put_reply(cho_buf *out, const chorus_event_reply *e)
{
    cho_buf_printf(out, " %u %d %d", e->request.id, e->result, e->code);
    put(out, e->method), put(out, e->message), put(out, e->path), put(out, e->json);
}

static void put_input(cho_buf *out, const chorus_event_input *e)
{
    cho_buf_printf(out, " %d %g %g %u", e->kind, (double)e->x, (double)e->y, e->who.id);
    put(out, e->participant), put(out, e->control), put(out, e->action);
    put(out, e->text), put(out, e->transaction), put(out, e->json);
}

static void put_participant(cho_buf *out, const chorus_event_participant *e)
{
    cho_buf_printf(out, " %u %u %d %d", e->participant.id, e->user_id, e->is_anonymous, e->is_disabled);
    put(out, e->id), put(out, e->name), put(out, e->group);
}

static void put_resource(cho_buf *out, const chorus_event_resource *e)
{
    cho_buf_printf(out, " %u", e->resource.id);
    put(out, e->id), put(out, e->scene), put(out, e->kind), put(out, e->json);
}

void event_text_append(cho_buf *out, const chorus_event *event)
{
    cho_buf_printf(out, "%llu %s", (unsigned long long)event->time_ns, chorus_event_name(event->type));
    switch (event->type) {
    case CHORUS_EVENT_SESSION_STATE:
    case CHORUS_EVENT_SESSION_READY: put_state(out, &event->as.state); break;
    case CHORUS_EVENT_SESSION_CLOSED:
        cho_buf_printf(out, " %d %d", event->as.closed.cause, event->as.closed.close_code);
        put(out, event->as.closed.text);
        break;
    case CHORUS_EVENT_REPLY:              put_reply(out, &event->as.reply); break;
    case CHORUS_EVENT_INPUT:              put_input(out, &event->as.input); break;
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE:
    case CHORUS_EVENT_PARTICIPANT_LEAVE:  put_participant(out, &event->as.participant); break;
    case CHORUS_EVENT_METHOD:
        put(out, event->as.method.method), put(out, event->as.method.params);
        break;
    default:
        if (event->type >= CHORUS_EVENT_SCENE_CREATE && event->type <= CHORUS_EVENT_WORLD_UPDATE)
            put_resource(out, &event->as.resource);
        break;
    }
    cho_buf_text(out, "\n");
}
