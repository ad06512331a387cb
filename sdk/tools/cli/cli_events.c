#include "cli_events.h"

#include "common/json_out.h"

#include <stdio.h>

static void print_state(const chorus_event_state *e)
{
    json_out_text("state", chorus_session_state_name(e->state));
    json_out_text("previous", chorus_session_state_name(e->previous));
    json_out_result("cause", e->cause);
    json_out_int("close_code", e->close_code);
    json_out_int("retry_ms", e->retry_ms);
    json_out_int("attempt", e->attempt);
    json_out_str("text", e->text);
}

static void print_closed(const chorus_event_closed *e)
{
    json_out_result("cause", e->cause);
    json_out_int("close_code", e->close_code);
    json_out_str("text", e->text);
}

static void print_reply(const chorus_event_reply *e)
{
    json_out_handle("request", e->request.id);
    json_out_result("result", e->result);
    json_out_int("code", e->code);
    json_out_str("method", e->method);
    json_out_str("message", e->message);
    json_out_str("path", e->path);
    json_out_json("json", e->json);
}

static void print_lost(const chorus_event_lost *e)
{
    json_out_int("count", (int64_t)e->count);
    json_out_int("coalesced", (int64_t)e->coalesced);
}

static const char *kind_name(chorus_input_kind kind)
{
    static const char *const names[] = { "other", "down", "up", "move", "change", "submit" };
    size_t                   index   = (size_t)kind;
    return index < sizeof names / sizeof *names ? names[index] : "unknown";
}

static void print_input(const chorus_event_input *e)
{
    json_out_str("participant", e->participant);
    json_out_str("control", e->control);
    json_out_str("action", e->action);
    json_out_text("kind", kind_name(e->kind));
    json_out_number("x", (double)e->x);
    json_out_number("y", (double)e->y);
    json_out_handle("who", e->who.id);
    json_out_str("text", e->text);
    json_out_str("transaction", e->transaction);
    json_out_json("json", e->json);
}

static void print_participant(const chorus_event_participant *e)
{
    char user_id[16];
    snprintf(user_id, sizeof user_id, "%u", (unsigned)e->user_id);
    json_out_str("id", e->id);
    json_out_handle("participant", e->participant.id);
    json_out_text("user_id", user_id);
    json_out_str("name", e->name);
    json_out_str("group", e->group);
    json_out_bool("is_anonymous", e->is_anonymous);
    json_out_bool("is_disabled", e->is_disabled);
}

static void print_resource(const chorus_event_resource *e)
{
    json_out_str("id", e->id);
    json_out_handle("resource", e->resource.id);
    json_out_str("scene", e->scene);
    json_out_str("kind", e->kind);
    json_out_json("json", e->json);
}

static void print_method(const chorus_event_method *e)
{
    json_out_str("method", e->method);
    json_out_json("params", e->params);
    json_out_json("id", e->id);
}

static void print_memory(const chorus_event_memory *e)
{
    json_out_int("used_bytes", (int64_t)e->used_bytes);
    json_out_int("total_bytes", (int64_t)e->total_bytes);
    json_out_json("json", e->json);
}

static void print_upload(const chorus_event_upload *e)
{
    json_out_handle("request", e->request.id);
    json_out_int("sent", (int64_t)e->sent);
    json_out_int("total", (int64_t)e->total);
    json_out_str("path", e->path);
}

/* It need not be JSON: a bad packet is told, too. */
static void print_packet(const chorus_event_packet *e)
{
    json_out_bool("is_sent", e->is_sent);
    json_out_str("text", e->text);
}

static void print_token(const chorus_event_token *e)
{
    json_out_str("access", e->access);
    json_out_str("refresh", e->refresh);
    json_out_int("granted_at_s", e->granted_at_s);
    json_out_int("lifetime_s", e->lifetime_s);
}

static void print_fields(const chorus_event *event)
{
    switch ((chorus_event_type)event->type) {
    case CHORUS_EVENT_SESSION_STATE:
    case CHORUS_EVENT_SESSION_READY:      print_state(&event->as.state); break;
    case CHORUS_EVENT_SESSION_CLOSED:     print_closed(&event->as.closed); break;
    case CHORUS_EVENT_REPLY:              print_reply(&event->as.reply); break;
    case CHORUS_EVENT_INPUTS_LOST:        print_lost(&event->as.lost); break;
    case CHORUS_EVENT_INPUT:              print_input(&event->as.input); break;
    case CHORUS_EVENT_PARTICIPANT_JOIN:
    case CHORUS_EVENT_PARTICIPANT_UPDATE:
    case CHORUS_EVENT_PARTICIPANT_LEAVE:  print_participant(&event->as.participant); break;
    case CHORUS_EVENT_SCENE_CREATE:
    case CHORUS_EVENT_SCENE_UPDATE:
    case CHORUS_EVENT_SCENE_DELETE:
    case CHORUS_EVENT_GROUP_CREATE:
    case CHORUS_EVENT_GROUP_UPDATE:
    case CHORUS_EVENT_GROUP_DELETE:
    case CHORUS_EVENT_CONTROL_CREATE:
    case CHORUS_EVENT_CONTROL_UPDATE:
    case CHORUS_EVENT_CONTROL_DELETE:
    case CHORUS_EVENT_WORLD_UPDATE:       print_resource(&event->as.resource); break;
    case CHORUS_EVENT_METHOD:             print_method(&event->as.method); break;
    case CHORUS_EVENT_UPLOAD:             print_upload(&event->as.upload); break;
    case CHORUS_EVENT_PACKET:             print_packet(&event->as.packet); break;
    case CHORUS_EVENT_TOKEN:              print_token(&event->as.token); break;
    case CHORUS_EVENT_MEMORY_WARNING:     print_memory(&event->as.memory); break;
    default:                              break;
    }
}

void cli_events_print(const chorus_event *event)
{
    json_out_begin("event", chorus_event_name(event->type));
    json_out_handle("session", event->session.id);
    json_out_int("time_ns", (int64_t)event->time_ns);
    print_fields(event);
    json_out_end();
}
