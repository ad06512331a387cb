/*
 * host_participants.h - who is in the audience, and what is told of them.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   the room's.
 * Trust    names have been cleaned; custom properties come from the game and are bounded.
 */
#ifndef CHO_HOST_PARTICIPANTS_H
#define CHO_HOST_PARTICIPANTS_H

#include "host/room/host_change.h"

/* One participant object. `custom` is the text with its custom properties; sparks are for itself only. */
void cho_host_write_participant(cho_buf *out, const cho_host_participant *p, cho_span custom, bool with_sparks);

/* Tells the game of participants, in as many packets as it takes: begin, add each, flush. `most` in one
   packet; its bytes are bounded too. The params are in use meanwhile. */
typedef struct cho_host_roll {
    cho_host_room         *room;
    bool                   is_join;
    cho_host_participant  *first, **end; /* in the packet being written */
    uint32_t               most, count;
} cho_host_roll;

/* Joins or updates. */
void cho_host_roll_begin(cho_host_roll *roll, cho_host_room *room, bool is_join, uint32_t most);
void cho_host_roll_add(cho_host_roll *roll, cho_host_participant *p);
void cho_host_roll_flush(cho_host_roll *roll);

/* To the participant itself, as an array of one. */
void cho_host_tell_self(cho_host_room *room, cho_host_participant *p, const char *method);

/* To the user in all its sessions: its balance has changed. */
void cho_host_tell_balance(const cho_host_user *user);

/* Notes an accepted input: it is the most active one now. */
void cho_host_note_activity(cho_host_room *room, cho_host_participant *p);

/* The options have changed: how often each of them may speak. */
void cho_host_participants_set_rates(cho_host_room *room);

/* For the index of names. */
uint32_t cho_host_hash_of_name(const void *room, uint32_t handle);

/* Frees what it holds and takes it out of every list; nobody is told. */
void cho_host_forget_participant(cho_host_room *room, cho_host_participant *p);

/* Fills in what has fields of its own: nothing changes yet. */
void cho_host_begin_participant(cho_host_change *change);

/* Stages that everybody in `from` is in `to`. */
bool cho_host_stage_member_moves(cho_host_call *call, cho_host_changes *changes, const cho_host_group *from,
                                 cho_host_group *to);

/* Commits changes of participants and tells the game and each of them. */
void cho_host_commit_participants(cho_host_changes *changes);

#endif
