/*
 * record.h - what travels from the network thread to the game thread.
 * Layer    core. May include base/ only.
 * Thread   written on the network thread, read on the game thread, never both at once.
 * Memory   a record lives in the inbox ring; when it is too long for the ring its payload is a heap
 *          block and the record carries the pointer. Either way it is valid until the pump after
 *          the one that read it.
 * Trust    both ends are ours: types and lengths are believed. What strings say may come from a peer.
 */
#ifndef CHO_CORE_RECORD_H
#define CHO_CORE_RECORD_H

#include <chorus/base.h>

/* Types of core records. A module numbers its own from CHO_RECORD_MODULE. */
enum {
    CHO_RECORD_STATE  = 1, /* cho_record_state  */
    CHO_RECORD_CLOSED = 2, /* cho_record_closed */
    CHO_RECORD_REPLY  = 3, /* cho_record_reply  */
    CHO_RECORD_LOG    = 4, /* cho_record_log    */
    CHO_RECORD_LOST   = 5, /* cho_record_lost   */
    CHO_RECORD_MODULE = 64
};

/* How much a record is worth when the game does not pump and memory runs out. */
typedef enum cho_worth {
    CHO_WORTH_KEEP,  /* replies, closes, states: never given up                           */
    CHO_WORTH_STATE, /* mirrored state: given up only together with a resync of the session */
    CHO_WORTH_INPUT, /* given up oldest first                                              */
    CHO_WORTH_MOVE,  /* as INPUT, and replaced by a newer one with the same key             */
    CHO_WORTH_LOG    /* dropped when the ring is full                                      */
} cho_worth;

typedef struct cho_record {
    uint32_t session; /* 0: the runtime itself */
    uint16_t type;
    uint16_t is_external; /* what follows is a cho_record_external, not the payload */
    uint64_t time_ns;
    /* the payload follows, 8-aligned */
} cho_record;

/* A payload too long for the ring. The block begins with a pointer that its reader may use to chain
 * blocks until they are freed. */
typedef struct cho_record_external {
    void       *block;
    const void *payload;
    uint32_t    len;
} cho_record_external;

/* Strings of a payload lie behind its struct, each with a terminating NUL, in the order of the
 * length fields: this gives the next one, of `len` bytes. */
static inline chorus_str cho_record_text(const char **at, uint32_t len)
{
    chorus_str text = { *at, len };
    *at += len + 1;
    return text;
}

typedef struct cho_record_state {
    int32_t  state, result, close_code;
    uint32_t retry_ms, attempt, text_len;
} cho_record_state;

typedef struct cho_record_closed {
    int32_t  result, close_code;
    uint32_t text_len;
} cho_record_closed;

typedef struct cho_record_reply {
    uint32_t request;
    int32_t  result, code;
    uint32_t method_len, message_len, path_len, json_len;
} cho_record_reply;

typedef struct cho_record_log {
    int32_t  level;
    uint32_t text_len;
} cho_record_log;

typedef struct cho_record_lost {
    uint64_t count, coalesced;
} cho_record_lost;

#endif
