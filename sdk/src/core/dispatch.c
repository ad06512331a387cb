#include "core/dispatch.h"

#include "base/options.h"
#include "core/runtime_state.h"

static chorus_handler handler_for(const chorus_handlers *h, uint32_t type)
{
    switch (type) {
    case CHORUS_EVENT_SESSION_STATE:      return h->state;
    case CHORUS_EVENT_SESSION_READY:      return h->ready;
    case CHORUS_EVENT_SESSION_CLOSED:     return h->closed;
    case CHORUS_EVENT_REPLY:              return h->reply;
    case CHORUS_EVENT_INPUT:              return h->input;
    case CHORUS_EVENT_PARTICIPANT_JOIN:   return h->join;
    case CHORUS_EVENT_PARTICIPANT_UPDATE: return h->update;
    case CHORUS_EVENT_PARTICIPANT_LEAVE:  return h->leave;
    case CHORUS_EVENT_SCENE_CREATE:
    case CHORUS_EVENT_SCENE_UPDATE:
    case CHORUS_EVENT_SCENE_DELETE:       return h->scene;
    case CHORUS_EVENT_GROUP_CREATE:
    case CHORUS_EVENT_GROUP_UPDATE:
    case CHORUS_EVENT_GROUP_DELETE:       return h->group;
    case CHORUS_EVENT_CONTROL_CREATE:
    case CHORUS_EVENT_CONTROL_UPDATE:
    case CHORUS_EVENT_CONTROL_DELETE:     return h->control;
    case CHORUS_EVENT_WORLD_UPDATE:       return h->world;
    case CHORUS_EVENT_METHOD:             return h->method;
    case CHORUS_EVENT_MEMORY_WARNING:     return h->memory;
    case CHORUS_EVENT_PACKET:             return h->packet;
    case CHORUS_EVENT_UPLOAD:             return h->upload;
    case CHORUS_EVENT_TOKEN:              return h->token;
    default:                              return NULL;
    }
}

static void hand_over(chorus_runtime *rt, const chorus_handlers *handlers, void *user, const chorus_event *event)
{
    chorus_handler handler = handler_for(handlers, event->type);
    if (handler == NULL)
        handler = handlers->other;
    if (handler != NULL)
        handler(rt, event, user);
}

static bool is_stopped(const atomic_bool *stop)
{
    return stop != NULL && atomic_load_explicit(stop, memory_order_acquire);
}

uint32_t cho_dispatch_waiting(chorus_runtime *rt, const chorus_handlers *handlers, void *user, uint32_t max_events,
                              const atomic_bool *stop)
{
    chorus_event event; /* the queue may move while a handler runs */
    uint32_t     count = 0;
    cho_work_begin(rt, CHO_WORK_DISPATCHING);
    while (count < max_events && !is_stopped(stop) && chorus_next_event(rt, &event)) {
        hand_over(rt, handlers, user, &event);
        count++;
    }
    cho_work_end(rt, CHO_WORK_DISPATCHING);
    return count;
}

int chorus_dispatch_bounded(chorus_runtime *rt, const chorus_handlers *handlers, void *user, uint32_t max_events)
{
    chorus_handlers known;
    chorus_result   r = rt == NULL ? CHORUS_E_INVALID : cho_options_copy(&known, sizeof known, handlers);
    if (r != CHORUS_OK)
        return r;
    int pumped = chorus_pump(rt);
    if (pumped == CHORUS_E_STATE)
        return pumped;
    uint32_t count = cho_dispatch_waiting(rt, &known, user, max_events == 0 ? UINT32_MAX : max_events, NULL);
    return pumped < 0 ? pumped : (int)count;
}

int chorus_dispatch(chorus_runtime *rt, const chorus_handlers *handlers, void *user)
{
    return chorus_dispatch_bounded(rt, handlers, user, 0);
}
