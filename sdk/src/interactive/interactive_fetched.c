#include "base/options.h"
#include "codec/json_find.h"
#include "codec/json_walk.h"
#include "codec/packet_body.h"
#include "interactive/interactive_session.h"
#include "net/url.h"

/* ---- what a reply holds ---- */

static chorus_result read_reply(chorus_runtime *rt, const chorus_event *reply, const void *out, cho_interactive **s)
{
    if (reply == NULL || out == NULL || reply->type != CHORUS_EVENT_REPLY)
        return CHORUS_E_INVALID;
    chorus_result r = cho_interactive_find(rt, reply->session, s);
    return r == CHORUS_OK ? reply->as.reply.result : r;
}

static bool find(chorus_str json, const char *key, cho_json_value *out)
{
    return cho_json_find_key(cho_ia_span(json), cho_span_of(key), out);
}

static uint64_t number_of(cho_span object, const char *key)
{
    cho_json_value value;
    uint64_t       number = 0;
    if (cho_json_find_key(object, cho_span_of(key), &value))
        (void)cho_json_to_uint64(&value, &number);
    return number;
}

chorus_result chorus_interactive_read_time(chorus_runtime *rt, const chorus_event *reply, int64_t *out_ms)
{
    cho_interactive *s;
    cho_json_value   time;
    chorus_result    r = read_reply(rt, reply, out_ms, &s);
    if (r != CHORUS_OK)
        return r;
    bool is_time = find(reply->as.reply.json, "time", &time) && cho_json_to_int64(&time, out_ms);
    return is_time ? CHORUS_OK : CHORUS_E_TYPE;
}

/* ---- the audience's page ---- */

static bool is_page(chorus_str text)
{
    cho_url url;
    return cho_url_parse(cho_ia_span(text), &url) && !url.is_websocket;
}

chorus_result chorus_interactive_read_join_url(chorus_runtime *rt, const chorus_event *reply, chorus_str *out)
{
    cho_interactive *s;
    cho_json_value   url;
    chorus_str       text;
    chorus_result    r = read_reply(rt, reply, out, &s);
    if (r != CHORUS_OK)
        return r;
    if (!find(reply->as.reply.json, "url", &url) || url.type != CHO_JSON_STRING)
        return CHORUS_E_TYPE;
    if (!cho_ia_view_string(s, &url, &text))
        return CHORUS_E_MEMORY;
    if (!is_page(text))
        return CHORUS_E_TYPE;
    *out = text;
    return CHORUS_OK;
}

/* ---- participants ---- */

/* An array, or a map by id. */
static bool find_participants(chorus_str json, cho_json_value *out)
{
    return (find(json, "participants", out) && out->type == CHO_JSON_ARRAY) ||
           (find(json, "users", out) && out->type == CHO_JSON_OBJECT);
}

static bool view_string(cho_interactive *s, const cho_json_value *value, chorus_str *out)
{
    *out = (chorus_str){ "", 0 };
    return value->type != CHO_JSON_STRING || cho_ia_view_string(s, value, out);
}

static bool describe(cho_interactive *s, const cho_packet_participant *p, chorus_participant_info *info)
{
    *info = (chorus_participant_info){ .user_id          = p->user_id,
                                       .level            = p->level,
                                       .connected_at_ms  = p->connected_ms,
                                       .last_input_at_ms = p->last_input_ms,
                                       .is_disabled      = p->disabled,
                                       .is_anonymous     = p->anonymous,
                                       .has_sparks       = (p->present & CHO_PARTICIPANT_SPARKS) != 0,
                                       .sparks           = p->sparks };
    return view_string(s, &p->session_id, &info->id) && view_string(s, &p->username, &info->name) &&
           view_string(s, &p->group_id, &info->group) && cho_ia_view_json(s, &p->channel_groups, "[]",
                                                                          &info->channel_groups);
}

/* The next participant of the list; those who are not here are null and passed over. */
static bool next_participant(cho_span list, size_t *it, cho_packet_participant *out)
{
    cho_json_value  key, value;
    cho_json_reader r;
    while (cho_json_walk(list, it, &key, &value)) {
        cho_json_reader_init(&r, value.raw, CHO_PACKET_DEPTH);
        if (value.type == CHO_JSON_OBJECT && cho_packet_read_participant(&r, out) == CHORUS_OK)
            return true;
    }
    return false;
}

bool chorus_interactive_next_fetched(chorus_runtime *rt, const chorus_event *reply, size_t *it,
                                     chorus_participant_info *out)
{
    cho_interactive        *s;
    cho_json_value          list;
    cho_packet_participant  p;
    chorus_participant_info info;
    if (it == NULL || read_reply(rt, reply, out, &s) != CHORUS_OK || !find_participants(reply->as.reply.json, &list))
        return false;
    return next_participant(list.raw, it, &p) && describe(s, &p, &info) &&
           cho_options_answer(out, &info, sizeof info) == CHORUS_OK;
}

