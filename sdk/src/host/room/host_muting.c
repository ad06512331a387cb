#include "host/room/host_muting.h"

#include <stdio.h>

/* ---- controls ---- */

static bool has_muted(const cho_host_room *room)
{
    return cho_host_table_count(&room->moderation.muted) > 0;
}

bool cho_host_audience_differs(const cho_host_room *room)
{
    return has_muted(room) || room->moderation.more_ms > 0;
}

cho_span cho_host_muted_key(cho_span scene, cho_span control, char out[CHO_HOST_MUTED_KEY_MAX])
{
    memcpy(out, scene.ptr, scene.len);
    out[scene.len] = '\0';
    memcpy(out + scene.len + 1, control.ptr, control.len);
    return (cho_span){ out, scene.len + 1 + control.len };
}

bool cho_host_is_control_muted(const cho_host_room *room, cho_span scene, cho_span control)
{
    char key[CHO_HOST_MUTED_KEY_MAX];
    return has_muted(room)
           && cho_host_table_find(&room->moderation.muted, cho_host_muted_key(scene, control, key)) != NULL;
}

/* ---- refusals ---- */

static const char *say_stopped(cho_host_moderation *m)
{
    snprintf(m->refusal, sizeof m->refusal, "everything is stopped%s%s", m->reason[0] != '\0' ? ": " : "", m->reason);
    return m->refusal;
}

const char *cho_host_why_silent(cho_host_room *room, const cho_host_participant *p)
{
    cho_host_moderation *m = &room->moderation;
    if (m->is_stopped)
        return say_stopped(m);
    if (p->mute == CHO_HOST_MUTE_ALL)
        return "you are muted";
    return m->members_only && p->user == NULL ? "only members may take part now: sign in" : NULL;
}

const char *cho_host_why_muted(const cho_host_participant *p, const cho_host_control *control)
{
    if (control->is_muted)
        return "this control is muted";
    if (p->mute == CHO_HOST_MUTE_TEXT && control->kind == CHO_HOST_TEXTBOX)
        return "your texts are muted";
    return NULL;
}

const char *cho_host_why_too_soon(cho_host_room *room, const cho_host_participant *p)
{
    cho_host_moderation *m      = &room->moderation;
    int64_t              due_ms = p->slowed_at_ms + m->slow_ms;
    if (m->slow_ms == 0 || p->slowed_at_ms == 0 || room->now_ms >= due_ms)
        return NULL;
    snprintf(m->refusal, sizeof m->refusal, "slow mode: again in %lld ms", (long long)(due_ms - room->now_ms));
    return m->refusal;
}

/* ---- the end of a session ---- */

void cho_host_forget_moderation(cho_host_room *room)
{
    cho_host_moderation *m = &room->moderation;
    while (m->muted.last != NULL)
        cho_host_table_remove(&m->muted, m->muted.last);
    m->is_stopped   = false;
    m->members_only = false;
    m->slow_ms      = 0;
    m->more_ms      = 0;
    m->reason[0]    = '\0';
}
