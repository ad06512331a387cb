/*
 * host_state.h - what a room holds: scenes, groups, controls, participants, the game.
 * Layer    host. Shared by the files of the room; nobody else looks inside.
 * Thread   one at a time.
 * Memory   the room owns everything below. Items of tables never move while they live.
 * Trust    what stands here has been checked: ids are 1 to 1024 bytes without NUL, texts are compact
 *          JSON objects of bounded size and depth.
 */
#ifndef CHO_HOST_STATE_H
#define CHO_HOST_STATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/uuid.h"
#include "codec/json_tag.h"
#include "codec/packet.h"
#include "host/room/host_feed.h"
#include "host/room/host_json.h"
#include "host/room/host_moderation.h"
#include "host/room/host_rate.h"
#include "host/room/host_room.h"
#include "host/room/host_table.h"
#include "host/room/host_throttle.h"
#include "host/room/host_transactions.h"
#include "net/message.h"

enum {
    CHO_HOST_STATE_MAX    = 1500000, /* all scenes, groups, controls and the world: one packet holds them */
    CHO_HOST_ID_MAX       = 1024,
    CHO_HOST_DEPTH        = CHO_PACKET_DEPTH - 8, /* of one object, so that a packet with its whole scene is not too deep */
    CHO_HOST_PAGE         = 100,
    CHO_HOST_PAGE_BYTES   = 1000000,
    CHO_HOST_INPUT_DEPTH  = CHO_PACKET_DEPTH - 1, /* of a participant's packet: the game is told of it one level deeper */
    CHO_HOST_BINARY_MAX   = 3 /* binary frames that are answered, one after the other */
};

/* The reply codes of the protocol's table. */
enum {
    CHO_HOST_INTERNAL            = 1011,
    CHO_HOST_NOT_JSON            = CHO_PACKET_CODE_NOT_JSON,
    CHO_HOST_NOT_COMPRESSED      = 4001,
    CHO_HOST_UNKNOWN_TYPE        = CHO_PACKET_CODE_UNKNOWN_TYPE,
    CHO_HOST_UNKNOWN_METHOD      = 4003,
    CHO_HOST_BAD_ARGUMENT        = CHO_PACKET_CODE_BAD_ARGUMENT,
    CHO_HOST_UNKNOWN_TRANSACTION = 4006,
    CHO_HOST_TOO_FEW_SPARKS      = 4007,
    CHO_HOST_UNKNOWN_GROUP       = 4008,
    CHO_HOST_GROUP_EXISTS        = 4009,
    CHO_HOST_UNKNOWN_SCENE       = 4010,
    CHO_HOST_SCENE_EXISTS        = 4011,
    CHO_HOST_UNKNOWN_CONTROL     = 4012,
    CHO_HOST_CONTROL_EXISTS      = 4013,
    CHO_HOST_UNKNOWN_KIND        = 4014,
    CHO_HOST_DEFAULT_STAYS       = 4018,
    CHO_HOST_BAD_SCOPE           = 4024,
    CHO_HOST_SIGN_IN_TO_PAY      = 4026,
    CHO_HOST_BAD_INPUT           = 4099
};

/* Who wrote what in an object: the conflict rule weighs a change against it. */
typedef struct cho_host_tags {
    cho_json_tag  base;   /* of all that has no tag of its own */
    cho_json_tag  newest; /* nothing in the object is newer, and nothing has a higher priority */
    cho_host_json inside; /* the tags of their own, as codec/json_tag.h describes; also of what was deleted */
} cho_host_tags;

/* What the game is owed: host_owed.h. */
typedef struct cho_host_debt {
    struct cho_host_debt *prev, *next;
    uint8_t               topic;     /* cho_host_topic; 0: nothing is owed */
    bool                  is_new;    /* the game does not know of it */
    bool                  is_parked; /* no bucket will ever take it */
} cho_host_debt;

typedef struct cho_host_debts {
    cho_host_debt *first, *last;
} cho_host_debts;

