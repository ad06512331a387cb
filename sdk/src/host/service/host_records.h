/*
 * host_records.h - what the network side of a host tells the game side, and what it is told.
 * Layer    host. May include core/ and below.
 * Thread   records are written on the network thread and read on the game thread; commands go the other way.
 * Memory   strings lie behind the struct, each with a terminating NUL.
 * Trust    our own.
 */
#ifndef CHO_HOST_RECORDS_H
#define CHO_HOST_RECORDS_H

#include "core/command.h"
#include "core/record.h"
#include "host/service/host_service.h"

enum {
    CHO_HOST_RECORD_LISTENING = CHO_RECORD_MODULE, /* cho_host_listening */
    CHO_HOST_RECORD_NEWS                           /* cho_host_news */
};

enum {
    CHO_HOST_COMMAND_END_GAME = CHO_COMMAND_MODULE, /* cho_host_end_game */
    CHO_HOST_COMMAND_RELOAD_CERTIFICATE,            /* no more than its head */
    CHO_HOST_COMMAND_SET_LIMITS,                    /* cho_host_new_limits */
    CHO_HOST_COMMAND_MODERATE                       /* cho_host_moderate */
};

typedef struct cho_host_end_game {
    cho_command head;
    uint32_t    channel; /* its number */
} cho_host_end_game;

typedef struct cho_host_new_limits {
    cho_command        head;
    chorus_host_limits limits; /* complete */
} cho_host_new_limits;

/* The texts of the order lie behind it. */
typedef struct cho_host_moderate {
    cho_command    head;
    uint32_t       channel; /* its number */
    cho_host_order order;
} cho_host_moderate;

/* url_count strings follow, text_len bytes in all. */
typedef struct cho_host_listening {
    uint32_t port, url_count, text_len;
} cho_host_listening;

#endif
