/**
 * @file interactive_methods.h
 * Interactive 2: calling the methods of the protocol.
 *
 * A call checks its arguments, is queued and returns at once. What the service answers comes as a
 * CHORUS_EVENT_REPLY with the request that the call returned. Calls go out in the order they are made,
 * before what setters have collected.
 */
#ifndef CHORUS_INTERACTIVE_METHODS_H
#define CHORUS_INTERACTIVE_METHODS_H

#include "interactive_resources.h"
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

/* ---- controls --------------------------------------------------------------------------------- */

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
 * Create controls, of one scene or of several. Serves createControls: one packet for each scene. Each
 * scene's are created all or none; they are in the mirror when their create events come.
 * @param controls  an array; each element begun with CHORUS_INIT
 * @param request   as in chorus_interactive_call(). It ends with the first packet that is refused, or when
 *                  all have been accepted. NULL: allowed while reconnecting too, and done then.
 * @returns OK, E_INVALID (the log says which field of which control), E_VERSION, E_NOT_FOUND, E_STATE
 *          when not connected, E_SIZE when a control would not fit a packet, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_create_controls(chorus_runtime *rt, chorus_session session,
                                                            const chorus_control_desc *controls, uint32_t count,
                                                            chorus_request *request);

/** As chorus_interactive_create_controls(), one. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_create_control(chorus_runtime *rt, chorus_session session,
                                                           const chorus_control_desc *desc,
                                                           chorus_request *request);

/**
 * Delete controls. Serves deleteControls: one packet for each scene. The mirror follows when the service
 * confirms. What was set on them and has not gone out yet is forgotten.
 * @param request  as in chorus_interactive_create_controls()
 * @returns OK, E_INVALID, E_NOT_FOUND (one of them is stale or not a control: then none is deleted),
 *          E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_delete_controls(chorus_runtime *rt, chorus_session session,
                                                            const chorus_resource *controls, uint32_t count,
                                                            chorus_request *request);

/** As chorus_interactive_delete_controls(), one. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_delete_control(chorus_runtime *rt, chorus_session session,
                                                           chorus_resource control, chorus_request *request);

/* ---- scenes ----------------------------------------------------------------------------------- */

/** A scene to be created. Start with CHORUS_INIT(&desc). NULL and 0 mean: not given. */
typedef struct chorus_scene_desc {
    size_t                     struct_size;   /**< set by CHORUS_INIT                                       */
    const char                *id;            /**< required                                                 */
    const chorus_control_desc *controls;      /**< what stands in it; their `scene` is NULL or this scene   */
    uint32_t                   control_count;
    const char                *properties;    /**< properties of the scene, a JSON object as text           */
} chorus_scene_desc;

/**
 * Create scenes with their controls. Serves createScenes: one packet, more only where it would be longer
 * than a packet may be.
 * @param scenes   an array; each element begun with CHORUS_INIT
 * @param request  as in chorus_interactive_create_controls()
 * @returns as chorus_interactive_create_controls()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_create_scenes(chorus_runtime *rt, chorus_session session,
                                                          const chorus_scene_desc *scenes, uint32_t count,
                                                          chorus_request *request);

/** As chorus_interactive_create_scenes(), one. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_create_scene(chorus_runtime *rt, chorus_session session,
                                                         const chorus_scene_desc *desc, chorus_request *request);

/**
 * Make a scene hold exactly these controls. Serves deleteControls, createControls and updateControls: at
 * most one packet of each, more only where it would be longer than a packet may be. Controls that are
 * there and not wanted are deleted; those that differ from their description get what they lack and lose
 * what they have beside it; one of another kind is deleted and created. What was set on controls of the
 * scene and has not gone out yet is forgotten.
 * @param scene     id of a scene in the mirror
 * @param controls  an array; each element begun with CHORUS_INIT; may be NULL when count is 0
 * @param request   as in chorus_interactive_create_controls(), but connected in any case
 * @returns OK, E_INVALID, E_VERSION, E_NOT_FOUND (stale session, or no such scene), E_STATE, E_SIZE,
 *          E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_replace_scene(chorus_runtime *rt, chorus_session session,
                                                          const char *scene, const chorus_control_desc *controls,
                                                          uint32_t count, chorus_request *request);

/**
 * Delete a scene and its controls. Serves deleteScene. What was set on them and has not gone out yet is
 * forgotten. "default" cannot be deleted: the service refuses.
 * @param scene     id of the scene
 * @param reassign  id of the scene that its groups show from then on; NULL: "default"
 * @param request   as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_delete_scene(chorus_runtime *rt, chorus_session session,
                                                         const char *scene, const char *reassign,
                                                         chorus_request *request);

/**
 * Ask for all scenes and their controls. Serves getScenes. A session knows them by itself; the mirror takes
 * in what the answer says.
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_scenes(chorus_runtime *rt, chorus_session session,
                                                         chorus_request *request);

/* ---- groups ----------------------------------------------------------------------------------- */

