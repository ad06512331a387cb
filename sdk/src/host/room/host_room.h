/*
 * host_room.h - one game and its audience: everything a host decides, and no socket.
 * Layer    host. May include core/ and below.
 * Thread   one at a time.
 * Memory   a room owns its state; a peer is a pointer of the caller's that the room hands back. The
 *          heap hooks must outlive the room.
 * Trust    every byte of a frame is hostile, the game's as well as the audience's.
 *
 * Frames go in, packets come out through the outbox, and time is handed in: milliseconds since 1970
 * that never run backwards. The room never calls back into its caller but through the outbox, and the
 * outbox must not call the room. When the room wants a peer gone it closes it; the peer is in the room
 * until the caller says that it left.
 *
 * Where the game and the audience sit is nobody's business here: sockets of one server, of several
 * machines, or a test.
 */
#ifndef CHO_HOST_ROOM_H
#define CHO_HOST_ROOM_H

#include "base/near.h"
#include "codec/stream.h"
#include "host/room/host_bans.h"
#include "host/room/host_store.h"
#include "host/room/host_tally.h"
#include "host/room/host_users.h"
#include "net/message.h"

/* Close codes of the protocol. */
enum {
    CHO_HOST_CLOSE_BAD_DATA     = 1007,
    CHO_HOST_CLOSE_POLICY       = 1008,
    CHO_HOST_CLOSE_INTERNAL     = 1011,
    CHO_HOST_CLOSE_RESTART      = 1012,
    CHO_HOST_CLOSE_FULL         = 1013,
    CHO_HOST_CLOSE_UNREADABLE   = 4001,
    CHO_HOST_CLOSE_MEMORY       = 4017,
    CHO_HOST_CLOSE_ENDED        = 4016,
    CHO_HOST_CLOSE_UNAUTHORISED = 4019,
    CHO_HOST_CLOSE_NO_ACCESS    = 4020,
    CHO_HOST_CLOSE_TAKEN        = 4021,
    CHO_HOST_CLOSE_OFFLINE      = 4022,
    CHO_HOST_CLOSE_NO_BUNDLE    = 4023,
    CHO_HOST_CLOSE_BANNED       = 4025,
    CHO_HOST_CLOSE_TERMINATED   = 4027,
    CHO_HOST_CLOSE_KICKED       = 4028 /* ours: sent away, and may come back */
};

typedef struct cho_host_room    cho_host_room;
typedef struct cho_host_payment cho_host_payment; /* host_payment.h */

/* Where the payments of accounts are written down. */
typedef struct cho_host_ledger {
    /* OK: cho_host_payment_end() follows, never from inside. */
    chorus_result (*write)(void *user, cho_host_payment *payment);
    void *user;
} cho_host_ledger;

/* Names that are somebody's who is not among the users: guests get others. */
typedef struct cho_host_register {
    bool (*has_name)(void *user, const char *name);
    void *user;
} cho_host_register;

/* The way out. `user` is handed to each. */
typedef struct cho_host_outbox {
    void (*send)(void *user, void *peer, cho_message *message); /* retain what is kept */
    void (*close)(void *user, void *peer, uint16_t code, const char *reason);
    /* A frame could not be used; what and where, for a log. */
    void (*complain)(void *user, void *peer, const char *what, size_t offset);
    /* The peer's frames have this scheme now, in both directions; the next message to it is text all the same.
       False: it cannot have that scheme, and has text. Text can always be had. */
    bool (*compress)(void *user, void *peer, cho_scheme scheme);
    void *user;
} cho_host_outbox;

/* Every field is needed but those that say what 0 or NULL means. */
typedef struct cho_host_room_options {
    uint64_t                  hash_seed;        /* secret */
    uint32_t                  max_participants; /* whatever the limits say */
    const cho_host_users     *users; /* who can be among the participants; NULL: guests only */
    const chorus_host_limits *limits; /* complete; outlive the room, and are looked at whenever they are needed */
    cho_host_register         accounts; /* without a function: there are none */
    cho_host_ledger           ledger; /* without functions: payments count at once */
    cho_host_tally           *tally; /* what happens is added to it; NULL: nobody watches */
} cho_host_room_options;

enum { CHO_HOST_FAULT_PATH = 128 };

typedef struct cho_host_counters {
    uint64_t inputs_accepted, inputs_rejected;
} cho_host_counters;

/* OK or E_MEMORY; on failure *out is untouched. */
chorus_result cho_host_room_create(const chorus_allocator *heap, const cho_host_room_options *options,
                                   const cho_host_outbox *outbox, cho_host_room **out);

/* The limits have changed, or there are others; what is in use of memory and files stays. The seed and the users do not
   change. */
void cho_host_room_set_limits(cho_host_room *room, const cho_host_room_options *options);

/* Sends nothing, closes nobody. NULL is fine. */
void cho_host_room_destroy(cho_host_room *room);

/* ---- the game ---- */

/*
 * A session begins when a game enters. It is paused while its game is away: participants, scenes, groups,
 * controls, the world and open transactions stay, nobody is ready, nothing is held down. The next game of the
 * same version goes on with it. When it ends participants are closed with 4016 and forgotten, and the room is
 * as new.
 */

