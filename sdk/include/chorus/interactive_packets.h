/**
 * @file interactive_packets.h
 * Interactive 2: the connection itself, for those who look below methods and events.
 */
#ifndef CHORUS_INTERACTIVE_PACKETS_H
#define CHORUS_INTERACTIVE_PACKETS_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Send a packet as it is. With chorus_interactive_options::packet_events what is answered comes as
 * CHORUS_EVENT_PACKET; there is no reply event. The session's own calls have ids below 2147483648: take
 * one from there upwards. A packet that cannot be sent any more when its turn comes is a warning in the
 * log. What changes how the connection works, such as setCompression, has a function of its own.
 * @param packet  JSON text, checked and copied: an object, or an array of objects where the service
 *                accepts several packets at once; at most 2 000 000 bytes, 32 levels deep
 * @returns OK, E_INVALID (the log names the place), E_NOT_FOUND, E_STATE when not connected, E_SIZE,
 *          E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_send_packet(chorus_runtime *rt, chorus_session session,
                                                        const char *packet);

/**
 * Answer a method that the service has called. Who does not answer does what other clients do.
 * @param id      chorus_event_method::id, as a NUL-terminated string, such as "12"
 * @param result  any JSON text, checked and copied; NULL: null
 * @returns as chorus_interactive_send_packet()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_reply(chorus_runtime *rt, chorus_session session, const char *id,
                                                  const char *result);

/**
 * Refuse a method that the service has called.
 * @param id       as in chorus_interactive_reply()
 * @param code     error number, such as 4003 for an unknown method
 * @param message  UTF-8, copied; NULL: empty
 * @param path     the argument that is wrong; NULL: none
 * @returns as chorus_interactive_send_packet()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_refuse(chorus_runtime *rt, chorus_session session, const char *id,
                                                   int32_t code, const char *message, const char *path);

/** How the connection is doing. Start with CHORUS_INIT(&line). */
typedef struct chorus_interactive_line {
    size_t   struct_size;  /**< set by CHORUS_INIT                                                          */
    int32_t  seq;          /**< the number of the newest packet that the service has counted; 0: none yet   */
    uint32_t latency_us;   /**< round trip of the newest question for the time, in microseconds; 0: none yet */
    uint32_t awaited;      /**< calls of the session and of the game that wait for their answers            */
} chorus_interactive_line;

/**
 * Read how the connection is doing: as of now, not as of the last pump.
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared), E_NOT_FOUND
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_line(chorus_runtime *rt, chorus_session session,
                                                     chorus_interactive_line *out);

#ifdef __cplusplus
}
#endif
#endif
