/*
 * packet.h - the Interactive 2 packet grammar, shared by game, host and participant.
 * Layer    codec. Includes base/ only.
 * Thread   any; one frame belongs to one thread at a time.
 * Memory   reading allocates nothing; everything read points into the frame. Writing appends.
 * Trust    every byte is hostile. Nothing of a packet may be used until cho_packet_finish said it is
 *          sound: a fault in its last byte makes all of it void.
 *
 * A frame is one packet or an array of them. Packets are read in one pass: cho_packet_next stops at
 * `params` when `method` came before it, so a hot method is decoded on the way; when the members
 * stand in another order the same calls read the remembered text instead.
 *
 *     cho_packet_frame frame;
 *     cho_packet       packet;
 *     cho_packet_frame_init(&frame, bytes);
 *     while ((step = cho_packet_next(&frame, &packet)) != CHO_PACKET_END) {
 *         if (step == CHO_PACKET_NOT_OBJECT) { complain(&frame); continue; }
 *         bool decoded = cho_json_is(&packet.method, "giveInput")
 *                        && cho_packet_read_input(cho_packet_params(&frame, &packet), &input) == CHORUS_OK;
 *         if (!cho_packet_finish(&frame, &packet)) break;
 *         if (decoded && !packet.replaced && packet.type == CHO_PACKET_METHOD) use(&input);
 *         else dispatch(&packet);
 *     }
 *     if (cho_packet_frame_error(&frame).reason != NULL) complain(&frame);
 */
#ifndef CHO_CODEC_PACKET_H
#define CHO_CODEC_PACKET_H

#include "codec/json_reader.h"

enum {
    CHO_PACKET_DEPTH    = 32, /* nesting of one packet; the array around several is not counted */
    CHO_PACKET_SIZE_MAX = 2000000 /* bytes of one frame */
};

/* The reply codes that this layer itself has an opinion about. */
enum {
    CHO_PACKET_CODE_NOT_JSON     = 4000,
    CHO_PACKET_CODE_UNKNOWN_TYPE = 4002,
    CHO_PACKET_CODE_BAD_ARGUMENT = 4004
};

/* ---- the envelope ---- */

typedef enum cho_packet_type {
    CHO_PACKET_UNKNOWN, /* neither of the two */
    CHO_PACKET_METHOD,
    CHO_PACKET_REPLY
} cho_packet_type;

typedef struct cho_packet {
    cho_json_value  method; /* a string or absent. All else is known after cho_packet_finish only */
    cho_packet_type type;   /* without a `type` member: by what else there is */
    bool            has_id; /* an id that can be used; false: absent, null or bad */
    bool            has_seq; /* a seq within 0..2^31-1 */
    bool            discard;
    bool     replaced; /* a later duplicate changed method or params: decode again, from `params` */
    uint32_t id;       /* 0 unless has_id */
    int32_t  seq;      /* 0 unless has_seq */
    cho_span id_text;  /* the id as JSON text, to be echoed; empty unless has_id */
    cho_json_value params; /* absent or null: treat as {} */
    cho_json_value result;
    cho_json_value error;
    int32_t        fault;        /* 0, or the code a host answers with */
    const char    *fault_reason; /* static; NULL without a fault */
} cho_packet;

typedef enum cho_packet_step {
    CHO_PACKET_END,       /* nothing more; cho_packet_frame_error says whether it ended well */
    CHO_PACKET_HEAD,      /* a packet: read its params if you like, then call cho_packet_finish */
    CHO_PACKET_NOT_OBJECT /* this element is no object and was skipped; go on */
} cho_packet_step;

typedef struct cho_packet_frame {
    cho_json_reader reader;
    cho_json_reader detached;               /* for params that came before the method */
    cho_json_value  id, type, seq, discard; /* of the packet being read, as they came */
    const char     *params_at; /* where the reader stopped for the caller; NULL: it did not */
    bool            begun;
    bool            is_batch; /* an array of packets */
} cho_packet_frame;

/* Too long a frame is an error of the frame, "too large", and holds no packets. */
void cho_packet_frame_init(cho_packet_frame *frame, cho_span bytes);

/* Goes to the next packet. One that was not finished is passed over. */
cho_packet_step cho_packet_next(cho_packet_frame *frame, cho_packet *packet);

/* A reader that stands at the params of this packet, or at `{}` when it has none. To be asked for once
   per packet, between next and finish: take one value from it or nothing. */
cho_json_reader *cho_packet_params(cho_packet_frame *frame, const cho_packet *packet);

/* Reads the rest. True: the packet is sound JSON and may be used; look at `fault` then. False: the frame
   is not, and nothing decoded from this packet may be used. */
bool cho_packet_finish(cho_packet_frame *frame, cho_packet *packet);

/* reason NULL: all is well so far. The offset counts from the start of the frame. */
cho_json_error cho_packet_frame_error(const cho_packet_frame *frame);

/* True when the frame is an array, so its sender can read arrays too. */
bool cho_packet_frame_is_batch(const cho_packet_frame *frame);

/* ---- writing, members in canonical order ---- */

/* The caller appends exactly one JSON value, the params, between these two. */
void cho_packet_begin_method(cho_buf *out, uint32_t id, const char *method);
void cho_packet_end_method(cho_buf *out, int32_t seq, bool discard);

/* The same for the result of a reply. `id_text` is cho_packet.id_text; empty is written as 0. */
void cho_packet_begin_reply(cho_buf *out, cho_span id_text);
void cho_packet_end_reply(cho_buf *out, int32_t seq);

/* A whole reply that refuses. `path` may be NULL. */
void cho_packet_write_refusal(cho_buf *out, cho_span id_text, int32_t code, const char *message,
                              const char *path, int32_t seq);

#endif