/** A group to be created. Start with CHORUS_INIT(&desc). NULL means: not given. */
typedef struct chorus_group_desc {
    size_t      struct_size; /**< set by CHORUS_INIT                            */
    const char *id;          /**< required                                      */
    const char *scene;       /**< id of the scene it shows; NULL: "default"     */
    const char *properties;  /**< properties of the group, a JSON object as text */
} chorus_group_desc;

/**
 * Create groups. Serves createGroups.
 * @param groups   an array; each element begun with CHORUS_INIT
 * @param request  as in chorus_interactive_create_controls()
 * @returns as chorus_interactive_create_controls()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_create_groups(chorus_runtime *rt, chorus_session session,
                                                          const chorus_group_desc *groups, uint32_t count,
                                                          chorus_request *request);

/** As chorus_interactive_create_groups(), one. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_create_group(chorus_runtime *rt, chorus_session session,
                                                         const chorus_group_desc *desc, chorus_request *request);

/**
 * Delete a group. Serves deleteGroup. What was set on it and has not gone out yet is forgotten. "default"
 * cannot be deleted: the service refuses.
 * @param group     id of the group
 * @param reassign  id of the group that its members are in from then on; NULL: "default"
 * @param request   as in chorus_interactive_call()
 * @returns as chorus_interactive_delete_scene()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_delete_group(chorus_runtime *rt, chorus_session session,
                                                         const char *group, const char *reassign,
                                                         chorus_request *request);

/** As chorus_interactive_fetch_scenes(), for groups. Serves getGroups. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_fetch_groups(chorus_runtime *rt, chorus_session session,
                                                         chorus_request *request);

/* ---- participants ----------------------------------------------------------------------------- */

/**
 * Move participants to a group. Serves updateParticipants: one packet, more only where it would be longer
 * than a packet may be; 10 000 participants and a short group id take one. Goes out at once, with the
 * session's priority. Who has left is passed over.
 * @param group    id of the group, which may have been created a moment ago
 * @param request  as in chorus_interactive_create_controls()
 * @returns OK, E_INVALID, E_NOT_FOUND (a handle that is not of a participant: then nobody moves), E_STATE,
 *          E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_move_participants(chorus_runtime *rt, chorus_session session,
                                                              const chorus_resource *participants, uint32_t count,
                                                              const char *group, chorus_request *request);

/**
 * Move everybody, or everybody of one group. As chorus_interactive_move_participants().
 * @param from  the group they are in now; {0}: any
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_move_all(chorus_runtime *rt, chorus_session session,
                                                     chorus_resource from, const char *group,
                                                     chorus_request *request);

/**
 * Ask for the participants in the order they came, up to 100 at once. Serves getAllParticipants. A session
 * knows them by itself; the mirror takes in what the answer says. Read the answer with
 * chorus_interactive_next_fetched() and chorus_interactive_read_page().
 * @param from_ms  those who came at this time or later, by the service's clock; 0: from the first
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_participants(chorus_runtime *rt, chorus_session session,
                                                               int64_t from_ms, chorus_request *request);

/**
 * Ask for those who gave input since a time, in the order of their last input. Serves
 * getActiveParticipants. Otherwise as chorus_interactive_fetch_participants().
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_active_participants(chorus_runtime *rt, chorus_session session,
                                                                      int64_t threshold_ms,
                                                                      chorus_request *request);

/**
 * Ask for participants by account number. Serves getParticipantsByMixerID. Of one who is here several
 * times the latest is told; who is not here is passed over by chorus_interactive_next_fetched().
 * @param count  1..100
 * @returns as chorus_interactive_fetch_participants(); E_SIZE for more than 100
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_users(chorus_runtime *rt, chorus_session session,
                                                        const uint32_t *user_ids, uint32_t count,
                                                        chorus_request *request);

/** As chorus_interactive_fetch_users(), by session id. Serves getParticipantsBySessionID. @threadsafety game thread */
CHORUS_API chorus_result chorus_interactive_fetch_sessions(chorus_runtime *rt, chorus_session session,
                                                           const char *const *ids, uint32_t count,
                                                           chorus_request *request);

/**
 * Walk over the participants of an answer to one of the four fetches.
 *
 *     size_t it = 0;
 *     while (chorus_interactive_next_fetched(rt, &event, &it, &info)) ...
 *
 * @param reply  the CHORUS_EVENT_REPLY, before the next pump
 * @param it     0 to begin; 0 again at the end
 * @param out    begun with CHORUS_INIT; strings end with the next pump
 * @returns false at the end, for any other event, and without memory
 * @threadsafety game thread
 */
