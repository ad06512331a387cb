/*
 * crowd_frame.h - the frames of RFC 6455 as a client writes them and a server answers.
 */
#ifndef CROWD_FRAME_H
#define CROWD_FRAME_H

#include "crowd_text.h"

enum {
    CROWD_FRAME_MORE = 0, /* goes on with the last one */
    CROWD_FRAME_TEXT = 1,
    CROWD_FRAME_BINARY,
    CROWD_FRAME_CLOSE = 8,
    CROWD_FRAME_PING,
    CROWD_FRAME_PONG
};

enum { CROWD_FRAME_HEAD_MAX = 14 }; /* of ours, with the mask */

typedef struct crowd_frame {
    unsigned   opcode;
    bool       is_last;
    crowd_text payload;
} crowd_frame;

typedef enum crowd_frame_answer {
    CROWD_FRAME_READ,    /* *at is behind it */
    CROWD_FRAME_PARTIAL, /* more bytes are needed */
    CROWD_FRAME_WRONG    /* no server may send that */
} crowd_frame_answer;

crowd_frame_answer crowd_frame_read(crowd_text *at, crowd_frame *out);

/* Writes a whole masked frame; out has room for CROWD_FRAME_HEAD_MAX more than the payload. Returns its length. */
size_t crowd_frame_write(char *out, unsigned opcode, crowd_text payload, uint32_t mask);
#endif
