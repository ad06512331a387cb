/**
 * @file interactive_resources.h
 * Interactive 2: the world, scenes, groups, controls and participants of a session.
 *
 * The session keeps a mirror of them; it changes only inside the pump, and the functions here read it
 * without locks. Setters collect what a frame changes and send it as few packets with the next pump.
 */
#ifndef CHORUS_INTERACTIVE_RESOURCES_H
#define CHORUS_INTERACTIVE_RESOURCES_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- finding resources ------------------------------------------------------------------------ */

/** What a chorus_resource is. */
typedef enum chorus_resource_kind {
    CHORUS_RESOURCE_NONE        = 0, /**< stale or {0} */
    CHORUS_RESOURCE_WORLD       = 1,
    CHORUS_RESOURCE_SCENE       = 2,
    CHORUS_RESOURCE_GROUP       = 3,
    CHORUS_RESOURCE_CONTROL     = 4,
    CHORUS_RESOURCE_PARTICIPANT = 5,
    CHORUS_RESOURCE_FORCE_INT   = 0x7fffffff
} chorus_resource_kind;

/**
 * Find a scene, group or participant by its id, or the world (id NULL).
 * @returns OK, E_INVALID, E_NOT_FOUND (no such session or no such resource); out is untouched on failure
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_find(chorus_runtime *rt, chorus_session session,
                                                 chorus_resource_kind kind, const char *id, chorus_resource *out);

/**
 * Find a control. Control ids are unique within their scene.
 * @param scene  id of the scene; NULL: "default"
 * @returns as chorus_interactive_find()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_find_control(chorus_runtime *rt, chorus_session session,
                                                         const char *scene, const char *control,
                                                         chorus_resource *out);

/**
 * The control an input event is about: the one with that id in the scene of the participant's group.
 * @returns as chorus_interactive_find(); E_NOT_FOUND also when the participant is not known
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_find_input_control(chorus_runtime *rt, const chorus_event *input,
                                                               chorus_resource *out);

/**
 * Walk over all resources of a kind, in no particular order. The walk is right as long as no pump
 * comes between.
 *
 *     chorus_resource it = {0};
 *     while (chorus_interactive_next(rt, session, CHORUS_RESOURCE_PARTICIPANT, &it)) ...
 *
 * @param it  {0} to begin; moved to the next resource
 * @returns false at the end (it is {0} again) and for bad arguments
 * @threadsafety game thread
 */
CHORUS_API bool chorus_interactive_next(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind,
                                        chorus_resource *it);

/**
 * How many resources of a kind the mirror holds.
 * @returns the number; 0 for a stale session
 * @threadsafety game thread
 */
CHORUS_API uint32_t chorus_interactive_count(chorus_runtime *rt, chorus_session session, chorus_resource_kind kind);

/* ---- reading resources ------------------------------------------------------------------------ */

/** A participant as of the last pump. Start with CHORUS_INIT(&info). Strings end with the next pump. */
typedef struct chorus_participant_info {
    size_t     struct_size;     /**< set by CHORUS_INIT                                */
    chorus_str id;              /**< session id                                        */
    chorus_str name;            /**< what to show                                      */
    chorus_str group;           /**< id of its group                                   */
    uint32_t   user_id;         /**< account number, 0 for guests                      */
    uint32_t   level;
    int64_t    connected_at_ms; /**< service's clock, milliseconds since 1970          */
    int64_t    last_input_at_ms; /**< 0 before the first input                         */
    bool       is_disabled;
    bool       is_anonymous;
    bool       is_gone;         /**< left in this pump                                 */
    bool       has_sparks;      /**< the service tells what it has to spend            */
    uint64_t   sparks;
    chorus_str channel_groups;  /**< roles, a JSON array of texts: ["User","Mod"]      */
} chorus_participant_info;