typedef struct cho_host_owed {
    cho_host_debts due, parked; /* the oldest first */
    cho_host_debt *cursor;      /* the next one, while they are paid */
    size_t         text_bytes;
    uint32_t       end_count, release_count; /* texts that are due: of what has ended, of inputs */
    int64_t        due_ms;                   /* when the first of them might pass */
    bool           is_long;                  /* the bucket of all methods is full */
} cho_host_owed;

/* A scene, group, control, participant or the world. The text of a scene holds neither its controls
   nor its groups; the text of a participant holds its custom properties only. */
typedef struct cho_host_object {
    cho_host_node           node;
    cho_host_json           json;
    cho_host_tags           tags;
    cho_host_debt           debt;
    struct cho_host_change *change; /* while a call changes it */
} cho_host_object;

/* The bytes it counts for. */
static inline size_t cho_host_size_of(const cho_host_object *object)
{
    return object->json.len + object->tags.inside.len;
}

typedef enum cho_host_kind {
    CHO_HOST_CUSTOM,
    CHO_HOST_BUTTON,
    CHO_HOST_JOYSTICK,
    CHO_HOST_LABEL,
    CHO_HOST_TEXTBOX,
    CHO_HOST_SCREEN
} cho_host_kind;

/* The fields are what input is checked against, kept beside the text. */
typedef struct cho_host_control {
    cho_host_object        object;
    struct cho_host_scene *scene; /* that it is in */
    cho_host_kind          kind;
    bool                   is_disabled;
    bool                   waits_for_submit; /* a textbox that must not send what is being typed */
    bool                   is_doomed;        /* while a call deletes several */
    bool                   is_muted;         /* by a moderator: disabled for the audience, whatever the game says */
    uint32_t               input_count;      /* inputs the game has had of it */
    int64_t                cooldown_ms;      /* locked until then, host's clock */
    int64_t                closed_at_ms;     /* since when the game has had it disabled; 0: since it was made, or not */
    int64_t                more_until_ms;    /* so long it is open to those who asked for more time; 0: to nobody */
    int64_t                cost;
} cho_host_control;

typedef struct cho_host_scene {
    cho_host_object object;
    cho_host_table  controls;
    uint32_t        mark; /* the broadcast that has named it last */
} cho_host_scene;

typedef struct cho_host_group {
    cho_host_object object;
    cho_host_scene *scene;
    int64_t         shows_since_ms; /* that scene; 0: it has never shown another */
    uint32_t        mark; /* as of a scene */
} cho_host_group;

struct cho_host_touch; /* host_touch.h */

typedef struct cho_host_participant {
    cho_host_object              object; /* its id is the sessionID */
    cho_host_room               *room;
    void                        *peer;
    char                         name[CHO_HOST_NAME_SIZE];
    cho_host_user               *user;          /* NULL: a guest */
    struct cho_host_participant *newer, *older; /* of the same user, in all rooms */
    struct cho_host_participant *next_in_roll;  /* while a packet is written */
    cho_host_group              *group;
    cho_json_tag                 group_tag, disabled_tag; /* who wrote these two */
    uint64_t                     device;  /* these two as in its identity */
    cho_host_network             network;
    int64_t                      connected_at_ms, last_input_at_ms;
    int64_t                      slowed_at_ms; /* its last input that slow mode counts; 0: none */
    int64_t                      sees_since_ms;   /* it has not been moved to another scene since */
    int64_t                      more_since_ms;   /* when its wish for more time began to count, or ended; 0: none was said */
    cho_host_bucket              inputs, moves, calls;
    struct cho_host_touch       *touches;         /* controls it holds or has moves waiting for */
    uint32_t                     touch_count;
    uint32_t                     waiting_count;   /* touches with a move that waits */
    uint32_t                     waiting_order;   /* grows with each move that has to wait */
    struct cho_host_participant *less_active, *more_active; /* by last_input_at_ms; both NULL before the first */
    uint32_t                     bad_packets;
    uint32_t                     binary_frames; /* one after the other */
    uint32_t                     mark;        /* the broadcast that has chosen it last */
    uint32_t                     input_count; /* inputs the game has had of it */
    uint16_t                     latency_ms;  /* how long it waits for answers, as it says; 0: it does not say */
    cho_host_mute                mute;
    bool                         is_disabled;
    bool                         wants_more_time;
    bool                         is_closing;  /* nothing more is sent or taken; the leave follows */
} cho_host_participant;

