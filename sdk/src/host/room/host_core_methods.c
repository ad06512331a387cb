#include "host/room/host_methods.h"
#include "host/room/host_objects.h"
#include "host/room/host_owed.h"
#include "host/room/host_send.h"
#include "host/room/host_survey.h"

/* Participants may say how long the last answer took: the host cannot see their side of it. */
static void note_latency(cho_host_call *call)
{
    cho_json_value value;
    int64_t        ms;
    if (call->from != NULL && cho_host_member(call->params, "latencyMs", &value) && cho_json_to_int64(&value, &ms)
        && ms >= 0)
        call->from->latency_ms = (uint16_t)(ms < 1 ? 1 : ms > CHO_HOST_LATENCY_MAX ? CHO_HOST_LATENCY_MAX : ms);
}

bool cho_host_get_time(cho_host_call *call)
{
    note_latency(call);
    cho_json_writer w = cho_json_writer_on(&call->room->result);
    cho_json_begin_object(&w);
    cho_json_key(&w, "time"), cho_json_write_int64(&w, call->room->now_ms);
    cho_json_end_object(&w);
    return true;
}

bool cho_host_get_join_url(cho_host_call *call)
{
    const cho_buf  *url = &call->room->join_url;
    cho_json_writer w   = cho_json_writer_on(&call->room->result);
    cho_json_begin_object(&w);
    cho_json_key(&w, "url"), cho_json_write_string(&w, (cho_span){ url->data, url->len });
    cho_json_end_object(&w);
    return true;
}

bool cho_host_set_ready(cho_host_call *call)
{
    cho_host_room *room = call->room;
    cho_json_value value;
    bool           is_ready = true;
    if (cho_host_member(call->params, "isReady", &value) && !cho_json_to_bool(&value, &is_ready))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "isReady", "neither true nor false");
    if (is_ready == room->is_ready)
        return true;
    room->is_ready = is_ready;
    cho_buf_text(cho_host_params(room), is_ready ? "{\"isReady\":true}" : "{\"isReady\":false}");
    cho_host_tell_game(room, "onReady");
    cho_host_tell_readiness(room);
    return true;
}

/* ---- the world ---- */

void cho_host_write_world(cho_buf *out, cho_span world)
{
    cho_buf_text(out, "{\"scenes\":[]");
    cho_host_append_members(out, world);
    cho_buf_text(out, "}");
}

static bool stage_world(cho_host_call *call, cho_host_changes *changes)
{
    static const char *const own_members[] = { "scenes", "etag", NULL };
    cho_json_value           world;
    if (!cho_host_member(call->params, "world", &world) || world.type != CHO_JSON_OBJECT)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "world", "an object is needed here");
    cho_host_patch_begin(call->room);
    if (!cho_host_patch_end(call, world.raw, own_members))
        return false;
    cho_host_change *change = cho_host_stage(call, changes, &call->room->world);
    return change != NULL && cho_host_stage_patch(call, changes, change);
}

bool cho_host_update_world(cho_host_call *call)
{
    cho_host_room   *room = call->room;
    cho_host_changes changes;
    cho_host_changes_begin(&changes, room, &room->state_budget);
    bool is_sound = cho_host_read_priority(call) && stage_world(call, &changes);
    if (is_sound) {
        cho_host_changes_commit(&changes);
        cho_host_write_world(cho_host_params(room), cho_host_event_text(&room->world));
        cho_host_tell_game_changed(&changes, "onWorldUpdate", CHO_HOST_TOPIC_WORLD);
        cho_host_tell_audience(room, "onWorldUpdate");
        cho_host_write_world(&room->result, cho_host_json_span(&room->world.json));
    }
    cho_host_changes_end(&changes);
    return is_sound;
}
