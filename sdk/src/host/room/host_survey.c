#include "host/room/host_survey.h"

#include "base/alloc.h"
#include "codec/json_find.h"
#include "host/room/host_methods.h"
#include "host/room/host_objects.h"
#include "host/room/host_participants.h"

#include <ctype.h>
#include <string.h>

/* ---- participants ---- */

static bool matches(const cho_host_participant *p, const char *search)
{
    size_t len = strlen(search), name_len = strlen(p->name);
    for (size_t at = 0; at + len <= name_len; at++) {
        size_t i = 0;
        while (i < len && tolower((unsigned char)p->name[at + i]) == tolower((unsigned char)search[i]))
            i++;
        if (i == len)
            return true;
    }
    return false;
}

static const cho_host_participant *next_of(const cho_host_room *room, const cho_host_view *view,
                                           const cho_host_participant *p)
{
    if (!view->by_activity)
        return cho_host_table_next(&room->participants, p);
    return p == NULL ? room->most_active : p->less_active;
}

uint32_t cho_host_survey_find(const cho_host_room *room, const cho_host_view *view, uint32_t handles[],
                              uint32_t *matching)
{
    uint32_t                    found = 0;
    const cho_host_participant *p     = NULL;
    *matching                         = 0;
    while ((p = next_of(room, view, p)) != NULL) {
        if (!matches(p, view->search))
            continue;
        if (*matching >= view->from && found < view->count && found < CHO_HOST_VIEW_MAX)
            handles[found++] = p->object.node.handle;
        ++*matching;
    }
    return found;
}

static const char *mute_name(cho_host_mute mute)
{
    static const char *const names[] = {
        [CHO_HOST_MUTE_NOTHING] = "nothing", [CHO_HOST_MUTE_TEXT] = "text", [CHO_HOST_MUTE_ALL] = "all"
    };
    return names[mute];
}

void cho_host_survey_participant(const cho_host_room *room, uint32_t handle, cho_buf *out)
{
    const cho_host_participant *p = cho_host_table_get(&room->participants, handle);
    cho_json_writer             w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sessionID"), cho_json_write_string(&w, p->object.node.id);
    cho_json_key(&w, "username"), cho_json_write_text(&w, p->name);
    cho_json_key(&w, "userID"), cho_json_write_uint64(&w, p->user != NULL ? p->user->number : 0);
    cho_json_key(&w, "groupID"), cho_json_write_string(&w, p->group->object.node.id);
    cho_json_key(&w, "connectedAt"), cho_json_write_int64(&w, p->connected_at_ms);
    cho_json_key(&w, "lastInputAt"), cho_json_write_int64(&w, p->last_input_at_ms);
    cho_json_key(&w, "inputs"), cho_json_write_uint64(&w, p->input_count);
    cho_json_key(&w, "latencyMs");
    if (p->latency_ms != 0)
        cho_json_write_uint64(&w, p->latency_ms);
    else
        cho_json_write_null(&w);
    cho_json_key(&w, "disabled"), cho_json_write_bool(&w, p->is_disabled);
    cho_json_key(&w, "mute"), cho_json_write_text(&w, mute_name(p->mute));
    cho_json_end_object(&w);
}

cho_span cho_host_survey_id(const cho_host_room *room, uint32_t handle)
{
    const cho_host_participant *p = cho_host_table_get(&room->participants, handle);
    return p->object.node.id;
}

const char *cho_host_survey_name(const cho_host_room *room, cho_span participant)
{
    const cho_host_participant *p = cho_host_table_find(&room->participants, participant);
    return p != NULL ? p->name : NULL;
}

/* ---- the show ---- */

/* The game has said that its scenes may be changed from outside. */
static bool allows_edits(const cho_host_room *room)
{
    cho_json_value value;
    bool           allows = false;
    return room->game.peer != NULL && cho_host_member(cho_host_json_span(&room->world.json), "studioEdits", &value)
           && cho_json_to_bool(&value, &allows) && allows;
}

