#include "host/room/host_call.h"

#include "codec/json_find.h"

#include <stdio.h>

void *cho_host_caller(const cho_host_call *call)
{
    return call->from != NULL ? call->from->peer : call->room->game.peer;
}

static void append_to_path(cho_host_call *call, const char *text)
{
    size_t room = sizeof call->path - call->path_len;
    int    len  = snprintf(call->path + call->path_len, room, "%s", text);
    if (len > 0)
        call->path_len += (size_t)len < room ? (size_t)len : room - 1;
}

static void cut_path(cho_host_call *call, size_t len)
{
    call->path_len   = len;
    call->path[len] = '\0';
}

bool cho_host_refuse(cho_host_call *call, int32_t code, const char *name, const char *message)
{
    call->code    = code;
    call->message = message;
    if (name == NULL)
        cut_path(call, 0);
    else if (name[0] != '\0')
        append_to_path(call, name);
    else if (call->path_len > 0)
        cut_path(call, call->path_len - 1);
    return false;
}

bool cho_host_refuse_memory(cho_host_call *call)
{
    return cho_host_refuse(call, CHO_HOST_INTERNAL, NULL, "out of memory");
}

bool cho_host_read_priority(cho_host_call *call)
{
    cho_json_value value, number;
    int64_t        priority = 0;
    if (cho_host_member(call->params, "priority", &value)
        && (!cho_json_as_number(&value, &number) || !cho_json_to_int64(&number, &priority) || priority < INT32_MIN
            || priority > INT32_MAX))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "priority", "not a whole number of 32 bits");
    call->tag.priority = (int32_t)priority;
    return true;
}

/* ---- ids ---- */

static cho_span copy_string(cho_host_call *call, const cho_json_value *value)
{
    char *copy = cho_arena_alloc(&call->room->scratch, value->raw.len + 1);
    if (copy == NULL)
        return (cho_span){ NULL, 0 };
    return (cho_span){ copy, cho_json_unescape(value, copy) };
}

bool cho_host_take_text(cho_host_call *call, const cho_json_value *value, cho_span *text)
{
    if (value->type != CHO_JSON_STRING)
        return false;
    *text = copy_string(call, value);
    return text->ptr != NULL || cho_host_refuse_memory(call);
}

bool cho_host_take_id(cho_host_call *call, const cho_json_value *value, cho_span *id)
{
    /* An escape is at most six times as long as what it means. */
    if (value->raw.len == 0 || value->raw.len > 6 * CHO_HOST_ID_MAX || !cho_host_take_text(call, value, id))
        return false;
    return id->len > 0 && id->len <= CHO_HOST_ID_MAX && memchr(id->ptr, '\0', id->len) == NULL;
}

bool cho_host_read_id(cho_host_call *call, cho_span object, const char *name, cho_span *id)
{
    cho_json_value value;
    if (!cho_host_member(object, name, &value))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, name, "an id is missing");
    if (cho_host_take_id(call, &value, id))
        return true;
    if (call->code != 0)
        return false;
    return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, name, "not an id: a string of 1 to 1024 bytes");
}

bool cho_host_read_optional_id(cho_host_call *call, cho_span object, const char *name, const char *otherwise,
                               cho_span *id)
{
    cho_json_value value;
    if (cho_host_member(object, name, &value))
        return cho_host_read_id(call, object, name, id);
    *id = cho_span_of(otherwise);
    return true;
}

/* ---- arrays ---- */

bool cho_host_walk_into(cho_host_call *call, cho_span object, const char *name, cho_host_walk *walk)
{
    cho_json_value value;
    if (!cho_host_member(object, name, &value) || value.type != CHO_JSON_ARRAY)
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, name, "an array is needed here");
    *walk = (cho_host_walk){ .name = name, .outer_len = call->path_len };
    cho_json_reader_init(&walk->reader, value.raw, CHO_PACKET_DEPTH);
    return cho_json_enter_array(&walk->reader);
}

static void set_path(cho_host_call *call, const cho_host_walk *walk)
{
    char place[64];
    snprintf(place, sizeof place, "%s.%u.", walk->name, (unsigned)walk->count);
    cut_path(call, walk->outer_len);
    append_to_path(call, place);
}

bool cho_host_walk_values(cho_host_call *call, cho_host_walk *walk, cho_json_value *value)
{
    cut_path(call, walk->outer_len);
    if (!cho_json_next_element(&walk->reader) || !cho_json_read(&walk->reader, value))
        return false;
    set_path(call, walk);
    walk->count++;
    return true;
}

bool cho_host_walk_objects(cho_host_call *call, cho_host_walk *walk, cho_span *object)
{
    cho_json_value value;
    if (!cho_host_walk_values(call, walk, &value))
        return false;
    *object = value.raw;
    if (value.type == CHO_JSON_OBJECT)
        return true;
    return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", "an object is needed here");
}
