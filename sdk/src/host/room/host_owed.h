/*
 * host_owed.h - what the game was not told because of a throttle, and is told as soon as there is room.
 * Layer    host. A file of the room.
 * Thread   one at a time.
 * Memory   an object that is owed is linked, not copied: it is told as it is then. What tells of an end, or lets go of
 *          a control, is kept as text: throttled_bytes of the limits, beyond which it is sent in spite of the throttle.
 * Trust    our own packets.
 *
 * The order is kept: what is owed goes before what is done to it later and before what refers to it, and while the
 * bucket of all methods is full everything waits. A packet that no bucket will ever take is parked until the game sets
 * other rules, and nothing waits for it.
 */
#ifndef CHO_HOST_OWED_H
#define CHO_HOST_OWED_H

#include "host/room/host_change.h"

/* What the game is told of: named after the methods' beginnings. */
typedef enum cho_host_topic {
    CHO_HOST_TOPIC_NONE,
    CHO_HOST_TOPIC_SCENE,
    CHO_HOST_TOPIC_GROUP,
    CHO_HOST_TOPIC_CONTROL,
    CHO_HOST_TOPIC_PARTICIPANT,
    CHO_HOST_TOPIC_WORLD,
    CHO_HOST_TOPIC_TEXT /* a packet as it was written */
} cho_host_topic;

/* ---- telling of objects; the params are written ---- */

/* The objects that were changed: to the game when there is room, else later. */
void cho_host_tell_game_changed(const cho_host_changes *changes, const char *method, cho_host_topic topic);

/* The objects of a table that are newer than `before`. */
void cho_host_tell_game_created(cho_host_room *room, const cho_host_table *table, const cho_host_node *before,
                                const char *method, cho_host_topic topic);

/* Participants that stand in one packet, linked by next_in_roll. */
void cho_host_tell_game_roll(cho_host_room *room, cho_host_participant *first, const char *method, bool is_new);

/* The end of something. */
void cho_host_tell_game_gone(cho_host_room *room, const char *method);

/* An input. False: there was no room for it. `is_release`: then it follows later, and no input goes before it. */
bool cho_host_tell_game_input(cho_host_room *room, bool is_release);

/* ---- keeping books ---- */

/* The game does not know of it yet, and will. */
bool cho_host_is_unknown(const cho_host_object *object);

/* Nothing is owed of this object any more. */
void cho_host_forgive(cho_host_room *room, cho_host_object *object);
void cho_host_forgive_all(cho_host_room *room);

/* The rules have changed: what was parked may have a chance. */
void cho_host_reconsider_owed(cho_host_room *room);

/* When something that is owed might pass, 0: nothing is. */
int64_t cho_host_owed_due_ms(const cho_host_room *room);
void    cho_host_pay_owed(cho_host_room *room);

#endif