CHORUS_API bool chorus_interactive_next_fetched(chorus_runtime *rt, const chorus_event *reply, size_t *it,
                                                chorus_participant_info *out);

/** What an answer says beside its participants. Start with CHORUS_INIT(&info). */
typedef struct chorus_page_info {
    size_t   struct_size; /**< set by CHORUS_INIT                                                        */
    uint32_t total;       /**< how many there are in all pages                                           */
    bool     has_more;    /**< false: this was the last page                                             */
    int64_t  next_ms;     /**< where the next page begins. It begins with who ended this one; a page that
                               ends where it began was the last one, too                                 */
} chorus_page_info;

/**
 * Read what an answer to a fetch of all or of active participants says beside them.
 * @returns OK, what the reply says when it is not OK, E_INVALID for any other event, E_NOT_FOUND for a
 *          stale session, E_TYPE when the answer holds no such thing
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_read_page(chorus_runtime *rt, const chorus_event *reply,
                                                      chorus_page_info *out);

/* ---- broadcasts and transactions -------------------------------------------------------------- */

/**
 * Send an event to participants' pages. Serves broadcastEvent.
 * @param scopes   who gets it: "everyone", "scene:<id>", "group:<id>", "participant:<id>", see
 *                 chorus_interactive_get_scope(). Who is meant twice gets it once; none: nobody.
 * @param json     any JSON value as text
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID (the log names the place), E_NOT_FOUND, E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_broadcast(chorus_runtime *rt, chorus_session session,
                                                      const char *const *scopes, uint32_t count, const char *json,
                                                      chorus_request *request);

/**
 * The scope that means a scene, a group, a participant or, for the world, everyone.
 * @param out  ends with the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND (stale, or a control), E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_get_scope(chorus_runtime *rt, chorus_session session,
                                                      chorus_resource resource, chorus_str *out);

/**
 * Take the sparks of an input that had a cost. Serves capture. Never sent again by itself: after
 * E_NETWORK or E_TIMEOUT in the reply it is not known whether the participant has paid.
 * @param transaction  as the input said it: a UUID, or digits
 * @param request      as in chorus_interactive_call()
 * @returns OK, E_INVALID (also for an empty transaction), E_NOT_FOUND, E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_capture(chorus_runtime *rt, chorus_session session,
                                                    const char *transaction, chorus_request *request);

/* ---- bandwidth and memory --------------------------------------------------------------------- */

/** How much the service may send of a method: a bucket that holds some bytes and drains. */
typedef struct chorus_throttle {
    const char *method;            /**< such as "giveInput"; "*": of all together         */
    uint64_t    capacity_bytes;    /**< 0: nothing is sent                                */
    uint64_t    drain_bytes_per_s;
    bool        is_removed;        /**< there is no such rule any more                    */
} chorus_throttle;

/**
 * Bound what the service sends to this game. Serves setBandwidthThrottle.
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_set_bandwidth_throttle(chorus_runtime *rt, chorus_session session,
                                                                   const chorus_throttle *rules, uint32_t count,
                                                                   chorus_request *request);

/**
 * Ask what the rules have let pass. Serves getThrottleState; read the answer with
 * chorus_interactive_next_throttle().
 * @returns as chorus_interactive_fetch_scenes()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_throttle_state(chorus_runtime *rt, chorus_session session,
                                                                 chorus_request *request);

/** What a rule has done since it was set. */
typedef struct chorus_throttle_state {
    chorus_str method;             /**< ends with the next pump */
    uint64_t   inserted, rejected; /**< packets                 */
} chorus_throttle_state;

/**
 * Walk over the rules of an answer, as chorus_interactive_next_fetched() does over participants.
 * @threadsafety game thread
 */
CHORUS_API bool chorus_interactive_next_throttle(chorus_runtime *rt, const chorus_event *reply, size_t *it,
                                                 chorus_throttle_state *out);

/**
 * Ask what this game takes of the service's memory. Serves getMemoryStats; read the answer with
 * chorus_interactive_read_memory().
 * @returns as chorus_interactive_fetch_scenes()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_memory_stats(chorus_runtime *rt, chorus_session session,
                                                               chorus_request *request);

/** Memory that a game takes. Start with CHORUS_INIT(&info). */
typedef struct chorus_memory_info {
    size_t     struct_size; /**< set by CHORUS_INIT                                            */
    uint64_t   used_bytes;
    uint64_t   total_bytes; /**< 0: no limit                                                   */
    chorus_str resources;   /**< what takes it: see chorus_interactive_next_memory()           */
} chorus_memory_info;

