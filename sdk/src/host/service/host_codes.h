/*
 * host_codes.h - join codes: five letters that lead to a channel.
 * Layer    host. May include host_table.h and below.
 * Thread   a table: one at a time; the rest: any.
 * Memory   a table owns what it holds.
 * Trust    what is typed is hostile. A code is no secret: it gives no more than a look at the page. Requests that
 *          name one are counted for each address, see host_rates.h.
 *
 * The letters cannot be taken for one another and make no words. Case, spaces and dashes do not count.
 */
#ifndef CHO_HOST_CODES_H
#define CHO_HOST_CODES_H

#include "host/room/host_table.h"

enum {
    CHO_HOST_CODE_LEN  = 5,
    CHO_HOST_CODE_SIZE = CHO_HOST_CODE_LEN + 1
};

/* Reads what somebody has typed. False: that is no code. */
bool cho_host_code_read(cho_span text, char out[CHO_HOST_CODE_SIZE]);

/* Any one. False: the system has no randomness. */
bool cho_host_code_make(char out[CHO_HOST_CODE_SIZE]);

/* Where codes lead. One channel has one code. */
typedef struct cho_host_codes {
    cho_host_table by_code, by_channel;
} cho_host_codes;

void cho_host_codes_init(cho_host_codes *codes, const chorus_allocator *heap, uint64_t seed);
void cho_host_codes_deinit(cho_host_codes *codes);

/* OK; E_INVALID: the code leads somewhere already, or the channel has one; E_MEMORY. */
chorus_result cho_host_codes_add(cho_host_codes *codes, const char *code, uint32_t channel);

/* A code for a channel that has none. OK; E_MEMORY; E_STATE: the system has no randomness; E_AGAIN: most are taken. */
chorus_result cho_host_codes_make(cho_host_codes *codes, uint32_t channel);

/* Fine when the channel has none. */
void cho_host_codes_drop(cho_host_codes *codes, uint32_t channel);

/* The number of a channel; 0: the code leads nowhere. */
uint32_t cho_host_codes_find(const cho_host_codes *codes, const char *code);

/* The code of a channel. NULL: it has none. */
const char *cho_host_codes_of(const cho_host_codes *codes, uint32_t channel);

#endif
