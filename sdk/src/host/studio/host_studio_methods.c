/* What a studio may ask for. */
#include "codec/json_find.h"
#include "codec/json_writer.h"
#include "host/room/host_names.h"
#include "host/service/host_moderator.h"
#include "host/studio/host_desk.h"

enum {
    INTERNAL            = 1011,
    UNKNOWN_METHOD      = 4003,
    BAD_ARGUMENT        = 4004,
    UNKNOWN_CONTROL     = 4012,
    UNKNOWN_PARTICIPANT = 4015,
    REFUSED             = 4099
};

/* One call. Functions that return bool return false when it is refused: code, message and path are set then. */
typedef struct studio_call {
    cho_host_studio *studio;
    cho_span         params;
    cho_span         id_text; /* of the call; empty: it is not answered */
    int32_t          code;
    const char      *message, *path;
    bool             is_later; /* answered when something is on the disk */
} studio_call;

static bool refuse(studio_call *call, int32_t code, const char *path, const char *message)
{
    call->code    = code;
    call->path    = path;
    call->message = message;
    return false;
}

/* ---- arguments ---- */

/* What a string says; empty when it is absent or null. False: it is something else, or there is no memory. */
static bool read_text(studio_call *call, const char *name, bool is_needed, cho_span *out)
{
    cho_json_value value;
    cho_arena     *scratch = &call->studio->desk->channel->service->scratch;
    *out                   = (cho_span){ "", 0 };
    if (!cho_json_find_key(call->params, cho_span_of(name), &value) || value.type == CHO_JSON_NULL)
        return !is_needed || refuse(call, BAD_ARGUMENT, name, "it is missing");
    if (value.type != CHO_JSON_STRING)
        return refuse(call, BAD_ARGUMENT, name, "not a string");
    char *copy = cho_arena_alloc(scratch, value.raw.len + 1);
    if (copy == NULL)
        return refuse(call, INTERNAL, NULL, "out of memory");
    *out = (cho_span){ copy, cho_json_unescape(&value, copy) };
    return true;
}

/* 0 when it is absent or null. */
static bool read_number(studio_call *call, const char *name, int64_t most, int64_t *out)
{
    cho_json_value value;
    *out = 0;
    if (!cho_json_find_key(call->params, cho_span_of(name), &value) || value.type == CHO_JSON_NULL)
        return true;
    if (!cho_json_to_int64(&value, out) || *out < 0 || *out > most)
        return refuse(call, BAD_ARGUMENT, name, "not a whole number in range");
    return true;
}

static bool read_flag(studio_call *call, const char *name, bool is_needed, bool *out)
{
    cho_json_value value;
    *out = false;
    if (!cho_json_find_key(call->params, cho_span_of(name), &value) || value.type == CHO_JSON_NULL)
        return !is_needed || refuse(call, BAD_ARGUMENT, name, "it is missing");
    return cho_json_to_bool(&value, out) || refuse(call, BAD_ARGUMENT, name, "neither true nor false");
}

/* ---- moderation ---- */

typedef struct order_row {
    const char *method, *flag; /* flag: the name of its one argument that is true or false */
    bool        of_participant, of_control;
} order_row;

static const order_row orders[CHO_HOST_DEEDS] = {
    [CHO_HOST_KICK]         = { "kickParticipant", NULL, true, false },
    [CHO_HOST_BAN]          = { "banParticipant", NULL, true, false },
    [CHO_HOST_UNBAN]        = { "unban", NULL, false, false },
    [CHO_HOST_DISABLE]      = { "setDisabled", "isDisabled", true, false },
    [CHO_HOST_MUTE]         = { "setMuted", NULL, true, false },
    [CHO_HOST_MUTE_CONTROL] = { "muteControl", "isMuted", false, true },
    [CHO_HOST_SLOW_MODE]    = { "setSlowMode", NULL, false, false },
    [CHO_HOST_MORE_TIME]    = { "setMoreTime", NULL, false, false },
    [CHO_HOST_MEMBERS_ONLY] = { "setMembersOnly", "isMembersOnly", false, false },
    [CHO_HOST_STOP]         = { "stop", NULL, false, false },
    [CHO_HOST_GO_ON]        = { "goOn", NULL, false, false },
};

