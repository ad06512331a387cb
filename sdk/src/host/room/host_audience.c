#include "codec/json_find.h"
#include "host/room/host_methods.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"

enum { NAMED_MAX = 100 }; /* participants asked for in one call */

/* ---- pages ---- */

/* A page of participants in some order. */
typedef struct roster_page {
    cho_buf *out;
    uint32_t count;
    bool     is_full;
} roster_page;

static void begin_page(roster_page *page, cho_buf *out)
{
    page->out     = out;
    page->count   = 0;
    page->is_full = false;
    cho_buf_text(out, "{\"participants\":[");
}

/* False: it did not fit; there is more. */
static bool add_to_page(roster_page *page, const cho_host_participant *p)
{
    if (page->count == CHO_HOST_PAGE || (page->count > 0 && page->out->len > CHO_HOST_PAGE_BYTES)) {
        page->is_full = true;
        return false;
    }
    if (page->count++ > 0)
        cho_buf_text(page->out, ",");
    cho_host_write_participant(page->out, p, cho_host_json_span(&p->object.json), false);
    return true;
}

static void end_page(roster_page *page, uint32_t total)
{
    cho_json_writer w = { page->out, false };
    cho_json_end_array(&w);
    cho_json_key(&w, "total"), cho_json_write_uint64(&w, total);
    cho_json_key(&w, "hasMore"), cho_json_write_bool(&w, page->is_full);
    cho_json_end_object(&w);
}

/* A time in milliseconds, 0 when it is not given; a number or a string that holds one. */
static bool read_time(cho_host_call *call, const char *name, int64_t *out)
{
    cho_json_value value, number;
    *out = 0;
    if (!cho_host_member(call->params, name, &value))
        return true;
    if (cho_json_as_number(&value, &number) && cho_json_to_int64(&number, out))
        return true;
    return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, name, "not a time in milliseconds");
}

bool cho_host_get_all_participants(cho_host_call *call)
{
    const cho_host_table       *table = &call->room->participants;
    const cho_host_participant *p     = NULL;
    int64_t                     from;
    roster_page                 page;
    if (!read_time(call, "from", &from))
        return false;
    begin_page(&page, &call->room->result);
    while ((p = cho_host_table_next(table, p)) != NULL) {
        if (p->connected_at_ms >= from && !add_to_page(&page, p))
            break;
    }
    end_page(&page, cho_host_table_count(table));
    return true;
}

/* Those who have given input at or after `since`, the least active of them first. */
static const cho_host_participant *first_active(const cho_host_room *room, int64_t since, uint32_t *count)
{
    const cho_host_participant *first = NULL;
    *count                            = 0;
    for (const cho_host_participant *p = room->most_active; p != NULL; p = p->less_active) {
        if (p->last_input_at_ms < since)
            break;
        first = p;
        ++*count;
    }
    return first;
}

bool cho_host_get_active_participants(cho_host_call *call)
{
    int64_t     since;
    uint32_t    count;
    roster_page page;
    if (!read_time(call, "threshold", &since))
        return false;
    const cho_host_participant *p = first_active(call->room, since, &count);
    begin_page(&page, &call->room->result);
    while (p != NULL && add_to_page(&page, p))
        p = p->more_active;
    end_page(&page, count);
    return true;
}

/* ---- by id ---- */

/* Keys that were answered already: an id asked for twice is answered once. */
typedef struct key_list {
    cho_span keys[NAMED_MAX];
    uint32_t count;
} key_list;

static bool is_new(key_list *asked, cho_span key)
{
    for (uint32_t i = 0; i < asked->count; i++) {
        if (cho_span_equal(asked->keys[i], key))
            return false;
    }
    asked->keys[asked->count++] = key;
    return true;
}

/* How an array of ids is answered. */
typedef struct id_query {
    const char *array;
    const char *complaint;
    bool (*key_of)(cho_host_call *call, const cho_json_value *value, cho_span *key);
    const cho_host_participant *(*find)(const cho_host_room *room, cho_span key);
} id_query;

static void write_found(cho_json_writer *w, cho_span key, const cho_host_participant *p)
{
    cho_json_key_span(w, key);
    if (p == NULL) {
        cho_json_write_null(w);
        return;
    }
    cho_host_write_participant(w->out, p, cho_host_json_span(&p->object.json), false);
    w->comma = true;
}

static bool look_up(cho_host_call *call, const id_query *query)
{
    cho_host_walk   walk;
    cho_json_value  value;
    cho_span        key;
    key_list        asked = { .count = 0 };
    cho_json_writer w     = cho_json_writer_on(&call->room->result);
    if (!cho_host_walk_into(call, call->params, query->array, &walk))
        return false;
    cho_json_begin_object(&w), cho_json_key(&w, "users"), cho_json_begin_object(&w);
    while (cho_host_walk_values(call, &walk, &value)) {
        if (walk.count > NAMED_MAX)
            return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, NULL, "more than 100 ids");
        if (!query->key_of(call, &value, &key))
            return call->code == 0 && cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "", query->complaint);
        if (is_new(&asked, key))
            write_found(&w, key, query->find(call->room, key));
    }
    cho_json_end_object(&w), cho_json_end_object(&w);
    return true;
}

