/*
 * host_moderation.h - what whoever runs the show may do to the audience: send away, silence, slow down, stop.
 * Layer    host. May include core/ and below.
 * Thread   one at a time.
 * Memory   the room's. Texts of an order are copied.
 * Trust    orders come from the game's own process or from a socket with the channel's token; ids in them may be
 *          anything, texts are valid UTF-8.
 *
 * Moderation lies over what the game says and changes none of it: a control that is muted is disabled for the
 * audience and as the game left it for the game. It stays while a session waits for its game, and ends with the
 * session; bans stay with the channel.
 */
#ifndef CHO_HOST_MODERATION_H
#define CHO_HOST_MODERATION_H

#include "host/room/host_room.h"

/* How much of a participant is not heard. */
typedef enum cho_host_mute { CHO_HOST_MUTE_NOTHING, CHO_HOST_MUTE_TEXT, CHO_HOST_MUTE_ALL } cho_host_mute;

enum {
    CHO_HOST_SLOW_MAX_MS      = 3600000,
    CHO_HOST_MORE_TIME_MAX_MS = 600000
};

typedef enum cho_host_deed {
    CHO_HOST_KICK,         /* participant, reason */
    CHO_HOST_BAN,          /* participant, reason, for_ms, by_network */
    CHO_HOST_UNBAN,        /* ban */
    CHO_HOST_DISABLE,      /* participant, value: whether */
    CHO_HOST_MUTE,         /* participant, value: cho_host_mute */
    CHO_HOST_MUTE_CONTROL, /* scene, control, value: whether */
    CHO_HOST_SLOW_MODE,    /* value: milliseconds, 0: none */
    CHO_HOST_MORE_TIME,    /* value: milliseconds, 0: none */
    CHO_HOST_MEMBERS_ONLY, /* value: whether */
    CHO_HOST_STOP,         /* reason */
    CHO_HOST_GO_ON,
    CHO_HOST_DEEDS
} cho_host_deed;

/* What a deed does not name is not looked at. */
typedef struct cho_host_order {
    cho_host_deed deed;
    cho_span      participant; /* its sessionID */
    cho_span      scene, control;
    cho_span      ban;         /* its id: see host_bans.h */
    cho_span      reason;      /* cut to CHO_HOST_REASON_MAX bytes; may be empty */
    uint32_t      value;
    int64_t       for_ms;      /* how long a ban lasts; 0: for ever */
    bool          by_network;  /* ban also everybody who comes from there */
} cho_host_order;

/* What came of it. */
typedef struct cho_host_outcome {
    const cho_host_ban *bans[2]; /* those that a ban has made or renewed, NULL: no more; valid until the next order */
} cho_host_outcome;

/* Done and told at once. OK, also when nothing changes; E_NOT_FOUND: no such participant, control or ban; E_INVALID: a value
   out of range; E_AGAIN: too many bans or mutes; E_MEMORY. */
chorus_result cho_host_room_moderate(cho_host_room *room, const cho_host_order *order, int64_t now_ms,
                                     cho_host_outcome *outcome);

/* A ban that was written down earlier. OK, E_AGAIN, E_MEMORY. */
chorus_result cho_host_room_remember_ban(cho_host_room *room, cho_span id, const cho_host_ban *ban, int64_t now_ms);

/* One that somebody else has written down just now: whom it gets hold of is sent away. NULL: it was lifted. OK, E_INVALID,
   E_AGAIN, E_MEMORY. */
chorus_result cho_host_room_take_ban(cho_host_room *room, cho_span id, const cho_host_ban *ban, int64_t now_ms);

/* May they come in? 0, or the close code that says no: 4025, 4019 while only members may. *reason is a sentence, valid until
   the next order. */
uint16_t cho_host_room_judge(const cho_host_room *room, const cho_host_identity *who, int64_t now_ms,
                             const char **reason);

const cho_host_bans *cho_host_room_bans(const cho_host_room *room);

#endif
