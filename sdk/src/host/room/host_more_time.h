/*
 * host_more_time.h - some people need longer: what the game closes stays open for them a while, when a moderator lets it.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   the room's.
 * Trust    as host_moderation.h.
 *
 * A control is closed when the game sets its `disabled`. From then on it goes on taking inputs of whoever had it on the
 * screen and had asked for more time before, for as long as the setting was at that moment. So a game knows when it closes a
 * control how long it has to wait: the longest `moreTimeMs` of its participants.
 */
#ifndef CHO_HOST_MORE_TIME_H
#define CHO_HOST_MORE_TIME_H

#include "host/room/host_state.h"

/* How much more time there is from now on; 0: none, and what runs ends. The audience is told, and of those who have asked
   the game, too. */
void cho_host_set_more_time(cho_host_room *room, uint32_t more_ms);

/* The game may have changed `disabled` of a control. */
void cho_host_note_closing(const cho_host_room *room, cho_host_control *control, bool was_disabled);

/* It has closed, and not yet for this participant. */
bool cho_host_has_more_time(const cho_host_room *room, const cho_host_participant *p, const cho_host_control *control);

/* Writes what a participant is told of it, and the game: nothing of whoever never said anything. */
void cho_host_write_more_time(cho_json_writer *w, const cho_host_participant *p);

#endif