void cho_host_survey_state(const cho_host_room *room, cho_buf *out)
{
    const cho_host_moderation *m = &room->moderation;
    cho_json_writer            w = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "hasGame"), cho_json_write_bool(&w, room->game.peer != NULL);
    cho_json_key(&w, "isLive"), cho_json_write_bool(&w, cho_host_room_is_live(room));
    cho_json_key(&w, "isReady"), cho_json_write_bool(&w, room->is_ready);
    cho_json_key(&w, "versionID"), cho_json_write_uint64(&w, room->game.version_id);
    cho_json_key(&w, "isStopped"), cho_json_write_bool(&w, m->is_stopped);
    cho_json_key(&w, "reason"), cho_json_write_text(&w, m->reason);
    cho_json_key(&w, "slowMs"), cho_json_write_uint64(&w, m->slow_ms);
    cho_json_key(&w, "moreMs"), cho_json_write_uint64(&w, m->more_ms);
    cho_json_key(&w, "isMembersOnly"), cho_json_write_bool(&w, m->members_only);
    cho_json_key(&w, "allowsEdits"), cho_json_write_bool(&w, allows_edits(room));
    cho_json_key(&w, "bans"), cho_json_write_uint64(&w, cho_host_bans_count(&room->bans));
    cho_json_end_object(&w);
}

static void write_control(cho_buf *out, const cho_host_control *control)
{
    static const char *const left_out[] = { "muted", NULL };
    cho_buf_text(out, "{");
    cho_host_append_others(out, cho_host_json_span(&control->object.json), left_out, CHO_PACKET_DEPTH);
    cho_buf_text(out, control->is_muted ? ",\"muted\":true}" : ",\"muted\":false}");
}

static void write_scene(cho_host_room *room, cho_buf *out, const cho_host_scene *scene)
{
    const cho_host_control *control = NULL;
    const char             *comma   = "";
    cho_span                text    = cho_host_json_span(&scene->object.json);
    cho_buf_append(out, text.ptr, text.len - 1);
    cho_buf_text(out, ",\"controls\":[");
    while ((control = cho_host_table_next(&scene->controls, control)) != NULL) {
        cho_buf_text(out, comma);
        write_control(out, control);
        comma = ",";
    }
    cho_buf_text(out, "],\"groups\":");
    cho_host_write_groups(room, out, scene);
    cho_buf_text(out, "}");
}

void cho_host_survey_scenes(cho_host_room *room, cho_buf *out)
{
    const cho_host_scene *scene = NULL;
    const char           *comma = "";
    cho_buf_text(out, "[");
    while ((scene = cho_host_table_next(&room->scenes, scene)) != NULL) {
        cho_buf_text(out, comma);
        write_scene(room, out, scene);
        comma = ",";
    }
    cho_buf_text(out, "]");
}

int32_t cho_host_survey_version(const cho_host_room *room)
{
    return room->audience_seq;
}

/* ---- figures ---- */

/* How many participants have told of each millisecond. */
typedef struct latencies {
    uint32_t of_ms[CHO_HOST_LATENCY_MAX + 1];
    uint32_t count;
} latencies;

static void gather(const cho_host_room *room, latencies *l)
{
    const cho_host_participant *p = NULL;
    memset(l, 0, sizeof *l);
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (p->latency_ms == 0)
            continue;
        l->of_ms[p->latency_ms]++;
        l->count++;
    }
}

static uint32_t percentile(const latencies *l, uint32_t percent)
{
    uint64_t seen = 0, wanted = ((uint64_t)l->count * percent + 99) / 100;
    for (uint32_t ms = 1; ms <= CHO_HOST_LATENCY_MAX; ms++) {
        seen += l->of_ms[ms];
        if (seen >= wanted)
            return ms;
    }
    return 0;
}

static void write_latencies(const cho_host_room *room, cho_json_writer *w)
{
    latencies l;
    gather(room, &l);
    cho_json_key(w, "latency"), cho_json_begin_object(w);
    cho_json_key(w, "count"), cho_json_write_uint64(w, l.count);
    cho_json_key(w, "p50"), cho_json_write_uint64(w, l.count > 0 ? percentile(&l, 50) : 0);
    cho_json_key(w, "p95"), cho_json_write_uint64(w, l.count > 0 ? percentile(&l, 95) : 0);
    cho_json_key(w, "p99"), cho_json_write_uint64(w, l.count > 0 ? percentile(&l, 99) : 0);
    cho_json_end_object(w);
}

static void write_reasons(const cho_host_room *room, cho_json_writer *w)
{
    static const char *const names[] = {
#define X(name, label) [CHO_HOST_REJECT_##name] = label,
        CHO_HOST_REJECTS(X)
#undef X
    };
    cho_json_key(w, "reasons"), cho_json_begin_object(w);
    for (size_t i = 0; i < CHO_HOST_REJECT_COUNT; i++) {
        if (room->rejects[i] > 0)
            cho_json_key(w, names[i]), cho_json_write_uint64(w, room->rejects[i]);
    }
    cho_json_end_object(w);
}

