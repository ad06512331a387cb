/*
 * ws_reader.h - the bytes of a client's frames (RFC 6455 section 5) to pieces of messages.
 * Layer    net. May include base/ only.
 * Thread   any one. No socket, no clock.
 * Memory   none; payloads are unmasked where they lie.
 * Trust    every byte is hostile. Unmasked frames, reserved bits and opcodes, fragmented or long control frames, pieces
 *          that continue nothing and messages inside messages are wrong. What is announced is never kept room for.
 */
#ifndef CHO_NET_WS_READER_H
#define CHO_NET_WS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHO_WS_CONTROL_MAX = 125 };

/* A piece of a message, as far as it has come. */
typedef struct cho_ws_part {
    const void *bytes;
    size_t      len;
    uint64_t    remaining; /* bytes that its frame still announces */
    bool        is_last;   /* nothing of this message follows */
    bool        is_text;
} cho_ws_part;

typedef enum cho_ws_found {
    CHO_WS_FOUND_NOTHING, /* all bytes are used up */
    CHO_WS_FOUND_PART,
    CHO_WS_FOUND_CLOSE, /* the payload of this one and the next two is the part */
    CHO_WS_FOUND_PING,
    CHO_WS_FOUND_PONG,
    CHO_WS_FOUND_WRONG /* the connection is to be failed; nothing more can be read */
} cho_ws_found;

/* Zeroed: nothing has come yet. */
typedef struct cho_ws_reader {
    uint64_t      remaining; /* of the payload under way */
    unsigned char mask[4];
    unsigned char head[14], control[CHO_WS_CONTROL_MAX];
    uint8_t       head_len, control_len;
    uint8_t       opcode, message; /* of the frame; of the message under way, 0: none */
    uint8_t       mask_at;
    bool          is_fin, is_in_payload;
} cho_ws_reader;

/* Takes bytes from *at until it has found something; *at and *len are what is left. */
cho_ws_found cho_ws_reader_next(cho_ws_reader *r, unsigned char **at, size_t *len, cho_ws_part *out);
#endif
