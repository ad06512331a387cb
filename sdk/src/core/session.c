#include "core/session.h"

#include "base/alloc.h"
#include "core/runtime_state.h"

#include <stdarg.h>
#include <stdio.h>

static cho_session *session_of(chorus_runtime *rt, chorus_session handle)
{
    cho_session **found = cho_slots_get(&rt->sessions, handle.id);
    return found == NULL ? NULL : *found;
}

static chorus_result push_command(chorus_runtime *rt, void *command)
{
    void *place = cho_ring_reserve(rt->outbox, sizeof command);
    if (place == NULL)
        return CHORUS_E_AGAIN;
    memcpy(place, &command, sizeof command);
    cho_ring_commit(rt->outbox, sizeof command);
    cho_work_begin(rt, CHO_WORK_COMMANDS);
    return CHORUS_OK;
}

static chorus_result send_open(chorus_runtime *rt, cho_session *session, cho_link *link)
{
    cho_command_open *open = cho_session_command(session, CHO_COMMAND_OPEN, sizeof *open);
    if (open == NULL)
        return CHORUS_E_MEMORY;
    open->link      = link;
    chorus_result r = push_command(rt, open);
    if (r != CHORUS_OK)
        cho_release(&rt->heap, open);
    return r;
}

chorus_result cho_session_open(chorus_runtime *rt, cho_session *session, cho_link *link, chorus_session *out)
{
    uint32_t      id;
    cho_session **slot = cho_slots_add(&rt->sessions, &id);
    if (slot == NULL)
        return CHORUS_E_MEMORY;
    *slot                = session;
    session->rt          = rt;
    session->id          = id;
    session->state       = CHORUS_STATE_OPENING;
    session->awaited_end = &session->awaited;
    chorus_result r      = send_open(rt, session, link);
    if (r != CHORUS_OK) {
        cho_slots_remove(&rt->sessions, id);
        return r;
    }
    out->id = id;
    return CHORUS_OK;
}

chorus_result cho_session_find(chorus_runtime *rt, chorus_session handle, const cho_session_ops *ops,
                               cho_session **out)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    cho_session *session = session_of(rt, handle);
    if (session == NULL || session->ops != ops)
        return CHORUS_E_NOT_FOUND;
    *out = session;
    return CHORUS_OK;
}

bool cho_session_is_of(const chorus_runtime *rt, chorus_session handle, const char *module)
{
    cho_session **found = cho_slots_get(&rt->sessions, handle.id);
    if (found == NULL || strcmp((*found)->ops->name, module) != 0)
        return false;
    const cho_session *session = *found;
    return !session->is_closing && session->state != CHORUS_STATE_CLOSING && session->state != CHORUS_STATE_CLOSED;
}

const chorus_allocator *cho_session_heap(const cho_session *session)
{
    return &session->rt->heap;
}

uint64_t cho_session_hash_seed(const cho_session *session)
{
    return session->rt->hash_seed;
}

cho_arena *cho_session_arena(const cho_session *session)
{
    cho_work_begin(session->rt, CHO_WORK_RELEASE);
    return &session->rt->arena;
}

void *cho_session_command(cho_session *session, uint16_t type, size_t size)
{
    cho_command *command = cho_alloc_zero(&session->rt->heap, size);
    if (command != NULL)
        *command = (cho_command){ session->id, type };
    return command;
}

chorus_result cho_session_send(cho_session *session, void *command)
{
    return push_command(session->rt, command);
}

void cho_session_drop_command(cho_session *session, void *command)
{
    cho_release(&session->rt->heap, command);
}

static uint32_t next_request(chorus_runtime *rt)
{
    if (++rt->next_request == 0)
        rt->next_request = 1;
    return rt->next_request;
}

uint32_t cho_session_await(cho_session *session, cho_span method)
{
    cho_awaited *call = cho_alloc_zero(&session->rt->heap, sizeof *call + method.len + 1);
    if (call == NULL)
        return 0;
    call->request    = next_request(session->rt);
    call->method_len = (uint32_t)method.len;
    memcpy(call->method, method.ptr, method.len);
    *session->awaited_end = call;
    session->awaited_end  = &call->next;
    return call->request;
}

/* Replies come mostly in order: the search ends early. */
void cho_session_forget(cho_session *session, uint32_t request)
{
    cho_awaited **at = &session->awaited;
    while (*at != NULL && (*at)->request != request)
        at = &(*at)->next;
    cho_awaited *call = *at;
    if (call == NULL)
        return;
    *at = call->next;
    if (*at == NULL)
        session->awaited_end = at;
    cho_release(&session->rt->heap, call);
}

void cho_session_free(cho_session *session)
{
    while (session->awaited != NULL)
        cho_session_forget(session, session->awaited->request);
    session->ops->free_session(session);
}

void cho_session_wants_flush(cho_session *session)
{
    session->wants_flush = true;
    cho_work_begin(session->rt, CHO_WORK_FLUSH);
}

void cho_session_wants_sweep(cho_session *session)
{
    session->wants_sweep = true;
    cho_work_begin(session->rt, CHO_WORK_RELEASE);
}

bool cho_session_reserve_events(cho_session *session, uint32_t count)
{
    return cho_events_reserve(&session->rt->events, count);
}

chorus_event *cho_session_event(cho_session *session, chorus_event_type type, const cho_record *record)
{
    chorus_event *event = cho_events_push(&session->rt->events);
    event->type         = (uint32_t)type;
    event->session.id   = session->id;
    event->time_ns      = record->time_ns;
    return event;
}

void cho_session_log(cho_session *session, chorus_log_level level, const char *format, ...)
{
    char    line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    cho_runtime_log(session->rt, level, "%s: %s", session->ops->name, line);
}

chorus_result chorus_session_close(chorus_runtime *rt, chorus_session handle)
{
    if (rt == NULL)
        return CHORUS_E_INVALID;
    cho_session *session = session_of(rt, handle);
    if (session == NULL)
        return CHORUS_E_NOT_FOUND;
    if (!session->is_closing && session->state != CHORUS_STATE_CLOSED) {
        session->is_closing = true;
        cho_session_wants_flush(session);
    }
    return CHORUS_OK;
}

chorus_session_state chorus_session_get_state(chorus_runtime *rt, chorus_session handle)
{
    const cho_session *session = rt == NULL ? NULL : session_of(rt, handle);
    return session == NULL ? CHORUS_STATE_NONE : session->state;
}

const char *chorus_session_state_name(chorus_session_state state)
{
    static const char *const names[] = { "none",         "opening", "connecting", "staging", "ready",
                                         "reconnecting", "closing", "closed",     "suspended" };
    size_t index = (size_t)state;
    return index < sizeof names / sizeof *names ? names[index] : "unknown";
}