const char *cho_host_studio_deed_name(cho_host_deed deed)
{
    return orders[deed].method;
}

static bool read_mute(studio_call *call, cho_host_order *order)
{
    static const char *const names[] = {
        [CHO_HOST_MUTE_NOTHING] = "nothing", [CHO_HOST_MUTE_TEXT] = "text", [CHO_HOST_MUTE_ALL] = "all"
    };
    cho_span text;
    if (!read_text(call, "mute", true, &text))
        return false;
    for (uint32_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (cho_span_is(text, names[i])) {
            order->value = i;
            return true;
        }
    }
    return refuse(call, BAD_ARGUMENT, "mute", "one of nothing, text and all");
}

static bool read_ms(studio_call *call, const char *name, int64_t most, cho_host_order *order)
{
    int64_t number = 0;
    if (!read_number(call, name, most, &number))
        return false;
    order->value = (uint32_t)number;
    return true;
}

/* The arguments that only one deed has. */
static bool read_special(studio_call *call, cho_host_order *order)
{
    switch (order->deed) {
    case CHO_HOST_BAN:
        return read_number(call, "forMs", INT64_MAX / 2, &order->for_ms)
               && read_flag(call, "byNetwork", false, &order->by_network);
    case CHO_HOST_UNBAN:
        return read_text(call, "banID", true, &order->ban);
    case CHO_HOST_MUTE:
        return read_mute(call, order);
    case CHO_HOST_SLOW_MODE:
        return read_ms(call, "slowMs", CHO_HOST_SLOW_MAX_MS, order);
    case CHO_HOST_MORE_TIME:
        return read_ms(call, "moreMs", CHO_HOST_MORE_TIME_MAX_MS, order);
    default:
        return true;
    }
}

static bool read_order(studio_call *call, cho_host_order *order)
{
    const order_row *row  = &orders[order->deed];
    bool             flag = false;
    if (row->of_participant && !read_text(call, "participantID", true, &order->participant))
        return false;
    if (row->of_control
        && (!read_text(call, "sceneID", true, &order->scene) || !read_text(call, "controlID", true, &order->control)))
        return false;
    if (row->flag != NULL && !read_flag(call, row->flag, true, &flag))
        return false;
    order->value = flag;
    return read_text(call, "reason", false, &order->reason) && read_special(call, order);
}

static bool complain(studio_call *call, const cho_host_order *order, chorus_result r)
{
    if (r == CHORUS_OK)
        return true;
    if (r == CHORUS_E_AGAIN)
        return refuse(call, REFUSED, NULL, "there are too many of these");
    if (r != CHORUS_E_NOT_FOUND)
        return refuse(call, INTERNAL, NULL, chorus_strerror(r));
    if (orders[order->deed].of_participant)
        return refuse(call, UNKNOWN_PARTICIPANT, "participantID", "unknown participant: it may have left");
    if (orders[order->deed].of_control)
        return refuse(call, UNKNOWN_CONTROL, "controlID", "unknown control");
    return refuse(call, BAD_ARGUMENT, "banID", "unknown ban");
}

static void write_ban_ids(cho_buf *out, const cho_span ids[], size_t count)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "banIDs"), cho_json_begin_array(&w);
    for (size_t i = 0; i < count; i++)
        cho_json_write_string(&w, ids[i]);
    cho_json_end_array(&w), cho_json_end_object(&w);
}

