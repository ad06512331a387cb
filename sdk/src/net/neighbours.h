/*
 * neighbours.h - what each address has taken lately: connections, and so much a second of other things.
 * Layer    net. May include base/ only.
 * Thread   one at a time.
 * Memory   one small block for each address that is connected, and for CHO_NEIGHBOURS_IDLE others at most; of
 *          those the one that was heard of longest ago makes room.
 * Trust    peers choose their addresses. An IPv6 peer has all of its /64.
 */
#ifndef CHO_NET_NEIGHBOURS_H
#define CHO_NET_NEIGHBOURS_H

#include "base/index.h"
#include "base/pace.h"
#include "base/slots.h"
#include "net/ip.h"
#include "net/list.h"

enum { CHO_NEIGHBOURS_IDLE = 16384 };

/* What is counted by the second. */
typedef enum cho_favour { CHO_FAVOUR_CONNECT, CHO_FAVOUR_REQUEST, CHO_FAVOUR_JOIN, CHO_FAVOUR_COUNT } cho_favour;

typedef struct cho_neighbour {
    cho_node node; /* of the idle ones */
    uint64_t owner;
    uint32_t handle, connections;
    cho_pace paces[CHO_FAVOUR_COUNT];
} cho_neighbour;

typedef struct cho_neighbours {
    cho_slots slots;
    cho_index index;
    uint64_t  seed;
    cho_node  idle; /* the one heard of longest ago first */
    uint32_t  idle_count;
} cho_neighbours;

/* It must not move from here on. */
void cho_neighbours_init(cho_neighbours *n, const chorus_allocator *heap, uint64_t seed);
void cho_neighbours_deinit(cho_neighbours *n);

/* The one with that address; valid until the next call unless it is connected. NULL: no memory. */
cho_neighbour *cho_neighbours_find(cho_neighbours *n, const cho_ip *ip);

/* One connection more or less. */
void cho_neighbours_connect(cho_neighbours *n, cho_neighbour *who);
void cho_neighbours_disconnect(cho_neighbours *n, cho_neighbour *who);

#endif
