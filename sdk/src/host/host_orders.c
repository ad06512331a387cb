/* The game's own moderation: orders on their way to the network thread. */
#include "base/options.h"
#include "base/utf8.h"
#include "host/host_open.h"
#include "host/service/host_records.h"

#include <chorus/host_moderation.h>

enum { TEXT_MAX = 1024, TEXT_COUNT = 5 };

/* ---- texts ---- */

/* The texts of an order, in the order they lie behind it. */
typedef struct texts {
    cho_span *all[TEXT_COUNT];
} texts;

static texts texts_of(cho_host_order *order)
{
    return (texts){ { &order->participant, &order->scene, &order->control, &order->ban, &order->reason } };
}

static size_t size_of_texts(cho_host_order *order, bool *is_too_long)
{
    texts  t    = texts_of(order);
    size_t size = 0;
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        *is_too_long = *is_too_long || t.all[i]->len > TEXT_MAX;
        size += t.all[i]->len;
    }
    return size;
}

/* Puts copies behind the command in the place of the caller's texts. */
static void move_texts(cho_host_moderate *command)
{
    texts t  = texts_of(&command->order);
    char *at = (char *)(command + 1);
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        if (t.all[i]->len > 0)
            memcpy(at, t.all[i]->ptr, t.all[i]->len);
        t.all[i]->ptr = at;
        at += t.all[i]->len;
    }
}

/* Empty for NULL. */
static cho_span text_of(const char *text)
{
    return cho_span_of(text != NULL ? text : "");
}

/* ---- sending ---- */

static chorus_result send(cho_session *session, uint32_t channel, cho_host_order *order)
{
    bool               is_too_long = false;
    size_t             size        = size_of_texts(order, &is_too_long);
    cho_host_moderate *command;
    if (is_too_long)
        return CHORUS_E_SIZE;
    if (!cho_utf8_valid(order->reason.ptr, order->reason.len))
        return CHORUS_E_INVALID;
    command = cho_session_command(session, CHO_HOST_COMMAND_MODERATE, sizeof *command + size);
    if (command == NULL)
        return CHORUS_E_MEMORY;
    command->channel = channel;
    command->order   = *order;
    move_texts(command);
    chorus_result r = cho_session_send(session, command);
    if (r != CHORUS_OK)
        cho_session_drop_command(session, command);
    return r;
}

static chorus_result give(chorus_runtime *rt, chorus_session session, uint32_t channel, cho_host_order order)
{
    cho_session  *found;
    chorus_result r = cho_host_find_session(rt, session, channel, &found);
    return r == CHORUS_OK ? send(found, channel, &order) : r;
}

/* Of those that name a participant. */
static chorus_result give_of(chorus_runtime *rt, chorus_session session, uint32_t channel, const char *participant,
                             cho_host_order order)
{
    if (participant == NULL)
        return CHORUS_E_INVALID;
    order.participant = cho_span_of(participant);
    return give(rt, session, channel, order);
}

/* ---- one participant ---- */

chorus_result chorus_host_kick(chorus_runtime *rt, chorus_session session, uint32_t channel, const char *participant,
                               const char *reason)
{
    return give_of(rt, session, channel, participant,
                   (cho_host_order){ .deed = CHO_HOST_KICK, .reason = text_of(reason) });
}

chorus_result chorus_host_ban(chorus_runtime *rt, chorus_session session, uint32_t channel, const char *participant,
                              const chorus_host_ban_terms *terms)
{
    chorus_host_ban_terms known;
    CHORUS_INIT(&known);
    chorus_result r = terms == NULL ? CHORUS_OK : cho_options_copy(&known, sizeof known, terms);
    if (r == CHORUS_OK && known.for_ms < 0)
        r = CHORUS_E_INVALID;
    if (r != CHORUS_OK)
        return r;
    return give_of(rt, session, channel, participant,
                   (cho_host_order){ .deed       = CHO_HOST_BAN,
                                     .reason     = text_of(known.reason),
                                     .for_ms     = known.for_ms,
                                     .by_network = known.by_network });
}

chorus_result chorus_host_unban(chorus_runtime *rt, chorus_session session, uint32_t channel, const char *ban)
{
    if (ban == NULL)
        return CHORUS_E_INVALID;
    return give(rt, session, channel, (cho_host_order){ .deed = CHO_HOST_UNBAN, .ban = cho_span_of(ban) });
}

chorus_result chorus_host_set_disabled(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                       const char *participant, bool is_disabled)
{
    return give_of(rt, session, channel, participant,
                   (cho_host_order){ .deed = CHO_HOST_DISABLE, .value = is_disabled });
}

chorus_result chorus_host_set_muted(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                    const char *participant, chorus_host_mute mute)
{
    if (mute > CHORUS_HOST_MUTE_ALL)
        return CHORUS_E_INVALID;
    return give_of(rt, session, channel, participant, (cho_host_order){ .deed = CHO_HOST_MUTE, .value = mute });
}

/* ---- controls and everybody ---- */

chorus_result chorus_host_mute_control(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                       const char *scene, const char *control, bool is_muted)
{
    if (scene == NULL || control == NULL)
        return CHORUS_E_INVALID;
    return give(rt, session, channel,
                (cho_host_order){ .deed    = CHO_HOST_MUTE_CONTROL,
                                  .scene   = cho_span_of(scene),
                                  .control = cho_span_of(control),
                                  .value   = is_muted });
}

chorus_result chorus_host_set_slow_mode(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                        uint32_t slow_ms)
{
    if (slow_ms > CHO_HOST_SLOW_MAX_MS)
        return CHORUS_E_INVALID;
    return give(rt, session, channel, (cho_host_order){ .deed = CHO_HOST_SLOW_MODE, .value = slow_ms });
}

chorus_result chorus_host_set_more_time(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                        uint32_t more_ms)
{
    if (more_ms > CHO_HOST_MORE_TIME_MAX_MS)
        return CHORUS_E_INVALID;
    return give(rt, session, channel, (cho_host_order){ .deed = CHO_HOST_MORE_TIME, .value = more_ms });
}

chorus_result chorus_host_set_members_only(chorus_runtime *rt, chorus_session session, uint32_t channel,
                                           bool is_members_only)
{
    return give(rt, session, channel,
                (cho_host_order){ .deed = CHO_HOST_MEMBERS_ONLY, .value = is_members_only });
}

chorus_result chorus_host_stop(chorus_runtime *rt, chorus_session session, uint32_t channel, const char *reason)
{
    return give(rt, session, channel, (cho_host_order){ .deed = CHO_HOST_STOP, .reason = text_of(reason) });
}

chorus_result chorus_host_go_on(chorus_runtime *rt, chorus_session session, uint32_t channel)
{
    return give(rt, session, channel, (cho_host_order){ .deed = CHO_HOST_GO_ON });
}
