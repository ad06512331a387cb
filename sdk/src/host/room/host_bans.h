/*
 * host_bans.h - who may not take part in a channel, and until when.
 * Layer    host. Includes host_users.h and below.
 * Thread   one at a time.
 * Memory   at most `most`; those that are over make room.
 * Trust    reasons and names have been cleaned. Time is handed in.
 *
 * A ban is of an account, of a browser or of a network: "user:9", "device:9f86d081884c7d65",
 * "network:198.51.100.7". Somebody is banned when any of the three is.
 */
#ifndef CHO_HOST_BANS_H
#define CHO_HOST_BANS_H

#include "host/room/host_users.h"

enum {
    CHO_HOST_REASON_MAX  = 120, /* bytes: it fits into a close frame */
    CHO_HOST_REASON_SIZE = CHO_HOST_REASON_MAX + 1,
    CHO_HOST_BAN_ID_SIZE = 72
};

typedef struct cho_host_ban {
    cho_host_node node; /* its id is what is banned */
    int64_t       since_ms, until_ms; /* until 0: for ever */
    char          name[CHO_HOST_NAME_SIZE]; /* what they were called then; may be empty */
    char          reason[CHO_HOST_REASON_SIZE];
} cho_host_ban;

typedef struct cho_host_bans {
    cho_host_table table;
    uint32_t       most;
} cho_host_bans;

void cho_host_bans_init(cho_host_bans *bans, const chorus_allocator *heap, uint64_t seed, uint32_t most);
void cho_host_bans_deinit(cho_host_bans *bans);

/* What can be banned of somebody: false when it is not known. A guest is nobody's account. */
bool cho_host_ban_id_of_user(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE]);
bool cho_host_ban_id_of_device(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE]);
bool cho_host_ban_id_of_network(const cho_host_identity *who, char out[CHO_HOST_BAN_ID_SIZE]);

/* It begins like one of the three and is not too long. */
bool cho_host_is_ban_id(cho_span id);

/* As somebody has typed it, to as it is kept: a network may be any address in it. False: it is none of the three. */
bool cho_host_ban_id_read(cho_span text, char out[CHO_HOST_BAN_ID_SIZE]);

/* A new ban, or the one that is there with other terms; `like` has all but the node. NULL: no memory, or
   too many that still hold (*is_full). */
cho_host_ban *cho_host_bans_put(cho_host_bans *bans, cho_span id, const cho_host_ban *like, int64_t now_ms,
                                bool *is_full);

/* False: there was none. */
bool cho_host_bans_lift(cho_host_bans *bans, cho_span id);

/* The ban that keeps somebody out now; NULL: none. */
const cho_host_ban *cho_host_bans_find(const cho_host_bans *bans, const cho_host_identity *who, int64_t now_ms);

/* Begin with NULL; in the order of their making, also those that are over. */
const cho_host_ban *cho_host_bans_next(const cho_host_bans *bans, const cho_host_ban *ban);
uint32_t            cho_host_bans_count(const cho_host_bans *bans);

#endif
