#include "host/room/host_participants.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/random.h"
#include "host/room/host_more_time.h"
#include "host/room/host_owed.h"
#include "host/room/host_send.h"
#include "host/room/host_touch.h"

#include <stdio.h>

/* ---- writing ---- */

void cho_host_write_participant(cho_buf *out, const cho_host_participant *p, cho_span custom, bool with_sparks)
{
    const cho_host_user *user = p->user;
    cho_json_writer      w    = cho_json_writer_on(out);
    cho_json_begin_object(&w);
    cho_json_key(&w, "sessionID"), cho_json_write_string(&w, p->object.node.id);
    cho_json_key(&w, "userID"), cho_json_write_uint64(&w, user != NULL ? user->number : 0);
    cho_json_key(&w, "username"), cho_json_write_text(&w, p->name);
    cho_json_key(&w, "level"), cho_json_write_uint64(&w, user != NULL ? user->level : 0);
    cho_json_key(&w, "lastInputAt"), cho_json_write_int64(&w, p->last_input_at_ms);
    cho_json_key(&w, "connectedAt"), cho_json_write_int64(&w, p->connected_at_ms);
    cho_json_key(&w, "disabled"), cho_json_write_bool(&w, p->is_disabled);
    cho_json_key(&w, "groupID"), cho_json_write_string(&w, p->group->object.node.id);
    cho_json_key(&w, "anonymous"), cho_json_write_bool(&w, user == NULL);
    cho_json_key(&w, "channelGroups");
    cho_json_write_raw(&w, cho_span_of(user != NULL ? user->roles : "[\"User\"]"));
    if (with_sparks)
        cho_json_key(&w, "sparks"), cho_json_write_uint64(&w, user != NULL ? user->sparks : 0);
    cho_host_write_more_time(&w, p);
    cho_host_append_members(out, custom);
    cho_buf_text(out, "}");
}

/* ---- telling ---- */

void cho_host_roll_begin(cho_host_roll *roll, cho_host_room *room, bool is_join, uint32_t most)
{
    *roll     = (cho_host_roll){ .room = room, .is_join = is_join, .most = most };
    roll->end = &roll->first;
}

void cho_host_roll_add(cho_host_roll *roll, cho_host_participant *p)
{
    bool is_full = roll->count == roll->most || roll->room->params.len > CHO_HOST_PAGE_BYTES;
    if (roll->count > 0 && is_full)
        cho_host_roll_flush(roll);
    cho_buf *out = roll->count > 0 ? &roll->room->params : cho_host_params(roll->room);
    cho_buf_text(out, roll->count > 0 ? "," : "{\"participants\":[");
    cho_host_write_participant(out, p, cho_host_event_text(&p->object), false);
    p->next_in_roll = NULL;
    *roll->end      = p;
    roll->end       = &p->next_in_roll;
    roll->count++;
}

void cho_host_roll_flush(cho_host_roll *roll)
{
    if (roll->count == 0)
        return;
    cho_buf_text(&roll->room->params, "]}");
    cho_host_tell_game_roll(roll->room, roll->first, roll->is_join ? "onParticipantJoin" : "onParticipantUpdate",
                            roll->is_join);
    roll->count = 0;
    roll->first = NULL;
    roll->end   = &roll->first;
}

void cho_host_tell_self(cho_host_room *room, cho_host_participant *p, const char *method)
{
    cho_buf *out = cho_host_params(room);
    cho_buf_text(out, "{\"participants\":[");
    cho_host_write_participant(out, p, cho_host_event_text(&p->object), true);
    cho_buf_text(out, "]}");
    cho_host_tell_participant(room, p, method);
}

void cho_host_tell_balance(const cho_host_user *user)
{
    for (cho_host_participant *p = user->newest; p != NULL; p = p->older)
        cho_host_tell_self(p->room, p, "onParticipantUpdate");
}

static void tell_game_of_join(cho_host_room *room, cho_host_participant *p)
{
    cho_host_roll roll;
    cho_host_roll_begin(&roll, room, true, 1);
    cho_host_roll_add(&roll, p);
    cho_host_roll_flush(&roll);
}

/* Who came and went while the game could not be told was never there. */
static void tell_game_of_leave(cho_host_room *room, const cho_host_participant *p)
{
    cho_buf *out = cho_host_params(room);
    if (cho_host_is_unknown(&p->object))
        return;
    cho_buf_text(out, "{\"participants\":[");
    cho_host_write_participant(out, p, cho_host_json_span(&p->object.json), false);
    cho_buf_text(out, "]}");
    cho_host_tell_game_gone(room, "onParticipantLeave");
}

/* ---- names ---- */

