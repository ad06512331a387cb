/*
 * interactive_records.h - what the two halves of an Interactive 2 session tell each other.
 * Layer    interactive. May include core/ and below.
 * Thread   records go from the network to the game, commands the other way.
 * Memory   strings lie behind the struct, each with a terminating NUL, in the order of the length
 *          fields (lengths do not count the NUL).
 * Trust    the network side has checked everything: JSON is well-formed, depth-bounded UTF-8, ids are
 *          not empty and hold no NUL.
 *
 * A fetch of the whole state is framed by SYNC_BEGIN and SYNC_END. What exists in the mirror and is
 * not mentioned between them is gone: the mirror removes it at SYNC_END, so that the game sees the
 * differences as ordinary events. The first mention of a thing in between is all of it: what it does not
 * say of the thing is gone too.
 */
#ifndef CHO_INTERACTIVE_RECORDS_H
#define CHO_INTERACTIVE_RECORDS_H

#include "base/span.h"
#include "core/command.h"
#include "core/record.h"

#include <stdbool.h>

enum {
    CHO_IA_SYNC_BEGIN = CHO_RECORD_MODULE, /* no payload                  */
    CHO_IA_SYNC_END,                       /* no payload                  */
    CHO_IA_WORLD,                          /* cho_ia_resource, id empty   */
    CHO_IA_SCENE,                          /* cho_ia_resource             */
    CHO_IA_GROUP,                          /* cho_ia_resource             */
    CHO_IA_CONTROL,                        /* cho_ia_control              */
    CHO_IA_PARTICIPANT,                    /* cho_ia_participant          */
    CHO_IA_SCENE_GONE,                     /* cho_ia_gone                 */
    CHO_IA_GROUP_GONE,                     /* cho_ia_gone                 */
    CHO_IA_CONTROL_GONE,                   /* cho_ia_control, json empty  */
    CHO_IA_PARTICIPANT_GONE,               /* cho_ia_gone, no reassign    */
    CHO_IA_INPUT,                          /* cho_ia_input                */
    CHO_IA_METHOD,                         /* cho_ia_method               */
    CHO_IA_CLOCK,                          /* cho_ia_clock                */
    CHO_IA_COMPRESSION,                    /* cho_ia_compression          */
    CHO_IA_MEMORY,                         /* cho_ia_memory               */
    CHO_IA_UPLOAD_PROGRESS,                /* cho_ia_upload_progress      */
    CHO_IA_TOKEN,                          /* cho_record_token            */
    CHO_IA_PACKET                          /* cho_ia_packet               */
};

/* Create or update: the mirror merges json into what it has (RFC 7386: null removes a property). A
 * scene's json holds neither "controls" nor "groups". A group's scene is its json's "sceneID". */
typedef struct cho_ia_resource {
    uint32_t id_len, json_len;
} cho_ia_resource;

typedef struct cho_ia_control {
    uint32_t scene_len, id_len, json_len;
} cho_ia_control;

/* Which fields of a cho_ia_participant were in the packet; the others keep their value. */
enum {
    CHO_IA_HAS_USER_ID = 1, CHO_IA_HAS_NAME = 2, CHO_IA_HAS_LEVEL = 4, CHO_IA_HAS_LAST_INPUT = 8,
    CHO_IA_HAS_CONNECTED = 16, CHO_IA_HAS_DISABLED = 32, CHO_IA_HAS_GROUP = 64, CHO_IA_HAS_ANONYMOUS = 128
};

/* custom: a JSON object of everything that has no field here, "channelGroups" included, merged like a
 * resource's json; custom_len 0: nothing. */
typedef struct cho_ia_participant {
    int64_t  connected_at_ms, last_input_at_ms;
    uint32_t user_id, level, has;
    bool     is_disabled, is_anonymous;
    uint32_t id_len, name_len, group_len, custom_len;
} cho_ia_participant;

/* What pointed at the thing that is gone points at `reassign` now (empty: "default"). */
typedef struct cho_ia_gone {
    uint32_t id_len, reassign_len;
} cho_ia_gone;

typedef struct cho_ia_input {
    float    x, y;
    int32_t  kind; /* chorus_input_kind */
    uint32_t participant_len, control_len, action_len, text_len, transaction_len, json_len;
} cho_ia_input;

typedef struct cho_ia_method {
    uint32_t method_len, params_len, id_len; /* id: as JSON text; empty: no answer is wanted */
} cho_ia_method;

typedef struct cho_ia_packet {
    uint32_t text_len;
    bool     is_sent;
} cho_ia_packet;

/* What the service warns of, as it says it. */
typedef struct cho_ia_memory {
    uint64_t used_bytes, total_bytes;
    uint32_t json_len;
} cho_ia_memory;

typedef struct cho_ia_upload_progress {
    uint64_t sent, total;
    uint32_t request, path_len;
} cho_ia_upload_progress;

/* The service's clock is the monotonic clock of this machine plus this. */
typedef struct cho_ia_clock {
    int64_t offset_ns;
} cho_ia_clock;

/* How the connection is compressed now: a cho_scheme. */
typedef struct cho_ia_compression {
    int32_t scheme;
} cho_ia_compression;

enum {
    CHO_IA_CALL = CHO_COMMAND_MODULE, /* cho_ia_call      */
    CHO_IA_READY,                     /* cho_ia_ready     */
    CHO_IA_SET_TOKEN,                 /* cho_ia_set_token_command */
    CHO_IA_SUSPEND,                   /* cho_command      */
    CHO_IA_RESUME,                    /* cho_command      */
    CHO_IA_UPLOAD_ORDER,              /* cho_ia_upload_order */
    CHO_IA_RAW,                       /* cho_ia_raw       */
    CHO_IA_ANSWER                     /* cho_ia_answer    */
};

typedef struct cho_ia_set_token {
    cho_command head;
    bool        has_refresh;
    uint32_t    token_len, refresh_len; /* strings behind the struct */
} cho_ia_set_token_command;

/* Packets that go out together and are answered as one: behind the struct stand the method and the
 * params of each, a JSON object. */
typedef struct cho_ia_call {
    cho_command head;
    uint32_t    request; /* 0: sent with discard */
    uint32_t    count;   /* of packets           */
} cho_ia_call;

/* The packet at *at, which moves on to the next one. */
static inline void cho_ia_next_packet(const char **at, const char **method, cho_span *params)
{
    *method = *at;
    *params = cho_span_of(*method + strlen(*method) + 1);
    *at     = params->ptr + params->len + 1;
}

/* Behind the three texts stand the bytes, unless there is a file. */
typedef struct cho_ia_upload_order {
    cho_command head;
    uint32_t    request; /* 0: nobody waits */
    uint32_t    path_len, file_len, type_len;
    uint64_t    body_len;
} cho_ia_upload_order;
/* A packet to be sent as it is. */
typedef struct cho_ia_raw {
    cho_command head;
    uint32_t    len;
} cho_ia_raw;

/* The reply to a method of the service: its id as JSON text, the result or the message, the path. */
typedef struct cho_ia_answer {
    cho_command head;
    int32_t     code; /* 0: a result */
    bool        has_path;
    uint32_t    id_len, text_len;
} cho_ia_answer;

typedef struct cho_ia_ready {
    cho_command head;
    bool        is_ready;
} cho_ia_ready;

#endif