static void write_counts(const cho_host_room *room, cho_json_writer *w)
{
    const cho_host_scene *scene = NULL;
    cho_json_key(w, "controls"), cho_json_begin_array(w);
    while ((scene = cho_host_table_next(&room->scenes, scene)) != NULL) {
        const cho_host_control *control = NULL;
        while ((control = cho_host_table_next(&scene->controls, control)) != NULL) {
            if (control->input_count == 0)
                continue;
            cho_json_begin_array(w);
            cho_json_write_string(w, scene->object.node.id);
            cho_json_write_string(w, control->object.node.id);
            cho_json_write_uint64(w, control->input_count);
            cho_json_end_array(w);
        }
    }
    cho_json_end_array(w);
}

void cho_host_survey_rates(const cho_host_room *room, cho_buf *out)
{
    cho_json_writer w = cho_json_writer_on(out);
    cho_json_key(&w, "participants"), cho_json_write_uint64(&w, cho_host_table_count(&room->participants));
    cho_json_key(&w, "accepted"), cho_json_write_uint64(&w, room->counters.inputs_accepted);
    cho_json_key(&w, "rejected"), cho_json_write_uint64(&w, room->counters.inputs_rejected);
    cho_json_key(&w, "memoryBytes"), cho_json_write_uint64(&w, room->memory_budget.used);
    cho_json_key(&w, "memoryLimit"), cho_json_write_uint64(&w, room->memory_budget.limit);
    write_reasons(room, &w);
    write_latencies(room, &w);
    write_counts(room, &w);
}

/* ---- bans ---- */

static void write_ban(cho_json_writer *w, const cho_host_ban *ban)
{
    cho_json_begin_object(w);
    cho_json_key(w, "banID"), cho_json_write_string(w, ban->node.id);
    cho_json_key(w, "username"), cho_json_write_text(w, ban->name);
    cho_json_key(w, "reason"), cho_json_write_text(w, ban->reason);
    cho_json_key(w, "since"), cho_json_write_int64(w, ban->since_ms);
    cho_json_key(w, "until"), cho_json_write_int64(w, ban->until_ms);
    cho_json_end_object(w);
}

void cho_host_survey_bans(const cho_host_room *room, uint32_t from, cho_buf *out)
{
    const cho_host_ban *ban = NULL;
    cho_json_writer     w   = cho_json_writer_on(out);
    cho_json_begin_array(&w);
    for (uint32_t at = 0; (ban = cho_host_bans_next(&room->bans, ban)) != NULL; at++) {
        if (at >= from && at - from < CHO_HOST_BANS_PAGE)
            write_ban(&w, ban);
    }
    cho_json_end_array(&w);
}

/* ---- inputs ---- */

bool cho_host_survey_watch(cho_host_room *room, bool is_on)
{
    if (is_on && room->feed == NULL)
        room->feed = cho_alloc_zero(room->heap, sizeof *room->feed);
    if (!is_on) {
        cho_release(room->heap, room->feed);
        room->feed = NULL;
    }
    return !is_on || room->feed != NULL;
}

cho_host_feed *cho_host_survey_feed(cho_host_room *room)
{
    return room->feed;
}

/* ---- acting ---- */

static cho_host_method find_edit(const char *name)
{
    static const struct {
        const char     *name;
        cho_host_method run;
    } edits[] = {
        { "createScenes", cho_host_create_scenes },     { "updateScenes", cho_host_update_scenes },
        { "deleteScene", cho_host_delete_scene },       { "createControls", cho_host_create_controls },
        { "updateControls", cho_host_update_controls }, { "deleteControls", cho_host_delete_controls },
    };
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        if (strcmp(edits[i].name, name) == 0)
            return edits[i].run;
    }
    return NULL;
}

int32_t cho_host_room_act(cho_host_room *room, const char *method, cho_span params, int64_t now_ms, cho_span *result)
{
    cho_host_call   call = { .room = room, .params = params, .tag = { room->game.seq, 0 } };
    cho_host_method run  = find_edit(method);
    room->now_ms         = now_ms;
    cho_buf_clear(&room->result);
    if (run == NULL)
        cho_host_refuse(&call, CHO_HOST_UNKNOWN_METHOD, NULL, "not a change of scenes or controls");
    else if (!allows_edits(room))
        cho_host_refuse(&call, CHO_HOST_BAD_INPUT, NULL, "the game does not allow changes from the studio");
    else if (run(&call) && room->result.failed)
        cho_host_refuse_memory(&call);
    cho_arena_reset(&room->scratch);
    *result = call.code != 0 ? cho_span_of(call.message) : (cho_span){ room->result.data, room->result.len };
    return call.code;
}