static uint32_t hash_name(const cho_host_room *room, const char *name)
{
    return cho_hash(room->options.hash_seed, name, strlen(name));
}

uint32_t cho_host_hash_of_name(const void *context, uint32_t handle)
{
    const cho_host_room        *room = context;
    const cho_host_participant *p    = cho_host_table_get(&room->participants, handle);
    return hash_name(room, p->name);
}

static bool has_name(const void *context, uint32_t handle, const void *name)
{
    const cho_host_room        *room = context;
    const cho_host_participant *p    = cho_host_table_get(&room->participants, handle);
    return strcmp(p->name, name) == 0;
}

static bool is_taken(const cho_host_room *room, const char *name)
{
    const cho_host_register *accounts = &room->options.accounts;
    return cho_host_users_has_name(room->options.users, name)
           || (accounts->has_name != NULL && accounts->has_name(accounts->user, name))
           || cho_index_find(&room->names, hash_name(room, name), has_name, room, name) != CHO_INDEX_NONE;
}

/* Cuts the name so that the suffix fits, at a character. */
static void join_name(char out[CHO_HOST_NAME_SIZE], const char *name, const char *suffix)
{
    size_t len = strlen(name), most = CHO_HOST_NAME_MAX - strlen(suffix);
    if (len > most) {
        len = most;
        while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80)
            len--;
    }
    snprintf(out, CHO_HOST_NAME_SIZE, "%.*s%s", (int)len, name, suffix);
}

/* "Ann", "Ann 2" ... "Ann 9", then "Ann-" and a random number: no crowd of namesakes makes it slow. */
static bool choose_name(const cho_host_room *room, const char *wanted, char out[CHO_HOST_NAME_SIZE])
{
    char     suffix[16] = "";
    uint32_t number     = 0;
    for (int attempt = 2; attempt < 32; attempt++) {
        join_name(out, wanted, suffix);
        if (!is_taken(room, out))
            return true;
        if (attempt > 9 && !cho_random_bytes(&number, sizeof number))
            return false;
        if (attempt > 9)
            snprintf(suffix, sizeof suffix, "-%08x", (unsigned)number);
        else
            snprintf(suffix, sizeof suffix, " %d", attempt);
    }
    return false;
}

/* ---- join ---- */

/* A user keeps its name, in every tab. */
static bool take_name(cho_host_room *room, cho_host_participant *p, const cho_host_identity *who)
{
    if (who->user != NULL)
        memcpy(p->name, who->user->name, sizeof p->name);
    else if (!choose_name(room, who->name, p->name))
        return false;
    return cho_index_put(&room->names, hash_name(room, p->name), p->object.node.handle);
}

static void link_to_user(cho_host_participant *p, cho_host_user *user)
{
    p->user = user;
    if (user == NULL)
        return;
    p->older = user->newest;
    if (p->older != NULL)
        p->older->newer = p;
    user->newest = p;
}

static void unlink_from_user(cho_host_participant *p)
{
    if (p->user == NULL)
        return;
    *(p->newer != NULL ? &p->newer->older : &p->user->newest) = p->older;
    if (p->older != NULL)
        p->older->newer = p->newer;
}

static void fill_buckets(cho_host_participant *p)
{
    const chorus_host_limits *l          = p->room->options.limits;
    int64_t                   now_ms     = p->room->now_ms;
    uint32_t                  move_burst = l->moves_per_s / 4;
    cho_host_bucket_init(&p->inputs, l->inputs_per_s, 2 * l->inputs_per_s, now_ms);
    cho_host_bucket_init(&p->calls, l->calls_per_s, 4 * l->calls_per_s, now_ms);
    cho_host_bucket_init(&p->moves, l->moves_per_s, move_burst > 2 ? move_burst : 2, now_ms);
}

static void set_up(cho_host_room *room, cho_host_participant *p, void *peer)
{
    p->room  = room;
    p->peer  = peer;
    p->group         = room->default_group;
    p->sees_since_ms = room->now_ms;
    /* Strictly increasing, so that pages can be cut between any two participants. */
    p->connected_at_ms = room->now_ms > room->last_connected_ms ? room->now_ms : room->last_connected_ms + 1;
    room->last_connected_ms = p->connected_at_ms;
    fill_buckets(p);
}

void cho_host_participants_set_rates(cho_host_room *room)
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL)
        fill_buckets(p);
}