/* What is wrong with scenes; path as in a reply. */
typedef struct cho_host_fault {
    int32_t     code;
    const char *message;
    char        path[CHO_HOST_FAULT_PATH];
} cho_host_fault;

/* Before a game of that version enters: a paused session of another version ends, and a new session begins with these
   scenes, {"scenes":[...]} as createScenes takes them; "default" may be among them. A session that goes on keeps what
   it has. OK; E_INVALID: see *fault; E_SIZE: beyond the memory limit; E_MEMORY. */
chorus_result cho_host_room_furnish(cho_host_room *room, uint32_t version_id, cho_span scenes, int64_t now_ms,
                                    cho_host_fault *fault);

/* Whether a room would begin with these scenes: the same results. */
chorus_result cho_host_check_scenes(const chorus_allocator *heap, const chorus_host_limits *limits, cho_span scenes,
                                    cho_host_fault *fault);

/* Says hello and tells of the participants who are there. A paused session goes on, or ends first when the
   version is another. OK; E_STATE: another game is here; E_MEMORY. */
chorus_result cho_host_room_enter_game(cho_host_room *room, void *peer, uint32_t version_id, int64_t now_ms);

/* The same in the place of the game that is here, which is closed with 4027. */
chorus_result cho_host_room_take_over(cho_host_room *room, void *peer, uint32_t version_id, int64_t now_ms);

/* The session is paused, or ends when there is no grace. Does nothing for a peer that is not the game. */
void cho_host_room_leave_game(cho_host_room *room, const void *peer, int64_t now_ms);

/* The session ends on purpose: the game is closed with 4027. Does nothing when there is none. */
void cho_host_room_end_game(cho_host_room *room, int64_t now_ms);

void cho_host_room_game_frame(cho_host_room *room, cho_span bytes, bool is_text, int64_t now_ms);

/* Instead of a frame that was too large to be taken in. */
void cho_host_room_game_oversize(cho_host_room *room, int64_t now_ms);

/* Instead of a compressed frame that could not be read; the game's frames are text already. */
void cho_host_room_game_unreadable(cho_host_room *room, int64_t now_ms);

/* What became of a payment, which is gone afterwards. OK: it is written; E_REJECTED: there are too few sparks after
   all. */
void cho_host_payment_end(cho_host_payment *payment, chorus_result result, int64_t now_ms);

/* ---- the audience ---- */

/* The name of `who` has been cleaned; a guest's is made unique here, a user's stands. The newcomer is told all
   there is, then the game is told of the newcomer. OK: *handle is the participant's number; E_AGAIN: the room is
   full; E_MEMORY; E_STATE: the system has no randomness. */
chorus_result cho_host_room_join(cho_host_room *room, void *peer, const cho_host_identity *who, int64_t now_ms,
                                 uint32_t *handle);

/* What is needed whenever that participant does something. Of one who is there. */
cho_near cho_host_room_near(const cho_host_room *room, uint32_t participant);

/* The four below do nothing for a number that is stale. A leave releases what the participant held. */
void cho_host_room_leave(cho_host_room *room, uint32_t participant, int64_t now_ms);
void cho_host_room_frame(cho_host_room *room, uint32_t participant, cho_span bytes, bool is_text, int64_t now_ms);
void cho_host_room_oversize(cho_host_room *room, uint32_t participant, int64_t now_ms);
void cho_host_room_unreadable(cho_host_room *room, uint32_t participant, int64_t now_ms);

/* ---- addresses and files ---- */

/* Where the game reaches the files of its session: what their paths are to follow. Of the game that is there.
   False: no memory. */
bool cho_host_room_set_files_url(cho_host_room *room, cho_span url);

/* Where the audience plays, for the game to show. Of the game that is there. False: no memory. */
bool cho_host_room_set_join_url(cho_host_room *room, cho_span url);

/* The session's files; they are gone when it ends. */
cho_host_store *cho_host_room_store(cho_host_room *room);

/* ---- time ---- */

/* When cho_host_room_tick() should be called next; 0: there is nothing to wait for. */
int64_t cho_host_room_due_ms(cho_host_room *room, int64_t now_ms);

/* Sends the moves whose time has come and what the game was not told for want of room, and ends a session whose game
   has not come back in time. */
void cho_host_room_tick(cho_host_room *room, int64_t now_ms);

/* ---- questions ---- */

void             *cho_host_room_game(const cho_host_room *room); /* its peer; NULL: no game is connected */
bool              cho_host_room_is_live(const cho_host_room *room); /* a session goes on, or is paused */
uint32_t          cho_host_room_version_id(const cho_host_room *room); /* the session's; 0: there is none */
uint32_t          cho_host_room_participant_count(const cho_host_room *room);
cho_host_counters cho_host_room_counters(const cho_host_room *room);

/* What it stores now: objects, moves that wait, files. */
uint64_t cho_host_room_memory_bytes(const cho_host_room *room);

/* About how many bytes a newcomer is told. */
size_t cho_host_room_state_bytes(const cho_host_room *room);

#endif
