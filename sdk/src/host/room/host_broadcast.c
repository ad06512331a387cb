#include "host/room/host_methods.h"
#include "host/room/host_send.h"

/* Marks what a scope names with the room's mark: the room, a scene, a group or a participant. */
typedef void (*mark_fn)(cho_host_room *room, cho_span id);

static void mark_everyone(cho_host_room *room, cho_span id)
{
    (void)id;
    room->everyone_mark = room->mark;
}

static void mark_group(cho_host_room *room, cho_span id)
{
    cho_host_group *group = cho_host_table_find(&room->groups, id);
    if (group != NULL)
        group->mark = room->mark;
}

static void mark_scene(cho_host_room *room, cho_span id)
{
    cho_host_scene *scene = cho_host_table_find(&room->scenes, id);
    if (scene != NULL)
        scene->mark = room->mark;
}

static void mark_participant(cho_host_room *room, cho_span id)
{
    cho_host_participant *p = cho_host_table_find(&room->participants, id);
    if (p != NULL)
        p->mark = room->mark;
}

/* Once for all scopes, so that it takes no longer for many of them. */
static void mark_members(cho_host_room *room)
{
    uint32_t              mark = room->mark;
    cho_host_participant *p    = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (room->everyone_mark == mark || p->group->mark == mark || p->group->scene->mark == mark)
            p->mark = mark;
    }
}

/* Splits "group:red" after the first colon. NULL: no such scope. */
static mark_fn read_scope(cho_span scope, cho_span *id)
{
    const char *colon = memchr(scope.ptr, ':', scope.len);
    *id               = (cho_span){ NULL, 0 };
    if (colon == NULL)
        return cho_span_is(scope, "everyone") ? mark_everyone : NULL;
    cho_span prefix = { scope.ptr, (size_t)(colon - scope.ptr) };
    *id             = (cho_span){ colon + 1, scope.len - prefix.len - 1 };
    if (cho_span_is(prefix, "group"))
        return mark_group;
    if (cho_span_is(prefix, "scene"))
        return mark_scene;
    return cho_span_is(prefix, "participant") ? mark_participant : NULL;
}

/* Marks of a refused call are as good as none: the next one has another number. */
static bool mark_receivers(cho_host_call *call)
{
    cho_host_walk  walk;
    cho_json_value value;
    cho_span       scope, id;
    if (!cho_host_walk_into(call, call->params, "scope", &walk))
        return false;
    while (cho_host_walk_values(call, &walk, &value)) {
        mark_fn mark = cho_host_take_text(call, &value, &scope) ? read_scope(scope, &id) : NULL;
        if (mark == NULL)
            return call->code == 0 && cho_host_refuse(call, CHO_HOST_BAD_SCOPE, "", "bad scope");
        mark(call->room, id);
    }
    mark_members(call->room);
    return true;
}

bool cho_host_broadcast_event(cho_host_call *call)
{
    cho_host_room *room = call->room;
    cho_json_value data;
    room->mark++;
    if (!mark_receivers(call))
        return false;
    cho_span text = cho_host_member(call->params, "data", &data) ? cho_json_text(&data) : cho_span_of("{}");
    cho_buf_append(cho_host_params(room), text.ptr, text.len);
    cho_host_tell_marked(room, "event");
    return true;
}