/** A control as of the last pump. Start with CHORUS_INIT(&info). Strings end with the next pump. */
typedef struct chorus_control_info {
    size_t          struct_size; /**< set by CHORUS_INIT                                          */
    chorus_str      id;
    chorus_str      kind;        /**< "button", "joystick", "label", "textbox", "screen", ...     */
    chorus_str      scene_id;
    chorus_resource scene;
    chorus_str      text;        /**< caption, empty when there is none                           */
    int64_t         cost;        /**< 0: free                                                     */
    int64_t         cooldown_ms; /**< locked until this moment of the service's clock, 0: not     */
    double          progress;    /**< 0..1                                                        */
    bool            is_disabled;
    bool            is_gone;     /**< deleted in this pump                                        */
} chorus_control_info;

/** A scene as of the last pump. Start with CHORUS_INIT(&info). Strings end with the next pump. */
typedef struct chorus_scene_info {
    size_t     struct_size;   /**< set by CHORUS_INIT */
    chorus_str id;
    uint32_t   control_count;
    bool       is_gone;       /**< deleted in this pump */
} chorus_scene_info;

/** A group as of the last pump. Start with CHORUS_INIT(&info). Strings end with the next pump. */
typedef struct chorus_group_info {
    size_t     struct_size; /**< set by CHORUS_INIT */
    chorus_str id;
    chorus_str scene_id;    /**< the scene its members see */
    bool       is_gone;     /**< deleted in this pump */
} chorus_group_info;

/**
 * Read all standard properties at once.
 * @returns OK, E_INVALID (also for an `out` that CHORUS_INIT has not prepared), E_NOT_FOUND for a stale
 *          handle or another kind of resource, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_participant(chorus_runtime *rt, chorus_session session,
                                                            chorus_resource participant,
                                                            chorus_participant_info *out);
/** As chorus_interactive_get_participant(), for a control. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_control(chorus_runtime *rt, chorus_session session,
                                                        chorus_resource control, chorus_control_info *out);
/** As chorus_interactive_get_participant(), for a scene. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_scene(chorus_runtime *rt, chorus_session session,
                                                      chorus_resource scene, chorus_scene_info *out);
/** As chorus_interactive_get_participant(), for a group. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_group(chorus_runtime *rt, chorus_session session,
                                                      chorus_resource group, chorus_group_info *out);

/**
 * What kind of resource a handle is.
 * @returns CHORUS_RESOURCE_NONE for a stale handle
 * @threadsafety game thread
 */
CHORUS_API chorus_resource_kind chorus_interactive_get_kind(chorus_runtime *rt, chorus_session session,
                                                            chorus_resource resource);

/**
 * Read one property of any resource, standard or custom.
 * @param path  name, or names joined by dots ("style.color", "position.0.width")
 * @param out   untouched on failure; views end with the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND (stale handle or no such property), E_TYPE when the property has
 *          another type (a whole number is accepted as number, a number without fraction as integer),
 *          E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_string(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource resource, const char *path, chorus_str *out);
/** As chorus_interactive_get_string(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_number(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource resource, const char *path, double *out);
/** As chorus_interactive_get_string(); 64 bits exactly. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_integer(chorus_runtime *rt, chorus_session session,
                                                        chorus_resource resource, const char *path, int64_t *out);
/** As chorus_interactive_get_string(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_get_bool(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *path, bool *out);
/**
 * As chorus_interactive_get_string(); any value as JSON text. path NULL: the whole resource.
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_json(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *path, chorus_str *out);

/**
 * A custom property as services of earlier years kept it: meta, NAME, value.
 * @param name  may hold dots
 * @param out   JSON text; untouched on failure; ends with the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_meta(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *name, chorus_str *out);

/** What type a property has. */
typedef enum chorus_property_type {
    CHORUS_PROPERTY_NULL      = 0,
    CHORUS_PROPERTY_BOOL      = 1,
    CHORUS_PROPERTY_NUMBER    = 2,
    CHORUS_PROPERTY_STRING    = 3,
    CHORUS_PROPERTY_ARRAY     = 4,
    CHORUS_PROPERTY_OBJECT    = 5,
    CHORUS_PROPERTY_FORCE_INT = 0x7fffffff
} chorus_property_type;

