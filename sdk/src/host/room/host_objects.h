/*
 * host_objects.h - scenes, groups and controls as the other files of a room need them.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   the room's.
 * Trust    as host_state.h.
 */
#ifndef CHO_HOST_OBJECTS_H
#define CHO_HOST_OBJECTS_H

#include "host/room/host_change.h"

/* Whom something is written for: the audience sees muted controls as disabled, and until when
   those are open that have just closed. */
typedef enum cho_host_reader { CHO_HOST_FOR_GAME, CHO_HOST_FOR_AUDIENCE } cho_host_reader;

/* ---- scenes ---- */

/* NULL: no memory. */
cho_host_scene *cho_host_scene_add(cho_host_room *room, cho_span id);
void            cho_host_scene_remove(cho_host_room *room, cho_host_scene *scene);

/* A scene named by a member of `object`; absent or null: "default" when `is_optional`. NULL: refused. */
cho_host_scene *cho_host_scene_named(cho_host_call *call, cho_span object, const char *name, bool is_optional);

/* Appends a scene with its controls, for the game. */
void cho_host_write_scene(cho_host_room *room, cho_buf *out, const cho_host_scene *scene);

/* Appends an array of all scenes with their controls and, if asked for, the groups that show them. */
void cho_host_write_scenes(cho_host_room *room, cho_buf *out, cho_host_reader reader, bool with_groups);

/* ---- groups ---- */

cho_host_group *cho_host_group_add(cho_host_room *room, cho_span id, cho_host_scene *scene);
void            cho_host_group_remove(cho_host_room *room, cho_host_group *group);
void            cho_host_write_groups(cho_host_room *room, cho_buf *out, const cho_host_scene *of_scene);

/* Stages that all groups that show `from` show `to`. */
bool cho_host_stage_group_moves(cho_host_call *call, cho_host_changes *changes, const cho_host_scene *from,
                                cho_host_scene *to);

/* Commits changes of groups and tells of them; does nothing when there are none. */
void cho_host_commit_groups(cho_host_changes *changes);

/* ---- the world ---- */

/* Appends its properties, with the member that some clients cannot do without. */
void cho_host_write_world(cho_buf *out, cho_span world);

/* ---- controls ---- */

/* Creates the controls that an array member of `object` describes. On failure those of this call are left
   for the caller to remove. */
bool cho_host_add_controls(cho_host_call *call, cho_host_scene *scene, cho_span object);
void cho_host_remove_control(cho_host_room *room, cho_host_scene *scene, cho_host_control *control);

/* Stages the patches that an array member of `object` holds. */
bool cho_host_stage_controls(cho_host_call *call, cho_host_changes *changes, cho_host_scene *scene,
                             cho_span object);

/* Commits changes of controls, so that they can be written as they are now; a second one does nothing. */
void cho_host_settle_controls(cho_host_changes *changes);

/* The same of those of one scene, and tells of them; does nothing when there are none. */
void cho_host_commit_controls(cho_host_changes *changes, const cho_host_scene *scene);

/* Appends ["controls":] the array of a scene's controls, from `first` on. */
void cho_host_write_controls(cho_buf *out, const cho_host_scene *scene, const cho_host_control *first,
                             cho_host_reader reader);

/* Appends one control as it is now. */
void cho_host_write_control(cho_buf *out, const cho_host_control *control, cho_host_reader reader);

/* Appends {"name":[...]} of the objects that were changed: their texts, for an event with nulls. */
void cho_host_write_changed(const cho_host_changes *changes, cho_buf *out, bool is_event);

#endif
