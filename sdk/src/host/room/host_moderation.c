#include "host/room/host_moderation.h"

#include "host/room/host_more_time.h"
#include "host/room/host_muting.h"
#include "host/room/host_names.h"
#include "host/room/host_objects.h"
#include "host/room/host_participants.h"
#include "host/room/host_send.h"
#include "host/room/host_touch.h"

typedef struct deed {
    cho_host_room        *room;
    const cho_host_order *order;
    cho_host_participant *target; /* of the deeds that name one */
    char                  reason[CHO_HOST_REASON_SIZE];
    cho_host_outcome      outcome;
} deed;

static const char *reason_or(const deed *d, const char *otherwise)
{
    return d->reason[0] != '\0' ? d->reason : otherwise;
}

/* ---- participants ---- */

static chorus_result kick(deed *d)
{
    cho_host_close_participant(d->room, d->target, CHO_HOST_CLOSE_KICKED, reason_or(d, "you were sent away"));
    return CHORUS_OK;
}

static cho_host_identity identity_of(const cho_host_participant *p)
{
    cho_host_identity who = { .user = p->user, .device = p->device, .network = p->network };
    memcpy(who.name, p->name, sizeof who.name);
    return who;
}

static chorus_result put_ban(deed *d, const char *id, const cho_host_identity *who, size_t *count)
{
    bool         is_full;
    int64_t      now_ms = d->room->now_ms;
    cho_host_ban ban    = { .since_ms = now_ms, .until_ms = d->order->for_ms > 0 ? now_ms + d->order->for_ms : 0 };
    memcpy(ban.name, who->name, sizeof ban.name);
    memcpy(ban.reason, d->reason, sizeof ban.reason);
    const cho_host_ban *made = cho_host_bans_put(&d->room->bans, cho_span_of(id), &ban, now_ms, &is_full);
    if (made == NULL)
        return is_full ? CHORUS_E_AGAIN : CHORUS_E_MEMORY;
    d->outcome.bans[(*count)++] = made;
    return CHORUS_OK;
}

/* And the target, who may be nobody that a ban gets hold of; NULL: none. */
static void show_out_banned(cho_host_room *room, const cho_host_participant *target, const char *reason)
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        cho_host_identity who = identity_of(p);
        if (p == target || cho_host_bans_find(&room->bans, &who, room->now_ms) != NULL)
            cho_host_close_participant(room, p, CHO_HOST_CLOSE_BANNED, reason[0] != '\0' ? reason : "you are banned");
    }
}

static chorus_result ban(deed *d)
{
    char              id[CHO_HOST_BAN_ID_SIZE];
    size_t            count = 0;
    chorus_result     r     = CHORUS_OK;
    cho_host_identity who   = identity_of(d->target);
    if (d->order->for_ms < 0)
        return CHORUS_E_INVALID;
    if (cho_host_ban_id_of_user(&who, id) || cho_host_ban_id_of_device(&who, id))
        r = put_ban(d, id, &who, &count);
    if (r == CHORUS_OK && d->order->by_network && cho_host_ban_id_of_network(&who, id))
        r = put_ban(d, id, &who, &count);
    show_out_banned(d->room, d->target, d->reason);
    return r;
}

static chorus_result disable(deed *d)
{
    cho_host_room   *room = d->room;
    cho_host_call    call = { .room = room, .tag = { room->game.seq, 0 } };
    cho_host_changes changes;
    if (d->order->value > 1)
        return CHORUS_E_INVALID;
    if (d->target->is_disabled == (d->order->value != 0))
        return CHORUS_OK;
    cho_host_changes_begin(&changes, room, &room->memory_budget);
    cho_host_change *change = cho_host_stage(&call, &changes, &d->target->object);
    if (change != NULL) {
        cho_host_begin_participant(change);
        change->is_disabled  = d->order->value != 0;
        change->disabled_tag = call.tag;
        cho_host_commit_participants(&changes);
    }
    cho_host_changes_end(&changes);
    cho_arena_reset(&room->scratch);
    return change != NULL ? CHORUS_OK : CHORUS_E_MEMORY;
}

