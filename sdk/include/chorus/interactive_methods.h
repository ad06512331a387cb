/**
 * @file interactive_methods.h
 * Interactive 2: calling the methods of the protocol.
 *
 * A call checks its arguments, is queued and returns at once. What the service answers comes as a
 * CHORUS_EVENT_REPLY with the request that the call returned.
 */
#ifndef CHORUS_INTERACTIVE_METHODS_H
#define CHORUS_INTERACTIVE_METHODS_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Call any method of the protocol.
 * @param method   name, such as "createScenes"
 * @param params   a JSON object as text, at most 31 levels deep, so that the packet stays within the 32
 *                 and the 2 000 000 bytes that every peer accepts; NULL: no parameters. Checked before it
 *                 is taken.
 * @param request  receives what the CHORUS_EVENT_REPLY will carry. NULL: no answer is wanted; an
 *                 error is still reported, as a reply event with request {0}.
 * @returns OK, E_INVALID (the log names the place), E_NOT_FOUND, E_STATE when not connected, E_SIZE,
 *          E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_call(chorus_runtime *rt, chorus_session session, const char *method,
                                                 const char *params, chorus_request *request);

/** Where a control stands on one of the three grids. Units of 12 px, origin top left. */
typedef struct chorus_position {
    const char *size;          /**< "large" (80x20), "medium" (45x25) or "small" (30x40) */
    float       x, y;
    float       width, height;
} chorus_position;

/** A control to be created. Start with CHORUS_INIT(&desc). NULL and 0 mean: not given. */
typedef struct chorus_control_desc {
    size_t                 struct_size;    /**< set by CHORUS_INIT                                             */
    const char            *scene;          /**< id of the scene; NULL: "default"                               */
    const char            *id;             /**< required                                                       */
    const char            *kind;           /**< required: "button", "joystick", "label", "textbox", "screen" or your own */
    const char            *text;           /**< caption                                                        */
    const chorus_position *positions;      /**< one for each grid; none: the page places the control itself    */
    uint32_t               position_count;
    int64_t                cost;           /**< sparks a press costs                                           */
    int32_t                key_code;       /**< JavaScript key code that presses it                            */
    bool                   is_disabled;
    const char            *properties;     /**< further properties, a JSON object as text; it wins over the fields */
} chorus_control_desc;

/**
 * Create a control. Serves createControls. The control is in the mirror when its create event comes.
 * @param request  as in chorus_interactive_call(); NULL: allowed while reconnecting too, and done then
 * @returns OK, E_INVALID (the log says which field), E_VERSION, E_NOT_FOUND, E_STATE when not
 *          connected, E_SIZE when it would not fit a packet, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_create_control(chorus_runtime *rt, chorus_session session,
                                                           const chorus_control_desc *desc,
                                                           chorus_request *request);

/**
 * Delete a control. Serves deleteControls. The mirror follows when the service confirms. What was set
 * on it and has not gone out yet is forgotten.
 * @param request  as in chorus_interactive_create_control()
 * @returns OK, E_INVALID, E_NOT_FOUND (stale or not a control), E_STATE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_delete_control(chorus_runtime *rt, chorus_session session,
                                                           chorus_resource control, chorus_request *request);

#ifdef __cplusplus
}
#endif
#endif
