/*
 * host_records.h - what the network side of a host tells the game side.
 * Layer    host. May include core/ and below.
 * Thread   written on the network thread, read on the game thread.
 * Memory   strings lie behind the struct, each with a terminating NUL.
 * Trust    our own.
 */
#ifndef CHO_HOST_RECORDS_H
#define CHO_HOST_RECORDS_H

#include "core/record.h"

enum {
    CHO_HOST_RECORD_LISTENING = CHO_RECORD_MODULE, /* cho_host_listening */
    CHO_HOST_RECORD_COUNTS                         /* cho_host_counts of host_service.h */
};

/* url_count strings follow, text_len bytes in all. */
typedef struct cho_host_listening {
    uint32_t port, url_count, text_len;
} cho_host_listening;

#endif
