/*
 * packet.h - the Interactive 2 packet grammar, shared by game, host and participant.
 * Layer    codec. Includes base/ only.
 * Thread   any; one frame belongs to one thread at a time.
 * Memory   reading allocates nothing; everything read points into the frame. Writing appends.
 * Trust    every byte is hostile. A packet is handed out only when all of it is sound. If it is the
 *          whole frame, nothing may follow it: text behind it makes it void. The packets of an array
 *          stand each for itself: one that is sound may be used, whatever comes after it.
 *
 * A frame is one packet or an array of them. Each is read as a whole; its params, result and error
 * are text that has been checked, to be decoded afterwards with a reader of their own.
 *
 *     cho_packet_frame frame;
 *     cho_packet       packet;
 *     cho_packet_step  step;
 *     cho_packet_frame_init(&frame, bytes);
 *     while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
 *         if (step == CHO_PACKET_WHOLE)
 *             dispatch(&packet);
 *         else
 *             complain("not an object", frame.offset);
 *     }
 *     cho_json_error error = cho_packet_frame_error(&frame);
 *     if (error.reason != NULL)
 *         complain(error.reason, error.offset);
 */
#ifndef CHO_CODEC_PACKET_H
#define CHO_CODEC_PACKET_H

#include "codec/json_reader.h"

enum {
    CHO_PACKET_DEPTH    = 64,     /* nesting of one packet; the array around several is not counted */
    CHO_PACKET_SIZE_MAX = 2000000 /* bytes of one frame */
};

/* The reply codes that this layer itself has an opinion about. */
enum { CHO_PACKET_CODE_NOT_JSON = 4000, CHO_PACKET_CODE_UNKNOWN_TYPE = 4002, CHO_PACKET_CODE_BAD_ARGUMENT = 4004 };

/* ---- the envelope ---- */

typedef enum cho_packet_type {
    CHO_PACKET_UNKNOWN, /* neither of the two */
    CHO_PACKET_METHOD,
    CHO_PACKET_REPLY
} cho_packet_type;

typedef struct cho_packet {
    cho_packet_type type;    /* without a `type` member: by what else there is */
    bool            has_id;  /* an id that can be used; false: absent, null or bad */
    bool            has_seq; /* a seq within 0..2^31-1 */
    bool            discard;
    uint32_t        id;      /* 0 unless has_id */
    int32_t         seq;     /* 0 unless has_seq */
    cho_span        id_text; /* the id as JSON text, to be echoed; empty unless has_id */
    cho_json_value  method;  /* a string or absent */
    cho_json_value  params;  /* absent or null: treat as {} */
    cho_json_value  result;
    cho_json_value  error;
    int32_t         fault;        /* 0, or the code a host answers with */
    const char     *fault_reason; /* static; NULL without a fault */
    bool            is_misnumbered; /* the fault is the id, and nothing else is wrong */
} cho_packet;

typedef enum cho_packet_step {
    CHO_PACKET_END,       /* nothing more; cho_packet_frame_error says whether it ended well */
    CHO_PACKET_WHOLE,     /* a packet that is sound JSON: look at its `fault`, then use it */
    CHO_PACKET_NOT_OBJECT /* this element is no object and was skipped; go on */
} cho_packet_step;

typedef struct cho_packet_frame {
    cho_json_reader reader;
    size_t          offset;   /* where in the frame the element begins that was read last */
    bool            is_batch; /* an array of packets */
} cho_packet_frame;

/* Too long a frame is an error of the frame, "too large", and holds no packets. */
void cho_packet_frame_init(cho_packet_frame *frame, cho_span bytes);

/* Reads the next packet. Of equal members the last one counts. *packet is written only with
   CHO_PACKET_WHOLE, and then all of it. */
cho_packet_step cho_packet_next(cho_packet_frame *frame, cho_packet *packet);

/* reason NULL: all is well so far. The offset counts from the start of the frame. */
cho_json_error cho_packet_frame_error(const cho_packet_frame *frame);

/* ---- writing, members in canonical order ---- */

/* The caller appends exactly one JSON value, the params, between these two. */
void cho_packet_begin_method(cho_buf *out, uint32_t id, const char *method);
void cho_packet_end_method(cho_buf *out, int32_t seq, bool discard);

/* The same for the result of a reply. `id_text` is cho_packet.id_text; empty is written as 0. */
void cho_packet_begin_reply(cho_buf *out, cho_span id_text);
void cho_packet_end_reply(cho_buf *out, int32_t seq);

/* A whole reply that refuses. `path` may be NULL. */
void cho_packet_write_refusal(cho_buf *out, cho_span id_text, int32_t code, const char *message, const char *path,
                              int32_t seq);

#endif