/* Each query goes on where the last one of its page stands in its own order. */
static int64_t end_of_page(const chorus_event_reply *reply, cho_span list)
{
    bool                   is_by_input = chorus_str_is(reply->method, "getActiveParticipants");
    size_t                 it          = 0;
    int64_t                end_ms      = 0;
    cho_packet_participant p;
    while (next_participant(list, &it, &p))
        end_ms = is_by_input ? p.last_input_ms : p.connected_ms;
    return end_ms;
}

chorus_result chorus_interactive_read_page(chorus_runtime *rt, const chorus_event *reply, chorus_page_info *out)
{
    cho_interactive *s;
    cho_json_value   list, more;
    chorus_page_info info = { 0 };
    chorus_result    r    = read_reply(rt, reply, out, &s);
    if (r != CHORUS_OK)
        return r;
    if (!find(reply->as.reply.json, "participants", &list) || list.type != CHO_JSON_ARRAY)
        return CHORUS_E_TYPE;
    info.total   = (uint32_t)number_of(cho_ia_span(reply->as.reply.json), "total");
    info.next_ms = end_of_page(&reply->as.reply, list.raw);
    if (find(reply->as.reply.json, "hasMore", &more))
        (void)cho_json_to_bool(&more, &info.has_more);
    return cho_options_answer(out, &info, sizeof info);
}

/* ---- throttles and memory ---- */

bool chorus_interactive_next_throttle(chorus_runtime *rt, const chorus_event *reply, size_t *it,
                                      chorus_throttle_state *out)
{
    cho_interactive      *s;
    cho_json_value        key, value;
    chorus_throttle_state state;
    if (it == NULL || read_reply(rt, reply, out, &s) != CHORUS_OK)
        return false;
    do {
        if (!cho_json_walk(cho_ia_span(reply->as.reply.json), it, &key, &value) || key.type != CHO_JSON_STRING)
            return false;
    } while (value.type != CHO_JSON_OBJECT);
    if (!cho_ia_view_string(s, &key, &state.method))
        return false;
    state.inserted = number_of(value.raw, "inserted");
    state.rejected = number_of(value.raw, "rejected");
    *out           = state;
    return true;
}

static chorus_str memory_text(const chorus_event *event)
{
    static const chorus_str none = { "", 0 };
    if (event->type == CHORUS_EVENT_MEMORY_WARNING)
        return event->as.memory.json;
    return event->type == CHORUS_EVENT_REPLY && event->as.reply.result == CHORUS_OK ? event->as.reply.json : none;
}

chorus_result chorus_interactive_read_memory(chorus_runtime *rt, const chorus_event *event, chorus_memory_info *out)
{
    cho_interactive   *s;
    cho_json_value     used, list = { 0 };
    chorus_memory_info info = { 0 };
    if (event == NULL || out == NULL)
        return CHORUS_E_INVALID;
    chorus_result r = cho_interactive_find(rt, event->session, &s);
    if (r != CHORUS_OK)
        return r;
    chorus_str json = memory_text(event);
    if (!find(json, "usedBytes", &used) || !cho_json_to_uint64(&used, &info.used_bytes))
        return CHORUS_E_TYPE;
    info.total_bytes = number_of(cho_ia_span(json), "totalBytes");
    (void)find(json, "resources", &list);
    if (!cho_ia_view_json(s, &list, "[]", &info.resources))
        return CHORUS_E_MEMORY;
    return cho_options_answer(out, &info, sizeof info);
}

bool chorus_interactive_next_memory(chorus_runtime *rt, chorus_session session, chorus_str resources, size_t *it,
                                    chorus_memory_resource *out)
{
    cho_interactive       *s;
    cho_json_value         key, value, id = { 0 }, list = { 0 };
    chorus_memory_resource found;
    if (it == NULL || out == NULL || resources.ptr == NULL || cho_interactive_find(rt, session, &s) != CHORUS_OK)
        return false;
    do {
        if (!cho_json_walk(cho_ia_span(resources), it, &key, &value))
            return false;
    } while (value.type != CHO_JSON_OBJECT);
    (void)cho_json_find_key(value.raw, cho_span_of("id"), &id);
    (void)cho_json_find_key(value.raw, cho_span_of("resources"), &list);
    if (!view_string(s, &id, &found.id) || !cho_ia_view_json(s, &list, "[]", &found.resources))
        return false;
    found.own_bytes        = number_of(value.raw, "ownBytes");
    found.cumulative_bytes = number_of(value.raw, "cumulativeBytes");
    *out                   = found;
    return true;
}
