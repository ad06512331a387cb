/*
 * host_change.h - change several objects or none.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   the list lies in the room's scratch arena; new texts are owned by it until the commit.
 * Trust    what is merged is a caller's object, bounded here in size and depth.
 *
 * A call stages all its changes first. Each object is in the list once, however often the call names
 * it. Then either commit, write events, end; or only end, and nothing has happened.
 */
#ifndef CHO_HOST_CHANGE_H
#define CHO_HOST_CHANGE_H

#include "codec/json_writer.h"
#include "host/room/host_call.h"

typedef struct cho_host_change {
    struct cho_host_change *next;
    cho_host_object        *object;
    cho_host_json           json;        /* what its text becomes; empty once committed */
    cho_host_tags           tags;        /* and its tags */
    cho_span                event;       /* that text with nulls for what is deleted; empty: no difference */
    cho_host_scene         *scene;       /* groups: the scene to show             */
    cho_host_group         *group;       /* participants: the group to be in      */
    bool                    is_disabled; /* participants */
    cho_json_tag            group_tag, disabled_tag; /* participants */
    bool                    is_forced;   /* the host's own change: it need not ask who wrote what */
    bool                    is_committed;
} cho_host_change;

typedef struct cho_host_changes {
    cho_host_room    *room;
    cho_host_budget  *budget; /* of the objects' texts and tags */
    cho_host_change  *first;
    cho_host_change **end;
} cho_host_changes;

void cho_host_changes_begin(cho_host_changes *changes, cho_host_room *room, cho_host_budget *budget);

/* The change of this object, zero but for the object when it is new. NULL: no memory, refused. */
cho_host_change *cho_host_stage(cho_host_call *call, cho_host_changes *changes, cho_host_object *object);

/* Merges the room's patch into it, as far as the conflict rule lets the call's tag change what is there. */
bool cho_host_stage_patch(cho_host_call *call, cho_host_changes *changes, cho_host_change *change);

/* Cannot fail; a second one does nothing. Fields beside the texts are the caller's to bring up to date. */
void cho_host_changes_commit(cho_host_changes *changes);
void cho_host_changes_end(cho_host_changes *changes);

/* An object's text for an event: with nulls while the change that deleted something has not ended. */
cho_span cho_host_event_text(const cho_host_object *object);

/* The patch of a room is written in two steps: begin, members that the room writes itself, then the rest
   of what the caller gave. Refused with 4004 when that is nested too deeply. */
cho_json_writer cho_host_patch_begin(cho_host_room *room);
bool            cho_host_patch_end(cho_host_call *call, cho_span object, const char *const *left_out);

/* Frees an object's text and its tags, and what the game is owed of it. */
void cho_host_drop_text(cho_host_room *room, cho_host_object *object, cho_host_budget *budget);

/* Makes the patch the text of a new object, written by this call: what is null is left out. */
bool cho_host_create_text(cho_host_call *call, cho_host_object *object, cho_host_budget *budget);

#endif