/* {"banIDs":[...]}: what a ban has got hold of; null for all other deeds. */
static void write_outcome(cho_buf *out, const cho_host_order *order, const cho_host_outcome *outcome)
{
    cho_span ids[2];
    size_t   count = 0;
    cho_buf_clear(out);
    while (count < 2 && outcome->bans[count] != NULL) {
        ids[count] = outcome->bans[count]->node.id;
        count++;
    }
    if (order->deed == CHO_HOST_BAN)
        write_ban_ids(out, ids, count);
}

/* Nobody waits for the answer to a call that has no id, or a very long one. */
static bool make_waiter(const studio_call *call, cho_host_waiter *waiter)
{
    if (call->id_text.len == 0 || call->id_text.len > sizeof waiter->id)
        return false;
    waiter->studio = call->studio->serial;
    waiter->id_len = call->id_text.len;
    memcpy(waiter->id, call->id_text.ptr, call->id_text.len);
    return true;
}

static bool moderate(studio_call *call, cho_host_deed deed)
{
    cho_host_order   order = { .deed = deed };
    cho_host_outcome outcome;
    cho_host_waiter  waiter = { .studio = 0 };
    cho_host_desk   *desk   = call->studio->desk;
    bool             waits  = make_waiter(call, &waiter), is_later = false;
    if (!read_order(call, &order))
        return false;
    chorus_result r = cho_host_channel_moderate(desk->channel, &order, waits ? &waiter : NULL, &outcome, &is_later);
    if (!complain(call, &order, r))
        return false;
    write_outcome(&desk->text, &order, &outcome);
    call->is_later = waits && is_later;
    return true;
}

static cho_host_studio *find_waiting(const cho_host_desk *desk, uint64_t serial)
{
    cho_host_studio *studio = desk != NULL ? desk->studios : NULL;
    while (studio != NULL && studio->serial != serial)
        studio = studio->next;
    return studio;
}

void cho_host_studio_ban_written(cho_host_channel *channel, const cho_host_waiter *waiter,
                                 const cho_span *ids, size_t count, chorus_result result)
{
    cho_host_studio *studio = find_waiting(channel->desk, waiter->studio);
    cho_span         id     = { waiter->id, waiter->id_len };
    if (studio == NULL)
        return;
    if (result != CHORUS_OK) {
        cho_host_studio_refuse(studio, id, INTERNAL, "it holds now, and could not be written down", NULL);
        return;
    }
    cho_buf *out = cho_host_studio_text(studio);
    if (ids != NULL)
        write_ban_ids(out, ids, count);
    cho_host_studio_answer(studio, id);
}

/* ---- looking ---- */

static bool watch_participants(studio_call *call)
{
    cho_host_studio *studio = call->studio;
    cho_host_view    view   = { .count = 0 };
    cho_span         search, order;
    int64_t          from, count;
    if (!read_text(call, "search", false, &search) || !read_text(call, "order", false, &order)
        || !read_number(call, "from", UINT32_MAX, &from) || !read_number(call, "count", CHO_HOST_VIEW_MAX, &count))
        return false;
    cho_host_clean_text(search, view.search, sizeof view.search);
    view.from        = (uint32_t)from;
    view.count       = count > 0 ? (uint32_t)count : CHO_HOST_VIEW_MAX;
    view.by_activity = cho_span_is(order, "active");
    studio->view     = view;
    studio->has_list = true;
    cho_host_studio_tell_participants(studio, true);
    cho_host_studio_text(studio);
    return true;
}

static bool watch_inputs(studio_call *call)
{
    cho_host_studio *studio = call->studio;
    cho_host_desk   *desk   = studio->desk;
    bool             is_on;
    if (!read_flag(call, "isOn", true, &is_on))
        return false;
    if (is_on && !cho_host_survey_watch(desk->channel->room, true))
        return refuse(call, INTERNAL, NULL, "out of memory");
    desk->watcher_count += is_on;
    desk->watcher_count -= studio->watches_inputs;
    studio->watches_inputs = is_on;
    if (desk->watcher_count == 0)
        cho_host_survey_watch(desk->channel->room, false);
    return true;
}

