/*
 * session.h - the game side of a session: what a module builds its mirror on.
 * Layer    core. May include base/ only.
 * Thread   game thread only.
 * Memory   a session is allocated by the module's open function and freed by its free_session, at
 *          the pump after the one that delivered SESSION_CLOSED, or with the runtime.
 * Trust    handles are the game's and may be stale or made up: they are looked up, never believed.
 */
#ifndef CHO_CORE_SESSION_H
#define CHO_CORE_SESSION_H

#include "base/arena.h"
#include "base/span.h"
#include <chorus/runtime.h>
#include "core/command.h"
#include "core/record.h"

typedef struct cho_session cho_session;
typedef struct cho_link    cho_link; /* see link.h */

/* What a module does on the game thread. */
typedef struct cho_session_ops {
    const char *name; /* "interactive", "host"; two modules never share the address of their ops */
    /* Take in one of the module's own records: update the mirror, add events. E_MEMORY: nothing was
     * changed, the record comes again with the next pump. */
    chorus_result (*apply)(cho_session *session, const cho_record *record, const void *payload, uint32_t len);
    /* Turn what setters have collected into commands. Called only after cho_session_wants_flush();
     * NULL: the module collects nothing. */
    chorus_result (*flush)(cho_session *session);
    /* Free what was deleted during the last pump. Called only after cho_session_wants_sweep(). */
    void (*sweep)(cho_session *session);
    /* State changes pass by here too (may be NULL), before their event is added. */
    void (*on_state)(cho_session *session, chorus_session_state state);
    void (*free_session)(cho_session *session);
} cho_session_ops;

/* A request whose reply the game has not been told yet. */
typedef struct cho_awaited {
    struct cho_awaited *next;
    uint32_t            request, method_len;
    char                method[]; /* method_len bytes and a NUL */
} cho_awaited;

/* First member of each module's own session struct. Filled by cho_session_open(). */
struct cho_session {
    const cho_session_ops *ops;
    chorus_runtime        *rt;
    uint32_t               id;
    chorus_session_state   state;
    bool                   wants_flush, wants_sweep, is_closing;
    cho_awaited           *awaited, **awaited_end; /* oldest first */
};

/* Give a new session a handle and send its link to the network thread. The caller has allocated and
 * filled both, `session->ops` and `link->ops` included. On failure both still belong to the caller. */
chorus_result cho_session_open(chorus_runtime *rt, cho_session *session, cho_link *link, chorus_session *out);

/* Look up a live session of the given module. E_INVALID: rt is NULL; E_NOT_FOUND: stale, or of another module. */
chorus_result cho_session_find(chorus_runtime *rt, chorus_session handle, const cho_session_ops *ops,
                               cho_session **out);

/* A live session of the module of that name which is not being closed. */
bool cho_session_is_of(const chorus_runtime *rt, chorus_session handle, const char *module);

const chorus_allocator *cho_session_heap(const cho_session *session);
uint64_t                cho_session_hash_seed(const cho_session *session);
/* Memory for views: valid until the first pump that finds every event read. */
cho_arena *cho_session_arena(const cho_session *session);

/* A command of `size` bytes (its first member is a cho_command), zeroed; NULL without memory. */
void *cho_session_command(cho_session *session, uint16_t type, size_t size);
/* Queue it. It belongs to the queue on OK; on E_AGAIN (queue full) it still belongs to the caller. */
chorus_result cho_session_send(cho_session *session, void *command);
void          cho_session_drop_command(cho_session *session, void *command);
/* A number for a new request; 0: no memory. Its reply is owed to the game from now on: when the
 * session ends first, core tells one that says so. */
uint32_t cho_session_await(cho_session *session, cho_span method);
/* It was not sent, or its reply has come. */
void cho_session_forget(cho_session *session, uint32_t request);

void cho_session_wants_flush(cho_session *session);
void cho_session_wants_sweep(cho_session *session);

/* Make room for `count` events; false without memory. One is always there when apply() is called. */
bool cho_session_reserve_events(cho_session *session, uint32_t count);
/* The next event, zeroed but for its type, session and time. Never NULL after a reserve. */
chorus_event *cho_session_event(cho_session *session, chorus_event_type type, const cho_record *record);

/* A line for the log hook, from the game thread (what was wrong with an argument). */
void cho_session_log(cho_session *session, chorus_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same without a session, for open functions. rt may be NULL. */
void cho_runtime_log(chorus_runtime *rt, chorus_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const chorus_allocator *cho_runtime_heap(const chorus_runtime *rt);

#endif
