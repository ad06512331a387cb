/*
 * host_rig.h - a room without sockets: the test is the game and the audience, and turns the clock.
 *
 * What the room sends to a peer is kept until the test takes it, oldest first. Each packet is held against the
 * output rules of the protocol on the way.
 */
#ifndef TESTS_SUPPORT_HOST_RIG_H
#define TESTS_SUPPORT_HOST_RIG_H

#include "support/packet_rules.h"
#include "support/support.h"

#include "base/alloc.h"
#include "host/room/host_room.h"

enum { RIG_VIEWERS_MAX = 300, RIG_START_MS = 1000000 };

typedef struct rig_packet rig_packet;

typedef struct rig_peer {
    rig_packet  *first, *last;
    packet_watch watch;
    uint16_t     closed;   /* the code the room closed it with, 0: not closed */
    char         id[40];   /* viewers: the sessionID */
    char         name[80]; /* viewers: the name it got */
    uint32_t     handle;   /* viewers: its number in the room */
    cho_scheme   scheme;   /* what it was told it has */
} rig_peer;

typedef struct host_rig {
    chorus_allocator   heap;
    chorus_host_limits limits; /* the room's; another set of them is taken by rig_take_limits() */
    chorus_allocator users_heap; /* the C library's */
    cho_host_users  *users;
    cho_host_room   *room;
    int64_t          now_ms;
    rig_peer         game;
    rig_peer        *viewers[RIG_VIEWERS_MAX];
    uint32_t         viewer_count;
    uint32_t         complaints; /* unusable packets the room told of */
    bool             compresses; /* schemes other than text are granted */
} host_rig;

/* heap NULL: the C library's. */
void rig_init(host_rig *rig, const chorus_allocator *heap);
/* One whose session waits for its game. */
void rig_init_with_grace(host_rig *rig, const chorus_allocator *heap, uint32_t grace_ms);
void rig_deinit(host_rig *rig);

/* A room with a game that has said nothing yet, its hello taken. For cmocka's set-up. */
int rig_set_up(void **state);
int rig_tear_down(void **state);

void rig_enter_game(host_rig *rig);
void rig_leave_game(host_rig *rig);

/* rig->limits were changed. */
void rig_take_limits(host_rig *rig);

/* A viewer who has been welcomed; what both sides were told is forgotten. */
rig_peer *rig_join(host_rig *rig, const char *name);
/* The same, but nothing is forgotten. NULL: the room refused. */
rig_peer *rig_try_join(host_rig *rig, const char *name);
rig_peer *rig_try_join_who(host_rig *rig, const cho_host_identity *who);
void      rig_leave(host_rig *rig, rig_peer *viewer);

/* For another room with the same peers. */
cho_host_outbox rig_outbox(host_rig *rig);

/* Somebody with an account, and one of its sessions, as with rig_join. */
cho_host_user *rig_user(host_rig *rig, uint32_t number, const char *name, uint64_t sparks);
rig_peer      *rig_join_as(host_rig *rig, cho_host_user *user);
/* NULL: the room refused. */
rig_peer      *rig_try_join_as(host_rig *rig, cho_host_user *user);

/* Frames of text; a format as of printf. */
void rig_game_says(host_rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));
void rig_says(host_rig *rig, rig_peer *viewer, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The game calls a method with id 9. */
void rig_call(host_rig *rig, const char *method, const char *params);

/* The same; it must succeed, and what everybody was told is forgotten. */
void rig_do(host_rig *rig, const char *method, const char *params);

/* The game says ready. */
void rig_ready(host_rig *rig);

/* Moves time on and lets the room send what waited. */
void rig_pass(host_rig *rig, int64_t ms);

/* ---- what a peer was sent ---- */

/* The oldest packet, or NULL; valid until the next one is taken. */
const char *rig_take(rig_peer *peer);
void        rig_forget(rig_peer *peer);

/* The oldest packet is exactly this call, in canonical order; params are a format. */
void rig_expect(rig_peer *peer, const char *method, const char *params, ...) __attribute__((format(printf, 3, 4)));
/* The oldest packet calls that method; returns the packet. */
const char *rig_expect_call(rig_peer *peer, const char *method);
/* The oldest packet is exactly this reply. */
void rig_expect_reply(rig_peer *peer, const char *id, const char *result, ...) __attribute__((format(printf, 3, 4)));
/* The oldest packet refuses; path NULL: it names none. */
void rig_expect_refusal(rig_peer *peer, const char *id, int code, const char *path);
void rig_expect_nothing(rig_peer *peer);

#endif