/**
 * Read an answer to chorus_interactive_fetch_memory_stats(), or a CHORUS_EVENT_MEMORY_WARNING.
 * @param out  strings end with the next pump
 * @returns OK, E_INVALID, E_NOT_FOUND for a stale session, E_TYPE when the event says nothing of memory,
 *          E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_read_memory(chorus_runtime *rt, const chorus_event *event,
                                                        chorus_memory_info *out);

/** What one thing takes, and what stands in it. */
typedef struct chorus_memory_resource {
    chorus_str id;
    uint64_t   own_bytes;
    uint64_t   cumulative_bytes; /**< with everything in it                                        */
    chorus_str resources;        /**< what is in it: walk over it in the same way                  */
} chorus_memory_resource;

/**
 * Walk over the things of one level.
 * @param resources  of a chorus_memory_info or of a chorus_memory_resource
 * @param it         0 to begin; 0 again at the end
 * @returns false at the end and for bad arguments
 * @threadsafety game thread
 */
CHORUS_API bool chorus_interactive_next_memory(chorus_runtime *rt, chorus_session session, chorus_str resources,
                                               size_t *it, chorus_memory_resource *out);

/* ---- the audience's page ---------------------------------------------------------------------- */

/**
 * Ask where the audience of this game plays: the address of its page as phones in the room or viewers reach it,
 * for the screen and its QR code. Serves getJoinUrl, which is Chorus's own: other services refuse it with 4003. Read
 * the answer with chorus_interactive_read_join_url().
 * @returns as chorus_interactive_fetch_scenes()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_join_url(chorus_runtime *rt, chorus_session session,
                                                           chorus_request *request);

/**
 * Read an answer to chorus_interactive_fetch_join_url().
 * @param out  receives an http:// or https:// address, which ends with the next pump; untouched on failure
 * @returns OK, E_INVALID when it is no reply, E_NOT_FOUND for a stale session, the result of the reply when that is
 *          not OK, E_TYPE when no such address is in it, E_MEMORY
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_read_join_url(chorus_runtime *rt, const chorus_event *reply,
                                                          chorus_str *out);

/* ---- time ------------------------------------------------------------------------------------- */

/**
 * Ask what time it is. Serves getTime. A session keeps the service's clock by itself, see
 * chorus_interactive_server_time(); read this answer with chorus_interactive_read_time().
 * @returns as chorus_interactive_fetch_scenes()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_fetch_time(chorus_runtime *rt, chorus_session session,
                                                       chorus_request *request);

/**
 * Read an answer to chorus_interactive_fetch_time(): milliseconds since 1970.
 * @returns as chorus_interactive_read_page()
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_read_time(chorus_runtime *rt, const chorus_event *reply,
                                                      int64_t *out_ms);

/* ---- files ------------------------------------------------------------------------------------ */

enum { CHORUS_UPLOAD_MAX_BYTES = 50 * 1024 * 1024 /**< of one file */ };

/** A file for the audience's pages. Start with CHORUS_INIT(&desc). NULL and 0 mean: not given. */
typedef struct chorus_upload_desc {
    size_t      struct_size;  /**< set by CHORUS_INIT                                                       */
    const char *path;         /**< required: where pages find it, such as "img/a.png"                       */
    const void *bytes;        /**< what is in it; copied                                                    */
    size_t      len;
    const char *file;         /**< or a file of this machine, read on the network thread while it is sent   */
    const char *content_type; /**< "application/octet-stream" when not given                                */
} chorus_upload_desc;

/**
 * Upload a file. Serves uploadFile, and then the HTTP upload it leads to. Progress comes as
 * CHORUS_EVENT_UPLOAD, the end as CHORUS_EVENT_REPLY with method "uploadFile": OK with {"url":...},
 * E_REJECTED with the service's code or the status of HTTP (413: no room), E_NOT_FOUND when the file
 * cannot be read, E_NETWORK also when the session loses its connection meanwhile. Uploads go one after
 * the other.
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID (the log says what), E_VERSION, E_NOT_FOUND, E_STATE, E_SIZE for more than
 *          CHORUS_UPLOAD_MAX_BYTES, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_upload(chorus_runtime *rt, chorus_session session,
                                                   const chorus_upload_desc *desc, chorus_request *request);

/**
 * Delete a file that was uploaded. Serves deleteFile. One that is not there is no error.
 * @param path     as it was uploaded
 * @param request  as in chorus_interactive_call()
 * @returns OK, E_INVALID, E_NOT_FOUND, E_STATE, E_SIZE, E_MEMORY, E_AGAIN
 * @threadsafety game thread
 */
CHORUS_API chorus_result chorus_interactive_delete_file(chorus_runtime *rt, chorus_session session,
                                                        const char *path, chorus_request *request);

#ifdef __cplusplus
}
#endif
#endif
