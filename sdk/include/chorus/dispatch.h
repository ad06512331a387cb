/**
 * @file dispatch.h
 * Handlers instead of a loop over events.
 *
 * chorus_pump() and chorus_next_event() are the base, and enough. On top of them chorus_dispatch() calls
 * a function for each event, still on the thread that calls it; and chorus_pump_async() does so on a
 * thread of the runtime's own, as events come, for programs that have no frame.
 */
#ifndef CHORUS_DISPATCH_H
#define CHORUS_DISPATCH_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Takes one event. Its strings end as if chorus_next_event() had handed it out: with the next pump, which
 * comes after the handler has returned. A handler may call everything but chorus_pump(), chorus_dispatch()
 * and their like, which answer CHORUS_E_STATE, and chorus_runtime_destroy(), which does nothing there.
 * @param user  what was given together with the table
 */
typedef void (*chorus_handler)(chorus_runtime *rt, const chorus_event *event, void *user);

/**
 * One handler for each kind of event; event->type says which of a kind it is. Start with
 * CHORUS_INIT(&handlers). An event whose handler is NULL goes to `other`, and nowhere when that is NULL too.
 */
typedef struct chorus_handlers {
    size_t         struct_size; /**< set by CHORUS_INIT; fields are only ever appended                 */
    chorus_handler state;       /**< SESSION_STATE: as.state                                           */
    chorus_handler ready;       /**< SESSION_READY: as.state                                           */
    chorus_handler closed;      /**< SESSION_CLOSED: as.closed                                         */
    chorus_handler reply;       /**< REPLY: as.reply                                                   */
    chorus_handler input;       /**< INPUT: as.input                                                   */
    chorus_handler join;        /**< PARTICIPANT_JOIN: as.participant                                  */
    chorus_handler update;      /**< PARTICIPANT_UPDATE: as.participant                                */
    chorus_handler leave;       /**< PARTICIPANT_LEAVE: as.participant                                 */
    chorus_handler scene;       /**< SCENE_CREATE, _UPDATE, _DELETE: as.resource                       */
    chorus_handler group;       /**< GROUP_CREATE, _UPDATE, _DELETE: as.resource                       */
    chorus_handler control;     /**< CONTROL_CREATE, _UPDATE, _DELETE: as.resource                     */
    chorus_handler world;       /**< WORLD_UPDATE: as.resource                                         */
    chorus_handler method;      /**< METHOD: as.method                                                 */
    chorus_handler memory;      /**< MEMORY_WARNING: as.memory                                         */
    chorus_handler packet;      /**< PACKET: as.packet                                                 */
    chorus_handler other;       /**< whatever has no handler here                                      */
    chorus_handler upload;      /**< UPLOAD: as.upload                                                 */
    chorus_handler token;       /**< TOKEN: as.token                                                   */
} chorus_handlers;

/**
 * Pump, and call the handler of each event that waits, oldest first. Never waits.
 * @param handlers  read during the call only
 * @param user      handed to each handler
 * @returns how many events were taken; E_INVALID for a NULL or a table that CHORUS_INIT has not prepared,
 *          E_VERSION, E_STATE from inside a handler or hook and while chorus_pump_async() is on, E_MEMORY
 *          when not everything could be taken in (what could be, has been handled)
 * @threadsafety game thread
 */
CHORUS_API int chorus_dispatch(chorus_runtime *rt, const chorus_handlers *handlers, void *user);

/**
 * As chorus_dispatch(), but take at most so many events: exactly that many when at least that many wait.
 * The others come with the next call.
 * @param max_events  0: no limit
 * @threadsafety game thread
 */
CHORUS_API int chorus_dispatch_bounded(chorus_runtime *rt, const chorus_handlers *handlers, void *user,
                                       uint32_t max_events);

/**
 * From now on pump and dispatch on a thread of the runtime's own, each event as it comes. That thread
 * sleeps while nothing happens. It is the game thread of this runtime until chorus_pump_async_stop():
 * handlers may call everything that is said to be for the game thread; other threads may call only
 * chorus_pump_async_stop(), chorus_pump_async_post() and what is for any thread.
 * Calls and setters of a handler go out when it has returned. Events that were not read yet come first.
 * @param handlers  copied
 * @param user      handed to each handler
 * @returns OK, E_INVALID, E_VERSION, E_STATE when it is on already or from inside a handler or hook,
 *          E_MEMORY, or E_NETWORK when the system gives no thread
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_pump_async(chorus_runtime *rt, const chorus_handlers *handlers, void *user);

/**
 * End what chorus_pump_async() began. Returns when no handler runs any more and none will be called, and
 * whoever called it may pump. From inside a handler it returns at once, that handler is the last one, and
 * a thread that wants to pump then calls chorus_pump_async_stop() first. chorus_runtime_destroy() does it
 * by itself.
 * @returns OK (also when it was not on), E_INVALID
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_pump_async_stop(chorus_runtime *rt);

/**
 * Have a function called on the thread of chorus_pump_async(), where it may call everything that a handler
 * may: the way into the runtime for other threads. Functions are called in the order in which they were
 * posted; those that were posted before the stop are called before it is done.
 * @param run  called once
 * @returns OK, E_INVALID, E_STATE when it is not on or is being stopped, E_MEMORY
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_pump_async_post(chorus_runtime *rt, void (*run)(chorus_runtime *rt, void *user),
                                                void *user);

#ifdef __cplusplus
}
#endif
#endif