static chorus_result mute(deed *d)
{
    if (d->order->value > CHO_HOST_MUTE_ALL)
        return CHORUS_E_INVALID;
    d->target->mute = (cho_host_mute)d->order->value;
    if (d->target->mute == CHO_HOST_MUTE_ALL)
        cho_host_release_touches(d->room, d->target);
    return CHORUS_OK;
}

/* ---- bans ---- */

static chorus_result unban(deed *d)
{
    return cho_host_bans_lift(&d->room->bans, d->order->ban) ? CHORUS_OK : CHORUS_E_NOT_FOUND;
}

chorus_result cho_host_room_remember_ban(cho_host_room *room, cho_span id, const cho_host_ban *ban, int64_t now_ms)
{
    bool is_full;
    if (!cho_host_is_ban_id(id))
        return CHORUS_E_INVALID;
    if (cho_host_bans_put(&room->bans, id, ban, now_ms, &is_full) != NULL)
        return CHORUS_OK;
    return is_full ? CHORUS_E_AGAIN : CHORUS_E_MEMORY;
}

chorus_result cho_host_room_take_ban(cho_host_room *room, cho_span id, const cho_host_ban *ban, int64_t now_ms)
{
    room->now_ms = now_ms;
    if (ban == NULL) {
        (void)cho_host_bans_lift(&room->bans, id);
        return CHORUS_OK;
    }
    chorus_result r = cho_host_room_remember_ban(room, id, ban, now_ms);
    if (r == CHORUS_OK)
        show_out_banned(room, NULL, ban->reason);
    return r;
}

const cho_host_bans *cho_host_room_bans(const cho_host_room *room)
{
    return &room->bans;
}

uint16_t cho_host_room_judge(const cho_host_room *room, const cho_host_identity *who, int64_t now_ms,
                             const char **reason)
{
    const cho_host_ban *found = cho_host_bans_find(&room->bans, who, now_ms);
    if (found != NULL) {
        *reason = found->reason[0] != '\0' ? found->reason : "you are banned";
        return CHO_HOST_CLOSE_BANNED;
    }
    *reason = "only members may take part now: sign in";
    return room->moderation.members_only && who->user == NULL ? CHO_HOST_CLOSE_UNAUTHORISED : 0;
}

/* ---- controls ---- */

static void tell_control(cho_host_room *room, const cho_host_control *control)
{
    cho_json_writer w = cho_json_writer_on(cho_host_params(room));
    cho_json_begin_object(&w);
    cho_json_key(&w, "sceneID"), cho_json_write_string(&w, control->scene->object.node.id);
    cho_buf_text(w.out, ",\"controls\":[");
    cho_host_write_control(w.out, control, CHO_HOST_FOR_AUDIENCE);
    cho_buf_text(w.out, "]}");
    cho_host_tell_audience(room, "onControlUpdate");
}

/* Notes what is muted by its names, so that a control that the game makes anew is. */
static chorus_result note_mute(cho_host_room *room, const cho_host_control *control, bool is_muted)
{
    cho_host_table *muted = &room->moderation.muted;
    cho_span        scene = control->scene->object.node.id, id = control->object.node.id;
    char            key[CHO_HOST_MUTED_KEY_MAX];
    cho_span        name = cho_host_muted_key(scene, id, key);
    if (!is_muted) {
        cho_host_table_remove(muted, cho_host_table_find(muted, name));
        return CHORUS_OK;
    }
    if (cho_host_table_count(muted) >= room->options.limits->muted_controls)
        return CHORUS_E_AGAIN;
    return cho_host_table_add(muted, name) != NULL ? CHORUS_OK : CHORUS_E_MEMORY;
}

static chorus_result mute_control(deed *d)
{
    cho_host_room    *room    = d->room;
    cho_host_scene   *scene   = cho_host_table_find(&room->scenes, d->order->scene);
    cho_host_control *control = scene == NULL ? NULL : cho_host_table_find(&scene->controls, d->order->control);
    bool              wish    = d->order->value != 0;
    if (d->order->value > 1)
        return CHORUS_E_INVALID;
    if (control == NULL)
        return CHORUS_E_NOT_FOUND;
    chorus_result r = control->is_muted == wish ? CHORUS_OK : note_mute(room, control, wish);
    if (r != CHORUS_OK || control->is_muted == wish)
        return r;
    control->is_muted = wish;
    if (wish)
        cho_host_release_control(room, control);
    tell_control(room, control);
    return CHORUS_OK;
}