typedef struct cho_host_game {
    void    *peer; /* NULL: no game is connected */
    uint32_t version_id;
    uint32_t next_id;
    uint64_t seq; /* packets sent; on the wire the lower 31 bits */
    uint32_t binary_frames; /* one after the other */
    uint32_t memory_warnings; /* thresholds it was warned of and has not come back from */
    uint32_t overruns;        /* of the memory limit */
    bool     is_closing;
} cho_host_game;

/* What a moderator has switched, besides what stands with participants, controls and bans. */
typedef struct cho_host_moderation {
    bool           is_stopped, members_only;
    uint32_t       slow_ms; /* 0: nobody is slowed down */
    uint32_t       more_ms; /* how much more time there is for those who ask; 0: none */
    char           reason[CHO_HOST_REASON_SIZE];       /* of the stop; may be empty */
    char           refusal[CHO_HOST_REASON_SIZE + 32]; /* the sentence that the input under way is refused with */
    cho_host_table muted; /* controls, also some that are not there at the moment: scene, NUL, control */
} cho_host_moderation;

/* The packets every newcomer gets, made once and shared until something changes. */
enum { CHO_HOST_HELLO, CHO_HOST_SCENES, CHO_HOST_GROUPS, CHO_HOST_WORLD, CHO_HOST_READY, CHO_HOST_WELCOMES };

struct cho_host_room {
    const chorus_allocator *heap;
    cho_host_room_options   options;
    cho_host_outbox         outbox;
    int64_t                 now_ms; /* of the call under way */

    cho_host_game         game;
    int64_t               ends_at_ms; /* of a paused session; 0: it is not paused */
    bool                  is_ready;
    cho_host_table        scenes, groups, participants;
    cho_host_transactions transactions;
    cho_host_payment     *payments; /* that are being written down */
    cho_host_object       world;
    cho_host_scene       *default_scene;
    cho_host_group       *default_group;
    cho_host_budget       memory_budget; /* all objects */
    cho_host_budget       state_budget;  /* of it: all but participants */
    cho_host_budget       moves_budget;
    cho_host_throttle     throttle; /* of what the game is told */
    cho_host_owed         owed;
    cho_host_store        store;
    cho_buf               files_url; /* where the game reaches it */
    cho_buf               join_url;  /* where the audience plays */
    cho_index             names; /* handles of participants by name */
    cho_host_participant *least_active, *most_active;
    uint32_t              waiting_count; /* participants with a move that waits */
    int64_t               last_connected_ms;
    int64_t               last_input_ms; /* of anybody */
    uint32_t              input_count;   /* at that time */
    uint32_t              mark, everyone_mark;
    cho_host_counters     counters;
    cho_host_moderation   moderation;
    cho_host_bans         bans;
    uint64_t              rejects[CHO_HOST_REJECT_COUNT]; /* of this room */
    cho_host_feed        *feed; /* NULL: nobody watches inputs */
    cho_host_tally       *tally; /* never NULL */
    cho_host_tally        own_tally; /* when nobody else has one */

    uint32_t     audience_id;
    int32_t      audience_seq; /* which version of the common state was told last */
    cho_message *welcome[CHO_HOST_WELCOMES];

    cho_arena scratch; /* emptied after each call */
    cho_buf   params, packet, result, patch, merged, tags;
};

static inline void cho_host_count_accepted(cho_host_room *room)
{
    room->counters.inputs_accepted++;
    room->tally->inputs_accepted++;
}

static inline void cho_host_count_rejected(cho_host_room *room, cho_host_reject reason)
{
    room->counters.inputs_rejected++;
    room->tally->inputs_rejected[reason]++;
    room->rejects[reason]++;
}

#endif
