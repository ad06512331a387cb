#include "host/room/host_methods.h"

/* A list of names, or one name. */
static bool is_scheme_list(const cho_json_value *list)
{
    if (list->type == CHO_JSON_STRING)
        return list->raw.len > 0;
    cho_json_reader r;
    cho_json_value  name;
    uint32_t        count = 0;
    cho_json_reader_init(&r, list->raw, CHO_PACKET_DEPTH);
    if (!cho_json_enter_array(&r))
        return false;
    while (cho_json_next_element(&r) && cho_json_read(&r, &name)) {
        if (name.type != CHO_JSON_STRING)
            return false;
        count++;
    }
    return count > 0;
}

/* Whoever does not hear which scheme it is cannot use any. */
static bool is_granted(const cho_host_call *call, const cho_json_value *name, cho_scheme *scheme)
{
    const cho_host_outbox *outbox = &call->room->outbox;
    if (name->escaped || !cho_scheme_find(name->raw, scheme) || (*scheme != CHO_SCHEME_TEXT && !call->is_answered))
        return false;
    return outbox->compress(outbox->user, cho_host_caller(call), *scheme);
}

/* The first of the list that the caller can have, or text. */
static cho_scheme settle(const cho_host_call *call, const cho_json_value *list)
{
    static const cho_json_value text = { { "text", 4 }, CHO_JSON_STRING, false };
    cho_scheme                  scheme;
    cho_json_reader             r;
    cho_json_value              name;
    if (list->type == CHO_JSON_STRING && is_granted(call, list, &scheme))
        return scheme;
    cho_json_reader_init(&r, list->raw, CHO_PACKET_DEPTH);
    if (list->type == CHO_JSON_ARRAY && cho_json_enter_array(&r)) {
        while (cho_json_next_element(&r) && cho_json_read(&r, &name)) {
            if (is_granted(call, &name, &scheme))
                return scheme;
        }
    }
    is_granted(call, &text, &scheme);
    return scheme;
}

bool cho_host_set_compression(cho_host_call *call)
{
    cho_json_value list;
    /* A client in the field sends the list under the wrong name. */
    bool is_there = cho_host_member(call->params, "scheme", &list) || cho_host_member(call->params, "params", &list);
    if (!is_there || !is_scheme_list(&list))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "scheme", "a list of schemes is needed here");
    cho_buf_printf(&call->room->result, "{\"scheme\":\"%s\"}", cho_scheme_name(settle(call, &list)));
    return true;
}