/* ---- everybody ---- */

static chorus_result set_slow_mode(deed *d)
{
    if (d->order->value > CHO_HOST_SLOW_MAX_MS)
        return CHORUS_E_INVALID;
    if (d->room->moderation.slow_ms == d->order->value)
        return CHORUS_OK;
    d->room->moderation.slow_ms = d->order->value;
    cho_host_tell_readiness(d->room);
    return CHORUS_OK;
}

static chorus_result set_more_time(deed *d)
{
    if (d->order->value > CHO_HOST_MORE_TIME_MAX_MS)
        return CHORUS_E_INVALID;
    if (d->room->moderation.more_ms != d->order->value)
        cho_host_set_more_time(d->room, d->order->value);
    return CHORUS_OK;
}

static void release_all(cho_host_room *room, bool (*is_meant)(const cho_host_participant *p))
{
    cho_host_participant *p = NULL;
    while ((p = cho_host_table_next(&room->participants, p)) != NULL) {
        if (is_meant(p))
            cho_host_release_touches(room, p);
    }
}

static bool is_guest(const cho_host_participant *p)
{
    return p->user == NULL;
}

static bool is_anybody(const cho_host_participant *p)
{
    (void)p;
    return true;
}

static chorus_result set_members_only(deed *d)
{
    if (d->order->value > 1)
        return CHORUS_E_INVALID;
    d->room->moderation.members_only = d->order->value != 0;
    if (d->room->moderation.members_only)
        release_all(d->room, is_guest);
    return CHORUS_OK;
}

/* The audience hears of it first: the game may be told of thousands of releases. */
static chorus_result stop(deed *d)
{
    cho_host_moderation *m      = &d->room->moderation;
    bool                 is_new = !m->is_stopped || strcmp(m->reason, d->reason) != 0;
    m->is_stopped               = true;
    memcpy(m->reason, d->reason, sizeof m->reason);
    if (is_new)
        cho_host_tell_readiness(d->room);
    release_all(d->room, is_anybody);
    return CHORUS_OK;
}

static chorus_result go_on(deed *d)
{
    cho_host_moderation *m = &d->room->moderation;
    if (!m->is_stopped)
        return CHORUS_OK;
    m->is_stopped = false;
    m->reason[0]  = '\0';
    cho_host_tell_readiness(d->room);
    return CHORUS_OK;
}

/* ---- orders ---- */

typedef struct deed_row {
    bool names_participant;
    chorus_result (*run)(deed *d);
} deed_row;

static const deed_row deeds[CHO_HOST_DEEDS] = {
    [CHO_HOST_KICK]         = { true, kick },
    [CHO_HOST_BAN]          = { true, ban },
    [CHO_HOST_UNBAN]        = { false, unban },
    [CHO_HOST_DISABLE]      = { true, disable },
    [CHO_HOST_MUTE]         = { true, mute },
    [CHO_HOST_MUTE_CONTROL] = { false, mute_control },
    [CHO_HOST_SLOW_MODE]    = { false, set_slow_mode },
    [CHO_HOST_MORE_TIME]    = { false, set_more_time },
    [CHO_HOST_MEMBERS_ONLY] = { false, set_members_only },
    [CHO_HOST_STOP]         = { false, stop },
    [CHO_HOST_GO_ON]        = { false, go_on },
};

chorus_result cho_host_room_moderate(cho_host_room *room, const cho_host_order *order, int64_t now_ms,
                                     cho_host_outcome *outcome)
{
    const deed_row *row = &deeds[order->deed];
    deed            d   = { .room = room, .order = order };
    room->now_ms        = now_ms;
    cho_host_clean_text(order->reason, d.reason, sizeof d.reason);
    if (row->names_participant)
        d.target = cho_host_table_find(&room->participants, order->participant);
    chorus_result r = row->names_participant && d.target == NULL ? CHORUS_E_NOT_FOUND : row->run(&d);
    *outcome        = d.outcome;
    return r;
}
