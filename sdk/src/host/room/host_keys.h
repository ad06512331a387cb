/*
 * host_keys.h - join keys: who has asked to join and may now open a participant socket.
 * Layer    host. Includes host_users.h and below.
 * Thread   one at a time.
 * Memory   at most `most` keys; the oldest makes room for a new one. Users must outlive their
 *          keys.
 * Trust    a key is 128 random bits, works once and for a while. Keys that come back are any bytes.
 */
#ifndef CHO_HOST_KEYS_H
#define CHO_HOST_KEYS_H

#include "host/room/host_users.h"

enum { CHO_HOST_KEY_SIZE = 33 /* 32 hexadecimal digits and a NUL */ };

typedef struct cho_host_keys {
    cho_host_table table;
    uint32_t       most, life_ms; /* 0 to begin with; may be set at any time */
} cho_host_keys;

void cho_host_keys_init(cho_host_keys *keys, const chorus_allocator *heap, uint64_t seed);
void cho_host_keys_deinit(cho_host_keys *keys);

/* OK; E_MEMORY; E_STATE: the system has no randomness. */
chorus_result cho_host_keys_issue(cho_host_keys *keys, uint32_t channel, const cho_host_identity *who,
                                  int64_t now_ms, char out[CHO_HOST_KEY_SIZE]);

/* False: never given, used, too old, or for another channel. Else it is used now, and `who` is whose it is. */
bool cho_host_keys_take(cho_host_keys *keys, cho_span key, uint32_t channel, int64_t now_ms,
                        cho_host_identity *who);

#endif
