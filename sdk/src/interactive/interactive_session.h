/*
 * interactive_session.h - the game side of an Interactive 2 session.
 * Layer    interactive. May include core/ and below.
 * Thread   game thread.
 * Memory   one heap block, freed by its ops.
 * Trust    records have been checked on the network side; what the game passes is checked here.
 *
 *     interactive_open          options in, session and link out
 *     interactive_apply         records in, events out: which record means what
 *     interactive_resources     the world, scenes, groups and controls are told
 *     interactive_join          participants are told
 *     interactive_remove        things end, and what pointed at them moves
 *     interactive_mirror        what is known; interactive_participants: who is here
 *     interactive_find          resources by id and one after the other
 *     interactive_read          what a game may ask of them: all standard properties at once
 *     interactive_values        or one property, whatever it is
 *     interactive_set           what a game may change; interactive_cooldown: and for how long it is locked
 *     interactive_kinds         the standard properties of each kind of control, read and written
 *     interactive_positions     where a control stands
 *     interactive_replace       a scene holds exactly these controls
 *     interactive_connection    ready, suspend and resume, tokens
 *     interactive_compression   how the connection is compressed; interactive_schemes: the names of that
 *     interactive_changes       what setters have collected; interactive_flush: and how it goes out
 *     interactive_time          the service's clock, which never goes back
 *     interactive_call          any method; interactive_draft: packets that are being written
 *     interactive_describe      what is to be created, checked and written
 *     interactive_scenes        scenes and groups are created and deleted; interactive_controls: controls
 *     interactive_move          participants go to another group
 *     interactive_fetch         the service is asked; interactive_fetched: and what it answered
 *     interactive_packets       packets as they are, answers to the service's calls, how the line is
 *     interactive_service       broadcasts, transactions, throttles
 *     interactive_files         files for the audience's pages
 */
#ifndef CHO_INTERACTIVE_SESSION_H
#define CHO_INTERACTIVE_SESSION_H

#include "codec/packet.h"
#include "codec/stream.h"
#include "core/session.h"
#include "interactive/interactive_changes.h"
#include "interactive/interactive_gauge.h"
#include "interactive/interactive_mirror.h"
#include "interactive/interactive_records.h"

#include <chorus/interactive.h>

typedef struct cho_interactive {
    cho_session    base;
    cho_ia_mirror  mirror;
    cho_ia_changes changes;
    int64_t        clock_offset_ns; /* the service's clock minus ours                */
    int64_t        clock_ahead_ns;  /* by how much what was told is ahead of that ... */
    uint64_t       clock_since_ns;  /* ... at that moment of ours                    */
    bool           knows_clock;
    cho_ia_gauge  *gauge;
    bool           was_connected; /* once at least                                  */
    bool           has_login;
    bool           forgets;       /* what the game set ends with its connection     */
    cho_scheme     scheme; /* of the connection */
} cho_interactive;

extern const cho_session_ops cho_interactive_ops;

void cho_interactive_free(cho_interactive *s, const chorus_allocator *heap);

/* As cho_session_find(). */
chorus_result cho_interactive_find(chorus_runtime *rt, chorus_session handle, cho_interactive **out);

/* True in STAGING and READY, unless it is closing. */
bool cho_interactive_is_connected(const cho_interactive *s);
/* NULL is one too. Such texts become values of HTTP headers: visible ASCII, and spaces between. */
bool cho_interactive_is_header_value(const char *text);
/* Also true while it is reconnecting, if what is set then is applied later. */
bool cho_interactive_takes_changes(const cho_interactive *s);

/* Milliseconds since 1970 by the service's clock, which is known, at a moment of ours. Never goes back,
 * unless the service's clock was set back by seconds. */
void    cho_interactive_set_clock(cho_interactive *s, int64_t offset_ns, uint64_t mono_ns);
int64_t cho_interactive_server_ms(const cho_interactive *s, uint64_t mono_ns);

/* ---- what handles mean ---- */

typedef struct cho_ia_target {
    chorus_resource_kind kind;   /* CHORUS_RESOURCE_NONE: nothing */
    uint32_t             handle;
    cho_ia_item         *item;   /* NULL for a participant  */
    cho_ia_person       *person; /* NULL for anything else  */
    bool                 is_gone;
} cho_ia_target;