static bool get_bans(studio_call *call)
{
    const cho_host_room *room = call->studio->desk->channel->room;
    cho_buf             *out  = &call->studio->desk->text;
    int64_t              from;
    if (!read_number(call, "from", UINT32_MAX, &from))
        return false;
    cho_buf_text(out, "{\"bans\":");
    cho_host_survey_bans(room, (uint32_t)from, out);
    cho_buf_printf(out, ",\"total\":%u}", (unsigned)cho_host_bans_count(cho_host_room_bans(room)));
    return true;
}

static bool get_studio(studio_call *call)
{
    const cho_host_channel *channel = call->studio->desk->channel;
    cho_json_writer         w       = cho_json_writer_on(&call->studio->desk->text);
    cho_json_begin_object(&w);
    cho_json_key(&w, "channel"), cho_json_write_uint64(&w, channel->config->number);
    cho_json_key(&w, "title"), cho_json_write_text(&w, channel->config->title);
    cho_json_key(&w, "time"), cho_json_write_int64(&w, cho_host_service_now_ms(channel->service));
    cho_json_end_object(&w);
    return true;
}

/* ---- acting ---- */

static bool act(studio_call *call)
{
    cho_host_channel *channel = call->studio->desk->channel;
    cho_span          method, result;
    cho_json_value    params;
    if (!read_text(call, "method", true, &method))
        return false;
    if (!cho_json_find_key(call->params, cho_span_of("params"), &params) || params.type != CHO_JSON_OBJECT)
        return refuse(call, BAD_ARGUMENT, "params", "an object is needed here");
    char *name = cho_arena_alloc(&channel->service->scratch, method.len + 1);
    if (name == NULL)
        return refuse(call, INTERNAL, NULL, "out of memory");
    memcpy(name, method.ptr, method.len);
    name[method.len] = '\0';
    int32_t code = cho_host_room_act(channel->room, name, params.raw, cho_host_service_now_ms(channel->service), &result);
    if (code != 0)
        return refuse(call, code, NULL, result.ptr);
    cho_buf_append(&call->studio->desk->text, result.ptr, result.len);
    return true;
}

/* ---- calls ---- */

static bool run_order(studio_call *call, const cho_json_value *method)
{
    for (cho_host_deed deed = 0; deed < CHO_HOST_DEEDS; deed++) {
        if (cho_json_is(method, orders[deed].method))
            return moderate(call, deed);
    }
    return refuse(call, UNKNOWN_METHOD, NULL, "unknown method");
}

static bool run(studio_call *call, const cho_json_value *method)
{
    static const struct {
        const char *name;
        bool (*run)(studio_call *call);
    } methods[] = {
        { "getStudio", get_studio },   { "watchParticipants", watch_participants },
        { "getBans", get_bans },       { "watchInputs", watch_inputs },
        { "act", act },
    };
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (cho_json_is(method, methods[i].name))
            return methods[i].run(call);
    }
    return run_order(call, method);
}

void cho_host_studio_run(cho_host_studio *studio, const cho_packet *packet)
{
    cho_host_channel *channel = studio->desk->channel;
    studio_call       call    = { .studio = studio, .params = cho_span_of("{}") };
    if (packet->params.type == CHO_JSON_OBJECT)
        call.params = packet->params.raw;
    if (packet->has_id && !packet->discard)
        call.id_text = packet->id_text;
    cho_host_studio_text(studio);
    bool is_done = run(&call, &packet->method);
    if (packet->has_id && !is_done)
        cho_host_studio_refuse(studio, packet->id_text, call.code, call.message, call.path);
    else if (packet->has_id && !packet->discard && !call.is_later)
        cho_host_studio_answer(studio, packet->id_text);
    cho_arena_reset(&channel->service->scratch);
    cho_host_channel_attend(channel);
}
