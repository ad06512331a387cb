/*
 * packet_body.h - the parts of Interactive 2 packets that are worth decoding without a tree.
 * Layer    codec. Includes base/ only.
 * Thread   any.
 * Memory   allocates nothing; everything read points into the text.
 * Trust    every byte is hostile. Liberal: a member that is missing or of a wrong type is absent, 0
 *          or false, and members we do not know stay in `raw`. Of equal keys the last one counts.
 *
 * Each reading function takes one value from a reader.
 *   OK          it has that shape
 *   E_TYPE      it is sound but of another shape; it was consumed and the reader goes on
 *   E_PROTOCOL  the text is not sound; the reader says why
 */
#ifndef CHO_CODEC_PACKET_BODY_H
#define CHO_CODEC_PACKET_BODY_H

#include "codec/json_reader.h"

#include <chorus/event.h>

typedef struct cho_packet_input {
    cho_json_value participant; /* a string, or absent */
    cho_json_value transaction; /* a string or an integer number, or absent */
    cho_json_value control;     /* a string, or absent */
    cho_json_value event;       /* a string, or absent */
    cho_json_value value;       /* any type, or absent */
    float          x, y;        /* finite; 0 when absent or no number */
    int32_t        button;      /* 0 when absent or no int32 */
    cho_span       raw;         /* the input object as it came, members we do not know included */
} cho_packet_input;

/* giveInput as a game gets it: {participantID, transactionID, input:{controlID, event, ...}}.
   OK: `input` is an object; members of a wrong type are left absent. */
chorus_result cho_packet_read_input(cho_json_reader *r, cho_packet_input *out);

/* What an input means, by the name of its event; OTHER for names that no standard control sends. */
chorus_input_kind cho_packet_kind_of(const cho_json_value *event);

/* Bits of cho_packet_participant.present. */
enum {
    CHO_PARTICIPANT_USER_ID    = 1 << 0,
    CHO_PARTICIPANT_LEVEL      = 1 << 1,
    CHO_PARTICIPANT_LAST_INPUT = 1 << 2,
    CHO_PARTICIPANT_CONNECTED  = 1 << 3,
    CHO_PARTICIPANT_DISABLED   = 1 << 4,
    CHO_PARTICIPANT_ANONYMOUS  = 1 << 5,
    CHO_PARTICIPANT_SPARKS     = 1 << 6
};

typedef struct cho_packet_participant {
    cho_json_value session_id, username, group_id; /* strings, or absent */
    cho_json_value channel_groups;                 /* an array, or absent */
    int64_t        last_input_ms, connected_ms;    /* UTC since 1970 */
    uint64_t       sparks;
    uint32_t       user_id, level;
    uint32_t       present; /* which of the numbers and flags were there */
    bool           disabled, anonymous;
    bool           has_custom; /* there are members without a field here */
    cho_span       raw;        /* the whole object, custom members included */
} cho_packet_participant;

/* OK: an object. Whatever is missing or of a wrong type is absent, 0 or false; numbers may come as
   strings, flags too. */
chorus_result cho_packet_read_participant(cho_json_reader *r, cho_packet_participant *out);

typedef struct cho_packet_error {
    int32_t        code;    /* 0 when there was none */
    cho_json_value message; /* a string, or absent */
    cho_json_value path;    /* a string or an array, or absent */
} cho_packet_error;

/* `error` of a reply, of any type: a bare string is taken for the message. */
void cho_packet_read_error(const cho_json_value *error, cho_packet_error *out);

/* Appends the path in dot notation, whichever form it came in. */
void cho_packet_append_path(const cho_packet_error *error, cho_buf *out);

#endif
