/**
 * @file runtime.h
 * The runtime: one network thread, two lock-free queues, and the pump that joins them to the game.
 *
 * Create one runtime, open any number of sessions in it, call chorus_pump() once a frame and read
 * events until there are none. Nothing here waits for the network.
 */
#ifndef CHORUS_RUNTIME_H
#define CHORUS_RUNTIME_H

#include "event.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A network thread with its queues and sessions. Opaque. */
typedef struct chorus_runtime chorus_runtime;

/**
 * Takes one line of the library's log, without a line end. Called on the game thread, inside
 * chorus_pump(), or inside chorus_runtime_destroy() for lines that no pump has delivered; the text
 * ends with the call. It must not pump.
 */
typedef void (*chorus_log_fn)(void *user, chorus_log_level level, const char *line);

/** Zero in any field means its default. Start with CHORUS_INIT(&options). */
typedef struct chorus_runtime_options {
    size_t           struct_size;   /**< set by CHORUS_INIT; fields are only ever appended                 */
    chorus_allocator allocator;     /**< fixed for the life of the runtime; none: the C library's heap     */
    chorus_log_fn    log;           /**< none: lines are dropped                                           */
    void            *log_user;      /**< handed to log                                                     */
    chorus_log_level log_level;     /**< least important level wanted; 0 is everything                     */
    uint32_t         inbox_bytes;   /**< ring towards the game, default 1 MiB, at most 1 GiB; rounded up to a power of two and to 4 KiB */
    uint32_t         outbox_calls;  /**< calls that may wait for the network thread, default 4096, at most 1 048 576 */
    uint32_t         backlog_bytes; /**< kept when the ring is full because the game does not pump, default 8 MiB */
    uint32_t         shutdown_ms;   /**< longest wait of chorus_runtime_destroy(), default 500             */
    const char      *ca_file;       /**< PEM file of certificate authorities to trust besides the system's */
} chorus_runtime_options;

/**
 * Start a runtime and its network thread.
 * @param options  copied; NULL means every default
 * @param out      receives the runtime; untouched on failure
 * @returns OK, E_INVALID (half an allocator, a size out of range, a `ca_file` that cannot be read), E_VERSION,
 *          E_MEMORY, or E_NETWORK when the system gives no thread, no socket or no randomness
 * @threadsafety any thread
 */
CHORUS_API chorus_result chorus_runtime_create(const chorus_runtime_options *options, chorus_runtime **out);

/**
 * Close every session, stop the network thread and free everything. NULL is fine. Waits at most
 * `shutdown_ms` for goodbyes to be sent. Every handle, view and event of this runtime ends here. Does
 * nothing inside a pump, which is where the log hook runs, or inside a handler.
 * @threadsafety game thread, or any thread once nobody else uses the runtime
 */
CHORUS_API void chorus_runtime_destroy(chorus_runtime *rt);

/**
 * Take in everything the network thread has queued since the last call.
 *
 * Call it once a frame, before reading events. It never waits, never touches a socket, and costs a
 * few nanoseconds when nothing has happened. Mirrored scenes, groups, controls and participants
 * change here, and only here. Setters and calls made since the last pump are handed to the network.
 * Views from events that were read end here: copy what you keep. Events that were not read yet stay,
 * and so do their views; a game that reads none at all calls chorus_discard_events().
 * @returns the number of events now waiting, or a negative chorus_result: E_INVALID for NULL,
 *          E_STATE when called from a hook or handler or while chorus_pump_async() is on, E_MEMORY when
 *          not everything could be taken in (what is left comes with the next pump)
 * @threadsafety game thread
 */
CHORUS_API int chorus_pump(chorus_runtime *rt);

/**
 * As chorus_pump(), but stop early.
 * @param max_events  stop once this many new events wait; 0: no limit
 * @param max_us      stop once this many microseconds have passed; 0: no limit. At least one record
 *                    is taken in, so the bound can be passed by the time one record takes.
 * @param left        receives how many records are still queued; may be NULL
 * @returns as chorus_pump()
 * @threadsafety game thread
 */
CHORUS_API int chorus_pump_bounded(chorus_runtime *rt, uint32_t max_events, uint32_t max_us, uint32_t *left);

/**
 * Hand out the next event, oldest first.
 * @param out  filled when there is one; its strings are valid until the next pump
 * @returns false when there is none, or for bad arguments
 * @threadsafety game thread
 */
CHORUS_API bool chorus_next_event(chorus_runtime *rt, chorus_event *out);

/**
 * Forget the events that were not read. For games that only look at mirrored state.
 * @threadsafety game thread
 */
CHORUS_API void chorus_discard_events(chorus_runtime *rt);

/**
 * Hand the setters and calls made so far to the network now instead of with the next pump.
 * @returns OK, E_INVALID, or E_MEMORY / E_AGAIN when some must wait for the next pump
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_flush(chorus_runtime *rt);

/**
 * End a session of any module. Legal in every state. The session says goodbye to its peer and ends
 * with one CHORUS_EVENT_SESSION_CLOSED whose cause is OK. The request goes out with the next pump.
 * @returns OK (also when it is closing already), E_INVALID, E_NOT_FOUND for a stale handle
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_session_close(chorus_runtime *rt, chorus_session session);

/**
 * Where a session is in its life.
 * @returns where the session was at the last pump; CHORUS_STATE_NONE for a stale handle
 * @threadsafety game thread
 */
CHORUS_API chorus_session_state chorus_session_get_state(chorus_runtime *rt, chorus_session session);

/**
 * The name of a state, such as "reconnecting".
 * @returns static storage, never NULL
 * @threadsafety any thread
 */
CHORUS_API const char *chorus_session_state_name(chorus_session_state state);

/** Counters since the runtime was created. Start with CHORUS_INIT(&stats). */
typedef struct chorus_stats {
    size_t   struct_size;          /**< set by CHORUS_INIT                                               */
    uint64_t pumps;                /**< pumps that found something; idle ones are not counted            */
    uint64_t events;               /**< events handed to the game                                        */
    uint64_t records;              /**< records taken in from the network thread                         */
    uint64_t received_bytes;       /**< payload bytes received from peers                                */
    uint64_t sent_bytes;           /**< payload bytes sent to peers                                      */
    uint64_t coalesced_inputs;     /**< moves replaced by a newer one because the game did not pump      */
    uint64_t given_up_inputs;      /**< inputs dropped because the backlog was full                      */
    uint64_t pump_ns_total;        /**< time spent in pumps that found something                         */
    uint64_t pump_ns_max;          /**< the longest one                                                  */
    uint64_t pump_ns_last;         /**< the latest one                                                   */
    uint32_t inbox_capacity_bytes; /**< size of the ring towards the game                                */
    uint32_t inbox_high_bytes;     /**< most bytes that ever waited in it                                */
    uint32_t backlog_bytes;        /**< waiting behind the ring now                                      */
    uint32_t backlog_high_bytes;   /**< most that ever waited there                                      */
    uint32_t bad_packets;          /**< packets that were reported and skipped                           */
    uint32_t sessions;             /**< open now                                                         */
} chorus_stats;

/**
 * Copy the counters. Numbers of the network thread may be a moment old.
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared)
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_runtime_get_stats(chorus_runtime *rt, chorus_stats *out);

#ifdef __cplusplus
}
#endif
#endif