/* What the game may see behind a handle, gone things included. */
cho_ia_target cho_interactive_resolve(cho_interactive *s, chorus_resource resource);

/* Its id; `uuid` is where that of a participant may be written. */
cho_span cho_interactive_id(const cho_ia_target *target, char uuid[CHO_UUID_TEXT_SIZE]);

/* ---- changing ---- */

/* OK; E_NOT_FOUND: stale or gone; E_STATE: nothing can be changed now. */
chorus_result cho_ia_find_changeable(cho_interactive *s, chorus_resource resource, cho_ia_target *out);
/* The same; E_NOT_FOUND as well for what is not a control. */
chorus_result cho_ia_find_changeable_control(cho_interactive *s, chorus_resource control, cho_ia_target *out);
/* Adds a checked patch, an object with members and nothing around it. OK, E_SIZE, E_MEMORY. */
chorus_result cho_ia_collect(cho_interactive *s, const cho_ia_target *target, cho_span patch);

/* ---- records; OK or E_MEMORY, and then nothing has changed ---- */

chorus_result cho_ia_apply_world(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_scene(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_group(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_control(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_participant(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_scene_gone(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_group_gone(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_control_gone(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_participant_gone(cho_interactive *s, const cho_record *record, const void *payload);
chorus_result cho_ia_apply_sync_begin(cho_interactive *s);
chorus_result cho_ia_apply_sync_end(cho_interactive *s, const cho_record *record);

/* cho_record_text() as a span. */
static inline cho_span cho_ia_take(const char **at, uint32_t len)
{
    return cho_ia_span(cho_record_text(at, len));
}

/* ---- views, valid until the next frame of events; false: no memory ---- */

/* A copy of the bytes. */
bool cho_ia_view(cho_interactive *s, cho_span bytes, chorus_str *out);
/* `string` is one. */
bool cho_ia_view_string(cho_interactive *s, const cho_json_value *string, chorus_str *out);
/* The JSON text of a container; for anything else `otherwise`. */
bool cho_ia_view_json(cho_interactive *s, const cho_json_value *container, const char *otherwise, chorus_str *out);
bool cho_ia_view_id(cho_interactive *s, const cho_ia_person *person, chorus_str *out);

/* ---- commands ---- */

/* A packet may be 2 000 000 bytes long and 32 deep (protocol section 3.5). What goes around params
 * and what goes around one object in a list of them takes its part of that. */
enum {
    CHO_IA_PARAMS_MAX_BYTES = CHO_PACKET_SIZE_MAX - 2048,
    CHO_IA_PARAMS_DEPTH     = CHO_PACKET_DEPTH - 1,
    CHO_IA_PATCH_DEPTH      = CHO_PACKET_DEPTH - 3
};

/* Queues packets: for each its method, a NUL, its params, a NUL. Everything that the session asks of
 * the service passes here. Request 0: no answer is wanted. OK, E_MEMORY, E_AGAIN. */
chorus_result cho_ia_send_packets(cho_interactive *s, uint32_t request, cho_span packets, uint32_t count);
/* The same with a number of its own for `request`, which may be NULL. */
chorus_result cho_ia_start_packets(cho_interactive *s, cho_span packets, uint32_t count, chorus_request *request);

/* One packet. */
chorus_result cho_ia_start_call(cho_interactive *s, cho_span method, cho_span params, chorus_request *request);

/* Turns the collected changes into as few calls as possible. On E_MEMORY and E_AGAIN the rest stays. */
chorus_result cho_ia_flush(cho_interactive *s);

/* ---- events; room has been reserved ---- */

void cho_ia_tell_item(cho_interactive *s, const cho_record *record, chorus_event_type type, const cho_ia_item *item);
void cho_ia_tell_person(cho_interactive *s, const cho_record *record, chorus_event_type type, uint32_t handle,
                        chorus_str id);

/* What an update does to the JSON text of a thing. */
typedef enum cho_ia_effect { CHO_IA_SAME, CHO_IA_CHANGED, CHO_IA_NO_MEMORY } cho_ia_effect;

/* `old` empty: there was none. `is_whole`: what `update` does not mention goes. *out points into
 * `update` or into the mirror's scratch. */
cho_ia_effect cho_ia_update_json(cho_ia_mirror *m, cho_span old, cho_span update, bool is_whole, cho_span *out);

#endif