/* The number as it is written in decimal. */
static bool user_key(cho_host_call *call, const cho_json_value *value, cho_span *key)
{
    cho_json_value number;
    uint64_t       id;
    if (!cho_json_as_number(value, &number) || !cho_json_to_uint64(&number, &id) || id > UINT32_MAX)
        return false;
    cho_buf *digits = &call->room->patch;
    cho_buf_clear(digits);
    cho_buf_printf(digits, "%u", (unsigned)id);
    chorus_str copy = cho_arena_str(&call->room->scratch, digits->data, digits->len);
    if (digits->failed || copy.len == 0)
        return cho_host_refuse_memory(call);
    *key = (cho_span){ copy.ptr, copy.len };
    return true;
}

static bool session_key(cho_host_call *call, const cho_json_value *value, cho_span *key)
{
    return cho_host_take_text(call, value, key);
}

/* The latest session of that user in this room; guests have no number. */
static const cho_host_participant *find_by_user(const cho_host_room *room, cho_span number)
{
    const cho_host_user        *user = cho_host_users_by_number(room->options.users, number);
    const cho_host_participant *p    = user != NULL ? user->newest : NULL;
    while (p != NULL && p->room != room)
        p = p->older;
    return p;
}

static const cho_host_participant *find_by_session(const cho_host_room *room, cho_span id)
{
    return cho_host_table_find(&room->participants, id);
}

bool cho_host_get_participants_by_user(cho_host_call *call)
{
    static const id_query by_user = { "userIDs", "not a user number", user_key, find_by_user };
    return look_up(call, &by_user);
}

bool cho_host_get_participants_by_session(cho_host_call *call)
{
    static const id_query by_session = { "sessionIDs", "not a session id", session_key, find_by_session };
    return look_up(call, &by_session);
}

/* ---- update ---- */

/* What a game cannot set, and what has a field of its own. */
static const char *const own_members[] = { "sessionID",   "userID",  "username",  "level",
                                           "lastInputAt", "connectedAt", "disabled", "groupID",
                                           "anonymous",   "channelGroups", "sparks",  "moreTimeMs",
                                           "moreTimeSince", "etag",  NULL };

static bool read_group(cho_host_call *call, cho_span item, cho_host_change *change)
{
    cho_json_value value;
    cho_span       id;
    if (!cho_json_find_key(item, cho_span_of("groupID"), &value))
        return true;
    if (!cho_host_read_optional_id(call, item, "groupID", "default", &id))
        return false;
    cho_host_group *group = cho_host_table_find(&call->room->groups, id);
    if (group == NULL)
        return cho_host_refuse(call, CHO_HOST_UNKNOWN_GROUP, "groupID", "unknown group");
    if (!cho_json_tag_yields(change->group_tag, call->tag))
        return true;
    change->group     = group;
    change->group_tag = call->tag;
    return true;
}

static bool read_disabled(cho_host_call *call, cho_span item, cho_host_change *change)
{
    cho_json_value value;
    bool           is_disabled = false;
    if (!cho_json_find_key(item, cho_span_of("disabled"), &value))
        return true;
    if (value.type != CHO_JSON_NULL && !cho_json_to_bool(&value, &is_disabled))
        return cho_host_refuse(call, CHO_HOST_BAD_ARGUMENT, "disabled", "neither true nor false");
    if (!cho_json_tag_yields(change->disabled_tag, call->tag))
        return true;
    change->is_disabled  = is_disabled;
    change->disabled_tag = call->tag;
    return true;
}

static bool stage_custom(cho_host_call *call, cho_host_changes *changes, cho_host_change *change, cho_span item)
{
    cho_host_patch_begin(call->room);
    if (!cho_host_patch_end(call, item, own_members))
        return false;
    return call->room->patch.len == 2 || cho_host_stage_patch(call, changes, change);
}

static bool stage_participant(cho_host_call *call, cho_host_changes *changes, cho_span item)
{
    cho_span id;
    if (!cho_host_read_id(call, item, "sessionID", &id))
        return false;
    cho_host_participant *p = cho_host_table_find(&call->room->participants, id);
    if (p == NULL)
        return true; /* it has just left */
    bool             is_first = p->object.change == NULL;
    cho_host_change *change   = cho_host_stage(call, changes, &p->object);
    if (change == NULL)
        return false;
    if (is_first)
        cho_host_begin_participant(change);
    return read_group(call, item, change) && read_disabled(call, item, change)
           && stage_custom(call, changes, change, item);
}

static bool stage_participants(cho_host_call *call, cho_host_changes *changes)
{
    cho_host_walk walk;
    cho_span      item;
    if (!cho_host_walk_into(call, call->params, "participants", &walk))
        return false;
    while (cho_host_walk_objects(call, &walk, &item)) {
        if (!stage_participant(call, changes, item))
            return false;
    }
    return call->code == 0;
}

static void write_updated(const cho_host_changes *changes, cho_buf *out)
{
    const char *comma = "";
    cho_buf_text(out, "{\"participants\":[");
    for (const cho_host_change *change = changes->first; change != NULL; change = change->next) {
        const cho_host_participant *p = (const cho_host_participant *)change->object;
        cho_buf_text(out, comma);
        cho_host_write_participant(out, p, cho_host_json_span(&p->object.json), false);
        comma = ",";
    }
    cho_buf_text(out, "]}");
}

bool cho_host_update_participants(cho_host_call *call)
{
    cho_host_changes changes;
    cho_host_changes_begin(&changes, call->room, &call->room->memory_budget);
    bool is_sound = cho_host_read_priority(call) && stage_participants(call, &changes);
    if (is_sound) {
        cho_host_commit_participants(&changes);
        write_updated(&changes, &call->room->result);
    }
    cho_host_changes_end(&changes);
    return is_sound;
}
