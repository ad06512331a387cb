#include "host/room/host_more_time.h"

#include "host/room/host_methods.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"

/* ---- controls ---- */

void cho_host_note_closing(const cho_host_room *room, cho_host_control *control, bool was_disabled)
{
    uint32_t more_ms = room->moderation.more_ms;
    if (control->is_disabled == was_disabled)
        return;
    control->closed_at_ms  = control->is_disabled ? room->now_ms : 0;
    control->more_until_ms = control->is_disabled && more_ms > 0 ? room->now_ms + more_ms : 0;
}

bool cho_host_has_more_time(const cho_host_room *room, const cho_host_participant *p, const cho_host_control *control)
{
    int64_t closed_at_ms = control->closed_at_ms;
    bool    was_in_hand  = p->sees_since_ms < closed_at_ms && p->group->shows_since_ms < closed_at_ms;
    return p->wants_more_time && was_in_hand && p->more_since_ms <= closed_at_ms && room->now_ms < control->more_until_ms;
}

static void close_for_everybody(cho_host_room *room)
{
    cho_host_scene *scene = NULL;
    while ((scene = cho_host_table_next(&room->scenes, scene)) != NULL) {
        cho_host_control *control = NULL;
        while ((control = cho_host_table_next(&scene->controls, control)) != NULL)
            control->more_until_ms = 0;
    }
}

/* ---- participants ---- */

void cho_host_write_more_time(cho_json_writer *w, const cho_host_participant *p)
{
    if (p->more_since_ms == 0)
        return;
    cho_json_key(w, "moreTimeMs"), cho_json_write_uint64(w, p->wants_more_time ? p->room->moderation.more_ms : 0);
    cho_json_key(w, "moreTimeSince"), cho_json_write_int64(w, p->more_since_ms);
}

static void tell_wishes(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    cho_host_roll         roll;
    cho_host_roll_begin(&roll, room, false, UINT32_MAX);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->wants_more_time)
            cho_host_roll_add(&roll, p);
    }
    cho_host_roll_flush(&roll);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->wants_more_time)
            cho_host_tell_self(room, p, "onParticipantUpdate");
    }
}

/* A wish counts from when it can be granted: whatever has closed before has closed. */
static void begin_wishes(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->wants_more_time)
            p->more_since_ms = room->now_ms;
    }
}

void cho_host_set_more_time(cho_host_room *room, uint32_t more_ms)
{
    uint32_t before          = room->moderation.more_ms;
    room->moderation.more_ms = more_ms;
    if (more_ms == 0)
        close_for_everybody(room);
    else if (before == 0)
        begin_wishes(room);
    cho_host_tell_readiness(room);
    tell_wishes(room);
}

/* ---- asking ---- */

static void tell_wish(cho_host_room *room, cho_host_participant *p)
{
    cho_host_roll roll;
    cho_host_roll_begin(&roll, room, false, 1);
    cho_host_roll_add(&roll, p);
    cho_host_roll_flush(&roll);
    cho_host_tell_self(room, p, "onParticipantUpdate");
}

bool cho_host_want_more_time(cho_host_call *call)
{
    cho_host_participant *p = call->from;
    cho_json_value        value;
    bool                  is_wanted;
    if (!cho_host_member(call->params, "isWanted", &value) || !cho_json_to_bool(&value, &is_wanted))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "isWanted", "neither true nor false");
    if (is_wanted == p->wants_more_time)
        return true;
    p->wants_more_time = is_wanted;
    p->more_since_ms   = call->room->now_ms;
    tell_wish(call->room, p);
    return true;
}