/** One property. Strings end with the next pump. */
typedef struct chorus_property {
    chorus_str           name;
    chorus_str           json; /**< the value as JSON text */
    chorus_property_type type;
} chorus_property;

/**
 * Walk over all properties of a resource, standard and custom. The walk is right as long as no pump
 * comes between.
 *
 *     size_t it = 0;
 *     while (chorus_interactive_next_property(rt, session, resource, &it, &property)) ...
 *
 * @param it  0 to begin; 0 again at the end
 * @returns false at the end, for bad arguments and without memory
 * @threadsafety game thread
 */
CHORUS_API bool chorus_interactive_next_property(chorus_runtime *rt, chorus_session session,
                                                 chorus_resource resource, size_t *it, chorus_property *out);

/* ---- changing resources ----------------------------------------------------------------------- */

/**
 * Change one property of a control, group, scene, participant or the world. Names are those on the wire,
 * such as "text", "progress", "groupID"; any other is a property of your own.
 *
 * What a frame changes goes out with the next pump as one packet per kind and priority (controls: per
 * scene and priority). Of
 * several settings of one path the last one counts, and an object is merged into what is there. The
 * mirror keeps the old value until the service confirms with an update event. When the service refuses,
 * a CHORUS_EVENT_REPLY with request {0} says so. Ids, and the kind of a control, cannot be changed.
 *
 * What is set is remembered and set again after a reconnect, and may also be set while the session
 * reconnects, unless it was opened with forget_on_reconnect.
 * @param path  as for reading; only objects on the way, no array positions
 * @returns OK, E_INVALID (also for NaN, infinity, text that is not UTF-8 or not JSON; the log says what
 *          and where), E_NOT_FOUND for a stale handle, E_STATE when neither connected nor reconnecting, E_SIZE when the
 *          changes of one resource would not fit a packet, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_string(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource resource, const char *path, const char *value);
/** As chorus_interactive_set_string(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_number(chorus_runtime *rt, chorus_session session,
                                                       chorus_resource resource, const char *path, double value);
/** As chorus_interactive_set_string(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_integer(chorus_runtime *rt, chorus_session session,
                                                        chorus_resource resource, const char *path, int64_t value);
/** As chorus_interactive_set_string(). @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_bool(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *path, bool value);
/** As chorus_interactive_set_string(); any value as JSON text, "null" removes the property. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_json(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *path, const char *value);

/** As chorus_interactive_set_string(); removes the property. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_set_null(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource resource, const char *path);

/**
 * Change several properties of a resource at once. Names may hold dots here.
 * @param json  a JSON object as text, a merge patch (RFC 7386): null removes, an object is merged into
 *              what is there, anything else replaces
 * @returns as chorus_interactive_set_string()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_patch(chorus_runtime *rt, chorus_session session,
                                                  chorus_resource resource, const char *json);

/**
 * The priority of everything that is set from now on. Of two changes that crossed each other the service
 * keeps the one of higher priority; of equal priority, the later one. Changes of different priority go
 * out in different packets.
 * @param priority  0 until it is set
 * @returns OK, E_INVALID, E_NOT_FOUND
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_priority(chorus_runtime *rt, chorus_session session,
                                                         int32_t priority);

/**
 * Lock a control, or all controls of a scene, for some time, counted by the service's clock.
 * @param resource     a control or a scene
 * @param duration_ms  from now; 0 unlocks
 * @returns as chorus_interactive_set_string(), E_NOT_FOUND for anything else, and E_AGAIN while the
 *          service's clock is not known
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_cooldown(chorus_runtime *rt, chorus_session session,
                                                         chorus_resource resource, uint32_t duration_ms);

/**
 * Lock several controls or scenes, all until the same moment.
 * @param resources     controls and scenes
 * @param extends_only  a control that is locked for longer already, or has been asked to be, stays so
 * @returns as chorus_interactive_set_cooldown(); resources before the one that failed are locked
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_cooldowns(chorus_runtime *rt, chorus_session session,
                                                          const chorus_resource *resources, uint32_t count,
                                                          uint32_t duration_ms, bool extends_only);

#ifdef __cplusplus
}
#endif
#endif