chorus_result cho_host_room_join(cho_host_room *room, void *peer, const cho_host_identity *who, int64_t now_ms,
                                 uint32_t *handle)
{
    char id[CHO_UUID_TEXT_SIZE];
    room->now_ms = now_ms;
    if (room->default_group == NULL)
        return CHORUS_E_MEMORY;
    if (cho_host_table_count(&room->participants) >= room->options.max_participants)
        return CHORUS_E_AGAIN;
    if (!cho_uuid_make(id))
        return CHORUS_E_STATE;
    cho_host_participant *p = cho_host_table_add(&room->participants, cho_span_of(id));
    if (p == NULL)
        return CHORUS_E_MEMORY;
    if (!take_name(room, p, who)) {
        cho_host_table_remove(&room->participants, p);
        return CHORUS_E_MEMORY;
    }
    set_up(room, p, peer);
    p->device  = who->device;
    p->network = who->network;
    link_to_user(p, who->user);
    *handle = p->object.node.handle;
    cho_host_welcome(room, p);
    tell_game_of_join(room, p);
    return CHORUS_OK;
}

cho_near cho_host_room_near(const cho_host_room *room, uint32_t participant)
{
    return (cho_near){ cho_host_table_get(&room->participants, participant), sizeof(cho_host_participant) };
}

/* ---- leave ---- */

static void unlink_active(cho_host_room *room, cho_host_participant *p)
{
    if (p->last_input_at_ms == 0)
        return;
    *(p->less_active != NULL ? &p->less_active->more_active : &room->least_active) = p->more_active;
    *(p->more_active != NULL ? &p->more_active->less_active : &room->most_active)  = p->less_active;
    p->less_active = p->more_active = NULL;
}

/* Less than a page of them share a millisecond, so that the next page can begin at the last of this one. */
static int64_t next_input_ms(cho_host_room *room)
{
    if (room->now_ms > room->last_input_ms) {
        room->last_input_ms = room->now_ms;
        room->input_count   = 0;
    } else if (room->input_count == CHO_HOST_PAGE - 1) {
        room->last_input_ms++;
        room->input_count = 0;
    }
    room->input_count++;
    return room->last_input_ms;
}

void cho_host_note_activity(cho_host_room *room, cho_host_participant *p)
{
    unlink_active(room, p);
    p->last_input_at_ms = next_input_ms(room);
    p->less_active      = room->most_active;
    *(room->most_active != NULL ? &room->most_active->more_active : &room->least_active) = p;
    room->most_active = p;
}

void cho_host_forget_participant(cho_host_room *room, cho_host_participant *p)
{
    cho_host_drop_touches(room, p);
    unlink_active(room, p);
    unlink_from_user(p);
    cho_host_drop_text(room, &p->object, &room->memory_budget);
    cho_index_remove(&room->names, hash_name(room, p->name), p->object.node.handle);
    cho_host_table_remove(&room->participants, p);
}

void cho_host_room_leave(cho_host_room *room, uint32_t participant, int64_t now_ms)
{
    cho_host_participant *p = cho_host_table_get(&room->participants, participant);
    if (p == NULL)
        return;
    room->now_ms = now_ms;
    cho_host_release_touches(room, p);
    tell_game_of_leave(room, p);
    cho_host_forget_participant(room, p);
}

/* ---- change ---- */

void cho_host_begin_participant(cho_host_change *change)
{
    const cho_host_participant *p = (const cho_host_participant *)change->object;
    change->group                 = p->group;
    change->group_tag             = p->group_tag;
    change->is_disabled           = p->is_disabled;
    change->disabled_tag          = p->disabled_tag;
}

bool cho_host_stage_member_moves(cho_host_call *call, cho_host_changes *changes, const cho_host_group *from,
                                 cho_host_group *to)
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&call->room->participants, p)) != NULL) {
        if (p->group != from)
            continue;
        cho_host_change *change = cho_host_stage(call, changes, &p->object);
        if (change == NULL)
            return false;
        cho_host_begin_participant(change);
        change->group     = to;
        change->group_tag = call->tag;
    }
    return true;
}

void cho_host_commit_participants(cho_host_changes *changes)
{
    cho_host_room *room = changes->room;
    cho_host_roll  roll;
    cho_host_changes_commit(changes);
    cho_host_roll_begin(&roll, room, false, UINT32_MAX);
    for (cho_host_change *change = changes->first; change != NULL; change = change->next) {
        cho_host_participant *p = (cho_host_participant *)change->object;
        if (p->group->scene != change->group->scene)
            p->sees_since_ms = room->now_ms;
        p->group                = change->group;
        p->is_disabled          = change->is_disabled;
        p->group_tag            = change->group_tag;
        p->disabled_tag         = change->disabled_tag;
        cho_host_roll_add(&roll, p);
    }
    cho_host_roll_flush(&roll);
    for (cho_host_change *change = changes->first; change != NULL; change = change->next)
        cho_host_tell_self(room, (cho_host_participant *)change->object, "onParticipantUpdate");
}
