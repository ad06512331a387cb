/*
 * host_muting.h - what moderation means for the other files of a room.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   the room's.
 * Trust    as host_moderation.h.
 */
#ifndef CHO_HOST_MUTING_H
#define CHO_HOST_MUTING_H

#include "host/room/host_state.h"

enum { CHO_HOST_MUTED_KEY_MAX = 2 * CHO_HOST_ID_MAX + 1 };

/* Under which a control is noted as muted. */
cho_span cho_host_muted_key(cho_span scene, cho_span control, char out[CHO_HOST_MUTED_KEY_MAX]);

/* Some control may look otherwise to the audience than to the game: what the audience is told is written for it. */
bool cho_host_audience_differs(const cho_host_room *room);

/* A control of these ids is muted, also one that is only about to be made. */
bool cho_host_is_control_muted(const cho_host_room *room, cho_span scene, cho_span control);

/* Nobody takes input of this participant, of any control. NULL: it is heard; else the sentence. */
const char *cho_host_why_silent(cho_host_room *room, const cho_host_participant *p);

/* The same of one control of those it sees. */
const char *cho_host_why_muted(const cho_host_participant *p, const cho_host_control *control);

/* NULL: slow mode lets the participant's next input pass. */
const char *cho_host_why_too_soon(cho_host_room *room, const cho_host_participant *p);

/* The session is over; bans stay. Nobody is told. */
void cho_host_forget_moderation(cho_host_room *room);

#endif
